"""Tables of the lake: comments, partitions, and the upgrade of a lake of an older version."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pyarrow as pa
import pytest
from tests.unit.warehouse.publish_day import replace_day
from tests.unit.warehouse.sample_day import DAY, build_day

from presswatch.errors import LakeError
from presswatch.model import TABLES, Column, Field, Table
from presswatch.settings import Settings
from presswatch.warehouse import ddl
from presswatch.warehouse.lake import Lake
from presswatch.warehouse.views import load_views


def _with_fields(table: Table, *, without: str = "", added: tuple[Field, ...] = ()) -> dict[str, Table]:
    fields = tuple(f for f in table.fields if f.name != without)
    return {**TABLES, table.name: dataclasses.replace(table, fields=(*fields, *added))}


def test_every_table_and_column_is_commented(home: Settings) -> None:
    with Lake(home) as lake:
        tables = dict(lake.connection.execute("SELECT table_name, comment FROM duckdb_tables() WHERE schema_name = 'news'").fetchall())
        columns = lake.connection.execute("SELECT table_name, column_name, comment FROM duckdb_columns() WHERE schema_name = 'news'").fetchall()
    comments = {(table, column): comment for table, column, comment in columns}
    for table in TABLES.values():
        assert tables[table.name] == table.description
        for field in table.fields:
            assert comments[table.name, field.name] == field.column.description, (table.name, field.name)


def test_column_types_are_those_of_the_definitions(home: Settings) -> None:
    with Lake(home) as lake:
        for table in TABLES.values():
            present = dict(lake.connection.execute("SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = ?", [table.name]).fetchall())
            assert present == {f.name: ddl._spell_type(lake.connection, f.duckdb_type) for f in table.fields}


def test_day_tables_are_written_by_day(home: Settings) -> None:
    with Lake(home) as lake:
        lake.commit(replace_day(build_day(), DAY), message="x")
    files = sorted(Path(home.data_url).rglob("*.parquet"))
    for table in TABLES.values():
        mine = [f for f in files if f.relative_to(home.data_url).parts[1] == table.name]
        assert len(mine) == 1, table.name
        assert (f"dt={DAY}" in mine[0].parts) == table.partitioned


def test_opening_an_up_to_date_lake_changes_nothing(home: Settings) -> None:
    with Lake(home) as lake:
        first = lake.snapshot()
    for _ in range(2):
        with Lake(home) as lake:
            assert lake.snapshot() == first
            assert ddl.plan_tables(lake.connection) == []


def test_an_upgrade_adds_columns_and_leaves_old_rows_null(home: Settings) -> None:
    with Lake(home) as lake:
        lake.commit(replace_day(build_day(), DAY, ("articles",)), message="x")
        before = lake.table_hash("articles")
        added = (
            Field(name="mood", column=Column("How it reads."), arrow=pa.string(), nullable=True),
            Field(name="places", column=Column("Where."), arrow=pa.list_(pa.string()), nullable=False),
        )
        newer = _with_fields(TABLES["articles"], added=added)
        for statement in ddl.plan_tables(lake.connection, newer):
            lake.connection.execute(statement)
        assert ddl.plan_tables(lake.connection, newer) == []
        assert lake.read("SELECT DISTINCT mood, places FROM articles").to_pylist() == [{"mood": None, "places": None}]
        assert lake.table_hash("articles") == before


def test_a_column_that_is_gone_is_no_longer_required(home: Settings) -> None:
    with Lake(home) as lake:
        older = _with_fields(TABLES["articles"], without="word_count")
        statements = ddl.plan_tables(lake.connection, older)
        assert statements == ["ALTER TABLE lake.news.articles ALTER COLUMN word_count DROP NOT NULL"]


def test_a_nested_record_may_gain_a_member(home: Settings) -> None:
    claims = TABLES["claims"]
    sources = next(f for f in claims.fields if f.name == "sources")
    members = [sources.arrow.value_type.field(i) for i in range(sources.arrow.value_type.num_fields)]
    wider = dataclasses.replace(sources, arrow=pa.list_(pa.struct([*members, pa.field("rank", pa.int64())])))
    newer = {**TABLES, "claims": dataclasses.replace(claims, fields=tuple(wider if f.name == "sources" else f for f in claims.fields))}
    with Lake(home) as lake:
        lake.commit(replace_day(build_day(), DAY, ("claims",)), message="x")
        for statement in ddl.plan_tables(lake.connection, newer):
            lake.connection.execute(statement)
        assert ddl.plan_tables(lake.connection, newer) == []
        found = lake.read("SELECT sources[1].rank AS rank, sources[1].text AS text FROM claims LIMIT 1").to_pylist()
        assert found == [{"rank": None, "text": "the Ruritanian foreign minister"}]


def test_a_changed_type_is_refused_with_advice(home: Settings) -> None:
    articles = TABLES["articles"]
    changed = tuple(dataclasses.replace(f, arrow=pa.string()) if f.name == "word_count" else f for f in articles.fields)
    with Lake(home) as lake, pytest.raises(LakeError, match=r"articles\.word_count is BIGINT in the lake and VARCHAR in this version; start a new lake"):
        ddl.plan_tables(lake.connection, {**TABLES, "articles": dataclasses.replace(articles, fields=changed)})


def test_a_view_of_an_older_version_is_replaced(home: Settings) -> None:
    with Lake(home) as lake:
        lake.connection.execute("CREATE OR REPLACE VIEW lake.news.funnel_daily AS SELECT 1 AS one")
    with Lake(home) as lake:
        assert lake.read("SELECT * FROM funnel_daily").column_names == list(next(v for v in load_views() if v.name == "funnel_daily").columns)
