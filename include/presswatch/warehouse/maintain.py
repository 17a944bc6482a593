"""Upkeep of the lake: small files joined, old snapshots expired, files removed that no snapshot needs."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import duckdb

from presswatch.errors import LakeError
from presswatch.model import TABLES
from presswatch.settings import Settings
from presswatch.warehouse.compaction import list_fragmented, rewrite_partition
from presswatch.warehouse.lake import Lake
from presswatch.warehouse.session import ALIAS, first_line

# What upkeep leaves alone: one file, with one list of deleted rows or another small file beside it.
MOST_FILES = 2
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
    LakeError (nothing is lost then) and LockTimeoutError.
    """
    with lake.lock():
        try:
            rewritten = _compact(lake)
            expired = _call(lake, "ducklake_expire_snapshots", now - dt.timedelta(days=settings.keep_snapshots_days))
            removed = _call(lake, "ducklake_cleanup_old_files", now - GRACE)
            orphaned = _call(lake, "ducklake_delete_orphaned_files", now - GRACE)
        except duckdb.Error as error:
            raise LakeError(f"upkeep of the lake failed: {first_line(error)}") from None
    return MaintenanceReport(rewritten_partitions=rewritten, expired_snapshots=expired, removed_files=removed, orphaned_files=orphaned)


def _compact(lake: Lake) -> int:
    n_rewritten = 0
    for table in TABLES.values():
        days = list_fragmented(lake.connection, table, MOST_FILES)
        if days:
            with lake.transaction(f"compact {table.name}"):
                for day in days:
                    rewrite_partition(lake.connection, table, day)
            n_rewritten += len(days)
    return n_rewritten


def _call(lake: Lake, function: str, older_than: dt.datetime) -> int:
    return len(lake.connection.execute(f"FROM {function}('{ALIAS}', older_than => ?::TIMESTAMPTZ)", [older_than]).fetchall())
