"""Attributions without a verb of saying: "according to", nouns, adjectives, adverbs, "Name: ..." and "... - Name".

This module reads single sentences; quotations over several sentences are in `quoted`.
"""

from __future__ import annotations

from presswatch.tag.claims.candidate import FINITE, Candidate, Range, count_depth, iterate_children, ranges_of, subtree_range, trim_all
from presswatch.tag.claims.cues import Frame, load_cues
from presswatch.tag.claims.headlines import read_colon, read_dash
from presswatch.tag.claims.nouns import read_noun
from presswatch.tag.claims.speakers import find_source, source_range
from presswatch.tag.nodes import Node, Text

_REPORTED = Frame(kind="report", certainty="reported", takes=frozenset({"clause"}))
_SAID = Frame(kind="say", certainty="reported", takes=frozenset({"clause"}))
_SOURCE_ENDS = frozenset({",", ".", ";", ":", "(", ")", '"', "“", "”", "''", "—", "–", "--", "-", "?", "!"})
_LONGEST_SPEAKER = 20
_LONGEST_DATE = 6
_TURNS = frozenset({"where", "which", "who", "while", "whose", "when"})
_TELLING = frozenset({"say", "report", "claim", "warn", "confirm", "believe"})


def find_patterns(doc: Text, sentence: Range, quoted: set[int], signals: list[int]) -> list[Candidate]:
    """Return the attributions of a parsed sentence whose cue isn't a verb of saying and stands outside quotation marks."""
    cues, found = load_cues(), []
    for i in signals:
        if i in quoted:
            continue
        token = doc[i]
        lower = token.lower
        candidate: Candidate | None = None
        if lower == "according" and token.i + 1 < sentence[1] and doc[token.i + 1].lower == "to":
            candidate = _read_according(doc, token, token.i + 2, sentence)
        elif lower == "per" and token.i + 1 < sentence[1] and doc[token.i - 1].text == "," and doc[token.i + 1].pos == "PROPN":
            candidate = _read_according(doc, token, token.i + 1, sentence)
        elif (lower in {"put", "puts"} and token.i + 1 < sentence[1] and doc[token.i + 1].lower == "it") or (lower in cues.verbs and token.tag in {"VBD", "VBZ", "VBP", "VBN"} and cues.verbs[lower].kind in _TELLING and "clause" in cues.verbs[lower].takes):
            candidate = _read_wording(doc, token, cues.verbs.get(lower, _SAID), sentence)
        elif token.pos in {"NOUN", "PROPN"} and lower in cues.nouns:
            candidate = read_noun(doc, token, cues.nouns[lower], sentence)
        elif token.pos == "NOUN" and lower in cues.views and token.i > sentence[0]:
            candidate = _read_view(doc, token, sentence)
        elif token.pos in {"ADJ", "VERB"} and lower in cues.adjectives:
            candidate = _read_adjective(doc, token, cues.adjectives[lower], sentence)
        elif lower in cues.adverbs and token.pos == "ADV":
            candidate = _read_adverb(token, cues.adverbs[lower], sentence)
        if candidate is not None:
            found.append(candidate)
    return [*found, *(c for c in (read_colon(doc, sentence, quoted), read_dash(doc, sentence, quoted)) if c is not None)]


def _read_wording(doc: Text, verb: Node, frame: Frame, sentence: Range) -> Candidate | None:
    """Read "as Lena Voss, a professor, put it": what stands around it in the sentence is what she said."""
    opened = next((t.i for t in reversed(list(doc[max(sentence[0], verb.i - _LONGEST_SPEAKER) : verb.i])) if t.lower == "as"), None)
    end = verb.i
    while opened is not None and end > opened + 1 and (doc[end - 1].text == "," or doc[end - 1].pos in {"ADV", "AUX"}):
        end -= 1
    if opened is None or end <= opened + 1 or any(t.tag in {"VBD", "VBZ", "VBP", "MD"} for t in doc[opened + 1 : end]):
        return None
    idiom = doc[verb.i + 1].lower == "it" if verb.i + 1 < sentence[1] else False
    stop = next((t.i for t in doc[verb.i + 1 + idiom : sentence[1]] if t.text in {",", ":", ".", '"', "“", "''"}), sentence[1])
    opens = opened == sentence[0] or doc[opened - 1].lower in {",", "and", "but", "("}
    if not idiom and (not opens or stop - verb.i > _LONGEST_DATE or any(t.pos in {"VERB", "AUX", "SCONJ"} for t in doc[verb.i + 1 : stop])):
        return None
    if doc[opened + 1].tag == "VBN" or any(t.lower in {"but", "if"} for t in doc[opened + 1 : end]):
        return None  # "as promised, but analysts agreed"
    goes_on = opened == sentence[0] or (stop + 1 < sentence[1] and doc[stop + 1].lower not in _TURNS)
    content = ranges_of([*range(sentence[0], opened), *(range(stop, sentence[1]) if goes_on else ())])
    if not content:
        return None
    return Candidate(cue=(verb.i, verb.i + 1 + idiom), frame=frame if frame.kind == "believe" else _SAID, content=content, sources=[(opened + 1, end)], rule="as_said", sentence=sentence, depth=-2)


def _read_according(doc: Text, cue: Node, first: int, sentence: Range) -> Candidate | None:
    if first >= sentence[1]:
        return None
    end = first
    while end < sentence[1] and (doc[end].text not in _SOURCE_ENDS or (doc[end].text == "-" and not doc[end].spaced)):
        end += 1
    while end < sentence[1] and doc[end].text == "(" and any(t.text == ")" for t in doc[end : end + 8]):  # "(R-Utah)" belongs to the name
        end = next(t.i for t in doc[end : end + 8] if t.text == ")") + 1
        while end < sentence[1] and doc[end].text not in _SOURCE_ENDS:
            end += 1
    if end <= first:
        return None
    end = _take_apposition(doc, end, sentence[1])
    start, stop = sentence
    opened = next((t.i for t in reversed(list(doc[start : cue.i])) if t.text in {"(", ")"}), None)
    if opened is not None and doc[opened].text == "(":  # the remark in brackets has its own source
        start = opened + 1
        stop = next((t.i for t in doc[end:stop] if t.text == ")"), stop)
    stop = _find_other_speaker(doc, end if cue.i == start else cue.i, stop) if cue.i == start else stop
    inside = [i for i in range(start, stop) if not cue.i <= i < end]
    content = trim_all(doc, ranges_of(inside))
    if not content:
        return None
    return Candidate(
        cue=(cue.i, first), frame=_REPORTED, content=content, sources=[(first, end)], rule="according_to", sentence=sentence, depth=-2
    )


def _take_apposition(doc: Text, end: int, last: int) -> int:
    """Take in what tells who a source is: "according to Lund Watch, [a monitoring group]"."""
    if end + 2 >= last or doc[end].text != "," or doc[end - 1].pos != "PROPN" or doc[end + 1].lower not in {"a", "an", "the"}:
        return end
    stop = next((i for i in range(end + 1, last) if doc[i].text in {",", ".", ";"}), last)
    return stop if not any(t.tag in FINITE for t in doc[end:stop]) else end


def _find_other_speaker(doc: Text, start: int, stop: int) -> int:
    """Return where a clause with a speaker of its own begins: "According to the UN, 40 died, [but the army said only 20 had]"."""
    verbs = load_cues().verbs
    for i in range(start, stop - 3):
        if doc[i].text != "," or doc[i + 1].lower not in {"but", "while", "though", "although", "and"}:
            continue
        finite = next((t for t in doc[i + 2 : stop] if t.tag in FINITE and t.pos == "VERB"), None)
        frame = verbs.get(finite.lower) if finite is not None else None
        if finite is not None and frame is not None and frame.kind in _TELLING and "clause" in frame.takes and not any(t.text == "," for t in doc[i + 1 : finite.i]):
            return i
    return stop


def _read_view(doc: Text, noun: Node, sentence: Range) -> Candidate | None:
    """Read "in her view, ...": a possessor between "in" and the noun, and the clause around it as content."""
    owner = next(iterate_children(noun, "nmod:poss"), None)
    if owner is None or not any(c.lower == "in" and c.dep == "case" for c in noun.children):
        return None
    start, end = subtree_range(noun)
    clause = noun.head
    if clause.pos not in {"VERB", "AUX", "ADJ", "NOUN"} or noun.dep != "obl":
        return None
    if doc[start].i > sentence[0] and doc[start - 1].text != "," and end < sentence[1] and doc[end].text not in {",", "."}:
        return None
    left, right = subtree_range(clause)
    return Candidate(
        cue=(start, end),
        frame=Frame(kind="believe", certainty="probable", takes=frozenset({"clause"})),
        content=ranges_of([i for i in range(left, right) if not start <= i < end]),
        sources=[r for r in [source_range(doc, owner, [])] if r],
        rule="in_view",
        sentence=sentence,
        depth=count_depth(clause),
    )


def _read_adjective(doc: Text, adjective: Node, frame: Frame, sentence: Range) -> Candidate | None:
    if adjective.dep in {"amod", "compound"}:
        return None
    content = []
    for child in adjective.children:
        marks = {c.lower for c in child.children if c.dep in {"mark", "case"}}
        if child.i < adjective.i:
            continue
        if (
            (child.dep in {"ccomp", "csubj", "advcl"} and "clause" in frame.takes and (child.dep == "ccomp" or marks & {"that", "whether", "if"}))
            or (child.dep in {"xcomp", "advcl", "ccomp"} and "to" in frame.takes and "to" in marks)
            or (child.dep in {"obl", "advcl", "nmod"} and marks & frame.prepositions)
        ):
            content.append(child)
    if not content:
        return None
    source = find_source(adjective, passive=False)
    ranges = ranges_of([i for part in content for i in range(*subtree_range(part))])
    if source is not None and source.lower == "it":
        source = None
        if frame.kind != "say":
            return None
    elif source is None or frame.kind == "say":
        return None
    span = source_range(doc, source, ranges) if source is not None else None
    return Candidate(
        cue=(adjective.i, adjective.i + 1),
        frame=frame,
        content=ranges,
        sources=[span] if span else [],
        rule=f"adjective:{adjective.lemma}",
        sentence=sentence,
        depth=count_depth(adjective),
    )


def _read_adverb(adverb: Node, frame: Frame, sentence: Range) -> Candidate | None:
    head = adverb.head
    start, end = subtree_range(head)
    other = next((c for c in head.children if c.dep == "conj" and (
        any(g.lower in load_cues().adverbs for g in c.children) or (c.i > adverb.i and any(g.dep.startswith("nsubj") for g in c.children))
    )), None)
    if other is not None and other.i > head.i:
        end = other.left_edge.i
    inside = [i for i in range(start, end) if i != adverb.i]
    return Candidate(
        cue=(adverb.i, adverb.i + 1),
        frame=frame,
        content=ranges_of(inside),
        rule=f"adverb:{adverb.lower}",
        sentence=sentence,
        depth=count_depth(head) + 1,
    )


