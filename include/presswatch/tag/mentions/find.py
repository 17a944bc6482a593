"""Finds the mentions of an article: the pure core behind the spaCy component `presswatch_mentions`.

English texts are read by tagger, knowledge base and rules; others by the knowledge base alone (`foreign`). It owns the order of the steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from presswatch.model.handover import Document
from presswatch.model.language import Mention
from presswatch.tag.knowledge.base import KnowledgeBase
from presswatch.tag.mentions.careless import find_lower_case, is_careless
from presswatch.tag.mentions.coreference import find_pronouns, resolve_names
from presswatch.tag.mentions.draft import Draft, make_draft
from presswatch.tag.mentions.foreign import find_foreign
from presswatch.tag.mentions.gazetteer import Match, find_names
from presswatch.tag.mentions.headlines import reread_headlines
from presswatch.tag.mentions.lexicon import load_lexicon
from presswatch.tag.mentions.linking import Linker
from presswatch.tag.mentions.roles import RoleReader
from presswatch.tag.mentions.senses import choose_senses
from presswatch.tag.mentions.spans import choose_spans
from presswatch.tag.mentions.tagger import load_model, tag_names
from presswatch.tag.mentions.tokens import TokenTable
from presswatch.tag.mentions.view import find_likely_runs, view_text

DOUBTED = 0.95
LANGUAGE_VERBS = frozenset(("speak", "speaks", "spoke", "spoken", "speaking", "learn", "learning", "learned", "teach", "teaches", "taught", "translated"))


def find_mentions(doc: Any, document: Document, kb: KnowledgeBase) -> tuple[Mention, ...]:
    """Return the mentions in `doc`, a spaCy Doc of `document.text`, in text order; offsets are characters of that text.

    Tags and a parse are used where they are set and missed nowhere else than in the choice between place and metonym.
    """
    if not len(doc):
        return ()
    language = (document.language or "en").replace("_", "-").split("-")[0].lower()
    on_date = document.published_at.date() if document.published_at else None
    drafts = find_foreign(doc, kb, language, on_date, document.outlet_country) if language != "en" else _find_english(doc, document, kb)
    unique = {(d.start, d.end, d.kind): d for d in reversed(drafts)}
    ordered = sorted(unique.values(), key=lambda d: (d.start, -d.end, d.kind))
    return tuple(d.freeze(document.article_id) for d in ordered)


def _find_english(doc: Any, document: Document, kb: KnowledgeBase) -> list[Draft]:
    table = TokenTable(doc)
    lexicon = load_lexicon()
    model = load_model()
    matches = list(find_names(table, kb))
    view = view_text(table, kb, lexicon, matches, model.common)
    view.runs = find_likely_runs(view, lexicon)
    names = choose_spans(table, view, tag_names(view, model), matches, kb, lexicon, model.common)
    if is_careless(table):
        taken = {k for d in names for k in range(d.first, d.last + 1)}
        names += [d for d in find_lower_case(table, kb, lexicon, model.common) if taken.isdisjoint(range(d.first, d.last + 1))]
        names.sort(key=lambda d: d.first)
    names = [d for d in names if not _is_tagged_otherwise(table, d, view.initial)]
    names = reread_headlines(table, view, names, matches, kb, lexicon, model.common)
    demonyms = find_demonyms(table, kb, names, matches)
    linker = Linker(table, document, kb, lexicon, model.common)
    linker.link(names, demonyms)
    names = [d for d in names if d.entity_id is not None or not d.text.islower() or d.source == "model"]  # "a chihuahua"
    main = _choose_main_country(linker)
    linker.link_institutions(names, main)
    resolve_names(table, names, kb, lexicon)
    choose_senses(table, names, kb, linker.countries)
    for draft in names:
        if draft.kind == "people":  # "the Christian Democrats": a people or a following, as demonyms are
            draft.sense = "demonym"
    on_date = document.published_at.date() if document.published_at else None
    roles = RoleReader(table, kb, on_date).read(names, demonyms, main)
    resolve_names(table, names, kb, lexicon)  # again: titles have linked some names
    people = sorted((*names, *(r for r in roles if r.kind == "person")), key=lambda d: d.start)
    pronouns = find_pronouns(table, people, kb, lexicon)
    return [*names, *demonyms, *roles, *pronouns]


def _is_tagged_otherwise(table: TokenTable, draft: Draft, initial: Sequence[bool]) -> bool:
    """Tell a sentence's first word that only the name tagger took for a name from one, by its part of speech where that is known."""
    if draft.source != "model" or draft.ids or draft.first != draft.last or not initial[draft.first] or draft.confidence >= DOUBTED:
        return False
    return table.doc[draft.first].pos_ in ("NOUN", "VERB", "ADJ", "ADV", "ADP", "INTJ", "PRON", "SCONJ", "DET", "NUM", "AUX")


def find_demonyms(table: TokenTable, kb: KnowledgeBase, names: Sequence[Draft], matches: Sequence[Match]) -> list[Draft]:
    """Return drafts of the words for a country's or a people's own: German, Germans, South Korean, Kurdish. Not those inside a name."""
    covered = {k for d in names for k in range(d.first, d.last + 1)}
    peoples = {m.first: m for m in matches if all(i.startswith("people:") for i in m.ids)}
    found: list[Draft] = []
    after, n = 0, len(table)
    for i in table.capitals:
        if i < after or i in covered:
            continue
        draft = None
        if i + 1 < n and i + 1 not in covered and table.words[i + 1][0].isupper():
            country = kb.demonyms.get(f"{table.words[i]} {table.words[i + 1]}")
            if country is not None:
                draft = _make_demonym(table, i, i + 1, country)
        match = peoples.get(i)
        if draft is None and match is not None and not any(k in covered for k in range(match.first, match.last + 1)):
            draft = make_draft(table, match.first, match.last, "people", 0.9, f"name of {match.ids[0]}")
            draft.sense, draft.entity_id = "demonym", match.ids[0]
        country = kb.demonyms.get(table.words[i])
        if draft is None and country is not None:
            draft = _make_demonym(table, i, i, country)
        if draft is not None:
            if not _is_language(table, draft):
                found.append(draft)
            after = draft.last + 1
    return found


def _is_language(table: TokenTable, draft: Draft) -> bool:
    """Tell "in English" and "speaks French" from the people and the country."""
    before = table.lower[draft.first - 1] if draft.first else ""
    after = table.words[draft.last + 1] if draft.last + 1 < len(table) else "."
    return before in LANGUAGE_VERBS or (before in ("in", "into", "fluent") and not (after.isalpha() and after.lower() not in ("and", "or", "on", "at", "as", "to", "for")))


def _make_demonym(table: TokenTable, first: int, last: int, country: str) -> Draft:
    plural = table.words[last].endswith(("s", "men", "women")) and not table.words[last].endswith(("ss", "is"))
    draft = make_draft(table, first, last, "people" if plural else "country", 0.9, f"demonym of country:{country}")
    if draft.text.isupper():  # "U.S. military lawyers": the country's name, not a word for its people
        draft.sense, draft.entity_id, draft.label, draft.rule = "literal", f"country:{country}", "LOC", f"name of country:{country}"
        return draft
    draft.sense, draft.entity_id, draft.label = "demonym", f"people:{country}" if plural else f"country:{country}", "MISC"
    return draft


def _choose_main_country(linker: Linker) -> str | None:
    """Return the country that the article is about, None where none leads clearly."""
    ranked = linker.countries.most_common(2)
    if not ranked or ranked[0][1] < 2 or (len(ranked) > 1 and ranked[0][1] < 2 * ranked[1][1]):
        return None
    return ranked[0][0]
