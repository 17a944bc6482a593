"""Which spans of an English text are names, and of what kind: the tagger's spans set right by the knowledge base.

It joins what the two found, and drops what is none. Which entity a span names is for `linking`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from presswatch.tag.knowledge.base import KnowledgeBase
from presswatch.tag.mentions.draft import LABEL_OF_KIND, Draft, kinds_of, make_draft
from presswatch.tag.mentions.gazetteer import Match
from presswatch.tag.mentions.labels import KIND_OF_LABEL, is_placed, settle_by_majority, settle_by_words, settle_people
from presswatch.tag.mentions.lexicon import Lexicon
from presswatch.tag.mentions.mending import find_repeats, mend_spans
from presswatch.tag.mentions.shortening import find_short_forms
from presswatch.tag.mentions.tagger import NameSpan
from presswatch.tag.mentions.tokens import TokenTable
from presswatch.tag.mentions.view import TextView


def choose_spans(table: TokenTable, view: TextView, tagged: Sequence[NameSpan], matches: Sequence[Match], kb: KnowledgeBase, lexicon: Lexicon, common: frozenset[str]) -> list[Draft]:
    """Return the names of a text in order, none overlapping another, each with a label and a first guess at its kind."""
    parts: dict[str, int] = {}  # first and last words of people's full names, with where they first stand
    for s in tagged:
        for k in (s.first, s.last) if s.kind == "PER" and s.last > s.first else ():
            parts.setdefault(table.words[k], k)
    matches = [m for m in matches if not _is_owner(table, m, parts)]
    strong = _choose_matches(view, matches, kb, lexicon)
    drafts: list[Draft] = []
    for match in strong:
        ids = match.ids
        kind = kb.entities[ids[0]].kind
        draft = make_draft(table, match.first, match.last, kind, 0.85, f"name of {ids[0]}", ids=ids)
        drafts.append(draft)
    taken = {k for d in drafts for k in range(d.first, d.last + 1)}
    by_span = {(m.first, m.last): m for m in matches}
    starting = {m.first: m for m in matches}
    for span in tagged:
        if _is_demonym(table, by_span, span, kb):
            continue
        span = _cut_owner(table, starting, span, kb)
        inside = range(span.first, span.last + 1)
        blockers = [d for d in drafts if d.first <= span.last and d.last >= span.first]
        if blockers and not all(span.first <= d.first and d.last <= span.last for d in blockers):
            continue  # a longer name of the knowledge base holds or crosses it
        if blockers:
            if any(d.first == span.first and d.last == span.last for d in blockers):
                _settle_kind(blockers[0], span, kb, placed=is_placed(table, span.first))
                _settle_place(table, blockers[0], span, kb, lexicon, parts)
                continue
            drafts = [d for d in drafts if d not in blockers]
        draft = make_draft(table, span.first, span.last, KIND_OF_LABEL[span.kind], span.confidence, "tagger", source="model")
        match_here = by_span.get((span.first, span.last))
        if match_here is not None:
            draft.ids = match_here.ids
            _settle_kind(draft, span, kb, placed=is_placed(table, span.first))
            _settle_place(table, draft, span, kb, lexicon, parts, match_here.ids)
        elif span.kind == "MISC" and table.lower[span.last] in lexicon.event_ends:
            draft.kind = "event"
        drafts.append(draft)
        taken.update(inside)
    drafts.sort(key=lambda d: d.first)
    settle_by_words(table, drafts, lexicon)
    settle_people(table, drafts, kb, lexicon, common)
    settle_by_majority(table, drafts)
    trimmed = [d for d in (_trim(table, d, kb, lexicon) for d in drafts) if d is not None]
    mended = mend_spans(table, trimmed, view.initial, kb, lexicon, common)
    whole = find_short_forms(table, mended, view.initial, lexicon)
    return sorted((*whole, *find_repeats(table, whole, view.initial, common, kb)), key=lambda d: d.first)


def _is_owner(table: TokenTable, match: Match, parts: Mapping[str, int]) -> bool:
    """Tell a person of the article and what is theirs from a house of that name: "Chris Christie ... Christie's exit"."""
    return match.last == match.first + 1 and table.words[match.last] in ("'s", "’s") and table.words[match.first] in parts


def _cut_owner(table: TokenTable, starting: dict[int, Match], span: NameSpan, kb: KnowledgeBase) -> NameSpan:
    """Cut a demonym, a party's or a country's name off the front of a person: "Republican John Smith", "United States Jane Doe"."""
    first = span.first
    if span.kind == "ORG" and span.last == first + 2 and table.words[first] in kb.demonyms and kb.gender(table.words[first + 1]) is not None:
        return replace(span, first=first + 1, kind="PER")  # "Spaniard Iker Aldasoro"
    if span.kind != "PER" or span.last == first or (first, span.last) == (first, starting[first].last if first in starting else -1):
        return span
    match = starting.get(first)
    if match is not None and match.last < span.last:
        kinds = {kb.entities[i].kind for i in match.ids}
        if kinds == {"people"} or (kinds == {"country"} and match.last > match.first):
            return replace(span, first=match.last + 1)
    word = table.words[first]
    if word in kb.demonyms and word not in kb.genders and match is None:
        return replace(span, first=first + 1)
    return span


def _is_demonym(table: TokenTable, by_span: dict[tuple[int, int], Match], span: NameSpan, kb: KnowledgeBase) -> bool:
    """Tell whether a span is a people's name or a demonym that isn't, besides, a name of something else (US, Vatican, Hong Kong)."""
    match = by_span.get((span.first, span.last))
    if match is not None and all(i.startswith("people:") for i in match.ids):
        return True
    return match is None and span.kind in ("MISC", "LOC") and table.slice_text(span.first, span.last) in kb.demonyms


def _choose_matches(view: TextView, matches: Sequence[Match], kb: KnowledgeBase, lexicon: Lexicon) -> list[Match]:
    """Keep the matches that are names beyond doubt without any tagger: long ones, countries, well-known bodies; none overlapping."""
    kept: list[Match] = []
    for match in sorted(matches, key=lambda m: (m.first - m.last, m.first)):
        if any(match.first <= k.last and match.last >= k.first for k in kept):
            continue
        if _is_strong(view, match, kb, lexicon):
            kept.append(match)
    return sorted(kept, key=lambda m: m.first)


def _is_strong(view: TextView, match: Match, kb: KnowledgeBase, lexicon: Lexicon) -> bool:
    kinds = {kb.entities[i].kind for i in match.ids}
    word, low = view.words[match.first], view.lower[match.first]
    common = "c" in view.lexical[match.first]
    if match.last > match.first:
        if view.words[match.last].islower() and "organisation" in kinds:
            return False  # "US troops": a description, left to the roles
        after = view.words[match.last + 1] if match.last + 1 < len(view.words) else ""
        if "person" in kinds and len(kinds) == 1:
            return True
        if after[:1].isupper() and "," not in view.words[match.last] and kinds <= {"city", "region", "people", "outlet", "work"}:
            return False
        if after == "of" and word == "The" and "country" not in kinds:
            return False  # "The Union of Teachers"
        if after in ("'s", "’s") and kinds <= {"party"} and view.words[match.last + 2 : match.last + 3] and view.words[match.last + 2][0].isupper():
            return False  # "New People's Party" is not New People's
        return not (common and match.last - match.first == 1 and (view.initial[match.first] or kinds <= {"outlet"}) and "c" in view.lexical[match.last])
    if common or low in lexicon.titles or "people" in kinds:
        return False
    if "country" in kinds:
        return low not in lexicon.traps or word == "US"
    if kinds <= {"armed_group", "party"} and len(word) > 3:
        return "g" not in view.lexical[match.first] and not (match.last == match.first and word.islower())
    return bool(kinds <= {"organisation", "outlet"} and word.isupper() and len(word) > 2 and not view.initial[match.first])


def _settle_kind(draft: Draft, span: NameSpan, kb: KnowledgeBase, *, placed: bool) -> None:
    """Decide between the tagger's kind and those of the knowledge base for the same span."""
    labels = kinds_of(kb, draft.ids)
    draft.confidence = max(draft.confidence, span.confidence)
    if span.kind == "LOC" and not placed and labels == {"ORG", "LOC"} and not any(i in kb.capitals or kb.population.get(i, 10**9) > 1_000_000 for i in draft.ids if LABEL_OF_KIND[kb.entities[i].kind] == "LOC"):
        company = next((i for i in draft.ids if kb.entities[i].kind == "company" and kb.entities[i].source == "presswatch"), None)
        if company is not None:  # "Toyota raised its forecast": the town needs a preposition
            draft.kind, draft.label, draft.ids = "company", "ORG", (company,)
            return
    if span.kind in labels:
        kind = next(kb.entities[i].kind for i in draft.ids if LABEL_OF_KIND[kb.entities[i].kind] == span.kind)
        draft.kind, draft.label = kind, span.kind
        return
    if span.kind == "ORG" and any(kb.entities[i].kind == "country" or has_team(kb, i) for i in draft.ids):
        # a team by its country's name: `senses` decides
        draft.kind, draft.label, draft.sense, draft.confidence = kb.entities[draft.ids[0]].kind, "LOC", "metonym", 0.8
        return
    single = draft.first == draft.last
    known = next(iter(labels)) if len(labels) == 1 else None
    trusted = known is not None and (not single or known == "ORG" or (known == "LOC" and _is_big(kb, draft.ids)))
    if trusted and known is not None and (span.confidence < 0.9 or not single) and not (span.kind == "PER" and known == "LOC" and single):
        draft.kind, draft.label = kb.entities[draft.ids[0]].kind, known
        draft.confidence = 0.7
    else:
        draft.kind, draft.label, draft.ids = KIND_OF_LABEL[span.kind], span.kind, ()
        draft.source, draft.rule = "model", "tagger"


def _settle_place(table: TokenTable, draft: Draft, span: NameSpan, kb: KnowledgeBase, lexicon: Lexicon, parts: Mapping[str, int], ids: Sequence[str] | None = None) -> None:
    """Take the name of a country or a capital for that place although the tagger saw a person, unless the article named a person so before.

    A capital that is a given name besides (Sofia, Paris) counts only after a preposition of place.
    """
    ids = draft.ids if ids is None else ids
    if span.kind != "PER" or draft.first != draft.last or parts.get(draft.text, draft.first) < draft.first:
        return
    places = tuple(i for i in ids if i in kb.capitals or kb.entities[i].kind == "country")
    placed = draft.first > 0 and table.lower[draft.first - 1] in lexicon.place_prepositions
    a_country = any(kb.entities[i].kind == "country" for i in places)
    if not places or (not placed and not a_country and kb.gender(draft.text) is not None):
        return
    draft.kind, draft.label, draft.ids = kb.entities[places[0]].kind, "LOC", tuple(ids)
    draft.source, draft.rule, draft.confidence = "rule", "a capital's or country's name", 0.75


def has_team(kb: KnowledgeBase, entity_id: str) -> bool:
    """Tell whether a region plays for itself, as England does."""
    return kb.entities[entity_id].kind == "region" and bool(kb.names.find(f"{kb.entities[entity_id].name} national football team"))


def _is_big(kb: KnowledgeBase, ids: Sequence[str]) -> bool:
    return any(kb.population.get(i, 10**7) > 200_000 for i in ids)


def _trim(table: TokenTable, draft: Draft, kb: KnowledgeBase, lexicon: Lexicon) -> Draft | None:
    """Cut what isn't part of a name off its ends; None where nothing is left."""
    first, last = draft.first, draft.last
    while first <= last and (table.words[first].isspace() or table.words[first] in ("'", '"', "“", "”", "‘", "(", ")", "-", "–", "—", ",", "@", "#", "*", "/")):
        first += 1
    while last >= first and not (draft.ids and last == draft.last and table.words[last] in ("'s", "’s")) and (table.words[last].isspace() or table.words[last] in ("'", '"', "“", "”", "’", "(", ")", "-", "–", "—", ",", "'s", "’s", ":", ";", "/", "*")):
        last -= 1
    if first + 2 <= last and table.words[first] in ("R", "D", "I") and table.words[first + 1] == "-" and table.words[first - 1] == "(":
        first += 2  # "(R-Texas)"
    while first < last and (table.words[first] in ("the", "a", "an") or (table.words[first] in ("The", "A", "An") and not _bears_article(kb, draft))):
        first += 1
    if draft.label == "ORG" and not draft.ids:
        while last > first and table.lower[last] in lexicon.titles and table.lower[last] not in lexicon.organisations:
            last -= 1
    if draft.label == "PER" and not draft.ids and first < last and table.lower[last] in lexicon.titles:
        last -= 1
        known = kinds_of(kb, kb.names.find(table.slice_text(first, last)))
        if known and "PER" not in known:
            draft.label = min(known)
            draft.kind = KIND_OF_LABEL[draft.label]
    if draft.label == "PER" and not draft.ids:
        while first < last and table.lower[first] in lexicon.titles:
            first += 1
    if first > last:
        return None
    if (first, last) != (draft.first, draft.last):
        cut = make_draft(table, first, last, draft.kind, draft.confidence, draft.rule, source=draft.source)
        cut.label, cut.ids = draft.label, draft.ids if table.slice_text(draft.first, first - 1).lower() in ("the", "") else ()
        return cut
    return draft


def _bears_article(kb: KnowledgeBase, draft: Draft) -> bool:
    return any(kb.entities[i].name.startswith(("The ", "A ")) for i in draft.ids)
