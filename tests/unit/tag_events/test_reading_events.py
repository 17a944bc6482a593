"""Who did what to whom, whether it happened, and where."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from presswatch.model.handover import Document
from presswatch.model.language import EVENT_TYPES
from presswatch.tag.events.find import find_events
from presswatch.tag.knowledge.base import KnowledgeBase
from presswatch.tag.ontology import load_ontology


def surest(events):
    return max(events, key=lambda e: e.confidence)


def countries(actors):
    return {a.country for a in actors}


@pytest.mark.parametrize(
    ("text", "kind", "doers", "recipients"),
    [
        ("Ethiopian soldiers attacked a Kenyan village on Monday.", "ASSAULT", {"ETH"}, {"KEN"}),
        ("A Kenyan village was attacked by Ethiopian soldiers.", "ASSAULT", {"ETH"}, {"KEN"}),
        ("An attack by Ethiopian soldiers on Kenyan policemen was reported.", "ASSAULT", {"ETH"}, {"KEN"}),
        ("Turkish troops who attacked Iraqi farmers have left the valley.", "ASSAULT", {"TUR"}, {"IRQ"}),
        ("Turkey carried out an air strike on Syrian positions.", "ASSAULT", {"TUR"}, {"SYR"}),
        ("France and Spain accused Poland of breaking the rules.", "ACCUSE", {"FRA", "ESP"}, {"POL"}),
        ("Poland was accused by France of breaking the rules.", "ACCUSE", {"FRA"}, {"POL"}),
        ("Iran said it would release two French journalists.", "AGREE", {"IRN"}, {"FRA"}),
    ],
)
def test_actors_and_recipients_are_found_in_every_voice(read_events, text, kind, doers, recipients):
    event = surest(read_events(text))
    assert (event.type, countries(event.actors), countries(event.recipients)) == (kind, doers, recipients)


@pytest.mark.parametrize(
    ("text", "kind", "mode"),
    [
        ("North Korea threatened to bomb Japanese ships.", "THREATEN", "violence"),
        ("Iran will impose sanctions on Danish banks.", "THREATEN", "restrict"),
        ("Serbia refused to release the Kosovar policemen.", "REJECT", "yield"),
        ("Belgrade will not recognise Kosovo.", "REJECT", "assist"),
        ("Kenya demanded the withdrawal of Ethiopian troops.", "REQUEST", "yield"),
        ("Uganda promised to send doctors to Chad.", "AGREE", None),
    ],
)
def test_acts_about_acts_absorb_what_they_are_about(read_events, text, kind, mode):
    events = read_events(text)
    assert [(e.type, e.mode) for e in events] == [(kind, mode)]


def test_a_denied_attack_is_not_an_actual_one(read_events):
    for event in read_events("Rwanda denied that its soldiers had attacked Congolese villages."):
        assert event.type != "ASSAULT" or event.polarity == "negated" or event.certainty == "denied"


def test_a_strike_of_workers_is_a_protest(read_events):
    assert {e.type for e in read_events("Greek dock workers went on strike over pay.")} == {"PROTEST"}


def test_a_strike_from_the_air_is_an_assault(read_events):
    event = surest(read_events("An Israeli air strike killed three Lebanese soldiers."))
    assert (event.type, event.mode, countries(event.actors), countries(event.recipients)) == ("ASSAULT", "aerial", {"ISR"}, {"LBN"})


def test_future_acts_are_told_as_such(read_events):
    event = surest(read_events("Germany will send ambulances to Ukraine."))
    assert (event.type, event.status) == ("AGREE", "future")


def test_place_is_told_apart_from_the_actor(read_events):
    event = surest(read_events("Nigerian gunmen killed four policemen in Ghana."))
    assert {p.country for p in event.places} == {"GHA"}
    assert countries(event.actors) == {"NGA"}


@pytest.mark.parametrize(("capital", "country"), [("Berlin", "DEU"), ("Ankara", "TUR"), ("Beijing", "CHN"), ("London", "GBR")])
def test_a_capital_stands_for_its_government(read_events, capital, country):
    event = surest(read_events(f"{capital} condemned the coup in Gabon."))
    assert [(a.country, a.sector) for a in event.actors] == [(country, "GOV")]


def test_rule_names_the_lexicon_entry(read_events):
    event = surest(read_events("Bulgaria expelled five Russian diplomats."))
    assert event.rule.startswith("sanction.expel-group")


def test_no_time_is_made_up_where_the_sentence_has_none(read_events):
    event = surest(read_events("Bulgaria expelled five Russian diplomats."))
    assert event.time_start_at is None and event.time_end_at is None


def test_the_same_text_gives_the_same_events(tagger):
    text = "Kenya accused Somalia of hiding fighters. Somalia rejected the claim."
    documents = [Document(article_id="a", title=None, text=text, published_at=None, language="en")] * 2
    first, second = (tagger.annotate(d)._.events for d in documents)
    assert first == second and first


def test_unparsed_sentences_are_read_by_order(tagger):
    text = "Turkey attacked Iraq."
    doc = tagger.language.make_doc(text)
    doc._.document = Document(article_id="a", title=None, text=text, published_at=None, language="en")
    doc[0].is_sent_start = True
    for token in doc[1:]:
        token.is_sent_start = False
    doc._.parsed_sentences = (False,)
    mentions = dict(tagger.language.pipeline)["presswatch_mentions"]
    doc = mentions(doc)
    events = find_events(doc, doc._.document, KnowledgeBase.load())
    assert [(e.type, countries(e.actors), countries(e.recipients)) for e in events] == [("ASSAULT", {"TUR"}, {"IRQ"})]
    assert events[0].rule.endswith("/order")


WORDS = st.sampled_from(
    ["Iran", "Iraq", "police", "rebels", "attacked", "killed", "said", "will", "not", "must", "the", "a", "in", "by", "of", "with", "to", "sanctions", "talks", "troops", ",", ".", "who", "and", "agreed", "rejected", "aid", "sent", "that", "released"]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=25))
def test_any_run_of_words_gives_well_formed_events(tagger, words):
    text = " ".join(words)
    ontology = load_ontology()
    events = tagger.annotate(Document(article_id="a", title=None, text=text, published_at=None, language="en"))._.events
    for event in events:
        assert event.type in EVENT_TYPES and event.quad == ontology.types[event.type].quad
        assert event.mode is None or event.mode in ontology.types[event.type].modes
        assert text[event.trigger_start : event.trigger_end] == event.trigger
        assert event.sentence_start <= event.trigger_start < event.trigger_end <= event.sentence_end
        assert 0 <= event.confidence <= 1 and set(event.contexts) <= set(ontology.contexts)
        for actor in (*event.actors, *event.recipients):
            assert text[actor.start : actor.end] == actor.text
    assert len({e.event_id for e in events}) == len(events)


def test_a_participle_behind_a_comma_goes_on_with_the_clause(read_events):
    found = read_events("Gunmen opened fire outside the embassy in Mogadishu, killing four guards.")
    assert {a.text for e in found for a in e.actors} == {"Gunmen"}


def test_those_left_dead_have_not_been_left_by_troops(read_events):
    assert "RETREAT" not in {e.type for e in read_events("The army shelled a market in Omdurman, leaving dozens dead.")}


def test_the_end_of_a_trigger_is_no_part_of_a_side(read_events):
    (event,) = read_events("Kenyan police shot dead three protesters on Tuesday.")
    assert [r.text for r in event.recipients] == ["three protesters"]


def test_who_suspects_somebody_of_a_deed_has_not_done_it(read_events):
    found = read_events("Poland has refused to extradite a Ukrainian man suspected by Germany of blowing up the pipelines.")
    assert {a.text for e in found if e.type == "ASSAULT" for a in e.actors} == {"a Ukrainian man"}


def test_a_state_of_emergency_is_no_state(read_events):
    assert not [r for e in read_events("Peru declared a state of emergency on Friday.") for r in e.recipients if "emergency" in r.text]
