"""The tokens of a text as plain columns, read off a spaCy Doc once: asking a Doc for a token or for its text is slow."""

from __future__ import annotations

from typing import Any


class TokenTable:
    """Words, their lower-case forms, and character offsets, one entry per token; `spaced` tells whether a space follows."""

    __slots__ = ("doc", "ends", "lower", "spaced", "starts", "text", "words")

    def __init__(self, doc: Any) -> None:
        self.doc = doc
        self.text: str = doc.text
        self.words: list[str] = []
        self.starts: list[int] = []
        self.spaced: list[bool] = []
        for token in doc:
            self.words.append(token.text)
            self.starts.append(token.idx)
            self.spaced.append(bool(token.whitespace_))
        self.lower = [w.lower() for w in self.words]
        self.ends = [s + len(w) for s, w in zip(self.starts, self.words, strict=True)]

    def __len__(self) -> int:
        return len(self.words)

    def slice_text(self, first: int, last: int) -> str:
        """Return the text of tokens `first` to `last`, the last one included."""
        return self.text[self.starts[first] : self.ends[last]]
