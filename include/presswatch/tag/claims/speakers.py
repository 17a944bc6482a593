"""Who speaks, by the tree: subject, agent or shared subject of a verb, and the words that belong to the name.

This module returns tokens and ranges; what kind of source they are is read in `sources`.
"""

from __future__ import annotations

from presswatch.tag.claims.candidate import FINITE, Range, is_passive, iterate_children, subtree_range
from presswatch.tag.claims.phrases import find_left_neighbour, find_left_phrase, skip_aside
from presswatch.tag.claims.words import is_time, load_word_lists
from presswatch.tag.nodes import Node, Text

_SUBJECTS = ("nsubj", "nsubj:outer")
_NOMINAL = frozenset({"PROPN", "NOUN", "ADJ", "DET", "NUM", "PART", "X"})
_NAME_LINKS = frozenset({"of", "for", "and", "&", "-", "'s", "’s", ".", "de", "von", "van", "al", "bin"})
_PHRASE_ENDS = frozenset({",", ".", ";", ":", "—", "–", "--", ")", '"', "“", "”", "''"})
_COMMENTS = frozenset({"however", "though", "meanwhile", "too", "also", "then", "nevertheless", "nonetheless", "therefore", "instead", "moreover"})
_LONGEST_SOURCE = 45
_AUXILIARY = frozenset({"aux", "aux:pass"})
_SELF_CONTROLLED = frozenset({"use", "take", "spend", "promise", "vow", "threaten"})
_LEADING = frozenset({"lead", "prompt", "cause", "force", "push", "drive", "compel", "spur"})
_LONGEST_TRAIL = 10
_LONGEST_NAME = 10
_LEADS = frozenset({"after", "before", "by", "while", "in", "without", "when"})
_PARTICIPLES = frozenset({"VBN", "VBG", "VBD"})
_TRAILS = frozenset({"briefed", "close", "familiar"})


def find_source(verb: Node, *, passive: bool, depth: int = 0) -> Node | None:
    """Return the head of who speaks: subject, agent, or the subject that the verb shares with the one above it."""
    if passive:
        for child in iterate_children(verb, "obl"):
            if child.dep == "obl:agent" or any(c.lower == "by" and c.dep == "case" for c in child.children):
                return child
        return None
    for child in verb.children:
        if child.dep in _SUBJECTS:
            return child
    if verb.whole[verb.i - 1].text == "," and verb.tag in FINITE and verb.dep in {"conj", "acl:relcl"} and verb.i > verb.sentence.start:
        outer = find_left_neighbour(verb.whole, verb) if skip_aside(verb.whole, verb) < verb.i - 1 else None
        if outer is not None:  # "Berg, who leads the polls, challenged": the tree joins the verb to the clause before it
            return outer
    led = _find_led(verb)
    if led is not None:
        return led
    head = verb.head
    if head.i == verb.i or depth > 5:
        return None
    if verb.dep == "conj":
        if is_passive(head):
            return next(iterate_children(head, "nsubj:pass"), None) or find_source(head, passive=False, depth=depth + 1)
        return find_source(head, passive=False, depth=depth + 1)
    if verb.dep == "xcomp":
        controller = next((c for c in head.children if c.dep in {"obj", "iobj"} and c.i < verb.i and head.lemma not in _SELF_CONTROLLED), None)
        if controller is not None and "to" in {c.lower for c in verb.children}:
            return controller
        return _find_any_subject(head, depth)
    if verb.dep.startswith("acl"):
        return _find_issuer(verb, head, depth)
    if verb.dep in {"advcl", "parataxis", "ccomp", "dep"}:
        return _find_any_subject(head, depth)
    return None


def _find_led(verb: Node) -> Node | None:
    """Return who is led to speak: "the vote led the chairman to declare"."""
    doc, first = verb.whole, verb.sentence.start
    if verb.tag != "VB" or verb.i - 2 <= first or doc[verb.i - 1].lower != "to":
        return None
    phrase = find_left_phrase(doc, verb.i - 1, first)
    if phrase is None or phrase[0] <= first or phrase[1] != verb.i - 1 or doc[phrase[0] - 1].lemma not in _LEADING:
        return None
    return doc[phrase[1] - 1]


def _find_issuer(verb: Node, noun: Node, depth: int) -> Node | None:
    """Return who speaks by a verb that hangs on a noun: "used the comments to urge" and "released a statement saying" have the subject speak."""
    governor = noun.head
    if is_time(noun) and governor.i < noun.i:
        return _find_any_subject(governor, depth)  # "jailed for five years for insulting the president"
    lists = load_word_lists()
    led = next((c for c in verb.children if c.dep in {"mark", "case"} and c.pos in {"ADP", "SCONJ"} and c.i == verb.i - 1), None)
    if verb.tag == "VBG" and (led is not None or noun.lower in lists.stretches):  # "has a history of blaming", "in addition to warning", "took turns denying"
        owner = next(iterate_children(noun, "nmod:poss"), None)
        if owner is not None:
            return owner
        above = governor if governor.i != noun.i else None
        found = find_source(above, passive=False, depth=depth + 1) or _find_any_subject(above, depth) if above is not None and above.pos in {"VERB", "AUX"} else None
        return found or noun
    if verb.dep != "acl" or noun.dep not in {"obj", "obl"} or governor.i == noun.i or governor.i > noun.i:
        return noun
    issued = noun.lower in lists.documents and governor.lemma in lists.light_verbs
    spoken = noun.lower in lists.occasions and noun.dep == "obl"  # "said at a news conference announcing that"
    if (verb.tag == "VB" and any(c.lower == "to" for c in verb.children)) or (verb.tag == "VBG" and (issued or spoken)):
        return find_source(governor, passive=is_passive(governor), depth=depth + 1) or noun
    return noun


def _find_any_subject(head: Node, depth: int) -> Node | None:
    if head.pos in {"NOUN", "PROPN", "PRON", "ADJ"} or not is_passive(head):
        return find_source(head, passive=False, depth=depth + 1)
    return next(iterate_children(head, "nsubj:pass"), None)


def source_range(doc: Text, source: Node, content: list[Range], verb: Node | None = None) -> Range | None:
    """Return the source's words: its subtree, cut where the content begins, where a clause hangs on, or where it gets too long."""
    start, end = subtree_range(source)
    for child in source.children:
        if child.dep in {"acl:relcl", "acl", "parataxis", "cc", "conj", "dep"} and child.i > source.i and (
            child.dep in {"parataxis", "dep"} or any(a <= child.i < b for a, b in content)
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
    hidden = next((c for c in source.children if c.dep == "acl" and c.tag == "VBN" and c.i < getattr(verb, "i", 0) and _is_lone_participle(c, source.sentence.start)), None)
    if hidden is not None and verb is not None and verb.tag == "VBG":  # "the judge sided with the firm, saying": the participle is the past tense
        end = min(end, hidden.left_edge.i)
        start = max(start, next((i + 1 for i in range(source.i, start, -1) if doc[i - 1].text == ","), start))
    if end - start > _LONGEST_SOURCE:
        start, end = source.i, source.i + 1
    while start < end and doc[start].text in {",", ";", "—", "–", "--"}:
        start += 1
    if verb is not None and source.pos in {"PROPN", "NOUN", "NUM", "ADJ"} and hidden is None:
        start, end = _widen(doc, start, end, verb, content)
    while end > start and (doc[end - 1].is_space or doc[end - 1].text in {",", ";", ":", "-", "—", "–", "--", ")", '"', "“", "”"}):
        end -= 1
    if end - start > 2 and source.i < end - 2 and doc[end - 2].lower == "on" and is_time(doc[end - 1]) and doc[end - 3].tag not in _PARTICIPLES:
        end -= 2  # "the army on Monday"
    if end - start > 2 and doc[end - 2].text == "," and doc[end - 1].lower in _COMMENTS:
        end -= 2  # "the minister, however, said"
    if end - start > 1 and doc[end - 1].pos == "CCONJ":  # "Voss smiled and asked" where the tree makes "smiled" a part of the name
        end = next((i for i in range(source.i + 1, end) if doc[i].tag in {"VBD", "VBN"}), end - 1)
    while end > start and doc[end - 1].text == ",":
        end -= 1
    start = _skip_time(doc, start, end) if start < end else start
    if end - start > 2 and is_time(doc[start]) and doc[start + 1].lower in {"after", "before"}:
        start += 2  # "hours after the army said"
    while start < end and (doc[start].is_space or doc[start].text in {",", ";", ":", "-", "—", "–", "--", '"', "“", "”"} or doc[start].pos in {"ADP", "SCONJ", "CCONJ"}):
        start += 1
    return (start, end) if start < end else None


def _skip_time(doc: Text, start: int, end: int) -> int:
    """Return where a source begins behind the time that the tree took for its part: "Thursday, the mayor said", "Last week the mayor said"."""
    first, last = doc[start].start, doc[end - 1].start
    stop = next((t.end_char for t in doc.source._.times if t.start_char <= first < t.end_char <= last), None)
    if stop is None:
        return start
    behind = next(i for i in range(start, end) if doc[i].start >= stop)
    apart = doc[behind].text == "," or (doc[behind].pos in {"DET", "PROPN", "PRON"} and bool(doc[behind - 1].spaced))
    return behind if apart and doc[behind].tag != "POS" else start


def _widen(doc: Text, start: int, end: int, verb: Node, content: list[Range]) -> Range:
    """Take in the words of a name that the tree tore off: a title before it, its second half, what an apposition stands beside."""
    inside = {i for a, b in content for i in range(a, b)}
    first = verb.sentence.start
    while end < verb.i and end not in inside and (doc[end].pos == "PROPN" or (doc[end].pos == "NOUN" and doc[end - 1].pos == "ADJ")):
        end += 1
    end = _take_participle(doc, end, verb, inside)
    if end < verb.i <= end + _LONGEST_TRAIL and doc[end].lower in _TRAILS and not any(t.is_punct or t.i in inside for t in doc[end : verb.i]):
        end = verb.i  # "officials briefed on the talks said"
    while start > first and start - 1 not in inside and (
        doc[start - 1].pos in _NOMINAL or (doc[start - 1].lower in _NAME_LINKS and start - 2 >= first and doc[start - 2].pos in _NOMINAL)
    ) and (doc[start].pos != "DET" or doc[start - 1].tag == "PDT"):
        start -= 1
    while end > start + 1 and doc[end - 1].text == ",":
        end -= 1
    while any(t.lower in {"and", "&"} for t in doc[start:end]) and start - 2 >= first and doc[start - 1].text == "," and doc[start - 2].pos == "PROPN":
        start = _find_name_start(doc, start - 1, first)  # the list's first names
    if end < verb.i and doc[end].text == "," and start - 1 > first and doc[start - 1].text == "," and _ends_name(doc, start - 2) and doc[start].pos != "PROPN":
        name = _find_name_start(doc, start - 1, first)
        if name == first or doc[name - 1].pos not in {"ADP", "CCONJ"}:
            start = name
    return start, end


def _ends_name(doc: Text, i: int) -> bool:
    return doc[i].pos == "PROPN" or doc[i].text == ")" or (doc[i].pos == "NOUN" and doc[i].text[:1].isupper())


def _take_participle(doc: Text, end: int, verb: Node, inside: set[int]) -> int:
    """Take in the participle that tells of which paper or poll is meant: "a survey published on Monday found", "research to be released ..."."""
    last = verb.i
    while last > end and doc[last - 1].pos in {"AUX", "ADV"}:
        last -= 1
    if not end < last <= end + _LONGEST_TRAIL or doc[end].tag not in {"VBN", "TO"} or any(t.i in inside or t.text in _PHRASE_ENDS or t.tag in FINITE for t in doc[end:last]):
        return end
    if doc[end].tag == "TO" and not any(t.tag == "VBN" for t in doc[end : end + 3]):
        return end
    return last


def _find_name_start(doc: Text, end: int, first: int) -> int:
    start = end - 1
    if doc[start].text == ")":
        start = next((i - 1 for i in range(start, max(first, start - 6), -1) if doc[i].text == "("), start)
    while start > first and doc[start - 1].pos in _NOMINAL and doc[start].pos != "DET":
        start -= 1
    return start


def find_following_subject(doc: Text, participle: Node, sentence: Range) -> Node | None:
    """Return the subject behind a participle that opens its sentence: "Citing a report, the mayor accused", "After saying no, she left"."""
    lead = participle.i - sentence[0]
    if lead > 2 or (lead and doc[participle.i - 1].lower not in _LEADS):
        return None
    for i in range(participle.i + 1, sentence[1] - 2):
        if doc[i].text != "," and not (doc[i].text in {'"', "”", "''"} and doc[i - 1].text == ","):
            continue
        finite = next((k for k in range(i + 1, min(i + _LONGEST_NAME, sentence[1])) if doc[k].tag in FINITE), None)
        end = finite
        while end is not None and end > i + 1 and doc[end - 1].pos == "ADV":
            end -= 1
        phrase = find_left_phrase(doc, end, i) if end is not None else None
        if phrase is not None and phrase == (i + 1, end):
            return doc[phrase[1] - 1]
    return None


def find_main_subject(doc: Text, participle: Node) -> Node | None:
    """Return the subject of the verb before a participle that the tree left alone: "The judge sided with the firm, saying ..."."""
    first = participle.sentence.start
    for verb in reversed(list(doc[first : participle.i])):
        if (verb.tag in FINITE and verb.pos == "VERB") or (verb.tag == "VBN" and _is_lone_participle(verb, first)):
            subject = next((c for c in verb.children if c.dep in _SUBJECTS and c.i < verb.i), None)
            if subject is not None:
                return subject
            neighbour = find_left_neighbour(doc, verb)
            if neighbour is not None:
                return neighbour
            phrase = find_left_phrase(doc, verb.i, first)
            if phrase is not None and doc[phrase[1] - 1].pos in {"NOUN", "PROPN"}:
                return doc[phrase[1] - 1]
    return None


def _is_lone_participle(verb: Node, first: int) -> bool:
    """Tell whether a participle could be the past tense of its sentence: no auxiliary, no agent, no finite verb before it."""
    if any(c.dep in _AUXILIARY or c.lower == "by" or any(g.lower == "by" for g in c.children) for c in verb.children):
        return False
    return not any(t.tag in FINITE for t in verb.whole[first : verb.i])


def is_bare_participle(verb: Node) -> bool:
    """Tell whether a past participle stands without an auxiliary: "Asked about it, she said", "a report released on Monday"."""
    if any(c.dep in {"aux", "nsubj"} for c in verb.children):
        return False
    opens = verb.i == verb.sentence.start or verb.whole[verb.i - 1].lower == "when"  # taggers take "Asked" for a past tense there
    return (verb.tag == "VBN" and verb.dep in {"advcl", "acl"}) or (opens and verb.lower in {"asked", "pressed", "quizzed", "told"})
