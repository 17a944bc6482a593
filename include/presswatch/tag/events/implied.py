"""Acts that auxiliaries make out of other words: "will not accept" refuses, "must leave" demands, "sanctions could follow" threatens.

The words of such acts alone trigger nothing; who speaks does the act, whom it binds or falls on suffers it.
"""

from __future__ import annotations

from collections.abc import Iterable

from presswatch.tag.events.coded import MAY, MUST, NEGATORS, WILL, Coded, is_negated, make_virtual
from presswatch.tag.events.frame import Frame
from presswatch.tag.events.lexicon import Pattern
from presswatch.tag.events.matching import Match, Matcher
from presswatch.tag.events.modes import set_content_mode
from presswatch.tag.events.subjects import find_own_subjects
from presswatch.tag.events.view import SentenceView


def find_refusals(matcher: Matcher, coded: list[Coded], absorbed: set[int]) -> Iterable[Coded]:
    """Find "will not accept", "would never negotiate": refusals of acts that the lexicon knows only as yielding words."""
    view = matcher.view
    if not view.parsed or not (view.words & WILL and view.words & NEGATORS):
        return
    entry = matcher.lexicon.entries["reject.will-not"]
    taken = {c.match.head for c in coded} | absorbed
    yielding = matcher.lexicon.classes["YIELDING"]
    for i in range(view.n):
        if view.pos[i] != "VERB" or i in taken or view.low[i] not in yielding.words:
            continue
        auxiliaries = {view.low[c] for c in view.children[i] if view.dep[c] == "aux"}
        if auxiliaries & WILL and is_negated(view, i) and not matcher.domains:
            frame = matcher.frame(i, False)
            yield make_virtual(entry, i, frame, "will not")


def find_obligations(matcher: Matcher, matches: list[Match]) -> list[Coded]:
    """Find "Moscow said Kyiv must ...": a demand by who speaks on who must."""
    view = matcher.view
    if not view.parsed or not view.words & (MUST | {"need", "needs", "have", "has", "needed", "had"}):
        return []
    entry = matcher.lexicon.entries["request.must"]
    speech = matcher.lexicon.classes["SPEECH"]
    found = []
    for i in range(view.n):
        if view.pos[i] not in ("VERB", "ADJ", "NOUN", "AUX") or view.dep[i] in ("aux", "aux:pass", "cop"):
            continue
        marker = next((c for c in view.children[i] if view.dep[c] == "aux" and view.low[c] in MUST and not (c == 0 and view.low[-1] != "?")), None)  # "Should Oslo refuse, ...": a condition
        if marker is None and not _has_duty(view, i):
            continue
        if view.lemma[i] in matcher.lexicon.classes["KNOWING"].words:
            continue  # "should know that": a lesson, not a demand
        speaker = _find_speaker(view, i, speech)
        if speaker is None or matcher.domains:
            continue
        verb, subjects = speaker
        frame = matcher.frame(i, False)
        obliged = frame.get("obj") if frame.passive else frame.get("subj")
        if not obliged or all(view.pos[h] == "PRON" for h in obliged):
            continue  # "it needs to": who speaks puts the duty on itself
        if not subjects or not any(view.is_actor_word(k) for h in subjects for k in range(*_span(view, h))):
            continue
        inner = Frame(head=i, slots=dict(frame.slots), content=set(view.subtree(i, frozenset({"parataxis", "acl:relcl"}))) - {verb})
        item = make_virtual(entry, i, inner, "must")
        item.match.first = item.match.last = marker if marker is not None else i
        item.subject, item.recipient = subjects, obliged
        set_content_mode(view, item, [m for m in matches if m.head in inner.content])
        found.append(item)
        break
    return found


def find_warnings(matcher: Matcher, matches: list[Match]) -> list[Coded]:
    """Find "Oslo told Lima that tariffs could follow": a threat by who speaks to whom it is told, else on whom it would fall."""
    view = matcher.view
    classes = matcher.lexicon.classes
    if not view.parsed or matcher.domains or not view.words & (WILL | MAY) or view.words.isdisjoint(classes["FOLLOWS"].words):
        return []
    entry = matcher.lexicon.entries["threaten.penalty-follows"]
    taken = {m.head for m in matches}
    for i in range(view.n):
        if view.low[i] not in classes["FOLLOWS"].words or i in taken or not any(view.dep[c] == "aux" and view.low[c] in WILL | MAY for c in view.children[i]):
            continue
        frame = matcher.frame(i, False)
        penalties = [h for h in (*frame.get("obj"), *frame.get("subj")) if view.low[h] in classes["PENALTIES"].words]
        speaker = _find_speaker(view, i, classes["SPEECH"])
        if not penalties or speaker is None or is_negated(view, i):
            continue
        verb, subjects = speaker
        if not any(view.is_actor_word(k) for h in subjects for k in range(*_span(view, h))):
            continue
        told = [h for slot in ("iobj", "obj", "to") for h in matcher.frame(verb, False).get(slot) if h not in frame.content and h != i and view.names_actor(h, loose=False)]
        aimed = [k for h in penalties for k in view.phrase(h) if view.case_of(k) in ("on", "against")] + frame.get("against") + frame.get("on")
        item = make_virtual(entry, i, frame, "penalty")
        item.match.first = min(*penalties, i)
        item.subject, item.recipient = subjects, [h for k in (told or aimed) for h in view.heads(k)]
        item.mode = "restrict"
        return [item]
    return []


def _has_duty(view: SentenceView, i: int) -> bool:
    governor = view.head[i]
    if view.dep[i] != "xcomp" or view.lemma[governor] not in ("need", "have"):
        return False
    return governor + 1 < view.n and view.low[governor + 1] == "to" and view.head[governor + 1] == i


def _find_speaker(view: SentenceView, i: int, speech: Pattern) -> tuple[int, list[int]] | None:
    """Return the verb of saying that governs or follows the clause at `i`, and its subjects."""
    k, steps = i, 0
    while steps < 4 and view.head[k] != k:
        governor = view.head[k]
        if view.dep[k] in ("ccomp", "parataxis", "xcomp", "conj") and view.low[governor] in speech.words and view.dep[k] != "conj":
            subjects = find_own_subjects(view, governor)
            if subjects:
                return governor, subjects
        k = governor
        steps += 1
    for child in view.children[k]:
        if view.dep[child] in ("parataxis", "ccomp") and view.low[child] in speech.words:
            subjects = find_own_subjects(view, child)
            if subjects:
                return child, subjects
    return None


def _span(view: SentenceView, h: int) -> tuple[int, int]:
    first, last = view.core(h)
    return first, last + 1
