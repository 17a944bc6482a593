"""People and bodies by what they are: "the German foreign minister", "Iran's parliament", "the minister", "the group".

Titles and bodies come from the knowledge base's offices and institutions; who held an office is asked for the day of the article. It
needs the names and demonyms found before, and no tags.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from presswatch.tag.knowledge.base import KnowledgeBase
from presswatch.tag.mentions.anaphors import AnaphorReader
from presswatch.tag.mentions.draft import Draft, make_draft
from presswatch.tag.mentions.role_words import COUNTERPART, PhraseIndex, index_knowledge, index_offices, list_first_words, load_role_words
from presswatch.tag.mentions.tokens import TokenTable

MAIN_BODIES = frozenset(("ministry", "parliament", "commission"))
LEFT = 3
MEDIA = "media"
"""Key of the pattern that stands for a country's outlets."""


class RoleReader:
    """Finds the roles of one article. Make one per article, then call `read`."""

    def __init__(self, table: TokenTable, kb: KnowledgeBase, on_date: dt.date | None) -> None:
        self._table = table
        self._kb = kb
        self._on_date = on_date
        self._lower = table.lower
        self._words = load_role_words()
        self._titles, self._phrases = index_knowledge(kb)
        self._starts = list_first_words(kb)
        self._seen_roles: list[tuple[str, Draft]] = []
        self._last_office: str | None = None  # key of the office last spoken of, as every state has it: foreign-minister

    def read(self, names: Sequence[Draft], demonyms: Sequence[Draft], main_country: str | None) -> list[Draft]:
        """Return the drafts of roles and described bodies, in order. `names` and `demonyms` are the drafts already made."""
        by_end: dict[int, Draft] = {}
        by_start: dict[int, Draft] = {}
        for known in (*names, *demonyms):
            by_end[known.last] = known
            by_start.setdefault(known.first, known)
        covered = {k for d in names for k in range(d.first, d.last + 1)}
        found: list[Draft] = []
        anaphors = AnaphorReader(self._table, self._kb, names)
        after = 0
        for i in [k for k, low in enumerate(self._lower) if low in self._starts]:
            draft: Draft | None = None
            if i >= after and (i not in covered or self._table.words[i].islower()):
                draft = (
                    self._read_title(i, by_end, by_start, covered, main_country)
                    or self._read_counterpart(i, by_end)
                    or self._read_body(i, by_end, by_start, covered, main_country)
                    or anaphors.read(i, self._seen_roles)
                )
            if draft is not None:
                found.append(draft)
                after = max(draft.last, i) + 1
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
        self._last_office = office.partition("-")[2] if office is not None else self._kb.titles[""].get(title, self._last_office)
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
        offices = (office,) if office is not None else index_offices(kb).get(title, ())
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

    def _read_counterpart(self, i: int, by_end: Mapping[int, Draft]) -> Draft | None:
        """Read "her French counterpart": who holds in that country the office last spoken of."""
        if self._lower[i] != COUNTERPART or self._last_office is None:
            return None
        owner, first, past = self._owner_before(i, by_end)
        country = self._country_of(owner) if owner is not None else None
        office = f"office:{country}-{self._last_office}"
        if office not in self._kb.entities or past:
            return None
        title = self._last_office.replace("-", " ")
        draft = self._make_role(first, i, title, office, None, past)
        draft.rule, draft.confidence = f"{draft.rule}; counterpart as {title}", 0.6
        return draft

    def _read_body(self, i: int, by_end: Mapping[int, Draft], by_start: Mapping[int, Draft], covered: set[int], main: str | None) -> Draft | None:
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
        if country is None and main is not None and words[-1] in MAIN_BODIES and i and self._lower[i - 1] == "the" and owner is None and end == last:
            entity_id = self._kb.institution(main, " ".join(words)) if self._lower[last + 1 : last + 2] not in (["of"], ["for"], ["in"]) else None
        if entity_id is None:
            people = by_end.get(i - 1)
            is_media = people is not None and people.kind == "people" and self._kb.phrases.get(" ".join(words)) == MEDIA
            return self._make_media(people.first, last, people) if is_media and people is not None else None
        rule = f"pattern: {' '.join(words)} of {country}" if country is not None else f"{' '.join(words)} of {main}, the article's main country"
        draft = make_draft(self._table, first if country is not None else i, end, "organisation", 0.8 if country is not None else 0.5, rule)
        own = self._kb.names.find(draft.text) if country is not None else ()
        draft.sense, draft.entity_id = "role", own[0] if len(own) == 1 else entity_id
        entity_id = draft.entity_id
        draft.kind = self._kb.entities[entity_id].kind
        return draft

    def _make_media(self, first: int, last: int, owner: Draft) -> Draft:
        """Make "Arab media": many outlets of no one country, so no entity."""
        draft = make_draft(self._table, first, last, "organisation", 0.7, f"outlets of {owner.entity_id}, which are of no one country")
        draft.sense = "role"
        return draft
