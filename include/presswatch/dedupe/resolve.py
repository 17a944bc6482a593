"""What changed articles change in the tables that span days: duplicates, stories, story_articles.

Owns the incremental step. Its result is exactly what a computation over all articles would give, whatever the order in which days
were built before; a property test holds it to that. It reads through an `IndexReader` and returns rows to delete and to insert;
storage is the caller's.

Why the step is exact: an edge depends on its two articles only, so a cluster can change only if a changed article is or was in it
or has an edge to it. Stories are grown day by day, each day from the stories of the days before in its window, so they are
recomputed from the first changed day on until a whole window comes out as it is stored.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from presswatch.dedupe.clusters import build_clusters
from presswatch.dedupe.edges import Texts, find_edges, match
from presswatch.dedupe.stories import StoryArticleFeatures, assign_stories, describe_story, read_article
from presswatch.model import Duplicate, IndexedArticle, Story, StoryArticle

Row = TypeVar("Row", Duplicate, Story, StoryArticle)


class IndexReader(Protocol):
    """Access to the index as it will be (with the changed articles in place) and to the rows stored so far.

    An article captured on several days counts once, with the row of its first capture. Collections of ids may be large;
    unknown ids are left out of the answer.
    """

    def read_days(self) -> Sequence[dt.date]:
        """Return the days that have articles in the index, ascending."""

    def read_day(self, day: dt.date) -> Sequence[IndexedArticle]:
        """Return the articles first captured on a day."""

    def read_articles(self, article_ids: Collection[str]) -> Sequence[IndexedArticle]:
        """Return articles by id."""

    def read_duplicates(self, article_ids: Collection[str]) -> Sequence[Duplicate]:
        """Return stored rows by article."""

    def read_clusters(self, cluster_ids: Collection[str]) -> Sequence[Duplicate]:
        """Return stored rows by cluster."""

    def read_story_articles(self, article_ids: Collection[str]) -> Sequence[StoryArticle]:
        """Return stored rows by article."""

    def read_members(self, story_ids: Collection[str]) -> Sequence[StoryArticle]:
        """Return stored rows by story."""

    def read_stories(self, story_ids: Collection[str]) -> Sequence[Story]:
        """Return stored rows by story."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delta(Generic[Row]):
    """Rows of one table to delete (by the table's key, on any day) and then to insert, each with its day. A changed row is in both."""

    deleted: tuple[str, ...]
    inserted: tuple[tuple[dt.date, Row], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """All that changes in the tables that span days."""

    duplicates: Delta[Duplicate]
    stories: Delta[Story]
    story_articles: Delta[StoryArticle]


def resolve(
    reader: IndexReader, before: Iterable[IndexedArticle], after: Iterable[IndexedArticle], *, dedupe_days: int, story_days: int
) -> Resolution:
    """Return what must change when the articles `before` give way to `after`.

    Both hold the rows of first captures of all articles that may have changed: gone, new, or with another row; equal ones do no
    harm. `reader` already shows `after`. `dedupe_days` and `story_days` are the settings' windows, in days.
    """
    old, new = {a.article_id: a for a in before}, {a.article_id: a for a in after}
    changed = {i for i in old.keys() | new.keys() if old.get(i) != new.get(i)}
    gone, fresh = [old[i] for i in sorted(changed & old.keys())], [new[i] for i in sorted(changed & new.keys())]
    duplicates, origins = _resolve_duplicates(reader, gone, fresh, dedupe_days)
    stories, story_articles = _resolve_stories(reader, gone, fresh, origins, story_days)
    return Resolution(duplicates=duplicates, stories=stories, story_articles=story_articles)


def day_of(article: IndexedArticle) -> dt.date:
    """Return the UTC day of an article's capture."""
    return article.captured_at.astimezone(dt.UTC).date()


def _resolve_duplicates(
    reader: IndexReader, gone: Sequence[IndexedArticle], fresh: Sequence[IndexedArticle], window_days: int
) -> tuple[Delta[Duplicate], dict[str, str]]:
    """Return the change of `duplicates`, and the origin of every article that may have another one now."""
    fresh_ids = {a.article_id for a in fresh}
    moved = fresh_ids | {a.article_id for a in gone}
    linked: set[str] = set()
    if fresh:
        texts = Texts(fresh)
        days = {day_of(article).toordinal() for article in fresh}
        linked |= {i for edge in match(texts, texts, window_days=window_days) for i in (edge.a, edge.b)}
        for day in reader.read_days():
            if any(abs(day.toordinal() - other) <= window_days for other in days):
                others = [article for article in reader.read_day(day) if article.article_id not in fresh_ids]
                linked |= {i for edge in match(texts, Texts(others), window_days=window_days) for i in (edge.a, edge.b)}
    clusters = {row.cluster_id for row in reader.read_duplicates(moved | linked)}
    stored = {row.article_id: row for row in reader.read_clusters(clusters)}
    articles = {article.article_id: article for article in reader.read_articles(linked | stored.keys())}
    edges = find_edges(list(articles.values()), (), window_days=window_days)
    computed = {row.article_id: row for row in build_clusters(list(articles.values()), edges)}
    origins = {i: (computed[i].duplicate_of or i) if i in computed else i for i in fresh_ids | articles.keys()}
    return _compare(stored, computed, {i: day_of(a) for i, a in articles.items()}, moved), origins


def _resolve_stories(
    reader: IndexReader, gone: Sequence[IndexedArticle], fresh: Sequence[IndexedArticle], origins: Mapping[str, str], window_days: int
) -> tuple[Delta[Story], Delta[StoryArticle]]:
    moved = {a.article_id for a in (*gone, *fresh)}
    left = {a.article_id for a in gone} - {a.article_id for a in fresh}
    stored = {row.article_id: row for row in reader.read_story_articles(moved | origins.keys())}
    assigned = _regrow(reader, gone, fresh, stored, window_days)
    touched = {stored[i].story_id for i in moved if i in stored}
    for article_id in (assigned.keys() | origins.keys()) - left:
        row = stored.get(article_id)
        story_id = assigned.get(article_id) or (row.story_id if row else None)
        if row is None or row.story_id != story_id or row.origin_id != origins.get(article_id, row.origin_id) or article_id in moved:
            touched |= {s for s in (story_id, row.story_id if row else None) if s is not None}
    stored = {row.article_id: row for row in reader.read_members(touched)}
    story_of = {i: row.story_id for i, row in stored.items() if i not in left}
    story_of |= {i: s for i, s in assigned.items() if s in touched or i in stored}
    articles = {article.article_id: article for article in reader.read_articles(story_of.keys())}
    computed: dict[str, StoryArticle] = {}
    members: dict[str, list[IndexedArticle]] = defaultdict(list)
    for article_id, story_id in story_of.items():
        origin = origins.get(article_id) or (stored[article_id].origin_id if article_id in stored else article_id)
        computed[article_id] = StoryArticle(story_id=story_id, article_id=article_id, origin_id=origin)
        members[story_id].append(articles[article_id])
    stories = {s: describe_story(s, rows, {row.article_id: computed[row.article_id].origin_id for row in rows}) for s, rows in members.items()}
    story_days = {s: min(day_of(row) for row in rows) for s, rows in members.items()}
    stored_stories = {row.story_id: row for row in reader.read_stories(touched)}
    return (
        _compare(stored_stories, stories, story_days, touched),
        _compare(stored, computed, {i: day_of(articles[i]) for i in computed}, moved),
    )


def _regrow(
    reader: IndexReader, gone: Sequence[IndexedArticle], fresh: Sequence[IndexedArticle], stored: dict[str, StoryArticle], window_days: int
) -> dict[str, str]:
    """Return the story of each article on the days that had to be grown again; `stored` gains what was read of them."""
    changed_days = {day_of(a) for a in (*gone, *fresh)}
    if not changed_days:
        return {}
    first, last = min(changed_days), max(changed_days)
    assigned: dict[str, str] = {}
    window: dict[dt.date, dict[str, list[StoryArticleFeatures]]] = {}
    last_difference = last
    for day in reader.read_days():
        if day < first - dt.timedelta(days=window_days):
            continue
        if day > last and (day - last_difference).days > window_days:
            break
        rows = [read_article(article) for article in reader.read_day(day)]
        known = {row.article_id: row for row in reader.read_story_articles([row.article_id for row in rows])}
        if day < first and known.keys() == {row.article_id for row in rows}:
            story_of = {row.article_id: known[row.article_id].story_id for row in rows}
        else:
            running: dict[str, list[StoryArticleFeatures]] = defaultdict(list)
            for other, groups in window.items():
                if (day - other).days <= window_days:
                    for story, articles in groups.items():
                        running[story] += articles
            story_of = assign_stories(rows, running)
            assigned |= story_of
            stored |= known
            if any(row.article_id not in known or known[row.article_id].story_id != story_of[row.article_id] for row in rows):
                last_difference = max(last_difference, day)
        groups = defaultdict(list)
        for row in rows:
            groups[story_of[row.article_id]].append(row)
        window[day] = groups
    return assigned


def _compare(stored: dict[str, Row], computed: dict[str, Row], days: dict[str, dt.date], moved: Collection[str]) -> Delta[Row]:
    """Return the difference; rows of moved articles are written again even if equal, since their day may be another."""
    deleted = [key for key, row in stored.items() if computed.get(key) != row or key in moved]
    inserted = [(days[key], row) for key, row in computed.items() if stored.get(key) != row or key in moved]
    return Delta(deleted=tuple(sorted(deleted)), inserted=tuple(inserted[i] for i in sorted(range(len(inserted)), key=lambda i: _key(inserted[i][1]))))


def _key(row: Duplicate | Story | StoryArticle) -> str:
    return row.story_id if isinstance(row, Story) else row.article_id
