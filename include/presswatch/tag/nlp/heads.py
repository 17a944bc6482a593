"""The component `presswatch_heads`: tags, word classes, features and lemmas of the bundled pipeline, read off the shared vectors in one product.

It stands in for spaCy's tagger, morphologizer and edit-tree lemmatizer and gives what they give; those make a product and a walk over
all tokens each, and the last applies the tree of edits twice to every word of every text. This module doesn't train (see `train`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.attrs import LEMMA, MORPH, ORTH, POS, TAG
from spacy.language import Language
from spacy.tokens import Doc

_ATTRIBUTES = [TAG, POS, MORPH, LEMMA]
_REPLACED = ("tagger", "morphologizer", "trainable_lemmatizer")
_MOST_LEMMAS = 100_000

Codes = NDArray[np.uint64]


class Heads:
    """Callable component: needs the vectors in `doc.tensor`, which the component `tok2vec` leaves there."""

    def __init__(self, language: Language) -> None:
        tagger, morphologizer, lemmatizer = (language.get_pipe(name) for name in _REPLACED)
        self._strings = language.vocab.strings
        self._trees: Any = lemmatizer.trees  # type: ignore[attr-defined]
        self._tree_of: tuple[int, ...] = lemmatizer.labels  # type: ignore[attr-defined]
        self._tags = np.array([self._strings[label] for label in tagger.labels], dtype="uint64")  # type: ignore[attr-defined]
        config, labels = morphologizer.cfg, morphologizer.labels  # type: ignore[attr-defined]
        self._classes = np.array([config["labels_pos"].get(label, 0) for label in labels], dtype="uint64")
        self._features = np.array([language.vocab.morphology.add(config["labels_morph"].get(label, 0)) for label in labels], dtype="uint64")
        outputs = [pipe.model.layers[-1].layers[0] for pipe in (tagger, morphologizer, lemmatizer)]  # type: ignore[attr-defined]
        self._weights = np.concatenate([output.get_param("W") for output in outputs]).T
        self._bias = np.concatenate([output.get_param("b") for output in outputs])
        self._cuts = np.cumsum([output.get_dim("nO") for output in outputs])[:-1]
        self._lemmas: dict[tuple[int, int], int] = {}  # by word and label: the same words come again in every text

    def __call__(self, doc: Doc) -> Doc:
        """Annotate one Doc."""
        self.set_annotations([doc], self.predict([doc]))
        return doc

    def predict(self, docs: Sequence[Doc]) -> Codes:
        """Return spaCy's codes of tag, word class, features and lemma, one row per token of all Docs."""
        scores = np.concatenate([doc.tensor for doc in docs]) @ self._weights
        scores += self._bias
        tags, features, labels = (part.argmax(axis=1) for part in np.split(scores, self._cuts, axis=1))
        words = np.concatenate([doc.to_array(ORTH) for doc in docs]).tolist()
        lemmas = [self._lemmas.get(pair) or self._find_lemma(*pair) for pair in zip(words, labels.tolist(), strict=True)]
        return np.stack([self._tags[tags], self._classes[features], self._features[features], np.array(lemmas, dtype="uint64")], axis=1)

    def set_annotations(self, docs: Sequence[Doc], codes: Codes) -> None:
        """Write what `predict` returned to the Docs."""
        start = 0
        for doc in docs:
            doc.from_array(_ATTRIBUTES, codes[start : start + len(doc)])  # type: ignore[arg-type]  # spaCy's stub names its own array type
            start += len(doc)

    def _find_lemma(self, word: int, label: int) -> int:
        if len(self._lemmas) >= _MOST_LEMMAS:
            self._lemmas.clear()
        lemma = self._trees.apply(self._tree_of[label], self._strings[word])
        found = self._lemmas[word, label] = word if lemma is None else self._strings.add(lemma)  # a tree that doesn't fit leaves the word
        return found


@Language.factory("presswatch_heads")
def make_heads(nlp: Language, name: str) -> Heads:
    """Make the component from those that it replaces, which the pipeline must still have."""
    return Heads(nlp)


def join_heads(language: Language) -> None:
    """Put this component in the place of those that it replaces."""
    language.add_pipe("presswatch_heads", after=_REPLACED[-1])
    for name in _REPLACED:
        language.remove_pipe(name)
