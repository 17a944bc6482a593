"""Quotations: which tokens stand in quotation marks, paragraph by paragraph, and which quotation goes on in the next paragraph.

This module finds the marks' pairs; it doesn't know who speaks.
"""

from __future__ import annotations

from dataclasses import dataclass

from presswatch.tag.nodes import Text

_OPEN = frozenset({"“", "``", "«", "„"})
_CLOSE = frozenset({"”", "»"})
_STRAIGHT = frozenset({'"', "''"})
_OPEN_SINGLE, _CLOSE_SINGLE = "‘", "’"
_MARKS = frozenset("\"“”`«»„'‘")
DASHES = frozenset("-—–―")
_BEFORE_OPENING = frozenset("([{—–-/:")


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A quotation: token range with its marks. `continues` if it runs on in the next paragraph's quotation (no closing mark)."""

    start: int
    end: int
    paragraph: int
    continues: bool = False

    @property
    def length(self) -> int:
        """Tokens between the marks."""
        return self.end - self.start - 2


def find_paragraphs(doc: Text) -> list[tuple[int, int]]:
    """Return the token ranges of the paragraphs: texts between line breaks."""
    ranges, start = [], 0
    for i, word in enumerate(doc.lower):
        if "\n" in word:
            if i > start:
                ranges.append((start, i))
            start = i + 1
    if start < len(doc):
        ranges.append((start, len(doc)))
    return ranges


def find_quotes(doc: Text, paragraphs: list[tuple[int, int]] | None = None) -> list[Quote]:
    """Return all quotations in text order. Marks that have no partner open a quotation to the end of their paragraph."""
    paragraphs = find_paragraphs(doc) if paragraphs is None else paragraphs
    quotes: list[Quote] = []
    text = doc.text
    for n, (start, end) in enumerate(paragraphs):
        if not _MARKS.isdisjoint(text[doc[start].start : doc[end - 1].end]):
            quotes += _pair_marks(doc, start, end, n)
    kept = []
    for quote in quotes:
        if quote.continues:
            following = paragraphs[quote.paragraph + 1][0] if quote.paragraph + 1 < len(paragraphs) else None
            goes_on = following is not None and doc[following].text in _OPEN | _STRAIGHT | {_OPEN_SINGLE}
            quote = Quote(start=quote.start, end=quote.end, paragraph=quote.paragraph, continues=goes_on)
        kept.append(quote)
    return kept


def _pair_marks(doc: Text, start: int, end: int, paragraph: int) -> list[Quote]:
    quotes: list[Quote] = []
    opened: int | None = None
    single: int | None = None
    for i, text in enumerate(doc.lower[start:end], start):
        if len(text) > 2 or not (text[0] in _MARKS or text == _CLOSE_SINGLE):
            continue
        if len(text) == 2 and text[0] in _CLOSE and text[1] in DASHES:
            text = text[0]  # '”―' before who said it, set without a space
        if text in _OPEN or text in _STRAIGHT or text in _CLOSE:
            wrong = i == start and text in _CLOSE and i + 1 < end and not doc[i].spaced  # ”Yes.”: the mark is turned, the place is clear
            opens = text in _OPEN or wrong or (text in _STRAIGHT and _stands_open(doc, i, start))
            if opened is None and (wrong or (text not in _CLOSE and (opens or not quotes))):
                opened, single = i, None
            elif opened is not None and (text in _CLOSE or (text in _STRAIGHT and (not opens or i + 1 == end))):
                quotes.append(Quote(start=opened, end=i + 1, paragraph=paragraph))
                opened = None
        elif opened is None and text == _OPEN_SINGLE:
            single = i
        elif opened is None and single is not None and text == _CLOSE_SINGLE and (i + 1 >= end or doc[i].spaced or not doc[i + 1].text.isalpha()):
            quotes.append(Quote(start=single, end=i + 1, paragraph=paragraph))
            single = None
    if opened is not None and end - opened > 2:
        quotes.append(Quote(start=opened, end=end, paragraph=paragraph, continues=True))
    return quotes


def _stands_open(doc: Text, i: int, start: int) -> bool:
    """Tell whether a straight mark opens: white space or nothing before it, a word right after it."""
    before_free = i == start or bool(doc[i - 1].spaced) or doc[i - 1].is_space or doc[i - 1].text[-1:] in _BEFORE_OPENING
    after_free = bool(doc[i].spaced) or i + 1 >= len(doc) or doc[i + 1].is_space
    return before_free and not after_free
