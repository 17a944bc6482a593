"""Makers of sets: times that recur."""

from __future__ import annotations

from presswatch.tag.times.making import Options, Slots, read_unit, read_word, register
from presswatch.tag.times.meanings import Calendar, Meaning, Repeat
from presswatch.tag.times.units import write_length


@register
def _make_every_unit(s: Slots, o: Options) -> Meaning | None:
    count = 1.0
    if "n" in s:
        count = 2.0 if read_word(s["n"]) == "other" else float(s["n"].value)
    unit = read_unit(s["unit"])
    return Repeat(value=write_length("month", count * 3) if unit == "quarter" else write_length(unit, count))


@register
def _make_every_name(s: Slots, o: Options) -> Meaning | None:
    if "dayparts" in s and "name" not in s:
        return Repeat(value=f"T{s['dayparts'].value}")
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


@register
def _make_adverb_set(s: Slots, o: Options) -> Meaning | None:
    return Repeat(value=s["adverb_set"].value)


@register
def _make_times_a(s: Slots, o: Options) -> Meaning | None:
    return Repeat(value=write_length(read_unit(s["unit"]), 1.0))


@register
def _make_weekends(s: Slots, o: Options) -> Meaning | None:
    return Repeat(value="P1WE")


@register
def _make_reference_set(s: Slots, o: Options) -> Meaning | None:
    return Repeat(value=o["value"])


@register
def _make_day_of_every_month(s: Slots, o: Options) -> Meaning | None:
    return Repeat(value=f"XXXX-XX-{int(s['day'].value):02}")
