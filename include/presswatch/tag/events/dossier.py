"""Dossiers: what an article tells elsewhere of who takes part in an act: the country and sector of people, of pronouns, of "the diplomats".

A person's country is what stands beside the name once ("Zambia's former minister, Chanda Mulubwa", "Aziz Tahirou, a former general in Chad");
short names and pronouns are followed back to it. "The diplomats" are those told of before, if all of that word were of one country. This module
reads mentions and claims and guesses nothing from what an article is mostly about: that is `homes`' business.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from presswatch.model.language import Claim, EventActor, Mention
from presswatch.tag.events.repair import load_features
from presswatch.tag.knowledge.base import KnowledgeBase

_BEFORE, _AFTER = 60, 48  # characters between a name and the country beside it
_GAP_BEFORE = re.compile(r"(?:['’]s?)?((?: [\w-]+){1,5}),? ?")
_GAP_AFTER = re.compile(r", (?:an? |the |one of )?((?:[\w-]+ ){0,5}?)(?:(of|in|from|for) (?:the )?)?")
_BEHIND = re.compile(r"(?:['’]s?)?((?: [\w-]+){1,4})")
_POINTS = re.compile(r" at (\d+)$")  # "short for 'Ana Ruiz' at 120", "pronoun for ..."
_TIES = frozenset({"ally", "rival", "enemy", "foe", "counterpart", "adversary", "critic", "opponent", "captive", "hostage", "prisoner", "target", "supporter", "backed", "occupied", "based", "born", "trained", "war"})
_LINKS = frozenset({"and", "or", "but", "said", "says", "told", "with", "as", "when", "that", "today", "yesterday", "now", "also", "recently", "again", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "to", "by", "against", "on", "at", "after", "before", "while", "who", "which", "is", "was", "has", "had", "will", "from"})


class Known(NamedTuple):
    """What is known of a person."""

    country: str | None
    sector: str | None


class Dossier:
    """What one article tells of those it names. `people` are the words for people and offices."""

    def __init__(self, text: str, mentions: Sequence[Mention], claims: Sequence[Claim], kb: KnowledgeBase, people: frozenset[str]) -> None:
        self._text = text
        self._mentions = mentions
        self._claims = claims
        self._kb = kb
        self._people = people
        self._described: dict[str, Known] | None = None
        self._starts: dict[int, Mention] = {}
        self._sources: dict[int, str] = {}
        self._groups: dict[str, set[str]] = {}

    def find_person(self, mention: Mention) -> Known | None:
        """Return what the article tells of the person that a name or a pronoun stands for, None where it tells nothing."""
        if self._described is None:
            self._described = self._describe()
        seen: set[int] = set()
        while mention.start_char not in seen:
            seen.add(mention.start_char)
            known = self._described.get(_surname(mention.text)) if mention.sense != "pronoun" else None
            if known is not None:
                return known
            points = _POINTS.search(mention.rule or "")
            found = self._starts.get(int(points.group(1))) if points else None
            if found is None:
                return None
            mention = found
        return None

    def find_source(self, start: int) -> str | None:
        """Return the entity that the pronoun at `start` stands for as the source of a claim: "It has refused to ..."."""
        if self._described is None:
            self._described = self._describe()
        return self._sources.get(start)

    def keep(self, sides: Sequence[EventActor]) -> None:
        """Remember the countries of those told of by common nouns."""
        for side in sides:
            if side.country is not None and len(side.country) == 3:
                self._groups.setdefault(_head_word(side.text), set()).add(side.country)

    def find_group(self, text: str) -> str | None:
        """Return the country of those whom "the" and a noun take up again, None where none or several were told of."""
        if text[:4].lower() not in ("the ", "thes", "thos", "both"):
            return None
        countries = self._groups.get(_head_word(text), set())
        return next(iter(countries)) if len(countries) == 1 else None

    # ------------------------------------------------------------------ names
    def _describe(self) -> dict[str, Known]:
        self._starts = {m.start_char: m for m in self._mentions}
        self._sources = {s.start: s.entity_id for c in self._claims for s in c.sources if s.start is not None and s.entity_id is not None and s.text.lower() in ("it", "he", "she", "they")}
        described: dict[str, Known] = {}
        for k, mention in enumerate(self._mentions):
            if mention.kind not in ("person", "place") or mention.entity_id is not None or mention.sense != "literal":
                continue
            name = _surname(mention.text)
            if name in described:
                continue
            known = self._read_before(k) or self._read_after(k)
            if known is not None and (mention.kind == "person" or " " in mention.text):
                described[name] = known
        return described

    def _read_before(self, k: int) -> Known | None:
        name = self._mentions[k]
        for j in range(k - 1, max(-1, k - 6), -1):
            other = self._mentions[j]
            gap = self._text[other.end_char : name.start_char]
            if len(gap) > _BEFORE or "\n" in gap:
                return None
            country = self._country(other)
            if country is None or other.end_char > name.start_char:
                continue
            if other.sense == "role" and gap in (" ", ", "):
                return Known(country, self._sector(other))
            found = _GAP_BEFORE.fullmatch(gap)
            if found and self._is_title(found.group(1).split(), owned=not gap.startswith(" ")):
                return Known(country, self._kb.agent_sector(found.group(1).strip()))
        return None

    def _read_after(self, k: int) -> Known | None:
        name = self._mentions[k]
        for other in self._mentions[k + 1 : k + 5]:
            gap = self._text[name.end_char : other.start_char]
            if len(gap) > _AFTER or "\n" in gap:
                return None
            country = self._country(other)
            found = _GAP_AFTER.fullmatch(gap) if country is not None else None
            if found is None:
                continue
            inside, link = found.group(1).split(), found.group(2)
            if other.sense == "role" and not inside:
                return Known(country, self._sector(other))
            if link and self._is_title(inside):
                return Known(country, self._kb.agent_sector(" ".join(inside)))
            behind = _BEHIND.match(self._text, other.end_char)
            if not link and behind and not inside and any(self._is_title(behind.group(1).split()[:n]) for n in range(1, 5)):
                return Known(country, self._kb.agent_sector(behind.group(1).split()[0]))
        return None

    def _is_title(self, words: Sequence[str], owned: bool = True) -> bool:
        """Tell whether words between a country and a name say what someone is: "former mines minister". `owned`: behind "'s", where no verb stands."""
        low = [word.lower() for word in words]
        if not low or not _TIES.isdisjoint(low) or not _LINKS.isdisjoint(low):
            return False
        verbs = load_features()
        if any("past" in verbs.get(word, ()) or (not owned and "s" in verbs.get(word, ())) for word in low):
            return False  # "Chad criticised minister Ana Ruiz"
        return low[-1] in self._people and low[-1] not in _TIES

    def _country(self, mention: Mention) -> str | None:
        entity = self._kb.entities.get(mention.entity_id) if mention.entity_id else None
        return entity.country if entity is not None and mention.kind in ("country", "city", "region", "office", "organisation", "armed_group", "party") else None

    def _sector(self, mention: Mention) -> str | None:
        entity = self._kb.entities.get(mention.entity_id) if mention.entity_id else None
        return entity.sector if entity is not None else None


def _surname(name: str) -> str:
    return name.split()[-1]


def _head_word(text: str) -> str:
    """Return the noun of a phrase: its last word before "of", in lower case."""
    return text.split(" of ", 1)[0].split(" in ", 1)[0].split()[-1].lower()
