import datetime as dt

from wire_server import http_response  # type: ignore[import-not-found]

from presswatch.collect.check import check_outlets, compare_documents
from presswatch.model import Outlet
from presswatch.raw import open_zone


def test_each_address_is_answered_for_honestly(settings, wire):
    feed = b"<rss version='2.0'><channel><item><title>A</title><link>/a</link><pubDate>Wed, 20 Nov 2024 08:00:00 GMT</pubDate></item></channel></rss>"
    wire.answers |= {
        "/good": http_response(feed),
        "/cut": http_response(feed[:120]),
        "/html": http_response(b"<html><body>Feeds have moved</body></html>"),
        "/denied/feed": http_response(feed),
        "/empty": http_response(b"<rss version='2.0'><channel><title>x</title></channel></rss>"),
        "/robots.txt": http_response(b"User-agent: *\nDisallow: /denied/\n"),
    }
    outlet = Outlet(outlet_id="o", name="O", feeds=tuple(wire.base + p for p in ("/good", "/html", "/gone", "/denied/feed", "/empty")))
    dead = Outlet(outlet_id="dead", name="D", feeds=("http://127.0.0.1:9/feed",))
    found = {c.url.rsplit("/", 1)[1] if c.outlet_id == "o" else "dead": c for c in check_outlets(settings, [outlet, dead])}
    assert len(found) == 6
    good = found["good"]
    assert (good.ok, good.status, good.n_entries, good.problem) == (True, "ok", 1, None)
    assert good.newest_at.hour == 8
    assert not any(c.ok for name, c in found.items() if name != "good")
    assert "names no feed" in found["html"].problem
    assert found["gone"].problem == "http_error: HTTP 404 Not Found"
    assert found["feed"].status == "robots_denied"
    assert found["empty"].problem == "no entries"
    assert found["dead"].problem
    assert open_zone(settings).days() == []


def test_leaving_early_ends_the_work(settings, wire):
    outlet = Outlet(outlet_id="o", name="O", feeds=tuple(f"{wire.base}/{n}" for n in range(50)))
    slow = settings.model_copy(update={"host_pause": 0.2})
    next(iter(check_outlets(slow, [outlet])))
    assert len(wire.requests) < 10


def test_what_the_sitemap_has_and_the_feed_misses_is_told(settings, wire):
    now = dt.datetime.now(dt.UTC)
    feed = f"<rss version='2.0'><channel><item><title>A</title><link>{wire.base}/a?utm_source=rss</link></item></channel></rss>"
    urls = "".join(f"<url><loc>{wire.base}/{n}</loc><lastmod>{moment:%Y-%m-%dT%H:%M:%SZ}</lastmod></url>" for n, moment in (("a", now), ("b", now), ("old", now - dt.timedelta(days=9))))
    wire.answers |= {"/rss": http_response(feed.encode()), "/news.xml": http_response(f"<urlset>{urls}</urlset>".encode())}
    outlet = Outlet(outlet_id="o", name="O", feeds=(f"{wire.base}/rss",), sitemaps=(f"{wire.base}/news.xml",))
    lonely = Outlet(outlet_id="lonely", name="L", feeds=(f"{wire.base}/rss?2",))
    (row,) = compare_documents(check_outlets(settings, [outlet, lonely]))
    assert (row.outlet_id, row.n_recent, row.missed) == ("o", 2, (f"{wire.base}/b",))
