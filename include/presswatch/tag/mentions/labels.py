"""Labels of names set right by words beside them and by the rest of the article: heads, honorifics, given names, the majority.

The tagger labels each span for itself; an article calls one thing by one name. Where spans begin and end is for `spans` and `mending`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from presswatch.tag.knowledge.base import KnowledgeBase
from presswatch.tag.mentions.draft import Draft, kinds_of
from presswatch.tag.mentions.lexicon import Lexicon
from presswatch.tag.mentions.mending import ERAS
from presswatch.tag.mentions.tokens import TokenTable

STRICTLY_PLACING = frozenset(("in", "at", "near", "around", "outside", "inside", "across", "throughout", "within", "into", "downtown", "central"))
"""Prepositions after which a place stands and no person."""
SURE = 0.97
KIND_OF_LABEL = {"PER": "person", "ORG": "organisation", "LOC": "place", "MISC": "other"}


def is_placed(table: TokenTable, first: int) -> bool:
    """Tell whether a token follows a preposition after which a place stands and no person."""
    return first > 0 and table.lower[first - 1] in STRICTLY_PLACING


def settle_by_words(table: TokenTable, drafts: Sequence[Draft], lexicon: Lexicon) -> None:
    """Set the label of names that the knowledge base lacks by their head or by the honorific before them."""
    for draft in drafts:
        if draft.ids or draft.source != "model":
            continue
        words = table.lower[draft.first : draft.last + 1]
        if len(words) > 1 and draft.label != "PER":
            head = words[words.index("of", 1) - 1] if "of" in words[1:] else words[-1]
            if head in lexicon.body_heads and draft.label != "ORG":
                _relabel(draft, "ORG", f"tagger; head {head!r}")
            elif head in lexicon.place_heads and draft.label == "MISC":
                _relabel(draft, "LOC", f"tagger; head {head!r}")
        if draft.first and table.lower[draft.first - 1] in lexicon.honorifics and draft.label != "PER" and len(words) < 3:
            _relabel(draft, "PER", f"tagger; after {table.words[draft.first - 1]!r}")


def settle_people(table: TokenTable, drafts: Sequence[Draft], kb: KnowledgeBase, lexicon: Lexicon, common: frozenset[str]) -> None:
    """Take a given name for a person that the tagger took for a place because a small town bears it, unless the text ever places something there.

    Of two unknown words the first must be a given name and the second no word for a place: "Holden Chow", not "Victoria Harbour".
    """
    placed = {d.text for d in drafts if d.first and table.lower[d.first - 1] in STRICTLY_PLACING}
    placed |= {d.text for d in drafts if d.last + 2 < len(table) and table.words[d.last + 1] == "," and kinds_of(kb, kb.names.find(table.words[d.last + 2])) == {"LOC"}}
    for draft in drafts:
        era = draft.last + 1 < len(table) and table.lower[draft.last + 1] in ERAS and draft.text in kb.surnames
        if era and draft.label == "LOC" and not any(i in kb.capitals or kb.entities[i].kind in ("country", "region") for i in draft.ids):
            _relabel(draft, "PER", "tagger; a surname before an administration")
            draft.ids, draft.source = (), "model"
        if draft.label != "LOC" or draft.text in placed or kb.gender(table.words[draft.first]) is None or table.lower[draft.first] in common:
            continue
        small = all(kb.population.get(i, 10**9) < 150_000 and i not in kb.capitals for i in draft.ids)
        alone = draft.first == draft.last and small
        after = table.lower[draft.last]
        a_state = any(kb.entities[i].kind in ("country", "region") for i in kb.names.find(table.words[draft.first]))
        named = draft.last == draft.first + 1 and not draft.ids and not a_state and after not in common and after not in lexicon.places and draft.confidence < SURE
        if alone or (named and table.words[draft.last].isalpha()):
            _relabel(draft, "PER", "tagger; a given name")
            draft.ids, draft.source = (), "model"


def settle_by_majority(table: TokenTable, drafts: Sequence[Draft]) -> None:
    """Give all spans of one spelling the label that the surest of them have: an article calls one thing by one name.

    A place counts twice after a preposition of place; a full name of which the span is an end counts for a person.
    """
    votes: dict[str, Counter[str]] = {}
    for draft in drafts:
        counts = votes.setdefault(draft.text, Counter())
        counts[draft.label] += draft.confidence if not draft.ids else 3.0  # type: ignore[assignment]
        counts["LOC"] += draft.label == "LOC" and is_placed(table, draft.first)
        if draft.label == "PER" and draft.last > draft.first:
            for word in (table.words[draft.first], table.words[draft.last]):
                votes.setdefault(word, Counter())["PER"] += 1
    for draft in drafts:
        counts = votes[draft.text]
        if len(counts) > 1 and not draft.ids:
            label = max(sorted(counts), key=counts.__getitem__)
            if label != draft.label:
                _relabel(draft, label, "tagger; as elsewhere in the article")


def _relabel(draft: Draft, label: str, rule: str) -> None:
    draft.label, draft.kind, draft.rule = label, KIND_OF_LABEL[label], rule
