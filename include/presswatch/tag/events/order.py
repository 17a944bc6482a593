"""Frames by the order of words, for sentences without a tree: the actor before a verb does it, the one behind it suffers it.
"""

from __future__ import annotations

from collections.abc import Iterable

from presswatch.tag.events.frame import Frame
from presswatch.tag.events.lexicon import PREPOSITIONS
from presswatch.tag.events.view import SentenceView

BE = frozenset({"be", "is", "are", "am", "was", "were", "been", "being", "'s", "'re", "get", "gets", "got", "getting"})
BREAKS = frozenset({";", ":", "—", "–", "--"})
_REACH = 7


def build_by_order(view: SentenceView, i: int) -> Frame:
    """Return the frame of the word at `i` from the words around it."""
    frame = Frame(head=i, loose=True)
    frame.passive = any(view.low[k] in BE for k in range(max(0, i - 3), i)) and view.low[i].endswith(("ed", "en", "n", "t"))
    left = _nearest_actor(view, range(i - 1, max(-1, i - 15), -1))
    stop = next((k for k in range(i + 1, view.n) if view.low[k] in BREAKS or (view.low[k] in (",", ".") and k > i + 2)), view.n)
    right: list[int] = []
    k = i + 1
    while k < stop:
        low = view.low[k]
        if low in PREPOSITIONS:
            head = _chunk_head(view, k + 1, stop)
            if head is not None:
                frame.add("by" if low == "by" else low, [head])
                if low == "to" and view.pos[head] == "X":
                    frame.content_kind.add("inf")
        elif view.pos[k] in ("DET", "NUM", "PROPN", "X") and not right and k - i < _REACH and not frame.slots:
            head = _chunk_head(view, k, stop)
            if head is not None:
                right.append(head)
                k = head
        k += 1
    if frame.passive:
        frame.add("subj", frame.get("by"))
        frame.add("obj", left)
    else:
        frame.add("subj", left)
        frame.add("obj", right)
    frame.content = set(range(i + 1, stop))
    frame.content_kind |= {slot for slot in frame.slots if slot in PREPOSITIONS} | ({"obj"} if right else set())
    if "that" in view.low[i + 1 : i + 4]:
        frame.content_kind.add("that")
    if "to" in view.low[i + 1 : i + 6]:
        frame.content_kind.add("inf")
    frame.auxiliaries = set(view.low[max(0, i - 4) : i])
    return frame


def _nearest_actor(view: SentenceView, positions: Iterable[int]) -> list[int]:
    for k in positions:
        if view.is_actor_word(k):
            return [k]
    return []


def _chunk_head(view: SentenceView, first: int, stop: int) -> int | None:
    k = first
    while k < stop and view.pos[k] in ("DET", "NUM"):
        k += 1
    if k >= stop or view.pos[k] in ("PUNCT", "ADP", "CCONJ"):
        return None
    while k + 1 < stop and view.pos[k + 1] in ("PROPN", "X") and view.pos[k] != "PUNCT" and k - first < 4 and view.low[k + 1] not in ("and", "that", "who", "which"):
        k += 1
        if view.is_actor_word(k) and not (k + 1 < stop and view.is_actor_word(k + 1)):
            break
    return k
