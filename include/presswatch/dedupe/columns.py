"""Many signatures side by side as numpy columns, and set arithmetic over pairs of them.

Owns the memory layout: all hashes of one kind lie in one array, with an offset per text, so that a million texts cost what
their numbers cost (about 1.5 kB each) and no Python objects. It decides nothing about what is a copy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from presswatch.dedupe.signature import FULL_RANGE, KEY_SHARE, Signature
from presswatch.dedupe.words import Hashes

Indices = npt.NDArray[np.int64]
Values = npt.NDArray[np.uint64]

_PAIRS_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class Ragged:
    """Rows of ascending distinct 32-bit numbers: row i is `values[starts[i]:starts[i + 1]]`."""

    values: Hashes
    starts: Indices

    @classmethod
    def from_rows(cls, rows: Sequence[Hashes]) -> Ragged:
        """Lay rows one behind the other."""
        starts = np.zeros(len(rows) + 1, dtype=np.int64)
        np.cumsum([len(row) for row in rows], out=starts[1:])
        values = np.concatenate(rows).astype(np.uint32) if rows else np.empty(0, dtype=np.uint32)
        return cls(values, starts)

    def __len__(self) -> int:
        return len(self.starts) - 1

    @property
    def lengths(self) -> Indices:
        """Length of each row."""
        return np.diff(self.starts)

    def owners(self) -> Indices:
        """The row of each value."""
        return np.repeat(np.arange(len(self), dtype=np.int64), self.lengths)

    def take(self, rows: Indices) -> tuple[Hashes, Indices]:
        """Return the values of `rows` one behind the other, and for each the position in `rows` that it came from."""
        lengths = self.lengths[rows]
        position = np.repeat(np.arange(len(rows), dtype=np.int64), lengths)
        first = np.concatenate(([0], np.cumsum(lengths)[:-1])) if len(rows) else np.empty(0, dtype=np.int64)
        inside = np.arange(len(position), dtype=np.int64) - np.repeat(first, lengths)
        return self.values[self.starts[rows][position] + inside], position

    def count_below(self, rows: Indices, limits: Values) -> Indices:
        """Return how many values of each of `rows` lie below its limit."""
        counts = np.empty(len(rows), dtype=np.int64)
        for low in range(0, len(rows), _PAIRS_AT_ONCE):
            part = slice(low, low + _PAIRS_AT_ONCE)
            values, position = self.take(rows[part])
            counts[part] = np.bincount(position[values < limits[part][position]], minlength=len(rows[part]))
        return counts


def count_common(left: Ragged, a: Indices, right: Ragged, b: Indices, limits: Values) -> Indices:
    """Return for each pair (left[a], right[b]) how many values below its limit are in both. All arrays are as long as `a`.

    Fastest when pairs with the same `a` follow one another.
    """
    counts = np.empty(len(a), dtype=np.int64)
    for low in range(0, len(a), _PAIRS_AT_ONCE):
        part = slice(low, low + _PAIRS_AT_ONCE)
        values, position = right.take(b[part])
        ends = np.concatenate(([0], np.cumsum(right.lengths[b[part]])))
        hits = values < limits[part][position]
        mine = a[part]
        runs = np.flatnonzero(np.diff(mine, prepend=-1))
        for first, last in zip(runs.tolist(), [*runs[1:].tolist(), len(mine)], strict=True):
            row = mine[first]
            have = left.values[left.starts[row] : left.starts[row + 1]]
            span = slice(ends[first], ends[last])
            if len(have) == 0:
                hits[span] = False
                continue
            wanted = values[span]
            at = np.searchsorted(have, wanted)
            at[at == len(have)] = 0  # beyond the last: no value of `have` is equal to it, the first least of all
            hits[span] &= have[at] == wanted
        counts[part] = np.bincount(position[hits], minlength=len(mine))
    return counts


@dataclass(frozen=True, slots=True)
class Signatures:
    """The signatures of many texts as columns; see `signature.Signature` for their meaning."""

    n_words: Indices
    n_shingles: Indices
    scale: Indices
    sketch: Ragged
    lead: Ragged
    numbers: Ragged
    names: Ragged
    keys: Ragged

    @classmethod
    def from_rows(cls, rows: Sequence[Signature], with_keys: Sequence[bool]) -> Signatures:
        """Turn signatures into columns; those without keys can be measured but not found."""
        edge = np.uint32(FULL_RANGE // KEY_SHARE - 1)
        return cls(
            n_words=np.array([row.n_words for row in rows], dtype=np.int64),
            n_shingles=np.array([row.n_shingles for row in rows], dtype=np.int64),
            scale=np.array([row.scale for row in rows], dtype=np.int64),
            sketch=Ragged.from_rows([row.sketch for row in rows]),
            lead=Ragged.from_rows([row.lead for row in rows]),
            numbers=Ragged.from_rows([row.numbers for row in rows]),
            names=Ragged.from_rows([row.names for row in rows]),
            keys=Ragged.from_rows([row.sketch[: np.searchsorted(row.sketch, edge) if k else 0] for row, k in zip(rows, with_keys, strict=True)]),
        )

    def __len__(self) -> int:
        return len(self.n_words)
