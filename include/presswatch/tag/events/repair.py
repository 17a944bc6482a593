"""Repair: finite verbs that the parser took for participles or nouns, read from tags and order instead.

"Police in Jericho confiscated weapons", "Japan halted economic aid" and headlines such as "U.S. lifts travel ban" come out of a parser trained
on little newswire as noun phrases. A word that the lexicon knows as a past or present form is read as the verb of its clause when the
clause has no finite verb, a noun phrase stands before it and something it could govern behind it. This module owns that decision and the
slots of such a verb; it changes nothing in the tree.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from presswatch.tag.events.forms import CALENDAR
from presswatch.tag.events.lexicon import PREPOSITIONS, load_lexicon
from presswatch.tag.events.view import NOMINAL, SentenceView

FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
TIME_WORDS = CALENDAR | {"today", "yesterday", "tomorrow", "week", "month", "year", "morning", "night", "evening", "weekend", "day"}
_CLAUSES = frozenset({"ROOT", "ccomp", "parataxis", "advcl"})
_BEFORE = frozenset({"NOUN", "PROPN", "PRON", "NUM"})
_AFTER = frozenset({"DET", "ADJ", "NOUN", "PROPN", "NUM", "PRON", "ADP", "ADV"})
_CHUNK = frozenset({"DET", "ADJ", "NOUN", "PROPN", "NUM", "PRON"})
COLLECTIVES = frozenset({"police", "troops", "forces", "people", "crew", "staff", "personnel"})
_UNFIT_TAGS = frozenset({"VBG", "VB", "RB", "IN", "CD", "DT"})


@dataclass(slots=True)
class Clause:
    """The slots of a rescued verb: heads of noun phrases."""

    subjects: list[int]
    objects: list[int]
    prepositions: dict[str, list[int]] = field(default_factory=dict)


def rescue_verb(view: SentenceView, i: int) -> Clause | None:
    """Return the slots of the word at `i` if it is a finite verb that the tree took for something else, None where it isn't."""
    if i not in view.rescues:
        view.rescues[i] = _rescue(view, i)
    clause: Clause | None = view.rescues[i]
    return clause


def _rescue(view: SentenceView, i: int) -> Clause | None:
    if not view.parsed or i == 0 or i + 1 >= view.n or view.tag[i] in _UNFIT_TAGS:
        return None
    features = load_features().get(view.low[i], frozenset())
    past = "past" in features or ("part" in features and view.low[i - 1] in ("has", "have", "had"))
    present = "s" in features
    bare = "base" in features and not past
    # "withdrew" can't be a participle, whatever the tagger says, and "clashed" none that describes those who did
    only_past = "past" in features and ("part" not in features or view.low[i] in load_lexicon().classes["NO_PASSIVE"].words)
    if not (past or present or bare) or (not (only_past and view.pos[i - 1] == "ADJ") and _pos_before(view, i) in ("DET", "ADP", "AUX", "PART", "ADJ") and view.low[i - 1] not in ("has", "have", "had", "n't", "not")):
        return None
    if only_past and view.dep[i] in ("acl", "amod") and view.pos[i - 1] in ("NOUN", "PROPN"):
        return _build_clause(view, i)
    if any(view.dep[c] in ("aux", "aux:pass", "obl:agent", "nsubj", "nsubj:pass", "det", "nmod:poss") and abs(c - i) < 4 and not (view.dep[c] == "det" and c < i - 1) for c in view.children[i]):
        return None
    if view.tag[i] in FINITE and view.dep[i] in _CLAUSES and any(view.dep[c] in ("nsubj", "nsubj:pass") for c in view.children[i]):
        return None  # its subject stands further off: "Chad, Niger, Togo and Benin welcomed"
    if any(view.pos[k] == "AUX" and view.head[k] == i for k in range(i)):
        return None
    if past and view.tag[i] == "VBD" and view.dep[i] == "amod" and view.head[i] == i - 1:
        return _build_clause(view, i)  # "Zambia extradited", with "extradited" hung on "Zambia"
    if _is_headline_verb(view, i):
        return _build_clause(view, i)
    joined = past and view.low[i + 1] == "and" and i + 2 < view.n and view.tag[i + 2] == "VBD" and view.head[i + 2] == i
    if (view.pos[i + 1] not in _AFTER and not joined) or (view.low[i + 1] == "by" and view.tag[i] == "VBN"):
        return None
    if past and view.low[i - 1] in ("and", "but") and view.dep[i] in ("amod", "conj", "acl"):
        return _go_on(view, i)
    if past and view.tag[i] in ("VBN", "VBD", "JJ") and view.dep[i] == "acl" and _next_head(view, i) is not None:
        return _build_clause(view, i)  # a participle that describes the noun before it has no noun phrase right behind it
    if past and view.dep[i] == "amod" and view.head[i] > i and (_pos_before(view, i) in ("NOUN", "PROPN") or only_past or view.low[i - 1] in ("has", "have", "had", "also")):
        same_phrase = view.dep[i - 1] in ("compound", "amod", "nmod:poss", "case") and view.head[i - 1] == view.head[i] and view.pos[i - 1] == "NOUN"
        if not (same_phrase and _has_finite(view, i)):
            return _build_clause(view, i)
    if bare or _has_finite(view, i):
        return None
    if present and not past and not (view.form[i - 1][:1].isupper() and view.pos[i + 1] in ("DET", "ADJ", "NOUN", "PROPN", "NUM")):
        return None
    if view.dep[i] == "compound" and view.pos[i] == "NOUN" and past and not present and view.low[i].endswith("ed") is False and view.pos[i + 1] not in ("DET", "NUM", "PRON"):
        return None
    return _build_clause(view, i)


def _pos_before(view: SentenceView, i: int) -> str:
    """Return the part of speech of the word before `i`; nouns for people that the tagger took for adjectives are nouns: "the UN chief urged"."""
    return "NOUN" if view.pos[i - 1] == "ADJ" and view.low[i - 1] in view.actor_words else view.pos[i - 1]


def _go_on(view: SentenceView, i: int) -> Clause | None:
    """Return the clause of a second verb that the tree took for a participle: "condemned the attacks and praised Algeria".

    It goes on a first one that was misread too, or it can't describe the noun behind it: "and urged supporters to gather".
    """
    head = _next_head(view, i)
    if head is None:
        return None
    first = next((k for k in range(i - 2, 0, -1) if "past" in load_features().get(view.low[k], ()) and view.pos[k] in ("VERB", "ADJ")), None)
    if first is None:
        return None
    broken = rescue_verb(view, first)
    if broken is None and not (view.tag[first] == "VBD" and view.dep[first] == "ROOT" and view.low[head + 1 : head + 2] == ["to"]):
        return None
    clause = _build_clause(view, i, [])
    if clause is not None:
        clause.subjects = broken.subjects if broken is not None else [c for c in view.children[first] if view.dep[c] == "nsubj"]
    return clause if clause is not None and clause.subjects else None


def _is_headline_verb(view: SentenceView, i: int) -> bool:
    """Tell whether a word taken for a noun is the verb of a headline: "UN chief urges restraint", "Hong Kong police arrest publisher".

    Nothing else in the sentence may be a finite verb, an actor must stand right before it, a noun phrase right behind, and both must agree in number.
    """
    if view.tag[i] not in ("NN", "NNS", "JJ", "NNP", "NNPS") or not view.form[i].islower() or view.pos[i + 1] not in ("DET", "NUM", "ADJ", "PROPN", "NOUN", "PRON", "ADV", "SYM", "VERB"):
        return False
    if any(view.tag[k] in FINITE or view.pos[k] == "AUX" for k in range(view.n) if k not in (i, i + 1)) or view.tag[i + 1] in ("VBD", "VBZ", "MD"):
        return False
    before = i - 1
    if not (view.is_actor_word(before) or view.low[before] in view.actor_words) or view.pos[before] in ("DET", "ADP"):
        return False
    plural = view.tag[before] in ("NNS", "NNPS") or view.low[before] in COLLECTIVES or (before > 1 and view.low[before - 1] in (",", "and", "&") and view.form[before - 2][:1].isupper())
    form = load_features()[view.low[i]]
    return "base" in form if plural else "s" in form


def _has_finite(view: SentenceView, i: int) -> bool:
    """Tell whether the clause around `i` has a finite verb already."""
    k, steps = i, 0
    while view.head[k] != k and view.dep[k] not in ("ccomp", "parataxis", "advcl", "acl:relcl") and steps <= view.n:
        k = view.head[k]
        steps += 1
    if view.tag[k] in FINITE and k != i:
        return True
    if any(view.dep[c] in ("aux", "aux:pass", "cop") and view.tag[c] != "TO" for c in view.children[k]):
        return True
    return any(view.tag[c] in ("VBD", "VBZ", "VBP") and view.dep[c] in ("conj", "parataxis") and c < i for c in view.children[k])


def _build_clause(view: SentenceView, i: int, subjects: list[int] | None = None) -> Clause | None:
    if subjects is None:
        subjects = _heads_before(view, i)
        if not subjects:
            return None
    head = _next_head(view, i)
    clause = Clause(subjects=subjects, objects=_extend(view, head) if head is not None else [])
    k = i + 1
    while k < view.n:
        low = view.low[k]
        if low in (";", ":", "that", "who", "which", "but", "because", "after", "while") or (view.tag[k] in FINITE and k > i + 1 and view.pos[k] != "NOUN"):
            break
        if low == "," and not (k + 1 < view.n and view.pos[k + 1] in ("NOUN", "PROPN")):
            break
        if view.pos[k] == "ADP" and low in PREPOSITIONS and low not in clause.prepositions:
            found = _chunk_head(view, k + 1)
            if found is not None and view.low[found] not in TIME_WORDS:
                clause.prepositions[low] = _extend(view, found)
        k += 1
    return clause


def _heads_before(view: SentenceView, i: int) -> list[int]:
    """Return the head of the subject before a verb, over adverbs, times and phrases such as "in Jericho"."""
    k = i - 1
    while k >= 0 and (view.pos[k] in ("ADV", "AUX") or view.low[k] in (*TIME_WORDS, ",", "has", "have", "had", "also")):
        k -= 1
        if k >= 0 and view.low[k] == "on" and view.low[k + 1] in TIME_WORDS:
            k -= 1
    if k < 0 or (view.pos[k] not in _BEFORE and not view.form[k][:1].isupper() and view.low[k] not in view.actor_words):
        return []
    while True:
        first = k
        while first > 0 and (view.pos[first - 1] in _CHUNK or view.low[first - 1] in ("'s", "’s") or view.is_hyphen(first - 1)):
            first -= 1
        if first > 1 and view.low[first - 1] == "and" and view.pos[first] == "ADJ" and view.pos[first - 2] == "ADJ":
            first -= 2  # "French and Egyptian warships"
        if first > 1 and view.low[first - 1] in ("of", "in", "from", "for", "at", "against") and view.pos[first - 2] in NOMINAL:
            k = first - 2
            continue
        break
    end = k
    if k + 2 < i and view.low[k + 1] == "of":
        end = next((j - 1 for j in range(k + 2, i) if view.pos[j] in ("ADP", "PUNCT", "ADV")), i - 1)
    view.spans.setdefault(k, (first, end))
    if first > 1 and view.low[first - 1] == "and" and view.pos[first - 2] in NOMINAL:
        other = first - 2
        start = other
        while start > 0 and view.pos[start - 1] in _CHUNK:
            start -= 1
        view.spans.setdefault(other, (start, other))
        return [other, k]
    return [k]


def _next_head(view: SentenceView, i: int) -> int | None:
    k = i + 1
    while k < view.n and (view.pos[k] == "ADV" or view.dep[k] == "compound:prt"):
        k += 1
    while k + 1 < view.n and view.low[k] in ("on", "late", "early") and view.low[k + 1] in TIME_WORDS:
        k += 2  # "vetoed on Friday a resolution"
    head = _chunk_head(view, k)
    return None if head is None or view.low[head] in TIME_WORDS else head


def _chunk_head(view: SentenceView, first: int) -> int | None:
    """Return the last noun of the noun phrase that starts at `first`; None where none starts there."""
    k = first
    while (k < view.n and (view.pos[k] in ("DET", "ADJ", "NUM") or view.is_hyphen(k) or (k + 1 < view.n and view.is_hyphen(k + 1)))) or (k < view.n and view.tag[k] in ("VBN", "VBG", "$") and k + 1 < view.n and view.pos[k + 1] in ("NOUN", "PROPN", "ADJ", "NUM")):
        k += 1
    if k >= view.n or view.pos[k] not in NOMINAL:
        return k - 1 if k - 1 >= first and view.pos[k - 1] in ("NUM", "ADJ") else None
    last = k
    while last + 1 < view.n and ((view.pos[last + 1] in ("NOUN", "PROPN") and view.low[last + 1] not in TIME_WORDS) or (view.low[last + 1] in ("'s", "’s") and last + 2 < view.n and view.pos[last + 2] in _CHUNK)):
        last += 1
        while view.low[last] in ("'s", "’s") or (view.pos[last] == "ADJ" and last + 1 < view.n):
            last += 1
    end = last
    if last + 2 < view.n and view.low[last + 1] == "of":  # "a round of exercises", "dozens of soldiers"
        inner = _chunk_head(view, last + 2)
        if inner is not None:
            end = inner
    view.spans.setdefault(last, (first, end))
    return last


def _extend(view: SentenceView, head: int) -> list[int]:
    """Return a head with a second one that "and" joins to it."""
    if head + 1 < view.n and view.low[head + 1] == "and":
        other = _chunk_head(view, head + 2)
        if other is not None:
            return [head, other]
    return [head]


def load_features() -> dict[str, frozenset[str]]:
    """Return what each verb form of the lexicon can be: `base`, `s`, `ing`, `past`, `part`."""
    if not _FEATURES:
        for form, triggers in load_lexicon().triggers.items():
            features = frozenset().union(*(t.features for t in triggers if t.kind == "verb"))
            if features:
                _FEATURES[form] = features
    return _FEATURES


_FEATURES: dict[str, frozenset[str]] = {}


@cache
def load_transitive() -> frozenset[str]:
    """Return the verb forms that mean an act only with an object: "released", not "resigned"."""
    found = set()
    for form, triggers in load_lexicon().triggers.items():
        verbs = [t for t in triggers if t.kind == "verb" and not t.rest]
        if verbs and all("obj" in t.entry.needs and "part" in t.features for t in verbs):
            found.add(form)
    return frozenset(found)
