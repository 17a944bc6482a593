"""Records of deduplication: duplicate clusters and stories."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

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
