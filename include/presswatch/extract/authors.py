"""Bylines to people: splits, cleans and tells desks from persons."""

from __future__ import annotations

import re
from collections.abc import Iterable

_LEAD = re.compile(
    r"^(?:written\s+by|posted\s+by|reported\s+by|story\s+by|by|von|par|por|di|da|door|av|af|autor|autore|author|redaktion\s*:|text|"
    r"yazan|από|του|της|автор|от)\b[\s:]+",
    re.I,
)
_SPLIT = re.compile(r"\s*(?:,|;|\||/|\s&\s|\s+and\s+|\s+und\s+|\s+et\s+|\s+y\s+|\s+e\s+|\s+en\s+|\s+och\s+|\s+og\s+|\s+и\s+|\s+και\s+|\n)\s*", re.I)
_NOISE = re.compile(r"(?:https?:|www\.|@|\d{3,})", re.I)


def clean_authors(values: Iterable[str], site_names: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the persons and desks named in byline texts, in order, without 'By', addresses, roles or repeats."""
    out: dict[str, str] = {}
    for value in values:
        text = _LEAD.sub("", " ".join(value.split()))
        for part in _SPLIT.split(text):
            name = re.sub(r"\s*[\(\[].*$", "", _LEAD.sub("", part)).strip(" .,:;-–—|•")
            if not 2 <= len(name) <= 60 or _NOISE.search(name) or len(name.split()) > 6:
                continue
            out.setdefault(name.casefold(), name)
    return tuple(out.values())
