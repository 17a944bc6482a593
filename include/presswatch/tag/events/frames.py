"""Frames: who stands where around a verb or a noun. Slots hold heads of noun phrases: `subj` is always the doer, `obj` the done-to.

This module reads passives, relative clauses, participles, control and coordination off the tree, so that entries needn't know of them;
in a sentence without a tree it goes by the order of words. It knows nothing of what the words mean.
"""

from __future__ import annotations

from presswatch.tag.events.forms import CALENDAR
from presswatch.tag.events.frame import Frame
from presswatch.tag.events.lexicon import PREPOSITIONS, load_lexicon
from presswatch.tag.events.objects import find_next_phrase, find_shared_object, mend_head
from presswatch.tag.events.order import BE, build_by_order
from presswatch.tag.events.repair import TIME_WORDS, load_features, load_transitive, rescue_verb
from presswatch.tag.events.subjects import (
    find_case,
    find_own_subjects,
    find_previous_phrase,
    find_relative_object,
    find_stolen_object,
    goes_on_behind,
    inherit_subjects,
    is_finite,
    is_infinitive,
    is_passive,
)
from presswatch.tag.events.view import NOMINAL, SentenceView

CLOSING = frozenset({"”", '"', "''", "’’"})
DIRECTIONS = frozenset({"north", "south", "east", "west", "northeast", "northwest", "southeast", "southwest"})


def build_verb_frame(view: SentenceView, i: int) -> Frame:
    """Return the frame of the verb at `i`."""
    if not view.parsed:
        return build_by_order(view, i)
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
        frame.passive = _is_passive(view, i) or _is_to_blame(view, i)
        subjects = find_own_subjects(view, i) or inherit_subjects(view, i, frame.passive, 0)
    for child in view.children[i]:
        dep = view.dep[child]
        if dep in ("aux", "aux:pass", "cop"):
            frame.auxiliaries.add(view.low[child])
        elif dep == "obj":
            frame.add("obj", view.heads(child))
        elif dep == "iobj":
            frame.add("iobj", view.heads(child))
        elif dep == "obl:unmarked" and child > i and any(view.dep[c] == "iobj" for c in view.children[i]) and view.low[child] not in TIME_WORDS:
            frame.add("obj", view.heads(child))  # "granted Ghana a loan"
        elif dep == "obl:agent":
            agents.extend(view.heads(child))
        elif dep in ("obl", "nmod", "obl:arg", "obl:lmod", "obl:tmod", "advcl", "advmod") and view.pos[child] in NOMINAL:
            case = find_case(view, child)
            if case == "by" and frame.passive:
                agents.extend(view.heads(child))
            elif case and not _is_date(view, child):
                frame.add(case, view.heads(child))
        stolen = find_stolen_object(view, child) if dep == "ccomp" else None
        if stolen is not None:
            frame.add("obj", view.heads(stolen))
        elif dep == "xcomp" and view.pos[child] == "ADJ" and child == i + 1:
            agents.extend(_add_result(view, frame, child))
        elif dep in ("xcomp", "ccomp") or (dep == "advcl" and is_infinitive(view, child)):
            _add_content(view, frame, child, "inf" if is_infinitive(view, child) else "that")
        elif dep == "advcl":
            mark = next((view.low[c] for c in view.children[child] if view.dep[c] in ("mark", "case")), "")
            if mark in PREPOSITIONS:
                _add_content(view, frame, child, mark)
                frame.add(mark, [])
    if view.dep[i] == "amod" and view.head[i] > i and subjects and not frame.passive and not frame.get("obj"):
        frame.add("obj", view.heads(view.head[i]))
    if not subjects and not frame.passive:
        subjects = _find_misread_subject(view, i)
    if not subjects and not frame.passive and (is_finite(view, i) or (view.tag[i] == "VBN" and view.dep[i] == "ROOT")):
        subjects = find_previous_phrase(view, i)
    if frame.passive:
        frame.add("subj", agents)
        frame.add("obj", subjects)
    else:
        frame.add("subj", subjects)
        if not frame.get("obj") and not frame.content and view.dep[i] == "acl:relcl":
            relative = find_relative_object(view, i)
            if relative is not None:
                frame.add("obj", view.heads(relative))
        if not frame.get("obj") and frame.get("iobj"):
            frame.add("obj", frame.get("iobj"))
        if not frame.get("obj") and not frame.content:
            frame.add("obj", find_shared_object(view, i))
        if not frame.get("obj"):
            found = find_next_phrase(view, i)
            if found is not None:
                frame.add("obj", view.heads(found))
                frame.loose = True
    if all(view.pos[h] not in ("VERB", "AUX") for h in frame.content_heads):
        _add_linear_infinitive(view, frame, i)
    frame.slots["obj"] = [mend_head(view, h) for h in frame.get("obj") if view.low[h] not in TIME_WORDS or view.mention[h] is not None]
    frame.slots["obj"] = [h - 1 if view.low[h] in DIRECTIONS and h > i + 1 and view.pos[h - 1] in ("NOUN", "PROPN") else h for h in frame.get("obj")]
    _add_nested(view, frame, "obj")
    _add_following(view, frame, i)
    for slot in ("obj", *PREPOSITIONS):
        for h in frame.get(slot):
            for child in view.children[h]:
                if view.dep[child] == "acl" and is_infinitive(view, child):
                    _add_content(view, frame, child, "inf")
    _end_at_quote(view, frame)
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
        frame = build_by_order(view, i)
        frame.is_noun = True
        return frame
    frame = Frame(head=i, is_noun=True)
    for k in (i, *_upward(view, i)):
        for child in view.children[k]:
            dep = view.dep[child]
            if dep in ("nmod:poss", "amod", "compound", "nmod:desc"):
                frame.add("poss" if dep == "nmod:poss" else "mod", [child])
            elif dep in ("nmod", "obl", "obl:agent") and view.pos[child] in NOMINAL:
                case = find_case(view, child)
                if case:
                    frame.add(case, view.heads(child))
                if case == "of":  # "the killing of two guards by rebels", hung on the guards
                    frame.add("by", [h for g in view.children[child] if view.dep[g] == "nmod" and find_case(view, g) == "by" for h in view.heads(g)])
            elif dep == "acl" and is_infinitive(view, child):
                _add_content(view, frame, child, "inf")
            elif dep == "acl" and view.tag[child] == "VBN":
                for grand in view.children[child]:
                    if view.dep[grand] in ("obl:agent", "obl") and find_case(view, grand) == "by":
                        frame.add("by", view.heads(grand))
    governor = view.head[i]
    if governor != i and view.pos[governor] in ("VERB", "AUX"):
        dep = view.dep[i]
        verb = build_verb_frame(view, governor)
        if dep in ("obj", "nsubj:pass"):
            frame.add("gov", [governor])
            if view.low[governor] not in load_lexicon().classes["NO_DOING"].words:
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


def _find_misread_subject(view: SentenceView, i: int) -> list[int]:
    """Return a name that the tree took for an adverb, or the subject of a first verb that it took for a noun: "soldiers shot and killed"."""
    named = [c for c in view.children[i] if c < i and view.dep[c] in ("advmod", "discourse", "vocative", "dep") and view.pos[c] == "PROPN" and view.mention[c] is not None]
    if named:
        return named[:1]
    governor = view.head[i]
    if view.dep[i] == "conj" and governor < i and view.pos[governor] == "NOUN":
        first = rescue_verb(view, governor)
        return first.subjects if first is not None else []
    return []


def _is_passive(view: SentenceView, i: int) -> bool:
    """Tell whether the verb at `i` is in the passive, by the tree and by what its form can be."""
    if is_passive(view, i):
        features = load_features().get(view.low[i], frozenset())
        return "part" in features or not features or any(view.dep[c] == "aux:pass" for c in view.children[i])  # "spoke" is no participle
    if view.pos[i] == "ADJ" and any(view.dep[c] == "cop" and view.low[c] in BE for c in view.children[i]):
        return "part" in load_features().get(view.low[i], frozenset())  # "was beaten", taken for a state
    return _shares_passive(view, i) or goes_on_behind(view, i) is not None


def _is_to_blame(view: SentenceView, i: int) -> bool:
    """Tell whether who stands as subject is the one accused: "the drills were partly to blame"."""
    return view.low[i] == "blame" and i > 1 and view.low[i - 1] == "to" and any(view.low[k] in BE for k in range(max(0, i - 4), i - 1))


def _shares_passive(view: SentenceView, i: int) -> bool:
    """Tell whether a past form without object goes on a passive: "was taken to a police station and released"."""
    governor = view.head[i]
    if view.dep[i] != "conj" or view.tag[i] != "VBD" or view.low[i] not in load_transitive() or not is_passive(view, governor):
        return False
    return not any(view.dep[c] in ("obj", "nsubj", "aux", "ccomp", "xcomp") for c in view.children[i])


def _add_content(view: SentenceView, frame: Frame, head: int, kind: str) -> None:
    frame.content.update(view.subtree(head, frozenset({"acl:relcl", "parataxis"})))
    frame.content_kind.add(kind)
    if head not in frame.content_heads:
        frame.content_heads.append(head)


def _is_date(view: SentenceView, h: int) -> bool:
    """Tell whether a phrase is a date: "on Nov. 2" says nothing of whom one calls."""
    return any(view.low[k].rstrip(".") in CALENDAR for k in (h, *view.children[h])) and view.mention[h] is None


def _add_result(view: SentenceView, frame: Frame, result: int) -> list[int]:
    """Add what the tree hangs on a result instead of its verb, and return who did it: "shot dead two men in Oslo", "shot dead by guards"."""
    agents: list[int] = []
    for child in view.children[result]:
        if view.dep[child] == "obj":
            frame.add("obj", view.heads(child))
        elif view.dep[child] in ("obl", "obl:agent"):
            case = find_case(view, child)
            if case == "by" and frame.passive:
                agents.extend(view.heads(child))
            elif case:
                frame.add(case, view.heads(child))
    return agents


def _add_nested(view: SentenceView, frame: Frame, slot: str) -> None:
    """Add the prepositional phrases inside a slot's noun phrases as slots of the verb: "imposed a series of sanctions on Iran"."""
    for h in list(frame.get(slot)):
        for k in view.phrase(h):
            if k != h and view.dep[k] == "nmod" and view.pos[k] in NOMINAL:
                case = find_case(view, k)
                if case in PREPOSITIONS:
                    frame.add(case, view.heads(k))


def _add_linear_infinitive(view: SentenceView, frame: Frame, i: int) -> None:
    """Take "to" and a word right behind a verb for its infinitive where the tree took the word for a noun ("refused to deploy troops")."""
    k = next((j for j in range(i + 1, min(view.n, i + 9)) if view.low[j] == "to" or view.pos[j] in ("PUNCT", "VERB")), i + 1)
    if k > i + 1 and (k + 1 >= view.n or "base" not in load_features().get(view.low[k + 1], ())):
        return
    if k + 1 < view.n and view.low[k] == "to" and view.low[k + 1].isalpha() and view.form[k + 1].islower() and view.pos[k + 1] in ("NOUN", "VERB", "ADJ", "X"):
        if view.tag[k + 1] == "NNS" or view.low[k + 1] in ("the", "a", "an"):
            return
        stop = next((j for j in range(k + 2, view.n) if view.pos[j] == "PUNCT" or view.low[j] in ("after", "because", "while", "as")), view.n)
        frame.content.update(range(k + 1, stop))
        frame.content_kind.add("inf")
        frame.content_heads.append(k + 1)
        frame.slots.pop("to", None)


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


def _end_at_quote(view: SentenceView, frame: Frame) -> None:
    """Leave out what stands behind the end of a quotation in which the verb stands: who says it isn't part of what is said."""
    end = next((k for k in range(frame.head + 1, view.n - 1) if view.low[k] in ",?!" and view.low[k + 1] in CLOSING), None)
    if end is None or ("subj" in frame.slots and any(h > end for h in frame.get("subj"))):
        return
    for slot, heads in frame.slots.items():
        if slot != "subj" and any(h > end for h in heads):
            frame.slots[slot] = [h for h in heads if h < end]


def _upward(view: SentenceView, i: int) -> tuple[int, ...]:
    """Return the noun that `i` only specifies: "the start of talks with Iran", where "with Iran" may hang on either."""
    governor = view.head[i]
    if governor != i and view.dep[i] == "nmod" and view.case_of(i) == "of" and view.pos[governor] == "NOUN":
        return (governor,)
    return ()
