"""Upkeep: compaction that changes no row, expiry, removal of what no snapshot needs."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest
from tests.unit.warehouse.publish_day import replace_day
from tests.unit.warehouse.sample_day import DAY, build_day, change_value

from presswatch.errors import LakeError
from presswatch.model import TABLES
from presswatch.settings import Settings
from presswatch.warehouse import compaction
from presswatch.warehouse import lake as lake_module
from presswatch.warehouse.change import DeleteRows, InsertRows
from presswatch.warehouse.compaction import list_fragmented
from presswatch.warehouse.lake import Lake
from presswatch.warehouse.maintain import MOST_FILES, maintain

_TABLES = ("articles", "mentions", "runs")


def _now(days: int = 0) -> dt.datetime:
    return dt.datetime.now(dt.UTC) + dt.timedelta(days=days)


def _list_fragmented(lake: Lake, table: str) -> list[dt.date | None]:
    return list_fragmented(lake.connection, TABLES[table], MOST_FILES)


def _fragment(lake: Lake) -> None:
    tables = build_day()
    lake.commit(replace_day(tables, DAY, _TABLES), message="day")
    for i in range(MOST_FILES + 3):
        run = change_value(tables["runs"], "run_id", 0, f"again-{i}")
        article = change_value(tables["articles"], "title", i % 3, f"Title {i}").slice(i % 3, 1)
        gone = tables["mentions"]["article_id"].unique()[i].as_py()
        changes = [InsertRows(table="runs", rows=run), InsertRows(table="articles", rows=article), DeleteRows(table="mentions", key_column="article_id", values=(gone,))]
        lake.commit(changes, message=str(i))


def _files(settings: Settings, table: str) -> list[Path]:
    return sorted(Path(settings.data_url).glob(f"*/{table}/**/*.parquet"))


def test_compaction_joins_small_files_and_changes_no_row(home: Settings) -> None:
    with Lake(home) as lake:
        _fragment(lake)
        assert _list_fragmented(lake, "runs") == [None]
        assert _list_fragmented(lake, "articles") == [DAY]
        before = {name: lake.table_hash(name, exclude=()) for name in _TABLES}
        report = maintain(lake, home, _now())
        assert report.rewritten_partitions == 2 and report.expired_snapshots == 0
        assert {name: lake.table_hash(name, exclude=()) for name in _TABLES} == before
        assert _list_fragmented(lake, "runs") == _list_fragmented(lake, "articles") == []
        assert maintain(lake, home, _now()).rewritten_partitions == 0


def test_a_commit_rewrites_a_partition_that_lies_in_many_files(home: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lake_module, "MOST_FILES", 3)
    with Lake(home) as lake:
        _fragment(lake)
        assert list_fragmented(lake.connection, TABLES["runs"], 4) == list_fragmented(lake.connection, TABLES["articles"], 4) == []
        assert lake.read("SELECT count(*) AS n, count(DISTINCT run_id) AS k FROM runs").to_pylist() == [{"n": MOST_FILES + 4, "k": MOST_FILES + 4}]
        titles = lake.read("SELECT title FROM articles ORDER BY captured_at")["title"].to_pylist()
        assert titles[:3] == ["Title 3", "Title 4", "Title 2"] and len(titles) == 6
        assert lake.read("SELECT count(DISTINCT article_id) AS n FROM mentions")["n"][0].as_py() == 1


def test_compaction_that_would_change_a_row_is_given_up(home: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with Lake(home) as lake:
        _fragment(lake)
        snapshot, hashes = lake.snapshot(), iter(range(100))
        monkeypatch.setattr(compaction, "hash_rows", lambda *a: str(next(hashes)))
        with pytest.raises(LakeError, match=r"(articles|runs): compaction would have changed its rows; nothing was changed"):
            maintain(lake, home, _now())
        monkeypatch.undo()
        assert lake.snapshot() == snapshot
        assert _list_fragmented(lake, "articles") == [DAY]


def test_old_snapshots_expire_and_their_files_go(home: Settings) -> None:
    with Lake(home) as lake:
        _fragment(lake)
        before = {name: lake.table_hash(name, exclude=()) for name in _TABLES}
        n_files = len(_files(home, "articles"))
        report = maintain(lake, home, _now(home.keep_snapshots_days + 1))
        assert report.expired_snapshots > MOST_FILES and report.removed_files > 0
        assert len(_files(home, "articles")) < n_files
        assert lake.snapshots().num_rows == 1
        assert {name: lake.table_hash(name, exclude=()) for name in _TABLES} == before
    with Lake(home) as lake:
        assert {name: lake.table_hash(name, exclude=()) for name in _TABLES} == before


def test_young_snapshots_stay(home: Settings) -> None:
    with Lake(home) as lake:
        _fragment(lake)
        first = int(lake.snapshots()["snapshot_id"][3].as_py())
        assert maintain(lake, home, _now(home.keep_snapshots_days - 1)).expired_snapshots == 0
    with Lake(home, at=first) as past:
        assert past.read("SELECT count(*) AS n FROM articles")["n"][0].as_py() == 6


def test_orphans_of_a_crash_go_after_a_day_and_not_before(home: Settings) -> None:
    with Lake(home) as lake:
        lake.commit(replace_day(build_day(), DAY, ("articles",)), message="x")
        (kept,) = _files(home, "articles")
        orphan = kept.with_name("ducklake-orphan.parquet")
        orphan.write_bytes(kept.read_bytes())
        assert maintain(lake, home, _now()).orphaned_files == 0
        assert orphan.exists()
        yesterday = _now(-2).timestamp()
        os.utime(orphan, (yesterday, yesterday))
        report = maintain(lake, home, _now())
        assert report.orphaned_files == 1
        assert not orphan.exists() and kept.exists()
        assert "1 orphaned files removed" in report.describe()
