"""Calendar arithmetic: where units begin, how they are counted on, and how TIMEX3 writes them.

Times are naive local times; the zone is added when an expression leaves this room. Weeks begin on Monday (ISO 8601), seasons with March, June,
September and December. OverflowError or ValueError mean that a date lies outside the years 1 to 9999.
"""

# Times here are local and naive by design; the zone is added where they are written.
# ruff: noqa: DTZ001

from __future__ import annotations

import calendar
import datetime as dt

SEASON_MONTHS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
# Conventional hours of the parts of day: TIMEX3 names them but gives none.
DAYPART_HOURS = {"MO": (5, 12), "MI": (12, 13), "AF": (12, 18), "EV": (18, 22), "NI": (20, 28), "DT": (6, 18), "MEL": (12, 14), "MED": (18, 20), "MEB": (7, 9)}
DAYS = {"day": 1, "week": 7, "fortnight": 14, "night": 1}
MONTHS = {"month": 1, "quarter": 3, "season": 3, "half_year": 6, "year": 12, "decade": 120, "century": 1200}
SECONDS = {"second": 1, "minute": 60, "hour": 3600}

_CODES = {"second": ("T", "S"), "minute": ("T", "M"), "hour": ("T", "H"), "day": ("", "D"), "night": ("", "D"), "weekend": ("", "WE"), "week": ("", "W"),
          "month": ("", "M"), "quarter": ("", "Q"), "year": ("", "Y"), "decade": ("", "E"), "century": ("", "C")}


def floor_to(moment: dt.datetime, unit: str) -> dt.datetime:
    """Return the start of the unit in which a moment lies. A weekend is that of the moment's week."""
    day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    if unit in SECONDS:
        return moment.replace(microsecond=0, second=moment.second if unit == "second" else 0, minute=0 if unit == "hour" else moment.minute)
    if unit in ("week", "fortnight"):
        return day - dt.timedelta(days=day.weekday())
    if unit == "weekend":
        return day - dt.timedelta(days=day.weekday() - 5)
    if unit == "season":
        return add_to(day.replace(day=1), "month", -(day.month % 3))
    if unit in MONTHS:
        if unit in ("decade", "century"):
            size = MONTHS[unit] // 12
            return day.replace(year=max(day.year // size * size, 1), month=1, day=1)
        size = MONTHS[unit]
        return day.replace(month=(day.month - 1) // size * size + 1, day=1)
    return day


def add_to(moment: dt.datetime, unit: str, count: float) -> dt.datetime:
    """Return a moment that many units on. Months keep the day where they have it, otherwise their last day."""
    if unit == "weekend":
        return moment + dt.timedelta(days=7 * count)
    if unit in SECONDS:
        return moment + dt.timedelta(seconds=SECONDS[unit] * count)
    if unit in DAYS:
        return moment + dt.timedelta(days=DAYS[unit] * count)
    months = round(MONTHS[unit] * count)
    index = moment.year * 12 + moment.month - 1 + months
    year, month = index // 12, index % 12 + 1
    if not 1 <= year <= 9999:
        raise OverflowError("year out of range")
    return moment.replace(year=year, month=month, day=min(moment.day, calendar.monthrange(year, month)[1]))


def end_of(start: dt.datetime, unit: str) -> dt.datetime:
    """Return the exclusive end of the unit that begins at `start`."""
    return start + dt.timedelta(days=2) if unit == "weekend" else add_to(start, unit, 1)


def write_date(start: dt.datetime, unit: str) -> str:
    """Write the unit that begins at `start` as a TIMEX3 value."""
    if unit in ("week", "weekend", "fortnight"):
        year, week, _ = start.isocalendar()
        return f"{year:04}-W{week:02}" + ("-WE" if unit == "weekend" else "")
    if unit == "month":
        return f"{start.year:04}-{start.month:02}"
    if unit == "quarter":
        return f"{start.year:04}-Q{(start.month + 2) // 3}"
    if unit == "half_year":
        return f"{start.year:04}-H{1 if start.month <= 6 else 2}"
    if unit == "season":
        code = next(c for c, m in SEASON_MONTHS.items() if m == start.month)
        return f"{start.year:04}-{code}"
    if unit == "year":
        return f"{start.year:04}"
    if unit == "decade":
        return f"{start.year // 10:03}"
    if unit == "century":
        return f"{start.year // 100:02}"
    if unit == "hour":
        return f"{start:%Y-%m-%dT%H}"
    if unit in ("minute", "second"):
        return f"{start:%Y-%m-%dT%H:%M}" + (f":{start:%S}" if unit == "second" else "")
    return f"{start.year:04}-{start.month:02}-{start.day:02}"


def write_length(unit: str, count: float | None, extra: tuple[tuple[str, float], ...] = (), *, decimal: bool = False) -> str:
    """Write a duration as TIMEX3: P3D, PT2H, PXW, P2Y6M, and P2.5Y where it is to stay a decimal."""
    if unit == "fortnight":
        unit, count = "week", None if count is None else count * 2
    if count is None:
        time, code = _CODES[unit]
        return f"P{time}X{code}"
    parts: list[tuple[str, float]] = [(unit, count), *extra]
    whole = int(count)
    if count != whole and not extra and not decimal:
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


def find_holiday(rule: str, year: int) -> dt.datetime:
    """Return the day of a holiday: "12-25", "11-thu4" (the fourth Thursday), "05-mon-1" (the last Monday) or "easter-2" (days from Easter).

    A number after a + counts days on: "11-thu4+1".
    """
    if "+" in rule:
        rule, _, days = rule.partition("+")
        return find_holiday(rule, year) + dt.timedelta(days=int(days))
    if rule.startswith("easter"):
        return _find_easter(year) + dt.timedelta(days=int(rule[6:] or 0))
    month, day = int(rule[:2]), rule[3:]
    if day.isdigit():
        return dt.datetime(year, month, int(day))
    weekday, index = ("mon", "tue", "wed", "thu", "fri", "sat", "sun").index(day[:3]), int(day[3:])
    if index > 0:
        first = dt.datetime(year, month, 1)
        return first + dt.timedelta(days=(weekday - first.weekday()) % 7 + 7 * (index - 1))
    last = add_to(dt.datetime(year, month, 1), "month", 1) - dt.timedelta(days=1)
    return last - dt.timedelta(days=(last.weekday() - weekday) % 7)


def _find_easter(year: int) -> dt.datetime:
    """Return Easter Sunday of the Gregorian calendar (the algorithm of Meeus, Jones and Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    h = (19 * a + b - d - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    i, k = divmod(c, 4)
    n = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * n) // 451
    month, day = divmod(h + n - 7 * m + 114, 31)
    return dt.datetime(year, month, day + 1)
