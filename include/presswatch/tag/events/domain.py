"""Which field a sentence is about, where the words of conflict mean something else: sport, business, culture, science and nature.

This module weighs words only; entries say in which fields they don't hold. It also owns how patterns are sought in words.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from functools import cache
from typing import TypeVar

from presswatch.tag.events.lexicon import RULES, Pattern, compile_pattern, read_rules

STRONG, WEAK = 2.0, 1.0
NEEDED = {"SPORT": 1.5}
USUALLY_NEEDED = 2.0
MOST_AGAINST = 3.0
POLITICS, AFFAIRS = "POLITICS", "AFFAIRS"
HEAD = 400  # words; what an article is about shows in its beginning
SHORTEST = 60  # words; a sentence or two tell no field
LEAST, TIMES_POLITICS = 4.0, 4.0
EVERYDAY = "EVERYDAY"
FEWEST = 4  # words of affairs, those of politics counted twice; an article whose beginning holds fewer is about no affairs of state

Key = TypeVar("Key", bound=Hashable)
Index = Mapping[str, tuple[tuple[Key, tuple[frozenset[str], ...]], ...]]


def index_patterns(patterns: Iterable[tuple[Key, Pattern]]) -> Index[Key]:
    """Return an index from first word forms to the keys whose patterns begin so, with the forms that must follow."""
    index: dict[str, list[tuple[Key, tuple[frozenset[str], ...]]]] = {}
    for key, pattern in patterns:
        for word in pattern.words:
            index.setdefault(word, []).append((key, ()))
        for first, options in pattern.terms.items():
            for rest in options:
                index.setdefault(first, []).append((key, rest))
    return {word: tuple(entries) for word, entries in index.items()}


def count_keys(words: Sequence[str], index: Index[Key]) -> dict[Key, int]:
    """Return for each key how many different words of a text begin something of its pattern."""
    found: dict[Key, set[str]] = {}
    for k, word in enumerate(words):
        for key, rest in index.get(word, ()):
            if not rest or _follows(words, k + 1, rest):
                found.setdefault(key, set()).add(word)
    return {key: len(forms) for key, forms in found.items()}


@cache
def load_domains() -> Index[tuple[str, float]]:
    """Return the index of the words that speak for a field, and of those of politics and elections, which speak against all."""
    raw = read_rules(RULES / "domains.yaml")
    rows = [((name, WEAK), compile_pattern(raw.pop(name).split(), {})) for name in (POLITICS, AFFAIRS)]
    for name, lists in raw.items():
        rows += [((name, STRONG), compile_pattern(lists["strong"].split(), {})), ((name, WEAK), compile_pattern(lists["weak"].split(), {}))]
    return index_patterns(rows)


def weigh_domains(words: Sequence[str], bonus: float = 0.0) -> tuple[dict[str, float], int]:
    """Return the weight of each field that a sequence of lower-case words names, less that of politics, and the number of words of politics.

    `bonus` counts as politics.
    """
    counts = count_keys(words, load_domains())
    politics = counts.pop((POLITICS, WEAK), 0)
    counts.pop((AFFAIRS, WEAK), None)
    weights: dict[str, float] = {}
    for (name, weight), count in counts.items():
        weights[name] = weights.get(name, -min(MOST_AGAINST, politics + bonus)) + weight * count
    return weights, politics


def find_domains(words: Sequence[str], bonus: float = 0.0) -> tuple[frozenset[str], int]:
    """Return the fields that a sentence is about, and how many words of politics it holds."""
    weights, politics = weigh_domains(words, bonus)
    return frozenset(name for name, weight in weights.items() if weight >= NEEDED.get(name, USUALLY_NEEDED)), politics


def find_field(words: Sequence[str]) -> str | None:
    """Return the field that a whole article is about, by the lower-case words of its headline and its beginning; None where politics comes in.

    In an article about a match or a takeover the bar for acts of states is high: its raids, truces and talks are figures of speech. So it is
    in one of no field that hardly names a thing of politics (EVERYDAY): a recipe, a review, a piece of advice.
    """
    if len(words) < SHORTEST:
        return None
    counts = count_keys(words[:HEAD], load_domains())
    narrow, affairs = counts.pop((POLITICS, WEAK), 0), counts.pop((AFFAIRS, WEAK), 0)
    politics = narrow + affairs
    rest = EVERYDAY if 2 * narrow + affairs < FEWEST else None
    weights: dict[str, float] = {}
    for (name, weight), count in sorted(counts.items()):
        weights[name] = weights.get(name, 0.0) + weight * count
    marked = [name for name in weights if counts.get((name, STRONG))]  # weak words alone make no field: a debate has winners, too
    if not marked:
        return rest
    field = max(marked, key=lambda name: weights[name])
    return field if weights[field] >= max(LEAST, TIMES_POLITICS * politics) else rest


def holds_pattern(words: Sequence[str], positions: Iterable[int], pattern: Pattern) -> int | None:
    """Return the first of `positions` at which something of a pattern stands in `words`, None where nothing does."""
    single, terms = pattern.words, pattern.terms
    for k in positions:
        word = words[k]
        if word in single:
            return k
        if terms:
            options = terms.get(word)
            if options and any(_follows(words, k + 1, option) for option in options):
                return k
    return None


def _follows(words: Sequence[str], k: int, forms: tuple[frozenset[str], ...]) -> bool:
    return k + len(forms) <= len(words) and all(words[k + j] in forms[j] for j in range(len(forms)))
