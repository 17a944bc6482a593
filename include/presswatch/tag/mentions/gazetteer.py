"""Finds names of the knowledge base in a text: the longest at each place where a name can start.

It works on tokens' characters, not on their tags, and knows nothing of context: which bearer of a name is meant, and whether the words
are a name at all ("Turkey", "turkey"), is decided by those who call it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from presswatch.tag.knowledge.base import KnowledgeBase
from presswatch.tag.knowledge.names import PREFIX, NameIndex, spell_name
from presswatch.tag.mentions.tokens import TokenTable

SLACK = 3
_LOWER_STARTS = frozenset(("al-", "al ", "al‑", "bin", "the", "ant", "iPh", "iPa", "eBa", "el-", "as-", "ar-", "az-", "ash", "uMk", "van", "von", "de ", "da ", "di "))
_LOWER_PAIRS = frozenset(start[:2] for start in _LOWER_STARTS)


@dataclass(frozen=True, slots=True)
class Match:
    """A name of the knowledge base in a text. `start`, `end` are characters; `first`, `last` tokens, the last one included."""

    start: int
    end: int
    first: int
    last: int
    ids: tuple[str, ...]
    folded: bool = False


def find_names(table: TokenTable, kb: KnowledgeBase) -> Iterator[Match]:
    """Yield the longest English name at each token that can start one, overlapping ones included, in text order.

    A name as written wins over one that differs in case or marks; of those only names of several words count, whose first and last
    words have a capital.
    """
    text, starts, ends = table.text, table.starts, table.ends
    flags = np.zeros(len(text) + 1, dtype=np.uint8)
    flags[ends] = 1
    bits = int.from_bytes(np.packbits(flags, bitorder="little").tobytes(), "little")  # bit n tells whether a token ends at character n
    for i, word in enumerate(table.words):
        initial = word[0]
        if "a" <= initial <= "z":
            if word[:2] not in _LOWER_PAIRS or text[starts[i] : starts[i] + 3] not in _LOWER_STARTS:
                continue
        elif initial.islower() or (not initial.isalnum() and initial != "'"):
            continue
        match = _find_longest(text, starts, ends, bits >> starts[i], i, kb.names)
        if match is not None:
            yield match


def _find_longest(text: str, starts: Sequence[int], ends: Sequence[int], sizes_here: int, i: int, index: NameIndex) -> Match | None:
    """Return the longest name at token `i`. Bit n of `sizes_here` tells whether a token ends n characters after its start."""
    start = starts[i]
    prefix = text[start : start + PREFIX]
    if "\n" in prefix or "  " in prefix:
        prefix = spell_name(text[start : start + 2 * PREFIX])
    sizes, folded = index.sizes(prefix)
    if not sizes and not folded:
        return None
    longest = max(sizes.bit_length(), folded.bit_length()) + SLACK
    if "\n" not in text[start : start + longest]:
        longest = (sizes_here & (sizes | sizes << 1 | folded)).bit_length() - 1  # << 1: a full stop that ends the sentence
        if longest < 1:
            return None
    j = bisect_right(ends, start + longest, i) - 1
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
