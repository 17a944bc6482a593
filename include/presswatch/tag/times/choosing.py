"""Choosing: which of the Mondays, Novembers or springs is meant, and how one that stays open is written.

This module owns the choice by "last", "next", "this", by tense and by nearness; `placing` decides what it is counted from.
"""

from __future__ import annotations

import datetime as dt

from presswatch.tag.times.meanings import Calendar
from presswatch.tag.times.units import SEASON_MONTHS, add_to, find_holiday, floor_to

# Times here are local and naive by design; the zone is added where they are written.
# ruff: noqa: DTZ001


def start_of(c: Calendar, year: int) -> tuple[dt.datetime, str]:
    """Return where a calendar place begins in a year, and its unit. Raises ValueError for February 29 of a common year."""
    if c.holiday:
        return find_holiday(c.holiday, year), "day"
    if c.month and c.day:
        return dt.datetime(year, c.month, c.day), "day"
    if c.month:
        return dt.datetime(year, c.month, 1), "month"
    if c.season:
        return dt.datetime(year, SEASON_MONTHS[c.season], 1), "season"
    if c.quarter:
        return dt.datetime(year, c.quarter * 3 - 2, 1), "quarter"
    if c.half:
        return dt.datetime(year, c.half * 6 - 5, 1), "half_year"
    return dt.datetime(year, 1, 1), "year"


def write_unanchored(c: Calendar) -> str:
    """Write what is known of a date that has no anchor: XXXX-11-05."""
    if c.month:
        return f"XXXX-{c.month:02}" + (f"-{c.day:02}" if c.day else "")
    if c.weekday:
        return f"XXXX-WXX-{c.weekday}"
    if c.holiday:
        return f"XXXX-{c.holiday}" if len(c.holiday) == 5 else "XXXX-XX-XX"
    return f"XXXX-{c.season}" if c.season else f"XXXX-Q{c.quarter}" if c.quarter else "XXXX"


def choose_weekday(c: Calendar, today: dt.datetime, tense: str | None) -> dt.datetime:
    """Choose the day of a weekday; the weekday of publication itself is that day."""
    weekday = c.weekday or 1
    ahead = (weekday - today.isoweekday()) % 7
    if c.which == "coming":
        return today + dt.timedelta(days=ahead or 7)
    if c.which == "past":
        return today + dt.timedelta(days=ahead - 7)
    if c.which in ("last", "previous"):  # said from Monday to Friday it is a day of the week before: this week's would go without "last"
        return floor_to(today, "week") + dt.timedelta(days=weekday - 8) if today.isoweekday() < 6 else today + dt.timedelta(days=ahead - 7)
    if c.which == "next":
        return floor_to(today, "week") + dt.timedelta(days=6 + weekday)
    if c.which == "this":
        return floor_to(today, "week") + dt.timedelta(days=weekday - 1)
    if ahead == 0 or tense == "future":
        return today + dt.timedelta(days=ahead)
    return today + dt.timedelta(days=ahead - 7)


def choose_year(c: Calendar, today: dt.datetime, tense: str | None) -> tuple[dt.datetime, str]:
    """Choose the year of a month, day or season: by "last", "next", "this", else the nearest, the wrong tense counting as 150 days or more."""
    choices = []
    for year in range(max(today.year - 1, 1), min(today.year + 1, 9999) + 1):
        try:
            choices.append(start_of(c, year))
        except ValueError:
            continue
    if not choices:  # February 29, and no leap year near
        year = next(y for y in range(today.year, today.year + 9) if y % 4 == 0 and (y % 100 or y % 400 == 0))
        return start_of(c, year)
    if c.said:  # "Friday, Nov. 3" is a Friday in one year of about six
        choices = [x for x in choices if x[0].isoweekday() == c.said] or choices
    if tense == "over":
        choices = [x for x in choices if x[0] <= today] or choices
    unit = choices[0][1]
    now = floor_to(today, unit)
    if c.which in ("last", "past", "previous"):
        return next((x for x in reversed(choices) if x[0] < now), choices[0])
    if c.which in ("next", "coming"):
        return next((x for x in choices if x[0] > now), choices[-1])
    if c.which == "this":
        return next((x for x in choices if x[0].year == today.year), choices[-1])

    def cost(choice: tuple[dt.datetime, str]) -> float:
        days = (choice[0] - now).days
        wrong = (tense == "past" and days > 0) or (tense == "future" and days < 0)
        return abs(days) + ((190 if days > 0 else 150) if wrong else 0)

    return min(choices, key=cost)


def choose_month(day: int, today: dt.datetime, tense: str | None) -> dt.datetime:
    """Choose the month of "the 18th": the nearest, the wrong tense counting as 45 days more."""
    months = (add_to(today.replace(day=1), "month", n) for n in range(-2, 3))
    days = [m.replace(day=day) for m in months if (add_to(m, "month", 1) - m).days >= day]

    def cost(choice: dt.datetime) -> int:
        away = (choice - today).days
        return abs(away) + (45 if (tense == "past" and away > 0) or (tense == "future" and away < 0) else 0)

    return min(days, key=cost)


def choose_weekday_of_month(c: Calendar, today: dt.datetime, tense: str | None) -> dt.datetime | None:
    """Choose "Friday the 13th": the nearest day that is both, within 200 days."""
    wanted = (c.weekday, c.day)
    ahead = (today + dt.timedelta(days=n) for n in range(200))
    back = (today - dt.timedelta(days=n) for n in range(200))
    after = next((d for d in ahead if (d.isoweekday(), d.day) == wanted), None)
    before = next((d for d in back if (d.isoweekday(), d.day) == wanted), None)
    if tense is None and before is not None and after is not None:
        return before if today - before < after - today else after
    return (after or before) if tense == "future" else (before or after)
