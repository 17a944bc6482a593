"""Finds the mentions of an article: the pure core behind the spaCy component `presswatch_mentions`."""

from __future__ import annotations

from typing import Any

from presswatch.model.handover import Document
from presswatch.model.language import Mention
from presswatch.tag.knowledge.base import KnowledgeBase
from presswatch.tag.mentions.gazetteer import Match, find_names


def find_mentions(doc: Any, document: Document, kb: KnowledgeBase) -> tuple[Mention, ...]:
    """Return the mentions in `doc`, a spaCy Doc of `document.text`, in text order."""
    foreign = (document.language or "en").split("-")[0] != "en"
    mentions = []
    covered = 0
    for match in find_names(doc, kb, foreign=foreign):
        if match.start < covered:
            continue
        mention = _make_mention(document, kb, match)
        covered = match.end
        mentions.append(mention)
    for token in doc:
        country = kb.demonym_country(token.text) if token.text[:1].isupper() else None
        if country:
            start = token.idx
            mentions.append(
                Mention(
                    article_id=document.article_id, start_char=start, end_char=start + len(token.text), text=token.text, kind="country",
                    entity_id=f"country:{country}", sense="demonym", confidence=0.9, source="rule", rule="demonym",
                )
            )
    unique = {(m.start_char, m.end_char, m.kind): m for m in mentions}
    return tuple(sorted(unique.values(), key=lambda m: (m.start_char, -m.end_char)))


def _make_mention(document: Document, kb: KnowledgeBase, match: Match) -> Mention:
    entity = kb.entities[match.ids[0]]
    sure = len(match.ids) == 1 or kb.capital_country(match.ids[0]) is not None
    return Mention(
        article_id=document.article_id, start_char=match.start, end_char=match.end, text=document.text[match.start : match.end],
        kind=entity.kind, entity_id=match.ids[0] if sure else None, sense="literal", confidence=0.8 if sure else 0.5, source="rule",
        rule=f"name of {match.ids[0]}", candidates=() if sure else match.ids,
    )
