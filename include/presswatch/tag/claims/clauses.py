"""Clauses that follow a verb of saying: where they begin, with "that" or without, and where they end.

This module reads the row of words, backed by the tree; which complement a verb takes is read in `complements`.
"""

from __future__ import annotations

from presswatch.tag.claims.candidate import FINITE, Range, find_tense
from presswatch.tag.claims.cues import load_cues
from presswatch.tag.claims.words import is_time
from presswatch.tag.nodes import Node, Text

_RIGHT_MARKS = frozenset({'"', "“", "''", "‘", "``"})
_CLAUSE_NOUNS = frozenset({"condition", "grounds", "assumption", "understanding", "fact", "extent", "hope", "belief", "idea", "point", "premise"})
_CLAUSE_STARTS = frozenset({"DET", "PROPN", "NOUN", "PRON", "NUM", "ADJ"})
_CLAUSE_STOPS = frozenset({",", ";", ":", ".", "(", ")", '"', "“", "”", "''", "—", "–", "--"})
_CLAUSE_OPENERS = frozenset({"who", "which", "that", "whose", "whom", "to", "when", "where", "if", "as", "than", "because", "what", "how", "why", "after", "before"})
_NOMINATIVES = frozenset({"i", "he", "she", "they", "we"})
_OTHERS = frozenset({"say", "claim", "deny", "confirm", "warn", "report"})
_LONGEST_GAP = 25
_LONGEST_OCCASION = 9


def find_that(doc: Text, verb: Node, sentence: Range) -> int | None:
    """Return the place of a "that" with nothing but adverbials and hearers between it and the verb: "told reporters on Monday that"."""
    near = "person" in getattr(load_cues().verbs.get(verb.lower), "takes", ())  # else "said in the letter that was published" is no statement
    for token in doc[verb.i + 1 : min(verb.i + _LONGEST_GAP, sentence[1])]:
        if token.lower == "that" and doc[token.i - 1].lower in _CLAUSE_NOUNS and doc[token.i - 2].lower in {"on", "in", "the"}:
            return None  # "offered a loan on condition that"
        if token.lower == "that" and token.i + 2 < sentence[1] and token.tag in {"IN", "WDT", "DT"} and (near or doc[token.i + 1].tag not in FINITE):
            return token.i
        if (token.tag in FINITE and not token.dep.startswith("acl")) or token.text in {'"', "“", "''", ":", ";"}:
            return None
    return None


def find_bare_clause(doc: Text, verb: Node, sentence: Range) -> Range | None:
    """Return the clause that follows a verb without "that", told by a noun phrase with a finite verb right behind it: "said both men are".

    Parsers often take that noun for the object. A second noun phrase before the finite verb ("denied the charges he faces") opens a
    relative clause instead.
    """
    start = verb.i + 1
    while start < sentence[1] and (is_time(doc[start]) or doc[start].lower in {"on", "late", "early", "earlier", "last"}):
        start += 1
    told = _skip_occasion(doc, start, sentence[1]) if verb.tag in FINITE else start
    if told > start:
        return told, next((t.i for t in doc[told : sentence[1]] if t.text in _CLAUSE_STOPS), sentence[1])
    noun = False
    for token in doc[start : min(start + _LONGEST_GAP, sentence[1])]:
        before = doc[token.i - 1]
        if token.tag in FINITE and token.pos in {"VERB", "AUX"}:
            if not noun or token.i == start or before.pos == "CCONJ":
                return None  # "rejected the charge and accused": the verbs are joined
            head = token.head if token.dep in {"aux", "aux:pass", "cop"} and token.head.i > token.i else token
            end = max(head.right_edge.i + 1, token.i + 1)
            return start, min(sentence[1], end if head.is_ancestor(verb) else stretch_clause(doc, verb, head, end))
        if token.is_space or token.text in _CLAUSE_STOPS or token.lower in _CLAUSE_OPENERS or (token.i == start and token.pos not in _CLAUSE_STARTS):
            return None
        joined = before.pos in {"ADP", "CCONJ"} or before.tag == "POS"
        if noun and not joined and (token.pos == "DET" or token.lower in _NOMINATIVES or (token.pos == "PROPN" and before.pos == "NOUN")):
            return None
        noun = noun or token.pos in {"NOUN", "PROPN", "PRON", "NUM"}
    return None


def _skip_occasion(doc: Text, start: int, last: int) -> int:
    """Return where a clause told by a pronoun begins behind a phrase: "said [after the vote] he would", "admitted [under oath] she had"."""
    if start + 3 >= last or doc[start].pos != "ADP" or doc[start].lower == "of":
        return start
    for i in range(start + 2, min(start + _LONGEST_OCCASION, last - 1)):
        if doc[i].tag in FINITE or doc[i].text in _CLAUSE_STOPS or doc[i].lower in _CLAUSE_OPENERS:
            return start
        if doc[i].lower in {*_NOMINATIVES, "it"} and doc[i - 1].pos in {"NOUN", "PROPN"} and any(t.tag in FINITE for t in doc[i + 1 : i + 3]):
            return i
    return start


def find_colon_quotation(doc: Text, verb: Node, sentence: Range) -> Range | None:
    """Return the quotation behind a colon that closes the verb's own clause: 'apologized for the delay: "..."'."""
    if ":" not in doc.lower[verb.i + 1 : sentence[1] - 1]:
        return None
    for token in doc[verb.i + 1 : sentence[1] - 1]:
        if token.text == ":" and doc[token.i + 1].text in _RIGHT_MARKS:
            return token.i + 1, sentence[1]
        if token.tag in FINITE or token.text in {",", ";", ":", '"', "“", "”", "''"} or (token.pos == "VERB" and token.lower in load_cues().verbs):
            return None
    return None


def stretch_clause(doc: Text, verb: Node, clause: Node, end: int) -> int:
    """Let a clause that follows its verb run to the end of the sentence unless something else of the verb's comes after it."""
    sentence_end = clause.sentence.end
    if end < sentence_end and doc[end].text == ":":
        return sentence_end
    for child in verb.children:
        if child.i > clause.i and child.left_edge.i >= end and child.dep in {"conj", "cc", "parataxis", "ccomp", "advcl", "obl", "nsubj", "punct"}:
            if child.dep == "conj" and _goes_on(doc, verb, child):
                end = child.right_edge.i + 1
                continue
            if child.dep in {"conj", "parataxis", "ccomp", "nsubj"}:
                return end
            if child.dep == "advcl" and child.tag == "VBG":
                return end
    node = verb
    while node.head.i != node.i:
        if node.right_edge.i + 1 < sentence_end and node.right_edge.i + 1 <= end + 1:
            return end
        node = node.head
    return sentence_end if sentence_end - end <= 40 and verb.dep == "ROOT" else end


def _goes_on(doc: Text, verb: Node, conjunct: Node) -> bool:
    """Tell whether what is joined to the verb by "and" rather belongs to the statement: a noun, or a clause with a subject and no comma."""
    if conjunct.pos not in {"VERB", "AUX"}:
        return not any(c.dep in {"cop", "aux"} for c in conjunct.children)
    if find_tense(verb) == "VBD" and find_tense(conjunct) in {"MD", "VBZ", "VBP"}:
        return True  # "said it liked the plan but would wait": who speaks did not go on in another tense
    start = conjunct.left_edge.i
    if any(c.dep == "mark" and c.lower in {"that", "whether", "if"} for c in conjunct.children):
        return True  # "asks whether it is legal, or whether it could be"
    if conjunct.lower in load_cues().verbs and not any(c.dep.startswith("nsubj") for c in conjunct.children):
        return False
    if not find_tense(verb) and find_tense(conjunct):
        return True  # "saying he liked it but would wait"
    helped = conjunct.pos == "AUX" or any(c.dep in {"aux", "cop"} and c.tag in {"MD", "VBZ", "VBP"} for c in conjunct.children)
    if helped and "," not in {doc[start - 1].text, doc[start].text}:
        return True  # "boasts that he has no donors and is free"
    own = any(c.dep.startswith("nsubj") for c in conjunct.children)
    return own and doc[start - 1].text != "," and doc[start].text != "," and conjunct.lower not in load_cues().verbs


def cut_at_participle(doc: Text, verb: Node, inside: list[int]) -> list[int]:
    """End a statement where the speaker goes on in a participle: "..., noting that", "..., adding that"."""
    verbs = load_cues().verbs
    for k, i in enumerate(inside):
        token = doc[i]
        if k > 2 and i > verb.i and token.text == "," and _opens_other_claim(doc, i + 1, inside[-1] + 1):
            return inside[:k]
        if k > 2 and token.tag == "VBG" and i > verb.i and token.lower in verbs and "clause" in verbs[token.lower].takes:
            before = i - 1 if doc[i - 1].lower in {"while", "by", "before"} else i
            closed = doc[before - 1].text in {'"', "”", "''"} and doc[before - 2].text == ","
            if (doc[before - 1].text == "," or closed) and before - 1 in inside:
                return inside[: inside.index(before - 1) + closed]
    return inside


def _opens_other_claim(doc: Text, start: int, end: int) -> bool:
    """Tell whether the article goes on with who else spoke: ", hours after the army said", ", while others warned"."""
    i = start
    while i < end and (is_time(doc[i]) or doc[i].like_num or doc[i].lower in {"a", "just", "shortly", "only", "even"}):
        i += 1
    if i + 2 >= end or doc[i].lower not in {"after", "before", "while"}:
        return False
    finite = next((t for t in doc[i + 1 : end] if t.tag in FINITE), None)
    frame = load_cues().verbs.get(finite.lower) if finite is not None else None
    return finite is not None and frame is not None and "clause" in frame.takes and frame.kind in _OTHERS and doc[i + 1].tag not in {"VBG", "PRP"} and not any(
        t.text == "," for t in doc[i + 1 : finite.i]
    )
