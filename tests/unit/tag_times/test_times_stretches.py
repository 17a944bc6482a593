"""Stretches with a place on the calendar, and what keeps numbers from being read as dates."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.unit.tag_times.conftest import days

from presswatch.model.language import TimeExpression
from presswatch.tag.times.find import find_times
from presswatch.tag.times.grammar import load_grammar

WEDNESDAY = dt.datetime(2019, 11, 6, 12, tzinfo=dt.UTC)


def read(text: str, country: str | None = None) -> list[TimeExpression]:
    return list(find_times(text, WEDNESDAY, country=country))


@pytest.mark.parametrize(
    ("text", "stretch"),
    [
        ("in the next three days", ("2019-11-07", "2019-11-10")),
        ("in the past three days", ("2019-11-03", "2019-11-06")),
        ("in the next 4 business days", ("2019-11-07", "2019-11-13")),
        ("over the past two quarters", ("2019-04-01", "2019-10-01")),
        ("in the last four months of 2018", ("2018-09-01", "2019-01-01")),
        ("in the first ten days of last year", ("2018-01-01", "2018-01-11")),
        ("for three days starting next Monday", ("2019-11-11", "2019-11-14")),
        ("They must leave within two weeks.", ("2019-11-06", "2019-11-20")),
        ("from mid-March to the end of May 2018", ("2018-03-11", "2018-06-01")),
        ("The curfew holds from May to September 2018.", ("2018-05-01", "2018-10-01")),
        ("over Nov.-Feb. 2017", ("2016-11-01", "2017-03-01")),
    ],
)
def test_a_stretch_lies_where_the_words_put_it(text: str, stretch: tuple[str, str]) -> None:
    assert stretch in [days(t) for t in read(text) if t.time_start_at is not None]


def test_a_weekday_decides_between_the_readings_of_a_numeric_date() -> None:
    assert [t.value for t in read("on Tuesday 5/11")] == ["2019-11-05"]
    assert [t.value for t in read("on 5/11/2019")] == [None]
    assert [t.value for t in read("on 5/11/2019", country="US")] == ["2019-05-11"]


@pytest.mark.parametrize("text", ["Call 138-2010-2015", "Case 133-03-03-2020 was heard", "Ring 555-1212", "One may ask why", "Let's start"])
def test_numbers_of_telephones_and_cases_are_no_dates(text: str) -> None:
    assert read(text) == []


def test_money_before_a_month_stays_money() -> None:
    assert [t.value for t in read("It cost $12 December 27")] == ["2019-12-27"]


@pytest.mark.parametrize("text", ["The following Tuesday he left.", "That week it rained.", "The day before, he had left."])
def test_what_is_counted_from_a_day_never_named_stays_open(text: str) -> None:
    found = read(text)
    assert [t.value for t in found] == [None]
    assert "no_narrative_anchor" in (found[0].rule or "")


def test_every_rule_is_tried_where_its_words_stand() -> None:
    letters = set(load_grammar("en").letters.values())
    for phase in load_grammar("en").phases:
        for rule in phase:
            assert rule.needs, rule.name
            assert rule.needs <= letters


def test_two_days_of_a_month_are_two_dates() -> None:
    assert [(t.text, t.value) for t in read("It met on Nov. 3 and 5.")] == [("Nov. 3", "2019-11-03"), ("5", "2019-11-05")]
    assert [(t.text, t.value) for t in read("It met on 18 and 21 October.")] == [("18", "2019-10-18"), ("21 October", "2019-10-21")]


@pytest.mark.parametrize(("text", "value"), [("last Tuesday", "2019-10-29"), ("this past Tuesday", "2019-11-05"), ("on Tuesday", "2019-11-05"), ("last Friday", "2019-11-01")])
def test_a_last_weekday_is_of_the_week_before(text: str, value: str) -> None:
    assert [t.value for t in read(f"He left {text}.")] == [value]


def test_a_week_by_number_is_no_round_of_a_league() -> None:
    assert [t.value for t in read("Deliveries begin in week 31.")] == ["2019-W31"]
    assert read("They lost in Week 10.") == []


def test_weeks_are_counted_to_the_day_from_a_time_of_day() -> None:
    assert [t.value for t in read("They met at 10 p.m. on Tuesday. Two weeks earlier they had spoken.")] == ["2019-11-05T22:00", "2019-10-22"]
