"""Noun phrases read from the row of words: what stands before a verb, behind a preposition, before an aside in commas or dashes.

Parsers tear names from appositions and relative clauses; the row of words often tells better who stands there. This module finds phrases; who of
them speaks is decided in `speakers` and `nearest`.
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from presswatch.tag.claims.candidate import FINITE, Range
from presswatch.tag.claims.words import is_time

_NOMINAL = frozenset({"PROPN", "NOUN", "ADJ", "DET", "NUM", "PART", "X"})
_NAME_LINKS = frozenset({"of", "for", "and", "&", "-", "'s", "’s", ".", "de", "von", "van", "al", "bin"})
_NAME_STARTS = frozenset({"DET", "NOUN", "PROPN", "PRON", "ADJ", "NUM", "VERB", "ADV", "X"})
_PHRASE_ENDS = frozenset({",", ".", ";", ":", "—", "–", "--", ")", '"', "“", "”", "''"})
_LONGEST_ASIDE = 30
_ASIDE_STARTS = frozenset({"who", "which", "whose", "citing", "quoting", "speaking"})


def find_left_phrase(doc: Doc, end: int, first: int) -> Range | None:
    """Return the noun phrase that ends before `end`, read from the row of words: "the state news agency", "Lena Voss"."""
    stop = end
    while stop > first and (doc[stop - 1].is_space or doc[stop - 1].text in {",", "-", "—", "–"}):
        stop -= 1
    start = stop
    while start > first:
        before = doc[start - 1]
        if before.pos_ not in _NOMINAL and before.pos_ != "PRON" and not (before.lower_ in _NAME_LINKS and start - 2 >= first and doc[start - 2].pos_ in _NOMINAL):
            break
        start -= 1
        if before.pos_ in {"DET", "PRON"} and not (start > first and doc[start - 1].lower_ in {"of", "for"}):
            break
    return (start, stop) if any(doc[i].pos_ in {"NOUN", "PROPN", "PRON"} for i in range(start, stop)) else None


def find_right_phrase(doc: Doc, start: int, last: int) -> Range | None:
    """Return the noun phrase that begins at `start` with the clauses that hang on it without a comma: "diplomats who asked not to be named"."""
    if start >= last or doc[start].pos_ not in _NAME_STARTS:
        return None
    end, noun, relative = start, False, False
    while end < last:
        token = doc[end]
        if token.is_space or token.text in _PHRASE_ENDS or (token.text == "-" and token.whitespace_):
            break
        if noun and (is_time(token) or token.lower_ in {"as", "after", "before", "when"} or (token.tag_ in FINITE and not relative)):
            break
        noun = noun or token.pos_ in {"NOUN", "PROPN", "PRON"}
        relative = relative or token.lower_ in {"who", "that", "which", "whom"}
        end += 1
    while end > start and doc[end - 1].lower_ in {"on", "in", "late", "early", "earlier", "last", "and", "by"}:
        end -= 1
    return (start, end) if noun else None


def find_left_neighbour(doc: Doc, verb: Token) -> Token | None:
    """Return the head of the noun phrase right before the verb, where the tree gives it no subject."""
    i, first = skip_aside(doc, verb), verb.sent.start
    while i >= first and (doc[i].pos_ in {"ADV", "AUX"} or doc[i].text in {",", "n't", "not"}):
        i -= 1
    if i < first or doc[i].pos_ not in {"NOUN", "PROPN", "PRON", "NUM"} or is_time(doc[i]):
        return None
    head = doc[i]
    while head.head.i != head.i and head.head.i < verb.i and head.head.right_edge.i < verb.i and head.head.pos_ in {"NOUN", "PROPN", "PRON"}:
        head = head.head
    return head


def skip_aside(doc: Doc, verb: Token) -> int:
    """Return where to look for a speaker: before an aside between commas, as in "the envoy, who asked not to be named, said"."""
    i, first = verb.i - 1, verb.sent.start
    if i > first and doc[i].text == ",":
        for k in range(i - 1, max(first + 1, i - _LONGEST_ASIDE), -1):
            if doc[k - 1].text == "," and (doc[k].lower_ in _ASIDE_STARTS or ((doc[k].lower_ in {"a", "an", "the"} or doc[k].tag_ == "VBG") and doc[k - 2].pos_ == "PROPN")):
                return k - 2
    return i
