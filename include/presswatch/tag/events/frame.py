"""The record of a trigger's surroundings: what stands in which slot, and what it governs as a clause."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Frame:
    """A trigger's surroundings. `slots` maps slot names to head positions; `content` are the tokens it governs as a clause."""

    head: int
    is_noun: bool = False
    passive: bool = False
    finite: bool = True
    loose: bool = False
    rescued: bool = False
    slots: dict[str, list[int]] = field(default_factory=dict)
    content: set[int] = field(default_factory=set)
    content_kind: set[str] = field(default_factory=set)
    content_heads: list[int] = field(default_factory=list)
    auxiliaries: set[str] = field(default_factory=set)

    def add(self, slot: str, heads: Iterable[int]) -> None:
        """Add heads to a slot, each once."""
        have = self.slots.setdefault(slot, [])
        have.extend(h for h in heads if h not in have)

    def get(self, slot: str) -> list[int]:
        """Return the heads in a slot, none where it is empty."""
        return self.slots.get(slot, [])
