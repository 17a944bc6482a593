"""Records that pass between stages and never become a table: raw captures, pages to extract, documents to read.

collect -> Capture -> raw zone -> Page -> extract -> Extraction -> Document -> tag -> Reading
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from presswatch.model.article import Article, Zone
from presswatch.model.language import Claim, Event, Mention, TimeExpression


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One response as it lies in the raw zone. `body` is decoded from transfer and content encodings, otherwise untouched."""

    fetch_id: str
    url: str
    final_url: str
    outlet_id: str | None
    purpose: str
    captured_at: dt.datetime
    http_status: int
    content_type: str | None
    body: bytes
    body_sha256: str
    warc_file: str
    warc_offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHint:
    """What a feed or sitemap said of a page."""

    title: str | None = None
    summary: str | None = None
    published_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page to extract: its bytes and what is known about it beforehand. `captured_at` is UTC.

    `agencies` are names of news agencies besides the well-known ones: the outlets of kind wire in the outlets file.
    """

    url: str
    html: bytes
    content_type: str | None = None
    captured_at: dt.datetime
    outlet_id: str | None = None
    outlet_name: str | None = None
    fetch_id: str | None = None
    hint: FeedHint = FeedHint()
    agencies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """What became of a page: an article with its zones, or the reason why there is none."""

    status: Literal["ok", "rejected", "error"]
    reason: str | None = None
    article: Article | None = None
    zones: tuple[Zone, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A text to read. `text` holds body paragraphs joined by a blank line; `published_at` keeps its zone offset if known."""

    article_id: str
    title: str | None
    text: str
    published_at: dt.datetime | None
    language: str | None = None
    outlet_id: str | None = None
    outlet_country: str | None = None
    dateline_place: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a document says: all offsets are in its `text`."""

    article_id: str
    mentions: tuple[Mention, ...] = ()
    times: tuple[TimeExpression, ...] = ()
    claims: tuple[Claim, ...] = ()
    events: tuple[Event, ...] = ()
