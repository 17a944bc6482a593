"""Phrases to actors: what a noun phrase names, with entity, country and sector.

A capital as doer or recipient stands for the government of its country, another town for its people (PLOVER). What isn't known stays null;
what the rest of the sentence tells of an actor's country is `homes`' business, which phrase is doer or recipient is `roles`'.
"""

from __future__ import annotations

from collections.abc import Iterable

from presswatch.model.language import Entity, EventActor, Mention
from presswatch.tag.events.dossier import Dossier
from presswatch.tag.events.lexicon import load_lexicon
from presswatch.tag.events.naming import NameReader
from presswatch.tag.events.pronouns import find_antecedent, is_pronoun
from presswatch.tag.events.view import PLACE_KINDS, RELATIVE, SentenceView
from presswatch.tag.knowledge.base import KnowledgeBase

BELIEVERS = "IMG"  # PLOVER's code for people of a faith or a nation without a state
_SUPRANATIONAL = frozenset({"IGO", "UNO", "EUR", "NGO"})
_STAYING = frozenset({"flee", "escape", "operate", "fight", "live", "work", "serve", "base", "station"})
_OFFICIALS = frozenset({"GOV", "LEG", "PTY"})
_HOUSES = ("BUS", "EDU", "LAB", "REL", "MED", "JRN", "SOC")
_NOT_ACTORS = frozenset({"work", "product", "event"})


class ActorResolver(NameReader):
    """Resolves the noun phrases of one sentence."""

    def __init__(self, view: SentenceView, kb: KnowledgeBase, dossier: Dossier | None = None) -> None:
        super().__init__(view, kb)
        self.dossier = dossier

    def is_actor(self, h: int) -> bool:
        """Tell whether the noun phrase at `h` names an actor, itself or by a modifier."""
        view = self.view
        return view.names_actor(h, loose=True)

    def resolve(self, heads: Iterable[int]) -> tuple[EventActor, ...]:
        """Return the actors that noun phrases name; phrases that name none are left out."""
        found: dict[tuple[int, int, str | None], EventActor] = {}
        for h in heads:
            for actor in self.resolve_one(h):
                found.setdefault((actor.start, actor.end, actor.country), actor)
        return tuple(found.values())

    def resolve_one(self, h: int) -> list[EventActor]:
        """Return the actors that the noun phrase at `h` names."""
        view = self.view
        if is_pronoun(view, h) or view.low[h] in RELATIVE:
            antecedent = find_antecedent(view, h)
            if antecedent is not None:
                return self.resolve_one(antecedent)
            if view.low[h] in RELATIVE:
                return []
            mention = view.mention[h]
            entity = self.entity_of(mention) if mention else None
            if entity is None and self.dossier is not None:
                entity = self.kb.entities.get(self.dossier.find_source(view.start[h]) or "")
                known = self.dossier.find_person(mention) if entity is None and mention is not None else None
                if known is not None:
                    return [self._make(h, h, mention, known.country, known.sector)]
            return [self._make(h, h, mention, entity.country if entity else None, entity.sector if entity else None)]
        if not self.is_actor(h) or (view.low[h].isdigit() and h and view.low[h - 1] == ","):
            return []  # "Mr Obi, 29, was convicted"
        first, last = view.core(h)
        first = next((k + 1 for k in range(h - 1, first - 1, -1) if view.low[k] == "that" and view.pos[k] in ("SCONJ", "PRON") and view.mention[k] is None), first)
        text = view.text(first, last)
        mentions = [m for m in self._mentions_in(first, last) if not self._is_sided(m, first, last)]
        own = view.mention[h] if view.mention[h] is not None and view.mention[h].kind not in _NOT_ACTORS else None  # type: ignore[union-attr]
        if own is not None and self._is_part_of_name(own, first, last):
            own = None
        nature = load_lexicon().classes["NATURE"].words
        if view.low[h] in nature or (own is not None and own.kind in PLACE_KINDS and not nature.isdisjoint(own.text.lower().split())):
            return []  # what happens to a ship in the Baltic Sea isn't done to the sea
        if text.lower().removeprefix("the ") == "secretary-general":
            return [EventActor(text=text, start=view.start[first], end=view.end[last], country="IGO")]  # whichever body's
        sector = self.kb.agent_sector(_strip_possessive(text))
        if sector in _OFFICIALS and own is None:
            sector = self._house_sector(first, h) or sector
        premodifiers = [m for m in mentions if m is not own and m.kind == "country" and m.end_char <= view.start[h]]
        countries = list(dict.fromkeys(c for c in map(self.country_of, premodifiers) if c))
        if len(countries) > 1 and "and" in view.low[first:h]:
            return [
                EventActor(text=m.text if k else text, start=m.start_char if k else view.start[first], end=m.end_char if k else view.end[last], entity_id=m.entity_id, country=self.country_of(m), sector=sector)
                for k, m in enumerate(premodifiers)
            ]
        joined = self._list_joined(h) if own is None and not premodifiers and view.parsed else []
        if len(joined) > 1:
            end = max(view.end[last], *(m.end_char for m in joined))
            text = view.source[view.start[first] : end]
            return [EventActor(text=text, start=view.start[first], end=end, entity_id=m.entity_id, country=self.country_of(m), sector=sector) for m in joined]
        country: str | None = None
        entity_id: str | None = None
        body = next((e for m in mentions if m is not own and m.kind == "organisation" and m.end_char <= view.start[h] for e in [self.entity_of(m)] if e and e.country in _SUPRANATIONAL), None)
        if own is not None:
            entity = self.entity_of(own)
            country = self.country_of(own)
            if country == BELIEVERS and countries:
                country = countries[0]  # "Iraqi Kurds"
            elif country == BELIEVERS and view.parsed:
                country = self._country_nearby(h, ("from",)) or country  # "a Christian missionary from Calgary"
            entity_id = own.entity_id
            sector = (entity.sector if entity else None) or sector or (self._title_sector(own, first) if own.kind == "person" else None)
            if own.kind in PLACE_KINDS and own.sense != "demonym":
                sector = sector or self._place_sector(own, entity)
            if body is not None and own.kind == "person":
                country = body.country  # "U.N. mediator Ana Ruiz": who is sent stands for who sends
        if country is None:
            for mention in (*premodifiers, *sorted(mentions, key=lambda m: m.kind in ("city", "region", "place"))):
                if self._is_part_of_name(mention, first, last):
                    continue
                country = self.country_of(mention)
                if country:
                    entity_id = entity_id or (mention.entity_id if mention.kind != "country" or (own is None and sector is None) else None)
                    break
        if country is None:
            country = self._country_in_words(first, last)
        if country is None and view.parsed:
            country = self._country_nearby(h) or self._country_of_owner(h)
        if country is None and self.dossier is not None:
            known = self.dossier.find_person(own) if own is not None and own.entity_id is None else None
            country, sector = (known.country, sector or known.sector) if known is not None else (self.dossier.find_group(text), sector)
        elif own is not None and own.sense == "demonym" and view.parsed and ("ethnic" in view.low[first:h] or view.low[h + 1 : h + 2] == ["of"]):
            country = self._country_nearby(h) or country  # "ethnic Hungarians in Slovakia", "the Albanians of Serbia"
        return [
            EventActor(text=text, start=view.start[first], end=view.end[last], entity_id=entity_id, country=country, sector=sector)
        ]

    def _house_sector(self, first: int, h: int) -> str | None:
        """Return the sector of the house to which an office belongs, if it isn't the state: "a university president", "a Google spokesman"."""
        view = self.view
        for mention in self._mentions_in(first, h):
            entity = self.entity_of(mention)
            if mention.kind in ("company", "outlet") or (mention.kind == "organisation" and entity is not None and entity.sector in _HOUSES):
                return (entity.sector if entity else None) or "BUS"
        for sector in _HOUSES:
            words = load_lexicon().classes.get(f"HOUSES_{sector}")
            if words is not None and not words.words.isdisjoint(view.low[first:h]):
                return sector
        return None

    def _list_joined(self, h: int) -> list[Mention]:
        """Return the countries of which several people are told at once: "the leaders of Mali and Niger"."""
        view = self.view
        if view.tag[h] != "NNS":
            return []
        heads = [g for c in view.children[h] if view.dep[c] == "nmod" and view.case_of(c) in ("of", "from") for g in view.heads(c)]
        found = [m for g in heads for m in [view.mention[g]] if m is not None and m.kind == "country" and self.country_of(m)]
        return found if len(found) == len(heads) else []

    def _country_nearby(self, h: int, cases: tuple[str, ...] = ("in", "of", "from", "at", "for")) -> str | None:
        """Return the country named in an apposition or in a phrase of place on the noun: "rebels in Sudan", "Mr Obi, the Nigerian envoy"."""
        view = self.view
        for child in view.children[h]:
            if view.dep[child] == "acl" and view.tag[child] == "VBG" and view.lemma[child] in _STAYING:
                inside = [k for k in view.subtree(child) if view.case_of(k) in ("in", "from", "near", "across")]
                country = next((c for k in inside for m in self._mentions_in(*view.core(k)) if m.kind in PLACE_KINDS for c in [self.country_of(m)] if c), None)
                if country:
                    return country  # "refugees fleeing the war in Liberia"
            if (view.dep[child] == "appos" and len(cases) > 1) or (view.dep[child] == "nmod" and view.case_of(child) in cases):
                first, last = view.core(child)
                for mention in self._mentions_in(first, last):
                    country = self.country_of(mention)
                    if country:
                        return country
        if view.dep[h] == "appos" and view.head[h] != h:
            first, last = view.core(view.head[h])
            for mention in self._mentions_in(first, last):
                country = self.country_of(mention)
                if country:
                    return country
        return None

    def _country_of_owner(self, h: int) -> str | None:
        """Return the country of whom a possessive pronoun takes up: "Chad said its troops left"."""
        view = self.view
        for child in view.children[h]:
            if view.dep[child] == "nmod:poss" and view.low[child] in ("its", "their", "his", "her"):
                antecedent = find_antecedent(view, child)
                if antecedent is not None and antecedent != h:
                    return next((a.country for a in self.resolve_one(antecedent) if a.country), None)
        return None

    def _title_sector(self, person: Mention, first: int) -> str | None:
        """Return the sector of the title before a person's name: "President", "opposition leader"."""
        view = self.view
        title = [view.low[k] for k in range(first, view.n) if view.start[k] < person.start_char and view.low[k] not in ("the", "former", "ex")]
        return self.kb.agent_sector(" ".join(title)) if title else None

    def _make(self, first: int, last: int, mention: Mention | None, country: str | None, sector: str | None) -> EventActor:
        view = self.view
        return EventActor(
            text=view.text(first, last), start=view.start[first], end=view.end[last], entity_id=mention.entity_id if mention else None, country=country, sector=sector
        )

    def _place_sector(self, mention: Mention, entity: Entity | None) -> str | None:
        if mention.kind == "country" or entity is None:
            return None
        return "GOV" if self.kb.capital_country(entity.entity_id) else "CVL"


def _strip_possessive(text: str) -> str:
    for ending in ("'s", "’s", "'", "’"):
        if text.endswith(ending):
            return text[: -len(ending)]
    return text
