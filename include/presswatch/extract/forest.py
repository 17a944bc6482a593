"""The classifier of blocks at work: a linear score of class names, one of words, and a forest of small trees, all in NumPy.

Owns the weights file (data/blocks.json.gz, written by `train`) and inference; `features` says what a block's numbers mean. Scores
depend on the page alone: no clock, no order of dictionaries, no library version.
"""

from __future__ import annotations

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

from presswatch.extract.blocks import Block, Frame
from presswatch.extract.features import Scores
from presswatch.extract.names import split_names

_FILE = Path(__file__).parent / "data" / "blocks.json.gz"
_TOKEN = re.compile(r"[^\W\d_]+|\d+|[©|@#»→:]")
_DIGITS = re.compile(r"\d+")
_HEAD_CHARS, _HEAD_TOKENS = 160, 16
_NOTHING = (0, 0, 0)

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Forest:
    """Perfect binary trees of one depth: split features and thresholds by level, values of the leaves."""

    features: npt.NDArray[np.int32]
    thresholds: Floats
    leaves: Floats
    depth: int
    base: float

    def predict(self, matrix: Floats) -> npt.NDArray[np.float64]:
        """Return the probability of each row of features to be body text."""
        rows, trees = matrix.shape[0], self.features.shape[0]
        if not rows:
            return np.zeros(0)
        offset = np.arange(trees, dtype=np.int32) * np.int32(self.features.shape[1])
        leaf_offset = np.arange(trees, dtype=np.int32) * np.int32(self.leaves.shape[1])
        flat_features, flat_thresholds = self.features.ravel(), self.thresholds.ravel()
        width = np.int32(matrix.shape[1])
        row_offset = (np.arange(rows, dtype=np.int32) * width)[:, None]
        values = np.ascontiguousarray(matrix).ravel()
        at = np.zeros((rows, trees), dtype=np.int32)
        for _ in range(self.depth):
            node = at + offset
            at = 2 * at + 1 + (values.take(flat_features.take(node) + row_offset) > flat_thresholds.take(node))
        score = self.leaves.ravel().take(at - np.int32(self.features.shape[1]) + leaf_offset).sum(axis=1, dtype=np.float64) + self.base
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
    cache: dict[str, tuple[int, int, int]] = field(default_factory=dict, compare=False)


@cache
def load_weights() -> Weights:
    """Return the weights that ship with the package."""
    return read_weights(json.loads(gzip.decompress(_FILE.read_bytes())))


def read_weights(data: dict[str, Any]) -> Weights:
    """Return weights from their JSON form. Raises KeyError or ValueError for a damaged file."""
    trees = data["forest"]
    forest = Forest(
        features=np.array(trees["features"], dtype=np.int32),
        thresholds=np.array(trees["thresholds"], dtype=np.float32),
        leaves=np.array(trees["leaves"], dtype=np.float32),
        depth=int(trees["depth"]),
        base=float(trees["base"]),
    )
    names = data["names"]
    places = [names[place] for place in ("own", "near", "far")]
    name_table = {t: (_milli(places[0].get(t)), _milli(places[1].get(t)), _milli(places[2].get(t))) for t in {t for p in places for t in p} if len(t) > 1}
    return Weights(
        names_base=data["names_base"], words_base=data["words_base"], name_table=name_table,
        tag_table={t: _milli(v) for t, v in names["tag"].items()}, word_table={t: _milli(v) for t, v in data["words"].items()},
        columns=tuple(data["columns"]), wanted=frozenset(data["columns"]), forest=forest,
    )  # fmt: skip


def _milli(value: float | None) -> int:
    return round(1000 * value) if value else 0


def tokenise_block(text: str) -> set[str]:
    """Return what the score of words looks at in a block: the words of its head, pairs of them, and its first word marked with ^."""
    tokens = _TOKEN.findall(_DIGITS.sub("0", text[:_HEAD_CHARS].lower()), 0)[:_HEAD_TOKENS]
    if not tokens:
        return set()
    return {*tokens, *map("_".join, itertools.pairwise(tokens)), "^" + tokens[0]}


def name_tokens(names: str) -> tuple[str, ...]:
    """Return what the score of class names looks at in an element's names."""
    return tuple(p for p in split_names(names) if len(p) > 1)


def _sum_names(names: str, table: dict[str, tuple[int, int, int]]) -> tuple[int, int, int]:
    """Return what class names add to the score at each place: own, near, far; in thousandths, so that sums don't depend on an order."""
    a = b = c = 0
    for t in split_names(names):
        known = table.get(t)
        if known is not None:
            a += known[0]
            b += known[1]
            c += known[2]
    return a, b, c


def score_blocks(blocks: list[Block], frames: list[Frame], weights: Weights) -> Scores:
    """Return the linear scores of all blocks; above 0 speaks for body text.

    Class names count by place: those of the block's own element (with its opening inline element), of the two elements around it
    (near), and of all further ones (far), each element once.
    """
    cache = weights.cache
    sums = []
    for f in frames:
        if not f.n_blocks:
            sums.append(_NOTHING)
            continue
        known = cache.get(f.names)
        if known is None:
            known = _sum_names(f.names, weights.name_table)
            if len(cache) < 50_000:
                cache[f.names] = known
        sums.append(known)
    above = [0] * len(frames)
    for f in frames:
        if f.n_blocks and f.parent is not None:
            above[f.index] = above[f.parent.index] + sums[f.parent.index][2]
    names, words = np.zeros(len(blocks)), np.zeros(len(blocks))
    tags, table = weights.tag_table, weights.word_table
    known_words = table.keys()
    names_base, words_base = weights.names_base, weights.words_base
    for n, b in enumerate(blocks):
        f = b.frame
        total = sums[f.index][0] + tags.get(f.tag, 0)
        if b.names:
            known = cache.get(b.names)
            total += known[0] if known is not None else _sum_names(b.names, weights.name_table)[0]
        up = f.parent
        if up is not None:
            total += sums[up.index][1] + tags.get(f"{f.tag}<{up.tag}", 0)
            if up.parent is not None:
                total += sums[up.parent.index][1] + above[up.parent.index]
        names[n] = names_base + total / 1000
        if not b.is_bare_link:
            words[n] = sum(map(table.__getitem__, known_words & tokenise_block(b.text)))
    return Scores(names=names, words=words_base + words / 1000)
