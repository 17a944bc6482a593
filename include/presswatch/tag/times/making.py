"""What all makers share: the register by which rules name them, and how a captured word is read.

A maker takes the captured tokens by name and the rule's options and returns a meaning, or None to refuse. It builds meanings only and never looks
at the time of publication.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from presswatch.tag.times.meanings import Meaning
from presswatch.tag.times.tokens import Token

Slots = dict[str, Token]
Options = dict[str, Any]
Maker = Callable[[Slots, Options], Meaning | None]

MAKERS: dict[str, Maker] = {}
_EDGES = {"earlier": "BEFORE", "later": "AFTER", "rest": "AFTER", "remainder": "AFTER"}


def register(function: Maker) -> Maker:
    """Register a maker under its name without the prefix."""
    MAKERS[function.__name__.removeprefix("_make_")] = function
    return function


def read_word(token: Token) -> str:
    """Return the word in lower case."""
    return token.text.lower()


def read_count(token: Token | None) -> float | None:
    """Return how many: a number, 1 for "a", None for a vague word."""
    if token is None:
        return None
    if "num" in token.classes:
        return float(token.value)
    if "indefinite" in token.classes:
        return 1.0
    return float(token.value) if "vague" in token.classes and token.value is not None else None


def read_unit(token: Token) -> str:
    """Return the unit that a word names; "night" is a part of day and a unit."""
    return "night" if token.value == "NI" else str(token.value)


def read_ordinal(token: Token) -> int | None:
    """Return which in a row: 3 for "third", -1 for "last", None for what is no number."""
    if token.classes & {"ordinal", "num"}:
        return int(token.value)
    return {"second": 2, "last": -1, "final": -1, "latter": -1, "first": 1}.get(read_word(token))


def read_which(token: Token) -> str:
    """Return last, next or this."""
    return next((name for name in ("last", "next", "this") if f"which_{name}" in token.classes), "this")


def read_edge(token: Token) -> str:
    """Return which part of a stretch a word names: START, MID, END, BEFORE or AFTER."""
    word = read_word(token)
    if word in _EDGES:
        return _EDGES[word]
    return "START" if token.classes & {"early", "early_noun"} else "MID" if "mid" in token.classes else "END"


def read_zone(s: Slots) -> str | None:
    """Return the zone that was captured."""
    return str(s["zone"].value) if "zone" in s else None


def is_day(year: int | None, month: int, day: int) -> bool:
    """Whether the month has that day; February has 29 where the year isn't known."""
    leap = year is None or (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))
    return 1 <= month <= 12 and 1 <= day <= (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]
