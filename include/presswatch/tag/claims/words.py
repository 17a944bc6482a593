"""Word lists of the claims room: time words, kinds of sources. This module loads and checks them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

import yaml

from presswatch.errors import ConfigError
from presswatch.tag.nodes import Node, Text

_FILE = Path(__file__).with_name("words.yaml")
SPEAKERS = frozenset({"person", "organisation", "country", "city", "office", "outlet", "party", "company", "armed_group", "people"})
"""Kinds of mentions that name someone or a body that can speak."""
_LONGEST_LEAD = 3  # words in which a time expression names a day or month


@dataclass(frozen=True, slots=True, kw_only=True)
class WordLists:
    """Sets of words in lower case, as words.yaml describes them."""

    times: frozenset[str]
    behind: frozenset[str]
    light_verbs: frozenset[str]
    stretches: frozenset[str]
    documents: frozenset[str]
    roles: frozenset[str]
    collectives: frozenset[str]
    anonymous: frozenset[str]
    unnamed_roles: frozenset[str]
    anonymous_phrases: tuple[str, ...]
    outlets: frozenset[str]
    news_outlets: frozenset[str]
    news_words: frozenset[str]
    media: frozenset[str]
    reports: frozenset[str]
    quoting: frozenset[str]
    carrying: frozenset[str]
    carriers: frozenset[str]
    labels: frozenset[str]
    occasions: frozenset[str]
    wide: frozenset[str]
    moving: frozenset[str]
    anybody: frozenset[str]
    pointers: frozenset[str]
    confidence: Mapping[str, float]


@cache
def load_word_lists(path: Path = _FILE) -> WordLists:
    """Read words.yaml. Raises ConfigError when a list is missing."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    missing = [f.name for f in fields(WordLists) if f.name != "confidence" and not isinstance(data.get(f.name), str)]
    if not all(isinstance(value, float) and 0 <= value <= 1 for value in data["confidence"].values()):
        raise ConfigError(f"{path}: confidence: not all are numbers from 0 to 1")
    if missing:
        raise ConfigError(f"{path}: list {missing[0]} is missing")
    phrases = tuple(" ".join(part.split()) for part in data["anonymous_phrases"].split(";"))
    words = {f.name: frozenset(data[f.name].split()) for f in fields(WordLists) if f.name not in {"anonymous_phrases", "confidence"}}
    return WordLists(anonymous_phrases=phrases, confidence=data["confidence"], **words)


def is_time(token: Node) -> bool:
    """Tell whether a token heads a time expression."""
    return token.lower in load_word_lists().times


def starts_time(doc: Text, i: int) -> bool:
    """Tell whether a time expression starts at a token: "Monday", "last week", "earlier this month"."""
    return any(is_time(token) for token in doc[i : i + _LONGEST_LEAD])
