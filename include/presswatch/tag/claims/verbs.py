"""Attributions by verbs: who said, asked, wants, denied what, from the dependency tree, with the commas and quotation marks as back-up.

The subject and the passive agent are trusted most; the content is the clause, infinitive or object that the verb's frame allows, or, when
the speaker stands behind or inside the statement ("..., police said"), the rest of the sentence.
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

from presswatch.tag.claims.candidate import Candidate, Range, count_depth, is_passive, iterate_children, ranges_of, subtree_range
from presswatch.tag.claims.cues import Cues, Frame, load_cues
from presswatch.tag.claims.words import load_word_lists

_SUBJECTS = ("nsubj", "nsubj:outer")
_RIGHT_MARKS = frozenset({'"', "“", "''", "‘", "``"})
_NOT_IN_CLUSTER = frozenset({"ccomp", "parataxis", "conj", "advcl", "xcomp", "cc", "punct", "dep", "list", "discourse", "mark"})
_SPEAKING = frozenset({"say", "claim", "deny", "confirm", "warn", "ask", "report", "believe", "know", "promise", "accuse", "praise"})
_OBJECT_PREPOSITIONS = frozenset({"of", "from", "for", "against", "on", "about", "with", "toward", "towards", "over", "as", "to", "between", "among", "into"})
_NOMINAL = frozenset({"PROPN", "NOUN", "ADJ", "DET", "NUM", "PART", "X"})
_NAME_LINKS = frozenset({"of", "for", "and", "&", "-", "'s", "’s", ".", "de", "von", "van", "al", "bin"})
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_LONGEST_SOURCE = 45
_LONGEST_GAP = 25


def find_verbs(doc: Doc, sentence: Range, quoted: set[int]) -> list[Candidate]:
    """Return the attributions of a parsed sentence whose cue is a verb outside quotation marks."""
    cues, found = load_cues(), []
    for token in doc[sentence[0] : sentence[1]]:
        if token.i in quoted or token.pos_ not in {"VERB", "AUX"} or token.dep_ in {"amod", "compound", "aux", "case", "fixed"}:
            continue
        frame, cue = _look_up(token, cues)
        if frame is None:
            continue
        candidate = _read_verb(doc, token, frame, cue, sentence)
        if candidate is not None:
            found.append(candidate)
    return found


def _look_up(verb: Token, cues: Cues) -> tuple[Frame | None, Range]:
    """Return the frame of a verb, that of a phrase before that of the bare verb, and the cue's range."""
    form = verb.lower_
    for child in verb.children:
        frame = cues.phrases.get((form, child.lower_))
        if frame is not None and child.i > verb.i:
            return frame, (verb.i, child.i + 1) if child.i - verb.i <= 3 else (verb.i, verb.i + 1)
    return cues.verbs.get(form), (verb.i, verb.i + 1)


def _read_verb(doc: Doc, verb: Token, frame: Frame, cue: Range, sentence: Range) -> Candidate | None:
    hidden = _is_hidden_past(verb, sentence)
    passive = not hidden and (is_passive(verb) or _is_bare_participle(verb))
    source = (verb.head if verb.dep_ == "acl" else _find_left_neighbour(doc, verb)) if hidden else find_source(verb, passive=passive)
    if source is not None and not passive and _is_time(source) and source.i < verb.i:
        source = _find_left_neighbour(doc, verb) or source
    if source is None and not passive and verb.tag_ in {"VBD", "VBZ", "VBP"}:
        source = _find_left_neighbour(doc, verb)
    quotation = _find_colon_quotation(doc, verb, sentence)
    tells = frame.kind == "say" and {"person", "clause"} <= frame.takes and not passive
    told = _find_that(doc, verb, sentence) if tells and not any(c.dep_ == "ccomp" for c in verb.children) else None
    if quotation is not None:
        content, rule = [quotation], "colon"
    elif told is not None:
        content, rule = [(told, _stretch(doc, verb, doc[told], sentence[1]))], "clause"
    else:
        content, rule = _find_content(doc, verb, frame, passive=passive, source=source)
    if not content:
        content = _find_around(doc, verb, frame, source, sentence)
        rule = "inquit"
    if not content:
        return None
    if source is None and not passive and "topic" not in frame.takes:
        return None
    if passive and _is_bare_participle(verb) and source is None and not ({"person", "topic"} & frame.takes):
        return None
    topic = "topic" in frame.takes and not passive and rule == "topic"
    ranges = [] if source is None or topic else [source_range(doc, source, content, verb)]
    return Candidate(
        cue=cue,
        frame=frame,
        content=content,
        sources=[r for r in ranges if r is not None],
        rule=f"verb:{load_cues().bases.get(verb.lower_, verb.lemma_)}:{rule}",
        sentence=sentence,
        depth=count_depth(verb),
    )


def find_source(verb: Token, *, passive: bool, depth: int = 0) -> Token | None:
    """Return the head of who speaks: subject, agent, or the subject that the verb shares with the one above it."""
    if passive:
        for child in iterate_children(verb, "obl"):
            if child.dep_ == "obl:agent" or any(c.lower_ == "by" and c.dep_ == "case" for c in child.children):
                return child
        return None
    for child in verb.children:
        if child.dep_ in _SUBJECTS:
            return child
    head = verb.head
    if head.i == verb.i or depth > 5:
        return None
    if verb.dep_ == "conj":
        if is_passive(head):
            return next(iterate_children(head, "nsubj:pass"), None) or find_source(head, passive=False, depth=depth + 1)
        return find_source(head, passive=False, depth=depth + 1)
    if verb.dep_ == "xcomp":
        controller = next((c for c in head.children if c.dep_ in {"obj", "iobj"} and c.i < verb.i), None)
        if controller is not None and "to" in {c.lower_ for c in verb.children}:
            return controller
        return _find_any_subject(head, depth)
    if verb.dep_.startswith("acl"):
        return head
    if verb.dep_ in {"advcl", "parataxis", "ccomp", "dep"}:
        return _find_any_subject(head, depth)
    return None


def _find_any_subject(head: Token, depth: int) -> Token | None:
    if head.pos_ in {"NOUN", "PROPN", "PRON", "ADJ"} or not is_passive(head):
        return find_source(head, passive=False, depth=depth + 1)
    return next(iterate_children(head, "nsubj:pass"), None)


def source_range(doc: Doc, source: Token, content: list[Range], verb: Token | None = None) -> Range | None:
    """Return the source's words: its subtree, cut where the content begins, where a clause hangs on, or where it gets too long."""
    start, end = subtree_range(source)
    for child in source.children:
        if child.dep_ in {"acl:relcl", "acl", "parataxis", "cc", "conj", "dep"} and child.i > source.i and (
            child.dep_ in {"parataxis", "dep"} or any(a <= child.i < b for a, b in content)
        ):
            end = min(end, child.left_edge.i)
    for a, b in content:
        if a <= source.i < b:
            return None
        if start < b and a < end:
            if a > source.i:
                end = min(end, a)
            else:
                start = max(start, b)
    if verb is not None and start <= verb.i < end:  # the verb hangs on its own speaker: "people calling for ..."
        branch = next((c for c in source.children if c.i == verb.i or c.is_ancestor(verb)), verb)
        start, end = (start, branch.left_edge.i) if branch.i > source.i else (branch.right_edge.i + 1, end)
    if end - start > _LONGEST_SOURCE:
        start, end = source.i, source.i + 1
    if verb is not None and source.pos_ in {"PROPN", "NOUN"}:
        start, end = _widen(doc, start, end, verb, content)
    while end > start and (doc[end - 1].is_space or doc[end - 1].text in {",", ";", ":", "-", "—", "–", ")", '"', "“", "”"}):
        end -= 1
    while start < end and (doc[start].is_space or doc[start].text in {",", ";", ":", "-", "—", "–", '"', "“", "”"} or doc[start].pos_ in {"ADP", "SCONJ", "CCONJ"}):
        start += 1
    return (start, end) if start < end else None


def _widen(doc: Doc, start: int, end: int, verb: Token, content: list[Range]) -> Range:
    """Take in the words of a name that the tree tore off: a title before it, its second half, what an apposition stands beside."""
    inside = {i for a, b in content for i in range(a, b)}
    first = verb.sent.start
    while end < verb.i and end not in inside and doc[end].pos_ == "PROPN":
        end += 1
    while start > first and start - 1 not in inside and (
        doc[start - 1].pos_ in _NOMINAL or (doc[start - 1].lower_ in _NAME_LINKS and start - 2 >= first and doc[start - 2].pos_ in _NOMINAL)
    ):
        start -= 1
    if end < verb.i and doc[end].text == "," and start - 1 > first and doc[start - 1].text == "," and doc[start - 2].pos_ == "PROPN":
        begin = start - 2
        while begin > first and begin - 1 not in inside and doc[begin - 1].pos_ in _NOMINAL:
            begin -= 1
        start = begin
    return start, end


def _find_left_neighbour(doc: Doc, verb: Token) -> Token | None:
    """Return the head of the noun phrase right before the verb, where the tree gives it no subject."""
    i, first = verb.i - 1, verb.sent.start
    while i >= first and (doc[i].pos_ in {"ADV", "AUX"} or doc[i].text in {",", "n't", "not"}):
        i -= 1
    if i < first or doc[i].pos_ not in {"NOUN", "PROPN", "PRON", "NUM"} or _is_time(doc[i]):
        return None
    head = doc[i]
    while head.head.i != head.i and head.head.i < verb.i and head.head.right_edge.i < verb.i and head.head.pos_ in {"NOUN", "PROPN", "PRON"}:
        head = head.head
    return head


def _is_hidden_past(verb: Token, sentence: Range) -> bool:
    """Tell whether a seeming participle is the sentence's only verb: taggers take "The union called for a strike" for a noun phrase."""
    if verb.tag_ != "VBN" or verb.dep_ not in {"acl", "ROOT"} or verb.i == sentence[0]:
        return False
    if any(c.dep_ in {"aux", "aux:pass", "nsubj", "nsubj:pass"} or c.lower_ == "by" for c in verb.children):
        return False
    if any(g.lower_ == "by" for c in verb.children for g in c.children) or (verb.dep_ == "acl" and (verb.head.dep_ != "ROOT" or verb.head.i > verb.i)):
        return False
    return not any(token.tag_ in _FINITE for token in verb.doc[sentence[0] : verb.i])


def _is_bare_participle(verb: Token) -> bool:
    """Tell whether a past participle stands without an auxiliary: "Asked about it, she said", "a report released on Monday"."""
    if any(c.dep_ in {"aux", "nsubj"} for c in verb.children):
        return False
    opens = verb.i == verb.sent.start or verb.doc[verb.i - 1].lower_ == "when"  # taggers take "Asked" for a past tense there
    return (verb.tag_ == "VBN" and verb.dep_ in {"advcl", "acl"}) or (opens and verb.lower_ in {"asked", "pressed", "quizzed", "told"})


def _find_content(doc: Doc, verb: Token, frame: Frame, *, passive: bool, source: Token | None) -> tuple[list[Range], str]:
    """Return what the verb's frame takes among its complements, with the name of the rule."""
    takes = frame.takes
    clauses: list[Token] = []
    infinitives: list[Token] = []
    things: list[Token] = []
    gerunds: list[Token] = []
    prepositional: list[Token] = []
    for child in verb.children:
        relation = child.dep_
        if relation == "ccomp" or (relation == "parataxis" and child.i > verb.i and _is_statement(doc, verb, child)):
            clauses.append(child)
        elif relation == "xcomp":
            (infinitives if any(c.lower_ == "to" for c in child.children) else gerunds).append(child)
        elif relation in {"obj", "iobj"}:
            things.append(child)
        elif relation.split(":")[0] == "obl" and relation not in {"obl:agent", "obl:tmod", "obl:unmarked"}:
            if _preposition(child) in frame.prepositions and not _is_time(child):
                prepositional.append(child)
        elif relation == "advcl" and child.i > verb.i:
            marks = {c.lower_ for c in child.children if c.dep_ in {"mark", "case"}}
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
    clauses = [c for c in clauses if not _is_gerund(doc, verb, c)]
    if clauses and "clause" in takes:
        inside = [i for clause in clauses for i in _clause_indexes(doc, verb, clause, source)]
        return ranges_of(_cut_at_participle(doc, verb, inside)), "clause"
    if infinitives and ("to" in takes or "topic" in takes):
        parts = [*infinitives]
        if passive or ("topic" in takes and "to" not in takes):
            topic = subject if passive else next(iterate_children(verb, *_SUBJECTS), None)
            return _join(doc, [*( [topic] if topic is not None else []), *parts]), "topic"
        if "thing" in takes or "person" in takes:
            parts += things
        return _extend(doc, _join(doc, parts)), "infinitive"
    if "topic" in takes and not passive and "thing" not in takes and "clause" not in takes:
        topic = next(iterate_children(verb, *_SUBJECTS), None)
        rest = [*gerunds, *things, *(c for c in iterate_children(verb, "obl", "advcl") if c.i > verb.i)]
        if topic is not None and rest:
            return _join(doc, [topic, *rest]), "topic"
        return [], ""
    if passive and subject is not None and (takes & {"thing", "topic"}):
        return _join(doc, [subject, *gerunds, *infinitives, *prepositional]), "passive"
    if "thing" in takes and things:
        if "clause" in takes and frame.kind in {"say", "report"} and all(_is_time(t) for t in things):
            return [], ""
        if all(_is_time(t) for t in things):
            return [], ""
        return _extend(doc, _join(doc, [*things, *gerunds, *infinitives, *prepositional, *_find_phrases(verb, things)])), "thing"
    if gerunds and takes & {"ing", "thing"}:
        return _join(doc, gerunds), "gerund"
    if "thing" in takes and not passive:
        gerund = next((c for c in verb.children if c.dep_ in {"ccomp", "advcl"} and c.tag_ == "VBG" and c.left_edge.i == verb.i + 1), None)
        if gerund is not None:
            return _join(doc, [gerund]), "gerund"
    if prepositional:
        quotation = _find_quotation(doc, prepositional[-1]) if "clause" in takes else None
        if quotation is not None:
            return [quotation], "quotation"
        return _join(doc, prepositional), "preposition"
    return [], ""


def _clause_indexes(doc: Doc, verb: Token, clause: Token, source: Token | None) -> list[int]:
    """Return the tokens of a clause without the words of who speaks and of the verb's other complements."""
    start, end = subtree_range(clause)
    if start < verb.i < end or end <= verb.i:
        cluster = _cluster(verb, source)
        return [i for i in range(start, end) if not cluster[0] <= i < cluster[1]]
    return list(range(_find_start(doc, verb, start), _stretch(doc, verb, clause, end)))


def _find_start(doc: Doc, verb: Token, start: int) -> int:
    """Return where a statement behind its verb begins: parsers cut off its subject ("said both men are ...") as if it were an object."""
    frame = load_cues().verbs.get(verb.lower_)
    if start <= verb.i or (frame is not None and "person" in frame.takes):
        return max(start, verb.i + 1)
    for child in verb.children:
        if verb.i < child.i < start and child.dep_ in {"obj", "iobj", "nsubj"} and not _is_time(child) and child.right_edge.i + 1 >= start:
            return child.left_edge.i
    return start


def _stretch(doc: Doc, verb: Token, clause: Token, end: int) -> int:
    """Let a clause that follows its verb run to the end of the sentence unless something else of the verb's comes after it."""
    sentence_end = clause.sent.end
    for child in verb.children:
        if child.i > clause.i and child.left_edge.i >= end and child.dep_ in {"conj", "cc", "parataxis", "ccomp", "advcl", "obl", "nsubj", "punct"}:
            if child.dep_ == "conj" and _goes_on(doc, verb, child):
                end = child.right_edge.i + 1
                continue
            if child.dep_ in {"conj", "parataxis", "ccomp", "nsubj"}:
                return end
            if child.dep_ == "advcl" and child.tag_ == "VBG":
                return end
    node = verb
    while node.head.i != node.i:
        if node.right_edge.i + 1 < sentence_end and node.right_edge.i + 1 <= end + 1:
            return end
        node = node.head
    return sentence_end if sentence_end - end <= 40 and verb.dep_ == "ROOT" else end


def _goes_on(doc: Doc, verb: Token, conjunct: Token) -> bool:
    """Tell whether what is joined to the verb by "and" rather belongs to the statement: a noun, or a clause with a subject and no comma."""
    if conjunct.pos_ not in {"VERB", "AUX"}:
        return not any(c.dep_ in {"cop", "aux"} for c in conjunct.children)
    start = conjunct.left_edge.i
    own = any(c.dep_.startswith("nsubj") for c in conjunct.children)
    return own and doc[start - 1].text != "," and doc[start].text != "," and conjunct.lower_ not in load_cues().verbs


def _find_around(doc: Doc, verb: Token, frame: Frame, source: Token | None, sentence: Range) -> list[Range]:
    """Return the rest of the sentence when who speaks stands behind it, inside it, or before a quotation."""
    if "clause" not in frame.takes or frame.kind not in _SPEAKING:
        return []
    start, end = _cluster(verb, source)
    that = _find_that(doc, verb, sentence)
    if that is not None:
        return [(that, sentence[1])]
    following = end
    while following < sentence[1] and doc[following].text in {",", ":"}:
        following += 1
    if following < sentence[1] and doc[following].text in _RIGHT_MARKS and start - sentence[0] <= 12:
        return [(following, sentence[1])]
    if doc[following - 1].text == ":" and following > end and sentence[1] - following >= 2:
        return [(following, sentence[1])]
    base = load_cues().bases.get(verb.lower_, "")
    if base in load_word_lists().behind and verb.dep_ in {"ROOT", "conj"} and verb.tag_ != "VBN" and doc[min(end, sentence[1] - 1)].text not in {",", "."}:
        rest = doc[end : sentence[1]]
        if any(t.tag_ in _FINITE for t in rest):  # "X said Y" where the tree lost Y
            return [(end, sentence[1])]
    return []


def _find_that(doc: Doc, verb: Token, sentence: Range) -> int | None:
    """Return the place of a "that" with nothing but adverbials and hearers between it and the verb: "told reporters on Monday that"."""
    for token in doc[verb.i + 1 : min(verb.i + _LONGEST_GAP, sentence[1])]:
        if token.lower_ == "that" and token.tag_ in {"IN", "WDT", "DT"} and token.i + 2 < sentence[1]:
            return token.i
        if token.tag_ in _FINITE or token.text in {'"', "“", "''", ":", ";"}:
            return None
    return None


def _cluster(verb: Token, source: Token | None) -> Range:
    """Return the range of the verb with its speaker, auxiliaries, addressee and short adverbials, as in "he told reporters on Monday"."""
    start, end = verb.i, verb.i + 1
    members = [child for child in verb.children if child.dep_ not in _NOT_IN_CLUSTER and child.right_edge.i - child.left_edge.i < _LONGEST_SOURCE]
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


def _join(doc: Doc, parts: list[Token]) -> list[Range]:
    """Return the ranges of some subtrees, neighbours joined."""
    return ranges_of([i for part in parts for i in range(*subtree_range(part))])


def _is_statement(doc: Doc, verb: Token, clause: Token) -> bool:
    return doc[clause.left_edge.i].text in _RIGHT_MARKS or doc[clause.left_edge.i - 1].text in {":", *_RIGHT_MARKS} or not any(
        c.dep_ == "ccomp" for c in verb.children
    )


def _find_phrases(verb: Token, things: list[Token]) -> list[Token]:
    """Return the prepositional phrases right behind the object, which parsers often hang on the verb: "dismissed criticism from"."""
    end, found = max(t.right_edge.i + 1 for t in things), []
    for child in verb.children:
        if child.left_edge.i == end and child.dep_.startswith("obl") and not _is_time(child) and _preposition(child) in _OBJECT_PREPOSITIONS:
            found.append(child)
            end = child.right_edge.i + 1
    return found


def _extend(doc: Doc, ranges: list[Range]) -> list[Range]:
    """Take in what the tree lost behind the content: "and to ...", ", including ..."."""
    if not ranges:
        return ranges
    start, end = ranges[-1]
    last = doc[start].sent.end
    if end + 2 < last:
        link = end + 1 if doc[end].text == "," else end
        word = doc[link].lower_
        if word in {"and", "or"} and doc[link + 1].lower_ == "to" and doc[link + 1].head.i > link + 1:
            end = doc[link + 1].head.right_edge.i + 1
        elif word in {"including", "like", "such"} and link > end:
            end = max(doc[link].right_edge.i, doc[link].head.right_edge.i if doc[link].head.i > link else 0) + 1
        elif doc[end].text in _RIGHT_MARKS and doc[end - 1].whitespace_ and not doc[end].whitespace_:
            end = next((t.i + 1 for t in doc[end + 1 : last] if t.text in {'"', "”", "''"}), end)
    return [*ranges[:-1], (start, max(end, ranges[-1][1]))]


def _cut_at_participle(doc: Doc, verb: Token, inside: list[int]) -> list[int]:
    """End a statement where the speaker goes on in a participle: "..., noting that", "..., adding that"."""
    verbs = load_cues().verbs
    for k, i in enumerate(inside):
        token = doc[i]
        if k > 2 and token.tag_ == "VBG" and i > verb.i and doc[i - 1].text == "," and token.lower_ in verbs and "clause" in verbs[token.lower_].takes:
            return inside[: k - 1]
    return inside


def _find_colon_quotation(doc: Doc, verb: Token, sentence: Range) -> Range | None:
    """Return the quotation behind a colon that closes the verb's own clause: 'apologized for the delay: "..."'."""
    for token in doc[verb.i + 1 : sentence[1] - 1]:
        if token.text == ":" and doc[token.i + 1].text in _RIGHT_MARKS:
            return token.i + 1, sentence[1]
        if token.tag_ in _FINITE or token.text in {",", ";", ":", '"', "“", "”", "''"} or (token.pos_ == "VERB" and token.lower_ in load_cues().verbs):
            return None
    return None


def _find_quotation(doc: Doc, last: Token) -> Range | None:
    """Return the rest of the sentence if a quotation opens right behind some words: 'responded to the letter with, "..."'."""
    i, end = last.right_edge.i + 1, last.sent.end
    while i < end and doc[i].text in {",", ":", "with", "by"}:
        i += 1
    return (i, end) if i < end and i > last.right_edge.i + 1 and doc[i].text in _RIGHT_MARKS else None


def _has_that(clause: Token) -> bool:
    return any(c.lower_ in {"that", "whether", "if", "how", "why"} and c.i < clause.i for c in clause.children)


def _is_gerund(doc: Doc, verb: Token, clause: Token) -> bool:
    """Tell whether a clause only goes along with the saying: ", wiping sweat off his face"."""
    start = clause.left_edge.i
    return clause.i > verb.i and clause.tag_ == "VBG" and doc[start - 1].text == "," and not any(c.dep_.startswith(("nsubj", "aux")) for c in clause.children)


def _preposition(token: Token) -> str:
    return next((c.lower_ for c in token.children if c.dep_ == "case"), "")


def _is_time(token: Token) -> bool:
    return token.lower_ in load_word_lists().times
