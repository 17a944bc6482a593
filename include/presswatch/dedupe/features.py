"""The features of an article by which its story is found: its most telling words, weighted.

Owns the weighting. Weights come from fixed word frequencies, never from the collection, so that the features of an article are
a pure function of its title, text and language. How features are compared is `stories`' business.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from presswatch.dedupe.frequency import rarity_of
from presswatch.dedupe.words import Hashes, hash_words, pack, split_terms, unpack

UNIT = 1000
"""Weights are whole numbers, so that sums come out the same in any order; a feature vector has about this length."""
_BODY_TERMS = 64
_LEAD_TERMS = 48
_LEAD_WORDS = 80
_BODY_SHARE = 0.5
_MIN_LETTERS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """An article's terms (hashes, ascending) and their weights. Words of the lead count apart from those of the whole text."""

    terms: Hashes
    weights: npt.NDArray[np.uint32]


def make_features(title: str, text: str, language: str | None = None) -> Features:
    """Return the features of an article."""
    words, headline = split_terms(text), split_terms(title)
    body = _weigh([(words, 1), (headline, 6)], language, _BODY_TERMS)
    lead = _weigh([(words[:_LEAD_WORDS], 1), (headline, 4)], language, _LEAD_TERMS)
    parts = [("", body, math.sqrt(_BODY_SHARE)), ("lead ", lead, math.sqrt(1 - _BODY_SHARE))]
    weighted = [(mark + word, weight * share) for mark, part, share in parts for word, weight in part]
    hashes = (hash_words([term for term, _ in weighted]) >> np.uint64(32)).astype(np.uint32)
    terms, first = np.unique(hashes, return_index=True)
    weights = np.array([weight for _, weight in weighted], dtype=np.float64)[first]
    return Features(terms=terms, weights=np.rint(weights * UNIT).astype(np.uint32))


def dump_features(features: Features) -> bytes:
    """Return features as bytes: terms, then weights, four bytes each."""
    return pack(features.terms) + pack(features.weights)


def load_features(data: bytes) -> Features:
    """Return the features that `dump_features` wrote. Raises ValueError when the bytes are something else."""
    if len(data) % 8:
        raise ValueError("not features: cut off")
    values = unpack(data)
    return Features(terms=values[: len(values) // 2], weights=values[len(values) // 2 :])


def _weigh(parts: Iterable[tuple[list[str], int]], language: str | None, most: int) -> list[tuple[str, float]]:
    """Return the weightiest words with their weights, scaled to a vector of length 1."""
    counts = Counter[str]()
    for words, times in parts:
        for word in words:
            counts[word] += times
    weights = {w: (1 + math.log(n)) * rarity_of(w, language) for w, n in counts.items() if len(w) >= _MIN_LETTERS}
    best = sorted((item for item in weights.items() if item[1] > 0), key=lambda item: (-item[1], item[0]))[:most]
    length = math.sqrt(math.fsum(weight**2 for _, weight in best))
    return [(word, weight / length) for word, weight in best]
