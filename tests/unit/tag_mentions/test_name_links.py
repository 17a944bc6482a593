"""Links that hang on more than a name as it stands: later full names, halves of countries, owners before bodies, twins."""

from __future__ import annotations

import pytest
import spacy

from presswatch.model.handover import Document
from presswatch.model.language import Mention
from presswatch.tag.knowledge.base import KnowledgeBase
from presswatch.tag.mentions.find import find_mentions

KOREAS = "North Korea and South Korea exchanged fire on Monday. "


def read(text: str) -> list[Mention]:
    document = Document(article_id="a1", title=None, text=text, published_at=None, language="en")
    return [m for m in find_mentions(spacy.blank("en").make_doc(text), document, KnowledgeBase.load()) if m.sense not in ("role", "pronoun")]


def link(text: str, name: str) -> str | None:
    return next(m.entity_id for m in reversed(read(text)) if m.text == name)


def test_a_surname_is_linked_to_the_full_name_that_comes_later() -> None:
    first, *_ = [m for m in read("Braverman defended the plan on Friday. In London, Suella Braverman told reporters it would work.") if m.text == "Braverman"]
    assert first.entity_id == "person:suella-braverman"
    assert first.rule is not None
    assert first.rule.startswith("short for 'Suella Braverman'")


@pytest.mark.parametrize(("text", "name", "entity_id"), [("Shells from the North fell into the sea.", "North", "country:PRK"), ("The South retaliated.", "South", "country:KOR")])
def test_the_north_and_the_south_are_the_two_countries_that_the_article_names(text: str, name: str, entity_id: str) -> None:
    assert link(KOREAS + text, name) == entity_id


def test_a_region_of_an_article_about_one_country_is_no_country() -> None:
    found = read("Shops in the North of England closed. The South was spared, the council in Leeds said.")
    assert not {"country:PRK", "country:KOR"} & {m.entity_id for m in found}


def test_a_country_before_its_own_body_is_part_of_the_name() -> None:
    assert link("The study was paid for by the US National Park Service.", "US National Park Service") == "org:national-park-service"


def test_a_region_of_ours_and_its_town_are_one_place() -> None:
    assert link("Thousands marched through Kowloon in Hong Kong on Sunday.", "Kowloon") == "place:kowloon"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Voters in Ohio and Texas will decide. The Democrats' message is that the courts went too far, the governor of Ohio said.", "The Democrats"),
        ("He is ranked No. 10 in the draft, and the scouts of Ohio State like him.", "No. 10"),
    ],
)
def test_common_words_name_no_body_of_a_country_that_the_article_is_not_about(text: str, name: str) -> None:
    assert not [m for m in read(text) if m.text == name and m.entity_id is not None]


def test_what_is_a_persons_is_no_house_of_that_name() -> None:
    found = read("Chris Christie left the race on Friday. Many Republicans hope that Christie’s exit helps them.")
    assert not [m for m in found if m.kind == "company"]
    assert {m.kind for m in found if m.text in ("Christie", "Chris Christie")} == {"person"}
