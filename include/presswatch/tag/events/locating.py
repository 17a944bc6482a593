"""Where triggers stand: whether the tagger lets a word be one, where the rest of a trigger of several words is, which word heads it."""

from __future__ import annotations

from presswatch.tag.events.forms import CALENDAR
from presswatch.tag.events.lexicon import Trigger
from presswatch.tag.events.order import BE
from presswatch.tag.events.repair import rescue_verb
from presswatch.tag.events.view import SentenceView

_SPLIT_PARTICLES = frozenset({"off", "out", "up", "down", "over", "back", "in", "away", "free", "go", "together", "dead", "apart", "on", "hostage", "home", "guilty", "prison"})
VERBAL = frozenset({"VERB", "AUX"})
_CLAUSES = frozenset({"ROOT", "ccomp", "parataxis"})
_AGAIN = frozenset({"re", "co", "counter"})


def fits_tag(view: SentenceView, i: int, trigger: Trigger) -> bool:
    """Tell whether the word at `i` can be the first of a trigger by its tag and place in the tree."""
    if trigger.kind == "noun":
        if not trigger.rest and i + 1 < view.n and view.is_hyphen(i + 1):
            return False  # "march-in rights"
        if not view.parsed:
            return view.pos[i] == "X" or view.pos[i] == "PROPN"
        if trigger.rest and view.pos[i] in ("NOUN", "PROPN") and view.dep[i] == "compound" and 0 < view.head[i] - i <= len(trigger.rest):
            return True  # "artillery fire"
        return (view.pos[i] in ("NOUN", "PROPN") and view.dep[i] not in ("compound", "amod")) or (
            view.tag[i] == "VBG" and (view.dep[i] in ("nsubj", "obj", "obl", "nmod") or (i + 1 < view.n and view.low[i + 1] in ("between", "of", "by")))
        )
    if trigger.kind == "phrase" and "noun" in trigger.features:
        return True
    if trigger.kind == "compound":
        return True
    if not view.parsed:
        return not (i and view.pos[i - 1] == "DET")
    if trigger.kind == "verb" and trigger.features & {"past", "part", "s", "base"} and rescue_verb(view, i) is not None:
        return True
    if view.pos[i] == "ADJ" and trigger.kind == "verb" and "part" in trigger.features and trigger.entry.type == "ASSAULT" and any(view.dep[c] == "cop" and view.low[c] in BE for c in view.children[i]):
        return True  # "was beaten", taken for a state
    if view.pos[i] in ("PROPN", "NOUN", "ADJ") and trigger.features <= {"past", "part", "ing"} and view.form[i].islower():
        return trigger.kind == "verb" and any(view.dep[c] in ("nsubj", "nsubj:pass") for c in view.children[i]) and not any(view.dep[c] == "cop" for c in view.children[i])
    if view.pos[i] in ("NOUN", "ADJ", "ADV", "X") and trigger.kind == "verb" and view.dep[i] in _CLAUSES and view.form[i].islower():
        return leads_clause(view, i)
    if trigger.kind == "phrase" and view.low[i] in ("attempt", "attempts", "plot", "bid"):
        return True
    if view.pos[i] not in VERBAL or view.dep[i] in ("compound", "case", "aux:pass", "mark") or _is_in_name(view, i):
        return False
    if view.dep[i] == "aux":
        return trigger.kind == "phrase"
    if view.dep[i] == "cop":
        return trigger.kind == "phrase"
    return view.dep[i] != "amod" or view.tag[i] in ("VBD", "VBZ", "VBP") or any(view.dep[c] in ("aux", "nsubj") for c in view.children[i])


def leads_clause(view: SentenceView, i: int) -> bool:
    """Tell whether a word that the tagger took for a noun or an adjective heads a clause like a verb: "Rebels free 12 hostages"."""
    deps = {view.dep[c] for c in view.children[i]}
    if deps & {"cop", "det", "nmod:poss", "case", "amod", "compound"} or not deps & {"nsubj"}:
        return False
    return next(c for c in view.children[i] if view.dep[c] == "nsubj") < i


def find_rest(view: SentenceView, i: int, trigger: Trigger) -> int | None:
    """Return the last word of a trigger that starts at `i`, None where the rest of it doesn't follow."""
    last = i
    if trigger.kind == "phrase" and view.parsed and view.low[i] in BE:
        found = next((j for j in range(i + 1, min(view.n, i + 5)) if view.low[j] in trigger.rest[0]), None)
        if found is None or not (view.head[i] == found or found - i < 2 or all(view.pos[k] in ("ADV", "PART", "PRON", "PROPN") for k in range(i + 1, found))):
            return None
    for forms in trigger.rest:
        gap = 3 if trigger.kind == "phrase" else 1 if "in" in forms else 6 if not forms.isdisjoint(_SPLIT_PARTICLES) else 1
        found = next((j for j in range(last + 1, min(view.n, last + 1 + gap)) if view.low[j] in forms), None)
        if found is None or (found - last > 2 and trigger.kind != "phrase" and view.parsed and not _belongs(view, found, i)):
            return None
        if trigger.kind == "verb" and view.low[found] == "in" and view.parsed and _leads_phrase(view, found):
            return None
        last = found
    return last


def _leads_phrase(view: SentenceView, k: int) -> bool:
    """Tell whether "in" leads a phrase of time or place instead of going with its verb: "a speech he gave in 2019"."""
    noun = view.head[k]
    return view.dep[k] == "case" and noun > k and (view.is_date(noun) or view.low[noun] in CALENDAR or view.is_place(noun))


def _belongs(view: SentenceView, k: int, i: int) -> bool:
    head = view.head[k]
    return head == i or (0 <= head < view.n and view.head[head] == i)


def anchor_phrase(view: SentenceView, i: int, last: int) -> int:
    """Return the word to which the arguments of a fixed phrase belong: "ready" in "is ready to", the verb that governs "on alert"."""
    if view.dep[i] in ("cop", "aux", "aux:pass") and view.head[i] <= last + 1:
        return view.head[i]
    if view.pos[i] in VERBAL:
        return i
    for k in (last, i):
        steps = 0
        while steps < 3 and view.head[k] != k:
            k = view.head[k]
            if view.pos[k] in VERBAL:
                return k
            steps += 1
    return next((k for k in range(i - 1, max(-1, i - 5), -1) if view.pos[k] == "VERB"), last)


def _is_in_name(view: SentenceView, i: int) -> bool:
    """Tell whether a word is part of a compound, or stands capitalised among capitalised ones where others aren't: "the Armed Forces"."""
    if i > 1 and view.is_hyphen(i - 1) and view.low[i - 2] not in _AGAIN:
        return True  # "a well-funded campaign"
    if i == 0 or not view.form[i][:1].isupper() or not view.form[i + 1 : i + 2] or not view.form[i + 1][:1].isupper():
        return False
    return sum(form.islower() and len(form) > 3 for form in view.form) > 2
