"""PLOVER contexts by the words of a sentence. Several may hold; none is a guess."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from presswatch.tag.events.domain import holds_pattern
from presswatch.tag.events.lexicon import RULES, Pattern, compile_pattern, read_rules


@cache
def load_contexts() -> tuple[tuple[str, Pattern], ...]:
    """Read contexts.yaml."""
    return tuple((name, compile_pattern(words.split(), {})) for name, words in read_rules(RULES / "contexts.yaml").items())


def find_contexts(words: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    """Return the contexts that a sentence's lower-case words name, in the ontology's order."""
    found = {name for name, pattern in load_contexts() if holds_pattern(words, range(len(words)), pattern) is not None}
    return tuple(name for name in known if name in found)
