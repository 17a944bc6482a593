"""The tokens of a text as plain columns, read off a spaCy Doc once: asking a Doc for a token or for its text is slow."""

from __future__ import annotations

from typing import Any

from spacy.attrs import IDX, ORTH, SPACY

from presswatch.tag.extensions import lower_words, text_of


class TokenTable:
    """Words, their lower-case forms, and character offsets, one entry per token; `spaced` tells whether a space follows.

    `capitals` are the tokens that begin with a capital.
    """

    __slots__ = ("capitals", "doc", "ends", "lower", "spaced", "starts", "text", "words")

    def __init__(self, doc: Any) -> None:
        self.doc = doc
        codes: list[int] = doc.to_array(ORTH).tolist() if len(doc) else []  # one attribute at a time: several at once take ten times as long
        self.words: list[str] = _spell(codes, doc.vocab.strings)
        self.lower: list[str] = lower_words(doc) if codes else []
        self.spaced: list[bool] = (doc.to_array(SPACY) > 0).tolist() if codes else []
        self.text: str = text_of(doc)
        self.starts: list[int] = doc.to_array(IDX).tolist() if codes else []
        self.ends: list[int] = [start + len(word) for start, word in zip(self.starts, self.words, strict=True)]
        self.capitals: list[int] = [i for i, word in enumerate(self.words) if word[0].isupper()]

    def __len__(self) -> int:
        return len(self.words)

    def slice_text(self, first: int, last: int) -> str:
        """Return the text of tokens `first` to `last`, the last one included."""
        return self.text[self.starts[first] : self.ends[last]]


_spelling: dict[int, str] = {}
MAX_SPELLING = 200_000


def _spell(codes: list[int], strings: Any) -> list[str]:
    """Return the words of spaCy's codes, which are hashes of the words; kept between texts, as asking for them takes long."""
    if len(_spelling) > MAX_SPELLING:
        _spelling.clear()
    for code in set(codes).difference(_spelling):
        _spelling[code] = str(strings[code])
    return [_spelling[code] for code in codes]
