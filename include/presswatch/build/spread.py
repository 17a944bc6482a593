"""What a day changes in the tables that span days: duplicates, stories, story_articles.

Lends the rules of `dedupe.resolve` the lake's index with the days to publish already in place, and turns their answer into changes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any, TypeVar

import pyarrow as pa

from presswatch.build.reconcile import list_days
from presswatch.dedupe.resolve import Delta, Resolution, resolve
from presswatch.model import TABLES, Duplicate, IndexedArticle, Story, StoryArticle
from presswatch.settings import Settings
from presswatch.warehouse.change import Change, DeleteRows, InsertRows
from presswatch.warehouse.lake import Lake

Row = TypeVar("Row", IndexedArticle, Duplicate, Story, StoryArticle)
Days = Mapping[dt.date, Mapping[str, pa.Table]]
_NOW, _THEN = "_index_now", "_index_then"


class LakeIndex:
    """The article index as it will be once `days` are published, and the rows stored so far. One row per article: its first capture."""

    def __init__(self, lake: Lake, days: Days) -> None:
        self._lake = lake
        definition = TABLES["article_index"]
        names = ", ".join(definition.record_schema.names)
        listed = list_days(days)
        fresh = [t["article_index"].append_column("dt", pa.array([day] * t["article_index"].num_rows, pa.date32())) for day, t in days.items()]
        lake.connection.register("_index_fresh", pa.concat_tables(fresh))
        lake.connection.execute(f"CREATE OR REPLACE TEMP VIEW {_THEN} AS SELECT {names}, dt FROM article_index")
        lake.connection.execute(
            f"CREATE OR REPLACE TEMP VIEW {_NOW} AS SELECT {names}, dt FROM article_index WHERE dt NOT IN ({listed})"
            f" UNION ALL SELECT {names}, dt FROM _index_fresh"
        )
        self._changed = {
            row["article_id"]
            for row in lake.read(f"SELECT article_id FROM article_index WHERE dt IN ({listed}) UNION SELECT article_id FROM _index_fresh").to_pylist()
        }

    def close(self) -> None:
        """Drop what was registered on the lake's connection."""
        for view in (_NOW, _THEN):
            self._lake.connection.execute(f"DROP VIEW IF EXISTS {view}")
        self._lake.connection.unregister("_index_fresh")

    def before(self) -> list[IndexedArticle]:
        """Return the articles of the days as they were, wherever they belonged."""
        return self._read_first(_THEN, self._changed)

    def after(self) -> list[IndexedArticle]:
        """Return the articles of the days as they will be, wherever they belong."""
        return self._read_first(_NOW, self._changed)

    def read_days(self) -> list[dt.date]:
        """Return the days that have articles, ascending."""
        return [row["dt"] for row in self._lake.read(f"SELECT DISTINCT dt FROM {_NOW} ORDER BY dt").to_pylist()]

    def read_day(self, day: dt.date) -> list[IndexedArticle]:
        """Return the articles first captured on a day."""
        rows = self._lake.read(
            f"SELECT * EXCLUDE (dt) FROM {_NOW} AS mine WHERE dt = ? AND NOT EXISTS"
            f" (SELECT 1 FROM {_NOW} AS other WHERE other.article_id = mine.article_id AND other.captured_at < mine.captured_at) ORDER BY article_id",
            [day],
        )
        return [_make(IndexedArticle, row) for row in rows.to_pylist()]

    def read_articles(self, article_ids: Collection[str]) -> list[IndexedArticle]:
        """Return articles by id."""
        return self._read_first(_NOW, article_ids)

    def read_duplicates(self, article_ids: Collection[str]) -> list[Duplicate]:
        """Return stored rows by article."""
        return self._read_stored(Duplicate, "duplicates", "article_id", article_ids)

    def read_clusters(self, cluster_ids: Collection[str]) -> list[Duplicate]:
        """Return stored rows by cluster."""
        return self._read_stored(Duplicate, "duplicates", "cluster_id", cluster_ids)

    def read_story_articles(self, article_ids: Collection[str]) -> list[StoryArticle]:
        """Return stored rows by article."""
        return self._read_stored(StoryArticle, "story_articles", "article_id", article_ids)

    def read_members(self, story_ids: Collection[str]) -> list[StoryArticle]:
        """Return stored rows by story."""
        return self._read_stored(StoryArticle, "story_articles", "story_id", story_ids)

    def read_stories(self, story_ids: Collection[str]) -> list[Story]:
        """Return stored rows by story."""
        return self._read_stored(Story, "stories", "story_id", story_ids)

    def _read_first(self, view: str, article_ids: Collection[str]) -> list[IndexedArticle]:
        rows = self._read_by(f"SELECT * EXCLUDE (dt) FROM {view}", "article_id", article_ids, "QUALIFY row_number() OVER (PARTITION BY article_id ORDER BY captured_at) = 1")
        return [_make(IndexedArticle, row) for row in rows]

    def _read_stored(self, record: type[Row], table: str, column: str, ids: Collection[str]) -> list[Row]:
        names = ", ".join(TABLES[table].record_schema.names)
        return [_make(record, row) for row in self._read_by(f"SELECT {names} FROM {table}", column, ids, "")]

    def _read_by(self, select: str, column: str, ids: Collection[str], more: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self._lake.read_wanted(f"{select} WHERE {column} IN (SELECT value FROM _wanted) {more} ORDER BY {column}", ids).to_pylist()
        return rows


def resolve_days(lake: Lake, settings: Settings, days: Days) -> Resolution:
    """Return all that the publishing of `days` changes in duplicates, stories and story_articles, on whatever day."""
    index = LakeIndex(lake, days)
    try:
        return resolve(index, index.before(), index.after(), dedupe_days=settings.dedupe_window_days, story_days=settings.story_window_days)
    finally:
        index.close()


def turn_resolution(found: Resolution, stamps: Mapping[str, str]) -> list[Change]:
    """Return a resolution as changes to the lake."""
    return [
        *_turn("duplicates", "article_id", found.duplicates, stamps),
        *_turn("stories", "story_id", found.stories, stamps),
        *_turn("story_articles", "article_id", found.story_articles, stamps),
    ]


def _turn(name: str, key: str, delta: Delta[Any], stamps: Mapping[str, str]) -> list[Change]:
    table = TABLES[name]
    changes: list[Change] = [DeleteRows(table=name, key_column=key, values=delta.deleted)] if delta.deleted else []
    by_day: dict[dt.date, list[Any]] = {}
    for day, row in delta.inserted:
        by_day.setdefault(day, []).append(row)
    parts = [table.stamp(table.to_arrow(rows), dt=day, **stamps) for day, rows in sorted(by_day.items())]
    if parts:
        changes.append(InsertRows(table=name, rows=pa.concat_tables(parts)))
    return changes


def _make(record: type[Row], row: Mapping[str, Any]) -> Row:
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in row.items()}
    return record(**values)
