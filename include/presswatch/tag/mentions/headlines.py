"""Names in lines whose capitals tell nothing: ALL CAPITALS, and Titles In Which Every Word Has One.

The tagger is at a loss there, so the knowledge base decides, and words that are usual in lower case are no names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from presswatch.tag.knowledge.base import KnowledgeBase
from presswatch.tag.mentions.draft import Draft, make_draft
from presswatch.tag.mentions.gazetteer import Match
from presswatch.tag.mentions.lexicon import Lexicon
from presswatch.tag.mentions.tokens import TokenTable
from presswatch.tag.mentions.view import TextView

MIN_WORDS = 4
SHARE = 0.8
MAX_NAME = 5


def reread_headlines(table: TokenTable, view: TextView, names: Sequence[Draft], matches: Sequence[Match], kb: KnowledgeBase, lexicon: Lexicon, common: frozenset[str]) -> list[Draft]:
    """Return the names with those inside such lines found anew."""
    out = list(names)
    for dateline in _read_datelines(table, kb):
        out = [d for d in out if d.last < dateline.first or d.first > dateline.last]
        out.append(dateline)
    for first, last, style in find_lines(table, view, common):
        inside = [d for d in out if first <= d.first and d.last <= last]
        out = [d for d in out if d not in inside]
        out += _read_capitals(table, first, last, kb, lexicon, common) if style == "capitals" else _read_title(table, inside, first, last, matches, kb, lexicon, common)
    return sorted(out, key=lambda d: d.first)


def find_lines(table: TokenTable, view: TextView, common: frozenset[str]) -> Iterator[tuple[int, int, str]]:
    """Yield (first token, last token, "capitals" or "title") of each line, up to a line end, that is written so."""
    start = 0
    for i in [*(k for k, edge in enumerate(view.edges) if edge == "$"), len(table)]:
        long = view.long[i] - view.long[start]
        small = long - view.high[i] + view.high[start]
        if small > 0.1 * long and small > (1 - SHARE) * (i - start):  # most lines: too many of the long words have no capital
            start = i + 1
            continue
        words = [k for k in range(start, i) if table.words[k].isalpha()]
        if len(words) >= MIN_WORDS:
            loud = sum(table.words[k].isupper() and len(table.words[k]) > 1 for k in words)
            high = sum(table.words[k][0].isupper() for k in words if len(table.words[k]) > 3)
            long = sum(len(table.words[k]) > 3 for k in words)
            usual = sum(table.words[k][0].isupper() and table.lower[k] in common for k in words)
            if loud >= SHARE * len(words):
                yield start, i - 1, "capitals"
            elif long >= 3 and high >= 0.9 * long and usual >= 3 and table.words[i - 1] not in (".", "!", "?"):
                yield start, i - 1, "title"
        start = i + 1


def _read_datelines(table: TokenTable, kb: KnowledgeBase) -> Iterator[Draft]:
    """Yield the place in capitals with which a paragraph opens: "TEHRAN (AFP) -", "THE HAGUE, May 3 -"."""
    for i, word in enumerate(table.words):
        if (i and "\n" not in table.words[i - 1]) or not word.isupper() or not word.isalpha() or len(word) < 3:
            continue
        last = i
        while last + 1 < len(table) and last - i < 2 and table.words[last + 1].isupper() and table.words[last + 1].isalpha():
            last += 1
        after = table.words[last + 1] if last + 1 < len(table) else ""
        if after not in ("(", ",", "-", "–", "—"):
            continue
        ids = tuple(e for e in kb.names.find(table.slice_text(i, last).title()) if kb.entities[e].kind in ("city", "country", "region"))
        if any(kb.population.get(e, 10**9) > 50_000 for e in ids):
            draft = make_draft(table, i, last, kb.entities[ids[0]].kind, 0.85, f"name of {ids[0]} in a dateline", ids=ids)
            yield draft


def _read_capitals(table: TokenTable, first: int, last: int, kb: KnowledgeBase, lexicon: Lexicon, common: frozenset[str]) -> list[Draft]:
    drafts: list[Draft] = []
    i = first
    while i <= last:
        for end in range(min(i + MAX_NAME - 1, last), i - 1, -1):
            piece = table.slice_text(i, end)
            single = i == end
            if single and (table.lower[i] in common or table.lower[i] in lexicon.traps or len(piece) < 3):
                continue
            ids = kb.names.find(piece) if single else ()
            ids = ids or (kb.names.find_folded(piece) if not single else kb.names.find(piece.capitalize()))
            ids = tuple(e for e in ids if kb.population.get(e, 10**9) > 400_000 and not e.startswith(("people:", "event:", "work:")))
            if ids:
                draft = make_draft(table, i, end, kb.entities[ids[0]].kind, 0.7, f"name of {ids[0]} in a line of capitals", ids=ids)
                drafts.append(draft)
                i = end
                break
        i += 1
    return drafts


def _read_title(
    table: TokenTable, inside: Sequence[Draft], first: int, last: int, matches: Sequence[Match], kb: KnowledgeBase, lexicon: Lexicon, common: frozenset[str]
) -> list[Draft]:
    """Keep what the knowledge base knows, and of the rest of the tagger's names the words that aren't usual in lower case."""
    # a legal form leaves no doubt: "Oderbruck Services, Inc."
    drafts = [d for d in inside if d.last > d.first and table.lower[d.last].rstrip(".") in lexicon.company_suffixes]
    taken = {k for d in drafts for k in range(d.first, d.last + 1)}
    inside = [d for d in inside if d not in drafts]
    for match in sorted((m for m in matches if first <= m.first and m.last <= last), key=lambda m: (m.first - m.last, m.first)):
        span = range(match.first, match.last + 1)
        small = all(kb.population.get(e, 10**9) < 400_000 or e.startswith("people:") for e in match.ids)
        if taken & set(span) or small or (match.first == match.last and table.lower[match.first] in common):
            continue
        draft = make_draft(table, match.first, match.last, kb.entities[match.ids[0]].kind, 0.75, f"name of {match.ids[0]} in a title", ids=match.ids)
        drafts.append(draft)
        taken.update(span)
    for old in inside:
        for a, b in _split(table, old, taken, common):
            new = make_draft(table, a, b, old.kind, min(old.confidence, 0.6), old.rule, source=old.source)
            new.label = old.label
            drafts.append(new)
    return drafts


def _split(table: TokenTable, draft: Draft, taken: set[int], common: frozenset[str]) -> Iterator[tuple[int, int]]:
    start: int | None = None
    for k in range(draft.first, draft.last + 2):
        fits = k <= draft.last and k not in taken and table.words[k][0].isupper() and table.lower[k] not in common
        if fits and start is None:
            start = k
        elif not fits and start is not None:
            yield start, k - 1
            start = None
