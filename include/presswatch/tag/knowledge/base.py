"""The knowledge base: countries, places, organisations, offices and people, and what they are called.

`KnowledgeBase.load()` reads the tables of `data/` once per process. This module joins them; the tables' format is owned by `tables`,
the look-up of names by `names`, what every state has by `institutions`. It decides nothing about a text: which of several bearers of a
name is meant is the mentions' business.
"""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from presswatch.model.language import Entity
from presswatch.tag.knowledge.agents import find_sector, load_agents
from presswatch.tag.knowledge.institutions import Pattern, load_patterns, name_institution
from presswatch.tag.knowledge.names import NameIndex

Maker = Callable[[], Entity]


class EntityTable(Mapping[str, Entity]):
    """Entities by id. Most are made from their row only when they are asked for, which keeps the load fast."""

    __slots__ = ("_made", "_makers")

    def __init__(self) -> None:
        self._made: dict[str, Entity] = {}
        self._makers: dict[str, tuple[Callable[[Any], Entity], Any]] = {}

    def put(self, entity_id: str, make: Callable[[Any], Entity], row: Any) -> None:
        """Let `make(row)` be the entity of this id. For the loaders of this package."""
        self._makers[entity_id] = (make, row)

    def __getitem__(self, entity_id: str) -> Entity:
        entity = self._made.get(entity_id)
        if entity is None:
            make, row = self._makers[entity_id]
            entity = self._made[entity_id] = make(row)
        return entity

    def __contains__(self, entity_id: object) -> bool:
        return entity_id in self._makers

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)


class KnowledgeBase:
    """What is known of the world's political actors and places. Make one with `load()`; it is never changed afterwards.

    `names` and `foreign_names` are the indexes behind `find`: English names, and those of other languages and scripts.
    """

    def __init__(self) -> None:
        self.entities = EntityTable()
        self.names = NameIndex()
        self.foreign_names = NameIndex()
        self.agents: Mapping[str, str] = load_agents()
        self.institutions: Mapping[str, Pattern]
        self.offices: Mapping[str, Pattern]
        self.institutions, self.offices = load_patterns()
        self.short_names: dict[str, set[str]] = {}
        """Languages of the names of other languages that are a few capitals (FN): elsewhere the letters mean something else."""
        self.population: dict[str, int] = {}
        self.demonyms: dict[str, str] = {}
        self.capitals: dict[str, str] = {}
        self.seats: dict[str, str] = {}
        self.genders: dict[str, str] = {}
        self.surnames: set[str] = set()
        self.admin_areas: dict[str, str] = {}
        self.state_codes: dict[str, str] = {}
        self.titles: dict[str, dict[str, str]] = {}
        self.phrases: dict[str, str] = {}
        self.holders: dict[str, list[tuple[dt.date | None, dt.date | None, str]]] = {}
        self.known_until = dt.date.max
        self.known_late = dt.date.max

    @staticmethod
    def load() -> KnowledgeBase:
        """Return the knowledge base, read once per process. Raises ConfigError when a table breaks its rules."""
        return _load()

    def find(self, name: str) -> tuple[Entity, ...]:
        """Return the entities that bear a name, in any language: as written if that is known, else in any case; the likelier first."""
        for index in (self.names, self.foreign_names):
            ids = index.find(name) or index.find_folded(name)
            if ids:
                return tuple(self.entities[i] for i in ids)
        return ()

    def agent_sector(self, phrase: str) -> str | None:
        """Return the PLOVER sector of a common noun or noun phrase ("riot police" is COP), None where it names no kind of actor."""
        return find_sector(self.agents, phrase)

    def demonym_country(self, word: str) -> str | None:
        """Return the ISO 3166-1 alpha-3 code of the country that a demonym belongs to: french, Germans, South Korean."""
        return self.demonyms.get(word) or self.demonyms.get(word.casefold())

    def capital_country(self, entity_id: str) -> str | None:
        """Return the alpha-3 code of the country whose capital a place is, None where it is none."""
        return self.capitals.get(entity_id)

    def seat_of(self, entity_id: str) -> str | None:
        """Return the id of the body for which a place's name can stand: a capital for the government, a palace for who sits in it."""
        seat = self.seats.get(entity_id)
        country = self.capitals.get(entity_id) if seat is None else None
        government = f"org:{country}-government" if country else None
        return seat or (government if government in self.entities else None)

    def institution(self, country: str, phrase: str) -> str | None:
        """Return the id of a country's body named by a lower-case phrase: ("DEU", "foreign ministry") is org:DEU-foreign-ministry."""
        key = self.phrases.get(phrase.lower())
        entity_id = name_institution(country, key) if key else None
        return entity_id if entity_id in self.entities else None

    def office(self, body: str, title: str) -> str | None:
        """Return the id of an office by its holder's title: ("DEU", "foreign minister"), or by an organisation's id and a title."""
        own = self.titles.get(body, {}).get(title.lower())
        if own or ":" in body:
            return own
        key = self.titles[""].get(title.lower())
        entity_id = f"office:{body}-{key}" if key else None
        return entity_id if entity_id in self.entities else None

    def holder(self, office_id: str, on_date: dt.date) -> Entity | None:
        """Return who held an office on a day, None where that isn't known: nothing is assumed after the tables' last update."""
        for start, end, person in self.holders.get(office_id, ()):
            last = end or (self.known_until if start is None or start <= self.known_until else self.known_late)
            if start is not None and start <= on_date < last:
                return self.entities[person]
        return None

    def gender(self, given_name: str) -> str | None:
        """Return m, f or u (both) for a given name that is known, else None."""
        return self.genders.get(given_name)


@lru_cache(maxsize=1)
def _load() -> KnowledgeBase:
    from presswatch.tag.knowledge import loading  # the loaders import this module

    collecting = gc.isenabled()
    gc.disable()  # hundreds of thousands of small objects that all stay: collecting meanwhile doubles the time
    try:
        kb = KnowledgeBase()
        loading.fill(kb)
    finally:
        if collecting:
            gc.enable()
    return kb
