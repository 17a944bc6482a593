"""Learns an outlet's memory: texts that repeat from page to page, and where in its templates running text stands.

A memory is a pure function of the pages it was learnt from. `prints` owns the record, `template` applies it to a page.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from presswatch.extract.column import Column
from presswatch.extract.prints import OutletMemory, Place, place_keys, print_block

__all__ = ["OutletMemory", "learn_memory"]

_MIN_PAGES = 3


@dataclass(slots=True)
class _Gathered:
    pages: set[int] = field(default_factory=set)
    words: int = 0
    odds: float = 0.0
    repeated: int = 0


def learn_memory(outlet: str, columns: Iterable[tuple[str, Column]]) -> OutletMemory:
    """Return the memory of an outlet from its pages' columns, each with the page's identity (canonical address).

    Several captures of one address, and pages that share most of their text with an earlier one, count as one article.
    """
    seen: dict[str, Column] = {}
    for ident, column in columns:
        seen[ident] = column
    pages = [seen[ident] for ident in sorted(seen)]
    group = _group_copies(pages)
    holders: dict[str, set[int]] = defaultdict(set)
    prints = [[print_block(b.text) for b in page.blocks] for page in pages]
    for n, page_prints in enumerate(prints):
        for p in set(page_prints):
            holders[p].add(group[n])
    counts = {p: len(g) for p, g in holders.items() if len(g) > 1}
    places: dict[str, _Gathered] = defaultdict(_Gathered)
    for n, page in enumerate(pages):
        keys = place_keys(page.frames)
        for b, probability, p in zip(page.blocks, page.probability, prints[n], strict=True):
            row = places[keys[b.frame.index]]
            row.pages.add(n)
            row.words += b.n_words
            row.odds += b.n_words * _log_odds(float(probability))
            if p in counts:
                row.repeated += b.n_words
    kept = {
        key: Place(pages=len(g.pages), words=g.words, log_odds=round(g.odds / max(1, g.words), 3), repeated=round(g.repeated / max(1, g.words), 3))
        for key, g in places.items()
        if len(g.pages) >= _MIN_PAGES and g.words
    }
    return OutletMemory(outlet=outlet, pages=len(set(group)), prints=dict(sorted(counts.items())), places=dict(sorted(kept.items())))


def _group_copies(pages: list[Column]) -> list[int]:
    """Return, per page, the number of the first page whose running text it mostly repeats (itself if none)."""
    first: dict[str, int] = {}
    group: list[int] = []
    for n, page in enumerate(pages):
        mine = [(print_block(b.text), b) for b, c in zip(page.blocks, page.chosen, strict=True) if c and b.n_words >= 12]
        votes: Counter[int] = Counter()
        for p, b in mine:
            if p in first:
                votes[first[p]] += b.n_words
        total = sum(b.n_words for _, b in mine)
        best = max(sorted(votes), key=lambda k: votes[k], default=None)
        same = best is not None and total and votes[best] >= 0.6 * total
        group.append(best if same and best is not None else n)
        for p, _ in mine:
            first.setdefault(p, group[-1])
    return group


def _log_odds(p: float) -> float:
    p = min(0.99, max(0.01, p))
    return math.log(p / (1 - p))
