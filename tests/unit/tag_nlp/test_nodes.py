"""The plain words of a text say what spaCy's tokens and spans say."""

from __future__ import annotations

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from presswatch.tag.nlp.syntax import Syntax
from presswatch.tag.nlp.weights import load_bundled
from presswatch.tag.nodes import read_text

TEXT = """Officials would not say that the depot could have been attacked by rebels, who had denied it. "No one was hurt," 3 officers said.

The end... """


@pytest.fixture(scope="module")
def language() -> Language:
    return load_bundled()


@pytest.fixture(scope="module")
def doc(language: Language) -> Doc:
    return Syntax(language)(language.make_doc(TEXT))


def test_nodes_hold_what_tokens_hold(doc: Doc) -> None:
    text = read_text(doc)
    assert len(text) == len(doc) > 25 and text.text == doc.text
    for token, node in zip(doc, text, strict=True):
        assert (token.i, token.idx, token.idx + len(token)) == (node.i, node.start, node.end)
        assert (token.lower_, token.lemma_.lower(), token.pos_, token.tag_, token.dep_) == (node.lower, node.lemma, node.pos, node.tag, node.dep)
        assert str(token.morph) == node.morph.removeprefix("_")
        assert (bool(token.whitespace_), token.is_space, token.is_punct, token.like_num) == (node.spaced, node.is_space, node.is_punct, node.like_num)
        assert token.head.i == node.head.i
        assert [child.i for child in token.children] == [child.i for child in node.children]
        assert (token.left_edge.i, token.right_edge.i) == (node.left_edge.i, node.right_edge.i)
        assert [word.i for word in token.sent] == [word.i for word in node.sentence]
        assert [token.is_ancestor(other) for other in token.sent] == [node.is_ancestor(other) for other in node.sentence]


def test_runs_are_cut_and_headed_like_spans(doc: Doc) -> None:
    text = read_text(doc)
    for start in range(len(doc)):
        for end in range(start + 1, len(doc) + 1):
            span, run = doc[start:end], text[start:end]
            assert (span.text, span.start_char, span.end_char) == (run.text, run.start_char, run.end_char)
            assert span.root.i == run.root.i
            assert [word.i for word in span[1:-1]] == [word.i for word in run[1:-1]]
            covered = text.cover(run.start_char, run.end_char)
            assert (covered.start, covered.end) == (start, end)
    assert len(text[5:3]) == 0 and text[-1].i == len(doc) - 1


def test_a_range_of_characters_is_covered_by_whole_words(doc: Doc) -> None:
    text = read_text(doc)
    place = TEXT.index("epot could hav")
    assert text.cover(place, place + 14).text == "depot could have"


def test_sentences_say_whether_they_were_parsed(language: Language) -> None:
    doc = Syntax(language, lambda doc, ranges: [start == 0 for start, _ in ranges])(language.make_doc("Rebels left. It rained."))
    assert [(sentence.text, sentence.parsed) for sentence in read_text(doc).sentences] == [("Rebels left.", True), ("It rained.", False)]


def test_a_text_is_read_once(doc: Doc, language: Language) -> None:
    assert read_text(doc) is read_text(doc)
    assert len(read_text(language.make_doc(""))) == 0
