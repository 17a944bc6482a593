"""Whom a pronoun takes up within its sentence: the noun of a relative clause, the subject of the verb that reports.

Who is meant across sentences is the mentions' business.
"""

from __future__ import annotations

from presswatch.tag.events.lexicon import load_lexicon
from presswatch.tag.events.subjects import BODIES, find_own_subjects, inherit_subjects
from presswatch.tag.events.view import RELATIVE, SentenceView

PRONOUNS = frozenset({"he", "she", "they", "it", "him", "her", "them", "we", "i", "us", "himself", "herself", "themselves", "itself"})


_ONE_PERSON = frozenset({"he", "she", "him", "her", "himself", "herself"})
_OBLIQUE = frozenset({"him", "her", "them"})


def is_pronoun(view: SentenceView, k: int) -> bool:
    """Tell whether the token at `k` is a personal pronoun and not "US"."""
    return view.low[k] in PRONOUNS and not (len(view.low[k]) > 1 and view.form[k].isupper())


def _is_body(view: SentenceView, k: int) -> bool:
    """Tell whether a noun names a body or several people, whom "he" can't take up."""
    mention = view.mention[k]
    if view.tag[k] in ("NNS", "NNPS") or (mention is not None and mention.kind in BODIES):
        return True
    return mention is None and view.low[k] in load_lexicon().classes["INSTITUTION"].words


def find_antecedent(view: SentenceView, h: int) -> int | None:
    """Return the noun that a pronoun of a reported clause takes up: the subject of the verb that reports it."""
    if not view.parsed:
        return next((k for k in range(h - 1, -1, -1) if view.is_actor_word(k) and view.low[k] not in PRONOUNS and view.pos[k] != "PRON"), None)
    if view.low[h] in RELATIVE:
        clause = view.head[h]
        return view.head[clause] if view.dep[clause] in ("acl:relcl", "advcl:relcl") and view.head[clause] != clause else None
    k, steps = view.head[h], 0
    barred: list[int] = []
    if view.low[h] in _OBLIQUE and view.dep[h] in ("obj", "iobj", "obl"):
        verb, above = k, view.head[k]
        barred = find_own_subjects(view, verb) or inherit_subjects(view, verb, False, 0)  # nobody accuses himself by "him"
        if view.dep[verb] in ("advcl", "conj", "xcomp") and view.tag[verb] == "VBG":
            plural = view.low[h] == "them"
            taken = [c for c in view.children[above] if view.dep[c] == "obj" and c < h and (view.tag[c] in ("NNS", "NNPS")) == plural]
            if taken and view.names_actor(taken[0], loose=True):
                return taken[0]  # "expelled two diplomats, accusing them"
    while steps < 6:
        governor = view.head[k]
        for subject in find_own_subjects(view, governor):
            if subject < h and subject not in barred and not (view.low[h] in _ONE_PERSON and _is_body(view, subject)) and not is_pronoun(view, subject) and view.pos[subject] in ("NOUN", "PROPN") and view.names_actor(subject, loose=True):
                return subject
        if governor == k:
            break
        k = governor
        steps += 1
    return None
