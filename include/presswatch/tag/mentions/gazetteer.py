"""Finds names of the knowledge base in a text: the longest at each place where a name can start.

It works on tokens' characters, not on their tags, and knows nothing of context: which bearer of a name is meant, and whether the words
are a name at all ("Turkey", "turkey"), is decided by those who call it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from presswatch.tag.knowledge.base import KnowledgeBase
from presswatch.tag.knowledge.names import NameIndex
from presswatch.tag.mentions.tokens import TokenTable

SLACK = 3


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
    sizes, folded = index.sizes(prefix) | index.sizes(prefix[:2]), index.sizes_folded(prefix)  # prefix[:2]: UN, before a space
    if not sizes and not folded:
        return None
    longest = start + max(sizes.bit_length(), folded.bit_length()) + SLACK
    j = bisect_right(ends, longest, i) - 1
    while j >= i:
        end = ends[j]
        size = end - start
        exact, loose = sizes >> size & 1, folded >> size & 1
        if not (exact or loose) and j > i and text[starts[j] - 1].isspace() and "\n" in text[start:end]:
            exact, loose = 1, 1  # a name that runs over a line end may be a little longer than it is spelt
        if exact:
            ids = index.find(text[start:end])
            if ids:
                return Match(start, end, i, j, ids)
        if j > i and text[end - 1] == "." and starts[j] < end - 1 and sizes >> (size - 1) & 1:  # "World War I." at the end of a sentence
            ids = index.find(text[start : end - 1])
            if ids:
                return Match(start, end - 1, i, j, ids)
        if loose and j > i:
            last = text[starts[j]]
            if (last.isupper() or last.isdigit()) and not text[start].islower():
                ids = index.find_folded(text[start:end])
                if ids:
                    return Match(start, end, i, j, ids, folded=True)
        j -= 1
    return None
