import datetime as dt
import gzip
import io
import json
import os
import zipfile

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from presswatch.collect.archives import ingest
from presswatch.collect.saved import find_address
from presswatch.errors import InputError
from presswatch.model import Outlet
from presswatch.raw import latest_discoveries, open_zone

DAY = dt.date(2024, 11, 20)


def html(text, lang="en"):
    return f"<html lang='{lang}'><body><p>{text}</p></body></html>".encode()


def warc(*records, compress=True):
    """Bytes of a WARC file; each record is (url, time, body) with optional changes of status, headers and type."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=compress)
    writer.write_record(writer.create_warcinfo_record("x.warc.gz", {"software": "test"}))
    for url, time, body, *rest in records:
        options = rest[0] if rest else {}
        headers = options.get("headers", [("Content-Type", "text/html")])
        http = StatusAndHeaders(options.get("status", "200 OK"), headers, protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(url, options.get("type", "response"), payload=io.BytesIO(body), http_headers=http, warc_headers_dict={"WARC-Date": time})
        )
    return out.getvalue()


def captured(settings, day=DAY):
    zone = open_zone(settings)
    return {c.url: c.body for c in zone.read_captures(zone.list_captures(day))}


@pytest.fixture
def tree(tmp_path):
    folder = tmp_path / "archive" / "CC-NEWS" / "2024" / "11"
    folder.mkdir(parents=True)
    return folder


PAGES = [(f"https://www.a.example/{n}?utm_source=x", f"2024-11-{20 + n % 2}T08:0{n}:00Z", html(f"story {n}")) for n in range(6)]


def test_the_pages_of_a_tree_of_archives_come_under_their_own_days(settings, tree):
    (tree / "one.warc.gz").write_bytes(warc(*PAGES[:3]))
    (tree / "two.warc").write_bytes(warc(*PAGES[3:], compress=False))
    outlet = Outlet(outlet_id="aa", name="A", home_url="https://a.example/")
    report = ingest([tree.parents[2]], settings, [outlet])
    assert (report.sources, report.pages_added, report.days) == (2, 6, (DAY, dt.date(2024, 11, 21)))
    assert captured(settings) == {u: b for u, t, b in PAGES[::2]}
    zone = open_zone(settings)
    row = min(zone.read_fetches(DAY), key=lambda f: f.requested_at)
    assert (row.status, row.outlet_id, row.requested_at) == ("archived", "aa", dt.datetime(2024, 11, 20, 8, tzinfo=dt.UTC))
    found = min(zone.read_discoveries(DAY), key=lambda d: d.discovered_at)
    assert (found.canonical_url, found.feed_url, found.reason) == ("https://www.a.example/0", "one.warc.gz", "captured")


def test_the_same_archive_and_the_same_record_elsewhere_add_nothing(settings, tree):
    (tree / "one.warc.gz").write_bytes(warc(*PAGES))
    ingest([tree], settings, ())
    hashes = [open_zone(settings).input_sha256(d) for d in open_zone(settings).days()]
    again = ingest([tree], settings, ())
    assert (again.sources_done_before, again.pages_added) == (1, 0)
    (tree / "copy.warc").write_bytes(warc(*PAGES[2:4], PAGES[2], compress=False))
    more = ingest([tree], settings, ())
    assert (more.pages_added, more.pages_known, more.days) == (0, 3, ())
    assert [open_zone(settings).input_sha256(d) for d in open_zone(settings).days()] == hashes


def test_an_interrupted_ingest_goes_on_where_it_was(settings, tree, monkeypatch):
    (tree / "one.warc.gz").write_bytes(warc(*PAGES[::2]))
    from presswatch.collect import archives
    from presswatch.raw.session import Session

    kept = Session.add_capture
    calls = []

    def fail_late(self, *args, **options):
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return kept(self, *args, **options)

    monkeypatch.setattr(Session, "add_capture", fail_late)
    with pytest.raises(KeyboardInterrupt):
        archives.ingest([tree], settings, ())
    monkeypatch.undo()
    report = ingest([tree], settings, ())
    assert (report.pages_known, report.pages_added) == (2, 1)
    assert len(captured(settings)) == 3


def test_what_is_no_page_is_counted_by_reason(settings, tree):
    url, time, body = PAGES[0]
    (tree / "one.warc.gz").write_bytes(
        warc(
            PAGES[0],
            (url, time, body, {"status": "404 Not Found"}),
            (url, time, body, {"status": "301 Moved"}),
            (url, time, b"%PDF", {"headers": [("Content-Type", "application/pdf")]}),
            (url, time, b"plain words", {"headers": []}),
            (url, time, b"", {"type": "request"}),
            ("dns:a.example", time, body),
            ("https://a..example/", time, body),
            (url + "&big", time, b"<p>" * 2_000_000),
            (url + "&gz", time, b"not gzip", {"headers": [("Content-Type", "text/html"), ("Content-Encoding", "gzip")]}),
        )
    )
    report = ingest([tree], settings.model_copy(update={"fetch_max_bytes": 1_000_000}), ())
    assert report.pages_added + report.pages_refused >= 2
    assert {"not_status_200": 2, "not_html": 2, "bad_url": 1}.items() <= dict(report.skipped).items()
    rows = {d.url: d for d in latest_discoveries(open_zone(settings).read_discoveries(DAY))}
    assert rows[url + "&big"].outcome == "rejected"
    assert "too_large" in rows[url + "&big"].reason


def test_compressed_bodies_are_taken_over_decoded(settings, tree):
    url, time, body = PAGES[0]
    coded = {"headers": [("Content-Type", "text/html"), ("Content-Encoding", "gzip")]}
    (tree / "one.warc.gz").write_bytes(warc((url, time, gzip.compress(body), coded)))
    ingest([tree], settings, ())
    assert captured(settings) == {url: body}


@pytest.mark.parametrize("damage", ["cut", "noise", "empty"])
def test_a_damaged_archive_gives_what_can_be_read_and_a_problem(settings, tree, damage):
    data = warc(*PAGES[::2])
    (tree / "bad.warc.gz").write_bytes({"cut": data[:-30], "noise": data + b"\x00junk" * 50, "empty": b""}[damage])
    (tree / "good.warc.gz").write_bytes(warc(PAGES[4]))
    report = ingest([tree], settings, ())
    assert len(captured(settings)) >= (1 if damage == "empty" else 2)
    if damage == "cut":
        assert "bad.warc.gz" in report.problems[0][0]
        (tree / "bad.warc.gz").write_bytes(data)
        assert ingest([tree], settings, ()).sources_done_before == 1
        assert len(captured(settings)) == 3


def test_days_hosts_and_languages_can_be_chosen(settings, tree):
    b = ("https://b.example/1", "2024-11-20T09:00:00Z", html("histoire", lang="fr-FR"))
    (tree / "one.warc.gz").write_bytes(warc(*PAGES, b))
    assert ingest([tree], settings, (), languages=["fr"]).pages_added == 1
    assert ingest([tree], settings, (), hosts=["a.example"], until=DAY).pages_added == 3
    assert ingest([tree], settings, (), since=dt.date(2024, 11, 21)).pages_added == 3
    assert ingest([tree], settings, (), hosts=["example"], since=dt.date(2025, 1, 1)).pages_added == 0


def test_wacz_packages_are_read(settings, tree):
    with zipfile.ZipFile(tree / "one.wacz", "w") as package:
        package.writestr("archive/data.warc.gz", warc(*PAGES[::2]))
        package.writestr("datapackage.json", "{}")
    assert ingest([tree], settings, ()).pages_added == 3


def test_saved_pages_come_with_an_index_or_their_own_address(settings, tree):
    (tree / "1.html").write_bytes(html("indexed"))
    (tree / "2.html.gz").write_bytes(gzip.compress(b"<link href='https://a.example/two' rel=\"canonical\">" + html("canonical")))
    (tree / "3.htm").write_bytes(html("no address"))
    rows = [{"url": "https://a.example/one?utm_source=x", "fetched_at": "2024-11-20T23:30:00-05:00", "html_path": "1.html"}, "nonsense", {"path": "gone.html"}]
    (tree / "index.jsonl").write_text("\n".join(json.dumps(r) for r in rows) + "\n{half")
    os.utime(tree / "2.html.gz", (1_732_104_000, 1_732_104_000))
    report = ingest([tree], settings, ())
    assert report.pages_added == 2
    assert [(p.rsplit("/", 1)[1], reason.split(":")[0]) for p, reason in report.problems] == [("3.htm", "no address")]
    assert captured(settings, dt.date(2024, 11, 21)) == {"https://a.example/one?utm_source=x": html("indexed")}
    assert list(captured(settings)) == ["https://a.example/two"]


@pytest.mark.parametrize(
    ("page", "address"),
    [
        (b'<LINK REL="canonical" HREF="https://a.example/x?a=1&amp;b=2">', "https://a.example/x?a=1&b=2"),
        (b'<meta content="https://a.example/og" property="og:url"><link rel=canonical href=https://a.example/c>', "https://a.example/c"),
        (b'<meta property="og:url" content="https://a.example/og">', "https://a.example/og"),
        (b"<!-- saved from url=(0021)https://a.example/s -->", "https://a.example/s"),
        (b'<link rel="canonical" href="/relative">', None),
        (b'<link rel="stylesheet" href="https://a.example/s.css">', None),
        (b"", None),
    ],
)
def test_the_address_of_a_saved_page_is_the_one_it_gives(page, address):
    assert find_address(page) == address


@pytest.mark.parametrize("what", ["missing", "empty"])
def test_a_path_with_nothing_to_take_over_is_refused(settings, tmp_path, what):
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match=what):
        ingest([tmp_path / what], settings, ())


NEWS_SITEMAP = b"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>https://a.example/one</loc><news:news><news:publication_date>2024-11-03T08:00:00Z</news:publication_date><news:title>One</news:title></news:news></url>
<url><loc>https://a.example/two</loc><lastmod>2024-10-01</lastmod></url>
<url><loc>https://elsewhere.example/three</loc></url>
</urlset>"""


def test_the_addresses_of_a_sitemap_wait_for_the_next_run_with_their_dates(settings, tmp_path):
    (tmp_path / "news.xml").write_bytes(NEWS_SITEMAP)
    outlet = Outlet(outlet_id="aa", name="A", home_url="https://a.example/")
    report = ingest([tmp_path / "news.xml"], settings, [outlet], since=dt.date(2024, 11, 1))
    assert (report.urls_queued, dict(report.skipped)) == (1, {"no_outlet": 1, "not_wanted": 1})
    zone = open_zone(settings)
    (row,) = latest_discoveries(zone.read_discoveries(zone.days()[-1]))
    assert (row.outcome, row.canonical_url, row.feed_published_at) == ("pending", "https://a.example/one", dt.datetime(2024, 11, 3, 8, tzinfo=dt.UTC))
    assert ingest([tmp_path / "news.xml"], settings, [outlet], since=dt.date(2024, 11, 1)).urls_queued == 0


def test_a_file_that_is_no_sitemap_is_a_problem(settings, tmp_path):
    (tmp_path / "odd.xml").write_bytes(b"<playlist><track/></playlist>")
    report = ingest([tmp_path / "odd.xml"], settings, [])
    assert report.urls_queued == 0 and "not a sitemap" in report.problems[0][1]
