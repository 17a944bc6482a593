"""Nouns that take up what the article named before: "the minister" after "the foreign minister", "the group" after a group's name.

It reads definite nouns only; pronouns and short names are for `coreference`.
"""

from __future__ import annotations

from collections.abc import Sequence

from presswatch.tag.knowledge.base import KnowledgeBase
from presswatch.tag.mentions.draft import Draft, make_draft
from presswatch.tag.mentions.role_words import load_role_words
from presswatch.tag.mentions.tokens import TokenTable


def read_anaphor(table: TokenTable, kb: KnowledgeBase, i: int, names: Sequence[Draft], seen_roles: Sequence[tuple[str, Draft]]) -> Draft | None:
    """Return the draft of "the minister" or "the group" at token `i`, None where that is no such noun or nothing before fits it.

    `seen_roles` are the titles read so far with their drafts.
    """
    words = load_role_words()
    low = table.lower[i]
    if low not in words.persons and low not in words.bodies:
        return None
    if not _is_definite(table, i) or (i + 1 < len(table.lower) and table.lower[i + 1] in ("of", "for", "-")):
        return None
    if i + 1 < len(table.lower) and table.words[i + 1][:1].isupper():
        return None
    if low in words.persons:
        for known, draft in reversed(seen_roles):
            if any(known == w or known.endswith(" " + w) for w in words.persons[low]):
                return _refer(table, i, draft, "person", f"{known!r}")
        return None
    kinds = words.bodies.get(low)
    if kinds is None:
        return None
    start = table.starts[i]
    for name in reversed([*names]):
        if name.start >= start or start - name.start > 1500:
            continue
        if name.label == "ORG" and name.sense == "literal" and name.kind in kinds and _fits(kb, low, name):
            return _refer(table, i, name, name.kind, f"{name.text!r} at {name.start}")
    return None


def _is_definite(table: TokenTable, i: int) -> bool:
    """Tell whether "the" stands before the noun at `i`, next to it or before a describing word or two: "the Iran-backed group"."""
    for k in range(i - 1, max(-1, i - 5), -1):
        word = table.lower[k]
        if word in ("the", "this"):
            return True
        if word != "-" and not (word.isalpha() and len(word) > 3):
            return False
    return False


def _fits(kb: KnowledgeBase, noun: str, name: Draft) -> bool:
    needed = load_role_words().needed_words.get(noun)
    if needed is None:
        return True
    words = name.text.lower().split()
    full = kb.entities[name.entity_id].name.lower().split() if name.entity_id in kb.entities and name.entity_id else []
    return any(w in words or w in full for w in needed)


def _refer(table: TokenTable, i: int, antecedent: Draft, kind: str, to: str) -> Draft:
    draft = make_draft(table, i, i, kind, 0.55, f"refers to {to}")
    draft.sense, draft.entity_id, draft.candidates = "role", antecedent.entity_id, antecedent.candidates
    draft.kind = antecedent.kind if antecedent.entity_id else kind
    return draft
