"""JSON Lines records to cluster and story ids: what `presswatch dedupe` and `presswatch stories` do with their input.

Owns reading of the records. All records are one collection, whatever their dates: the windows of the pipeline bound its work, and
a file handed in is bounded already. With no capture time at hand, the time of publication stands for it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import py3langid

from presswatch.dedupe.clusters import build_clusters
from presswatch.dedupe.credit import load_agencies
from presswatch.dedupe.edges import find_edges
from presswatch.dedupe.index import index_article
from presswatch.dedupe.stories import assign_stories, read_article
from presswatch.ids import sha256_hex, stable_id
from presswatch.model import Article, IndexedArticle

Record = dict[str, Any]

_UNDATED = dt.datetime(9999, 1, 1, tzinfo=dt.UTC)
"""Stands for an unknown time, so that no undated record passes for the first."""
_DATE = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d)([T ].+)?)?")
_LANGUAGE_CHARS = 600
_ALL_DAYS = 4_000_000
"""More than any two days can be apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """A record as read: an article, or none; and what is wrong with it, if anything."""

    article: IndexedArticle | None
    reason: str | None


def dedupe_filter(records: Sequence[Record]) -> list[Record]:
    """Return for each record `{id, status, reason, cluster_id, role, duplicate_of, similarity}`, in order.

    A record without a copy is a cluster of its own, with null role. Records that can't be read get status error and a reason.
    """
    read = _read_records(records)
    articles = [row.article for row in read if row.article]
    found = {row.article_id: row for row in build_clusters(articles, find_edges(articles, (), window_days=_ALL_DAYS))}
    ids = {row.article.article_id: record["id"] for row, record in zip(read, records, strict=True) if row.article}
    lines = []
    for record, row in zip(records, read, strict=True):
        line = _begin_line(record, row) | {"cluster_id": None, "role": None, "duplicate_of": None, "similarity": None}
        if row.article:
            copy = found.get(row.article.article_id)
            line["cluster_id"] = copy.cluster_id if copy else stable_id("cluster", row.article.article_id)
            if copy:
                line |= {"role": copy.role, "duplicate_of": ids.get(copy.duplicate_of or ""), "similarity": copy.similarity}
        lines.append(line)
    return lines


def stories_filter(records: Sequence[Record]) -> list[Record]:
    """Return for each record `{id, status, reason, story_id}`, in order. All records are grouped at once, as if of one day."""
    read = _read_records(records)
    stories = assign_stories([read_article(row.article) for row in read if row.article], {})
    return [
        _begin_line(record, row) | {"story_id": stories[row.article.article_id] if row.article else None}
        for record, row in zip(records, read, strict=True)
    ]


def _begin_line(record: Record, row: _Read) -> Record:
    return {"id": record.get("id"), "status": "ok" if row.article else "error", "reason": row.reason}


def _read_records(records: Sequence[Record]) -> list[_Read]:
    rows: list[_Read] = []
    seen: set[str] = set()
    for record in records:
        try:
            article, doubt = _read_record(record)
            if article.article_id in seen:
                raise ValueError(f"id {record['id']!r} occurs twice")
            seen.add(article.article_id)
            rows.append(_Read(article=article, reason=doubt))
        except ValueError as error:
            rows.append(_Read(article=None, reason=str(error)))
    return rows


def _read_record(record: Record) -> tuple[IndexedArticle, str | None]:
    if record.get("id") is None:
        raise ValueError("no id")
    text = record.get("text")
    if text is None:
        raise ValueError("no text")
    for name in ("text", "title", "outlet", "language"):
        if not isinstance(record.get(name), str | None):
            raise ValueError(f"{name} is not a string")
    title = record.get("title") or ""
    published, precision, doubt = _read_time(record.get("published_at"))
    article = Article(
        article_id=stable_id("record", record["id"]),
        url="",
        canonical_url=f"id:{record['id']}",  # the filter knows no address: each record has its own
        outlet_id=record.get("outlet"),
        title=title,
        language=record.get("language") or _guess_language(f"{title} {text}"),
        published_at=published,
        published_precision=precision,
        captured_at=published or _UNDATED,
        text=text,
        word_count=0,
        wire_source=load_agencies().read_dateline(text),
        extraction_score=0,
        body_sha256=sha256_hex(text.encode("utf-8", "surrogatepass")),
    )
    return index_article(article), doubt


def _read_time(value: object) -> tuple[dt.datetime | None, str | None, str | None]:
    """Return time, precision, and what is wrong with the value, if anything: a record with a bad date is compared without one."""
    if value is None or value == "":
        return None, None, None
    found = _DATE.fullmatch(value.strip()) if isinstance(value, str) else None
    try:
        if found is None:
            raise ValueError
        year, month, day, rest = found.groups()
        time = dt.datetime.fromisoformat(f"{year}-{month}-{day or '01'}{rest or ''}")
        time = (time if time.tzinfo else time.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None, None, f"published_at {value!r} is not an ISO 8601 time: compared as undated"
    return time, "second" if rest else "day" if day else "month", None


def _guess_language(text: str) -> str | None:
    return str(py3langid.classify(text[:_LANGUAGE_CHARS])[0]) if text.strip() else None
