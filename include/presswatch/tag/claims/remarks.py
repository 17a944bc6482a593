"""Remarks that answer a statement: "..., a claim the army dismissed as propaganda", "..., a charge he denies".

The noun stands for what was said before it, and a clause with a speaker of its own hangs on it. Parsers break such clauses in many ways, so they
are read from the row of words.
"""

from __future__ import annotations

from presswatch.tag.claims.candidate import FINITE, Candidate, Range
from presswatch.tag.claims.cues import load_cues
from presswatch.tag.claims.phrases import find_left_phrase
from presswatch.tag.nodes import Text

_BEFORE = frozenset({",", "-", "--", "–", "—"})
_ARTICLES = frozenset({"a", "an"})
_KINDS = frozenset({"deny", "accuse", "praise", "confirm", "say", "claim", "ask", "warn"})
_PARTICIPLES = frozenset({"VBD", "VBZ", "VBP", "VBN"})
_LONGEST = 14


def find_remarks(doc: Text, sentence: Range, quoted: set[int], signals: list[int]) -> list[Candidate]:
    """Return the attributions of this form in a sentence; their content is the noun with what it is called."""
    verbs, bases, found = load_cues().verbs, load_cues().bases, []
    if _ARTICLES.isdisjoint(doc.lower[sentence[0] : sentence[1]]):
        return []
    for i in signals:
        frame = verbs.get(doc[i].lower)
        if frame is None or "thing" not in frame.takes or frame.kind not in _KINDS or doc[i].tag not in _PARTICIPLES or i in quoted:
            continue
        speaker = _find_speaker(doc, i, sentence[0])
        if speaker is None:
            continue
        start = _find_noun(doc, speaker[0], sentence[0])
        if start is None:
            continue
        end = i + 1
        if end < sentence[1] and doc[end].lower in {"as", "of", "for"}:
            while end < sentence[1] and doc[end].text not in {",", ".", ";", "-", "—", "–", "--"}:
                end += 1
        elif end < sentence[1] and doc[end].pos not in {"PUNCT", "ADV", "ADP", "SCONJ", "CCONJ", "PROPN"}:
            continue  # the verb has an object of its own
        noun = (start, speaker[0] - (doc[speaker[0] - 1].lower in {"that", "which"}))
        content = [noun, (i + 1, end)] if end > i + 1 else [noun]
        rule = f"verb:{bases[doc[i].lower]}:remark"
        found.append(Candidate(cue=(i, i + 1), frame=frame, content=content, sources=[speaker], rule=rule, sentence=sentence, depth=1))
    return found


def _find_speaker(doc: Text, verb: int, first: int) -> Range | None:
    """Return the noun phrase right before the verb and its auxiliaries."""
    end = verb
    while end > first and doc[end - 1].pos in {"AUX", "ADV"}:
        end -= 1
    phrase = find_left_phrase(doc, end, first)
    if phrase is None or doc[phrase[1] - 1].tag in {"WDT", "WP"}:
        return None  # "a group that endorsed her" tells of the group
    return phrase if phrase[1] == end and verb - phrase[0] <= _LONGEST else None


def _find_noun(doc: Text, end: int, first: int) -> int | None:
    """Return where the noun begins to which the clause belongs: "a claim" behind a comma or dash, or right behind "denied it was"."""
    if end - 1 > first and doc[end - 1].lower in {"that", "which"}:
        end -= 1
    start = end - 1
    if start <= first or doc[start].pos != "NOUN":
        return None
    while start > first and doc[start].pos in {"NOUN", "ADJ"}:
        start -= 1
    if doc[start].lower not in _ARTICLES or any(t.tag in FINITE for t in doc[start:end]):
        return None
    return start if start > first and doc[start - 1].text in _BEFORE else None
