"""The knowledge base: countries, places, organisations, offices and people, and what they are called.

`KnowledgeBase.load()` reads the tables of `data/` once per process. This module joins them; the tables' format is owned by `tables`,
the look-up of names by `names`. It decides nothing about a text: which of several bearers of a name is meant is the mentions' business.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType

from presswatch.model.language import ENTITY_KINDS, Entity
from presswatch.tag.knowledge.agents import find_sector, load_agents
from presswatch.tag.knowledge.names import NameIndex
from presswatch.tag.knowledge.tables import DATA, SECTORS, check_values, read_csv, split_list


class KnowledgeBase:
    """What is known of the world's political actors and places. Make one with `load()`; it is never changed."""

    def __init__(self) -> None:
        self._entities: dict[str, Entity] = {}
        self._population: dict[str, int] = {}
        self._capitals: dict[str, str] = {}
        self._demonyms: dict[str, str] = {}
        self.names = NameIndex()
        self.foreign_names = NameIndex()
        self._agents: Mapping[str, str] = {}

    @staticmethod
    def load() -> KnowledgeBase:
        """Return the knowledge base, read once per process. Raises ConfigError when a table breaks its rules."""
        return _load()

    @property
    def entities(self) -> Mapping[str, Entity]:
        """All entities by id: `country:DEU`, `place:2950159`, `org:nato`, `person:...`, `office:...`."""
        return MappingProxyType(self._entities)

    def find(self, name: str) -> tuple[Entity, ...]:
        """Return the entities that bear a name, in any language: as written if that is known, else in any case; the likelier first."""
        for index in (self.names, self.foreign_names):
            ids = index.find(name)
            if ids:
                return tuple(self._entities[i] for i in ids)
        ids = self.names.find_folded(name) or self.foreign_names.find_folded(name)
        return tuple(self._entities[i] for i in ids)

    def agent_sector(self, phrase: str) -> str | None:
        """Return the PLOVER sector of a common noun or noun phrase ("riot police" is COP), None where it names no kind of actor."""
        return find_sector(self._agents, phrase)

    def demonym_country(self, word: str) -> str | None:
        """Return the ISO 3166-1 alpha-3 code of the country that a demonym belongs to: french, Germans, South Korean."""
        return self._demonyms.get(word) or self._demonyms.get(word.casefold())

    def capital_country(self, entity_id: str) -> str | None:
        """Return the alpha-3 code of the country whose capital a place is, None where it is none."""
        return self._capitals.get(entity_id)

    def population(self, entity_id: str) -> int:
        """Return how many people live in a place, 0 where that isn't known."""
        return self._population.get(entity_id, 0)

    def add_entity(self, entity: Entity, *, names: Iterable[str] = (), foreign: Iterable[str] = ()) -> None:
        """Add an entity under its name, its `names` and its `foreign` names. For the loaders of this package."""
        self._entities[entity.entity_id] = entity
        self.names.add(entity.name, entity.entity_id)
        self.names.add_all(names, entity.entity_id)
        self.foreign_names.add_all(foreign, entity.entity_id)


@lru_cache(maxsize=1)
def _load() -> KnowledgeBase:
    kb = KnowledgeBase()
    kb._agents = load_agents()
    capitals = _add_countries(kb)
    _add_organisations(kb)
    _add_places(kb, capitals)
    return kb


def _add_countries(kb: KnowledgeBase) -> dict[tuple[str, str], str]:
    foreign: dict[str, list[str]] = {}
    for row in read_csv(DATA / "country_names.csv.gz"):
        foreign.setdefault(row["iso3"], []).append(row["name"])
    capitals: dict[tuple[str, str], str] = {}
    for row in read_csv(DATA / "countries.csv"):
        iso3 = row["iso3"]
        aliases = split_list(row["aliases"])
        others = tuple(dict.fromkeys(foreign.get(iso3, ())))
        entity = Entity(
            entity_id=f"country:{iso3}", name=row["name"], kind="country", country=iso3,
            aliases=(*aliases, *(n for n in others if n not in aliases and n != row["name"])), source="presswatch; CLDR",
        )
        kb.add_entity(entity, names=aliases, foreign=others)
        for word in (*split_list(row["adjectives"]), *split_list(row["nationals"])):
            kb._demonyms.setdefault(word, iso3)
            kb._demonyms.setdefault(word.casefold(), iso3)
        for name in (row["capital"], *split_list(row["capital_aliases"])):
            if name:
                capitals[(iso3, name)] = iso3
    return capitals


def _add_organisations(kb: KnowledgeBase) -> None:
    for path in sorted((DATA / "organisations").glob("*.csv")):
        rows = read_csv(path)
        check_values(path.name, "kind", (row["kind"] for row in rows), frozenset(ENTITY_KINDS))
        check_values(path.name, "sector", (row["sector"] for row in rows if row["sector"]), SECTORS)
        for row in rows:
            aliases = split_list(row["aliases"])
            kb.add_entity(
                Entity(
                    entity_id=row["id"], name=row["name"], kind=row["kind"], country=row["country"] or None, sector=row["sector"] or None,
                    aliases=aliases, source=row["source"],
                ),
                names=aliases,
            )


def _add_places(kb: KnowledgeBase, capitals: Mapping[tuple[str, str], str]) -> None:
    rows = read_csv(DATA / "places.csv.gz")
    rows.sort(key=lambda row: -int(row["population"]))
    for row in rows:
        entity_id = f"place:{row['geonames_id']}"
        aliases = split_list(row["aliases"])
        kb._population[entity_id] = int(row["population"])
        plain = tuple(a for a in aliases if a.isascii())
        kb.add_entity(
            Entity(
                entity_id=entity_id, name=row["name"], kind="city", country=row["iso3"] or None, aliases=aliases,
                geonames_id=row["geonames_id"], lat=float(row["lat"]), lon=float(row["lon"]), source="GeoNames",
            ),
            names=plain,
            foreign=(a for a in aliases if a not in plain),
        )
        if (row["iso3"], row["name"]) in capitals:
            kb._capitals.setdefault(entity_id, row["iso3"])
