"""What the name tagger sees of a text: what each token looks like, which lists hold it, and the runs of tokens that may hold names.

A pure function of the text, the knowledge base and the lexicon; nothing here depends on tags or a parse. The tagger's weights are bound
to these columns as they are to `features`: change one and train again (`train.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from presswatch.tag.knowledge.base import KnowledgeBase
from presswatch.tag.mentions.gazetteer import Match
from presswatch.tag.mentions.lexicon import Lexicon
from presswatch.tag.mentions.tokens import TokenTable

ENDERS = frozenset(".!?:;\"“”\n•|*")
KIND_CODES = {
    "country": "C", "city": "P", "region": "R", "place": "R", "facility": "F", "organisation": "O", "company": "B", "party": "T",
    "outlet": "U", "armed_group": "A", "person": "N", "office": "K", "event": "E", "work": "W", "product": "W", "people": "D", "other": "W",
}  # fmt: skip
MAX_GAP = 3
LONG = 4
"""Letters of words that count in how many words around have a capital: shorter ones have none even in titles."""
_PREFIXES = frozenset(("al", "el", "bin", "ibn", "van", "von", "de", "der", "da", "di", "-", "'"))


@dataclass(slots=True)
class TextView:
    """The columns of a text that the features are made of, one entry per token."""

    words: list[str]
    lower: list[str]
    shapes: list[str]
    capital: list[bool]
    initial: list[bool]
    gazetteer: list[str]
    lexical: list[str]
    edges: list[str]
    spaced: list[bool]
    runs: list[tuple[int, int]]
    document: list[str]
    high: list[int]
    long: list[int]


def view_text(table: TokenTable, kb: KnowledgeBase, lexicon: Lexicon, matches: Sequence[Match], common: frozenset[str]) -> TextView:
    """Return the columns of a text. `matches` are the knowledge base's names in it; `common` are words usual in lower case."""
    words, lower = table.words, table.lower
    capital, shapes, lexical, edges, high, long, empty, ends = _describe_words(words, kb, lexicon, common)
    initial = _find_initials(words, empty, ends)
    gazetteer = _mark_gazetteer(len(words), kb, matches)
    runs = _find_runs(words, lower, capital, table.spaced, lexicon, gazetteer)
    return TextView(
        words=words, lower=lower, shapes=shapes, capital=capital, initial=initial, gazetteer=gazetteer, lexical=lexical, edges=edges, spaced=table.spaced, runs=runs,
        document=_mark_document(words, lower, capital, initial, gazetteer, kb, lexicon),
        high=list(accumulate(high, initial=0)), long=list(accumulate(long, initial=0)),
    )


Fact = tuple[bool, str, str, str, bool, bool, bool, bool]
_described: dict[str, Fact] = {}
_described_for: list[object] = []
MAX_DESCRIBED = 200_000


def _describe_words(words: Sequence[str], kb: KnowledgeBase, lexicon: Lexicon, common: frozenset[str]) -> Any:
    """Return eight columns: has a capital, shape, marks, lower case or $, long with a capital, long, empty, ends a sentence.

    Kept between texts: the same words come again in every article.
    """
    if not _described_for or _described_for[0] is not kb or _described_for[1] is not common or len(_described) > MAX_DESCRIBED:
        _described.clear()
        _described_for[:] = [kb, common]
    out = []
    for word in words:
        fact = _described.get(word)
        if fact is None:
            capital = word[0].isupper() or (not word[0].isdigit() and any(c.isupper() for c in word))
            long = len(word) >= LONG and word.isalpha()
            edge = "$" if "\n" in word else word.lower()
            ends = word[-1] in ENDERS or "\n" in word
            marks = mark_word(word, word.lower(), kb, lexicon, common)
            fact = _described[word] = (capital, shape_word(word), marks, edge, long and capital, long, word.isspace() and "\n" not in word, ends)
        out.append(fact)
    return [list(column) for column in zip(*out, strict=True)] or [[] for _ in range(8)]


def shape_word(word: str) -> str:
    """Return the shape of a word with repeats cut: Obama is Aa, U.S. is A.A., 2014 is 0, a line end $."""
    if word.isspace():
        return "$"
    if word.isascii() and word.isalpha():
        if word.islower():
            return "a"
        if word[0].isupper() and len(word) > 1 and word[1:].islower():
            return "Aa"
    out: list[str] = []
    for c in word:
        s = "A" if c.isupper() else "a" if c.islower() else "0" if c.isdigit() else c
        if not out or out[-1] != s:
            out.append(s)
    return "".join(out[:6])


def mark_word(word: str, low: str, kb: KnowledgeBase, lexicon: Lexicon, common: frozenset[str]) -> str:
    """Return letters for the lists that hold a word: g given name, t title, o organisation, p place, e thing, d demonym, c common,
    k a form of a common word, v verb of speech.
    """
    marks = ""
    if word in kb.genders:
        marks += "g"
    if low in lexicon.titles:
        marks += "t"
    if low in lexicon.organisations:
        marks += "o"
    if low in lexicon.places:
        marks += "p"
    if low in lexicon.things:
        marks += "e"
    if word in kb.demonyms:
        marks += "d"
    if word in kb.surnames:
        marks += "s"
    if low in lexicon.ballots:
        marks += "b"
    if low in common:
        marks += "c"
    elif len(low) > LONG and _is_form(low, common):
        marks += "k"
    if word in lexicon.speech:
        marks += "v"
    return marks


def _is_form(low: str, common: frozenset[str]) -> bool:
    """Tell whether a word is a plural, a form of a verb, an adverb or an agent of a common word."""
    end = low[-1]
    if end == "s":
        return low[:-1] in common or (low[-2] == "e" and (low[:-2] in common or (low[-3] == "i" and low[:-3] + "y" in common)))
    if end == "g":
        return low.endswith("ing") and (low[:-3] in common or low[:-3] + "e" in common)
    if end == "y":
        return low[-2] == "l" and low[:-2] in common
    return end in "dr" and low[-2] == "e" and (low[:-2] in common or low[:-1] in common)


def _find_initials(words: Sequence[str], empty: Sequence[bool], ends: Sequence[bool]) -> list[bool]:
    initial = []
    begins = True
    for blank, end in zip(empty, ends, strict=True):
        initial.append(begins)
        if not blank:
            begins = end
    if len(words) > 1 and words[0] in ("'", "‘", "(", "[", "-", "–", "—"):
        initial[1] = True
    return initial


def _mark_gazetteer(n: int, kb: KnowledgeBase, matches: Sequence[Match]) -> list[str]:
    marks = [""] * n
    covered = -1
    for match in matches:
        if match.last <= covered:
            continue
        code = "".join(sorted({_code_entity(kb, i) for i in match.ids[:6]})) if len(match.ids) > 1 else _code_entity(kb, match.ids[0])
        length = match.last - match.first + 1
        for k in range(match.first, match.last + 1):
            if not marks[k]:
                marks[k] = f"{'B' if k == match.first else 'I'}{code}{'1' if length == 1 else '2'}"
        covered = max(covered, match.last)
    return marks


def _code_entity(kb: KnowledgeBase, entity_id: str) -> str:
    population = kb.population.get(entity_id)
    if population is not None:
        return "P" if population >= 250_000 else "q" if population >= 60_000 else "r"
    return KIND_CODES[kb.entities[entity_id].kind]


def _find_runs(
    words: Sequence[str], lower: Sequence[str], capital: Sequence[bool], spaced: Sequence[bool], lexicon: Lexicon, gazetteer: Sequence[str]
) -> list[tuple[int, int]]:
    """Find half-open token ranges that may hold names: capitals and digits joined by connectors, what a hyphen binds to them, elections."""
    runs: list[tuple[int, int]] = []
    n = len(words)
    after = 0
    for i in [k for k in range(n) if capital[k] or gazetteer[k]]:
        if i < after:
            continue
        start = i
        floor = runs[-1][1] if runs else 0
        while start > floor and (lower[start - 1] in _PREFIXES or words[start - 1][0].isdigit()):
            start -= 1
        end = i + 1
        j = end
        while j < n and j - end < MAX_GAP:
            word = words[j]
            if "\n" in word:
                break
            if capital[j] or gazetteer[j] or word[0].isdigit():
                end = j + 1
            elif j == end and word[0].isalpha() and words[j - 1] in ("-", "‑", "–", "'", "’") and not spaced[j - 1] and j > 1 and not spaced[j - 2]:
                end = j + 1  # Chung-tai, O'neill
            elif j == end and lower[j] in lexicon.ballots:
                end = j + 1  # the 2015 Canadian federal election
            elif lower[j] not in lexicon.connectors:
                break
            j += 1
        runs.append((start, end))
        after = end
    return runs


def find_likely_runs(view: TextView, lexicon: Lexicon) -> list[tuple[int, int]]:
    """Return the runs without those of one pronoun, article, day or the like, which hold no name; one all in capitals may ("WHO said")."""
    plain = lexicon.function_words | lexicon.calendar
    return [
        (start, end) for start, end in view.runs
        if end - start > 1 or view.gazetteer[start] or view.lower[start] not in plain or (view.words[start].isupper() and len(view.words[start]) > 1)
    ]


def _mark_document(
    words: Sequence[str], lower: Sequence[str], capital: Sequence[bool], initial: Sequence[bool], gazetteer: Sequence[str], kb: KnowledgeBase, lexicon: Lexicon
) -> list[str]:
    """Say of each capitalised word how the whole text uses it: after a title or given name, capital inside sentences, lower case, in a longer name."""
    high = [i for i, cap in enumerate(capital) if cap]
    seen_lower = {low for low, cap in zip(lower, capital, strict=True) if not cap}
    inside = {words[i] for i in high if not initial[i]}
    person: set[str] = set()
    longer: dict[str, str] = {}
    for i in high:
        if i and capital[i - 1] and (words[i - 1] in kb.genders or (lower[i - 1] in lexicon.titles and lower[i - 1].endswith("."))):
            person.add(words[i])
    for i, mark in enumerate(gazetteer):
        if mark and i and mark[-1] == "2":
            longer.setdefault(words[i], mark[1:-1])
    marks = [""] * len(words)
    for i in high:
        word = words[i]
        mark = ("l" if lower[i] in seen_lower else "") + ("i" if word in inside else "") + ("p" if word in person else "")
        marks[i] = mark + longer.get(word, "")
    return marks
