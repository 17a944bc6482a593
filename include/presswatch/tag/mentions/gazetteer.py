"""Finds names of the knowledge base in a text: the longest at each place where a name can start.

It works on tokens' characters, not on their tags, and knows nothing of context: which bearer of a name is meant, and whether the words
are a name at all ("Turkey", "turkey"), is decided by those who call it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from presswatch.tag.knowledge.base import KnowledgeBase
from presswatch.tag.knowledge.names import PREFIX, NameIndex, spell_name


@dataclass(frozen=True, slots=True)
class Match:
    """A name of the knowledge base in a text. `start`, `end` are characters; `first`, `last` tokens, the last one included."""

    start: int
    end: int
    first: int
    last: int
    ids: tuple[str, ...]
    folded: bool = False


def find_names(doc: Any, kb: KnowledgeBase, *, foreign: bool, starts: Sequence[int] | None = None) -> Iterator[Match]:
    """Yield the longest name at each token that can start one, overlapping ones included, in text order."""
    text: str = doc.text
    tokens = list(doc)
    ends = [t.idx + len(t.text) for t in tokens]
    indexes = (kb.names, kb.foreign_names) if foreign else (kb.names,)
    for i in range(len(tokens)) if starts is None else starts:
        first = tokens[i].text[0]
        if first.islower() or not first.isalnum():
            continue
        match = _find_longest(text, tokens, ends, i, indexes)
        if match is not None:
            yield match


def _find_longest(text: str, tokens: Sequence[Any], ends: Sequence[int], i: int, indexes: Sequence[NameIndex]) -> Match | None:
    start = tokens[i].idx
    best: Match | None = None
    for index in indexes:
        limit = index.longest(spell_name(text[start : start + PREFIX + 1])[:PREFIX])
        j = i
        while j < len(ends) and ends[j] - start <= limit + 2:
            ids = index.find(text[start : ends[j]])
            if ids and (best is None or ends[j] > best.end):
                best = Match(start, ends[j], i, j, ids)
            j += 1
    return best
