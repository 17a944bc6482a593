"""Definite nouns: which body "the group" or "the company" takes up, and where it can't be told."""

from __future__ import annotations

import datetime as dt

import pytest
import spacy

from presswatch.model.handover import Document
from presswatch.model.language import Mention
from presswatch.tag.knowledge.base import KnowledgeBase
from presswatch.tag.mentions.find import find_mentions

NLP = spacy.blank("en")
NLP.add_pipe("sentencizer")


def read_text(text: str) -> tuple[Mention, ...]:
    document = Document(article_id="a1", title=None, text=text, published_at=dt.datetime(2023, 5, 3, tzinfo=dt.UTC), language="en")
    return find_mentions(NLP(text), document, KnowledgeBase.load())


def find(found: tuple[Mention, ...], text: str) -> Mention:
    return next(m for m in found if m.text == text)


@pytest.mark.parametrize(
    ("text", "noun", "entity"),
    [
        ("Microsoft raised its forecast on Monday. The company said that demand had grown.", "company", "org:microsoft"),
        ("Hamas, the armed group that governs the strip, rejected the plan.", "group", "org:hamas"),
        ("The military arm of the Islamic Jihad movement said that it had fired rockets.", "movement", "org:palestinian-islamic-jihad"),
        ("Microsoft sued Apple on Monday. The company wants a fine.", "company", None),
        ("Microsoft sued Apple on Monday. Microsoft says that it lost money. Microsoft wants a fine. The company spoke of theft by Apple. The company will appeal.", "company", "org:microsoft"),
        ("The European Union, the African Union and NATO met in Ottawa on Friday, and the bloc said nothing afterwards.", "bloc", None),
    ],
)
def test_a_noun_takes_up_the_one_body_that_it_can_mean(text, noun, entity):
    found = find(read_text(text), noun)
    assert (found.sense, found.entity_id) == ("role", entity)


def test_a_noun_between_two_bodies_has_both_as_candidates():
    found = find(read_text("Microsoft sued Apple on Monday. The company wants a fine."), "company")
    assert set(found.candidates) == {"org:microsoft", "org:apple"}


@pytest.mark.parametrize(
    ("text", "noun"),
    [
        ("The FBI warned of scams. Does the company that hires you exist?", "company"),
        ("Harvard answered on Friday. The three university presidents were asked again.", "university"),
        ("The Supreme Court of the United States will hear the case. The Colorado court had ruled otherwise.", "court"),
        ("The House of Lords rose at noon. The group called on its friends to gather outside.", "group"),
        ("President Joe Biden spoke in Ohio. She would be the first woman president.", "president"),
    ],
)
def test_a_noun_that_speaks_of_another_takes_up_nothing(text, noun):
    assert not [m for m in read_text(text) if m.text == noun and m.entity_id is not None]
