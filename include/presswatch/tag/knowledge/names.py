"""An index from names to the entities that bear them, fast enough to try at every capital letter of a text.

It owns how a name is spelt for comparison and the look-up itself. Which entity is meant is decided elsewhere.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

PREFIX = 6
"""Characters by which names are sorted; of shorter names `SHORT` or fewer."""
SHORT = 3
MAX_HELD = 50_000
_SPACE = re.compile(r"\s+")
_SPELLING = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "ʻ": "'", "‐": "-", "‑": "-", "–": "-", "\u00a0": " ", "\u200f": None, "\u200e": None})
_LETTERS = str.maketrans({"ı": "i", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ß": "ss", "æ": "ae", "ð": "d", "þ": "th"})


def spell_name(text: str) -> str:
    """Return a name as the index spells it: straight apostrophes, plain hyphens, single spaces, case as written."""
    if not text.isascii():
        text = text.translate(_SPELLING)
    return _SPACE.sub(" ", text).strip() if not text.isalnum() else text


def fold_name(text: str) -> str:
    """Return a name without case and without marks on its letters, for comparing "José Sócrates" with "Jose Socrates"."""
    text = spell_name(text)
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", text.translate(_LETTERS)) if not unicodedata.combining(c))
    return text.casefold()


class NameIndex:
    """Names of entities, looked up as written or, those added for it, without regard to case and marks.

    `find` takes a whole name; `sizes` tells how many characters the names have that start like a text.
    """

    __slots__ = ("_exact", "_folded", "_held", "_sizes", "_sizes_folded")

    def __init__(self) -> None:
        self._exact: dict[str, tuple[str, ...]] = {}
        self._folded: dict[str, tuple[str, ...]] = {}
        self._sizes: dict[str, int] = {}
        self._sizes_folded: dict[str, int] = {}
        self._held: dict[str, tuple[int, int]] = {}

    def add(self, name: str, entity_id: str) -> None:
        """Let `name`, as written, stand for an entity, besides those it stands for already; earlier ones come first."""
        _put(self._exact, self._sizes, name if name.isascii() else name.translate(_SPELLING), entity_id)

    def add_folded(self, name: str, entity_id: str) -> None:
        """Let a name stand for an entity whatever its case and marks; only names of several words are kept."""
        key = name.lower() if name.isascii() else fold_name(name)
        if " " in key or "-" in key:
            _put(self._folded, self._sizes_folded, key, entity_id)

    def add_all(self, names: Iterable[str], entity_id: str, *, fold: bool = False) -> None:
        """Let each of `names` stand for an entity; with `fold` those of several words in any case, too."""
        for name in names:
            self.add(name, entity_id)
            if fold:
                self.add_folded(name, entity_id)

    def find(self, text: str) -> tuple[str, ...]:
        """Return the ids of the entities that bear exactly this name, the likelier first; empty when there is none."""
        ids = self._exact.get(text)
        if ids is not None:
            return ids
        return () if text.isascii() and "  " not in text and "\n" not in text else self._exact.get(spell_name(text), ())

    def find_folded(self, text: str) -> tuple[str, ...]:
        """Return the ids of the entities that bear this name of several words in any case, with or without marks."""
        return self._folded.get(text.lower() if _is_plain(text) else fold_name(text), ())

    def sizes(self, start: str) -> tuple[int, int]:
        """Return two bit masks of the lengths of the names that start like `start` (six characters count): bit n for n characters.

        The first is for names as written, the second for those that are found in any case.
        """
        prefix = start[:PREFIX]
        held = self._held.get(prefix)
        if held is None:
            if len(self._held) >= MAX_HELD:
                self._held.clear()
            spelt = prefix if prefix.isascii() else prefix.translate(_SPELLING)
            folded = prefix.lower() if prefix.isascii() else fold_name(prefix)[:PREFIX]
            held = self._held[prefix] = _read_sizes(self._sizes, spelt), _read_sizes(self._sizes_folded, folded)
        return held

    def exact_names(self) -> Iterable[str]:
        """Return every name as written, in the order in which they were added."""
        return self._exact.keys()

    def __len__(self) -> int:
        return len(self._exact)


def _is_plain(text: str) -> bool:
    return text.isascii() and "  " not in text and "\n" not in text


def _read_sizes(sizes: dict[str, int], prefix: str) -> int:
    mask = sizes.get(prefix, 0)
    for length in range(1, min(SHORT, len(prefix) - 1) + 1):
        mask |= sizes.get(prefix[:length], 0)
    return mask


def _put(table: dict[str, tuple[str, ...]], sizes: dict[str, int], key: str, entity_id: str) -> None:
    held = table.get(key)
    if held is None:
        table[key] = (entity_id,)
        prefix = key[: PREFIX if len(key) >= PREFIX else SHORT]
        sizes[prefix] = sizes.get(prefix, 0) | 1 << len(key)
    elif entity_id not in held:
        table[key] = (*held, entity_id)
