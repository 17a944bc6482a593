"""Ad-hoc queries: read-only, one line per error."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.warehouse.publish_day import FEW, replace_day
from tests.unit.warehouse.sample_day import DAY, build_day

from presswatch.errors import InputError, LakeError
from presswatch.settings import load_settings
from presswatch.warehouse.lake import Lake
from presswatch.warehouse.query import parse_snapshot, run_query


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory, empty_home: Path) -> Iterator[Lake]:
    import shutil

    settings = load_settings(home=shutil.copytree(empty_home, tmp_path_factory.mktemp("query"), dirs_exist_ok=True))
    with Lake(settings) as writer:
        writer.commit(replace_day(build_day(), DAY, FEW), message="x")
    with Lake(settings, read_only=True) as lake:
        yield lake


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM articles",
        "FROM news.coverage_daily;",
        "WITH a AS (SELECT 1 AS x) SELECT x FROM a",
        "DESCRIBE articles",
        "SHOW TABLES",
        "EXPLAIN SELECT 1",
        "SUMMARIZE stories",
        "SELECT * FROM lake.snapshots() -- all of them",
    ],
)
def test_reading_works_with_unqualified_names(lake: Lake, sql: str) -> None:
    assert run_query(lake, sql).num_rows > 0


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM articles",
        "INSERT INTO articles SELECT * FROM articles",
        "UPDATE articles SET title = ''",
        "DROP TABLE articles",
        "CREATE TABLE x AS SELECT 1",
        "CREATE TEMP TABLE x AS SELECT 1",
        "COPY articles TO 'out.csv'",
        "ATTACH 'other.db'",
        "CALL ducklake_expire_snapshots('lake', older_than => now())",
        "SELECT * FROM ducklake_cleanup_old_files('lake', cleanup_all => true)",
        'FROM "ducklake_delete_orphaned_files" (\'lake\', cleanup_all => true)',
        "CALL lake.merge_adjacent_files()",
    ],
)
def test_writing_is_refused(lake: Lake, sql: str) -> None:
    with pytest.raises(InputError, match=r"^the lake is read-only here") as caught:
        run_query(lake, sql)
    assert "\n" not in str(caught.value)
    assert run_query(lake, "SELECT count(*) AS n FROM articles")["n"][0].as_py() == 6


@pytest.mark.parametrize(
    ("sql", "message"),
    [
        ("SELEC 1", 'syntax error at or near "SELEC"; at: SELEC 1'),
        ("SELECT * FROM artcles", 'Table with name artcles does not exist!; Did you mean "articles'),
        ("SELECT titel FROM articles", 'Referenced column "titel" not found in FROM clause!; Candidate bindings: "title"'),
        ("", "no query"),
        ("  -- nothing", "no query"),
        ("SELECT 1; SELECT 2", "2 statements, but one query at a time is run"),
        ("SELECT CAST('x' AS INTEGER)", "Could not convert string 'x' to INT32"),
    ],
)
def test_an_error_is_one_clear_line(lake: Lake, sql: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        run_query(lake, sql)
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)


def test_a_lake_opened_for_writing_runs_no_ad_hoc_query(lake: Lake) -> None:
    with Lake(lake.settings) as writer, pytest.raises(LakeError, match="read-only"):
        run_query(writer, "SELECT 1")


def test_a_snapshot_is_an_id_or_a_time() -> None:
    assert parse_snapshot("17") == 17
    assert parse_snapshot("2024-11-20T12:00") == dt.datetime(2024, 11, 20, 12, tzinfo=dt.UTC)
    assert parse_snapshot("2024-11-20T12:00+02:00") == dt.datetime(2024, 11, 20, 10, tzinfo=dt.UTC)
    with pytest.raises(InputError, match="'yesterday' is neither a snapshot id nor a time"):
        parse_snapshot("yesterday")
