"""Which field a sentence is about, where the words of conflict mean something else: sport, business, culture, science and nature.

This module weighs words only; entries say in which fields they don't hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from presswatch.tag.events.lexicon import RULES, Pattern, compile_pattern, read_rules

STRONG, WEAK = 2.0, 1.0
NEEDED = {"SPORT": 1.5}
USUALLY_NEEDED = 2.0
MOST_AGAINST = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """A field by the words that speak for it."""

    name: str
    strong: Pattern
    weak: Pattern


@cache
def load_domains() -> tuple[tuple[Domain, ...], Pattern]:
    """Return the fields, and the words of politics that speak against all of them."""
    raw = read_rules(RULES / "domains.yaml")
    politics = compile_pattern(raw.pop("POLITICS").split(), {})
    domains = tuple(
        Domain(name=name, strong=compile_pattern(lists["strong"].split(), {}), weak=compile_pattern(lists["weak"].split(), {}))
        for name, lists in raw.items()
    )
    return domains, politics


def weigh_domains(words: Sequence[str], bonus: float = 0.0) -> dict[str, float]:
    """Return the weight of each field in a sequence of lower-case words, less that of politics; `bonus` counts as politics."""
    domains, politics = load_domains()
    against = min(MOST_AGAINST, count_pattern(words, politics) + bonus)
    return {d.name: STRONG * count_pattern(words, d.strong) + WEAK * count_pattern(words, d.weak) - against for d in domains}


def count_politics(words: Sequence[str]) -> int:
    """Return how many words of politics there are in a sequence of lower-case words."""
    return count_pattern(words, load_domains()[1])


def find_domains(words: Sequence[str], bonus: float = 0.0) -> frozenset[str]:
    """Return the fields that a sentence is about."""
    return frozenset(name for name, weight in weigh_domains(words, bonus).items() if weight >= NEEDED.get(name, USUALLY_NEEDED))


def count_pattern(words: Sequence[str], pattern: Pattern) -> int:
    """Return how many different forms of a pattern occur in a sequence of lower-case words."""
    found = {word for word in words if word in pattern.words}
    count = len(found)
    for k, word in enumerate(words):
        options = pattern.terms.get(word)
        if options:
            count += any(_follows(words, k + 1, option) for option in options)
    return count


def holds_pattern(words: Sequence[str], positions: Iterable[int], pattern: Pattern) -> int | None:
    """Return the first of `positions` at which something of a pattern stands in `words`, None where nothing does."""
    for k in positions:
        word = words[k]
        if word in pattern.words:
            return k
        options = pattern.terms.get(word)
        if options and any(_follows(words, k + 1, option) for option in options):
            return k
    return None


def _follows(words: Sequence[str], k: int, forms: tuple[frozenset[str], ...]) -> bool:
    return k + len(forms) <= len(words) and all(words[k + j] in forms[j] for j in range(len(forms)))
