"""Data Docs drawn from the validations of a lake."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from presswatch.model import TABLES, Validation
from presswatch.quality.data_docs import write_data_docs
from presswatch.settings import load_settings

DAYS = (dt.date(2024, 11, 21), dt.date(2024, 11, 20))


class _Lake:
    def read(self, sql: str, params: Sequence[Any] | dict[str, Any] | None = None) -> pa.Table:
        rows = [
            Validation(table_name="articles", expectation="articles.title: expect_column_values_to_not_be_null", severity="critical", success=False, n_rows=50, n_failed=2, observed="null"),
            Validation(table_name="mentions", expectation="mentions.offsets_in_text: expect_column_values_to_be_in_set", severity="critical", success=True, n_rows=900, n_failed=0),
            Validation(table_name="articles", expectation="articles: expect_table_row_count_to_be_between", severity="warning", success=False, n_rows=50, n_failed=1, observed="50"),
            Validation(table_name="articles", expectation="articles.gone: expect_column_values_to_match_regex", severity="warning", success=True, n_rows=50, n_failed=0),
        ]
        table = TABLES["validations"]
        return pa.concat_tables([table.stamp(table.to_arrow(rows), dt=day, run_id=f"run of {day}", code_version="0") for day in DAYS])


def test_pages_show_the_days_and_reach_for_no_other_server(tmp_path: Path) -> None:
    settings = load_settings(home=tmp_path)
    for _ in range(2):
        index = write_data_docs(settings, _Lake())
    page = index.read_text(encoding="utf-8")
    links = re.findall(r'href="([^"]+)"', page)
    assert len(links) == 2 and all((index.parent / link).is_file() for link in links)
    assert "articles.title: expect_column_values_to_not_be_null (2 of 50)" in page
    day = (index.parent / links[0]).read_text(encoding="utf-8")
    assert "articles.title" in day and "mentions.offsets_in_text" in day
    assert "2 unexpected values found" in day and "4% of 50 total rows" in day
    for path in index.parent.rglob("*.*"):
        if path.suffix in (".html", ".css"):
            assert not re.search(r"""(src|href)=["']https?://|url\(['"]?https?://""", path.read_text(encoding="utf-8")), path
    assert sorted(p.name for p in settings.reports_dir.iterdir()) == ["data_docs"]


def test_an_empty_lake_gives_an_index(tmp_path: Path) -> None:
    class Empty(_Lake):
        def read(self, sql: str, params: Sequence[Any] | dict[str, Any] | None = None) -> pa.Table:
            return super().read(sql).slice(0, 0)

    assert write_data_docs(load_settings(home=tmp_path), Empty()).is_file()
