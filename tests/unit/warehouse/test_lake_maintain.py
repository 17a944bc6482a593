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
from presswatch.warehouse.change import DeleteRows, InsertRows
from presswatch.warehouse.lake import Lake
from presswatch.warehouse.maintain import MOST_FILES, list_fragmented, maintain

_TABLES = ("articles", "mentions", "runs")


def _now(days: int = 0) -> dt.datetime:
    return dt.datetime.now(dt.UTC) + dt.timedelta(days=days)


def _fragment(lake: Lake) -> None:
    tables = build_day()
    lake.commit(replace_day(tables, DAY, _TABLES), message="day")
    for i in range(MOST_FILES + 1):
        run = change_value(tables["runs"], "run_id", 0, f"run-{i}")
        article = tables["articles"]["article_id"][i % 3].as_py()
        lake.commit([InsertRows(table="runs", rows=run), DeleteRows(table="mentions", key_column="article_id", values=(article,))], message=str(i))


def _files(settings: Settings, table: str) -> list[Path]:
    return sorted(Path(settings.data_url).glob(f"*/{table}/**/*.parquet"))


def test_compaction_joins_small_files_and_changes_no_row(home: Settings) -> None:
    with Lake(home) as lake:
        _fragment(lake)
        assert list_fragmented(lake, TABLES["runs"]) == [None]
        assert list_fragmented(lake, TABLES["mentions"]) == [DAY]
        before = {name: lake.table_hash(name, exclude=()) for name in _TABLES}
        report = maintain(lake, home, _now())
        assert report.rewritten_partitions == 2 and report.expired_snapshots == 0
        assert {name: lake.table_hash(name, exclude=()) for name in _TABLES} == before
        assert list_fragmented(lake, TABLES["runs"]) == list_fragmented(lake, TABLES["mentions"]) == []
        assert maintain(lake, home, _now()).rewritten_partitions == 0


def test_compaction_that_would_change_a_row_is_given_up(home: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with Lake(home) as lake:
        _fragment(lake)
        snapshot, hashes = lake.snapshot(), iter(range(100))
        monkeypatch.setattr(lake, "table_hash", lambda *a, **k: str(next(hashes)))
        with pytest.raises(LakeError, match="mentions: compaction would have changed its rows; nothing was changed"):
            maintain(lake, home, _now())
        monkeypatch.undo()
        assert lake.snapshot() == snapshot
        assert list_fragmented(lake, TABLES["mentions"]) == [DAY]


def test_old_snapshots_expire_and_their_files_go(home: Settings) -> None:
    with Lake(home) as lake:
        _fragment(lake)
        before = {name: lake.table_hash(name, exclude=()) for name in _TABLES}
        n_files = len(_files(home, "mentions"))
        report = maintain(lake, home, _now(home.keep_snapshots_days + 1))
        assert report.expired_snapshots > MOST_FILES and report.removed_files > 0
        assert len(_files(home, "mentions")) < n_files
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
