"""Live blogs: tells them from other pages and marks the blocks that open an update, which carry its time."""

from __future__ import annotations

import re
from functools import lru_cache

from presswatch.extract import jsonld
from presswatch.extract.blocks import Block, Frame
from presswatch.extract.head import Head
from presswatch.extract.names import split_names
from presswatch.extract.prints import clean_names

_TIME = re.compile(r"(?<![\d:])(?:[01]?\d|2[0-3])\s?[:.hH]\s?[0-5]\d(?!\d)")
_OPENING_TIME = re.compile(r"^\s*(?:[01]?\d|2[0-3])\s?[:.hH]\s?[0-5]\d(?!\d)(?:\s*(?:Uhr|[ap]\.?m\.?|GMT|UTC|(?-i:[A-Z]{2,3}T))(?!\w))?\s*[-–—|:.]?\s*", re.I)
_AGO = re.compile(r"\b\d{1,2}\s?(?:m|h|d|min|mins|hours?|minutes?|days?)\.?\s+ago\b", re.I)
_SAID = re.compile(
    r"\blive\b|as it happened|\ben direct\b|^direct\b|\ben vivo\b|\ben directo\b|minuto a minuto|live-?ticker|news-?ticker|\bin diretta\b|\bao vivo\b|\bna żywo\b|"
    r"онлайн|прямой эфир|\bcanlı\b|ζωντανά|λεπτό προς λεπτό|مباشر|liveblog",
    re.I,
)
_LEAST = 3


def strip_clock(text: str) -> str:
    """Return the text of a block of a live update without the time that opens it."""
    return _OPENING_TIME.sub("", text)


def mark_updates(head: Head, blocks: list[Block], chosen: list[bool]) -> set[int]:
    """Return the indices of elements (frames) that hold one live update each; empty if the page is no live blog.

    Updates are brothers in the tree, of one class, each with a time of its own.
    """
    if not _is_live(head, blocks):
        return set()
    brothers: dict[tuple[int, str, str], set[int]] = {}
    for b in blocks:
        timed = (b.n_words <= 8 and (_TIME.search(b.text) or _AGO.search(b.text))) or (b.n_words <= 30 and _OPENING_TIME.match(b.text))
        if not timed:
            continue
        f: Frame | None = b.frame
        for _ in range(5):
            if f is None or f.parent is None:
                break
            if 10 < f.n_words < 1500:
                brothers.setdefault((f.parent.index, f.tag, clean_names(f.names)), set()).add(f.index)
            f = f.parent
    best = max(brothers.items(), key=lambda item: (len(item[1]), -min(item[1])), default=(None, set[int]()))[1]
    return best if len(best) >= _LEAST else set()


def _is_live(head: Head, blocks: list[Block]) -> bool:
    if any("liveblogposting" in jsonld.types_of(t) for t in head.things):
        return True
    if any(_SAID.search(t) for t in (head.title or "", *head.headings[:2])):
        return True
    own, above = [b.frame.names for b in blocks], [b.frame.parent.names if b.frame.parent else "" for b in blocks]
    live = {names for names in {*own, *above} if _is_live_name(names)}
    return bool(live) and sum(names in live for names in (*own, *above)) >= 2 * _LEAST


@lru_cache(maxsize=20_000)
def _is_live_name(names: str) -> bool:
    if "live" not in names.lower() and "ticker" not in names.lower():
        return False
    parts = split_names(names)
    return ("live" in parts and bool({"blog", "update", "updates", "entry", "post"} & set(parts))) or "liveblog" in parts or "liveticker" in parts
