"""Stories: articles about the same happening.

Owns which story an article belongs to, and the row that describes a story. Stories grow day by day: a day's articles are grouped
among themselves and with the stories still running, and a story once begun keeps its id and is never joined to another, so that
yesterday's rows stay. Which days are read and written is `resolve`'s business.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from presswatch.dedupe.features import UNIT, load_features
from presswatch.dedupe.grouping import Group, gather, merge_groups, multiply
from presswatch.dedupe.links import find_links
from presswatch.dedupe.words import Hashes
from presswatch.ids import stable_id
from presswatch.model import IndexedArticle, Story

_MIN_SIMILARITY, _AT_ARTICLES = 0.12, 400
_PER_TENFOLD = 0.04
_LEAST, _MOST = 0.1, 0.24
_TITLES = 50
"""The headline is chosen among this many first articles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryArticleFeatures:
    """What grouping needs of an article. `published_day` is a proleptic day number, None where it isn't known."""

    article_id: str
    order: tuple[float, str]
    published_day: int | None
    terms: Hashes
    weights: Hashes


def read_article(article: IndexedArticle) -> StoryArticleFeatures:
    """Return what grouping needs of an article."""
    features = load_features(article.features)
    return StoryArticleFeatures(
        article_id=article.article_id,
        order=(article.captured_at.timestamp(), article.article_id),
        published_day=article.published_at.astimezone(dt.UTC).toordinal() if article.published_at else None,
        terms=features.terms,
        weights=features.weights,
    )


def assign_stories(new: Sequence[StoryArticleFeatures], running: Mapping[str, Sequence[StoryArticleFeatures]]) -> dict[str, str]:
    """Return the story id of each new article: that of a running story, or that of a new one.

    `running` holds the articles of each story still in the window. A new story's id is made from its first article.
    """
    stories = sorted(running)
    fresh = sorted(new, key=lambda article: article.order)
    members = [*(sorted(running[story], key=lambda article: article.order) for story in stories), *([article] for article in fresh)]
    owners = [g for g, articles in enumerate(members) for _ in articles]
    articles = [article for group in members for article in group]
    links = find_links([a.terms for a in articles], [a.weights for a in articles], len(articles) - len(fresh))
    groups = merge_groups(
        [_gather(group) for group in members],
        {(owners[a], owners[b]) for a, b in links},
        n_fixed=len(stories),
        enough=least_similarity(len(articles)),
        unit=UNIT,
    )
    assigned: dict[str, str] = {}
    for group in groups:
        parts = sorted(group.parts)
        inside = [fresh[part - len(stories)] for part in parts if part >= len(stories)]
        story = stories[parts[0]] if parts[0] < len(stories) else stable_id("story", inside[0].article_id)
        assigned.update((article.article_id, story) for article in inside)
    return assigned


def least_similarity(n_articles: int) -> float:
    """Return the average similarity that two groups need, among so many articles, to be taken for one story.

    The more articles there are, the fewer of all pairs tell of the same happening, so the more it takes to believe it of a pair.
    """
    wanted = _MIN_SIMILARITY + _PER_TENFOLD * math.log10(max(n_articles, 1) / _AT_ARTICLES)
    return min(_MOST, max(_LEAST, wanted))


def describe_story(story_id: str, articles: Sequence[IndexedArticle], origins: Mapping[str, str]) -> Story:
    """Return the row of a story. `origins` gives for each article the original whose text it carries."""
    ordered = sorted(articles, key=lambda article: (article.captured_at, article.article_id))
    return Story(
        story_id=story_id,
        title=_choose_title(ordered[:_TITLES]),
        first_seen_at=ordered[0].captured_at,
        last_seen_at=ordered[-1].captured_at,
        n_articles=len(ordered),
        n_outlets=len({article.outlet_id for article in ordered}),
        n_origins=len({origins[article.article_id] for article in ordered}),
    )


def _choose_title(articles: Sequence[IndexedArticle]) -> str:
    """Return the headline of the article most like all of them, the earliest of equals."""
    if len(articles) == 1:
        return articles[0].title
    features = [read_article(article) for article in articles]
    everything = _gather(features).terms
    likeness = [multiply(_gather([each]).terms, everything) for each in features]
    return articles[max(range(len(articles)), key=lambda i: (likeness[i], -i))].title


def _gather(articles: Sequence[StoryArticleFeatures]) -> Group:
    return gather((article.terms.tolist(), article.weights.tolist(), article.published_day) for article in articles)
