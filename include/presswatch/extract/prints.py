"""The record of an outlet's memory, its keys (fingerprints of blocks, places in templates) and its serial form. `memory` learns it."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from presswatch.extract.blocks import Frame

FORMAT = 1
_DIGITS = re.compile(r"\d+")
_NOT_WORD = re.compile(r"[\W_]+")
_HASHED = re.compile(r"(?:__|--|-|_)?[A-Za-z]*\d[\w]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place in an outlet's templates: pages that have it, its words, how sure its blocks are running text (mean log-odds), how much repeats."""

    pages: int
    words: int
    log_odds: float
    repeated: float


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletMemory:
    """What was learnt of one outlet. `prints` counts articles by block fingerprint (only those seen in two or more)."""

    outlet: str
    pages: int
    prints: dict[str, int] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)

    def to_rows(self) -> list[dict[str, Any]]:
        """Return the memory as flat rows, for Arrow or a table: outlet, kind (block or place), key, pages, words, log_odds, repeated."""
        rows: list[dict[str, Any]] = [{"outlet": self.outlet, "kind": "outlet", "key": str(FORMAT), "pages": self.pages, "words": 0, "log_odds": 0.0, "repeated": 0.0}]
        rows += [{"outlet": self.outlet, "kind": "block", "key": k, "pages": n, "words": 0, "log_odds": 0.0, "repeated": 0.0} for k, n in sorted(self.prints.items())]
        rows += [
            {"outlet": self.outlet, "kind": "place", "key": k, "pages": p.pages, "words": p.words, "log_odds": p.log_odds, "repeated": p.repeated}
            for k, p in sorted(self.places.items())
        ]
        return rows

    @classmethod
    def from_rows(cls, rows: Iterable[dict[str, Any]]) -> OutletMemory:
        """Return the memory that `to_rows` wrote. Raises ValueError for rows of another format or none."""
        outlet, pages, prints, places = None, 0, {}, {}
        for row in rows:
            if row["kind"] == "outlet":
                if row["key"] != str(FORMAT):
                    raise ValueError(f"outlet memory of format {row['key']}, expected {FORMAT}")
                outlet, pages = str(row["outlet"]), int(row["pages"])
            elif row["kind"] == "block":
                prints[str(row["key"])] = int(row["pages"])
            else:
                places[str(row["key"])] = Place(pages=int(row["pages"]), words=int(row["words"]), log_odds=float(row["log_odds"]), repeated=float(row["repeated"]))
        if outlet is None:
            raise ValueError("rows hold no outlet memory")
        return cls(outlet=outlet, pages=pages, prints=prints, places=places)


def print_block(text: str) -> str:
    """Return the fingerprint of a block's text: numbers, case and punctuation don't count."""
    folded = _NOT_WORD.sub(" ", _DIGITS.sub("0", text.lower())).strip()
    return hashlib.blake2b(folded.encode("utf-8", "replace"), digest_size=8).hexdigest()


def place_keys(frames: list[Frame]) -> list[str]:
    """Return the key of each element's place: a hash over its chain of tags and class names; hashed parts of names don't count.

    An element without a name is told from its brothers of the same tag by its number, unless it is a paragraph or the like.
    """
    keys: list[str] = []
    numbers: Counter[tuple[int, str]] = Counter()
    cached: dict[tuple[str, str, str], str] = {}
    for f in frames:
        above = keys[f.parent.index] if f.parent is not None else ""
        label = f"{f.tag}.{clean_names(f.names)}"
        if not f.names and f.tag in ("div", "table", "td", "section", "center", "tbody", "form"):
            slot = (f.parent.index if f.parent is not None else -1, f.tag)
            numbers[slot] += 1
            label += str(min(numbers[slot], 12))
        step = (above, label, "")
        key = cached.get(step)
        if key is None:
            key = hashlib.blake2b(f"{above}/{label}".encode("utf-8", "replace"), digest_size=8).hexdigest()
            cached[step] = key
        keys.append(key)
    return keys


def clean_names(names: str) -> str:
    """Return class names without parts that look generated (with digits), so that a new build of the site doesn't change them."""
    return " ".join(sorted({_HASHED.sub("", n) for n in names.split()} - {""}))[:120]
