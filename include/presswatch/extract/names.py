"""Class names to meanings: which kinds of content an element's class, id and role speak of, as a bit mask. The words are in data/classwords.yaml."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

import yaml

_FILE = Path(__file__).parent / "data" / "classwords.yaml"
_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[^\W\d_A-Za-z]+")


@cache
def load_groups() -> tuple[tuple[str, frozenset[str], tuple[str, ...]], ...]:
    """Return the groups as (name, whole words, stems); their order gives the bits. Raises ValueError for a malformed file."""
    groups = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    out = []
    for name, lists in groups.items():
        if set(lists) != {"words", "stems"} or not all(isinstance(w, str) and w for key in lists for w in lists[key]):
            raise ValueError(f"{_FILE.name}: group {name} needs lists of words and stems")
        out.append((name, frozenset(lists["words"]), tuple(lists["stems"])))
    return tuple(out)


def group_bit(name: str) -> int:
    """Return the bit of a group's name."""
    return 1 << [g[0] for g in load_groups()].index(name)


@lru_cache(maxsize=20_000)
def read_names(names: str) -> int:
    """Return the groups that a string of class names, ids and roles speaks of, as a bit mask."""
    if not names:
        return 0
    parts = split_names(names)
    lower = names.lower()
    mask = 0
    for bit, (_, words, stems) in enumerate(load_groups()):
        if not words.isdisjoint(parts) or any(s in lower for s in stems):
            mask |= 1 << bit
    return mask


def split_names(names: str) -> list[str]:
    """Return the lower-case words of class names, camelCase and digits split."""
    return [p.lower() for p in _PARTS.findall(names)]
