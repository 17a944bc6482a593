"""In an article about nothing of politics, figures of speech make no event; an act of a state still does."""

from __future__ import annotations

REVIEW = """The Tarn 4 is a vacuum flask that wants to replace every other flask in the cupboard, and after six weeks in my rucksack it very nearly does.
The lid fights back at first, but the firm has agreed to send a softer seal to anyone who asks. Warm tea stayed warm for eleven hours on a windy ridge,
and the enamel shrugged off every attack of my keys. Some hikers have criticised its weight, and the shop refused to take mine back. The strap helps when
hands are cold. You can visit the workshop in Dundee, where Mrs Laird demands silence while the kettle sings. I would support any flask that lasts so long."""


def test_figures_of_speech_in_a_review_are_no_events(read_events):
    assert [(e.type, e.trigger) for e in read_events(REVIEW)] == []


def test_an_act_of_a_state_is_an_event_in_any_article(read_events):
    text = REVIEW + "\nIndia banned imports of enamel flasks from China on Monday."
    assert [e.type for e in read_events(text)] in (["COERCE"], ["SANCTION"])


def test_the_same_words_beside_politics_are_events(read_events):
    text = REVIEW.replace("Some hikers have criticised", "Opposition senators have criticised").replace("the shop refused", "the ministry refused")
    assert {"ACCUSE", "REJECT"} & {e.type for e in read_events(text)}


def test_advice_to_anybody_is_no_event(read_events):
    assert read_events("Before you visit Iran, a ministry in Paris has a leaflet for you.") == ()


def test_what_is_waited_for_has_not_happened(read_events):
    (release,) = [e for e in read_events("Turkey will not withdraw its troops unless Syria releases the prisoners.") if e.type == "RETREAT"]
    assert release.status == "hypothetical"
    (done,) = [e for e in read_events("The fighting in Chad went on until the rebels released the hostages.") if e.type == "RETREAT"]
    assert done.status == "actual"
