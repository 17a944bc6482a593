"""The name tagger: which tokens of a text name a person, organisation, place or other thing. A linear-chain CRF of our own.

It owns the weights file (`weights/names.npz`), the decoding and the confidence. Features are made by `features`, weights by `train`.
Source: Lafferty, McCallum and Pereira 2001, Conditional Random Fields.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from presswatch.errors import ConfigError
from presswatch.tag.mentions.features import TOKEN_GROUPS, Key, Namer, describe_token, name_around, name_ends, name_words
from presswatch.tag.mentions.view import TextView

WEIGHTS = Path(__file__).parent / "weights" / "names.npz"
KINDS = ("PER", "ORG", "LOC", "MISC")
LABELS = ("O", *(f"{p}-{k}" for k in KINDS for p in ("B", "I")))
FORBIDDEN = -1e4
MAX_ROWS = 30_000
"""Entries that are kept of each group of features: the same words come again in every article."""

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class NameSpan:
    """A name that the tagger found: tokens `first` to `last`, the last one included; `kind` is PER, ORG, LOC or MISC."""

    first: int
    last: int
    kind: str
    confidence: float


@dataclass(frozen=True, slots=True)
class NameModel:
    """Weights: one row of `emissions`, in steps of `scale`, per feature and one column per label; `transitions` from label (row) to label (column)."""

    index: dict[str, int]
    emissions: NDArray[np.int8]
    scale: float
    transitions: Floats
    start: Floats
    end: Floats
    common: frozenset[str]
    rows: tuple[dict[Key, tuple[int, ...]], ...] = field(default_factory=lambda: tuple({} for _ in TOKEN_GROUPS), compare=False)
    """Rows of `emissions` by what a group of features depends on, one table per group."""


def allow_transitions() -> Floats:
    """Return 0 where a label may follow another and a large negative number where an I would follow anything but its own B or I."""
    table = np.zeros((len(LABELS), len(LABELS)), dtype=np.float32)
    for i, before in enumerate(LABELS):
        for j, after in enumerate(LABELS):
            if after.startswith("I-") and before[2:] != after[2:]:
                table[i, j] = FORBIDDEN
    return table


@lru_cache(maxsize=1)
def load_model(path: Path = WEIGHTS) -> NameModel:
    """Return the weights, read once per process. Raises ConfigError when the file is missing or isn't one of ours."""
    try:
        with np.load(path, allow_pickle=False) as data:
            features = str(data["features"].tobytes(), "utf-8").split("\n")
            scale = np.float32(data["scale"])
            return NameModel(
                index={f: i for i, f in enumerate(features)}, emissions=data["emissions"], scale=float(scale),
                transitions=data["transitions"] + allow_transitions(), start=data["start"], end=data["end"],
                common=frozenset(str(data["common"].tobytes(), "utf-8").split("\n")),
            )
    except (OSError, KeyError, ValueError) as error:
        raise ConfigError(f"{path.name}: no weights of the name tagger: {error}") from None


def tag_names(view: TextView, model: NameModel, bias: Floats | None = None) -> list[NameSpan]:
    """Return the names in a text, in order. Deterministic: ties go to the earlier label.

    `bias`, one row per token of the text and one column per label, is added to the scores; training uses it to hold the tagger to
    what is known of a text.
    """
    spans: list[NameSpan] = []
    rows: list[int] = []
    bounds: list[int] = []
    index = model.index
    for run in view.runs:
        start, end = run
        around = [r for r in map(index.get, name_around(view, run)) if r is not None]
        tail, head = ([[r for r in map(index.get, names) if r is not None] for names in name_ends(view, run)]) if end - start > 1 else ([], [])
        for i in range(start, end):
            bounds.append(len(rows))
            for name, held, key in zip(TOKEN_GROUPS, model.rows, describe_token(view, i), strict=True):
                found = held.get(key)
                rows += _find_rows(model, name, held, key) if found is None else found
            rows += [r for r in map(index.get, name_words(view, i, run)) if r is not None]
            rows += around
            if i != end - 1:
                rows += tail
            if i != start:
                rows += head
    if not bounds:
        return spans
    # whole steps: sums don't depend on the order of what is added, nor on the machine
    scores = np.add.reduceat(model.emissions[rows], bounds, axis=0, dtype=np.int32).astype(np.float32) * np.float32(model.scale)
    if bias is not None:
        scores = scores + bias[[i for run in view.runs for i in range(*run)]]
    order = sorted(view.runs, key=lambda run: run[0] - run[1])
    lengths = [end - start for start, end in order]
    at = dict(zip((i for run in view.runs for i in range(*run)), range(len(bounds)), strict=True))
    padded = np.zeros((len(order), lengths[0], len(LABELS)), dtype=np.float32)
    padded[np.arange(lengths[0]) < np.array(lengths)[:, None]] = scores[[at[i] for run in order for i in range(*run)]]
    paths, margins = _decode(padded, lengths, model)
    for (start, end), labels, sure in zip(order, paths, margins, strict=True):
        if any(labels[: end - start]):
            spans += _read_labels(labels[: end - start], sure, start)
    return sorted(spans, key=lambda s: s.first)


def _find_rows(model: NameModel, name: Namer, held: dict[Key, tuple[int, ...]], key: Key) -> tuple[int, ...]:
    """Return the rows of the features that `name` makes of `key`, and keep them in `held`."""
    if len(held) >= MAX_ROWS:
        held.clear()
    found = held[key] = tuple([r for r in map(model.index.get, name(key)) if r is not None])  # no list: the collector leaves tuples of numbers alone
    return found


def _decode(scores: Floats, lengths: Sequence[int], model: NameModel) -> tuple[list[list[int]], list[list[float]]]:
    """Return the best label of each token of each run and by how much its best path beats those with another label there.

    `scores` has the shape runs x tokens x labels, the longest run first; what stands behind a shorter one's end counts for nothing.
    Both results are runs x tokens.
    """
    n_runs, n, size = scores.shape
    many = [sum(length > t for length in lengths) for t in range(n)]  # the runs that have a token t are the first ones
    forward = np.zeros_like(scores)
    backward = np.empty_like(scores)
    backward[:] = model.end
    forward[:, 0] = scores[:, 0] + model.start
    for t in range(1, n):
        k = many[t]
        forward[:k, t] = (forward[:k, t - 1, :, None] + model.transitions).max(axis=1) + scores[:k, t]
    for t in range(n - 2, -1, -1):
        k = many[t + 1]
        backward[:k, t] = (model.transitions + (scores[:k, t + 1] + backward[:k, t + 1])[:, None, :]).max(axis=2)
    labels = np.zeros((n_runs, n), dtype=np.int64)
    for t in range(n - 1, -1, -1):
        k = many[t + 1] if t + 1 < n else 0
        labels[k : many[t], t] = (forward[k : many[t], t] + model.end).argmax(axis=1)
        if k:
            labels[:k, t] = (forward[:k, t] + model.transitions[:, labels[:k, t + 1]].T).argmax(axis=1)
    total = (forward + backward).reshape(-1, size)
    chosen = labels.ravel()
    flat = np.arange(len(chosen))
    best = total[flat, chosen].copy()
    total[flat, chosen] = -np.inf
    margins = (best - total.max(axis=1)).reshape(n_runs, n)
    return labels.tolist(), margins.tolist()


def _read_labels(labels: list[int], margins: list[float], offset: int) -> list[NameSpan]:
    spans: list[NameSpan] = []
    t, n = 0, len(labels)
    while t < n:
        begins = labels[t]
        first, t = t, t + 1
        if not begins & 1:  # O: a run never starts with an I, nor does one follow an O
            continue
        while t < n and labels[t] == begins + 1:
            t += 1
        margin = min(margins[first:t])
        spans.append(NameSpan(offset + first, offset + t - 1, KINDS[begins >> 1], round(1 / (1 + math.exp(-min(margin, 50.0))), 3)))
    return spans


def save_model(path: Path, features: list[str], emissions: Any, transitions: Any, start: Any, end: Any, common: list[str]) -> None:
    """Write the weights: emissions as 8-bit steps of one scale (no loss in F measured), the rest as 32-bit floats."""
    if any("\n" in feature for feature in features):
        raise ValueError("a feature holds a line end, which separates features in the file")
    scale = np.float32(np.abs(emissions).max() / 127 or 1)
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        path, features=np.frombuffer("\n".join(features).encode(), dtype=np.uint8), emissions=np.round(emissions / scale).astype(np.int8),
        scale=scale, transitions=transitions.astype(np.float32), start=start.astype(np.float32), end=end.astype(np.float32),
        common=np.frombuffer("\n".join(common).encode(), dtype=np.uint8),
    )
