"""Noun phrases read from the row of words: what stands before a verb, behind a preposition, before an aside in commas or dashes.

Parsers tear names from appositions and relative clauses; the row of words often tells better who stands there. This module finds phrases; who of
them speaks is decided in `speakers` and `nearest`.
"""

from __future__ import annotations

from presswatch.tag.claims.candidate import FINITE, Range
from presswatch.tag.claims.words import is_time
from presswatch.tag.nodes import Node, Text

_NOMINAL = frozenset({"PROPN", "NOUN", "ADJ", "DET", "NUM", "PART", "X"})
_NAME_LINKS = frozenset({"of", "for", "and", "&", "-", "'s", "’s", ".", "de", "von", "van", "al", "bin"})
_NAME_STARTS = frozenset({"DET", "NOUN", "PROPN", "PRON", "ADJ", "NUM", "VERB", "ADV", "X"})
_PHRASE_ENDS = frozenset({",", ".", ";", ":", "—", "–", "--", ")", '"', "“", "”", "''"})
_LONGEST_ASIDE = 30
_ASIDE_MARKS = frozenset({",", "—", "–", "--"})
_BELOW = frozenset({"flat", "compound", "nmod", "appos", "nmod:poss", "nmod:desc", "conj", "nummod"})
_TIME_LEADS = frozenset({"this", "last", "next", "earlier", "late", "early", "later", "the", "that", "same", "a", "an", "ago", "past"})
_ASIDE_STARTS = frozenset({"who", "which", "whose", "citing", "quoting", "speaking"})


def find_left_phrase(doc: Text, end: int, first: int) -> Range | None:
    """Return the noun phrase that ends before `end`, read from the row of words: "the state news agency", "Lena Voss"."""
    stop = end
    while stop > first and (doc[stop - 1].is_space or doc[stop - 1].text in {",", "-", "—", "–"}):
        stop -= 1
    start = stop
    while start > first:
        before = doc[start - 1]
        if before.pos not in _NOMINAL and before.pos != "PRON" and not (before.lower in _NAME_LINKS and start - 2 >= first and doc[start - 2].pos in _NOMINAL):
            break
        start -= 1
        if before.pos in {"DET", "PRON"} and not (start > first and doc[start - 1].lower in {"of", "for"}):
            break
    return (start, stop) if any(doc[i].pos in {"NOUN", "PROPN", "PRON"} for i in range(start, stop)) else None


def find_right_phrase(doc: Text, start: int, last: int) -> Range | None:
    """Return the noun phrase that begins at `start` with the clauses that hang on it without a comma: "diplomats who asked not to be named"."""
    if start >= last or doc[start].pos not in _NAME_STARTS:
        return None
    end, noun, relative = start, False, False
    while end < last:
        token = doc[end]
        if token.is_space or token.text in _PHRASE_ENDS or (token.text == "-" and token.spaced):
            break
        if noun and (is_time(token) or token.lower in {"as", "after", "before", "when"} or (token.tag in FINITE and not relative)):
            break
        noun = noun or token.pos in {"NOUN", "PROPN", "PRON"}
        relative = relative or token.lower in {"who", "that", "which", "whom"}
        end += 1
    while end > start and doc[end - 1].lower in {"on", "in", "late", "early", "earlier", "last", "and", "by"}:
        end -= 1
    return (start, end) if noun else None


def find_left_neighbour(doc: Text, verb: Node) -> Node | None:
    """Return the head of the noun phrase right before the verb, where the tree gives it no subject."""
    i, first = skip_time(doc, skip_aside(doc, verb), verb.sentence.start), verb.sentence.start
    while i >= first and (doc[i].pos in {"ADV", "AUX"} or doc[i].text in {",", "n't", "not"}):
        i -= 1
    if i < first or is_time(doc[i]) or not (doc[i].pos in {"NOUN", "PROPN", "PRON", "NUM"} or (i == first and doc[i].pos == "ADJ" and doc[i + 1].text == ",")):
        return None
    head = doc[i]
    while head.dep in _BELOW and head.head.i != head.i and head.head.i < verb.i and head.head.right_edge.i < verb.i and head.head.pos in {"NOUN", "PROPN", "PRON"}:
        if head.dep == "conj" and not any(c.dep == "cc" for c in head.children):
            break  # "In the interview, Berg": the tree joins the name to the word before it
        head = head.head
    return head


def skip_time(doc: Text, i: int, first: int) -> int:
    """Return the place before a date that stands between a speaker and the verb: "the court [this month] rejected"."""
    k = i
    while k > first and (doc[k].pos in {"ADV", "AUX"} and not is_time(doc[k])):
        k -= 1
    if not is_time(doc[k]):
        return i
    while k > first and (is_time(doc[k]) or doc[k].pos in {"ADP", "NUM"} or doc[k].lower in _TIME_LEADS):
        k -= 1
    return k if k > first or doc[k].pos in {"NOUN", "PROPN", "PRON"} else i


def skip_aside(doc: Text, verb: Node) -> int:
    """Return where to look for a speaker: before an aside between commas or dashes, as in "the envoy, who asked not to be named, said"."""
    i, first = verb.i - 1, verb.sentence.start
    while i > first and doc[i].pos in {"ADV", "AUX"} and doc[i].tag != "WRB":
        i -= 1
    if i > first and doc[i].text in _ASIDE_MARKS:
        mark = doc[i].text
        for k in range(i - 1, max(first + 1, i - _LONGEST_ASIDE), -1):
            if doc[k - 1].text != mark or doc[k - 2].pos not in {"NOUN", "PROPN", "PRON", "PUNCT", "ADJ"}:
                continue
            if doc[k].lower in _ASIDE_STARTS or (doc[k - 2].pos == "PROPN" and _tells_name(doc, k, i)) or (doc[k].tag == "VBG" and doc[k - 2].pos == "NOUN"):
                return k - 2
    return verb.i - 1


def _tells_name(doc: Text, start: int, end: int) -> bool:
    """Tell whether an aside tells of a name: an office, an age, a participle, "without ...", with no finite verb of its own."""
    return doc[start].pos in {"DET", "NOUN", "ADJ", "NUM", "VERB"} or doc[start].lower in {"without", "like"} if not any(
        t.tag in FINITE for t in doc[start:end]
    ) else doc[start].pos == "DET" and any(t.tag in {"WP", "WDT"} for t in doc[start:end])
