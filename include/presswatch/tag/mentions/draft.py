"""The mention while it is being decided: mutable, in tokens and characters. `find` turns drafts into the model's rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from presswatch.model.language import Mention
from presswatch.tag.knowledge.base import KnowledgeBase
from presswatch.tag.mentions.tokens import TokenTable

LABEL_OF_KIND = {
    "person": "PER", "organisation": "ORG", "armed_group": "ORG", "office": "ORG", "outlet": "ORG", "party": "ORG", "company": "ORG",
    "place": "LOC", "country": "LOC", "city": "LOC", "region": "LOC", "facility": "LOC", "event": "MISC", "work": "MISC", "product": "MISC",
    "people": "MISC", "other": "MISC",
}  # fmt: skip


@dataclass(slots=True)
class Draft:
    """A span of tokens `first` to `last` (included), characters `start` to `end` (excluded), and what is thought of it so far."""

    first: int
    last: int
    start: int
    end: int
    text: str
    label: str
    kind: str
    confidence: float
    source: str = "rule"
    rule: str = ""
    entity_id: str | None = None
    sense: str = "literal"
    candidates: tuple[str, ...] = ()
    ids: tuple[str, ...] = field(default=())

    def freeze(self, article_id: str) -> Mention:
        """Return the mention as a row."""
        return Mention(
            article_id=article_id, start_char=self.start, end_char=self.end, text=self.text, kind=self.kind, entity_id=self.entity_id,
            sense=self.sense, confidence=round(min(1.0, max(0.0, self.confidence)), 3), source=self.source, rule=self.rule or None,
            candidates=self.candidates if self.entity_id is None else (),
        )


def make_draft(
    table: TokenTable, first: int, last: int, kind: str, confidence: float, rule: str, *, source: str = "rule", ids: tuple[str, ...] = ()
) -> Draft:
    """Return a draft of tokens `first` to `last` of a text, with the entities that it may name."""
    start, end = table.starts[first], table.ends[last]
    return Draft(first, last, start, end, table.text[start:end], LABEL_OF_KIND[kind], kind, confidence, source, rule, ids=ids)


def kinds_of(kb: KnowledgeBase, ids: Sequence[str]) -> set[str]:
    """Return the NER labels of entities."""
    return {LABEL_OF_KIND[kb.entities[i].kind] for i in ids}
