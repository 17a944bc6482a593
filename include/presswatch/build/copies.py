"""Duplicates and stories across days: the step of `dedupe.resolve`, read from the lake and handed back as changes.

Owns the queries. The index as it will be is the lake's `article_index` with the days to publish in place of the old ones; an
article captured on several days counts with its first capture.
"""
# ruff: noqa: S608 - names of tables and columns come from our own definitions, never from a user

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

import pyarrow as pa

from presswatch.dedupe.resolve import Delta, resolve
from presswatch.model import TABLES, Duplicate, IndexedArticle, Story, StoryArticle
from presswatch.settings import Settings
from presswatch.warehouse.change import Change, DeleteRows, InsertRows
from presswatch.warehouse.lake import Lake

Days = Mapping[dt.date, Mapping[str, pa.Table]]
Record = TypeVar("Record")

_INDEX = ", ".join(TABLES["article_index"].record_schema.names)


def resolve_copies(lake: Lake, settings: Settings, days: Days, stamps: Mapping[str, str]) -> list[Change]:
    """Return the changes to `duplicates`, `stories` and `story_articles`, on all days, once `days` take their place in the lake."""
    with _index_as_it_will_be(lake, days) as reader:
        ids = reader.read_concerned_ids()
        resolution = resolve(
            reader,
            reader.read_stored(ids),
            reader.read_articles(ids),
            dedupe_days=settings.dedupe_window_days,
            story_days=settings.story_window_days,
        )
    deltas: dict[str, Delta[Any]] = {
        "duplicates": resolution.duplicates,
        "stories": resolution.stories,
        "story_articles": resolution.story_articles,
    }
    return [change for name, delta in deltas.items() for change in _make_changes(name, delta, stamps)]


class LakeReader:
    """The `IndexReader` of `dedupe.resolve` over a lake."""

    def __init__(self, lake: Lake) -> None:
        self.lake = lake

    def read_concerned_ids(self) -> set[str]:
        """Return the articles that the days to publish hold now or held before."""
        rows = self.lake.read(
            "SELECT DISTINCT article_id FROM _new_index"
            " UNION SELECT DISTINCT article_id FROM article_index WHERE dt IN (SELECT dt FROM _published_days)"
        )
        return set(rows.column(0).to_pylist())

    def read_stored(self, article_ids: Collection[str]) -> list[IndexedArticle]:
        """Return articles by id as the lake still has them."""
        return self._read_index("article_index", article_ids)

    def read_days(self) -> Sequence[dt.date]:
        """Return the days that have articles in the index, ascending."""
        return self.lake.read("SELECT DISTINCT dt FROM _index ORDER BY dt").column(0).to_pylist()  # type: ignore[no-any-return]

    def read_day(self, day: dt.date) -> Sequence[IndexedArticle]:
        """Return the articles first captured on a day."""
        rows = self.lake.read(
            f"SELECT {_INDEX} FROM _index AS r WHERE dt = ? AND NOT EXISTS ("
            "SELECT 1 FROM _index AS p WHERE p.article_id = r.article_id AND p.captured_at < r.captured_at) ORDER BY article_id",
            [day],
        )
        return [IndexedArticle(**row) for row in rows.to_pylist()]

    def read_articles(self, article_ids: Collection[str]) -> Sequence[IndexedArticle]:
        """Return articles by id."""
        return self._read_index("_index", article_ids)

    def read_duplicates(self, article_ids: Collection[str]) -> Sequence[Duplicate]:
        """Return stored rows by article."""
        return self._read_rows(Duplicate, "article_id", article_ids)

    def read_clusters(self, cluster_ids: Collection[str]) -> Sequence[Duplicate]:
        """Return stored rows by cluster."""
        return self._read_rows(Duplicate, "cluster_id", cluster_ids)

    def read_story_articles(self, article_ids: Collection[str]) -> Sequence[StoryArticle]:
        """Return stored rows by article."""
        return self._read_rows(StoryArticle, "article_id", article_ids)

    def read_members(self, story_ids: Collection[str]) -> Sequence[StoryArticle]:
        """Return stored rows by story."""
        return self._read_rows(StoryArticle, "story_id", story_ids)

    def read_stories(self, story_ids: Collection[str]) -> Sequence[Story]:
        """Return stored rows by story."""
        return self._read_rows(Story, "story_id", story_ids)

    def _read_index(self, source: str, article_ids: Collection[str]) -> list[IndexedArticle]:
        with self._wanted(article_ids):
            rows = self.lake.read(
                f"SELECT {_INDEX} FROM {source} WHERE article_id IN (SELECT value FROM _wanted)"
                " QUALIFY row_number() OVER (PARTITION BY article_id ORDER BY captured_at) = 1 ORDER BY article_id"
            )
        return [IndexedArticle(**row) for row in rows.to_pylist()]

    def _read_rows(self, record: type[Record], column: str, values: Collection[str]) -> list[Record]:
        table = record.TABLE  # type: ignore[attr-defined]
        with self._wanted(values):
            rows = self.lake.read(
                f"SELECT {', '.join(table.record_schema.names)} FROM {table.name} WHERE {column} IN (SELECT value FROM _wanted)"
            )
        lists = [field.name for field in table.record_schema if pa.types.is_list(field.type)]
        return [record(**row | {name: tuple(row[name] or ()) for name in lists}) for row in rows.to_pylist()]

    @contextmanager
    def _wanted(self, values: Collection[str]) -> Iterator[None]:
        self.lake.connection.register("_wanted", pa.table({"value": pa.array(sorted(values), pa.string())}))
        try:
            yield
        finally:
            self.lake.connection.unregister("_wanted")


@contextmanager
def _index_as_it_will_be(lake: Lake, days: Days) -> Iterator[LakeReader]:
    names = [*TABLES["article_index"].record_schema.names, "dt"]
    stamp = TABLES["article_index"].stamp
    new = pa.concat_tables([stamp(t["article_index"], dt=day, run_id="", code_version="").select(names) for day, t in days.items()])
    lake.connection.register("_new_index", new)
    lake.connection.register("_published_days", pa.table({"dt": pa.array(sorted(days), pa.date32())}))
    columns = ", ".join(names)
    lake.connection.execute(
        f"CREATE OR REPLACE TEMP VIEW _index AS SELECT {columns} FROM _new_index"
        f" UNION ALL SELECT {columns} FROM article_index WHERE dt NOT IN ({', '.join(f'DATE {chr(39)}{day}{chr(39)}' for day in days)})"
    )
    try:
        yield LakeReader(lake)
    finally:
        lake.connection.execute("DROP VIEW IF EXISTS temp._index")
        lake.connection.unregister("_new_index")
        lake.connection.unregister("_published_days")


def _make_changes(name: str, delta: Delta[Any], stamps: Mapping[str, str]) -> Iterator[Change]:
    table = TABLES[name]
    if delta.deleted:
        yield DeleteRows(table=name, key_column=table.key[0], values=delta.deleted)
    by_day: dict[dt.date, list[Any]] = {}
    for day, row in delta.inserted:
        by_day.setdefault(day, []).append(row)
    if by_day:
        parts = [table.stamp(table.to_arrow(rows), dt=day, **stamps) for day, rows in sorted(by_day.items())]
        yield InsertRows(table=name, rows=pa.concat_tables(parts))
