"""Ad-hoc queries for analysts: one read-only statement over the lake, its errors in one line.

Opening the lake read-only is what keeps it safe; looking at the kind of statement first is what keeps the message clear.
"""

from __future__ import annotations

import datetime as dt
import re

import duckdb
import pyarrow as pa

from presswatch.errors import InputError, LakeError
from presswatch.warehouse.lake import Lake
from presswatch.warehouse.session import first_line

_READING = frozenset({"SELECT", "EXPLAIN", "PRAGMA", "VARIABLE_SET", "SET", "RELATION"})
# Upkeep functions remove files even of a lake that is attached read-only.
_UPKEEP = re.compile(
    r"\b(?:ducklake_)?(?:expire_snapshots|cleanup_old_files|delete_orphaned_files|merge_adjacent_files|rewrite_data_files|flush_inlined_data|add_data_files"
    r"|set_option|set_commit_message|commit)\b\W*\(",
    re.IGNORECASE,
)


def run_query(lake: Lake, sql: str) -> pa.Table:
    """Return the rows of one query. Unqualified names are tables and views of `news`.

    Raises InputError, in one line, when the text isn't one statement, when it would write, and when DuckDB refuses it.
    """
    try:
        statements = duckdb.extract_statements(sql)
    except duckdb.Error as error:
        raise InputError(_explain(error)) from None
    if len(statements) != 1:
        raise InputError("no query" if not statements else f"{len(statements)} statements, but one query at a time is run")
    kind = statements[0].type.name
    if kind not in _READING:
        raise InputError(f"the lake is read-only here, {kind.replace('_', ' ')} is refused")
    upkeep = _UPKEEP.search(sql)
    if upkeep:
        raise InputError(f"the lake is read-only here, {upkeep.group().rstrip(' (')} is refused")
    if not lake.read_only:
        raise LakeError("queries are run on a lake that is opened read-only")
    try:
        return lake.connection.execute(sql).to_arrow_table()
    except duckdb.Error as error:
        raise InputError(_explain(error)) from None


def parse_snapshot(text: str) -> int | dt.datetime:
    """Return a snapshot id, or an ISO 8601 time (UTC where it names no zone). Raises InputError."""
    if text.strip().isdecimal():
        return int(text)
    try:
        moment = dt.datetime.fromisoformat(text.strip())
    except ValueError:
        raise InputError(f"{text!r} is neither a snapshot id nor a time such as 2024-11-20T12:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _explain(error: duckdb.Error) -> str:
    """Return DuckDB's message in one line, with its suggestion and the place in the query but without the drawing of it."""
    if "read-only mode" in str(error):
        return "the lake is read-only here, the statement would write"
    lines = [first_line(error)]
    for line in str(error).splitlines()[1:]:
        if line.startswith(("Did you mean", "Candidate bindings")):
            lines.append(line.strip())
        elif line.startswith("LINE "):
            lines.append("at: " + line.partition(": ")[2].strip())
    return "; ".join(lines)
