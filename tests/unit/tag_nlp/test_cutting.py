"""A text is cut as spaCy cuts it, whatever was cut before."""

from __future__ import annotations

import pytest
import spacy

from presswatch.tag.nlp import cutting
from presswatch.tag.nlp.cutting import Cutter

TEXTS = (
    "The U.S. army (and Lt. Berg's men) didn't leave;  they're \"here\", e.g. in the north-west.\n\nIt cost $5m, he said.",
    "\"Don't,\" said (Mr. Berg's) men in the U.S.; \"we're here!\" 3km/h…  the north-west's :)",
    "",
    " \n ",
)


@pytest.mark.parametrize("most", [60_000, 4])
def test_tokens_are_those_of_spacy(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr(cutting, "_MOST_PIECES", most)
    cut = Cutter(spacy.blank("en").tokenizer)
    for text in (*TEXTS, *TEXTS[::-1]):
        alone = spacy.blank("en").tokenizer(text)
        assert [(token.text, token.norm_, token.whitespace_) for token in cut(text)] == [(token.text, token.norm_, token.whitespace_) for token in alone]
