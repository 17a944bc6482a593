"""The main column of a page: from blocks to the probability of each to be running text, and the choice among them.

Owns the order of the steps for one page; the numbers are `features`', the weights `forest`'s, the rule `choice`'s.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from presswatch.extract import jsonld
from presswatch.extract.blocks import Block, Frame, segment_page
from presswatch.extract.choice import choose_blocks, discount_preface, lift_kin
from presswatch.extract.features import Context, describe_blocks, find_title, match_titles
from presswatch.extract.forest import Weights, load_weights, score_blocks
from presswatch.extract.head import Head
from presswatch.extract.others import discount_others
from presswatch.extract.placement import Standing
from presswatch.extract.prints import OutletMemory
from presswatch.extract.template import blend, decide_alone, find_repeats, recall_places
from presswatch.extract.title import strip_site
from presswatch.extract.tree import Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A page's blocks with the choice among them; `title_at` is the place of the headline, or None."""

    blocks: list[Block]
    frames: list[Frame]
    probability: npt.NDArray[np.float64]
    chosen: list[bool]
    title_at: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A page cut into blocks, and which of them its head calls the title; nothing is chosen yet."""

    blocks: list[Block]
    frames: list[Frame]
    context: Context
    titles: list[bool]
    title_at: int | None
    is_article: bool = False


def read_layout(root: Node, head: Head, url: str) -> Layout:
    """Return the blocks of a page beside what its head says."""
    blocks, frames = segment_page(root)
    context = make_context(head, url)
    titles = match_titles(blocks, context)
    return Layout(blocks=blocks, frames=frames, context=context, titles=titles, title_at=find_title(blocks, titles), is_article=_says_article(head))


def _says_article(head: Head) -> bool:
    """Whether the head says that the page is one article, not a list of pages."""
    rank = jsonld.rank_type(head.article) if head.article is not None else None
    return (rank is not None and rank <= 3) or (head.first("og:type") or "").lower() == "article"


def choose_column(layout: Layout, memory: OutletMemory | None = None, weights: Weights | None = None) -> Column:
    """Return which blocks of a page are its running text. With a memory, the outlet's other pages have a say."""
    blocks, frames, titles, title_at = layout.blocks, layout.frames, layout.titles, layout.title_at
    barred = np.array(titles, dtype=bool)
    if title_at is not None and blocks[title_at].frame.tag == "h1":
        barred[title_at] = True  # whatever the head says: the page's headline is no running text
    probability: npt.NDArray[np.float64] | None = None
    if memory is not None:
        places = recall_places(frames, memory)
        repeats = find_repeats(blocks, memory)
        alone = decide_alone(blocks, places)
        probability = None if alone is None else np.where(repeats, 0.0, alone)
    if probability is None:
        probability = classify_blocks(layout, weights or load_weights())
        probability = discount_preface(blocks, probability, title_at, is_sure=title_at is not None and titles[title_at] and blocks[title_at].frame.tag == "h1")
        probability = lift_kin(blocks, discount_others(blocks, probability, title_at, is_article=layout.is_article))
        if memory is not None:
            probability = blend(probability, blocks, places, repeats)
    return Column(
        blocks=blocks, frames=frames, probability=probability, chosen=choose_blocks(blocks, probability, barred), title_at=title_at
    )


def classify_blocks(layout: Layout, weights: Weights) -> npt.NDArray[np.float64]:
    """Return the probability of each block to be running text, from the page alone."""
    blocks, frames = layout.blocks, layout.frames
    if not blocks:
        return np.zeros(0)
    standing = Standing(blocks, frames)
    columns = describe_blocks(blocks, standing, layout.context, score_blocks(blocks, standing, weights), layout.titles, layout.title_at, weights.wanted)
    matrix = np.empty((len(weights.columns), len(blocks)), dtype=np.float32)
    for n, name in enumerate(weights.columns):
        matrix[n] = columns[name]
    return weights.forest.predict(matrix)


def make_context(head: Head, url: str) -> Context:
    """Return what a page's head says that its blocks are compared with."""
    article = head.article or {}
    names = [n for n in (head.first("og:site_name"), jsonld.text_value(article.get("publisher"))) if n]
    titles = [t for t in (jsonld.text_value(article.get("headline")), head.first("og:title"), head.first("twitter:title"), head.title) if t]
    titles += [strip_site(t, names, url) for t in titles]
    body = jsonld.text_value(article.get("articleBody"))
    return Context(titles, head.first("og:description", "description"), body)
