"""What the tagger takes for a name and is none, and names whose ends lie elsewhere."""

from __future__ import annotations

import numpy as np
import pytest
import spacy

from presswatch.model.handover import Document
from presswatch.tag.knowledge.base import KnowledgeBase
from presswatch.tag.mentions.doubts import is_no_name
from presswatch.tag.mentions.draft import make_draft
from presswatch.tag.mentions.features import extract_features
from presswatch.tag.mentions.find import find_mentions
from presswatch.tag.mentions.gazetteer import find_names
from presswatch.tag.mentions.lexicon import load_lexicon
from presswatch.tag.mentions.shortening import read_bracket
from presswatch.tag.mentions.tagger import LABELS, NameModel, load_model, tag_names
from presswatch.tag.mentions.tokens import TokenTable
from presswatch.tag.mentions.view import find_likely_runs, view_text

TEXT = (
    "Jane Oderbruck, QC, said Iodine was scarce. Iodine is sold by Tamsel Power Supply (\"TPS\") in Stockholm-\n\nThe U.S. Senate heard the "
    "\"Minister of Trade\", Bob Alder (R-Texas), on the pro-Tamsel plan."
)


def make_table(text: str) -> TokenTable:
    return TokenTable(spacy.blank("en").make_doc(text))


def read(text: str) -> set[str]:
    document = Document(article_id="a1", title=None, text=text, published_at=None, language="en")
    return {m.text for m in find_mentions(spacy.blank("en").make_doc(text), document, KnowledgeBase.load()) if m.sense not in ("role", "pronoun")}


def is_none(text: str, word: str, *, kind: str = "organisation", confidence: float = 0.8) -> bool:
    table = make_table(text)
    i = table.words.index(word)
    draft = make_draft(table, i, i, kind, confidence, "tagger", source="model")
    initial = [k == 0 or table.words[k - 1] == "." for k in range(len(table))]
    return is_no_name(table, draft, {w for w in table.words if w.islower()}, initial, load_lexicon(), load_model().common)


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("The lawyer, Jane Oderbruck, QC, spoke.", "QC", True),
        ("She named the banks, QC among them.", "QC", False),
        ("Iodine is scarce where iodine is not added to salt.", "Iodine", True),
        ("Iodine is scarce.", "Iodine", False),
        ("We play on Fri, Sat or Sun.", "Sun", True),
        ("We read the Sun every day.", "Sun", False),
    ],
)
def test_degrees_days_and_words_the_text_writes_small_are_no_names(text: str, word: str, expected: bool) -> None:
    assert is_none(text, word) is expected


def test_a_sure_name_stays_though_the_text_has_its_word_in_lower_case() -> None:
    assert not is_none("Green said the green paint was his.", "Green", kind="person", confidence=0.99)


def test_the_letter_of_a_party_is_no_part_of_the_state() -> None:
    found = read("Senator Bob Alder (R-Texas) voted against it, and so did Ann Ruvel (D-Ohio).")
    assert {"Texas", "Ohio"} <= found
    assert not {"R-Texas", "D-Ohio"} & found


def test_a_spacecraft_keeps_both_words_of_its_kind() -> None:
    assert "Space Shuttle Atlantis" in read("On Monday the crew of Space Shuttle Atlantis returned to Florida.")


@pytest.mark.parametrize(("text", "inner"), [("Tamsel Power (TP) fell", "TP"), ('Tamsel Power ("TP") fell', "TP"), ("Tamsel Power (of Alder) fell", None), ("Tamsel Power", None)])
def test_a_short_form_in_brackets_is_read_with_quotation_marks_or_without(text: str, inner: str | None) -> None:
    assert read_bracket(make_table(text), 1) == inner


def test_a_name_of_the_knowledge_base_ends_before_the_line_does() -> None:
    table = make_table("They met in Paris\n\nBerlin was silent. It was World War I.")
    found = {table.slice_text(m.first, m.last) for m in find_names(table, KnowledgeBase.load())}
    assert {"Paris", "Berlin"} <= found
    assert all(not name[-1].isspace() for name in found)


def test_the_tagger_adds_up_the_features_that_training_sees() -> None:
    """A tagger that keeps rows by group must decide as one whose weights are summed feature by feature."""
    kb, model = KnowledgeBase.load(), load_model()
    table = make_table(TEXT)
    view = view_text(table, kb, load_lexicon(), list(find_names(table, kb)), model.common)
    seen = sorted({f for run in view.runs for i in range(*run) for f in extract_features(view, i, run)})
    weights = np.random.default_rng(1).integers(-90, 90, (len(seen), len(LABELS))).astype(np.int8)
    plain = NameModel(
        index={f: i for i, f in enumerate(seen)}, emissions=weights, scale=0.01, transitions=model.transitions, start=model.start, end=model.end, common=model.common
    )
    bias = np.zeros((len(table), len(LABELS)), dtype=np.float32)
    for run in view.runs:
        for i in range(*run):
            bias[i] = sum(weights[plain.index[f]].astype(np.float32) for f in extract_features(view, i, run)) * np.float32(0.01)
    empty = NameModel(
        index={"b": 0}, emissions=np.zeros((1, len(LABELS)), np.int8), scale=1.0, transitions=model.transitions, start=model.start, end=model.end, common=model.common
    )
    expected = [(s.first, s.last, s.kind) for s in tag_names(view, empty, bias)]
    assert expected
    assert [(s.first, s.last, s.kind) for s in tag_names(view, plain)] == expected
    assert tag_names(view, plain) == tag_names(view, plain)


@pytest.mark.parametrize(("text", "runs"), [("Yet he spoke.", []), ("it rained on Monday", []), ("WHO spoke.", ["WHO"]), ("The Hague was quiet.", ["The Hague"])])
def test_words_of_grammar_and_days_by_themselves_are_not_looked_at(text: str, runs: list[str]) -> None:
    kb, model = KnowledgeBase.load(), load_model()
    table = make_table(text)
    view = view_text(table, kb, load_lexicon(), list(find_names(table, kb)), model.common)
    assert [table.slice_text(a, b - 1) for a, b in find_likely_runs(view, load_lexicon())] == runs


def test_years_before_an_era_are_no_province():
    assert "B.C." not in read("The first temple was built in 957 B.C. and burnt in 587 B.C. by an army from the east.")
    assert "B.C." in read("Fires in B.C. are worse than last year, officials in Canada said.")
