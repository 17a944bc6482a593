"""When an act happened: which of the time expressions of its sentence belongs to it.

This module chooses by the tree only; what an expression comes to is read by `times`. The day of a statement isn't that of what it tells.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from presswatch.model.language import TimeExpression
from presswatch.tag.events.view import SUBJECTS, SentenceView

DENYING = frozenset({"deny", "accuse", "allege", "blame"})


class When(NamedTuple):
    """An interval in UTC and its granularity, or nothing."""

    start: dt.datetime | None
    end: dt.datetime | None
    granularity: str | None


def find_time(view: SentenceView, times: Sequence[TimeExpression], head: int, content: frozenset[int] = frozenset()) -> When:
    """Return the interval of the resolved time expression of the sentence that hangs nearest to the act; none where there is none.

    Times among `content`, the words of what an act is about, date that: "urged supporters to gather on Monday".
    """
    best: tuple[int, int, TimeExpression] | None = None
    for time in times:
        if time.time_start_at is None or not (view.span.start_char <= time.start_char < view.span.end_char):
            continue
        k = next((k for k in range(view.n) if view.end[k] > time.start_char), None)
        if k is None or k in content:
            continue
        if view.parsed and _dates_the_telling(view, k, head):
            continue
        distance = _tree_distance(view, k, head) if view.parsed else abs(k - head)
        if best is None or (distance, abs(k - head)) < best[:2]:
            best = (distance, abs(k - head), time)
    if best is None:
        return When(None, None, None)
    return When(best[2].time_start_at, best[2].time_end_at, best[2].granularity)


def _dates_the_telling(view: SentenceView, k: int, head: int) -> bool:
    """Tell whether the time at `k` is that of a denial or a charge above the act: "denied on Monday carrying out a strike"."""
    above = _climb(view, head)[1:]
    joint = next((j for j in _climb(view, k) if j == head or j in above), None)
    if joint is None or joint == head or view.lemma[joint] not in DENYING:
        return False
    subject = next((c for c in view.children[joint] if view.dep[c] in SUBJECTS), joint)
    between = [head, *above][above.index(joint)]  # what is denied or charged begins here
    return subject < k < between


def _tree_distance(view: SentenceView, a: int, b: int) -> int:
    up_a, up_b = _climb(view, a), _climb(view, b)
    common = next((k for k in up_a if k in up_b), None)
    return view.n if common is None else up_a.index(common) + up_b.index(common)


def _climb(view: SentenceView, k: int) -> list[int]:
    """Return a word and all that it hangs on, up to the root."""
    found = [k]
    while view.head[k] != k and len(found) <= view.n:
        k = view.head[k]
        found.append(k)
    return found
