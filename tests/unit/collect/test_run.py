"""Whole runs against a server on loopback: what is fetched, what is written, what is remembered."""

import dataclasses
import datetime as dt
import json
import threading
from collections import Counter

import pytest
from wire_server import cut, http_response  # type: ignore[import-not-found]

from presswatch.collect.archives import ingest
from presswatch.collect.plan import plan_collect
from presswatch.collect.run import collect
from presswatch.collect.state import StateStore
from presswatch.errors import InputError
from presswatch.model import Outlet
from presswatch.raw import latest_discoveries, open_zone

DAY = dt.date(2024, 11, 20)


class Clock:
    def __init__(self):
        self.now = dt.datetime(2024, 11, 20, 12, tzinfo=dt.UTC)
        self._lock = threading.Lock()

    def __call__(self):
        with self._lock:
            self.now += dt.timedelta(microseconds=1)
            return self.now

    def advance(self, **span):
        self.now += dt.timedelta(**span)


def rss(*items):
    parts = [f"<item><title>{title}</title><link>{link}</link></item>" for title, link in items]
    return f"<rss version='2.0'><channel><title>C</title>{''.join(parts)}</channel></rss>".encode()


def page(text):
    return http_response(f"<html><body><p>{text}</p></body></html>".encode(), Content_Type="text/html")


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def outlet(wire):
    return Outlet(outlet_id="harbour", name="Harbour Post", home_url=f"{wire.base}/", feeds=(f"{wire.base}/feed",))


@pytest.fixture
def newsroom(wire):
    """A feed with three pages."""
    wire.answers |= {
        "/feed": http_response(rss(*[(f"T{n}", f"/a/{n}?utm_source=rss") for n in range(3)]), ETag='"1"'),
        **{f"/a/{n}": page(f"story {n}") for n in range(3)},
    }

    def feed(sock, request):
        same = request.headers.get("if-none-match") == '"1"'
        sock.sendall(http_response(status="304 Not Modified") if same else wire.answers["/feed.full"])

    wire.answers["/feed.full"] = wire.answers["/feed"]
    wire.answers["/feed"] = feed
    return wire


def rows_of(settings, day=DAY):
    return {d.canonical_url.split("/", 3)[3]: d for d in latest_discoveries(open_zone(settings).read_discoveries(day))}


def test_a_run_captures_each_page_once_and_the_next_run_none(settings, outlet, newsroom, clock):
    report = collect(settings, [outlet], now=clock)
    assert (report.feeds_changed, report.urls_new, report.pages_captured, report.pages_waiting) == (1, 3, 3, 0)
    zone = open_zone(settings)
    refs = zone.list_captures(DAY)
    assert [c.body for c in zone.read_captures(refs)] == [b"<html><body><p>story %d</p></body></html>" % int(r.url[-1]) for r in refs]
    rows = rows_of(settings)
    assert sorted(rows) == ["a/0", "a/1", "a/2"]
    first = rows["a/0"]
    assert (first.outcome, first.reason, first.title, first.outlet_id) == ("pending", "captured", "T0", "harbour")
    assert first.url == f"{newsroom.base}/a/0?utm_source=rss"
    assert first.feed_url == outlet.feeds[0]
    assert {r.canonical_url for r in refs} == {d.canonical_url for d in rows.values()}
    assert Counter((f.purpose, f.status) for f in zone.read_fetches(DAY)) == {("robots", "http_error"): 1, ("feed", "ok"): 1, ("page", "ok"): 3}

    before = len(newsroom.requests)
    clock.advance(minutes=15)
    again = collect(settings, [outlet], now=clock)
    assert (again.feeds_unchanged, again.urls_new, again.pages_captured) == (1, 0, 0)
    assert newsroom.paths()[before:] == ["/feed"]


def test_a_run_after_lost_state_fetches_again_and_breaks_nothing(settings, outlet, newsroom, clock):
    collect(settings, [outlet], now=clock)
    open_zone(settings).storage.remove_tree("state")
    clock.advance(minutes=15)
    assert collect(settings, [outlet], now=clock).pages_captured == 3
    assert len(rows_of(settings)) == 3


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"version":1,"feeds":{"x":5}}', b'{"version":1,"seen":{"k":"soon"}}', b'{"version":99}', b'{"waiting":[{}]}'])
def test_damaged_state_counts_as_none(settings, outlet, newsroom, clock, damage):
    collect(settings, [outlet], now=clock)
    storage = open_zone(settings).storage
    for folder in ("state/outlets", "state/robots"):
        for name in storage.list_files(folder):
            storage.write(name, damage)
    assert collect(settings, [outlet], now=clock).pages_captured == 3


def test_faulty_pages_end_with_a_reason_and_the_others_are_captured(settings, outlet, newsroom, clock):
    newsroom.answers["/a/0"] = http_response(status="404 Not Found")
    newsroom.answers["/a/1"] = cut(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf")
    report = collect(settings, [outlet], now=clock)
    rows = rows_of(settings)
    assert {k: (r.outcome, r.reason) for k, r in rows.items()} == {
        "a/0": ("fetch_failed", "http_error: HTTP 404 Not Found"),
        "a/1": ("fetch_failed", "cut_off: connection cut off in the body: 4 bytes came, 46 were still to come (after 3 attempts)"),
        "a/2": ("pending", "captured"),
    }
    assert (report.pages_captured, report.pages_failed, report.pages_waiting) == (1, 2, 1)
    assert dict(report.faults) == {"http_error": 2, "cut_off": 3}


def test_a_fault_that_heals_is_tried_again_in_a_later_run_and_given_up_at_last(settings, outlet, newsroom, clock):
    newsroom.answers["/a/0"] = http_response(status="500 Internal Server Error")
    settings = settings.model_copy(update={"fetch_attempts": 1})
    collect(settings, [outlet], now=clock)
    collect(settings, [outlet], now=clock)
    assert newsroom.paths().count("/a/0") == 1  # not at once
    clock.advance(minutes=15)
    newsroom.answers["/a/0"] = page("here now")
    assert collect(settings, [outlet], now=clock).pages_captured == 1
    assert rows_of(settings)["a/0"].reason == "captured"

    newsroom.answers["/feed.full"] = http_response(rss(("T9", "/a/9")), ETag='"2"')
    newsroom.answers["/feed"] = newsroom.answers["/feed.full"]
    newsroom.answers["/a/9"] = http_response(status="500 Internal Server Error")
    for _ in range(9):
        clock.advance(hours=2)
        collect(settings, [outlet], now=clock)
    assert newsroom.paths().count("/a/9") == 5


def test_retry_after_is_waited_for_and_the_whole_host_waits(settings, outlet, newsroom, clock):
    asked = []

    def limited(sock, request):
        asked.append(request.at)
        sock.sendall(page("ok") if len(asked) > 1 else http_response(status="429 Too Many Requests", Retry_After="1"))

    newsroom.answers["/a/1"] = limited
    assert collect(settings, [outlet], now=clock).pages_captured == 3
    assert asked[1] - asked[0] >= 1.0
    assert not any(asked[0] + 0.05 < r.at < asked[0] + 0.95 for r in newsroom.requests)


def test_a_host_that_asks_for_hours_is_left_alone(settings, outlet, newsroom, clock):
    for n in range(3):
        newsroom.answers[f"/a/{n}"] = http_response(status="429 Too Many Requests", Retry_After="7200")
    report = collect(settings, [outlet], now=clock)
    assert sum(p.startswith("/a/") for p in newsroom.paths()) == 1
    reasons = [r.reason for r in rows_of(settings).values()]
    assert sum("asked to wait 7200 s" in reason for reason in reasons) == 2
    assert report.pages_waiting == 3


def test_a_dead_host_costs_a_bounded_number_of_requests(settings, outlet, newsroom, clock):
    dead = "http://127.0.0.1:9"
    newsroom.answers["/feed"] = http_response(rss(*[(f"T{n}", f"{dead}/{n}") for n in range(40)]))
    report = collect(settings.model_copy(update={"fetch_attempts": 1}), [outlet], now=clock)
    assert dict(report.faults)["connection_error"] < 6
    assert all(r.outcome in ("fetch_failed", "robots_denied") and r.reason for r in rows_of(settings).values())


def test_robots_rules_hold_for_pages(settings, outlet, newsroom, clock):
    newsroom.answers["/robots.txt"] = http_response(b"User-agent: *\nDisallow: /a/1\n")
    report = collect(settings, [outlet], now=clock)
    assert (report.pages_captured, report.pages_denied) == (2, 1)
    row = rows_of(settings)["a/1"]
    assert row.outcome == "robots_denied"
    assert "doesn't allow it" in row.reason
    assert "/a/1" not in newsroom.paths()


def test_a_robots_file_that_fails_stops_the_host_for_now(settings, outlet, newsroom, clock):
    newsroom.answers["/robots.txt"] = http_response(status="503 Service Unavailable")
    report = collect(settings, [outlet], now=clock)
    assert set(newsroom.paths()) == {"/robots.txt"}
    assert report.feeds_failed == 1
    newsroom.answers["/robots.txt"] = http_response(b"")
    clock.advance(minutes=31)
    assert collect(settings, [outlet], now=clock).pages_captured == 3


def test_what_is_no_page_gets_its_fate_without_a_request(settings, outlet, newsroom, clock):
    newsroom.answers["/feed"] = http_response(rss(("A", "/a/0"), ("B", "ftp://x.example/"), ("C", "/talk.mp3"), ("D", "http://a b/"), ("E", "/a/0#again"), ("F", "")))
    collect(settings, [outlet], now=clock)
    zone = open_zone(settings)
    rows = latest_discoveries(zone.read_discoveries(DAY))
    assert sorted((r.outcome, (r.reason or "")[:12]) for r in rows) == [("not_article", "the address "), ("pending", "captured"), ("rejected", "bad_url: bad"), ("rejected", "bad_url: no ")]
    clock.advance(minutes=15)
    collect(settings, [outlet], now=clock)
    assert len(list(zone.read_discoveries(DAY))) == 4  # not again at every poll


def test_feeds_come_before_sitemaps_and_what_both_say_is_joined(settings, outlet, newsroom, clock):
    news = b"<news:news xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'><news:publication_date>2024-11-20T08:00Z</news:publication_date></news:news>"
    urls = "".join(f"<url><loc>{newsroom.base}/a/{n}</loc>{news.decode()}</url>" for n in range(4))
    newsroom.answers["/map"] = http_response(f"<urlset>{urls}</urlset>".encode())
    newsroom.answers["/a/3"] = page("only in the sitemap")
    outlet = dataclasses.replace(outlet, sitemaps=(f"{newsroom.base}/map",))
    assert collect(settings, [outlet], now=clock).pages_captured == 4
    rows = rows_of(settings)
    assert (rows["a/0"].feed_url, rows["a/0"].title) == (outlet.feeds[0], "T0")
    assert rows["a/0"].feed_published_at == dt.datetime(2024, 11, 20, 8, tzinfo=dt.UTC)
    assert (rows["a/3"].feed_url, rows["a/3"].title) == (outlet.sitemaps[0], None)


def test_an_outlet_without_feeds_is_polled_through_those_its_home_page_names(settings, newsroom, clock):
    home = "<html><head><link rel='alternate' type='application/rss+xml' href='/feed'></head></html>"
    newsroom.answers["/"] = http_response(home.encode(), Content_Type="text/html")
    outlet = Outlet(outlet_id="h", name="H", home_url=f"{newsroom.base}/")
    assert collect(settings, [outlet], now=clock).pages_captured == 3


def test_an_index_of_sitemaps_is_followed_and_read_again_only_where_it_changed(settings, newsroom, clock):
    newsroom.answers["/index"] = http_response(
        f"<sitemapindex><sitemap><loc>{newsroom.base}/m1</loc><lastmod>2024-11-20T11:00Z</lastmod></sitemap>"
        f"<sitemap><loc>{newsroom.base}/m2</loc><lastmod>2030-01-01</lastmod></sitemap></sitemapindex>".encode()
    )
    for n in (1, 2):
        newsroom.answers[f"/m{n}"] = http_response(f"<urlset><url><loc>{newsroom.base}/a/{n}</loc></url></urlset>".encode())
    outlet = Outlet(outlet_id="h", name="H", sitemaps=(f"{newsroom.base}/index",))
    assert collect(settings, [outlet], now=clock).pages_captured == 2
    clock.advance(minutes=15)
    collect(settings, [outlet], now=clock)
    assert (newsroom.paths().count("/m1"), newsroom.paths().count("/m2")) == (1, 2)


def test_a_page_that_two_outlets_name_is_fetched_once(settings, newsroom, clock):
    outlets = [Outlet(outlet_id=f"o{n}", name="x", feeds=(f"{newsroom.base}/feed?{n}",)) for n in range(2)]
    newsroom.answers |= {"/feed?0": newsroom.answers["/feed.full"], "/feed?1": newsroom.answers["/feed.full"]}
    assert collect(settings, outlets, now=clock).pages_captured == 3
    clock.advance(minutes=15)
    assert collect(settings, outlets, now=clock).pages_captured == 0
    assert len(list(open_zone(settings).read_discoveries(DAY))) == 3


def test_too_many_new_pages_wait_for_the_next_run(settings, outlet, newsroom, clock):
    settings = settings.model_copy(update={"collect_pages": 2})
    assert collect(settings, [outlet], now=clock).pages_waiting == 1
    assert sorted((r.reason or "").split(":")[0] for r in rows_of(settings).values()) == ["captured", "captured", "queued"]
    clock.advance(minutes=15)
    assert collect(settings, [outlet], now=clock).pages_captured == 1
    assert {r.reason for r in rows_of(settings).values()} == {"captured"}


def test_a_run_past_its_time_leaves_the_rest_waiting(settings, outlet, newsroom, clock):
    report = collect(settings.model_copy(update={"collect_seconds": 1e-9}), [outlet], now=clock)
    assert (report.pages_captured, report.pages_waiting) == (0, 3)
    assert {r.outcome for r in rows_of(settings).values()} == {"pending"}


def test_a_captured_page_is_looked_at_again_and_a_change_is_captured(settings, outlet, newsroom, clock):
    collect(settings, [outlet], now=clock)
    newsroom.answers["/a/1"] = http_response(b"<html><!-- built 2 --><body><p>story 1</p><script>t=2</script></body></html>", Content_Type="text/html")
    newsroom.answers["/a/2"] = page("story 2, corrected")
    clock.advance(minutes=61)
    report = collect(settings, [outlet], now=clock)
    assert (report.pages_captured, report.pages_changed, report.pages_unchanged) == (0, 1, 2)
    zone = open_zone(settings)
    assert len(zone.list_captures(DAY)) == 4
    assert {r.outcome for r in rows_of(settings).values()} == {"pending"}
    newsroom.answers["/a/0"] = http_response(status="410 Gone")
    clock.advance(hours=5)
    collect(settings, [outlet], now=clock)
    assert rows_of(settings)["a/0"].reason == "captured"  # removed later: a row of fetches, no other fate
    assert any(f.http_status == 410 for f in zone.read_fetches(DAY))
    clock.advance(hours=19)
    collect(settings, [outlet], now=clock)
    clock.advance(hours=48)
    before = len(newsroom.requests)
    assert collect(settings, [outlet], now=clock).pages_unchanged == 0
    assert newsroom.paths()[before:] == ["/robots.txt", "/feed"]
    assert StateStore(zone).load_outlet("harbour").waiting == {}


def test_an_unchanged_feed_body_is_not_stored_twice(settings, outlet, newsroom, clock):
    newsroom.answers["/feed"] = newsroom.answers["/feed.full"]
    for _ in range(3):
        collect(settings, [outlet], now=clock)
        clock.advance(minutes=15)
    zone = open_zone(settings)
    assert len(zone.list_captures(DAY, "feed")) == 1
    polls = [f for f in zone.read_fetches(DAY) if f.purpose == "feed"]
    assert len(polls) == 3
    assert len({f.body_sha256 for f in polls}) == 1


def test_captures_belong_to_the_utc_day_of_their_own_request(settings, outlet, newsroom, clock):
    clock.now = dt.datetime(2024, 11, 21, 1, 30, tzinfo=dt.timezone(dt.timedelta(hours=3)))
    collect(settings, [outlet], now=clock)
    assert open_zone(settings).days() == [DAY]


def test_unknown_ids_are_refused_and_known_ones_chosen(settings, outlet, newsroom, clock):
    with pytest.raises(InputError, match="no such outlet: nobody"):
        collect(settings, [outlet], outlet_ids=["nobody"], now=clock)
    assert collect(settings, [outlet], outlet_ids=[], now=clock).outlets == 0
    assert collect(settings, [outlet], outlet_ids=["harbour"], now=clock).pages_captured == 3


def test_progress_reaches_its_total(settings, outlet, newsroom, clock):
    seen = []
    collect(settings, [outlet], now=clock, progress=lambda done, total, what: seen.append((done, total, what)))
    assert seen[-1][0] == seen[-1][1] == 4
    assert all(what for _, _, what in seen)


def test_the_plan_keeps_outlets_of_one_host_together_and_leaves_out_what_is_not_due(settings, wire, clock):
    outlets = [Outlet(outlet_id=f"o{n}", name="x", feeds=(f"http://127.0.1.{n // 2 + 1}:{wire.port}/f{n}",)) for n in range(6)]
    plan = plan_collect(settings, outlets, clock(), batches=2)
    assert sorted(i for batch in plan for i in batch) == [f"o{n}" for n in range(6)]
    assert len(plan) == 2
    for pair in (("o0", "o1"), ("o2", "o3"), ("o4", "o5")):
        assert any(set(pair) <= set(batch) for batch in plan)
    store = StateStore(open_zone(settings))
    state = store.load_outlet("o0")
    collect(settings, outlets[:1], now=clock)
    clock.advance(minutes=1)
    collect(settings, outlets[:1], now=clock)  # failed twice: not due for half an hour
    state = store.load_outlet("o0")
    assert state.feeds[outlets[0].feeds[0]].failures == 2
    assert sorted(i for batch in plan_collect(settings, outlets, clock()) for i in batch) == [f"o{n}" for n in range(1, 6)]
    assert "o0" in {i for batch in plan_collect(settings, outlets, clock(), force=True) for i in batch}


def test_journals_are_plain_json_lines(settings, outlet, newsroom, clock):
    collect(settings, [outlet], now=clock)
    storage = open_zone(settings).storage
    for name in storage.list_files("dt=2024-11-20"):
        if name.endswith(".jsonl"):
            assert all(json.loads(line) for line in storage.read(name).splitlines())


def test_addresses_of_an_ingested_sitemap_are_fetched_by_the_next_run(settings, outlet, newsroom, clock, tmp_path):
    newsroom.answers["/a/old"] = page("an old story")
    listed = tmp_path / "old.xml"
    listed.write_text(f"<urlset><url><loc>{newsroom.base}/a/old</loc><lastmod>2024-11-02</lastmod></url></urlset>", encoding="utf-8")
    assert ingest([listed], settings, [outlet]).urls_queued == 1
    collect(settings, [outlet], now=clock)
    assert newsroom.paths().count("/a/old") == 1
    assert any(ref.url.endswith("/a/old") for ref in open_zone(settings).list_captures(DAY))
    collect(settings, [outlet], now=clock)
    assert newsroom.paths().count("/a/old") == 1
