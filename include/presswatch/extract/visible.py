"""Dates that readers see: in lines around the headline, or anywhere on a page that has none there. Owns finding; `published` decides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from presswatch.extract.blocks import SKIPPED, Block
from presswatch.extract.datelabels import find_label
from presswatch.extract.dates import Found, Moment, find_moments, has_digit, parse_moment
from presswatch.extract.tree import Node, squeeze, text_of

_REACH_BEFORE, _REACH_AFTER = 12, 14
_CAPTION_WORDS, _LINE, _REACH_LABEL = 5, 80, 60
_STANDFIRST = 3  # the date may stand below it, and it counts as text
_ORIGINAL = re.compile(r"\b(?:originally|first) published\b", re.I)
_BYLINE_MARK = re.compile("[|•·/]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Visible:
    """A date that readers see. `label` is published, updated or empty; `is_above`: before the text or among its first blocks."""

    moment: Moment
    label: str
    source: str
    is_above: bool = True


def find_visible(blocks: list[Block], title_at: int, body_at: int, language: str | None, month_first: bool | None) -> Iterator[Visible]:
    """Yield dates of short blocks around the headline, the nearest first."""
    low, high = max(0, title_at - _REACH_BEFORE), min(len(blocks), max(title_at + _REACH_AFTER, min(body_at, title_at + 40)) + 1)
    for n in sorted(range(low, high), key=lambda n: (n < title_at, abs(n - title_at))):
        b = blocks[n]
        if b.n_words > 30 or (n > body_at and b.n_words > 14) or not has_digit(b.text):
            continue
        if b.link_words > 0.7 * b.n_words and (b.n_words > 8 or not title_at - (0 if b.n_links else 2) <= n <= body_at):
            continue
        node, text, begin = b.frame.node, b.text, 0
        if b.frame.n_words <= _LINE:
            text, begin = _part_pieces(b)
        found = [f for f in find_moments(text, language, month_first=month_first) if f.start >= begin]
        if b.frame.n_words <= _LINE:
            for t in node.iter("time"):
                stamp = t.get("datetime") or text_of(t)
                moment = parse_moment(stamp, language, month_first=month_first)
                if moment:
                    yield Visible(moment=moment, label=_label_element(text_of(t), text, found), source="time_element", is_above=n <= body_at + _STANDFIRST)
        alone = b.n_words <= 14 and not _is_caption(b, found)
        for f in found:
            label = find_label(text[: f.start])
            if alone or label:
                yield Visible(moment=f.moment, label=label, source="byline", is_above=n <= body_at + _STANDFIRST)


def find_elsewhere(blocks: list[Block], title_at: int, language: str | None, month_first: bool | None) -> list[Visible]:
    """Return the date of a page without one at its headline: the only day that labelled lines name, else the only day in a line of its own."""
    labelled, bare = [], []
    for n, b in enumerate(blocks):
        if b.n_words > 10 or b.link_words or not has_digit(b.text):
            continue
        found = find_moments(b.text, language, month_first=month_first)
        if len(found) != 1:
            continue
        label = find_label(b.text[: found[0].start])
        visible = Visible(moment=found[0].moment, label=label, source="byline")
        if label:
            labelled.append(visible)
        elif n > title_at and found[0].end - found[0].start >= len(b.text) - 10:
            bare.append(visible)
    for group in (labelled, bare):
        if len({v.moment.at.date() for v in group}) == 1:
            return group[:1]
        if group:
            return []
    return []


def find_original(blocks: list[Block], language: str | None, month_first: bool | None) -> Visible | None:
    """Return the date in a sentence that says when the text was published for the first time."""
    for b in blocks:
        said = _ORIGINAL.search(b.text) if b.n_words <= 60 and "ublished" in b.text else None
        found = find_moments(b.text[said.end() : said.end() + 40], language, month_first=month_first) if said else []
        if found and found[0].start <= 12:
            return Visible(moment=found[0].moment, label="published", source="byline")
    return None


def _part_pieces(b: Block) -> tuple[str, int]:
    """Return the text of a block's element up to the block's end, with blanks between the pieces of a line, and where the block begins.

    A block runs the pieces together ("May 1, 2024" and "12 comments"); what stands before it in its element may name the date.
    """
    text = squeeze(" ".join(_read_pieces(b.frame.node)))
    if b.n_words < b.frame.n_words:
        own = re.search(r"\s*".join(re.escape(c) for c in b.text if not c.isspace()), text)
        if own:
            low = max(0, own.start() - _REACH_LABEL)
            return text[low : own.end()], own.start() - low
    return text[:300], 0


def _label_element(shown: str, text: str, found: list[Found]) -> str:
    """Return the label of a time element: of the date it shows within the line, else of where the element begins."""
    at = text.find(shown) if shown else -1
    if at < 0:
        return ""
    date = next((f for f in found if at <= f.start < at + len(shown)), None)
    return find_label(text[: date.start if date else at])


def _is_caption(b: Block, found: list[Found]) -> bool:
    """Whether a date belongs to a picture: a line under one that says more than who and when."""
    if b.frame.tag == "figcaption":
        return True
    if not b.after_picture or b.frame.tag != "p" or b.n_links or _BYLINE_MARK.search(b.text):
        return False
    return bool(found) and found[0].start > 0 and b.n_words - sum(f.end - f.start for f in found) / 5 > _CAPTION_WORDS


def _read_pieces(node: Node) -> Iterator[str]:
    """Yield the pieces of text below a node that readers see."""
    if not isinstance(node.tag, str) or node.tag in SKIPPED:
        return
    if node.text:
        yield node.text
    for child in node:
        yield from _read_pieces(child)
        if child.tail:
            yield child.tail
