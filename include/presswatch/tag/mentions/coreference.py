"""Who is meant by a short name, an acronym or a pronoun: the fuller name that came before it in the article.

Names and pronouns only; "the minister", "the group" are read by `roles`. What is found is named in the mention's rule.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from presswatch.tag.knowledge.base import KnowledgeBase
from presswatch.tag.mentions.draft import Draft, make_draft
from presswatch.tag.mentions.lexicon import Lexicon
from presswatch.tag.mentions.tokens import TokenTable

PRONOUNS = {"he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f"}
WINDOW = 2
"""Sentences back in which a pronoun's antecedent is looked for."""
SMALL = frozenset(("of", "the", "and", "for", "in", "on", "to", "de", "la", "du", "des", "et", "y", "e", "und"))
SUFFIXES = frozenset(("jr", "jr.", "sr", "sr.", "ii", "iii", "iv"))


def resolve_names(table: TokenTable, drafts: Sequence[Draft], kb: KnowledgeBase, lexicon: Lexicon) -> None:
    """Give short forms the entity, label and kind of the fuller name before them; where that has none, say so in the rule."""
    people: dict[str, list[Draft]] = {}
    bodies: dict[str, Draft] = {}
    known: dict[str, Draft] = {}
    for draft in drafts:
        words = draft.text.replace("’", "'").split()
        if draft.label in ("PER", "LOC", "ORG") and len(words) == 1 and (draft.entity_id is None or draft.label != "PER"):
            _resolve_surname(table, draft, people.get(draft.text), lexicon)
        if draft.label == "ORG" and draft.entity_id is None:
            _resolve_body(draft, bodies)
        if draft.label == "PER" and len(words) > 1:
            key = words[-2] if words[-1].lower() in SUFFIXES else words[-1]
            for short in {key, words[0] if draft.source == "rule" or len(words[0]) > 2 else key}:
                people.setdefault(short, []).append(draft)
        if draft.label == "ORG" and len(words) > 1:
            bodies[_initials(words)] = draft
            bodies.setdefault(words[-1], draft)
            bodies.setdefault(words[0], draft)
        if draft.entity_id is not None:
            known.setdefault(draft.text, draft)
        elif draft.text in known and known[draft.text].label == draft.label and not draft.candidates:
            draft.entity_id = known[draft.text].entity_id
    _read_parentheses(table, drafts)


def _resolve_surname(table: TokenTable, draft: Draft, fuller: Sequence[Draft] | None, lexicon: Lexicon) -> None:
    if not fuller:
        return
    surnames = [f for f in fuller if f.text.split()[-1] == draft.text or f.text.split()[-2:-1] == [draft.text]]
    pool = surnames or list(fuller)
    names = {f.text.split()[-1] + f.text.split()[0] for f in pool}
    antecedent = pool[-1]
    if draft.label != "PER" and (not surnames or (draft.first and table.lower[draft.first - 1] in lexicon.place_prepositions)):
        return
    if len(names) > 1 and len({f.entity_id for f in pool}) > 1:
        draft.candidates = tuple(dict.fromkeys(f.entity_id for f in pool if f.entity_id))[:8]
        draft.rule = "short for one of several people of the article"
        return
    draft.label, draft.kind = "PER", "person"
    draft.entity_id, draft.candidates = antecedent.entity_id, antecedent.candidates
    draft.rule = f"short for {antecedent.text!r} at {antecedent.start}"
    draft.confidence = max(draft.confidence, 0.85)


def _resolve_body(draft: Draft, bodies: dict[str, Draft]) -> None:
    antecedent = bodies.get(draft.text)
    if antecedent is None or antecedent.text == draft.text:
        return
    if draft.text.isupper() or len(draft.text) > 3:
        draft.entity_id, draft.kind = antecedent.entity_id, antecedent.kind if antecedent.entity_id else draft.kind
        draft.candidates = antecedent.candidates
        draft.rule = f"short for {antecedent.text!r} at {antecedent.start}"


def _read_parentheses(table: TokenTable, drafts: Sequence[Draft]) -> None:
    """Read "Syrian Democratic Forces (SDF)": what stands in brackets after a name names the same."""
    short: dict[str, Draft] = {}
    for draft in drafts:
        if draft.last + 3 < len(table) and table.words[draft.last + 1] == "(" and table.words[draft.last + 3] == ")" and draft.label == "ORG":
            inner = table.words[draft.last + 2]
            if re.fullmatch(r"[A-Z][A-Za-z.&-]{1,9}", inner) and sum(c.isupper() for c in inner) > 1:
                short[inner] = draft
    for draft in drafts:
        fuller = short.get(draft.text)
        if fuller is None or fuller is draft or draft.start < fuller.start:
            continue
        if draft.entity_id is None and fuller.entity_id is not None:
            draft.entity_id, draft.kind, draft.candidates = fuller.entity_id, fuller.kind, ()
        elif fuller.entity_id is None and fuller.source == "model" and draft.entity_id != fuller.entity_id:
            draft.entity_id, draft.candidates = None, ()
        draft.label = "ORG"
        draft.kind = draft.kind if draft.kind in ("organisation", "party", "armed_group", "company", "outlet") else "organisation"
        draft.rule = f"short for {fuller.text!r} at {fuller.start}"


def _initials(words: Sequence[str]) -> str:
    return "".join(w[0].upper() for w in words if w.lower() not in SMALL and w[0].isalnum())


def find_pronouns(table: TokenTable, drafts: Sequence[Draft], kb: KnowledgeBase, lexicon: Lexicon) -> list[Draft]:
    """Return drafts of he, she and their forms, each with the entity of the person it stands for; none where no person fits."""
    people = [d for d in drafts if d.label == "PER" and d.sense in ("literal", "role")]
    if not people:
        return []
    sentence_of = _number_sentences(table)
    genders = {id(p): _guess_gender(table, p, drafts, kb) for p in people}
    found: list[Draft] = []
    at = 0
    before: list[Draft] = []
    for i, low in enumerate(table.lower):
        while at < len(people) and people[at].last < i:
            before.append(people[at])
            at += 1
        gender = PRONOUNS.get(low)
        if gender is None:
            continue
        near = [p for p in before if sentence_of[i] - sentence_of[p.first] <= WINDOW and genders[id(p)] in (gender, "u", None)]
        antecedent = _choose_antecedent(near, sentence_of, i, gender, genders, found)
        if antecedent is not None:
            draft = make_draft(table, i, i, "person", 0.6, f"pronoun for {antecedent.text!r} at {antecedent.start}")
            draft.sense, draft.entity_id, draft.candidates = "pronoun", antecedent.entity_id, antecedent.candidates
            draft.ids = (antecedent.text,)
            found.append(draft)
    return found


def _choose_antecedent(near: Sequence[Draft], sentence_of: Sequence[int], at: int, gender: str, genders: dict[int, str | None], found: Sequence[Draft]) -> Draft | None:
    if not near:
        return None
    here = sentence_of[at]
    same = [p for p in near if sentence_of[p.first] == here]
    previous = [p for p in near if sentence_of[p.first] < here]
    sure = [p for p in near if genders[id(p)] == gender]
    pool = [p for p in (same or previous) if p in sure] or sure or list(same or previous)
    last = sentence_of[pool[-1].first]
    in_sentence = [p for p in pool if sentence_of[p.first] == last]
    return in_sentence[0]  # the first person of the nearest sentence is mostly its subject


def _guess_gender(table: TokenTable, draft: Draft, drafts: Sequence[Draft], kb: KnowledgeBase) -> str | None:
    before = table.lower[draft.first - 1] if draft.first else ""
    if before in ("mr", "mr.", "sir", "lord", "king", "prince", "herr", "monsieur"):
        return "m"
    if before in ("mrs", "mrs.", "ms", "ms.", "miss", "queen", "princess", "lady", "dame", "baroness", "frau", "madame"):
        return "f"
    name = draft.text
    if " " not in name:
        fuller = next((d.text for d in drafts if d.label == "PER" and " " in d.text and d.text.split()[-1] == name), None)
        if fuller is None and draft.entity_id in kb.entities:
            fuller = kb.entities[draft.entity_id].name if draft.entity_id else None
        name = fuller or name
    return kb.gender(name.split()[0])


def _number_sentences(table: TokenTable) -> list[int]:
    """Return the number of each token's sentence: spaCy's where set, else by full stops and line ends."""
    numbers: list[int] = []
    n = 0
    if table.doc.has_annotation("SENT_START"):
        for token in table.doc:
            n += bool(token.is_sent_start)
            numbers.append(n)
        return numbers
    previous = ""
    for word in table.words:
        if previous in (".", "!", "?") or "\n" in previous:
            n += 1
        numbers.append(n)
        previous = word
    return numbers
