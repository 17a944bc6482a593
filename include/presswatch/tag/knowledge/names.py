"""An index from names to the entities that bear them, fast enough to try at every capital letter of a text.

It owns how a name is spelt for comparison and the look-up itself. Which entity is meant is decided elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

PREFIX = 3
_SPACE = re.compile(r"\s+")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "‐": "-", "‑": "-", "\u00a0": " "})


def spell_name(text: str) -> str:
    """Return a name as the index spells it: straight apostrophes and hyphens, single spaces, case as written."""
    text = text.translate(_QUOTES)
    return _SPACE.sub(" ", text).strip() if not text.isalnum() else text


class NameIndex:
    """Names of entities, looked up as written or without regard to case.

    `find` takes a whole name; `longest` tells how many characters the longest name can have that starts like a text.
    """

    __slots__ = ("_exact", "_folded", "_longest")

    def __init__(self) -> None:
        self._exact: dict[str, tuple[str, ...]] = {}
        self._folded: dict[str, tuple[str, ...]] | None = None
        self._longest: dict[str, int] = {}

    def add(self, name: str, entity_id: str) -> None:
        """Let `name` stand for an entity, besides those it stands for already; earlier ones come first."""
        key = spell_name(name)
        if not key:
            return
        held = self._exact.get(key)
        if held is None:
            self._exact[key] = (entity_id,)
            prefix = key[:PREFIX]
            if len(key) > self._longest.get(prefix, 0):
                self._longest[prefix] = len(key)
        elif entity_id not in held:
            self._exact[key] = (*held, entity_id)
        self._folded = None

    def find(self, text: str) -> tuple[str, ...]:
        """Return the ids of the entities that bear exactly this name, the likelier first; empty when there is none."""
        return self._exact.get(text) or self._exact.get(spell_name(text), ())

    def find_folded(self, text: str) -> tuple[str, ...]:
        """Return the ids of the entities that bear this name in any case."""
        if self._folded is None:
            folded: dict[str, tuple[str, ...]] = {}
            for key, ids in self._exact.items():
                low = key.casefold()
                folded[low] = (*folded[low], *(i for i in ids if i not in folded[low])) if low in folded else ids
            self._folded = folded
        return self._folded.get(spell_name(text).casefold(), ())

    def longest(self, prefix: str) -> int:
        """Return the length of the longest name that starts with these three (or fewer) characters, 0 when none does."""
        return self._longest.get(prefix, 0)

    def names(self) -> Iterator[str]:
        """Yield every name, in the order in which they were added."""
        return iter(self._exact)

    def add_all(self, names: Iterable[str], entity_id: str) -> None:
        """Let each of `names` stand for an entity."""
        for name in names:
            self.add(name, entity_id)

    def __len__(self) -> int:
        return len(self._exact)
