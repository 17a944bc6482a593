"""Chains of handing on: who said it, to whom, who carried it, who was cited for it, and what kind of source each is."""

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
    tagger = Tagger.load(Settings(), ("presswatch_mentions", "presswatch_claims"))
    return lambda text: tagger.read_one(Document(article_id="a", title=None, text=text, published_at=None, language="en")).claims


def find(text: str, claims: tuple[Claim, ...], source: str) -> tuple[str, str, list[tuple[str, str, str | None]]]:
    """Return kind, content and chain of the claim of one source."""
    claim = next(claim for claim in claims if claim.sources[0].text == source)
    return claim.sources[0].kind, text[claim.content_start : claim.content_end], [(r.text, r.kind, r.cue) for r in claim.relays]


FLAGSHIP = (
    "Brussels has told Ankara that new sanctions could follow within days, Greek media reported on Thursday, "
    "citing diplomats who asked not to be named."
)


def test_a_chain_of_three_is_read_from_its_origin_outwards(read: Read) -> None:
    claims = read(FLAGSHIP)
    diplomats = ("diplomats who asked not to be named", "anonymous", "citing")
    media = ("Greek media", "collective", "reported")
    assert find(FLAGSHIP, claims, "Brussels") == ("named", "that new sanctions could follow within days", [diplomats, media])
    assert find(FLAGSHIP, claims, diplomats[0])[2] == [media]
    assert find(FLAGSHIP, claims, "Greek media") == ("collective", FLAGSHIP[: FLAGSHIP.index(", Greek")], [])


def test_the_hearer_and_the_hedge_of_a_message_are_kept(read: Read) -> None:
    claim = next(c for c in read(FLAGSHIP) if c.cue == "told")
    assert [(hearer.text, hearer.kind) for hearer in claim.addressees] == [("Ankara", "named")]
    assert (claim.certainty, claim.sources[0].entity_id) == ("possible", "org:eu")


@pytest.mark.parametrize(
    ("text", "source", "kind", "content", "relays"),
    [
        (
            "“We will not sign,” the envoy told Bild, the Anadolu agency reported.", "the envoy", "role", "“We will not sign,”",
            [("Bild", "outlet", "told"), ("the Anadolu agency", "outlet", "reported")],
        ),
        (
            "Two bridges were hit overnight, the Kremlin-backed news site said, quoting an unnamed official.", "an unnamed official", "anonymous",
            "Two bridges were hit overnight", [("the Kremlin-backed news site", "outlet", "said")],
        ),
        (
            "According to state TV, which cited the interior ministry, the port has been closed.", "the interior ministry", "collective",
            "the port has been closed", [("state TV", "outlet", "According to")],
        ),
        (
            "Three men were held on Friday, police said in a statement carried by the SPA news agency.", "police", "collective",
            "Three men were held on Friday", [("a statement", "document", "said"), ("the SPA news agency", "outlet", "carried")],
        ),
        ("“The talks are over,” a spokesman was quoted as saying by Reuters.", "a spokesman", "role", "“The talks are over,”", [("Reuters", "outlet", "quoted")]),
        (
            "Russia's defence minister was quoted by the RIA news agency as saying on Monday that the drones were shot down.", "Russia's defence minister",
            "role", "that the drones were shot down", [("the RIA news agency", "outlet", "quoted")],
        ),
        (
            "State news agency KCNA quoted the general as saying that the test was a success.", "the general", "role",
            "that the test was a success", [("State news agency KCNA", "outlet", "quoted")],
        ),
        (
            "The firm will cut 900 jobs, the Financial Times reported on Monday, citing people familiar with the matter.", "people familiar with the matter",
            "anonymous", "The firm will cut 900 jobs", [("the Financial Times", "outlet", "reported")],
        ),
        (
            "Citing unnamed security officials, Arab media said the envoy had left Cairo.", "unnamed security officials", "anonymous",
            "the envoy had left Cairo", [("Arab media", "collective", "said")],
        ),
        (
            "Der Spiegel, citing an internal memo, reported that the army lacks shells.", "an internal memo", "document", "that the army lacks shells",
            [("Der Spiegel", "outlet", "reported")],
        ),
        ("The blast killed six, according to witnesses cited by the BBC.", "witnesses", "collective", "The blast killed six", [("the BBC", "outlet", "cited")]),
        (
            "Maduro told state television on Sunday that rivals had planned a coup.", "Maduro", "named", "that rivals had planned a coup",
            [("state television", "outlet", "told")],
        ),
        (
            "Ankara warned Athens that drills would have a price, two diplomats told the newspaper Kathimerini.", "Ankara", "named",
            "that drills would have a price", [("two diplomats", "anonymous", "told"), ("the newspaper Kathimerini", "outlet", "told")],
        ),
        (
            "Officials said that Iran had told the European Union it would return to the talks.", "Iran", "named", "it would return to the talks",
            [("Officials", "collective", "said")],
        ),
    ],
)
def test_what_was_handed_on_keeps_its_chain(
    read: Read, text: str, source: str, kind: str, content: str, relays: list[tuple[str, str, str | None]]
) -> None:
    assert find(text, read(text), source) == (kind, content, relays)


def test_a_reason_that_is_cited_is_no_source(read: Read) -> None:
    text = "The minister said the vote would be put off, citing fears of unrest."
    assert [(c.sources[0].text, c.cue) for c in read(text)] == [("The minister", "said"), ("The minister", "citing")]


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("Arab media", "collective"),
        ("The statement", "document"),
        ("A UN panel's report", "document"),
        ("The Kremlin-backed news site", "outlet"),
        ("State TV", "outlet"),
        ("Two sources", "anonymous"),
        ("Officials close to the talks", "anonymous"),
        ("A diplomat with direct knowledge of the talks", "anonymous"),
        ("The interior ministry", "collective"),
        ("A UN panel", "collective"),
        ("The Houthi-run Al Masirah TV", "outlet"),
        ("Two European diplomats", "anonymous"),
        ("A State Department official", "anonymous"),
    ],
)
def test_kinds_of_sources_are_told_apart(read: Read, source: str, kind: str) -> None:
    claims = read(f"{source} said that the bridge was closed.")
    assert [(s.text, s.kind) for s in claims[-1].sources] == [(source, kind)]


@pytest.mark.parametrize(
    "text",
    [
        "A government spokesperson, who spoke on condition of anonymity, said the deal was near.",
        "The deal is near, said a senior official who was not authorised to speak to the media.",
    ],
)
def test_who_asks_not_to_be_named_is_anonymous(read: Read, text: str) -> None:
    (claim,) = read(text)
    assert (claim.sources[0].kind, text[claim.content_start : claim.content_end].lower()) == ("anonymous", "the deal " + ("was near" if "was near" in text else "is near"))


@pytest.mark.parametrize(
    ("text", "certainty", "polarity"),
    [
        ("The minister said that taxes could rise.", "possible", "affirmed"),
        ("The minister said that taxes will rise.", "reported", "affirmed"),
        ("The minister said taxes were unlikely to rise.", "probable", "negated"),
        ("The rebels had probably left the town, the army said.", "probable", "affirmed"),
        ("Police said the man had allegedly stolen the car.", "alleged", "affirmed"),
        ("The army said that no hospital was shelled.", "reported", "negated"),
        ("The army denied that it could have shelled the hospital.", "denied", "negated"),
        ("No group has claimed responsibility for the blast.", "unknown", "affirmed"),
        ("“We may close the school. But we will fight,” the mayor said.", "reported", "affirmed"),
        ("Police have not confirmed that the suspect is dead.", "unknown", "affirmed"),
    ],
)
def test_a_statement_is_no_surer_than_its_own_words(read: Read, text: str, certainty: str, polarity: str) -> None:
    (claim,) = (c for c in read(text) if c.sources[0].start is not None)
    assert (claim.certainty, claim.polarity) == (certainty, polarity)


@pytest.mark.parametrize(
    ("text", "source", "content"),
    [
        ("As the Daily Post reported, the firm was fined twice.", "the Daily Post", "the firm was fined twice"),
        ("In May, a district judge sided with the firm, saying the law violated the constitution.", "a district judge", "the law violated the constitution"),
        ("“There is danger,” Berg told reporters, before insisting he had seen no threat.", "Berg", "he had seen no threat"),
        ("“This is fantastic!” beamed Donald Harley of Kiel.", "Donald Harley of Kiel", "“This is fantastic!”"),
        ("Brian Fallow, a spokesman for the port, said, “The gates were shut.”", "Brian Fallow, a spokesman for the port", "“The gates were shut.”"),
        ("“We are under pressure,” an aide, who was not authorised to speak, told Fox News.", "an aide, who was not authorised to speak", "“We are under pressure,”"),
        ("The foreign ministry said China “firmly opposes” the sale, Xinhua reported.", "Xinhua", "The foreign ministry said China “firmly opposes” the sale"),
        ("The Islamic State group claimed responsibility for the attack.", "The Islamic State group", "responsibility for the attack"),
        ("The poll found voters leaving the party in large numbers.", "The poll", "voters leaving the party in large numbers"),
        ("The vote led party chairman Karl Voss to declare victory.", "party chairman Karl Voss", "victory"),
        ("In her letter to the court, Voss wrote:\n\nI never met the man, and I never took his money.", "Voss", "I never met the man, and I never took his money"),
        ("Obama had said in an interview taped before the raid that the rebels were contained.", "Obama", "that the rebels were contained"),
        ("Mayor to resign, sources say", "sources", "Mayor to resign"),
    ],
)
def test_who_says_what_is_found_where_the_tree_is_no_help(read: Read, text: str, source: str, content: str) -> None:
    assert (source, content) in [(c.sources[0].text, text[c.content_start : c.content_end]) for c in read(text)]


def test_a_claim_is_as_sure_as_its_form_is_reliable(read: Read) -> None:
    (quoted,) = read("“The bridge is closed,” said Lena Voss.")
    (object_,) = read("Lawmakers criticized the government.")
    assert quoted.confidence > object_.confidence


def test_an_outlet_that_reports_stands_beside_those_according_to_whom(read) -> None:
    found = read("Lund Radio reported that the minister had resigned, according to two officials.")
    assert {claim.sources[0].text for claim in found} == {"Lund Radio", "two officials"}
