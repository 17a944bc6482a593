"""Finding the time expressions of a text: the pure core behind the component.

This module owns the order of work (parse, place from left to right, write as records) and what counts as the date last spoken of.
It needs no syntax; a reader of tenses that uses it may be handed in.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from presswatch.model.language import TimeExpression
from presswatch.tag.times.grammar import load_grammar
from presswatch.tag.times.lexicon import list_languages
from presswatch.tag.times.meanings import Calendar, Clock, Length, Moment, Pair, Range, Shift, Unread, asks_tense
from presswatch.tag.times.placed import Context, Placed
from presswatch.tag.times.placing import place, place_ends
from presswatch.tag.times.tense import counts_until_now, follows_past, guess_tense, is_ongoing, is_record, looks_forward
from presswatch.tag.times.tokens import Token
from presswatch.tag.times.units import floor_to

TenseReader = Callable[[int, int], str | None]
_NEAR = 200  # characters in which a time of day belongs to the day before it
_FINE = frozenset({"day", "part_of_day", "hour", "minute", "second"})
FALLBACK = "en"
_NUMERIC = re.compile(r"(?<![\d./-])(\d{1,2})[/-](\d{1,2})[/-](?:\d{4}|\d{2})(?![\d/]|[.-]\d)")
_BRACKET = re.compile(r"\s*\(\s*")  # "on Friday (June 15)": the date in brackets is that of the weekday
_OVER = dt.timedelta(days=80)  # a quarter is reported when it is over, or nearly
_ENDED = re.compile(r"(?:,?\s+(?:that|which))?\s+(?:ended|ending|to|through)\s+(?:on\s+)?", re.IGNORECASE)
_STAMP = re.compile(r"\s*[-–—:|\n][\s\S]*|\s*")  # what follows the clock of an entry: a dash, or the end of the line
_SENTENCE_END = re.compile(r"[.!?][\"'”’)]*\s+\S")
_HEAD = 250  # characters in which a line with the date may stand
_KINDS = frozenset({"date", "time", "datetime", "duration", "set", "ref"})


def find_times(
    text: str,
    published_at: dt.datetime | None,
    *,
    language: str = "en",
    country: str | None = None,
    read_tense: TenseReader | None = None,
    article_id: str = "",
) -> tuple[TimeExpression, ...]:
    """Return the time expressions of a text, in order.

    `published_at` keeps the zone of its outlet, in which days begin; without a zone it is UTC. `country` (ISO 3166-1 alpha-2) decides the order
    of numeric dates. `read_tense(start, end)` returns past, present, future or None for the clause around characters [start, end); without it
    the words nearby decide. A language without rules gives none. Intervals are UTC.
    """
    code = language.lower().split("-")[0].split("_")[0] if language else FALLBACK
    if code not in list_languages_once():
        return ()
    grammar = load_grammar(code)
    zone = (published_at.tzinfo or dt.UTC) if published_at is not None else dt.UTC
    local = published_at.replace(tzinfo=None) if published_at is not None else None
    narrative: Placed | None = None
    narrative_day: Placed | None = None
    narrative_year: Placed | None = None
    day_end = 0
    quarter: Placed | None = None
    order = grammar.lexicon.date_orders.get(country or "", grammar.lexicon.date_order)
    found: list[TimeExpression] = []
    tokens = [part for token in grammar.parse(text) if token.rule and token.classes & _KINDS for part in _split_pair(token)]
    if order is None and any(isinstance(t.value, Unread) for t in tokens):
        order = _find_order(text)
    dateline = _find_dateline(text, tokens, local)
    if dateline is not None:
        local = dateline
    stamps = _find_stamps(text, tokens, local)
    named = {t.start: last.value for t, last in pairwise(tokens) if t.rule == "weekday" and _BRACKET.fullmatch(text, t.end, last.start) and _is_day_of_year(last.value)}
    ends = {t.start: last for t, last in pairwise(tokens) if _is_ended_on(text, t, last)}
    over = {last.start for t, last in pairwise(tokens) if t.start in ends and "ended" in text[t.end : last.start].lower()}
    for token in tokens:
        tense = None
        if token.start in named:
            token = replace(token, value=named[token.start])
        ended_on = ends.get(token.start)
        fiscal = token.value if ended_on is not None and isinstance(token.value, Calendar) else None
        if ended_on is not None:
            token = replace(token, value=_end_on(token.value, ended_on.value))
        if asks_tense(token.value):
            start, end = (token.start, token.end) if ended_on is None else (ended_on.start, ended_on.end)
            tense = read_tense(start, end) if read_tense else None
            if tense is None:
                tense = guess_tense(text, start, end, grammar.lexicon)
            if tense == "future" and follows_past(text, start, grammar.lexicon):
                tense = "past"
            if (ended_on or token).start in over or counts_until_now(text, start, grammar.lexicon):
                tense = "over"
            if tense == "past" and looks_forward(text, start, grammar.lexicon):
                tense = None
        near, stamped, stamp = False, token.start in stamps, stamps.get(token.start)
        if stamp is not None:
            token = replace(token, value=_put_on(token.value, stamp), ends=())
        elif not stamped and narrative_day is not None and narrative_day.start is not None and token.start - day_end < _NEAR and _lacks_day(token.value):
            # A time of day belongs to the day that was spoken of just before.
            token = replace(token, value=_put_on(token.value, narrative_day.start), ends=())
            near = True
        day = None if _is_far_day(text, token, day_end) else narrative_day
        context = Context(published=local, narrative=narrative, narrative_day=day, narrative_year=narrative_year, tense=tense, quarter=quarter, order=order)
        if isinstance(token.value, Length):
            context = replace(context, ongoing=is_ongoing(text, token.start, grammar.lexicon), record=is_record(text, token.start, grammar.lexicon))
        placed = place(token.value, context)
        if fiscal is not None:  # named by its year, placed by its last day
            placed = replace(placed, type="DATE", value=place(fiscal, context).value)
        if near or stamp is not None:
            placed = replace(placed, anchor="narrative" if near else "published_at")
        if dateline is not None and placed.anchor == "published_at":
            placed = replace(placed, anchor="dateline")
        if placed.type in ("DATE", "TIME") and placed.start is not None and placed.unit not in ("decade", "century"):
            narrative = placed
            if placed.anchor == "none" or local is None or placed.start.year != local.year:
                narrative_year = placed
            if placed.unit in _FINE:
                narrative_day, day_end = placed, token.end
            if placed.unit == "quarter" and "quarter" in token.rule and placed.anchor != "narrative" and (local is None or local - placed.start >= _OVER):
                quarter = placed
        if isinstance(token.value, Length) and ended_on is not None and placed.start is not None and _is_quarter(placed.start, placed.end):
            quarter = replace(placed, unit="quarter")  # "the three months to September"
        rows = [(token, placed)]
        if isinstance(token.value, Range) and all(_is_named(end.value) for end in token.ends):
            rows += zip(token.ends, place_ends(token.value, context), strict=False)
        found.extend(_write(text, part, where, zone, article_id) for part, where in sorted(rows, key=lambda row: (row[0].start, row[0].end)))
    return tuple(found)


def _is_quarter(start: dt.datetime, end: dt.datetime | None) -> bool:
    return end is not None and floor_to(start, "quarter") == start and 88 < (end - start).days < 93


def _is_day_of_year(meaning: object) -> bool:
    return isinstance(meaning, Calendar) and bool(meaning.month and meaning.day)


def _is_ended_on(text: str, token: Token, last: Token) -> bool:
    """Tell whether a stretch is said to end on the date after it: "the year ended June 30", "the six months to June"."""
    stretch = token.value
    if not isinstance(last.value, Calendar) or not last.value.month or not _ENDED.fullmatch(text, token.end, last.start):
        return False
    if isinstance(stretch, Calendar):
        return stretch.fiscal and not stretch.quarter
    if isinstance(stretch, Shift):
        return stretch.unit == "quarter" and stretch.count == 0
    return isinstance(stretch, Length) and stretch.count is not None and stretch.inside is None and stretch.direction in (0, 3) and stretch.unit in ("week", "month", "quarter", "year")


def _end_on(stretch: Length | Shift | Calendar, last: Calendar) -> Length:
    if isinstance(stretch, Calendar):
        return Length(unit="year", count=1, direction=-1, inside=last)
    return Length(unit=stretch.unit, count=stretch.count or 1, direction=-1, inside=last)


def _split_pair(token: Token) -> tuple[Token, ...]:
    """Return the two dates of "18 and 21 October", the month with that beside it; any other token as it is."""
    if not isinstance(token.value, Pair):
        return (token,)
    first, last = token.ends
    ahead = token.start < first.start and token.end == last.end  # the month stands before: "Nov. 3 and 5"
    return (
        replace(token, start=token.start if ahead else first.start, end=first.end, value=token.value.first, ends=()),
        replace(token, start=last.start, end=token.end, value=token.value.last, ends=()),
    )


def _find_order(text: str) -> str | None:
    """Return the order of numeric dates that the text itself shows: 25/12/2019 is read in one way only. None where it shows none, or both."""
    orders = set()
    for first, second in _NUMERIC.findall(text):
        if int(first) > 12 >= int(second) and int(first) <= 31:
            orders.add("dmy")
        elif int(second) > 12 >= int(first) and int(second) <= 31:
            orders.add("mdy")
    return orders.pop() if len(orders) == 1 else None


def _find_dateline(text: str, tokens: list[Token], local: dt.datetime | None) -> dt.datetime | None:
    """Return the day that a line of its own at the head of the text names, where it is no more than two days off the publication."""
    for token in tokens[:2]:
        day = token.value
        if not isinstance(day, Calendar) or not (day.year and day.month and day.day) or token.end > _HEAD:
            continue
        line = text[text.rfind("\n", 0, token.start) + 1 : token.start] + text[token.end :].partition("\n")[0]
        if line.strip(" .,-–—"):
            continue
        start = dt.datetime(day.year, day.month, day.day)  # noqa: DTZ001 - local and naive until it is written
        if local is None:
            return start + dt.timedelta(hours=12)
        if abs((start - local).days) <= 2 and start.date() != local.date():
            return start + dt.timedelta(hours=local.hour, minutes=local.minute)
    return None


def _find_stamps(text: str, tokens: list[Token], local: dt.datetime | None) -> dict[int, dt.datetime | None]:
    """Return where the entries of a live blog begin with their clocks, and the day of each; None where only the order of the clocks is known.

    The newest entry comes first or last and isn't later than the blog's own time; a clock that runs the other way than the rest is past midnight.
    """
    clocks = [(t.start, t.value) for t in tokens if isinstance(t.value, Clock) and t.value.sure and t.value.zone is None and _STAMP.fullmatch(text[t.end : t.end + 3])]
    clocks = [(start, clock) for start, clock in clocks if not text[text.rfind("\n", 0, start) + 1 : start].strip()]
    if len(clocks) < 2:
        return {}
    latest = (local.hour, local.minute) if local is not None else (0, 0)
    if local is not None and latest == (0, 0) == (local.second, local.microsecond):
        latest = (24, 0)  # only the day of publication is known
    starts, hours = [start for start, _ in clocks], [(clock.hour, clock.minute or 0) for _, clock in clocks]
    for ordered, newest_first in ((starts, hours), (starts[::-1], hours[::-1])):
        turns = sum(a < b for a, b in pairwise(newest_first))
        if local is not None and local.year > 1 and newest_first[0] <= latest and turns <= (min(1, len(hours) - 2) if latest < (24, 0) else 0):
            days: dict[int, dt.datetime | None] = {}
            for n, start in enumerate(ordered):
                days[start] = local - dt.timedelta(days=sum(a < b for a, b in pairwise(newest_first[: n + 1])))
            return days
    return dict.fromkeys(starts)


def _is_far_day(text: str, token: Token, day_end: int) -> bool:
    """Tell whether "that day" stands in another paragraph than the day last named, with a whole sentence of its own before it."""
    shift = token.value
    if token.rule != "that_unit" or not isinstance(shift, Shift) or shift.unit not in ("day", "night"):
        return False
    _, line, after = text[day_end : token.start].partition("\n")
    return bool(line) and _SENTENCE_END.search(after) is not None


def _lacks_day(meaning: object) -> bool:
    return (isinstance(meaning, Clock) and meaning.sure and meaning.zone is None) or (isinstance(meaning, Moment) and meaning.date is None)


def _put_on(meaning: Clock | Moment, day: dt.datetime) -> Moment:
    time = meaning if isinstance(meaning, Clock) else meaning.time
    return Moment(date=Calendar(year=day.year, month=day.month, day=day.day), time=time)


def _is_named(meaning: object) -> bool:
    """Whether the end of a range is a date by itself, with its month or year: TIMEX3 marks these besides the range."""
    return isinstance(meaning, Calendar) and bool(meaning.month or meaning.year)


list_languages_once = cache(list_languages)


def _write(text: str, token: Token, placed: Placed, zone: dt.tzinfo, article_id: str) -> TimeExpression:
    start, end, note = placed.start, placed.end, placed.note
    start_at = end_at = None
    if start is not None and end is not None:
        try:
            own = find_zone(placed.zone) if placed.zone else zone
            start_at, end_at = (x.replace(tzinfo=own).astimezone(dt.UTC) for x in (start, end))
        except (ZoneInfoNotFoundError, OverflowError, ValueError):
            start_at, end_at, note = None, None, "zone_unknown"
    return TimeExpression(
        article_id=article_id,
        start_char=token.start,
        end_char=token.end,
        text=text[token.start : token.end],
        type=placed.type,
        value=placed.value,
        time_start_at=start_at,
        time_end_at=end_at,
        granularity=placed.unit if placed.unit != "fortnight" else "week",
        anchor=placed.anchor,
        rule=f"{token.rule}: {note}" if note else token.rule,
    )


@cache
def find_zone(name: str) -> dt.tzinfo:
    """Return the zone of an offset (+05:30) or an IANA name. Raises ZoneInfoNotFoundError."""
    if name[0] in "+-":
        hours, minutes = int(name[1:3]), int(name[-2:])
        delta = dt.timedelta(hours=hours, minutes=minutes)
        return dt.timezone(-delta if name[0] == "-" else delta)
    return ZoneInfo(name)
