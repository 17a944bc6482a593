"""The archive of the days before the edition, and the gold files."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from sample import Newsroom
from sample.archive import write_archive
from sample.gold import write_gold

EDITION = dt.date(2026, 11, 22)


@pytest.fixture(scope="module")
def newsroom() -> Newsroom:
    return Newsroom(EDITION)


def read_records(file: Path) -> list[tuple[str, str, str, bytes]]:
    with file.open("rb") as stream:
        return [
            (record.rec_type, record.rec_headers.get_header("WARC-Target-URI"), record.rec_headers.get_header("WARC-Date"), record.content_stream().read())
            for record in ArchiveIterator(stream)
        ]


def test_files_lie_as_in_cc_news_and_hold_the_pages_of_their_day(newsroom: Newsroom, tmp_path: Path) -> None:
    files = write_archive(newsroom, tmp_path)
    assert [str(file.relative_to(tmp_path)) for file in files] == [
        f"crawl-data/CC-NEWS/2026/11/CC-NEWS-202611{day}000000-00001.warc.gz" for day in (19, 20, 21)
    ]
    for day, file in zip((-3, -2, -1), files, strict=True):
        kinds, *_ = zip(*read_records(file), strict=True)
        assert kinds[0] == "warcinfo" and set(kinds[1:]) == {"response"}
        responses = [record for record in read_records(file) if record[0] == "response"]
        assert {url: body for _, url, _, body in responses} == {page.url: page.html for page in newsroom.pages(day)}
        date = (EDITION + dt.timedelta(days=day)).isoformat()
        assert all(stamp.startswith(date) for _, _, stamp, _ in responses)


def test_the_same_newsroom_gives_the_same_archive(newsroom: Newsroom, tmp_path: Path) -> None:
    first, second = write_archive(newsroom, tmp_path / "a"), write_archive(newsroom, tmp_path / "b")
    assert [file.read_bytes() for file in first] == [file.read_bytes() for file in second]


def test_an_archived_page_is_served_later_unchanged_or_revised_under_its_address(newsroom: Newsroom) -> None:
    live = {page.url: page for page in newsroom.live_pages()}
    archived = [page for day in (-3, -2, -1) for page in newsroom.pages(day)]
    assert {page.url for page in archived} <= set(live)
    revised = {page.url for page in archived if live[page.url].truth.text != page.truth.text}
    assert len(revised) >= 6


def test_gold_files_name_pages_that_lie_beside_them(newsroom: Newsroom, tmp_path: Path) -> None:
    count = write_gold(newsroom, tmp_path)
    rows = [json.loads(line) for line in (tmp_path / "pages.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(rows) == count == len({row["id"] for row in rows})
    pages = {f"{page.truth.key}@{page.truth.revision}": page for page in newsroom.pages()}
    for row in rows[::20]:
        assert gzip.decompress((tmp_path / row["html_path"]).read_bytes()) == pages[row["id"]].html
        assert dt.datetime.fromisoformat(row["date"]).tzinfo
    pairs = [json.loads(line) for line in (tmp_path / "pairs.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {"a": "malta-ferry/wire@0", "b": "malta-ferry/harbour@0"}.items() <= next(p for p in pairs if p["b"] == "malta-ferry/harbour@0").items()
