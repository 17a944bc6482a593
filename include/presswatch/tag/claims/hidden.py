"""Past tenses that the tagger took for participles: "The union called for a strike", "Berg rejected calls".

This module only tells them from participles; `verbs` reads what they attribute.
"""

from __future__ import annotations

from presswatch.tag.claims.candidate import FINITE, Range
from presswatch.tag.claims.phrases import skip_aside
from presswatch.tag.claims.words import is_time
from presswatch.tag.nodes import Node

_PARTICIPLES = frozenset({"VBN", "VBD"})
_HIDDEN = frozenset({"acl", "ROOT", "amod", "parataxis", "acl:relcl"})
_NAMING = frozenset({"call", "name", "dub", "title", "style", "label", "term", "deem", "nickname", "christen", "consider", "offer", "give", "tell", "ask", "promise", "issue", "assure"})


def is_hidden_past(verb: Node, sentence: Range) -> bool:
    """Tell whether a seeming participle is a past tense: taggers take "The union called for a strike" for a noun phrase.

    So it is where it is the sentence's only verb, or where an object follows it, which a participle that tells more of a noun has no place for.
    """
    if verb.tag not in _PARTICIPLES or verb.dep not in _HIDDEN or verb.i == sentence[0]:
        return False
    if any(c.dep in {"aux", "aux:pass", "nsubj", "nsubj:pass"} or c.lower == "by" for c in verb.children):
        return False
    if any(g.lower == "by" for c in verb.children for g in c.children):
        return False
    high = verb.tag == "VBN" and (verb.dep == "ROOT" or (verb.dep == "acl" and verb.head.i < verb.i and _stands_high(verb.head)))
    return (high and not any(token.tag in FINITE for token in verb.whole[sentence[0] : verb.i])) or _has_object(verb, sentence)


def _stands_high(noun: Node) -> bool:
    """Tell whether a noun heads the sentence, or hangs on the date that the tree took for its head: "On Friday, Mr. Berg endorsed ..."."""
    return noun.dep == "ROOT" or (noun.dep in {"appos", "list", "dep"} and noun.head.dep == "ROOT" and is_time(noun.head))


def _has_object(verb: Node, sentence: Range) -> bool:
    """Tell whether a noun phrase, no date, follows right behind a verb, and its speaker or a clause's end stands before it."""
    doc, before, behind = verb.whole, verb.i - 1, verb.i + 1
    if behind >= sentence[1] or verb.lemma in _NAMING:
        return False
    while before > sentence[0] and doc[before].pos == "ADV":
        before -= 1
    if doc[before].pos not in {"PROPN", "NOUN", "PRON"} and not (doc[before].text in {",", ")"} and verb.dep != "amod" and skip_aside(doc, verb) < before):
        return False
    if is_time(doc[before]) or doc[before].tag in {"WDT", "WP"}:
        return False
    token = doc[behind]
    named = verb.dep == "amod" and doc[before].pos in {"PROPN", "NOUN"}  # "Berg rejected calls": a participle would stand before the name
    if token.pos not in ({"DET", "PROPN", "PRON", "NOUN", "ADJ"} if named else {"DET", "PROPN", "PRON"}) or token.tag in {"WDT", "WP"} or token.lower in {"this", "last"}:
        return False
    return not any(is_time(t) for t in doc[behind : min(behind + 3, sentence[1])])
