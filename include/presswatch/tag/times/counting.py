"""Placing what is counted in units: so many days from a base, and durations that have a place on the calendar.

This module owns what "two months ago", "the following week" and "the next three quarters" come to; `placing` hands it what they are counted from.
"""

# Times here are local and naive by design; the zone is added where they are written.

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from presswatch.tag.times.meanings import Length, Shift
from presswatch.tag.times.placed import Context, Placed, place_unit
from presswatch.tag.times.units import SECONDS, add_to, floor_to, write_length


def place_shift(shift: Shift, context: Context, counted_from: Placed | None) -> Placed:
    """Place so many units from a base; `counted_from` is the placed base where the shift names one."""
    count, unit = shift.count or 0.0, shift.unit
    if shift.base in ("narrative", "nearest", "nearest_this", "told", "reported", "this_night") or shift.back_to_quarter:
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
        if counted_from is None:
            return Placed(type="DATE", value=None, note="no_base")
        placed = counted_from
        base, anchor = placed.start, placed.anchor
        if base is None:
            return replace(placed, value=None)
        if shift.exact:
            fine = unit if unit in SECONDS else placed.unit if placed.unit in SECONDS else "day"
            return place_unit(floor_to(add_to(base, unit, count), fine or "day"), fine or "day", anchor)
        if shift.whole and unit == "weekend":
            return _place_near_weekend(floor_to(base, "day"), anchor)
        if shift.whole:
            return place_unit(add_to(floor_to(base, unit), unit, count), unit, anchor)
        unit_base = placed.unit if placed.unit in ("day", "month", "quarter", "year") else "day"
        moved = add_to(base, unit, count)
        fine = unit_base if unit_base != "day" else "day" if unit not in SECONDS else unit
        return place_unit(floor_to(moved, fine), fine, anchor)
    if shift.whole:
        return place_unit(add_to(floor_to(base, unit), unit, count), unit, anchor)
    moved = add_to(base, unit, count)
    fine = {"night": "day", "fortnight": "day", "week": "day", "decade": "year"}.get(unit, unit)
    if count != int(count):
        fine = {"year": "month", "month": "day", "hour": "minute", "minute": "second"}.get(fine, fine)
    placed = place_unit(floor_to(moved, fine), fine, anchor)
    return replace(placed, type="TIME") if unit in SECONDS else placed


def _place_near_weekend(day: dt.datetime, anchor: str) -> Placed:
    """Place the weekend to which a day belongs: that before a Monday or Tuesday, after a Thursday or Friday; a Wednesday has none."""
    weekday = day.isoweekday()
    if weekday == 3:
        return Placed(type="DATE", value=None, note="no_weekend_near", anchor=anchor)
    saturday = floor_to(day, "weekend")
    return place_unit(saturday - dt.timedelta(days=7) if weekday < 3 else saturday, "weekend", anchor)


def _place_narrative(shift: Shift, context: Context) -> Placed | None:
    """Place what is counted from the date last spoken of; None where published_at decides."""
    unit, count = shift.unit, shift.count or 0.0
    if shift.back_to_quarter and context.quarter is not None and context.quarter.start is not None:
        return place_unit(add_to(context.quarter.start, "year", count), "quarter", "narrative")
    if shift.base in ("nearest", "nearest_this"):
        if context.published is None:
            return Placed(type="DATE", value=None, note="no_published_at")
        today = floor_to(context.published, "day")
        start = floor_to(today, "weekend")
        if (context.tense != "future" and shift.base == "nearest" and today.isoweekday() < 5) or (context.tense == "past" and today.isoweekday() < 4):
            start -= dt.timedelta(days=7)
        return place_unit(start, "weekend", "published_at")
    if shift.base == "told":  # "for the week the index lost ...", said on a Monday of the days before
        day, now = context.narrative_day, context.published
        if day is None or day.start is None or now is None or context.tense == "future" or not dt.timedelta(0) <= now - day.start < dt.timedelta(days=8):
            return None
        return place_unit(floor_to(day.start, unit), unit, "narrative")
    if unit == "quarter" and count == 0 and context.quarter is not None and context.quarter.start is not None:
        return replace(context.quarter, anchor="narrative")
    if shift.base == "this_night":
        day, now = context.narrative_day, context.published
        if now is None or (day is not None and day.start is not None and abs(now - day.start) > dt.timedelta(days=2)):
            return Placed(type="DATE", value=None, note="no_narrative_anchor")
        return place_unit(add_to(floor_to(now, "day"), "day", 0 if context.tense == "future" else count), "day", "published_at")
    if shift.base == "reported":
        return None if context.published is None else place_unit(add_to(floor_to(context.published, "quarter"), "quarter", -1), "quarter", "published_at")
    # A day is counted from the last day spoken of, not from a year that was named in passing; a year from the last year that was named.
    last = context.narrative_day if unit in ("day", "night", "hour", "minute", "second") else context.narrative
    if unit == "year" and shift.whole and context.narrative_year is not None:
        last = context.narrative_year
    if shift.base != "narrative" or last is None or last.start is None:
        return None
    if unit in ("hour", "minute", "second") and last.unit not in ("hour", "minute", "second"):  # an hour after a day that was named is at no known hour
        return Placed(type="TIME", value=None, note="no_narrative_anchor")
    moved_on = context.narrative
    if unit in ("day", "night") and moved_on is not None and moved_on.unit in ("week", "month", "year") and moved_on.anchor == "narrative" and moved_on.start is not None and moved_on.start > last.start:
        return Placed(type="DATE", value=None, note="no_narrative_anchor")  # "a month later ... the previous night": the story has left that day
    last_start = last.start
    if shift.whole:
        return place_unit(add_to(floor_to(last_start, unit), unit, count), unit, "narrative") if unit != "night" else place_unit(add_to(last_start, "day", count), "day", "narrative")
    moved = add_to(last_start, unit, count)
    keeps = unit if unit not in ("night", "fortnight") else "day"
    if last.unit in ("month", "quarter", "year", "season", "day") and unit in ("year", "month") and last.unit != "day":
        keeps = last.unit
    if unit in ("week", "fortnight") and last.unit in ("day", "part_of_day", "hour", "minute", "second"):
        keeps = "day"
    return place_unit(floor_to(moved, keeps), keeps, "narrative")


def place_length(length: Length, context: Context, inside: Placed | None) -> Placed:
    """Place a duration where it has a place; `inside` is the placed stretch that it begins or ends, or the date from which it runs."""
    value = write_length(length.unit, length.count, length.extra, decimal=length.decimal)
    unit = {"night": "day", "fortnight": "week"}.get(length.unit, length.unit)
    direction = length.direction
    if direction == 3:  # "for three years": placed only where the clause says that it still goes on
        direction = -1 if context.ongoing else 0
    if inside is not None:
        return _place_inside(length, value, unit, inside)
    if direction == 4:  # "within two weeks": from now on, unless it is told of the past
        direction = 0 if context.tense == "past" else 1
    if not direction:
        return Placed(type="DURATION", value=value, unit=unit, note="not_placed")
    if direction == 2:  # "in two weeks": only the tense tells whether it is a date
        if context.tense == "past" or context.record:
            return Placed(type="DURATION", value=value, unit=unit, note="not_placed")
        return place_shift(Shift(unit=length.unit, count=length.count), context, None)
    if context.published is None:
        return Placed(type="DURATION", value=value, unit=unit, note="no_published_at")
    if length.count is None:
        return Placed(type="DURATION", value=value, unit=unit, anchor="published_at", note="vague")
    now = context.published if length.unit in SECONDS else floor_to(context.published, "day")
    if length.working:
        start, end = _count_working_days(now, int(length.count), direction)
    elif length.unit == "quarter":  # "the last two quarters" are whole ones
        edge = add_to(floor_to(now, "quarter"), "quarter", 1 if direction > 0 else 0)
        start, end = sorted((edge, add_to(edge, "quarter", direction * length.count)))
    else:
        if direction > 0 and length.direction == 1 and length.unit not in SECONDS and length.count > 1:
            now += dt.timedelta(days=1)  # the next three days are those after today
        start, end = sorted((now, add_to(now, length.unit, direction * length.count)))
    return Placed(type="DURATION", value=value, start=start, end=end, unit=unit, anchor="published_at")


def _place_inside(length: Length, value: str, unit: str, inside: Placed) -> Placed:
    """Place the first or last part of a stretch, or what runs from a date on."""
    if inside.start is None or inside.end is None or length.count is None:
        return Placed(type="DURATION", value=value, unit=unit, anchor=inside.anchor, note=inside.note or "vague")
    if length.direction < 0 and unit == "quarter" and length.count == 1:
        return _place_quarter_ended(inside.end, inside.anchor)
    if length.direction < 0:
        return Placed(type="DURATION", value=value, start=add_to(inside.end, length.unit, -length.count), end=inside.end, unit=unit, anchor=inside.anchor)
    end = add_to(inside.start, length.unit, length.count)
    for extra_unit, count in length.extra:
        end = add_to(end, extra_unit, count)
    return Placed(type="DURATION", value=value, start=inside.start, end=end, unit=unit, anchor=inside.anchor)


def _place_quarter_ended(end: dt.datetime, anchor: str) -> Placed:
    """Place "the quarter ended Sept. 30": the calendar's quarter where it ends about then, else three months."""
    edge = floor_to(end + dt.timedelta(days=15), "quarter")
    if abs((edge - end).days) <= 10:
        return place_unit(add_to(edge, "quarter", -1), "quarter", anchor)
    return Placed(type="DURATION", value="P3M", start=add_to(end, "month", -3), end=end, unit="quarter", anchor=anchor)


def _count_working_days(today: dt.datetime, count: int, direction: int) -> tuple[dt.datetime, dt.datetime]:
    """Return the stretch of so many days from Monday to Friday after today, or before it; holidays count as days of work."""
    day, left = today, min(count, 5000)
    first: dt.datetime | None = None
    while left:
        day += dt.timedelta(days=direction)
        if day.isoweekday() < 6:
            left -= 1
            first = first or day
    first = first or day
    return (first, day + dt.timedelta(days=1)) if direction > 0 else (day, first + dt.timedelta(days=1))
