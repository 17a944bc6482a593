"""What the days before teach of an outlet's pages, and that a rebuild repeats it."""

from __future__ import annotations

import datetime as dt
import itertools
from pathlib import Path

from tests.unit.build.conftest import BODIES, DAY, make_html

from presswatch.build.memories import PAGES_A_DAY, choose_sample
from presswatch.build.run import build_day
from presswatch.model import TABLES
from presswatch.raw import CaptureRef
from presswatch.settings import Settings
from presswatch.warehouse.lake import Lake

NEXT, THIRD = DAY + dt.timedelta(days=1), DAY + dt.timedelta(days=2)
BOX = "Our harbour desk works through the night so that you can read this over breakfast, and a coffee a month keeps its lamps burning brightly."


def page(name: str, n: int) -> bytes:
    paragraphs = [p.replace("Monday", f"Monday the {n}th") for p in BODIES[name]]
    return make_html(f"{name.title()} number {n}", [*paragraphs[:2], BOX, *paragraphs[2:]])


def read(settings: Settings, query: str) -> list[dict]:
    with Lake(settings, read_only=True) as lake:
        return lake.read(query).to_pylist()


def fill_first_day(capture) -> None:
    for n, name in enumerate(("strike", "flood", "trial", "strike-corrected"), 3):
        capture(page(name, n), path=f"/{name}")
    capture(make_html("Apple harvest", ["Growers in the Suir valley expect the best apple harvest in ten years after a mild spring.", BOX, "Cider makers have ordered two new presses, and pickers from four counties have found lodgings in the villages along the river."]), path="/apples")


def test_a_block_that_repeats_across_an_outlet_is_no_text_on_the_days_after(settings: Settings, capture) -> None:
    fill_first_day(capture)
    late = ["A fishing boat sank off the Saltee Islands on Tuesday night and its crew of five was picked up by a lifeboat from Kilmore Quay.", BOX, "The skipper said that the boat had taken on water in a cross sea, and thanked the volunteers who had gone out in a gale."]
    capture(make_html("Crew of five saved", late), path="/boat", day=NEXT)
    for day in (DAY, NEXT):
        build_day(settings, day, run_id="r")
    (row,) = read(settings, "SELECT text FROM articles WHERE title = 'Crew of five saved'")
    assert BOX not in row["text"] and "cross sea" in row["text"]
    (memory,) = read(settings, "SELECT outlet_id, first_day, last_day, n_articles FROM outlet_memories")
    assert (memory["outlet_id"], memory["first_day"], memory["last_day"]) == ("courier", DAY, DAY)
    assert memory["n_articles"] >= 3


def test_what_was_learnt_since_does_not_make_an_unchanged_page_a_revision(settings: Settings, capture) -> None:
    fill_first_day(capture)
    capture(page("flood", 4), path="/flood", day=NEXT)
    for day in (DAY, NEXT):
        build_day(settings, day, run_id="r")
    assert read(settings, "SELECT count(*) AS n, max(revision) AS r FROM articles WHERE canonical_url LIKE '%/flood'") == [{"n": 1, "r": 0}]


def test_days_give_the_same_rows_in_any_order_and_without_a_stage(settings: Settings, capture, tmp_path: Path) -> None:
    fill_first_day(capture)
    capture(page("trial", 9), path="/later", day=NEXT)
    capture(page("flood", 11), path="/last", day=THIRD)
    seen = set()
    for number, order in enumerate(itertools.islice(itertools.permutations([DAY, NEXT, THIRD]), 0, 6, 5)):
        home = settings.model_copy(update={"catalog": str(tmp_path / f"{number}.sqlite"), "data": str(tmp_path / f"data{number}"), "home": tmp_path / f"h{number}", "raw": settings.raw_url})
        for day in order:
            build_day(home, day, run_id=str(number))
        with Lake(home, read_only=True) as lake:
            seen.add(tuple(lake.table_hash(name) for name in TABLES if name != "runs"))
    assert len(seen) == 1


def test_the_sample_of_a_day_is_bounded_and_does_not_depend_on_order() -> None:
    moment = dt.datetime(2024, 11, 18, tzinfo=dt.UTC)
    refs = [
        CaptureRef(
            fetch_id=f"f{n}", url=f"https://a.example/{n}", canonical_url=f"https://a.example/{n}", final_url=f"https://a.example/{n}", outlet_id="a", purpose="page",
            captured_at=moment, content_type=None, http_status=200, body_sha256="0" * 64, bytes=1, warc_file="w", warc_offset=n,
        )
        for n in range(50)
    ]  # fmt: skip
    chosen = choose_sample(refs)
    assert len(chosen) == PAGES_A_DAY
    assert {r.fetch_id for r in choose_sample(reversed(refs))} == {r.fetch_id for r in chosen}
