"""The classifier of blocks at work: a linear score of class names, one of words, and a forest of small trees, all in NumPy.

Owns the weights file (data/blocks.json.gz, written by `train`) and inference; `features` says what a block's numbers mean. Scores
depend on the page alone: no clock, no order of dictionaries, no library version.
"""

from __future__ import annotations

import gzip
import itertools
import json
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from presswatch.extract.names import split_names

_FILE = Path(__file__).parent / "data" / "blocks.json.gz"
_TOKEN = re.compile(r"[^\W\d_]+|\d+|[©|@#»→:]")
_HEAD_CHARS, _HEAD_TOKENS = 400, 30

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
    """All that was learnt: weights of class-name words by place, weights of words and pairs of words, the forest and its columns."""

    names: dict[str, dict[str, float]]
    names_base: float
    words: dict[str, float]
    words_base: float
    columns: tuple[str, ...]
    forest: Forest


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
    return Weights(
        names=data["names"], names_base=data["names_base"], words=data["words"], words_base=data["words_base"],
        columns=tuple(data["columns"]), forest=forest,
    )  # fmt: skip


def tokenise_block(text: str) -> list[str]:
    """Return the words of a block's head that the score of words looks at; numbers become 0."""
    return ["0" if t.isdigit() else t for t in _TOKEN.findall(text[:_HEAD_CHARS].lower())][:_HEAD_TOKENS]


def score_text(text: str, weights: Weights) -> float:
    """Return the linear score of a block's words: above 0 speaks for body text."""
    tokens = tokenise_block(text)
    if not tokens:
        return weights.words_base
    table = weights.words
    total = weights.words_base + table.get("^" + tokens[0], 0.0)
    for token in set(tokens):
        total += table.get(token, 0.0)
    for pair in set(itertools.pairwise(tokens)):
        total += table.get(pair[0] + "_" + pair[1], 0.0)
    return total


@lru_cache(maxsize=50_000)
def score_names(names: str, place: str) -> float:
    """Return the linear score of class names that stand at a place: own, near (parent and grandparent), far."""
    table = load_weights().names[place]
    return sum(table.get(p, 0.0) for p in set(split_names(names)) if len(p) > 1)
