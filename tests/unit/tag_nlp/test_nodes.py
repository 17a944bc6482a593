"""Nodes say what spaCy's tokens say."""

from __future__ import annotations

import pytest
from spacy.language import Language

from presswatch.tag.nlp.syntax import Syntax
from presswatch.tag.nlp.weights import load_bundled
from presswatch.tag.nodes import read_nodes

TEXT = """Officials would not say that the depot could have been attacked by rebels, who had denied it. No one was hurt, police said.

The end. """


@pytest.fixture(scope="module")
def language() -> Language:
    return load_bundled()


def test_nodes_hold_what_tokens_hold(language: Language) -> None:
    doc = Syntax(language)(language.make_doc(TEXT))
    nodes = read_nodes(doc)
    assert len(nodes) == len(doc) > 25
    for token, node in zip(doc, nodes, strict=True):
        assert (token.i, token.idx, token.idx + len(token)) == (node.i, node.start, node.end)
        assert (token.lower_, token.lemma_.lower(), token.pos_, token.tag_, token.dep_) == (node.lower, node.lemma, node.pos, node.tag, node.dep)
        assert str(token.morph) == node.morph.removeprefix("_")
        assert token.head.i == node.head.i
        assert [child.i for child in token.children] == [child.i for child in node.children]
        assert [word.i for word in token.sent] == [word.i for word in node.sentence]


def test_nodes_are_made_once(language: Language) -> None:
    doc = Syntax(language)(language.make_doc("Rebels left."))
    assert read_nodes(doc) is read_nodes(doc)
