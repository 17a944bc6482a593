"""Whether an act happened, will, was ordered, denied, only imagined: status, polarity and certainty of wire sentences."""

from __future__ import annotations

import datetime as dt

import pytest

from presswatch.model.handover import Document


def surest(events):
    return max(events, key=lambda e: e.confidence)


@pytest.mark.parametrize(
    ("text", "kind", "status", "polarity"),
    [
        ("The president ordered troops to attack rebel positions in Mali.", "ASSAULT", "ordered", "affirmed"),
        ("The court ordered the arrest of the opposition leader.", "COERCE", "ordered", "affirmed"),
        ("Kenya has yet to withdraw its troops from Somalia.", "RETREAT", "actual", "negated"),
        ("Had Russia attacked Estonia, NATO would have responded.", "ASSAULT", "hypothetical", "affirmed"),
        ("France might impose sanctions on Mali.", "COERCE", "hypothetical", "affirmed"),
        ("Niger has not expelled the French ambassador.", "SANCTION", "actual", "negated"),
        ("The US warned that it could strike Iranian targets.", "THREATEN", "future", "affirmed"),
        ("It was unclear whether Syria had shelled the town.", "ASSAULT", "hypothetical", "affirmed"),
        ("Poland refused to send tanks to Ukraine.", "REJECT", "actual", "affirmed"),
        ("Moscow said it was ready to attack military targets in Kyiv.", "THREATEN", "actual", "affirmed"),
        ("The senator took to the radio on Friday to denounce the governor.", "ACCUSE", "actual", "affirmed"),
        ("The prime minister went on to accuse Chad of lying.", "ACCUSE", "actual", "affirmed"),
        ("The minister had the courage to demand that Russia leave Georgia.", "REQUEST", "actual", "affirmed"),
        ("The president avoided criticising Turkey.", "ACCUSE", "actual", "negated"),
        ("Philadelphia is fining protesters rather than arresting them.", "COERCE", "actual", "negated"),
        ("The envoy suggested banning the Serbian party.", "COERCE", "hypothetical", "affirmed"),
        ("The Chinese navy could be aimed at blocking Philippine ships.", "COERCE", "hypothetical", "affirmed"),
        ("The reporter asked if Mr Obi would support the Nigerian president.", "SUPPORT", "hypothetical", "affirmed"),
        ("Did Ethiopian soldiers attack the Kenyan village?", "ASSAULT", "hypothetical", "affirmed"),
        ("Rebels talked about killing the Kenyan president.", "ASSAULT", "hypothetical", "affirmed"),
    ],
)
def test_status_and_polarity_follow_from_how_an_act_is_told(read_events, text, kind, status, polarity):
    event = surest(read_events(text))
    assert (event.type, event.status, event.polarity) == (kind, status, polarity)


def test_an_order_to_others_stays_a_demand(read_events):
    event = surest(read_events("The UN ordered Israeli troops to leave Gaza."))
    assert (event.type, [r.country for r in event.recipients]) == ("REQUEST", ["ISR"])


def test_responsibility_that_is_claimed_is_claimed(read_events):
    event = surest(read_events("The group claimed responsibility for the bombing of the Turkish consulate."))
    assert (event.type, event.certainty) == ("ASSAULT", "claimed")


def test_a_denied_strike_counts_as_denied(read_events):
    event = surest(read_events("Iran denied carrying out the strike on the Saudi tanker."))
    assert (event.polarity, event.certainty) == ("negated", "denied")


def test_another_state_that_could_strike_does_not_threaten(read_events):
    assert "THREATEN" not in {e.type for e in read_events("Officials said the US could strike Iranian targets.")}


def test_talks_that_collapse_are_not_talks_held(read_events):
    assert {e.type for e in read_events("Talks between Chad and Niger collapsed.")} == {"SANCTION"}


@pytest.mark.parametrize("text", ["A planned attack on the German embassy was foiled.", "The attack on Kherson was averted.", "Plans to deploy German troops in Niger were shelved."])
def test_what_was_foiled_is_no_actual_act(read_events, text):
    assert not [e for e in read_events(text) if e.status == "actual" and e.polarity == "affirmed" and e.type in ("ASSAULT", "MOBILIZE")]


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("Qatar led a mediation effort between the Emirates and Saudi Arabia.", "third-party"),
        ("The Israeli army forced out more than 1,000 Palestinian refugees from their homes.", None),
        ("Border agents sexually abused Mexican migrants.", "sexual"),
    ],
)
def test_modes_are_told_by_words_and_never_made_up(read_events, text, mode):
    assert surest(read_events(text)).mode == mode


def test_who_is_cited_kills_nobody(read_events):
    for event in read_events("Sudan's army on Monday denied carrying out an air strike that residents said killed at least 23 people at a market in El Fasher."):
        assert "residents" not in {a.text for a in event.actors}
        assert event.polarity == "negated" or event.certainty in ("denied", "reported", "alleged")


def test_quakes_do_not_attack(read_events):
    assert not [e for e in read_events("A stronger quake killed 9,000 people in Nepal in 2015.") if e.type == "ASSAULT"]


def test_a_headline_infinitive_is_still_to_come(read_events):
    assert {e.status for e in read_events("Turkey to send drones to Somalia")} <= {"future"}


def test_days_of_dates_are_nobody(read_events):
    for event in read_events("The government ended fuel subsidies on January 1 and a report dated January 31 accuses three Philippine officials of fraud."):
        assert not {"1", "31"} & {side.text for side in (*event.actors, *event.recipients)}


def test_people_of_an_article_are_of_its_country(tagger):
    text = "Police in Accra arrested two editors on Monday. Ghana's president defended the raid. Ghanaian lawyers protested. Later that week, soldiers of the army arrested a third editor."
    events = tagger.annotate(Document(article_id="a", title=None, text=text, published_at=None, language="en"))._.events
    soldiers = [a for e in events for a in e.actors if a.text.startswith("soldiers")]
    assert soldiers and all(a.country == "GHA" for a in soldiers)


def test_an_act_that_the_next_sentence_takes_back_is_negated(read_events):
    taken_back = read_events("An earlier report said that the UN envoy to Mali had resigned. He has not. His office gave no comment.")
    kept = read_events("An earlier report said that the UN envoy to Mali had resigned. He has not left the country since.")
    assert [e.polarity for e in taken_back if e.type == "RETREAT"] == ["negated"]
    assert [e.polarity for e in kept if e.type == "RETREAT"] == ["affirmed"]


def test_the_day_of_a_denial_is_not_that_of_what_is_denied(tagger):
    document = Document(
        article_id="a1", title=None, text="Sudan's army on Monday denied carrying out an air strike in Kutum. Rebels attacked Kutum on Sunday.",
        published_at=dt.datetime(2028, 8, 21, 12, tzinfo=dt.UTC), language="en",
    )
    events = [e for e in tagger.annotate(document)._.events if e.type == "ASSAULT"]
    assert [e.time_start_at and e.time_start_at.day for e in events] == [None, 20]


def test_who_tells_of_an_accident_is_not_its_doer(read_events):
    text = "A storm hit the coast of Chile, and a train struck a lorry near Temuco in the dark, killing seven more, officials said on Saturday."
    assert not [a.text for e in read_events(text) for a in e.actors if "officials" in a.text]


def test_in_an_article_about_a_match_only_acts_of_states_count(read_events):
    sport = (
        "The striker scored twice in stoppage time and the goalkeeper saved a penalty as the visitors won the final of the cup. The coach praised his squad. "
        "Fans of the club filled the stadium for the match, the first of the season at home, and the captain lifted the trophy after the whistle. "
        '"They killed us on the break," he said. '
    )
    crime = "Police in Ghana arrested two journalists on Sunday."
    assert [e.type for e in read_events(sport)] == []
    assert [e.type for e in read_events(sport + crime)] == ["COERCE"]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Russia declared an Estonian consul persona non grata, two days after Tallinn ordered out a Russian diplomat.", "actual"),
        ("The Palestinian envoy called the veto shameful.", "actual"),
        ("Chad attacked the town, police said.", "actual"),
    ],
)
def test_an_order_told_beside_an_act_does_not_make_it_ordered(read_events, text, status):
    assert {event.status for event in read_events(text)} == {status}


@pytest.mark.parametrize(
    ("text", "recipient"),
    [
        ("Sudan's army accused the paramilitary Rapid Support Forces of the attack.", "the paramilitary Rapid Support Forces"),
        ("The talks nearly collapsed last week, when Moscow accused Ukraine of shelling the road.", "Ukraine"),
    ],
)
def test_whom_an_accusation_is_against_ends_before_what_it_says(read_events, text, recipient):
    (accusation,) = [e for e in read_events(text) if e.type == "ACCUSE"]
    assert [r.text for r in accusation.recipients] == [recipient]


def test_the_means_of_an_attack_are_not_its_actors(read_events):
    (event,) = read_events("A team came to Hodeidah in Yemen a day after explosions there killed six people.")
    assert event.type == "ASSAULT" and event.actors == ()


def test_who_is_to_blame_is_accused_and_accuses_nobody(read_events):
    (event,) = [e for e in read_events("China said that American drills were partly to blame for the tension.") if e.type == "ACCUSE"]
    assert ([a.country for a in event.actors], [r.country for r in event.recipients]) == ([], ["USA"])


def test_who_says_a_quotation_suffers_nothing_in_it(read_events):
    for event in read_events("“Yes, I support the French president,” Marta Lund, a Danish mayor, tells the paper."):
        assert "Marta Lund" not in {r.text for r in event.recipients}


def test_who_reports_an_explosion_did_not_cause_it(read_events):
    for event in read_events("A NATO spokesman said the explosion late on Thursday had destroyed the Afghan barracks."):
        assert event.type != "ASSAULT" or not event.actors


def test_a_town_before_an_attack_says_where_it_was(read_events):
    for event in read_events("The Paris attacks killed 130 people in November."):
        assert "FRA" not in {a.country for a in event.actors}


def test_who_is_praised_for_a_deed_did_it(read_events):
    (event,) = [e for e in read_events("The minister praised Turkey for condemning the coup in Mali.") if e.type == "ACCUSE"]
    assert [a.country for a in event.actors] == ["TUR"]


def test_he_takes_up_no_court(read_events):
    for event in read_events("The state court issued a warrant for Parham, and he was later charged with murder."):
        assert "court" not in " ".join(r.text for r in event.recipients)


def test_politicians_attack_each_other_with_words(read_events):
    assert {e.type for e in read_events("Barack Obama attacked Donald Trump as a con artist.")} == {"ACCUSE"}


def test_a_state_of_a_union_is_not_the_island_in_its_name(read_events):
    for event in read_events("The New Jersey governor criticised the US president on Monday."):
        assert "JEY" not in {a.country for a in event.actors}


def test_aid_that_is_sent_is_not_to_whom(read_events):
    (event,) = read_events("India sent doctors on Saturday.")
    assert event.recipients == ()


@pytest.mark.parametrize("text", ["The Tunisian editor's arrest drew thousands to the ministry.", "Her lawyer said the Tunisian editor's arrest was a mistake."])
def test_who_owns_an_arrest_is_the_one_arrested(read_events, text):
    (event,) = [e for e in read_events(text) if e.type == "COERCE"]
    assert ([a.country for a in event.actors], [r.country for r in event.recipients]) == ([], ["TUN"])


@pytest.mark.parametrize(
    "text",
    [
        "Moscow warned that it would respond if NATO deployed missiles in Finland.",
        "If NATO deployed missiles in Finland, Moscow would respond.",
        "Unless rebels seized the port, the army said, talks would go on.",
    ],
)
def test_what_a_condition_names_has_not_happened(read_events, text):
    assert not [e for e in read_events(text) if e.type in ("MOBILIZE", "ASSAULT") and e.status == "actual"]


def test_a_condition_without_if_puts_no_duty_on_anyone(read_events):
    assert "REQUEST" not in {e.type for e in read_events("Should NATO deploy missiles in Finland, Moscow will respond, the Kremlin said.")}


def test_what_stands_behind_a_semicolon_is_told_for_itself(read_events):
    event = next(e for e in read_events("Warsaw asked Berlin for reparations; Germany refused.") if e.type == "REJECT")
    assert (event.status, event.certainty) == ("actual", "certain")


@pytest.mark.parametrize(("text", "certainty"), [("Al-Shabaab claimed the bombing of a hotel in Mogadishu.", "claimed"), ("The blast claimed nine lives in Kabul.", "certain")])
def test_who_claims_an_attack_only_says_so(read_events, text, certainty):
    assert {e.certainty for e in read_events(text)} == {certainty}
