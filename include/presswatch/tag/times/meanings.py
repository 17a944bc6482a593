"""What a time expression means before it is placed on the calendar: small records that rules build and `placing` resolves.

This module owns the records only. Counts are None for vague amounts ("several weeks"). Units are singular English words: second, minute,
hour, day, weekend, week, month, season, quarter, half_year, year, decade, century.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """A place on the calendar by its names; what is None isn't said. `weekday`: 1 is Monday; `said`: the weekday beside a day of a month.

    `which`: last, next, this, past (the nearest behind), coming (the nearest ahead), following and previous (counted from the day last spoken of), same_quarter (that which is
    reported, in another year).
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    season: str | None = None
    quarter: int | None = None
    half: int | None = None
    week: int | None = None
    which: str | None = None
    fiscal: bool = False
    school: bool = False
    holiday: str | None = None
    said: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Era:
    """A decade or century: the first `digits` of its years ("199" for the 1990s, "19" for the 20th century)."""

    prefix: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """`count` units away from a base. `whole`: the calendar unit itself ("last week"). `base`: published; narrative; nearest, nearest_this
    (the weekend); told (the week that is spoken of); reported (the quarter that is, or the last that is over); this_night (that before the news);
    or a meaning.

    `exact`: counted to the day whatever the unit ("two years and a day ago").
    """

    unit: str
    count: float | None
    base: Meaning | str = "published"
    whole: bool = False
    back_to_quarter: bool = False
    exact: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Inside:
    """A part of a longer stretch: "the first Monday of next month" (index 1), "the end of the week" (edge end), "March last year"."""

    part: Meaning | str
    container: Meaning
    index: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """The START, MID or END of a stretch, its HALF1 or HALF2, or what is BEFORE or AFTER now in it; the TIMEX3 value stays that of the stretch.

    `point`: said as a point ("the end of May"), which is what a range runs from or to.
    """

    part: str
    whole: Meaning
    point: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """A time of day. `sure` says that the half of the day is known. `zone`: an IANA name or a fixed offset such as +05:30."""

    hour: int
    minute: int | None = None
    second: int | None = None
    sure: bool = True
    zone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPart:
    """A part of day by its TIMEX3 code: MO, MI, AF, EV, NI, DT. `hours`: where the words narrow it."""

    code: str
    hours: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A time of day on a date; without a date it is the time alone."""

    date: Meaning | None
    time: Clock | DayPart


@dataclass(frozen=True, slots=True, kw_only=True)
class Length:
    """A duration. `direction`: -1 for "the last three weeks", 1 for "the next three weeks", 0 where it isn't placed.

    2 ("in two weeks"), 3 ("for three years") and 4 ("within two weeks") leave it to the clause. `inside`: the stretch whose first (1) or last (-1)
    part it is: "the last four months of 2021"; with direction 0 the date from which it runs: "three days starting on Monday". `decimal`: its number is
    written so ("2.5 years"), and stays so.
    """

    unit: str
    count: float | None
    direction: int = 0
    extra: tuple[tuple[str, float], ...] = ()
    inside: Meaning | None = None
    working: bool = False
    decimal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """A set of times by its TIMEX3 value."""

    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """PAST_REF, PRESENT_REF or FUTURE_REF; empty where TIMEX3 has no name for it."""

    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """From the first to the last, whose unit is part of it."""

    first: Meaning
    last: Meaning


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two dates with one month between them: "18 and 21 October"."""

    first: Meaning
    last: Meaning


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A numeric date that can be read in two ways: as (year, month, day) with the month first and with the day first.

    `weekday`, where it is said, decides between them.
    """

    month_first: tuple[int | None, int, int]
    day_first: tuple[int | None, int, int]
    weekday: int | None = None


Meaning = Calendar | Era | Shift | Inside | Edge | Clock | DayPart | Moment | Length | Repeat | Reference | Range | Pair | Unread


def asks_tense(meaning: Meaning | str) -> bool:
    """Tell whether the tense of the clause can change where a meaning is placed."""
    match meaning:
        case Calendar():
            return meaning.year is None and meaning.which is None
        case Unread():
            return meaning.month_first[0] is None
        case Shift():
            return meaning.base in ("nearest", "nearest_this", "told", "this_night") or (not isinstance(meaning.base, str) and asks_tense(meaning.base))
        case Inside():
            return asks_tense(meaning.container)
        case Edge():
            return asks_tense(meaning.whole)
        case Moment():
            return meaning.date is not None and asks_tense(meaning.date)
        case Length():
            return meaning.direction in (2, 4) or (meaning.inside is not None and asks_tense(meaning.inside))
        case Range() | Pair():
            return True
        case _:
            return False
