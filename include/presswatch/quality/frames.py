"""The frames that the gate validates: a day's tables in an in-memory DuckDB, with the checks over several columns computed.

A frame holds only what its expectations look at. This module owns the SQL; it knows nothing of Great Expectations.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb
import pyarrow as pa

from presswatch.model import Table
from presswatch.quality.suite import Expectation, has_article

POSITION = "row_position"


class Day:
    """A day's tables, of which `accept` leaves the good rows visible to the checks of later tables."""

    def __init__(self, tables: Mapping[str, pa.Table]) -> None:
        self._connection = duckdb.connect()
        self._connection.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
        self._names = frozenset(tables)
        for name, rows in tables.items():
            self.accept(name, rows)

    def close(self) -> None:
        """Let the tables go."""
        self._connection.close()

    def accept(self, name: str, rows: pa.Table) -> None:
        """Make `rows` the accepted rows of a table."""
        self._connection.register(name, rows)

    def build_frame(self, table: Table, rows: pa.Table, expectations: Sequence[Expectation]) -> Any:
        """Return a pandas frame with `row_position` and one column for each column or computed check that is looked at."""
        position = pa.array(range(rows.num_rows), pa.int64())
        self._connection.register("_rows", rows.append_column(POSITION, position))
        selected = [f"r.{POSITION}"]
        for name in dict.fromkeys(e.check.column for e in expectations if e.sql is None and e.check.column):
            looked_at = any(e.check.column == name and e.check.expectation != "expect_column_values_to_not_be_null" for e in expectations)
            # Of a column that only has to be there, whether it is there is all that the frame needs to carry.
            selected.append(f"r.{name}" if looked_at else f"CASE WHEN r.{name} IS NOT NULL THEN true END AS {name}")
        selected += [f"coalesce({e.sql}, true) AS {e.check.column}" for e in expectations if e.sql is not None]
        join = f"LEFT JOIN ({self._select_articles()}) AS a ON a.article_id = r.article_id" if has_article(table) else ""
        return self._connection.sql(f"SELECT {', '.join(selected)} FROM _rows AS r {join} ORDER BY r.{POSITION}").df()

    def _select_articles(self) -> str:
        if "articles" in self._names:
            return "SELECT article_id, text, length(text) AS n_chars FROM articles"
        return "SELECT NULL::VARCHAR AS article_id, NULL::VARCHAR AS text, NULL::BIGINT AS n_chars"
