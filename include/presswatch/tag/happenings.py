"""Happenings: which of the coded events tell of the same thing, within an article or across the articles of a story.

Owns what makes two tellings one happening. Each event, in the order given, joins the happening that it shares most with, or begins
one of its own; a later telling never changes what was said of earlier ones. Which articles make up a story is `dedupe`'s business.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from presswatch.ids import stable_id
from presswatch.model.language import Event, EventActor

_PARTY_SHARED, _COUNTRY_SHARED, _PLACE_SHARED, _TIME_SHARED, _MODE_SHARED = 3, 2, 1, 1, 1
_ENOUGH = 2
_APART = dt.timedelta(days=1)
_DAYLIKE = {"second", "minute", "hour", "part_of_day", "day", "weekend"}


@dataclass(slots=True)
class _Side:
    """What is known of the doers, or of those it was done to."""

    entities: set[str] = field(default_factory=set)
    countries: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, parties: Iterable[EventActor]) -> _Side:
        side = cls()
        for party in parties:
            if party.entity_id:
                side.entities.add(party.entity_id)
            if party.country:
                side.countries.add(party.country)
            if not party.entity_id and not party.country:
                side.words.add(party.text.casefold().split()[-1] if party.text.strip() else "")
        return side

    def compare(self, other: _Side) -> int | None:
        """Return how much speaks for the same parties, or None where they are others."""
        if self.entities & other.entities or (self.words & other.words):
            return _PARTY_SHARED
        if self.countries and other.countries:
            return _COUNTRY_SHARED if self.countries & other.countries else None
        return None if self.entities and other.entities else 0

    def add(self, other: _Side) -> None:
        self.entities |= other.entities
        self.countries |= other.countries
        self.words |= other.words


@dataclass(slots=True)
class _Happening:
    happening_id: str
    type: str
    modes: set[str]
    actors: _Side
    recipients: _Side
    places: set[str]
    start: dt.datetime | None
    end: dt.datetime | None


def name_happenings(events: Sequence[Event]) -> list[Event]:
    """Return the events, in their order, with `happening_id` set: a stable id made from the first event that tells of the happening.

    Events are of one happening when their type is the same, neither parties nor day speak against it, and enough of doers,
    recipients, place, day and mode is shared. A denial, a plan and the deed itself may be tellings of one happening.
    """
    open_ones: list[_Happening] = []
    named = []
    for event in events:
        seen = _look_at(event)
        best, most = None, 0
        for happening in open_ones:
            score = _compare(happening, seen)
            if score is not None and score >= max(_ENOUGH, most + 1):
                best, most = happening, score
        if best is None:
            best = seen
            open_ones.append(seen)
        else:
            _join(best, seen)
        named.append(replace(event, happening_id=best.happening_id))
    return named


def _look_at(event: Event) -> _Happening:
    daylike = event.time_granularity in _DAYLIKE
    return _Happening(
        happening_id=stable_id("happening", event.event_id),
        type=event.type,
        modes={event.mode} if event.mode else set(),
        actors=_Side.of(event.actors),
        recipients=_Side.of(event.recipients),
        places={place.entity_id or place.text.casefold() for place in event.places},
        start=event.time_start_at if daylike else None,
        end=event.time_end_at if daylike else None,
    )


def _compare(one: _Happening, other: _Happening) -> int | None:
    """Return how much the two share, or None where something speaks against their being one."""
    actors, recipients = one.actors.compare(other.actors), one.recipients.compare(other.recipients)
    if one.type != other.type or actors is None or recipients is None:
        return None
    score = actors + recipients
    if one.start and one.end and other.start and other.end:
        if one.start - _APART > other.end or other.start - _APART > one.end:
            return None
        score += _TIME_SHARED
    if one.modes and other.modes:
        if not one.modes & other.modes:
            return None
        score += _MODE_SHARED
    return score + _PLACE_SHARED * bool(one.places & other.places)


def _join(happening: _Happening, seen: _Happening) -> None:
    happening.modes |= seen.modes
    happening.actors.add(seen.actors)
    happening.recipients.add(seen.recipients)
    happening.places |= seen.places
    if happening.start is None:
        happening.start, happening.end = seen.start, seen.end
