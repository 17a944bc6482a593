"""Pages in WARC files, compressed or not, and in WACZ packages: one record at a time, in bounded memory.

This module owns reading others' archives (Common Crawl's CC-NEWS layout is plain WARC). What is kept of them is decided in `archives`.
"""

from __future__ import annotations

import datetime as dt
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

SUFFIXES = (".warc", ".warc.gz", ".wacz")
_HTML = ("text/html", "application/xhtml+xml")


class BrokenArchiveError(Exception):
    """The archive can't be read on from here; what came before is good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedPage:
    """A page from an archive; `captured_at` is UTC, `body` is decoded. `problem` says why it can't be taken over; the body is then empty."""

    url: str
    captured_at: dt.datetime
    http_status: int = 200
    content_type: str | None = None
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    problem: str | None = None


def read_warc(path: Path, *, max_bytes: int, wanted: Callable[[str, dt.datetime], bool] = lambda url, moment: True) -> Iterator[ArchivedPage | str]:
    """Yield the response records of an archive: pages, or in one word why a record isn't one (it is then not a loss).

    `wanted` sees address and time before the body is read. Raises BrokenArchiveError where the archive is damaged.
    """
    try:
        if path.name.endswith(".wacz"):
            with zipfile.ZipFile(path) as package:
                for name in sorted(n for n in package.namelist() if n.endswith((".warc", ".warc.gz"))):
                    with package.open(name) as stream:
                        yield from _read_stream(stream, max_bytes, wanted)
        else:
            with path.open("rb") as stream:
                yield from _read_stream(stream, max_bytes, wanted)
    except (ArchiveLoadFailed, zipfile.BadZipFile, zlib.error, OSError, EOFError) as error:
        raise BrokenArchiveError(" ".join(str(error).split())[:200] or type(error).__name__) from None


def _read_stream(stream: IO[bytes], max_bytes: int, wanted: Callable[[str, dt.datetime], bool]) -> Iterator[ArchivedPage | str]:
    for record in ArchiveIterator(stream):
        if record.rec_type != "response" or record.http_headers is None:
            continue
        url = (record.rec_headers.get_header("WARC-Target-URI") or "").strip().strip("<>")
        moment = parse_warc_date(record.rec_headers.get_header("WARC-Date"))
        if not url.lower().startswith(("http://", "https://")):
            yield "no_web_address"
        elif moment is None:
            yield "no_date"
        elif not wanted(url, moment):
            yield "not_wanted"
        else:
            yield _read_page(record, url, moment, max_bytes)


def _read_page(record: Any, url: str, moment: dt.datetime, max_bytes: int) -> ArchivedPage | str:
    status = record.http_headers.get_statuscode() or ""
    if status != "200":
        return "not_status_200"
    kind = record.http_headers.get_header("Content-Type")
    if kind and not kind.strip().lower().startswith(_HTML):
        return "not_html"
    headers = tuple((str(k), str(v)) for k, v in record.http_headers.headers)
    page = ArchivedPage(url=url, captured_at=moment, content_type=kind, headers=headers)
    stream, body = record.content_stream(), bytearray()
    try:
        while chunk := stream.read(65_536):
            body += chunk
            if len(body) > max_bytes:
                return ArchivedPage(url=url, captured_at=moment, content_type=kind, problem=f"too_large: body larger than {max_bytes} bytes")
    except (zlib.error, ValueError) as error:
        return ArchivedPage(url=url, captured_at=moment, content_type=kind, problem=f"bad_encoding: body can't be decoded: {error}")
    while record.raw_stream.read(65_536):  # what a decoder left
        pass
    if getattr(record.raw_stream, "limit", 0) > 0:
        raise BrokenArchiveError(f"the record of {url[:200]} is cut")
    if not kind and b"<" not in body[:1024]:
        return "not_html"
    return ArchivedPage(url=page.url, captured_at=moment, content_type=kind, headers=headers, body=bytes(body))


def parse_warc_date(text: str | None) -> dt.datetime | None:
    """Return a WARC-Date (or any ISO 8601 time) as UTC, None if it isn't one; without a zone it counts as UTC."""
    try:
        moment = dt.datetime.fromisoformat((text or "").strip())
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return moment.astimezone(dt.UTC)
