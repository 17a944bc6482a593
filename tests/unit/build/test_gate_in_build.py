"""A refused article costs its own rows only, its URL ends as quarantined, and a day with too many refused isn't published."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from tests.unit.build.conftest import DAY

from presswatch.build import stage
from presswatch.build.run import build_day, build_days
from presswatch.errors import GateError
from presswatch.extract.page import extract_page
from presswatch.model import Extraction, Page
from presswatch.settings import Settings
from presswatch.warehouse.lake import Lake


def break_articles(monkeypatch: pytest.MonkeyPatch, *words: str) -> None:
    """Give articles whose title holds one of the words a score that no article may have."""

    def broken(page: Page, memory: object = None) -> tuple[Extraction, None]:
        found = extract_page(page)
        if found.article is None or not any(word in found.article.title for word in words):
            return found, None
        return dataclasses.replace(found, article=dataclasses.replace(found.article, extraction_score=7.0)), None

    monkeypatch.setattr(stage, "extract_and_study", broken)


def test_a_refused_article_is_quarantined_with_all_that_hangs_on_it(settings: Settings, capture, monkeypatch: pytest.MonkeyPatch) -> None:
    capture("flood")
    capture("trial", path="/b")
    break_articles(monkeypatch, "trial")
    build_day(settings, DAY, run_id="r")
    with Lake(settings, read_only=True) as lake:
        assert lake.read("SELECT count(*) AS n FROM articles").to_pylist() == [{"n": 1}]
        outcomes = lake.read("SELECT outcome, count(*) AS n FROM discoveries GROUP BY outcome ORDER BY outcome").to_pylist()
        assert outcomes == [{"outcome": "published", "n": 1}, {"outcome": "quarantined", "n": 1}]
        (row,) = lake.read("SELECT DISTINCT reason FROM quarantine WHERE table_name = 'articles'").to_pylist()
        assert "extraction_score" in row["reason"]
        assert lake.read("SELECT count(*) AS n FROM zones WHERE article_id NOT IN (SELECT article_id FROM articles)").to_pylist() == [{"n": 0}]
        assert lake.read("SELECT count(*) AS n FROM article_index WHERE article_id NOT IN (SELECT article_id FROM articles)").to_pylist() == [{"n": 0}]


def test_a_day_with_too_many_refused_rows_is_not_published(settings: Settings, capture, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(6):
        capture("trial", path=f"/{number}", hour=number)
    break_articles(monkeypatch, "trial")
    with pytest.raises(GateError, match="articles"):
        build_day(settings, DAY, run_id="r")
    with Lake(settings) as lake:
        assert lake.read("SELECT count(*) AS n FROM runs").to_pylist() == [{"n": 0}]


def test_a_refused_day_holds_up_no_other(settings: Settings, capture, monkeypatch: pytest.MonkeyPatch) -> None:
    later = DAY + dt.timedelta(days=1)
    for number in range(6):
        capture("trial", path=f"/{number}", hour=number)
    capture("flood", path="/flood", day=later)
    break_articles(monkeypatch, "trial")
    refused, report = build_days(settings, [DAY, later], run_id="r")
    assert isinstance(refused, GateError) and str(DAY) in str(refused)
    assert not isinstance(report, GateError) and report.day == later
    with Lake(settings) as lake:
        assert lake.read("SELECT dt FROM runs").to_pylist() == [{"dt": later}]
