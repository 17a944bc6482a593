"""Texts that break off anywhere still give rows."""

from __future__ import annotations

import pytest

from presswatch.model.handover import Document


@pytest.mark.parametrize("length", [20, 31, 34, 37, 45])
def test_a_text_may_break_off_anywhere(tagger, length):
    text = "The minister said on Monday that he had spoken to reporters and to"[:length] + " said to"
    doc = tagger.annotate(Document(article_id="a", title=None, text=text, published_at=None, language="en"))
    assert all(row.sentence_end <= len(text) for row in doc._.events) and all(row.content_end <= len(text) for row in doc._.claims)
