"""What business reports, live blogs and other languages ask of times."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.unit.tag_times.conftest import days

from presswatch.model.language import TimeExpression
from presswatch.tag.times.find import find_times

THURSDAY = dt.datetime(2028, 4, 13, 0, 30, tzinfo=dt.UTC)


def read(text: str, published_at: dt.datetime | None = THURSDAY, language: str = "en") -> list[TimeExpression]:
    return list(find_times(text, published_at, language=language))


def values(text: str, language: str = "en") -> list[str | None]:
    return [t.value for t in read(text, language=language)]


@pytest.mark.parametrize(
    ("text", "stretch"),
    [
        ("Sales in the fiscal year ended June 30 fell.", ("2026-07-01", "2027-07-01")),
        ("In fiscal 2027, which ended on Sept. 30, 2027, it lost money.", ("2026-10-01", "2027-10-01")),
        ("Profit in the six months to March rose.", ("2027-10-01", "2028-04-01")),
        ("Net income for the quarter ended March 31 fell.", ("2028-01-01", "2028-04-01")),
        ("In the quarter ended Feb. 29, 2028, it grew.", ("2027-12-01", "2028-03-01")),
    ],
)
def test_a_stretch_with_its_last_day_is_counted_back_from_it(text: str, stretch: tuple[str, str]) -> None:
    assert days(read(text)[0]) == stretch


def test_a_fiscal_year_without_its_last_day_has_a_value_and_no_interval() -> None:
    (found,) = read("Sales fell in fiscal 2027.")
    assert (found.value, found.time_start_at) == ("FY2027", None)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("For the quarter ended Dec. 31 the firm earned less than a year earlier.", "2026-Q4"),
        ("In the three months to September it sold more than a year earlier.", "2026-Q3"),
        ("In the first quarter of 2028 it lost $2 million. In the same period last year it broke even.", "2027-Q1"),
        ("In the fourth quarter of 2027 it lost $2 million. In the 2026 quarter it broke even.", "2026-Q4"),
    ],
)
def test_a_year_earlier_is_the_same_quarter_of_the_year_before(text: str, value: str) -> None:
    assert values(text)[-1] == value


def test_the_week_of_a_report_on_a_monday_is_that_of_the_days_it_tells() -> None:
    monday = dt.datetime(2028, 4, 17, 8, tzinfo=dt.UTC)
    assert [t.value for t in read("The index fell 2% on Friday. For the week it lost 5%.", monday)] == ["2028-04-14", "2028-W15"]


@pytest.mark.parametrize(
    ("blog", "expected"),
    [
        ("00:20 – Fire out\n\nIt is out.\n\n23:50 – Roads shut\n\n22:10\n\nFire starts.", ["2028-04-13T00:20", "2028-04-12T23:50", "2028-04-12T22:10"]),
        ("22:10: Fire starts.\n\n23:50: Roads shut.\n\n00:20: Out.", ["2028-04-12T22:10", "2028-04-12T23:50", "2028-04-13T00:20"]),
        ("17:25 — No deal\n\nNothing yet.\n\n16:40 — More", ["T17:25", "T16:40"]),
    ],
)
def test_entries_of_a_live_blog_lie_on_their_day_or_on_none(blog: str, expected: list[str]) -> None:
    assert values(blog) == expected


def test_a_clock_at_the_head_of_an_entry_is_not_of_a_day_that_the_entry_before_speaks_of() -> None:
    assert [t.value for t in read("17:25 — No deal\n\nThey met on Monday.\n\n16:40 — More") if ":" in t.text] == ["T17:25", "T16:40"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("A service will be held on Friday.", "2028-04-14"),
        ("The fleet leaves Bergen on Friday.", "2028-04-14"),
        ("The strike had been due to end on Friday.", "2028-04-07"),
        ("He is continuing to press for a March accord.", "2028-03"),
        ("They agreed to lend the money until May.", "2028-05"),
        ("They lent the money in July.", "2027-07"),
        ("The envoys met on Friday (April 21).", "2028-04-21"),
        ("The law passed on Tuesday, May 4.", "2027-05-04"),
    ],
)
def test_the_words_around_a_date_tell_which_is_meant(text: str, value: str) -> None:
    assert values(text)[0] == value


@pytest.mark.parametrize("text", ["It was the worst drought in ten years.", "It hasn't snowed here in ten years.", "For the first time in ten years it snowed."])
def test_a_record_tells_how_long_not_when(text: str) -> None:
    assert values(text) == ["P10Y"]


@pytest.mark.parametrize("text", ["About 2000 people fled.", "The murder of 1500 villagers shook the land.", "The council adopted Resolution 1973.", "Some 1800 marched.", "Flight 1549 landed."])
def test_numbers_of_other_things_are_no_years(text: str) -> None:
    assert read(text) == []


def test_the_text_itself_may_show_the_order_of_its_numeric_dates() -> None:
    assert values("It ran from 5/12/2027 on; the last issue is dated 25/12/2027.") == ["2027-12-05", "2027-12-25"]
    assert values("It ran from 5/12/2027 on.") == [None]


def test_halves_of_any_stretch_and_no_century_that_turns_unnamed() -> None:
    (found,) = read("in the second half of May")
    assert (found.value, days(found)) == ("2028-05", ("2028-05-16", "2028-06-01"))
    assert [(t.value, t.time_start_at) for t in read("since the turn of the century")] == [(None, None)]


def test_hours_that_can_only_run_by_day_are_of_the_day() -> None:
    (found,) = read("The polls were open from 9 to 5 on Monday.")
    assert found.value == "2028-04-10T09:00/2028-04-10T17:00"
    assert found.time_start_at is not None
    (unsure,) = read("They met between 3 and 5 on Monday.")
    assert unsure.time_start_at is None


def test_zones_are_read_by_place_and_by_name() -> None:
    assert read("at 5 p.m. Moscow time on Monday")[0].time_start_at == dt.datetime(2028, 4, 10, 14, tzinfo=dt.UTC)
    assert read("at 9 a.m. Eastern Standard Time on Tuesday")[0].value == "2028-04-11T09:00"


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("ru", "Во вторник вечером он заявил, что в мае прошлого года всё началось.", ["2028-04-11TEV", "2027-05"]),
        ("ru", "Переговоры пройдут 20 мая, сообщил он вчера.", ["2028-05-20", "2028-04-12"]),
        ("ar", "قال الوزير أمس الأربعاء إن الاتفاق وقع في 15 آذار/مارس 2027.", ["2028-04-12", "2028-04-12", "2027-03-15"]),
        ("ar", "قتل الآلاف منذ عام 2011، وزار الوفد بيروت قبل يومين.", ["2011", "2028-04-11"]),
        ("el", "Η τρίτη συνάντηση έγινε την Τρίτη.", ["2028-04-11"]),
        ("de", "Heute Morgen sprach er; er wird morgen fahren.", ["2028-04-13", "2028-04-14"]),
        ("pt", "Na segunda-feira (10) disse que voltará em 20 de maio.", ["2028-04-10", "2028-05-20"]),
        ("it", "Martedì ha detto che era partito due anni fa, nel marzo dello scorso anno.", ["2028-04-11", "2026", "2027-03"]),
        ("uk", "У п’ятницю він заявив, що вибори відбудуться 20 травня.", ["2028-04-07", "2028-05-20"]),
        ("fr", "En mars de l'année dernière, à 14h30.", ["2027-03", "T14:30"]),
        ("es", "Esta mañana llegó; pasado mañana se irá.", ["2028-04-13TMO", "2028-04-15"]),
    ],
)
def test_dates_of_other_languages_have_their_values(language: str, text: str, expected: list[str]) -> None:
    assert values(text, language) == expected


@pytest.mark.parametrize(("language", "text"), [("ru", "Мария Мартова живёт в Майкопе."), ("ar", "في اليوم التالي عاد الوفد"), ("es", "Llegó por la mañana."), ("pt", "A segunda fase e a quarta reunião."), ("uk", "Лютий холод і люта зима."), ("el", "Η τρίτη και η τέταρτη γενιά."), ("xx", "yesterday")])
def test_words_of_other_languages_that_only_look_like_times_are_left_alone(language: str, text: str) -> None:
    assert values(text, language) == []


def test_entries_of_a_live_blog_lie_on_the_day_when_only_that_is_known_of_its_publication() -> None:
    day = dt.datetime(2028, 4, 13, tzinfo=dt.UTC)
    assert [t.value for t in read("8:05 p.m.\n\nPolls shut.\n\n9:30 p.m.\n\nCounting starts.", day)] == ["2028-04-13T20:05", "2028-04-13T21:30"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He joined in 2019. They met on Tuesday. In March of that year he had been ill.", ["2019", "2028-04-11", "2019-03"]),
        ("On 5 March 2027 the dam broke; that evening the valley was under water.", ["2027-03-05", "2027-03-05TEV"]),
        ("That evening he left.", ["TEV"]),
        ("Nine people were hurt overnight.", ["2028-04-12TNI"]),
        ("They took an overnight train.", []),
        ("They met on Friday. The previous Friday they had quarrelled.", ["2028-04-07", "2028-03-31"]),
        ("It has risen 12% since year-end.", ["2027-12-31"]),
        ("They left five or six weeks ago.", ["PXW"]),
        ("It happened in the early hours of Sunday.", ["2028-04-09TMO"]),
        ("It rained from May 2027 through June 2027.", ["2027-05/2027-06", "2027-05", "2027-06"]),
    ],
)
def test_what_a_story_has_told_decides_what_its_words_mean(text: str, expected: list[str | None]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(
    ("text", "stretch"),
    [
        ("from the end of May to the start of July 2027", ("2027-06-01", "2027-07-01")),
        ("between the middle of May and the end of June 2027", ("2027-05-16", "2027-07-01")),
        ("in the early hours of Sunday", ("2028-04-09", "2028-04-09")),
        ("the day after Christmas", ("2027-12-26", "2027-12-27")),
        ("in the year to date", ("2028-01-01", "2028-04-13")),
    ],
)
def test_edges_of_a_range_are_points(text: str, stretch: tuple[str, str]) -> None:
    assert days(read(f"It was so {text}.")[0]) == stretch


@pytest.mark.parametrize("text", ["His share rose to the low 40s.", "She is in her 30s.", "He flew to Mar-a-Lago.", "It is owned by 21st Century Fox.", "He left as soon as he could.", "In 400 BC it was a village."])
def test_phrases_that_only_look_like_times_are_left_alone(text: str) -> None:
    assert values(text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("It costs $40 a month.", "P1M"),
        ("It meets twice weekly.", "P1W"),
        ("It meets every other Friday.", "XXXX-WXX-5"),
        ("It is paid on the 19th of every month.", "XXXX-XX-19"),
        ("It took 2½ years.", "P2Y6M"),
        ("It took 3.5 years.", "P3.5Y"),
        ("It took a hundred days.", "P100D"),
        ("It took a quarter-century.", "P25Y"),
        ("They met at five thirty.", "T05:30"),
        ("They met at 9 o’clock.", "T09"),
        ("It began at 3 p . m .", "T15"),
        ("It was founded in October of '87.", "1987-10"),
        ("Sales rose in FY19.", "FY2019"),
        ("It was so in the 2018-19 financial year.", "FY2019"),
    ],
)
def test_forms_of_length_of_repetition_and_of_number_have_their_values(text: str, value: str) -> None:
    assert values(text) == [value]
