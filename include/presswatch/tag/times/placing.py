"""Placing: from a meaning to a TIMEX3 value and an interval, given what it is counted from.

This module owns which anchor an expression takes and when it stays unresolved. It never falls back to the day of publication: what lacks its
anchor keeps an underspecified value (XXXX-11-05) or none, and a note that says why.
"""

# Times here are local and naive by design; the zone is added where they are written.
# ruff: noqa: DTZ001

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from presswatch.tag.times.choosing import choose_weekday, choose_weekday_of_month, choose_year, start_of, write_unanchored
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
from presswatch.tag.times.units import (
    DAYPART_HOURS,
    SECONDS,
    add_to,
    end_of,
    floor_to,
    write_date,
    write_length,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A placed expression; times are local and naive unless `zone` names where they hold. `note` says why there is no interval."""

    type: str
    value: str | None
    start: dt.datetime | None = None
    end: dt.datetime | None = None
    unit: str | None = None
    anchor: str = "none"
    note: str = ""
    zone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What an expression is counted from: local time of publication, the date last spoken of, the tense of its clause."""

    published: dt.datetime | None
    narrative: Placed | None = None
    narrative_day: Placed | None = None
    tense: str | None = None
    quarter: Placed | None = None
    order: str | None = None
    ongoing: bool = False


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
            return _place_shift(meaning, context)
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
            return _place_length(meaning, context)
        case Repeat():
            return Placed(type="SET", value=meaning.value, note="recurs")
        case Reference():
            return Placed(type="DATE", value=meaning.value, note="vague")
        case Range():
            return _place_range(meaning, context)
        case Unread():
            return _place_unread(meaning, context)


def _place_unread(unread: Unread, context: Context) -> Placed:
    if context.order is None:
        return Placed(type="DATE", value=None, note="numeric_date_ambiguous")
    year, month, day = unread.month_first if context.order == "mdy" else unread.day_first
    return _place_calendar(Calendar(year=year, month=month, day=day), context)


def _unit_at(start: dt.datetime, unit: str, anchor: str) -> Placed:
    return Placed(type="DATE", value=write_date(start, unit), start=start, end=end_of(start, unit), unit=unit, anchor=anchor)


def _place_calendar(c: Calendar, context: Context) -> Placed:
    if c.year is not None:
        if c.fiscal and not c.quarter:
            return Placed(type="DATE", value=f"FY{c.year:04}", unit="year", note="fiscal_year_unknown")
        start, unit = start_of(c, c.year)
        return _unit_at(start, unit, "none")
    if context.published is None:
        return Placed(type="DATE", value=write_unanchored(c), note="no_published_at")
    today = floor_to(context.published, "day")
    if c.weekday and c.day:
        both = choose_weekday_of_month(c, today, context.tense)
        return _unit_at(both, "day", "published_at") if both else Placed(type="DATE", value=None, note="no_such_day_near", anchor="published_at")
    if c.weekday and not c.month:
        return _unit_at(choose_weekday(c, today, context.tense), "day", "published_at")
    if c.quarter and c.which is None:
        return _place_quarter(c, today, context)
    return _unit_at(*choose_year(c, today, context.tense), "published_at")


def _place_quarter(c: Calendar, today: dt.datetime, context: Context) -> Placed:
    """Place "the third quarter": the nearest; reports look back unless they say otherwise."""
    found = choose_year(c, today, context.tense or "past")
    if c.fiscal:
        return Placed(type="DATE", value=write_date(*found), unit="quarter", anchor="published_at", note="fiscal_year_unknown")
    return _unit_at(*found, "published_at")


def _place_era(era: Era) -> Placed:
    unit = "decade" if len(era.prefix) == 3 else "century"
    size = 10 if unit == "decade" else 100
    start = dt.datetime(max(int(era.prefix) * size, 1), 1, 1)
    return Placed(type="DATE", value=era.prefix, start=start, end=add_to(start.replace(year=int(era.prefix) * size or 1), unit, 1), unit=unit)


def _place_shift(shift: Shift, context: Context) -> Placed:
    count, unit = shift.count or 0.0, shift.unit
    if shift.base in ("narrative", "nearest", "nearest_this") or shift.back_to_quarter:
        special = _place_narrative(shift, context)
        if special is not None:
            return special
    if isinstance(shift.base, str):
        if shift.base == "narrative":
            return Placed(type="DATE", value=None, note="no_narrative_anchor")
        base, anchor = context.published, "published_at"
        if base is None:
            return Placed(type="DATE", value=None, note="no_published_at")
    else:
        placed = _place(shift.base, context)
        base, anchor = placed.start, placed.anchor
        if base is None:
            return replace(placed, value=None)
        if shift.whole:
            return _unit_at(add_to(floor_to(base, unit), unit, count), unit, anchor)
        unit_base = placed.unit if placed.unit in ("day", "month", "quarter", "year") else "day"
        moved = add_to(base, unit, count)
        fine = unit_base if unit_base != "day" else "day" if unit not in SECONDS else unit
        return _unit_at(floor_to(moved, fine), fine, anchor)
    if shift.whole:
        return _unit_at(add_to(floor_to(base, unit), unit, count), unit, anchor)
    moved = add_to(base, unit, count)
    fine = {"night": "day", "fortnight": "day", "week": "day", "decade": "year"}.get(unit, unit)
    if count != int(count):
        fine = {"year": "month", "month": "day"}.get(fine, fine)
    placed = _unit_at(floor_to(moved, fine), fine, anchor)
    return replace(placed, type="TIME") if unit in SECONDS else placed


def _place_narrative(shift: Shift, context: Context) -> Placed | None:
    """Place what is counted from the date last spoken of; None where published_at decides."""
    unit, count = shift.unit, shift.count or 0.0
    if shift.back_to_quarter and context.quarter is not None and context.quarter.start is not None:
        return _unit_at(add_to(context.quarter.start, "year", count), "quarter", "narrative")
    if shift.base in ("nearest", "nearest_this"):
        if context.published is None:
            return Placed(type="DATE", value=None, note="no_published_at")
        today = floor_to(context.published, "day")
        start = floor_to(today, "weekend")
        if (context.tense != "future" and shift.base == "nearest" and today.isoweekday() < 5) or (context.tense == "past" and today.isoweekday() < 4):
            start -= dt.timedelta(days=7)
        return _unit_at(start, "weekend", "published_at")
    if unit == "quarter" and count == 0 and context.quarter is not None and context.quarter.start is not None:
        return replace(context.quarter, anchor="narrative")
    # A day is counted from the last day spoken of, not from a year that was named in passing.
    last = context.narrative_day if unit in ("day", "night", "hour", "minute", "second") else context.narrative
    if shift.base != "narrative" or last is None or last.start is None:
        return None
    last_start = last.start
    if shift.whole:
        return _unit_at(add_to(floor_to(last_start, unit), unit, count), unit, "narrative") if unit != "night" else _unit_at(add_to(last_start, "day", count), "day", "narrative")
    moved = add_to(last_start, unit, count)
    keeps = unit if unit not in ("night", "fortnight") else "day"
    if last.unit in ("month", "quarter", "year", "season", "day") and unit in ("year", "month") and last.unit != "day":
        keeps = last.unit
    if unit == "week" and last.unit == "day":
        keeps = "day"
    return _unit_at(floor_to(moved, keeps), keeps, "narrative")


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
        return _unit_at(start, unit, outer.anchor)
    unit, index = str(inside.part), inside.index or 1
    first = floor_to(outer.start, unit)
    if (unit == "week" and (outer.start - first).days > 3) or (first < outer.start and unit != "week"):  # a week belongs to where most of it lies
        first = add_to(first, unit, 1)
    start = add_to(first, unit, index - 1) if index > 0 else _find_last(outer.end, unit)
    if not outer.start - dt.timedelta(days=4) <= start < outer.end:
        return Placed(type="DATE", value=None, note="not_inside", anchor=outer.anchor)
    return _unit_at(start, unit, outer.anchor)


def _find_last(end: dt.datetime, unit: str) -> dt.datetime:
    start = floor_to(end - dt.timedelta(seconds=1), unit)
    return start - dt.timedelta(days=7) if unit == "week" and (end - start).days < 4 else start


def _place_edge(edge: Edge, context: Context) -> Placed:
    whole = _place(edge.whole, context)
    if whole.start is None or whole.end is None:
        return whole
    now = context.published
    length = whole.end - whole.start
    if edge.part in ("BEFORE", "AFTER") and now is not None and whole.start <= now < whole.end and whole.unit not in ("day", "part_of_day"):
        today = floor_to(now, "day")
        return replace(whole, end=max(today, whole.start + dt.timedelta(days=1))) if edge.part == "BEFORE" else replace(whole, start=today)
    third = dt.timedelta(days=length.days // 3) if length.days > 3 else length / 3
    if edge.part in ("START", "BEFORE"):
        return replace(whole, end=whole.start + third)
    if edge.part == "MID":
        return replace(whole, start=whole.start + third, end=whole.end - third)
    return replace(whole, start=whole.end - third)


def _write_clock(clock: Clock) -> str:
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
    written = _write_clock(time) if isinstance(time, Clock) else f"T{time.code}"
    if date.start is None or date.unit != "day":
        return Placed(type="TIME", value=(date.value or "") + written if date.unit == "day" or date.value is None or date.value.startswith("XXXX-") else written, note=date.note or "no_day", anchor=date.anchor)
    day = floor_to(date.start, "day")
    if isinstance(time, DayPart):
        low, high = DAYPART_HOURS[time.code]
        return Placed(type="TIME", value=write_date(day, "day") + written, start=day + dt.timedelta(hours=low), end=day + dt.timedelta(hours=high),
                      unit="part_of_day", anchor=date.anchor)
    unit = _clock_unit(time)
    start = day + dt.timedelta(hours=time.hour, minutes=time.minute or 0, seconds=time.second or 0)
    value = write_date(day, "day") + written
    if not time.sure:
        return Placed(type="TIME", value=value, unit=unit, anchor=date.anchor, note="half_of_day_unknown")
    return Placed(type="TIME", value=value, start=start, end=add_to(start, unit, 1), unit=unit, anchor=date.anchor, zone=zone)


def _place_length(length: Length, context: Context) -> Placed:
    value = write_length(length.unit, length.count, length.extra)
    unit = {"night": "day", "fortnight": "week"}.get(length.unit, length.unit)
    direction = length.direction
    if direction == 3:  # "for three years": placed only where the clause says that it still goes on
        direction = -1 if context.ongoing else 0
    if not direction:
        return Placed(type="DURATION", value=value, unit=unit, note="not_placed")
    if direction == 2:  # "in two weeks": only the tense tells whether it is a date
        if context.tense == "past":
            return Placed(type="DURATION", value=value, unit=unit, note="not_placed")
        return _place_shift(Shift(unit=length.unit, count=length.count), context)
    if context.published is None:
        return Placed(type="DURATION", value=value, unit=unit, note="no_published_at")
    if length.count is None:
        return Placed(type="DURATION", value=value, unit=unit, anchor="published_at", note="vague")
    now = context.published if length.unit in SECONDS else floor_to(context.published, "day")
    other = add_to(now, length.unit, direction * length.count)
    return Placed(type="DURATION", value=value, start=min(now, other), end=max(now, other), unit=unit, anchor="published_at")


def place_ends(span: Range, context: Context) -> tuple[Placed, Placed]:
    """Place the first and the last date of a range: a year said once holds for both, and the last lies after the first."""
    try:
        first, last = _place(span.first, context), _place(span.last, context)
        if isinstance(span.first, Calendar) and isinstance(span.last, Calendar) and span.first.year is None and span.last.year is not None and not span.first.weekday:
            first = _place(replace(span.first, year=span.last.year), context)
        if first.start is None or last.start is None or last.start >= first.start or not isinstance(span.last, Calendar) or span.last.year is not None:
            return first, last
        if span.last.weekday:
            start = first.start - dt.timedelta(days=7)
            return (_unit_at(start, "day", first.anchor), last) if context.tense == "past" else (first, _unit_at(last.start + dt.timedelta(days=7), "day", last.anchor))
        return first, _unit_at(*start_of(span.last, first.start.year + 1), last.anchor)
    except (ValueError, OverflowError):
        nowhere = Placed(type="DATE", value=None, note="out_of_range")
        return nowhere, nowhere


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
