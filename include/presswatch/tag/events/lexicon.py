"""The event lexicon: entries and word classes of `rules/*.yaml`, compiled for look-up by the words of a sentence.

This module owns the format of the rules and checks it; `matching` tests entries against a sentence.

An entry says: which verbs, nouns or phrases trigger it, what its slots (`subj`, `obj`, prepositions) must and mustn't hold, what kind of
content it takes, and in which slots actor and recipient stand. In slots, words in capitals name classes; the built-in ones are ACTOR (a
political actor or person), ARMED (an armed body), COUNTRY, PLACE and ANY; `near` asks for words anywhere in the sentence.

Flags: with `consumes` what stands as subject tells no act of its own; with `commands` an order to one's own forces makes their act the
commander's; `future` holds only behind "will" and its like, `target` only where the text says at what, `given` where it says to whom; with
`known` an "it" as doer must take up an actor of the sentence; with `doer` a passive must say by whom; with `undertaking` a that-clause must
tell what is to be done, not how things are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from presswatch.errors import ConfigError
from presswatch.tag.events.inflection import inflect_noun, inflect_verb
from presswatch.tag.ontology import load_ontology

RULES = Path(__file__).parent / "rules"
ENTRY_FILES = ("verbal_cooperation.yaml", "operators.yaml", "material_cooperation.yaml", "material_conflict.yaml")
BUILTINS = frozenset({"ACTOR", "ARMED", "COUNTRY", "MONEY", "PLACE", "ANY"})
DOMAINS = frozenset({"SPORT", "BUSINESS", "CULTURE", "SCIENCE"})
COMP_TYPES = frozenset({"COOP", "THREAT", "HARM", "ASSAULT"})
PREPOSITIONS = frozenset(
    ["with", "between", "to", "on", "upon", "against", "from", "in", "into", "for", "at", "over", "of", "by", "about", "towards", "toward", "near", "among", "along", "around", "behind", "under", "without", "as", "through", "inside", "across", "off", "outside"]
)
_SLOTS = frozenset({"subj", "obj", "iobj", "mod", "near"}) | PREPOSITIONS
_KEYS = _SLOTS | frozenset(
    ["id", "type", "mode", "cameo", "content", "verb", "noun", "phrase", "not", "recipient", "actor", "strength", "positive", "negative", "active", "aimed", "plural", "passive", "direct", "intransitive", "joint", "mode_by", "virtual", "speech", "modified", "light", "comp", "comp_type", "comp_words", "comp_modal", "prep", "prep_alt", "obj_or_none", "subj_or_obj", "subj_optional", "obj_required", "with_country", "contexts", "prep_to", "consumes", "commands", "future", "target", "undertaking", "given", "known", "doer"]
)


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a slot may hold: single word forms, terms of several words (by their first form), built-in kinds, domains."""

    words: frozenset[str] = frozenset()
    terms: Mapping[str, tuple[tuple[frozenset[str], ...], ...]] = field(default_factory=dict)
    kinds: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()

    @property
    def first_forms(self) -> frozenset[str]:
        """All forms with which something listed can begin."""
        return self.words | frozenset(self.terms)


@dataclass(frozen=True, slots=True)
class Trigger:
    """The words after the first one of a trigger, and what the first form can be (`base`, `past`, `part`, ... or `noun`)."""

    entry: Entry
    kind: str
    features: frozenset[str]
    rest: tuple[frozenset[str], ...] = ()
    last: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Entry:
    """One compiled entry of the lexicon."""

    entry_id: str
    type: str
    mode: str | None
    cameo: str | None
    content: str | None
    strength: float
    needs: Mapping[str, Pattern]
    alternatives: Mapping[str, Pattern]
    forbids: Mapping[str, Pattern]
    modified: frozenset[str]
    comp: frozenset[str]
    comp_type: str | None
    not_comp_type: str | None
    comp_words: Pattern | None
    flags: frozenset[str]
    actor: tuple[str, ...]
    recipient: tuple[str, ...]
    positive: tuple[str, ...]
    negative: tuple[str, ...]
    quick: tuple[frozenset[str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """All entries by their ids, the index from word forms to triggers, and the word classes."""

    entries: Mapping[str, Entry]
    triggers: Mapping[str, tuple[Trigger, ...]]
    classes: Mapping[str, Pattern]


def read_rules(path: Path) -> Any:
    """Read a rules file with every scalar as text: YAML would take `on` for a truth value, and it is a preposition here."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - BaseLoader makes text only


@cache
def load_lexicon(folder: Path = RULES) -> Lexicon:
    """Read, check and compile the rules. Raises ConfigError, naming file and entry, for what doesn't fit the format."""
    raw_classes: dict[str, str] = read_rules(folder / "classes.yaml")
    lists = {name: text.split() for name, text in raw_classes.items()}
    classes = {name: compile_pattern(words, lists) for name, words in lists.items()}
    entries: dict[str, Entry] = {}
    index: dict[str, list[Trigger]] = {}
    for name in ENTRY_FILES:
        for raw in read_rules(folder / name)["entries"]:
            where = f"{name}: {raw.get('id')}"
            entry = _compile_entry(raw, lists, where)
            if entry.entry_id in entries:
                raise ConfigError(f"{where}: the id is used twice")
            entries[entry.entry_id] = entry
            _index_triggers(raw, entry, lists, index)
    return Lexicon(entries=entries, triggers={form: tuple(triggers) for form, triggers in index.items()}, classes=classes)


def compile_pattern(words: Iterable[str], lists: Mapping[str, list[str]], depth: int = 0) -> Pattern:
    """Compile words and class names into a Pattern; each word stands for its noun and its verb forms."""
    single: set[str] = set()
    terms: dict[str, list[tuple[frozenset[str], ...]]] = {}
    kinds: set[str] = set()
    domains: set[str] = set()
    for word in words:
        if word in BUILTINS:
            kinds.add(word)
        elif word in DOMAINS:
            domains.add(word)
        elif word in lists and word.isupper():
            if depth > 3:
                raise ConfigError(f"classes.yaml: {word}: classes are nested too deeply")
            inner = compile_pattern(lists[word], lists, depth + 1)
            single |= inner.words
            kinds |= inner.kinds
            for first, options in inner.terms.items():
                terms.setdefault(first, []).extend(options)
        elif "_" in word:
            parts = word.lower().split("_")
            forms = [_all_forms(part) if k in (0, len(parts) - 1) else frozenset({part}) for k, part in enumerate(parts)]
            for first in forms[0]:
                terms.setdefault(first, []).append(tuple(forms[1:]))
        else:
            single |= _all_forms(word)
            if "-" in word:  # the tokenizer splits at hyphens
                _add_hyphenated(word.lower(), terms)
    return Pattern(
        words=frozenset(single), terms={first: tuple(options) for first, options in terms.items()}, kinds=frozenset(kinds),
        domains=frozenset(domains),
    )


def _add_hyphenated(word: str, terms: dict[str, list[tuple[frozenset[str], ...]]]) -> None:
    first, *rest = word.split("-")
    tail: list[frozenset[str]] = []
    for k, part in enumerate(rest):
        tail += [frozenset({"-"}), _all_forms(part) if k == len(rest) - 1 and part.isalpha() else frozenset({part})]
    for form in _all_forms(first):
        terms.setdefault(form, []).append(tuple(tail))


def _all_forms(word: str) -> frozenset[str]:
    lower = word.lower()
    if not lower.replace("-", "").replace("'", "").isalpha():
        return frozenset({lower})
    return frozenset(inflect_noun(lower)) | frozenset(inflect_verb(lower))


def _words(value: Any) -> list[str]:
    if value is None:
        return []
    if isinstance(value, str):
        return value.split()
    return [str(item) for item in value]


def _compile_slots(raw: Mapping[str, Any], lists: Mapping[str, list[str]], where: str) -> dict[str, Pattern]:
    slots = {}
    for slot, value in raw.items():
        name = str(slot).replace("prep_", "").replace(" ", "_")
        slots[name] = compile_pattern(_words(value), lists)
        unknown = [w for w in _words(value) if w.isupper() and len(w) > 3 and w not in lists and w not in BUILTINS and w not in DOMAINS and w not in {"NATO"}]
        if unknown:
            raise ConfigError(f"{where}: {slot}: no class named {unknown[0]}")
    return slots


def _compile_entry(raw: Mapping[str, Any], lists: Mapping[str, list[str]], where: str) -> Entry:
    unknown = sorted(str(key) for key in raw if str(key) not in _KEYS)
    if unknown:
        raise ConfigError(f"{where}: unknown field {unknown[0]}")
    ontology = load_ontology()
    if raw.get("type") not in ontology.types:
        raise ConfigError(f"{where}: type: {raw.get('type')} is no PLOVER type")
    kind, mode = raw["type"], raw.get("mode")
    if mode is not None and mode not in ontology.types[kind].modes:
        raise ConfigError(f"{where}: mode: {mode} is no mode of {kind}")
    if not raw.get("positive") or not raw.get("negative"):
        raise ConfigError(f"{where}: positive and negative examples are required")
    forbidden = dict(raw.get("not") or {})
    not_comp_type = forbidden.pop("comp_type", None)
    if forbidden.pop("joint", None):
        forbidden["joint"] = "joint"
    for comp_type in (raw.get("comp_type"), not_comp_type):
        if comp_type is not None and comp_type not in COMP_TYPES:
            raise ConfigError(f"{where}: comp_type: {comp_type} is none of {', '.join(sorted(COMP_TYPES))}")
    needs = _compile_slots({key: raw[key] for key in raw if key in _SLOTS and not isinstance(raw[key], bool)}, lists, where)
    alternatives = _compile_slots(raw.get("prep_alt") or {}, lists, where)
    if raw.get("obj_or_none"):
        alternatives["obj_or_none"] = compile_pattern(_words(raw["obj_or_none"]), lists)
    if raw.get("subj_or_obj"):
        alternatives["subj_or_obj"] = compile_pattern(_words(raw["subj_or_obj"]), lists)
    if raw.get("obj_required"):
        needs["obj"] = compile_pattern(_words(raw["obj_required"]), lists)
    prepositions = _compile_slots(raw.get("prep") or {}, lists, where)
    if prepositions:
        alternatives.update({f"any:{slot}": pattern for slot, pattern in prepositions.items()})
    quick = [
        pattern.first_forms for slot, pattern in needs.items() if not pattern.kinds and not (slot == "obj" and alternatives) and pattern.first_forms
    ]
    comp = frozenset(_words(raw.get("comp")))
    if comp == {"inf"}:
        quick.append(frozenset({"to"}))
    if raw.get("comp_words"):
        quick.append(compile_pattern(_words(raw["comp_words"]), lists).first_forms)
    if raw.get("speech"):
        quick.append(frozenset({"must", "should", "need", "needs", "needed", "have", "has", "had", "ought"}))
    options = [pattern for slot, pattern in alternatives.items() if slot.startswith("any:")]
    if options and all(not pattern.kinds for pattern in options):
        quick.append(frozenset().union(*(pattern.first_forms for pattern in options)))
    if raw.get("modified"):
        quick.append(frozenset(_words(raw["modified"])) | {"'s", "’s"})
    flags = frozenset(key for key in ("active", "aimed", "plural", "passive", "direct", "intransitive", "joint", "mode_by", "virtual", "speech", "subj_optional", "with_country", "consumes", "commands", "future", "target", "undertaking", "given", "known", "doer") if raw.get(key))
    return Entry(
        entry_id=raw["id"], type=kind, mode=mode, cameo=raw.get("cameo"), content=raw.get("content"), strength=float(raw.get("strength", 0.3)),
        needs=needs, alternatives=alternatives, forbids=_compile_slots(forbidden, lists, where), modified=frozenset(_words(raw.get("modified"))),
        comp=comp, comp_type=raw.get("comp_type"), not_comp_type=not_comp_type,
        comp_words=compile_pattern(_words(raw["comp_words"]), lists) if raw.get("comp_words") else None,
        flags=flags, actor=tuple(_words(raw.get("actor")) or ["subj"]), recipient=tuple(_words(raw.get("recipient"))),
        positive=tuple(raw["positive"]), negative=tuple(raw["negative"]), quick=tuple(quick),
    )


def _index_triggers(raw: Mapping[str, Any], entry: Entry, lists: Mapping[str, list[str]], index: dict[str, list[Trigger]]) -> None:
    verbs: list[str] = []
    for word in _words(raw.get("verb")):
        verbs.extend(lists[word] if word in lists and word.isupper() else [word])
    for verb in dict.fromkeys(verbs):
        if "-" in verb:  # "test-fired" is three tokens, "co-operate" too
            first, *rest = verb.lower().replace("-", "_-_").split("_")
            last_forms = inflect_verb(rest[-1])
            for form, features in last_forms.items():
                index.setdefault(first, []).append(Trigger(entry, "compound", features, (*(frozenset({part}) for part in rest[:-1]), frozenset({form}))))
        first, *rest = verb.lower().split("_")
        for form, features in inflect_verb(first).items():
            index.setdefault(form, []).append(
                Trigger(entry, "verb", features, tuple(_all_forms(part) | {part} for part in rest), rest[-1] if rest else "")
            )
    for phrase in _words(raw.get("phrase")):
        first, *rest = phrase.lower().split("_")
        forms = inflect_verb(first) if first not in ("on", "under", "out", "state", "human", "hunger", "assassination") else dict.fromkeys(inflect_noun(first), frozenset({"noun"}))
        for form, features in forms.items():
            index.setdefault(form, []).append(Trigger(entry, "phrase", features, tuple(_all_forms(part) | {part} for part in rest), rest[-1] if rest else ""))
    for noun in _words(raw.get("noun")):
        if "-" in noun:
            first, *rest = noun.lower().replace("-", "_-_").split("_")
            index.setdefault(first, []).append(Trigger(entry, "noun", frozenset({"noun"}), tuple(_all_forms(part) for part in rest)))
            continue
        first, *rest = noun.lower().split("_")
        for form in inflect_noun(first) if not rest else (first,):
            index.setdefault(form, []).append(Trigger(entry, "noun", frozenset({"noun"}), tuple(_all_forms(part) for part in rest)))
