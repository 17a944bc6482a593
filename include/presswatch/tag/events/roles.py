"""Who and where: which slots of an act's frame hold its doers, its recipients and its places.

What a phrase in a slot names is `actors`' business.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from presswatch.model.language import EventActor, EventPlace
from presswatch.tag.events.actors import ActorResolver
from presswatch.tag.events.coded import Coded
from presswatch.tag.events.lexicon import load_lexicon
from presswatch.tag.events.pronouns import is_pronoun
from presswatch.tag.events.scenes import BORDERS, is_attack_somewhere, is_scene, is_suffered
from presswatch.tag.events.view import PLACE_KINDS, SentenceView

DEFAULT_RECIPIENTS = ("obj", "against", "on", "to", "with", "iobj", "at", "from", "for", "content", "over", "of", "into")
LEFT_FROM = frozenset({"aid.evacuate", "assault.abduct"})  # "evacuated the wounded from Gorazde": it happens there
PLACE_SLOTS = ("in", "at", "near", "outside", "inside", "across", "around", "off", "along", "on")
CAUSES = frozenset({"protest", "defiance", "opposition", "anger"})
_WITHIN = ("obj", "against", "over", "at", "of", "to", "with", "for", "into", "on", "from")
_AUTHORITIES = frozenset({"GOV", "LEG", "JUD", "COP", "MIL"})
_CONDITIONAL = frozenset({"THREATEN", "REJECT"})
_ASIDES = frozenset({"acl:relcl", "parataxis", "appos", "conj"})
SENDING = frozenset({"AID", "MOBILIZE"})
OF_PLACES = frozenset({"ACCUSE", "REQUEST"})
DONE_THERE = frozenset({"PROTEST", "ASSAULT", "COERCE", "SANCTION"})  # where those are who do it
TOWNS = frozenset({"village", "villages", "town", "towns", "city", "cities", "port", "district", "suburb", "region", "province", "island", "area", "capital"})
PLACE_RECIPIENT_TYPES = frozenset({"ASSAULT", "COERCE", "MOBILIZE", "AID", "CONCEDE", "THREATEN", "PROTEST", "RETREAT", "AGREE"})


class RoleFinder:
    """Finds actors, recipients and places of the coded acts of one sentence."""

    def __init__(self, view: SentenceView, actors: ActorResolver, coded: Sequence[Coded]) -> None:
        self.view = view
        self.actors = actors
        self._nouns = {c.match.head: c for c in coded if c.match.frame.is_noun}

    # ------------------------------------------------------------------ roles
    def find_actors(self, item: Coded) -> tuple[EventActor, ...]:
        """Return who does the act."""
        if item.subject is not None:
            return self.actors.resolve(item.subject)
        frame = item.match.frame
        if is_suffered(self.view, frame):
            return self._first_slot(item, ("by",))
        found = self._first_slot(item, item.match.entry.actor)
        if not found and frame.is_noun:
            found = self._first_slot(item, ("by", "poss", "mod", "from", "subj"))
        if not found and not frame.is_noun:
            found = self._doers_behind(frame.get("subj"))
        return found

    def find_recipients(self, item: Coded, actors: tuple[EventActor, ...]) -> tuple[EventActor, ...]:
        """Return to whom it is done, without those that do it."""
        if item.recipient is not None:
            return _without(self.actors.resolve(item.recipient), actors)
        if is_suffered(self.view, item.match.frame):
            return self._slot_actors(item, "poss")
        slots = list(dict.fromkeys((*item.match.entry.recipient, *DEFAULT_RECIPIENTS)))
        if item.match.entry.type in SENDING and "obj" not in item.match.entry.recipient and not item.match.frame.passive:
            slots = [slot for slot in slots if slot not in ("obj", "of")]  # what is sent isn't to whom
        nameless: tuple[EventActor, ...] = ()
        for slot in slots:
            found = tuple(f for f in _without(self._slot_actors(item, slot), actors) if not _is_own(f, actors))
            if any(f.country for f in found) or (found and slot in item.match.entry.recipient[:1]):
                return found
            nameless = nameless or found
        if item.match.frame.is_noun:
            nameless = _without(self._slot_actors(item, "victim"), actors) or nameless
        if nameless:
            return nameless
        within = _without(self._find_within(item), actors)
        if within:
            return within
        if item.type in OF_PLACES:
            affairs = load_lexicon().classes["LOCAL_AFFAIRS"].words
            heads = [h for slot in ("obj", "over", "for", "about", "at", "of", "to") for h in item.match.frame.get(slot) if self.view.low[h] in affairs]
            found = _without(self.actors.resolve([k for h in heads for c in self.view.children[h] if self.view.case_of(c) == "in" and self.view.is_country(c) for k in self.view.heads(c)]), actors)
            if found:
                return found
        if item.type in PLACE_RECIPIENT_TYPES and item.match.entry.type != "CONSULT":  # where they meet isn't whom they meet
            for slot in ("in", "near", "into", "along", "around", "across"):
                found = _without(self._slot_actors(item, slot), actors)
                if found:
                    return found
        return ()

    def _find_within(self, item: Coded) -> tuple[EventActor, ...]:
        """Return the first actor with a country inside what is done or said: "the computers of Cuban officers", "to protest the king's silence"."""
        view, frame = self.view, item.match.frame
        if not view.parsed:
            return ()
        roots = [h for slot in _WITHIN for h in frame.get(slot)]
        if item.type == "PROTEST":
            heads = {frame.head, *frame.get("gov")}
            roots += [c for h in heads for c in view.children[h] if view.dep[c] in ("advcl", "xcomp", "acl") or view.low[c] in CAUSES]
            roots += [h for h in frame.get("in") if view.low[h] in CAUSES]
        for root in roots:
            for k in view.subtree(root, _ASIDES):
                if view.mention[k] is None or view.dep[k] == "obl:agent" or view.case_of(k) in PLACE_SLOTS or (view.is_place(k) and view.case_of(view.head[k]) in PLACE_SLOTS):
                    continue
                while view.dep[k] in ("amod", "compound", "nmod:desc") and self.actors.is_actor(view.head[k]):
                    k = view.head[k]
                found = self.actors.resolve(view.heads(k))
                if any(f.country for f in found):
                    return found
        if item.type in ("PROTEST", "MOBILIZE"):
            against = self.actors.resolve([h for k in range(frame.head + 1, view.n) if view.low[k] == "against" and view.dep[k] == "case" for h in view.heads(view.head[k])])
            if any(f.country for f in against):
                return against  # "trained hackers to wage war against Chad"
        if item.type == "PROTEST":
            return self._find_authorities(frame.head)
        return self._find_conditions(item) if item.type in _CONDITIONAL else ()

    def _find_authorities(self, head: int) -> tuple[EventActor, ...]:
        """Return the first organ of a state named behind a protest: it is to whom people protest."""
        view = self.view
        for k in range(head + 1, view.n):
            if view.mention[k] is not None and view.pos[k] in ("NOUN", "PROPN") and view.dep[k] not in ("amod", "compound", "nmod:poss") and view.dep[view.head[k]] != "parataxis":
                found = self.actors.resolve([k])
                if any(f.country and f.sector in _AUTHORITIES for f in found):
                    return found
        return ()

    def _find_conditions(self, item: Coded) -> tuple[EventActor, ...]:
        """Return who must do or stop something for a threat not to come true: "will respond if Chad deploys troops"."""
        view = self.view
        for k in range(item.match.head + 1, view.n):
            if view.low[k] not in ("if", "unless") or view.dep[k] != "mark":
                continue
            subjects = [h for c in view.children[view.head[k]] if view.dep[c] in ("nsubj", "nsubj:pass") and not is_pronoun(view, c) for h in view.heads(c)]
            found = self.actors.resolve(subjects)
            if any(f.country for f in found):
                return found
        return ()

    def find_places(self, item: Coded) -> tuple[EventPlace, ...]:
        """Return where it happens: place names in phrases of place that hang on the act or on what it is done to."""
        view = self.view
        heads: list[int] = []
        for slot in PLACE_SLOTS:
            heads.extend(item.match.frame.get(slot))
        if view.parsed:
            for slot in ("obj", "in", "at", "on", "against", "with", "between", "during"):
                for h in item.match.frame.get(slot):
                    heads.extend(k for k in view.phrase(h) if view.case_of(k) in ("in", "near", "at", "outside"))
            for h in item.match.frame.get("obj"):
                if view.low[h] in TOWNS:  # "shelled the village of Anse"
                    heads.extend(k for k in view.children[h] if view.case_of(k) == "of" and view.is_place(k))
            if item.type in DONE_THERE and not any(view.is_place(k) for h in heads for k in range(*_end(view.core(h)))):
                for h in item.match.frame.get("subj"):  # "dockers in Hamburg walked out", "a court in Lusaka sentenced"
                    heads.extend(k for k in view.children[h] if view.case_of(k) in ("in", "at", "near"))
            if item.match.entry.entry_id in LEFT_FROM and not heads:
                heads.extend(item.match.frame.get("from"))
        places: dict[int, EventPlace] = {}
        for h in heads:
            for k in (range(*_end(view.core(h))) if view.parsed else [h]):
                mention = view.mention[k]
                if mention is not None and mention.kind in PLACE_KINDS and mention.sense != "demonym" and mention.start_char not in places:
                    places[mention.start_char] = EventPlace(
                        text=mention.text, start=mention.start_char, end=mention.end_char, entity_id=mention.entity_id,
                        country=self.actors.country_of(mention),
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
        heads = self._slot_heads(item, slot)
        if slot == "mod" and item.type in ("ASSAULT", "COERCE") and item.match.frame.is_noun:
            heads = [h for h in heads if not is_scene(self.view, h)]
        elif slot == "subj" and item.type == "ASSAULT" and self.view.parsed:
            heads = [h for h in heads if not is_attack_somewhere(self.view, h)]
        if item.type != "MOBILIZE":  # troops are massed at a border against whom it belongs to
            heads = [h for h in heads if self.view.low[h] not in BORDERS]
        return self.actors.resolve(heads)

    def _slot_heads(self, item: Coded, slot: str) -> list[int]:
        frame, entry = item.match.frame, item.match.entry
        if slot == "content":
            return self._content_heads(item)
        if "." in slot:
            base, inner = slot.split(".", 1)
            return [g for h in self._slot_heads(item, base) for g in self._inner(h, inner)]
        if "passive" in entry.flags and slot in ("subj", "by"):
            return frame.get("obj") if slot == "subj" else frame.get("subj")
        near = entry.needs.get("near")
        heads = frame.get(slot)
        return heads if near is None else [h for h in heads if self.view.low[h] not in near.words] or heads  # "called Ms Abara a liar"

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
            if own and not all(is_pronoun(view, h) for h in own) and not any(view.low[c] == "to" and view.dep[c] == "mark" for c in view.children[head]):
                return own
        found: list[int] = []
        for head in frame.content_heads:
            for slot in ("obj", "iobj", "to", "on", "against", "with", "from", "for", "in", "into"):
                for k in view.children[head]:
                    dep, case = view.dep[k], view.case_of(k)
                    if (slot == "obj" and dep == "obj") or (slot == "iobj" and dep == "iobj") or (dep in ("obl", "nmod", "obl:agent") and case == slot):
                        found.extend(view.heads(k))
            for k in sorted(view.subtree(head, frozenset({"acl:relcl", "parataxis"}))):
                if view.pos[k] in ("NOUN", "PROPN") and view.case_of(k) != "by" and view.dep[k] in ("obj", "nmod", "obl", "iobj", "nsubj", "nmod:poss", "amod"):
                    found.append(k)
        actors = [h for h in dict.fromkeys(found) if self.actors.is_actor(h) and not any(view.dep[c] == "nmod:poss" and view.pos[c] == "PRON" for c in view.children[h])]
        if not actors and not view.parsed:
            actors = [k for k in sorted(frame.content) if view.is_actor_word(k)][:1]
        if not actors:
            return []
        actors = list(dict.fromkeys(self._climb(h) for h in actors))
        named = next((h for h in actors if any(a.country for a in self.actors.resolve_one(h))), actors[0])
        return [h for h in view.heads(named) if h == named or self.actors.is_actor(h)]

    def _climb(self, k: int) -> int:
        """Return the head of the name of which the token at `k` is a part: "States" for "United"."""
        view = self.view
        while view.mention[k] is not None and view.mention[view.head[k]] is view.mention[k] and view.head[k] != k:
            k = view.head[k]
        return k

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
            inner = [*self._inner(h, "poss"), *(k for k in self._inner(h, "mod") if not is_scene(self.view, k)), *self._inner(h, "by"), *self._inner(h, "from")]
            found = self.actors.resolve([k for k in inner if view.mention[k] is not None])
            if not found and not self.actors.is_actor(h):
                found = tuple(a for a in self.actors.resolve([c for c in view.children[h] if view.case_of(c) == "of" and not view.is_place(c)]) if a.country)  # "a first contingent of Nepali troops"
            if found:
                return found
        return ()


def _is_own(side: EventActor, actors: Sequence[EventActor]) -> bool:
    """Tell whether a phrase is what the doer has: "its troops" isn't to whom it is done."""
    if side.text.split(" ", 1)[0].lower() not in ("its", "their", "his", "her", "our", "my"):
        return False
    return side.country is None or any(a.country == side.country for a in actors)


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
