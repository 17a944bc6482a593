"""Matching: which entries of the lexicon hold at which words of a sentence.

This module tests slots, content and fields of one sentence and picks the best entry per trigger. It doesn't yet say what becomes of an
act that is only promised, refused or feared: that is `modality`'s.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from presswatch.tag.claims.candidate import FINITE
from presswatch.tag.events.domain import holds_pattern
from presswatch.tag.events.forms import CALENDAR
from presswatch.tag.events.frame import Frame
from presswatch.tag.events.frames import build_noun_frame, build_verb_frame
from presswatch.tag.events.lexicon import Entry, Lexicon, Pattern, Trigger
from presswatch.tag.events.locating import VERBAL, anchor_phrase, find_rest, fits_tag
from presswatch.tag.events.pronouns import find_antecedent
from presswatch.tag.events.slots import SlotTester, find_heads
from presswatch.tag.events.view import SentenceView

COOPERATIVE = frozenset({"AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT"})
CONFLICTUAL = frozenset({"PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT", "THREATEN"})
_COLLECTIVE = frozenset({"both", "two", "three", "four", "sides", "parties", "leaders", "ministers", "officials", "negotiators", "delegations", "teams"})
_TARGETS = Pattern(kinds=frozenset({"ACTOR", "PLACE", "ARMED"}))
WILL = frozenset({"will", "shall", "'ll", "’ll", "wo", "would", "'d", "’d"})
_BUILT = frozenset({"virtual", "speech"})  # entries that `modality` builds


@dataclass(slots=True)
class Match:
    """An entry that holds at a trigger (tokens `first` to `last`), with the frame and how well it fits."""

    entry: Entry
    first: int
    last: int
    frame: Frame
    score: float
    used: frozenset[int]

    @property
    def head(self) -> int:
        """Token that carries the event: the verb or noun itself."""
        return self.frame.head


class Matcher:
    """Matches one sentence. Frames are built once per word."""

    def __init__(self, view: SentenceView, lexicon: Lexicon, domains: frozenset[str]) -> None:
        self.view = view
        self.lexicon = lexicon
        self.domains = domains
        self._slots = SlotTester(view, domains)
        self._frames: dict[tuple[int, bool], Frame] = {}
        self._content_types: dict[int, str] = {}

    def find(self) -> list[Match]:
        """Return the best match per trigger, acts first, then the acts about them, in text order."""
        candidates = list(self._list_candidates())
        plain = self._pick_best(c for c in candidates if c[1].entry.content is None and c[1].entry.comp_type is None)
        self._content_types = {m.head: m.entry.type for m in plain.values()}
        about = self._pick_best(c for c in candidates if not (c[1].entry.content is None and c[1].entry.comp_type is None))
        for head, match in about.items():
            if head not in plain or match.score >= plain[head].score:
                plain[head] = match
        return sorted(plain.values(), key=lambda m: m.first)

    def frame(self, i: int, noun: bool) -> Frame:
        """Return the frame of the word at `i`."""
        key = (i, noun)
        if key not in self._frames:
            self._frames[key] = build_noun_frame(self.view, i) if noun else build_verb_frame(self.view, i)
        return self._frames[key]

    def _pick_best(self, candidates: Iterable[tuple[int, Trigger, int]]) -> dict[int, Match]:
        best: dict[int, Match] = {}
        for i, trigger, last in candidates:
            match = self._test(i, trigger, last)
            if match is not None and (match.head not in best or match.score > best[match.head].score):
                best[match.head] = match
        return best

    def _list_candidates(self) -> Iterable[tuple[int, Trigger, int]]:
        triggers, view = self.lexicon.triggers, self.view
        usable: dict[Entry, bool] = {}
        for i, low in enumerate(view.low):
            for trigger in triggers.get(low, ()):
                entry = trigger.entry
                if entry not in usable:
                    usable[entry] = self._can_hold(entry)
                if not usable[entry] or not fits_tag(view, i, trigger):
                    continue
                last = find_rest(view, i, trigger)
                if last is not None:
                    yield i, trigger, last

    def _can_hold(self, entry: Entry) -> bool:
        """Tell whether an entry can hold anywhere in the sentence, by the words it needs and the fields it rules out."""
        words = self.view.words
        for quick in entry.quick:  # asked so often that a loop pays
            if quick.isdisjoint(words):
                return False
        if not entry.flags.isdisjoint(_BUILT):
            return False
        ruled_out = entry.forbids.get("any")
        return ruled_out is None or ruled_out.domains.isdisjoint(self.domains)

    def _test(self, i: int, trigger: Trigger, last: int) -> Match | None:
        entry = trigger.entry
        noun = trigger.kind == "noun" or (trigger.kind == "phrase" and "noun" in trigger.features)
        anchor = i
        if trigger.kind == "phrase" and self.view.parsed:
            anchor = anchor_phrase(self.view, i, last)
        elif trigger.kind in ("noun", "compound"):
            anchor = last
        predicate = any(self.view.dep[c] in ("cop", "nsubj") for c in self.view.children[anchor])
        frame = self.frame(anchor, not predicate and (trigger.kind == "noun" or (noun and self.view.pos[anchor] not in VERBAL)))
        score = entry.strength + (0.12 if trigger.rest else 0.0) - (0.05 if trigger.kind == "noun" else 0.0)
        used: set[int] = set(range(i + 1, last + 1)) - {anchor} if trigger.rest else set()
        if not self._test_flags(entry, frame):
            return None
        if last - i > 1 and trigger.kind == "verb":
            frame = self._fill_between(frame, i, last)
        for slot, pattern in entry.needs.items():
            if slot == "near":
                if holds_pattern(self.view.low, range(self.view.n), pattern) is None:
                    return None
                score += 0.12
                continue
            if slot == "obj" and entry.alternatives and not frame.get("obj") and not find_heads(frame, entry, "obj", trigger.last):
                continue
            gained = self._slots.test_slot(entry, frame, slot, pattern, trigger, used)
            if gained is None and not (slot == "obj" and self._slots.test_alternatives(entry, frame, trigger, used)):
                return None
            score += gained or 0.05
        if entry.alternatives and not ("obj" in entry.needs and frame.get("obj")):
            gained = self._slots.test_alternatives(entry, frame, trigger, used)
            if gained is None:
                return None
            score += gained
        if self._slots.is_forbidden(entry, frame, trigger):
            return None
        gained = self._test_content(entry, frame)
        if gained is None:
            return None
        score += gained
        if entry.modified and not self._test_modified(entry, frame):
            return None
        if frame.loose:
            score -= 0.05
        if "consumes" in entry.flags:
            used.update(frame.get("subj"))
        return Match(entry=entry, first=i, last=max(last, i) if trigger.rest and last - i < 4 else i, frame=frame, score=score, used=frozenset(used))

    def _fill_between(self, frame: Frame, i: int, last: int) -> Frame:
        """Take what stands between a verb and its second word for its object: "found the mayor guilty", "pulled its troops out"."""
        view = self.view
        inner = [k for k in range(i + 1, last) if view.pos[k] in ("NOUN", "PROPN", "PRON", "NUM") or (view.pos[k] == "ADJ" and k == last - 1)]
        if not inner or any(i < h < last for h in frame.get("obj")) or frame.passive:
            return frame
        heads = [k for k in inner if view.head[k] not in inner] or inner[-1:]
        slots = dict(frame.slots)
        slots["obj"] = view.heads(heads[0])
        return replace(frame, slots=slots)

    def _test_flags(self, entry: Entry, frame: Frame) -> bool:
        flags = entry.flags
        if ("passive" in flags and not frame.passive) or ("active" in flags and frame.passive):
            return False
        if ("aimed" in flags and not self._is_aimed(frame)) or ("target" in flags and not self._has_target(frame)):
            return False
        if "plural" in flags and not self._is_plural(frame):
            return False
        if "doer" in flags and frame.passive and not frame.get("subj"):
            return False
        if "known" in flags and not self._is_known(frame):
            return False
        if "given" in flags and not any(frame.get(slot) for slot in ("to", "iobj", "for")):
            return False
        if "undertaking" in flags and self._is_opinion(frame):
            return False
        if "future" in flags and not frame.auxiliaries & WILL:
            return False
        if "intransitive" in flags and frame.get("obj"):
            return False
        if "direct" in flags and (not frame.get("obj") or frame.get("for") or any(self.view.low[h] not in CALENDAR for h in frame.get("on"))):
            return False
        if "joint" in flags and not ("joint" in self.view.words or frame.get("with") or len(frame.get("subj")) > 1 or self._slots.names_two_countries(frame.get("subj"))):
            return False
        return not ("with_country" in flags and not any(m.kind == "country" for inner in self.view.inner for m in inner))

    def _is_aimed(self, frame: Frame) -> bool:
        """Tell whether what an attack is aimed at, if the text says so, can be attacked: people, places, bodies, buildings, arms."""
        heads = [h for slot in ("on", "against", "at", "into") for h in frame.get(slot) if self.view.low[h] not in CALENDAR]
        classes = self.lexicon.classes
        if not heads:
            return True
        if any(self.view.low[h] in ("war", "wars") for h in frame.get("obj")):  # "a war on American energy"
            return self._slots.match_kinds(heads, _TARGETS, "obj")
        if self._slots.match_kinds(heads, _TARGETS, "subj"):
            return True
        return any(self._slots.match_words(heads, classes[name]) is not None for name in ("TERRITORY", "BUILDING", "TROOPS", "AIMS"))

    def _has_target(self, frame: Frame) -> bool:
        """Tell whether the text says at what something is fired."""
        heads = [h for slot in ("at", "on", "against", "into", "toward", "towards") for h in frame.get(slot) if self.view.low[h] not in CALENDAR and self.view.pos[h] != "NUM"]
        if any(self.view.is_armed(h) for h in frame.get("subj")):
            return True  # militants test nothing
        names = ("TERRITORY", "BUILDING", "TROOPS", "AIMS")
        return bool(heads) and (self._slots.match_kinds(heads, _TARGETS, "obj") or any(self._slots.match_words(heads, self.lexicon.classes[name]) is not None for name in names))

    def _is_known(self, frame: Frame) -> bool:
        """Tell whether a doer told by "it" or "this" is an actor that the sentence names: "It allows users to ..." tells of a thing."""
        view = self.view
        things = [h for h in frame.get("subj") if view.low[h] in ("it", "this", "that", "which")]
        if not view.parsed or not things or frame.auxiliaries & WILL:
            return True
        antecedents = [find_antecedent(view, h) if view.low[h] != "this" else None for h in things]
        return any(k is not None and view.names_actor(k, loose=False) for k in antecedents)

    def _is_opinion(self, frame: Frame) -> bool:
        """Tell whether a that-clause says how things are: "agreed that the talks were useful"."""
        view = self.view
        if not view.parsed or not frame.content_heads or "inf" in frame.content_kind:
            return False
        head = frame.content_heads[0]
        clause = next((view.head[c] for c in (head,) if view.dep[head] == "cop"), head)
        auxiliaries = [c for c in view.children[clause] if view.dep[c] in ("aux", "aux:pass", "cop")]
        if view.dep[clause] != "ccomp" or any(view.tag[c] == "MD" or view.low[c] == "to" for c in auxiliaries):
            return False
        if view.lemma[clause] in ("need", "have") and any(view.dep[c] == "xcomp" for c in view.children[clause]):
            return False
        return any(view.tag[c] in FINITE for c in (clause, *auxiliaries))

    def _is_plural(self, frame: Frame) -> bool:
        view = self.view
        heads = frame.get("subj")
        if len(heads) > 1 or frame.get("with"):
            return True
        return any(view.tag[h] in ("NNS", "NNPS") or view.low[h] in _COLLECTIVE or view.low[h] == "they" for h in heads)

    def _test_modified(self, entry: Entry, frame: Frame) -> bool:
        if any(frame.get(slot) for slot in entry.modified):
            return True
        return any(self.view.is_actor_word(k) for k in (*frame.get("mod"), *frame.get("poss")))

    def _test_content(self, entry: Entry, frame: Frame) -> float | None:
        if not entry.comp and not entry.comp_type and not entry.comp_words:
            return 0.0
        gained = 0.0
        if entry.comp:
            if "any" in entry.comp:
                if not frame.content_heads:
                    return None
            elif not (entry.comp & frame.content_kind):
                return None
            gained += 0.1 if frame.content_heads else 0.04
        if entry.comp_words:
            if holds_pattern(self.view.low, sorted(frame.content), entry.comp_words) is None:
                return None
            gained += 0.15
        if entry.comp_type:
            if not self._has_content_type(entry.comp_type, frame):
                return None
            gained += 0.15
        if entry.not_comp_type and self._has_content_type(entry.not_comp_type, frame):
            return None
        return gained

    def _has_content_type(self, wanted: str, frame: Frame) -> bool:
        types = {kind for head, kind in self._content_types.items() if head in frame.content and head != frame.head}
        if wanted == "ASSAULT":
            return "ASSAULT" in types
        if wanted == "COOP":
            return bool(types & COOPERATIVE) and not self._leads_with(frame, CONFLICTUAL)
        if wanted == "THREAT":
            if types & CONFLICTUAL and not self._leads_with(frame, COOPERATIVE):
                return True
            heads = frame.content_heads or sorted(frame.content)[:1]
            return types <= {"REJECT"} and holds_pattern(self.view.low, heads, self.lexicon.classes["THREATS"]) is not None
        if types & CONFLICTUAL and self._is_own_deed(frame):
            return False
        return bool(types & CONFLICTUAL) or holds_pattern(self.view.low, sorted(frame.content), self.lexicon.classes["HARM"]) is not None

    def _is_own_deed(self, frame: Frame) -> bool:
        """Tell whether who claims something claims to have done it: "claimed that its fighters killed", "that it was carried out by one of its men"."""
        view = self.view
        own = self.lexicon.classes["OWN_FORCES"].words
        forces = [k for k in frame.content if view.low[k] in own and any(view.low[c] in ("its", "their", "our", "his") for c in view.children[k])]
        return bool(forces) or any(view.low[k] in ("responsibility", "responsible") for k in frame.content)

    def _leads_with(self, frame: Frame, kinds: frozenset[str]) -> bool:
        """Tell whether the first act in a content is of one of `kinds`: "stop attacking" is cooperative although it names an attack."""
        for head in sorted(frame.content):
            kind = self._content_types.get(head)
            if kind is not None and head != frame.head:
                return kind in kinds
        return False
