"""Slots: whether a frame holds what an entry asks of it, and nothing that it rules out.

This module compares phrases with patterns; which entry wins is `matching`'s business.
"""

from __future__ import annotations

from presswatch.tag.events.domain import holds_pattern
from presswatch.tag.events.frame import Frame
from presswatch.tag.events.lexicon import PREPOSITIONS, Entry, Pattern, Trigger, load_lexicon
from presswatch.tag.events.pronouns import find_antecedent, is_pronoun
from presswatch.tag.events.view import SentenceView

_NAMED = frozenset({"ARMED", "COUNTRY"})
_ACTOR = Pattern(kinds=frozenset({"ACTOR"}))


class SlotTester:
    """Tests slots of one sentence, which is about `domains`."""

    def __init__(self, view: SentenceView, domains: frozenset[str]) -> None:
        self.view = view
        self.domains = domains

    def test_slot(self, entry: Entry, frame: Frame, slot: str, pattern: Pattern, trigger: Trigger, used: set[int]) -> float | None:
        """Return what a slot that holds what it must gains an entry, None where it doesn't; `used` takes up the words that hold it."""
        heads = find_heads(frame, entry, slot, trigger.last)
        if not heads:
            if slot == "subj":
                if frame.passive and "passive" not in entry.flags:
                    return 0.0
                return -0.1 if "subj_optional" in entry.flags or frame.is_noun or not pattern.words else None
            if slot == "obj":
                return self._test_following(frame, pattern, trigger, used)
            return None
        kind = self.match_kinds(heads, pattern, slot)
        if kind:
            return 0.06
        if pattern.domains and pattern.domains & self.domains:
            return 0.0
        k = self.match_words(heads, pattern)
        if k is None:
            return None
        if slot != "subj":
            used.add(k)
            used.update(heads[:1])
        return 0.16 if self.view.low[k] in pattern.words else 0.2

    def _test_following(self, frame: Frame, pattern: Pattern, trigger: Trigger, used: set[int]) -> float | None:
        """Look for the object among the words right behind a verb to which the tree gives none."""
        view = self.view
        if not view.parsed or frame.is_noun or frame.passive or (frame.content_heads and "inf" in frame.content_kind):
            return None
        first = frame.head + 1
        stop = next((k for k in range(first, min(view.n, first + 6)) if view.pos[k] in ("ADP", "PUNCT", "SCONJ", "CCONJ", "AUX")), min(view.n, first + 6))
        k = holds_pattern(view.low, range(first, stop), pattern)
        if k is None:
            return None
        used.add(k)
        return 0.1

    def match_kinds(self, heads: list[int], pattern: Pattern, slot: str) -> bool:
        """Tell whether one of `heads` is of a built-in kind of the pattern."""
        if not pattern.kinds:
            return False
        view = self.view
        if "ANY" in pattern.kinds:
            return True
        for pronoun in [h for h in heads if is_pronoun(view, h)] if view.parsed and pattern.kinds & _NAMED else ():
            antecedent = find_antecedent(view, pronoun)
            if antecedent is not None and not is_pronoun(view, antecedent) and self.match_kinds([antecedent], pattern, slot):
                return True
        nature = load_lexicon().classes["NATURE"].words
        for h in heads:
            first, last = view.core(h)
            span = range(first, last + 1)
            if view.low[h] in nature:
                continue  # nobody fires at the sea
            if "ACTOR" in pattern.kinds and view.names_actor(h, loose=slot in ("subj", "with", "by", "from")):
                return True
            if "MONEY" in pattern.kinds and any(view.tag[k] == "$" or view.low[k][:1] in "€£$¥" for k in view.narrow(h)):
                return True
            if "ARMED" in pattern.kinds and view.is_armed(h):
                return True
            if "COUNTRY" in pattern.kinds and any(view.is_country(k) for k in span) and view.is_place(h):
                return True
            if "PLACE" in pattern.kinds and any(view.is_place(k) for k in span) and nature.isdisjoint(view.low[first : last + 1]):
                return True
        return False

    def match_words(self, heads: list[int], pattern: Pattern, of_phrases: bool = True) -> int | None:
        """Return the position at which a word of the pattern stands in the phrases at `heads`, None where none does."""
        if not pattern.words and not pattern.terms:
            return None
        view = self.view
        for h in heads:
            found = holds_pattern(view.low, view.narrow(h, of_phrases), pattern)
            if found is not None:
                return found
        return None

    def test_alternatives(self, entry: Entry, frame: Frame, trigger: Trigger, used: set[int]) -> float | None:
        """Return what the best of an entry's alternative slots gains it, None where none holds."""
        best: float | None = None
        for slot, pattern in entry.alternatives.items():
            if slot == "obj_or_none":
                heads = find_heads(frame, entry, "obj", trigger.last)
                if not heads:
                    return 0.05
                if self.match_kinds(heads, pattern, "obj") or self.match_words(heads, pattern) is not None:
                    return 0.12
                continue
            if slot == "subj_or_obj":
                heads = [*frame.get("obj"), *frame.get("subj")]
                if self.match_kinds(heads, pattern, "obj"):
                    return 0.06
                continue
            name = slot.removeprefix("any:")
            gained = self.test_slot(entry, frame, name, pattern, trigger, used) if find_heads(frame, entry, name, "") else self._test_near(frame, name, pattern, used)
            if gained is not None:
                best = max(best or 0.0, gained)
        if best is None and any(slot.startswith("any:") for slot in entry.alternatives):
            best = self._match_loose_prepositions(entry, frame)
        return best

    def _test_near(self, frame: Frame, preposition: str, pattern: Pattern, used: set[int]) -> float | None:
        """Look for a prepositional phrase among the next words where the tree gives the verb none."""
        view = self.view
        if frame.is_noun or preposition not in PREPOSITIONS:
            return None
        for k in range(frame.head + 1, min(view.n - 1, frame.head + 7)):
            if view.low[k] == preposition:
                found = holds_pattern(view.low, range(k + 1, min(view.n, k + 5)), pattern)
                if found is not None:
                    used.add(found)
                    return 0.1
            if view.pos[k] == "VERB" and view.dep[k] not in ("amod", "acl"):
                return None
        return None

    def _match_loose_prepositions(self, entry: Entry, frame: Frame) -> float | None:
        """Look for "in favour of", "by phone" and the like in the words after the trigger, where the tree has no such slot."""
        view = self.view
        for slot, pattern in entry.alternatives.items():
            name = slot.removeprefix("any:")
            parts = name.split("_")
            if len(parts) > 1:
                for k in range(frame.head + 1, view.n - len(parts) + 1):
                    if view.low[k : k + len(parts)] == parts and (pattern.kinds or holds_pattern(view.low, range(k, view.n), pattern) is not None):
                        return 0.1
        return None

    def is_forbidden(self, entry: Entry, frame: Frame, trigger: Trigger) -> bool:
        """Tell whether a slot holds what the entry rules out."""
        for slot, pattern in entry.forbids.items():
            if slot == "any":
                if holds_pattern(self.view.low, range(self.view.n), pattern) is not None:
                    return True
            elif slot == "joint":
                if "joint" in self.view.words or len(frame.get("subj")) > 1 or self.match_kinds(frame.get("with"), _ACTOR, "with"):
                    return True
            elif slot in ("comp", "comp_words"):
                if frame.content_heads and (pattern.words >= {"any"} or holds_pattern(self.view.low, sorted(frame.content), pattern) is not None):
                    return True
                if frame.content_heads and "that" in pattern.words and "that" in frame.content_kind:
                    return True
            elif slot in ("mod", "of") and frame.is_noun:
                heads = [*frame.get("mod"), *frame.get("poss")] if slot == "mod" else frame.get("of")
                if heads and holds_pattern(self.view.low, heads, pattern) is not None:
                    return True
            else:
                heads = find_heads(frame, entry, slot, trigger.last)
                if heads and pattern.domains and pattern.domains & self.domains:
                    return True
                if heads and (self.match_words(heads, pattern, of_phrases=False) is not None or self.match_kinds(heads, pattern, "obj")):
                    return True
        return False

    # ------------------------------------------------------------------ flags and content
    def names_two_countries(self, heads: list[int]) -> bool:
        """Tell whether one of the phrases at `heads` names two countries: "French and Egyptian warships"."""
        view = self.view
        for h in heads:
            first, last = view.core(h)
            if len({view.mention[k].entity_id for k in range(first, last + 1) if view.is_country(k) and view.mention[k] is not None}) > 1:  # type: ignore[union-attr]
                return True
        return False


def find_heads(frame: Frame, entry: Entry, slot: str, last: str) -> list[int]:
    """Return the heads in a slot; for entries told in the passive `subj` is what the clause shows as subject, `by` the doer."""
    if "passive" in entry.flags:
        if slot == "subj":
            return frame.get("obj")
        if slot == "by":
            return frame.get("subj")
    if slot == "obj" and last in PREPOSITIONS and frame.get(last):
        return frame.get(last)
    return frame.get(slot)
