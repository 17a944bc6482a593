"""Whether a text is English enough for the English rules."""

from __future__ import annotations

import pytest
import spacy

from presswatch.tag.nlp.language_check import is_english

NLP = spacy.blank("en")
ENGLISH = "The minister said on Monday that the talks with the unions had failed and that a strike was likely by the end of the week."
GERMAN = "Der Minister sagte am Montag, dass die Gespräche mit den Gewerkschaften gescheitert seien und ein Streik bis Ende der Woche drohe."


@pytest.mark.parametrize(("text", "stated", "expected"), [(ENGLISH, None, True), (GERMAN, None, False), (GERMAN, "en-GB", True), (ENGLISH, "de", False), ("", None, False)])
def test_the_stated_language_wins_over_the_words(text: str, stated: str | None, expected: bool) -> None:
    assert is_english(NLP.make_doc(text), stated) is expected
