"""What is said, by the tree: the clause, infinitive, object or prepositional phrase that a verb's frame allows as content.

This module returns token ranges; it doesn't look for who speaks, except to leave those words out.
"""

from __future__ import annotations

from presswatch.tag.claims.candidate import Range, iterate_children, ranges_of, subtree_range
from presswatch.tag.claims.clauses import cut_at_participle, stretch_clause
from presswatch.tag.claims.cues import Frame, load_cues
from presswatch.tag.claims.objects import extend_thing, find_phrases, find_preposition, reach_on
from presswatch.tag.claims.words import is_time
from presswatch.tag.nodes import Node, Text

_SUBJECTS = ("nsubj", "nsubj:outer")
_RIGHT_MARKS = frozenset({'"', "“", "''", "‘", "``"})
_NOT_IN_CLUSTER = frozenset({"ccomp", "parataxis", "conj", "advcl", "xcomp", "cc", "punct", "dep", "list", "discourse", "mark"})
_CLAUSE_NOUNS = frozenset({"condition", "grounds", "assumption", "understanding", "fact", "extent", "hope", "belief", "idea", "point", "premise"})
_LONGEST_SOURCE = 45


def find_content(doc: Text, verb: Node, frame: Frame, *, passive: bool, source: Node | None) -> tuple[list[Range], str]:
    """Return what the verb's frame takes among its complements, with the name of the rule."""
    takes = frame.takes
    clauses: list[Node] = []
    infinitives: list[Node] = []
    things: list[Node] = []
    gerunds: list[Node] = []
    prepositional: list[Node] = []
    for child in verb.children:
        relation = child.dep
        if relation == "ccomp" or (relation == "parataxis" and child.i > verb.i and _is_statement(doc, verb, child)):
            clauses.append(child)
        elif relation == "xcomp":
            (infinitives if any(c.lower == "to" for c in child.children) else gerunds).append(child)
        elif relation in {"obj", "iobj"}:
            things.append(child)
        elif relation.split(":")[0] == "obl" and relation not in {"obl:agent", "obl:tmod", "obl:unmarked"}:
            if find_preposition(child) in frame.prepositions and not is_time(child) and child.lower not in {"instance", "example"}:
                prepositional.append(child)
        elif relation == "advcl" and child.i > verb.i:
            marks = {c.lower for c in child.children if c.dep in {"mark", "case"}}
            if marks & frame.prepositions:
                prepositional.append(child)
            elif "to" in marks and "to" in takes:
                infinitives.append(child)
            elif "clause" in takes and marks & {"that", "whether", "if"} and child.i > verb.i:
                clauses.append(child)
    subject = next(iterate_children(verb, "nsubj:pass"), None) if passive else None
    if clauses and infinitives and "to" in takes and infinitives[0].i < clauses[0].i and not _has_that(clauses[0]):
        clauses = []
    if clauses and prepositional and prepositional[0].i < clauses[0].i and prepositional[0].left_edge.i <= verb.i + 2 and not _has_that(clauses[0]):
        clauses = []
    clauses = [c for c in clauses if not _is_gerund(doc, verb, c) and not _tells_noun(doc, verb, c) and not _is_strayed(doc, verb, c)]
    if any(c.left_edge.i in {verb.i + 1, verb.i + 2} and doc[verb.i + 1].pos != "PUNCT" for c in clauses):
        clauses = [c for c in clauses if c.i > verb.i or doc[c.right_edge.i].text in _RIGHT_MARKS]  # "Six in ten agreed; four said they did not"
    following = doc[verb.i + 1] if verb.i + 1 < verb.sentence.end else verb
    if "ing" in takes and following.tag == "VBG" and following.dep != "amod" and not passive:
        return [(following.i, max(following.right_edge.i + 1, *(c.right_edge.i + 1 for c in clauses)) if clauses else following.right_edge.i + 1)], "gerund"
    if passive and subject is not None and all(c.i < verb.i for c in clauses):
        clauses = []  # "a wave seized the men, whose bodies were found": the tree made a statement of the main clause
    if clauses and "clause" in takes:
        inside = [i for clause in clauses for i in _clause_indexes(doc, verb, clause, source)]
        return _join_that(doc, ranges_of(cut_at_participle(doc, verb, inside)), verb), "clause"
    lone = next((t for t in things if t.lower == "that" and t.i > verb.i and t.left_edge.i == t.right_edge.i), None)
    if lone is not None and "clause" in takes and lone.i + 2 < lone.sentence.end and doc[lone.i + 1].pos not in {"PUNCT", "ADP", "CCONJ"}:
        return [(lone.i, stretch_clause(doc, verb, lone, lone.i + 1))], "clause"
    if infinitives and ("to" in takes or "topic" in takes):
        parts = [*infinitives]
        if passive or ("topic" in takes and "to" not in takes):
            topic = subject if passive else next(iterate_children(verb, *_SUBJECTS), None)
            return _join(doc, [*( [topic] if topic is not None else []), *parts]), "topic"
        if "thing" in takes or "person" in takes:
            parts += things
        return extend_thing(doc, _join(doc, parts)), "infinitive"
    if "topic" in takes and not passive and "thing" not in takes and "clause" not in takes:
        topic = next(iterate_children(verb, *_SUBJECTS), None)
        rest = [*gerunds, *things, *(c for c in iterate_children(verb, "obl", "advcl") if c.i > verb.i)]
        if topic is not None and rest:
            return _join(doc, [topic, *rest]), "topic"
        return [], ""
    if passive and subject is not None and (takes & {"thing", "topic"}) and not ("person" in takes and frame.kind == "ask" and not prepositional):
        return _join(doc, [subject, *(t for t in things if t.i > verb.i), *gerunds, *infinitives, *prepositional]), "passive"
    if passive and subject is not None and "pair" in takes and prepositional:
        return _join(doc, [subject, *prepositional]), "passive"
    if "pair" in takes and things and prepositional and "thing" not in takes:
        return extend_thing(doc, _join(doc, [*things, *prepositional])), "thing"
    if "thing" in takes and things:
        if "clause" in takes and frame.kind in {"say", "report"} and all(is_time(t) for t in things):
            return [], ""
        if all(is_time(t) for t in things):
            return [], ""
        found = _join(doc, [*things, *gerunds, *infinitives, *prepositional, *find_phrases(verb, things)])
        return extend_thing(doc, reach_on(doc, found, frame)), "thing"
    if gerunds and takes & {"ing", "thing"}:
        return _join(doc, gerunds), "gerund"
    if "thing" in takes and not passive:
        gerund = next((c for c in verb.children if c.dep in {"ccomp", "advcl"} and c.tag == "VBG" and c.left_edge.i == verb.i + 1), None)
        if gerund is not None:
            return _join(doc, [gerund]), "gerund"
    if prepositional and "pair" not in takes:
        quotation = _find_quotation(doc, prepositional[-1]) if "clause" in takes else None
        if quotation is not None:
            return [quotation], "quotation"
        return _join(doc, prepositional), "preposition"
    return [], ""


def _clause_indexes(doc: Text, verb: Node, clause: Node, source: Node | None) -> list[int]:
    """Return the tokens of a clause without the words of who speaks and of the verb's other complements."""
    start, end = subtree_range(clause)
    if start < verb.i < end or end <= verb.i:
        cluster = find_cluster(verb, source)
        return [i for i in range(start, end) if not cluster[0] <= i < cluster[1]]
    return list(range(_find_start(doc, verb, start), stretch_clause(doc, verb, clause, end)))


def _join_that(doc: Text, ranges: list[Range], verb: Node) -> list[Range]:
    """Take in the second that-clause where the tree cut it off: "said that rents rose [and that wages fell]"."""
    if not ranges or ranges[-1][1] <= verb.i:
        return ranges
    end, last = ranges[-1][1], verb.sentence.end
    i = end + 1 if end < last and doc[end].text == "," else end
    if i + 3 < last and doc[i].lower in {"and", "but"} and doc[i + 1].lower == "that" and doc[i + 1].tag != "DT":
        return [*ranges[:-1], (ranges[-1][0], stretch_clause(doc, verb, doc[i + 1], i + 2))]
    return ranges


def _find_start(doc: Text, verb: Node, start: int) -> int:
    """Return where a statement behind its verb begins: parsers cut off its subject ("said both men are ...") as if it were an object."""
    frame = load_cues().verbs.get(verb.lower)
    if start <= verb.i or (frame is not None and "person" in frame.takes):
        return max(start, verb.i + 1)
    if start == verb.i + 2 and doc[verb.i + 1].lower in {"there", "it"}:
        return verb.i + 1
    for child in verb.children:
        if verb.i < child.i < start and child.dep in {"obj", "iobj", "nsubj"} and not is_time(child) and child.right_edge.i + 1 >= start:
            return child.left_edge.i
    return start


def find_cluster(verb: Node, source: Node | None) -> Range:
    """Return the range of the verb with its speaker, auxiliaries, addressee and short adverbials, as in "he told reporters on Monday"."""
    start, end = verb.i, verb.i + 1
    members = [child for child in verb.children if child.dep not in _NOT_IN_CLUSTER and child.right_edge.i - child.left_edge.i < _LONGEST_SOURCE]
    if source is not None and source.i not in {m.i for m in members} and source.head.i == verb.i:
        members.append(source)
    grown = True
    while grown:
        grown = False
        for member in members:
            a, b = subtree_range(member)
            if a < start and b >= start - 1:
                start, grown = a, True
            if b > end and a <= end + 1:
                end, grown = b, True
    return start, end


def _join(doc: Text, parts: list[Node]) -> list[Range]:
    """Return the ranges of some subtrees, neighbours joined."""
    return ranges_of([i for part in parts for i in range(*subtree_range(part))])


def _is_statement(doc: Text, verb: Node, clause: Node) -> bool:
    return doc[clause.left_edge.i].text in _RIGHT_MARKS or doc[clause.left_edge.i - 1].text in {":", *_RIGHT_MARKS} or not any(
        c.dep == "ccomp" for c in verb.children
    )


def _find_quotation(doc: Text, last: Node) -> Range | None:
    """Return the rest of the sentence if a quotation opens right behind some words: 'responded to the letter with, "..."'."""
    i, end = last.right_edge.i + 1, last.sentence.end
    while i < end and doc[i].text in {",", ":", "with", "by"}:
        i += 1
    return (i, end) if i < end and i > last.right_edge.i + 1 and doc[i].text in _RIGHT_MARKS else None


def _has_that(clause: Node) -> bool:
    return any(c.lower in {"that", "whether", "if", "how", "why"} and c.i < clause.i for c in clause.children)


def _is_gerund(doc: Text, verb: Node, clause: Node) -> bool:
    """Tell whether a clause only goes along with the saying: ", wiping sweat off his face"."""
    start = clause.left_edge.i
    return clause.i > verb.i and clause.tag == "VBG" and doc[start - 1].text == "," and not any(c.dep.startswith(("nsubj", "aux")) for c in clause.children)


def _is_strayed(doc: Text, verb: Node, clause: Node) -> bool:
    """Tell whether a clause before the verb is a gerund of the speaker's own: "the associate for organizing at the institute, said"."""
    return clause.i < verb.i and clause.tag == "VBG" and not any(c.dep.startswith(("nsubj", "aux")) for c in clause.children)


def _tells_noun(doc: Text, verb: Node, clause: Node) -> bool:
    """Tell whether a that-clause belongs to a noun with its own preposition: "offered a loan on condition that ..."."""
    start = clause.left_edge.i
    return start - 2 > verb.i and doc[start].lower == "that" and doc[start - 1].pos == "NOUN" and doc[start - 2].lower in {"on", "in", "the"} and (
        doc[start - 1].lower in _CLAUSE_NOUNS
    )


