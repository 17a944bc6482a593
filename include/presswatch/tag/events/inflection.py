"""English inflection by rule and table: from a base form to the forms a text may show.

This module owns spelling only. It is used to compile the lexicons once, so that texts are matched by plain look-ups.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

VOWELS = "aeiou"
_DATA = Path(__file__).parent / "rules" / "irregular.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Irregulars:
    """Irregular verbs (base to past and participle), irregular plurals, and verbs that double their last consonant."""

    verbs: Mapping[str, tuple[str, str]]
    nouns: Mapping[str, str]
    doubles: frozenset[str]


@cache
def load_irregulars(path: Path = _DATA) -> Irregulars:
    """Read the table of irregular forms."""
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    verbs = {}
    for line in raw["verbs"].split("\n"):
        if line.strip():
            base, past, part = line.split()
            verbs[base] = (past, part)
    nouns = dict(line.split() for line in raw["nouns"].split("\n") if line.strip())
    return Irregulars(verbs=verbs, nouns=nouns, doubles=frozenset(raw["doubles"].split()))


def inflect_verb(base: str) -> dict[str, frozenset[str]]:
    """Return the forms of a verb and what each can be: `base`, `s`, `ing`, `past`, `part` (past participle)."""
    table = load_irregulars()
    forms: dict[str, set[str]] = {}

    def add(form: str, feature: str) -> None:
        forms.setdefault(form, set()).add(feature)

    if base == "be":
        for form, feature in (("be", "base"), ("is", "s"), ("are", "s"), ("am", "s"), ("was", "past"), ("were", "past"), ("been", "part"), ("being", "ing"), ("'s", "s"), ("'re", "s")):
            add(form, feature)
        return {form: frozenset(features) for form, features in forms.items()}
    add(base, "base")
    add("has" if base == "have" else _add_s(base), "s")
    for form in _make_ing(base, table.doubles):
        add(form, "ing")
    if base in table.verbs:
        past, part = table.verbs[base]
        add(past, "past")
        add(part, "part")
        if base == "burn":
            add("burned", "part")
    else:
        for form in _make_ed(base, table.doubles):
            add(form, "past")
            add(form, "part")
    return {form: frozenset(features) for form, features in forms.items()}


def inflect_noun(base: str) -> tuple[str, ...]:
    """Return the singular and the plural of a noun; a base that is plural already stands alone."""
    table = load_irregulars()
    if base in table.nouns:
        return (base, table.nouns[base])
    if base in table.nouns.values():
        return (base,)
    return (base, _add_s(base))


def _add_s(word: str) -> str:
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2:-1] not in VOWELS:
        return word[:-1] + "ies"
    if word.endswith("o") and word[-2:-1] not in VOWELS and word != "demo":
        return word + "es"
    return word + "s"


def _make_ing(base: str, doubles: frozenset[str]) -> tuple[str, ...]:
    if base.endswith("ie"):
        return (base[:-2] + "ying",)
    if base.endswith("e") and not base.endswith(("ee", "oe", "ye")):
        return (base[:-1] + "ing",)
    if base in doubles or _ends_in_single_l(base):
        return (base + base[-1] + "ing", base + "ing") if base[-1] == "l" else (base + base[-1] + "ing",)
    return (base + "ing",)


def _make_ed(base: str, doubles: frozenset[str]) -> tuple[str, ...]:
    if base.endswith("e"):
        return (base + "d",)
    if base.endswith("y") and base[-2:-1] not in VOWELS:
        return (base[:-1] + "ied",)
    if base in doubles or _ends_in_single_l(base):
        return (base + base[-1] + "ed", base + "ed") if base[-1] == "l" else (base + base[-1] + "ed",)
    if base.endswith("c"):
        return (base + "ked",)
    return (base + "ed",)


def _ends_in_single_l(base: str) -> bool:
    """Tell whether British spelling doubles the l: cancelled, travelled, signalled."""
    return len(base) > 4 and base[-1] == "l" and base[-2] in "ae" and base[-3] not in VOWELS
