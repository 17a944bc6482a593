"""Upkeep of the lake: small files joined, old snapshots expired, files removed that no snapshot needs.

Compaction is our own: a partition's rows are deleted and inserted again by the same plain statements as any commit, and the
transaction is given up unless the table's content hash is the same before and after. DuckLake's merge_adjacent_files isn't
used: on DuckDB 1.5 it can damage tables (duckdb/ducklake#1195).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

import duckdb

from presswatch.errors import LakeError
from presswatch.model import TABLES, Table
from presswatch.settings import Settings
from presswatch.warehouse.lake import Lake
from presswatch.warehouse.session import ALIAS, SCHEMA, first_line

# A partition with more files than this is read noticeably slower than with one.
MOST_FILES = 4
# How long a file stays that no kept snapshot needs: longer than any reader holds on to an expired one.
GRACE = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class MaintenanceReport:
    """What upkeep did, in numbers."""

    rewritten_partitions: int
    expired_snapshots: int
    removed_files: int
    orphaned_files: int

    def describe(self) -> str:
        """Return it as one line."""
        return (
            f"{self.rewritten_partitions} partitions rewritten into fewer files, {self.expired_snapshots} snapshots expired,"
            f" {self.removed_files} files of expired snapshots and {self.orphaned_files} orphaned files removed"
        )


def maintain(lake: Lake, settings: Settings, now: dt.datetime) -> MaintenanceReport:
    """Compact, expire snapshots older than `keep_snapshots_days`, and remove files unneeded for longer than a day.

    Files that a crashed commit left behind are removed here and nowhere else. `now` is UTC. Holds the publish lock. Raises
    LakeError (nothing is lost then) and LockTimeout.
    """
    with lake.lock():
        try:
            rewritten = sum(_compact_table(lake, table) for table in TABLES.values())
            expired = _call(lake, "ducklake_expire_snapshots", now - dt.timedelta(days=settings.keep_snapshots_days))
            removed = _call(lake, "ducklake_cleanup_old_files", now - GRACE)
            orphaned = _call(lake, "ducklake_delete_orphaned_files", now - GRACE)
        except duckdb.Error as error:
            raise LakeError(f"upkeep of the lake failed: {first_line(error)}") from None
    return MaintenanceReport(rewritten_partitions=rewritten, expired_snapshots=expired, removed_files=removed, orphaned_files=orphaned)


def list_fragmented(lake: Lake, table: Table) -> list[dt.date | None]:
    """Return the days of a table (None for a whole table) whose rows lie in too many files or have been deleted in part."""
    rows = lake.read(f"SELECT data_file, delete_file FROM ducklake_list_files('{ALIAS}', '{table.name}', schema => '{SCHEMA}')").to_pylist()
    n_files: Counter[dt.date | None] = Counter()
    for row in rows:
        day = _read_day(row["data_file"]) if table.partitioned else None
        n_files[day] += 1 if row["delete_file"] is None else MOST_FILES + 1
    return sorted((day for day, n in n_files.items() if n > MOST_FILES), key=lambda day: day or dt.date.min)


def _compact_table(lake: Lake, table: Table) -> int:
    days = list_fragmented(lake, table)
    if not days:
        return 0
    name, connection = f"{ALIAS}.{SCHEMA}.{table.name}", lake.connection
    before = lake.table_hash(table.name, exclude=())
    connection.execute("BEGIN")
    try:
        connection.execute(f"CALL {ALIAS}.set_commit_message('presswatch', ?)", [f"compact {table.name}"])
        for day in days:
            condition, values = ("", []) if day is None else ("WHERE dt = ?", [day])
            connection.execute(f"CREATE OR REPLACE TEMP TABLE _compacting AS SELECT * FROM {name} {condition} ORDER BY {', '.join(table.key)}", values)
            connection.execute(f"DELETE FROM {name} {condition}", values)
            connection.execute(f"INSERT INTO {name} BY NAME SELECT * FROM _compacting")
        if lake.table_hash(table.name, exclude=()) != before:
            raise LakeError(f"{table.name}: compaction would have changed its rows; nothing was changed")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    finally:
        connection.execute("DROP TABLE IF EXISTS temp._compacting")
    return len(days)


def _read_day(data_file: str) -> dt.date:
    """Return the day of a partition's file from its folder, dt=YYYY-MM-DD."""
    return dt.date.fromisoformat(data_file.rpartition("/dt=")[2].partition("/")[0])


def _call(lake: Lake, function: str, older_than: dt.datetime) -> int:
    return len(lake.connection.execute(f"FROM {function}('{ALIAS}', older_than => ?::TIMESTAMPTZ)", [older_than]).fetchall())
