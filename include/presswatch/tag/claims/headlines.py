"""Headlines that name the speaker before a colon or behind a dash: "Police: Man held", "Berlin to send tanks - minister".

This module reads single sentences; a name beside a quotation is read in `labels`.
"""

from __future__ import annotations

from presswatch.tag.claims.candidate import FINITE, Candidate, Range
from presswatch.tag.claims.cues import Frame
from presswatch.tag.claims.words import SPEAKERS, load_word_lists
from presswatch.tag.nodes import Run, Text

_SAID = Frame(kind="say", certainty="reported", takes=frozenset({"clause"}))
_LONGEST_NAME = 9
_LONGEST_HEADLINE = 25
_DASHES = frozenset({"-", "–", "—", "--"})


def read_colon(doc: Text, sentence: Range, quoted: set[int]) -> Candidate | None:
    """Read "Name: statement", the form of headlines and transcripts."""
    start, end = sentence
    words_before = doc.lower[start : min(start + _LONGEST_NAME + 1, end)]
    colon = start + words_before.index(":") if ":" in words_before else None
    if colon is None or colon == start or end - colon < 4 or start in quoted:
        return None
    name = doc[start:colon]
    following = doc[colon + 1]
    if any(t.pos in {"VERB", "AUX"} or t.like_num or t.text in {",", '"', "“"} for t in name):
        return None
    head = name.root
    words = load_word_lists()
    short = colon - start <= 3 and head.lower in words.roles | words.collectives | words.outlets and head.pos != "PRON"
    if not (following.text[:1].isupper() or following.text in {'"', "“", "''", "‘", "'"} or short):
        return None
    known = head.lower in words.documents | words.roles | words.collectives
    if head.pos != "PROPN" and not known and not any(t.pos == "PROPN" and t.text == head.text for t in doc[end:]):
        return None  # a name at the start of a headline may look like a noun, but the text goes on to use it as a name
    if head.lower in load_word_lists().labels or name[0].lower == "dear":
        return None
    if following.text not in {'"', "“", "''", "‘", "'"} and not any(t.tag in FINITE for t in doc[colon + 1 : end]) and not _is_speaker(name) and not known:
        return None  # the second half of a title: "The Legend of the Lake: Tears of the Kingdom"
    return Candidate(
        cue=(colon, colon + 1), frame=_SAID, content=[(colon + 1, end)], sources=[(start, colon)], rule="colon", sentence=sentence, depth=0
    )


def read_dash(doc: Text, sentence: Range, quoted: set[int]) -> Candidate | None:
    """Read "statement - speaker", the form of headlines: "Berlin to send more tanks - minister"."""
    start, end = sentence
    if end - start > _LONGEST_HEADLINE + 2 or _DASHES.isdisjoint(doc.lower[start:end]):
        return None
    while end > start and (doc[end - 1].is_space or doc[end - 1].text == "."):
        end -= 1
    dash = next((i for i in range(end - 1, max(start + 3, end - 1 - _LONGEST_NAME), -1) if doc[i].text in _DASHES and i + 1 < end), None)
    if dash is None or end - start > _LONGEST_HEADLINE or not (doc[dash - 1].spaced and doc[dash].spaced) or dash in quoted or start in quoted:
        return None
    words, name = load_word_lists(), doc[dash + 1 : end]
    if any(t.is_punct or t.pos in {"VERB", "AUX"} for t in name) or name[-1].lower not in words.roles | words.collectives | words.anonymous | words.media | words.reports:
        return None
    if any(t.text in _DASHES for t in doc[start:dash]) or name[0].pos in {"DET", "PRON", "ADP", "CCONJ"}:
        return None
    return Candidate(
        cue=(dash, dash + 1), frame=_SAID, content=[(start, dash)], sources=[(dash + 1, end)], rule="dash", sentence=sentence, depth=-2
    )


def _is_speaker(name: Run) -> bool:
    """Tell whether a label names a person or a body that can speak."""
    return any(m.kind in SPEAKERS and name.start_char <= m.start_char and m.end_char <= name.end_char for m in name.whole.source._.mentions)
