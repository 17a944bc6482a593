"""Makers of times of day: clocks, parts of day, spans of hours, and times on a date."""

from __future__ import annotations

from presswatch.tag.times.making import Options, Slots, read_word, read_zone, register
from presswatch.tag.times.meanings import Calendar, Clock, DayPart, Edge, Inside, Meaning, Moment, Range, Repeat, Shift, Unread
from presswatch.tag.times.tokens import Token


@register
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
                return Clock(hour=hour, minute=m, second=second, zone=read_zone(s))
            return None
        hour = hour % 12 + (12 if read_word(s["meridiem"])[0] == "p" else 0)
    elif "clock" not in token.classes and "military" not in token.classes:
        sure = False
    return Clock(hour=hour, minute=m, second=second, sure=sure, zone=read_zone(s))


@register
def _make_fixed_clock(s: Slots, o: Options) -> Meaning | None:
    return Clock(hour=int(o["hour"]))


@register
def _make_clock_dotted(s: Slots, o: Options) -> Meaning | None:
    """Read "alle 14.30" where hours go up to 24."""
    hour, minute = (int(part) for part in s["clock"].text.split("."))
    return Clock(hour=hour, minute=minute)


@register
def _make_clock_h(s: Slots, o: Options) -> Meaning | None:
    """Read "14h30" and "14 heures"."""
    minute = int(s["n"].value) if "n" in s else None
    return Clock(hour=int(s["hour"].value), minute=minute) if (minute or 0) < 60 else None


@register
def _make_fixed_moment(s: Slots, o: Options) -> Meaning | None:
    """Read one word for "last night": the rule says which part of which day."""
    return Moment(date=Shift(unit="day", count=o["count"], whole=True), time=DayPart(code=o["part"]))


@register
def _make_spoken_clock(s: Slots, o: Options) -> Meaning | None:
    minutes = 15 if "quarter" in s else 30 if "half" in s else int(s["n" if "n" in s else "n2"].value)
    if minutes > 59:
        return None
    hour = int(s["hour"].value)
    if "side" in s and read_word(s["side"]) in ("to", "before"):
        hour, minutes = hour - 1, 60 - minutes
    if "meridiem" in s:
        hour = hour % 12 + (12 if read_word(s["meridiem"])[0] == "p" else 0)
    return Clock(hour=hour % 24, minute=minutes, sure="meridiem" in s)


@register
def _make_hour_words(s: Slots, o: Options) -> Meaning | None:
    """Read "five thirty" and "nine forty-five a.m."; digits in place of the words are no time of day."""
    hour, minute = s["hour"], s["n"]
    if not (hour.text.isalpha() and minute.text[:1].isalpha()) or not 1 <= int(hour.value) <= 12 or not 10 <= int(minute.value) <= 59:
        return None
    if "meridiem" not in s:
        return Clock(hour=int(hour.value), minute=int(minute.value), sure=False)
    return Clock(hour=int(hour.value) % 12 + (12 if read_word(s["meridiem"])[0] == "p" else 0), minute=int(minute.value))


@register
def _make_early_hours(s: Slots, o: Options) -> Meaning | None:
    """Read "the early hours of Tuesday": between midnight and dawn."""
    date = s["date"].value
    if isinstance(date, Moment):
        date = date.date if isinstance(date.time, DayPart) and date.time.code == "MO" else None
    return None if date is None else _make_moment({"date": Token(0, 0, "", frozenset(), date), "time": Token(0, 0, "", frozenset(), DayPart(code="MO", hours=(0, 6)))}, o)


@register
def _make_deictic_daypart(s: Slots, o: Options) -> Meaning | None:
    if "tonight" in s:
        return Moment(date=Shift(unit="day", count=0, whole=True), time=DayPart(code="NI"))
    days = {"last": -1, "next": 1}.get(read_word(s["which"]), 0)
    code = s["daypart"].value if "daypart" in s else s["part"].value if "daypart" in s["part"].classes and len(str(s["part"].value)) == 2 else "NI"
    return Moment(date=Shift(unit="day", count=days, whole=True), time=DayPart(code=code))


@register
def _make_moment(s: Slots, o: Options) -> Meaning | None:
    date = s["date"].value
    time = s["time"].value if "time" in s else DayPart(code=s["daypart"].value)
    if "zone" in s and isinstance(time, Clock):
        time = Clock(hour=time.hour, minute=time.minute, second=time.second, sure=time.sure, zone=read_zone(s))
    inner = date.whole if isinstance(date, Edge) else date
    if isinstance(inner, Calendar):
        fits = bool(inner.day or inner.weekday or inner.holiday)
    elif isinstance(inner, Inside):
        fits = isinstance(inner.part, Calendar) or inner.part == "day"
    else:
        fits = inner.unit in ("day", "night") if isinstance(inner, Shift) else isinstance(inner, Unread)
    return Moment(date=date, time=time) if fits and isinstance(time, (Clock, DayPart)) else None


@register
def _make_time_daypart(s: Slots, o: Options) -> Meaning | None:
    time, code = _read_hour(s["time"]), s["daypart"].value
    if isinstance(time, Clock) and code in ("AF", "EV", "NI") and time.hour < 12:
        return Clock(hour=time.hour + 12, minute=time.minute, second=time.second, zone=time.zone)
    return Clock(hour=time.hour, minute=time.minute, second=time.second, zone=time.zone) if time is not None else None


@register
def _make_mealtime(s: Slots, o: Options) -> Meaning | None:
    return Moment(date=None, time=DayPart(code=s["meal"].value))


@register
def _make_bare_daypart(s: Slots, o: Options) -> Meaning | None:
    return Moment(date=None, time=DayPart(code=s["daypart"].value))


@register
def _make_moment_hour(s: Slots, o: Options) -> Meaning | None:
    """Read "on Friday at 4": which half of the day isn't known."""
    date, clock = s["date"].value, s["clock"]
    hour, minute = (int(x) for x in clock.text.split(".")) if "dotted_clock" in clock.classes else (int(clock.value), None)
    return _make_moment({"date": s["date"], "time": Token(0, 0, "", frozenset(), Clock(hour=hour, minute=minute, sure=hour > 12))}, o) if date is not None else None


@register
def _make_moment_part(s: Slots, o: Options) -> Meaning | None:
    """Read "last night at 8", "8 a.m. this morning", "in the morning at 7": the part of day tells the half of the day."""
    moment, clock = s["date"].value, _read_hour(s["time"])
    if not isinstance(moment, Moment) or not isinstance(moment.time, DayPart) or clock is None or (clock.hour > 12 and not clock.sure):
        return None
    code = moment.time.code
    hour = clock.hour
    if hour < 12 and (not clock.sure or s["time"].rule == "clock") and (code in ("AF", "EV") or (code == "NI" and hour > 4)):
        hour += 12
    time = Clock(hour=hour, minute=clock.minute, second=clock.second, zone=clock.zone)
    return Moment(date=moment.date, time=time) if moment.date is not None else time


@register
def _make_time_zone(s: Slots, o: Options) -> Meaning | None:
    time = s["time"].value
    return Clock(hour=time.hour, minute=time.minute, second=time.second, sure=time.sure, zone=read_zone(s)) if isinstance(time, Clock) else None


@register
def _make_clock_span(s: Slots, o: Options) -> Meaning | None:
    """Read "from 7 to 8 p.m.": the half of the day is that of the last unless it would end before it begins."""
    first, last = (_read_hour(s[name]) for name in ("first", "last"))
    if first is None or last is None:
        return None
    if not last.sure and not first.sure and "from" not in s:
        return None
    half_said = first.sure and s["first"].rule != "clock"  # "2:20 to 3 p.m." says the half of the last alone
    if last.sure and not half_said and s["last"].rule != "clock" and last.hour >= 12 and first.hour < 12 and first.hour + 12 <= last.hour:
        first = Clock(hour=first.hour + 12, minute=first.minute, sure=True)
    elif last.sure:
        first = Clock(hour=first.hour, minute=first.minute, sure=True)
    elif not first.sure and last.hour <= first.hour <= 11 and first.hour >= 6:  # "from 9 to 5": only by day does it end after it begins
        first, last = Clock(hour=first.hour, minute=first.minute), Clock(hour=last.hour + 12, minute=last.minute)
    return Range(first=first, last=last)


def _read_hour(token: Token) -> Clock | None:
    if isinstance(token.value, Clock):
        return token.value
    return Clock(hour=int(token.value), sure=False) if isinstance(token.value, int) and 0 <= token.value <= 24 else None


@register
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


@register
def _make_set_at(s: Slots, o: Options) -> Meaning | None:
    time = s["time"].value
    if not isinstance(time, Clock):
        return None
    return Repeat(value=f"T{time.hour:02}" + (f":{time.minute:02}" if time.minute is not None else ""))
