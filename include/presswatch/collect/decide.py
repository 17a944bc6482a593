"""Decisions of collecting, as pure functions: is a feed due, is a fault worth another try, what became of a URL.

No clock, no network, no state: all comes in as arguments (times in UTC, durations in seconds).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from presswatch.model import Fetch

POLL_SECONDS = 900.0  # the schedule of presswatch_collect
MAX_POLL_SECONDS = 6 * 3600.0
MAX_REGULAR_SECONDS = 2 * 3600.0
QUIET_POLLS = 4  # answers without news in a row after which a feed may be asked less often
SILENT_SECONDS = 3 * 86_400.0
MAX_TRIES = 5  # collects in which a URL that can't be had is tried
MAX_WAIT = 60.0  # the longest Retry-After that is waited for within a run

_HEALING = {"rate_limited", "timeout", "connection_error", "cut_off"}
_HEALING_HTTP = {408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What became of a URL in this run: an outcome of `discoveries`, its reason, and whether to try again in a later run."""

    outcome: str
    reason: str
    again: bool


def is_due(next_poll_at: dt.datetime | None, now: dt.datetime) -> bool:
    """Return whether a feed is to be polled; half a minute of slack, so that a schedule isn't missed by a breath."""
    return next_poll_at is None or next_poll_at <= now + dt.timedelta(seconds=30)


def decide_next_poll(now: dt.datetime, *, gap: float | None, news_at: dt.datetime | None, quiet_polls: int, failures: int) -> dt.datetime:
    """Return when to poll a feed next.

    `gap` is the usual time between polls that brought news: a feed is asked about twice in it, between every run and every two hours.
    One that has been quiet for long is asked in ever longer steps, up to six hours, and so is one that fails.
    """
    if failures:
        return now + dt.timedelta(seconds=min(POLL_SECONDS * 2.0 ** min(failures - 1, 10), MAX_POLL_SECONDS)) if failures > 1 else now
    if quiet_polls < QUIET_POLLS:
        return now
    quiet = (now - news_at).total_seconds() if news_at else 0.0
    regular = min((gap or 0.0) / 2, MAX_REGULAR_SECONDS)
    pause = min(max(regular, quiet / 8), MAX_POLL_SECONDS)
    return now + dt.timedelta(seconds=pause) if pause > POLL_SECONDS else now


def update_gap(gap: float | None, news_at: dt.datetime | None, now: dt.datetime) -> float | None:
    """Return the usual time between polls with news, after news at `now`: a moving mean that weighs the latest by 0.3."""
    if news_at is None:
        return gap
    latest = (now - news_at).total_seconds()
    return latest if gap is None else 0.7 * gap + 0.3 * latest


def is_silent(now: dt.datetime, *, gap: float | None, news_at: dt.datetime | None) -> bool:
    """Return whether a feed has brought nothing new for much longer than it usually does: eight gaps, at least three days."""
    return news_at is not None and (now - news_at).total_seconds() > max(8 * (gap or 0.0), SILENT_SECONDS)


def decide_retry(fetch: Fetch, *, attempts: int, retry_after: float | None) -> float | None:
    """Return after how many seconds to try again within this run, None for not.

    Timeouts aren't tried again within a run: they have already cost their host the full time; a later run tries.
    """
    if fetch.attempt >= attempts or not (is_healable(fetch) or fetch.status == "bad_encoding") or fetch.status == "timeout":
        return None
    if fetch.status == "bad_encoding":
        return 0.0 if fetch.attempt == 1 else None
    if retry_after is not None:
        return retry_after if retry_after <= MAX_WAIT else None
    return float(2 ** (fetch.attempt - 1))


def is_healable(fetch: Fetch) -> bool:
    """Return whether the fault of a fetch may be gone at another time."""
    return fetch.status in _HEALING or (fetch.status == "http_error" and fetch.http_status in _HEALING_HTTP)


def decide_fate(fetch: Fetch, *, tries: int, denied_for_now: bool = False) -> Fate:
    """Return the fate of a page after the last attempt of a run; `tries` counts the runs in which it was tried, this one included."""
    if fetch.status == "ok":
        return Fate(outcome="pending", reason="captured", again=False)
    again = (is_healable(fetch) or denied_for_now) and tries < MAX_TRIES
    reason = f"{fetch.status}: {fetch.error}" if fetch.error else fetch.status
    if fetch.attempt > 1:
        reason += f" (after {fetch.attempt} attempts)"
    if not again and (is_healable(fetch) or denied_for_now):
        reason += f"; given up after {tries} runs"
    return Fate(outcome="robots_denied" if fetch.status == "robots_denied" else "fetch_failed", reason=reason, again=again)


def decide_next_try(now: dt.datetime, tries: int) -> dt.datetime:
    """Return from when on a URL that failed in `tries` runs is tried again: 15 minutes, doubled each time."""
    return now + dt.timedelta(seconds=POLL_SECONDS * 2 ** min(tries - 1, 6) - 30)


def decide_revisit(
    captured_at: dt.datetime, published_at: dt.datetime | None, *, step: int, hours: tuple[float, ...]
) -> dt.datetime | None:
    """Return when a captured page is looked at again, None for never. `step` counts from 0 the looks already taken after the first.

    Only what was new when it was first captured is looked at again: published in the two days before, or at an unknown time.
    """
    if step >= len(hours) or (published_at is not None and captured_at - published_at > dt.timedelta(days=2)):
        return None
    return captured_at + dt.timedelta(hours=hours[step])


def is_declared_unchanged(feed_updated_at: dt.datetime | None, looked_at: dt.datetime | None, *, last: bool) -> bool:
    """Return whether the feed itself says that a page hasn't changed since we looked; the last look is taken all the same."""
    return not last and feed_updated_at is not None and looked_at is not None and feed_updated_at <= looked_at
