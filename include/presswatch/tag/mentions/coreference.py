"""Who is meant by a short name, an acronym or a pronoun: the fuller name that came before it in the article.

Names and pronouns only; "the minister", "the group" are read by `roles`. What is found is named in the mention's rule.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from presswatch.tag.knowledge.base import KnowledgeBase
from presswatch.tag.mentions.draft import Draft, make_draft
from presswatch.tag.mentions.lexicon import Lexicon
from presswatch.tag.mentions.shortening import find_halves, is_acronym, read_bracket
from presswatch.tag.mentions.tokens import TokenTable

PRONOUNS = {"he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f"}
WINDOW = 2
"""Sentences back in which a pronoun's antecedent is looked for."""
FUNCTION_WORDS = frozenset(("to", "and", "in", "on", "at", "for", "with", "that", "when", "as", "by", "from", "of", "but", "while", "after", "before", "because", "if", "or", "about", "into", "was", "is", "had", "has", "who", "over", "again", "up", "out"))
SMALL = frozenset(("of", "the", "and", "for", "in", "on", "to", "de", "la", "du", "des", "et", "y", "e", "und"))
SUFFIXES = frozenset(("jr", "jr.", "sr", "sr.", "ii", "iii", "iv"))


def resolve_names(table: TokenTable, drafts: Sequence[Draft], kb: KnowledgeBase, lexicon: Lexicon) -> None:
    """Give short forms the entity, label and kind of the fuller name before them; where that has none, say so in the rule."""
    people: dict[str, list[Draft]] = {}
    bodies: dict[str, Draft] = {}
    known: dict[str, Draft] = {}
    for draft in drafts:
        words = draft.text.replace("’", "'").split()
        if draft.label in ("PER", "LOC", "ORG") and len(words) == 1:
            _resolve_surname(table, draft, people.get(draft.text), lexicon)
        if draft.label == "ORG" and draft.entity_id is None:
            _resolve_body(draft, bodies)
        if draft.label == "PER" and len(words) > 1:
            key = _find_surname(draft.text)
            for short in {key, words[0] if draft.source == "rule" or len(words[0]) > 2 else key}:
                people.setdefault(short, []).append(draft)
        if draft.label == "ORG" and len(words) > 1:
            bodies[_initials(words)] = draft
            head = words[words.index("of") - 1] if "of" in words[1:] else words[-1]
            if head.lower() in lexicon.body_heads or (head != words[-1] and head.lower() in lexicon.organisations):
                bodies[head] = draft
            if words[0].lower() not in lexicon.organisations and words[0].lower() not in lexicon.places:
                bodies.setdefault(words[0], draft)
        if draft.entity_id is not None:
            known.setdefault(draft.text, draft)
        elif draft.text in known and known[draft.text].label == draft.label and not draft.candidates:
            draft.entity_id = known[draft.text].entity_id
            draft.rule = f"as at {known[draft.text].start}"
    _read_parentheses(table, drafts)
    _resolve_ahead(drafts, people)
    _resolve_halves(table, drafts)


def _resolve_ahead(drafts: Sequence[Draft], people: Mapping[str, Sequence[Draft]]) -> None:
    """Give a surname the person whom the article names in full only later, as headlines and captions do: one bearer, and no other."""
    for draft in drafts:
        if draft.label != "PER" or draft.entity_id is not None or draft.candidates or " " in draft.text:
            continue
        later = [f for f in people.get(draft.text, ()) if _find_surname(f.text) == draft.text]
        if later and later[0].start > draft.start and len({f.entity_id or f.text for f in later}) == 1:
            draft.entity_id, draft.kind = later[0].entity_id, later[0].kind
            draft.rule = f"short for {later[0].text!r} at {later[0].start}"


def _resolve_halves(table: TokenTable, drafts: Sequence[Draft]) -> None:
    """Read "the North" where an article names two countries that share the rest of their names: North Korea and South Korea."""
    pairs = find_halves([d for d in drafts if d.sense == "literal"])
    names = {d.text.lower() for d in pairs.values()}
    for draft in drafts if pairs else ():
        full = pairs.get(draft.text)
        if full is None or draft.entity_id is not None or draft.first == 0:
            continue
        after = table.lower[draft.last + 1 : draft.last + 4]
        joined = after[:1] == ["and"] and " ".join(after[1:]) in names
        if joined or (table.lower[draft.first - 1] == "the" and after[:1] != ["of"]):
            draft.entity_id, draft.kind, draft.label, draft.candidates = full.entity_id, full.kind, full.label, ()
            draft.rule = f"short for {full.text!r} at {full.start}"


def _find_surname(name: str) -> str:
    words = name.split()
    return words[-2] if len(words) > 2 and words[-1].lower() in SUFFIXES else words[-1]


def _resolve_surname(table: TokenTable, draft: Draft, fuller: Sequence[Draft] | None, lexicon: Lexicon) -> None:
    if not fuller:
        return
    surnames = [f for f in fuller if _find_surname(f.text) == draft.text]
    pool = surnames or list(fuller)
    names = {f.text.split()[-1] + f.text.split()[0] for f in pool}
    antecedent = pool[-1]
    if draft.entity_id is not None and any(f.entity_id == draft.entity_id for f in pool):
        return
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
        inner = read_bracket(table, draft.last) if draft.label in ("ORG", "LOC", "MISC") else None
        if inner is not None and is_acronym(inner, table.words[draft.first : draft.last + 1]):
            short[inner] = draft
    for draft in drafts:
        fuller = short.get(draft.text)
        if fuller is None or fuller is draft or draft.start < fuller.start:
            continue
        if draft.entity_id is None and fuller.entity_id is not None:
            draft.entity_id, draft.kind, draft.candidates = fuller.entity_id, fuller.kind, ()
        elif fuller.entity_id is None and fuller.source == "model" and draft.entity_id != fuller.entity_id:
            draft.entity_id, draft.candidates = None, ()
        if draft.label != fuller.label:
            draft.label, draft.kind = fuller.label, fuller.kind
        draft.rule = f"short for {fuller.text!r} at {fuller.start}"


def _initials(words: Sequence[str]) -> str:
    return "".join(w[0].upper() for w in words if w.lower() not in SMALL and w[0].isalnum())


@dataclass(slots=True)
class _Person:
    """A mention of a person that a later pronoun may take up: by name, by role or by a pronoun already read."""

    draft: Draft
    key: str
    sentence: int
    gender: str | None
    oblique: bool
    pronoun: bool


def find_pronouns(table: TokenTable, drafts: Sequence[Draft], kb: KnowledgeBase, lexicon: Lexicon) -> list[Draft]:
    """Return drafts of he, she and their forms, each with the entity of the person it stands for; none where no person fits.

    Salience decides, after Lappin and Leass 1994: near sentences, subjects before what hangs on a preposition, people often named.
    """
    people = [d for d in drafts if d.label == "PER" and d.sense in ("literal", "role")]
    if not people:
        return []
    sentence_of = table.number_sentences()
    counts = Counter(_identify(d) for d in people)
    full: dict[str, str] = {}
    for named in drafts:
        if named.label == "PER" and " " in named.text:
            full.setdefault(named.text.split()[-1], named.text)
    found: list[Draft] = []
    before: list[_Person] = []
    keys: dict[int, str] = {k: _identify(d) for d in people for k in range(d.first, d.last + 1)}  # who stands at a token
    at = 0
    for i, low in [(k, low) for k, low in enumerate(table.lower) if low in PRONOUNS]:
        while at < len(people) and people[at].last < i:
            person = people[at]
            before.append(
                _Person(
                    person, _identify(person), sentence_of[person.first], _guess_gender(table, person, full, kb), _is_oblique(table, person, lexicon), False
                )
            )
            at += 1
        gender = PRONOUNS[low]
        near = [p for p in before[-30:] if sentence_of[i] - p.sentence <= WINDOW and p.gender in (gender, "u", None)]
        aside = low == "him" or (low == "her" and not _owns(table, i))
        doer = keys.get(_find_doer(table, i)) if aside else None
        near = [p for p in near if doer is None or p.key != doer]  # "Ruiz accused him": not of Ruiz
        if not near:
            continue
        order = {id(p): k for k, p in enumerate(near)}
        chosen = min(near, key=lambda p: (_measure(p, sentence_of[i], gender, counts, len(people), order[id(p)], aside), p.draft.start))
        antecedent = chosen.draft
        draft = make_draft(table, i, i, "person", 0.75, f"pronoun for {antecedent.text!r} at {antecedent.start}")
        draft.sense, draft.entity_id, draft.candidates = "pronoun", antecedent.entity_id, antecedent.candidates
        found.append(draft)
        keys[i] = chosen.key
        before.append(_Person(antecedent, chosen.key, sentence_of[i], gender, aside or _owns(table, i), True))
    return found


def _find_doer(table: TokenTable, i: int) -> int:
    """Return the subject of the verb that governs the pronoun at `i`, -1 where the text isn't parsed or there is none."""
    token = table.doc[i]
    if token.dep_ not in ("obj", "iobj", "obl"):
        return -1
    return next((int(c.i) for c in token.head.lefts if c.dep_ == "nsubj"), -1)


def _measure(person: _Person, here: int, gender: str, counts: Counter[str], total: int, order: int, aside: bool) -> float:
    """Return how far a person is from being meant; the least wins."""
    distance = float(here - person.sentence)
    distance += 0.7 * person.oblique + 0.03 * order - 0.25 * person.pronoun
    distance += 0.4 * (person.gender != gender)
    distance += 0.6 * (aside and person.sentence == here and not person.oblique)
    return distance - 0.8 * counts[person.key] / total


def _identify(draft: Draft) -> str:
    return draft.entity_id or draft.text.split()[-1]


def _is_oblique(table: TokenTable, draft: Draft, lexicon: Lexicon) -> bool:
    """Tell whether a name owns what follows or hangs on a preposition: no likely subject."""
    if draft.last + 1 < len(table) and table.lower[draft.last + 1] in ("'s", "’s", "'", "’"):
        return True
    k = draft.first - 1
    while k >= 0 and table.lower[k] in lexicon.titles:
        k -= 1
    return k >= 0 and (table.lower[k] in lexicon.place_prepositions or table.lower[k] in ("of", "with", "by", "for", "on", "about", "against", "like", "than", "and"))


def _owns(table: TokenTable, i: int) -> bool:
    """Tell whether the pronoun at `i` stands before what it owns: his house, her brother."""
    if table.lower[i] == "his":
        return True
    following = table.words[i + 1] if i + 1 < len(table) else ""
    return table.lower[i] == "her" and following.isalpha() and following.islower() and following not in FUNCTION_WORDS


def _guess_gender(table: TokenTable, draft: Draft, full: Mapping[str, str], kb: KnowledgeBase) -> str | None:
    before = table.lower[draft.first - 1] if draft.first else ""
    if before in ("mr", "mr.", "sir", "lord", "king", "prince", "herr", "monsieur"):
        return "m"
    if before in ("mrs", "mrs.", "ms", "ms.", "miss", "queen", "princess", "lady", "dame", "baroness", "frau", "madame"):
        return "f"
    name = draft.text
    if " " not in name:
        fuller = full.get(name)
        if fuller is None and draft.entity_id in kb.entities:
            fuller = kb.entities[draft.entity_id].name if draft.entity_id else None
        name = fuller or name
    return kb.gender(name.split()[0])
