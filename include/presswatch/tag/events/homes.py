"""Homes: the country of people and offices whose own words don't tell it ("rebels", "the army", "ethnic Albanians").

Where the act happens tells it, else the state whose organ deals with them at home, else the one country that the sentence names beside the
two sides and its sources. Where none of these speaks clearly, the country stays null. This module changes countries only.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from presswatch.model.language import EventActor, EventPlace, Mention
from presswatch.tag.events.actors import BELIEVERS, ActorResolver
from presswatch.tag.events.domain import holds_pattern
from presswatch.tag.events.lexicon import Lexicon
from presswatch.tag.events.pronouns import PRONOUNS
from presswatch.tag.events.view import RELATIVE, SentenceView
from presswatch.tag.knowledge.base import KnowledgeBase

STATE_ORGANS = frozenset({"COP", "GOV", "JUD", "LEG"})
ROOTED = STATE_ORGANS | {"PTY", "OPP", "ELI", "MIL"}  # of some state, whichever it is
_ABROAD = frozenset({"regional", "international", "multinational", "global", "world", "peacekeeping", "foreign", "western", "expatriate", "expatriates", "settler", "settlers", "tourist", "tourists", "peacekeepers"})
OFFICIAL = ROOTED - {"PTY", "OPP", "ELI"} | {"IGO", "UNO", "NGO", "SPY"}
NO_STATES = frozenset({"IGO", "UNO", "EUR", "NGO", "ISM", "IMG", "MNC"})
_THE_COUNTRY = re.compile(r"(?i)\b(?:the|that) country(?:['’]s)?\b")
FOCUS_LEAST, FOCUS_SHARE = 3, 0.6
LEAD = 250  # characters
LAWLESS = frozenset({"UAF", "CRM", "ISM"})  # gunmen and pirates act beyond borders
BODILY = frozenset({"ASSAULT", "COERCE", "PROTEST"})  # acts that people suffer or do where they are
RULING = STATE_ORGANS | {"MIL"}
AT_HOME = frozenset({"LAB", "OPP", "PTY"})  # with whom a government talks at home
ABROAD_TOO = frozenset({"CONSULT", "AGREE", "COOPERATE", "SUPPORT"})
IN = frozenset({"in", "near", "at", "outside", "inside", "across", "throughout"})
DEALT_WITH = frozenset({"COERCE", "ASSAULT", "CONCEDE", "RETREAT", "SANCTION", "REJECT", "ACCUSE"})


class Sides(NamedTuple):
    """Both sides of an act, and how a country was found that the words of a side don't tell ("" where none was)."""

    actors: tuple[EventActor, ...]
    recipients: tuple[EventActor, ...]
    how: str = ""


def find_focus(mentions: Sequence[Mention], kb: KnowledgeBase, outlet_country: str | None = None) -> str | None:
    """Return the country that an article is about: that of most of its names, and of at least `FOCUS_LEAST`; None where none stands out.

    Names at the head of an article count twice; one alone never tells, unless it is the country of the outlet and no other is named.
    """
    counts: Counter[str] = Counter()
    names: Counter[str] = Counter()
    end = 0
    for mention in mentions:
        if mention.start_char == 0 and mention.kind == "city" and mention.text.isupper():
            continue  # a dateline: where the reporter sat
        entity = kb.entities.get(mention.entity_id) if mention.entity_id else None
        if entity is not None and entity.country and len(entity.country) == 3 and entity.country not in NO_STATES:
            counts[entity.country] += 2 if mention.start_char < LEAD else 1
            names[entity.country] += mention.start_char >= end  # "Danish" within "Danish soldiers" is no second name
            end = max(end, mention.end_char)
    if not counts:
        return None
    if outlet_country is not None and set(counts) == {outlet_country}:
        return outlet_country
    country, most = min(counts.items(), key=lambda item: (-item[1], item[0]))
    return country if names[country] > 1 and most >= FOCUS_LEAST and most >= FOCUS_SHARE * counts.total() else None


class HomeFinder:
    """Finds homes within one sentence."""

    def __init__(self, view: SentenceView, resolver: ActorResolver, lexicon: Lexicon, focus: str | None = None) -> None:
        self.view = view
        self.resolver = resolver
        self.lexicon = lexicon
        self.focus = focus
        self._background: tuple[tuple[int, str], ...] | None = None

    def settle(self, kind: str, actors: Sequence[EventActor], recipients: Sequence[EventActor], places: Sequence[EventPlace], head: int | None = None) -> Sides:
        """Return the sides of an act of type `kind`, told at `head`, with the countries that follow from what stands around them."""
        how: list[str] = []
        if self.focus and kind in DEALT_WITH | BODILY:  # whom the power of a state falls on at home is of that state
            actors, recipients = [self._settle_person(a, how) for a in actors], [self._settle_person(r, how) for r in recipients]
        if not any(self._is_homeless(a) for a in (*actors, *recipients)):
            return Sides(tuple(actors), tuple(recipients), how[0] if how else "")
        ruler = self._find_ruler(kind, actors, head)
        here = {p.country for p in places if p.country} or (self._list_places() if kind in BODILY else set())
        hosted = kind in ABROAD_TOO and head is not None and self.view.lemma[head] == "host"
        if hosted or (kind in ABROAD_TOO and here & {a.country for a in actors}):
            here = set()  # who comes to talks in a host's country comes from elsewhere
        # Where an act takes place is where those live who do it there or suffer it.
        found_recipients = [self._find(r, here, ruler, (*actors, *recipients), how) for r in recipients]
        found_actors = [a if a.sector in LAWLESS and not here else self._find(a, here, None, (*actors, *recipients), how) for a in actors]
        return Sides(tuple(found_actors), tuple(found_recipients), next((h for h in how if h != "article"), how[0] if how else ""))

    def _find(self, side: EventActor, here: set[str], ruler: str | None, sides: Sequence[EventActor], how: list[str]) -> EventActor:
        if not self._is_homeless(side):
            return side
        around = (self._list_background(sides) or self._find_state_of_subjects(side, sides)) if side.country is None and side.sector in ROOTED else set()
        focus = {self.focus} if self.focus and side.country is None and {c for _, c in self._list_countries()} <= {self.focus} else set()
        named = self._find_named_country(side, sides) or self._find_own_state(side, sides)
        for name, countries in (("sentence", {named} if named else set()), ("place", here), ("ruler", {ruler} if ruler else set()), ("sentence", around), ("article", focus)):
            if len(countries) == 1:
                how.append(name)
                return replace(side, country=next(iter(countries)))
        return side

    def _find_named_country(self, side: EventActor, sides: Sequence[EventActor]) -> str | None:
        """Return the country that "the country's airline" takes up: the one named before it that isn't the other side's."""
        if side.country is not None or _THE_COUNTRY.search(side.text) is None:
            return None
        others = {s.country for s in sides if s is not side}
        named = (m for m in self.view.mention if m is not None and m.kind in ("country", "city", "region", "organisation", "office") and m.end_char <= side.start)
        before = {c for c in map(self.resolver.country_of, named) if c} - others
        return before.pop() if len(before) == 1 else None

    def _find_own_state(self, side: EventActor, sides: Sequence[EventActor]) -> str | None:
        """Return the country of the government that unions or the opposition face where the sentence names no other."""
        others = [s for s in sides if s is not side]
        countries = {s.country for s in others}
        if side.country is not None or side.sector not in AT_HOME or len(countries) != 1 or any(s.sector not in RULING for s in others):
            return None
        country = countries.pop()
        return country if country and {c for _, c in self._list_countries()} <= {country} else None

    def _is_homeless(self, side: EventActor) -> bool:
        """Tell whether a side is told by common words alone: people, an office, a body, a group of faith or descent."""
        first = side.text.split(" ", 1)[0].lower()
        if first in PRONOUNS or first in RELATIVE or first in ("all", "both", "others", "some", "many"):
            return False
        words = side.text.lower().split()
        if side.country is not None and side.country != BELIEVERS and words[0] != "ethnic" and "ethnic" not in words[:3]:
            return False
        if (side.entity_id is not None and side.country is None) or not _ABROAD.isdisjoint(words):
            return False
        return side.country is not None or any(word in self.view.actor_words for word in words) or _THE_COUNTRY.search(side.text) is not None

    def _settle_person(self, side: EventActor, how: list[str]) -> EventActor:
        """Return a person of whom only the name is known with the country that the whole article is about."""
        if side.country is not None or side.entity_id is not None or {c for _, c in self._list_countries()} - {self.focus}:
            return side
        named = [m for k, m in enumerate(self.view.mention) if m is not None and side.start <= self.view.start[k] < side.end]
        if not named or any(m.kind != "person" or m.entity_id is not None or m.candidates for m in named):
            return side
        how.append("article")
        return replace(side, country=self.focus)

    def _find_ruler(self, kind: str, actors: Sequence[EventActor], head: int | None) -> str | None:
        """Return the country of the state organ that deals with people at home, None where it may be abroad."""
        if kind not in DEALT_WITH or len(actors) != 1 or actors[0].sector not in STATE_ORGANS:
            return None
        country = actors[0].country
        clause = set(self.view.subtree(head, frozenset({"conj", "parataxis"}))) if head is not None and self.view.parsed else set(range(self.view.n))
        named = {c for k, c in self._list_countries() if k in clause}
        return country if named <= {country} else None

    def _list_background(self, sides: Sequence[EventActor]) -> set[str]:
        """Return the countries that the sentence names outside both sides and outside who is cited for it."""
        view = self.view
        named = [s for s in sides if not any(view.is_place(k) and view.case_of(k) in IN for k in range(view.n) if s.start <= view.start[k] < s.end)]
        inside = [(s.start, s.end) for s in named]
        taken = {s.country for s in named}
        found = {c for k, c in self._list_countries() if not any(a <= view.start[k] < b for a, b in inside)}
        if len(named) < 2 or sum(s.country is None for s in named) > 1:  # the other side may be of the one country named: only where things are counts
            found &= self._list_places()
        return set() if found & taken else found

    def _find_state_of_subjects(self, side: EventActor, sides: Sequence[EventActor]) -> set[str]:
        """Return the country whose people or rebels face an office-holder where the sentence names no other: theirs is the president they defy."""
        others = [s for s in sides if s is not side]
        countries = {s.country for s in others}
        if side.sector not in RULING or len(countries) != 1 or not others or any(s.sector in OFFICIAL or s.sector is None for s in others):
            return set()
        country = countries.pop()
        return {country} if country and {c for _, c in self._list_countries()} == {country} else set()

    def _list_countries(self) -> tuple[tuple[int, str], ...]:
        if self._background is None:
            view = self.view
            cited = self._find_cited()
            found = []
            for k, inner in enumerate(view.inner):
                mention = next((m for m in inner if m.kind in ("country", "city", "region")), None)  # "Chadian" within "Chadian rebels", too
                if mention is None or k in cited:
                    continue
                country = self.resolver.country_of(mention)
                if country:
                    found.append((k, country))
            self._background = tuple(found)
        return self._background

    def _list_places(self) -> set[str]:
        """Return the countries of all places that the sentence puts behind a preposition of place, outside who is cited."""
        view = self.view
        return {c for k, c in self._list_countries() if view.is_place(k) and view.case_of(k) in IN}

    def _find_cited(self) -> set[int]:
        """Return the words of who is cited for the sentence: "..., Thai police said", "according to a Chadian paper"."""
        view, cited = self.view, set[int]()
        speech = self.lexicon.classes["SPEECH"]
        for k in range(view.n):
            if view.low[k] == "according":
                cited.update(range(k, view.n))
            elif holds_pattern(view.low, (k,), speech) is not None:
                for child in view.children[k]:
                    if view.dep[child] == "nsubj":
                        cited.update(view.subtree(child))
        return cited
