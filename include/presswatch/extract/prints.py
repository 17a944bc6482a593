"""The record of an outlet's memory, its keys (fingerprints of blocks, places in templates) and its serial form. `memory` learns it."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from functools import lru_cache

from presswatch.extract.blocks import Frame

FORMAT = 1
_DIGITS = re.compile(r"\d+")
_NOT_WORD = re.compile(r"[\W_]+")
_SHORT = 200
_NUMBERED = frozenset(("div", "table", "td", "section", "center", "tbody", "form"))
_ASCII = bytes(48 if 48 <= c < 58 else ord(chr(c).lower()) if c < 128 and chr(c).isalpha() else 32 for c in range(256))  # letters small, digits 0, all else blanks
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

    def to_json(self) -> str:
        """Return the memory as JSON; equal memories give equal text."""
        places = {key: [p.pages, p.words, p.log_odds, p.repeated] for key, p in self.places.items()}
        data = {"format": FORMAT, "outlet": self.outlet, "pages": self.pages, "prints": self.prints, "places": places}
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> OutletMemory:
        """Return the memory that `to_json` wrote. Raises ValueError for a memory of another format or none."""
        data = json.loads(text)
        if not isinstance(data, dict) or data.get("format") != FORMAT:
            raise ValueError(f"outlet memory of another format than {FORMAT}")
        places = {key: Place(pages=p[0], words=p[1], log_odds=p[2], repeated=p[3]) for key, p in data["places"].items()}
        return cls(outlet=data["outlet"], pages=data["pages"], prints=data["prints"], places=places)


def print_block(text: str) -> str:
    """Return the fingerprint of a block's text: numbers, case and punctuation don't count."""
    return _recall_print(text) if len(text) <= _SHORT else _make_print(text)


def _make_print(text: str) -> str:
    folded = _fold_ascii(text) if text.isascii() else _NOT_WORD.sub(" ", _DIGITS.sub("0", text.lower())).strip().encode("utf-8", "replace")
    return hashlib.blake2b(folded, digest_size=8).hexdigest()


def _fold_ascii(text: str) -> bytes:
    """Return what the patterns make of a text in ASCII, by a table, which is quicker."""
    data = text.encode("ascii").translate(_ASCII)
    while b"00" in data:
        data = data.replace(b"00", b"0")
    return b" ".join(data.split())


_recall_print = lru_cache(maxsize=20_000)(_make_print)


def place_keys(frames: list[Frame]) -> list[str]:
    """Return the key of each element's place: a hash over its chain of tags and class names; hashed parts of names don't count.

    An element without a name is told from its brothers of the same tag by its number, unless it is a paragraph or the like.
    """
    keys: list[str] = []
    numbers: dict[tuple[int, str], int] = {}
    for f in frames:
        parent, number = f.parent, 0
        if not f.names and f.tag in _NUMBERED:
            slot = (parent.index if parent is not None else -1, f.tag)
            numbers[slot] = number = numbers.get(slot, 0) + 1
        keys.append(_key_step(keys[parent.index] if parent is not None else "", f.tag, f.names, number) if f.n_blocks else "")
    return keys


@lru_cache(maxsize=50_000)
def _key_step(above: str, tag: str, names: str, number: int) -> str:
    label = f"{tag}.{clean_names(names) or min(number, 12) or ''}"
    return hashlib.blake2b(f"{above}/{label}".encode("utf-8", "replace"), digest_size=8).hexdigest()


@lru_cache(maxsize=20_000)
def clean_names(names: str) -> str:
    """Return class names without parts that look generated (with digits), so that a new build of the site doesn't change them."""
    return " ".join(sorted({_HASHED.sub("", n) for n in names.split()} - {""}))[:120]
