"""The record of an act on its way from a match to an event, and the auxiliaries by which it is told."""

from __future__ import annotations

from dataclasses import dataclass, field

from presswatch.tag.events.frame import Frame
from presswatch.tag.events.lexicon import Entry
from presswatch.tag.events.matching import WILL, Match
from presswatch.tag.events.view import SentenceView

MAY = frozenset({"may", "might", "could", "can"})
MUST = frozenset({"must", "should", "ought", "shall"})
NEGATORS = frozenset({"not", "n't", "n’t", "never", "nt"})


__all__ = ["MAY", "MUST", "NEGATORS", "WILL", "Coded", "is_negated", "make_virtual"]


@dataclass(slots=True)
class Coded:
    """A match with the type and mode it ends up with, and what happened to it on the way."""

    match: Match
    type: str
    mode: str | None
    cameo: str | None
    entry_id: str
    how: list[str] = field(default_factory=list)
    alleged: bool = False
    weight: float = 0.0
    subject: list[int] | None = None
    recipient: list[int] | None = None


def make_virtual(entry: Entry, i: int, frame: Frame, how: str) -> Coded:
    """Return an act of an entry that is built here and has no trigger of its own, at the verb `i`."""
    match = Match(entry=entry, first=i, last=i, frame=frame, score=entry.strength, used=frozenset())
    return Coded(match=match, type=entry.type, mode=entry.mode, cameo=entry.cameo, entry_id=entry.entry_id, how=[how])


def is_negated(view: SentenceView, head: int) -> bool:
    """Tell whether a verb is negated by a particle of its own, or by "no longer"."""
    for c in view.children[head]:
        if view.low[c] in NEGATORS and view.dep[c] in ("advmod", "neg", "aux"):
            return True
        if view.low[c] in ("longer", "more") and any(view.low[g] == "no" for g in view.children[c]):
            return True
    return False
