"""Labels that nobody wrote, and what a tagger learns of words from tagged texts."""

from __future__ import annotations

import numpy as np
import spacy

from presswatch.tag.knowledge.base import KnowledgeBase
from presswatch.tag.mentions.corpus import Labelled, Tagged
from presswatch.tag.mentions.silver import add_modifiers, swap_names
from presswatch.tag.mentions.tagger import LABELS, load_model
from presswatch.tag.mentions.train import average, collect_common


def tag_words(name: str, words: str) -> Tagged:
    """Return a text from "word/TAG word/TAG"."""
    text, tags = "", []
    for piece in words.split():
        word, _, tag = piece.rpartition("/")
        tags.append((len(text), len(text) + len(word), tag))
        text += word + " "
    return Labelled(name, text, ()), tags


def test_words_are_common_that_tagged_texts_have_in_lower_case_and_not_as_names() -> None:
    texts = [tag_words("a", "the/DET green/ADJ river/NOUN"), tag_words("b", "Green/PROPN said/VERB wai/PROPN River/PROPN Inn/PROPN inn/NOUN Inn/PROPN")]
    assert {"the", "said"} <= collect_common(texts)
    assert not {"wai", "inn", "green"} & collect_common(texts)


def test_names_that_only_describe_a_noun_are_added_and_labels_stay() -> None:
    words = "The/DET musician/NOUN Marta/PROPN Oderbruck/PROPN thanked/VERB the/DET mayor/NOUN in/ADP Lisbon/PROPN on/ADP Monday/PROPN"
    text, tags = tag_words("a", words)
    start = text.text.index("Lisbon")
    labelled = Labelled("a", text.text, ((start, start + 6, "ORG"),))
    filled, other = add_modifiers([labelled, Labelled("b", "Lisbon", ())], {"a": (text, tags)}, load_model(), spacy.blank("en"), KnowledgeBase.load())
    assert {(filled.text[a:b], kind) for a, b, kind in filled.spans} == {("Marta Oderbruck", "PER"), ("Lisbon", "ORG")}
    assert other.spans == ()


def test_swapped_names_stand_where_their_spans_say() -> None:
    text = Labelled("a", "Ines Vale met Vale and Tom Roe in Lisbon.", ((0, 9, "PER"), (14, 18, "PER"), (23, 30, "PER"), (34, 40, "LOC")))
    (swapped,) = swap_names([text], KnowledgeBase.load(), 3)
    full, short, *_ = [swapped.text[a:b] for a, b, _ in swapped.spans]
    assert full != "Ines Vale"
    assert full.endswith(short)
    assert swap_names([text], KnowledgeBase.load(), 3) == [swapped]


def test_the_mean_of_two_taggers_counts_a_missing_feature_as_nothing() -> None:
    n = len(LABELS)
    one = (["a", "b"], np.full((2, n), 2.0), np.ones((n, n)), np.ones(n), np.ones(n))
    two = (["b", "c"], np.full((2, n), 4.0), np.zeros((n, n)), np.zeros(n), np.ones(n))
    features, emissions, transitions, start, end = average([one, two])
    assert features == ["a", "b", "c"]
    assert emissions[:, 0].tolist() == [1.0, 3.0, 2.0]
    assert transitions[0, 0] == 0.5
    assert start[0] == 0.5
    assert end[0] == 1.0
