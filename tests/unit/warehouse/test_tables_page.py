"""docs/tables.md is the page that the definitions give."""

from __future__ import annotations

from pathlib import Path

from presswatch.model import TABLES
from presswatch.warehouse.docs import write_tables_page
from presswatch.warehouse.views import load_views

PAGE = Path(__file__).resolve().parents[3] / "docs" / "tables.md"


def test_the_committed_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == write_tables_page(), "run: make docs"


def test_every_column_and_view_is_explained() -> None:
    page = write_tables_page()
    for table in TABLES.values():
        for field in table.fields:
            assert field.column.description, f"{table.name}.{field.name} has no description"
            assert f"| `{field.name}` |" in page
    for view in load_views():
        assert all(view.columns.values()), view.name
