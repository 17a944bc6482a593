"""Speakers named by a label: the turns of a printed interview ("Q:", "BERG:"), and a name with a colon or dash beside a quotation.

This module reads paragraphs and quotations; statements within a sentence are read in `verbs`, `inquit` and `patterns`.
"""

from __future__ import annotations

from spacy.tokens import Doc

from presswatch.tag.claims.candidate import Candidate, Range
from presswatch.tag.claims.cues import Frame
from presswatch.tag.claims.quotes import Quote
from presswatch.tag.claims.words import load_word_lists

_SAID = Frame(kind="say", certainty="reported", takes=frozenset({"clause"}))
_NOMINAL = frozenset({"PROPN", "NOUN", "ADJ", "DET", "NUM"})
_LONGEST_LABEL = 6
_FEWEST_TURNS = 2  # a single paragraph that opens with a capitalised word and a colon is no interview
_SHORTEST_QUOTE = 4


def find_turns(doc: Doc, paragraphs: list[Range]) -> list[Candidate]:
    """Return the turns of a printed conversation: paragraphs that open with a label in capitals, if there are at least two."""
    turns = [turn for paragraph in paragraphs if (turn := _read_turn(doc, paragraph)) is not None]
    return turns if len(turns) >= _FEWEST_TURNS else []


def read_label(doc: Doc, quote: Quote) -> Candidate | None:
    """Return the attribution of a quotation with a name right before it and a colon, or right behind it and a dash."""
    if quote.length < _SHORTEST_QUOTE:
        return None
    cue: int | None = None
    speaker: Range | None = None
    if quote.start >= 2 and doc[quote.start - 1].text == ":":
        cue = quote.start - 1
        start = cue
        while start > 0 and _is_nominal(doc, start - 1):
            start -= 1
        speaker = (start, cue)
    elif quote.end + 1 < len(doc):
        after = quote.end
        while after < len(doc) and doc[after].is_space:
            after += 1
        if after + 1 < len(doc) and doc[after].text in {"-", "—", "–", "--"} and (doc[after - 1].is_space or doc[after - 1].whitespace_):
            end = after + 1
            while end < len(doc) and _is_nominal(doc, end):
                end += 1
            if end >= len(doc) or doc[end].is_space or doc[end].text in {".", ","}:
                cue, speaker = after, (after + 1, end)
    if cue is None or speaker is None or not _names_someone(doc, speaker):
        return None
    sentence = doc[quote.start].sent
    return Candidate(
        cue=(cue, cue + 1),
        frame=_SAID,
        content=[(quote.start, quote.end)],
        sources=[speaker],
        rule="label",
        sentence=(sentence.start, sentence.end),
        confidence=0.8,
    )


def _read_turn(doc: Doc, paragraph: Range) -> Candidate | None:
    start, end = paragraph
    colon = next((i for i in range(start, min(start + _LONGEST_LABEL, end)) if doc[i].text == ":"), None)
    if colon is None or colon == start or end - colon < 2:
        return None
    label = doc[start:colon]
    if not all(t.is_upper or t.is_punct for t in label) or not any(t.is_alpha for t in label) or doc[start].lower_ in load_word_lists().labels:
        return None
    return Candidate(
        cue=(colon, colon + 1), frame=_SAID, content=[(colon + 1, end)], sources=[(start, colon)], rule="turn", sentence=paragraph, confidence=0.8
    )


def _is_nominal(doc: Doc, i: int) -> bool:
    token = doc[i]
    return not token.is_space and (token.pos_ in _NOMINAL or (not token.pos_ and token.text[:1].isupper()) or token.lower_ in {"of", "and", "&"})


def _names_someone(doc: Doc, place: Range) -> bool:
    if not place[0] < place[1]:
        return False
    words, last = load_word_lists(), doc[place[1] - 1]
    if last.lower_ in words.labels:
        return False
    if last.pos_ == "PROPN" or (not last.pos_ and last.text[:1].isupper()):
        return True
    return last.lower_ in words.documents | words.roles | words.collectives
