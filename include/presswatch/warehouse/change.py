"""Changes to the lake: what a commit replaces, deletes and adds. Plain records; `Lake.commit` carries them out."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from presswatch.errors import LakeError
from presswatch.model import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplacePartition:
    """All rows of a day table for one day give way to `rows`; no rows empties the day."""

    table: str
    dt: datetime.date
    rows: pa.Table


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplaceWhole:
    """All rows of a table give way to `rows`. Where they are the same already, nothing is written."""

    table: str
    rows: pa.Table


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteRows:
    """Rows go whose `key_column` holds one of `values`, on any day or on the day `dt` only."""

    table: str
    key_column: str
    values: tuple[Any, ...]
    dt: datetime.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteKeys:
    """Rows go whose values in the columns of `keys` stand together in one of its rows, on any day."""

    table: str
    keys: pa.Table


@dataclass(frozen=True, slots=True, kw_only=True)
class InsertRows:
    """`rows` are added; a row with the same key, on whatever day, gives way. So the same rows twice stay the same rows."""

    table: str
    rows: pa.Table


Change = ReplacePartition | ReplaceWhole | DeleteRows | DeleteKeys | InsertRows


def conform_rows(table: Table, rows: pa.Table, *, day: datetime.date | None = None) -> pa.Table:
    """Return `rows` in the table's schema and order of columns, sorted by key; absent nullable columns become null.

    Raises LakeError, naming table and column, when a column is unknown or missing, a value doesn't fit its type, a required
    value is null, a key occurs twice, or (with `day`) a row belongs to another day.
    """
    schema = table.arrow_schema
    unknown = sorted(set(rows.column_names) - set(schema.names))
    if unknown:
        raise LakeError(f"{table.name}: no column {unknown[0]} in its definition")
    columns: list[pa.ChunkedArray] = []
    for field in schema:
        if field.name not in rows.column_names:
            if not field.nullable:
                raise LakeError(f"{table.name}.{field.name}: the column is missing")
            columns.append(pa.chunked_array([pa.nulls(rows.num_rows, field.type)]))
            continue
        column = rows.column(field.name)
        if column.null_count and not field.nullable:
            raise LakeError(f"{table.name}.{field.name}: {column.null_count} of {rows.num_rows} rows are null")
        try:
            columns.append(column.cast(field.type))
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError, pa.ArrowTypeError) as error:
            raise LakeError(f"{table.name}.{field.name}: {str(error).splitlines()[0]}") from None
    conformed = pa.Table.from_arrays(columns, schema=schema)
    if day is not None and rows.num_rows:
        others = [d for d in pc.unique(conformed.column("dt")).to_pylist() if d != day]
        if others:
            raise LakeError(f"{table.name}: rows of {others[0]} in the partition of {day}")
    _check_keys(table, conformed)
    return conformed.sort_by([(name, "ascending") for name in table.key])


def _check_keys(table: Table, rows: pa.Table) -> None:
    counts = rows.select(list(table.key)).group_by(list(table.key)).aggregate([([], "count_all")])
    if counts.num_rows == rows.num_rows:
        return
    twice: Mapping[str, Any] = counts.filter(pc.greater(counts.column("count_all"), 1)).slice(0, 1).to_pylist()[0]
    raise LakeError(f"{table.name}: the key {'|'.join(str(twice[name]) for name in table.key)} occurs {twice['count_all']} times")
