"""Attributions by verbs: who said, asked, wants, denied what.

This module joins a verb's frame, its speaker (`speakers`) and its content (`complements`) into candidates. The subject and the passive agent
are trusted most; where the tree lost the content, a "that", a quotation or the rest of the sentence stands in.
"""

from __future__ import annotations

from presswatch.tag.claims.candidate import FINITE, Candidate, Range, count_depth, find_tense, is_passive
from presswatch.tag.claims.clauses import find_bare_clause, find_colon_quotation, find_that, stretch_clause
from presswatch.tag.claims.complements import find_cluster, find_content
from presswatch.tag.claims.cues import Cues, Frame, load_cues
from presswatch.tag.claims.hidden import is_hidden_past
from presswatch.tag.claims.joined import give_to_speaker, read_joined, share_content
from presswatch.tag.claims.nearest import find_nearer
from presswatch.tag.claims.phrases import find_left_neighbour
from presswatch.tag.claims.presents import read_hidden_present, read_joined_present
from presswatch.tag.claims.reach import complete_clause, cut_after_quote, run_on
from presswatch.tag.claims.speakers import find_following_subject, find_main_subject, find_source, is_bare_participle, source_range
from presswatch.tag.claims.words import is_time, load_word_lists
from presswatch.tag.nodes import Node, Text

_RIGHT_MARKS = frozenset({'"', "“", "''", "‘", "``"})
_SPEAKING = frozenset({"say", "claim", "deny", "confirm", "warn", "ask", "report", "believe", "know", "promise", "accuse", "praise"})
_BE = frozenset({"is", "are", "was", "were", "'s", "’s", "'re", "’re", "been"})
_LONGEST_DATE = 6
_PLURALS = frozenset({"NNS", "NNPS", "NNP"})
_OBJECTS = frozenset({"ccomp", "obj"})
_OBJECT_RULES = frozenset({"thing", "infinitive", "preposition", "gerund", "passive", "topic"})
_ASIDES = frozenset({"who", "which", "whose", "whom", "when", "where"})

_ANSWERERS = frozenset({"DET", "PRON", "NOUN", "PROPN", "NUM", "ADJ"})
_STATEMENT_STARTS = frozenset({"DET", "PRON", "NOUN", "PROPN", "NUM", "ADJ", "SCONJ"})


def find_verbs(doc: Text, sentence: Range, quoted: set[int], signals: list[int]) -> list[Candidate]:
    """Return the attributions of a parsed sentence whose cue is a verb outside quotation marks; `signals` are the places to look at."""
    cues = load_cues()
    found: list[Candidate] = []
    for i in signals:
        token = doc[i]
        if token.i not in quoted and token.tag in _PLURALS and token.lower in cues.verbs and token.lower.endswith("s"):
            present = read_hidden_present(doc, token, cues.verbs[token.lower], sentence) or read_joined_present(doc, token, cues, found, sentence)
            if present is not None:
                found.append(present)
            continue
        if token.i in quoted or token.pos not in {"VERB", "AUX"} or token.dep in {"compound", "case", "fixed"} or (token.dep == "aux" and token.tag not in FINITE):
            continue
        if token.dep == "amod" and not (
            (token.tag == "VBD" and any(c.dep == "nsubj" for c in token.children)) or is_hidden_past(token, sentence) or _is_progressive(doc, token)
        ):
            continue
        frame, cue = _look_up(token, cues)
        if frame is None:
            continue
        candidate = _read_verb(doc, token, frame, cue, sentence)
        if candidate is not None:
            give_to_speaker(doc, token, candidate, found)
            found.append(candidate)
            joined = read_joined(doc, token, candidate)
            if joined is not None:
                found.append(joined)
    return [*share_content(doc, found, sentence), *found]


def _look_up(verb: Node, cues: Cues) -> tuple[Frame | None, Range]:
    """Return the frame of a verb, that of a phrase before that of the bare verb, and the cue's range."""
    form = verb.lower
    exceptions = cues.exceptions.get(cues.bases.get(form, ""), frozenset())
    for child in verb.children:
        frame = cues.phrases.get((form, child.lower))
        if frame is not None and child.i > verb.i:
            return frame, (verb.i, child.i + 1) if child.i - verb.i <= 3 else (verb.i, verb.i + 1)
        if child.lower in exceptions and child.i > verb.i:
            return None, (verb.i, verb.i + 1)
    return cues.verbs.get(form), (verb.i, verb.i + 1)


def _read_verb(doc: Text, verb: Node, frame: Frame, cue: Range, sentence: Range) -> Candidate | None:
    hidden = is_hidden_past(verb, sentence)
    adjectival = verb.dep == "amod" and verb.head.i > verb.i  # "Berg rejected calls": taken for a part of "calls"
    passive = (not hidden and (is_passive(verb) or is_bare_participle(verb)) and not _is_perfect(doc, verb, frame)) or _shares_passive(verb) or _suffers(doc, verb, frame)
    fronted: Node | None = None
    source = (verb.head if verb.dep == "acl" and verb.head.i < verb.i else find_left_neighbour(doc, verb)) if hidden else find_source(verb, passive=passive)
    if source is not None and not passive and is_time(source) and source.i < verb.i:
        source = find_left_neighbour(doc, verb) or source
    if source is None and not passive and (verb.tag in {"VBD", "VBZ", "VBP"} or find_tense(verb)):
        source = find_left_neighbour(doc, verb)
    if source is not None and not passive and not hidden:
        source = find_nearer(doc, verb, source) or source
    if not passive and verb.tag == "VBG":
        fronted = find_following_subject(doc, verb, sentence)
        if source is None:
            source = find_left_neighbour(doc, verb) if _is_progressive(doc, verb) else find_main_subject(doc, verb)
        source = fronted or source
    if source is None and not passive and verb.tag in {"VBD", "VBZ", "VBP"} and doc[verb.i - 1].lower in {"and", "but", "yet"} and verb.i - 1 > sentence[0]:
        source = find_main_subject(doc, verb)
    quotation = find_colon_quotation(doc, verb, sentence)
    if quotation is None and not passive and "clause" in frame.takes and verb.i + 2 < sentence[1] and doc[verb.i + 1].text == ",":
        quotation = (verb.i + 2, sentence[1]) if doc[verb.i + 2].text in _RIGHT_MARKS else None
    person = "person" in frame.takes
    tells = "clause" in frame.takes and not passive and (
        (frame.kind == "say" and person) or load_cues().bases.get(verb.lower) in load_word_lists().behind
    )
    told = find_that(doc, verb, sentence) if tells and not any(c.dep in _OBJECTS for c in verb.children if c.dep == "ccomp" or not person) else None
    if quotation is not None:
        content, rule = [quotation], "colon"
    elif told is not None:
        content, rule = [(told, stretch_clause(doc, verb, doc[told], sentence[1]))], "clause"
    elif verb.dep == "aux":  # "He denies having paid": taken for an auxiliary of what is denied
        following = "ing" if doc[verb.i + 1].tag == "VBG" else doc[verb.i + 1].lower
        content, rule = ([(verb.i + 1, verb.head.right_edge.i + 1)], "gerund") if following in frame.takes and verb.head.i > verb.i else ([], "")
    elif adjectival:
        content, rule = ([(verb.i + 1, _find_noun(verb.head).right_edge.i + 1)], "thing") if "thing" in frame.takes else ([], "")
    else:
        content, rule = find_content(doc, verb, frame, passive=passive, source=source)
    if rule not in {"colon", "clause"} and not passive and "clause" in frame.takes and "person" not in frame.takes and frame.kind in _SPEAKING:
        bare = find_bare_clause(doc, verb, sentence)
        if bare is not None:
            content, rule = [bare], "clause"
    if rule not in {"colon", "gerund"} and "clause" in frame.takes:
        content, rule = _prefer_that(doc, verb, content, rule, sentence)
    if rule == "clause" and len(content) == 1 and is_time(doc[content[0][0]]) and not any(t.tag in FINITE for t in doc[slice(*content[0])]):
        content = []  # "he said Wednesday morning on television"
    if passive and verb.i == sentence[0] and content:
        content = _cut_answer(doc, content)
    if fronted is not None and content:  # "Citing a report, the mayor accused"
        comma = _find_comma(doc, fronted.i)
        content = [(a, min(b, comma)) for a, b in content if a < comma] or ([(verb.i + 1, comma)] if "thing" in frame.takes else [])
    if rule in _OBJECT_RULES:
        content = _cut_aside(doc, content)
    if content and "clause" in frame.takes and not passive and rule in {"clause", "thing"} and frame.kind in _SPEAKING:
        completed = complete_clause(doc, content, verb, sentence[1], bare=rule == "thing")
        content, rule = completed, "clause" if completed != content else rule
    if rule in _OBJECT_RULES or rule == "clause":
        content = run_on(doc, content, verb, sentence[1], passive=passive)
        content = cut_after_quote(doc, content, verb) if content else content
    content = _drop_date(doc, content) if content and rule == "clause" else content
    if not content and frame.kind == "report" and not passive and source is not None and source.lower in load_word_lists().documents:
        content, rule = _find_finding(doc, verb, sentence), "thing"
    if not content:
        content, rule = _find_behind(doc, verb, frame, source, sentence)
    if not content:
        return None
    if (source is None and not passive and "topic" not in frame.takes) or (source is not None and source.tag == "EX"):
        return None  # "There is no denying that"
    if passive and is_bare_participle(verb) and source is None and not ({"person", "topic"} & frame.takes):
        return None
    if source is not None and verb.tag == "VBG" and any(a <= source.i < b for a, b in content):
        source = find_main_subject(doc, verb) or source
    if cue[1] > verb.i + 1 and any(a <= cue[1] - 1 < b for a, b in content):
        cue = (verb.i, verb.i + 1)  # "claimed [responsibility for ...]"
    if source is None and len(content) == 1 and content[0][1] - content[0][0] == 1 and doc[content[0][0]].pos == "PRON":
        return None  # "which was denied" says nothing of its own
    if passive and source is not None and frame.prepositions:
        content = _take_charge(source, content, frame)
    topic = "topic" in frame.takes and not passive and rule == "topic"
    ranges = [] if source is None or topic else [source_range(doc, source, content, verb)]
    return Candidate(
        cue=cue,
        frame=frame,
        content=content,
        sources=[r for r in ranges if r is not None],
        rule=f"verb:{load_cues().bases.get(verb.lower, verb.lemma)}:{rule}",
        sentence=sentence,
        depth=count_depth(verb),
    )


def _take_charge(agent: Node, content: list[Range], frame: Frame) -> list[Range]:
    """Return the content with what the tree hung on the agent: "was accused by prosecutors [of taking bribes]"."""
    for child in agent.children:
        marks = {c.lower for c in child.children if c.dep in {"case", "mark"}}
        if child.i > agent.i and marks & frame.prepositions and (child.tag == "VBG" or "for" in marks):
            return [*content, (child.left_edge.i, child.right_edge.i + 1)]
    return content


def _find_comma(doc: Text, i: int) -> int:
    """Return the place of the comma before a noun phrase's head."""
    while i > 0 and doc[i].text not in {",", '"', "”", "''"}:
        i -= 1
    return i + (doc[i].text != ",")


def _is_progressive(doc: Text, verb: Node) -> bool:
    """Tell whether a gerund stands behind a form of "be": "Republicans are slamming", which trees take for a part of what follows."""
    i = verb.i - 1
    while i > verb.sentence.start and doc[i].pos == "ADV":
        i -= 1
    return verb.tag == "VBG" and doc[i].pos == "AUX" and doc[i].lower in _BE


def _shares_passive(verb: Node) -> bool:
    """Tell whether a participle shares the auxiliary of a passive: "was summoned and told that"."""
    return verb.tag == "VBN" and verb.dep == "conj" and verb.head.tag == "VBN" and any(c.dep == "aux:pass" for c in verb.head.children) and not any(
        c.dep in {"aux", "nsubj", "obj"} for c in verb.children
    ) and all(t.pos in {"CCONJ", "ADV"} for t in verb.whole[verb.head.i + 1 : verb.i])


def _is_perfect(doc: Text, verb: Node, frame: Frame) -> bool:
    """Tell whether "'s" before a participle stands for "has": "he's argued for years that", not "he's accused of"."""
    before = verb.i - 1
    while before > verb.sentence.start and doc[before].pos == "ADV":
        before -= 1
    if doc[before].text not in {"'s", "’s"} or {"person", "topic", "pair"} & frame.takes or verb.i + 1 >= verb.sentence.end or doc[verb.i + 1].lower in {"by", "as", "to"}:
        return False
    return "clause" in frame.takes or bool(frame.prepositions)


def _prefer_that(doc: Text, verb: Node, content: list[Range], rule: str, sentence: Range) -> tuple[list[Range], str]:
    """Return the that-clause right behind a verb where the tree gave the verb another complement: "argue, for instance, that"."""
    start = verb.i + 1
    if start + 2 >= sentence[1] or doc[start].lower != "that" or doc[start].tag != "IN" or any(a <= start < b for a, b in content):
        return content, rule
    return [(start, stretch_clause(doc, verb, doc[start], start + 1))], "clause"


def _find_noun(word: Node) -> Node:
    """Return the head of the noun phrase that a word before the noun belongs to."""
    while word.dep in {"nmod:poss", "compound", "nmod:desc", "amod"} and word.head.i > word.i:
        word = word.head
    return word


def _find_finding(doc: Text, verb: Node, sentence: Range) -> list[Range]:
    """Return what a study or poll found where it isn't a clause: "the poll found voters leaving the party"."""
    following = verb.i + 1
    if following >= sentence[1] or doc[following].pos not in _STATEMENT_STARTS | {"DET"} or doc[following].i > verb.right_edge.i:
        return []
    return [(following, verb.right_edge.i + 1)]


def _cut_aside(doc: Text, content: list[Range]) -> list[Range]:
    """End what is praised, wanted or denied before a clause that only tells more of it: "praised the deal, which was signed on Monday"."""
    for n, (start, end) in enumerate(content):
        aside = next((i for i in range(start + 2, end - 1) if doc[i].text == "," and doc[i + 1].lower in _ASIDES), None)
        if aside is not None:
            return [*content[:n], (start, aside)]
    return content


def _cut_answer(doc: Text, content: list[Range]) -> list[Range]:
    """End what somebody was asked before the answer: "Asked [whether war was coming], the adviser laughed"."""
    start, end = content[0][0], content[-1][1]
    asked = doc[start].lower not in {"whether", "if", "why", "how", "what", "when", "where", "who"}
    for i in range(start + 1, end - 1):
        asked = asked or doc[i].tag in FINITE
        if not asked or doc[i].text != "," or doc[i + 1].pos not in _ANSWERERS:
            continue
        if any(t.tag in FINITE or t.tag == "VBN" for t in doc[i + 1 : end]):
            return [(a, min(b, i)) for a, b in content if a < i]
    return content


def _drop_date(doc: Text, content: list[Range]) -> list[Range]:
    """Leave out a date that the tree hangs on the statement: "said [last week] that"."""
    start, end = content[0]
    that = next((t.i for t in doc[start : min(start + _LONGEST_DATE, end)] if t.lower == "that"), None)
    if that is None or that == start or not is_time(doc[that - 1]):
        return content
    if any(not is_time(t) and t.pos not in {"ADP", "DET", "ADJ", "NUM", "ADV"} for t in doc[start:that]):
        return content
    return [(that, end), *content[1:]]


def _find_behind(doc: Text, verb: Node, frame: Frame, source: Node | None, sentence: Range) -> tuple[list[Range], str]:
    """Return the rest of the sentence where the tree lost that it is what is said, with the name of the rule."""
    if "clause" not in frame.takes or frame.kind not in _SPEAKING:
        return [], ""
    start, end = find_cluster(verb, source)
    that = find_that(doc, verb, sentence)
    if that is not None:
        return [(that, sentence[1])], "clause"
    following = end
    while following < sentence[1] and doc[following].text in {",", ":"}:
        following += 1
    if following < sentence[1] and doc[following].text in _RIGHT_MARKS and (start - sentence[0] <= 12 or (following == verb.i + 2 and end == verb.i + 1)):
        return [(following, sentence[1])], "colon"
    if doc[following - 1].text == ":" and following > end and sentence[1] - following >= 2:
        return [(following, sentence[1])], "colon"
    base = load_cues().bases.get(verb.lower, "")
    if base in load_word_lists().behind and verb.dep in {"ROOT", "conj", "parataxis", "ccomp"}:  # "X said Y" where the tree lost Y
        begin = end if "person" in frame.takes else verb.i + 1
        while begin < sentence[1] and (is_time(doc[begin]) or doc[begin].pos == "ADV" or doc[begin].lower in {"on", "earlier", "late", "last"}):
            begin += 1
        if begin < sentence[1] and doc[begin].pos in _STATEMENT_STARTS and any(t.tag in FINITE for t in doc[begin : sentence[1]]):
            return [(begin, sentence[1])], "clause"
    return [], ""


def _suffers(doc: Text, verb: Node, frame: Frame) -> bool:
    """Tell whether a verb of accusing has no object because its subject is the accused: "was arrested in Lund and charged with", "stands accused of"."""
    if frame.kind != "accuse" or verb.i + 1 >= len(doc) or doc[verb.i + 1].lower not in frame.prepositions or any(c.dep in {"obj", "nsubj"} for c in verb.children):
        return False
    if verb.dep == "conj":
        return verb.tag in {"VBN", "VBD"} and any(c.dep == "aux:pass" for c in verb.head.children)
    return verb.dep == "xcomp" and verb.head.lemma == "stand"
