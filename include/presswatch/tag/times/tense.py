"""The tense of the clause around a time expression: by syntax where a sentence was parsed, by the words nearby where it wasn't.

This module tells past from future; what follows for the date is decided in `placing`.
"""

from __future__ import annotations

import re

from presswatch.tag.nodes import Text
from presswatch.tag.times.lexicon import Lexicon

_WORD = re.compile(r"['’]?[^\W\d_]+")
_STOP = re.compile(r"[.!?;][\"'”’)]*\s|\n")
_REACH = 160  # characters to either side
_AUXILIARIES = frozenset({"will", "shall", "'ll", "’ll", "wo", "would"})


def guess_tense(text: str, start: int, end: int, lexicon: Lexicon) -> str | None:
    """Return past or future by the nearest telling word of the sentence, or None. Run before the expression count as nearer."""
    before, after = _cut_clause(text, start, end)
    if lexicon.past_phrase is not None and lexicon.past_phrase.search(before):
        return "past"
    if lexicon.future_phrase is not None and lexicon.future_phrase.search(before):
        return "future"
    best: tuple[int, str] | None = None
    words = [word.lower() for word in reversed(_WORD.findall(before))]
    for rank, word in enumerate(words):
        tense = _tense_of(word, lexicon)
        if tense and not (tense == "past" and lexicon.passive_words.intersection(words[rank + 1 : rank + 3])):  # "will be held" is not past
            best = (rank, tense)
            break
    ahead = lexicon.future_phrase.search(after) if lexicon.future_phrase is not None else None
    for rank, match in enumerate(_WORD.finditer(after)):
        tense = "future" if ahead is not None and match.start() >= ahead.start() else _tense_of(match.group().lower(), lexicon)
        if tense:
            if best is None or rank + 3 < best[0]:
                best = (rank, tense)
            break
    return best[1] if best else None


def _cut_clause(text: str, start: int, end: int) -> tuple[str, str]:
    """Return the words of the sentence before and after an expression, as far as they matter."""
    before = text[max(0, start - _REACH) : start]
    stops = [m.end() for m in _STOP.finditer(before)]
    after = text[end : end + _REACH]
    stop = _STOP.search(after)
    return before[stops[-1] :] if stops else before, after[: stop.start()] if stop else after


def follows_past(text: str, start: int, lexicon: Lexicon) -> bool:
    """Whether a verb of the past stands right before an expression: "announced on Friday", which outweighs the rest of the sentence."""
    words = _list_before(text, start)
    while words and words[0] in lexicon.link_words:
        words.pop(0)
    return bool(words) and _tense_of(words[0], lexicon) == "past" and not lexicon.passive_words.intersection(words[1:3]) and words[0] not in lexicon.helper_words


def counts_until_now(text: str, start: int, lexicon: Lexicon) -> bool:
    """Whether an expression is where something began that has gone on: "since mid-April", which can't lie ahead."""
    return any(word in lexicon.since_words for word in _list_before(text, start)[:1])


def _list_before(text: str, start: int) -> list[str]:
    return [word.lower() for word in reversed(_WORD.findall(_cut_clause(text, start, start)[0][-60:]))]


def looks_forward(text: str, start: int, lexicon: Lexicon) -> bool:
    """Whether the word right before an expression says that it may lie ahead of what is told: "by", "until"."""
    words = text[max(0, start - 20) : start].lower().split()
    return bool(words) and (words[-1] in lexicon.forward_words or (words[-1] == "the" and len(words) > 1 and words[-2] in lexicon.forward_words))


def is_ongoing(text: str, start: int, lexicon: Lexicon) -> bool:
    """Whether the words just before say that what they tell goes on until now: "has been waging a campaign for ..."."""
    return lexicon.perfect_phrase is not None and lexicon.perfect_phrase.search(_cut_clause(text, start, start)[0]) is not None


def is_record(text: str, start: int, lexicon: Lexicon) -> bool:
    """Whether the words just before make "in ten years" tell how long, not when: "the worst storm in ...", "hasn't rained in ..."."""
    return lexicon.record_phrase is not None and lexicon.record_phrase.search(_cut_clause(text, start, start)[0]) is not None


def _tense_of(word: str, lexicon: Lexicon) -> str | None:
    if word in lexicon.future_words:
        return "future"
    if word in lexicon.past_words or (word.endswith(lexicon.past_ending) and len(word) > 4):
        return "past"
    return None


def read_tense(text: Text, start: int, end: int) -> str | None:
    """Return past, present or future of the verb that governs characters [start, end) of a text, or None; a sentence that isn't parsed gives None."""
    words = text.cover(start, end)
    if not len(words) or not words.sentence.parsed:
        return None
    token = words.root
    for _ in range(12):
        if token.pos in ("VERB", "AUX") or token.dep == "ROOT":
            break
        token = token.head
    helpers = [c for c in token.children if c.dep in ("aux", "aux:pass", "cop", "mark")]
    if any(h.lower in _AUXILIARIES for h in helpers):
        return "future"
    if any(h.lower == "to" for h in helpers) and not any(h.lower in ("have", "has", "had") for h in helpers):
        # "is to be held", "plans to meet" look ahead; "was willing to skip", "an offer to buy" leave it to the words nearby.
        governor = token.head if token.dep != "ROOT" else token
        looks_back = any(t.tag == "VBD" for t in (governor, *governor.children) if t.dep in ("ROOT", "aux", "cop", "aux:pass") or t is governor)
        return None if looks_back or token.dep.startswith("acl") else "future"
    if any(h.tag in ("VBD", "VBN") or h.lower in ("has", "have", "had") for h in helpers) or token.tag in ("VBD", "VBN"):
        return "past"
    return None
