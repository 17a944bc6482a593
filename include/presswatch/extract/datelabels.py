"""What the words right before a date make of it: the day of publication or of a change. Words in data/datewords.yaml."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from presswatch.extract.wordfiles import read_words

_WORDS = Path(__file__).parent / "data" / "datewords.yaml"
_REACH = 32


def find_label(before: str) -> str:
    """Return which meaning the words right before a date give it: published, updated or none (empty)."""
    tail = before.lower()[-_REACH:]
    best, place = "", -1
    for label, pattern in _label_patterns():
        for m in pattern.finditer(tail):
            if m.end() > place:
                best, place = label, m.end()
    return best


@cache
def _label_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    words = read_words(_WORDS)
    if set(words) != {"published", "updated"}:
        raise ValueError(f"{_WORDS.name}: needs the lists published and updated")
    out = []
    for label in ("published", "updated"):
        listed = sorted((str(w) for w in words[label]), key=len, reverse=True)
        out.append((label, re.compile("(?:" + "|".join(r"(?<!\w)" + re.escape(w) if w[0].isascii() else re.escape(w) for w in listed) + ")")))
    return tuple(out)
