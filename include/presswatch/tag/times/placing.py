"""Placing: from a meaning to a TIMEX3 value and an interval, given what it is counted from.

This module owns which anchor an expression takes and when it stays unresolved. It never falls back to the day of publication: what lacks its
anchor keeps an underspecified value (XXXX-11-05) or none, and a note that says why.
"""

# Times here are local and naive by design; the zone is added where they are written.
# ruff: noqa: DTZ001

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from presswatch.tag.times.choosing import choose_month, choose_weekday, choose_weekday_of_month, choose_year, start_of, write_unanchored
from presswatch.tag.times.counting import place_length, place_shift
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
    Pair,
    Range,
    Reference,
    Repeat,
    Shift,
    Unread,
)
from presswatch.tag.times.placed import Context, Placed, place_unit
from presswatch.tag.times.units import DAYPART_HOURS, add_to, floor_to, write_date


def place(meaning: Meaning, context: Context) -> Placed:
    """Place a meaning. Dates outside the years 1 to 9999 stay without an interval."""
    try:
        return _place(meaning, context)
    except (ValueError, OverflowError):
        return Placed(type="DATE", value=None, note="out_of_range")


def _place(meaning: Meaning, context: Context) -> Placed:
    match meaning:
        case Calendar():
            return _place_calendar(meaning, context)
        case Era():
            return _place_era(meaning)
        case Shift():
            return place_shift(meaning, context, None if isinstance(meaning.base, str) else _place(meaning.base, context))
        case Inside():
            return _place_inside(meaning, context)
        case Edge():
            return _place_edge(meaning, context)
        case Moment():
            return _place_moment(meaning, context)
        case Clock():
            return Placed(type="TIME", value=_write_clock(meaning), unit=_clock_unit(meaning), note="no_date", zone=meaning.zone)
        case DayPart():
            return Placed(type="TIME", value=f"T{meaning.code}", unit="part_of_day", note="no_date")
        case Length():
            return place_length(meaning, context, None if meaning.inside is None else _place(meaning.inside, context))
        case Repeat():
            return Placed(type="SET", value=meaning.value, note="recurs")
        case Reference():
            return Placed(type="DATE", value=meaning.value or None, note="vague")
        case Range():
            return _place_range(meaning, context)
        case Pair():  # written as two: see `find`
            return _place(meaning.last, context)
        case Unread():
            return _place_unread(meaning, context)


def _place_unread(unread: Unread, context: Context) -> Placed:
    if unread.weekday is not None and context.published is not None:
        readings = (unread.month_first, unread.day_first)
        years = [readings[0][0]] if readings[0][0] is not None else range(context.published.year - 1, context.published.year + 2)
        fits = [d for _, m, n in readings for y in years if (d := dt.datetime(y, m, n)).isoweekday() == unread.weekday and abs((d - context.published).days) < 200]
        if len(fits) == 1:
            return place_unit(fits[0], "day", "published_at" if readings[0][0] is None else "none")
    if context.order is None:
        return Placed(type="DATE", value=None, note="numeric_date_ambiguous")
    year, month, day = unread.month_first if context.order == "mdy" else unread.day_first
    return _place_calendar(Calendar(year=year, month=month, day=day), context)


def _place_calendar(c: Calendar, context: Context) -> Placed:
    if c.year is not None:
        if c.which == "same_quarter" and context.quarter is not None and context.quarter.start is not None:
            return place_unit(context.quarter.start.replace(year=c.year), "quarter", "narrative")
        if c.fiscal and not c.quarter:
            return _place_fiscal(c, c.year)
        start, unit = start_of(c, c.year)
        return place_unit(start, unit, "none")
    if context.published is None:
        return Placed(type="DATE", value=write_unanchored(c), note="no_published_at")
    today = floor_to(context.published, "day")
    if c.fiscal and not c.quarter:
        return _place_fiscal(c, today.year + {"last": -1, "next": 1}.get(c.which or "", 0))
    if c.which == "previous" and c.weekday and context.narrative_day is not None and context.narrative_day.start is not None:
        day = floor_to(context.narrative_day.start, "day")
        return place_unit(day - dt.timedelta(days=(day.isoweekday() - c.weekday - 1) % 7 + 1), "day", "narrative")
    if c.which == "following":
        return _place_following(c, context)
    if c.day and not c.month and not c.weekday:
        return place_unit(choose_month(c.day, today, context.tense), "day", "published_at")
    if c.weekday and c.day:
        both = choose_weekday_of_month(c, today, context.tense)
        return place_unit(both, "day", "published_at") if both else Placed(type="DATE", value=None, note="no_such_day_near", anchor="published_at")
    if c.weekday and not c.month:
        return place_unit(choose_weekday(c, today, context.tense), "day", "published_at")
    if c.quarter and c.which is None:
        return _place_quarter(c, today, context)
    return place_unit(*choose_year(c, today, context.tense), "published_at")


def _place_fiscal(c: Calendar, year: int) -> Placed:
    return Placed(type="DATE", value=f"{'SY' if c.school else 'FY'}{year:04}", unit="year", note="school_year_unknown" if c.school else "fiscal_year_unknown")


def _place_following(c: Calendar, context: Context) -> Placed:
    """Place "the following Tuesday", counted from the day last spoken of."""
    last = context.narrative_day if c.weekday else context.narrative
    if last is None or last.start is None:
        return Placed(type="DATE", value=None, note="no_narrative_anchor")
    day = floor_to(last.start, "day")
    if c.weekday:
        return place_unit(day + dt.timedelta(days=(c.weekday - day.isoweekday() - 1) % 7 + 1), "day", "narrative")
    return place_unit(*next(x for x in (start_of(c, year) for year in (day.year, day.year + 1, day.year + 2)) if x[0] > day), "narrative")


def _place_quarter(c: Calendar, today: dt.datetime, context: Context) -> Placed:
    """Place "the third quarter": the nearest; reports look back unless they say otherwise."""
    found = choose_year(c, today, context.tense or "past")
    if c.fiscal:
        return Placed(type="DATE", value=write_date(*found), unit="quarter", anchor="published_at", note="fiscal_year_unknown")
    return place_unit(*found, "published_at")


def _place_era(era: Era) -> Placed:
    unit = "decade" if len(era.prefix) == 3 else "century"
    size = 10 if unit == "decade" else 100
    start = dt.datetime(max(int(era.prefix) * size, 1), 1, 1)
    return Placed(type="DATE", value=era.prefix, start=start, end=add_to(start.replace(year=int(era.prefix) * size or 1), unit, 1), unit=unit)


def _place_inside(inside: Inside, context: Context) -> Placed:
    outer = _place(inside.container, context)
    if outer.start is None or outer.end is None:
        return replace(outer, value=None)
    if isinstance(inside.part, Calendar):
        part = inside.part
        if part.weekday and not part.month:
            start = outer.start + dt.timedelta(days=(part.weekday - outer.start.isoweekday()) % 7)
            unit = "day"
            if inside.index and inside.index > 1:
                start += dt.timedelta(days=7 * (inside.index - 1))
            elif inside.index == -1:
                start = outer.end - dt.timedelta(days=1)
                start -= dt.timedelta(days=(start.isoweekday() - part.weekday) % 7)
        else:
            start, unit = start_of(part, outer.start.year)
        if not outer.start <= start < outer.end:
            return Placed(type="DATE", value=None, note="not_inside", anchor=outer.anchor)
        return place_unit(start, unit, outer.anchor)
    unit, index = str(inside.part), inside.index or 1
    if unit == "iso_week":
        start = dt.datetime.fromisocalendar(outer.start.year, index, 1)
        return place_unit(start, "week", outer.anchor)
    first = floor_to(outer.start, unit)
    if (unit == "week" and (outer.start - first).days > 3) or (first < outer.start and unit != "week"):  # a week belongs to where most of it lies
        first = add_to(first, unit, 1)
    start = add_to(first, unit, index - 1) if index > 0 else _find_last(outer.end, unit)
    if not outer.start - dt.timedelta(days=4) <= start < outer.end:
        return Placed(type="DATE", value=None, note="not_inside", anchor=outer.anchor)
    return place_unit(start, unit, outer.anchor)


def _find_last(end: dt.datetime, unit: str) -> dt.datetime:
    start = floor_to(end - dt.timedelta(seconds=1), unit)
    return start - dt.timedelta(days=7) if unit == "week" and (end - start).days < 4 else start


def _place_edge(edge: Edge, context: Context) -> Placed:
    return _cut_edge(edge.part, _place(edge.whole, context), context)


def _cut_edge(part: str, whole: Placed, context: Context) -> Placed:
    if whole.start is None or whole.end is None:
        return whole
    now = context.published
    length = whole.end - whole.start
    if part in ("BEFORE", "AFTER") and now is not None and whole.start <= now < whole.end and whole.unit not in ("day", "part_of_day"):
        today = floor_to(now, "day")
        return replace(whole, end=max(today, whole.start + dt.timedelta(days=1))) if part == "BEFORE" else replace(whole, start=today)
    if part in ("HALF1", "HALF2"):
        half = dt.timedelta(days=length.days // 2) if length.days > 1 else length / 2
        return replace(whole, end=whole.start + half) if part == "HALF1" else replace(whole, start=whole.start + half)
    third = dt.timedelta(days=length.days // 3) if length.days > 3 else length / 3
    if part in ("START", "BEFORE"):
        return replace(whole, end=whole.start + third)
    if part == "MID":
        return replace(whole, start=whole.start + third, end=whole.end - third)
    return replace(whole, start=whole.end - third)


def _write_clock(clock: Clock, *, dated: bool = False) -> str:
    """Write a time of day; on a date the minutes are always written, as TimeBank does."""
    if dated and clock.minute is None and clock.hour < 24:
        return f"T{clock.hour:02}:00"
    value = f"T{clock.hour:02}" + (f":{clock.minute:02}" if clock.minute is not None else "")
    return value + (f":{clock.second:02}" if clock.second is not None else "")


def _clock_unit(clock: Clock) -> str:
    return "second" if clock.second is not None else "minute" if clock.minute is not None else "hour"


def _place_moment(moment: Moment, context: Context) -> Placed:
    time = moment.time
    if moment.date is None:
        return _place(time, context)
    date = _place(moment.date, context)
    zone = time.zone if isinstance(time, Clock) else None
    written = _write_clock(time, dated=date.value is not None) if isinstance(time, Clock) else f"T{time.code}"
    if date.start is None or date.unit != "day":
        return Placed(type="TIME", value=(date.value or "") + written if date.unit == "day" or date.value is None or date.value.startswith("XXXX-") else written, note=date.note or "no_day", anchor=date.anchor)
    day = floor_to(date.start, "day")
    if isinstance(time, DayPart):
        low, high = time.hours or DAYPART_HOURS[time.code]
        return Placed(type="TIME", value=write_date(day, "day") + written, start=day + dt.timedelta(hours=low), end=day + dt.timedelta(hours=high),
                      unit="part_of_day", anchor=date.anchor)
    unit = _clock_unit(time)
    start = day + dt.timedelta(hours=time.hour, minutes=time.minute or 0, seconds=time.second or 0)
    value = write_date(day, "day") + written
    if not time.sure:
        return Placed(type="TIME", value=value, unit=unit, anchor=date.anchor, note="half_of_day_unknown")
    return Placed(type="TIME", value=value, start=start, end=add_to(start, unit, 1), unit=unit, anchor=date.anchor, zone=zone)


def place_ends(span: Range, context: Context) -> tuple[Placed, Placed]:
    """Place the first and the last date of a range: a year said once holds for both, and the last lies after the first."""
    try:
        if isinstance(span.first, Edge) or isinstance(span.last, Edge):
            return _place_edges(span, context)
        first, last = _place(span.first, context), _place(span.last, context)
        if isinstance(span.first, Calendar) and isinstance(span.last, Calendar) and span.first.year is None and span.last.year is not None and not span.first.weekday:
            first = _place(replace(span.first, year=span.last.year), context)
            if first.start is not None and last.start is not None and first.start > last.start:  # "Nov.-Feb. 2017" begins in the year before
                first = _place(replace(span.first, year=span.last.year - 1), context)
        if first.start is None or last.start is None or last.start >= first.start or not isinstance(span.last, Calendar) or span.last.year is not None:
            return first, last
        if span.last.weekday:
            start = first.start - dt.timedelta(days=7)
            return (place_unit(start, "day", first.anchor), last) if context.tense == "past" else (first, place_unit(last.start + dt.timedelta(days=7), "day", last.anchor))
        same_year = start_of(span.last, first.start.year)
        return first, place_unit(*(same_year if same_year[0] >= first.start else start_of(span.last, first.start.year + 1)), last.anchor)
    except (ValueError, OverflowError):
        nowhere = Placed(type="DATE", value=None, note="out_of_range")
        return nowhere, nowhere


def _place_edges(span: Range, context: Context) -> tuple[Placed, Placed]:
    """Place a range between parts of stretches: "from mid-March to the end of May"; the stretches themselves are put in order first."""
    first, last = _place(span.first, context), _place(span.last, context)
    wholes = [m.whole if isinstance(m, Edge) else m for m in (span.first, span.last)]
    if not isinstance(wholes[0], Calendar) or not isinstance(wholes[1], Calendar):
        return first, last
    outer = place_ends(Range(first=wholes[0], last=wholes[1]), context)
    first, last = (_cut_edge(m.part, whole, context) if isinstance(m, Edge) else whole for m, whole in zip((span.first, span.last), outer, strict=True))
    if isinstance(span.first, Edge) and span.first.point:
        first = replace(first, start=_find_point(span.first.part, outer[0]))
    if isinstance(span.last, Edge) and span.last.point:
        last = replace(last, end=_find_point(span.last.part, outer[1]))
    return first, last


def _find_point(part: str, whole: Placed) -> dt.datetime | None:
    """Return where a range begins or ends that runs from or to the start, the middle or the end of a stretch."""
    if whole.start is None or whole.end is None or part == "START":
        return whole.start
    return whole.end if part == "END" else floor_to(whole.start + (whole.end - whole.start) / 2, "day")


def _place_range(span: Range, context: Context) -> Placed:
    first, last = place_ends(span, context)
    if first.type == "TIME" and isinstance(span.first, Moment) and first.start is not None and last.start is not None:
        return replace(first, value=f"{first.value}/{last.value}", end=last.start if last.start > first.start else last.start + dt.timedelta(days=1))
    if first.start is None or last.end is None:
        value = f"{first.value}/{last.value}" if first.value and last.value else None
        return Placed(type=first.type, value=value, note=first.note or last.note, anchor=first.anchor)
    if last.end <= first.start:
        return Placed(type="DATE", value=None, note="ends_before_it_begins", anchor=first.anchor)
    return Placed(type="DATE", value=f"{first.value}/{last.value}", start=first.start, end=last.end, unit=last.unit, anchor=first.anchor)
