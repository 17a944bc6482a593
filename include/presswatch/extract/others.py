"""Other articles on a page: whole ones that follow under a headline of the same make, and teasers that stand as cards. Lowers their probability.

The classifier sees one block at a time; that a second article begins, or that a paragraph is one of many cards, only the page shows.
"""

from __future__ import annotations

import re
from collections import defaultdict

import numpy as np
import numpy.typing as npt

from presswatch.extract.blocks import Block, Frame

_DIGITS = re.compile(r"\d+")
_DISCOUNT = 0.1
_CARDS, _CARD_BLOCKS, _CARD_WORDS = 3, 12, 300
_REACH = 4
_ENOUGH, _UNSURE = 60.0, 0.7


def discount_others(blocks: list[Block], probability: npt.NDArray[np.float64], title_at: int | None, *, is_article: bool) -> npt.NDArray[np.float64]:
    """Return the probabilities with those of other articles lowered, and of teasers that the classifier isn't sure of, where enough text is left.

    `is_article`: the head says that the page is an article; on a list of pages the cards are its content.
    """
    articles = sorted(_find_articles(blocks, title_at))
    cards = sorted(_find_cards(blocks, probability)) if is_article else []
    if not articles and not cards:
        return probability
    words = np.array([b.n_words for b in blocks], dtype=np.float64)
    out = _discount(probability, articles, words, 0.0)
    if cards and float((out[cards] * words[cards]).sum() / words[cards].sum()) <= _UNSURE:
        out = _discount(out, cards, words, 0.5)
    return out


def _discount(probability: npt.NDArray[np.float64], places: list[int], words: npt.NDArray[np.float64], share: float) -> npt.NDArray[np.float64]:
    """Return the probabilities lowered at some places, unless too little likely text is left, in words or as a share of what it was."""
    out = probability.copy()
    out[places] *= _DISCOUNT
    left = float(words[out > 0.5].sum())
    return out if left >= max(_ENOUGH, share * float(words[probability > 0.5].sum())) else probability


def _find_articles(blocks: list[Block], title_at: int | None) -> set[int]:
    """Return the blocks of articles that begin with a heading of the same tag and class as the page's headline, in an element apart from it."""
    if title_at is None:
        return set()
    title = blocks[title_at].frame
    if not title.names or title.tag not in ("h1", "h2"):
        return set()
    make = _DIGITS.sub("", title.names)
    above = {f.index for f in _climb(title)}
    roots: set[int] = set()
    for b in blocks[title_at + 1 :]:
        if b.frame.tag == title.tag and _DIGITS.sub("", b.frame.names) == make and b.text != blocks[title_at].text:
            root = next((f for f in _climb(b.frame) if f.parent is not None and f.parent.index in above), None)
            if root is not None and root is not b.frame and root.index not in above:
                roots.add(root.index)
    if not roots:
        return set()
    return {n for n, b in enumerate(blocks) if n > title_at and any(f.index in roots for f in _climb(b.frame))}


def _find_cards(blocks: list[Block], probability: npt.NDArray[np.float64]) -> set[int]:
    """Return the paragraphs that stand, with a linked headline before them, in small elements of their own, at least three of one make."""
    kin: dict[tuple[str, str, str], dict[int, list[int]]] = defaultdict(dict)
    last = -_REACH - 1  # the last line that is a link and long enough for a headline
    for n, (b, p) in enumerate(zip(blocks, probability.tolist(), strict=True)):
        if b.link_words >= b.n_words:
            last = n if b.n_words >= 4 else last
        elif n - last <= _REACH and p > 0.1 and b.n_words >= 8 and 2 * b.link_words < b.n_words:
            card = _find_card(blocks, n)
            if card is not None:
                up = b.frame.parent
                kin[b.frame.tag, b.frame.names, up.names if up else ""].setdefault(card, []).append(n)
    return {n for cards in kin.values() if len(cards) >= _CARDS for ns in cards.values() for n in ns}


def _find_card(blocks: list[Block], n: int) -> int | None:
    """Return the small element that holds a block and, before it, a line that is a link and headline."""
    heads = [h for h in range(max(0, n - _REACH), n) if blocks[h].n_words >= 4 and blocks[h].link_words >= blocks[h].n_words]
    b = blocks[n]
    frame: Frame | None = b.frame
    above = {f.index for h in heads for f in _climb(blocks[h].frame)}
    for _ in range(4):
        if frame is None or frame.n_blocks > _CARD_BLOCKS or frame.n_words > b.n_words + _CARD_WORDS:
            return None
        if frame.index in above:
            return frame.index
        frame = frame.parent
    return None


def _climb(frame: Frame | None) -> list[Frame]:
    out = []
    while frame is not None:
        out.append(frame)
        frame = frame.parent
    return out
