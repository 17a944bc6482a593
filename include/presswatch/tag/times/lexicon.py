"""Word lists of the time grammar, one YAML file per language. This module loads and checks them.

A word's entry says its classes and what it stands for. `cased` words ("May", "Sun") carry their classes only when they begin with a capital;
written small they have the class `small_<name>` instead, which rules ask for where the context makes them safe.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from presswatch.errors import ConfigError

_DATA = Path(__file__).with_name("data")


@dataclass(frozen=True, slots=True)
class Word:
    """A word's classes and value; `small` are its classes when it is written without a capital."""

    classes: frozenset[str]
    value: Any
    small: frozenset[str]
    is_glue: bool = False  # makes no expression by itself

    def classes_of(self, piece: str) -> frozenset[str]:
        """Return the classes of a written form."""
        return self.classes if piece[0].isupper() else self.small


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of one language and its settings: ordinal endings, order of numeric dates, words of tense."""

    words: dict[str, Word]
    ordinal_endings: frozenset[str]
    date_order: str | None
    future_words: frozenset[str]
    past_words: frozenset[str]
    forward_words: frozenset[str]
    passive_words: frozenset[str]
    since_words: frozenset[str]
    link_words: frozenset[str]
    helper_words: frozenset[str]
    future_phrase: re.Pattern[str] | None
    past_ending: tuple[str, ...]
    perfect_phrase: re.Pattern[str] | None
    past_phrase: re.Pattern[str] | None
    record_phrase: re.Pattern[str] | None
    date_orders: dict[str, str]
    parted: tuple[str, ...]  # words with a space or an apostrophe inside

    def class_sets(self) -> set[frozenset[str]]:
        """Return every set of classes that a word can have."""
        return {w.classes for w in self.words.values()} | {w.small for w in self.words.values()}


def list_languages() -> tuple[str, ...]:
    """Return the languages that have files, in order."""
    return tuple(sorted(p.name.removesuffix(".words.yaml") for p in _DATA.glob("*.words.yaml")))


def has_yaml(name: str) -> bool:
    """Tell whether this room has a data file of that name."""
    return (_DATA / name).exists()


def read_yaml(name: str) -> dict[str, Any]:
    """Read a data file of this room. Raises ConfigError when it holds no mapping."""
    data = yaml.load((_DATA / name).read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    if not isinstance(data, dict):
        raise ConfigError(f"{_DATA / name}: no mapping")
    return data


@cache
def load_lexicon(language: str, literals: frozenset[str] = frozenset()) -> Lexicon:
    """Read the words of a language; `literals` are the words that its rules name, each of which gets a class of its own (`=word`)."""
    name = f"{language}.words.yaml"
    data = read_yaml(name)

    def read_words(key: str) -> frozenset[str]:
        return frozenset(str(data.get(key) or "").split())

    def read_phrase(key: str) -> re.Pattern[str] | None:
        return re.compile(data[key]) if data.get(key) else None

    found: dict[str, dict[str, Any]] = {}
    cased = set(str(data.get("cased", "")).split())
    for group, entries in data["classes"].items():
        if isinstance(entries, (str, list)):
            entries = dict.fromkeys(entries.split() if isinstance(entries, str) else entries)
        if not isinstance(entries, dict):
            raise ConfigError(f"{name}: class {group} is neither words nor a mapping")
        for key, value in entries.items():
            # a key may list several words that stand for the same; _ is a space within one
            for word in (w.replace("_", " ") for w in str(key).split()):
                slot = found.setdefault(word, {"classes": set(), "value": None})
                slot["classes"].add(group)
                slot["value"] = value if value is not None else slot["value"]
    for literal in sorted(literals):
        found.setdefault(literal, {"classes": set(), "value": None})["classes"].add(f"={literal}")
    glue = read_words("glue") | {w for w, slot in found.items() if slot["classes"] & read_words("glue_classes")}
    words = {}
    for word, slot in found.items():
        full = frozenset(slot["classes"])
        if full & {"unit", "calendar_unit"} and slot["value"] is None:
            raise ConfigError(f"{name}: {word} names a unit, but no class says which")
        small = frozenset({c if c.startswith("=") else f"small_{c}" for c in full}) if word in cased else full
        words[word] = Word(full, slot["value"], small, word in glue)

    return Lexicon(
        words=words,
        ordinal_endings=read_words("ordinal_endings"),
        date_order=data.get("date_order"),
        future_words=read_words("future"),
        past_words=read_words("past"),
        forward_words=read_words("forward"),
        passive_words=read_words("passive"),
        since_words=read_words("since"),
        link_words=read_words("link"),
        helper_words=read_words("helper"),
        past_ending=tuple(str(data.get("past_ending") or "").split()),
        future_phrase=read_phrase("future_phrase"),
        perfect_phrase=read_phrase("perfect_phrase"),
        past_phrase=read_phrase("past_phrase"),
        record_phrase=read_phrase("record_phrase"),
        parted=tuple(sorted({w.replace("’", "'") for w in words if w[0].isalpha() and w[-1].isalpha() and not w.isalpha()}, key=len, reverse=True)),
        date_orders={country: order for order, countries in (data.get("date_orders") or {}).items() for country in str(countries).split()},
    )
