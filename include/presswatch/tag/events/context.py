"""PLOVER contexts by the words of a sentence. Several may hold; none is a guess."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from presswatch.tag.events.domain import Index, count_keys, index_patterns
from presswatch.tag.events.lexicon import RULES, compile_pattern, read_rules


@cache
def load_contexts() -> Index[str]:
    """Return the index from words to the contexts they name."""
    return index_patterns((name, compile_pattern(words.split(), {})) for name, words in read_rules(RULES / "contexts.yaml").items())


def find_contexts(words: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    """Return the contexts that a sentence's lower-case words name, in the ontology's order."""
    found = count_keys(words, load_contexts())
    return tuple(name for name in known if name in found)
