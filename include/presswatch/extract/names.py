"""Class names to meanings: which kinds of content an element's class, id and role speak of, as a bit mask. The words are in data/classwords.yaml."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import ahocorasick

from presswatch.extract.wordfiles import read_words

_FILE = Path(__file__).parent / "data" / "classwords.yaml"
_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[^\W\d_A-Za-z]+")

_LETTERS = bytes(c if chr(c).isalpha() and c < 128 else 32 for c in range(256))  # all else to blanks


@cache
def load_groups() -> tuple[str, ...]:
    """Return the names of the groups; their order gives the bits."""
    return _load()[0]


@cache
def group_bit(name: str) -> int:
    """Return the bit of a group's name."""
    return 1 << load_groups().index(name)


@lru_cache(maxsize=50_000)
def read_names(names: str) -> int:
    """Return the groups that a string of class names, ids and roles speaks of, as a bit mask."""
    if not names:
        return 0
    _, words, stems = _load()
    mask = 0
    for part in split_names(names):
        if part in words:
            mask |= words[part]
    for _, bit in stems.iter(names.lower()):
        mask |= bit
    return mask


@lru_cache(maxsize=1_000)
def split_names(names: str) -> tuple[str, ...]:
    """Return the different lower-case words of class names, camelCase and digits split, in order."""
    if names.isascii() and names.islower():  # as most are; a table is quicker than the pattern
        return tuple(dict.fromkeys(names.encode("ascii").translate(_LETTERS).decode("ascii").split()))
    return tuple(dict.fromkeys(map(str.lower, _PARTS.findall(names))))


@cache
def _load() -> tuple[tuple[str, ...], dict[str, int], Any]:
    """Return the groups' names, the bits by whole word, and an automaton of stems. Raises ValueError for a malformed file."""
    groups = read_words(_FILE)
    words: dict[str, int] = {}
    stems: dict[str, int] = {}
    for n, (name, lists) in enumerate(groups.items()):
        if set(lists) != {"words", "stems"} or not all(isinstance(w, str) and w for key in lists for w in lists[key]):
            raise ValueError(f"{_FILE.name}: group {name} needs lists of words and stems")
        for word in lists["words"]:
            words[word] = words.get(word, 0) | 1 << n
        for stem in lists["stems"]:
            stems[stem] = stems.get(stem, 0) | 1 << n
    automaton = ahocorasick.Automaton()
    for stem, bit in stems.items():
        automaton.add_word(stem, bit)
    automaton.make_automaton()
    return tuple(groups), words, automaton
