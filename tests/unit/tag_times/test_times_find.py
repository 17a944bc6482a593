"""What an expression is counted from, and when it stays unresolved."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from presswatch.model.language import TimeExpression
from presswatch.tag.times.find import find_times
from presswatch.tag.times.grammar import load_grammar
from presswatch.tag.times.lexicon import list_languages
from presswatch.tag.times.units import find_holiday

WEDNESDAY = dt.datetime(2019, 11, 6, 12, tzinfo=dt.UTC)


def read(text: str, published_at: dt.datetime | None = WEDNESDAY, **options: str) -> list[TimeExpression]:
    return list(find_times(text, published_at, **options))  # type: ignore[arg-type]


def read_one(text: str, published_at: dt.datetime | None = WEDNESDAY, **options: str) -> TimeExpression:
    (found,) = read(text, published_at, **options)
    return found


@pytest.mark.parametrize("text", ["on Monday", "yesterday", "last week", "two days ago", "this month", "the third quarter", "next year"])
def test_relative_expressions_stay_unresolved_without_a_time_of_publication(text: str) -> None:
    found = read_one(f"He left {text}.", None)
    assert found.time_start_at is None
    assert found.time_end_at is None
    assert found.anchor == "none"
    assert "no_published_at" in found.rule


def test_a_month_and_day_without_a_year_keep_an_underspecified_value_when_unanchored() -> None:
    assert read_one("It ends on Nov. 5.", None).value == "XXXX-11-05"


def test_absolute_dates_need_no_time_of_publication() -> None:
    found = read_one("It ended on Nov. 5, 2018.", None)
    assert (found.value, found.anchor, found.granularity) == ("2018-11-05", "none", "day")
    assert found.time_start_at == dt.datetime(2018, 11, 5, tzinfo=dt.UTC)
    assert found.time_end_at == dt.datetime(2018, 11, 6, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The minister said on Monday that talks failed.", "2019-11-04"),
        ("The minister will speak on Monday.", "2019-11-11"),
        ("The minister said on Wednesday that talks failed.", "2019-11-06"),
        ("The vote is to be held in March.", "2020-03"),
        ("The vote was held in March.", "2019-03"),
    ],
)
def test_tense_decides_between_last_and_next(text: str, value: str) -> None:
    assert read_one(text).value == value


def test_tense_handed_in_outweighs_the_words_nearby() -> None:
    found = find_times("He said it would open on Monday.", WEDNESDAY, read_tense=lambda start, end: "past")
    assert found[0].value == "2019-11-04"


def test_days_begin_in_the_zone_of_publication() -> None:
    zone = dt.timezone(dt.timedelta(hours=2))
    found = read_one("He left yesterday.", dt.datetime(2019, 11, 6, 1, tzinfo=zone))
    assert found.value == "2019-11-05"
    assert found.time_start_at == dt.datetime(2019, 11, 4, 22, tzinfo=dt.UTC)


def test_a_clock_time_with_a_zone_of_its_own_is_turned_to_utc() -> None:
    found = read_one("The launch was on Tuesday at 10 a.m. EST.")
    assert found.time_start_at == dt.datetime(2019, 11, 5, 15, tzinfo=dt.UTC)
    assert found.type == "TIME"


def test_a_clock_time_without_a_date_has_no_interval() -> None:
    found = read_one("Doors open at 7:30 p.m. there.")
    assert (found.value, found.time_start_at) == ("T19:30", None)
    assert "no_date" in found.rule


def test_narrative_expressions_count_from_the_date_last_spoken_of() -> None:
    found = read("The bridge fell on 5 March 2018. Two days later it rained. The following month work began.")
    assert [t.value for t in found] == ["2018-03-05", "2018-03-07", "2018-04"]
    assert [t.anchor for t in found] == ["none", "narrative", "narrative"]


def test_narrative_expressions_without_a_date_before_them_stay_null() -> None:
    found = read_one("Two days later he came home.")
    assert (found.value, found.time_start_at) == (None, None)
    assert "no_narrative_anchor" in found.rule


@pytest.mark.parametrize(("country", "value"), [("US", "2019-05-04"), ("GB", "2019-04-05"), (None, None)])
def test_the_outlets_country_decides_the_order_of_numeric_dates(country: str | None, value: str | None) -> None:
    found = find_times("Posted 5/4/2019 by staff.", WEDNESDAY, country=country)
    assert found[0].value == value
    assert (found[0].time_start_at is None) == (country is None)


def test_a_numeric_date_that_can_be_read_in_one_way_needs_no_country() -> None:
    assert read_one("Posted 25/4/2019 by staff.").value == "2019-04-25"


def test_a_range_gives_its_whole_interval_and_its_ends() -> None:
    found = read("He ruled from 1980 to 1982.")
    assert [(t.text, t.value) for t in found] == [("from 1980 to 1982", "1980/1982"), ("1980", "1980"), ("1982", "1982")]
    assert found[0].time_end_at == dt.datetime(1983, 1, 1, tzinfo=dt.UTC)


def test_a_dateline_a_day_off_outweighs_the_time_of_publication() -> None:
    found = read("Tuesday, November 5, 2019\n\nThe town flooded yesterday.")
    assert (found[1].value, found[1].anchor) == ("2019-11-04", "dateline")


@pytest.mark.parametrize("text", ["It may rain and may not.", "They march on.", "The sun rose.", "He earns $1999 a day", "A second man spoke.", "The fall was steep."])
def test_words_that_only_look_like_times_are_left_alone(text: str) -> None:
    assert [t for t in read(text) if t.type in ("DATE", "TIME")] == []


@pytest.mark.parametrize("text", ["on February 30, 2019", "on 31/31/2019", "at 25:99", "in 0000-00-00", "10 million years ago", "on 2019-13-45", "9999999999999999999 days ago"])
def test_impossible_dates_give_no_interval_and_no_error(text: str) -> None:
    assert all(t.time_start_at is None or t.time_start_at < t.time_end_at for t in read(text) if t.time_end_at)  # type: ignore[operator]


def test_a_time_of_day_belongs_to_the_day_spoken_of_just_before() -> None:
    found = read("Crowds came on Tuesday. The gates shut at 7:30 p.m. there.")
    assert (found[1].value, found[1].anchor) == ("2019-11-05T19:30", "narrative")


def test_a_day_is_not_counted_from_a_year_named_in_passing() -> None:
    found = read("The law of 1998 was old. The next day he left.")
    assert found[1].time_start_at is None


def test_an_editors_brackets_stand_inside_an_expression() -> None:
    assert read_one('"We came [two] years ago," she said.').value == "2017"


def test_a_duration_is_placed_only_where_it_still_goes_on() -> None:
    assert read_one("She has worked there for two years.").time_start_at == dt.datetime(2017, 11, 6, tzinfo=dt.UTC)
    assert read_one("She worked there for two years.").time_start_at is None


def test_a_language_without_rules_gives_nothing() -> None:
    assert read("yesterday", language="xx") == []


@pytest.mark.parametrize(("rule", "year", "day"), [("easter", 2024, "03-31"), ("easter-2", 2025, "04-18"), ("11-thu4", 2023, "11-23"), ("05-mon-1", 2022, "05-30")])
def test_holidays_fall_on_their_days(rule: str, year: int, day: str) -> None:
    assert find_holiday(rule, year).strftime("%m-%d") == day


WORDS = ["on", "Monday", "the", "next", "two", "days", "later", "ago", "from", "to", "May", "5", "2019", "1/2/2019", "at", "10", "p.m.", "of", "last", "week", ",", "-", "year",
         "quarter", "every", "end", "and", "half", "31", "February", "century", "9999", "0001-01-01", "million", "first", "day", "'s", "GMT", "before", "12:30", "\n", "decades"]


@settings(deadline=None)  # the first text of a language loads its rules
@given(st.lists(st.sampled_from(WORDS), max_size=14), st.sampled_from([WEDNESDAY, None, dt.datetime(1, 1, 1, tzinfo=dt.UTC), dt.datetime(9999, 12, 31, tzinfo=dt.UTC)]))
def test_any_text_gives_spans_that_are_its_own_and_intervals_that_end_after_they_begin(words: list[str], published_at: dt.datetime | None) -> None:
    text = " ".join(words)
    first = find_times(text, published_at)
    for t in first:
        assert text[t.start_char : t.end_char] == t.text
        assert (t.time_start_at is None) == (t.time_end_at is None)
        assert t.time_start_at is None or t.time_end_at is None or t.time_start_at < t.time_end_at
    assert len({(t.start_char, t.end_char) for t in first}) == len(first)
    assert first == find_times(text, published_at)


@settings(deadline=None)  # the first text of a language loads its rules
@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    for language in list_languages():
        find_times(text, WEDNESDAY, language=language)


def test_clocks_that_head_the_entries_of_a_live_blog_are_of_its_day():
    now = dt.datetime(2028, 7, 13, 17, 30, tzinfo=dt.timezone(dt.timedelta(hours=3)))
    blog = "17:25 — No deal\n\nThey return on Friday morning.\n\n16:40 — More\n\nNothing was heard last night.\n\n15:05\n\nThe end."
    later = blog.replace("16:40", "19:40")
    assert [t.value for t in find_times(blog, now) if ":" in t.text] == ["2028-07-13T17:25", "2028-07-13T16:40", "2028-07-13T15:05"]
    assert "2028-07-13T19:40" not in [t.value for t in find_times(later, now)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("She resigned on Wednesday. He told the programme so an hour later.", "an hour later"),
        ("On May 16 they met. A month later the rest came home. They had been freed the previous night.", "the previous night"),
        ("He was sent home on Monday.\n\nHe lives in Libya. His brother said that he had been at a wedding that day.", "that day"),
    ],
)
def test_what_is_counted_from_a_time_that_the_text_does_not_name_has_no_value(text, words):
    found = [t for t in find_times(text, dt.datetime(2028, 6, 30, 9, tzinfo=dt.UTC)) if t.text == words]
    assert [t.value for t in found] == [None]
    assert found[0].rule.endswith("no_narrative_anchor")


def test_an_hour_after_a_clock_and_a_day_after_a_day_have_values():
    found = find_times("On May 16 at 9 a.m. they met. An hour later they left. The next day they came back.", dt.datetime(2028, 6, 30, 9, tzinfo=dt.UTC))
    assert [t.value for t in found][1:] == ["2028-05-16T10", "2028-05-17"]


@pytest.mark.parametrize("language", list_languages())
@settings(deadline=None, max_examples=60)
@given(st.data())
def test_any_words_of_a_language_give_spans_of_their_own_and_intervals_that_end_after_they_begin(language: str, data: st.DataObject) -> None:
    words = sorted(load_grammar(language).lexicon.words)
    text = " ".join(data.draw(st.lists(st.sampled_from([*words, "3", "2019", "5/12/2019", "12:30", "\n", "½"]), max_size=20)))
    for t in find_times(text, data.draw(st.sampled_from([WEDNESDAY, None, dt.datetime(9999, 12, 31, tzinfo=dt.UTC)])), language=language):
        assert text[t.start_char : t.end_char] == t.text
        assert t.time_start_at is None or t.time_end_at is None or t.time_start_at < t.time_end_at


@pytest.mark.parametrize(("text", "value"), [("Fighting has raged since December.", "2018-12"), ("It has been shut since mid-December.", "2018-12"), ("Fighting will begin in December.", "2019-12")])
def test_what_something_has_gone_on_since_does_not_lie_ahead(text: str, value: str) -> None:
    assert read_one(text).value == value


def test_the_year_to_a_month_is_not_the_calendar_year() -> None:
    assert [f.value for f in read("Prices rose in the year to October.")] == ["2019-10"]
