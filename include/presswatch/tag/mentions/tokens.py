"""The tokens of a text as plain columns, read off a spaCy Doc once: asking a Doc for a token or for its text is slow."""

from __future__ import annotations

from itertools import accumulate
from typing import Any


class TokenTable:
    """Words, their lower-case forms, and character offsets, one entry per token; `spaced` tells whether a space follows."""

    __slots__ = ("doc", "ends", "lower", "spaced", "starts", "text", "words")

    def __init__(self, doc: Any) -> None:
        self.doc = doc
        codes: list[list[int]] = doc.to_array(["ORTH", "SPACY"]).tolist() if len(doc) else []
        strings = doc.vocab.strings
        spelling = {code: str(strings[code]) for code in {row[0] for row in codes}}
        lowered = {code: word.lower() for code, word in spelling.items()}
        self.words: list[str] = [spelling[code] for code, _ in codes]
        self.lower: list[str] = [lowered[code] for code, _ in codes]
        self.spaced: list[bool] = [bool(space) for _, space in codes]
        self.text: str = "".join(word + " " if space else word for word, space in zip(self.words, self.spaced, strict=True))
        lengths = [len(word) + space for word, space in zip(self.words, self.spaced, strict=True)]
        self.starts: list[int] = list(accumulate(lengths[:-1], initial=0)) if codes else []
        self.ends: list[int] = [s + len(w) for s, w in zip(self.starts, self.words, strict=True)]

    def __len__(self) -> int:
        return len(self.words)

    def slice_text(self, first: int, last: int) -> str:
        """Return the text of tokens `first` to `last`, the last one included."""
        return self.text[self.starts[first] : self.ends[last]]
