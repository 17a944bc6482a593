"""Blocks to numbers: what the classifier of blocks looks at. Owns the list of features and their order; `forest` holds the weights.

All features are about form and place (tags, class words, lengths, links, neighbours, share of the page's running text), so that
they mean the same in any language and at any outlet.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from presswatch.extract.blocks import Block
from presswatch.extract.phrases import phrase_kinds, read_phrases
from presswatch.extract.placement import Standing, count_since, describe_articles, describe_container, describe_order, describe_place
from presswatch.extract.title import fold_title

_INLINE = ("a", "em", "i", "strong", "b", "span", "small", "time")
_END = re.compile(r"[.!?…。！？।؟][\"'”’»)\]]*$")
_CLOSING = ".!?…。！？।؟\"'”’»)]"
_WIDE = re.compile("[\u2e80-\u9fff\uac00-\ud7af\u0e00-\u0eff]")
_DIGIT = re.compile(r"\d")
_ODD = "|©@>•→#/"
_SHIFTED = {"words": -1.0, "link_density": -1.0, "tag": -1.0, "kin_share": -1.0, "best_distance": -1.0, "name_score": -9.0, "word_score": -9.0}
_SENTENCE = re.compile(r"[.!?…。！？।؟]+(?=\s|$|[\"'”’»)\]])")
_WORD = re.compile(r"\w+")
_HEAD, _SHORT = 600, 200
_INLINE_INDEX = {t: float(n + 1) for n, t in enumerate(_INLINE)}


def count_words(text: str) -> float:
    """Return the length of a text in words; in scripts without blanks two characters count as one word."""
    if text.isascii():
        return float(text.count(" ") + 1)
    return text.count(" ") + 1 + len(_WIDE.findall(text)) / 2


class Context:
    """What of the page's own statements the features compare blocks with."""

    def __init__(self, titles: list[str], description: str | None, article_body: str | None) -> None:
        self.titles = {fold_title(t) for t in titles if t} - {""}
        self.shortest = min((len(t) for t in self.titles), default=0)
        self.longest = 12 + max((len(t) for t in titles if t), default=0)
        self.description = fold_title(description or "")
        self.article_body = article_body or ""

    def list_shingles(self) -> set[tuple[str, ...]]:
        """Return the runs of four words of the text that JSON-LD gives; none of a short one."""
        words = _WORD.findall(self.article_body.lower())
        return set(_run_on(words)) if len(words) >= 40 else set()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """The linear scores of each block's class names and words (see `forest`)."""

    names: npt.NDArray[np.float64]
    words: npt.NDArray[np.float64]


class Form(NamedTuple):
    """What the form of a text is: words, characters, sentences (10 at most), marks such as | and © in 20 characters; whether it ends as a sentence does."""

    words: float
    chars: int
    sentences: int
    odd: float
    ends: bool


def read_form(text: str) -> Form:
    """Return the form of a block's text. Short ones are kept: menus and footers say the same on page after page."""
    return _recall_form(text) if len(text) <= _SHORT else _read_form(text)


def _read_form(text: str) -> Form:
    head = text[:_HEAD]
    size = len(head)
    sentences = min(10, len(_SENTENCE.findall(head))) if size > 12 else 0
    ends = text[-1] in _CLOSING and _END.search(text, max(0, len(text) - 6)) is not None
    return Form(count_words(text), len(text), sentences, 20 * sum(map(head.count, _ODD)) / size, ends)


_recall_form = lru_cache(maxsize=20_000)(_read_form)


def describe_blocks(
    blocks: list[Block], standing: Standing, context: Context, scores: Scores, titles: list[bool], title_at: int | None, wanted: Container[str] | None = None
) -> dict[str, Any]:
    """Return the features by name, each a sequence with one number per block, of one block at least.

    `titles` marks the blocks that repeat a title, `title_at` is the place of the headline. Features that cost time and aren't `wanted`
    may be left out; without a wish all are made.
    """
    wanted = _Everything() if wanted is None else wanted
    columns: dict[str, Any] = {}
    words, chars, sentences, odd, ends = map(np.array, zip(*[read_form(b.text) for b in blocks], strict=True))
    sizes = np.array([b.n_words for b in blocks])
    link = np.minimum(1.0, np.array([b.link_words for b in blocks]) / sizes)
    columns.update(words=np.log1p(words), link_density=link, ends=ends, chars=np.log1p(chars.astype(np.float64)), sentences=sentences, odd=odd)
    _describe_text(columns, blocks, wanted)
    describe_place(columns, blocks, standing, wanted)
    good = _find_running(blocks, words, link, ends)
    describe_container(columns, blocks, words, link, good, standing)
    describe_order(columns, words, good, title_at)
    describe_articles(columns, blocks, standing, good, title_at)
    _describe_matches(columns, blocks, context)
    _describe_phrases(columns, blocks, wanted)
    _describe_scores(columns, sizes, scores, standing)
    for name, fill in _SHIFTED.items():
        _describe_neighbours(columns, len(blocks), name, fill, wanted)
    return columns


class _Everything(frozenset[str]):
    """The wish for all features."""

    def __contains__(self, item: object) -> bool:
        return True


def _describe_text(columns: dict[str, Any], blocks: list[Block], wanted: Container[str]) -> None:
    if "digits" in wanted:
        columns["digits"] = [len(_DIGIT.findall(b.text)) / len(b.text) if len(b.text) < 200 else 0.0 for b in blocks]
    if "bold" in wanted:
        columns["bold"] = [min(1.0, b.bold_words / b.n_words) for b in blocks]
    columns["links"] = [min(b.n_links, 20) for b in blocks]
    columns["inline_tag"] = [_INLINE_INDEX.get(b.inline_tag, 0.0) for b in blocks]
    columns["after_picture"] = [b.after_picture for b in blocks]


def _find_running(blocks: list[Block], words: Any, link: Any, ends: Any) -> Any:
    """Return, per block, its words if it looks like running text, else 0: long enough, ends a sentence, few links."""
    likely = (words >= 10) & (link < 0.4) & ((words >= 25) | ends)
    good = np.where(likely, np.minimum(words, 150), 0.0)
    for n in np.flatnonzero(likely).tolist():
        frame = blocks[n].frame
        if frame.hidden or frame.tag in ("button", "label", "figcaption"):
            good[n] = 0.0
    return good


def _describe_matches(columns: dict[str, Any], blocks: list[Block], context: Context) -> None:
    """Add whether a block is the page's description, and which share of it stands in the text that JSON-LD gives."""
    description, shingles = context.description, context.list_shingles()
    is_description, in_body = [False] * len(blocks), [-1.0] * len(blocks)
    for n, b in enumerate(blocks) if description else ():
        if 4 <= b.n_words <= 80 and len(b.text) > 20 and may_open(b.text, description[0]):
            folded = fold_title(b.text)
            is_description[n] = len(folded) > 20 and (folded == description or folded.startswith(description[:60]) or description.startswith(folded))
    for n, b in enumerate(blocks) if shingles else ():
        runs = list(_run_on(_WORD.findall(b.text.lower())))
        in_body[n] = sum(map(shingles.__contains__, runs)) / len(runs) if runs else -0.5
    columns["is_description"], columns["in_body"] = is_description, in_body


def may_open(text: str, letter: str) -> bool:
    """Whether the folded form of a text may begin with a letter; quick, and never wrong when it says no."""
    return text[0].lower() == letter or not text[0].isalnum() or not text[:2].isascii()


def _run_on(words: list[str]) -> Iterator[tuple[str, ...]]:
    """Return all runs of four words."""
    return zip(words, words[1:], words[2:], words[3:], strict=False)


def _describe_neighbours(columns: dict[str, Any], n: int, name: str, fill: float, wanted: Container[str]) -> None:
    padded = np.full(n + 4, fill, dtype=np.float32)
    padded[2 : n + 2] = columns[name]
    for shift in (-2, -1, 1, 2):
        if f"{name}{shift:+d}" in wanted:
            columns[f"{name}{shift:+d}"] = padded[2 + shift : n + 2 + shift]


def _describe_phrases(columns: dict[str, Any], blocks: list[Block], wanted: Container[str]) -> None:
    """Add the wordings of boilerplate by kind, and how many blocks ago a short block last held one."""
    kinds = phrase_kinds()
    counts = np.zeros((len(kinds), len(blocks)), dtype=np.float32)
    related = kinds.index("related")
    said, said_related = np.zeros(len(blocks), dtype=bool), np.zeros(len(blocks), dtype=bool)
    for n, b in enumerate(blocks):
        found = None if b.is_bare_link else read_phrases(b.text)
        if found:
            for kind, count in found.items():
                counts[kind, n] = count
            said[n] = b.n_words < 12
            said_related[n] = b.n_words < 12 and related in found
    for k, label in enumerate(kinds):
        if f"says_{label}" in wanted:
            columns[f"says_{label}"] = counts[k]
    columns["since_phrase"], columns["since_related"] = count_since(said, 20), count_since(said_related, 20)


def _describe_scores(columns: dict[str, Any], sizes: Any, scores: Scores, standing: Standing) -> None:
    """Add the linear scores, and their means over the element, its parent and the block's kin."""
    weight = sizes + 1.0
    for label, key in (("frame", standing.own), ("parent", standing.parent), ("kin", standing.kin)):
        mass = np.maximum(np.bincount(key, weights=weight), 1e-9)
        for name, values in (("name_score", scores.names), ("word_score", scores.words)):
            columns[f"{name}_{label}"] = (np.bincount(key, weights=values * weight) / mass)[key]
    columns["name_score"], columns["word_score"] = scores.names, scores.words


def match_titles(blocks: list[Block], context: Context) -> list[bool]:
    """Return which blocks say just what a title of the head says."""
    return [b.n_words <= 40 and context.shortest <= len(b.text) <= context.longest and fold_title(b.text) in context.titles for b in blocks]


def find_title(blocks: list[Block], repeats: list[bool]) -> int | None:
    """Return the place of the headline: an h1 that repeats a title of the head, else another line that does, else the first h1, rather one that is no link."""
    exact = own = linked = None
    for n, b in enumerate(blocks):
        if b.frame.tag == "h1":
            if repeats[n]:
                return n
            if b.link_words < b.n_words:
                own = n if own is None else own
            elif linked is None:
                linked = n
        elif repeats[n] and exact is None and not b.link_words and b.frame.tag not in ("li", "title"):  # of a path to the page, of a drawing
            exact = n
    return next((n for n in (exact, own, linked) if n is not None), None)
