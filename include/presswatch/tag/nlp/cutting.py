"""Cutting a text into tokens by spaCy's rules, each piece between white space once per process.

spaCy keeps how it cut a piece, but keeps nothing more of a text in which it has met one of its special cases ("U.S.", "don't"), which is
soon in news. So a piece that is new is cut by itself first. The tokens are those that spaCy alone would give.
"""

from __future__ import annotations

from spacy.tokenizer import Tokenizer
from spacy.tokens import Doc

_MOST_PIECES = 60_000


class Cutter:
    """Callable in the place of a tokenizer: a text in, its tokens as a Doc out."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        tokenizer.max_cache_size = _MOST_PIECES
        self._tokenizer = tokenizer
        self._seen: set[str] = set()

    def __call__(self, text: str) -> Doc:
        """Return the tokens of a text."""
        if len(self._seen) < _MOST_PIECES:
            new = set(text.split()).difference(self._seen)
            for piece in new:
                self._tokenizer(piece)
            self._seen |= new
        doc: Doc = self._tokenizer(text)
        return doc
