"""The analysts' views, as data in `views.yaml`: loaded, checked, and turned into statements.

This module owns how a view gets into a catalog; what the views say is in the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

import duckdb
import pydantic
import yaml

from presswatch.errors import ConfigError
from presswatch.model import TABLES
from presswatch.warehouse.session import ALIAS, SCHEMA, quote

# Where a view's text is brought into DuckDB's own spelling, to see whether the lake has it already.
_SCRATCH = "memory.scratch_news"


class View(pydantic.BaseModel):
    """A view: its name, what a row is, the meaning of each column in order, and its query."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)

    name: str = pydantic.Field(pattern="^[a-z_]+$")
    description: str = pydantic.Field(min_length=1)
    columns: dict[str, str]
    sql: str = pydantic.Field(min_length=1)


@cache
def load_views() -> tuple[View, ...]:
    """Return the views in the order in which they can be created. Raises ConfigError when the file can't be used."""
    text = files(__package__).joinpath("views.yaml").read_text(encoding="utf-8")
    try:
        views = pydantic.TypeAdapter(tuple[View, ...]).validate_python(yaml.safe_load(text))
    except (pydantic.ValidationError, yaml.YAMLError) as error:
        raise ConfigError(f"views.yaml: {str(error).splitlines()[0]}") from None
    names = [view.name for view in views]
    for name in names:
        if names.count(name) > 1 or name in TABLES:
            raise ConfigError(f"views.yaml: the name {name} is taken")
    return views


def plan_views(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the statements that bring the attached lake's views up to date; none when they are. The tables must be."""
    present = {
        name: (sql, comment)
        for name, sql, comment in connection.execute(
            "SELECT view_name, sql, comment FROM duckdb_views() WHERE database_name = ? AND schema_name = ?", [ALIAS, SCHEMA]
        ).fetchall()
    }
    wanted = _spell_views(connection)
    # A view that has changed takes those below it along: they may be bound to the columns that it had.
    changed = False
    statements: list[str] = []
    for view in load_views():
        sql, comment = present.get(view.name, (None, None))
        changed = changed or sql != wanted[view.name]
        if changed:
            statements.append(f"CREATE OR REPLACE VIEW {ALIAS}.{SCHEMA}.{view.name} AS {view.sql}")
        if changed or comment != view.description:
            statements.append(f"COMMENT ON VIEW {ALIAS}.{SCHEMA}.{view.name} IS {quote(view.description)}")
    return statements


def create_views(schema: str) -> Iterator[str]:
    """Yield the statements that create all views in another catalog's `schema`, commented down to the columns."""
    for view in load_views():
        yield f"CREATE VIEW {schema}.{view.name} AS {view.sql}"
        yield f"COMMENT ON VIEW {schema}.{view.name} IS {quote(view.description)}"
        for column, meaning in view.columns.items():
            yield f"COMMENT ON COLUMN {schema}.{view.name}.{column} IS {quote(meaning)}"


def _spell_views(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Return the views' statements as DuckDB spells them, from a scratch schema with the lake's tables, empty."""
    connection.execute(f"CREATE SCHEMA {_SCRATCH}")
    try:
        for table in TABLES.values():
            columns = ", ".join(f"{f.name} {f.duckdb_type}" for f in table.fields)
            connection.execute(f"CREATE TABLE {_SCRATCH}.{table.name} ({columns})")
        connection.execute(f"USE {_SCRATCH}")
        for view in load_views():
            connection.execute(f"CREATE VIEW {_SCRATCH}.{view.name} AS {view.sql}")
        catalog, schema = _SCRATCH.split(".")
        spelled = connection.execute("SELECT view_name, sql FROM duckdb_views() WHERE database_name = ? AND schema_name = ?", [catalog, schema]).fetchall()
        return {name: sql.replace(f"CREATE VIEW {schema}.", "CREATE VIEW ", 1) for name, sql in spelled}
    finally:
        connection.execute("USE memory.main")
        connection.execute(f"DROP SCHEMA {_SCRATCH} CASCADE")
