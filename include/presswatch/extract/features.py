"""Blocks to numbers: what the classifier of blocks looks at. Owns the list of features and their order; `forest` holds the weights.

All features are about form and place (tags, class words, lengths, links, neighbours, share of the page's running text), so that
they mean the same in any language and at any outlet.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from presswatch.extract.blocks import Block, Frame
from presswatch.extract.phrases import phrase_kinds, read_phrases
from presswatch.extract.placement import describe_articles, describe_container, describe_order, describe_place
from presswatch.extract.title import fold_title

_INLINE = ("a", "em", "i", "strong", "b", "span", "small", "time")
_END = re.compile(r"[.!?…。！？।؟][\"'”’»)\]]*$")
_SENTENCE = re.compile(r"[.!?…。！？।؟]+(?=\s|$|[\"'”’»)\]])")
_DATE = re.compile(r"\b(?:19|20)\d\d\b|\b\d{1,2}[:.]\d{2}\b")
_WORD = re.compile(r"\w+")
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """The linear scores of each block's class names and words (see `forest`)."""

    names: npt.NDArray[np.float64]
    words: npt.NDArray[np.float64]


def describe_blocks(blocks: list[Block], frames: list[Frame], context: Context, scores: Scores) -> dict[str, npt.NDArray[np.float32]]:
    """Return the features by name, one value per block each."""
    columns: dict[str, Any] = {}
    words = np.array([count_words(b.text) for b in blocks], dtype=np.float64)
    chars = np.array([len(b.text) for b in blocks], dtype=np.float64)
    link = np.minimum(1.0, np.array([b.link_words / max(1, b.n_words) for b in blocks]))
    _describe_text(columns, blocks, words, chars, link)
    describe_place(columns, blocks, frames)
    good = _find_running(blocks, words, link)
    title_at = find_title(blocks, context)
    describe_container(columns, blocks, frames, words, link, good)
    describe_order(columns, blocks, words, good, title_at)
    describe_articles(columns, blocks, frames, good, title_at)
    _describe_matches(columns, blocks, context)
    _describe_neighbours(columns, len(blocks), ("words", "link_density", "tag", "ends", "parent_share", "own_share", "kin_share", "best_distance"))
    _describe_phrases(columns, blocks)
    _describe_scores(columns, blocks, scores)
    return {name: np.asarray(values, dtype=np.float32) for name, values in columns.items()}


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


def _find_running(blocks: list[Block], words: Any, link: Any) -> Any:
    """Return, per block, its words if it looks like running text, else 0: long enough, ends a sentence, few links."""
    good = np.zeros(len(blocks))
    for n, b in enumerate(blocks):
        w = words[n]
        if w >= 10 and link[n] < 0.4 and not b.frame.hidden and (w >= 25 or _END.search(b.text[-6:])) and b.frame.tag not in ("button", "label", "figcaption"):
            good[n] = min(w, 150)
    return good


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


def _describe_neighbours(columns: dict[str, Any], n: int, names: tuple[str, ...], fill: float = -1.0) -> None:
    for name in names:
        values = np.asarray(columns[name], dtype=np.float32)
        for shift in (-2, -1, 1, 2):
            moved = np.full(n, fill, dtype=np.float32)
            if shift < 0:
                moved[-shift:] = values[:shift]
            else:
                moved[:-shift] = values[shift:]
            columns[f"{name}{shift:+d}"] = moved


def _describe_phrases(columns: dict[str, Any], blocks: list[Block]) -> None:
    """Add the wordings of boilerplate by kind, and how many blocks ago a short block last held one."""
    kinds = phrase_kinds()
    counts = np.zeros((len(blocks), len(kinds)), dtype=np.float32)
    related = kinds.index("related")
    since_any, since_related, last_any, last_related = [], [], -99, -99
    for n, b in enumerate(blocks):
        found = read_phrases(b.text)
        for kind, count in found.items():
            counts[n, kind] = count
        since_any.append(min(20, n - last_any))
        since_related.append(min(20, n - last_related))
        if found and b.n_words < 12:
            last_any = n
            if related in found:
                last_related = n
    for k, label in enumerate(kinds):
        columns[f"says_{label}"] = counts[:, k]
    columns["since_phrase"], columns["since_related"] = since_any, since_related


def _describe_scores(columns: dict[str, Any], blocks: list[Block], scores: Scores) -> None:
    """Add the linear scores, those of the neighbours, and their means over the element, its parent and the block's kin."""
    n = len(blocks)
    weight = np.array([b.n_words + 1.0 for b in blocks])
    frames = np.array([b.frame.index for b in blocks], dtype=np.int64)
    parents = np.array([b.frame.parent.index if b.frame.parent else 0 for b in blocks], dtype=np.int64)
    kin: dict[Any, int] = {}
    kin_of = np.array([kin.setdefault((b.frame.tag, b.frame.names, b.frame.parent.tag if b.frame.parent else "", b.frame.parent.names if b.frame.parent else ""), len(kin)) for b in blocks], dtype=np.int64)
    for name, values in (("name_score", scores.names), ("word_score", scores.words)):
        columns[name] = values
        _describe_neighbours(columns, n, (name,), -9.0)
        for label, key in (("frame", frames), ("parent", parents), ("kin", kin_of)):
            total = np.bincount(key, weights=values * weight, minlength=1)
            mass = np.bincount(key, weights=weight, minlength=1)
            columns[f"{name}_{label}"] = (total / np.maximum(mass, 1e-9))[key]


def find_title(blocks: list[Block], context: Context) -> int | None:
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


