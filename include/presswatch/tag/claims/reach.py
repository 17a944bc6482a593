"""How far a statement runs on behind what the tree gives it: prepositional phrases, infinitives and nouns joined by "and".

Parsers end an object early ("urged the authorities [to free the writers]"), because they may hang what follows on any word before it. Where
no comma, quotation mark or verb of the sentence's own comes between, what follows belongs to what is said. This module reads the row of words
behind a content; which complement a verb takes is read in `complements`.
"""

from __future__ import annotations

from presswatch.tag.claims.candidate import FINITE, Range
from presswatch.tag.claims.cues import load_cues
from presswatch.tag.claims.words import is_time, load_word_lists
from presswatch.tag.nodes import Node, Text

_STOPS = frozenset({",", ";", ":", ".", "?", "!", "(", ")", '"', "“", "”", "''", "``", "—", "–", "--", "…"})
_OPENERS = frozenset({"who", "that", "which", "whom", "whose", "where", "when", "how", "what", "why", "if", "because", "as", "after", "before", "than", "whether", "while", "until", "unless", "since", "though", "although"})
_NOMINATIVES = frozenset({"i", "he", "she", "they", "we", "it", "you"})
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "ADJ", "NUM", "DET"})
_DASHES = frozenset({"—", "–", "--", "-"})
_LONGEST_ASIDE = 15
_LONGEST_REMARK = 25
_REMARKS = frozenset({"which", "who", "part", "before", "after"})
_JOINING = frozenset({"and", "or"})
_CARRYING = frozenset({"in", "on", "at", "during", "via", "through"})
_CLOSING = frozenset({"while", "though", "although", "when", "after", "before", "as", "until", "since"})
_OPENING = frozenset({'"', "“", "``", "''"})
_CLOSING_MARKS = frozenset({'"', "”", "''"})
_BEFORE_QUOTE = frozenset({"DET", "ADP", "SCONJ", "ADJ", "PART", "CCONJ"})
_LEADING = frozenset({"IN", "TO", "RP"})


def run_on(doc: Text, ranges: list[Range], verb: Node, last: int, *, passive: bool = False) -> list[Range]:
    """Let the last part of a content that stands behind its verb run on as far as nothing of the sentence's own begins; `last` ends the sentence."""
    if not ranges or ranges[-1][1] <= verb.i:
        return ranges
    start, end = ranges[-1]
    reached = _find_end(doc, end, last, passive=passive)
    return [*ranges[:-1], (start, reached)] if reached > end else ranges


def complete_clause(doc: Text, ranges: list[Range], verb: Node, last: int, *, bare: bool) -> list[Range]:
    """Let a clause reach its verb behind asides in commas: "said [the plan, which cost little, would work]", "that support, he says, fell".

    `bare` contents have no "that": they are clauses only if a finite verb follows the aside right away. A content of which the tree kept
    the first word alone is the clause that this word opens: "wrote [that, under the statute, ...]", "vowed [it would resist]".
    """
    start, end = ranges[-1]
    if end == start + 1 and verb.i < start and end + 1 < last and ((doc[start].lower == "that" and doc[start].tag == "IN") or (doc[start].lower in _NOMINATIVES and doc[end].tag in FINITE)):
        return [*ranges[:-1], (start, last)]
    if start < verb.i or end + 3 >= last or any(t.tag in FINITE for t in doc[start:end]):
        return ranges
    if doc[end].text not in {",", "—", "–", "--"}:
        return ranges
    closed = next((i for i in range(end + 1, min(end + _LONGEST_REMARK, last - 1)) if doc[i].text == doc[end].text), None)
    if closed is None:
        return ranges
    finite = doc[closed + 1].tag in FINITE and (doc[closed + 1].pos == "AUX" or doc[closed + 1].lower not in load_cues().verbs)
    opens = doc[end + 1].lower in _OPENERS or doc[end + 1].pos in {"ADV", "ADP", "DET", "VERB", "ADJ", "NOUN"}
    return [*ranges[:-1], (start, last)] if finite and opens and (not bare or doc[closed + 1].tag == "MD" or doc[closed + 1].pos == "AUX") else ranges


def cut_after_quote(doc: Text, ranges: list[Range], verb: Node) -> list[Range]:
    """End a statement at a quotation whose comma stands inside it where the article goes on with a remark: '... "losing the war," part of a row'."""
    start, end = ranges[-1]
    if start < verb.i or _CLOSING_MARKS.isdisjoint(doc.lower[start:end]):
        return ranges
    for i in range(end - 2, start + 1, -1):
        if doc[i].text in _CLOSING_MARKS and doc[i - 1].text == "," and i - 1 > start and doc[i].spaced:
            word = doc[i + 1]
            remark = word.lower in _REMARKS or (word.tag in {"VBG", "VBN"}) or word.lower in {"a", "an"}
            if remark and not any(t.text in _OPENING for t in doc[i + 1 : end]):
                return [*ranges[:-1], (start, i + 1)]
            return ranges
    return ranges


def cut_at_verb(doc: Text, ranges: list[Range]) -> list[Range]:
    """End a that-clause on a noun before the verb of which the noun is the subject: "Tehran's claim [that it seeks no bomb] has calmed nobody"."""
    start, end = ranges[0]
    opened = 1
    for i in range(start + 1, end):
        token = doc[i]
        if token.lower in _OPENERS or token.text in {",", ";"} or token.lower in {"and", "or", "but"} or (token.lower in _NOMINATIVES and doc[i - 1].pos in {"NOUN", "PROPN"}):
            opened += 1
        elif token.tag in FINITE:
            opened -= 1
            if opened < 0:
                return [(start, i)]
    return ranges


def _find_end(doc: Text, end: int, last: int, *, passive: bool) -> int:
    while end < last:
        token = doc[end]
        if token.text in _OPENING and doc[end - 1].spaced and not token.spaced and doc[end - 1].pos in _BEFORE_QUOTE:
            closing = next((t.i + 1 for t in doc[end + 1 : last] if t.text in _CLOSING_MARKS), None)
            if closing is None:
                return end
            end = closing
            continue
        if token.text in _DASHES and token.i + 2 < last:
            end = _skip_dashes(doc, end, last)
            if end == token.i:
                return end
            continue
        if token.text in _STOPS or token.is_space:
            return end
        if token.lower in _JOINING:
            if not _joins_noun(doc, end, last):
                return end
        elif (passive and token.lower == "by") or not _leads_on(doc, end, last):
            return end
        stop = _find_stop(doc, end + 1, last)
        if stop == end + 1 and not (doc[stop].text in _OPENING and doc[end].lower in {"as", "of", "to"}):
            return end
        end = stop
    return end


def _skip_dashes(doc: Text, opened: int, last: int) -> int:
    """Return where a phrase goes on behind an aside in dashes: "to ban all visitors - millions of them - [from entering]"."""
    closed = next((i for i in range(opened + 2, min(opened + _LONGEST_ASIDE, last - 1)) if doc[i].text == doc[opened].text), None)
    if closed is None or not doc[closed].spaced or doc[closed + 1].tag not in _LEADING or not _leads_on(doc, closed + 1, last):
        return opened
    return closed + 1


def _leads_on(doc: Text, i: int, last: int) -> bool:
    """Tell whether a phrase begins that belongs to the words before it, not a date or where something was said."""
    token = doc[i]
    if token.tag not in _LEADING or (token.lower in _CLOSING and token.lower != "as") or i + 1 >= last:
        return False
    if token.tag == "TO" or token.lower == "of":
        return True
    if token.lower == "as" and (doc[i + 1].pos in {"DET", "ADJ", "NOUN", "PROPN", "VERB"} or doc[i + 1].text in _OPENING):
        return not any(t.tag in FINITE for t in doc[i + 1 : _find_punctuation(doc, i + 1, last)])
    following = doc[i + 1]
    if is_time(following) or following.like_num or following.tag in FINITE:
        return False
    ahead, lists = doc[i + 1 : min(i + 5, last)], load_word_lists()
    if token.lower in _CARRYING and any(t.lower in lists.carriers or t.lower in lists.occasions or is_time(t) for t in ahead):
        return False
    return following.text not in _STOPS


def _joins_noun(doc: Text, i: int, last: int) -> bool:
    """Tell whether "and" joins a noun, not a clause or the verb of who speaks."""
    if i + 1 >= last:
        return False
    following = doc[i + 1]
    if following.tag == "VBG" and following.lower not in load_cues().verbs and doc[i - 1].text != ",":
        return not any(t.tag in FINITE for t in doc[i + 1 : _find_punctuation(doc, i + 1, last)])
    if following.pos not in _NOMINAL or following.lower in _NOMINATIVES:
        return False
    return not any(t.tag in FINITE for t in doc[i + 1 : _find_punctuation(doc, i + 1, last)])


def _find_punctuation(doc: Text, i: int, last: int) -> int:
    while i < last and doc[i].text not in _STOPS:
        i += 1
    return i


def _find_stop(doc: Text, i: int, last: int) -> int:
    """Return where the phrase that begins before `i` ends: at a mark, at "and", or before a verb that no conjunction or pronoun opens."""
    opened, first = 0, i
    while i < last:
        token = doc[i]
        if token.text in _STOPS or token.is_space or token.lower in {"and", "or", "but"}:
            return i
        if i > first and token.lower in _CLOSING:
            return i
        if token.lower in _OPENERS or (token.lower in _NOMINATIVES and i > first and doc[i - 1].pos in {"NOUN", "PROPN"}):
            opened += 1
        elif token.tag in FINITE:
            if not opened:
                return first
            opened -= 1
        elif (token.tag == "VBG" and i > first and token.lower in load_cues().verbs and doc[i - 1].pos not in {"ADP", "ADV", "DET"} and "clause" in load_cues().verbs[token.lower].takes) or (i > first and token.pos == "DET" and doc[i - 1].pos in {"NOUN", "PROPN"} and token.tag == "DT"):
            return i
        elif i > first and is_time(token) and doc[i - 1].lower == "on":
            return i - 1
        i += 1
    return i
