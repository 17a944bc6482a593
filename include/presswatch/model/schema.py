"""How a record class becomes a table: one definition gives the Arrow schema, the DDL, the comments, the checks, the docs.

A record is a frozen, slotted, keyword-only dataclass whose fields are `Annotated[type, Column(...)]`. `table()` registers it.
This module owns the mapping from Python types to Arrow and DuckDB types. It holds no table itself.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import types
import typing
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal

import pyarrow as pa

Severity = Literal["critical", "warning"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One expectation over a table, in the vocabulary of Great Expectations.

    `expectation` is the snake_case name ("expect_column_values_to_be_in_set"); `column` is empty for a check on the whole
    table; `arguments` are its keyword arguments. `severity` critical refuses the failing rows, warning records them.
    """

    expectation: str
    column: str | None = None
    arguments: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    severity: Severity = "critical"
    why: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """What a reader and a gate need to know of a field: its meaning, and the values that it may hold.

    `values` is a closed vocabulary, `minimum`/`maximum` a closed range, `pattern` a regular expression (full match).
    They become critical checks; `unique` makes the column the key by itself.
    """

    description: str
    values: tuple[str, ...] | None = None
    minimum: float | None = None
    maximum: float | None = None
    pattern: str | None = None
    unique: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A column as the table sees it."""

    name: str
    column: Column
    arrow: pa.DataType
    nullable: bool

    @property
    def duckdb_type(self) -> str:
        """The DuckDB type, such as VARCHAR, TIMESTAMPTZ or STRUCT("text" VARCHAR, ...)[]."""
        return duckdb_type(self.arrow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of the lake: record class, fields in order, key, and checks across columns."""

    name: str
    description: str
    record: type
    key: tuple[str, ...]
    partitioned: bool
    fields: tuple[Field, ...]
    extra_checks: tuple[Check, ...] = ()

    @property
    def arrow_schema(self) -> pa.Schema:
        """The Arrow schema of the record's own columns plus, for a day table, the stamps."""
        return pa.schema([pa.field(f.name, f.arrow, nullable=f.nullable) for f in self.fields])

    def checks(self) -> tuple[Check, ...]:
        """All expectations: those that follow from the columns, then the table's own."""
        found: list[Check] = []
        for f in self.fields:
            column = f.column
            if not f.nullable:
                found.append(Check(expectation="expect_column_values_to_not_be_null", column=f.name))
            if column.values is not None and not pa.types.is_list(f.arrow):
                found.append(Check(expectation="expect_column_values_to_be_in_set", column=f.name, arguments={"value_set": list(column.values)}))
            if column.minimum is not None or column.maximum is not None:
                found.append(
                    Check(
                        expectation="expect_column_values_to_be_between",
                        column=f.name,
                        arguments={"min_value": column.minimum, "max_value": column.maximum},
                    )
                )
            if column.pattern is not None:
                found.append(Check(expectation="expect_column_values_to_match_regex", column=f.name, arguments={"regex": f"^(?:{column.pattern})$"}))
        return (*found, *self.extra_checks)

    @property
    def record_schema(self) -> pa.Schema:
        """The Arrow schema of the record's own columns, without the stamps."""
        stamps = {name for name, _, _ in STAMPS} if self.partitioned else set()
        return pa.schema([pa.field(f.name, f.arrow, nullable=f.nullable) for f in self.fields if f.name not in stamps])

    def to_arrow(self, rows: Iterable[Any]) -> pa.Table:
        """Return records as an Arrow table with the record's own columns, in schema order."""
        held, schema = list(rows), self.record_schema
        return pa.Table.from_arrays([_to_column(held, field) for field in schema], schema=schema)

    def stamp(self, rows: pa.Table, **stamps: Any) -> pa.Table:
        """Return the rows of a day table with dt, run_id and code_version set to one value each."""
        for name, arrow, _ in STAMPS:
            column = pa.array([stamps[name]] * rows.num_rows, arrow)
            rows = rows.drop_columns([name]) if name in rows.column_names else rows
            rows = rows.append_column(pa.field(name, arrow, nullable=False), column)
        return rows.select(self.arrow_schema.names).cast(self.arrow_schema)


STAMPS: tuple[tuple[str, pa.DataType, Column], ...] = (
    ("dt", pa.date32(), Column("Partition: the UTC day of the article's (or attempt's) first capture.")),
    ("run_id", pa.string(), Column("The build that wrote the row; the only column that a rebuild may change.")),
    ("code_version", pa.string(), Column("Version and content hash of the code that wrote the row.")),
)


def _to_column(rows: list[Any], field: pa.Field) -> pa.Array:
    values = [getattr(row, field.name) for row in rows]
    return pa.array(values if field.type.num_fields == 0 else [_plain(value) for value in values], field.type)


def as_dict(record: Any) -> dict[str, Any]:
    """Return a record as a plain dict, nested records too (tuples become lists)."""
    kind: type = type(record)
    return {name: _plain(getattr(record, name)) for name in list_names(kind)}


def table(*, name: str, key: tuple[str, ...], partitioned: bool = True, checks: tuple[Check, ...] = ()) -> Callable[[type], type]:
    """Class decorator that attaches the `Table` built from a record class as its `TABLE` attribute.

    The class's docstring is the table's description. Day tables (`partitioned`) get the stamps dt, run_id, code_version.
    """

    def attach(record: type) -> type:
        fields = list(record_fields(record))
        if partitioned:
            fields += [Field(name=n, column=c, arrow=a, nullable=False) for n, a, c in STAMPS]
        definition = Table(
            name=name,
            description=" ".join((record.__doc__ or "").split()),
            record=record,
            key=key,
            partitioned=partitioned,
            fields=tuple(fields),
            extra_checks=checks,
        )
        record.TABLE = definition  # type: ignore[attr-defined]
        return record

    return attach


def record_fields(record: type) -> Iterable[Field]:
    """Yield the fields of a record class with their Arrow types."""
    hints = typing.get_type_hints(record, include_extras=True)
    for f in dataclasses.fields(record):
        hint = hints[f.name]
        column = Column("")
        if typing.get_origin(hint) is Annotated:
            hint, *extras = typing.get_args(hint)
            column = next((e for e in extras if isinstance(e, Column)), column)
        arrow, nullable = _arrow_type(hint)
        yield Field(name=f.name, column=column, arrow=arrow, nullable=nullable)


def duckdb_type(arrow: pa.DataType) -> str:
    """Return the DuckDB spelling of an Arrow type."""
    if pa.types.is_list(arrow):
        return duckdb_type(arrow.value_type) + "[]"
    if pa.types.is_struct(arrow):
        inside = ", ".join(f'"{arrow.field(i).name}" {duckdb_type(arrow.field(i).type)}' for i in range(arrow.num_fields))
        return f"STRUCT({inside})"
    if pa.types.is_map(arrow):
        return f"MAP({duckdb_type(arrow.key_type)}, {duckdb_type(arrow.item_type)})"
    return {
        pa.string(): "VARCHAR",
        pa.int64(): "BIGINT",
        pa.float64(): "DOUBLE",
        pa.bool_(): "BOOLEAN",
        pa.date32(): "DATE",
        pa.binary(): "BLOB",
        pa.timestamp("us", tz="UTC"): "TIMESTAMPTZ",
    }[arrow]


_SCALARS: dict[type, pa.DataType] = {
    str: pa.string(),
    int: pa.int64(),
    float: pa.float64(),
    bool: pa.bool_(),
    bytes: pa.binary(),
    dt.date: pa.date32(),
    dt.datetime: pa.timestamp("us", tz="UTC"),
}


def _arrow_type(hint: Any) -> tuple[pa.DataType, bool]:
    if typing.get_origin(hint) is Annotated:
        hint = typing.get_args(hint)[0]
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        (inner,) = [a for a in arguments if a is not type(None)]
        return _arrow_type(inner)[0], True
    if origin is Literal:
        return pa.string(), False
    if origin is tuple:
        return pa.list_(_arrow_type(arguments[0])[0]), False
    if origin is dict:
        return pa.map_(_arrow_type(arguments[0])[0], _arrow_type(arguments[1])[0]), False
    if dataclasses.is_dataclass(hint):
        return pa.struct([pa.field(f.name, f.arrow, nullable=f.nullable) for f in record_fields(typing.cast(type, hint))]), False
    if hint in _SCALARS:
        return _SCALARS[hint], False
    raise TypeError(f"no Arrow type for {hint!r}")


@cache
def list_names(record: type) -> tuple[str, ...]:
    """Return the names of a record class's fields, in order."""
    return tuple(f.name for f in dataclasses.fields(record))


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, (str, int, float)):
        return value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return as_dict(value)
    if isinstance(value, (tuple, list)):
        return [_plain(v) for v in value]
    return value
