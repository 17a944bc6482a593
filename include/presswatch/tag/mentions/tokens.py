"""The tokens of a text as plain columns, read off a spaCy Doc once: asking a Doc for a token or for its text is slow."""

from __future__ import annotations

from typing import Any

from spacy.attrs import IDX, SENT_START, SPACY

from presswatch.tag.extensions import lower_words, text_of, words_of


class TokenTable:
    """Words, their lower-case forms, and character offsets, one entry per token; `spaced` tells whether a space follows.

    `capitals` are the tokens that begin with a capital.
    """

    __slots__ = ("_numbers", "capitals", "doc", "ends", "lower", "spaced", "starts", "text", "words")

    def __init__(self, doc: Any) -> None:
        self.doc = doc
        self.words: list[str] = words_of(doc)
        self.lower: list[str] = lower_words(doc)
        self.spaced: list[bool] = (doc.to_array(SPACY) > 0).tolist()
        self.text: str = text_of(doc)
        self.starts: list[int] = doc.to_array(IDX).tolist()
        self.ends: list[int] = [start + len(word) for start, word in zip(self.starts, self.words, strict=True)]
        self._numbers: list[int] = []
        self.capitals: list[int] = [i for i, word in enumerate(self.words) if word[0].isupper()]

    def __len__(self) -> int:
        return len(self.words)

    def slice_text(self, first: int, last: int) -> str:
        """Return the text of tokens `first` to `last`, the last one included."""
        return self.text[self.starts[first] : self.ends[last]]

    def number_sentences(self) -> list[int]:
        """Return the number of each token's sentence: spaCy's where set, else by full stops and line ends. Counted when first asked for."""
        if not self._numbers:
            self._numbers = (self.doc.to_array(SENT_START) == 1).cumsum().tolist() if self.doc.has_annotation("SENT_START") else self._count_stops()
        return self._numbers

    def _count_stops(self) -> list[int]:
        numbers: list[int] = []
        n, previous = 0, ""
        for word in self.words:
            if previous in (".", "!", "?") or "\n" in previous:
                n += 1
            numbers.append(n)
            previous = word
        return numbers
