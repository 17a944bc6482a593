"""Saved pages: folders of HTML files, with or without an index that says where and when each was fetched.

An index is a JSON Lines file in the folder (or the path itself) with `url`, `fetched_at` and the file's name as `path`, `html_path` or
`file`, relative to the index. Without one, the address comes from the page: its canonical link, og:url, or the browser's "saved from url".
"""

from __future__ import annotations

import datetime as dt
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from presswatch.collect.feeds import gunzip_bounded
from presswatch.collect.urls import canonicalise
from presswatch.collect.warcs import ArchivedPage, parse_warc_date

SUFFIXES = (".html", ".htm", ".xhtml", ".html.gz", ".htm.gz")
_HEAD_BYTES = 200_000
_LINK = re.compile(rb"<(link|meta)\b([^>]{0,2000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(rb"""([a-zA-Z:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_SAVED_FROM = re.compile(rb"<!--\s*saved from url=\(\d+\)(\S+)\s*-->", re.IGNORECASE)
_SINGLE_FILE = re.compile(rb"^\s*url:\s*(https?://\S+)\s*$", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexRow:
    """What an index says of a saved page."""

    url: str | None
    fetched_at: dt.datetime | None
    content_type: str | None


def read_index(path: Path) -> dict[Path, IndexRow]:
    """Return what an index says, by file; lines that can't be read or name no file are left out."""
    found: dict[Path, IndexRow] = {}
    with path.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            try:
                row = json.loads(line)
            except ValueError:
                continue
            if not isinstance(row, dict):
                continue
            name = next((row[k] for k in ("path", "html_path", "file") if isinstance(row.get(k), str)), None)
            if name:
                url, when, kind = row.get("url"), row.get("fetched_at"), row.get("content_type")
                found[(path.parent / name).resolve()] = IndexRow(
                    url=url if isinstance(url, str) else None,
                    fetched_at=parse_warc_date(when) if isinstance(when, str) else None,
                    content_type=kind if isinstance(kind, str) else None,
                )
    return found


def read_saved(path: Path, row: IndexRow | None, *, max_bytes: int) -> ArchivedPage | str:
    """Return a saved page, or in one line why it can't be taken over. Without an index its time is that of the file."""
    try:
        data = path.read_bytes() if path.stat().st_size <= max_bytes else None
        if data is not None and path.name.endswith(".gz"):
            data = gunzip_bounded(data, max_bytes)
    except (OSError, ValueError, zlib.error) as error:
        return f"can't be read: {getattr(error, 'strerror', None) or error}"
    if data is None:
        return f"too_large: more than {max_bytes} bytes"
    address = (row.url if row else None) or find_address(data)
    if address is None:
        return "no address: neither an index nor the page (canonical link, og:url) says where it is from"
    try:
        canonicalise(address)
    except ValueError as error:
        return f"bad_url: {error}"
    moment = (row.fetched_at if row else None) or dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
    return ArchivedPage(url=address, captured_at=moment, content_type=row.content_type if row else None, body=data)


def find_address(html: bytes) -> str | None:
    """Return the address that a page gives as its own: canonical link, og:url, or a browser's note of where it was saved from."""
    head = html[:_HEAD_BYTES]
    found: dict[str, str] = {}
    for match in _LINK.finditer(head):
        values = {m[1].lower(): (m[2] or m[3] or m[4] or b"") for m in _ATTRIBUTE.finditer(match[2])}
        if match[1].lower() == b"link" and b"canonical" in values.get(b"rel", b"").lower().split():
            found.setdefault("canonical", _decode(values.get(b"href", b"")))
        elif (values.get(b"property") or values.get(b"name") or b"").lower() == b"og:url":
            found.setdefault("og", _decode(values.get(b"content", b"")))
    saved = _SAVED_FROM.search(head) or _SINGLE_FILE.search(head[:4096])
    candidates: Iterator[str] = iter((found.get("canonical", ""), found.get("og", ""), _decode(saved[1]) if saved else ""))
    return next((c for c in candidates if c.lower().startswith(("http://", "https://"))), None)


def _decode(value: bytes) -> str:
    return unescape(value.decode("utf-8", "replace")).strip()
