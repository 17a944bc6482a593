"""Blocks to numbers: what the classifier of blocks looks at. Owns the list of features and their order; `forest` holds the weights.

All features are about form and place (tags, class words, lengths, links, neighbours, share of the page's running text), so that
they mean the same in any language and at any outlet.
"""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from presswatch.extract.blocks import Block, Frame
from presswatch.extract.phrases import phrase_kinds, read_phrases
from presswatch.extract.placement import Layout, describe_articles, describe_container, describe_order, describe_place
from presswatch.extract.title import fold_title

_INLINE = ("a", "em", "i", "strong", "b", "span", "small", "time")
_END = re.compile(r"[.!?…。！？।؟][\"'”’»)\]]*$")
_WIDE = re.compile("[\u2e80-\u9fff\uac00-\ud7af\u0e00-\u0eff]")
_DIGIT = re.compile(r"\d")
_ODD = re.compile(r"[|©@>•→#/]")
_SHIFTED = {"words": -1.0, "link_density": -1.0, "tag": -1.0, "kin_share": -1.0, "best_distance": -1.0, "name_score": -9.0, "word_score": -9.0}
_SENTENCE = re.compile(r"[.!?…。！？।؟]+(?=\s|$|[\"'”’»)\]])")
_WORD = re.compile(r"\w+")
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
        words = _WORD.findall((article_body or "").lower())
        self.shingles = {tuple(words[n : n + 4]) for n in range(len(words) - 3)} if len(words) >= 40 else set()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """The linear scores of each block's class names and words (see `forest`)."""

    names: npt.NDArray[np.float64]
    words: npt.NDArray[np.float64]


def describe_blocks(blocks: list[Block], frames: list[Frame], context: Context, scores: Scores, titles: list[bool], wanted: Container[str] | None = None) -> dict[str, Any]:
    """Return the features by name, each a sequence with one number per block. `titles` marks the blocks that repeat a title.

    Features that cost time and aren't `wanted` may be left out; without a wish all are made.
    """
    wanted = _Everything() if wanted is None else wanted
    columns: dict[str, Any] = {}
    n = len(blocks)
    layout = Layout(blocks, frames)
    words = np.array([count_words(b.text) for b in blocks], dtype=np.float64)
    link = np.minimum(1.0, np.array([b.link_words for b in blocks]) / np.maximum(1, np.array([b.n_words for b in blocks])))
    ends = [_END.search(b.text, max(0, len(b.text) - 6)) is not None for b in blocks]
    columns["words"], columns["link_density"], columns["ends"] = np.log1p(words), link, ends
    _describe_text(columns, blocks, wanted)
    describe_place(columns, blocks, frames, layout, wanted)
    good = _find_running(blocks, words, link, ends)
    title_at = find_title(blocks, titles)
    describe_container(columns, blocks, frames, words, link, good, layout)
    describe_order(columns, blocks, words, good, title_at)
    describe_articles(columns, blocks, frames, good, title_at)
    _describe_matches(columns, blocks, context)
    _describe_phrases(columns, blocks, wanted)
    _describe_scores(columns, blocks, scores, layout)
    for name, fill in _SHIFTED.items():
        _describe_neighbours(columns, n, name, fill, wanted)
    return columns


class _Everything(frozenset[str]):
    """The wish for all features."""

    def __contains__(self, item: object) -> bool:
        return True


def _describe_text(columns: dict[str, Any], blocks: list[Block], wanted: Container[str]) -> None:
    has_digits = "digits" in wanted
    chars, sentences, digits, odd, bold = [], [], [], [], []
    for b in blocks:
        text = b.text
        k = len(text)
        head = text if k <= 600 else text[:600]
        size = min(k, 600) or 1
        chars.append(k)
        sentences.append(min(10, len(_SENTENCE.findall(head))) if k > 12 else 0)
        digits.append(len(_DIGIT.findall(head)) / size if has_digits and k < 200 else 0.0)
        odd.append(20 * len(_ODD.findall(head)) / size)
        bold.append(min(1.0, b.bold_words / (b.n_words or 1)) if b.bold_words else 0.0)
    columns["chars"] = np.log1p(np.array(chars, dtype=np.float64))
    columns.update(sentences=sentences, digits=digits, odd=odd, bold=bold)
    columns["links"] = [min(b.n_links, 20) for b in blocks]
    columns["inline_tag"] = [_INLINE_INDEX.get(b.inline_tag, 0.0) for b in blocks]
    columns["after_picture"] = [b.after_picture for b in blocks]


def _find_running(blocks: list[Block], words: Any, link: Any, ends: list[bool]) -> Any:
    """Return, per block, its words if it looks like running text, else 0: long enough, ends a sentence, few links."""
    likely = (words >= 10) & (link < 0.4) & ((words >= 25) | np.array(ends, dtype=bool))
    good = np.where(likely, np.minimum(words, 150), 0.0)
    for n in np.flatnonzero(likely).tolist():
        frame = blocks[n].frame
        if frame.hidden or frame.tag in ("button", "label", "figcaption"):
            good[n] = 0.0
    return good


def _describe_matches(columns: dict[str, Any], blocks: list[Block], context: Context) -> None:
    description, shingles = context.description, context.shingles
    is_description, in_body = [False] * len(blocks), [-1.0] * len(blocks)
    for n, b in enumerate(blocks):
        if description and 4 <= b.n_words <= 80 and len(b.text) > 20:
            folded = fold_title(b.text)
            is_description[n] = len(folded) > 20 and (folded == description or folded.startswith(description[:60]) or description.startswith(folded))
        if shingles:
            words = _WORD.findall(b.text.lower())
            k = len(words) - 3
            in_body[n] = sum(tuple(words[i : i + 4]) in shingles for i in range(k)) / k if k > 0 else -0.5
    columns["is_description"], columns["in_body"] = is_description, in_body


def _describe_neighbours(columns: dict[str, Any], n: int, name: str, fill: float, wanted: Container[str]) -> None:
    padded = np.full(n + 4, fill, dtype=np.float32)
    padded[2 : n + 2] = columns[name]
    for shift in (-2, -1, 1, 2):
        if f"{name}{shift:+d}" in wanted:
            columns[f"{name}{shift:+d}"] = padded[2 + shift : n + 2 + shift]


def _describe_phrases(columns: dict[str, Any], blocks: list[Block], wanted: Container[str]) -> None:
    """Add the wordings of boilerplate by kind, and how many blocks ago a short block last held one."""
    kinds = phrase_kinds()
    counts = np.zeros((len(blocks), len(kinds)), dtype=np.float32)
    related = kinds.index("related")
    since_any, since_related, last_any, last_related = [], [], -99, -99
    for n, b in enumerate(blocks):
        found = {} if b.n_words <= 5 and b.link_words >= b.n_words else read_phrases(b.text)
        for kind, count in found.items():
            counts[n, kind] = count
        since_any.append(min(20, n - last_any))
        since_related.append(min(20, n - last_related))
        if found and b.n_words < 12:
            last_any = n
            if related in found:
                last_related = n
    for k, label in enumerate(kinds):
        if f"says_{label}" in wanted:
            columns[f"says_{label}"] = counts[:, k]
    columns["since_phrase"], columns["since_related"] = since_any, since_related


def _describe_scores(columns: dict[str, Any], blocks: list[Block], scores: Scores, layout: Layout) -> None:
    """Add the linear scores, and their means over the element, its parent and the block's kin."""
    weight = np.array([b.n_words + 1.0 for b in blocks])
    for label, key in (("frame", layout.own), ("parent", layout.parent), ("kin", layout.kin)):
        mass = np.maximum(np.bincount(key, weights=weight), 1e-9)
        for name, values in (("name_score", scores.names), ("word_score", scores.words)):
            columns[f"{name}_{label}"] = (np.bincount(key, weights=values * weight) / mass)[key]
    columns["name_score"], columns["word_score"] = scores.names, scores.words


def match_titles(blocks: list[Block], context: Context) -> list[bool]:
    """Return which blocks say just what a title of the head says."""
    return [b.n_words <= 40 and context.shortest <= len(b.text) <= context.longest and fold_title(b.text) in context.titles for b in blocks]


def find_title(blocks: list[Block], repeats: list[bool]) -> int | None:
    """Return the place of the headline: an h1 that repeats a title of the head, else any block that does, else the first h1."""
    first = exact = None
    for n, b in enumerate(blocks):
        if b.frame.tag == "h1":
            if repeats[n]:
                return n
            if first is None:
                first = n
        elif repeats[n] and exact is None and not b.link_words:
            exact = n
    return first if first is not None else exact
