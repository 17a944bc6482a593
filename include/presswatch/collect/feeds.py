"""Feeds: what an RSS, Atom or RDF document says of its entries.

feedparser reads; this module owns the records, the guard against what it can't take, and the `presswatch feeds` filter.
It fetches nothing.
"""

from __future__ import annotations

import calendar
import datetime as dt
import gzip
import io
import re
import time
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

import charset_normalizer
import feedparser

_TAGS = re.compile(r"</?[a-zA-Z!][^<>]*>")
_BLOCK_TAGS = re.compile(r"</?(?:address|article|blockquote|br|dd|div|dl|dt|figcaption|figure|h[1-6]|hr|img|li|ol|p|pre|section|table|td|th|tr|ul)\b[^<>]*>", re.I)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_.:-]+)", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9_.:-]+)")
# An entity made of entities: a bomb, or else nothing that a feed needs. Without it the reference to it stays as text.
_NESTED_ENTITY = re.compile(rb"""<!ENTITY\s+[^\s"'<>]{1,100}\s+(?:"[^"<>]*&(?!\#)[^"<>]*"|'[^'<>]*&(?!\#)[^'<>]*')\s*>""")
MAX_FEED_BYTES = 5_000_000
_MAX_BYTES = 20_000_000
_DETECT_BYTES = 100_000
_DETECT_LEAST = 16  # fewer bytes past ASCII than this say too little of their encoding


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """One entry of a feed or sitemap. Times are UTC; what the document doesn't say is None. `updated_at` is there only if it says so itself.

    `title` and `summary` are as feedparser gives them, HTML made safe; `plain_text` makes them text.
    """

    title: str | None = None
    link: str | None = None
    id: str | None = None
    published_at: dt.datetime | None = None
    updated_at: dt.datetime | None = None
    summary: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed as far as it could be read; `problem` says in one line what was wrong with it, None if nothing was."""

    title: str | None = None
    entries: tuple[FeedEntry, ...] = ()
    problem: str | None = None


def parse_feed(body: bytes, *, url: str | None = None, content_type: str | None = None) -> Feed:
    """Read a feed. Never raises: a broken feed gives the entries that can be read, and a problem.

    `url` resolves relative links, `content_type` is the server's header (RFC 7303 says when it decides the encoding).
    """
    charset = guess_charset(body, content_type)
    if charset is not None:
        body, content_type = body.decode(charset, "replace").encode("utf-8"), "application/xml; charset=utf-8"
    cut = len(body) > MAX_FEED_BYTES
    body = _tame(body[:MAX_FEED_BYTES])
    headers = {k: v for k, v in (("content-type", content_type), ("content-location", url)) if v}
    try:
        found = feedparser.parse(io.BytesIO(body), response_headers=headers)
    except Exception as error:  # feedparser promises to take anything; where it doesn't, a feed must not stop the others
        return Feed(problem=_one_line(f"feed can't be read: {type(error).__name__}: {error}"))
    entries = tuple(_build_entry(entry) for entry in found.get("entries", ()))
    problem, fault = None, found.get("bozo_exception")
    if isinstance(fault, feedparser.CharacterEncodingOverride):
        problem = _one_line(str(fault))
    elif fault is not None and not isinstance(fault, feedparser.NonXMLContentType):  # what the header says doesn't make a feed worse
        problem = _one_line(f"not well-formed: {fault}")
    if cut:
        problem = f"only the first {MAX_FEED_BYTES} bytes were read"
    if not entries and not found.get("version"):
        problem = "not a feed" + (f" ({problem})" if problem else "")
    return Feed(title=_clean(found.get("feed", {}).get("title")), entries=entries, problem=problem)


def feeds_filter(record: Mapping[str, Any]) -> dict[str, Any]:
    """Answer one line of `presswatch feeds`: in {id, feed_path, url?, content_type?}, out {id, status, reason, feed_title, entries}.

    `feed_path` may end in .gz. Status is ok, rejected (not a feed) or error (can't be read).
    """
    out: dict[str, Any] = {"id": record.get("id"), "status": "error", "reason": None, "feed_title": None, "entries": []}
    path = record.get("feed_path")
    if not isinstance(path, str):
        return {**out, "reason": "feed_path is missing"}
    try:
        with Path(path).open("rb") as f:
            body = f.read(_MAX_BYTES + 1)
        if path.endswith(".gz"):
            body = gunzip_bounded(body, _MAX_BYTES)
    except (OSError, ValueError, zlib.error) as error:
        return {**out, "reason": _one_line(f"{path}: {getattr(error, 'strerror', None) or error}")}
    if len(body) > _MAX_BYTES:
        return {**out, "reason": f"{path}: more than {_MAX_BYTES} bytes"}
    url, kind = record.get("url"), record.get("content_type")
    feed = parse_feed(body, url=url if isinstance(url, str) else None, content_type=kind if isinstance(kind, str) else None)
    rejected = feed.problem is not None and feed.problem.startswith("not a feed") and not feed.entries
    entries = [
        {"title": e.title, "link": e.link, "id": e.id, "published_at": e.published_at.isoformat() if e.published_at else None, "summary": e.summary}
        for e in feed.entries
    ]
    return {**out, "status": "rejected" if rejected else "ok", "reason": feed.problem, "feed_title": feed.title, "entries": entries}


def guess_charset(body: bytes, content_type: str | None) -> str | None:
    """Return the encoding that the bytes of a feed seem to have, None if what is declared (or UTF-8) fits them.

    feedparser would read such a feed as windows-1252, which takes any bytes and makes nonsense of most.
    """
    header, declaration = _CHARSET.search(content_type or ""), _XML_ENCODING.search(body[:400])
    declared = [m[1] if isinstance(m[1], str) else m[1].decode("ascii", "replace") for m in (header, declaration) if m]
    if body.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff", b"\x4c\x6f\xa7\x94")) or b"\x00" in body[:8]:
        return None  # UTF-16, UTF-32, EBCDIC: feedparser knows them by their first bytes
    for name in (*declared, "utf-8"):
        try:
            body.decode(name)
        except (LookupError, UnicodeError):
            continue
        return None
    wrong = body.decode("utf-8", "replace").count("\ufffd")
    foreign = sum(1 for byte in body if byte >= 0x80)
    if foreign < _DETECT_LEAST:
        return None
    if wrong * 16 < foreign:
        return "utf-8"  # UTF-8 with a few broken characters
    found = charset_normalizer.detect(body[:_DETECT_BYTES])["encoding"]
    return str(found) if found else None


def gunzip_bounded(data: bytes, limit: int) -> bytes:
    """Return gunzipped data. Raises ValueError past `limit` bytes or if the data is cut; zlib.error or OSError if it isn't gzip."""
    with gzip.GzipFile(fileobj=io.BytesIO(data)) as f:
        try:
            out = f.read(limit + 1)
        except EOFError:
            raise ValueError("cut gzip data") from None
    if len(out) > limit:
        raise ValueError(f"more than {limit} bytes when unpacked")
    return out


def _tame(body: bytes) -> bytes:
    """Take out what makes feedparser take hours: entities made of entities, and comments that never end (each is searched to the end)."""
    body = _NESTED_ENTITY.sub(b"", body)
    for opening, closings in ((b"<!--", (b"-->",)), (b"&lt;!--", (b"-->", b"--&gt;"))):
        last = max(body.rfind(closing) for closing in closings)
        if opening in body[last + 1 :]:
            body = body[: last + 1] + body[last + 1 :].replace(opening, b"&lt;! --")
    return body


def _build_entry(entry: Any) -> FeedEntry:
    # dict.get: feedparser's own gives the time of publication where none of an update stands
    updated = _moment(dict.get(entry, "updated_parsed"))
    return FeedEntry(
        title=_clean(entry.get("title")),
        link=_clean(entry.get("link")),
        id=_clean(entry.get("id")),
        published_at=_moment(entry.get("published_parsed")) or updated,
        updated_at=updated,
        summary=_clean(entry.get("summary")),
    )


def _moment(parsed: time.struct_time | None) -> dt.datetime | None:
    if parsed is None:
        return None
    try:
        return dt.datetime.fromtimestamp(calendar.timegm(parsed), dt.UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _clean(value: Any) -> str | None:
    return (value.strip() or None) if isinstance(value, str) else None


def plain_text(markup: str | None) -> str | None:
    """Return the text of an HTML fragment on one line, None if it has none. Tags of blocks part words, tags within a line don't."""
    if not markup:
        return None
    text = unescape(_TAGS.sub("", _BLOCK_TAGS.sub(" ", markup))) if "<" in markup or "&" in markup else markup
    return " ".join(text.split()) or None


def _one_line(text: str) -> str:
    return " ".join(text.split())[:300]
