import datetime as dt
import gzip
import time

import pytest

from presswatch.collect.sitemaps import parse_sitemap, parse_w3c

NEWS = b"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc> https://a.example/1?x=1&amp;y=2 </loc><lastmod>2024-11-20T10:00:00+02:00</lastmod>
 <image:image><image:loc>https://a.example/i.jpg</image:loc><image:title>not this</image:title></image:image>
 <news:news><news:publication><news:name>A</news:name></news:publication><news:publication_date>2024-11-20T07:15Z</news:publication_date>
 <news:title><![CDATA[Bridge & tunnel reopen]]></news:title></news:news></url>
<url><loc>https://a.example/2</loc><lastmod>2024-11-19</lastmod></url><url><lastmod>2024</lastmod></url></urlset>"""


def test_a_news_sitemap_gives_titles_and_times():
    first, second = parse_sitemap(NEWS).entries
    assert (first.link, first.title) == ("https://a.example/1?x=1&y=2", "Bridge & tunnel reopen")
    assert first.published_at == dt.datetime(2024, 11, 20, 7, 15, tzinfo=dt.UTC)
    assert first.updated_at == dt.datetime(2024, 11, 20, 8, 0, tzinfo=dt.UTC)
    assert (second.link, second.published_at) == ("https://a.example/2", None)  # lastmod is no time of publication
    assert second.updated_at == dt.datetime(2024, 11, 19, tzinfo=dt.UTC)


def test_gzipped_and_cut_sitemaps_are_read_as_far_as_possible():
    assert parse_sitemap(gzip.compress(NEWS)) == parse_sitemap(NEWS)
    cut = parse_sitemap(NEWS[: NEWS.index(b"<url><lastmod>")])
    assert len(cut.entries) == 2
    assert cut.problem.startswith("not well-formed")


def test_an_index_names_sitemaps():
    index = parse_sitemap(
        b"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><sitemap><loc>https://a.example/s1.xml</loc>"
        b"<lastmod>2024-11-20</lastmod></sitemap><sitemap><loc>https://a.example/s2.xml</loc></sitemap></sitemapindex>"
    )
    assert [s.url for s in index.sitemaps] == ["https://a.example/s1.xml", "https://a.example/s2.xml"]
    assert index.sitemaps[0].changed_at == dt.datetime(2024, 11, 20, tzinfo=dt.UTC)


def test_a_list_of_addresses_and_a_feed_serve_as_sitemaps():
    assert [e.link for e in parse_sitemap(b"\xef\xbb\xbfhttps://a.example/1\r\n\r\nhttps://a.example/2\n").entries] == ["https://a.example/1", "https://a.example/2"]
    assert parse_sitemap(b"<rss version='2.0'><channel><item><link>https://a.example/1</link></item></channel></rss>").entries[0].link == "https://a.example/1"


@pytest.mark.parametrize("body", [b"", b"nothing", b"<html/>", b"<", b"<urlset", b"\x1f\x8bnot gzip", gzip.compress(b"x" * 1000, mtime=0)[:20], b"<?xml version='1.0' encoding='x'?><urlset/>"])
def test_what_is_no_sitemap_gives_a_problem(body):
    found = parse_sitemap(body)
    assert found.entries == ()
    assert found.problem
    assert "\n" not in found.problem


def test_bombs_cost_neither_time_nor_memory(tmp_path):
    lines = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f"<!DOCTYPE urlset [<!ENTITY a0 'x'>{lines}]><urlset><url><loc>https://a.example/&a11;</loc></url></urlset>"
    (tmp_path / "secret").write_text("https://a.example/secret")
    outside = f"<!DOCTYPE urlset [<!ENTITY f SYSTEM 'file://{tmp_path}/secret'>]><urlset><url><loc>&f;</loc></url></urlset>"
    started = time.monotonic()
    assert all(len(e.link) < 100 for e in parse_sitemap(bomb.encode()).entries)
    assert not any("secret" in e.link for e in parse_sitemap(outside.encode()).entries)
    assert parse_sitemap(gzip.compress(b"\0" * 100_000_000)).problem.startswith("gzip can't be unpacked: more than")
    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-11-20", "2024-11-20T00:00:00+00:00"),
        ("2024-11-20T10:20Z", "2024-11-20T10:20:00+00:00"),
        ("2024-11-20T10:20:30.123+0530", "2024-11-20T04:50:30+00:00"),
        ("2024-11-20 10:20:30 -05:00", "2024-11-20T15:20:30+00:00"),
        ("2024-11", None),
        ("2024-13-40", None),
        ("0000-01-01", None),
        ("today", None),
        (None, None),
    ],
)
def test_w3c_times(text, moment):
    found = parse_w3c(text)
    assert (found.isoformat() if found else None) == moment
