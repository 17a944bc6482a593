"""Frames: who stands where around a verb or a noun. Slots hold heads of noun phrases: `subj` is always the doer, `obj` the done-to.

This module reads passives, relative clauses, participles, control and coordination off the tree, so that entries needn't know of them;
in a sentence without a tree it goes by the order of words. It knows nothing of what the words mean.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from presswatch.tag.events.lexicon import PREPOSITIONS
from presswatch.tag.events.repair import load_features, rescue_verb
from presswatch.tag.events.view import NOMINAL, PASSIVE_SUBJECTS, RELATIVE, SUBJECTS, SentenceView

BE = frozenset({"be", "is", "are", "am", "was", "were", "been", "being", "'s", "'re", "get", "gets", "got", "getting"})
OBJECT_CONTROL = frozenset(
    ["order", "ask", "urge", "request", "tell", "force", "allow", "permit", "compel", "instruct", "command", "invite", "persuade", "help", "enable", "encourage", "require", "advise", "convince", "press", "get", "let", "make", "see", "hear", "ban", "bar", "prevent", "prohibit", "forbid", "authorise", "authorize", "call"]
)
BREAKS = frozenset({";", ":", "—", "–", "--"})
DIRECTIONS = frozenset({"north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest"})
_REACH = 7


@dataclass(slots=True)
class Frame:
    """A trigger's surroundings. `slots` maps slot names to head positions; `content` are the tokens it governs as a clause."""

    head: int
    is_noun: bool = False
    passive: bool = False
    finite: bool = True
    loose: bool = False
    rescued: bool = False
    slots: dict[str, list[int]] = field(default_factory=dict)
    content: set[int] = field(default_factory=set)
    content_kind: set[str] = field(default_factory=set)
    content_heads: list[int] = field(default_factory=list)
    auxiliaries: set[str] = field(default_factory=set)

    def add(self, slot: str, heads: Iterable[int]) -> None:
        """Add heads to a slot, each once."""
        have = self.slots.setdefault(slot, [])
        have.extend(h for h in heads if h not in have)

    def get(self, slot: str) -> list[int]:
        """Return the heads in a slot, none where it is empty."""
        return self.slots.get(slot, [])


def build_verb_frame(view: SentenceView, i: int) -> Frame:
    """Return the frame of the verb at `i`."""
    if not view.parsed:
        return _build_linear(view, i)
    frame = Frame(head=i)
    agents: list[int] = []
    rescued = rescue_verb(view, i)
    if rescued is not None:
        frame.rescued = True
        subjects = rescued.subjects
        frame.add("obj", rescued.objects)
        for slot, heads in rescued.prepositions.items():
            frame.add(slot, heads)
    else:
        frame.passive = is_passive(view, i)
        subjects = _own_subjects(view, i) or _inherit_subjects(view, i, frame, 0)
    for child in view.children[i]:
        dep = view.dep[child]
        if dep in ("aux", "aux:pass", "cop"):
            frame.auxiliaries.add(view.low[child])
        elif dep == "obj":
            frame.add("obj", view.heads(child))
        elif dep == "iobj":
            frame.add("iobj", view.heads(child))
        elif dep == "obl:agent":
            agents.extend(view.heads(child))
        elif dep in ("obl", "nmod", "obl:arg", "obl:lmod", "obl:tmod", "advcl", "advmod") and view.pos[child] in NOMINAL:
            case = _find_case(view, child)
            if case == "by" and frame.passive:
                agents.extend(view.heads(child))
            elif case:
                frame.add(case, view.heads(child))
        if dep in ("xcomp", "ccomp") or (dep == "advcl" and _is_infinitive(view, child)):
            _add_content(view, frame, child, "inf" if _is_infinitive(view, child) else "that")
        elif dep == "advcl":
            mark = next((view.low[c] for c in view.children[child] if view.dep[c] in ("mark", "case")), "")
            if mark in PREPOSITIONS:
                _add_content(view, frame, child, mark)
                frame.add(mark, [])
    if not subjects and not frame.passive and (is_finite(view, i) or (view.tag[i] == "VBN" and view.dep[i] == "ROOT")):
        subjects = _previous_chunk(view, i)
    if frame.passive:
        frame.add("subj", agents)
        frame.add("obj", subjects)
    else:
        frame.add("subj", subjects)
        if not frame.get("obj") and not frame.content and view.dep[i] == "acl:relcl":
            relative = _relative_object(view, i)
            if relative is not None:
                frame.add("obj", view.heads(relative))
        if not frame.get("obj"):
            found = _next_chunk(view, i)
            if found is not None:
                frame.add("obj", view.heads(found))
                frame.loose = True
    if not frame.content_heads:
        _add_linear_infinitive(view, frame, i)
    frame.slots["obj"] = [h - 1 if view.low[h] in DIRECTIONS and h > i + 1 and view.pos[h - 1] in ("NOUN", "PROPN") else h for h in frame.get("obj")]
    _add_nested(view, frame, "obj")
    _add_following(view, frame, i)
    for slot in ("obj", *PREPOSITIONS):
        for h in frame.get(slot):
            for child in view.children[h]:
                if view.dep[child] == "acl" and _is_infinitive(view, child):
                    _add_content(view, frame, child, "inf")
    if frame.get("obj"):
        frame.content_kind.add("obj")
        for h in frame.get("obj"):
            frame.content.update(view.phrase(h))
    for slot in ("on", "to", "for", "of", "with", "against", "from", "in"):
        if frame.get(slot):
            frame.content_kind.add(slot)
            for h in frame.get(slot):
                frame.content.update(view.phrase(h))
    return frame


def build_noun_frame(view: SentenceView, i: int) -> Frame:
    """Return the frame of the noun at `i`: its own modifiers, and the slots of the verb whose object or subject it is."""
    if not view.parsed:
        frame = _build_linear(view, i)
        frame.is_noun = True
        return frame
    frame = Frame(head=i, is_noun=True)
    for k in (i, *_upward(view, i)):
        for child in view.children[k]:
            dep = view.dep[child]
            if dep in ("nmod:poss", "amod", "compound", "nmod:desc"):
                frame.add("poss" if dep == "nmod:poss" else "mod", [child])
            elif dep in ("nmod", "obl", "obl:agent") and view.pos[child] in NOMINAL:
                case = _find_case(view, child)
                if case:
                    frame.add(case, view.heads(child))
            elif dep == "acl" and _is_infinitive(view, child):
                _add_content(view, frame, child, "inf")
            elif dep == "acl" and view.tag[child] == "VBN":
                for grand in view.children[child]:
                    if view.dep[grand] in ("obl:agent", "obl") and _find_case(view, grand) == "by":
                        frame.add("by", view.heads(grand))
    governor = view.head[i]
    if governor != i and view.pos[governor] in ("VERB", "AUX"):
        dep = view.dep[i]
        verb = build_verb_frame(view, governor)
        if dep in ("obj", "nsubj:pass"):
            frame.add("gov", [governor])
            frame.add("subj", verb.get("subj"))
            for slot, heads in verb.slots.items():
                if slot in PREPOSITIONS:
                    frame.add(slot, heads)
        elif dep == "nsubj":
            frame.add("does", [governor])
            frame.add("victim", verb.get("obj"))
            for slot in ("in", "on", "at", "against", "near"):
                frame.add(slot, verb.get(slot))
    for slot in PREPOSITIONS:
        if frame.get(slot):
            for h in frame.get(slot):
                frame.content.update(view.phrase(h))
            frame.content_kind.add(slot)
    return frame


def is_passive(view: SentenceView, i: int) -> bool:
    """Tell whether the verb at `i` is in the passive, reduced relatives and coordinated participles included."""
    deps = {view.dep[c] for c in view.children[i]}
    if "aux:pass" in deps:
        return True
    if "nsubj:pass" in deps:
        bare = not deps & {"aux", "aux:pass"} and view.dep[i] in ("ROOT", "ccomp", "parataxis")
        return not (bare and ("obj" in deps or (i + 1 < view.n and view.low[i + 1] in ("for", "on", "with", "to", "that"))))
    if view.tag[i] != "VBN":
        return False
    lows = {view.low[c] for c in view.children[i] if view.dep[c] == "aux"}
    if lows & {"have", "has", "had", "having", "'ve", "'s"} and "been" not in lows:
        return False
    if view.dep[i] in ("acl", "amod", "advcl"):
        return "obj" not in deps or "obl:agent" in deps
    if view.dep[i] == "conj" and not lows:
        governor = view.head[i]
        return view.pos[governor] == "VERB" and view.tag[governor] == "VBN" and is_passive(view, governor) and "nsubj" not in deps
    return False


def _own_subjects(view: SentenceView, i: int) -> list[int]:
    found: list[int] = []
    for child in view.children[i]:
        if view.dep[child] in SUBJECTS or view.dep[child] in PASSIVE_SUBJECTS:
            if view.low[child] in RELATIVE and view.dep[i] in ("acl:relcl", "advcl:relcl", "acl") and view.head[i] != i:
                found.extend(h for h in view.heads(view.head[i]) if h < i)
            else:
                found.extend(view.heads(child))
    return found


def _inherit_subjects(view: SentenceView, i: int, frame: Frame, depth: int) -> list[int]:
    governor, dep = view.head[i], view.dep[i]
    if depth > 4 or governor == i:
        return []
    if dep == "acl:relcl" or (dep == "acl" and view.tag[i] in ("VBG", "VBN")):
        if view.tag[i] == "VBG" and not view.names_actor(governor, loose=True) and view.dep[governor] == "obj":
            return _own_subjects(view, view.head[governor])  # "issued a statement demanding": who issued it demands
        return [] if view.pos[governor] == "VERB" else view.heads(governor)
    if dep == "acl":  # "the decision to send troops": its owner, or the subject of the verb that governs it
        owners = [c for c in view.children[governor] if view.dep[c] in ("nmod:poss", "compound")]
        if owners:
            return owners[:1]
        if view.head[governor] != governor and view.pos[view.head[governor]] == "VERB":
            return _own_subjects(view, view.head[governor]) or _inherit_subjects(view, view.head[governor], frame, depth + 1)
        return []
    if dep == "xcomp" or (dep == "advcl" and _is_infinitive(view, i)):
        if dep == "xcomp" and view.lemma[governor] in OBJECT_CONTROL:
            if is_passive(view, governor):
                return _own_subjects(view, governor)
            objects = [h for c in view.children[governor] if view.dep[c] in ("obj", "iobj") for h in view.heads(c)]
            if objects:
                return objects
            called = [h for c in view.children[governor] if view.dep[c] == "obl" for h in view.heads(c)]
            if called and view.lemma[governor] == "call":
                return called
        return _subjects_or_agents(view, governor, frame, depth)
    if dep in ("conj", "advcl", "parataxis") and view.pos[governor] in ("VERB", "AUX", "ADJ", "NOUN"):
        if dep == "parataxis" and view.tag[i] not in ("VBG", "VBN"):
            return []
        if dep == "conj" and frame.passive != is_passive(view, governor) and not frame.passive:
            return _own_subjects(view, governor) or _inherit_subjects(view, governor, frame, depth + 1)
        return _subjects_or_agents(view, governor, frame, depth) if dep != "conj" else (
            _own_subjects(view, governor) or _inherit_subjects(view, governor, frame, depth + 1)
        )
    return []


def _subjects_or_agents(view: SentenceView, governor: int, frame: Frame, depth: int) -> list[int]:
    if is_passive(view, governor) and not frame.passive:
        agents = [h for c in view.children[governor] if view.dep[c] == "obl:agent" for h in view.heads(c)]
        if agents:
            return agents
    return _own_subjects(view, governor) or _inherit_subjects(view, governor, frame, depth + 1)


def _relative_object(view: SentenceView, i: int) -> int | None:
    """Return the noun that a relative clause with a subject of its own modifies: "the village that rebels attacked"."""
    own = [c for c in view.children[i] if view.dep[c] in SUBJECTS]
    if own and view.low[own[0]] not in RELATIVE and view.head[i] != i and view.pos[view.head[i]] in NOMINAL:
        return view.head[i]
    return None


def _find_case(view: SentenceView, i: int) -> str:
    """Return the preposition of the noun at `i`; of "in front of", "because of" and the like the first word."""
    for child in view.children[i]:
        if view.low[child] in ("out", "away", "off", "down", "back") and child + 1 < view.n and view.dep[child + 1] == "case" and view.head[child + 1] == i:
            continue  # "pulled out of the deal": the second preposition holds
        if view.dep[child] in ("case", "mark") and view.pos[child] in ("ADP", "SCONJ", "PART", "ADV", "ADJ", "VERB"):
            return view.low[child] if view.low[child] not in ("'s", "’s", "'") else ""
    return ""


def _is_infinitive(view: SentenceView, i: int) -> bool:
    return any(view.low[c] == "to" and view.dep[c] == "mark" for c in view.children[i])


def _add_content(view: SentenceView, frame: Frame, head: int, kind: str) -> None:
    frame.content.update(view.subtree(head, frozenset({"acl:relcl", "parataxis"})))
    frame.content_kind.add(kind)
    if head not in frame.content_heads:
        frame.content_heads.append(head)


def _add_nested(view: SentenceView, frame: Frame, slot: str) -> None:
    """Add the prepositional phrases inside a slot's noun phrases as slots of the verb: "imposed a series of sanctions on Iran"."""
    for h in list(frame.get(slot)):
        for k in view.phrase(h):
            if k != h and view.dep[k] == "nmod" and view.pos[k] in NOMINAL:
                case = _find_case(view, k)
                if case in PREPOSITIONS:
                    frame.add(case, view.heads(k))


def _add_linear_infinitive(view: SentenceView, frame: Frame, i: int) -> None:
    """Take "to" and a word right behind a verb for its infinitive where the tree took the word for a noun ("refused to deploy troops")."""
    k = next((j for j in range(i + 1, min(view.n, i + 9)) if view.low[j] == "to" or view.pos[j] in ("PUNCT", "VERB")), i + 1)
    if k > i + 1 and (k + 1 >= view.n or "base" not in load_features().get(view.low[k + 1], ())):
        return
    if k + 1 < view.n and view.low[k] == "to" and view.low[k + 1].isalpha() and view.tokens[k + 1].text.islower() and view.pos[k + 1] in ("NOUN", "VERB", "ADJ", "X"):
        if view.tag[k + 1] == "NNS" or view.low[k + 1] in ("the", "a", "an"):
            return
        stop = next((j for j in range(k + 2, view.n) if view.pos[j] == "PUNCT" or view.low[j] in ("after", "because", "while", "as")), view.n)
        frame.content.update(range(k + 1, stop))
        frame.content_kind.add("inf")
        frame.content_heads.append(k + 1)
        frame.slots.pop("to", None)


def is_finite(view: SentenceView, i: int) -> bool:
    """Tell whether the verb at `i` is a finite form or stands with an auxiliary."""
    if view.tag[i] in ("VBD", "VBZ", "VBP"):
        return True
    return any(view.dep[c] in ("aux", "aux:pass") and view.low[c] != "to" for c in view.children[i]) and not _is_infinitive(view, i)


def _previous_chunk(view: SentenceView, i: int) -> list[int]:
    """Return the head of the noun phrase before a finite verb to which the tree gives no subject."""
    k = i - 1
    if k > 0 and view.low[k] == "-":  # "test-fired"
        k -= 2
    while k >= 0 and (view.pos[k] in ("AUX", "ADV", "PART") or view.low[k] in (",", "also", "on", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")):
        k -= 1
    if k < 0 or view.pos[k] not in NOMINAL:
        return []
    h = k
    while view.dep[h] in ("nmod", "flat", "compound", "nmod:desc", "appos", "flat:name") and view.head[h] != h and view.head[h] < i and view.pos[view.head[h]] in NOMINAL:
        h = view.head[h]
    return view.heads(h)


def _add_following(view: SentenceView, frame: Frame, i: int) -> None:
    """Add prepositional phrases that follow in the same clause where the tree hung them elsewhere, under prepositions not yet filled."""
    k, seen = i + 1, 0
    while k < view.n and seen < 14:
        seen += 1
        if (view.pos[k] == "VERB" and view.dep[k] not in ("amod", "acl", "compound")) or view.low[k] in (";", ":", "—", "that", "who", "which", "but"):
            break
        low = view.low[k]
        if view.pos[k] == "ADP" and low in PREPOSITIONS and low != "of" and low not in frame.slots:
            h = view.head[k] if view.dep[k] == "case" and view.head[k] > k else None
            if h is not None and view.pos[h] in NOMINAL:
                frame.add(low, view.heads(h))
        k += 1


def _upward(view: SentenceView, i: int) -> tuple[int, ...]:
    """Return the noun that `i` only specifies: "the start of talks with Iran", where "with Iran" may hang on either."""
    governor = view.head[i]
    if governor != i and view.dep[i] == "nmod" and view.case_of(i) == "of" and view.pos[governor] == "NOUN":
        return (governor,)
    return ()


def _next_chunk(view: SentenceView, i: int) -> int | None:
    """Return the head of a noun phrase that follows the verb directly, where the tree gives the verb no object."""
    k = i + 1
    while k < view.n and view.dep[k] == "compound:prt":
        k += 1
    if k >= view.n or view.pos[k] not in ("DET", "ADJ", "NOUN", "PROPN", "NUM") or view.head[k] == i:
        return None
    while k < view.n and view.pos[k] in ("DET", "ADJ", "NUM"):
        k += 1
    if k >= view.n or view.pos[k] not in ("NOUN", "PROPN"):
        return None
    while k + 1 < view.n and view.pos[k + 1] in ("NOUN", "PROPN") and view.dep[k] in ("compound", "flat", "nmod:desc"):
        k += 1
    if view.dep[k] in SUBJECTS or view.dep[k] in PASSIVE_SUBJECTS:
        return None
    return k


# ---------------------------------------------------------------------- without a tree
def _build_linear(view: SentenceView, i: int) -> Frame:
    frame = Frame(head=i, loose=True)
    frame.passive = any(view.low[k] in BE for k in range(max(0, i - 3), i)) and view.low[i].endswith(("ed", "en", "n", "t"))
    left = _nearest_actor(view, range(i - 1, max(-1, i - 15), -1))
    stop = next((k for k in range(i + 1, view.n) if view.low[k] in BREAKS or (view.low[k] in (",", ".") and k > i + 2)), view.n)
    right: list[int] = []
    k = i + 1
    while k < stop:
        low = view.low[k]
        if low in PREPOSITIONS:
            head = _chunk_head(view, k + 1, stop)
            if head is not None:
                frame.add("by" if low == "by" else low, [head])
                if low == "to" and view.pos[head] == "X":
                    frame.content_kind.add("inf")
        elif view.pos[k] in ("DET", "NUM", "PROPN", "X") and not right and k - i < _REACH and not frame.slots:
            head = _chunk_head(view, k, stop)
            if head is not None:
                right.append(head)
                k = head
        k += 1
    if frame.passive:
        frame.add("subj", frame.get("by"))
        frame.add("obj", left)
    else:
        frame.add("subj", left)
        frame.add("obj", right)
    frame.content = set(range(i + 1, stop))
    frame.content_kind |= {slot for slot in frame.slots if slot in PREPOSITIONS} | ({"obj"} if right else set())
    if "that" in view.low[i + 1 : i + 4]:
        frame.content_kind.add("that")
    if "to" in view.low[i + 1 : i + 6]:
        frame.content_kind.add("inf")
    frame.auxiliaries = set(view.low[max(0, i - 4) : i])
    return frame


def _nearest_actor(view: SentenceView, positions: Iterable[int]) -> list[int]:
    for k in positions:
        if view.is_actor_word(k):
            return [k]
    return []


def _chunk_head(view: SentenceView, first: int, stop: int) -> int | None:
    k = first
    while k < stop and view.pos[k] in ("DET", "NUM"):
        k += 1
    if k >= stop or view.pos[k] in ("PUNCT", "ADP", "CCONJ"):
        return None
    while k + 1 < stop and view.pos[k + 1] in ("PROPN", "X") and view.pos[k] != "PUNCT" and k - first < 4 and view.low[k + 1] not in ("and", "that", "who", "which"):
        k += 1
        if view.is_actor_word(k) and not (k + 1 < stop and view.is_actor_word(k + 1)):
            break
    return k
