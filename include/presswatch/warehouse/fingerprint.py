"""Content hashes of tables, independent of the order of rows: what "identical" means for a rebuilt or compacted table."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import duckdb


def hash_rows(connection: duckdb.DuckDBPyConnection, source: str, columns: Sequence[str]) -> str:
    """Return the hash over the rows of `source` (a table's name in SQL): 64 hex digits.

    Each row's JSON is hashed to 128 bits and the hashes are added up, so the order of rows has no part in it, equal rows do
    not cancel out, and memory stays bounded. The session's time zone must be UTC.
    """
    names = ", ".join(f'"{name}"' for name in columns)
    row = connection.execute(
        f"SELECT count(*), sum(md5_number_lower(j)::HUGEINT), sum(md5_number_upper(j)::HUGEINT)"
        f" FROM (SELECT to_json(t)::VARCHAR AS j FROM (SELECT {names} FROM {source}) AS t)"
    ).fetchall()[0]
    return hashlib.sha256("|".join([*columns, *(str(value or 0) for value in row)]).encode()).hexdigest()
