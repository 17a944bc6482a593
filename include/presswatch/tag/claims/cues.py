"""The lexicon of words that attribute: loading, checking, inflecting and looking up.

This module owns cues.yaml's meaning. It doesn't look at sentences beyond telling whether one holds a word that could attribute.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from presswatch.errors import ConfigError
from presswatch.model.language import CERTAINTIES, CUE_KINDS

_FILE = Path(__file__).with_name("cues.yaml")
_COMPLEMENTS = frozenset({"clause", "to", "ing", "thing", "pair", "person", "topic"})
_PUT = frozenset({"put", "puts"})  # "as she put it"
_VOWELS = "aeiou"
QUOTATION_MARKS = re.compile("[\"“”«»]|''")


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What a cue means and what it can take as content: names of complements, and prepositions."""

    kind: str
    certainty: str
    takes: frozenset[str]
    prepositions: frozenset[str] = frozenset()

    def join(self, other: Frame) -> Frame:
        """Return this frame with what the other takes added."""
        return Frame(
            kind=self.kind,
            certainty=self.certainty,
            takes=self.takes | other.takes,
            prepositions=self.prepositions | other.prepositions,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Cues:
    """The lexicon: inflected verb, noun, adjective or adverb in lower case -> frame; phrases by their verb's form and second word."""

    verbs: dict[str, Frame]
    bases: dict[str, str]
    nouns: dict[str, Frame]
    adjectives: dict[str, Frame]
    adverbs: dict[str, Frame]
    phrases: dict[tuple[str, str], Frame]
    words_of: tuple[str, ...]
    views: frozenset[str]
    signals: frozenset[str]  # all words that could attribute
    exceptions: dict[str, frozenset[str]]  # base form of a verb -> objects and particles with which it says nothing
    openers_with: dict[str, frozenset[str]]  # verb of a phrase -> its second words
    openers: frozenset[str]
    sure: frozenset[str]  # those that can do so without a second word


@cache
def load_cues(path: Path = _FILE) -> Cues:
    """Read, check and inflect the lexicon. Raises ConfigError that names the entry."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    irregular = {base: forms.split() for base, forms in data["irregular"].items()}
    verbs: dict[str, Frame] = {}
    bases: dict[str, str] = {}
    for base, frame in _read_groups(path, "verbs", data["verbs"]).items():
        for form in inflect_verb(base, irregular):
            verbs[form] = verbs[form].join(frame) if form in verbs and bases[form] != base else frame
            bases.setdefault(form, base)
    phrases: dict[tuple[str, str], Frame] = {}
    for entry in data["phrases"]:
        for form in inflect_verb(entry["verb"], irregular):
            phrases[form, entry["with"]] = _read_frame(path, "phrases", entry)
    openers = {verb: frozenset(second for first, second in phrases if first == verb) for verb, _ in phrases}
    nouns: dict[str, Frame] = {}
    for word, frame in _read_groups(path, "nouns", data["nouns"]).items():
        nouns[word] = nouns[inflect_noun(word)] = frame
    adjectives = _read_groups(path, "adjectives", data["adjectives"])
    adverbs = _read_groups(path, "adverbs", [{"takes": "", **entry} for entry in data["adverbs"]])
    signals = {*data["idioms"].split(), *verbs, *nouns, *adjectives, *adverbs, *(verb for verb, _ in phrases), data["according"], *data["views"].split()}
    return Cues(
        verbs=verbs,
        bases=bases,
        nouns=nouns,
        adjectives=adjectives,
        adverbs=adverbs,
        phrases=phrases,
        words_of=tuple(data["words_of"]),
        views=frozenset(data["views"].split()),
        signals=frozenset(signals),
        exceptions={base: frozenset(words.split()) for base, words in data["exceptions"].items()},
        openers_with=openers,
        openers=frozenset(openers),
        sure=frozenset({*verbs, *nouns, *adjectives, *adverbs, data["according"], *data["views"].split()}),
    )


def can_hold_claim(text: str, words: Iterable[str] = ()) -> bool:
    """Tell whether a sentence has a word or mark that could attribute: the cheap test before parsing.

    `words` are the sentence's tokens in lower case; without them they are cut out of `text`.
    """
    if QUOTATION_MARKS.search(text) or ":" in text:
        return True
    cues = load_cues()
    found = set(words or re.findall(r"[\w-]+", text.lower()))
    if not cues.sure.isdisjoint(found):
        return True
    if "it" in found and not _PUT.isdisjoint(found):
        return True
    return any(second in found for verb in cues.openers & found for second in cues.openers_with[verb])


def find_signals(sentence: tuple[int, int], words: list[str]) -> list[int]:
    """Return the places of the words of a sentence that could attribute; `words` are its tokens in lower case."""
    signals = load_cues().signals
    return [i for i, word in enumerate(words, sentence[0]) if word in signals]


def inflect_verb(base: str, irregular: dict[str, list[str]]) -> list[str]:
    """Return the forms of a verb, its base first. Where the doubling of a consonant is a matter of spelling, both forms are made."""
    if base in irregular:
        return [base, *irregular[base]]
    stem = base
    if base.endswith("e"):
        forms = [base + "s", base + "d", base[:-1] + "ing"]
        if base.endswith(("ee", "oe", "ye")):
            forms[2] = base + "ing"
    elif base.endswith("y") and base[-2] not in _VOWELS:
        forms = [base[:-1] + "ies", base[:-1] + "ied", base + "ing"]
    elif base.endswith(("s", "x", "z", "ch", "sh", "o")):
        forms = [base + "es", base + "ed", base + "ing"]
    else:
        forms = [base + "s", base + "ed", base + "ing"]
    if len(base) > 2 and base[-1] not in _VOWELS + "wxyh" and base[-2] in _VOWELS and base[-3] not in _VOWELS:
        doubled = stem + stem[-1]
        forms += [doubled + "ed", doubled + "ing"]
    return [base, *forms]


def inflect_noun(word: str) -> str:
    """Return the plural of a noun."""
    if word.endswith("y") and word[-2] not in _VOWELS:
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "ch", "sh")) else "s")


def _read_groups(path: Path, part: str, groups: list[dict[str, Any]]) -> dict[str, Frame]:
    frames: dict[str, Frame] = {}
    for group in groups:
        frame = _read_frame(path, part, group)
        for word in group["words"].split():
            frames[word] = frames[word].join(frame) if word in frames else frame
    return frames


def _read_frame(path: Path, part: str, entry: dict[str, Any]) -> Frame:
    name = f"{path}: {part} ({str(entry.get('words') or entry.get('verb'))[:30]})"
    if entry.get("kind") not in CUE_KINDS:
        raise ConfigError(f"{name}: kind {entry.get('kind')!r} is no cue kind")
    if entry.get("certainty") not in CERTAINTIES:
        raise ConfigError(f"{name}: certainty {entry.get('certainty')!r} is no certainty")
    takes: set[str] = set()
    prepositions: set[str] = set()
    for word in str(entry["takes"]).split():
        if word.startswith("@"):
            prepositions.update(part.lstrip("@") for part in word.split(","))
        elif word in _COMPLEMENTS:
            takes.add(word)
        else:
            raise ConfigError(f"{name}: nothing is taken under the name {word!r}")
    return Frame(kind=entry["kind"], certainty=entry["certainty"], takes=frozenset(takes), prepositions=frozenset(prepositions))
