"""The name tagger: which tokens of a text name a person, organisation, place or other thing. A linear-chain CRF of our own.

It owns the weights file (`weights/names.npz`), the decoding and the confidence. Features are made by `features`, weights by `train`.
Source: Lafferty, McCallum and Pereira 2001, Conditional Random Fields.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from presswatch.errors import ConfigError
from presswatch.tag.mentions.features import TextView, describe_token, extract_context, name_own_features

WEIGHTS = Path(__file__).parent / "weights" / "names.npz"
KINDS = ("PER", "ORG", "LOC", "MISC")
LABELS = ("O", *(f"{p}-{k}" for k in KINDS for p in ("B", "I")))
FORBIDDEN = -1e4
MAX_OWN = 50_000

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
    """Weights: one row of `emissions` per feature and one column per label; `transitions` from label (row) to label (column)."""

    index: dict[str, int]
    emissions: Floats
    transitions: Floats
    start: Floats
    end: Floats
    common: frozenset[str]
    own: dict[tuple[str, str, str, str, str, str], Floats] = field(default_factory=dict, compare=False)
    """What a token's own features add up to, by what they depend on: the same words come again in every article."""


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
                index={f: i for i, f in enumerate(features)}, emissions=data["emissions"].astype(np.float32) * scale,
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
    own: list[Floats] = []
    index = model.index
    bias_row = index["b"]
    for run in view.runs:
        for i in range(*run):
            bounds.append(len(rows))
            rows.append(bias_row)  # so that no token is without a row; taken off its own sum
            rows += [r for r in map(index.get, extract_context(view, i, run)) if r is not None]
            own.append(_sum_own(model, describe_token(view, i)))
    if not bounds:
        return spans
    scores = np.add.reduceat(model.emissions[rows], bounds, axis=0) + np.array(own)
    if bias is not None:
        scores = scores + bias[[i for run in view.runs for i in range(*run)]]
    groups: dict[int, list[tuple[int, int]]] = {}
    at = 0
    for start, end in view.runs:
        groups.setdefault(end - start, []).append((at, start))
        at += end - start
    for n, runs in groups.items():
        paths, margins = _decode(scores[np.add.outer([at for at, _ in runs], np.arange(n))], model)
        for (_, start), labels, sure in zip(runs, paths, margins, strict=True):
            spans += _read_labels(labels, sure, start)
    return sorted(spans, key=lambda s: s.first)


def _sum_own(model: NameModel, token: tuple[str, str, str, str, str, str]) -> Floats:
    held = model.own.get(token)
    if held is None:
        if len(model.own) >= MAX_OWN:
            model.own.clear()
        rows = [r for r in map(model.index.get, name_own_features(token)[1:]) if r is not None]
        held = model.own[token] = model.emissions[rows].sum(axis=0)
    return held


def _decode(scores: Floats, model: NameModel) -> tuple[list[list[int]], list[list[float]]]:
    """Return, for runs of one length, the best label of each token and by how much its best path beats those with another label there.

    `scores` has the shape runs x tokens x labels; both results are runs x tokens.
    """
    n_runs, n, size = scores.shape
    forward = np.empty_like(scores)
    backward = np.empty_like(scores)
    forward[:, 0] = scores[:, 0] + model.start
    for t in range(1, n):
        forward[:, t] = (forward[:, t - 1, :, None] + model.transitions).max(axis=1) + scores[:, t]
    backward[:, n - 1] = model.end
    for t in range(n - 2, -1, -1):
        backward[:, t] = (model.transitions + (scores[:, t + 1] + backward[:, t + 1])[:, None, :]).max(axis=2)
    labels = np.empty((n_runs, n), dtype=np.int64)
    labels[:, n - 1] = (forward[:, n - 1] + model.end).argmax(axis=1)
    for t in range(n - 1, 0, -1):
        labels[:, t - 1] = (forward[:, t - 1] + model.transitions[:, labels[:, t]].T).argmax(axis=1)
    total = (forward + backward).reshape(-1, size)
    chosen = labels.ravel()
    flat = np.arange(len(chosen))
    best = total[flat, chosen].copy()
    total[flat, chosen] = -np.inf
    margins = (best - total.max(axis=1)).reshape(n_runs, n)
    return labels.tolist(), margins.tolist()


def _read_labels(labels: list[int], margins: list[float], offset: int) -> list[NameSpan]:
    spans: list[NameSpan] = []
    first = -1
    for t, label in enumerate([*labels, 0]):
        name = LABELS[label]
        if first >= 0 and not name.startswith("I-"):
            margin = min(margins[first:t])
            spans.append(NameSpan(offset + first, offset + t - 1, LABELS[labels[first]][2:], round(float(1 / (1 + np.exp(-margin))), 3)))
            first = -1
        if name.startswith("B-"):
            first = t
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
