"""Probabilities to a selection: which blocks make the running text of a page. Owns the decision rule.

The set is the one with the highest expected word F1 under the probabilities (Lewis 1995: a threshold that falls as a page gets
more uncertain), bounded so that a sure page isn't cut too deep and a poor one isn't swept in whole. A text said twice counts once.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from presswatch.extract.blocks import Block

_POWER = 1.15
_FLOOR = 0.12
_BRIDGE = 0.15
_KIN, _KIN_WORDS, _KIN_SURE, _KIN_TAGS = 2, 25, 0.75, ("p", "div", "li", "td")
_PREFACE, _ENOUGH, _DISCOUNT = 4, 50.0, 0.25


def discount_preface(blocks: list[Block], probability: npt.NDArray[np.float64], title_at: int | None, *, is_sure: bool) -> npt.NDArray[np.float64]:
    """Return the probabilities with those of blocks before the headline lowered, if enough text follows it. `is_sure`: the head has that headline."""
    if title_at is None or title_at < _PREFACE or not is_sure:
        return probability
    weight = np.array([b.n_words for b in blocks], dtype=np.float64)
    after = float((probability * weight)[title_at + 1 :].sum())
    if after < _ENOUGH:
        return probability
    out = probability.copy()
    out[: title_at - _PREFACE] *= _DISCOUNT
    return out


def lift_kin(blocks: list[Block], probability: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the probabilities with those of doubtful paragraphs raised towards their siblings', where these are surely running text."""
    places = [n for n, b in enumerate(blocks) if b.n_words >= _KIN_WORDS and 2 * b.link_words <= b.n_words and b.frame.tag in _KIN_TAGS]
    if len(places) <= _KIN:
        return probability
    index: dict[tuple[str, int], int] = {}
    kin = np.array([index.setdefault((f.tag, f.parent.index if f.parent else 0), len(index)) for f in (blocks[n].frame for n in places)])
    p = probability[places]
    weight = np.minimum([blocks[n].n_words for n in places], 80.0)
    rest = np.bincount(kin, weights=weight)[kin] - weight
    mean = (np.bincount(kin, weights=p * weight)[kin] - p * weight) / np.maximum(rest, 1e-9)
    raised = (np.bincount(kin)[kin] > _KIN) & (mean > _KIN_SURE) & (p >= _FLOOR) & (p < mean)
    out = probability.copy()
    out[places] = np.where(raised, (p + mean) / 2, p)
    return out


def choose_blocks(blocks: list[Block], probability: npt.NDArray[np.float64], barred: npt.NDArray[np.bool_]) -> list[bool]:
    """Return which blocks are running text. `barred` blocks never are (the headline)."""
    n = len(blocks)
    if not n:
        return []
    weight = np.array([b.n_words for b in blocks], dtype=np.float64)
    p = np.where(barred, 0.0, probability) ** _POWER
    order = np.argsort(-p, kind="stable")
    gain, size = np.cumsum((p * weight)[order]), np.cumsum(weight[order])
    expected = 2 * gain / np.maximum(1e-9, size + float((p * weight).sum()))
    best = int(np.argmax(expected))
    chosen = np.zeros(n, dtype=bool)
    chosen[order[: best + 1]] = True
    chosen &= np.where(barred, 0.0, probability) > _FLOOR
    _bridge_headings(blocks, probability, chosen, barred)
    seen: set[str] = set()
    for k in np.flatnonzero(chosen).tolist():
        if blocks[k].n_words >= 4:
            if blocks[k].text in seen:
                chosen[k] = False
            seen.add(blocks[k].text)
    out: list[bool] = chosen.tolist()
    return out


def _bridge_headings(blocks: list[Block], probability: npt.NDArray[np.float64], chosen: npt.NDArray[np.bool_], barred: npt.NDArray[np.bool_]) -> None:
    """Take in subheadings that stand right between two chosen paragraphs."""
    for n, b in enumerate(blocks):
        if b.frame.tag not in ("h2", "h3", "h4") or b.link_words or b.n_words > 16 or chosen[n] or barred[n] or probability[n] < _BRIDGE:
            continue
        before, after = chosen[max(0, n - 1) : n], chosen[n + 1 : n + 2]
        if before.any() and after.any():
            chosen[n] = True
