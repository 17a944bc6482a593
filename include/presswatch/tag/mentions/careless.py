"""Names in English texts that are written without care for capitals: the widely known ones, by the knowledge base alone."""

from __future__ import annotations

from presswatch.tag.knowledge.base import KnowledgeBase
from presswatch.tag.mentions.draft import Draft, make_draft
from presswatch.tag.mentions.lexicon import Lexicon
from presswatch.tag.mentions.tokens import TokenTable


def is_careless(table: TokenTable) -> bool:
    """Tell whether a text is written without care for capitals: none at all, a small letter at its beginning, or a lone "i"."""
    return table.text.islower() or "i" in table.words or next((w for w in table.words if w[0].isalpha()), "A").islower()


def find_lower_case(table: TokenTable, kb: KnowledgeBase, lexicon: Lexicon, common: frozenset[str]) -> list[Draft]:
    """Return the countries, regions, large cities and bodies of several words that a text names without any capital."""
    drafts: list[Draft] = []
    i = 0
    while i < len(table):
        for last in range(min(i + 2, len(table) - 1), i - 1, -1):
            words = table.words[i : last + 1]
            if not words[0].islower() or not words[-1].islower():
                continue
            name = " ".join(w.capitalize() for w in words)
            if not words[0].isalpha() or len(name) < 4 or (last == i and (words[0] in common or words[0] in lexicon.traps)):
                continue
            ids = tuple(i for i in kb.names.find(name) if _is_known_widely(kb, i, len(words)))
            if ids:
                draft = make_draft(table, i, last, kb.entities[ids[0]].kind, 0.6, f"name of {ids[0]} without capitals", ids=ids)
                drafts.append(draft)
                i = last
                break
        i += 1
    return drafts


def _is_known_widely(kb: KnowledgeBase, entity_id: str, n_words: int) -> bool:
    kind = kb.entities[entity_id].kind
    return kind in ("country", "region") or (kind == "city" and kb.population.get(entity_id, 0) > 400_000) or (n_words > 1 and kind not in ("work", "product", "people"))
