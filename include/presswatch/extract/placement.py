"""Where a block stands, as numbers: its tags and class words, the element that most running text hangs on, the page's articles, its order.

Part of `features`, which owns the list; nothing here looks at what a block says.
"""

from __future__ import annotations

import math
from collections.abc import Container
from typing import Any

import numpy as np
import numpy.typing as npt

from presswatch.extract.blocks import Block, Frame
from presswatch.extract.names import load_groups, read_names

TAGS = ("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "td", "th", "blockquote", "figcaption", "pre", "section", "article", "button", "label",
        "dd", "dt", "header", "footer", "form", "aside", "body", "center", "figure", "summary", "legend")  # fmt: skip
ANCESTORS = ("article", "main", "aside", "nav", "header", "footer", "figure", "form", "table", "ul", "ol", "blockquote", "section", "button", "td", "li",
             "details", "dl", "address", "figcaption")  # fmt: skip
_TAG_INDEX = {t: float(n + 1) for n, t in enumerate(TAGS)}
_ANCESTOR_BIT = {t: 1 << n for n, t in enumerate(ANCESTORS)}
_TEXT_TAGS = ("p", "li", "h2", "h3", "blockquote")


class Standing:
    """Where blocks stand (one at least), as arrays over blocks: their element, its parent and grandparent, and their kin (same tags and class names).

    `up`, `depth` and `end` are over elements: the parent (the outermost is its own), the depth, and where in page order the first element after all
    within it comes, so that `[i:end[i]]` is all of element `i`.
    """

    def __init__(self, blocks: list[Block], frames: list[Frame]) -> None:
        self.frames = frames
        self.up = [f.parent.index if f.parent is not None else 0 for f in frames]
        self.depth = np.array([f.depth for f in frames], dtype=np.int64)
        self.end = [f.end for f in frames]
        up = np.array(self.up, dtype=np.int64)
        self.own = np.array([b.frame.index for b in blocks], dtype=np.int64)
        self.parent = up[self.own]
        self.grand = up[self.parent]
        kin: dict[tuple[str, str, str, str], int] = {}
        pairs = ((b.frame, b.frame.parent or frames[0]) for b in blocks)
        self.kin = np.array([kin.setdefault((f.tag, f.names, p.tag, p.names), len(kin)) for f, p in pairs], dtype=np.int64)

    def climb(self, at: int) -> list[int]:
        """Return the place of an element and of all around it, from the inside out."""
        out = [at]
        while at:
            at = self.up[at]
            out.append(at)
        return out

    def find_meeting(self, at: int) -> npt.NDArray[np.int64]:
        """Return, per element, the innermost element that holds both it and the element at a place."""
        out = np.zeros(len(self.frames), dtype=np.int64)
        for i in reversed(self.climb(at)):
            out[i : self.end[i]] = i
        return out


def describe_place(columns: dict[str, Any], blocks: list[Block], standing: Standing, wanted: Container[str]) -> None:
    """Add tags, ancestors and class words: of the block's element, of the two around it, of any around it. Only `wanted` class words are added."""
    frames, where = standing.frames, standing.own
    own = [read_names(f.names) if f.n_blocks and f.names else 0 for f in frames]
    every, tags = [0] * len(frames), [_ANCESTOR_BIT.get(f.tag, 0) for f in frames]
    for i, p in enumerate(standing.up):
        if i:
            every[i] = every[p] | own[i]
            tags[i] |= tags[p]
    every[:1] = own[:1]  # names of the body count for what stands right in it only
    masks, tag_masks = np.array(own, dtype=np.int64), np.array(tags, dtype=np.int64)[where]
    run = np.array([read_names(b.names) if b.names else 0 for b in blocks], dtype=np.int64)
    mine, near, whole = masks[where] | run, masks[standing.parent] | masks[standing.grand], np.array(every, dtype=np.int64)[where]
    frame_tags = np.array([_TAG_INDEX.get(f.tag, 0.0) for f in frames])
    columns["tag"], columns["parent_tag"] = frame_tags[where], np.where(where == 0, 0.0, frame_tags[standing.parent])
    columns["depth"] = standing.depth[where]
    if "hidden" in wanted:
        columns["hidden"] = [b.frame.hidden for b in blocks]
    for name, bit in _ANCESTOR_BIT.items():
        if f"in_{name}" in wanted:
            columns[f"in_{name}"] = (tag_masks & bit) != 0
    for position, name in enumerate(load_groups()):
        for label, held in ((f"own_{name}", mine), (f"near_{name}", near), (f"any_{name}", whole)):
            if label in wanted:
                columns[label] = (held & (1 << position)) != 0


def describe_container(columns: dict[str, Any], blocks: list[Block], words: Any, link: Any, good: Any, standing: Standing) -> None:
    """Add how a block stands to the element that holds the running text, and how its kin (same tags and classes) fare."""
    frames, where = standing.frames, standing.own
    n = len(frames)
    direct = np.bincount(where, weights=good, minlength=n)
    before = np.concatenate(([0.0], np.cumsum(direct)))
    inside = before[standing.end] - before[:-1]
    total = max(1.0, float(inside[0]))
    best = _choose_container(standing, direct)
    meeting = standing.find_meeting(best)
    depth = standing.depth
    columns["best_distance"] = (depth - depth[meeting])[where]
    columns["best_outside"] = (depth[best] - depth[meeting])[where]
    frame_words = np.array([f.n_words for f in frames], dtype=np.float64)
    frame_link = np.array([f.n_link_words for f in frames], dtype=np.float64)
    frame_blocks = np.array([f.n_blocks for f in frames], dtype=np.float64)
    held_words, held_blocks = np.maximum(1, frame_words), np.maximum(1, frame_blocks)
    measures = {"share": inside / total, "link": frame_link / held_words, "blocks": np.log1p(frame_blocks), "mean": np.log1p(frame_words / held_blocks), "running": inside / held_words}
    for name, holder in (("own", where), ("parent", standing.parent), ("grand", standing.grand)):
        for measure, values in measures.items():
            columns[f"{name}_{measure}"] = values[holder]
    kin = standing.kin
    kin_words, kin_good = np.bincount(kin, weights=words), np.bincount(kin, weights=good)
    columns["kin_share"] = (kin_good / total)[kin]
    columns["kin_running"] = (kin_good / np.maximum(1.0, kin_words))[kin]
    columns["kin_link"] = (np.bincount(kin, weights=words * link) / np.maximum(1.0, kin_words))[kin]
    columns["kin_count"] = np.log1p(np.bincount(kin))[kin]
    columns["page_running"] = np.full(len(blocks), math.log1p(total))
    columns["page_blocks"] = np.full(len(blocks), math.log1p(len(blocks)))
    columns["best_share"] = np.full(len(blocks), inside[best] / total)


def _choose_container(standing: Standing, direct: Any) -> int:
    """Return the element that most running text hangs on: paragraphs count fully for their parent and less for each level above."""
    score = [0.0] * len(standing.frames)
    for n in np.flatnonzero(direct).tolist():
        d, weight = float(direct[n]), 1.0
        above = standing.climb(n)
        for i in above[1:5] if standing.frames[n].tag in _TEXT_TAGS else above[:4]:
            score[i] += d * weight
            weight *= 0.6
    return int(np.argmax(score))


def describe_articles(columns: dict[str, Any], blocks: list[Block], standing: Standing, good: Any, title_at: int | None) -> None:
    """Several articles on one page: which one a block is in, and how far it is in the tree from the headline."""
    frames, depth, own = standing.frames, standing.depth, standing.own
    n = len(frames)
    nearest, order = np.full(n, -1), np.full(n + 1, -1)  # the last place of `order` is for blocks in no article
    articles = [f.index for f in frames if f.tag == "article"]
    for place, i in enumerate(articles):
        nearest[i : standing.end[i]] = i
        order[i] = min(place, 10)
    of = nearest[own]
    if articles:
        running = np.bincount(of + 1, weights=good, minlength=n + 1) / max(1.0, float(good.sum()))
        columns["article_order"], columns["article_share"] = order[of], np.where(of >= 0, running[of + 1], -1.0)
    else:
        columns["article_order"] = columns["article_share"] = np.full(len(blocks), -1.0)
    columns["articles"] = np.full(len(blocks), min(len(articles), 20))
    columns["title_article"] = np.where(of == (of[title_at] if title_at is not None else -2), 2.0, of < 0)
    if title_at is None:
        columns["title_up"], columns["title_common"] = depth[own], np.zeros(len(blocks))
    else:
        meeting = depth[standing.find_meeting(blocks[title_at].frame.index)][own]
        columns["title_up"], columns["title_common"] = depth[own] - meeting, blocks[title_at].frame.depth - meeting
    _describe_headings(columns, standing)


def _describe_headings(columns: dict[str, Any], standing: Standing) -> None:
    """Add the headings before a block, how far above the last one is and of which level, and the paragraphs in its parent."""
    tag = columns["tag"]  # 1 is a paragraph, 3 to 8 are headings
    places = np.arange(len(tag))
    last = np.maximum.accumulate(np.where((tag >= _TAG_INDEX["h1"]) & (tag <= _TAG_INDEX["h6"]), places, -1))
    columns["h1_before"] = np.minimum(4, np.cumsum(tag == _TAG_INDEX["h1"]))
    columns["since_heading"] = np.minimum(30, places - last)
    columns["last_heading"] = np.where(last >= 0, tag[last] - _TAG_INDEX["h1"] + 1, 0)
    outermost = standing.own == 0
    paragraphs = np.bincount(standing.parent, weights=(tag == _TAG_INDEX["p"]) & ~outermost, minlength=len(standing.frames))
    columns["sibling_paragraphs"] = np.where(outermost, 0, np.minimum(50, paragraphs[standing.parent]))


def describe_order(columns: dict[str, Any], words: Any, good: Any, title_at: int | None) -> None:
    """Add places in the page, in its words and in its running text, before and after the headline."""
    n = len(words)
    total_words, total_good = max(1.0, float(words.sum())), max(1.0, float(good.sum()))
    columns["at"] = np.arange(n) / max(1, n)
    columns["at_words"] = (np.cumsum(words) - words) / total_words
    before = np.cumsum(good) - good
    columns["at_running"] = before / total_good
    columns["after_running"] = (total_good - before - good) / total_good
    runs = good > 0
    columns["since_running"], columns["until_running"] = count_since(runs, 30), count_since(runs[::-1], 30)[::-1]
    columns["from_title"] = np.clip(np.arange(n) - title_at, -40, 80) if title_at is not None else np.full(n, -50)
    columns["running_since_title"] = (before - (before[title_at] if title_at is not None else 0.0)) / total_good


def count_since(marks: npt.NDArray[np.bool_], most: int) -> npt.NDArray[np.int64]:
    """Return, per place, how many places ago the last mark before it was; `most` where that is further or there is none."""
    places = np.arange(len(marks))
    last = np.concatenate(([-most], np.maximum.accumulate(np.where(marks, places, -most))))[:-1]
    counts: npt.NDArray[np.int64] = np.minimum(most, places - last)
    return counts
