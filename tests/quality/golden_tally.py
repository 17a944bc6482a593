"""Counting for the golden articles: pairs of gold and product rows, tallies per figure, and the misses. It knows nothing of the layers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]
Span = tuple[int, int]


@dataclass(slots=True)
class Tally:
    """Counts of one figure: rows right, rows said by the product, rows in the gold."""

    right: int = 0
    said: int = 0
    gold: int = 0

    @property
    def precision(self) -> float:
        return self.right / self.said if self.said else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.said + self.gold) if self.said + self.gold else 0.0


@dataclass(slots=True)
class Report:
    """Tallies by figure ("names", "claims: source", ...) and the misses as (layer, article, what)."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    misses: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, figure: str, right: int, said: int, gold: int) -> None:
        tally = self.tallies.setdefault(figure, Tally())
        tally.right, tally.said, tally.gold = tally.right + right, tally.said + said, tally.gold + gold

    def judge(self, figure: str, right: bool, layer: str, name: str, what: str) -> None:
        """Count one yes-or-no question about a paired row."""
        self.add(figure, int(right), 1, 1)
        if not right:
            self.misses.append((layer, name, f"{figure.partition(': ')[2]}: {what}"))


def pair(gold: list[Row], said: list[Row], fit: Callable[[Row, Row], float]) -> list[tuple[Row, Row]]:
    """One-to-one pairs, best fit first; no fit at 0; a row that counts comes before an optional one of the same fit."""
    ranked = sorted(((fit(g, s), not g["optional"], -i, -j) for i, g in enumerate(gold) for j, s in enumerate(said)), reverse=True)
    used_gold: set[int] = set()
    used_said: set[int] = set()
    pairs = []
    for value, _, i, j in ranked:
        if value > 0 and i not in used_gold and j not in used_said:
            used_gold.add(i)
            used_said.add(j)
            pairs.append((gold[-i], said[-j]))
    return pairs


def overlap(a: Span, b: Span) -> int:
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))
