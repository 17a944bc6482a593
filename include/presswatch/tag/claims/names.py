"""Names of speakers beside a verb that stands behind or within a statement: "..., police said", "..." said Anna Berg.

This module reads the words between a comma or quotation mark and the verb; which verbs attribute so is decided in `inquit`.
"""

from __future__ import annotations

from presswatch.tag.claims.candidate import FINITE, Range
from presswatch.tag.claims.phrases import find_left_phrase, skip_aside
from presswatch.tag.claims.words import is_time
from presswatch.tag.nodes import Node, Text

CLOSING = frozenset({'"', "”", "''", "’", "»"})
_BOUNDARY = frozenset({",", "?", "!", "—", "–", "--", "-"})
_NAME_STARTS = frozenset({"DET", "NOUN", "PROPN", "PRON", "ADJ", "NUM", "ADV"})
_NAME_PREPOSITIONS = frozenset({"of", "for", "in", "at", "with", "from", "on"})
_LONGEST_NAME = 40


def find_name_before(doc: Text, verb: Node, sentence: Range, quoted: set[int]) -> tuple[Range | None, int]:
    """Return the speaker between a boundary and the verb, and the index after the content on the left."""
    end = verb.i
    while end > sentence[0] and (doc[end - 1].pos in {"ADV", "AUX"} or doc[end - 1].dep in {"aux", "advmod"}) and doc[end - 1].tag != "WRB":
        end -= 1
    best: Range | None = None
    if end - 1 > sentence[0] and doc[end - 1].text == ",":
        core = skip_aside(doc, doc[end]) + 1  # "an aide, who asked not to be named, said"
        if sentence[0] < core < end - 1:
            place, boundary = _find_phrase_before_aside(doc, core, sentence, quoted)
            if place is not None:
                return (place[0], _cut(doc, end)), boundary
    for i in range(end - 1, max(sentence[0], end - _LONGEST_NAME), -1):
        token = doc[i]
        if i in quoted and token.text in CLOSING and (i + 1 not in quoted):
            start = i + 1
            if best is not None and doc[start].text not in _BOUNDARY and doc[i - 1].text not in _BOUNDARY:
                return best, best[0] - 1  # a few quoted words within the statement: 'China "opposes" the sale, Xinhua reported'
            while start < end and doc[start].text in {",", "-", "—", "–", "--"}:
                start += 1
            return ((start, _cut(doc, end)), i + 1) if _is_name(doc, start, _cut(doc, end)) else (None, 0)
        if i in quoted:
            return None, 0
        if token.text in _BOUNDARY and (token.text != "-" or token.spaced):
            start = i + 1
            stop = _cut(doc, end)
            if start < stop:
                if any(t.tag in FINITE for t in doc[start:stop]):
                    break
                if _is_name(doc, start, stop):
                    best = (start, stop)
                    if stop == end and not any(t.pos == "CCONJ" for t in doc[start:stop]):
                        break  # nothing set off by a comma before the verb, no list of names: the nearest comma is the statement's end
        elif token.tag in FINITE and not is_relative(token):
            break
    if best is None:
        return None, 0
    return best, best[0] - 1


def _find_phrase_before_aside(doc: Text, end: int, sentence: Range, quoted: set[int]) -> tuple[Range | None, int]:
    """Return the noun phrase that ends where an aside begins, if a quotation or a comma stands before it."""
    phrase = find_left_phrase(doc, end, sentence[0])
    if phrase is None or phrase[1] != end or phrase[0] - 1 <= sentence[0]:
        return None, 0
    before = phrase[0] - 1
    named = find_left_phrase(doc, before, sentence[0]) if doc[before].text == "," and doc[phrase[0]].pos in {"DET", "NOUN", "ADJ"} else None
    if named is not None and doc[named[1] - 1].pos == "PROPN" and named[0] - 1 > sentence[0] and doc[named[0] - 1].text in {",", *CLOSING}:
        phrase, before = (named[0], phrase[1]), named[0] - 1  # "..., Lena Voss, the mayor of Lund, one of the towns hit, said"
    if before in quoted and doc[before].text in CLOSING:
        return phrase, before + 1
    return (phrase, before) if doc[before].text == "," and before not in quoted else (None, 0)


def _cut(doc: Text, end: int) -> int:
    while end > 0 and doc[end - 1].text in {",", "-", "—", "–", "--"}:
        end -= 1
    return end


def find_name_behind(doc: Text, verb: Node, sentence: Range, quoted: set[int]) -> tuple[Range | None, int, int]:
    """Return the speaker after a verb that stands right behind a boundary, the content's end and where the speaker ends."""
    before = verb.i - 1
    if before <= sentence[0] or not (doc[before].text in {",", "?", "!", "—", "–", "--"} or (doc[before].text in CLOSING and before in quoted)):
        return None, 0, 0
    if verb.i + 1 >= sentence[1] or any(c.dep.startswith("nsubj") and c.i < before and c.i not in quoted for c in verb.children):
        return None, 0, 0
    start = end = verb.i + 1
    while end < sentence[1] and end - start < _LONGEST_NAME:
        token = doc[end]
        if end in quoted or token.text in {";", ":"} or token.tag in FINITE:
            break
        if token.text == "." and not (end + 1 < sentence[1] and doc[end + 1].text[:1].isupper()):  # the stop of "Capt." ends nothing
            break
        if token.tag in {"WP", "WP$", "WDT", "WRB", "IN", "TO"} and token.lower not in _NAME_PREPOSITIONS:
            break
        if token.text in {",", "—", "–", "-", "--"} and not (token.text == "-" and not doc[end - 1].spaced) and not _continues_name(doc, end, sentence):
            break
        end += 1
    end = _cut(doc, end)
    if end < sentence[1] and doc[end].tag in FINITE:  # the words behind are the subject of another verb, unless a clause hangs on a name
        comma = next((i for i in range(start, end) if doc[i].text == ","), None)
        if before not in quoted or comma is None:
            return None, 0, 0
        end = comma
    if not _is_name(doc, start, end):
        return None, 0, 0
    return (start, end), before + 1, end


def _continues_name(doc: Text, comma: int, sentence: Range) -> bool:
    """Tell whether what follows a comma still names the speaker: an apposition such as "the minister" or "32"."""
    following = comma + 1
    if following >= sentence[1] or doc[following].pos not in {"DET", "NUM", "NOUN", "PROPN", "ADJ"}:
        return False
    for token in doc[following : sentence[1]]:
        if token.tag in FINITE:
            return is_relative(token)
        if token.text in {",", ".", ";"}:
            return True
    return True


def _is_name(doc: Text, start: int, end: int) -> bool:
    """Tell whether some words could name a speaker: they start like a noun phrase and hold a noun, with no verb outside clauses."""
    if not start < end or doc[start].pos not in _NAME_STARTS:
        return False
    words = [t for t in doc[start:end] if not t.is_punct]
    if not any(t.pos in {"NOUN", "PROPN", "PRON"} for t in words) or words[0].lower in {"which", "that", "what", "then", "there", "not", "it's"}:
        return False
    if all(is_time(t) for t in words) or words[-1].tag in {"WP", "WDT", "WRB", "CC", "IN", "TO", "DT"} or words[-1].lower == "that":
        return False
    if len(words) > 1 and (words[0].lower in {"who", "whom", "which", "whose"} or words[-1].lower in {"he", "she", "they", "we", "i", "it"}):
        return False
    marks = [t.text for t in doc[start:end]]
    if ";" in marks or marks.count("(") != marks.count(")"):
        return False
    return not any(t.tag in FINITE and not is_relative(t) for t in words)


def is_relative(verb: Node) -> bool:
    """Tell whether a verb belongs to a relative clause."""
    node = verb
    for _ in range(3):
        if node.dep.startswith("acl"):
            return True
        if node.dep not in {"aux", "aux:pass", "cop", "conj"} or node.head.i == node.i:
            return False
        if node.dep == "conj" and "," in {node.left_edge.text, node.whole[max(node.left_edge.i - 1, 0)].text} and not any(c.dep == "cc" for c in node.children):
            return False  # "The man, who lived here, worked there" where the tree joins the two
        node = node.head
    return False
