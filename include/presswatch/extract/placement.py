"""Where a block stands, as numbers: its tags and class words, the element that most running text hangs on, the page's articles, its order.

Part of `features`, which owns the list; nothing here looks at what a block says.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Container
from typing import Any

import numpy as np

from presswatch.extract.blocks import Block, Frame
from presswatch.extract.names import load_groups, read_names

TAGS = ("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "td", "th", "blockquote", "figcaption", "pre", "section", "article", "button", "label",
        "dd", "dt", "header", "footer", "form", "aside", "body", "center", "figure", "summary", "legend")  # fmt: skip
ANCESTORS = ("article", "main", "aside", "nav", "header", "footer", "figure", "form", "table", "ul", "ol", "blockquote", "section", "button", "td", "li",
             "details", "dl", "address", "figcaption")  # fmt: skip
_TAG_INDEX = {t: float(n + 1) for n, t in enumerate(TAGS)}
_ANCESTOR_BIT = {t: 1 << n for n, t in enumerate(ANCESTORS)}
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


class Layout:
    """Where blocks stand, as arrays over blocks: their element, its parent and grandparent, and their kin (same tags and class names)."""

    def __init__(self, blocks: list[Block], frames: list[Frame]) -> None:
        up = [f.parent.index if f.parent is not None else 0 for f in frames]
        self.up = np.array(up, dtype=np.int64)
        self.own = np.array([b.frame.index for b in blocks], dtype=np.int64)
        self.parent = self.up[self.own] if blocks else self.own
        self.grand = self.up[self.parent] if blocks else self.own
        label: dict[tuple[str, str], int] = {}
        labels = [label.setdefault((f.tag, f.names), len(label)) for f in frames]
        kin: dict[tuple[int, int], int] = {}
        self.kin = np.array([kin.setdefault((labels[i], labels[up[i]]), len(kin)) for i in self.own.tolist()], dtype=np.int64)


def describe_place(columns: dict[str, Any], blocks: list[Block], frames: list[Frame], layout: Layout, wanted: Container[str]) -> None:
    """Add tags, ancestors and class words: of the block's element, of the two around it, of any around it. Only `wanted` class words are added."""
    own = [read_names(f.names) if f.n_blocks and f.names else 0 for f in frames]
    every, tags = [0] * len(frames), [0] * len(frames)
    for f in frames:
        i = f.index
        bit = _ANCESTOR_BIT.get(f.tag, 0)
        if f.parent is None:
            every[i], tags[i] = own[i], bit
            continue
        p = f.parent.index
        every[i] = every[p] | own[i] if f.depth > 1 else own[i]
        tags[i] = tags[p] | bit
    masks, tag_masks = np.array(own, dtype=np.int64), np.array(tags, dtype=np.int64)[layout.own]
    run = np.array([read_names(b.names) if b.names else 0 for b in blocks], dtype=np.int64)
    mine, near, whole = masks[layout.own] | run, masks[layout.parent] | masks[layout.grand], np.array(every, dtype=np.int64)[layout.own]
    frame_tags = np.array([_TAG_INDEX.get(f.tag, 0.0) for f in frames])
    columns["tag"], columns["parent_tag"] = frame_tags[layout.own], np.where(layout.own == 0, 0.0, frame_tags[layout.parent])
    columns["depth"] = np.array([f.depth for f in frames])[layout.own]
    columns["hidden"] = np.array([f.hidden for f in frames])[layout.own]
    for name, bit in _ANCESTOR_BIT.items():
        if f"in_{name}" in wanted:
            columns[f"in_{name}"] = (tag_masks & bit) != 0
    for position, name in enumerate(load_groups()):
        for label, held in ((f"own_{name}", mine), (f"near_{name}", near), (f"any_{name}", whole)):
            if label in wanted:
                columns[label] = (held & (1 << position)) != 0


def describe_container(columns: dict[str, Any], blocks: list[Block], frames: list[Frame], words: Any, link: Any, good: Any, layout: Layout) -> None:
    """Add how a block stands to the element that holds the running text, and how its kin (same tags and classes) fare."""
    n = len(frames)
    direct = np.bincount(layout.own, weights=good, minlength=n)
    sums = direct.tolist()
    for f in reversed(frames):
        if f.parent is not None and sums[f.index]:
            sums[f.parent.index] += sums[f.index]
    inside = np.array(sums)
    total = max(1.0, float(inside[0])) if n else 1.0
    best = _choose_container(frames, direct.tolist())
    chain: dict[int, int] = {}
    up_from: Frame | None = best
    while up_from is not None:
        chain[up_from.index] = len(chain)
        up_from = up_from.parent
    distance, outside = [0.0] * n, [0.0] * n
    for f in frames:
        i = f.index
        if i in chain:
            outside[i] = float(chain[i])
        elif f.parent is not None:
            distance[i], outside[i] = distance[f.parent.index] + 1, outside[f.parent.index]
    frame_words = np.array([f.n_words for f in frames], dtype=np.float64)
    frame_link = np.array([f.n_link_words for f in frames], dtype=np.float64)
    frame_blocks = np.array([f.n_blocks for f in frames], dtype=np.float64)
    columns["best_distance"], columns["best_outside"] = np.array(distance)[layout.own], np.array(outside)[layout.own]
    for name, where in (("own", layout.own), ("parent", layout.parent), ("grand", layout.grand)):
        columns[f"{name}_share"] = inside[where] / total
        columns[f"{name}_link"] = frame_link[where] / np.maximum(1, frame_words[where])
        columns[f"{name}_blocks"] = np.log1p(frame_blocks[where])
        columns[f"{name}_mean"] = np.log1p(frame_words[where] / np.maximum(1, frame_blocks[where]))
        columns[f"{name}_running"] = inside[where] / np.maximum(1, frame_words[where])
    kin_words = np.bincount(layout.kin, weights=words)
    kin_good = np.bincount(layout.kin, weights=good)
    columns["kin_share"] = (kin_good / total)[layout.kin]
    columns["kin_running"] = (kin_good / np.maximum(1.0, kin_words))[layout.kin]
    columns["kin_link"] = (np.bincount(layout.kin, weights=words * link) / np.maximum(1.0, kin_words))[layout.kin]
    columns["kin_count"] = np.log1p(np.bincount(layout.kin))[layout.kin]
    columns["page_running"] = np.full(len(blocks), math.log1p(total))
    columns["page_blocks"] = np.full(len(blocks), math.log1p(len(blocks)))
    columns["best_share"] = np.full(len(blocks), inside[best.index] / total if best is not None else 0.0)


def _choose_container(frames: list[Frame], direct: list[float]) -> Frame | None:
    """Return the element that most running text hangs on: paragraphs count fully for their parent and less for each level above."""
    if not frames:
        return None
    score = [0.0] * len(frames)
    for f in frames:
        d = direct[f.index]
        if not d:
            continue
        up, weight = (f.parent if f.tag in ("p", "li", "h2", "h3", "blockquote") else f), 1.0
        while up is not None and weight > 0.2:
            score[up.index] += d * weight
            up, weight = up.parent, weight * 0.6
    return frames[max(range(len(frames)), key=lambda i: (score[i], -i))]


def describe_articles(columns: dict[str, Any], blocks: list[Block], frames: list[Frame], good: Any, title_at: int | None) -> None:
    """Several articles on one page: which one a block is in, and how far it is in the tree from the headline."""
    n = len(frames)
    nearest = [-1] * n
    running: dict[int, float] = {}
    order: dict[int, int] = {}
    for f in frames:
        if f.tag == "article":
            nearest[f.index] = f.index
            order[f.index] = len(order)
        elif f.parent is not None:
            nearest[f.index] = nearest[f.parent.index]
    for b, g in zip(blocks, good.tolist(), strict=True):
        if g:
            key = nearest[b.frame.index]
            running[key] = running.get(key, 0.0) + g
    total = max(1.0, float(good.sum()))
    of = [nearest[b.frame.index] for b in blocks]
    if order:
        columns["article_order"] = [min(order.get(a, -1), 10) for a in of]
        columns["article_share"] = [running.get(a, 0.0) / total if a >= 0 else -1.0 for a in of]
    else:
        columns["article_order"] = columns["article_share"] = np.full(len(blocks), -1.0)
    columns["articles"] = np.full(len(blocks), min(len(order), 20))
    chain: dict[int, int] = {}
    up_from: Frame | None = blocks[title_at].frame if title_at is not None else None
    depth = up_from.depth if up_from else 0
    while up_from is not None:
        chain[up_from.index] = depth - up_from.depth
        up_from = up_from.parent
    title_article = of[title_at] if title_at is not None else -2
    columns["title_article"] = [2.0 if a == title_article else float(a < 0) for a in of]
    up = [0] * n
    common = [0] * n
    for f in frames:
        if f.index in chain:
            up[f.index], common[f.index] = 0, chain[f.index]
        elif f.parent is not None:
            up[f.index], common[f.index] = up[f.parent.index] + 1, common[f.parent.index]
    columns["title_up"] = [up[b.frame.index] for b in blocks]
    columns["title_common"] = [common[b.frame.index] for b in blocks]
    heads, level, since, headings, since_heading, last_level = 0, 0, 0, [], [], []
    paragraphs: Counter[int] = Counter()
    for b in blocks:
        tag = b.frame.tag
        if tag == "h1":
            heads += 1
        if tag in _HEADINGS:
            level, since = int(tag[1]), 0
        else:
            since += 1
        headings.append(min(heads, 4))
        since_heading.append(min(since, 30))
        last_level.append(level)
        if tag == "p" and b.frame.parent is not None:
            paragraphs[b.frame.parent.index] += 1
    columns["h1_before"], columns["since_heading"], columns["last_heading"] = headings, since_heading, last_level
    columns["sibling_paragraphs"] = [min(50, paragraphs[b.frame.parent.index]) if b.frame.parent else 0 for b in blocks]


def describe_order(columns: dict[str, Any], blocks: list[Block], words: Any, good: Any, title_at: int | None) -> None:
    """Add places in the page, in its words and in its running text, before and after the headline."""
    n = len(blocks)
    total_words, total_good = max(1.0, float(words.sum())), max(1.0, float(good.sum()))
    columns["at"] = np.arange(n) / max(1, n)
    columns["at_words"] = (np.cumsum(words) - words) / total_words
    before = np.cumsum(good) - good
    columns["at_running"] = before / total_good
    columns["after_running"] = (total_good - before - good) / total_good
    last, since = -1000, []
    for i in range(n):
        since.append(min(30, i - last))
        if good[i]:
            last = i
    nxt, until = n + 1000, [0] * n
    for i in range(n - 1, -1, -1):
        until[i] = min(30, nxt - i)
        if good[i]:
            nxt = i
    columns["since_running"], columns["until_running"] = since, until
    columns["from_title"] = [max(-40, min(80, i - title_at)) if title_at is not None else -50 for i in range(n)]
    total_g = np.cumsum(good) - good
    columns["running_since_title"] = (total_g - (total_g[title_at] if title_at is not None else 0.0)) / total_good
