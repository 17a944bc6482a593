"""Makers of dates: by name and number, their parts and spans."""

from __future__ import annotations

import re

from presswatch.tag.times.making import Options, Slots, is_day, read_edge, read_unit, read_which, read_word, register
from presswatch.tag.times.meanings import (
    Calendar,
    Clock,
    DayPart,
    Edge,
    Inside,
    Meaning,
    Moment,
    Pair,
    Range,
    Reference,
    Shift,
    Unread,
)
from presswatch.tag.times.tokens import Token

_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?(?:\.\d+)?(Z|[+-]\d\d:?\d\d)?)?")


@register
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


@register
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


@register
def _make_calendar(s: Slots, o: Options) -> Meaning | None:
    month = s["month"].value if "month" in s else None
    day = 2 if "second" in s else next((int(s[k].value) for k in ("day", "day_num") if k in s), None)
    year = int(s["year"].value) if "year" in s else None
    if year is not None and not 1 <= year <= 2199:
        return None
    if day is not None and month is not None and not is_day(year, month, day):
        return None
    if "month" in s and s["month"].text.islower() and any("small_month" in s["month"].classes and k in s and s[k].text.isalpha() for k in ("day", "day_num")):
        return None  # "one may ask"
    season = s["season"].value if "season" in s else None
    quarter = s["quarter_name"].value if "quarter_name" in s else None
    weekday = s["wd"].value if "wd" in s and month is None else None
    if day is not None and month is None and weekday is not None:
        return Calendar(weekday=weekday, day=day)
    said = s["wd"].value if "wd" in s and day is not None else None
    return Calendar(year=year, month=month, day=day, weekday=weekday, season=season, quarter=quarter, said=said)


@register
def _make_month(s: Slots, o: Options) -> Meaning | None:
    return Calendar(month=s["month" if "month" in s else "small_month"].value)


@register
def _make_year_then_month(s: Slots, o: Options) -> Meaning | None:
    return Calendar(year=int(s["year"].value), month=s["month"].value)


@register
def _make_year(s: Slots, o: Options) -> Meaning | None:
    return Calendar(year=int(s["year"].value))


@register
def _make_day_range(s: Slots, o: Options) -> Meaning | None:
    month = s["month"].value
    year = int(s["year"].value) if "year" in s else None
    first, last = int(s["day"].value), int(s["day2"].value)
    if first >= last or not is_day(year, month, first) or not is_day(year, month, last):
        return None
    return Range(first=Calendar(year=year, month=month, day=first), last=Calendar(year=year, month=month, day=last))


@register
def _make_two_days(s: Slots, o: Options) -> Meaning | None:
    """Read "18 and 21 October": two days, each a date of its own."""
    month, first, last = s["month"].value, int(s["first"].value), int(s["last"].value)
    if first >= last or not is_day(None, month, first) or not is_day(None, month, last):
        return None
    return Pair(first=Calendar(month=month, day=first), last=Calendar(month=month, day=last))


@register
def _make_year_span(s: Slots, o: Options) -> Meaning | None:
    year, two = int(s["year"].value), int(s["two_digits"].value)
    last = year // 100 * 100 + two
    return Range(first=Calendar(year=year), last=Calendar(year=last)) if year < last <= year + 20 else None


@register
def _make_year_month(s: Slots, o: Options) -> Meaning | None:
    """Read "2018-03", and "3/2018"."""
    month, year = sorted(int(part) for part in re.split(r"[-/]", s["year_month" if "year_month" in s else "month_number_year"].text))
    return Calendar(year=year, month=month)


@register
def _make_short_year(s: Slots, o: Options) -> Meaning | None:
    """Read "October of '87": two digits under 40 are of this century."""
    two = int(s["two_digits"].value)
    return Calendar(year=two + (2000 if two < 40 else 1900), month=s["month"].value if "month" in s else None)


@register
def _make_slash(s: Slots, o: Options) -> Meaning | None:
    a, b = (int(part) for part in s["slash"].text.split("/"))
    readings = [(None, month, day) for month, day in ((a, b), (b, a)) if is_day(None, month, day)]
    if len(readings) == 2 and a != b:
        return Unread(month_first=(None, a, b), day_first=(None, b, a), weekday=s["wd"].value if "wd" in s else None)
    return Calendar(month=readings[0][1], day=readings[0][2]) if readings else None


@register
def _make_named_slash(s: Slots, o: Options) -> Meaning | None:
    """Read a day that goes by its numbers, such as 9/11."""
    return Calendar(year=o["year"], month=o["month"], day=o["day"]) if s["slash"].text == o["text"] else None


@register
def _make_name_of(s: Slots, o: Options) -> Meaning | None:
    """Read "Monday of next week"."""
    date = s["date"].value
    return Inside(part=s["name"].value, container=date) if isinstance(date, Shift) and date.unit == "week" else None


@register
def _make_day_of_month(s: Slots, o: Options) -> Meaning | None:
    """Read "on the 18th", or "the 21st of this month"."""
    day = int(s["day"].value)
    if "which" not in s:
        return Calendar(day=day)
    container = Shift(unit="month", count={"last": -1, "this": 0, "next": 1}[read_which(s["which"])], whole=True)
    return Inside(part="day", container=container, index=day)


@register
def _make_span_to_day(s: Slots, o: Options) -> Meaning | None:
    """Read "from April 9 to the 17th"; a smaller number is a day of the next month."""
    first, day = s["first"].value, int(s["day"].value)
    if not isinstance(first, Calendar) or not (first.month and first.day) or first.weekday:
        return None
    month = first.month if day > first.day else first.month % 12 + 1
    year = None if first.year is None else first.year + (day <= first.day and month == 1)
    return Range(first=first, last=Calendar(year=year, month=month, day=day)) if is_day(year, month, day) else None


def _shape(c: Calendar) -> tuple[bool, bool, bool]:
    return bool(c.weekday), bool(c.day), bool(c.month)


@register
def _make_span(s: Slots, o: Options) -> Meaning | None:
    first, last = s["first"].value, s["last"].value
    placed = (Calendar, Shift, Inside, Edge, Unread)
    if not isinstance(first, placed) or not isinstance(last, placed):
        return None
    through = "link" in s and read_word(s["link"]) in ("through", "thru") and isinstance(first, Calendar)
    to_now = isinstance(first, Calendar) and bool(first.year) and isinstance(last, Shift) and last.unit == "day" and isinstance(last.base, str)
    if "from" not in s and not through and not to_now and not (isinstance(first, Calendar) and isinstance(last, Calendar) and _shape(first) == _shape(last)):
        return None
    return Range(first=first, last=last)


@register
def _make_now_span(s: Slots, o: Options) -> Meaning | None:
    today = Token(0, 0, "", frozenset(), Shift(unit="day", count=0, whole=True))
    return _make_span({"first": s.get("first", today), "last": s.get("last", today), "from": today}, o)


@register
def _make_which_name(s: Slots, o: Options) -> Meaning | None:
    name = s["name"].value
    which = "following" if o.get("following") else read_which(s["which"])
    if read_word(s["which"]) in ("coming", "upcoming"):
        which = "coming"
    elif read_word(s["which"]) == "past":
        which = "past"
    elif read_word(s["which"]) in ("previous", "preceding", "prior"):
        which = "previous"
    if isinstance(name, str):
        name = Calendar(season=name)
    elif isinstance(name, int):
        name = Calendar(month=name)
    if o.get("near") and isinstance(name, Calendar) and name.weekday:  # most languages mean the nearest Friday by theirs for "last" and "next"
        which = {"last": "past", "next": "coming"}.get(which, which)
    if not isinstance(name, Calendar) or (which == "past" and name.day and "demonstrative" not in s):  # "past Jan. 5" is after it
        return None
    placed = Calendar(month=name.month, day=name.day, weekday=name.weekday, season=name.season, quarter=name.quarter, half=name.half, holiday=name.holiday, which=which)
    return Edge(part=read_edge(s["early"]), whole=placed) if "early" in s else placed


@register
def _make_name_inside(s: Slots, o: Options) -> Meaning | None:
    name = s["name"].value
    if isinstance(name, str):
        name = Calendar(season=name)
    elif isinstance(name, int) and "weekday_short" in s["name"].classes:
        name = Calendar(weekday=name)
    container = Shift(unit=read_unit(s["unit"]), count={"last": -1, "this": 0, "next": 1}[read_which(s["which"])], whole=True)
    if not isinstance(name, Calendar):
        return None
    day = Inside(part=name, container=container)
    return Moment(date=day, time=DayPart(code=s["daypart"].value)) if "daypart" in s else day


@register
def _make_name_of_told(s: Slots, o: Options) -> Meaning | None:
    """Read "in March of that year", "in May the following year": in the year last spoken of, or beside it."""
    name, word = s["name"].value, read_word(s["which"])
    if isinstance(name, str):
        name = Calendar(season=name)
    if not isinstance(name, Calendar) or name.weekday:
        return None
    count = 1 if word in ("following", "next") else -1 if word in ("previous", "preceding") else 0
    return Inside(part=name, container=Shift(unit="year", count=count, base="narrative", whole=True))


@register
def _make_same_date(s: Slots, o: Options) -> Meaning | None:
    date: Meaning | None = s["date"].value
    return date


@register
def _make_anno_domini(s: Slots, o: Options) -> Meaning | None:
    year = int(s["n"].value)
    return Calendar(year=year) if 1 <= year <= 2199 else None


@register
def _make_nothing(s: Slots, o: Options) -> Meaning | None:
    """Take words out of the reach of other rules."""
    return Reference(value="")


@register
def _make_reference(s: Slots, o: Options) -> Meaning | None:
    return Reference(value=o["value"])
