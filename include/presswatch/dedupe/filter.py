"""JSON Lines records to cluster and story ids: what `presswatch dedupe` and `presswatch stories` do with their input.

Owns reading of the records. All records are one collection; with no capture time at hand, the publication time stands for it, and
records without one are compared with all others.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import py3langid as langid

from presswatch.dedupe.clusters import build_clusters
from presswatch.dedupe.credit import load_agencies
from presswatch.dedupe.edges import find_edges
from presswatch.dedupe.index import index_article
from presswatch.dedupe.stories import assign_stories, read_article
from presswatch.ids import sha256_hex, stable_id
from presswatch.model import Article, IndexedArticle

Record = dict[str, Any]

_UNKNOWN = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_LANGUAGE_CHARS = 600
_ALL_DAYS = 4_000_000
"""Wider than any two days can be apart: files handed in are searched whole."""


def dedupe_filter(records: Sequence[Record]) -> list[Record]:
    """Return for each record `{id, status, reason, cluster_id, role, duplicate_of, similarity}`, in order.

    A record without a copy is a cluster of its own with null role. Records that can't be read get status error and a reason.
    """
    articles, problems = _read_all(records)
    clusters = {row.article_id: row for row in build_clusters(articles, find_edges(articles, (), window_days=_ALL_DAYS))}
    ids = {article.article_id: str(records[int(article.canonical_url)].get("id")) for article in articles}
    lines = []
    for n, (record, problem) in enumerate(zip(records, problems, strict=True)):
        article_id = _article_id(n, record)
        row = clusters.get(article_id)
        line: Record = {"id": record.get("id"), "status": "error" if problem else "ok", "reason": problem}
        line["cluster_id"] = None if problem else row.cluster_id if row else stable_id("cluster", article_id)
        line["role"] = row.role if row else None
        line["duplicate_of"] = ids.get(row.duplicate_of or "") if row else None
        line["similarity"] = row.similarity if row else None
        lines.append(line)
    return lines


def stories_filter(records: Sequence[Record]) -> list[Record]:
    """Return for each record `{id, status, reason, story_id}`, in order. All records are grouped at once, as if of one day."""
    articles, problems = _read_all(records)
    stories = assign_stories([read_article(article) for article in articles], {})
    return [
        {"id": record.get("id"), "status": "error" if problem else "ok", "reason": problem, "story_id": stories.get(_article_id(n, record))}
        for n, (record, problem) in enumerate(zip(records, problems, strict=True))
    ]


def _read_all(records: Sequence[Record]) -> tuple[list[IndexedArticle], list[str | None]]:
    articles: list[IndexedArticle] = []
    problems: list[str | None] = []
    seen: set[str] = set()
    for n, record in enumerate(records):
        try:
            if (ident := str(record.get("id"))) in seen:
                raise ValueError(f"id {ident!r} occurs twice")
            articles.append(_read_record(n, record))
            seen.add(ident)
            problems.append(None)
        except ValueError as error:
            problems.append(str(error))
    return articles, problems


def _read_record(n: int, record: Record) -> IndexedArticle:
    text, title, outlet = record.get("text"), record.get("title"), record.get("outlet")
    if record.get("id") is None:
        raise ValueError("no id")
    if not isinstance(text, str):
        raise ValueError("no text" if text is None else "text is not a string")
    if not isinstance(title, str | None):
        raise ValueError("title is not a string")
    if not isinstance(outlet, str | None):
        raise ValueError("outlet is not a string")
    language = record.get("language")
    if not isinstance(language, str):
        language = langid.classify(f"{title or ''} {text[:_LANGUAGE_CHARS]}")[0] if text else None
    published = _read_time(record.get("published_at"))
    credit = load_agencies().read_dateline(text)
    article = Article(
        article_id=_article_id(n, record),
        url="",
        canonical_url=str(n),  # the filter knows no address: each record has its own
        outlet_id=outlet,
        title=title or "",
        language=language,
        published_at=published,
        captured_at=published or _UNKNOWN,
        text=text,
        word_count=len(text.split()),
        wire_source=credit,
        extraction_score=1.0,
        body_sha256=sha256_hex(text.encode("utf-8", "surrogatepass")),
    )
    return index_article(article)


def _read_time(value: object) -> dt.datetime | None:
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise ValueError("published_at is not a string")
    try:
        time = dt.datetime.fromisoformat(value)
    except ValueError:
        raise ValueError(f"published_at {value!r} is not an ISO 8601 time") from None
    return (time if time.tzinfo else time.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)


def _article_id(n: int, record: Record) -> str:
    return stable_id("record", record.get("id"))
