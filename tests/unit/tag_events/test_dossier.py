"""Whom an article's names, pronouns and common nouns belong to: what stands beside a name once holds for the whole article."""

from __future__ import annotations

import pytest


def find(read_events, text, kind):
    return next(e for e in read_events(text) if e.type == kind)


@pytest.mark.parametrize(
    ("introduction", "country"),
    [
        ("Zambia's former mines minister, Chanda Mulubwa, was in the dock.", "ZMB"),
        ("The trial of Chanda Mulubwa, a former minister in Zambia, began in May.", "ZMB"),
        ("Zambian lawmaker Chanda Mulubwa spoke to nobody.", "ZMB"),
    ],
)
def test_a_name_keeps_the_country_that_stood_beside_it(read_events, introduction, country):
    event = find(read_events, f"{introduction}\n\nPolice arrested Mulubwa in April.", "COERCE")
    assert [r.country for r in event.recipients] == [country]


def test_a_pronoun_has_the_country_of_the_person_it_stands_for(read_events):
    text = "Ana Torvik, the Norwegian diplomat, died on Tuesday. In 1994 she was kidnapped by rebels in Liberia."
    assert [r.country for r in find(read_events, text, "ASSAULT").recipients] == ["NOR"]


@pytest.mark.parametrize("introduction", ["Zambia criticised lawmaker Chanda Mulubwa.", "Zambia's rival Chanda Mulubwa smiled.", "Zambia met envoy Chanda Mulubwa."])
def test_a_country_beside_a_name_that_is_not_its_own_tells_nothing(read_events, introduction):
    event = find(read_events, f"{introduction}\n\nRebels kidnapped Mulubwa.", "ASSAULT")
    assert "ZMB" not in [r.country for r in event.recipients]


def test_those_told_of_by_the_same_noun_are_the_same(read_events):
    text = "Gunmen abducted two Danish nurses near a lake. A week later the nurses were released."
    assert [r.country for r in find(read_events, text, "RETREAT").recipients] == ["DNK"]


def test_them_in_an_added_clause_are_those_the_main_clause_dealt_with(read_events):
    text = "Peru expelled two Bolivian diplomats on Friday, accusing them of spying."
    assert [r.country for r in find(read_events, text, "ACCUSE").recipients] == ["BOL"]


def test_who_is_never_a_body(read_events):
    text = "A Pakistani woman linked to Al-Qaeda who shot at American officers was arrested."
    assert [a.country for a in find(read_events, text, "ASSAULT").actors] == ["PAK"]


def test_a_time_within_a_demand_dates_what_is_demanded(read_events):
    event = find(read_events, "The opposition urged supporters to gather outside parliament on May 3, 2021.", "REQUEST")
    assert event.time_start_at is None


def test_what_nobody_announces_is_no_threat(read_events):
    kinds = {e.type for e in read_events("A rally against the junta is to be held in Accra on Monday.")}
    assert "THREATEN" not in kinds
