"""Weak forms of attribution count only with a source that can speak, and not where their verbs mean something else."""

from __future__ import annotations

import pytest

from presswatch.model.handover import Document
from presswatch.settings import Settings
from presswatch.tag.pipeline import Tagger

MATCH = (
    "The striker scored twice and the goalkeeper saved a penalty as the home side won the league match. The coach praised the midfield after the final whistle, "
    "and the fans sang until the stadium closed. The club, second in the table, play the cup semi-final next. "
)


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger.load(Settings())


def read_cues(tagger: Tagger, text: str) -> list[str | None]:
    document = Document(article_id="a", title=None, text=text, published_at=None, language="en", outlet_id=None, outlet_country=None, dateline_place=None)
    return [claim.cue for claim in tagger.read_one(document).claims]


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("The ministry wants to close the border crossing.", "wants"),
        ("Union leaders rejected the offer.", "rejected"),
        ("Some of them want to appeal.", "want"),
    ],
)
def test_a_source_that_can_speak_attributes_in_a_weak_form(tagger: Tagger, text: str, cue: str) -> None:
    assert cue in read_cues(tagger, text)


@pytest.mark.parametrize(
    "text",
    [
        "If you want to monitor the phone, install the app.",
        "The price wants to fall further.",
        "Heavy snow supported the plan of the skiers.",
    ],
)
def test_a_source_that_cannot_speak_attributes_nothing_in_a_weak_form(tagger: Tagger, text: str) -> None:
    assert read_cues(tagger, text) == []


def test_a_thing_still_tells_what_a_clause_says(tagger: Tagger) -> None:
    assert read_cues(tagger, "The footage shows that the bridge was empty.") == ["shows"]


def test_a_verb_of_many_meanings_attributes_nothing_in_a_match_report(tagger: Tagger) -> None:
    sentence = "Lena Voss claimed her first title."
    assert "claimed" in read_cues(tagger, sentence)
    assert "claimed" not in read_cues(tagger, MATCH + sentence)


def test_a_plain_statement_counts_in_a_match_report(tagger: Tagger) -> None:
    assert "said" in read_cues(tagger, MATCH + "Voss said the injury was not serious.")


@pytest.mark.parametrize(
    ("text", "is_claim"),
    [
        ("Lund recalled its ambassador from Vienna.", False),
        ("The president dismissed the interior minister.", False),
        ("The ministry dismissed the report.", True),
        ("The mayor recalled the attack on the port.", True),
    ],
)
def test_who_sends_somebody_off_says_nothing(tagger: Tagger, text: str, is_claim: bool) -> None:
    assert bool({"recalled", "dismissed"} & set(read_cues(tagger, text))) == is_claim
