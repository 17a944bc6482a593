"""Short forms, owners, datelines and acts of governments: where names begin and end, and what their short forms mean."""

from __future__ import annotations

import datetime as dt

import pytest
import spacy

from presswatch.model.handover import Document
from presswatch.model.language import Mention
from presswatch.tag.knowledge.base import KnowledgeBase
from presswatch.tag.mentions.find import find_mentions
from presswatch.tag.mentions.shortening import is_acronym

NLP = spacy.blank("en")


def read(text: str) -> list[Mention]:
    document = Document(article_id="a1", title=None, text=text, published_at=dt.datetime(2023, 5, 3, tzinfo=dt.UTC), language="en")
    return [m for m in find_mentions(NLP.make_doc(text), document, KnowledgeBase.load()) if m.sense not in ("pronoun", "role")]


def test_an_acronym_in_brackets_is_a_name_wherever_it_stands() -> None:
    found = [m for m in read("The World Health Organization (WHO) sent a team. WHO said the outbreak was over.") if m.text == "WHO"]
    assert [m.entity_id for m in found] == ["org:who", "org:who"]


def test_an_acronym_takes_the_kind_of_the_full_name() -> None:
    found = read("Crowds came to the Harrow Space Center (HSC) in May. The HSC was closed in June.")
    assert len({m.kind for m in found}) == 1
    assert [m.text for m in found] == ["Harrow Space Center", "HSC", "HSC"]


@pytest.mark.parametrize(("short", "name", "fits"), [("SDF", "Syrian Democratic Forces", True), ("Fretilin", "Revolutionary Front", False), ("AFP", "Tehran", False)])
def test_letters_of_an_acronym_come_from_the_name(short: str, name: str, fits: bool) -> None:
    assert is_acronym(short, name.split()) is fits


def test_a_body_is_taken_up_by_its_head_noun() -> None:
    found = read("The Church of Scientology sued the paper on Monday. Lawyers said that the Church had no comment.")
    assert [m.entity_id for m in found if m.text == "Church"] == ["org:scientology"]


def test_a_ship_is_no_town() -> None:
    found = read("Space Shuttle Atlantis landed safely on Friday. Engineers said that Atlantis would fly again.")
    assert {m.text: m.kind for m in found} == {"Space Shuttle Atlantis": "product", "Atlantis": "product"}


def test_a_child_with_the_name_of_a_town_is_a_person() -> None:
    found = read("Gloria fell ill in March. Her father said Gloria had a rash, and Gloria's doctor agreed.")
    assert {m.kind for m in found if m.text == "Gloria"} == {"person"}


@pytest.mark.parametrize(
    ("text", "place"),
    [("TEHRAN (AFP) - Iran said it would act.", "place:112931"), ("THE HAGUE, May 3 - Judges ruled on Monday.", "place:2747373")],
)
def test_a_dateline_in_capitals_is_a_place(text: str, place: str) -> None:
    assert read(text)[0].entity_id == place


@pytest.mark.parametrize("text", ["The minister of foreign affairs, Foreign Affairs Minister Carla Ruiz, resigned.", "Carla Ruiz, the Minister of Foreign Affairs, resigned.", "Carla Ruiz, the Secretary of State, resigned."])
def test_a_portfolio_is_no_newspaper_and_no_place(text: str) -> None:
    assert {m.text for m in read(text)} == {"Carla Ruiz"}


def test_a_country_that_stands_before_a_noun_is_the_country() -> None:
    found = read("Lawyers and U.S. military experts met. US troops left.")
    assert {(m.text, m.entity_id, m.sense) for m in found if m.text in ("U.S.", "US")} == {("U.S.", "country:USA", "literal"), ("US", "country:USA", "literal")}


def test_followers_of_a_party_are_people() -> None:
    assert {m.sense for m in read("Leaders of the Christian Democrats met the Socialists in Rome.") if m.text == "Christian Democrats"} == {"demonym"}


@pytest.mark.parametrize(("text", "entity"), [("The Nice attack killed dozens.", "place:2990440"), ("Police found a case of DUI.", None)])
def test_a_name_is_linked_where_its_words_leave_no_doubt(text: str, entity: str | None) -> None:
    assert [m.entity_id for m in read(text)] in ([entity], [])


def test_the_name_of_a_person_before_an_administration_is_found() -> None:
    assert ("Bush", "person") in {(m.text, m.kind) for m in read("Officials of the Bush administration testified.")}


@pytest.mark.parametrize(
    ("text", "name", "entity"),
    [
        ("The plan was rejected by Tehran.", "Tehran", "org:IRN-government"),
        ("According to Kyiv, the bridge is gone.", "Kyiv", "org:UKR-government"),
        ("Seoul is ready to talk.", "Seoul", "org:KOR-government"),
        ("London would retaliate against Moscow.", "Moscow", "org:RUS-government"),
        ("Parliament appealed to Islamabad for help.", "Islamabad", "org:PAK-government"),
        ("New Delhi reserves the right to respond.", "New Delhi", "org:IND-government"),
        ("Pretoria's willingness to mediate surprised them.", "Pretoria", "org:ZAF-government"),
    ],
)
def test_a_capital_that_wants_something_is_a_government(text: str, name: str, entity: str) -> None:
    assert {m.text: (m.sense, m.entity_id) for m in read(text)}[name] == ("metonym", entity)


@pytest.mark.parametrize("text", ["Lagos continues to grow.", "Nairobi woke to gunfire.", "Cairo is home to 20 million people.", "Judges of the ICC in The Hague ruled. The Hague rejected the appeal."])
def test_a_town_that_merely_is_there_stays_a_town(text: str) -> None:
    assert {m.sense for m in read(text)} == {"literal"}


def test_an_institution_without_a_country_is_that_of_the_articles_one_country() -> None:
    found = read("Kenya votes in August. Kenya and its neighbours prepare, and Kenya's Central Election Commission met. Later the Interior Ministry issued a warning.")
    assert {m.text: m.entity_id for m in found}["Interior Ministry"] == "org:KEN-interior-ministry"


def test_a_town_behind_a_region_of_its_country_is_found_there() -> None:
    assert {m.text: m.entity_id for m in read("Shops closed in Tripoli, northern Lebanon, on Monday.")}["Tripoli"] == "place:266826"


def test_a_carmaker_is_no_town() -> None:
    assert {m.text: m.entity_id for m in read("Toyota raised its forecast. Shares of Toyota rose.")} == {"Toyota": "org:toyota"}
