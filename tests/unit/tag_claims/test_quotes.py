"""Quotation marks and their pairs."""

from __future__ import annotations

from itertools import pairwise

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from presswatch.tag.claims.quotes import find_quotes
from presswatch.tag.nodes import read_text

NLP = spacy.blank("en")


def quoted(text: str) -> list[str]:
    doc = read_text(NLP.make_doc(text))
    return [doc[quote.start : quote.end].text for quote in find_quotes(doc)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"Yes," she said. "No."', ['"Yes,"', '"No."']),
        ("“Yes,” she said. “No.”", ["“Yes,”", "“No.”"]),
        ("''Yes,'' she said.", ["''Yes,''"]),
        ("‘It’s late,’ she said.", ["‘It’s late,’"]),
        ("It's the firm's plan.", []),
    ],
)
def test_marks_are_paired(text: str, expected: list[str]) -> None:
    assert quoted(text) == expected


def test_an_open_quotation_goes_on_in_the_next_paragraph() -> None:
    doc = read_text(NLP.make_doc("“We stay here for good.\n\n“We are many.”"))
    assert [quote.continues for quote in find_quotes(doc)] == [True, False]


@given(st.text(alphabet="ab \n\"“”'‘’.", max_size=50))
def test_quotations_never_overlap(text: str) -> None:
    quotes = find_quotes(read_text(NLP.make_doc(text)))
    assert all(first.end <= second.start for first, second in pairwise(quotes))
