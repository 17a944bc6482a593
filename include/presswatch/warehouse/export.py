"""The analyst file: the whole lake as one plain DuckDB file, with full-text search, replaced in one step.

DuckLake's tables can't carry a full-text index, and one open DuckDB file can't be read while it is written: so each export is
a new file, written beside the old one, which takes its name when it is complete. Readers of the old one keep it.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from presswatch.errors import LakeError
from presswatch.model import TABLES
from presswatch.warehouse.lake import Lake
from presswatch.warehouse.session import ALIAS, SCHEMA, find_extension, first_line, load_extension, quote
from presswatch.warehouse.views import create_views

# What the builds keep for themselves: sketches of texts, and what each day by itself says of a URL.
INTERNAL_TABLES = frozenset({"article_index", "discovery_log"})
_FILE = "analyst"
_A_DAY = 86_400
# Letters and digits of any script are words: the extension's own default drops everything but a to z.
_NOT_A_WORD = r"[^\p{L}\p{N}]+"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportReport:
    """What was exported: the file, the snapshot, its rows by table, and whether articles can be searched."""

    path: Path
    snapshot_id: int
    counts: dict[str, int]
    has_search: bool


def export_analyst_file(lake: Lake, path: Path) -> ExportReport:
    """Write all tables and views into a DuckDB file at `path` (schema main), as of one snapshot; needs no extension to read.

    Where the `fts` extension loads, `fts_main_articles.match_bm25(article_id, 'words')` ranks articles by title, subtitle and
    text. Raises LakeError; the old file stays then.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    making = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    _remove_abandoned(path)
    _remove(making)
    try:
        with _attach_file(lake, making):
            snapshot_id, counts = _copy_tables(lake)
            has_search = _index_articles(lake)
            lake.connection.execute(f"CHECKPOINT {_FILE}")
        making.replace(path)
    except duckdb.Error as error:
        raise LakeError(f"{path} can't be written: {first_line(error)}") from None
    finally:
        _remove(making)
    return ExportReport(path=path, snapshot_id=snapshot_id, counts=counts, has_search=has_search)


@contextlib.contextmanager
def _attach_file(lake: Lake, path: Path) -> Iterator[None]:
    lake.connection.execute(f"ATTACH {quote(str(path))} AS {_FILE}")
    try:
        yield
    finally:
        with contextlib.suppress(duckdb.Error):
            lake.connection.execute("ROLLBACK")
        lake.connection.execute(f"USE {ALIAS}.{SCHEMA}")
        lake.connection.execute(f"DETACH {_FILE}")


def _copy_tables(lake: Lake) -> tuple[int, dict[str, int]]:
    """Copy all tables in one transaction, so that they belong together; return the snapshot and the rows by table."""
    connection, schema = lake.connection, f"{_FILE}.main"
    counts: dict[str, int] = {}
    connection.execute("BEGIN")
    snapshot_id = lake.snapshot()
    for table in TABLES.values():
        if table.name in INTERNAL_TABLES:
            continue
        columns = ", ".join(f"{f.name} {f.duckdb_type}" for f in table.fields)
        names = ", ".join(f.name for f in table.fields)
        order = ", ".join(dict.fromkeys(["dt", *table.key] if table.partitioned else table.key))
        connection.execute(f"CREATE TABLE {schema}.{table.name} ({columns})")
        copied = connection.execute(f"INSERT INTO {schema}.{table.name} SELECT {names} FROM {ALIAS}.{SCHEMA}.{table.name} ORDER BY {order}").fetchall()
        counts[table.name] = int(copied[0][0])
        connection.execute(f"COMMENT ON TABLE {schema}.{table.name} IS {quote(table.description)}")
        for field in table.fields:
            connection.execute(f"COMMENT ON COLUMN {schema}.{table.name}.{field.name} IS {quote(field.column.description)}")
    connection.execute(
        f"CREATE TABLE {schema}.export_info AS SELECT snapshot_id, snapshot_time FROM {ALIAS}.snapshots() WHERE snapshot_id = ?", [snapshot_id]
    )
    connection.execute(f"COMMENT ON TABLE {schema}.export_info IS 'The snapshot of the lake that this file holds.'")
    connection.execute(f"USE {schema}")
    for statement in create_views(schema):
        connection.execute(statement)
    connection.execute("COMMIT")
    return snapshot_id, counts


def _index_articles(lake: Lake) -> bool:
    try:
        if find_extension("fts") is None:
            return False
        load_extension(lake.connection, "fts")
    except LakeError:
        return False
    lake.connection.execute(
        f"PRAGMA create_fts_index('articles', 'article_id', 'title', 'subtitle', 'text', stemmer = 'english', stopwords = 'english',"
        f" ignore = {quote(_NOT_A_WORD)}, strip_accents = 1, lower = 1, overwrite = 1)"
    )
    return True


def _remove_abandoned(path: Path) -> None:
    """Remove what exports left behind that were killed more than a day ago."""
    for name in path.parent.glob(f".{path.name}.*.tmp*"):
        with contextlib.suppress(OSError):
            if time.time() - name.stat().st_mtime > _A_DAY:
                name.unlink()


def _remove(path: Path) -> None:
    for name in (path, path.with_name(path.name + ".wal")):
        name.unlink(missing_ok=True)
