"""Which attributions of a weak form to leave out: those whose subject can't speak, and verbs that mean something else in everyday articles.

A verb of saying with a clause or a quotation behind it attributes almost anywhere. With a mere noun or infinitive it often doesn't: a player
commits errors, a sauce supports no one, "if you want to" is advice. This module weighs only such forms.
"""

from __future__ import annotations

from presswatch.tag.claims.candidate import Candidate
from presswatch.tag.claims.cues import load_cues
from presswatch.tag.claims.sources import SourceReader, can_speak, find_head
from presswatch.tag.claims.words import load_word_lists
from presswatch.tag.nodes import Text

_WEAK = 0.56  # the confidence of a form up to which it is weighed
_BY_WORD = frozenset({"verb", "noun", "adjective"})  # forms that rest on a word of attributing alone


def is_doubtful(doc: Text, candidate: Candidate, confidence: float, reader: SourceReader) -> bool:
    """Tell whether an attribution has a weak form and a source that can't speak, or an everyday meaning in an article that has a field of its own."""
    form = candidate.rule.partition(":")[0]
    if confidence > _WEAK or form not in _BY_WORD:
        return False
    if doc.source._.field and form == "verb" and (not candidate.sources or _is_wide(doc, candidate)):
        return True
    if _moves_somebody(doc, candidate, reader):
        return True
    return bool(candidate.sources) and not _speaks(doc, candidate, reader)


def _is_wide(doc: Text, candidate: Candidate) -> bool:
    cue = doc[candidate.cue[0]].lower if candidate.cue else ""
    return candidate.rule.endswith(":thing") and load_cues().bases.get(cue, cue) in load_word_lists().wide


def _moves_somebody(doc: Text, candidate: Candidate, reader: SourceReader) -> bool:
    """Tell whether somebody is sent off or called home: "dismissed the minister", "recalled its ambassador"."""
    cue = doc[candidate.cue[0]].lower if candidate.cue else ""
    if not candidate.rule.endswith(":thing") or load_cues().bases.get(cue, cue) not in load_word_lists().moving:
        return False
    span = doc[slice(*candidate.content[0])]
    head = find_head(span)
    mention = reader.find_mention(span, head)
    lists = load_word_lists()
    return head.lower in lists.roles or head.lower.removesuffix("s") in lists.roles or (mention is not None and mention.kind in {"person", "office"})


def _speaks(doc: Text, candidate: Candidate, reader: SourceReader) -> bool:
    start, end = candidate.sources[0]
    span = doc[start:end]
    head = find_head(span)
    if head.lower in load_word_lists().anybody:
        return False
    if head.lower in load_word_lists().pointers:
        return reader.describe((start, end)).kind != "unknown"
    mention = reader.find_mention(span, head)
    unsorted = mention is not None and mention.kind == "other"  # a name of a kind that isn't known may be anyone's
    return head.pos in {"PRON", "DET", "NUM", "ADJ"} or unsorted or can_speak(span, head, mention) or reader.describe((start, end)).kind == "named"
