"""Nouns that attribute: "the claim that", "Tehran's insistence on", "amid reports that the minister had resigned".

This module reads content and source of a noun of saying; what the noun can take stands in cues.yaml.
"""

from __future__ import annotations

from presswatch.tag.claims.candidate import Candidate, Range, count_depth, iterate_children, ranges_of, subtree_range
from presswatch.tag.claims.cues import Frame, load_cues
from presswatch.tag.claims.reach import cut_at_verb, run_on
from presswatch.tag.claims.speakers import find_source, source_range
from presswatch.tag.claims.words import SPEAKERS, load_word_lists
from presswatch.tag.nodes import Node, Text

_LONGEST_GAP = 12
_CLAUSES = frozenset({"acl", "ccomp"})


def read_noun(doc: Text, noun: Node, frame: Frame, sentence: Range) -> Candidate | None:
    """Return the attribution by a noun with its complement behind it; without a source only where a that-clause tells what is said."""
    content: list[Node] = []
    for child in noun.children:
        marks = {c.lower for c in child.children if c.dep in {"mark", "case"}}
        if child.i < noun.i or child.left_edge.i > noun.i + _LONGEST_GAP:
            continue
        if (child.dep.startswith("acl") and "to" in marks and "to" in frame.takes) or (
            child.dep in {"acl", "ccomp", "acl:relcl"} and "that" in {c.lower for c in child.children} and "clause" in frame.takes and not _is_gap(child)
        ) or (child.dep == "nmod" and marks & frame.prepositions):
            content.append(child)
    strayed = _find_strayed(doc, noun, sentence[1]) if not content and "clause" in frame.takes else None
    if strayed is not None:
        content.append(strayed)
    if not content:
        return None
    source = next(iterate_children(noun, "nmod:poss"), None)
    if source is None:
        source = next((c for c in iterate_children(noun, "nmod") if {"by", "from", "among"} & {g.lower for g in c.children if g.dep == "case"}), None)
    if source is None and noun.dep in {"obj", "nsubj:pass"} and noun.head.lemma in load_word_lists().light_verbs:
        source = find_source(noun.head, passive=noun.dep == "nsubj:pass")
    told = any(any(g.lower == "that" and (g.dep == "mark" or c.dep in _CLAUSES) for g in c.children) for c in content)
    ranges = ranges_of([i for part in content for i in range(*subtree_range(part))])
    ranges = run_on(doc, cut_at_verb(doc, ranges), noun, sentence[1]) if told else ranges
    span = source_range(doc, source, ranges) if source is not None else _find_named(doc, noun)
    told = told and not (noun.dep == "obl" and noun.head.lower in load_cues().verbs)
    if span is None and not (told and noun.lower not in load_word_lists().carriers and _stands_as_noun(doc, noun, sentence[0])):
        return None
    return Candidate(
        cue=(noun.i, noun.i + 1),
        frame=frame,
        content=ranges,
        sources=[span] if span else [],
        rule=f"noun:{noun.lemma}",
        sentence=sentence,
        depth=count_depth(noun),
    )


def _find_strayed(doc: Text, noun: Node, last: int) -> Node | None:
    """Return the clause behind a noun and "that" which the tree hung on another word: "was dogged by accusations that it bribes mayors"."""
    i = noun.i + 1
    if i + 2 >= last or doc[i].lower != "that" or doc[i].dep != "mark":
        return None
    clause = doc[i].head
    if clause.head.lower in load_cues().verbs and clause.head.i < noun.i:
        return None  # "said in her remarks that"
    return clause if clause.i > i and clause.left_edge.i == i and any(c.dep.startswith("nsubj") and c.i > i for c in clause.children) else None


def _find_named(doc: Text, noun: Node) -> Range | None:
    """Return who is named by an adjective or name right before a noun of saying: "Russian claims that", "a Daily Post report that"."""
    start = noun.i
    while start > noun.sentence.start and doc[start - 1].dep in {"compound", "amod", "nmod:desc", "flat"} and doc[start - 1].text[:1].isupper():
        start -= 1
    if start == noun.i:
        return None
    first, last = doc[start].start, doc[noun.i - 1].end
    named = any(m.kind in SPEAKERS - {"city"} and m.start_char < last and first < m.end_char for m in doc.source._.mentions)
    return (start, noun.i) if named else None


def _stands_as_noun(doc: Text, noun: Node, first: int) -> bool:
    """Tell whether a word is a noun by what stands before it, not a verb in the present: "amid reports that", not "the Post reports that"."""
    i = noun.i - 1
    while i >= first and doc[i].pos in {"ADJ", "NUM", "ADV"}:
        i -= 1
    return i >= first and (doc[i].pos in {"ADP", "DET", "VERB", "AUX", "SCONJ"} or doc[i].tag == "PRP$")


def _is_gap(clause: Node) -> bool:
    """Tell whether "that" is the clause's own subject or object: a relative clause, not a content clause."""
    return any(c.lower == "that" and c.dep in {"nsubj", "obj", "nsubj:pass"} for c in clause.children)
