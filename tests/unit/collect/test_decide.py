import datetime as dt

import pytest

from presswatch.collect.decide import (
    MAX_TRIES,
    decide_fate,
    decide_next_poll,
    decide_next_try,
    decide_retry,
    decide_revisit,
    is_declared_unchanged,
    is_due,
    is_silent,
    update_gap,
)
from presswatch.model import Fetch

NOW = dt.datetime(2024, 11, 20, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def fetch(status, http_status=None, attempt=1, error="the fault"):
    return Fetch(fetch_id="f", url="https://a.example/", purpose="page", requested_at=NOW, status=status, http_status=http_status, attempt=attempt, error=error)


def hours_to_next(**facts):
    return (decide_next_poll(NOW, **{"gap": None, "news_at": NOW, "quiet_polls": 0, "failures": 0, **facts}) - NOW) / HOUR


def test_a_feed_is_due_when_its_time_has_come_or_nearly():
    assert is_due(None, NOW)
    assert is_due(NOW + dt.timedelta(seconds=20), NOW)
    assert not is_due(NOW + dt.timedelta(seconds=40), NOW)


def test_a_feed_that_changes_is_polled_at_every_run_and_a_quiet_one_seldom():
    assert hours_to_next() == 0
    assert hours_to_next(quiet_polls=3, gap=7200) == 0
    assert hours_to_next(quiet_polls=4, gap=7200) == 1
    assert hours_to_next(quiet_polls=9, gap=86_400 * 7) == 2
    assert hours_to_next(quiet_polls=9, gap=3600, news_at=NOW - 16 * HOUR) == 2
    assert hours_to_next(quiet_polls=99, gap=3600, news_at=NOW - 1000 * HOUR) == 6
    assert hours_to_next(quiet_polls=99, news_at=None) == 0


def test_a_feed_that_fails_is_asked_less_and_less():
    waits = [hours_to_next(failures=n) for n in range(1, 8)]
    assert waits == [0, 0.5, 1, 2, 4, 6, 6]


def test_the_usual_gap_follows_the_news_and_silence_is_measured_by_it():
    gap = update_gap(None, None, NOW)
    assert gap is None
    gap = update_gap(gap, NOW - HOUR, NOW)
    assert gap == 3600
    assert update_gap(gap, NOW - 3 * HOUR, NOW) == pytest.approx(0.7 * 3600 + 0.3 * 10_800)
    assert not is_silent(NOW, gap=3600, news_at=NOW - 71 * HOUR)
    assert is_silent(NOW, gap=3600, news_at=NOW - 73 * HOUR)
    assert not is_silent(NOW, gap=86_400, news_at=NOW - 73 * HOUR)
    assert not is_silent(NOW, gap=None, news_at=None)


@pytest.mark.parametrize(
    ("row", "retry_after", "delay"),
    [
        (fetch("http_error", 500), None, 1.0),
        (fetch("http_error", 503, attempt=2), None, 2.0),
        (fetch("http_error", 500, attempt=3), None, None),
        (fetch("connection_error"), None, 1.0),
        (fetch("cut_off", 200), None, 1.0),
        (fetch("rate_limited", 429), 7.0, 7.0),
        (fetch("rate_limited", 429), 3600.0, None),
        (fetch("bad_encoding", 200), None, 0.0),
        (fetch("bad_encoding", 200, attempt=2), None, None),
        *[(fetch("http_error", code), None, None) for code in (400, 401, 403, 404, 410, 451, 501)],
        *[(fetch(s), None, None) for s in ("timeout", "blocked_address", "robots_denied", "too_large", "too_many_redirects", "bad_url")],
    ],
)
def test_only_what_can_heal_is_tried_again(row, retry_after, delay):
    assert decide_retry(row, attempts=3, retry_after=retry_after) == delay


def test_the_fate_of_a_page_names_its_fault():
    assert decide_fate(fetch("ok", 200, error=None), tries=1).reason == "captured"
    gone = decide_fate(fetch("http_error", 404, error="HTTP 404 Not Found"), tries=1)
    assert (gone.outcome, gone.reason, gone.again) == ("fetch_failed", "http_error: HTTP 404 Not Found", False)
    slow = decide_fate(fetch("timeout", error="timed out after 30 s: no answer"), tries=1)
    assert (slow.outcome, slow.again) == ("fetch_failed", True)
    assert decide_fate(fetch("http_error", 500, attempt=3), tries=1).reason == "http_error: the fault (after 3 attempts)"
    last = decide_fate(fetch("timeout"), tries=MAX_TRIES)
    assert not last.again
    assert last.reason.endswith("given up after 5 runs")


def test_a_denial_by_robots_heals_only_if_robots_could_not_be_had():
    assert decide_fate(fetch("robots_denied"), tries=1).outcome == "robots_denied"
    assert not decide_fate(fetch("robots_denied"), tries=1).again
    assert decide_fate(fetch("robots_denied"), tries=1, denied_for_now=True).again


def test_failed_pages_wait_longer_each_time():
    waits = [(decide_next_try(NOW, n) - NOW).total_seconds() for n in range(1, 5)]
    assert waits == [870, 1770, 3570, 7170]


def test_recent_pages_are_looked_at_again_and_old_ones_not():
    hours = (1.0, 6.0, 24.0)
    assert [decide_revisit(NOW, NOW - HOUR, step=s, hours=hours) for s in range(4)] == [NOW + HOUR, NOW + 6 * HOUR, NOW + 24 * HOUR, None]
    assert decide_revisit(NOW, None, step=0, hours=hours) == NOW + HOUR
    assert decide_revisit(NOW, NOW - 49 * HOUR, step=0, hours=hours) is None
    assert decide_revisit(NOW, NOW, step=0, hours=()) is None


def test_a_look_is_spared_when_the_feed_says_that_nothing_changed():
    assert is_declared_unchanged(NOW - HOUR, NOW, last=False)
    assert not is_declared_unchanged(NOW + HOUR, NOW, last=False)
    assert not is_declared_unchanged(NOW - HOUR, NOW, last=True)
    assert not is_declared_unchanged(None, NOW, last=False)
