"""What an outlet puts between and around an article: pleas, boxes, lists, blurbs. Rules come from outlets.yaml. No HTML."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sample.compose import Composition
from sample.records import Block


def furnish(piece: Composition, ordinal: int, neighbours: Sequence[tuple[str, str]]) -> list[Block]:
    """Return the blocks of the main column with the outlet's furniture in place.

    `ordinal` is the article's place among its outlet's articles and picks the variants; `neighbours` are (title, href) of
    other articles of the outlet, for related lists.
    """
    paragraphs = sum(block.kind == "body" for block in piece.blocks)
    placed: dict[int, list[Block]] = {}
    for number, rule in enumerate(piece.outlet.boilerplate):
        if ordinal % rule.get("every", 1) != rule.get("phase", 0) or paragraphs < rule.get("min", 0):
            continue
        block = _make_block(rule, piece, ordinal + number, neighbours)
        if block:
            where = {"top": 0, "end": paragraphs}.get(rule["after"], rule["after"])
            placed.setdefault(min(where, paragraphs), []).append(block)
    blocks, seen = list(placed.pop(0, [])) if 0 in placed else [], 0
    for position, block in enumerate(piece.blocks):
        blocks.append(block)
        if block.kind == "body":
            seen += 1
        last = position + 1 == len(piece.blocks)
        if (block.kind == "body" and seen < paragraphs) or last:
            for count in sorted(count for count in placed if count <= seen or last):
                blocks += placed.pop(count)
    return blocks + [block for count in sorted(placed) for block in placed[count]]


def _make_block(rule: dict[str, Any], piece: Composition, turn: int, neighbours: Sequence[tuple[str, str]]) -> Block | None:
    kind, role = rule["kind"], rule.get("role", "box")
    variants = rule.get("variants", [[]])
    lines = [str(line) for line in variants[turn % len(variants)]]
    if rule.get("from") == "tags":
        return Block(kind=kind, role="list", lines=(*lines, *piece.text.tags)) if piece.text.tags else None
    if rule.get("from") == "authors":
        blurbs = [piece.outlet.authors[name] for name in piece.authors if piece.outlet.authors.get(name)]
        return Block(kind=kind, role=role, lines=tuple(blurbs)) if blurbs else None
    if rule.get("from") == "signoff":
        return Block(kind=kind, role="signoff", lines=(piece.text.signoff,)) if piece.text.signoff else None
    chosen = pick_neighbours(neighbours, turn, rule.get("list", 1)) if kind == "related" else []
    if kind == "related" and not chosen:
        return None
    if "list" in rule:
        return Block(kind=kind, role="list", lines=(*lines, *(title for title, _ in chosen)), hrefs=("",) * len(lines) + tuple(href for _, href in chosen))
    fills = {"related": chosen[0][0] if chosen else "", "left": str(turn % 4 + 2), "site": piece.outlet.name, "section": piece.text.section or ""}
    return Block(
        kind=kind, role=role, lines=tuple(line.format(**fills) for line in lines),
        hrefs=tuple(chosen[0][1] if "{related}" in line else "" for line in lines) if chosen else (),
    )  # fmt: skip


def pick_neighbours(neighbours: Sequence[tuple[str, str]], turn: int, count: int) -> list[tuple[str, str]]:
    """Pick `count` of the neighbours, a different run for every turn."""
    total = len(neighbours)
    return [neighbours[(turn * 3 + step) % total] for step in range(min(count, total))]
