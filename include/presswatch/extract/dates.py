"""Written times to moments: ISO 8601, RFC 2822, epochs and dates in words of many languages. Owns parsing; `published` decides which to believe.

A moment keeps what the page says: its precision and its zone as written. Without a zone the time is kept as if it were UTC and
the zone is None.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from presswatch.extract.datelabels import find_label
from presswatch.extract.months import find_months

MIN_YEAR, MAX_YEAR = 1990, 2100
_BUDDHIST, _BUDDHIST_GAP = 2500, 543  # years of the Thai calendar

_ISO = re.compile(
    r"(?<![\d.])(?P<y>(?:19|20)\d{2})(?P<s>[-/.]?)(?P<m>0[1-9]|1[0-2])(?P=s)(?P<d>0[1-9]|[12]\d|3[01])(?!\d)"
    r"(?:(?:T|\s|,|_|\s-\s|at)*(?P<H>[01]\d|2[0-3]|\d(?=:)):?(?P<M>[0-5]\d)(?::?(?P<S>[0-5]\d)(?:[.,]\d+)?)?(?!\d))?"
    r"(?:\s*(?P<z>Z\b|UTC\b|GMT\b|[+-]\d{2}:?\d{2}\b|[+-]\d{2}\b))?",
    re.I,
)
_COMPACT = re.compile(r"^(?P<y>(?:19|20)\d{2})(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])T?(?P<H>[01]\d|2[0-3])(?P<M>[0-5]\d)(?P<S>[0-5]\d)?(?P<z>Z|[+-]\d{2}:?\d{2})?$", re.I)
_CTIME = re.compile(r"^[A-Z][a-z]{2} ([A-Z][a-z]{2}) {1,2}(\d{1,2}) (\d\d:\d\d(?::\d\d)?) ([A-Z]{1,5}|[+-]\d{4}) (\d{4})$")  # of C, Java and Twitter
_CLOCK = re.compile(r"(?<![\d:.])(?P<H>[01]?\d|2[0-3])(?:[:.h]|\s?Uhr\s)(?P<M>[0-5]\d)(?::(?P<S>[0-5]\d))?(?![\d.]\d)\s*(?P<p>[ap]\.?\s?m\b\.?|[πμ]\.?μ\b)?", re.I)
_HALF_BEFORE = re.compile(r"(?:(?P<a>오전|上午|午前|凌晨)|(?P<p>오후|下午|午後|晚上))\s*$")
_CLOCK_12 = re.compile(r"\b(?P<H>1[0-2]|0?[1-9])\s*(?P<p>[ap]\.?m\b\.?)", re.I)
_NUMERIC = re.compile(r"(?<![\d./])(?P<a>\d{1,4})\s?(?P<s>[./\-年년])\s?(?P<b>\d{1,2})\s?(?:(?P=s)|[月월])\s?(?P<c>\d{4}|\d{1,2})(?![\d/])(?!\.\d)")
_ORDERED = re.compile(r"(?<![\d./-])([0-3]?\d)([/-])([0-3]?\d)\2(?:19|20)?\d\d(?!\d|[./-]\d)")
_OFFSET = re.compile(r"(?<![\d\-:])(?:UTC|GMT)?\s*(?P<sign>[+-])(?P<h>\d{1,2}):?(?P<m>\d{2})?(?![\d\-/.])", re.I)
# Abbreviations that mean one offset wherever news is written; ambiguous ones (CST in China, BST in Bangladesh) are left out.
_ZONES = {
    "utc": 0, "gmt": 0, "z": 0, "est": -300, "edt": -240, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420,
    "cet": 60, "cest": 120, "mez": 60, "mesz": 120, "eet": 120, "eest": 180, "msk": 180, "jst": 540, "kst": 540, "aest": 600,
    "aedt": 660, "sast": 120, "wib": 420, "pkt": 300, "sgt": 480, "hkt": 480,
}  # fmt: skip
_ZONE_WORD = re.compile(r"(?<![^\W\d_])(" + "|".join(_ZONES) + r")\b", re.I)
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_DAY_BEFORE = re.compile(r"(?<!\d)(?<![:.]\d)(\d{1,2})(?:st|nd|rd|th|er|º|ª|°)?[\s.,/\-]*(?:de\s|of\s|d[ei]\s|ta'\s|d['’])?\s*$")
_YEAR_AFTER = re.compile(r"[\s.,،/\-]*(?:de\s|del\s|of\s|năm\s)?\s*(\d{4})(?!\d)")
_DAY_YEAR_AFTER = re.compile(r"[\s.]*(\d{1,2})(?:st|nd|rd|th)?(?:,|\s|\.)+(?:at\s+[\d:apm.\s]+,?\s*)?(\d{4})(?!\d)")
_YEAR_BEFORE = re.compile(r"(?<!\d)(\d{4})(?:[\s.,年\-]|m\.|ko\s)+$")
_YEAR_DAY_BEFORE = re.compile(r"(?<!\d)(\d{4})\.\s?gada\s(\d{1,2})\.\s?$")  # Latvian
_DAY_AFTER = re.compile(r"[\s.\-]*(\d{1,2})(?!\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A point in time as a page gives it. `at` is aware, in the page's own zone (UTC where it names none).

    `is_unsure`: day and month may as well be the other way round.
    """

    at: dt.datetime
    precision: str
    zone: str | None = None
    is_unsure: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A moment and where its date stands in a text."""

    start: int
    end: int
    moment: Moment


def find_order(texts: Iterable[str]) -> bool | None:
    """Return whether texts write the month first, told by their dates in numbers of which one can't be a month; None where none or both do."""
    orders = {int(m[1]) < 13 for text in texts if has_digit(text) for m in _ORDERED.finditer(text) if (int(m[1]) < 13) != (int(m[3]) < 13)}
    return orders.pop() if len(orders) == 1 else None


def has_digit(text: str) -> bool:
    """Whether a text may hold a date at all."""
    return _DIGIT.search(text) is not None


def parse_moment(text: str | None, language: str | None = None, *, month_first: bool | None = False) -> Moment | None:
    """Return the first date in a text, or None. `language` helps with month names; `month_first` reads 3/4/2024 as March 4, None, too, but as unsure."""
    if not text:
        return None
    text = _CTIME.sub(r"\2 \1 \5 \3 \4", " ".join(text.split())[:200])
    return _parse_epoch(text) or _parse_compact(text) or next((f.moment for f in find_moments(text, language, month_first=month_first)), None)


def find_moments(text: str, language: str | None = None, *, month_first: bool | None = False) -> list[Found]:
    """Return all dates in a text, in order, each with the clock time beside it, if any."""
    if not has_digit(text):
        return []
    found: list[Found] = []
    for f in (*_find_iso(text), *_find_words(text, language), *_find_numeric(text, month_first)):
        if not any(f.start < g.end and g.start < f.end for g in found):
            found.append(f)
    return sorted(found, key=lambda f: f.start)


def _parse_epoch(text: str) -> Moment | None:
    if not re.fullmatch(r"1\d{9}(?:\d{3})?(?:\.\d+)?", text):
        return None
    return Moment(at=dt.datetime.fromtimestamp(float(text[:10]), dt.UTC), precision="second", zone="+00:00")


def _parse_compact(text: str) -> Moment | None:
    m = _COMPACT.match(text)
    return _build(int(m["y"]), int(m["m"]), int(m["d"]), m["H"], m["M"], m["S"], m["z"]) if m else None


def _find_iso(text: str) -> Iterator[Found]:
    for m in _ISO.finditer(text):
        hour, zone = m["H"], m["z"]
        rest = text[m.end() :]
        if hour is None and not m["s"] and re.match(r"\d", rest):
            continue
        if hour is not None:
            half = re.match(r"\s*([ap])\.?m\b", rest, re.I)
            if half:
                hour, rest = str(_to_24(int(hour), half[1])), rest[half.end() :]
            zone = zone or _find_zone(rest[:20])
            moment = _build(int(m["y"]), int(m["m"]), int(m["d"]), hour, m["M"], m["S"], zone)
        else:
            moment = _with_clock(int(m["y"]), int(m["m"]), int(m["d"]), text, m.span())
        if moment:
            yield Found(start=m.start(), end=m.end(), moment=moment)


def _find_words(text: str, language: str | None) -> Iterator[Found]:
    lower = text.lower()
    if len(lower) != len(text):
        lower = text
    for begin, end, month in find_months(lower, language) if _YEAR.search(lower) else ():
        head, tail = lower[:begin], lower[end:]
        before, after = _DAY_BEFORE.search(head), _YEAR_AFTER.match(tail)
        american = _DAY_YEAR_AFTER.match(tail)
        first, last = _YEAR_BEFORE.search(head), _DAY_AFTER.match(tail)
        both = _YEAR_DAY_BEFORE.search(head)
        if before and after:
            span, day, year = (before.start(1), end + after.end()), int(before[1]), int(after[1])
        elif american:
            span, day, year = (begin, end + american.end()), int(american[1]), int(american[2])
        elif both:
            span, day, year = (both.start(1), end), int(both[2]), int(both[1])
        elif first and last:
            span, day, year = (first.start(1), end + last.end()), int(last[1]), int(first[1])
        else:
            continue
        moment = _with_clock(year, month, day, text, span)
        if moment:
            yield Found(start=span[0], end=span[1], moment=moment)


def _find_numeric(text: str, month_first: bool | None) -> Iterator[Found]:
    for m in _NUMERIC.finditer(text):
        a, b, c = int(m["a"]), int(m["b"]), int(m["c"])
        if len(m["a"]) == 4:
            year, month, day = a, b, c
        elif len(m["a"]) <= 2 and (len(m["c"]) == 4 or (len(m["c"]) == 2 and m["s"] != "-")):
            year = c if len(m["c"]) == 4 else 2000 + c
            day, month = (b, a) if ((month_first is not False and m["s"] != ".") or b > 12) and a <= 12 else (a, b)
        else:
            continue
        moment = _with_clock(year, month, day, text, m.span())
        if moment:
            is_unsure = month_first is None and len(m["a"]) < 3 and m["s"] != "." and max(a, b) <= 12 and a != b
            yield Found(start=m.start(), end=m.end(), moment=replace(moment, is_unsure=True) if is_unsure else moment)


def _with_clock(year: int, month: int, day: int, text: str, span: tuple[int, int]) -> Moment | None:
    """Return the day with the clock time that stands next to it: at most a few words after or before."""
    after, before = text[span[1] : span[1] + 30], text[max(0, span[0] - 30) : span[0]]
    after = after.split("|")[0] if not re.match(r"[^|]{0,3}\|\s*\d", after) else after
    m = _CLOCK.search(after) or _CLOCK_12.search(after)
    if m and m.start() > 6 and find_label(after[: m.start()]) == "updated":
        m = None  # the clock time of a change
    rest = after[m.end() :] if m else ""
    if m is None:
        for m in (*_CLOCK.finditer(before), *_CLOCK_12.finditer(before)):
            rest = before[m.end() :]
    if m is None:
        return _build(year, month, day, None, None, None, None)
    groups, earlier = m.groupdict(), _HALF_BEFORE.search(m.string[: m.start()])
    half = groups.get("p") or (earlier and earlier.lastgroup)
    hour = _to_24(int(groups["H"]), half[0]) if half else int(groups["H"])
    return _build(year, month, day, str(hour), groups.get("M") or "00", groups.get("S"), _find_zone(rest[:14]))


def _build(year: int, month: int, day: int, hour: str | None, minute: str | None, second: str | None, zone: str | None) -> Moment | None:
    if year > _BUDDHIST:
        year -= _BUDDHIST_GAP
    if not MIN_YEAR <= year <= MAX_YEAR:
        return None
    offset = _offset_minutes(zone)
    tz = dt.timezone(dt.timedelta(minutes=offset)) if offset else dt.UTC
    try:
        at = dt.datetime(year, month, day, int(hour or 0), int(minute or 0), min(59, int(second or 0)), tzinfo=tz)
    except ValueError:
        return None
    # Clocks that print seconds print :00 when they only know the minute.
    precision = "day" if hour is None else "minute" if second is None or int(second) == 0 else "second"
    return Moment(at=at, precision=precision, zone=spell_offset(offset) if offset is not None else None)


def spell_offset(minutes: int) -> str:
    """Return an offset in minutes as +HH:MM."""
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def _offset_minutes(zone: str | None) -> int | None:
    if not zone:
        return None
    known = _ZONES.get(zone.lower())
    if known is not None:
        return known
    m = re.fullmatch(r"([+-])(\d{1,2}):?(\d{2})?", zone)
    if not m or int(m[2]) > 14 or int(m[3] or 0) > 59:
        return None
    return (-1 if m[1] == "-" else 1) * (int(m[2]) * 60 + int(m[3] or 0))


def _find_zone(text: str) -> str | None:
    word = _ZONE_WORD.search(text)
    if word and not (word[1].lower() in ("gmt", "utc") and _OFFSET.search(text)):
        return word[1]
    m = _OFFSET.search(text)
    return f"{m['sign']}{m['h']}:{m['m'] or '00'}" if m else None


def _to_24(hour: int, half: str) -> int:
    if hour > 12:
        return hour
    return hour % 12 + (12 if half.lower() in ("p", "μ") else 0)
