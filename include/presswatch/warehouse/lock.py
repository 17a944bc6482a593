"""The publish lock: one publisher at a time, whatever the catalog.

An SQLite catalog is guarded by a lock file beside it, a Postgres catalog by an advisory lock in that database. Both are let go
by the operating system or the server when their holder dies, so a killed publisher blocks nobody. DuckLake's own conflict
checks would keep the data right without it, but four writers at once fail about half of their commits.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
from filelock import FileLock, Timeout

from presswatch.errors import LakeError, LockTimeoutError
from presswatch.settings import Settings
from presswatch.warehouse.session import first_line, is_postgres, load_extension, open_session, postgres_dsn, quote

# Any fixed number will do: advisory locks are counted per database, and the database is the lake's own catalog.
_ADVISORY_KEY = 7_372_077_347


class PublishLock:
    """The lock of one lake, held by one thread; taking it again while it is held costs nothing."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._depth = 0

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Hold the lock. Raises LockTimeoutError when another publisher keeps it for longer than `lock_timeout` seconds."""
        if self._depth:
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
            return
        with _hold_advisory_lock(self._settings) if is_postgres(self._settings) else _hold_file_lock(self._settings):
            self._depth = 1
            try:
                yield
            finally:
                self._depth = 0


@contextmanager
def _hold_file_lock(settings: Settings) -> Iterator[None]:
    path = Path(settings.catalog_url).resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    guard = FileLock(str(path) + ".lock", timeout=settings.lock_timeout)
    try:
        guard.acquire()
    except Timeout:
        raise LockTimeoutError(_describe_timeout(settings, f"{path}.lock")) from None
    except OSError as error:
        raise LakeError(f"the publish lock {path}.lock can't be taken: {error.strerror or error}") from None
    try:
        yield
    finally:
        guard.release()


@contextmanager
def _hold_advisory_lock(settings: Settings) -> Iterator[None]:
    connection = open_session()
    try:
        load_extension(connection, "postgres_scanner")
        try:
            connection.execute(f"ATTACH {quote(postgres_dsn(settings))} AS guard (TYPE postgres)")
            connection.execute("BEGIN")
            _ask(connection, f"SELECT set_config('lock_timeout', '{max(1, int(settings.lock_timeout * 1000))}ms', true)")
            _ask(connection, f"SELECT pg_advisory_xact_lock({_ADVISORY_KEY})::text")
        except duckdb.Error as error:
            if "lock timeout" in str(error):
                raise LockTimeoutError(_describe_timeout(settings, "the Postgres catalog")) from None
            raise LakeError(f"the publish lock in the Postgres catalog can't be taken: {first_line(error)}") from None
        yield
    finally:
        connection.close()


def _ask(connection: duckdb.DuckDBPyConnection, statement: str) -> None:
    connection.execute("SELECT * FROM postgres_query('guard', ?)", [statement]).fetchall()


def _describe_timeout(settings: Settings, place: str) -> str:
    return f"another publisher has held {place} for {settings.lock_timeout:g} s; try again, or raise PRESSWATCH_LOCK_TIMEOUT"
