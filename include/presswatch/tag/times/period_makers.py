"""Makers of longer stretches: decades, quarters, fiscal years, weeks by number, and parts of a stretch."""

from __future__ import annotations

from presswatch.tag.times.making import Options, Slots, read_edge, read_ordinal, read_unit, read_which, read_word, register
from presswatch.tag.times.meanings import Calendar, DayPart, Edge, Era, Inside, Length, Meaning, Moment, Reference, Shift


@register
def _make_decade(s: Slots, o: Options) -> Meaning | None:
    if "two_digits" in s:
        two = int(s["two_digits"].value)
        return Era(prefix=f"{20 if two < 20 else 19}{two // 10}") if two % 10 == 0 else None
    year = int(s["year"].value)
    if year % 10:
        return None
    return Era(prefix=f"{year // 100}") if year % 100 == 0 and year < 1900 else Era(prefix=f"{year // 10}")


@register
def _make_decade_name(s: Slots, o: Options) -> Meaning | None:
    return Era(prefix=f"19{s['decade_name'].value}")


@register
def _make_century(s: Slots, o: Options) -> Meaning | None:
    n = read_ordinal(s["n"])
    return Era(prefix=f"{n - 1:02}") if n and 1 <= n <= 30 else None


@register
def _make_quarter(s: Slots, o: Options) -> Meaning | None:
    n = read_ordinal(s["n"])
    n = 4 if n == -1 else n
    if n is None or not 1 <= n <= 4:
        return None
    return Calendar(year=int(s["year"].value) if "year" in s else None, quarter=n, fiscal="fiscal" in s)


@register
def _make_half(s: Slots, o: Options) -> Meaning | None:
    n = read_ordinal(s["n"])
    n = 2 if n == -1 else n
    return Calendar(year=int(s["year"].value), half=n) if n in (1, 2) else None


@register
def _make_fiscal_year(s: Slots, o: Options) -> Meaning | None:
    school = s["fiscal"].value == "school"
    if "year" in s:
        year = int(s["year"].value)
        if "two_digits" in s:  # "2023-24" goes by the year it ends in
            year = year // 100 * 100 + int(s["two_digits"].value)
        return Calendar(year=year, fiscal=True, school=school)
    if "two_digits" in s:
        return Calendar(year=2000 + int(s["two_digits"].value), fiscal=True, school=school)
    return Calendar(which=read_which(s["which"]) if "which" in s else "this", fiscal=True, school=school)


@register
def _make_holiday(s: Slots, o: Options) -> Meaning | None:
    return Calendar(holiday=str(o["falls"]), year=int(s["year"].value) if "year" in s else None, which=read_which(s["which"]) if "which" in s else None)


@register
def _make_edge(s: Slots, o: Options) -> Meaning | None:
    date = s["date"].value
    if isinstance(date, str):
        date = Shift(unit=date, count=0, whole=True)
    turns = "edge" in s and read_word(s["edge"]) == "turn"
    if isinstance(date, (Reference, Length)):
        return None
    if turns and isinstance(date, Shift) and date.unit != "year":
        return Reference(value="")  # "the turn of the century" doesn't say of which
    token = next(s[k] for k in ("edge", "edge2", "edge3", "edge4") if k in s)
    point = "edge" in s and bool(token.classes & {"early_noun", "late_noun"} or read_word(token) == "middle")
    return Edge(part="START" if turns else read_edge(token), whole=date, point=point)


@register
def _make_nth_of(s: Slots, o: Options) -> Meaning | None:
    n = read_ordinal(s["n"])
    date = s["date"].value
    if isinstance(date, str):
        date = Shift(unit=date, count=0, whole=True)
    part: Meaning | str = s["unit"].value if isinstance(s["unit"].value, Calendar) else read_unit(s["unit"])
    nth = Inside(part=part, container=date, index=n) if n else None
    if nth is None or "daypart" not in s:
        return nth
    return Moment(date=nth, time=DayPart(code=s["daypart"].value)) if isinstance(part, Calendar) else None


@register
def _make_unit_to_date(s: Slots, o: Options) -> Meaning | None:
    """Read "the year to date": what of it lies behind."""
    return Edge(part="BEFORE", whole=Shift(unit=read_unit(s["unit"]) if "unit" in s else "year", count=0, whole=True))


@register
def _make_week_of(s: Slots, o: Options) -> Meaning | None:
    date = Calendar(day=int(s["day"].value)) if "day" in s else s["date"].value
    return Shift(unit="week", count=0, base=date, whole=True) if isinstance(date, Calendar) and date.day else None


@register
def _make_half_of(s: Slots, o: Options) -> Meaning | None:
    n = read_ordinal(s["n"])
    date = s["date"].value
    if isinstance(date, str):
        date = Shift(unit=date, count=0, whole=True)
    if n not in (1, 2, -1) or isinstance(date, (Reference, Length)):
        return None
    if (isinstance(date, Calendar) and date.year and not (date.month or date.quarter or date.season)) or (isinstance(date, Shift) and date.unit == "year"):
        return Inside(part="half_year", container=date, index=1 if n == 1 else 2)
    return Edge(part="HALF1" if n == 1 else "HALF2", whole=date)


@register
def _make_week_number(s: Slots, o: Options) -> Meaning | None:
    """Read "week 31 of 2018" as an ISO week."""
    n = int(s["n"].value)
    if "week" in s:  # "Week 10" with a capital is a round of a league
        return Inside(part="iso_week", container=Shift(unit="year", count=0, whole=True), index=n) if 1 <= n <= 53 and s["week"].text.islower() else None
    container = Calendar(year=int(s["year"].value)) if "year" in s else Shift(unit="year", count={"last": -1, "this": 0, "next": 1}[read_which(s["which"])], whole=True)
    return Inside(part="iso_week", container=container, index=n) if 1 <= n <= 53 else None


@register
def _make_weekend_of(s: Slots, o: Options) -> Meaning | None:
    holiday = s["holiday"].value
    if "year" in s and isinstance(holiday, Calendar):
        holiday = Calendar(holiday=holiday.holiday, year=int(s["year"].value))
    return Shift(unit="weekend", count=0, base=holiday, whole=True)
