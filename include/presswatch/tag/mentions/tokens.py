"""The tokens of a text as plain columns, read off a spaCy Doc once: asking a Doc for a token or for its text is slow."""

from __future__ import annotations

from typing import Any

from spacy.attrs import IDX, SPACY

from presswatch.tag.extensions import lower_words, text_of, words_of


class TokenTable:
    """Words, their lower-case forms, and character offsets, one entry per token; `spaced` tells whether a space follows.

    `capitals` are the tokens that begin with a capital.
    """

    __slots__ = ("capitals", "doc", "ends", "lower", "spaced", "starts", "text", "words")

    def __init__(self, doc: Any) -> None:
        self.doc = doc
        self.words: list[str] = words_of(doc)
        self.lower: list[str] = lower_words(doc)
        self.spaced: list[bool] = (doc.to_array(SPACY) > 0).tolist()
        self.text: str = text_of(doc)
        self.starts: list[int] = doc.to_array(IDX).tolist()
        self.ends: list[int] = [start + len(word) for start, word in zip(self.starts, self.words, strict=True)]
        self.capitals: list[int] = [i for i, word in enumerate(self.words) if word[0].isupper()]

    def __len__(self) -> int:
        return len(self.words)

    def slice_text(self, first: int, last: int) -> str:
        """Return the text of tokens `first` to `last`, the last one included."""
        return self.text[self.starts[first] : self.ends[last]]
