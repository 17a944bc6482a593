"""Trees in the ClearNLP scheme become Universal Dependencies."""

from __future__ import annotations

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from presswatch.tag.nlp.universal import convert_tree, needs_conversion
from presswatch.tag.nlp.weights import load_bundled

NLP = spacy.blank("en")


def build(rows: list[tuple[str, str, int, str, str]]) -> Doc:
    words, pos, heads, labels, lemmas = (list(column) for column in zip(*rows, strict=True))
    return Doc(NLP.vocab, words=words, pos=pos, heads=heads, deps=labels, lemmas=lemmas)


def show(doc: Doc) -> dict[str, tuple[str, str]]:
    return {token.text: (token.dep_, token.head.text) for token in doc}


def test_the_noun_becomes_head_of_its_prepositional_phrase() -> None:
    doc = build(
        [
            ("Soldiers", "NOUN", 2, "nsubjpass", "soldier"),
            ("were", "AUX", 2, "auxpass", "be"),
            ("killed", "VERB", 2, "ROOT", "kill"),
            ("by", "ADP", 2, "agent", "by"),
            ("rebels", "NOUN", 3, "pobj", "rebel"),
            ("in", "ADP", 2, "prep", "in"),
            ("Marlo", "PROPN", 5, "pobj", "Marlo"),
        ]
    )
    tree = show(convert_tree(doc))
    assert tree["Soldiers"] == ("nsubj:pass", "killed") and tree["were"] == ("aux:pass", "killed")
    assert tree["rebels"] == ("obl:agent", "killed") and tree["by"] == ("case", "rebels")
    assert tree["Marlo"] == ("obl", "killed") and tree["in"] == ("case", "Marlo")


def test_the_predicate_becomes_head_of_a_copular_clause() -> None:
    doc = build([("She", "PRON", 1, "nsubj", "she"), ("is", "AUX", 1, "ROOT", "be"), ("angry", "ADJ", 1, "acomp", "angry")])
    tree = show(convert_tree(doc))
    assert tree == {"She": ("nsubj", "angry"), "is": ("cop", "angry"), "angry": ("ROOT", "angry")}


def test_to_marks_its_infinitive() -> None:
    doc = build(
        [
            ("They", "PRON", 1, "nsubj", "they"),
            ("plan", "VERB", 1, "ROOT", "plan"),
            ("to", "PART", 3, "aux", "to"),
            ("leave", "VERB", 1, "xcomp", "leave"),
            ("it", "PRON", 3, "dobj", "it"),
        ]
    )
    tree = show(convert_tree(doc))
    assert tree["to"] == ("mark", "leave") and tree["it"] == ("obj", "leave")


def test_only_the_other_scheme_is_converted() -> None:
    other = Language()
    other.add_pipe("parser").add_label("dobj")  # type: ignore[attr-defined]
    assert needs_conversion(other) and not needs_conversion(load_bundled())
