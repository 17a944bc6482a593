"""Inflected names: which entity a form of another language names once the endings of that language are cut off.

It knows stems and endings only; where a name stands in a text, and prefixes, are for `foreign`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

from presswatch.tag.knowledge.base import KnowledgeBase
from presswatch.tag.knowledge.names import SHORT, fold_name

MIN_STEM = 4


def find_inflected(kb: KnowledgeBase, form: str, endings: tuple[str, ...]) -> tuple[str, ...]:
    """Return the entities whose name a form inflects: with an ending added to the name or put in the place of its own, else by the stems."""
    if " " not in form:
        names, starts = _index_words(kb)
        low = fold_name(form)
        if low[:SHORT] not in starts:
            return ()
        for ending in reversed(endings):  # the shortest first
            if low.endswith(ending) and len(low) - len(ending) >= MIN_STEM:
                root = low[: len(low) - len(ending)]
                for own in ("", *endings):
                    ids = names.get(root + own) if len(own) < 3 and own != ending else None
                    if ids:
                        return ids
    return _index_stems(kb, endings).find(form)


class StemIndex:
    """The entities known widely by the stems of their names, as one language's endings cut them."""

    def __init__(self, kb: KnowledgeBase, endings: tuple[str, ...]) -> None:
        self._endings = _group_endings(endings)
        self._ids: dict[str, tuple[str, ...]] = {}
        self._shapes: set[tuple[str, int]] = set()  # how stems begin, with their number of words: most texts are no name by that alone
        for words, ids in _list_stemmable(kb):
            stem = _cut_words(words, self._endings)
            if stem is not None and stem not in self._ids:
                self._ids[stem] = ids
                self._shapes.add((stem[:SHORT], len(words)))

    def find(self, text: str) -> tuple[str, ...]:
        """Return the ids of the entities whose name has the stem of `text`, the likelier first; empty when there is none."""
        start = fold_name(text[:SHORT])
        if len(start) >= SHORT and (start[:SHORT], len(text.split())) not in self._shapes:
            return ()
        stem = _cut_words(fold_name(text).split(" "), self._endings)
        return () if stem is None else self._ids.get(stem, ())


@cache
def _index_stems(kb: KnowledgeBase, endings: tuple[str, ...]) -> StemIndex:
    return StemIndex(kb, endings)


@lru_cache(maxsize=1)
def _list_stemmable(kb: KnowledgeBase) -> list[tuple[list[str], tuple[str, ...]]]:
    """Return the folded words and the bearers of every name that may be met with other endings."""
    found = []
    for names in (kb.foreign_names, kb.names):
        for name in names.exact_names():
            if len(name) < MIN_STEM or not name[0].isupper() or name.isupper():
                continue
            ids = tuple(i for i in names.find(name) if (kb.population.get(i, 10**9) >= 500_000 or i in kb.capitals) and not i.startswith(("people:", "event:", "work:", "product:")))
            big = bool(ids) and len(name) > 5 and (ids[0] in kb.capitals or kb.population.get(ids[0], 0) > 1_500_000)
            if ids and (names is kb.foreign_names or big or kb.entities[ids[0]].kind in ("person", "country")):
                found.append((fold_name(name).split(" "), ids))
    return found


@lru_cache(maxsize=1)
def _index_words(kb: KnowledgeBase) -> tuple[Mapping[str, tuple[str, ...]], frozenset[str]]:
    """Return the bearers of the names of one word that may be met with other endings, and how these names begin."""
    index: dict[str, tuple[str, ...]] = {}
    for words, ids in _list_stemmable(kb):
        if len(words) == 1:
            index.setdefault(words[0], ids)
    return index, frozenset(name[:SHORT] for name in index)


def _cut_words(words: Iterable[str], endings: tuple[tuple[int, frozenset[str]], ...]) -> str | None:
    """Return a name's folded words, each without its longest known ending; None where too little would be left to compare."""
    stem = " ".join(_cut_ending(word, endings) for word in words)
    return stem if len(stem) >= MIN_STEM else None


def _cut_ending(word: str, endings: tuple[tuple[int, frozenset[str]], ...]) -> str:
    for length, held in endings:
        if len(word) - length >= MIN_STEM - 1 and word[-length:] in held:
            return word[:-length]
    return word


@cache
def _group_endings(endings: tuple[str, ...]) -> tuple[tuple[int, frozenset[str]], ...]:
    """Return the endings by their length, the longest first."""
    lengths = sorted({len(ending) for ending in endings}, reverse=True)
    return tuple((length, frozenset(ending for ending in endings if len(ending) == length)) for length in lengths)
