"""Golden articles of ours: the files hold what they must, and what is read from them doesn't get worse, layer by layer."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from tests.quality.golden_files import GoldError, list_files, load_golden, load_goldens
from tests.quality.goldens import FEW, score_goldens, tag_goldens

from presswatch.tag.knowledge.base import KnowledgeBase

FLOORS = yaml.safe_load((Path(__file__).parent / "reading" / "floors.yaml").read_text(encoding="utf-8"))


def test_there_are_forty_articles_four_of_them_not_in_english():
    found = load_goldens()
    assert len(found) == 40
    assert len({g.language for g in found} - {"en"}) == 4


@pytest.fixture(scope="module")
def goldens():
    return load_goldens()


@pytest.fixture(scope="module")
def said(goldens):
    return tag_goldens(goldens)


@pytest.fixture(scope="module")
def report(goldens, said):
    return score_goldens(goldens, said)


@pytest.mark.parametrize("path", list_files(), ids=lambda p: p.stem)
def test_golden_file_is_well_formed(path):
    golden = load_golden(path)
    assert 70 <= len(golden.text.split()) <= 220
    assert golden.mentions and golden.times
    kb = KnowledgeBase.load()
    for row in golden.mentions + golden.roles:
        for one in (row["entity"] or "").split("/") if not (row["entity"] or "").startswith("place:") else ():
            assert not one or one in kb.entities, f"{row['text']}: {one} isn't in the knowledge base"


@pytest.mark.parametrize("figure", FLOORS)
def test_figure_stays_above_its_floor(report, figure):
    assert report.tallies[figure].f1 >= FLOORS[figure]


def test_every_figure_over_enough_rows_has_a_floor(report):
    assert {figure for figure, tally in report.tallies.items() if tally.gold >= FEW} == set(FLOORS)


def test_gold_words_that_the_text_does_not_hold_are_refused(tmp_path):
    path = tmp_path / "01-wrong.yaml"
    path.write_text('title: T\nabout: x\nkind: news\npublished_at: "2028-03-16"\nlanguage: en\ntext: Rain fell on Monday.\ntimes:\n  - [Tuesday, null]\n', encoding="utf-8")
    with pytest.raises(GoldError, match="'Tuesday' isn't in the text"):
        load_golden(path)


def test_a_day_on_another_weekday_is_refused(tmp_path):
    path = tmp_path / "01-wrong.yaml"
    path.write_text('title: T\nabout: x\nkind: news\npublished_at: "2028-03-16"\nlanguage: en\ntext: Rain fell on Monday.\ntimes:\n  - [Monday, 2028-03-14]\n', encoding="utf-8")
    with pytest.raises(GoldError, match="is no Tuesday"):
        load_golden(path)


# ------------------------------------------------------------------ what must never happen
def _name_cases(rows):
    """Cases by article; a case that fails today is marked so, and must be unmarked when it is mended."""
    marks = [[pytest.mark.xfail(strict=True, reason=row["fails_today"])] if row.get("fails_today") else [] for _, row in rows]
    return [pytest.param(name, row, id=f"{name}: {row['why']}", marks=mark) for (name, row), mark in zip(rows, marks, strict=True)]


NEVER = [(g.name, row) for g in load_goldens() for row in g.never]
EVENTLESS = [(g.name, {"why": "no event at all", "fails_today": g.fails_today}) for g in load_goldens() if g.kind != "news"]


@pytest.mark.parametrize(("name", "row"), _name_cases(EVENTLESS))
def test_sport_business_disaster_council_and_metaphor_give_no_event(goldens, said, name, row):
    assert [(e["type"], e["trigger"]) for e in said[name]["events"]] == []


@pytest.mark.parametrize(("name", "row"), _name_cases(NEVER))
def test_event_that_must_not_be_read_is_not(said, name, row):
    assert [e["trigger"] for e in said[name]["events"] if _is_forbidden(row, e)] == []


def _is_forbidden(row, event):
    trigger = row["trigger"]
    return (
        row.get("type", event["type"]) == event["type"]
        and (trigger is None or (event["trigger_start"] < trigger[1] and trigger[0] < event["trigger_end"]))
        and ("actor" not in row or any(row["actor"] == a["country"] or row["actor"] in a["text"] for a in event["actors"]))
        and ("starts" not in row or (event["time_start_at"] or "").startswith(row["starts"]))
        and all(event[key] == row[key] for key in ("status", "polarity") if key in row)
    )


@pytest.mark.parametrize("golden", [g for g in load_goldens() if not any(v.startswith(g.published_at[:10]) for t in g.times for v in t["values"])], ids=lambda g: g.name)
def test_nothing_is_dated_on_the_day_of_publication_where_the_text_names_no_such_day(said, golden):
    day = golden.published_at[:10]
    dated = [t["text"] for t in said[golden.name]["times"] if (t["value"] or "").startswith(day)]
    dated += [e["trigger"] for e in said[golden.name]["events"] if (e["time_start_at"] or "").startswith(day)]
    assert not dated


UNPLACED = [(g.name, t["span"], t["text"]) for g in load_goldens() for t in g.times if not t["values"]]
@pytest.mark.parametrize(
    ("name", "span", "text"),
    UNPLACED,
)
def test_time_that_the_text_does_not_place_gets_no_value(said, name, span, text):
    assert [t["value"] for t in said[name]["times"] if t["start"] < span[1] and span[0] < t["end"] and t["value"]] == []
