"""Who stands nearest: the speaker read from the row of words before a verb, where the tree borrowed one from another clause.

Parsers give a verb behind an aside the subject of the aside ("Voss, who leads the union, said") and a verb behind "and" the subject of
the clause before it ("the bid failed, and the firm then agreed"). This module only corrects such speakers; `speakers` finds them.
"""

from __future__ import annotations

from presswatch.tag.claims.candidate import FINITE
from presswatch.tag.claims.phrases import find_left_phrase
from presswatch.tag.claims.words import is_time
from presswatch.tag.nodes import Node, Text

_SUBJECTS = frozenset({"nsubj", "nsubj:outer"})
_ASIDES = frozenset({"who", "whose", "whom", "which"})
_BELOW = frozenset({"nmod", "appos", "flat", "compound"})
_PLACING = frozenset({"with", "in", "at", "on", "from", "of", "by", "near", "to", "over", "under"})
_LONGEST_ASIDE = 40


def find_nearer(doc: Text, verb: Node, source: Node) -> Node | None:
    """Return the head of who stands before a verb if the tree's speaker must be wrong, None if it may be right."""
    first = verb.sentence.start
    if verb.tag == "VB" and verb.i - 1 > first and doc[verb.i - 1].lower == "to":
        return _find_controlled(doc, verb, source, first)
    if verb.dep == "advcl" and verb.head.dep == "acl:relcl" and any(c.dep == "mark" and c.lower in _PLACING for c in verb.children):
        return verb.head.head  # "the woman who went to a doctor with a headache said": no preposition opens a clause
    i = _skip_auxiliaries(doc, verb, first)
    if i <= first or not (verb.tag in FINITE or i < verb.i - 1):
        return None
    if doc[i].text == ",":
        return _find_before_aside(doc, i, source, first)
    own = any(c.dep in _SUBJECTS and c.i < verb.i for c in verb.children)
    if own or source.i > verb.i or doc[i].pos not in {"NOUN", "PROPN", "PRON"} or is_time(doc[i]):
        return None
    phrase = find_left_phrase(doc, i + 1, first)
    if phrase is None or phrase[1] != i + 1 or phrase[0] <= source.i:
        return None
    before = doc[phrase[0] - 1].lower if phrase[0] > first else ""
    return doc[i] if before in {"and", "but", ",", "while", "as", "that", "because", "when", "after", "before", ";", ""} else None


def _skip_auxiliaries(doc: Text, verb: Node, first: int) -> int:
    i = verb.i - 1
    while i > first and (doc[i].pos == "AUX" or (doc[i].pos == "ADV" and doc[i].tag != "WRB") or doc[i].lower in {"not", "n't", "n’t"}):
        i -= 1
    return i


def _find_controlled(doc: Text, verb: Node, source: Node, first: int) -> Node | None:
    """Return X of "for X to say"."""
    phrase = find_left_phrase(doc, verb.i - 1, first)
    if phrase is None or phrase[1] != verb.i - 1 or phrase[0] <= first or phrase[0] <= source.i < phrase[1]:
        return None
    return doc[phrase[1] - 1] if doc[phrase[0] - 1].lower == "for" else None


def _find_before_aside(doc: Text, comma: int, source: Node, first: int) -> Node | None:
    """Return who stands before an aside in commas that holds the tree's speaker."""
    for k in range(comma - 1, max(first + 1, comma - _LONGEST_ASIDE), -1):
        if doc[k - 1].text != "," or not (doc[k].lower in _ASIDES or doc[k].tag == "VBN") or not k <= source.i < comma:
            continue
        phrase = find_left_phrase(doc, k - 1, first)
        if phrase is not None and phrase[1] == k - 1 and not is_time(doc[k - 2]):
            head = doc[k - 2]
            while head.dep in _BELOW and first <= head.head.i < head.i and head.head.pos in {"NOUN", "PROPN"}:
                head = head.head
            return head
    return None
