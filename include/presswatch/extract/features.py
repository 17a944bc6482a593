"""Blocks to numbers: what the classifier of blocks looks at. Owns the list of features and their order; `model` holds the weights.

All features are about form and place (tags, class words, lengths, links, neighbours, share of the page's running text), so that
they mean the same in any language and at any outlet.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from typing import Any

import numpy as np
import numpy.typing as npt

from presswatch.extract.blocks import Block, Frame
from presswatch.extract.names import load_groups, read_names
from presswatch.extract.title import fold_title

Matrix = npt.NDArray[np.float32]

TAGS = ("p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "td", "th", "blockquote", "figcaption", "pre", "section", "article", "button", "label",
        "dd", "dt", "header", "footer", "form", "aside", "body", "center", "figure", "summary", "legend")  # fmt: skip
ANCESTORS = ("article", "main", "aside", "nav", "header", "footer", "figure", "form", "table", "ul", "ol", "blockquote", "section", "button", "td", "li",
             "details", "dl", "address", "figcaption")  # fmt: skip
_INLINE = ("a", "em", "i", "strong", "b", "span", "small", "time")
_END = re.compile(r"[.!?…。！？।؟][\"'”’»)\]]*$")
_SENTENCE = re.compile(r"[.!?…。！？।؟]+(?=\s|$|[\"'”’»)\]])")
_DATE = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[:.]\d{2}\b")
_WORD = re.compile(r"\w+")
_TAG_INDEX = {t: float(n + 1) for n, t in enumerate(TAGS)}
_ANCESTOR_BIT = {t: 1 << n for n, t in enumerate(ANCESTORS)}
_INLINE_INDEX = {t: float(n + 1) for n, t in enumerate(_INLINE)}


def count_words(text: str) -> float:
    """Return the length of a text in words; in scripts without blanks two characters count as one word."""
    if text.isascii():
        return float(text.count(" ") + 1)
    wide = sum(1 for c in text if "\u2e80" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7af" or "\u0e00" <= c <= "\u0eff")
    return text.count(" ") + 1 + wide / 2


class Context:
    """What of the page's own statements the features compare blocks with."""

    def __init__(self, titles: list[str], description: str | None, article_body: str | None) -> None:
        self.titles = {fold_title(t) for t in titles if t} - {""}
        self.description = fold_title(description or "")
        words = _WORD.findall((article_body or "").lower())
        self.shingles = {tuple(words[n : n + 4]) for n in range(len(words) - 3)} if len(words) >= 40 else set()


def describe_blocks(blocks: list[Block], frames: list[Frame], context: Context) -> tuple[Matrix, list[str]]:
    """Return one row of features per block, and the features' names."""
    columns: dict[str, Any] = {}
    n = len(blocks)
    words = np.array([count_words(b.text) for b in blocks], dtype=np.float64)
    chars = np.array([len(b.text) for b in blocks], dtype=np.float64)
    link = np.minimum(1.0, np.array([b.link_words / max(1, b.n_words) for b in blocks]))
    _describe_text(columns, blocks, words, chars, link)
    masks = _describe_place(columns, blocks, frames)
    good = _find_running(blocks, words, link)
    _describe_container(columns, blocks, frames, words, link, good)
    title_at = _find_title(blocks, context)
    _describe_order(columns, blocks, words, good, title_at)
    _describe_articles(columns, blocks, frames, good, title_at)
    _describe_matches(columns, blocks, context)
    _describe_neighbours(columns, n)
    del masks
    names = list(columns)
    matrix = np.column_stack([np.asarray(columns[name], dtype=np.float32) for name in names]) if n else np.zeros((0, len(names)), np.float32)
    return matrix, names


def _describe_text(columns: dict[str, Any], blocks: list[Block], words: Any, chars: Any, link: Any) -> None:
    columns["words"] = np.log1p(words)
    columns["chars"] = np.log1p(chars)
    columns["word_length"] = chars / np.maximum(1, words)
    columns["link_density"] = link
    columns["links"] = [min(b.n_links, 20) for b in blocks]
    columns["bold"] = [min(1.0, b.bold_words / max(1, b.n_words)) for b in blocks]
    columns["italic"] = [min(1.0, b.italic_words / max(1, b.n_words)) for b in blocks]
    ends, sentences, commas, upper, caps, digits, odd, lower_start, quote, date, question, colon = ([] for _ in range(12))
    for b in blocks:
        text = b.text
        head = text[:1500]
        k = max(1, len(head))
        parts = head.split(" ")
        ends.append(_END.search(text[-6:]) is not None)
        sentences.append(min(10, len(_SENTENCE.findall(head))))
        commas.append(100 * sum(map(head.count, ",、，،")) / k)
        upper.append(sum(1 for p in parts if p[:1].isupper()) / len(parts))
        caps.append(head.isupper())
        digits.append(sum(map(head.count, "0123456789")) / k)
        odd.append(sum(map(head.count, "|©@>•→#/")) * 20 / k)
        lower_start.append(head[:1].islower())
        quote.append(head[:1] in "\"“„«‘'—–-")
        date.append(_DATE.search(head[:200]) is not None)
        question.append(text[-1:] == "?")
        colon.append(text[-1:] == ":")
    columns.update(ends=ends, sentences=sentences, commas=commas, upper=upper, caps=caps, digits=digits, odd=odd, lower_start=lower_start)
    columns.update(quote_start=quote, date=date, question=question, colon=colon)
    columns["inline_tag"] = [_INLINE_INDEX.get(b.inline_tag, 0.0) for b in blocks]
    columns["part"] = [min(b.part, 5) for b in blocks]
    columns["after_picture"] = [b.after_picture for b in blocks]


def _describe_place(columns: dict[str, Any], blocks: list[Block], frames: list[Frame]) -> list[int]:
    n = len(frames)
    own = [read_names(f.names) for f in frames]
    near, every, tags, near_tags = [0] * n, [0] * n, [0] * n, [0] * n
    for f in frames:
        i = f.index
        bit = _ANCESTOR_BIT.get(f.tag, 0)
        if f.parent is None:
            every[i] = own[i]
            tags[i] = bit
            continue
        p = f.parent.index
        near[i] = own[p] | (own[f.parent.parent.index] if f.parent.parent else 0)
        every[i] = every[p] | own[i] if f.depth > 1 else own[i]
        tags[i] = tags[p] | bit
        near_tags[i] = bit | (_ANCESTOR_BIT.get(f.parent.tag, 0))
    index = [b.frame.index for b in blocks]
    columns["tag"] = [_TAG_INDEX.get(b.frame.tag, 0.0) for b in blocks]
    columns["parent_tag"] = [_TAG_INDEX.get(b.frame.parent.tag, 0.0) if b.frame.parent else 0.0 for b in blocks]
    columns["depth"] = [b.frame.depth for b in blocks]
    columns["hidden"] = [b.frame.hidden for b in blocks]
    for name, bit in _ANCESTOR_BIT.items():
        columns[f"in_{name}"] = [bool(tags[i] & bit) for i in index]
    run = [read_names(b.names) for b in blocks]
    for bit, (name, _, _) in enumerate(load_groups()):
        m = 1 << bit
        columns[f"own_{name}"] = [bool((own[i] | r) & m) for i, r in zip(index, run, strict=True)]
        columns[f"near_{name}"] = [bool(near[i] & m) for i in index]
        columns[f"any_{name}"] = [bool(every[i] & m) for i in index]
    return every


def _find_running(blocks: list[Block], words: Any, link: Any) -> Any:
    """Return, per block, its words if it looks like running text, else 0: long enough, ends a sentence, few links."""
    good = np.zeros(len(blocks))
    for n, b in enumerate(blocks):
        w = words[n]
        if w >= 10 and link[n] < 0.4 and not b.frame.hidden and (w >= 25 or _END.search(b.text[-6:])) and b.frame.tag not in ("button", "label", "figcaption"):
            good[n] = min(w, 150)
    return good


def _describe_container(columns: dict[str, Any], blocks: list[Block], frames: list[Frame], words: Any, link: Any, good: Any) -> None:
    n = len(frames)
    inside, direct = np.zeros(n), np.zeros(n)
    for b, g in zip(blocks, good, strict=True):
        if g:
            direct[b.frame.index] += g
    inside[:] = direct
    for f in reversed(frames):
        if f.parent is not None:
            inside[f.parent.index] += inside[f.index]
    total = max(1.0, float(inside[0])) if n else 1.0
    best = _choose_container(frames, inside, direct)
    chain = {}
    f: Frame | None = best
    steps = 0
    while f is not None:
        chain[f.index] = steps
        f = f.parent
        steps += 1
    distance, outside = np.zeros(n), np.zeros(n)
    for f in frames:
        i = f.index
        if i in chain:
            distance[i], outside[i] = 0.0, float(chain[i])
        elif f.parent is not None:
            distance[i], outside[i] = distance[f.parent.index] + 1, outside[f.parent.index]
    index = np.array([b.frame.index for b in blocks], dtype=np.int64)
    parent = np.array([b.frame.parent.index if b.frame.parent else 0 for b in blocks], dtype=np.int64)
    grand = np.array([b.frame.parent.parent.index if b.frame.parent and b.frame.parent.parent else 0 for b in blocks], dtype=np.int64)
    frame_words = np.array([f.n_words for f in frames], dtype=np.float64)
    frame_link = np.array([f.n_link_words for f in frames], dtype=np.float64)
    frame_blocks = np.array([f.n_blocks for f in frames], dtype=np.float64)
    columns["best_distance"], columns["best_outside"] = distance[index], outside[index]
    for name, where in (("own", index), ("parent", parent), ("grand", grand)):
        columns[f"{name}_share"] = inside[where] / total
        columns[f"{name}_link"] = frame_link[where] / np.maximum(1, frame_words[where])
        columns[f"{name}_blocks"] = np.log1p(frame_blocks[where])
        columns[f"{name}_mean"] = np.log1p(frame_words[where] / np.maximum(1, frame_blocks[where]))
        columns[f"{name}_running"] = inside[where] / np.maximum(1, frame_words[where])
    keys = [(b.frame.tag, b.frame.names, b.frame.parent.tag if b.frame.parent else "", b.frame.parent.names if b.frame.parent else "") for b in blocks]
    words_of: Counter[Any] = Counter()
    good_of: Counter[Any] = Counter()
    link_of: Counter[Any] = Counter()
    count_of: Counter[Any] = Counter()
    for n_, key in enumerate(keys):
        words_of[key] += words[n_]
        good_of[key] += good[n_]
        link_of[key] += words[n_] * link[n_]
        count_of[key] += 1
    columns["kin_share"] = [good_of[k] / total for k in keys]
    columns["kin_running"] = [good_of[k] / max(1.0, words_of[k]) for k in keys]
    columns["kin_link"] = [link_of[k] / max(1.0, words_of[k]) for k in keys]
    columns["kin_count"] = [math.log1p(count_of[k]) for k in keys]
    columns["page_running"] = np.full(len(blocks), math.log1p(total))
    columns["page_blocks"] = np.full(len(blocks), math.log1p(len(blocks)))
    columns["best_share"] = np.full(len(blocks), inside[best.index] / total if best is not None else 0.0)


def _choose_container(frames: list[Frame], inside: Any, direct: Any) -> Frame | None:
    """Return the element that most running text hangs on: paragraphs count fully for their parent and less for each level above."""
    if not frames:
        return None
    score = np.zeros(len(frames))
    for f in frames:
        d = direct[f.index]
        up, weight = (f.parent if f.tag in ("p", "li", "h2", "h3", "blockquote") else f), 1.0
        while d and up is not None and weight > 0.2:
            score[up.index] += d * weight
            up, weight = up.parent, weight * 0.6
    return frames[int(np.argmax(score))]


def _describe_articles(columns: dict[str, Any], blocks: list[Block], frames: list[Frame], good: Any, title_at: int | None) -> None:
    """Several articles on one page: which one a block is in, and how far it is in the tree from the headline."""
    n = len(frames)
    nearest = [-1] * n
    running: Counter[int] = Counter()
    order: dict[int, int] = {}
    for f in frames:
        if f.tag == "article":
            nearest[f.index] = f.index
            order[f.index] = len(order)
        elif f.parent is not None:
            nearest[f.index] = nearest[f.parent.index]
    for b, g in zip(blocks, good, strict=True):
        running[nearest[b.frame.index]] += g
    total = max(1.0, float(good.sum()))
    of = [nearest[b.frame.index] for b in blocks]
    columns["article_order"] = [min(order.get(a, -1), 10) for a in of]
    columns["article_share"] = [running[a] / total if a >= 0 else -1.0 for a in of]
    columns["articles"] = np.full(len(blocks), min(len(order), 20))
    chain: dict[int, int] = {}
    f: Frame | None = blocks[title_at].frame if title_at is not None else None
    depth = f.depth if f else 0
    while f is not None:
        chain[f.index] = depth - f.depth
        f = f.parent
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
        if tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
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


def _describe_order(columns: dict[str, Any], blocks: list[Block], words: Any, good: Any, title_at: int | None) -> None:
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


def _find_title(blocks: list[Block], context: Context) -> int | None:
    """Return the place of the headline: an h1 that repeats a title of the head, else any block that does, else the first h1."""
    exact, first = None, None
    for n, b in enumerate(blocks):
        if b.frame.tag == "h1" and first is None:
            first = n
        if b.n_words <= 40 and fold_title(b.text) in context.titles:
            if b.frame.tag == "h1":
                return n
            if exact is None and not b.link_words:
                exact = n
    return first if first is not None else exact


def _describe_matches(columns: dict[str, Any], blocks: list[Block], context: Context) -> None:
    seen = Counter(b.text for b in blocks)
    titles, description, shingles = context.titles, context.description, context.shingles
    is_title, is_description, in_body = [], [], []
    for b in blocks:
        folded = fold_title(b.text) if b.n_words <= 80 and (titles or description) else ""
        is_title.append(bool(folded) and folded in titles)
        same = bool(folded) and len(folded) > 20 and bool(description) and (folded == description or folded.startswith(description[:60]) or description.startswith(folded))
        is_description.append(same)
        if not shingles:
            in_body.append(-1.0)
            continue
        words = _WORD.findall(b.text.lower())
        if len(words) < 4:
            in_body.append(-0.5)
        else:
            k = len(words) - 3
            in_body.append(sum(tuple(words[i : i + 4]) in shingles for i in range(k)) / k)
    columns["is_title"], columns["is_description"], columns["in_body"] = is_title, is_description, in_body
    columns["repeats"] = [min(5, seen[b.text]) for b in blocks]


def _describe_neighbours(columns: dict[str, Any], n: int) -> None:
    for name in ("words", "link_density", "tag", "ends", "parent_share", "own_share", "kin_share", "best_distance"):
        values = np.asarray(columns[name], dtype=np.float32)
        for shift in (-2, -1, 1, 2):
            moved = np.full(n, -1.0, dtype=np.float32)
            if shift < 0:
                moved[-shift:] = values[:shift]
            else:
                moved[:-shift] = values[shift:]
            columns[f"{name}{shift:+d}"] = moved
