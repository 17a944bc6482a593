"""The component `presswatch_syntax`: sentences by rule, then tags, lemmas and dependencies for the sentences worth parsing.

This module cuts a text into sentences, hands those that `choose` picks to the trained pipeline and writes its annotation back to the one Doc.
It owns neither weights (see `weights`) nor the choice of sentences (see `pipeline`). All sentences of one text make one batch, so that
what is predicted for a text never depends on the texts read beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from spacy.attrs import DEP, HEAD, IS_SPACE, LEMMA, MORPH, ORTH, POS, SENT_START, SPACY, TAG
from spacy.language import Language
from spacy.pipeline import TrainablePipe
from spacy.tokens import Doc

from presswatch.tag import extensions
from presswatch.tag.nlp.heads import Heads
from presswatch.tag.nlp.sentences import find_sentence_starts
from presswatch.tag.nlp.universal import convert_tree, needs_conversion

extensions.register()

Range = tuple[int, int]
Choose = Callable[[Doc, Sequence[Range]], Sequence[bool]]

_ATTRIBUTES = [TAG, POS, MORPH, LEMMA, DEP, HEAD]
_LONGEST = 150  # tokens; longer "sentences" are tables and lists, on which a parser only loses time


class Syntax:
    """Callable component: Doc in, the same Doc out, with sentences set and chosen sentences parsed."""

    def __init__(self, language: Language, choose: Choose | None = None) -> None:
        self._language = language
        self._choose = choose
        self._converts = needs_conversion(language)

    def __call__(self, doc: Doc) -> Doc:
        """Set sentence boundaries on `doc` and parse what was chosen; fills `doc._.parsed_sentences`."""
        starts = find_sentence_starts(doc)
        ranges = list(zip(starts, [*starts[1:], len(doc)], strict=True))
        chosen = self._choose(doc, ranges) if self._choose else [True] * len(ranges)
        wanted = [(a, b) for (a, b), take in zip(ranges, chosen, strict=True) if take and b - a <= _LONGEST]
        parsed = set(wanted)
        if wanted:
            self._parse(doc, wanted)
        if starts:
            _set_boundaries(doc, starts)
        doc._.parsed_sentences = tuple(r in parsed for r in ranges)
        return doc

    def split(self, doc: Doc) -> Doc:
        """Set sentence boundaries only, for texts that the trained pipeline can't parse."""
        starts = find_sentence_starts(doc)
        if starts:
            _set_boundaries(doc, starts)
        doc._.parsed_sentences = (False,) * len(starts)
        return doc

    def _parse(self, doc: Doc, ranges: Sequence[Range]) -> None:
        vocab = self._language.vocab
        words, spaced, blank = doc.to_array([ORTH, SPACY, IS_SPACE]).T.tolist()
        tokens, pieces = [], []
        for start, end in ranges:
            inside = [i for i in range(start, end) if not blank[i]]
            if inside:
                tokens += inside
                spaces = [bool(spaced[i]) for i in inside]
                pieces.append(Doc(vocab, words=[words[i] for i in inside], spaces=spaces, sent_starts=[True, *[False] * (len(inside) - 1)]))
        if not pieces:
            return
        for _, component in self._language.pipeline:
            if isinstance(component, (TrainablePipe, Heads)):
                component.set_annotations(pieces, component.predict(pieces))
            else:
                for piece in pieces:
                    component(piece)
        if self._converts:
            pieces = [convert_tree(piece) for piece in pieces]
        rows = np.concatenate([piece.to_array(_ATTRIBUTES) for piece in pieces])
        places = np.array(tokens)
        rows[:, -1] = (places[np.arange(len(places)) + rows[:, -1].astype("int64")] - places).astype("uint64")  # white space may lie between
        values = np.zeros((len(doc), len(_ATTRIBUTES)), dtype="uint64")
        values[places] = rows
        doc.from_array(_ATTRIBUTES, values)  # type: ignore[arg-type]  # spaCy's stub names its own array type


def _set_boundaries(doc: Doc, starts: Sequence[int]) -> None:
    flags = np.full((len(doc), 1), -1, dtype="int64")
    flags[list(starts), 0] = 1
    doc.from_array([SENT_START], flags.astype("uint64"))  # type: ignore[arg-type]
