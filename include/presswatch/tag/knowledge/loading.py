"""Fills a knowledge base from the tables of `data/`, in the order of likelihood: of two bearers of a name the first added comes first.

Countries, then organisations and regions, people, cities by population, and last the bulk of the event-data dictionaries.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from presswatch.errors import ConfigError
from presswatch.model.language import ENTITY_KINDS, Entity
from presswatch.tag.knowledge.institutions import PEOPLE, TEAM, name_institution
from presswatch.tag.knowledge.tables import DATA, SECTORS, check_values, parse_partial_date, read_csv, read_rows, read_sources, split_list

if TYPE_CHECKING:
    from presswatch.tag.knowledge.base import KnowledgeBase

LATE = ("event_data_2018.csv",)
SHORT = 4
"""Letters that a name of capitals has at most to count only in the languages that use it."""


def fill(kb: KnowledgeBase) -> None:
    """Read every table into `kb`. Raises ConfigError, naming the table, when a row breaks its rules."""
    sources = read_sources()
    kb.known_until = sources["presswatch"]["until"]
    kb.known_late = sources["presswatch"]["late_until"]
    wikidata = {row["id"]: row["wikidata_id"] for row in read_csv(DATA / "wikidata.csv")}
    capitals = _add_countries(kb, wikidata)
    files = sorted((DATA / "organisations").glob("*.csv"))
    for path in files:
        if path.name not in LATE:
            _add_organisations(kb, path, wikidata, sources)
    _add_institutions(kb)
    _add_people(kb, DATA / "persons.csv", wikidata)
    _add_offices(kb)
    _add_places(kb, capitals)
    for name in LATE:
        _add_organisations(kb, DATA / "organisations" / name, wikidata, sources)
    _add_people(kb, DATA / "persons_2018.csv.gz", wikidata)
    _add_foreign_names(kb)
    for row in read_csv(DATA / "given_names.csv"):
        kb.genders[row["name"]] = row["gender"]
    kb.state_codes.update((entity_id, code) for entity_id, code in read_rows(DATA / "us_state_codes.csv"))
    for row in read_csv(DATA / "seats.csv"):
        if row["place"] not in kb.entities or row["stands_for"] not in kb.entities:
            raise ConfigError(f"seats.csv: {row['place']} or {row['stands_for']} is not in the knowledge base")
        kb.seats[row["place"]] = row["stands_for"]


def _add_countries(kb: KnowledgeBase, wikidata: dict[str, str]) -> dict[tuple[str, str], str]:
    foreign: dict[str, list[str]] = {}
    for iso3, _language, name in read_rows(DATA / "country_names.csv.gz"):
        foreign.setdefault(iso3, []).append(name)
    capitals: dict[tuple[str, str], str] = {}
    for row in read_csv(DATA / "countries.csv"):
        iso3 = row["iso3"]
        entity_id = f"country:{iso3}"
        aliases = split_list(row["aliases"])
        others = tuple(dict.fromkeys(n for n in foreign.get(iso3, ()) if n not in aliases and n != row["name"]))
        kb.entities.put(entity_id, _make_country, (row, aliases, others, wikidata.get(entity_id)))
        kb.names.add_all((row["name"], *aliases), entity_id, fold=True)
        kb.foreign_names.add_all(others, entity_id)
        for word in (*split_list(row["adjectives"]), *split_list(row["nationals"])):
            kb.demonyms.setdefault(word, iso3)
            kb.demonyms.setdefault(word.casefold(), iso3)
        for name in (row["capital"], *split_list(row["capital_aliases"])):
            if name:
                capitals[(iso3, name)] = iso3
    return capitals


def _make_country(row: tuple[dict[str, str], tuple[str, ...], tuple[str, ...], str | None]) -> Entity:
    facts, aliases, others, item = row
    return Entity(
        entity_id=f"country:{facts['iso3']}", name=facts["name"], kind="country", country=facts["iso3"], aliases=(*aliases, *others),
        wikidata_id=item, source=f"{facts['source']}; CLDR",
    )


def _add_organisations(kb: KnowledgeBase, path: Path, wikidata: dict[str, str], sources: Any) -> None:
    rows = list(read_rows(path))
    check_values(path.name, "kind", (row[2] for row in rows), ENTITY_KINDS)
    check_values(path.name, "sector", (row[4] for row in rows if row[4]), SECTORS)
    check_values(path.name, "source", (row[6] for row in rows), sources)
    for row in rows:
        entity_id, name, aliases = row[0], row[1], split_list(row[5])
        if entity_id in kb.entities:
            raise ConfigError(f"{path.name}: {entity_id} stands in the knowledge base twice")
        kb.entities.put(entity_id, _make_organisation, (row, wikidata.get(entity_id)))
        kb.names.add_all((name, *aliases), entity_id, fold=True)


def _make_organisation(row: tuple[list[str], str | None]) -> Entity:
    (entity_id, name, kind, country, sector, aliases, source), item = row
    number = entity_id.removeprefix("place:")
    return Entity(
        entity_id=entity_id, name=name, kind=kind, country=country or None, sector=sector or None, aliases=split_list(aliases),
        wikidata_id=item, geonames_id=number if number.isdigit() else None, source=source,
    )


def _add_institutions(kb: KnowledgeBase) -> None:
    for pattern in kb.institutions.values():
        kb.phrases.update(dict.fromkeys(pattern.phrases, pattern.key))
    kb.titles[""] = {title: pattern.key for pattern in kb.offices.values() for title in pattern.phrases}
    for row in read_csv(DATA / "countries.csv"):
        state = row["status"] == "state"
        adjective = next(iter(split_list(row["adjectives"])), "")
        for pattern in kb.institutions.values():
            entity_id = name_institution(row["iso3"], pattern.key)
            if (state or pattern.territories) and entity_id not in kb.entities:
                name = pattern.make_name(row["name"])
                aliases: tuple[str, ...] = (f"{adjective} {pattern.phrases[0]}", f"{row['name']}'s {pattern.phrases[0]}") if adjective else ()
                kind = "organisation"
                if pattern.key == TEAM:
                    aliases = tuple(f"{row['name']} {phrase}" for phrase in pattern.phrases)
                if pattern.key == PEOPLE:
                    kind, aliases = "people", tuple(n for n in split_list(row["nationals"]) if n.endswith(("s", "men", "women", "ese")))
                kb.entities.put(entity_id, _make_institution, (entity_id, name, kind, row["iso3"], pattern.sector, aliases))
                kb.names.add(name, entity_id)
                kb.names.add_folded(name, entity_id)
        for office in kb.offices.values() if state else ():
            entity_id = f"office:{row['iso3']}-{office.key}"
            name = office.make_name(row["name"])
            aliases = tuple(f"{adjective} {title}" for title in office.phrases) if adjective else ()
            kb.entities.put(entity_id, _make_institution, (entity_id, name, "office", row["iso3"], office.sector, aliases))


def _make_institution(row: tuple[str, str, str, str, str, tuple[str, ...]]) -> Entity:
    entity_id, name, kind, country, sector, aliases = row
    return Entity(entity_id=entity_id, name=name, kind=kind, country=country, sector=sector, aliases=aliases, source="presswatch")


def _add_people(kb: KnowledgeBase, path: Path, wikidata: dict[str, str]) -> None:
    late = path.suffix == ".gz"
    for row in read_rows(path):
        entity_id, name, _country, sector, aliases, _source = row
        if sector and sector not in SECTORS:
            raise ConfigError(f"{path.name}: {entity_id}: no such sector as {sector}")
        if entity_id in kb.entities:
            if late:
                continue
            raise ConfigError(f"{path.name}: {entity_id} stands in the knowledge base twice")
        kb.entities.put(entity_id, _make_person, (row, wikidata.get(entity_id)))
        kb.surnames.add(name.rsplit(" ", 1)[-1])
        if late:
            kb.names.add_folded(name, entity_id)
            for alias in split_list(aliases):
                kb.names.add_folded(alias, entity_id)
        else:
            kb.names.add_all((name, *split_list(aliases)), entity_id, fold=True)


def _make_person(row: tuple[list[str], str | None]) -> Entity:
    (entity_id, name, country, sector, aliases, source), item = row
    return Entity(
        entity_id=entity_id, name=name, kind="person", country=country or None, sector=sector or None, aliases=split_list(aliases),
        wikidata_id=item, source=source,
    )


def _add_offices(kb: KnowledgeBase) -> None:
    for row in read_csv(DATA / "offices.csv"):
        body = row["country"] or row["organisation"]
        titles = split_list(row["titles"])
        own = kb.titles.setdefault(body, {})
        for title in titles:
            own.setdefault(title, row["id"])
        known = kb.entities.get(row["id"])
        base = kb.entities[f"country:{body}" if row["country"] else body]
        if known is None:
            name = f"{titles[0][:1].upper()}{titles[0][1:]} of {base.name}"
            kb.entities.put(
                row["id"], _make_institution, (row["id"], name, "office", base.country or "", _sector_of_office(base), titles)
            )
    for office, person, start, end, _source in read_rows(DATA / "holders.csv"):
        if person not in kb.entities or office not in kb.entities:
            raise ConfigError(f"holders.csv: {office} or {person} is not in the knowledge base")
        kb.holders.setdefault(office, []).append((parse_partial_date(start, end=False), parse_partial_date(end, end=True), person))


def _sector_of_office(base: Entity) -> str:
    return base.sector or "GOV"


def _add_places(kb: KnowledgeBase, capitals: dict[tuple[str, str], str]) -> None:
    extra = {number: split_list(aliases) for number, aliases, _ in read_rows(DATA / "place_aliases.csv")}
    rows = sorted(read_rows(DATA / "places.csv.gz"), key=lambda row: -int(row[6]))
    names, foreign = kb.names, kb.foreign_names
    states = {code: kb.entities[entity_id].name for entity_id, code in read_rows(DATA / "us_state_codes.csv")}
    for row in rows:
        number, name, iso3, admin1 = row[0], row[1], row[2], row[3]
        entity_id = f"place:{number}"
        kb.entities.put(entity_id, _make_place, (row, extra.get(number, ()), states.get(admin1, "") if admin1 else ""))
        kb.population[entity_id] = int(row[6])
        if admin1:
            kb.admin_areas[entity_id] = admin1
        names.add(name, entity_id)
        for alias in extra.get(number, ()):
            names.add(alias, entity_id)
        if row[7]:
            for alias in split_list(row[7]):
                (names if alias.isascii() else foreign).add(alias, entity_id)
        if capitals.pop((iso3, name), None) is not None:  # the largest of that name; a country may have several seats
            kb.capitals[entity_id] = iso3


def _make_place(row: tuple[list[str], tuple[str, ...], str]) -> Entity:
    (number, name, iso3, _admin1, lat, lon, _population, aliases), extra, state = row
    full = (f"{name}, {state}",) if state else ()
    return Entity(
        entity_id=f"place:{number}", name=name, kind="city", country=iso3 or None, aliases=tuple(dict.fromkeys((*extra, *full, *split_list(aliases)))),
        geonames_id=number, lat=float(lat), lon=float(lon), source="GeoNames",
    )


def _add_foreign_names(kb: KnowledgeBase) -> None:
    for entity_id, language, names, _source in read_rows(DATA / "foreign_names.csv"):
        if entity_id not in kb.entities:
            raise ConfigError(f"foreign_names.csv: {entity_id} is not in the knowledge base")
        kb.foreign_names.add_all(split_list(names), entity_id)
        for name in split_list(names):
            if len(name) <= SHORT and name.isupper():
                kb.short_names.setdefault(name, set()).add(language)
