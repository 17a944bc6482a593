"""Stories: articles about the same happening, found by average-link grouping of their features.

Owns the similarity of groups and the order of merging. Stories grow day by day: a day's articles are grouped among themselves and
with the stories still running, and a story once begun keeps its id and is never joined to another, so that yesterday's rows stay.
Which days are read and written is `resolve`'s business.

Average link (Sokal & Michener 1958) rather than connected components, so that a chain of half-similar articles doesn't drift from
one happening to the next. All similarities are ratios of whole numbers: the result doesn't depend on the order of the input.
"""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from presswatch.dedupe.features import UNIT, load_features
from presswatch.dedupe.links import find_links
from presswatch.dedupe.words import Hashes
from presswatch.ids import stable_id
from presswatch.model import IndexedArticle, Story

_MIN_SIMILARITY, _AT_ARTICLES = 0.12, 400
_PER_TENFOLD = 0.04
_LEAST, _MOST = 0.1, 0.24
NEAR_DAYS = 3
"""Groups published up to this many days apart are as near as can be."""
_FAR_SLOPE, _FAR_FLOOR = 0.05, 0.5
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
        published_day=article.published_at.toordinal() if article.published_at else None,
        terms=features.terms,
        weights=features.weights,
    )


def assign_stories(new: Sequence[StoryArticleFeatures], running: Mapping[str, Sequence[StoryArticleFeatures]]) -> dict[str, str]:
    """Return the story id of each new article: that of a running story, or that of a new one.

    `running` holds the articles of each story still in the window. A new story's id is made from its first article.
    """
    stories = sorted(running)
    groups = [_gather(running[story]) for story in stories]
    fresh = sorted(new, key=lambda article: article.order)
    groups += [_gather([article]) for article in fresh]
    members = [[*running[story]] for story in stories] + [[article] for article in fresh]
    _merge(groups, _link_groups(members, len(stories)), len(stories))
    assigned: dict[str, str] = {}
    for g, group in enumerate(groups):
        if not group.alive:
            continue
        inside = sorted((fresh[m - len(stories)] for m in group.parts if m >= len(stories)), key=lambda article: article.order)
        story = stories[g] if g < len(stories) else stable_id("story", inside[0].article_id)
        assigned.update((article.article_id, story) for article in inside)
    return assigned


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
    """Return the headline of the article most like the others, the earliest of equals."""
    groups = [_gather([read_article(article)]) for article in articles]
    everything = _gather([read_article(article) for article in articles])
    likeness = [sum(weight * everything.terms[term] for term, weight in group.terms.items()) for group in groups]
    return articles[max(range(len(articles)), key=lambda i: (likeness[i], -i))].title


def least_similarity(n_articles: int) -> float:
    """Return the average similarity that two groups need, among so many articles, to be taken for one story.

    The more articles there are, the fewer of all pairs tell of the same happening, so the more it takes to believe it of a pair.
    """
    wanted = _MIN_SIMILARITY + _PER_TENFOLD * math.log10(max(n_articles, 1) / _AT_ARTICLES)
    return min(_MOST, max(_LEAST, wanted))


@dataclass(slots=True)
class _Group:
    size: int
    terms: dict[int, int]
    days: int
    n_days: int
    parts: list[int] = field(default_factory=list)
    alive: bool = True


def _gather(articles: Sequence[StoryArticleFeatures]) -> _Group:
    terms: dict[int, int] = defaultdict(int)
    for article in articles:
        for term, weight in zip(article.terms.tolist(), article.weights.tolist(), strict=True):
            terms[term] += weight
    days = [article.published_day for article in articles if article.published_day is not None]
    return _Group(size=len(articles), terms=dict(terms), days=sum(days), n_days=len(days))


def _link_groups(members: Sequence[Sequence[StoryArticleFeatures]], n_running: int) -> set[tuple[int, int]]:
    """Return the pairs of groups that may be merged directly: those with an article each that are neighbours."""
    owners = [g for g, articles in enumerate(members) for _ in articles]
    articles = [article for group in members for article in group]
    n_old = sum(len(group) for group in members[:n_running])
    links = find_links([article.terms for article in articles], [article.weights for article in articles], n_old)
    return {(owners[a], owners[b]) for a, b in links}


def _similarity(a: _Group, b: _Group) -> float:
    """Average similarity of all pairs of articles of two groups, lowered if they were published far apart."""
    small, large = (a.terms, b.terms) if len(a.terms) <= len(b.terms) else (b.terms, a.terms)
    product = sum(weight * large[term] for term, weight in small.items() if term in large)
    similarity = product / (a.size * b.size * UNIT * UNIT)
    if a.n_days and b.n_days:
        apart = abs(a.days * b.n_days - b.days * a.n_days) / (a.n_days * b.n_days)
        if apart > NEAR_DAYS:
            similarity *= max(_FAR_FLOOR, 1 - _FAR_SLOPE * math.log1p(apart - NEAR_DAYS))
    return similarity


def _merge(groups: list[_Group], links: set[tuple[int, int]], n_running: int) -> None:
    """Merge the most similar pair of groups until none is similar enough. Running stories are never merged with one another."""
    for g, group in enumerate(groups):
        group.parts = [g]
    near: list[set[int]] = [set() for _ in groups]
    enough = least_similarity(sum(group.size for group in groups))
    queue: list[tuple[float, int, int, int, int]] = []

    def offer(a: int, b: int) -> None:
        similarity = _similarity(groups[a], groups[b])
        if similarity >= enough:
            # Groups only grow: an offer made for an earlier size of either is out of date.
            heapq.heappush(queue, (-similarity, a, b, groups[a].size, groups[b].size))

    for a, b in sorted(links):
        near[a].add(b)
        near[b].add(a)
        offer(a, b)
    while queue:
        _, a, b, size_a, size_b = heapq.heappop(queue)
        one, two = groups[a], groups[b]
        if not (one.alive and two.alive) or one.size != size_a or two.size != size_b:
            continue
        two.alive = False
        one.size += two.size
        one.days, one.n_days = one.days + two.days, one.n_days + two.n_days
        one.parts += two.parts
        for term, weight in two.terms.items():
            one.terms[term] = one.terms.get(term, 0) + weight
        near[a] = {g for g in near[a] | near[b] if groups[g].alive and g != a and (a >= n_running or g >= n_running)}
        near[b] = set()
        for g in sorted(near[a]):
            near[g].discard(b)
            near[g].add(a)
            offer(min(a, g), max(a, g))
