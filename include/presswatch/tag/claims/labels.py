"""Speakers named by a label: the turns of a printed interview ("Q:", "BERG:"), and a name with a colon or dash beside a quotation.

This module reads paragraphs and quotations; statements within a sentence are read in `verbs`, `inquit` and `patterns`.
"""

from __future__ import annotations

from presswatch.tag.claims.candidate import Candidate, Range
from presswatch.tag.claims.cues import Frame, load_cues
from presswatch.tag.claims.quotes import DASHES, Quote
from presswatch.tag.claims.speakers import find_main_subject, find_source, source_range
from presswatch.tag.claims.words import load_word_lists
from presswatch.tag.nodes import Text

_SAID = Frame(kind="say", certainty="reported", takes=frozenset({"clause"}))
_NOMINAL = frozenset({"PROPN", "NOUN", "ADJ", "DET", "NUM"})
_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_SPEAKING = frozenset({"say", "claim", "deny", "confirm", "warn", "ask", "report", "believe"})
_LONGEST_LABEL = 6
_LONGEST_INTRODUCTION = 15
_SHORTEST_DISPLAY = 6
_FEWEST_TURNS = 2  # a single paragraph that opens with a capitalised word and a colon is no interview
_SHORTEST_QUOTE = 4


def find_turns(doc: Text, paragraphs: list[Range]) -> list[Candidate]:
    """Return the turns of a printed conversation: paragraphs that open with a label in capitals, if there are at least two."""
    turns = [turn for paragraph in paragraphs if (turn := _read_turn(doc, paragraph)) is not None]
    return turns if len(turns) >= _FEWEST_TURNS else []


def read_label(doc: Text, quote: Quote) -> Candidate | None:
    """Return the attribution of a quotation with a name right before it and a colon, or right behind it and a dash."""
    if quote.length < _SHORTEST_QUOTE:
        return None
    cue: int | None = None
    speaker: Range | None = None
    before = quote.start - 1
    while before > 0 and doc[before].is_space:
        before -= 1
    if before > 0 and doc[before].text == ":":
        introduced = _read_introduction(doc, before, (quote.start, quote.end))
        if introduced is not None:
            return introduced
    if quote.start >= 2 and doc[quote.start - 1].text == ":":
        cue = quote.start - 1
        start = cue
        while start > 0 and _is_nominal(doc, start - 1):
            start -= 1
        speaker = (start, cue)
    elif quote.end + 1 < len(doc):
        joined = doc[quote.end - 1].text[1:] in DASHES
        after = quote.end - joined
        while after < len(doc) and doc[after].is_space:
            after += 1
        apart = after > 0 and (doc[after].text == "―" or bool(doc[after - 1].is_space or doc[after - 1].spaced)) if after < len(doc) else False
        if after + 1 < len(doc) and (joined or (apart and (doc[after].text in DASHES or doc[after].text == "--"))):
            end = after + 1
            while end < len(doc) and _is_nominal(doc, end):
                end += 1
            if end >= len(doc) or doc[end].is_space or doc[end].text in {".", ","}:
                cue, speaker = after, (after + 1, end)
    if cue is None or speaker is None or not _names_someone(doc, speaker):
        return None
    sentence = doc[quote.start].sentence
    return Candidate(
        cue=(cue, cue + 1),
        frame=_SAID,
        content=[(quote.start, min(quote.end, cue) if cue > quote.start else quote.end)],
        sources=[speaker],
        rule="label",
        sentence=(sentence.start, sentence.end),
    )


def read_display(doc: Text, paragraphs: list[Range], n: int) -> Candidate | None:
    """Return the attribution of a paragraph without quotation marks that the one before introduces: "In the letter, Lena Voss wrote:"."""
    end = paragraphs[n][1]
    while end > paragraphs[n][0] and doc[end - 1].is_space:
        end -= 1
    if n + 1 >= len(paragraphs) or end <= paragraphs[n][0] or doc[end - 1].text != ":":
        return None
    start, stop = paragraphs[n + 1]
    if stop - start < _SHORTEST_DISPLAY or doc[start].text in {'"', "“", "''", "-", "•", "*"}:
        return None
    return _read_introduction(doc, end - 1, (start, stop), known=True)


def _read_introduction(doc: Text, colon: int, content: Range, *, known: bool = False) -> Candidate | None:
    """Return the attribution of words behind a colon to the subject of the verb before it, any verb if it stands right there."""
    sentence = doc[colon].sentence
    verbs = load_cues().verbs
    for token in reversed(list(doc[max(sentence.start, colon - _LONGEST_INTRODUCTION) : colon])):
        if token.text in {'"', "”", "''"} or not token.pos:
            return None
        if token.tag not in _FINITE and not (token.tag in {"VBG", "VBN"} and token.i == colon - 1):
            continue
        if token.pos != "VERB":
            return None
        frame = verbs.get(token.lower)
        speaks = frame is not None and "clause" in frame.takes and frame.kind in _SPEAKING
        if not speaks and (known or token.i != colon - 1):
            return None
        source = find_source(token, passive=False) or find_main_subject(doc, token)
        place = source_range(doc, source, [content], token) if source is not None else None
        if place is None or place[0] >= colon:
            return None
        return Candidate(
            cue=(token.i, token.i + 1), frame=frame if speaks and frame is not None else _SAID, content=[content], sources=[place], rule="introduction",
            sentence=(sentence.start, sentence.end),
        )
    return None


def _read_turn(doc: Text, paragraph: Range) -> Candidate | None:
    start, end = paragraph
    colon = next((i for i in range(start, min(start + _LONGEST_LABEL, end)) if doc[i].text == ":"), None)
    if colon is None or colon == start or end - colon < 2:
        return None
    label = doc[start:colon]
    if not all(t.text.isupper() or t.is_punct for t in label) or not any(t.text.isalpha() for t in label) or doc[start].lower in load_word_lists().labels:
        return None
    return Candidate(
        cue=(colon, colon + 1), frame=_SAID, content=[(colon + 1, end)], sources=[(start, colon)], rule="turn", sentence=paragraph
    )


def _is_nominal(doc: Text, i: int) -> bool:
    token = doc[i]
    return not token.is_space and (token.pos in _NOMINAL or (not token.pos and token.text[:1].isupper()) or token.lower in {"of", "and", "&"})


def _names_someone(doc: Text, place: Range) -> bool:
    if not place[0] < place[1]:
        return False
    words, last = load_word_lists(), doc[place[1] - 1]
    if last.lower in words.labels:
        return False
    if last.pos == "PROPN" or (not last.pos and last.text[:1].isupper()):
        return True
    return last.lower in words.documents | words.roles | words.collectives
