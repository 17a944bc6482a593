"""The tense of the clause around a time expression: by syntax where a sentence was parsed, by the words nearby where it wasn't.

This module tells past from future; what follows for the date is decided in `placing`.
"""

from __future__ import annotations

import re
from typing import Any

from presswatch.tag.times.lexicon import Lexicon

_WORD = re.compile(r"['’]?[^\W\d_]+")
_STOP = re.compile(r"[.!?;][\"'”’)]*\s|\n")
_REACH = 160  # characters to either side
_AUXILIARIES = frozenset({"will", "shall", "'ll", "’ll", "wo", "would"})


def guess_tense(text: str, start: int, end: int, lexicon: Lexicon) -> str | None:
    """Return past or future by the nearest telling word of the sentence, or None. Words before the expression count as nearer."""
    before = text[max(0, start - _REACH) : start]
    stops = [m.end() for m in _STOP.finditer(before)]
    if stops:
        before = before[stops[-1] :]
    after = text[end : end + _REACH]
    stop = _STOP.search(after)
    after = after[: stop.start()] if stop else after
    if lexicon.future_phrase is not None and lexicon.future_phrase.search(before):
        return "future"
    best: tuple[int, str] | None = None
    for rank, word in enumerate(reversed(_WORD.findall(before))):
        tense = _tense_of(word.lower(), lexicon)
        if tense:
            best = (rank, tense)
            break
    for rank, word in enumerate(_WORD.findall(after)):
        tense = _tense_of(word.lower(), lexicon)
        if tense:
            if best is None or rank + 3 < best[0]:
                best = (rank, tense)
            break
    return best[1] if best else None


def is_ongoing(text: str, start: int, lexicon: Lexicon) -> bool:
    """Whether the words just before say that what they tell goes on until now: "has been waging a campaign for ..."."""
    if lexicon.perfect_phrase is None:
        return False
    before = _STOP.split(text[max(0, start - _REACH) : start])[-1]
    return lexicon.perfect_phrase.search(before) is not None


def _tense_of(word: str, lexicon: Lexicon) -> str | None:
    if word in lexicon.future_words:
        return "future"
    if word in lexicon.past_words or (lexicon.past_ending and word.endswith(lexicon.past_ending) and len(word) > 4):
        return "past"
    return None


def read_tense(doc: Any, start: int, end: int) -> str | None:
    """Return past, present or future of the verb that governs characters [start, end) of a parsed Doc, or None."""
    span = doc.char_span(start, end, alignment_mode="expand")
    if span is None or not len(span) or not span._.is_parsed:
        return None
    token = span.root
    for _ in range(12):
        if token.pos_ in ("VERB", "AUX") or token.dep_ == "ROOT":
            break
        token = token.head
    helpers = [c for c in token.children if c.dep_ in ("aux", "aux:pass", "cop", "mark")]
    if any(h.lower_ in _AUXILIARIES for h in helpers):
        return "future"
    if any(h.lower_ == "to" for h in helpers) and not any(h.lower_ in ("have", "has", "had") for h in helpers):
        # "is to be held", "plans to meet" look ahead; "was willing to skip", "an offer to buy" leave it to the words nearby.
        governor = token.head if token.dep_ != "ROOT" else token
        looks_back = any(t.tag_ == "VBD" for t in (governor, *governor.children) if t.dep_ in ("ROOT", "aux", "cop", "aux:pass") or t is governor)
        return None if looks_back or token.dep_.startswith("acl") else "future"
    if any(h.tag_ in ("VBD", "VBN") or h.lower_ in ("has", "have", "had") for h in helpers) or token.tag_ in ("VBD", "VBN"):
        return "past"
    return None
