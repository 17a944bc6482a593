"""The short ways through the bundled pipeline give what spaCy's own components give."""

from __future__ import annotations

import numpy as np
import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from presswatch.tag.nlp import vectors
from presswatch.tag.nlp.weights import PIPELINE, load_bundled, prepare_models

TEXTS = (
    "The army said the army had left the towns it was shelling .",
    "Their envoys were told so .",
    "\"He'll go to Kharkov-2 ,\" 3,400 of us thought !",
    "Yes",
)


@pytest.fixture(scope="module")
def plain() -> Language:
    language = spacy.load(PIPELINE)
    prepare_models(language)
    return language


def read_vectors(language: Language, docs: list[Doc]) -> list[np.ndarray]:
    return language.get_pipe("tok2vec").predict(docs)  # type: ignore[attr-defined, no-any-return]


def make_docs(language: Language) -> list[Doc]:
    return [Doc(language.vocab, words=text.split()) for text in TEXTS]


@pytest.mark.parametrize("most", [20_000, 20, 2])
def test_vectors_are_those_of_the_layers_they_stand_for(plain: Language, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr(vectors, "_MOST_WORDS", most)
    short = spacy.load(PIPELINE)
    prepare_models(short)
    vectors.shorten_vectors(short)
    for _ in range(2):
        mine, theirs = read_vectors(short, make_docs(short)), read_vectors(plain, make_docs(plain))
        for one, other in zip(mine, theirs, strict=True):
            np.testing.assert_allclose(one, other, rtol=1e-4, atol=1e-4)


def test_vectors_do_not_depend_on_what_was_read_before() -> None:
    first, second = (spacy.load(PIPELINE) for _ in range(2))
    for language in (first, second):
        prepare_models(language)
        vectors.shorten_vectors(language)
    read_vectors(second, make_docs(second)[1:])
    for one, other in zip(read_vectors(first, make_docs(first)), read_vectors(second, make_docs(second)), strict=True):
        np.testing.assert_array_equal(one, other)


def test_tags_features_and_lemmas_are_those_of_the_components_they_stand_for(plain: Language) -> None:
    language = load_bundled()
    for text in TEXTS:
        mine, theirs = (nlp(Doc(nlp.vocab, words=text.split())) for nlp in (language, plain))
        assert [(t.tag_, t.pos_, str(t.morph), t.lemma_, t.dep_, t.head.i) for t in mine] == [
            (t.tag_, t.pos_, str(t.morph), t.lemma_, t.dep_, t.head.i) for t in theirs
        ]
        assert all(t.tag_ and t.pos_ and t.lemma_ for t in mine)
