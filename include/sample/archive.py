"""The days before the edition as WARC files in the layout of Common Crawl's CC-NEWS: the pages as they were then.

    python -m sample.archive OUT_DIR --edition 2026-11-22

writes OUT_DIR/crawl-data/CC-NEWS/YYYY/MM/CC-NEWS-YYYYMMDD000000-00001.warc.gz for each of the three days. Addresses are those
of the server on its default port, so a page fetched from it later is the same article, or its revision.
"""

from __future__ import annotations

import argparse
import datetime as dt
import io
import sys
import uuid
from pathlib import Path

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from sample.newsroom import Newsroom
from sample.records import PageRecord

ARCHIVED_DAYS = (-3, -2, -1)


def captured_at(page: PageRecord) -> dt.datetime:
    """When the archive's crawler came by, in UTC: twenty minutes after the page, but on the same day."""
    seen = page.seen_at.astimezone(dt.UTC)
    return min(seen + dt.timedelta(minutes=20), seen.replace(hour=23, minute=58, second=30))


def write_archive(newsroom: Newsroom, out_dir: Path) -> list[Path]:
    """Write one WARC file a day and return their paths. The same newsroom gives the same bytes."""
    files = []
    for day in ARCHIVED_DAYS:
        date = newsroom.edition + dt.timedelta(days=day)
        folder = out_dir / "crawl-data" / "CC-NEWS" / f"{date:%Y}" / f"{date:%m}"
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"CC-NEWS-{date:%Y%m%d}000000-00001.warc.gz"
        with file.open("wb") as stream:
            writer = WARCWriter(stream, gzip=True)
            stamp = f"{date.isoformat()}T00:00:00Z"
            info = writer.create_warcinfo_record(file.name, {"software": "sample newsroom", "format": "WARC File Format 1.0"})
            info.rec_headers.replace_header("WARC-Record-ID", _make_id(file.name))
            info.rec_headers.replace_header("WARC-Date", stamp)
            writer.write_record(info)
            for page in newsroom.pages(day):
                _write_page(writer, page)
        files.append(file)
    return files


def _write_page(writer: WARCWriter, page: PageRecord) -> None:
    stamp = captured_at(page).strftime("%Y-%m-%dT%H:%M:%SZ")
    headers = [*page.headers.items(), ("Content-Length", str(len(page.html)))]
    response = writer.create_warc_record(
        page.url, "response", payload=io.BytesIO(page.html), http_headers=StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1"),
        warc_headers_dict={"WARC-Date": stamp, "WARC-Record-ID": _make_id(f"{page.url} {stamp}")},
    )  # fmt: skip
    writer.write_record(response)


def _make_id(name: str) -> str:
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}>"


def main(arguments: list[str] | None = None) -> int:
    """Write the archive and print its files."""
    parser = argparse.ArgumentParser(prog="python -m sample.archive", description="Write the sample newsroom's past days as WARC files.")
    parser.add_argument("out", type=Path)
    parser.add_argument("--edition", type=dt.date.fromisoformat, default=dt.datetime.now(dt.UTC).date(), help="UTC date of the edition (default today)")
    options = parser.parse_args(arguments)
    for file in write_archive(Newsroom(options.edition), options.out):
        print(file)
    return 0


if __name__ == "__main__":
    sys.exit(main())
