"""Makers of phrases with a unit: relative dates, durations and sets."""

from __future__ import annotations

from presswatch.tag.times.making import Options, Slots, read_count, read_unit, read_which, read_word, register
from presswatch.tag.times.meanings import Calendar, DayPart, Edge, Inside, Length, Meaning, Moment, Reference, Repeat, Shift
from presswatch.tag.times.tokens import Token


@register
def _make_deictic(s: Slots, o: Options) -> Meaning | None:
    return Shift(unit="day", count=s["deictic"].value, whole=True)


@register
def _make_which_unit(s: Slots, o: Options) -> Meaning | None:
    unit = read_unit(s["unit"])
    word = read_word(s["which"])
    which = "next" if word == "coming" else read_which(s["which"])
    if unit == "night":
        return Moment(date=Shift(unit="day", count={"last": -1, "this": 0, "next": 1}[which], whole=True), time=DayPart(code="NI"))
    if word == "past" and unit != "weekend" and not (unit == "week" and o.get("calendar")):
        return Length(unit=unit, count=1, direction=-1)
    if unit in ("hour", "fortnight"):
        return Length(unit=unit, count=1, direction={"last": -1, "this": 0, "next": 1}[which]) if which != "this" else None
    count = {"last": -1, "this": 0, "next": 1}[which]
    return Shift(unit=unit, count=count, base="nearest_this" if unit == "weekend" and count == 0 else "published", whole=True)


@register
def _make_day_beside(s: Slots, o: Options) -> Meaning | None:
    return Shift(unit="day", count=s["deictic"].value.count + (-1 if read_word(s["n"]) == "before" else 1), whole=True)


@register
def _make_week_beside(s: Slots, o: Options) -> Meaning | None:
    return Shift(unit="day", count=7 if read_word(s["side"]) == "from" else -7, base=s["date"].value)


@register
def _make_ago(s: Slots, o: Options) -> Meaning | None:
    unit, count = read_unit(s["unit"]), read_count(s.get("count"))
    if "vague2" in s and s["vague2"].value is None and "vague" in s["vague2"].classes:
        count = None
    if count is None:
        return Length(unit=unit, count=None, direction=o["sign"])
    return Shift(unit=unit, count=o["sign"] * count, back_to_quarter=unit == "year" and count == 1 and o["sign"] < 0)


@register
def _make_later(s: Slots, o: Options) -> Meaning | None:
    count = read_count(s["count"])
    sign = -1 if read_word(s["side"]) == "earlier" else 1
    return None if count is None else Shift(unit=read_unit(s["unit"]), count=sign * count, base="narrative", back_to_quarter=sign < 0 and read_unit(s["unit"]) == "year")


@register
def _make_following(s: Slots, o: Options) -> Meaning | None:
    sign = -1 if read_word(s["side"]) in ("previous", "preceding", "before", "earlier") else 1
    return Shift(unit=read_unit(s["unit"]), count=sign, base="narrative", whole=True)


@register
def _make_same_daypart(s: Slots, o: Options) -> Meaning | None:
    return Moment(date=Shift(unit="day", count=0, base="narrative", whole=True), time=DayPart(code=s["daypart"].value))


@register
def _make_overnight(s: Slots, o: Options) -> Meaning | None:
    """Read "overnight": the night before the news, unless the text has gone on to another day."""
    return Moment(date=Shift(unit="day", count=-1, base="this_night", whole=True), time=DayPart(code="NI"))


@register
def _make_same_unit(s: Slots, o: Options) -> Meaning | None:
    return Shift(unit=read_unit(s["unit"]), count=0, base="narrative", whole=True)


@register
def _make_placed_length(s: Slots, o: Options) -> Meaning | None:
    word = read_word(s["which"])
    sign = 0 if word == "first" else -1 if word == "recent" or "which_last" in s["which"].classes else 1
    working = "what" in s and read_word(s["what"]) in ("business", "trading", "working") and read_unit(s["unit"]) == "day"
    count = read_count(s["count"])
    if "slash" in s:
        part = _read_fraction(s["slash"])
        if part is None or count is None:
            return None
        count += part
    return Length(unit=read_unit(s["unit"]), count=count, direction=sign, working=working)


def _read_fraction(token: Token) -> float | None:
    """Return what "1/2", "1/4" and "3/4" come to; None for other slashes, which are dates."""
    return int(token.text[0]) / int(token.text[2]) if token.text in ("1/2", "1/4", "3/4") else None


@register
def _make_length_within(s: Slots, o: Options) -> Meaning | None:
    return Length(unit=read_unit(s["unit"]), count=read_count(s["count"]), direction=4)


@register
def _make_length_inside(s: Slots, o: Options) -> Meaning | None:
    """Read "the last four months of 2021", "the first ten days of last year"."""
    date, length = s["date"].value, s["length"].value
    if isinstance(date, str):
        date = Shift(unit=date, count=0, whole=True)
    if isinstance(date, (Length, Repeat, Reference)) or not isinstance(length, Length):
        return None
    direction = length.direction if "which" not in s else {"first": 1, "final": -1}.get(read_word(s["which"]), 0)
    if direction not in (1, -1) or ("which" not in s and direction > 0) or s["length"].rule == "which_unit":
        return None
    return Length(unit=length.unit, count=length.count, direction=direction, inside=date)


@register
def _make_length_from(s: Slots, o: Options) -> Meaning | None:
    """Read "three days starting on Monday", "for a week from today"."""
    length, date = s["length"].value, s["date"].value
    if not isinstance(length, Length) or length.count is None or length.direction not in (0, 3) or isinstance(date, (Length, Repeat, Reference)):
        return None
    return Length(unit=length.unit, count=length.count, extra=length.extra, inside=date)


@register
def _make_half_ago(s: Slots, o: Options) -> Meaning | None:
    """Read "half an hour ago", "half an hour later", "in half an hour"."""
    unit = read_unit(s["unit"])
    if "side" not in s:
        return Length(unit=unit, count=0.5, direction=2)
    word = read_word(s["side"])
    return Shift(unit=unit, count=-0.5 if word in ("ago", "earlier") else 0.5, base="narrative" if word in ("later", "earlier") else "published")


@register
def _make_half_from_now(s: Slots, o: Options) -> Meaning | None:
    return Shift(unit=read_unit(s["unit"]), count=0.5)


@register
def _make_length_hours(s: Slots, o: Options) -> Meaning | None:
    return Length(unit="hour", count=read_count(s["count"]))


@register
def _make_after_next(s: Slots, o: Options) -> Meaning | None:
    """Read "the week after next" and "the year before last"."""
    return Shift(unit=read_unit(s["unit"]), count=2 if read_word(s["which"]) == "after" else -2, whole=True)


@register
def _make_pair_ago(s: Slots, o: Options) -> Meaning | None:
    """Read "two weeks and two days ago"; the finer part is counted first, so that the coarser doesn't round it away."""
    length, word = s["length"].value if "length" in s else _make_length(s, o), read_word(s["side"])
    if not isinstance(length, Length) or length.count is None or not (length.extra or "length" not in s):
        return None
    sign = -1.0 if word in ("ago", "earlier") else 1.0
    if not length.extra:
        return Shift(unit=length.unit, count=sign * length.count, base="narrative" if word in ("later", "earlier") else "published")
    shift = Shift(unit=length.extra[-1][0], count=sign * length.extra[-1][1], base="narrative" if word in ("later", "earlier") else "published", exact=True)
    for unit, count in ((length.unit, length.count), *length.extra[:-1]):
        shift = Shift(unit=unit, count=sign * count, base=shift, exact=True)
    return shift


@register
def _make_recent_units(s: Slots, o: Options) -> Meaning | None:
    return Length(unit=read_unit(s["unit"]), count=None, direction=1 if read_word(s["which"]) in ("coming", "ahead", "to") else -1)


@register
def _make_length(s: Slots, o: Options) -> Meaning | None:
    unit = read_unit(s["unit"])
    if "count" not in s and "half" not in s:
        return Length(unit=unit, count=None)
    count = read_count(s["count"]) if "count" in s else 0.0
    if "vague2" in s and "vague" in s["vague2"].classes:
        count = None
    if count is not None and "half" in s:
        count += 0.25 if read_word(s["half"]) == "quarter" else 0.5
    if "slash" in s:
        part = _read_fraction(s["slash"])
        if part is None:
            return None
        count = (count or 0) + part
    decimal = "count" in s and "decimal" in s["count"].classes
    if o.get("for"):
        return Length(unit=unit, count=count, direction=3, decimal=decimal)
    extra = tuple((read_unit(s[f"unit{i}"]), float(s[f"count{i}"].value)) for i in (2, 3) if f"unit{i}" in s)
    return Length(unit=unit, count=count, extra=extra, decimal=decimal)


@register
def _make_length_one(s: Slots, o: Options) -> Meaning | None:
    return Length(unit=read_unit(s["unit"]), count=1)


@register
def _make_length_bare(s: Slots, o: Options) -> Meaning | None:
    return Length(unit=read_unit(s["unit"]), count=None)


@register
def _make_length_range(s: Slots, o: Options) -> Meaning | None:
    return Length(unit=read_unit(s["unit"]), count=float(s["count"].value))


@register
def _make_years_end(s: Slots, o: Options) -> Meaning | None:
    return Edge(part="END", whole=Shift(unit="year", count=0, whole=True))


@register
def _make_year_end(s: Slots, o: Options) -> Meaning | None:
    return Inside(part=Calendar(month=12, day=31), container=Shift(unit="year", count=-o.get("back", 0), whole=True))


@register
def _make_year_ago(s: Slots, o: Options) -> Meaning | None:
    if "q" in s:
        return Shift(unit="year", count=-1, base=s["q"].value)
    return Shift(unit="year", count=-1, base="narrative", back_to_quarter=True)


@register
def _make_the_quarter(s: Slots, o: Options) -> Meaning | None:
    return Shift(unit="quarter", count=0, base="narrative", whole=True)


@register
def _make_latest_quarter(s: Slots, o: Options) -> Meaning | None:
    return Shift(unit="quarter", count=0, base="reported", whole=True)


@register
def _make_same_period(s: Slots, o: Options) -> Meaning | None:
    """Read "the same period last year", "the 1988 quarter": the quarter that is reported, of that year."""
    if "year" in s:
        return Calendar(year=s["year"].value.year, which="same_quarter")
    return Shift(unit="year", count=-1, whole=True, back_to_quarter=True)


@register
def _make_the_unit(s: Slots, o: Options) -> Meaning | None:
    unit = read_unit(s["unit"])
    return Shift(unit=unit, count=0, base={"weekend": "nearest", "quarter": "narrative", "week": "told"}.get(unit, "published"), whole=True)


@register
def _make_the_fiscal(s: Slots, o: Options) -> Meaning | None:
    return Length(unit="year", count=1)


@register
def _make_in_units(s: Slots, o: Options) -> Meaning | None:
    """Read "in two weeks": a date where the clause speaks of the future, a duration elsewhere."""
    count = read_count(s["count"])
    return None if count is None else Length(unit=read_unit(s["unit"]), count=count, direction=2)


@register
def _make_length_beside(s: Slots, o: Options) -> Meaning | None:
    length, sign = s["length"].value, -1 if read_word(s["side"]) == "before" else 1
    if not isinstance(length, Length) or length.count is None or length.direction:
        return None
    return Shift(unit=length.unit, count=sign * length.count, base=s["date"].value)


@register
def _make_unit_beside(s: Slots, o: Options) -> Meaning | None:
    """Read "the day after Christmas", "the year before 2015"."""
    date = s["date"].value
    if isinstance(date, (Length, Repeat, Reference)):
        return None
    return Shift(unit=read_unit(s["unit"]), count=-1 if read_word(s["side"]) == "before" else 1, base=date, whole=True)


@register
def _make_fixed_shift(s: Slots, o: Options) -> Meaning | None:
    """Read one word for "last year", two for "the day after tomorrow": the rule or the word says how far."""
    unit = read_unit(s["unit"]) if "unit" in s else str(o["unit"])
    return Shift(unit=unit, count=s["shift"].value if "shift" in s else o["count"], whole=True)


@register
def _make_one_ago(s: Slots, o: Options) -> Meaning | None:
    """Read "a week ago" in languages that say no "a" there, and the dual, which stands for two."""
    unit, sign = read_unit(s["unit"]), int(o["sign"])
    return Shift(unit=unit, count=sign) if sign < 0 else Length(unit=unit, count=sign, direction=2)


@register
def _make_fixed_length(s: Slots, o: Options) -> Meaning | None:
    return Length(unit=o["unit"], count=o["count"])


@register
def _make_one_length(s: Slots, o: Options) -> Meaning | None:
    return Length(unit=read_unit(s["unit"]), count=o["count"])
