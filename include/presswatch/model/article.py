"""Records of extraction: articles and the zones of their pages."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from presswatch.model.schema import Column, table

ZONE_KINDS = (
    "title", "subtitle", "byline", "dateline", "body", "caption", "credit", "pullquote", "live_update", "background", "correction",
    "newsletter", "paywall", "donation", "related", "tags", "author_bio", "legal",
)
ACCESS = ("free", "metered", "locked")
PRECISIONS = ("second", "minute", "hour", "day", "month")


@table(name="articles", key=("article_id",))
@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A news article: one text under one canonical address. A changed text is a further row with a higher revision."""

    article_id: Annotated[str, Column("Stable id of canonical_url and the normalised text.", unique=True)]
    url: Annotated[str, Column("Address that was fetched.")]
    canonical_url: Annotated[str, Column("Address without tracking parameters; the page's own canonical link if on the same site.")]
    syndicated_from_url: Annotated[str | None, Column("Canonical link to another site: evidence of syndication, not identity.")] = None
    outlet_id: Annotated[str | None, Column("Outlet that carried it.")] = None
    title: Annotated[str, Column("Headline without the site's name.")]
    subtitle: Annotated[str | None, Column("Standfirst below the headline.")] = None
    authors: Annotated[tuple[str, ...], Column("People in the byline, without 'By'; desks are kept as named.")] = ()
    section: Annotated[str | None, Column("Section of the outlet.")] = None
    language: Annotated[str | None, Column("ISO 639-1 code of the text.", pattern="[a-z]{2,3}")] = None
    published_at: Annotated[dt.datetime | None, Column("When the outlet says it was published; null where it doesn't say.")] = None
    published_at_source: Annotated[str | None, Column("Where that was read: jsonld, opengraph, meta, microdata, time_element, byline, url, feed.")] = None
    published_precision: Annotated[str | None, Column("How precise it is; a day is given as 00:00 of its zone.", values=PRECISIONS)] = None
    published_zone: Annotated[str | None, Column("UTC offset as written, such as +02:00; null if the page names none.")] = None
    modified_at: Annotated[dt.datetime | None, Column("Last change according to the page.")] = None
    captured_at: Annotated[dt.datetime, Column("When the page was fetched.")]
    text: Annotated[str, Column("Body paragraphs joined by a blank line; all offsets count its characters.")]
    word_count: Annotated[int, Column("Words in text.", minimum=0)]
    dateline_place: Annotated[str | None, Column("Place in the dateline, as written.")] = None
    wire_source: Annotated[str | None, Column("Agency credited: AP, Reuters, AFP, dpa, ...")] = None
    access: Annotated[str | None, Column("Whether the text is open, metered or locked.", values=ACCESS)] = None
    image_url: Annotated[str | None, Column("Address of the lead image.")] = None
    tags: Annotated[tuple[str, ...], Column("Topics that the outlet gave.")] = ()
    extraction_score: Annotated[float, Column("How far the sources of metadata and text agree, from 0 to 1.", minimum=0, maximum=1)]
    body_sha256: Annotated[str, Column("SHA-256 of the page's bytes in hex.", pattern="[0-9a-f]{64}")]
    fetch_id: Annotated[str | None, Column("Fetch whose bytes it was read from.")] = None
    revision: Annotated[int, Column("0 for the first text seen under the address, 1 for the next.", minimum=0)] = 0


@table(name="zones", key=("article_id", "position"))
@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A block of the page's main column, with what it is. Only body zones and live updates make the article's text."""

    article_id: Annotated[str, Column("Article.")]
    position: Annotated[int, Column("Place in page order, from 0.", minimum=0)]
    kind: Annotated[str, Column("What the block is.", values=ZONE_KINDS)]
    text: Annotated[str, Column("Its text.")]


@table(name="outlet_memories", key=("outlet_id", "dt"))
@dataclass(frozen=True, slots=True, kw_only=True)
class LearntMemory:
    """What was learnt of an outlet's pages in the days before a day, and used to extract the day's pages: what repeats, and where the text stands."""

    outlet_id: Annotated[str, Column("Outlet.", unique=True)]
    memory_id: Annotated[str, Column("SHA-256 of the memory: the same pages teach the same.", pattern="[0-9a-f]{64}")]
    first_day: Annotated[dt.date, Column("First day of raw data that it was learnt from.")]
    last_day: Annotated[dt.date, Column("Last such day.")]
    n_articles: Annotated[int, Column("Articles it was learnt from, copies and captures of one address counted once.", minimum=1)]
    n_repeated: Annotated[int, Column("Blocks seen on more than one of them.", minimum=0)]
    n_places: Annotated[int, Column("Places of its templates that are known.", minimum=0)]
    memory: Annotated[str, Column("The memory itself, as JSON: fingerprints of repeated blocks with counts, places with what stands there.")]
