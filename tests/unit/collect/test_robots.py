import datetime as dt

import pytest

from presswatch.collect.robots import Robots, RobotsAnswer, robots_token

NOW = dt.datetime(2024, 11, 20, 12, tzinfo=dt.UTC)
ORIGIN = "https://a.example:443"
RULES = b"\xef\xbb\xbfUser-agent: *\nDisallow: /all/\nCrawl-delay: 3\n\nUser-agent: presswatch\nDisallow: /ours/\nCrawl-delay: 7.5\nSitemap: https://a.example/s.xml\n"


def make_robots(answers, clock=lambda: NOW, **options):
    """Robots whose requests are answered in turn; gives them and the list of requests."""
    asked = []

    def fetch(origin):
        asked.append(origin)
        return answers[min(len(asked), len(answers)) - 1]

    return Robots("Presswatch", fetch=fetch, now=clock, **options), asked


def ok(body):
    return RobotsAnswer(status="ok", http_status=200, body=body, error=None)


def failed(status, code=None):
    return RobotsAnswer(status=status, http_status=code, body=b"", error="it failed")


def test_the_rules_for_our_name_hold_and_are_asked_for_once():
    robots, asked = make_robots([ok(RULES)])
    assert robots.judge(ORIGIN, "https://a.example/all/x").allowed
    denied = robots.judge(ORIGIN, "https://a.example/ours/x")
    assert (denied.allowed, denied.healable) == (False, False)
    assert "robots.txt of https://a.example:443 doesn't allow it" in denied.reason
    assert robots.crawl_delay(ORIGIN) == 7.5
    assert robots.sitemaps(ORIGIN) == ("https://a.example/s.xml",)
    assert asked == [ORIGIN]


@pytest.mark.parametrize("code", [400, 401, 403, 404, 410])
def test_no_robots_file_allows_all(code):
    robots, _ = make_robots([failed("http_error", code)])
    assert robots.judge(ORIGIN, "https://a.example/x").allowed


@pytest.mark.parametrize(
    "answer", [failed("http_error", 500), failed("http_error", 503), failed("rate_limited", 429), failed("timeout"), failed("connection_error"), failed("blocked_address")]
)
def test_a_robots_file_that_cannot_be_had_denies_for_now(answer):
    robots, _ = make_robots([answer])
    denied = robots.judge(ORIGIN, "https://a.example/x")
    assert (denied.allowed, denied.healable) == (False, True)
    assert f"robots.txt can't be had: {answer.status}" in denied.reason


def test_a_failure_is_asked_again_soon_and_a_file_after_a_day():
    now = NOW
    robots, asked = make_robots([failed("timeout"), ok(b"")], clock=lambda: now)
    assert not robots.judge(ORIGIN, "https://a.example/x").allowed
    now += dt.timedelta(minutes=31)
    assert robots.judge(ORIGIN, "https://a.example/x").allowed
    now += dt.timedelta(hours=23)
    robots.judge(ORIGIN, "https://a.example/x")
    assert len(asked) == 2
    now += dt.timedelta(hours=2)
    robots.judge(ORIGIN, "https://a.example/x")
    assert len(asked) == 3


def test_what_was_kept_from_an_earlier_run_saves_the_request():
    kept = {}
    robots, _ = make_robots([ok(RULES)], save=kept.__setitem__)
    robots.judge(ORIGIN, "https://a.example/x")
    again, asked = make_robots([ok(b"")], load=kept.get)
    assert not again.judge(ORIGIN, "https://a.example/ours/x").allowed
    assert asked == []


@pytest.mark.parametrize("body", [b"\xff\xfe\x00", b"<html>" * 1000, b"Disallow: /" + b"*a" * 300, b"User-agent\nDisallow", b"User-agent: *\nCrawl-delay: soon"])
def test_a_file_of_nonsense_is_no_obstacle(body):
    robots, _ = make_robots([ok(body)])
    assert robots.judge(ORIGIN, "https://a.example/" + "a" * 3000).allowed
    assert robots.crawl_delay(ORIGIN) is None


def test_the_token_is_the_product_name():
    assert robots_token("Presswatch/0.1 (+about)") == "Presswatch"
