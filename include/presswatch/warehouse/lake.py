"""The lake: DuckLake tables of schema `news`, read at any snapshot and changed by commits of several tables and days.

This module owns opening, reading and committing. What a day's rows are, and which rows of other days they change, is decided
by its callers. One `Lake` belongs to one thread.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Any, Self

import duckdb
import pyarrow as pa

from presswatch.errors import LakeError
from presswatch.model import TABLES, Table
from presswatch.settings import Settings
from presswatch.warehouse import session
from presswatch.warehouse.change import Change, DeleteKeys, DeleteRows, InsertRows, ReplacePartition, ReplaceWhole, conform_rows
from presswatch.warehouse.compaction import list_fragmented, rewrite_partition
from presswatch.warehouse.ddl import plan_tables
from presswatch.warehouse.fingerprint import hash_rows
from presswatch.warehouse.lock import PublishLock
from presswatch.warehouse.views import plan_views

# A partition in more files than this is rewritten by the next commit that changes rows of its table.
MOST_FILES = 16
_ROWS = "_changed_rows"


class Lake:
    """A session on the lake. Use it as a context manager.

    Opened for writing, it creates the catalog, tables and views, or brings them up to date. Read-only, it needs an existing
    lake and refuses every write; `at` (a snapshot id, or a time for the newest snapshot up to then) implies read-only.
    Unqualified names in queries are tables and views of `news`. Raises LakeError when the lake can't be opened.
    """

    def __init__(self, settings: Settings, *, read_only: bool = False, at: int | dt.datetime | None = None) -> None:
        self.settings = settings
        self.read_only = read_only or at is not None
        self._lock = PublishLock(settings)
        self.connection = session.open_session()
        try:
            if self.read_only:
                session.attach_lake(self.connection, settings, read_only=True, at=at)
            else:
                # Two processes that meet a lake not yet there must not both create it.
                with self._lock.hold():
                    session.attach_lake(self.connection, settings, read_only=False)
                    self._bring_up_to_date()
            self._use_schema()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection; a transaction under way is rolled back."""
        self.connection.close()

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the publish lock, for a read that decides what the following commit changes. Raises LockTimeoutError."""
        with self._lock.hold():
            yield

    def read(self, sql: str, params: Sequence[Any] | dict[str, Any] | None = None) -> pa.Table:
        """Return a query's rows. Raises LakeError with DuckDB's message in one line."""
        try:
            return self.connection.execute(sql, params).to_arrow_table()
        except duckdb.Error as error:
            raise LakeError(session.first_line(error)) from None

    def read_wanted(self, sql: str, values: Iterable[str]) -> pa.Table:
        """Return the rows of a query that names the table `_wanted`, whose one column `value` holds `values`, sorted. Raises LakeError."""
        self.connection.register("_wanted", pa.table({"value": pa.array(sorted(values), pa.string())}))
        try:
            return self.read(sql)
        finally:
            self.connection.unregister("_wanted")

    def read_partition(self, table: str, day: dt.date) -> pa.Table:
        """Return a day's rows of a day table, in the schema of its definition."""
        definition = _find_table(table)
        names = ", ".join(f.name for f in definition.fields)
        order = ", ".join(definition.key)
        return self.read(f"SELECT {names} FROM {table} WHERE dt = ? ORDER BY {order}", [day]).cast(definition.arrow_schema)

    def snapshot(self) -> int:
        """Return the id of the snapshot that this session sees."""
        return int(self.read(f"SELECT id FROM {session.ALIAS}.current_snapshot()").column(0)[0].as_py())

    def snapshots(self) -> pa.Table:
        """Return snapshot_id, snapshot_time and commit_message of every snapshot kept, the oldest first."""
        return self.read(f"SELECT snapshot_id, snapshot_time, commit_message FROM {session.ALIAS}.snapshots() ORDER BY snapshot_id")

    def table_hash(self, table: str, exclude: Sequence[str] = ("run_id",)) -> str:
        """Return a hash over a table's content without the columns `exclude`; the order of rows doesn't matter, their number does."""
        names = [f.name for f in _find_table(table).fields if f.name not in exclude]
        return hash_rows(self.connection, f"{session.ALIAS}.{session.SCHEMA}.{table}", names)

    def count_recent(self, day: dt.date, days: int = 7) -> dict[str, list[int]]:
        """Return per day table the numbers of rows on each built day among the `days` before `day`, the newest first."""
        counts: dict[str, list[int]] = {}
        for table in TABLES.values():
            if table.partitioned:
                rows = self.read(
                    f"SELECT count(*) AS n FROM {table.name} WHERE dt >= ? AND dt < ? GROUP BY dt ORDER BY dt DESC", [day - dt.timedelta(days=days), day]
                )
                counts[table.name] = rows.column("n").to_pylist()
        return counts

    def commit(self, changes: Sequence[Change], *, message: str) -> int:
        """Carry out `changes`, in order, in one transaction under the publish lock; return the snapshot id.

        All of it is seen at once or, on any error or crash, none of it. Without an effective change no snapshot is added.
        Raises LakeError (nothing has changed then) and LockTimeoutError.
        """
        if self.read_only:
            raise LakeError("the lake is open read-only")
        prepared = [(change, _prepare_rows(change)) for change in changes]
        with self._lock.hold():
            try:
                with self.transaction(message):
                    for change, rows in prepared:
                        self._apply(change, rows)
                    self._rewrite_fragmented(changes)
            except duckdb.Error as error:
                raise LakeError(f"commit failed, nothing was changed: {session.first_line(error)}") from None
            return self.snapshot()

    @contextmanager
    def transaction(self, message: str) -> Iterator[None]:
        """Commit what the block does on `connection` under a message, or on any error roll it back. Hold the lock around it."""
        self.connection.execute("BEGIN")
        try:
            self.connection.execute(f"CALL {session.ALIAS}.set_commit_message('presswatch', ?)", [message])
            yield
            self.connection.execute("COMMIT")
        except BaseException:
            with suppress(duckdb.Error):  # DuckDB may have given the transaction up already
                self.connection.execute("ROLLBACK")
            raise

    def _rewrite_fragmented(self, changes: Sequence[Change]) -> None:
        """Rewrite the partitions that earlier row by row changes have left in many files."""
        for name in sorted({c.table for c in changes if isinstance(c, (DeleteRows, DeleteKeys, InsertRows))}):
            for day in list_fragmented(self.connection, TABLES[name], MOST_FILES):
                rewrite_partition(self.connection, TABLES[name], day)

    def _apply(self, change: Change, rows: pa.Table | None) -> None:
        name = f"{session.ALIAS}.{session.SCHEMA}.{change.table}"
        table = _find_table(change.table)
        match change:
            case ReplacePartition(dt=day):
                self.connection.execute(f"DELETE FROM {name} WHERE dt = ?", [day])
            case ReplaceWhole():
                if rows is not None and self._holds_same(table, rows):
                    return
                self.connection.execute(f"DELETE FROM {name}")
            case DeleteRows(key_column=column, values=values, dt=day):
                keys = pa.table({column: pa.array(list(values), type=table.arrow_schema.field(column).type)})
                self._delete_keys(name, keys, "" if day is None else f" AND dt = DATE '{day.isoformat()}'")
            case DeleteKeys(keys=keys):
                self._delete_keys(name, keys)
            case InsertRows() if rows is not None:
                self._delete_keys(name, rows.select(list(table.key)))
        if rows is not None and rows.num_rows:
            self.connection.register(_ROWS, rows)
            try:
                self.connection.execute(f"INSERT INTO {name} BY NAME SELECT * FROM {_ROWS}")
            finally:
                self.connection.unregister(_ROWS)

    def _delete_keys(self, name: str, keys: pa.Table, condition: str = "") -> None:
        if not keys.num_rows:
            return
        columns = ", ".join(keys.column_names)
        self.connection.register(_ROWS, keys)
        try:
            self.connection.execute(f"DELETE FROM {name} WHERE ({columns}) IN (SELECT ({columns}) FROM {_ROWS}){condition}")
        finally:
            self.connection.unregister(_ROWS)

    def _holds_same(self, table: Table, rows: pa.Table) -> bool:
        names = [f.name for f in table.fields]
        self.connection.register(_ROWS, rows)
        try:
            return hash_rows(self.connection, _ROWS, names) == self.table_hash(table.name, exclude=())
        finally:
            self.connection.unregister(_ROWS)

    def _bring_up_to_date(self) -> None:
        try:
            for plan, message in ((plan_tables, "create or upgrade tables"), (plan_views, "create or upgrade views")):
                statements = plan(self.connection)
                if statements:
                    with self.transaction(message):
                        for statement in statements:
                            self.connection.execute(statement)
        except duckdb.Error as error:
            raise LakeError(f"the lake's tables can't be created or upgraded: {session.first_line(error)}") from None

    def _use_schema(self) -> None:
        try:
            self.connection.execute(f"USE {session.ALIAS}.{session.SCHEMA}")
        except duckdb.Error:
            raise LakeError(f"there is no schema {session.SCHEMA} in the lake at that snapshot") from None


def _prepare_rows(change: Change) -> pa.Table | None:
    table = _find_table(change.table)
    match change:
        case ReplacePartition(dt=day, rows=rows):
            if not table.partitioned:
                raise LakeError(f"{table.name} has no day partitions: replace it whole")
            return conform_rows(table, rows, day=day)
        case ReplaceWhole(rows=rows) | InsertRows(rows=rows):
            return conform_rows(table, rows)
        case DeleteRows(key_column=column):
            _check_columns(table, [column])
        case DeleteKeys(keys=keys):
            _check_columns(table, keys.column_names)
    return None


def _check_columns(table: Table, names: Sequence[str]) -> None:
    known = {f.name for f in table.fields}
    for name in names:
        if name not in known:
            raise LakeError(f"{table.name}: no column {name} in its definition")


def _find_table(name: str) -> Table:
    table = TABLES.get(name)
    if table is None:
        raise LakeError(f"no table {name} in the lake's definitions")
    return table
