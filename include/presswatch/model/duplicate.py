"""Records of deduplication: the index of articles by which copies are found, duplicate clusters and stories."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from presswatch.model.article import PRECISIONS
from presswatch.model.schema import Column, table

ROLES = ("original", "syndicated", "near_duplicate", "revision")


@table(name="duplicates", key=("article_id",))
@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """An article in a duplicate cluster. Articles without a copy have no row."""

    article_id: Annotated[str, Column("Article.", unique=True)]
    cluster_id: Annotated[str, Column("Stable id of the cluster, made from its original.")]
    role: Annotated[str, Column("Part the article plays in the cluster.", values=ROLES)]
    duplicate_of: Annotated[str | None, Column("The original; null for the original itself.")] = None
    similarity: Annotated[float, Column("Share of word shingles in common with the original (the larger of resemblance and containment).", minimum=0, maximum=1)]
    evidence: Annotated[tuple[str, ...], Column("What speaks for it: text, wire_credit, dateline, canonical_link, same_url.")] = ()


@table(name="stories", key=("story_id",))
@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Articles about the same happening, over a sliding window of days."""

    story_id: Annotated[str, Column("Stable id of the story's first article.", unique=True)]
    title: Annotated[str, Column("Headline of its most typical article.")]
    first_seen_at: Annotated[dt.datetime, Column("First capture.")]
    last_seen_at: Annotated[dt.datetime, Column("Last capture.")]
    n_articles: Annotated[int, Column("Articles, copies counted.", minimum=1)]
    n_outlets: Annotated[int, Column("Outlets that carried it.", minimum=1)]
    n_origins: Annotated[int, Column("Independent texts: a duplicate cluster counts once.", minimum=1)]


@table(name="story_articles", key=("article_id",))
@dataclass(frozen=True, slots=True, kw_only=True)
class StoryArticle:
    """Membership of an article in a story."""

    story_id: Annotated[str, Column("Story.")]
    article_id: Annotated[str, Column("Article.", unique=True)]
    origin_id: Annotated[str, Column("Which independent text it carries: the original's article id.")]


@table(name="article_index", key=("article_id", "captured_at"))
@dataclass(frozen=True, slots=True, kw_only=True)
class IndexedArticle:
    """What is kept of an article to find its copies and its story without its text. One row per capture day, before days are compared."""

    article_id: Annotated[str, Column("Article.")]
    canonical_url: Annotated[str, Column("Address without tracking parameters.")]
    outlet_id: Annotated[str | None, Column("Outlet that carried it.")] = None
    captured_at: Annotated[dt.datetime, Column("When the page was fetched first on this day.")]
    published_at: Annotated[dt.datetime | None, Column("When the outlet says it was published.")] = None
    published_precision: Annotated[str | None, Column("How precise that is.", values=PRECISIONS)] = None
    wire_source: Annotated[str | None, Column("Agency credited.")] = None
    dateline_place: Annotated[str | None, Column("Place in the dateline.")] = None
    syndicated_from_url: Annotated[str | None, Column("Canonical link to another site.")] = None
    language: Annotated[str | None, Column("ISO 639-1 code of the text.")] = None
    title: Annotated[str, Column("Headline.")]
    n_words: Annotated[int, Column("Words in the text.", minimum=0)]
    signature: Annotated[bytes, Column("Sketch of the text's word shingles, and its numbers and names; see presswatch.dedupe.signature.")]
    features: Annotated[bytes, Column("Weighted terms by which stories are grouped; see presswatch.dedupe.features.")]
