"""What the knowledge base knows, and that it refuses tables that break their rules."""

from __future__ import annotations

import datetime as dt
import itertools
import time
from pathlib import Path

import pytest

from presswatch.errors import ConfigError
from presswatch.tag.knowledge import base as base_module
from presswatch.tag.knowledge import tables
from presswatch.tag.knowledge.base import KnowledgeBase
from presswatch.tag.knowledge.institutions import load_patterns
from presswatch.tag.knowledge.names import NameIndex, fold_name

ACTOR_KINDS = {"person", "organisation", "armed_group", "office", "party", "outlet", "company"}


@pytest.fixture(scope="module")
def kb() -> KnowledgeBase:
    return KnowledgeBase.load()


def test_load_gives_the_same_object_within_a_process(kb: KnowledgeBase) -> None:
    assert KnowledgeBase.load() is kb


def test_load_takes_less_than_three_seconds_of_cpu() -> None:
    base_module._load.cache_clear()
    start = time.process_time()
    KnowledgeBase.load()
    assert time.process_time() - start < 3  # about 0.5 s on an idle core


def test_there_are_thousands_of_political_actors_and_places_with_coordinates(kb: KnowledgeBase) -> None:
    own = [e for e in kb.entities.values() if e.kind in ACTOR_KINDS and e.source == "presswatch"]
    places = [e for e in kb.entities.values() if e.lat is not None and e.lon is not None]
    assert len(own) >= 3_000
    assert len(places) >= 25_000


def test_every_entity_says_its_source_and_its_id_is_its_key(kb: KnowledgeBase) -> None:
    for entity_id, entity in kb.entities.items():
        assert entity.entity_id == entity_id
        assert entity.source
        assert entity.name


@pytest.mark.parametrize(
    ("name", "entity_id"),
    [
        ("Germany", "country:DEU"), ("Германия", "country:DEU"), ("ألمانيا", "country:DEU"), ("德国", "country:DEU"), ("Alemania", "country:DEU"),
        ("NATO", "org:nato"), ("北约", "org:nato"), ("OTAN", "org:nato"), ("Hizbullah", "org:hezbollah"), ("Angela Merkel", "person:angela-merkel"),
        ("Меркель", "person:angela-merkel"), ("Bombay", "place:1275339"), ("Reuters", "org:reuters"), ("Islamic Republic of Iran", "country:IRN"),
    ],
)  # fmt: skip
def test_find_knows_names_in_many_languages(kb: KnowledgeBase, name: str, entity_id: str) -> None:
    assert entity_id in [e.entity_id for e in kb.find(name)]


def test_find_knows_names_of_several_words_in_any_case_and_without_marks(kb: KnowledgeBase) -> None:
    assert [e.entity_id for e in kb.find("JOSE SOCRATES")] == ["person:jose-socrates"]
    assert kb.find("no such thing at all") == ()


@pytest.mark.parametrize(
    ("phrase", "sector"),
    [
        ("police", "COP"), ("the riot police", "COP"), ("rebels", "REB"), ("protesters", "CVL"), ("foreign ministers", "GOV"), ("soldiers", "MIL"),
        ("members of parliament", "LEG"), ("lawmakers", "LEG"), ("prosecutors", "JUD"), ("aid workers", "NGO"), ("gunmen", "UAF"), ("a table", None),
    ],
)  # fmt: skip
def test_agents_have_the_sector_of_their_head(kb: KnowledgeBase, phrase: str, sector: str | None) -> None:
    assert kb.agent_sector(phrase) == sector


@pytest.mark.parametrize(("word", "country"), [("french", "FRA"), ("South Korean", "KOR"), ("Danes", "DNK"), ("Emirati", "ARE"), ("blue", None)])
def test_demonyms_lead_to_their_country(kb: KnowledgeBase, word: str, country: str | None) -> None:
    assert kb.demonym_country(word) == country


def test_offices_are_held_by_who_held_them_on_the_day(kb: KnowledgeBase) -> None:
    office = kb.office("DEU", "foreign minister")
    assert office == "office:DEU-foreign-minister"
    on = {day: kb.holder(office, dt.date.fromisoformat(day)) for day in ("2021-12-07", "2021-12-08", "2025-05-05", "2025-05-06")}
    assert {day: e.entity_id if e else None for day, e in on.items()} == {
        "2021-12-07": "person:heiko-maas", "2021-12-08": "person:annalena-baerbock", "2025-05-05": "person:annalena-baerbock", "2025-05-06": "person:johann-wadephul",
    }  # fmt: skip


def test_nobody_is_assumed_to_hold_an_office_after_the_tables_last_update(kb: KnowledgeBase) -> None:
    office = kb.office("DEU", "foreign minister") or ""
    assert kb.holder(office, kb.known_until) is None
    assert kb.holder(office, dt.date(1800, 1, 1)) is None


def test_who_took_office_after_the_last_update_is_known_for_as_long_as_the_tables_say(kb: KnowledgeBase) -> None:
    office = kb.office("JPN", "prime minister") or ""
    on = {day: kb.holder(office, dt.date.fromisoformat(day)) for day in ("2025-10-20", "2025-10-21", "2025-12-30")}
    assert {day: e.entity_id if e else None for day, e in on.items()} == {
        "2025-10-20": "person:shigeru-ishiba", "2025-10-21": "person:sanae-takaichi", "2025-12-30": "person:sanae-takaichi",
    }  # fmt: skip
    assert kb.holder(office, kb.known_late) is None


def test_offices_of_bodies_have_holders_too(kb: KnowledgeBase) -> None:
    office = kb.office("org:nato", "secretary general")
    holder = kb.holder(office or "", dt.date(2020, 5, 1))
    assert holder is not None and holder.name == "Jens Stoltenberg"


def test_terms_of_one_office_never_overlap(kb: KnowledgeBase) -> None:
    for office, terms in kb.holders.items():
        known = sorted((start, end or dt.date.max) for start, end, _ in terms if start is not None)
        for (_, end), (start, _) in itertools.pairwise(known):
            assert end <= start, office


def test_states_have_institutions_by_pattern_and_own_ones_win(kb: KnowledgeBase) -> None:
    assert kb.institution("IRQ", "foreign ministry") == "org:IRQ-foreign-ministry"
    assert kb.entities["org:IRQ-foreign-ministry"].name == "Ministry of Foreign Affairs of Iraq"
    state_department = kb.entities[kb.institution("USA", "foreign ministry") or ""]
    assert state_department.name == "United States Department of State"
    assert kb.institution("DEU", "bakery") is None
    assert kb.entities["org:NLD-government"].name == "Government of the Netherlands"


def test_capitals_and_palaces_are_seats_of_governments(kb: KnowledgeBase) -> None:
    assert kb.seat_of("place:2950159") == "org:DEU-government"
    assert kb.capital_country("place:2950159") == "DEU"
    assert kb.seat_of("place:2911298") is None  # Hamburg


def test_no_capital_stands_for_two_countries_and_every_big_state_has_one(kb: KnowledgeBase) -> None:
    assert all(kb.entities[place].country == country for place, country in kb.capitals.items())
    assert {kb.entities[p].name for p, c in kb.capitals.items() if c == "ZAF"} == {"Cape Town", "Pretoria"}
    assert {"USA", "GBR", "DEU", "FRA", "CHN", "RUS", "IND", "BRA", "UKR", "ISR", "EGY", "NGA"} <= set(kb.capitals.values())


@pytest.mark.parametrize(
    ("table", "content", "complaint"),
    [
        ("agents.csv", "phrase,sector\nx,COP\n", "columns are"),
        ("agents.csv", "phrase,sector,source\nx,COP\n", "line 2: 2 cells where 3 are due"),
    ],
)
def test_a_table_that_breaks_its_form_is_refused_with_file_and_line(tmp_path: Path, table: str, content: str, complaint: str) -> None:
    path = tmp_path / table
    path.write_text(content)
    with pytest.raises(ConfigError, match=complaint):
        list(tables.read_rows(path))


def test_a_value_outside_its_vocabulary_is_refused() -> None:
    with pytest.raises(ConfigError, match="sector 'XXX' is not one of"):
        tables.check_values("agents.csv", "sector", ["COP", "XXX"], tables.SECTORS)


def test_an_institution_phrase_may_stand_in_one_pattern_only(tmp_path: Path) -> None:
    path = tmp_path / "institutions.yaml"
    entry = "  - {{key: {}, sector: GOV, name: x, phrases: [senate]}}\n"
    path.write_text("institutions:\n" + entry.format("a") + entry.format("b") + "offices: []\n")
    with pytest.raises(ConfigError, match="'senate' stands in both a and b"):
        load_patterns(path)


@pytest.mark.parametrize(
    ("text", "end", "expected"),
    [("2014-06-29", False, "2014-06-29"), ("2014", False, "2014-12-31"), ("2014", True, "2014-01-01"), ("2014-06", False, "2014-06-30"), ("2014-12", False, "2014-12-31"), ("", True, None)],
)
def test_of_a_partial_date_only_the_sure_days_count(text: str, end: bool, expected: str | None) -> None:
    found = tables.parse_partial_date(text, end=end)
    assert (found.isoformat() if found else None) == expected


def test_an_index_keeps_the_first_bearer_first_and_tells_how_long_names_are() -> None:
    index = NameIndex()
    index.add_all(["Springfield", "Springfield Gardens"], "place:1")
    index.add("Springfield", "place:2")
    index.add_folded("Élan Vital", "org:3")
    assert index.find("Springfield") == ("place:1", "place:2")
    assert index.find("springfield") == ()
    assert index.find_folded("ELAN VITAL") == ("org:3",)
    assert index.sizes("Springwater") == (1 << len("Springfield") | 1 << len("Springfield Gardens"), 0)
    assert index.sizes("Élan v") == (0, 1 << len("elan vital"))
    assert index.sizes("Xyz") == (0, 0)


def test_folding_makes_spellings_of_one_name_equal() -> None:
    assert fold_name("Łódź") == fold_name("LODZ")
    assert fold_name("Sana’a") == fold_name("sana'a")
