"""The gate: is an act political at all? Schoolmasters refuse and neighbours accuse each other, but that's no event.

This module weighs who takes part; which fields the words belong to is `domain`'s business.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from presswatch.model.language import Entity, EventActor
from presswatch.tag.events.domain import EVERYDAY
from presswatch.tag.events.lexicon import RULES, load_lexicon, read_rules
from presswatch.tag.knowledge.base import KnowledgeBase

_ACRONYM = re.compile(r"\b[A-Z]{2,6}\b")  # bodies that the knowledge base doesn't know: their field decides
POLITICAL, CIVIL, UNKNOWN = 1.0, 0.5, 0.0
_THINGS = frozenset({"company", "product", "work", "event", "facility"})
_FIRMS = frozenset({"BUS", "MNC"})
_COURTS = frozenset({"JUD", "COP"})
_SUPRANATIONAL = frozenset({"IGO", "UNO", "EUR", "NGO"})
_NO_COUNTRY = frozenset({"IMG", "MNC"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Politics:
    """Sectors and kinds of entities by how much they make an act political."""

    political: frozenset[str]
    civil: frozenset[str]
    idle: frozenset[str]
    kinds: frozenset[str]
    civil_types: frozenset[str]
    united: frozenset[str]
    no_bodies: frozenset[str]


@cache
def load_politics() -> Politics:
    """Read politics.yaml."""
    raw = read_rules(RULES / "politics.yaml")
    return Politics(
        political=frozenset(raw["political"].split()), civil=frozenset(raw["civil"].split()), idle=frozenset(raw["idle"].split()), kinds=frozenset(raw["kinds"].split()),
        civil_types=frozenset(raw["civil_types"].split()), united=frozenset(raw["united"].split()),
        no_bodies=frozenset(raw["no_bodies"].split()),
    )


def weigh_actor(actor: EventActor, kb: KnowledgeBase, *, strict: bool = False) -> float:
    """Return how political an actor is: 1 by office, country or body, 0.5 as a civilian or by a bare name, 0 for a mere pronoun.

    `strict` asks for an office, a country or a known body: "the sides" and unknown initials don't do.
    """
    politics = load_politics()
    entity = kb.entities.get(actor.entity_id) if actor.entity_id else None
    if strict and actor.sector in politics.civil:
        return UNKNOWN  # "two Belgians", whose entity is their country; "employees", in a piece of advice
    named = actor.country is not None and actor.text != actor.text.lower()
    if actor.sector in politics.united and (named or any(word in _load_bodies() for word in actor.text.lower().split())):
        return POLITICAL  # "the union", "Kazakh miners", but not "the staff"
    first, *_, last = (*actor.text.split(" "), "")[:-1] if " " in actor.text else ("", "")
    if actor.sector is None and first.lower() in ("a", "an", "one", "another") and last[:1].isupper():
        return CIVIL  # "one kind Canadian"
    if actor.sector in politics.political or (entity is not None and entity.kind in politics.kinds and not _is_firm(actor, entity)):
        return POLITICAL
    if actor.country is not None and actor.sector not in politics.civil and not strict and _stands_for_country(actor, entity):
        return POLITICAL
    if strict:
        return UNKNOWN
    if actor.sector is None and any(word in _load_bodies() for word in actor.text.lower().split()):
        return POLITICAL
    if entity is None and actor.sector is None and not politics.no_bodies.issuperset(_ACRONYM.findall(actor.text)):
        return POLITICAL
    if actor.country is not None or actor.sector in politics.civil or actor.text[:1].isupper():
        return CIVIL
    return UNKNOWN


def _is_firm(actor: EventActor, entity: Entity) -> bool:
    """Tell whether an actor of some country is a body of no politics: a known university, "big German companies"."""
    politics = load_politics()
    if actor.country in _SUPRANATIONAL:
        return False
    return actor.sector in politics.idle or (actor.sector in politics.civil and entity.kind == "organisation")


def _stands_for_country(actor: EventActor, entity: Entity | None) -> bool:
    """Tell whether a side of some country acts for it: "Kyiv's allies", but not "Microsoft's Windows 11" nor "the network"."""
    if entity is not None:
        return entity.kind not in _THINGS
    return actor.country not in _NO_COUNTRY and actor.text != actor.text.lower()


@cache
def _load_bodies() -> frozenset[str]:
    return load_lexicon().classes["INSTITUTION"].words


def is_political(type_name: str, sides: Iterable[EventActor], kb: KnowledgeBase, words_of_politics: int, field: str | None = None, mode: str | None = None) -> bool:
    """Tell whether an act counts as an event by those who take part and by the words of politics in its sentence.

    `field` is that of the whole article (`domain.find_field`): there only acts of states and their bodies count, and only in sentences with a
    word of politics, as a country is a team there and a minister an author or a guest. What harms people is harm in everyday news, too.
    """
    kind = {type_name, f"{type_name}/{mode}"}
    sides = tuple(sides)
    if field is not None:
        harmful = field == EVERYDAY and (not load_politics().civil_types.isdisjoint(kind) or any(actor.sector in _COURTS for actor in sides))
        return (words_of_politics > 0 or harmful) and any(weigh_actor(actor, kb, strict=True) >= POLITICAL for actor in sides)
    weights = sorted((weigh_actor(actor, kb) for actor in sides), reverse=True)
    if not weights:
        return False
    if weights[0] >= POLITICAL:
        return True
    if not load_politics().civil_types.isdisjoint(kind):
        return weights[0] >= CIVIL or words_of_politics > 0
    sectors = {actor.sector for actor in sides if actor.sector is not None or actor.country is not None}
    needed = 1 if sectors and sectors <= _FIRMS else 0
    return (weights[0] >= CIVIL and words_of_politics > needed) or words_of_politics > 1
