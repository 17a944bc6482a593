"""Nouns that take up what the article named before: "the minister" after "the foreign minister", "the group" after a group's name.

It reads definite nouns only; pronouns and short names are for `coreference`. A noun that could take up two bodies refers to neither:
both are its candidates.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from presswatch.tag.knowledge.base import KnowledgeBase
from presswatch.tag.mentions.draft import Draft, make_draft
from presswatch.tag.mentions.role_words import load_role_words
from presswatch.tag.mentions.tokens import TokenTable

REACH = 1500
"""Characters back in which a body's name is looked for."""
NEAR = 2
"""Sentences back in which a body's name counts wherever it stands; further back only the one that the article is about."""
LEADING = 2
"""How many times as often as the next the one of several bodies must have been named."""
OFTEN = 3
LIKELY = 0.75
"""How sure the tagger must be of a body that the knowledge base lacks."""
STATE = frozenset(("GOV", "LEG", "JUD", "MIL", "COP", "SPY"))
"""Sectors of the state's own bodies."""


class AnaphorReader:
    """Finds what definite nouns of one article take up. `names` are the names found in it, in order."""

    def __init__(self, table: TokenTable, kb: KnowledgeBase, names: Sequence[Draft]) -> None:
        self._table = table
        self._kb = kb
        self._words = load_role_words()
        self._bodies = [d for d in names if d.label == "ORG" and d.sense == "literal"]
        self._ending = {d.last: d for d in names}

    def read(self, i: int, seen_roles: Sequence[tuple[str, Draft]]) -> Draft | None:
        """Return the draft of "the minister" or "the group" at token `i`, None where that is no such noun or nothing before fits it.

        `seen_roles` are the titles read so far with their drafts.
        """
        low = self._table.lower[i]
        kinds = self._words.bodies.get(low)
        if kinds is None and low not in self._words.persons:
            return None
        article = self._find_article(i)
        after = self._table.words[i + 1] if i + 1 < len(self._table) else "."
        if article is None or after in ("of", "for", "-") or after[:1].isupper() or self._is_another(i, article):
            return None
        if kinds is None:
            return self._take_up_person(i, seen_roles)
        beside = self._find_beside(i, article)
        if beside is not None:
            return self._refer(i, [beside]) if self._may_be(low, kinds, beside) else None
        if after in ("that", "which", "whose"):
            return None
        found = self._find_body(i, low, kinds)
        return self._refer(i, found) if found else None

    def _find_article(self, i: int) -> int | None:
        """Return the token of "the" before the noun at `i`, next to it or before a describing word or two: "the Iran-backed group"."""
        for k in range(i - 1, max(-1, i - 5), -1):
            word = self._table.lower[k]
            if word in ("the", "this"):
                return k
            if word != "-" and not (word.isalpha() and len(word) > 3):
                return None
        return None

    def _is_another(self, i: int, article: int) -> bool:
        """Tell whether what stands between article and noun names or counts others: "the Colorado court", "the first woman president"."""
        beside = self._ending.get(i - 1)
        for k in range(article + 1, i if beside is None else beside.first):
            word = self._table.words[k]
            if self._table.lower[k] in self._words.others or (word[0].isupper() and word not in self._kb.demonyms):
                return True
        return False

    def _take_up_person(self, i: int, seen_roles: Sequence[tuple[str, Draft]]) -> Draft | None:
        titles = self._words.persons[self._table.lower[i]]
        for known, draft in reversed(seen_roles):
            if any(known == w or known.endswith(" " + w) for w in titles):
                return self._make(i, draft, "person", f"{known!r}")
        return None

    def _find_beside(self, i: int, article: int) -> Draft | None:
        """Return the name that the noun stands beside: "the Islamic Jihad movement", "Hamas, the armed group that"."""
        before = self._ending.get(i - 1)
        if before is not None:
            return before
        return self._ending.get(article - 2) if article > 1 and self._table.words[article - 1] in (",", "(", "–", "—", "-") else None

    def _find_body(self, i: int, noun: str, kinds: Sequence[str]) -> list[Draft]:
        """Return the one body that the noun can mean, the several between which it can't be told, or none."""
        start = self._table.starts[i]
        reach = [d for d in self._bodies if d.start < start <= d.start + REACH and self._may_be(noun, kinds, d)]
        if not reach:
            return []
        places = self._table.number_sentences()
        counts = Counter(_key(d) for d in self._bodies if d.start < start and self._may_be(noun, kinds, d))
        for back in range(NEAR + 1):
            here = {_key(d): d for d in reach if places[d.first] == places[i] - back}
            if here:
                first, *rest = sorted(here, key=lambda key: (-counts[key], key))
                leads = not rest or counts[first] >= LEADING * counts[rest[0]]
                return [here[first]] if leads else list(here.values())
        (key, n), *_ = counts.most_common(1)
        last = {_key(d): d for d in reach}.get(key)
        return [last] if last is not None and n >= OFTEN and 2 * n > counts.total() else []

    def _may_be(self, noun: str, kinds: Sequence[str], name: Draft) -> bool:
        """Tell whether a noun can mean a body: of one whose kind isn't known, whatever is no party, outlet or armed group."""
        unknown = name.entity_id is None and name.kind == "organisation" and name.confidence >= LIKELY and ("company" in kinds or "organisation" in kinds)
        if name.label != "ORG" or (name.kind not in kinds and not unknown):
            return False
        entity = self._kb.entities.get(name.entity_id) if name.entity_id is not None else None
        needed = self._words.needed_words.get(noun)
        if needed is None:
            return noun not in self._words.private or entity is None or entity.sector not in STATE
        words = {*name.text.lower().split(), *(entity.name.lower().split() if entity is not None else ())}
        return not words.isdisjoint(needed)

    def _refer(self, i: int, found: Sequence[Draft]) -> Draft:
        if len(found) == 1:
            return self._make(i, found[0], found[0].kind, f"{found[0].text!r} at {found[0].start}")
        named = sorted(found, key=lambda d: d.start)
        draft = self._make(i, named[0], "organisation", "one of " + ", ".join(repr(d.text) for d in named))
        draft.entity_id, draft.kind, draft.confidence = None, "organisation", 0.4
        draft.candidates = tuple(d.entity_id for d in named if d.entity_id is not None)
        return draft

    def _make(self, i: int, antecedent: Draft, kind: str, to: str) -> Draft:
        draft = make_draft(self._table, i, i, kind, 0.55, f"refers to {to}")
        draft.sense, draft.entity_id, draft.candidates = "role", antecedent.entity_id, antecedent.candidates
        draft.kind = antecedent.kind if antecedent.entity_id else kind
        return draft


def _key(name: Draft) -> str:
    return name.entity_id or name.text.casefold()
