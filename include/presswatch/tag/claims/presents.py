"""Verbs in the present that the tagger took for plural nouns: "the Daily Post reports that", "Minister denies taking bribes".

This module reads them from the row of words, because the tree knows no verb there; `verbs` reads all others.
"""

from __future__ import annotations

from presswatch.tag.claims.candidate import FINITE, Candidate, Range, count_depth, trim_all
from presswatch.tag.claims.clauses import find_bare_clause
from presswatch.tag.claims.cues import Cues, Frame, load_cues
from presswatch.tag.claims.phrases import find_left_phrase
from presswatch.tag.nodes import Node, Text

_JUDGING = frozenset({"accuse", "praise", "deny", "warn", "ask", "confirm"})
_SPEAKING = frozenset({"say", "claim", "deny", "confirm", "warn", "ask", "report", "believe", "know", "promise", "accuse", "praise"})
_CALLS = Frame(kind="ask", certainty="possible", takes=frozenset(), prepositions=frozenset({"on", "for"}))
_LONGEST_SPEAKER = 15


def read_hidden_present(doc: Text, verb: Node, frame: Frame, sentence: Range) -> Candidate | None:
    """Read a verb in the present that the tagger took for a plural noun: "the Daily Post reports that ...", "Minister denies taking bribes"."""
    following = verb.i + 1
    if (frame.kind not in _SPEAKING and frame.kind != "threaten") or following + 1 >= sentence[1] or verb.i == sentence[0]:
        return None
    speaker = find_left_phrase(doc, verb.i, sentence[0])
    if speaker is None or any(t.tag in FINITE for t in doc[sentence[0] : verb.i]):
        return None
    finite = [t.i for t in doc[following : sentence[1]] if t.tag in FINITE]
    token = doc[following]
    if token.lower == "that":
        told = bool(finite) and (doc[speaker[1] - 1].pos == "PROPN" or len(finite) == 1)
    elif verb.lower == "calls" and token.lower in {"on", "for"}:
        plain = not any(t.text in {",", ":", ";"} for t in doc[sentence[0] : verb.i])
        told = not finite and plain and verb.i - sentence[0] <= _LONGEST_SPEAKER and doc[sentence[0]].pos in {"DET", "PROPN", "NOUN", "ADJ"}
        frame, speaker = _CALLS, (sentence[0], verb.i)
    elif token.tag == "VBG":
        told = "ing" in frame.takes and not finite
    elif "clause" in frame.takes and find_bare_clause(doc, verb, sentence) is not None:
        told = True
    else:  # "Union slams ..." as a headline: no verb besides, who speaks first
        named = token.pos in {"PROPN", "DET"} or doc[following + 1].tag == "POS" or token.pos == "PRON"
        told = not finite and named and "thing" in frame.takes and speaker[0] <= sentence[0] + 1 and frame.kind in _JUDGING
    if not told:
        return None
    base = load_cues().bases.get(verb.lower, "say")
    return Candidate(
        cue=(verb.i, following), frame=frame, content=[(following, sentence[1])], sources=[speaker], rule=f"verb:{base}:clause", sentence=sentence,
        depth=count_depth(verb),
    )


def read_joined_present(doc: Text, verb: Node, cues: Cues, found: list[Candidate], sentence: Range) -> Candidate | None:
    """Read the second of two verbs in the present: "accuses the bank of fraud and demands that", "shows that exports fell and warns of"."""
    i, frame = verb.i, cues.verbs[verb.lower]
    if not found or i + 2 >= sentence[1] or doc[i - 1].lower not in {"and", "but"}:
        return None
    first, following = found[-1], doc[i + 1].lower
    if first.cue is None or doc[first.cue[0]].tag != "VBZ" or not first.sources or not first.content[-1][0] < i - 1:
        return None
    if not (following == "that" and "clause" in frame.takes) and not (following in frame.prepositions and verb.lower not in cues.nouns):
        return None
    first.content = trim_all(doc, [(a, min(b, i - 1)) for a, b in first.content if a < i - 1]) or first.content
    rule = "clause" if following == "that" else "preposition"
    return Candidate(
        cue=(i, i + 1), frame=frame, content=[(i + 1, sentence[1])], sources=list(first.sources), rule=f"verb:{cues.bases[verb.lower]}:{rule}",
        sentence=sentence, depth=first.depth,
    )
