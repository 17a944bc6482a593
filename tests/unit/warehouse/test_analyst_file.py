"""The analyst file: plain, complete, searchable, replaced under open readers."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb
import pytest
from tests.unit.warehouse.publish_day import FEW, replace_day
from tests.unit.warehouse.sample_day import DAY, build_day

from presswatch.errors import LakeError
from presswatch.model import TABLES
from presswatch.settings import Settings
from presswatch.warehouse import export
from presswatch.warehouse.export import INTERNAL_TABLES, export_analyst_file
from presswatch.warehouse.lake import Lake
from presswatch.warehouse.session import load_extension
from presswatch.warehouse.views import load_views

_PLAIN = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}


def _open(path: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(path), read_only=True, config=_PLAIN)


def test_the_file_needs_no_extension_and_holds_everything(home: Settings) -> None:
    path = home.reports_dir / "presswatch.duckdb"
    with Lake(home) as lake:
        snapshot = lake.commit(replace_day(build_day(), DAY), message="x")
        report = export_analyst_file(lake, path)
        expected = {name: lake.read(f"SELECT count(*) AS n FROM {name}")["n"][0].as_py() for name in TABLES if name not in INTERNAL_TABLES}
        views = {view.name: lake.read(f"SELECT * FROM {view.name} ORDER BY ALL").to_pylist() for view in load_views()}
        # The lake's session is as before.
        assert lake.read("SELECT count(*) AS n FROM articles")["n"][0].as_py() == 6
    assert (report.path, report.snapshot_id, report.counts, report.has_search) == (path, snapshot, expected, True)
    assert [p.name for p in path.parent.iterdir()] == ["presswatch.duckdb"]
    with _open(path) as file:
        file.execute("SET TimeZone = 'UTC'")
        assert {n: file.execute(f"SELECT count(*) FROM {n}").fetchall()[0][0] for n in expected} == expected
        for name, rows in views.items():
            assert file.execute(f"SELECT * FROM {name} ORDER BY ALL").to_arrow_table().to_pylist() == rows, name
        assert file.execute("SELECT snapshot_id FROM export_info").fetchall() == [(snapshot,)]
        comments = dict(file.execute("SELECT table_name || '.' || column_name, comment FROM duckdb_columns() WHERE comment IS NOT NULL").fetchall())
        assert comments["articles.text"].startswith("Body paragraphs")
        assert comments["coverage_daily.n_own"] == "Articles that repeat no other article."


def test_articles_can_be_searched_in_any_script(home: Settings) -> None:
    path = home.reports_dir / "presswatch.duckdb"
    rows = build_day()["articles"].to_pylist()
    rows[1]["text"] = "Обстріл порту тривав уночі."
    rows[2]["title"] = "Größere Schäden am Hafen"
    import pyarrow as pa

    tables = {**build_day(), "articles": pa.Table.from_pylist(rows, schema=TABLES["articles"].arrow_schema)}
    with Lake(home) as lake:
        lake.commit(replace_day(tables, DAY, ("articles",)), message="x")
        export_analyst_file(lake, path)
    with _open(path) as file:
        load_extension(file, "fts")

        def find(words: str) -> list[str]:
            sql = "SELECT article_id FROM (SELECT *, fts_main_articles.match_bm25(article_id, ?) AS score FROM articles) WHERE score IS NOT NULL ORDER BY score DESC"
            return [row[0] for row in file.execute(sql, [words]).fetchall()]

        assert find("порту") == [rows[1]["article_id"]]
        assert find("grossere schaden") == find("Schäden") == [rows[2]["article_id"]]
        assert len(find("rocket")) == 6
        assert find("zeppelin") == []


def test_a_reader_keeps_the_old_file_while_a_new_one_takes_its_place(home: Settings) -> None:
    path = home.reports_dir / "presswatch.duckdb"
    with Lake(home) as lake:
        lake.commit(replace_day(build_day(n_articles=3), DAY, FEW), message="one")
        export_analyst_file(lake, path)
        with _open(path) as reader:
            lake.commit(replace_day(build_day(n_articles=5), DAY, FEW), message="two")
            export_analyst_file(lake, path)
            assert reader.execute("SELECT count(*) FROM articles").fetchall() == [(3,)]
            assert len(reader.execute("SELECT text FROM articles").fetchall()) == 3
    with _open(path) as reader:
        assert reader.execute("SELECT count(*) FROM articles").fetchall() == [(5,)]


def test_without_the_search_extension_the_file_is_written_without_search(home: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "find_extension", lambda name: None)
    with Lake(home, read_only=True) as lake:
        assert not export_analyst_file(lake, home.reports_dir / "a.duckdb").has_search
    with _open(home.reports_dir / "a.duckdb") as file:
        assert file.execute("SELECT count(*) FROM articles").fetchall() == [(0,)]


def test_what_a_killed_export_left_goes_after_a_day(home: Settings) -> None:
    home.reports_dir.mkdir()
    old, young = (home.reports_dir / f".presswatch.duckdb.{pid}.tmp" for pid in (1, 2))
    for path in (old, young):
        path.touch()
    os.utime(old, (0, 0))
    with Lake(home, read_only=True) as lake:
        export_analyst_file(lake, home.reports_dir / "presswatch.duckdb")
    assert not old.exists() and young.exists()


def test_a_failed_export_leaves_the_old_file(home: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    path = home.reports_dir / "presswatch.duckdb"
    with Lake(home) as lake:
        export_analyst_file(lake, path)
        before = path.read_bytes()
        monkeypatch.setattr(export, "create_views", lambda schema: ["CREATE VIEW broken AS SELECT * FROM nowhere"])
        with pytest.raises(LakeError, match=r"presswatch\.duckdb can't be written: Table with name nowhere"):
            export_analyst_file(lake, path)
        assert path.read_bytes() == before
        assert [p.name for p in path.parent.iterdir()] == ["presswatch.duckdb"]
        monkeypatch.undo()
        export_analyst_file(lake, path)
