"""Makers: what a matched rule means. Each takes the captured tokens by name and the rule's options and returns a meaning, or None to refuse.

This module builds meanings only; it never looks at the time of publication.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from presswatch.tag.times.meanings import (
    Calendar,
    Clock,
    DayPart,
    Edge,
    Era,
    Inside,
    Length,
    Meaning,
    Moment,
    Range,
    Reference,
    Repeat,
    Shift,
    Unread,
)
from presswatch.tag.times.tokens import Token

Slots = dict[str, Token]
Options = dict[str, Any]
Maker = Callable[[Slots, Options], Meaning | None]

MAKERS: dict[str, Maker] = {}
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?(?:\.\d+)?(Z|[+-]\d\d:?\d\d)?)?")
_CODES = {"second": ("T", "S"), "minute": ("T", "M"), "hour": ("T", "H"), "day": ("", "D"), "night": ("", "D"), "weekend": ("", "WE"), "week": ("", "W"),
          "month": ("", "M"), "quarter": ("", "Q"), "year": ("", "Y"), "decade": ("", "E"), "century": ("", "C")}
_EDGES = {"earlier": "BEFORE", "later": "AFTER"}


def _maker(function: Maker) -> Maker:
    MAKERS[function.__name__.removeprefix("_make_")] = function
    return function


def _lower(token: Token) -> str:
    return token.text.lower()


def _count(token: Token | None) -> float | None:
    """Return how many: a number, 1 for "a", None for a vague word."""
    if token is None:
        return None
    if "num" in token.classes:
        return float(token.value)
    if "indefinite" in token.classes:
        return 1.0
    return float(token.value) if "vague" in token.classes and token.value is not None else None


def _unit(token: Token) -> str:
    """Return the unit that a word names; "night" is a part of day and a unit."""
    return "night" if token.value == "NI" else str(token.value)


def _ordinal(token: Token) -> int | None:
    if token.classes & {"ordinal", "num"}:
        return int(token.value)
    return {"second": 2, "last": -1, "final": -1, "latter": -1, "first": 1}.get(_lower(token))


def _which(token: Token) -> str:
    return next((name for name in ("last", "next", "this") if f"which_{name}" in token.classes), "this")


def is_day(year: int | None, month: int, day: int) -> bool:
    """Whether the month has that day; February has 29 where the year isn't known."""
    leap = year is None or (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))
    return 1 <= month <= 12 and 1 <= day <= (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]


@_maker
def _make_iso(s: Slots, o: Options) -> Meaning | None:
    found = _ISO.fullmatch(s["iso"].text.strip())
    if not found:
        return None
    year, month, day = (int(found[i]) for i in (1, 2, 3))
    if not is_day(year, month, day) or year < 1:
        return None
    date = Calendar(year=year, month=month, day=day)
    if not found[4]:
        return date
    if int(found[4]) > 24 or int(found[5]) > 59:
        return None
    zone = found[7] if found[7] != "Z" else "+00:00"
    return Moment(date=date, time=Clock(hour=int(found[4]), minute=int(found[5]), second=int(found[6]) if found[6] else None, zone=zone))


@_maker
def _make_numeric(s: Slots, o: Options) -> Meaning | None:
    text = s["numeric"].text
    a, b, c = (int(part) for part in re.split(r"[./-]", text))
    order: str | None = None
    if re.match(r"\d{4}", text):
        return Calendar(year=a, month=b, day=c) if is_day(a, b, c) else None
    year = c if c > 99 else c + (2000 if c < 60 else 1900)
    if "." in text:
        order = "dmy"
    readings = [(year, month, day) for name, month, day in (("mdy", a, b), ("dmy", b, a)) if is_day(year, month, day) and (order in (None, name) or (a > 12 or b > 12))]
    if not readings:
        return None
    if len(set(readings)) > 1:
        return Unread(month_first=(year, a, b), day_first=(year, b, a))
    return Calendar(year=readings[0][0], month=readings[0][1], day=readings[0][2])


@_maker
def _make_calendar(s: Slots, o: Options) -> Meaning | None:
    month = s["month"].value if "month" in s else None
    day = next((int(s[k].value) for k in ("day", "day_num") if k in s), None)
    year = int(s["year"].value) if "year" in s else None
    if year is not None and not 1 <= year <= 2199:
        return None
    if day is not None and month is not None and not is_day(year, month, day):
        return None
    season = s["season"].value if "season" in s else None
    quarter = s["quarter_name"].value if "quarter_name" in s else None
    weekday = s["wd"].value if "wd" in s and month is None else None
    if day is not None and month is None and weekday is not None:
        return Calendar(weekday=weekday, day=day)
    return Calendar(year=year, month=month, day=day, weekday=weekday, season=season, quarter=quarter)


@_maker
def _make_month(s: Slots, o: Options) -> Meaning | None:
    return Calendar(month=s["month" if "month" in s else "small_month"].value)


@_maker
def _make_year(s: Slots, o: Options) -> Meaning | None:
    return Calendar(year=int(s["year"].value))


@_maker
def _make_decade(s: Slots, o: Options) -> Meaning | None:
    if "two_digits" in s:
        two = int(s["two_digits"].value)
        return Era(prefix=f"19{two // 10}") if two % 10 == 0 else None
    year = int(s["year"].value)
    if year % 10:
        return None
    return Era(prefix=f"{year // 100}") if year % 100 == 0 and year < 1900 else Era(prefix=f"{year // 10}")


@_maker
def _make_decade_name(s: Slots, o: Options) -> Meaning | None:
    return Era(prefix=f"19{s['decade_name'].value}")


@_maker
def _make_century(s: Slots, o: Options) -> Meaning | None:
    n = _ordinal(s["n"])
    return Era(prefix=f"{n - 1:02}") if n and 1 <= n <= 30 else None


@_maker
def _make_deictic(s: Slots, o: Options) -> Meaning | None:
    return Shift(unit="day", count=s["deictic"].value, whole=True)


@_maker
def _make_quarter(s: Slots, o: Options) -> Meaning | None:
    n = _ordinal(s["n"])
    n = 4 if n == -1 else n
    if n is None or not 1 <= n <= 4:
        return None
    return Calendar(year=int(s["year"].value) if "year" in s else None, quarter=n, fiscal="fiscal" in s)


@_maker
def _make_half(s: Slots, o: Options) -> Meaning | None:
    n = _ordinal(s["n"])
    n = 2 if n == -1 else n
    return Calendar(year=int(s["year"].value), half=n) if n in (1, 2) else None


@_maker
def _make_fiscal_year(s: Slots, o: Options) -> Meaning | None:
    return Calendar(year=int(s["year"].value), fiscal=True)


@_maker
def _make_clock(s: Slots, o: Options) -> Meaning | None:
    token = s["clock"]
    second = None
    if "clock" in token.classes:
        hour, minute, *rest = (int(x) for x in token.text.split(":"))
        second = rest[0] if rest else None
        m: int | None = minute
    elif "dotted_clock" in token.classes:
        hour, m = (int(x) for x in token.text.split("."))
    elif "military" in token.classes:
        hour, m = int(token.text[:2]), int(token.text[2:])
    else:
        hour, m = int(token.value), None
    if hour > 24 or (m or 0) > 59 or (second or 0) > 59 or (hour == 24 and m):
        return None
    sure = True
    if "meridiem" in s:
        if not 1 <= hour <= 12:
            if hour > 12 or hour == 0:
                return Clock(hour=hour, minute=m, second=second, zone=_zone(s))
            return None
        hour = hour % 12 + (12 if _lower(s["meridiem"])[0] == "p" else 0)
    elif "clock" not in token.classes and "military" not in token.classes:
        sure = False
    return Clock(hour=hour, minute=m, second=second, sure=sure, zone=_zone(s))


def _zone(s: Slots) -> str | None:
    return str(s["zone"].value) if "zone" in s else None


@_maker
def _make_fixed_clock(s: Slots, o: Options) -> Meaning | None:
    return Clock(hour=int(o["hour"]))


@_maker
def _make_spoken_clock(s: Slots, o: Options) -> Meaning | None:
    minutes = 15 if "quarter" in s else 30 if "half" in s else int(s["n" if "n" in s else "n2"].value)
    if minutes > 59:
        return None
    hour = int(s["hour"].value)
    if "side" in s and _lower(s["side"]) in ("to", "before"):
        hour, minutes = hour - 1, 60 - minutes
    if "meridiem" in s:
        hour = hour % 12 + (12 if _lower(s["meridiem"])[0] == "p" else 0)
    return Clock(hour=hour % 24, minute=minutes, sure="meridiem" in s)


@_maker
def _make_day_range(s: Slots, o: Options) -> Meaning | None:
    month = s["month"].value
    year = int(s["year"].value) if "year" in s else None
    first, last = int(s["day"].value), int(s["day2"].value)
    if first >= last or not is_day(year, month, first) or not is_day(year, month, last):
        return None
    return Range(first=Calendar(year=year, month=month, day=first), last=Calendar(year=year, month=month, day=last))


@_maker
def _make_year_span(s: Slots, o: Options) -> Meaning | None:
    year, two = int(s["year"].value), int(s["two_digits"].value)
    last = year // 100 * 100 + two
    return Range(first=Calendar(year=year), last=Calendar(year=last)) if year < last <= year + 20 else None


@_maker
def _make_reference(s: Slots, o: Options) -> Meaning | None:
    return Reference(value=o["value"])


@_maker
def _make_which_unit(s: Slots, o: Options) -> Meaning | None:
    unit = _unit(s["unit"])
    word = _lower(s["which"])
    which = "next" if word == "coming" else _which(s["which"])
    if unit == "night":
        return Moment(date=Shift(unit="day", count={"last": -1, "this": 0, "next": 1}[which], whole=True), time=DayPart(code="NI"))
    if word == "past" and unit != "weekend" and not (unit == "week" and o.get("calendar")):
        return Length(unit=unit, count=1, direction=-1)
    if unit in ("hour", "fortnight"):
        return Length(unit=unit, count=1, direction={"last": -1, "this": 0, "next": 1}[which]) if which != "this" else None
    count = {"last": -1, "this": 0, "next": 1}[which]
    return Shift(unit=unit, count=count, base="nearest_this" if unit == "weekend" and count == 0 else "published", whole=True)


@_maker
def _make_which_name(s: Slots, o: Options) -> Meaning | None:
    name = s["name"].value
    which = _which(s["which"])
    if isinstance(name, str):
        name = Calendar(season=name)
    elif isinstance(name, int):
        name = Calendar(month=name)
    if not isinstance(name, Calendar):
        return None
    placed = Calendar(month=name.month, day=name.day, weekday=name.weekday, season=name.season, quarter=name.quarter, half=name.half, which=which)
    return Edge(part=_edge(s["early"]), whole=placed) if "early" in s else placed


def _edge(token: Token) -> str:
    word = _lower(token)
    if word in _EDGES:
        return _EDGES[word]
    return "START" if "early" in token.classes else "MID" if "mid" in token.classes else "END"


@_maker
def _make_name_inside(s: Slots, o: Options) -> Meaning | None:
    name = s["name"].value
    if isinstance(name, str):
        name = Calendar(season=name)
    container = Shift(unit=_unit(s["unit"]), count={"last": -1, "this": 0, "next": 1}[_which(s["which"])], whole=True)
    if not isinstance(name, Calendar):
        return None
    return Inside(part=name, container=container)


@_maker
def _make_deictic_daypart(s: Slots, o: Options) -> Meaning | None:
    if "tonight" in s:
        return Moment(date=Shift(unit="day", count=0, whole=True), time=DayPart(code="NI"))
    days = -1 if _lower(s["which"]) == "last" else 0
    code = s["daypart"].value if "daypart" in s else s["part"].value if "daypart" in s["part"].classes and len(str(s["part"].value)) == 2 else "NI"
    return Moment(date=Shift(unit="day", count=days, whole=True), time=DayPart(code=code))


@_maker
def _make_day_beside(s: Slots, o: Options) -> Meaning | None:
    return Shift(unit="day", count=s["deictic"].value.count + (-1 if _lower(s["n"]) == "before" else 1), whole=True)


@_maker
def _make_week_beside(s: Slots, o: Options) -> Meaning | None:
    return Shift(unit="day", count=7 if _lower(s["side"]) == "from" else -7, base=s["date"].value)


@_maker
def _make_ago(s: Slots, o: Options) -> Meaning | None:
    unit, count = _unit(s["unit"]), _count(s.get("count"))
    if "vague2" in s and s["vague2"].value is None and "vague" in s["vague2"].classes:
        count = None
    if count is None:
        return Length(unit=unit, count=None, direction=o["sign"])
    return Shift(unit=unit, count=o["sign"] * count, back_to_quarter=unit == "year" and count == 1 and o["sign"] < 0)


@_maker
def _make_later(s: Slots, o: Options) -> Meaning | None:
    count = _count(s["count"])
    sign = -1 if _lower(s["side"]) == "earlier" else 1
    return None if count is None else Shift(unit=_unit(s["unit"]), count=sign * count, base="narrative", back_to_quarter=sign < 0 and _unit(s["unit"]) == "year")


@_maker
def _make_following(s: Slots, o: Options) -> Meaning | None:
    sign = -1 if _lower(s["side"]) in ("previous", "preceding", "before", "earlier") else 1
    return Shift(unit=_unit(s["unit"]), count=sign, base="narrative", whole=True)


@_maker
def _make_same_unit(s: Slots, o: Options) -> Meaning | None:
    return Shift(unit=_unit(s["unit"]), count=0, base="narrative", whole=True)


@_maker
def _make_placed_length(s: Slots, o: Options) -> Meaning | None:
    word = _lower(s["which"])
    sign = 0 if word == "first" else -1 if word == "recent" or "which_last" in s["which"].classes else 1
    return Length(unit=_unit(s["unit"]), count=_count(s["count"]), direction=sign)


@_maker
def _make_recent_units(s: Slots, o: Options) -> Meaning | None:
    return Length(unit=_unit(s["unit"]), count=None, direction=1 if _lower(s["which"]) in ("coming", "ahead", "to") else -1)


@_maker
def _make_length(s: Slots, o: Options) -> Meaning | None:
    unit = _unit(s["unit"])
    if "count" not in s and "half" not in s:
        return Length(unit=unit, count=None)
    count = _count(s["count"]) if "count" in s else 0.0
    if "vague2" in s and "vague" in s["vague2"].classes:
        count = None
    if count is not None and "half" in s:
        count += 0.25 if _lower(s["half"]) == "quarter" else 0.5
    if "slash" in s:
        if s["slash"].text not in ("1/2", "1/4", "3/4"):
            return None
        count = (count or 0) + int(s["slash"].text[0]) / int(s["slash"].text[2])
    extra = tuple((_unit(s[f"unit{i}"]), float(s[f"count{i}"].value)) for i in (2, 3) if f"unit{i}" in s)
    return Length(unit=unit, count=count, extra=extra)


@_maker
def _make_length_one(s: Slots, o: Options) -> Meaning | None:
    return Length(unit=_unit(s["unit"]), count=1)


@_maker
def _make_length_bare(s: Slots, o: Options) -> Meaning | None:
    return Length(unit=_unit(s["unit"]), count=None)


@_maker
def _make_length_range(s: Slots, o: Options) -> Meaning | None:
    return Length(unit=_unit(s["unit"]), count=float(s["count"].value))


@_maker
def _make_every_unit(s: Slots, o: Options) -> Meaning | None:
    count = 1.0
    if "n" in s:
        count = 2.0 if _lower(s["n"]) == "other" else float(s["n"].value)
    return Repeat(value=write_length(_unit(s["unit"]), count))


@_maker
def _make_every_name(s: Slots, o: Options) -> Meaning | None:
    name = s["name"].value if "name" in s else Calendar(weekday=s["weekdays"].value)
    part = f"T{s['daypart'].value}" if "daypart" in s else ""
    if isinstance(name, str):
        return Repeat(value=f"T{name}" if "daypart" in s["name"].classes else f"XXXX-{name}")
    if isinstance(name, int):
        name = Calendar(weekday=name)
    if not isinstance(name, Calendar):
        return None
    if name.weekday:
        return Repeat(value=f"XXXX-WXX-{name.weekday}{part}")
    return Repeat(value=f"XXXX-{name.month:02}{part}") if name.month else None


@_maker
def _make_adverb_set(s: Slots, o: Options) -> Meaning | None:
    return Repeat(value=s["adverb_set"].value)


@_maker
def _make_times_a(s: Slots, o: Options) -> Meaning | None:
    return Repeat(value=write_length(_unit(s["unit"]), 1.0))


@_maker
def _make_year_end(s: Slots, o: Options) -> Meaning | None:
    return Edge(part="END", whole=Shift(unit="year", count=0, whole=True))


@_maker
def _make_year_ago(s: Slots, o: Options) -> Meaning | None:
    if "q" in s:
        return Shift(unit="year", count=-1, base=s["q"].value)
    return Shift(unit="year", count=-1, base="narrative", back_to_quarter=True)


@_maker
def _make_the_quarter(s: Slots, o: Options) -> Meaning | None:
    return Shift(unit="quarter", count=0, base="narrative", whole=True)


@_maker
def _make_the_unit(s: Slots, o: Options) -> Meaning | None:
    unit = _unit(s["unit"])
    return Shift(unit=unit, count=0, base={"weekend": "nearest", "quarter": "narrative"}.get(unit, "published"), whole=True)


@_maker
def _make_the_fiscal(s: Slots, o: Options) -> Meaning | None:
    return Length(unit="year", count=1)


@_maker
def _make_edge(s: Slots, o: Options) -> Meaning | None:
    date = s["date"].value
    if isinstance(date, str):
        date = Shift(unit=date, count=0, whole=True)
    if isinstance(date, (Reference, Length)):
        return None
    return Edge(part=_edge(s["edge" if "edge" in s else "edge2"]), whole=date)


@_maker
def _make_nth_of(s: Slots, o: Options) -> Meaning | None:
    n = _ordinal(s["n"])
    date = s["date"].value
    if isinstance(date, str):
        date = Shift(unit=date, count=0, whole=True)
    part = _unit(s["unit"])
    return Inside(part=part, container=date, index=n) if n else None


@_maker
def _make_half_of(s: Slots, o: Options) -> Meaning | None:
    n = _ordinal(s["n"])
    date = s["date"].value
    if isinstance(date, str):
        date = Shift(unit=date, count=0, whole=True)
    return Inside(part="half_year", container=date, index=2 if n == -1 else n) if n in (1, 2, -1) else None


@_maker
def _make_moment(s: Slots, o: Options) -> Meaning | None:
    date = s["date"].value
    time = s["time"].value if "time" in s else DayPart(code=s["daypart"].value)
    if "zone" in s and isinstance(time, Clock):
        time = Clock(hour=time.hour, minute=time.minute, second=time.second, sure=time.sure, zone=_zone(s))
    inner = date.whole if isinstance(date, Edge) else date
    if isinstance(inner, Calendar):
        fits = bool(inner.day or inner.weekday or inner.holiday)
    else:
        fits = inner.unit in ("day", "night") if isinstance(inner, Shift) else isinstance(inner, (Inside, Unread))
    return Moment(date=date, time=time) if fits and isinstance(time, (Clock, DayPart)) else None


@_maker
def _make_time_daypart(s: Slots, o: Options) -> Meaning | None:
    time, code = _read_hour(s["time"]), s["daypart"].value
    if isinstance(time, Clock) and code in ("AF", "EV", "NI") and time.hour < 12:
        return Clock(hour=time.hour + 12, minute=time.minute, second=time.second, zone=time.zone)
    return Clock(hour=time.hour, minute=time.minute, second=time.second, zone=time.zone) if time is not None else None


@_maker
def _make_bare_daypart(s: Slots, o: Options) -> Meaning | None:
    return Moment(date=None, time=DayPart(code=s["daypart"].value))


@_maker
def _make_time_zone(s: Slots, o: Options) -> Meaning | None:
    time = s["time"].value
    return Clock(hour=time.hour, minute=time.minute, second=time.second, sure=time.sure, zone=_zone(s)) if isinstance(time, Clock) else None


@_maker
def _make_span(s: Slots, o: Options) -> Meaning | None:
    first, last = s["first"].value, s["last"].value
    placed = (Calendar, Shift, Inside, Edge, Unread)
    if not isinstance(first, placed) or not isinstance(last, placed):
        return None
    if "from" not in s and not (isinstance(first, Calendar) and isinstance(last, Calendar) and (first.day is None) == (last.day is None)):
        return None
    return Range(first=first, last=last)


@_maker
def _make_now_span(s: Slots, o: Options) -> Meaning | None:
    today = Token(0, 0, "", frozenset(), Shift(unit="day", count=0, whole=True))
    return _make_span({"first": s.get("first", today), "last": s.get("last", today), "from": today}, o)


@_maker
def _make_clock_span(s: Slots, o: Options) -> Meaning | None:
    """Read "from 7 to 8 p.m.": the half of the day is that of the last unless it would end before it begins."""
    first, last = (_read_hour(s[name]) for name in ("first", "last"))
    if first is None or last is None:
        return None
    if not last.sure and not first.sure and "from" not in s:
        return None
    if last.sure and not first.sure and last.hour >= 12 and first.hour < 12 and first.hour + 12 <= last.hour:
        first = Clock(hour=first.hour + 12, minute=first.minute, sure=True)
    elif last.sure:
        first = Clock(hour=first.hour, minute=first.minute, sure=True)
    return Range(first=first, last=last)


def _read_hour(token: Token) -> Clock | None:
    if isinstance(token.value, Clock):
        return token.value
    return Clock(hour=int(token.value), sure=False) if isinstance(token.value, int) and 0 <= token.value <= 24 else None


@_maker
def _make_clock_span_on(s: Slots, o: Options) -> Meaning | None:
    span = s["span"].value
    date = s["date"].value
    if not isinstance(span, Range) or not isinstance(span.first, Clock) or not isinstance(span.last, Clock):
        return None
    if isinstance(date, Moment) and isinstance(date.time, DayPart):
        late = date.time.code in ("AF", "EV", "NI")
        date = date.date
        if late:
            span = Range(first=_make_late(span.first), last=_make_late(span.last))
    ends = [_make_moment({"date": Token(0, 0, "", frozenset(), date), "time": Token(0, 0, "", frozenset(), clock)}, o) for clock in (span.first, span.last)]
    return Range(first=ends[0], last=ends[1]) if ends[0] is not None and ends[1] is not None else None


def _make_late(clock: Meaning) -> Meaning:
    if isinstance(clock, Clock) and clock.hour < 12:
        return Clock(hour=clock.hour + 12, minute=clock.minute, second=clock.second, zone=clock.zone)
    return clock


@_maker
def _make_year_month(s: Slots, o: Options) -> Meaning | None:
    year, month = (int(part) for part in s["year_month"].text.split("-"))
    return Calendar(year=year, month=month)


@_maker
def _make_slash(s: Slots, o: Options) -> Meaning | None:
    a, b = (int(part) for part in s["slash"].text.split("/"))
    readings = [(None, month, day) for month, day in ((a, b), (b, a)) if is_day(None, month, day)]
    if len(readings) == 2 and a != b:
        return Unread(month_first=(None, a, b), day_first=(None, b, a))
    return Calendar(month=readings[0][1], day=readings[0][2]) if readings else None


@_maker
def _make_holiday(s: Slots, o: Options) -> Meaning | None:
    return Calendar(holiday=str(o["falls"]), year=int(s["year"].value) if "year" in s else None, which=_which(s["which"]) if "which" in s else None)


@_maker
def _make_nothing(s: Slots, o: Options) -> Meaning | None:
    """Take words out of the reach of other rules."""
    return Reference(value="")


@_maker
def _make_set_at(s: Slots, o: Options) -> Meaning | None:
    time = s["time"].value
    if not isinstance(time, Clock):
        return None
    return Repeat(value=f"T{time.hour:02}" + (f":{time.minute:02}" if time.minute is not None else ""))


@_maker
def _make_in_units(s: Slots, o: Options) -> Meaning | None:
    """Read "in two weeks": a date where the clause speaks of the future, a duration elsewhere."""
    count = _count(s["count"])
    return None if count is None else Length(unit=_unit(s["unit"]), count=count, direction=2)


@_maker
def _make_length_beside(s: Slots, o: Options) -> Meaning | None:
    length, sign = s["length"].value, -1 if _lower(s["side"]) == "before" else 1
    if not isinstance(length, Length) or length.count is None or length.direction:
        return None
    return Shift(unit=length.unit, count=sign * length.count, base=s["date"].value)


def write_length(unit: str, count: float | None, extra: tuple[tuple[str, float], ...] = ()) -> str:
    """Write a duration as TIMEX3: P3D, PT2H, PXW, P2Y6M."""
    if unit == "fortnight":
        unit, count = "week", None if count is None else count * 2
    if count is None:
        time, code = _CODES[unit]
        return f"P{time}X{code}"
    parts: list[tuple[str, float]] = [(unit, count), *extra]
    whole = int(count)
    if count != whole and not extra:
        smaller = {"year": ("month", 12), "hour": ("minute", 60), "minute": ("second", 60)}.get(unit)
        if smaller and (count - whole) * smaller[1] % 1 == 0:
            parts = [(unit, float(whole)), (smaller[0], (count - whole) * smaller[1])]
    out, in_time = "P", False
    for name, number in parts:
        if name in ("decade", "century"):
            name, number = "year", number * (10 if name == "decade" else 100)
        time, code = _CODES["week" if name == "fortnight" else name]
        if not number and len(parts) > 1:
            continue
        if time and not in_time:
            out, in_time = out + "T", True
        out += f"{number:g}{code}" if number < 1e6 else f"{int(number)}{code}"
    return out
