"""The lake's tables as DuckDB statements: created from their definitions, commented, partitioned, and brought up to date.

An upgrade only adds: a column that a definition has gained is added (null on days built before it), a required column that a
definition has lost no longer is required. A column whose type has changed in any other way can't be carried over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from presswatch.errors import LakeError
from presswatch.model import TABLES, Field, Table
from presswatch.warehouse.session import ALIAS, SCHEMA, quote

# Inlining would keep a few rows in the catalog, but it reserves the column name row_id, which quarantine uses.
_OPTIONS = {"parquet_compression": "zstd", "data_inlining_row_limit": "0"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Present:
    """A column as the catalog has it."""

    type: str
    nullable: bool
    comment: str | None


def plan_tables(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, Table] = TABLES) -> list[str]:
    """Return the statements that bring the attached lake to the definitions; none when it is up to date.

    Raises LakeError when a column's type has changed in a way that can't be carried over.
    """
    statements: list[str] = []
    schemas = connection.execute("SELECT schema_name FROM duckdb_schemas() WHERE database_name = ?", [ALIAS]).fetchall()
    if (SCHEMA,) not in schemas:
        statements.append(f"CREATE SCHEMA {ALIAS}.{SCHEMA}")
        statements += [f"CALL {ALIAS}.set_option('{option}', '{value}')" for option, value in _OPTIONS.items()]
    present = _read_columns(connection)
    comments = dict(connection.execute("SELECT table_name, comment FROM duckdb_tables() WHERE database_name = ? AND schema_name = ?", [ALIAS, SCHEMA]).fetchall())
    for table in tables.values():
        if table.name not in present:
            statements += _create_table(table)
            continue
        statements += _upgrade_table(connection, table, present[table.name])
        if comments.get(table.name) != table.description:
            statements.append(f"COMMENT ON TABLE {_name(table)} IS {quote(table.description)}")
    return statements


def _create_table(table: Table) -> Iterator[str]:
    columns = ", ".join(f"{f.name} {f.duckdb_type}{'' if f.nullable else ' NOT NULL'}" for f in table.fields)
    yield f"CREATE TABLE {_name(table)} ({columns})"
    if table.partitioned:
        yield f"ALTER TABLE {_name(table)} SET PARTITIONED BY (dt)"
    yield f"COMMENT ON TABLE {_name(table)} IS {quote(table.description)}"
    for field in table.fields:
        yield _comment_column(table, field)


def _upgrade_table(connection: duckdb.DuckDBPyConnection, table: Table, present: Mapping[str, _Present]) -> Iterator[str]:
    for field in table.fields:
        column = present.get(field.name)
        if column is None:
            yield f"ALTER TABLE {_name(table)} ADD COLUMN {field.name} {field.duckdb_type}"
            yield _comment_column(table, field)
            continue
        if column.type != _spell_type(connection, field.duckdb_type):
            yield from _widen_column(table, field, column)
        if field.nullable and not column.nullable:
            yield f"ALTER TABLE {_name(table)} ALTER COLUMN {field.name} DROP NOT NULL"
        if column.comment != field.column.description:
            yield _comment_column(table, field)
    defined = {f.name for f in table.fields}
    for name, column in present.items():
        if name not in defined and not column.nullable:
            yield f"ALTER TABLE {_name(table)} ALTER COLUMN {name} DROP NOT NULL"


def _widen_column(table: Table, field: Field, column: _Present) -> Iterator[str]:
    """Yield the statements that add what a nested record has gained; any other change of type is refused."""
    nested, path = (field.arrow.value_type, f"{field.name}.element") if pa.types.is_list(field.arrow) else (field.arrow, field.name)
    added = [nested.field(i) for i in range(nested.num_fields) if f'"{nested.field(i).name}" ' not in _requote(column.type)] if pa.types.is_struct(nested) else []
    if not added:
        raise LakeError(
            f"{table.name}.{field.name} is {column.type} in the lake and {field.duckdb_type} in this version; start a new lake (PRESSWATCH_CATALOG, PRESSWATCH_DATA) and build its days again"
        )
    from presswatch.model.schema import duckdb_type

    for part in added:
        yield f'ALTER TABLE {_name(table)} ADD COLUMN {path}."{part.name}" {duckdb_type(part.type)}'


def _requote(spelled: str) -> str:
    """Return a struct's type with every member quoted, since the catalog quotes reserved words only."""
    import re

    return re.sub(r'([(,] ?)([a-z_0-9]+) ', r'\1"\2" ', spelled)


def _comment_column(table: Table, field: Field) -> str:
    return f"COMMENT ON COLUMN {_name(table)}.{field.name} IS {quote(field.column.description)}"


def _read_columns(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, _Present]]:
    rows = connection.execute(
        "SELECT table_name, column_name, data_type, is_nullable, comment FROM duckdb_columns() WHERE database_name = ? AND schema_name = ?", [ALIAS, SCHEMA]
    ).fetchall()
    present: dict[str, dict[str, _Present]] = {}
    for table, column, kind, nullable, comment in rows:
        present.setdefault(table, {})[column] = _Present(type=kind, nullable=nullable, comment=comment)
    return present


def _spell_type(connection: duckdb.DuckDBPyConnection, kind: str) -> str:
    if "(" not in kind:
        return {"TIMESTAMPTZ": "TIMESTAMP WITH TIME ZONE"}.get(kind, kind)
    return str(connection.execute(f"SELECT typeof(CAST(NULL AS {kind}))").fetchall()[0][0])


def _name(table: Table) -> str:
    return f"{ALIAS}.{SCHEMA}.{table.name}"
