"""What belongs to the object of a verb of saying: phrases behind it that trees hang elsewhere ("dismissed criticism [from the union]").

This module stretches token ranges; which complement a verb takes is read in `complements`.
"""

from __future__ import annotations

from presswatch.tag.claims.candidate import Range
from presswatch.tag.claims.cues import Frame, load_cues
from presswatch.tag.claims.words import is_time
from presswatch.tag.nodes import Node, Text

_RIGHT_MARKS = frozenset({'"', "“", "''", "‘", "``"})
_OBJECT_PREPOSITIONS = frozenset({"of", "from", "for", "against", "on", "about", "with", "toward", "towards", "over", "as", "to", "between", "among", "into"})
_TELLING_PREPOSITIONS = frozenset({"of", "about", "for", "against", "as", "with", "between", "toward", "towards"})


def find_phrases(verb: Node, things: list[Node]) -> list[Node]:
    """Return what stands right behind the object and tells of it, which parsers often hang on the verb: "dismissed criticism [from]"."""
    end, found = max(t.right_edge.i + 1 for t in things), []
    for child in verb.children:
        if child.left_edge.i != end or child.i < end or is_time(child):
            continue
        relation = child.dep.split(":")[0]
        marks = {c.lower for c in child.children if c.dep in {"case", "mark"}}
        if relation == "obl":
            joined = find_preposition(child) in _OBJECT_PREPOSITIONS
        elif relation in {"advcl", "acl"}:
            joined = bool(marks & _OBJECT_PREPOSITIONS) or (child.tag == "VBG" and child.left_edge.i == child.i and child.lower not in load_cues().verbs)
        else:
            joined = relation in {"xcomp", "nmod"}
        if joined:
            found.append(child)
            end = child.right_edge.i + 1
    return found


def reach_on(doc: Text, ranges: list[Range], frame: Frame) -> list[Range]:
    """Take in the complement that the tree hung elsewhere, right behind the object: "urged them [to leave]", "accused it on Monday [of lying]"."""
    end = ranges[-1][1]
    last = doc[end - 1].sentence.end
    start = end
    while start < min(last, end + 3) and (is_time(doc[start]) or doc[start].lower == "on"):
        start += 1
    if start + 1 >= last:
        return ranges
    word, following = doc[start].lower, doc[start + 1]
    if word == "to" and following.pos == "ADV" and start + 2 < last:
        following = doc[start + 2]
    infinitive = word == "to" and "to" in frame.takes and (following.tag == "VB" or (following.pos == "ADJ" and following.i + 1 < last and doc[following.i + 1].pos in {"DET", "PRON"}))
    if not infinitive and not (word in frame.prepositions and following.tag == "VBG"):
        return ranges
    head = following.head if following.dep == "amod" and following.head.i > following.i else following  # "of shelling villages"
    stop = max(following.right_edge.i, head.right_edge.i) + 1
    if stop <= end:
        return ranges
    return [*ranges, (start, stop)] if start > end else [*ranges[:-1], (ranges[-1][0], stop)]


def extend_thing(doc: Text, ranges: list[Range]) -> list[Range]:
    """Take in what the tree lost behind the content: "and to ...", ", including ..."."""
    if not ranges:
        return ranges
    start, end = ranges[-1]
    last = doc[start].sentence.end
    if end + 2 < last:
        link = end + 1 if doc[end].text == "," else end
        word = doc[link].lower
        if word in {"and", "or"} and doc[link + 1].lower == "to" and doc[link + 1].head.i > link + 1:
            end = doc[link + 1].head.right_edge.i + 1
        elif link == end and word in _TELLING_PREPOSITIONS and doc[end].pos in {"ADP", "SCONJ"} and doc[end].head.i > end and not is_time(doc[end].head):
            end = doc[end].head.right_edge.i + 1
        elif word in {"including", "like", "such"} and link > end:
            end = max(doc[link].right_edge.i, doc[link].head.right_edge.i if doc[link].head.i > link else 0) + 1
        elif doc[end].text in _RIGHT_MARKS and doc[end - 1].spaced and not doc[end].spaced:
            end = next((t.i + 1 for t in doc[end + 1 : last] if t.text in {'"', "”", "''"}), end)
    return [*ranges[:-1], (start, max(end, ranges[-1][1]))]


def find_preposition(token: Node) -> str:
    """Return the preposition of a phrase, "" where it has none."""
    return next((c.lower for c in token.children if c.dep == "case"), "")
