"""Countries that a side's own words don't tell, lists, owners, shared objects, and threats told as what could follow."""

from __future__ import annotations

import pytest


def surest(events):
    return max(events, key=lambda e: e.confidence)


def countries(sides):
    return {s.country for s in sides}


@pytest.mark.parametrize(
    ("text", "kind", "doers", "recipients"),
    [
        ("Rebels killed nine villagers in Mali on Tuesday.", "ASSAULT", {"MLI"}, {"MLI"}),
        ("Peruvian police arrested two union leaders on Sunday.", "COERCE", {"PER"}, {"PER"}),
        ("Serbian officers shot dead three ethnic Albanians in a village in southern Serbia.", "ASSAULT", {"SRB"}, {"SRB"}),
        ("Chad, Niger, Togo and Benin welcomed a deal between Japan and Jordan.", "SUPPORT", {"TCD", "NER", "TGO", "BEN"}, {"JPN", "JOR"}),
        ("Kenya arrested and deported the envoy of Chad.", "COERCE", {"KEN"}, {"TCD"}),
        ("A Kenyan court has freed on bail two former ministers.", "RETREAT", {"KEN"}, {"KEN"}),
        ("Austrian hackers broke into the computers of Polish army officers.", "COERCE", {"AUT"}, {"POL"}),
        ("The Druze leaders said their fighters had attacked a Syrian army convoy.", "ASSAULT", {None}, {"SYR"}),
    ],
)
def test_countries_follow_from_what_stands_around(read_events, text, kind, doers, recipients):
    event = surest(read_events(text))
    assert event.type == kind
    assert countries(event.recipients) == recipients
    if doers != {None}:
        assert countries(event.actors) == doers


def test_a_found_home_is_named_in_the_rule(read_events):
    assert surest(read_events("Rebels killed nine villagers in Mali on Tuesday.")).rule.endswith("+place")


def test_gunmen_do_not_take_the_country_of_whom_they_shoot(read_events):
    event = surest(read_events("Gunmen killed two Danish soldiers on Friday."))
    assert countries(event.actors) <= {None}


@pytest.mark.parametrize("text", ["An anti-Syrian writer was killed on Monday.", "A Russian-backed militia attacked a village in Chad."])
def test_for_or_against_whom_one_is_is_not_where_one_belongs(read_events, text):
    event = surest(read_events(text))
    assert not countries((*event.actors, *event.recipients)) & {"SYR", "RUS"}


def test_an_envoy_of_the_united_nations_acts_for_them(read_events):
    event = surest(read_events("U.N. envoy Ana Ruiz met the Sudanese president in Khartoum."))
    assert countries(event.actors) <= {"IGO", "UNO"} and event.actors


def test_protesters_address_the_state_that_they_protest_against(read_events):
    event = surest(read_events("Bolivian miners began a hunger strike in protest against abuses by Chilean troops."))
    assert (event.type, countries(event.recipients)) == ("PROTEST", {"CHL"})


def test_its_own_troops_are_not_to_whom_it_is_done(read_events):
    event = surest(read_events("Syria says it is willing to withdraw its troops from Lebanon."))
    assert "its troops" not in {r.text for r in event.recipients}


def test_who_must_give_way_is_threatened(read_events):
    event = surest(read_events("Eritrea has threatened to close the border if Ethiopia sends more troops."))
    assert (event.type, countries(event.recipients)) == ("THREATEN", {"ETH"})


@pytest.mark.parametrize(
    ("text", "doers", "recipients", "status"),
    [
        ("Oslo told Lima that new tariffs could follow within weeks.", {"NOR"}, {"PER"}, "hypothetical"),
        ("France warned that sanctions against Mali would follow.", {"FRA"}, {"MLI"}, "future"),
        ("Sanctions on Russian banks will follow, the French president said.", {"FRA"}, {"RUS"}, "future"),
    ],
)
def test_penalties_that_could_follow_are_threats(read_events, text, doers, recipients, status):
    (event,) = read_events(text)
    assert (event.type, countries(event.actors), countries(event.recipients), event.status) == ("THREATEN", doers, recipients, status)


def test_a_penalty_that_will_not_follow_is_no_threat(read_events):
    assert not [e for e in read_events("Oslo told Lima that no tariffs would not follow.") if e.rule.startswith("threaten.penalty")]


@pytest.mark.parametrize(
    "text",
    [
        "Estonia accused Russia of attacking a ship in the Baltic Sea, according to a UN panel.",
        "Iran attacked a ship in the Gulf of Oman, the US navy said.",
        "A ship was attacked in the Baltic Sea, a NATO spokesman said.",
    ],
)
def test_a_sea_is_no_recipient_and_who_is_cited_is_no_actor(read_events, text):
    for event in read_events(text):
        assert not {"the Baltic Sea", "Baltic Sea", "Oman", "the Gulf of Oman"} & {r.text for r in event.recipients}
        assert not countries(event.actors) & {"USA", "IGO", "UNO"}


def test_who_cites_another_still_does_what_they_say(read_events):
    event = surest(read_events("Police in Kenya, citing Interpol, said they had arrested two Somali men."))
    assert (event.type, countries(event.actors), countries(event.recipients)) == ("COERCE", {"KEN"}, {"SOM"})


def test_rebels_of_a_country_defy_its_president(read_events):
    event = surest(read_events("Rebels in the Ivory Coast on Wednesday dismissed an appeal from President Laurent Kone to lay down their arms."))
    assert (event.type, countries(event.recipients)) == ("REJECT", {"CIV"})


def test_us_is_a_country_and_no_pronoun(read_events):
    event = surest(read_events("The Red Cross said US and British forces must ensure security in the port."))
    assert (event.type, countries(event.recipients)) == ("REQUEST", {"USA", "GBR"})


def test_where_ministers_will_meet_is_no_side(read_events):
    (event,) = read_events("The foreign ministers of Armenia and Azerbaijan will meet in Geneva on 4 May.")
    assert [(side.text, side.country) for side in event.actors] == [("The foreign ministers of Armenia and Azerbaijan", "ARM"), ("The foreign ministers of Armenia and Azerbaijan", "AZE")]
    assert event.recipients == ()
    assert [place.text for place in event.places] == ["Geneva"]


def test_who_stands_accused_accuses_nobody(read_events):
    (event,) = read_events("The Kenyan minister stood accused of fraud.")
    assert event.type == "ACCUSE" and event.actors == ()
    assert [side.country for side in event.recipients] == ["KEN"]


def test_a_place_is_no_second_side(read_events):
    events = read_events("Jakarta forced the relief agency, the Red Cross, out of the country.")
    assert all(recipient.text != "the country" for event in events for recipient in event.recipients)


def test_a_border_suffers_nothing_but_tells_against_whom_troops_are_massed(read_events):
    attack = read_events("Burmese troops captured part of a rebel stronghold on the Thai border.")
    massing = read_events("China massed troops along the Indian border.")
    assert {r.country for e in attack for r in e.recipients} == {None}
    assert {r.country for e in massing for r in e.recipients} == {"IND"}


def test_what_somebody_is_called_is_no_side(read_events):
    [event] = read_events("The Tunisian president called the Moroccan minister a liar.")
    assert [r.text for r in event.recipients] == ["the Moroccan minister"]
