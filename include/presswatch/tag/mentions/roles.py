"""People and bodies by what they are: "the German foreign minister", "Iran's parliament", "the minister", "the group".

Titles and bodies come from the knowledge base's offices and institutions; who held an office is asked for the day of the article. It
needs the names and demonyms found before, and no tags.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path

import yaml

from presswatch.errors import ConfigError
from presswatch.model.language import ENTITY_KINDS
from presswatch.tag.knowledge.base import KnowledgeBase
from presswatch.tag.mentions.draft import Draft, make_draft
from presswatch.tag.mentions.tokens import TokenTable

DATA = Path(__file__).parent / "data"
LEFT = 3
MEDIA = "media"
"""Key of the pattern that stands for a country's outlets."""
PhraseIndex = Mapping[str, Sequence[tuple[str, ...]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleWords:
    """Word lists of this module; what each is for stands in the data file."""

    past: frozenset[str]
    modifiers: frozenset[str]
    persons: Mapping[str, tuple[str, ...]]
    bodies: Mapping[str, tuple[str, ...]]
    needed_words: Mapping[str, tuple[str, ...]]


@lru_cache(maxsize=1)
def load_role_words(path: Path = DATA / "roles.yaml") -> RoleWords:
    """Return the word lists. Raises ConfigError when a list is missing or unknown, or a body has a kind that no entity has."""
    raw = yaml.safe_load(path.read_text("utf-8"))
    names = {f.name for f in fields(RoleWords)}
    if set(raw) != names:
        raise ConfigError(f"{path.name}: needs the lists {', '.join(sorted(names))}")
    bad = sorted({kind for kinds in raw["bodies"].values() for kind in kinds} - set(ENTITY_KINDS))
    if bad:
        raise ConfigError(f"{path.name}: bodies: {bad[0]!r} is no kind of entity")
    tables = {name: {k: tuple(v) for k, v in raw[name].items()} for name in ("persons", "bodies", "needed_words")}
    return RoleWords(past=frozenset(raw["past"]), modifiers=frozenset(raw["modifiers"]), **tables)


class RoleReader:
    """Finds the roles of one article. Make one per article, then call `read`."""

    def __init__(self, table: TokenTable, kb: KnowledgeBase, on_date: dt.date | None) -> None:
        self._table = table
        self._kb = kb
        self._on_date = on_date
        self._lower = table.lower
        self._words = load_role_words()
        self._titles, self._phrases = _index_knowledge(kb)
        self._seen_roles: list[tuple[str, Draft]] = []

    def read(self, names: Sequence[Draft], demonyms: Sequence[Draft], main_country: str | None) -> list[Draft]:
        """Return the drafts of roles and described bodies, in order. `names` and `demonyms` are the drafts already made."""
        by_end: dict[int, Draft] = {}
        by_start: dict[int, Draft] = {}
        for known in (*names, *demonyms):
            by_end[known.last] = known
            by_start.setdefault(known.first, known)
        covered = {k for d in names for k in range(d.first, d.last + 1)}
        found: list[Draft] = []
        i = 0
        while i < len(self._lower):
            draft: Draft | None = None
            if i not in covered or self._table.words[i].islower():
                draft = (
                    self._read_title(i, by_end, by_start, covered, main_country)
                    or self._read_body(i, by_end, by_start, covered)
                    or self._read_anaphor(i, names, found)
                )
            if draft is not None:
                found.append(draft)
                i = max(draft.last, i) + 1
            else:
                i += 1
        return found

    def _match(self, index: PhraseIndex, i: int) -> tuple[str, ...] | None:
        for words in index.get(self._lower[i], ()):
            if tuple(self._lower[i : i + len(words)]) == words:
                return words
        return None

    def _owner_before(self, i: int, by_end: Mapping[int, Draft]) -> tuple[Draft | None, int, bool]:
        """Return (country or body that owns what starts at `i`, first token of the phrase, whether it is past)."""
        k = i - 1
        past = False
        steps = 0
        while k >= 0 and steps < LEFT and (self._lower[k] in self._words.modifiers or self._lower[k] in ("-", "'s", "’s")):
            past |= self._lower[k] in self._words.past
            k -= 1
            steps += 1
        owner = by_end.get(k)
        if owner is None and k > 0 and self._lower[k] in ("country", "nation") and self._lower[k - 1] == "the":
            owner = max((d for e, d in by_end.items() if e < k and self._country_of(d) is not None), key=lambda d: d.last, default=None)
            return owner, k, past
        if owner is not None and self._country_of(owner) is None and owner.label != "ORG":
            owner = None
        if owner is not None and k > 0 and self._lower[k - 1] in self._words.past:
            past = True
        return owner, owner.first if owner is not None else k + 1, past

    def _country_of(self, draft: Draft) -> str | None:
        kb = self._kb
        entity = kb.entities[draft.entity_id] if draft.entity_id is not None and draft.entity_id in kb.entities else None
        if entity is not None and entity.kind in ("country", "people"):
            return entity.country
        return None

    def _read_title(
        self, i: int, by_end: Mapping[int, Draft], by_start: Mapping[int, Draft], covered: set[int], main: str | None
    ) -> Draft | None:
        words = self._match(self._titles, i)
        if words is None or any(k in covered for k in range(i, i + len(words))):
            return None
        title = " ".join(words)
        last = i + len(words) - 1
        owner, first, past = self._owner_before(i, by_end)
        end = last
        if owner is None and last + 2 < len(self._lower) and self._lower[last + 1] in ("of", "for"):
            skip = 2 + (self._lower[last + 2] == "the")
            after = by_start.get(last + skip)
            if after is not None and (self._country_of(after) is not None or after.label == "ORG"):
                owner, end = after, after.last
        named = self._named_after(last, by_start)
        office = self._office(owner, title) if owner is not None else None
        if named is not None and named.label == "PER" and named.sense == "literal":
            self._link_by_office(named, title, office)
            if owner is None and office is None:
                self._seen_roles.append((title, named))
                return None
            return self._make_role(first, end, title, office, named, past)
        if office is None and owner is None:
            return self._repeat_role(i, last, title, main, past)
        if office is None:
            return None
        return self._make_role(first, end, title, office, None, past)

    def _named_after(self, last: int, by_start: Mapping[int, Draft]) -> Draft | None:
        """Return the name that follows a title: "Prime Minister X", "Ambassador to the United States X"."""
        named = by_start.get(last + 1)
        if named is None and last + 2 < len(self._lower) and self._lower[last + 1] == "to":
            place = by_start.get(last + 2 + (self._lower[last + 2] == "the"))
            if place is not None and place.label in ("LOC", "ORG"):
                named = by_start.get(place.last + 1)
        return named

    def _link_by_office(self, named: Draft, title: str, office: str | None) -> None:
        """Link "Foreign Minister Lavrov" by who held such an office on the day; nothing where two of that name did."""
        if named.entity_id is not None or self._on_date is None:
            return
        kb = self._kb
        surname = named.text.split()[-1].casefold()
        offices = (office,) if office is not None else _index_offices(kb).get(title, ())
        holders = {h.entity_id for o in offices if (h := kb.holder(o, self._on_date)) is not None and surname in h.name.casefold().split()}
        if len(holders) == 1:
            named.entity_id, named.candidates = holders.pop(), ()
            named.kind, named.rule = "person", f"held the office of {title!r} on that day"

    def _office(self, owner: Draft, title: str) -> str | None:
        country = self._country_of(owner)
        if country is not None:
            return self._kb.office(country, title)
        return self._kb.office(owner.entity_id, title) if owner.entity_id and ":" in owner.entity_id else None

    def _make_role(self, first: int, last: int, title: str, office: str | None, named: Draft | None, past: bool) -> Draft:
        kb = self._kb
        draft = make_draft(self._table, first, last, "person", 0.75, "")
        draft.sense = "role"
        if named is not None:
            draft.entity_id, draft.candidates = named.entity_id, named.candidates
            draft.rule = f"title of {named.text!r} at {named.start}"
        elif past:
            draft.candidates = (office,) if office else ()
            draft.rule, draft.confidence = f"former holder of {office}: not known which", 0.5
        else:
            holder = kb.holder(office, self._on_date) if office and self._on_date else None
            draft.entity_id = holder.entity_id if holder else office
            draft.kind = "person" if holder else "office"
            draft.rule = f"holder of {office}" + ("" if holder else ", not known on that day")
        self._seen_roles.append((title, draft))
        return draft

    def _repeat_role(self, first: int, last: int, title: str, main: str | None, past: bool) -> Draft | None:
        """Read "the foreign minister" with no country: who was called so before, else the office of the article's one country."""
        if first == 0 or self._lower[first - 1] not in ("the", "'s", "’s") or past:
            return None
        if last + 1 < len(self._lower) and self._lower[last + 1] in ("of", "for", "at", "and", "-"):
            return None
        for known, draft in reversed(self._seen_roles):
            if known == title or known.endswith(" " + title):
                repeat = make_draft(self._table, first, last, "person", 0.65, f"repeats {known!r} of {draft.text!r} at {draft.start}")
                repeat.sense, repeat.entity_id, repeat.kind, repeat.candidates = "role", draft.entity_id, draft.kind, draft.candidates
                return repeat
        office = self._kb.office(main, title) if main else None
        if office is None or self._lower[first - 1] != "the":
            return None
        draft = self._make_role(first, last, title, office, None, past)
        draft.confidence, draft.rule = 0.5, f"{draft.rule}; the article's main country"
        return draft

    def _read_body(self, i: int, by_end: Mapping[int, Draft], by_start: Mapping[int, Draft], covered: set[int]) -> Draft | None:
        words = self._match(self._phrases, i)
        if words is None or any(k in covered for k in range(i, i + len(words))):
            return None
        last = i + len(words) - 1
        owner, first, _past = self._owner_before(i, by_end)
        country = self._country_of(owner) if owner is not None else None
        end = last
        if country is None and last + 2 < len(self._lower) and self._lower[last + 1] == "of":
            skip = 2 + (self._lower[last + 2] == "the")
            after = by_start.get(last + skip)
            country = self._country_of(after) if after is not None and after.kind == "country" else None
            if country is not None and after is not None:
                first, end = i, after.last
        entity_id = self._kb.institution(country, " ".join(words)) if country is not None else None
        if entity_id is None:
            people = by_end.get(i - 1)
            is_media = people is not None and people.kind == "people" and self._kb.phrases.get(" ".join(words)) == MEDIA
            return self._make_media(people.first, last, people) if is_media and people is not None else None
        draft = make_draft(self._table, first, end, "organisation", 0.8, f"pattern: {' '.join(words)} of {country}")
        own = self._kb.names.find(draft.text)
        draft.sense, draft.entity_id = "role", own[0] if len(own) == 1 else entity_id
        entity_id = draft.entity_id
        draft.kind = self._kb.entities[entity_id].kind
        return draft

    def _make_media(self, first: int, last: int, owner: Draft) -> Draft:
        """Make "Arab media": many outlets of no one country, so no entity."""
        draft = make_draft(self._table, first, last, "organisation", 0.7, f"outlets of {owner.entity_id}, which are of no one country")
        draft.sense = "role"
        return draft

    def _read_anaphor(self, i: int, names: Sequence[Draft], found: Sequence[Draft]) -> Draft | None:
        low = self._lower[i]
        if low not in self._words.persons and low not in self._words.bodies:
            return None
        if not self._is_definite(i) or (i + 1 < len(self._lower) and self._lower[i + 1] in ("of", "for", "-")):
            return None
        if i + 1 < len(self._lower) and self._table.words[i + 1][:1].isupper():
            return None
        if low in self._words.persons:
            for known, draft in reversed(self._seen_roles):
                if any(known == w or known.endswith(" " + w) for w in self._words.persons[low]):
                    return self._refer(i, draft, "person", f"{known!r}")
            return None
        kinds = self._words.bodies.get(low)
        if kinds is None:
            return None
        start = self._table.starts[i]
        for name in reversed([*names]):
            if name.start >= start or start - name.start > 1500:
                continue
            if name.label == "ORG" and name.sense == "literal" and name.kind in kinds and self._fits(low, name):
                return self._refer(i, name, name.kind, f"{name.text!r} at {name.start}")
        return None

    def _is_definite(self, i: int) -> bool:
        """Tell whether "the" stands before the noun at `i`, next to it or before a describing word or two: "the Iran-backed group"."""
        for k in range(i - 1, max(-1, i - 5), -1):
            word = self._lower[k]
            if word in ("the", "this"):
                return True
            if word != "-" and not (word.isalpha() and len(word) > 3):
                return False
        return False

    def _fits(self, noun: str, name: Draft) -> bool:
        needed = self._words.needed_words.get(noun)
        if needed is None:
            return True
        words = name.text.lower().split()
        full = self._kb.entities[name.entity_id].name.lower().split() if name.entity_id in self._kb.entities and name.entity_id else []
        return any(w in words or w in full for w in needed)

    def _refer(self, i: int, antecedent: Draft, kind: str, to: str) -> Draft:
        draft = make_draft(self._table, i, i, kind, 0.55, f"refers to {to}")
        draft.sense, draft.entity_id, draft.candidates = "role", antecedent.entity_id, antecedent.candidates
        draft.kind = antecedent.kind if antecedent.entity_id else kind
        return draft


@lru_cache(maxsize=2)
def _index_knowledge(kb: KnowledgeBase) -> tuple[PhraseIndex, PhraseIndex]:
    return _index_phrases(title for own in kb.titles.values() for title in own), _index_phrases(kb.phrases)


@lru_cache(maxsize=2)
def _index_offices(kb: KnowledgeBase) -> Mapping[str, tuple[str, ...]]:
    """Return the offices with known holders by their holders' titles."""
    index: dict[str, dict[str, None]] = {}
    for office in kb.holders:
        for own in kb.titles.values():
            for title, target in own.items():
                if target == office:
                    index.setdefault(title, {})[office] = None
        key = office.partition("-")[2]
        for title, pattern in kb.titles[""].items():
            if pattern == key:
                index.setdefault(title, {})[office] = None
    return {title: tuple(offices) for title, offices in index.items()}


def _index_phrases(phrases: Iterable[str]) -> PhraseIndex:
    """Return phrases by their first word, the longest first."""
    index: dict[str, set[tuple[str, ...]]] = {}
    for phrase in phrases:
        words = tuple(phrase.replace("-", " - ").replace("'", " '").split())
        index.setdefault(words[0], set()).add(words)
    return {word: sorted(found, key=lambda w: (-len(w), w)) for word, found in index.items()}
