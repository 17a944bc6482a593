"""Modes: how an act was done, from the words around its trigger or from the act that it is about. The words are in modes.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from presswatch.tag.events.coded import Coded
from presswatch.tag.events.domain import holds_pattern
from presswatch.tag.events.lexicon import RULES, Pattern, compile_pattern, read_rules
from presswatch.tag.events.matching import Match
from presswatch.tag.events.view import SentenceView


@dataclass(frozen=True, slots=True)
class Modes:
    """Modes that the words around a trigger, or the type of what it is about, decide."""

    by_words: tuple[tuple[str, Pattern], ...]
    content: dict[str, dict[str, str]]
    words: dict[str, tuple[tuple[str, Pattern], ...]]
    trigger: dict[str, tuple[tuple[str, Pattern], ...]]


@cache
def load_modes() -> Modes:
    """Read modes.yaml."""
    raw = read_rules(RULES / "modes.yaml")

    def compile_rows(rows: list[dict[str, str]]) -> tuple[tuple[str, Pattern], ...]:
        return tuple((row["mode"], compile_pattern(row["words"].split(), {})) for row in rows)

    def compile_types(types: dict[str, list[dict[str, str]]]) -> dict[str, tuple[tuple[str, Pattern], ...]]:
        return {kind: compile_rows(rows) for kind, rows in types.items()}

    return Modes(by_words=compile_rows(raw["ASSAULT"]), content=raw["content"], words=compile_types(raw["words"]), trigger=compile_types(raw["trigger"]))


def find_assault_mode(view: SentenceView, match: Match) -> str | None:
    """Return the mode of an assault from the words of its trigger, its doers, objects and means; None where they don't say."""
    frame = match.frame
    positions = [match.first, match.head]
    if view.parsed:
        for slot in ("subj", "obj", "in", "with", "by", "mod", "of", "from", "poss"):
            for h in frame.get(slot):
                first, last = view.core(h)
                positions.extend(range(first, last + 1))
        positions.extend(k for c in view.children[match.head] if view.dep[c] == "advcl" and view.tag[c] == "VBG" for k in view.subtree(c))
        positions.extend(view.subtree(match.head, frozenset({"acl:relcl", "parataxis", "ccomp", "conj"})) if not frame.is_noun else [])
    else:
        positions.extend(range(max(0, match.first - 6), min(view.n, match.last + 8)))
    for mode, pattern in load_modes().by_words:
        if holds_pattern(view.low, sorted(set(positions)), pattern) is not None:
            return mode
    return None


def find_trigger_mode(view: SentenceView, kind: str, match: Match) -> str | None:
    """Return the mode of an act of another type that its trigger and its objects tell; None where they don't."""
    rows = load_modes().trigger.get(kind)
    if not rows:
        return None
    positions = set(range(match.first, match.last + 1)) | {match.head}
    for slot in ("obj", "in", "at", "by", "of", "gov"):
        for h in match.frame.get(slot):
            positions.update(view.narrow(h))
    ordered = sorted(positions)
    return next((mode for mode, pattern in rows if holds_pattern(view.low, ordered, pattern) is not None), None)


def set_content_mode(view: SentenceView, item: Coded, inside: list[Match]) -> None:
    """Take the mode of an act about an act from what it is about, by type where an act was found, else by words."""
    modes = load_modes()
    table = modes.content.get(item.type)
    if table is None or item.mode is not None:
        return
    for match in inside:
        kind = match.entry.type
        mode = table.get(f"{kind}/{match.entry.mode}") or table.get(kind)
        if mode:
            item.mode = mode
            return
    for mode, pattern in modes.words.get(item.type, ()):
        if holds_pattern(view.low, sorted(item.match.frame.content), pattern) is not None:
            item.mode = mode
            return
