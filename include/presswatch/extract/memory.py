"""Learns an outlet's memory: texts that repeat from page to page, and where in its templates running text stands.

A memory is a pure function of the pages it was learnt from, in whatever order they come. `study` says what one page teaches,
`prints` owns the record, `template` applies it to a page.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from presswatch.extract.prints import OutletMemory, Place
from presswatch.extract.study import PageStudy

__all__ = ["OutletMemory", "learn_memory"]

_MIN_PAGES = 3
_MAX_PRINTS, _MAX_PLACES = 4000, 2000
_COPY_WORDS, _COPY_SHARE = 12, 0.6


@dataclass(slots=True)
class _Gathered:
    pages: set[int] = field(default_factory=set)
    words: int = 0
    odds: float = 0.0
    repeated: int = 0


def learn_memory(outlet: str, studies: Iterable[PageStudy]) -> OutletMemory:
    """Return the memory of an outlet from the studies of its pages.

    Several captures of one article, and pages that share most of their text with an earlier one, count as one article. The memory
    keeps at most 4,000 texts (those on most articles) and 2,000 places (those with most words).
    """
    latest: dict[str, PageStudy] = {}
    for study in studies:
        known = latest.get(study.ident)
        if known is None or (study.captured_at, study.digest) > (known.captured_at, known.digest):
            latest[study.ident] = study
    pages = [latest[ident] for ident in sorted(latest)]
    group = _group_copies(pages)
    holders: dict[str, set[int]] = defaultdict(set)
    for n, page in enumerate(pages):
        for p in page.prints:
            holders[p].add(group[n])
    counts = {p: len(g) for p, g in holders.items() if len(g) > 1}
    kept = sorted(counts, key=lambda p: (-counts[p], p))[:_MAX_PRINTS]
    return OutletMemory(outlet=outlet, pages=len(set(group)), prints={p: counts[p] for p in sorted(kept)}, places=_gather_places(pages, counts))


def _gather_places(pages: list[PageStudy], counts: dict[str, int]) -> dict[str, Place]:
    """Return the places that stand on three pages or more, with their means over words."""
    gathered: dict[str, _Gathered] = defaultdict(_Gathered)
    for n, page in enumerate(pages):
        for p, key, words, odds in zip(page.prints, page.places, page.words, page.odds, strict=True):
            row = gathered[key]
            row.pages.add(n)
            row.words += words
            row.odds += words * odds
            if p in counts:
                row.repeated += words
    places = {
        key: Place(pages=len(g.pages), words=g.words, log_odds=round(g.odds / g.words, 3), repeated=round(g.repeated / g.words, 3))
        for key, g in gathered.items()
        if len(g.pages) >= _MIN_PAGES and g.words
    }
    kept = sorted(places, key=lambda k: (-places[k].words, k))[:_MAX_PLACES]
    return {key: places[key] for key in sorted(kept)}


def _group_copies(pages: list[PageStudy]) -> list[int]:
    """Return, per page, the number of the first page whose running text it mostly repeats (itself if none)."""
    first: dict[str, int] = {}
    group: list[int] = []
    for n, page in enumerate(pages):
        mine = [(p, w) for p, w, c in zip(page.prints, page.words, page.chosen, strict=True) if c and w >= _COPY_WORDS]
        votes: Counter[int] = Counter()
        for p, words in mine:
            if p in first:
                votes[first[p]] += words
        total = sum(words for _, words in mine)
        best = max(sorted(votes), key=lambda k: votes[k], default=None)
        group.append(best if best is not None and votes[best] >= _COPY_SHARE * total else n)
        for p, _ in mine:
            first.setdefault(p, group[-1])
    return group
