"""Attributions as they are found, before they become rows: token ranges, and small helpers on trees.

This module owns the working form; rules are in `verbs`, `patterns`, `inquit` and `quoting`, rows in `rows`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from presswatch.tag.claims.cues import Frame
from presswatch.tag.nodes import Node, Text

FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
Range = tuple[int, int]
Link = tuple[Range, Range | None]  # a link of a chain: the words that name someone, and the cue


@dataclass(slots=True, kw_only=True)
class Candidate:
    """A possible attribution. Ranges are half-open token ranges of the Text; `content` may have several parts in text order."""

    cue: Range | None
    frame: Frame
    content: list[Range]
    sources: list[Range] = field(default_factory=list)
    rule: str
    sentence: Range
    depth: int = 0
    inner: Candidate | None = None  # the attribution that makes up this one's content: "Reuters reported that the minister said"
    cited: list[Link] = field(default_factory=list)  # whom the source names in turn: ", citing officials"
    relays: list[Link] = field(default_factory=list)  # who handed it on, the nearest to the source first: "carried by the agency"

    def covers(self, i: int) -> bool:
        """Tell whether token `i` lies in the content."""
        for start, end in self.content:  # noqa: SIM110 - asked so often that a loop pays
            if start <= i < end:
                return True
        return False


def subtree_range(token: Node) -> Range:
    """Return the token range from the leftmost to the rightmost word below `token`, itself included."""
    return token.left_edge.i, token.right_edge.i + 1


def count_depth(token: Node) -> int:
    """Return how many words stand above `token` in its tree."""
    depth = 0
    while token.head.i != token.i and depth < 60:
        token, depth = token.head, depth + 1
    return depth


def ranges_of(indexes: Iterable[int]) -> list[Range]:
    """Return the runs of consecutive numbers as half-open ranges."""
    runs: list[Range] = []
    for i in sorted(set(indexes)):
        if runs and runs[-1][1] == i:
            runs[-1] = (runs[-1][0], i + 1)
        else:
            runs.append((i, i + 1))
    return runs


def trim(doc: Text, start: int, end: int, *, keep_quotes: bool = True) -> Range | None:
    """Cut white space, commas, dashes and final stops off both ends; quotation marks stay. None if nothing is left."""
    while start < end and (doc[start].is_space or _is_loose(doc[start].text, keep_quotes)):
        start += 1
    while end > start and (doc[end - 1].is_space or _is_loose(doc[end - 1].text, keep_quotes)):
        end -= 1
    return (start, end) if start < end else None


def trim_all(doc: Text, ranges: Iterable[Range]) -> list[Range]:
    """Trim each range and drop what is empty or mere punctuation."""
    kept = []
    for start, end in ranges:
        trimmed = trim(doc, start, end)
        if trimmed and any(not token.is_punct and not token.is_space for token in doc[trimmed[0] : trimmed[1]]):
            kept.append(trimmed)
    return kept


def iterate_children(token: Node, *relations: str) -> Iterator[Node]:
    """Yield the children of `token` in one of the relations; subtypes of a relation count as it."""
    for child in token.children:
        if child.dep in relations or child.dep.split(":")[0] in relations:
            yield child


def find_tense(verb: Node) -> str:
    """Return the tag of a verb's finite part, "" where it has none: "has been warning" is as finite as "warns"."""
    auxiliary = next((c for c in verb.children if c.dep in {"aux", "aux:pass"} and c.i < verb.i and c.tag in FINITE), None)
    tag = auxiliary.tag if auxiliary is not None else verb.tag
    return tag if tag in FINITE else ""


def is_passive(verb: Node) -> bool:
    """Tell whether a verb is in the passive voice."""
    return any(child.dep in {"nsubj:pass", "aux:pass", "csubj:pass"} for child in verb.children)


def _is_loose(text: str, keep_quotes: bool) -> bool:
    return text in {",", ";", ":", "-", "--", "—", "–", ".", "…"} or (not keep_quotes and text in {'"', "“", "”", "''"})
