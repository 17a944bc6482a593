"""Compaction: a partition's rows rewritten into one file, in the transaction under way, by plain statements.

Row by row changes leave small files and lists of deleted rows behind, and each costs a reader some milliseconds (on S3, tens of
them). DuckLake's own merge_adjacent_files isn't used: on DuckDB 1.5 it can damage tables (duckdb/ducklake#1195). Here the rows
are read, deleted and inserted again as in any commit, and must hash the same before and after.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter

import duckdb

from presswatch.errors import LakeError
from presswatch.model import Table
from presswatch.warehouse.fingerprint import hash_rows
from presswatch.warehouse.session import ALIAS, SCHEMA, quote

_ROWS = "_compacting"


def list_fragmented(connection: duckdb.DuckDBPyConnection, table: Table, most_files: int) -> list[dt.date | None]:
    """Return the days of a table (None for a whole table) whose committed rows lie in more than `most_files` files.

    A list of deleted rows counts as a file.
    """
    rows = connection.execute(
        f"SELECT data_file, delete_file IS NOT NULL FROM ducklake_list_files('{ALIAS}', {quote(table.name)}, schema => '{SCHEMA}')"
    ).fetchall()
    n_files: Counter[dt.date | None] = Counter()
    for data_file, has_deleted in rows:
        n_files[_read_day(data_file) if table.partitioned else None] += 1 + has_deleted
    return sorted((day for day, n in n_files.items() if n > most_files), key=lambda day: day or dt.date.min)


def rewrite_partition(connection: duckdb.DuckDBPyConnection, table: Table, day: dt.date | None) -> None:
    """Write the rows of a day (None for all of a whole table) anew, in the order of the key.

    Must run inside a transaction. Raises LakeError if the rows afterwards weren't the same; the caller then rolls back.
    """
    name = f"{ALIAS}.{SCHEMA}.{table.name}"
    condition = "" if day is None else f"WHERE dt = DATE '{day.isoformat()}'"
    columns = [f.name for f in table.fields]
    before = hash_rows(connection, f"(FROM {name} {condition})", columns)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {_ROWS} AS SELECT * FROM {name} {condition} ORDER BY {', '.join(table.key)}")
    try:
        connection.execute(f"DELETE FROM {name} {condition}")
        connection.execute(f"INSERT INTO {name} BY NAME SELECT * FROM {_ROWS}")
    finally:
        connection.execute(f"DROP TABLE temp.{_ROWS}")
    if hash_rows(connection, f"(FROM {name} {condition})", columns) != before:
        raise LakeError(f"{table.name}: compaction would have changed its rows; nothing was changed")


def _read_day(data_file: str) -> dt.date:
    """Return the day of a partition's file from its folder, dt=YYYY-MM-DD."""
    return dt.date.fromisoformat(data_file.rpartition("/dt=")[2].partition("/")[0])
