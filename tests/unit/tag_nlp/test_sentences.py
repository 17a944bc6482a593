"""Sentence boundaries by rule."""

from __future__ import annotations

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st

from presswatch.tag.nlp.sentences import find_sentence_starts

NLP = spacy.blank("en")


def split(text: str) -> list[str]:
    doc = NLP.make_doc(text)
    starts = find_sentence_starts(doc)
    ends = [*starts[1:], len(doc)] if starts else []
    return [doc[a:b].text.strip() for a, b in zip(starts, ends, strict=True)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The talks failed. Rain fell.", ["The talks failed.", "Rain fell."]),
        ("Gen. Omar Haddad met Sgt. Lena Voss.", ["Gen. Omar Haddad met Sgt. Lena Voss."]),
        ("He came at 5 p.m. The hall was empty.", ["He came at 5 p.m.", "The hall was empty."]),
        ("The U.S. Senate met.", ["The U.S. Senate met."]),
        ("It fell 3.5 percent. Shares rose.", ["It fell 3.5 percent.", "Shares rose."]),
        ('"Why?" Lena Voss asked. "Who knows?"', ['"Why?" Lena Voss asked.', '"Who knows?"']),
        ("“It is over.” He left.", ["“It is over.”", "He left."]),
        ("A headline without a stop\n\nThe first paragraph.", ["A headline without a stop", "The first paragraph."]),
        ("MARLO, Tesland (XNA) — Rebels left the town.", ["MARLO, Tesland (XNA) —", "Rebels left the town."]),
        ("The camp was safe, the army said; the rebels denied it.", ["The camp was safe, the army said;", "the rebels denied it."]),
        ("It hired Anna Berg, a doctor; Omar Haddad, a pilot; and Lena Voss.", ["It hired Anna Berg, a doctor; Omar Haddad, a pilot; and Lena Voss."]),
        ("“We have lost the town; we will be back for it,” he said.", ["“We have lost the town; we will be back for it,” he said."]),
        ("", []),
        ("\n\n", [""]),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    assert split(text) == expected


def test_no_sentence_crosses_a_blank_line() -> None:
    text = "one two\n\nthree. Four\n\n\nfive"
    assert all("\n\n" not in sentence for sentence in split(text))


@given(st.text(alphabet="Aab. ,\n\"'!?(1)U", max_size=60))
def test_starts_are_strictly_rising_and_begin_at_zero(text: str) -> None:
    doc = NLP.make_doc(text)
    starts = find_sentence_starts(doc)
    assert starts == sorted(set(starts))
    assert (starts[0] == 0) if len(doc) else starts == []
    assert all(start < len(doc) for start in starts)
