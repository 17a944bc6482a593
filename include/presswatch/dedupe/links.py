"""Links: which articles are worth comparing when stories are grouped.

Owns the search for neighbours by shared telling terms. A link only allows two groups to be merged; whether they are is decided by
their whole features in `stories`. Links are found among the articles of one day and its window together, so they may depend on
how common a term is there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from presswatch.dedupe.features import UNIT

Terms = npt.NDArray[np.uint32]
Indices = npt.NDArray[np.int64]

KEY_TERMS = 20
"""Strongest terms of an article that take part in the search."""
MAX_NEIGHBOURS = 30
_MIN_SIMILARITY = 0.03
_COMMON_SHARE, _COMMON_LEAST = 0.01, 200
"""A term of more than 1 % of the articles (and more than 200) finds nothing that others don't."""
_CELLS_AT_ONCE = 20_000_000


def find_links(terms: Sequence[Terms], weights: Sequence[Terms], n_running: int) -> Iterator[tuple[int, int]]:
    """Yield pairs (a, b), a < b, of articles that are near enough to be compared; at most 30 by each article.

    The first `n_running` articles belong to running stories and aren't linked with one another. `terms` and `weights` are those of
    `features.Features`, one array per article.
    """
    n = len(terms)
    if n == n_running:
        return
    matrix = _build_matrix(terms, weights)
    others = matrix.T.tocsr()
    rows_at_once = max(1, _CELLS_AT_ONCE // n)
    for low in range(n_running, n, rows_at_once):
        product = (matrix[low : low + rows_at_once] @ others).tocsr()
        for offset in range(product.shape[0]):
            cells = slice(product.indptr[offset], product.indptr[offset + 1])
            yield from _choose_neighbours(low + offset, product.indices[cells].astype(np.int64), product.data[cells])


def _build_matrix(terms: Sequence[Terms], weights: Sequence[Terms]) -> csr_array:
    """Return articles by terms: each article's strongest terms, without those that are common here."""
    strongest = [np.lexsort((t, -w.astype(np.int64)))[:KEY_TERMS] for t, w in zip(terms, weights, strict=True)]
    rows = np.repeat(np.arange(len(terms), dtype=np.int64), [len(s) for s in strongest])
    held = np.concatenate([t[s] for t, s in zip(terms, strongest, strict=True)])
    values = np.concatenate([w[s] for w, s in zip(weights, strongest, strict=True)]).astype(np.int64)
    _, columns, counts = np.unique(held, return_inverse=True, return_counts=True)
    rare = counts[columns] <= max(_COMMON_LEAST, int(_COMMON_SHARE * len(terms)))
    return csr_array((values[rare], (rows[rare], columns[rare])), shape=(len(terms), len(counts)))


def _choose_neighbours(a: int, found: Indices, products: Indices) -> Iterator[tuple[int, int]]:
    keep = (products >= _MIN_SIMILARITY * UNIT * UNIT) & (found != a)
    found, products = found[keep], products[keep]
    for at in np.lexsort((found, -products))[:MAX_NEIGHBOURS]:
        b = int(found[at])
        yield (a, b) if a < b else (b, a)
