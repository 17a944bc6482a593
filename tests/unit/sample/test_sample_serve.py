"""The sample newsroom as a web: what its server answers."""

from __future__ import annotations

import datetime as dt
import http.client
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import feedparser
import pytest
import yaml

import sample
from sample.serve import ServedNewsroom, serve_newsroom

EDITION = dt.date(2026, 11, 22)


@pytest.fixture(scope="module")
def served() -> Iterator[ServedNewsroom]:
    with serve_newsroom(EDITION, port=0) as served:
        yield served


def get(url: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    connection.request(method, parts.path + ("?" + parts.query if parts.query else ""), headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    result = answer.status, dict(answer.getheaders()), answer.read()
    connection.close()
    return result


def url_of(served: ServedNewsroom, key: str) -> str:
    return next(page.url for page in served.newsroom.live_pages() if page.truth.key == key)


def feed_of(served: ServedNewsroom, outlet: str, number: int = 0) -> feedparser.FeedParserDict:
    spec = next(o for o in served.newsroom.outlets if o.id == outlet).feeds[number]
    status, headers, body = get(served.bases[outlet] + spec.path)
    assert status == 200
    return feedparser.parse(body, response_headers={"content-type": headers["Content-Type"]})


def test_the_outlets_file_names_every_outlet_with_its_feeds(served: ServedNewsroom) -> None:
    outlets = yaml.safe_load(served.outlets_file.read_text(encoding="utf-8"))["outlets"]
    assert [outlet["id"] for outlet in outlets] == [outlet.id for outlet in served.newsroom.outlets]
    for outlet in outlets:
        assert set(outlet) == {"id", "name", "home_url", "country", "languages", "kind", "owner", "feeds", "sitemaps"}
        assert all(url.startswith("http://127.0.") for url in outlet["feeds"] + outlet["sitemaps"])


def test_pages_are_served_with_the_bytes_of_the_newsroom(served: ServedNewsroom) -> None:
    for page in served.newsroom.live_pages()[::10]:
        if page.live == "ok":
            assert get(page.url)[0::2] == (200, page.html), page.url


def test_addresses_with_a_query_and_percent_encoding_work(served: ServedNewsroom) -> None:
    assert get(url_of(served, "musi-bench/own"))[0] == 200
    url = url_of(served, "aqaba-water/own")
    assert "%D8" in url and get(url)[0] == 200


def test_an_unchanged_page_or_feed_answers_304(served: ServedNewsroom) -> None:
    for url in (url_of(served, "malta-ferry/wire"), served.bases["northlight"] + "/feeds/top.rss", served.bases["harbour"] + "/news-sitemap.xml"):
        status, headers, _ = get(url)
        assert status == 200
        assert get(url, If_None_Match=headers["ETag"])[0::2] == (304, b"")
        assert get(url, If_Modified_Since=headers["Last-Modified"])[0] == 304
        assert get(url, If_None_Match='"other"')[0] == 200


def test_well_formed_feeds_are_read_without_complaint(served: ServedNewsroom) -> None:
    for outlet in ("northlight", "harbour", "switchgrass", "kijani", "cormoran", "weserlander", "mirsat", "jade", "kite"):
        feed = feed_of(served, outlet)
        assert not feed.bozo, outlet
        assert feed.entries and all(entry.link.startswith(served.bases[outlet]) and entry.title for entry in feed.entries)
        assert all(entry.get("published_parsed") or entry.get("updated_parsed") for entry in feed.entries)


def test_feeds_come_in_three_formats(served: ServedNewsroom) -> None:
    assert {feed_of(served, outlet).version for outlet in ("northlight", "switchgrass", "kijani")} == {"rss20", "atom10", "rss10"}


def test_broken_feeds_are_broken_as_described(served: ServedNewsroom) -> None:
    cut, wrong = feed_of(served, "sarytau"), feed_of(served, "almirez")
    assert cut.bozo and cut.entries
    assert wrong.bozo and wrong.entries
    assert all(entry.link.startswith("/") for entry in feed_of(served, "lantern").entries)
    assert not any(entry.get("published_parsed") for entry in feed_of(served, "pyxida").entries)
    assert all("utm_source" in entry.link for entry in feed_of(served, "pressbasket").entries)
    assert get(served.bases["kijani"] + "/rss/old.xml")[0] == 410


def test_sitemaps_name_pages_with_their_dates(served: ServedNewsroom) -> None:
    status, _, body = get(served.bases["sarytau"] + "/sitemap.xml")
    assert status == 200
    assert len(re.findall(rb"<loc>", body)) == len(re.findall(rb"<news:publication_date>", body)) >= 4


def test_faults_are_served_as_described(served: ServedNewsroom) -> None:
    assert get(url_of(served, "kisumu-ferry/own"))[0] == 410
    assert get(url_of(served, "boulders-penguin/brief-penguin"))[0] == 404
    flaky = url_of(served, "mafraq-aid/own")
    assert [get(flaky)[0] for _ in range(2)] == [500, 200]
    path = urlsplit(url_of(served, "drogheda-film/shoot")).path
    status, headers, _ = get(served.bases["harbour"] + "/old" + path)
    assert (status, headers["Location"]) == (301, path)
    assert any(entry.link.endswith("/old" + path) for entry in feed_of(served, "harbour").entries)
    assert get(served.bases["harbour"] + "/nothing-here")[0] == 404


def test_robots_txt_denies_a_page_that_a_feed_names(served: ServedNewsroom) -> None:
    _, _, robots = get(served.bases["harbour"] + "/robots.txt")
    assert b"Disallow: /print/" in robots and b"Crawl-delay: 0.2" in robots
    assert any("/print/" in entry.link for entry in feed_of(served, "harbour").entries)
    _, _, robots = get(served.bases["northlight"] + "/robots.txt")
    assert f"Sitemap: {served.bases['northlight']}/sitemap-news.xml".encode() in robots


def test_one_outlet_compresses_when_asked(served: ServedNewsroom) -> None:
    url = url_of(served, "council-veto/mirsat")
    assert get(url, Accept_Encoding="gzip")[1]["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in get(url)[1]


def test_home_pages_name_their_feeds(served: ServedNewsroom) -> None:
    status, _, body = get(served.bases["switchgrass"] + "/")
    assert status == 200 and b'rel="alternate" type="application/atom+xml"' in body


def test_requests_are_logged_and_head_has_no_body(served: ServedNewsroom) -> None:
    before = len(served.requests)
    assert get(served.bases["jade"] + "/robots.txt", method="HEAD")[0::2] == (200, b"")
    assert served.requests[before:][0]["outlet"] == "jade"
    assert get(served.bases["jade"] + "/_log")[2].count(b"\n") >= before


def test_the_command_says_ready_and_stops_on_sigterm(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "sample.serve", "--port", "0", "--edition", "2026-11-22", "--write-outlets", str(tmp_path / "outlets.yaml")]
    environment = {**os.environ, "PYTHONPATH": str(Path(sample.__file__).parents[1])}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert re.fullmatch(r"READY 15 \d{3}\n", process.stdout.readline())
        assert (tmp_path / "outlets.yaml").exists()
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
