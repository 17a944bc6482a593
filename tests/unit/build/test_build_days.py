"""A day is a pure function of raw bytes, configuration and code, whatever the order in which days are built."""

from __future__ import annotations

import datetime as dt
import itertools
from pathlib import Path

import pytest
from tests.unit.build.conftest import BODIES, DAY, make_html

from presswatch.build.publish import find_unpublished_days
from presswatch.build.run import build_day, build_days
from presswatch.model import TABLES
from presswatch.raw import open_zone
from presswatch.settings import Settings
from presswatch.warehouse.lake import Lake

NEXT = DAY + dt.timedelta(days=1)
THIRD = DAY + dt.timedelta(days=2)
COMPARED = [name for name in TABLES if name != "runs"]


def read(settings: Settings, sql: str) -> list[dict]:
    with Lake(settings, read_only=True) as lake:
        return lake.read(sql).to_pylist()


def hash_tables(settings: Settings) -> dict[str, str]:
    with Lake(settings, read_only=True) as lake:
        return {name: lake.table_hash(name) for name in COMPARED}


def with_lake(settings: Settings, folder: Path) -> Settings:
    """The same raw zone and stage, another lake."""
    return settings.model_copy(update={"catalog": str(folder / "catalog.sqlite"), "data": str(folder / "data")})


def test_a_day_without_anything_is_built_as_an_empty_day(settings: Settings) -> None:
    report = build_day(settings, DAY, run_id="r")
    assert report.n_pages == 0
    assert read(settings, "SELECT count(*) AS n FROM articles")[0]["n"] == 0


def test_a_captured_page_becomes_an_article_and_its_url_is_published(settings: Settings, capture) -> None:
    url = capture("flood")
    build_day(settings, DAY, run_id="r")
    (article,) = read(settings, "SELECT canonical_url, dt, outlet_id, revision FROM articles")
    assert article == {"canonical_url": url, "dt": DAY, "outlet_id": "courier", "revision": 0}
    assert read(settings, "SELECT outcome, reason FROM discoveries") == [{"outcome": "published", "reason": None}]


def test_a_page_that_is_no_article_ends_as_not_article_with_a_reason(settings: Settings, capture) -> None:
    capture(b"<html><head><title>Topics</title></head><body><a href='/1'>One</a><a href='/2'>Two</a></body></html>")
    build_day(settings, DAY, run_id="r")
    (row,) = read(settings, "SELECT outcome, reason FROM discoveries")
    assert row["outcome"] == "not_article" and row["reason"]


def test_building_again_changes_no_row_and_doubles_none(settings: Settings, capture) -> None:
    capture("flood")
    capture("trial", path="/b")
    build_day(settings, DAY, run_id="first")
    before = hash_tables(settings)
    report = build_day(settings, DAY, run_id="second")
    assert report.n_batches == 0, "nothing was to be staged again"
    assert hash_tables(settings) == before
    assert read(settings, "SELECT count(*) AS n FROM runs")[0]["n"] == 2


def test_only_new_captures_are_staged_when_the_day_grows(settings: Settings, capture) -> None:
    capture("flood")
    build_day(settings, DAY, run_id="r1")
    capture("trial", path="/b", hour=12)
    folder = settings.stage_dir / f"dt={DAY}" / "units"
    staged = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    build_day(settings, DAY, run_id="r2")
    kept = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert len(kept) == 2 and all(kept[name] == changed for name, changed in staged.items())


def test_the_order_of_days_does_not_matter(settings: Settings, capture, tmp_path: Path) -> None:
    capture("strike")
    capture("flood", path="/b", day=NEXT)
    capture("strike", day=NEXT)  # the same text under the same address: one article, of the first day
    capture("strike-corrected", day=THIRD)  # a revision
    capture("flood", path="/copy", day=THIRD, outlet="ledger")  # a copy at another outlet
    seen = set()
    for number, order in enumerate(itertools.permutations([DAY, NEXT, THIRD])):
        lake = with_lake(settings, tmp_path / f"lake{number}")
        for day in order:
            build_day(lake, day, run_id=f"{number}")
        seen.add(tuple(sorted(hash_tables(lake).items())))
        if number == 0:
            assert [r["dt"] for r in read(lake, "SELECT dt FROM articles ORDER BY dt")] == [DAY, NEXT, THIRD, THIRD]
            assert [r["revision"] for r in read(lake, "SELECT revision FROM articles WHERE canonical_url LIKE '%courier.example/a' ORDER BY dt")] == [0, 1]
            assert read(lake, "SELECT count(*) AS n, count(DISTINCT canonical_url) AS urls FROM discoveries") == [{"n": 3, "urls": 3}]
            assert {r["role"] for r in read(lake, "SELECT role FROM duplicates WHERE evidence IS NOT NULL")} >= {"original", "revision"}
    together = with_lake(settings, tmp_path / "together")
    reports = list(build_days(together, [DAY, NEXT, THIRD], run_id="t"))
    assert [r.day for r in reports] == [DAY, NEXT, THIRD] and len({r.snapshot_id for r in reports}) == 1
    seen.add(tuple(sorted(hash_tables(together).items())))
    assert len(seen) == 1


def test_an_article_returns_to_the_later_day_when_the_earlier_one_loses_it(settings: Settings, capture) -> None:
    capture("strike")
    capture("flood", path="/b")
    capture("strike", day=NEXT)
    for day in (DAY, NEXT):
        build_day(settings, day, run_id="r1")
    assert [r["dt"] for r in read(settings, "SELECT dt FROM articles WHERE canonical_url LIKE '%/a'")] == [DAY]
    open_zone(settings).remove_day(DAY)
    build_day(settings, DAY, run_id="r2")
    assert [r["dt"] for r in read(settings, "SELECT dt FROM articles")] == [NEXT]
    assert {r["outcome"] for r in read(settings, "SELECT outcome FROM discoveries")} == {"published"}
    assert read(settings, "SELECT count(*) AS n FROM zones WHERE dt <> DATE '2024-11-19'")[0]["n"] == 0


def test_two_addresses_of_one_article_give_one_article_and_one_duplicate_url(settings: Settings, capture) -> None:
    html = make_html("Flood", BODIES["flood"]).replace(b"<head>", b"<head><link rel='canonical' href='https://courier.example/flood'>")
    capture(html, path="/flood")
    capture(html, path="/amp/flood", hour=11)
    build_day(settings, DAY, run_id="r")
    assert read(settings, "SELECT count(*) AS n FROM articles")[0]["n"] == 1
    assert sorted(r["outcome"] for r in read(settings, "SELECT outcome FROM discoveries")) == ["duplicate_url", "published"]


def test_days_whose_raw_data_changed_are_found(settings: Settings, capture) -> None:
    capture("flood")
    assert find_unpublished_days(settings, [DAY, NEXT]) == [DAY]
    build_day(settings, DAY, run_id="r")
    assert find_unpublished_days(settings, [DAY, NEXT]) == []
    capture("trial", path="/b", hour=12)
    assert find_unpublished_days(settings, [DAY, NEXT]) == [DAY]


def test_stage_files_may_vanish_between_builds(settings: Settings, capture) -> None:
    import shutil

    capture("flood")
    build_day(settings, DAY, run_id="r1")
    before = hash_tables(settings)
    shutil.rmtree(settings.stage_dir)
    build_day(settings, DAY, run_id="r2")
    assert hash_tables(settings) == before


@pytest.mark.parametrize("pages", [1, 3])
def test_units_respect_the_bounds_of_a_batch(settings: Settings, capture, pages: int) -> None:
    from presswatch.build.plan import plan_day, read_batch, read_plan, write_plan

    for number in range(5):
        capture("flood", path=f"/{number}", hour=number)
    bounded = settings.model_copy(update={"batch_pages": pages})
    plan = plan_day(bounded, DAY)
    sizes = [sum(len(unit.refs) for unit in read_batch(path)) for path in plan.batches]
    assert sum(sizes) == plan.n_pages == 5 and max(sizes) <= pages
    assert read_plan(write_plan(bounded, plan)) == plan


def test_a_happening_told_on_two_days_by_two_outlets_is_one_row(settings: Settings, capture) -> None:
    one = ["Turkish jets bombed Kurdish militants in northern Iraq on Monday, the Turkish defence ministry said.", "Twelve fighters were killed in the raid near Duhok."]
    two = ["Iraq condemned an air raid by Turkey.", "Turkish warplanes bombed Kurdish militants in northern Iraq on Monday, officials in Duhok said.", "The dead were taken to a hospital in the town."]
    padding = "The mountains of the region have been a refuge of armed groups for four decades, and villagers there are used to the sound of jets."
    capture(make_html("Turkish jets bomb Kurdish militants in northern Iraq", [*one, padding, padding.replace("four", "some four")]), path="/raid")
    capture(
        make_html("Turkish jets bomb Kurdish militants in northern Iraq, Baghdad protests", [*two, padding.replace("villagers", "farmers")], "2024-11-19T08:00:00+00:00"),
        path="/raid", day=NEXT, outlet="ledger",
    )  # fmt: skip
    for day in (NEXT, DAY):
        build_day(settings, day, run_id="r")
    rows = read(settings, "SELECT n_articles, n_outlets, n_origins, life FROM happenings WHERE type = 'ASSAULT' AND n_articles > 1")
    assert [(row["n_articles"], row["n_outlets"]) for row in rows] == [(2, 2)]
    assert rows[0]["life"] in ("actual", "confirmed")
    assert read(settings, "SELECT count(*) AS n FROM events WHERE happening_id IS NULL") == [{"n": 0}]
    before = hash_tables(settings)
    for day in (DAY, NEXT):
        build_day(settings, day, run_id="again")
        assert hash_tables(settings) == before
