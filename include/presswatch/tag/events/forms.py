"""What the bare form of a word tells: days and months, words that count others, and a part of speech where no sentence was parsed.

This module looks at one word at a time; what stands around it is for `view`.
"""

from __future__ import annotations

CALENDAR = frozenset(
    [
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "march", "april", "may", "june", "july", "august",
        "september", "october", "november", "december", "mon", "tue", "wed", "thu", "fri", "sat", "sun", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep",
        "sept", "oct", "nov", "dec", "christmas", "ramadan", "easter", "today", "yesterday", "tomorrow", "tonight",
    ]
)

QUANTITIES = frozenset(
    [
        "number", "tens", "group", "groups", "dozens", "hundreds", "thousands", "millions", "scores", "majority", "team", "one", "some", "many", "two", "three", "four", "five", "six",
        "seven", "eight", "nine", "ten", "member", "members", "rest", "part", "couple", "handful", "series", "most", "all", "any", "several", "total", "lot", "both", "each",
        "batch", "contingent", "hundred", "thousand", "million", "wave", "crowd", "crowds", "remnants", "coalition", "dozen", "few", "half", "third", "positions", "home", "homes", "houses", "offices",
    ]
)


def guess_pos(text: str, k: int) -> str:
    """Return the part of speech that the form of the word at place `k` of its sentence suggests; "X" where it suggests none."""
    low = text.lower()
    if not text[:1].isalnum():
        return "PUNCT"
    if text[:1].isdigit():
        return "NUM"
    if low in ("the", "a", "an", "this", "that", "these", "those", "its", "his", "her", "their", "some", "any"):
        return "DET"
    if low in ("in", "on", "at", "of", "to", "from", "with", "by", "for", "against", "over", "into", "after", "before", "as", "under", "between", "near", "about", "during"):
        return "ADP"
    if low in ("and", "or", "but"):
        return "CCONJ"
    if text[:1].isupper() and k > 0:
        return "PROPN"
    return "X"
