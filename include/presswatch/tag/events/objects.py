"""Objects: what a verb governs where the tree gives it none: shared objects, phrases right behind it, amounts.

This module finds the heads of such phrases; `frames` puts them into slots.
"""

from __future__ import annotations

from presswatch.tag.events.repair import TIME_WORDS
from presswatch.tag.events.view import PASSIVE_SUBJECTS, SUBJECTS, SentenceView

_ABOUT = frozenset({"more", "less", "than", "at", "least", "most", "around", "about", "nearly", "some", "almost", "over", "up", "to", "roughly", "approximately", "as", "many", "much", "usd"})


def find_shared_object(view: SentenceView, i: int) -> list[int]:
    """Return the object that a verb shares with the one coordinated right behind it, or that follows a short phrase of its own.

    "arrested and deported the envoy"; "freed on bail two ministers", where the tree hangs the ministers on the bail.
    """
    for child in view.children[i]:
        if view.dep[child] == "conj" and child == i + 2 and view.low[i + 1] in ("and", "or") and view.pos[child] == "VERB":
            return [h for c in view.children[child] if view.dep[c] == "obj" for h in view.heads(c)]
        if view.dep[child] == "obl" and i < child <= i + 3:
            late = [h for c in view.children[child] if view.dep[c] == "obj" and c > child for h in view.heads(c)]
            if late:
                return late
    return []


def find_next_phrase(view: SentenceView, i: int) -> int | None:
    """Return the head of a noun phrase that follows the verb directly, where the tree gives the verb no object."""
    k = i + 1
    while k < view.n and view.dep[k] == "compound:prt":
        k += 1
    while k + 1 < view.n and view.low[k] in ("on", "late", "early") and view.low[k + 1] in TIME_WORDS:
        k += 2  # "vetoed on Friday a resolution"
    amount = _find_amount(view, k)
    if amount is not None:
        return amount
    if k >= view.n or view.pos[k] not in ("DET", "ADJ", "NOUN", "PROPN", "NUM") or (view.head[k] == i and not (view.dep[k] in ("obl", "obl:unmarked") and not view.children[k])):
        return None
    while k < view.n and (view.pos[k] in ("DET", "ADJ", "NUM") or view.is_hyphen(k) or (k + 1 < view.n and view.is_hyphen(k + 1))):
        k += 1
    if k >= view.n or view.pos[k] not in ("NOUN", "PROPN"):
        return None
    while k + 1 < view.n and view.pos[k + 1] in ("NOUN", "PROPN") and view.dep[k] in ("compound", "flat", "nmod:desc"):
        k += 1
    if view.dep[k] in SUBJECTS or view.dep[k] in PASSIVE_SUBJECTS or view.low[k] in TIME_WORDS:
        return None
    return k


def _find_amount(view: SentenceView, k: int) -> int | None:
    """Return the head of an amount that begins at `k` with words which the tree took for others: "more than 40 tonnes", "around $4 million"."""
    first = k
    while k < view.n and view.low[k] in _ABOUT:
        k += 1
    if k == first or k >= view.n:
        return None
    if view.tag[k] == "$":
        return k
    if view.pos[k] != "NUM" or view.is_date(k):
        return None
    while k < view.n and (view.pos[k] in ("NUM", "ADJ") or view.tag[k] == "VBN"):
        k += 1
    while k + 1 < view.n and view.pos[k] == "NOUN" and view.pos[k + 1] == "NOUN" and view.head[k] == k + 1:
        k += 1
    return k if k < view.n and view.pos[k] in ("NOUN", "PROPN") and view.low[k] not in TIME_WORDS else None


def mend_head(view: SentenceView, h: int) -> int:
    """Return the head of a compound with a hyphen of which the tree took the first half: "ex-ministers"."""
    if h + 2 < view.n and view.is_hyphen(h + 1) and view.pos[h + 2] in ("NOUN", "PROPN"):
        return h + 2
    return h
