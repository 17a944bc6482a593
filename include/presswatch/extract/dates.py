"""Written times to moments: ISO 8601, RFC 2822, epochs and dates in words of many languages. Owns parsing; `metadata` decides which to believe.

A moment keeps what the page says: its precision and its zone as written. Without a zone the time is kept as if it were UTC and
the zone is None. Month names come from the Unicode CLDR (package babel).
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache

from babel import Locale, UnknownLocaleError

MIN_YEAR, MAX_YEAR = 1990, 2100

_ISO = re.compile(
    r"(?P<y>\d{4})[-/.]?(?P<m>\d{2})(?:[-/.]?(?P<d>\d{2}))?"
    r"(?:[T\s,_]+(?P<H>\d{1,2}):?(?P<M>\d{2})?(?::?(?P<S>\d{2})(?:[.,]\d+)?)?)?"
    r"\s*(?P<z>Z\b|UTC\b|GMT\b|[+-]\d{2}:?\d{2}\b|[+-]\d{2}\b)?",
    re.I,
)
_CLOCK = re.compile(r"\b(?P<H>[01]?\d|2[0-3])[:.h](?P<M>[0-5]\d)(?::(?P<S>[0-5]\d))?(?!\d)\s*(?P<p>[ap]\.?m\b\.?)?", re.I)
_CLOCK_12 = re.compile(r"\b(?P<H>1[0-2]|0?[1-9])\s*(?P<p>[ap]\.?m\b\.?)", re.I)
_NUMERIC = re.compile(r"(?<!\d)(?P<a>\d{1,4})\s?(?P<s>[./\-年])\s?(?P<b>\d{1,2})\s?(?:(?P=s)|月)\s?(?P<c>\d{2,4})(?!\d)")
_OFFSET = re.compile(r"(?<![\d\-:])(?:UTC|GMT)?\s*(?P<sign>[+-])(?P<h>\d{1,2}):?(?P<m>\d{2})?(?![\d\-/.])", re.I)
# Abbreviations that mean one offset wherever news is written; ambiguous ones (IST, CST in China, BST in Bangladesh) are left out.
_ZONES = {
    "utc": 0, "gmt": 0, "z": 0, "est": -300, "edt": -240, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420,
    "cet": 60, "cest": 120, "mez": 60, "mesz": 120, "eet": 120, "eest": 180, "msk": 180, "jst": 540, "kst": 540, "aest": 600,
    "aedt": 660, "sast": 120, "wib": 420,
}  # fmt: skip
_ZONE_WORD = re.compile(r"(?<=[\d\s.m(])\b(" + "|".join(_ZONES) + r")\b", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A point in time as a page gives it. `at` is aware, in the page's own zone (UTC where it names none)."""

    at: dt.datetime
    precision: str
    zone: str | None = None


def parse_moment(text: str | None, language: str | None = None, *, month_first: bool = False) -> Moment | None:
    """Return the first date in a text, or None. `language` helps with month names; `month_first` reads 3/4/2024 as March 4."""
    if not text:
        return None
    text = " ".join(text.split())[:200]
    if not any(c.isdigit() for c in text):
        return None
    return _parse_epoch(text) or _parse_iso(text) or _parse_words(text, language) or _parse_numeric(text, month_first)


def _parse_epoch(text: str) -> Moment | None:
    if not re.fullmatch(r"1\d{9}(?:\d{3})?(?:\.\d+)?", text):
        return None
    seconds = float(text[:10])
    return Moment(at=dt.datetime.fromtimestamp(seconds, dt.UTC), precision="second", zone="+00:00")


def _parse_iso(text: str) -> Moment | None:
    found = re.search(r"(?<!\d)(?:19|20)\d{2}(?=[-/.]\d{2}[-/.]\d{2}|\d{4}(?:T\d{4}|$|\D))", text)
    if not found:
        return None
    m = _ISO.match(text, found.start())
    if not m or not m["d"]:
        return None
    hour, minute, second, zone = m["H"], m["M"], m["S"], m["z"]
    if hour is not None and minute is None:
        hour = None
    if hour is not None:
        after = re.match(r"\s*([ap])\.?m\b", text[m.end() :], re.I)
        if after:
            hour = str(_to_24(int(hour), after[1]))
    tail = text[m.end() :] if not zone else ""
    return _build(int(m["y"]), int(m["m"]), int(m["d"]), hour, minute, second, zone or _find_zone(tail) if hour is not None else None)


def _parse_words(text: str, language: str | None) -> Moment | None:
    months = _month_names("en") if language in (None, "en") else {**_month_names("en"), **_month_names(language or "en")}
    lower = text.lower()
    for m in re.finditer(r"[^\W\d_]+\.?", lower):
        month = months.get(m.group(0)) or months.get(m.group(0).rstrip("."))
        if not month:
            continue
        before = re.search(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|er|º|ª|°)?[\s.,/-]*(?:de\s|of\s|d[ei]\s|ta'\s)?\s*$", lower[: m.start()])
        after = re.match(r"[\s.,/-]*(?:de\s|del\s|of\s)?\s*(\d{4})(?!\d)", lower[m.end() :])
        if before and after:
            return _with_clock(int(after[1]), month, int(before[1]), text, (before.start(1), m.end() + after.end()))
        american = re.match(r"[\s.]*(\d{1,2})(?:st|nd|rd|th)?(?:,|\s|\.)+(?:at\s+[\d:apm.\s]+,?\s*)?(\d{4})(?!\d)", lower[m.end() :])
        if american:
            return _with_clock(int(american[2]), month, int(american[1]), text, (m.start(), m.end() + american.end()))
        first = re.search(r"(?<!\d)(\d{4})[\s.,]+$", lower[: m.start()])
        last = re.match(r"[\s.]*(\d{1,2})(?!\d)", lower[m.end() :])
        if first and last:
            return _with_clock(int(first[1]), month, int(last[1]), text, (first.start(1), m.end() + last.end()))
    return None


def _parse_numeric(text: str, month_first: bool) -> Moment | None:
    for m in _NUMERIC.finditer(text):
        a, b, c = int(m["a"]), int(m["b"]), int(m["c"])
        if len(m["a"]) == 4:
            year, month, day = a, b, c
        elif len(m["c"]) in (2, 4) and len(m["a"]) <= 2:
            year = c if len(m["c"]) == 4 else 2000 + c
            day, month = (b, a) if (month_first or b > 12) and a <= 12 else (a, b)
        else:
            continue
        moment = _with_clock(year, month, day, text, m.span())
        if moment:
            return moment
    return None


def _with_clock(year: int, month: int, day: int, text: str, span: tuple[int, int]) -> Moment | None:
    rest = text[: span[0]] + " \n " + text[span[1] :]
    ranked = sorted((m for pattern in (_CLOCK, _CLOCK_12) for m in pattern.finditer(rest)), key=lambda m: abs(m.start() - span[0]))
    if not ranked:
        return _build(year, month, day, None, None, None, None)
    m = ranked[0]
    groups = m.groupdict()
    hour = _to_24(int(groups["H"]), groups["p"][0]) if groups.get("p") else int(groups["H"])
    return _build(year, month, day, str(hour), groups.get("M") or "00", groups.get("S"), _find_zone(rest[m.end() :][:20]))


def _build(year: int, month: int, day: int, hour: str | None, minute: str | None, second: str | None, zone: str | None) -> Moment | None:
    if not MIN_YEAR <= year <= MAX_YEAR:
        return None
    offset = _offset_minutes(zone)
    tz = dt.timezone(dt.timedelta(minutes=offset)) if offset else dt.UTC
    try:
        at = dt.datetime(year, month, day, int(hour or 0), int(minute or 0), min(59, int(second or 0)), tzinfo=tz)
    except ValueError:
        return None
    precision = "day" if hour is None else "minute" if second is None else "second"
    return Moment(at=at, precision=precision, zone=_spell_offset(offset) if offset is not None else None)


def _offset_minutes(zone: str | None) -> int | None:
    if not zone:
        return None
    known = _ZONES.get(zone.lower())
    if known is not None:
        return known
    m = re.fullmatch(r"([+-])(\d{1,2}):?(\d{2})?", zone)
    if not m or int(m[2]) > 14:
        return None
    return (-1 if m[1] == "-" else 1) * (int(m[2]) * 60 + int(m[3] or 0))


def _spell_offset(minutes: int) -> str:
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def _find_zone(text: str) -> str | None:
    word = _ZONE_WORD.search(" " + text)
    if word and not (word[1].lower() in ("gmt", "utc") and _OFFSET.search(text)):
        return word[1]
    m = _OFFSET.search(text)
    return f"{m['sign']}{m['h']}:{m['m'] or '00'}" if m else None


def _to_24(hour: int, half: str) -> int:
    if hour > 12:
        return hour
    return hour % 12 + (12 if half.lower() == "p" else 0)


@cache
def _month_names(language: str) -> dict[str, int]:
    """Return the names and abbreviations of months in a language, lower case, with their numbers."""
    try:
        locale = Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return {}
    names: dict[str, int] = {}
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in locale.months[context][width].items():
                key = name.lower()
                if not re.fullmatch(r"[^\W\d_]+\.?", key):
                    continue
                names.setdefault(key, number)
                names.setdefault(key.rstrip("."), number)
                if width == "wide" and len(key) > 5:
                    names.setdefault(key[:3], number)
    if language == "en":
        names["sept"] = 9
    return names
