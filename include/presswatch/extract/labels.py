"""Labels for training: which blocks of a page a reference text holds. Used by `train` only.

A block is body if most of its runs of four words stand in the reference text; a shorter one, if it is a line of it or stands in it
together with the words beside it.
"""

from __future__ import annotations

import re
from collections import Counter

from presswatch.extract.blocks import Block

_WORD = re.compile(r"\w+")
_RUN = 4


def split_words(text: str) -> list[str]:
    """Return the words of a text in lower case."""
    return [w.lower() for w in _WORD.findall(text)]


def label_blocks(blocks: list[Block], reference: str) -> list[float]:
    """Return, per block, the share of it that the reference text holds, from 0 to 1."""
    words = split_words(reference)
    runs = {tuple(words[n : n + _RUN]) for n in range(len(words) - _RUN + 1)}
    lines = {" ".join(split_words(line)) for line in reference.split("\n")}
    whole = f" {' '.join(words)} "
    tokens = [split_words(b.text) for b in blocks]
    return [_label(n, tokens, runs, lines, whole) for n in range(len(blocks))]


def _label(n: int, tokens: list[list[str]], runs: set[tuple[str, ...]], lines: set[str], whole: str) -> float:
    mine = tokens[n]
    if not mine:
        return 0.0
    if len(mine) >= _RUN:
        total = len(mine) - _RUN + 1
        return sum(tuple(mine[k : k + _RUN]) in runs for k in range(total)) / total
    if " ".join(mine) in lines:
        return 1.0
    before = next((tokens[k][-3:] for k in range(n - 1, max(-1, n - 3), -1) if tokens[k]), [])
    after = next((tokens[k][:3] for k in range(n + 1, min(len(tokens), n + 3)) if tokens[k]), [])
    joined = (before and f" {' '.join(before + mine)} " in whole) or (after and f" {' '.join(mine + after)} " in whole)
    return 1.0 if joined else 0.0


def word_f1(predicted: str, reference: str) -> float:
    """Return the bag-of-words F1 of two texts."""
    a, b = Counter(split_words(predicted)), Counter(split_words(reference))
    both = sum((a & b).values())
    return 2 * both / max(1, sum(a.values()) + sum(b.values()))
