"""Which names are found in a text, what they mean, and why: sentences of our own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

import presswatch.tag.mentions.component as component
from presswatch.model.handover import Document
from presswatch.model.language import ENTITY_KINDS, SENSES, Mention
from presswatch.settings import load_settings
from presswatch.tag.knowledge.base import KnowledgeBase
from presswatch.tag.mentions.find import find_mentions
from presswatch.tag.pipeline import Tagger

Read = Callable[..., tuple[Mention, ...]]
NLP = spacy.blank("en")


def read_text(text: str, *, language: str | None = "en", on: str = "2023-05-03", country: str | None = None) -> tuple[Mention, ...]:
    document = Document(
        article_id="a1", title=None, text=text, published_at=dt.datetime.fromisoformat(f"{on}T12:00:00+00:00"), language=language, outlet_country=country
    )
    return find_mentions(NLP.make_doc(text), document, KnowledgeBase.load())


def find(mentions: tuple[Mention, ...], text: str, sense: str | None = None) -> Mention:
    return next(m for m in mentions if m.text == text and (sense is None or m.sense == sense))


def links(text: str, **options: str) -> dict[str, str | None]:
    return {m.text: m.entity_id for m in read_text(text, **options) if m.sense not in ("pronoun",)}


def test_a_short_name_a_role_and_a_pronoun_lead_to_the_person_named_before() -> None:
    found = read_text(
        "Annalena Baerbock, the German foreign minister, flew to Warsaw on Monday. Baerbock said she would listen. The minister left in the evening."
    )
    for text, sense in (("Annalena Baerbock", "literal"), ("Baerbock", "literal"), ("German foreign minister", "role"), ("minister", "role"), ("she", "pronoun")):
        assert find(found, text, sense).entity_id == "person:annalena-baerbock", text
    assert find(found, "German").entity_id == "country:DEU"
    assert find(found, "German").sense == "demonym"


def test_a_role_means_who_held_the_office_on_the_day_of_the_article() -> None:
    text = "Talks with the British prime minister ended without a result."
    assert find(read_text(text, on="2021-01-15"), "British prime minister").entity_id == "person:boris-johnson"
    assert find(read_text(text, on="2024-09-15"), "British prime minister").entity_id == "person:keir-starmer"


def test_a_role_whose_holder_is_not_known_that_day_is_the_office() -> None:
    role = find(read_text("The German chancellor spoke.", on="2033-01-01"), "German chancellor")
    assert (role.entity_id, role.kind) == ("office:DEU-head-of-government", "office")


def test_a_former_holder_is_left_open() -> None:
    role = find(read_text("A former French president was questioned."), "French president")
    assert role.entity_id is None
    assert role.candidates == ("office:FRA-head-of-state",)


def test_a_title_before_a_surname_links_it_by_the_day() -> None:
    found = read_text("Russian Foreign Minister Lavrov met Prime Minister Sunak. Lavrov left early.")
    assert {m.text: m.entity_id for m in found if m.sense == "literal"} == {"Lavrov": "person:sergey-lavrov", "Sunak": "person:rishi-sunak"}


def test_a_title_of_an_unknown_body_is_nobodys() -> None:
    found = read_text("Rome was calm. Italy and the Italian press waited. The president of the rowing club resigned.")
    assert not [m for m in found if m.sense == "role" and m.text == "president"]


def test_teams_are_no_countries_in_an_article_about_sport() -> None:
    found = read_text(
        "Denmark beat Peru in the opening match of the tournament. The striker scored a late goal after a penalty, and the referee booked two "
        "defenders. Denmark's coach praised his squad. The final is played in France."
    )
    assert find(found, "Peru").entity_id == "org:PER-national-team"
    assert find(found, "France").entity_id == "country:FRA"


def test_a_text_without_capitals_still_names_countries() -> None:
    found = read_text("we flew from germany to new zealand and ate turkey")
    assert {m.text: m.entity_id for m in found} == {"germany": "country:DEU", "new zealand": "country:NZL"}


def test_a_title_of_a_body_leads_to_its_holder() -> None:
    found = read_text("The secretary general of NATO travelled to Vilnius.", on="2022-06-01")
    assert find(found, "secretary general of NATO").entity_id == "person:jens-stoltenberg"


@pytest.mark.parametrize(
    ("text", "name", "entity_id"),
    [
        ("Moscow has accused the West of lying.", "Moscow", "org:RUS-government"),
        ("The minister urged Beijing to release the men.", "Beijing", "org:CHN-government"),
        ("Ties with Tehran have worsened.", "Tehran", "org:IRN-government"),
        ("Ankara's refusal surprised nobody.", "Ankara", "org:TUR-government"),
        ("Minsk freed 31 prisoners in December.", "Minsk", "org:BLR-government"),
        ("Oslo declined to comment.", "Oslo", "org:NOR-government"),
        ("Diplomats said that Ankara has been told of the plan.", "Ankara", "org:TUR-government"),
        ("France has called on Tunis to let him go.", "Tunis", "org:TUN-government"),
        ("Greece would raise the matter with Ankara next week.", "Ankara", "org:TUR-government"),
        ("Negotiators from Khartoum have left the hotel.", "Khartoum", "org:SDN-government"),
    ],
)
def test_a_capital_that_acts_is_the_government(text: str, name: str, entity_id: str) -> None:
    mention = find(read_text(text), name)
    assert (mention.sense, mention.entity_id) == ("metonym", entity_id)
    assert mention.rule is not None and entity_id in mention.rule


@pytest.mark.parametrize("text", ["They met in Moscow on Friday.", "Rain fell across Moscow.", "He left for Moscow at noon.", "A hotel near Moscow burned down.", "Tourists from Moscow have left the hotel.", "Moscow was shelled at dawn."])
def test_a_capital_where_something_is_is_the_place(text: str) -> None:
    mention = find(read_text(text), "Moscow")
    assert (mention.sense, mention.kind, mention.entity_id) == ("literal", "city", "place:524901")


def test_an_acronym_in_brackets_means_the_name_before_it() -> None:
    found = read_text("The Syrian Democratic Forces (SDF) advanced at dawn. The SDF said the group had lost two men.")
    assert {m.entity_id for m in found if m.text in ("SDF", "Syrian Democratic Forces")} == {"org:syrian-democratic-forces"}
    group = find(found, "group")
    assert (group.sense, group.entity_id) == ("role", "org:syrian-democratic-forces")


def test_a_bracketed_acronym_of_an_unknown_body_is_not_taken_for_a_known_one() -> None:
    found = read_text("The Riverside Drama Society (RDS) opened its season. RDS members cheered.")
    assert all(m.entity_id is None for m in found if m.text == "RDS")


def test_the_country_or_state_after_a_comma_picks_the_place() -> None:
    assert links("She was born in Paris, Texas, and moved away.")["Paris"] == "place:4717560"
    assert links("She was born in Paris and moved away.")["Paris"] == "place:2988507"


def test_context_decides_between_a_country_and_a_state() -> None:
    assert links("Voters in Georgia, near the Russian border, chose Tbilisi's mayor. Armenia and Azerbaijan watched.")["Georgia"] == "country:GEO"
    american = read_text("Voters in Georgia and Alabama queued. Atlanta was quiet, as were Florida and Texas.", country="USA")
    assert find(american, "Georgia").entity_id in ("place:4197000", None)


@pytest.mark.parametrize(("name", "entity_id"), [("UK", "country:GBR"), ("US", "country:USA"), ("UN", "org:un"), ("EU", "org:eu")])
def test_names_of_two_letters_are_found_inside_sentences(name: str, entity_id: str) -> None:
    mention = find(read_text(f"Officials of the {name} arrived late, she wrote."), name)
    assert (mention.entity_id, mention.sense) == (entity_id, "literal")


def test_several_parties_of_a_name_are_candidates_until_the_article_names_a_country() -> None:
    unclear = find(read_text("The Labour Party lost two seats."), "Labour Party")
    assert unclear.entity_id is None
    assert len(unclear.candidates) > 1
    clear = find(read_text("The Labour Party lost two seats in Norway. Oslo was calm. Norwegian voters shrugged."), "Labour Party")
    assert clear.entity_id == "org:labour-party-nor"


@pytest.mark.parametrize("text", ["We ate turkey and rice.", "He will march in may, he said.", "The nice reading room was mobile."])
def test_common_words_are_no_places(text: str) -> None:
    assert not [m for m in read_text(text) if m.kind in ("country", "city", "region") and m.sense == "literal"]


def test_a_person_with_the_name_of_a_country_is_a_person() -> None:
    found = read_text("Michael Jordan met Jimmy Carter. Jordan smiled.")
    assert find(found, "Michael Jordan").kind == "person"
    assert find(found, "Jordan").kind == "person"


def test_bodies_of_a_country_are_found_by_description() -> None:
    found = read_text("Iraqi police and the Israeli army said nothing. Kenya's parliament adjourned.")
    assert find(found, "Iraqi police").entity_id == "org:IRQ-police"
    assert find(found, "Israeli army").entity_id == "org:ISR-military"
    assert find(found, "Kenya's parliament").entity_id == "org:KEN-parliament"
    assert {find(found, t).sense for t in ("Iraqi police", "Israeli army", "Kenya's parliament")} == {"role"}


def test_a_surname_means_the_person_of_the_article_before_a_more_famous_one() -> None:
    assert links("Castro spoke in Havana.")["Castro"] == "person:fidel-castro"
    assert links("Xiomara Castro spoke in Tegucigalpa. Castro left early.")["Castro"] == "person:xiomara-castro"


def test_pronouns_follow_gender() -> None:
    found = read_text("Emmanuel Macron welcomed Giorgia Meloni. She thanked him for the visit.")
    assert find(found, "She").entity_id == "person:giorgia-meloni"
    assert find(found, "him").entity_id == "person:emmanuel-macron"


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("de", "Bundeskanzler Olaf Scholz traf in Moskau Wladimir Putin. Russlands Nachbarn und die NATO warten.", {"person:olaf-scholz", "person:vladimir-putin", "country:RUS", "org:nato"}),
        ("fr", "Emmanuel Macron a parlé de l'ONU et de la Russie à Berlin.", {"person:emmanuel-macron", "org:un", "country:RUS"}),
        ("es", "El presidente Lula visitó Alemania; la OTAN y la Unión Europea callaron.", {"country:DEU", "org:nato", "org:eu"}),
        ("it", "Giorgia Meloni ha incontrato Zelensky; l'Unione europea e la Germania tacciono.", {"person:giorgia-meloni", "org:eu", "country:DEU"}),
        ("pl", "Premier Donald Tusk rozmawiał o Rosji z Komisją Europejską i ONZ.", {"person:donald-tusk", "country:RUS", "org:un"}),
        ("tr", "Erdoğan, Rusya'nın NATO ile görüşmesini istedi.", {"person:recep-tayyip-erdogan", "country:RUS", "org:nato"}),
        ("ru", "Владимир Путин говорил о Германии с Зеленским, сообщили в ООН.", {"person:vladimir-putin", "country:DEU", "person:volodymyr-zelenskyy", "org:un"}),
        ("uk", "Зеленський відвідав Німеччину; НАТО та ООН мовчать.", {"person:volodymyr-zelenskyy", "country:DEU", "org:nato", "org:un"}),
        ("ar", "قال جو بايدن إن الأمم المتحدة ستدعم أوكرانيا وحماس", {"person:joe-biden", "org:un", "country:UKR", "org:hamas"}),
        ("fa", "ولادیمیر پوتین درباره آلمان با سازمان ملل صحبت کرد", {"person:vladimir-putin", "country:DEU", "org:un"}),
        ("he", "בנימין נתניהו דיבר על גרמניה ועל חמאס", {"person:benjamin-netanyahu", "country:DEU", "org:hamas"}),
        ("zh", "习近平在北京与普京会谈，联合国和德国表示关注。", {"person:xi-jinping", "person:vladimir-putin", "org:un", "country:DEU"}),
        ("ja", "習近平とプーチンはドイツと国連について話した。", {"person:xi-jinping", "person:vladimir-putin", "country:DEU", "org:un"}),
        ("ko", "푸틴은 독일과 나토를 비판했다고 유엔이 밝혔다.", {"person:vladimir-putin", "country:DEU", "org:nato", "org:un"}),
        ("hi", "नरेंद्र मोदी ने जर्मनी और संयुक्त राष्ट्र पर बात की", {"person:narendra-modi", "country:DEU", "org:un"}),
        ("el", "Ο Εμανουέλ Μακρόν μίλησε για τη Γερμανία και το ΝΑΤΟ.", {"person:emmanuel-macron", "country:DEU", "org:nato"}),
    ],
)  # fmt: skip
def test_countries_leaders_and_bodies_are_found_in_other_languages(language: str, text: str, expected: set[str]) -> None:
    found = read_text(text, language=language)
    assert expected <= {m.entity_id for m in found}
    assert all(text[m.start_char : m.end_char] == m.text for m in found)


def test_the_component_sets_the_layer_with_or_without_a_document() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe(component.NAME)
    doc = nlp("Emmanuel Macron spoke in Berlin.")
    assert {m.entity_id for m in doc._.mentions} == {"person:emmanuel-macron", "place:2950159"}
    assert {m.article_id for m in doc._.mentions} == {""}


def test_a_parse_is_used_where_there_is_one() -> None:
    text = "Warsaw, after months of silence, rejected it."
    words = ["Warsaw", ",", "after", "months", "of", "silence", ",", "rejected", "it", "."]
    spaces = [False, True, True, True, True, False, True, True, False, False]
    bare = Doc(NLP.vocab, words=words, spaces=spaces)
    parsed = Doc(
        NLP.vocab, words=words, spaces=spaces, heads=[7, 0, 3, 7, 5, 3, 7, 7, 7, 7],
        deps=["nsubj", "punct", "case", "obl", "case", "nmod", "punct", "ROOT", "obj", "punct"],
    )  # fmt: skip
    document = Document(article_id="a1", title=None, text=text, published_at=None, language="en")
    kb = KnowledgeBase.load()
    assert find(find_mentions(bare, document, kb), "Warsaw").sense == "literal"
    assert find(find_mentions(parsed, document, kb), "Warsaw").sense == "metonym"


def test_an_empty_text_has_no_mentions() -> None:
    assert read_text("") == ()
    assert read_text(" \n ") == ()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["Paris", "the", "President", "Biden", "UN", "\n", ".", "of", "US", "(", ")", "Georgia", "German", "minister", "she", "’s", "al-Assad", "Д", "5", "-"]), max_size=14))
def test_any_text_gives_ordered_unique_mentions_within_it(words: list[str]) -> None:
    text = " ".join(words)
    found = read_text(text)
    assert found == read_text(text)
    assert list(found) == sorted(found, key=lambda m: (m.start_char, -m.end_char, m.kind))
    assert len({(m.start_char, m.end_char, m.kind) for m in found}) == len(found)
    for mention in found:
        assert text[mention.start_char : mention.end_char] == mention.text
        assert mention.kind in ENTITY_KINDS and mention.sense in SENSES and 0 <= mention.confidence <= 1
        assert mention.entity_id is None or mention.entity_id in KnowledgeBase.load().entities
        assert not (mention.entity_id and mention.candidates)
        assert mention.rule


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=80), st.sampled_from(["en", "ru", "zh", "ar", "fr", "xx"]))
def test_no_text_in_any_language_makes_it_fail(text: str, language: str) -> None:
    for mention in read_text(text, language=language):
        assert text[mention.start_char : mention.end_char] == mention.text


def test_the_factory_is_registered() -> None:
    assert Language.has_factory(component.NAME)


def test_a_counterpart_holds_the_same_office_of_another_country() -> None:
    found = read_text("German Chancellor Olaf Scholz called his Polish counterpart on Tuesday.")
    assert find(found, "Polish counterpart").entity_id == "person:mateusz-morawiecki"
    assert all(m.text != "Polish counterpart" for m in read_text("He called his Polish counterpart on Tuesday."))


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Iraqi President Saddam Hussein arrived in Amman on a visit.", "Amman", "city"),
        ("Jordan's King Abdullah spoke first.", "Jordan", "country"),
        ("Denzel Washington arrived. Washington smiled.", "Washington", "person"),
        ("Lawmaker Leung Yiu-chung lost his seat.", "Leung Yiu-chung", "person"),
        ("She works at Brightwater Foods, Inc. of Leeds.", "Brightwater Foods, Inc.", "organisation"),
        ("The Indonesian Navy sailed.", "Indonesian Navy", "organisation"),
        ("Dear Nina, thank you.", "Nina", "person"),
    ],
)
def test_names_are_cut_and_kept_as_they_are_meant(text: str, name: str, kind: str) -> None:
    assert find(read_text(text), name).kind == kind


def test_media_of_a_country_are_not_its_state_media() -> None:
    found = read_text("Greek media and Chinese state media reported it. Arab media disagreed.")
    assert find(found, "Greek media").entity_id == "org:GRC-media"
    assert find(found, "Chinese state media").entity_id == "org:CHN-state-media"
    assert find(found, "Arab media").entity_id is None


def test_a_language_is_no_people() -> None:
    assert all(m.text not in ("English", "French") for m in read_text("She spoke in English, and speaks French."))


def test_a_capital_with_its_allies_is_a_government() -> None:
    mention = find(read_text("Washington along with its allies demanded that the group disarm."), "Washington")
    assert (mention.sense, mention.entity_id) == ("metonym", "org:USA-government")


def test_a_town_of_a_state_that_is_not_known_is_no_country_of_its_name() -> None:
    assert find(read_text("Cuba, Missouri, hopes to draw visitors."), "Cuba").entity_id is None
    assert find(read_text("Cuba, Florida and Texas are hit by storms."), "Cuba").entity_id == "country:CUB"


def test_whom_an_act_befalls_is_not_its_doer() -> None:
    document = Document(article_id="a1", title=None, text="Emmanuel Macron met Olaf Scholz in Paris on Monday. Scholz thanked him.", published_at=None, language="en")
    him = find(Tagger.load(load_settings()).read_one(document).mentions, "him")
    assert him.entity_id == "person:emmanuel-macron"


@pytest.mark.parametrize("text", ["The foreign minister flew to Moscow on Tuesday.", "The envoy will travel to Moscow."])
def test_where_somebody_goes_is_a_place(text: str) -> None:
    assert find(read_text(text), "Moscow").sense == "literal"
