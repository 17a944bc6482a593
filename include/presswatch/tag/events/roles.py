"""Who and where: from the heads in a frame's slots to actors, recipients and places with entity, country and sector.

A capital as doer or recipient stands for the government of its country, another town for its people (PLOVER). What isn't known stays null.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from presswatch.model.language import Entity, EventActor, EventPlace, Mention
from presswatch.tag.events.modality import Coded
from presswatch.tag.events.view import RELATIVE, SentenceView
from presswatch.tag.knowledge.base import KnowledgeBase

DEFAULT_RECIPIENTS = ("obj", "against", "on", "to", "with", "iobj", "at", "from", "for", "content", "over", "of", "into")
PLACE_SLOTS = ("in", "at", "near", "outside", "inside", "across", "around", "off", "along", "on")
PLACE_RECIPIENT_TYPES = frozenset({"ASSAULT", "COERCE", "MOBILIZE", "AID", "CONCEDE", "THREATEN", "PROTEST", "RETREAT", "AGREE"})
_PRONOUNS = frozenset({"he", "she", "they", "it", "him", "her", "them", "we", "i", "us", "himself", "herself", "themselves", "itself"})
_PLACE_KINDS = frozenset({"country", "city", "region", "place"})
_LARGE = 400_000  # people
_NOT_ACTORS = frozenset({"work", "product", "event"})


class RoleFinder:
    """Finds actors, recipients and places of the coded acts of one sentence."""

    def __init__(self, view: SentenceView, kb: KnowledgeBase, coded: Sequence[Coded]) -> None:
        self.view = view
        self.kb = kb
        self._nouns = {c.match.head: c for c in coded if c.match.frame.is_noun}

    # ------------------------------------------------------------------ roles
    def find_actors(self, item: Coded) -> tuple[EventActor, ...]:
        """Return who does the act."""
        if item.subject is not None:
            return self.resolve(item.subject)
        frame = item.match.frame
        found = self._first_slot(item, item.match.entry.actor)
        if not found and frame.is_noun:
            found = self._first_slot(item, ("by", "poss", "mod", "from", "subj"))
        if not found and not frame.is_noun:
            found = self._doers_behind(frame.get("subj"))
        return found

    def find_recipients(self, item: Coded, actors: tuple[EventActor, ...]) -> tuple[EventActor, ...]:
        """Return to whom it is done, without those that do it."""
        if item.recipient is not None:
            return _without(self.resolve(item.recipient), actors)
        slots = list(dict.fromkeys((*item.match.entry.recipient, *DEFAULT_RECIPIENTS)))
        nameless: tuple[EventActor, ...] = ()
        for slot in slots:
            found = _without(self._slot_actors(item, slot), actors)
            if any(f.country for f in found) or (found and not any(_is_own(f) for f in found) and slot in item.match.entry.recipient[:1]):
                return found
            nameless = nameless or tuple(f for f in found if not _is_own(f))
        if item.match.frame.is_noun:
            nameless = _without(self._slot_actors(item, "victim"), actors) or nameless
        if nameless:
            return nameless
        if item.type in PLACE_RECIPIENT_TYPES:
            for slot in ("in", "near", "into", "along", "around", "across"):
                found = _without(self._slot_actors(item, slot), actors)
                if found:
                    return found
        return ()

    def find_places(self, item: Coded) -> tuple[EventPlace, ...]:
        """Return where it happens: place names in phrases of place that hang on the act or on what it is done to."""
        view = self.view
        heads: list[int] = []
        for slot in PLACE_SLOTS:
            heads.extend(item.match.frame.get(slot))
        if view.parsed:
            for slot in ("obj", "on", "against"):
                for h in item.match.frame.get(slot):
                    heads.extend(k for k in view.phrase(h) if view.case_of(k) in ("in", "near", "at", "outside"))
        places: dict[int, EventPlace] = {}
        for h in heads:
            for k in (range(*_end(view.core(h))) if view.parsed else [h]):
                mention = view.mention[k]
                if mention is not None and mention.kind in _PLACE_KINDS and mention.sense != "demonym" and mention.start_char not in places:
                    entity = self._entity(mention)
                    places[mention.start_char] = EventPlace(
                        text=mention.text, start=mention.start_char, end=mention.end_char, entity_id=mention.entity_id,
                        country=entity.country if entity else self._common_country(mention),
                    )
        return tuple(places.values())

    # ------------------------------------------------------------------ slots
    def _first_slot(self, item: Coded, slots: Iterable[str]) -> tuple[EventActor, ...]:
        for slot in slots:
            found = self._slot_actors(item, slot)
            if found:
                return found
        return ()

    def _slot_actors(self, item: Coded, slot: str) -> tuple[EventActor, ...]:
        return self.resolve(self._slot_heads(item, slot))

    def _slot_heads(self, item: Coded, slot: str) -> list[int]:
        frame, entry = item.match.frame, item.match.entry
        if slot == "content":
            return self._content_heads(item)
        if "." in slot:
            base, inner = slot.split(".", 1)
            return [g for h in self._slot_heads(item, base) for g in self._inner(h, inner)]
        if "passive" in entry.flags and slot in ("subj", "by"):
            return frame.get("obj") if slot == "subj" else frame.get("subj")
        return frame.get(slot)

    def _inner(self, h: int, inner: str) -> list[int]:
        view = self.view
        if inner == "poss":
            return [c for c in view.children[h] if view.dep[c] == "nmod:poss"]
        if inner == "mod":
            return [c for c in view.children[h] if view.dep[c] in ("amod", "compound", "nmod:desc")]
        return [g for k in view.phrase(h) if k != h and view.case_of(k) == inner for g in view.heads(k)]

    def _content_heads(self, item: Coded) -> list[int]:
        """Return who an act about an act falls on: the subject of a that-clause of its own, else the object of the infinitive."""
        view, frame = self.view, item.match.frame
        for head in frame.content_heads:
            if view.pos[head] in ("NOUN", "PROPN"):
                misread = self._find_clause_subject(head)
                if misread is not None:
                    return [misread]
            own = [h for c in view.children[head] if view.dep[c] in ("nsubj", "nsubj:pass") for h in view.heads(c)]
            if own and not all(view.low[h] in _PRONOUNS for h in own) and not any(view.low[c] == "to" and view.dep[c] == "mark" for c in view.children[head]):
                return own
        found: list[int] = []
        for head in frame.content_heads:
            for slot in ("obj", "iobj", "to", "on", "against", "with", "from", "for", "in", "into"):
                for k in view.children[head]:
                    dep, case = view.dep[k], view.case_of(k)
                    if (slot == "obj" and dep == "obj") or (slot == "iobj" and dep == "iobj") or (dep in ("obl", "nmod", "obl:agent") and case == slot):
                        found.extend(view.heads(k))
            for k in sorted(view.subtree(head, frozenset({"acl:relcl", "parataxis"}))):
                if view.pos[k] in ("NOUN", "PROPN") and view.dep[k] in ("obj", "nmod", "obl", "iobj", "nsubj", "nmod:poss", "amod"):
                    found.append(k)
        actors = [h for h in dict.fromkeys(found) if self._is_actor(h)]
        if not actors and not view.parsed:
            actors = [k for k in sorted(frame.content) if view.is_actor_word(k)][:1]
        if not actors:
            return []
        named = next((h for h in actors if any(a.country for a in self._resolve_one(h))), actors[0])
        return [h for h in view.heads(named) if h in actors] or [named]

    def _find_clause_subject(self, head: int) -> int | None:
        """Return the actor right behind "that" where the tree took the whole clause for a noun phrase ("that the government end curbs")."""
        view = self.view
        that = next((c for c in view.children[head] if view.low[c] == "that" and c < head), None)
        if that is None:
            return None
        found = None
        for k in range(that + 1, head + 1):
            if view.pos[k] not in ("DET", "ADJ", "NOUN", "PROPN", "NUM", "PART"):
                break
            if view.is_actor_word(k) and view.pos[k] != "ADJ":
                found = k
            elif found is not None and view.pos[k] == "NOUN":
                break
        if found is not None:
            view.spans.setdefault(found, (that + 1, found))
        return found

    def _doers_behind(self, heads: Sequence[int]) -> tuple[EventActor, ...]:
        """Return who stands behind a thing that acts: "a Taliban attack killed", "missiles fired by the rebels hit"."""
        view = self.view
        for h in heads:
            if h in self._nouns:
                found = self.find_actors(self._nouns[h])
                if found:
                    return found
            if not view.parsed:
                continue
            inner = [*self._inner(h, "poss"), *self._inner(h, "mod"), *self._inner(h, "by"), *self._inner(h, "from")]
            found = self.resolve([k for k in inner if view.mention[k] is not None])
            if found:
                return found
        return ()

    # ------------------------------------------------------------------ phrases to actors
    def _is_actor(self, h: int) -> bool:
        view = self.view
        return view.names_actor(h, loose=True)

    def resolve(self, heads: Iterable[int]) -> tuple[EventActor, ...]:
        """Return the actors that noun phrases name; phrases that name none are left out."""
        found: dict[tuple[int, int, str | None], EventActor] = {}
        for h in heads:
            for actor in self._resolve_one(h):
                found.setdefault((actor.start, actor.end, actor.country), actor)
        return tuple(found.values())

    def _resolve_one(self, h: int) -> list[EventActor]:
        view = self.view
        if (view.low[h] in _PRONOUNS and not (view.tokens[h].text.isupper() and len(view.low[h]) > 1)) or view.low[h] in RELATIVE:
            antecedent = self._find_antecedent(h)
            if antecedent is not None:
                return self._resolve_one(antecedent)
            mention = view.mention[h]
            entity = self._entity(mention) if mention else None
            return [self._make(h, h, mention, entity.country if entity else None, entity.sector if entity else None)]
        if not self._is_actor(h):
            return []
        first, last = view.core(h)
        text = view.text(first, last)
        mentions = self._mentions_in(first, last)
        own = view.mention[h] if view.mention[h] is not None and view.mention[h].kind not in _NOT_ACTORS else None  # type: ignore[union-attr]
        if own is not None and self._is_part_of_name(own, first, last):
            own = None
        sector = self.kb.agent_sector(_strip_possessive(text))
        premodifiers = [m for m in mentions if m is not own and m.kind == "country" and m.end_char <= view.start[h]]
        countries = list(dict.fromkeys(c for c in map(self._country, premodifiers) if c))
        if len(countries) > 1 and "and" in view.low[first:h]:
            return [
                EventActor(text=m.text if k else text, start=m.start_char if k else view.start[first], end=m.end_char if k else view.end[last], entity_id=m.entity_id, country=self._country(m), sector=sector)
                for k, m in enumerate(premodifiers)
            ]
        country: str | None = None
        entity_id: str | None = None
        if own is not None:
            entity = self._entity(own)
            country = self._country(own)
            entity_id = own.entity_id
            sector = (entity.sector if entity else None) or sector
            if own.kind in _PLACE_KINDS and own.sense != "demonym":
                sector = sector or self._place_sector(own, entity)
        if country is None:
            for mention in (*premodifiers, *sorted(mentions, key=lambda m: m.kind in ("city", "region", "place"))):
                if self._is_part_of_name(mention, first, last):
                    continue
                country = self._country(mention)
                if country:
                    entity_id = entity_id or (mention.entity_id if mention.kind != "country" or (own is None and sector is None) else None)
                    break
        if country is None:
            country = self._country_in_words(first, last)
        if country is None and view.parsed:
            country = self._country_nearby(h)
        return [
            EventActor(text=text, start=view.start[first], end=view.end[last], entity_id=entity_id, country=country, sector=sector)
        ]

    def _is_part_of_name(self, mention: Mention, first: int, last: int) -> bool:
        """Tell whether a town's name is only a word of a longer name: "King Hassan", "the Bush administration", "Union of Teachers".

        A town counts as such where a title stands before it or where more of a name follows, unless it is a capital or a large city.
        """
        if mention.kind not in ("city", "region", "place"):
            return False
        view = self.view
        inside = [k for k in range(first, last + 1) if view.mention[k] is mention]
        if not inside:
            return False
        if view.case_of(inside[-1]) in ("of", "in", "from", "at", "for") or (inside[0] > 0 and view.low[inside[0] - 1] in ("of", "in", "from", "at")):
            return False
        before = range(first, inside[0])
        titled = any(view.low[k] in view.actor_words or view.pos[k] == "PROPN" for k in before if view.mention[k] is None or view.mention[k].kind != "country")  # type: ignore[union-attr]
        more = any(view.pos[k] in ("PROPN", "NOUN") for k in range(inside[-1] + 1, last + 1))
        if not titled and not more:
            return False
        large = mention.entity_id is not None and (self.kb.capital_country(mention.entity_id) is not None or self.kb.population.get(mention.entity_id, 0) > _LARGE)
        return titled or not large

    def _country_in_words(self, first: int, last: int) -> str | None:
        """Return the country that an adjective or a name within a longer, unlinked name tells: "the Latvian Constitutional Court"."""
        texts = [self.view.tokens[k].text for k in range(first, last + 1)]
        for size in (3, 2, 1):
            for k in range(len(texts) - size + 1):
                words = " ".join(texts[k : k + size])
                if not words[:1].isupper():
                    continue
                country = self.kb.demonym_country(words)
                if country is None:
                    entity = next(iter(self.kb.names.find(words)), None)
                    country = self.kb.entities[entity].country if entity is not None and entity.startswith("country:") else None
                if country:
                    return country
        return None

    def _country_nearby(self, h: int) -> str | None:
        """Return the country named in an apposition or in a phrase of place on the noun: "rebels in Sudan", "Mr Obi, the Nigerian envoy"."""
        view = self.view
        for child in view.children[h]:
            if view.dep[child] == "appos" or (view.dep[child] == "nmod" and view.case_of(child) in ("in", "of", "from", "at", "for")):
                first, last = view.core(child)
                for mention in self._mentions_in(first, last):
                    country = self._country(mention)
                    if country:
                        return country
        if view.dep[h] == "appos" and view.head[h] != h:
            first, last = view.core(view.head[h])
            for mention in self._mentions_in(first, last):
                country = self._country(mention)
                if country:
                    return country
        return None

    def _find_antecedent(self, h: int) -> int | None:
        """Return the noun that a pronoun of a reported clause takes up: the subject of the verb that reports it."""
        view = self.view
        if not view.parsed:
            return next((k for k in range(h - 1, -1, -1) if view.is_actor_word(k) and view.low[k] not in _PRONOUNS and view.pos[k] != "PRON"), None)
        if view.low[h] in RELATIVE:
            clause = view.head[h]
            return view.head[clause] if view.dep[clause] in ("acl:relcl", "advcl:relcl") and view.head[clause] != clause else None
        k, steps = view.head[h], 0
        while steps < 6:
            governor = view.head[k]
            if governor == k:
                break
            for child in view.children[governor]:
                if view.dep[child] in ("nsubj", "nsubj:pass") and child < h and view.low[child] not in _PRONOUNS and view.pos[child] in ("NOUN", "PROPN") and self._is_actor(child):
                    return child
            k = governor
            steps += 1
        for child in view.children[k]:
            if view.dep[child] in ("nsubj", "nsubj:pass") and child < h and view.pos[child] in ("NOUN", "PROPN") and self._is_actor(child):
                return child
        return None

    def _mentions_in(self, first: int, last: int) -> list[Mention]:
        found: dict[tuple[int, int], Mention] = {}
        for k in range(first, last + 1):
            for mention in self.view.inner[k]:
                found.setdefault((mention.start_char, mention.end_char), mention)
        return list(found.values())

    def _make(self, first: int, last: int, mention: Mention | None, country: str | None, sector: str | None) -> EventActor:
        view = self.view
        return EventActor(
            text=view.text(first, last), start=view.start[first], end=view.end[last], entity_id=mention.entity_id if mention else None, country=country, sector=sector
        )

    def _entity(self, mention: Mention) -> Entity | None:
        return self.kb.entities.get(mention.entity_id) if mention.entity_id else None

    def _country(self, mention: Mention) -> str | None:
        entity = self._entity(mention)
        return entity.country if entity else self._common_country(mention)

    def _common_country(self, mention: Mention) -> str | None:
        """Return the country on which all candidates of an ambiguous mention agree."""
        entities = [self.kb.entities[c] for c in mention.candidates if c in self.kb.entities]
        if mention.kind == "country":
            entities = [e for e in entities if e.kind == "country"] or entities
        countries = {e.country for e in entities}
        return countries.pop() if len(countries) == 1 else None

    def _place_sector(self, mention: Mention, entity: Entity | None) -> str | None:
        if mention.kind == "country" or entity is None:
            return None
        return "GOV" if self.kb.capital_country(entity.entity_id) else "CVL"


def _strip_possessive(text: str) -> str:
    for ending in ("'s", "’s", "'", "’"):
        if text.endswith(ending):
            return text[: -len(ending)]
    return text


def _is_own(actor: EventActor) -> bool:
    """Tell whether a phrase is what the doer has: "its troops" isn't to whom it is done."""
    return actor.text.split(" ", 1)[0].lower() in ("its", "their", "his", "her", "our", "my") and actor.country is None


def _end(span: tuple[int, int]) -> tuple[int, int]:
    return span[0], span[1] + 1


def _without(found: tuple[EventActor, ...], actors: tuple[EventActor, ...]) -> tuple[EventActor, ...]:
    """Leave out who does the act: the same words, or the same known entity."""
    spans = [(a.start, a.end) for a in actors]
    ids = {a.entity_id for a in actors if a.entity_id}
    return tuple(
        f for f in found
        if not any(f.start < end and f.end > start for start, end in spans) and not (f.entity_id and f.entity_id in ids and not f.entity_id.startswith("country:"))
    )
