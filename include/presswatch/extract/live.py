"""Live blogs: tells them from other pages and marks the blocks that open an update, which carry its time."""

from __future__ import annotations

import re

from presswatch.extract import jsonld
from presswatch.extract.blocks import Block
from presswatch.extract.head import Head
from presswatch.extract.names import split_names

_TIME = re.compile(r"(?<![\d:])(?:[01]?\d|2[0-3])[:.h][0-5]\d(?!\d)")
_AGO = re.compile(r"\b\d{1,2}\s?(?:m|h|d|min|mins|hours?|minutes?|days?)\.?\s+ago\b", re.I)
_LEAST = 3


def mark_updates(head: Head, blocks: list[Block], chosen: list[bool]) -> set[int]:
    """Return the indices of elements (frames) that hold one live update each; empty if the page is no live blog."""
    if not _is_live(head, blocks):
        return set()
    parents: dict[int, set[int]] = {}
    for b in blocks:
        if b.n_words <= 8 and (_TIME.search(b.text) or _AGO.search(b.text)):
            f = b.frame
            for _ in range(4):
                if f.parent is None or f.n_words > 15:
                    break
                f = f.parent
            if 15 < f.n_words < 1500:
                parents.setdefault(f.parent.index if f.parent else -1, set()).add(f.index)
    best = max(parents.values(), key=lambda s: (len(s), -min(s)), default=set())
    return best if len(best) >= _LEAST else set()


def _is_live(head: Head, blocks: list[Block]) -> bool:
    if any("liveblogposting" in jsonld.types_of(t) for t in head.things):
        return True
    classes = sum(1 for b in blocks for f in (b.frame, b.frame.parent) if f is not None and _is_live_name(f.names))
    return classes >= 2 * _LEAST


def _is_live_name(names: str) -> bool:
    if "live" not in names.lower() and "ticker" not in names.lower():
        return False
    parts = split_names(names)
    return ("live" in parts and bool({"blog", "update", "updates", "entry", "post"} & set(parts))) or "liveblog" in parts or "liveticker" in parts
