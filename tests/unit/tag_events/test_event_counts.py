"""Victims and numbers: read where a sentence says them, bounded as it says, never added up or made up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presswatch.model.language import COUNT_BOUNDS, COUNTED
from presswatch.tag.events.lexicon import load_lexicon
from presswatch.tag.events.numbers import find_bound, load_counts, read_number


def surest(events):
    return max(events, key=lambda e: e.confidence)


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("Rebels attacked the army base in Mali, killing 12 soldiers and wounding at least 30.", {("killed", 12, "exact"), ("wounded", 30, "at_least")}),
        ("The blast in Quetta left 12 dead and 30 wounded, police said.", {("killed", 12, "exact"), ("wounded", 30, "exact")}),
        ("At least 12 people were killed and 45 others wounded in the attack on a mosque in Herat.", {("killed", 12, "at_least"), ("wounded", 45, "exact")}),
        ("Gunmen shot dead a policeman in Karachi.", {("killed", 1, "exact")}),
        ("Russia expelled twenty-one British diplomats.", {("expelled", 21, "exact")}),
        ("Some 5,000 people marched in Tbilisi against the government.", {("protesters", 5000, "about")}),
        ("Boko Haram kidnapped up to 300 schoolgirls in Nigeria.", {("abducted", 300, "at_most")}),
        ("Turkey sent two thousand troops to Libya.", {("troops", 2000, "exact")}),
        ("Dozens of civilians were killed when warplanes bombed a market in Idlib.", {("killed", None, "unknown")}),
        ("The Ethiopian army killed rebels in the valley.", set()),
        ("Kenya sent 40 trucks of maize to Somalia.", set()),
    ],
)
def test_numbers_are_read_where_they_are_said(read_events, text, counts):
    event = surest(read_events(text))
    assert {(c.what, c.number, c.bound) for c in event.counts} == counts


def test_a_count_names_its_words(read_events):
    text = "Police arrested 52 members of the opposition party in Harare."
    (count,) = surest(read_events(text)).counts
    assert text[count.start : count.end] == count.text == "52 members of the opposition party"


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("two dozen", 24), ("1,500", 1500), ("1.2 million", 1_200_000), ("three hundred and five", 305), ("two hundred thousand", 200_000), ("twenty-one", 21), ("a hundred", 100),
        ("many", None), ("", None), ("1.5", None),
    ],
)
def test_numbers_in_words_and_figures(words, number):
    assert read_number(words.split()) == number


@given(st.integers(min_value=0, max_value=9_999_999))
def test_every_figure_reads_as_itself(number):
    assert read_number([f"{number:,}"]) == number == read_number([str(number)])


@given(st.lists(st.sampled_from(["two", "dozen", "at", "least", "12", "and", "-", "x", "3.5", "million", "up", "to"]), max_size=6))
def test_any_words_give_a_number_or_none(words):
    assert read_number(words) is None or read_number(words) >= 0
    bound, start = find_bound(words, len(words))
    assert bound in COUNT_BOUNDS and 0 <= start <= len(words)


def test_the_table_of_counts_uses_known_names():
    raw = load_counts()
    assert set(raw["words"]) | set(raw["states"]) <= set(COUNTED)
    assert set(raw["bounds"]) <= set(COUNT_BOUNDS)
    assert set(raw["crowds"].split()) <= {e.type for e in load_lexicon().entries.values()}
