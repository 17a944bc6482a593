"""Who stands nearest: the speaker read from the row of words before a verb, where the tree borrowed one from another clause.

Parsers give a verb behind an aside the subject of the aside ("Voss, who leads the union, said") and a verb behind "and" the subject of
the clause before it ("the bid failed, and the firm then agreed"). This module only corrects such speakers; `speakers` finds them.
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from presswatch.tag.claims.candidate import FINITE
from presswatch.tag.claims.phrases import find_left_phrase
from presswatch.tag.claims.words import is_time

_SUBJECTS = frozenset({"nsubj", "nsubj:outer"})
_ASIDES = frozenset({"who", "whose", "whom", "which"})
_BELOW = frozenset({"nmod", "appos", "flat", "compound"})
_PLACING = frozenset({"with", "in", "at", "on", "from", "of", "by", "near", "to", "over", "under"})
_LONGEST_ASIDE = 40


def find_nearer(doc: Doc, verb: Token, source: Token) -> Token | None:
    """Return the head of who stands before a verb if the tree's speaker must be wrong, None if it may be right."""
    first = verb.sent.start
    if verb.tag_ == "VB" and verb.i - 1 > first and doc[verb.i - 1].lower_ == "to":
        return _find_controlled(doc, verb, source, first)
    if verb.dep_ == "advcl" and verb.head.dep_ == "acl:relcl" and any(c.dep_ == "mark" and c.lower_ in _PLACING for c in verb.children):
        return verb.head.head  # "the woman who went to a doctor with a headache said": no preposition opens a clause
    i = _skip_auxiliaries(doc, verb, first)
    if i <= first or not (verb.tag_ in FINITE or i < verb.i - 1):
        return None
    if doc[i].text == ",":
        return _find_before_aside(doc, i, source, first)
    own = any(c.dep_ in _SUBJECTS and c.i < verb.i for c in verb.children)
    if own or source.i > verb.i or doc[i].pos_ not in {"NOUN", "PROPN", "PRON"} or is_time(doc[i]):
        return None
    phrase = find_left_phrase(doc, i + 1, first)
    if phrase is None or phrase[1] != i + 1 or phrase[0] <= source.i:
        return None
    before = doc[phrase[0] - 1].lower_ if phrase[0] > first else ""
    return doc[i] if before in {"and", "but", ",", "while", "as", "that", "because", "when", "after", "before", ";", ""} else None


def _skip_auxiliaries(doc: Doc, verb: Token, first: int) -> int:
    i = verb.i - 1
    while i > first and (doc[i].pos_ == "AUX" or (doc[i].pos_ == "ADV" and doc[i].tag_ != "WRB") or doc[i].lower_ in {"not", "n't", "n’t"}):
        i -= 1
    return i


def _find_controlled(doc: Doc, verb: Token, source: Token, first: int) -> Token | None:
    """Return X of "for X to say"."""
    phrase = find_left_phrase(doc, verb.i - 1, first)
    if phrase is None or phrase[1] != verb.i - 1 or phrase[0] <= first or phrase[0] <= source.i < phrase[1]:
        return None
    return doc[phrase[1] - 1] if doc[phrase[0] - 1].lower_ == "for" else None


def _find_before_aside(doc: Doc, comma: int, source: Token, first: int) -> Token | None:
    """Return who stands before an aside in commas that holds the tree's speaker."""
    for k in range(comma - 1, max(first + 1, comma - _LONGEST_ASIDE), -1):
        if doc[k - 1].text != "," or not (doc[k].lower_ in _ASIDES or doc[k].tag_ == "VBN") or not k <= source.i < comma:
            continue
        phrase = find_left_phrase(doc, k - 1, first)
        if phrase is not None and phrase[1] == k - 1 and not is_time(doc[k - 2]):
            head = doc[k - 2]
            while head.dep_ in _BELOW and first <= head.head.i < head.i and head.head.pos_ in {"NOUN", "PROPN"}:
                head = head.head
            return head
    return None
