"""Numbers as words and figures: "12", "twenty-one", "1,500", "two dozen", "1.2 million". Their reading, and how they are bounded.

The words are in counts.yaml; this module knows nothing of what is counted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from presswatch.tag.events.lexicon import RULES, read_rules

_FIGURE = re.compile(r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?")


@cache
def load_counts() -> dict[str, Any]:
    """Read counts.yaml; every scalar is text."""
    raw: dict[str, Any] = read_rules(RULES / "counts.yaml")
    return raw


@cache
def _load_words() -> tuple[dict[str, int], dict[str, int]]:
    raw = load_counts()
    return ({word: int(value) for word, value in raw["units"].items()}, {word: int(value) for word, value in raw["scales"].items()})


def read_number(words: Sequence[str]) -> int | None:
    """Return the whole number that lower-case words say, None where they don't say one."""
    units, scales = _load_words()
    total, current, seen = 0.0, 0.0, False
    for word in (part for w in words for part in w.split("-") if part):
        if _FIGURE.fullmatch(word):
            current += float(word.replace(",", ""))
        elif word in units:
            current += units[word]
        elif word in scales:
            current = (current or 1.0) * scales[word]
            if scales[word] >= 1000:
                total, current = total + current, 0.0
        elif word in ("and", "a", "an", "-"):
            continue
        else:
            return None
        seen = True
    value = total + current
    return int(value) if seen and value == int(value) else None


@cache
def _load_bounds() -> tuple[tuple[str, tuple[str, ...]], ...]:
    rows = [(bound, tuple(phrase.split("_"))) for bound, text in load_counts()["bounds"].items() for phrase in text.split()]
    return tuple(sorted(rows, key=lambda row: -len(row[1])))


def find_bound(words: Sequence[str], first: int) -> tuple[str, int]:
    """Return how the number that starts at `first` is bounded by the words before it, and where these start."""
    for bound, phrase in _load_bounds():
        start = first - len(phrase)
        if start >= 0 and tuple(words[start:first]) == phrase:
            return bound, start
    return "exact", first
