"""Claims in the forms of wire copy: how far a statement reaches, who speaks behind asides, joined verbs, headlines, remarks."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from presswatch.model.handover import Document
from presswatch.model.language import Claim
from presswatch.settings import Settings
from presswatch.tag.pipeline import Tagger

Read = Callable[[str], tuple[Claim, ...]]


@pytest.fixture(scope="module")
def read() -> Read:
    tagger = Tagger.load(Settings(), ("presswatch_mentions", "presswatch_times", "presswatch_claims"))
    return lambda text: tagger.read_one(Document(article_id="a", title=None, text=text, published_at=None, language="en")).claims


def tell(text: str, claim: Claim) -> tuple[str, str, str]:
    """Return source, cue and content of a claim, the content's parts joined."""
    return claim.sources[0].text, claim.cue or "", " ... ".join(text[part.start : part.end] for part in claim.parts)


REACH = [
    (
        "In that ruling, the judge wrote that, under the statute, mayors may say anything they wish on the matter.",
        ("the judge", "wrote", "that, under the statute, mayors may say anything they wish on the matter"),
    ),
    (
        "Ankara considers the island part of its territory and has vowed it would never rule out using force to take it.",
        ("Ankara", "vowed", "it would never rule out using force to take it"),
    ),
    ("Lund Rail denied involvement, and the mayor said he was looking into the matter.", ("Lund Rail", "denied", "involvement")),
    (
        "The Supreme Court this month rejected a request from lawyers in Lund to restore the week.",
        ("The Supreme Court", "rejected", "a request from lawyers in Lund to restore the week"),
    ),
    (
        "The minister dismissed the reports as rumours in an interview with a broadcaster in Lund.",
        ("The minister", "dismissed", "the reports as rumours"),
    ),
    (
        "According to two people briefed on the talks, the port will close, but a spokesman said no decision had been taken.",
        ("two people briefed on the talks", "According to", "the port will close"),
    ),
    (
        "Some 300 people have been held since Monday, according to Lund Watch, a monitoring group.",
        ("Lund Watch, a monitoring group", "according to", "Some 300 people have been held since Monday"),
    ),
    (
        "Four soldiers were reportedly killed near the border, but neither army has confirmed it.",
        ("", "reportedly", "Four soldiers were ... killed near the border"),
    ),
    (
        "The army said it had shot down three drones, hours after the rebels said they had fired at an airport.",
        ("The army", "said", "it had shot down three drones"),
    ),
    (
        "Most senators said they would support the bill, while emphasizing it was not enough.",
        ("Most senators", "said", "they would support the bill"),
    ),
    (
        "She said no, and when asked whether she would resign, she replied, “I hope not.”",
        ("she", "replied", "“I hope not.”"),
    ),
    (
        "About three in 10 agreed; six in 10 said they wanted more.",
        ("six in 10", "said", "they wanted more"),
    ),
    (
        "“Only you, Lena,” she said, would use the occasion to praise the town.",
        ("she", "said", "“Only you, Lena,” ... would use the occasion to praise the town"),
    ),
    ("A Voss presidency, she vowed, would bring better jobs.", ("she", "vowed", "A Voss presidency ... would bring better jobs")),
    ("Exclusive: Norway considers leaving the treaty, sources say.", ("sources", "say", "Norway considers leaving the treaty")),
    (
        "Sweden cut the cables, a daily in Lund wrote, without saying where it got the information.",
        ("a daily in Lund", "wrote", "Sweden cut the cables"),
    ),
]

SPEAKERS = [
    (
        "Megan Berg, senior associate for education organizing at the Lund Institute for Schools, said parents want more teachers.",
        ("said", "Megan Berg"),
    ),
    ("Mrs. Voss -- whose husband signed the act -- has publicly derided the plan.", ("derided", "Mrs. Voss")),
    ("Karl Berg, celebrating a victory in Lund, is pledging to win many votes.", ("pledging", "Karl Berg")),
    ("Lena Voss, without naming him, also accused Berg of lying.", ("accused", "Lena Voss")),
    ("He has battled with the council over the budget, at one point calling the mayor a liar.", ("calling", "He")),
    ("Mr. Berg has a long history of blaming others for his mistakes.", ("blaming", "Mr. Berg")),
    ("The leaders of the three countries took turns rebutting the proposals on trade.", ("rebutting", "The leaders of the three countries")),
    ("His office put out a statement saying the plan was dead.", ("saying", "His office")),
    ("She said at a recent news conference announcing that the ministry would sue.", ("announcing", "She")),
    ("The army denied on Monday that it had shelled the hospital, saying rebels were to blame.", ("saying", "The army")),
    ("The palace said that the king would not attend, contradicting an aide who said that he would.", ("contradicting", "The palace")),
    ("He was accused by prosecutors of taking bribes.", ("accused", "prosecutors")),
    ("Talks stalled over Russian claims that the vessel was unarmed.", ("claims", "Russian")),
]


@pytest.mark.parametrize(("text", "expected"), REACH, ids=[text[:40] for text, _ in REACH])
def test_a_statement_reaches_as_far_as_its_speaker_goes(read: Read, text: str, expected: tuple[str, str, str]) -> None:
    assert expected in [tell(text, claim) for claim in read(text)]


@pytest.mark.parametrize(("text", "expected"), SPEAKERS, ids=[text[:40] for text, _ in SPEAKERS])
def test_who_speaks_is_found_behind_asides_and_above_nouns(read: Read, text: str, expected: tuple[str, str]) -> None:
    speakers = {claim.cue: claim.sources[0].text for claim in read(text)}
    cue, source = expected
    assert speakers.get(cue, "nobody").startswith(source)


@pytest.mark.parametrize(
    ("text", "contents"),
    [
        (
            "The minister accuses the bank of hiding losses and demands that its chairman resign.",
            {"accuses": "the bank of hiding losses", "demands": "that its chairman resign"},
        ),
        (
            "The report shows that exports fell by a third and warns of job losses in the north.",
            {"shows": "that exports fell by a third", "warns": "of job losses in the north"},
        ),
        (
            "The charity said one of its hospitals had been hit, and called for an inquiry.",
            {"said": "one of its hospitals had been hit", "called": "for an inquiry"},
        ),
        (
            "The minister neither confirmed nor denied that he had met the envoy.",
            {"confirmed": "that he had met the envoy", "denied": "that he had met the envoy"},
        ),
    ],
)
def test_joined_verbs_have_a_statement_each(read: Read, text: str, contents: dict[str, str]) -> None:
    claims = read(text)
    assert {claim.cue: tell(text, claim)[2] for claim in claims if claim.cue in contents} == contents
    assert len({claim.sources[0].text.partition(",")[0] for claim in claims if claim.cue in contents}) == 1


@pytest.mark.parametrize(
    ("text", "source", "content"),
    [
        ("Police: Man held over attack on mayor.", "Police", "Man held over attack on mayor"),
        ("Berlin to send more tanks to Kyiv - minister.", "minister", "Berlin to send more tanks to Kyiv"),
    ],
)
def test_headlines_name_the_speaker_before_a_colon_or_behind_a_dash(read: Read, text: str, source: str, content: str) -> None:
    assert (source, content) in [(told[0], told[2]) for told in (tell(text, claim) for claim in read(text))]


@pytest.mark.parametrize("text", ["Man held over attack - and a minority looks on.", "The 3-1 win was well earned - by them."])
def test_a_dash_before_anything_else_names_no_speaker(read: Read, text: str) -> None:
    assert [claim for claim in read(text) if claim.rule == "dash"] == []


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        (
            "The army said on Sunday it had retaken the airport, a claim the rebels dismissed as propaganda.",
            "the rebels", "dismissed", "a claim ... as propaganda",
        ),
        ("The UN says 2 million people need food, a figure the government disputes.", "the government", "disputes", "a figure"),
    ],
)
def test_a_remark_behind_a_statement_is_a_claim_of_its_own(read: Read, text: str, source: str, cue: str, content: str) -> None:
    told = [tell(text, claim) for claim in read(text)]
    assert (source, cue, content) in told
    assert any(first != source for first, _, _ in told)


@pytest.mark.parametrize(
    ("text", "cue", "content"),
    [
        ("Talks went on amid reports that the minister had resigned.", "reports", "that the minister had resigned"),
        ("For years the firm has been dogged by accusations that it bribes mayors.", "accusations", "that it bribes mayors"),
    ],
)
def test_a_noun_of_saying_with_a_clause_needs_no_source(read: Read, text: str, cue: str, content: str) -> None:
    (claim,) = read(text)
    assert (claim.cue, tell(text, claim)[2], claim.sources[0].kind) == (cue, content, "unknown")


@pytest.mark.parametrize(
    "text",
    [
        "The deal is near, a senior official who was not authorised to speak to the media wrote.",
        "Police have issued a map for the march.",
    ],
)
def test_words_that_tell_of_a_source_or_of_nothing_said_make_no_claim(read: Read, text: str) -> None:
    assert [claim.cue for claim in read(text) if claim.cue not in {"wrote"}] == []


@pytest.mark.parametrize(
    ("text", "cue", "relays"),
    [
        ("In a letter seen by Reuters, the minister accuses the bank of hiding losses.", "accuses", ["a letter", "Reuters"]),
        ("The envoy said in remarks carried by state media that inspectors would return.", "said", ["state media"]),
    ],
)
def test_who_saw_or_carried_a_statement_is_named_without_the_statement(read: Read, text: str, cue: str, relays: list[str]) -> None:
    claim = next(claim for claim in read(text) if claim.cue == cue)
    assert [relay.text for relay in claim.relays] == relays


def test_a_second_speaker_in_a_sentence_is_not_handed_on_by_the_first(read: Read) -> None:
    text = "According to two people briefed on the talks, the port will close, but a spokesman said no decision had been taken."
    assert next(claim for claim in read(text) if claim.cue == "said").relays == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He met the mayor. “Is the bridge safe?” Voss demanded.", ("Voss", "demanded", "“Is the bridge safe?”")),
        ("“The more it rains, the more it is clear that the bridge is old,” Berg concludes.", ("Berg", "concludes", None)),
        ("A friend referred to him as “the best engineer I have met” in a post.", ("A friend", "referred", "to him as “the best engineer I have met”")),
        ("Berg called the bridge a “danger to all,” and threatened to close it.", ("Berg", "called", "the bridge a “danger to all,”")),
        ("Voss says he is “losing the race,” part of a row that began in May.", ("Voss", "says", "he is “losing the race,”")),
        ("She said she was thinking, “This can't be,” adding, “I had no way out.”", ("She", "adding", "“I had no way out.”")),
    ],
)
def test_quotations_end_where_the_article_goes_on(read: Read, text: str, expected: tuple[str, str, str | None]) -> None:
    told = [tell(text, claim) for claim in read(text)]
    assert expected in told or (expected[2] is None and expected[:2] in [one[:2] for one in told])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bemoaning the delays, the mayor accused the bank of fraud.", ("the mayor", "Bemoaning", "the delays")),
        ("Voss said after the vote he would not accept the result.", ("Voss", "said", "he would not accept the result")),
        ("The museum, Mr. Berg said, celebrated his heroes.", ("Mr. Berg", "said", "The museum ... celebrated his heroes")),
        ("The board decided she should share the prize with two others.", ("The board", "decided", "she should share the prize with two others")),
        (
            "In the interview, Reid, who endorsed Voss in May, reiterated those feelings and stressed the need to treat both with respect.",
            ("Reid, who endorsed Voss in May", "stressed", "the need to treat both with respect"),
        ),
        ("Berg cheered the crowd and then said he was ready.", ("Berg", "said", "he was ready")),
        ("“He is right,” Berg, a top aide, said Thursday morning on “Lund Today.”", ("Berg, a top aide", "said", "“He is right,”")),
    ],
)
def test_what_parsers_hang_elsewhere_is_still_said(read: Read, text: str, expected: tuple[str, str, str]) -> None:
    assert expected in [tell(text, claim) for claim in read(text)]
