"""Finds names of the knowledge base in a text: the longest at each place where a name can start.

It works on tokens' characters, not on their tags, and knows nothing of context: which bearer of a name is meant, and whether the words
are a name at all ("Turkey", "turkey"), is decided by those who call it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from presswatch.tag.knowledge.base import KnowledgeBase
from presswatch.tag.knowledge.names import NameIndex
from presswatch.tag.mentions.tokens import TokenTable


@dataclass(frozen=True, slots=True)
class Match:
    """A name of the knowledge base in a text. `start`, `end` are characters; `first`, `last` tokens, the last one included."""

    start: int
    end: int
    first: int
    last: int
    ids: tuple[str, ...]
    folded: bool = False


def find_names(table: TokenTable, kb: KnowledgeBase, *, foreign: bool) -> Iterator[Match]:
    """Yield the longest name at each token that can start one, overlapping ones included, in text order.

    A name as written wins over one that differs in case or marks; of those only names of several words count, whose first and last
    words have a capital.
    """
    text, starts, ends = table.text, table.starts, table.ends
    indexes = (kb.names, kb.foreign_names) if foreign else (kb.names,)
    for i, start in enumerate(starts):
        initial = text[start]
        if initial.islower():
            if text[start : start + 3] not in _LOWER_STARTS:
                continue
        elif not initial.isalnum() and initial != "'":
            continue
        best: Match | None = None
        for index in indexes:
            match = _find_longest(text, starts, ends, i, index)
            if match is not None and (best is None or match.end > best.end):
                best = match
        if best is not None:
            yield best


_LOWER_STARTS = frozenset(("al-", "al ", "al‑", "bin", "the", "ant", "iPh", "iPa", "eBa", "el-", "as-", "ar-", "az-", "ash", "uMk", "van", "von", "de ", "da ", "di "))


def _find_longest(text: str, starts: Sequence[int], ends: Sequence[int], i: int, index: NameIndex) -> Match | None:
    start = starts[i]
    prefix = text[start : start + 3]
    limit = index.longest(prefix)
    limit_folded = index.longest_folded(prefix)
    longest = start + max(limit, limit_folded) + 2
    n = len(ends)
    j = i
    while j + 1 < n and ends[j + 1] <= longest:
        j += 1
    while j >= i:
        size = ends[j] - start
        piece = text[start : ends[j]]
        if size <= limit + 2:
            ids = index.find(piece)
            if ids:
                return Match(start, ends[j], i, j, ids)
        if j > i and size <= limit_folded + 2:
            last = text[starts[j]]
            if (last.isupper() or last.isdigit()) and not text[start].islower():
                ids = index.find_folded(piece)
                if ids:
                    return Match(start, ends[j], i, j, ids, folded=True)
        j -= 1
    return None
