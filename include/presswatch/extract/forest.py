"""The classifier of blocks at work: a linear score of class names, one of words, and a forest of small trees, all in NumPy.

Owns the weights file (data/blocks.json.gz, written by `train`) and inference; `features` says what a block's numbers mean. Scores
depend on the page alone: no clock, no order of dictionaries, no library version.
"""

from __future__ import annotations

import codecs
import gzip
import itertools
import json
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from presswatch.extract.blocks import Block
from presswatch.extract.features import Scores
from presswatch.extract.names import split_names
from presswatch.extract.placement import Standing

_FILE = Path(__file__).parent / "data" / "blocks.json.gz"
_TOKEN = re.compile(r"[^\W\d_]+|\d+|[©|@#»→:]")
_DIGITS = re.compile(r"\d+")
_MARKS = "©|@#»:"
_APART = [(mark, b" " + mark + b" ") for mark in (c.encode("latin-1") for c in "0" + _MARKS)]


def _list_western() -> str:
    """Return the characters of Latin-1, with the quotes and dashes of Windows where that has control characters."""
    windows = (bytes([n]).decode("cp1252", "replace") for n in range(0x80, 0xA0))
    return bytes(range(0x80)).decode("latin-1") + "".join("\ufffe" if c.isalnum() or c == "\ufffd" else c for c in windows) + bytes(range(0xA0, 0x100)).decode("latin-1")


_WESTERN = codecs.charmap_build(_list_western())
# Letters in lower case, marks, 0 for digits; all else is a blank.
_PLAIN = b"".join(b"0" if c.isdecimal() else c.lower().encode("latin-1") if c.isalnum() else c.encode("latin-1") if c in _MARKS else b" " for c in _list_western())
_HEAD_CHARS, _HEAD_TOKENS = 160, 16
_NOTHING = (0, 0, 0)
_MAX_KEPT = 20_000

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Forest:
    """Perfect binary trees of one depth. Of each level, all trees' split features and thresholds, tree by tree; the same of the leaves' values."""

    levels: tuple[tuple[npt.NDArray[np.int64], Floats], ...]
    leaves: Floats
    base: float

    def predict(self, matrix: Floats) -> npt.NDArray[np.float64]:
        """Return the probability of each column of the matrix, which has a row per feature, to be body text."""
        rows = matrix.shape[1]
        values, place = matrix.ravel(), np.arange(rows)
        node: Any = np.arange(len(self.levels[0][0]))[:, None]  # broadcasts to trees by rows
        for features, thresholds in self.levels:
            at = (features * rows).take(node) + place
            above = values.take(at) > thresholds.take(node)
            node = np.add(2 * node, above, out=at)
        score = self.leaves.take(node).sum(axis=0, dtype=np.float64) + self.base
        result: npt.NDArray[np.float64] = 1.0 / (1.0 + np.exp(-score))
        return result


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """All that was learnt: weights of class-name words (own, near, far), of tags, of words and pairs of words, the forest and its columns.

    Tables are in thousandths, as whole numbers: their sums are exact in whatever order they are made.
    """

    names_base: float
    words_base: float
    name_table: dict[str, tuple[int, int, int]]
    tag_table: dict[str, int]
    word_table: dict[str, int]
    columns: tuple[str, ...]
    wanted: frozenset[str]
    forest: Forest
    name_sums: dict[str, tuple[int, int, int]] = field(default_factory=dict, compare=False)
    word_sums: dict[str, int] = field(default_factory=dict, compare=False)


@cache
def load_weights() -> Weights:
    """Return the weights that ship with the package."""
    return read_weights(json.loads(gzip.decompress(_FILE.read_bytes())))


def read_weights(data: dict[str, Any]) -> Weights:
    """Return weights from their JSON form. Raises KeyError or ValueError for a damaged file."""
    names = data["names"]
    places = [names[place] for place in ("own", "near", "far")]
    name_table = {t: (_milli(places[0].get(t)), _milli(places[1].get(t)), _milli(places[2].get(t))) for t in {t for p in places for t in p} if len(t) > 1}
    return Weights(
        names_base=data["names_base"], words_base=data["words_base"], name_table=name_table,
        tag_table={t: _milli(v) for t, v in names["tag"].items()}, word_table={t: _milli(v) for t, v in data["words"].items()},
        columns=tuple(data["columns"]), wanted=frozenset(data["columns"]), forest=_read_forest(data["forest"]),
    )  # fmt: skip


def _read_forest(data: dict[str, Any]) -> Forest:
    features, thresholds = np.array(data["features"], dtype=np.int64), np.array(data["thresholds"], dtype=np.float32)
    spans = [slice(2**level - 1, 2 ** (level + 1) - 1) for level in range(int(data["depth"]))]
    return Forest(
        levels=tuple((features[:, span].ravel(), thresholds[:, span].ravel()) for span in spans),
        leaves=np.array(data["leaves"], dtype=np.float32).ravel(),
        base=float(data["base"]),
    )


def _milli(value: float | None) -> int:
    return round(1000 * value) if value else 0


def tokenise_block(text: str) -> set[str]:
    """Return what the score of words looks at in a block: the words of its head, pairs of them, and its first word marked with ^."""
    tokens = _split_words(text[:_HEAD_CHARS])[:_HEAD_TOKENS]
    if not tokens:
        return set()
    return {*tokens, *map("_".join, itertools.pairwise(tokens)), "^" + tokens[0]}


def _split_words(text: str) -> list[str]:
    """Return the words and marks of a text in lower case; numbers are 0."""
    try:
        plain = codecs.charmap_encode(text, "strict", _WESTERN)[0].translate(_PLAIN)  # some times as quick as the pattern
    except UnicodeEncodeError:
        return _TOKEN.findall(_DIGITS.sub("0", text.lower()))
    while b"00" in plain:
        plain = plain.replace(b"00", b"0")
    for mark, apart in _APART:
        if mark in plain:
            plain = plain.replace(mark, apart)
    return plain.decode("latin-1").split()


def name_tokens(names: str) -> tuple[str, ...]:
    """Return what the score of class names looks at in an element's names."""
    return tuple(p for p in split_names(names) if len(p) > 1)


def _sum_names(names: str, weights: Weights) -> tuple[int, int, int]:
    """Return what class names add to the score at each place: own, near, far; in thousandths, so that sums don't depend on an order."""
    known = weights.name_sums.get(names)
    if known is None:
        own = near = far = 0
        table = weights.name_table
        for word in split_names(names):
            if word in table:
                a, b, c = table[word]
                own, near, far = own + a, near + b, far + c
        known = own, near, far
        _keep(weights.name_sums, names, known)
    return known


def _sum_words(text: str, weights: Weights) -> int:
    """Return what the words of a block's head add to the score, in thousandths."""
    head = text[:_HEAD_CHARS]
    known = weights.word_sums.get(head)
    if known is None:
        known = sum(filter(None, map(weights.word_table.get, tokenise_block(head))))
        _keep(weights.word_sums, head, known)
    return known


def _keep(sums: dict[str, Any], key: str, value: Any) -> None:
    """Remember a sum that a text alone decides; when there are too many, all are forgotten."""
    if len(sums) >= _MAX_KEPT:
        sums.clear()
    sums[key] = value


def score_blocks(blocks: list[Block], standing: Standing, weights: Weights) -> Scores:
    """Return the linear scores of all blocks; above 0 speaks for body text.

    Class names count by place: those of the block's own element (with its opening inline element), of the two elements around it
    (near), and of all further ones (far), each element once.
    """
    frames, up, tags = standing.frames, standing.up, weights.tag_table
    known = weights.name_sums.get
    sums = [known(f.names) or _sum_names(f.names, weights) if f.n_blocks and f.names else _NOTHING for f in frames]
    above = [0] * len(frames)
    for i, p in enumerate(up):
        if i:
            above[i] = above[p] + sums[p][2]
    names, words = np.zeros(len(blocks)), np.zeros(len(blocks))
    for n, b in enumerate(blocks):
        f = b.frame
        i = f.index
        total = sums[i][0] + tags.get(f.tag, 0)
        if b.names:
            total += _sum_names(b.names, weights)[0]
        if i:
            p = up[i]
            total += sums[p][1] + tags.get(f"{f.tag}<{frames[p].tag}", 0)
            if p:
                total += sums[up[p]][1] + above[up[p]]
        names[n] = weights.names_base + total / 1000
        if not b.is_bare_link:
            words[n] = _sum_words(b.text, weights)
    return Scores(names=names, words=weights.words_base + words / 1000)
