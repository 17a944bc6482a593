"""Claims: who says what, in the forms that news writes it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from presswatch.model.handover import Document
from presswatch.model.language import Claim
from presswatch.settings import Settings
from presswatch.tag.pipeline import Tagger

Read = Callable[[str], tuple[Claim, ...]]


@pytest.fixture(scope="module")
def read() -> Read:
    return make_reader(Tagger.load(Settings(), ("presswatch_claims",)))


@pytest.fixture(scope="module")
def read_with_all_layers() -> Read:
    return make_reader(Tagger.load(Settings()))


def make_reader(tagger: Tagger) -> Read:
    def read_text(text: str) -> tuple[Claim, ...]:
        document = Document(article_id="a", title=None, text=text, published_at=dt.datetime(2024, 5, 6, tzinfo=dt.UTC), language="en")
        return tagger.read_one(document).claims

    return read_text


def tell(text: str, claim: Claim) -> tuple[str, str, str]:
    """Return source, cue and content of a claim, the content's parts joined."""
    content = " ... ".join(text[part.start : part.end] for part in claim.parts)
    return claim.sources[0].text, claim.cue or "", content


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        ("The minister said that the bridge was closed.", "The minister", "said", "that the bridge was closed"),
        ("The bridge was closed, police said.", "police", "said", "The bridge was closed"),
        ("The bridge, police said, was closed.", "police", "said", "The bridge ... was closed"),
        ("The mayor told reporters on Monday that the bridge was closed.", "The mayor", "told", "that the bridge was closed"),
        ("“The bridge is closed,” said Lena Voss.", "Lena Voss", "said", "“The bridge is closed,”"),
        ("Lena Voss said: “The bridge is closed.”", "Lena Voss", "said", "“The bridge is closed.”"),
        ("According to the army, the bridge was closed.", "the army", "According to", "the bridge was closed"),
        ("The bridge was closed, according to a report.", "a report", "according to", "The bridge was closed"),
        ("The company denied that it had polluted the river.", "The company", "denied", "that it had polluted the river"),
        ("The union called for a strike.", "The union", "called", "for a strike"),
        ("Lawmakers criticized the government for its silence.", "Lawmakers", "criticized", "the government for its silence"),
        ("The general threatened to attack the town.", "The general", "threatened", "to attack the town"),
        ("A defensive Berg said that rents had doubled.", "A defensive Berg", "said", "that rents had doubled"),
        ("The Harbour Board, a public body which runs the port, declined to comment.", "The Harbour Board, a public body which runs the port", "declined", "to comment"),
        ("Berg rejected calls for a vote.", "Berg", "rejected", "calls for a vote"),
        ("After the vote the prime minister of the country said on Monday that taxes would rise.", "the prime minister of the country", "said", "that taxes would rise"),
        ("She added, “The bridge was never closed.”", "She", "added", "“The bridge was never closed.”"),
        ("“The bridge is old,” explained Hamburg-based engineer Lena Voss. “It is closed.”", "Hamburg-based engineer Lena Voss", "explained", "“The bridge is old,” ... “It is closed.”"),
        ("But as an engineer noted, the bridge was closed.", "an engineer", "noted", "But ... the bridge was closed"),
        ("Voters saw Berg as a reformer.", "Voters", "saw", "Berg as a reformer"),
        ("”The bridge scares me. I stay at home.” ― Lena Voss", "Lena Voss", "―", "”The bridge scares me. I stay at home.”"),
        ("“The bridge scares me.”― Lena Voss", "Lena Voss", "”―", "“The bridge scares me"),
        ("Cement makers, for instance, argue that imports grew.", "Cement makers", "argue", "that imports grew"),
        ("He denies having taken money from anyone.", "He", "denies", "having taken money from anyone"),
        ("No deal tonight, mediators say", "mediators", "say", "No deal tonight"),
        ("The army rejected the charge and accused the rebels of shelling villages.", "The army", "accused", "the rebels of shelling villages"),
        ("A spokesman for the group, Nidal Voss, said in Tripoli that it had no men there.", "A spokesman for the group, Nidal Voss", "said", "that it had no men there"),
        ("Voss said that rents had risen and that wages had fallen.", "Voss", "said", "that rents had risen and that wages had fallen"),
        ("The firm said it liked the plan but would wait.", "The firm", "said", "it liked the plan but would wait"),
    ],
)
def test_source_cue_and_content_are_told_apart(read: Read, text: str, source: str, cue: str, content: str) -> None:
    assert (source, cue, content) in [tell(text, claim) for claim in read(text)]


@pytest.mark.parametrize(
    ("text", "kind", "certainty"),
    [
        ("The minister said that the bridge was closed.", "say", "reported"),
        ("The firm claimed that the river was clean.", "claim", "claimed"),
        ("The firm denied that the river was dirty.", "deny", "denied"),
        ("The firm confirmed that the river was dirty.", "confirm", "confirmed"),
        ("The firm accused the mayor of fraud.", "accuse", "alleged"),
        ("The firm promised to clean the river.", "promise", "probable"),
        ("The firm hoped that the river was clean.", "believe", "possible"),
    ],
)
def test_kind_and_certainty_follow_the_cue(read: Read, text: str, kind: str, certainty: str) -> None:
    (claim,) = read(text)
    assert (claim.cue_kind, claim.certainty) == (kind, certainty)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Lena Voss said that the bridge was closed.", "named"),
        ("The spokeswoman said that the bridge was closed.", "role"),
        ("Residents said that the bridge was closed.", "collective"),
        ("Unnamed officials said that the bridge was closed.", "anonymous"),
        ("People familiar with the matter said that the bridge was closed.", "anonymous"),
        ("The report said that the bridge was closed.", "document"),
    ],
)
def test_sources_are_typed(read: Read, text: str, kind: str) -> None:
    (claim,) = read(text)
    assert [source.kind for source in claim.sources] == [kind]


def test_an_adverb_attributes_to_nobody_named(read: Read) -> None:
    (claim,) = read("The man allegedly stole the car.")
    assert (claim.certainty, claim.sources[0].kind, claim.sources[0].start) == ("alleged", "unknown", None)


def test_a_quotation_over_sentences_is_one_claim(read: Read) -> None:
    text = "“We will stay. Nobody can move us,” said Lena Voss. “This is our home.”"
    (claim,) = read(text)
    assert tell(text, claim)[2] == "“We will stay. Nobody can move us,” ... “This is our home.”"
    assert claim.direct


def test_a_quotation_over_paragraphs_stays_with_its_speaker(read: Read) -> None:
    text = "“We will stay,” Lena Voss said. “Nobody can move us from here.\n\n“This has been our home for years.”"
    (claim,) = read(text)
    assert text[claim.content_start : claim.content_end].endswith("for years.”")


def test_what_is_said_inside_a_quotation_is_no_claim_of_its_own(read: Read) -> None:
    claims = read("“My brother said he would come,” said Lena Voss.")
    assert [claim.sources[0].text for claim in claims] == ["Lena Voss"]


def test_a_pronoun_takes_the_kind_of_who_spoke_before(read: Read) -> None:
    first, second = read("The spokeswoman said that the bridge was closed. She added that it would open soon.")
    assert (second.sources[0].text, second.sources[0].kind) == ("She", first.sources[0].kind)


def test_two_statements_joined_by_but_have_two_sources(read: Read) -> None:
    claims = read("Police said the bridge was safe, but engineers said it was broken.")
    assert [claim.sources[0].text for claim in claims] == ["Police", "engineers"]


def test_a_lead_question_does_not_belong_to_the_answer(read: Read) -> None:
    text = "Asked whether he would resign, the minister said, “I will stay in office.”"
    answer = next(claim for claim in read(text) if claim.cue == "said")
    assert tell(text, answer)[2] == "“I will stay in office.”"


@pytest.mark.parametrize(
    ("text", "contents"),
    [
        ("Voss said she welcomed the offer and added that she would come.", ["she welcomed the offer", "that she would come"]),
        ("Voss condemned the raid and praised Algeria.", ["the raid", "Algeria"]),
        ("The party called the result stolen and urged supporters to gather.", ["the result stolen", "supporters to gather"]),
        ("Voss said she liked the plan, but lamented that it came late.", ["she liked the plan", "that it came late"]),
        ("Officials believe the firm is bankrupt and have been calling on the bank to help.", ["the firm is bankrupt", "on the bank to help"]),
    ],
)
def test_one_speaker_of_two_statements_has_both(read: Read, text: str, contents: list[str]) -> None:
    claims = read(text)
    assert [tell(text, claim)[2] for claim in claims] == contents
    assert len({claim.sources[0].text for claim in claims}) == 1


def test_who_answers_a_question_speaks_the_quotation_behind_it(read: Read) -> None:
    text = "Asked whether war was coming, an adviser to the mayor, Lena Voss, laughed. “We are planning a wedding.”"
    question, answer = (tell(text, claim) for claim in read(text))
    assert question[2] == "whether war was coming"
    assert answer == ("an adviser to the mayor, Lena Voss", "laughed", "“We are planning a wedding.”")


def test_an_interview_is_read_turn_by_turn(read: Read) -> None:
    text = "Q: Why did you leave? Was it the money?\n\nA: I was tired. I said so at the time."
    assert [claim.sources[0].text for claim in read(text)] == ["Q", "A"]


def test_a_negated_denial_is_left_open(read: Read) -> None:
    (claim,) = read("The army did not confirm that it had left the town.")
    assert claim.certainty == "unknown"


@pytest.mark.parametrize("text", ["The bridge was closed on Monday.", "Rain fell on the town. It was cold.", "He raised money for the school."])
def test_plain_telling_is_no_claim(read: Read, text: str) -> None:
    assert read(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "The flood claimed 40 lives in July.",
        "A walkout planned for the same day was called off after a court ruling.",
        "A wave seized three fishermen, whose bodies have not been found.",
        "The court dismissed a suit brought by the army.",
    ],
)
def test_verbs_of_saying_in_other_senses_are_no_claim(read: Read, text: str) -> None:
    assert read(text) == ()


@pytest.mark.parametrize("text", ["“", "”", "\"\"\"\"", "said", ", said.", "“ ” ‘ ’ '' said", ": :", "- -", "“a", "said said said said", "\n\n\n", "(according to"])
def test_odd_marks_break_nothing(read: Read, text: str) -> None:
    for claim in read(text):
        assert 0 <= claim.content_start < claim.content_end <= len(text)


@pytest.fixture(scope="module")
def read_with_names() -> Read:
    tagger = Tagger.load(Settings(), ("presswatch_mentions", "presswatch_claims"))

    def read_text(text: str) -> tuple[Claim, ...]:
        return tagger.read_one(Document(article_id="a", title=None, text=text, published_at=None, language="en")).claims

    return read_text


@pytest.mark.parametrize(
    "text",
    [
        "Reuters reported that the minister said taxes would rise.",
        "Taxes would rise, the minister said, Reuters reported.",
        "The minister told Reuters that taxes would rise.",
        "The minister said in an interview with Reuters on Monday that taxes would rise.",
    ],
)
def test_the_outlet_that_passed_it_on_is_a_relay(read_with_names: Read, text: str) -> None:
    claim = next(claim for claim in read_with_names(text) if claim.sources[0].kind == "role")
    assert "axes would rise" in text[claim.content_start : claim.content_end]
    assert [relay.text for relay in claim.relays] == ["Reuters"]


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Thursday, the mayor's sister, Ana Ruiz, wrote that the bridge was safe.", "the mayor's sister, Ana Ruiz,"),
        ("Earlier this month Ms Ruiz warned that the bridge could fall.", "Ms Ruiz"),
        ("The minister, however, said that talks had failed.", "The minister"),
        ("A grandmother who went to the hospital with a headache claimed she cannot remember the fire.", "A grandmother"),
    ],
)
def test_times_remarks_and_asides_are_no_part_of_the_speaker(read_with_all_layers: Read, text: str, source: str) -> None:
    (claim,) = read_with_all_layers(text)
    assert claim.sources[0].text.strip(",") == source.strip(",")


def test_an_address_in_a_letter_is_no_speaker(read: Read) -> None:
    assert not read("Dear Amy: My daughter is going to a wedding in her friend's family.")
