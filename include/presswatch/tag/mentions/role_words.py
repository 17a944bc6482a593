"""The words by which roles are read: the lists of `data/roles.yaml`, and the knowledge base's titles and phrases by their first word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path

import yaml

from presswatch.errors import ConfigError
from presswatch.model.language import ENTITY_KINDS
from presswatch.tag.knowledge.base import KnowledgeBase

DATA = Path(__file__).parent / "data"
COUNTERPART = "counterpart"
PhraseIndex = Mapping[str, Sequence[tuple[str, ...]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleWords:
    """Word lists of this module; what each is for stands in the data file."""

    past: frozenset[str]
    modifiers: frozenset[str]
    persons: Mapping[str, tuple[str, ...]]
    bodies: Mapping[str, tuple[str, ...]]
    needed_words: Mapping[str, tuple[str, ...]]
    others: frozenset[str]
    private: frozenset[str]


@lru_cache(maxsize=1)
def load_role_words(path: Path = DATA / "roles.yaml") -> RoleWords:
    """Return the word lists. Raises ConfigError when a list is missing or unknown, or a body has a kind that no entity has."""
    raw = yaml.safe_load(path.read_text("utf-8"))
    names = {f.name for f in fields(RoleWords)}
    if set(raw) != names:
        raise ConfigError(f"{path.name}: needs the lists {', '.join(sorted(names))}")
    bad = sorted({kind for kinds in raw["bodies"].values() for kind in kinds} - set(ENTITY_KINDS))
    if bad:
        raise ConfigError(f"{path.name}: bodies: {bad[0]!r} is no kind of entity")
    tables = {name: {k: tuple(v) for k, v in raw[name].items()} for name in ("persons", "bodies", "needed_words")}
    past, modifiers, others, private = (frozenset(raw[name]) for name in ("past", "modifiers", "others", "private"))
    return RoleWords(past=past, modifiers=modifiers, others=others, private=private, **tables)


@lru_cache(maxsize=2)
def index_knowledge(kb: KnowledgeBase) -> tuple[PhraseIndex, PhraseIndex]:
    """Return the titles of offices and the phrases for institutions, by their first word."""
    return _index_phrases(title for own in kb.titles.values() for title in own), _index_phrases(kb.phrases)


@lru_cache(maxsize=2)
def list_first_words(kb: KnowledgeBase) -> frozenset[str]:
    """Return every word with which a role can begin, in lower case."""
    titles, phrases = index_knowledge(kb)
    words = load_role_words()
    return frozenset((*titles, *phrases, COUNTERPART, *words.persons, *words.bodies))


@lru_cache(maxsize=2)
def index_offices(kb: KnowledgeBase) -> Mapping[str, tuple[str, ...]]:
    """Return the offices with known holders by their holders' titles."""
    index: dict[str, dict[str, None]] = {}
    for office in kb.holders:
        for own in kb.titles.values():
            for title, target in own.items():
                if target == office:
                    index.setdefault(title, {})[office] = None
        key = office.partition("-")[2]
        for title, pattern in kb.titles[""].items():
            if pattern == key:
                index.setdefault(title, {})[office] = None
    return {title: tuple(offices) for title, offices in index.items()}


def _index_phrases(phrases: Iterable[str]) -> PhraseIndex:
    """Return phrases by their first word, the longest first."""
    index: dict[str, set[tuple[str, ...]]] = {}
    for phrase in phrases:
        words = tuple(phrase.replace("-", " - ").replace("'", " '").split())
        index.setdefault(words[0], set()).add(words)
    return {word: sorted(found, key=lambda w: (-len(w), w)) for word, found in index.items()}
