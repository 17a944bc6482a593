"""Verbs that share a speaker or a statement: "condemned the raid and praised the town", "neither confirmed nor denied that", "..., saying that".

This module corrects the attributions of single verbs, which `verbs` reads, where parsers hang the second verb below the first one's object.
"""

from __future__ import annotations

from dataclasses import replace

from presswatch.tag.claims.candidate import FINITE, Candidate, Range, trim_all
from presswatch.tag.claims.cues import load_cues
from presswatch.tag.nodes import Node, Text

_SPEAKING = frozenset({"say", "claim", "deny", "confirm", "warn", "ask", "report", "believe", "know", "promise", "accuse", "praise"})
_GOING_ON = frozenset({"say", "deny", "claim", "warn", "confirm", "report"})


def share_content(doc: Text, found: list[Candidate], sentence: Range) -> list[Candidate]:
    """Give what the second of two joined verbs has as content to the first, too: "neither confirmed nor denied that he had met her"."""
    cues, shared = load_cues(), []
    for second in found:
        assert second.cue is not None  # noqa: S101 - a verb is a cue
        i = second.cue[0]
        if i - 2 <= sentence[0] or doc[i - 1].lower not in {"and", "or", "nor"} or doc[i - 2].lower not in cues.verbs or doc[i - 2].pos != "VERB":
            continue
        rule = second.rule.rpartition(":")[2]
        if rule not in cues.verbs[doc[i - 2].lower].takes or second.content[0][0] < i or doc[i - 2].tag not in FINITE | {"VB", "VBN"} or not second.sources:
            continue
        own = next((c for c in found if c.cue is not None and c.cue[0] == i - 2), None)
        if own is not None and any(a > i - 2 for a, _ in own.content):
            continue
        if own is not None:
            found.remove(own)
        base = cues.bases.get(doc[i - 2].lower, "say")
        shared.append(replace(second, cue=(i - 2, i - 1), frame=cues.verbs[doc[i - 2].lower], rule=f"verb:{base}:{rule}"))
    return shared


def give_to_speaker(doc: Text, verb: Node, candidate: Candidate, found: list[Candidate]) -> None:
    """Let who spoke go on in a participle behind what was said: "The army denied that it had fired, saying rebels were to blame"."""
    before = verb.i - 1 - (doc[verb.i - 1].lower in {"while", "by"})
    quoted = doc[before].text in {'"', "”", "''"} and doc[before - 1].text == ","
    if verb.tag != "VBG" or not (quoted or doc[before].text == ",") or candidate.frame.kind not in _GOING_ON:
        return
    for outer in reversed(found):
        assert outer.cue is not None  # noqa: S101 - a verb is a cue
        told = outer.rule.endswith(":clause") and outer.sources and outer.frame.kind in _SPEAKING and doc[outer.cue[0]].tag in {"VBD", "VBZ", "VBP"}
        if told and outer.cue[0] < verb.i and (not candidate.sources or any(outer.cue[0] < a for a, _ in candidate.sources)):
            candidate.sources = list(outer.sources)
            outer.content = trim_all(doc, [(a, min(b, before + quoted)) for a, b in outer.content if a < before]) or outer.content
            return


def read_joined(doc: Text, verb: Node, first: Candidate) -> Candidate | None:
    """Read the second verb of "condemned the raid and praised the town", which the tree drew into the first one's object; the object is cut there."""
    cues = load_cues()
    if verb.tag != "VBD" or first.rule.rpartition(":")[2] != "thing" or not first.sources:
        return None
    start, end = first.content[-1]
    for i in range(max(start, verb.i) + 2, end - 1):
        second, frame = doc[i], cues.verbs.get(doc[i].lower)
        if frame is None or doc[i - 1].lower not in {"and", "but"} or second.tag not in {"VBD", "VBN"} or "thing" not in frame.takes:
            continue
        following = doc[i + 1]
        told = following.pos == "NOUN" and (frame.kind in {"praise", "deny"} or (i + 2 < end and doc[i + 2].lower == "to"))  # "urged supporters to"
        if following.pos not in {"DET", "PROPN", "PRON"} and not told:
            return None
        first.content = [*first.content[:-1], (start, i - 1)]
        rule = f"verb:{cues.bases[second.lower]}:thing"
        return Candidate(
            cue=(i, i + 1), frame=frame, content=[(i + 1, end)], sources=list(first.sources), rule=rule, sentence=first.sentence, depth=first.depth + 1
        )
    return None
