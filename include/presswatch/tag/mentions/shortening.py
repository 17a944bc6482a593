"""Short forms of a text's own names that the tagger misses: acronyms given in brackets, a body's head noun, a ship's or storm's bare name.

"World Health Organisation (WHO)" makes WHO a name everywhere; "the Church" after "Church of Scientology" is that body; "Atlantis" after
"Space Shuttle Atlantis" is the shuttle and no town. Spans and kinds only: who is meant is for `coreference`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from presswatch.tag.mentions.draft import Draft, make_draft
from presswatch.tag.mentions.lexicon import Lexicon
from presswatch.tag.mentions.tokens import TokenTable

_ACRONYM = re.compile(r"[A-Z][A-Za-z0-9.&-]{1,9}")
_QUOTES = frozenset("\"“”'‘’")
HALVES = ("North ", "South ", "East ", "West ")


def find_short_forms(table: TokenTable, drafts: Sequence[Draft], initial: Sequence[bool], lexicon: Lexicon) -> list[Draft]:
    """Return the names in order with the short forms added; those already there take the label of the name they stand for.

    `initial` tells, by token, whether it begins a sentence: a capital tells nothing there of a head noun.
    """
    out = [_join_prefix(table, d, lexicon) for d in drafts]
    by_token = {k: d for d in out for k in range(d.first, d.last + 1)}
    short = _read_definitions(table, out, by_token)
    heads = _find_heads(table, out, lexicon)
    if not short and not heads:
        return out
    added = []
    for i, word in enumerate(table.words):
        if word not in short and word not in heads:
            continue
        fuller = short.get(word)
        if fuller is not None and i > fuller.last:
            held = by_token.get(i)
            if held is None:
                added.append(_shorten(table, i, fuller))
            elif held.first == held.last and held.label != fuller.label and not _is_placed(table, held, lexicon):
                held.label, held.kind, held.ids = fuller.label, fuller.kind if fuller.kind != "country" else "place", ()
                held.source, held.rule = "rule", f"short for {fuller.text!r} at {fuller.start}"
        elif i not in by_token and not initial[i] and (head := heads.get(word)) is not None and i > head.last and table.lower[i - 1] in ("the", "that", "this"):
            after = table.words[i + 1] if i + 1 < len(table) else ""
            if not after[:1].isupper() and after != "of":
                added.append(_shorten(table, i, head))
    return sorted((*out, *added), key=lambda d: d.first)


def _shorten(table: TokenTable, i: int, fuller: Draft) -> Draft:
    draft = make_draft(table, i, i, fuller.kind if fuller.kind != "country" else "place", 0.8, f"short for {fuller.text!r} at {fuller.start}")
    draft.label = fuller.label
    return draft


def _read_definitions(table: TokenTable, drafts: Sequence[Draft], by_token: dict[int, Draft]) -> dict[str, Draft]:
    """Return the short forms that the text itself defines, with the draft of the full name."""
    short: dict[str, Draft] = {}
    for draft in drafts:
        k = draft.last
        if draft.label == "MISC" and draft.rule.startswith("after ") and draft.last > draft.first:
            short.setdefault(table.words[k], draft)
        inner = None if draft.last == draft.first or draft.label == "PER" else read_bracket(table, k)
        if inner is not None and is_acronym(inner, table.words[draft.first : k + 1]):
            short.setdefault(inner, draft)
    return short


def read_bracket(table: TokenTable, last: int) -> str | None:
    """Return the one word in brackets, with quotation marks or without, that follows token `last`: CPS in 'Cobalt Power Supply ("CPS")'."""
    words = table.words[last + 1 : last + 6]
    if len(words) > 4 and words[1] in _QUOTES and words[3] in _QUOTES:
        words = [words[0], words[2], words[4]]
    return words[1] if len(words) > 2 and words[0] == "(" and words[2] == ")" else None


def is_acronym(short: str, words: Sequence[str]) -> bool:
    """Tell whether a word's letters come, in order, from a name's words, the first from a word's start (after Schwartz and Hearst 2003)."""
    if not _ACRONYM.fullmatch(short) or sum(c.isupper() for c in short) < 2:
        return False
    letters = [c for c in short if c.isalnum()]
    if letters[0].lower() not in {w[0].lower() for w in words if w[0].isupper()}:
        return False
    text = "".join(words).lower()
    at = 0
    hits = 0
    for c in letters:
        found = text.find(c.lower(), at)
        if found >= 0:
            hits, at = hits + 1, found + 1
    return hits >= len(letters) - 1


def _find_heads(table: TokenTable, drafts: Sequence[Draft], lexicon: Lexicon) -> dict[str, Draft]:
    """Return the capitalised head nouns of bodies' names of several words: Church, Council, Commission."""
    heads: dict[str, Draft] = {}
    for draft in drafts:
        if draft.label != "ORG" or draft.last == draft.first:
            continue
        words = table.words[draft.first : draft.last + 1]
        head = words[words.index("of", 1) - 1] if "of" in words[1:] else words[-1]
        if head[0].isupper() and not head.isupper() and (head.lower() in lexicon.body_heads or head.lower() in lexicon.organisations):
            heads.setdefault(head, draft)
    heads.update(find_halves(drafts))
    return heads


def find_halves(drafts: Sequence[Draft]) -> dict[str, Draft]:
    """Return "North" and "South" with the countries that they mean where an article names both: North Korea and South Korea."""
    whole = {d.text: d for d in reversed(drafts) if d.kind == "country" and d.text.startswith(HALVES)}
    return {name.split()[0]: d for name, d in whole.items() if any(half + name.partition(" ")[2] in whole for half in HALVES if not name.startswith(half))}


def _join_prefix(table: TokenTable, draft: Draft, lexicon: Lexicon) -> Draft:
    """Take "Space Shuttle", "HMS" or "Hurricane" into the name that follows it, which is then that of a vehicle or an event."""
    if draft.label == "ORG" and draft.ids:
        return draft
    if draft.first and f"{table.lower[draft.first - 1]} {table.lower[draft.first]}" in lexicon.vehicle_prefixes and draft.last > draft.first:
        return make_draft(table, draft.first - 1, draft.last, "product", 0.85, f"after {table.lower[draft.first - 1]!r}")  # Space [Shuttle Atlantis]
    for size in (2, 1):
        if draft.first < size:
            continue
        prefix = " ".join(table.lower[draft.first - size : draft.first])
        kind = "product" if prefix in lexicon.vehicle_prefixes else "event" if prefix in lexicon.event_prefixes else None
        if kind is not None and table.words[draft.first - size][0].isupper():
            return make_draft(table, draft.first - size, draft.last, kind, 0.85, f"after {prefix!r}")
    words = table.lower[draft.first : draft.last + 1]
    for size in (2, 1):
        if len(words) > size:
            prefix = " ".join(words[:size])
            kind = "product" if prefix in lexicon.vehicle_prefixes else "event" if prefix in lexicon.event_prefixes else None
            if kind is not None and not draft.ids:
                draft.label, draft.kind, draft.rule, draft.source = "MISC", kind, f"after {prefix!r}", "rule"
                break
    return draft


def _is_placed(table: TokenTable, draft: Draft, lexicon: Lexicon) -> bool:
    return draft.label == "LOC" and draft.first > 0 and table.lower[draft.first - 1] in ("in", "at", "near", "from")
