"""Which spans of an English text are no names although the tagger took them for some: days, degrees, portfolios, common words.

It works on spans and words alone; where a name begins and ends is for `mending`.
"""

from __future__ import annotations

from collections.abc import Sequence, Set

from presswatch.tag.mentions.draft import Draft
from presswatch.tag.mentions.lexicon import Lexicon
from presswatch.tag.mentions.tokens import TokenTable

DOUBTFUL = 0.75
"""Below this, spans that the tagger takes for a name of something else than a person, body or place are names in a third of the cases only."""
SURE = 0.95


def is_no_name(table: TokenTable, draft: Draft, lower: Set[str], initial: Sequence[bool], lexicon: Lexicon, common: frozenset[str]) -> bool:
    """Tell addresses, file names, days, degrees, portfolios, bare suffixes and words that are usual in lower case from names.

    `lower` are the text's words without capitals, `initial` tells, by token, whether it begins a sentence.
    """
    if _is_portfolio(table, draft, lexicon, common) or _is_degree(table, draft, lexicon) or _counts_years(table, draft, lexicon):
        return True
    if draft.ids:
        return False
    if _is_common_here(table, draft, lower, initial):
        return True
    if draft.source == "model" and draft.kind == "other" and draft.confidence < DOUBTFUL:
        return True
    if draft.text.islower() and all(w in common for w in table.words[draft.first : draft.last + 1]):
        return True
    text = draft.text
    if "@" in text or "://" in text or text.lower().endswith((".pdf", ".doc", ".jpg", ".html", ".asp")):
        return True
    words = table.lower[draft.first : draft.last + 1]
    if words[0].rstrip(".") in lexicon.calendar and all(w.rstrip(".") in lexicon.calendar or not w.isalpha() for w in words):
        return True
    if words == ["sun"] and any(w.rstrip(".") in lexicon.calendar for w in table.lower[max(0, draft.first - 4) : draft.last + 4]):
        return True  # "Fri, Sat, or Sun"
    greeted = draft.first > 0 and table.lower[draft.first - 1] in ("dear", "hi", "hello") and words[0] in common  # "Dear All"
    return len(words) == 1 and (words[0].rstrip(".") in lexicon.company_suffixes or words[0] in lexicon.greetings or greeted)


def _is_portfolio(table: TokenTable, draft: Draft, lexicon: Lexicon, common: frozenset[str]) -> bool:
    """Tell what a minister or a ministry is for from a name: Foreign Affairs, the State of a secretary."""
    words = table.lower[draft.first : draft.last + 1]
    if draft.label == "PER" or any(w not in common and w not in lexicon.connectors for w in words):
        return False
    after = table.lower[draft.last + 1] if draft.last + 1 < len(table) else ""
    head = table.lower[draft.first - 2] if draft.first > 1 and table.lower[draft.first - 1] in ("of", "for") else ""
    return after in lexicon.portfolio_heads or head in lexicon.portfolio_heads


def _is_degree(table: TokenTable, draft: Draft, lexicon: Lexicon) -> bool:
    """Tell letters of rank or degree from a name: "Jane Doe, QC," and "Tom Roe, MD"."""
    if draft.first != draft.last or draft.first < 2 or table.words[draft.first - 1] != "," or not table.words[draft.first - 2][0].isupper():
        return False
    if table.lower[draft.first].replace(".", "") not in lexicon.degrees or not draft.text[-2:].replace(".", "").isalnum():
        return False
    return draft.last + 1 == len(table) or not table.words[draft.last + 1][0].isalnum() or table.words[draft.last + 1].islower()


def _counts_years(table: TokenTable, draft: Draft, lexicon: Lexicon) -> bool:
    """Tell "957 B.C." and "the fifth century BC" from the province."""
    if draft.first != draft.last or not draft.first or table.lower[draft.first].replace(".", "") not in lexicon.year_marks:
        return False
    before = table.lower[draft.first - 1]
    return before[0].isdigit() or before in ("century", "centuries", "millennium")


def _is_common_here(table: TokenTable, draft: Draft, lower: Set[str], initial: Sequence[bool]) -> bool:
    """Tell a sentence's first word that the same text also writes without a capital: "Iodine is scarce", "the iodine"."""
    if draft.first != draft.last or draft.source != "model" or not initial[draft.first] or draft.confidence >= SURE:
        return False
    return table.lower[draft.first] in lower
