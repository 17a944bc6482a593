"""Wordings of boilerplate: which kinds of boilerplate a block's words speak of, as counts per kind, and whether it calls upon the reader.

The wordings are in data/phrases.yaml and data/callwords.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import ahocorasick

from presswatch.extract.wordfiles import read_words

_FILE = Path(__file__).parent / "data" / "phrases.yaml"
_CALLS = Path(__file__).parent / "data" / "callwords.yaml"
_MAX_CHARS = 240
_NONE: Mapping[int, int] = MappingProxyType({})


@cache
def phrase_kinds() -> tuple[str, ...]:
    """Return the kinds of boilerplate in the order of their bits."""
    return _load()[0]


def read_phrases(text: str) -> Mapping[int, int]:
    """Return, for the kinds whose wordings stand in a text as whole words, the kind's index and how many there are."""
    return _find_phrases(text[:_MAX_CHARS])


def is_call(text: str) -> bool:
    """Whether one of a text's sentences begins by calling upon the reader to subscribe, register, join or give."""
    return _call_pattern().search(text.lower()) is not None


@cache
def _call_pattern() -> re.Pattern[str]:
    words = [w for listed in read_words(_CALLS).values() for w in listed]
    if not all(isinstance(w, str) and w == w.lower().strip() for w in words):
        raise ValueError(f"{_CALLS.name}: each language needs a list of wordings in lower case")
    found = "|".join(re.escape(w.removesuffix("-")) + ("" if w.endswith("-") else r"\b") for w in sorted(words, key=lambda w: (-len(w), w)))
    return re.compile(rf"(?:^\W*|[.!?:…*–—]\s*|\b(?:please|now|today)\s+)(?:{found})")


@lru_cache(maxsize=20_000)
def _find_phrases(head: str) -> Mapping[int, int]:
    automaton, lower = _load()[1], head.lower()
    size = len(lower)
    found: dict[int, int] = {}
    for end, (length, kind, anchored) in automaton.iter(lower):
        start = end - length + 1
        if anchored and start:
            continue
        if (start and lower[start - 1].isalnum() and lower[start].isascii()) or (end + 1 < size and lower[end + 1].isalnum() and lower[end].isascii()):
            continue
        found[kind] = found.get(kind, 0) + 1
    return MappingProxyType(found) if found else _NONE


@cache
def _load() -> tuple[tuple[str, ...], Any]:
    lists = read_words(_FILE)
    automaton = ahocorasick.Automaton()
    entries: dict[str, tuple[int, int, bool]] = {}
    for kind, (name, phrases) in enumerate(lists.items()):
        for phrase in phrases:
            if not isinstance(phrase, str) or phrase != phrase.strip():
                raise ValueError(f"{_FILE.name}: {name} holds {phrase!r}, which is no plain phrase")
            plain = phrase.removeprefix("^").lower()
            entries.setdefault(plain, (len(plain), kind, phrase.startswith("^")))
    for plain, entry in entries.items():
        automaton.add_word(plain, entry)
    automaton.make_automaton()
    return tuple(lists), automaton
