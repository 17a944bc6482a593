"""What the name tagger sees of a text: runs of tokens that may hold names, and the features of each token in them.

A pure function of the text, the knowledge base and the lexicon; nothing here depends on tags or a parse. The tagger's weights are bound
to these features: change one and train again (`train.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
    runs: list[tuple[int, int]]
    document: list[str]


def view_text(table: TokenTable, kb: KnowledgeBase, lexicon: Lexicon, matches: Sequence[Match], common: frozenset[str]) -> TextView:
    """Return the columns of a text. `matches` are the knowledge base's names in it; `common` are words usual in lower case."""
    words, lower = table.words, table.lower
    facts = _describe_words(words, kb, lexicon, common)
    capital = [f[0] for f in facts]
    initial = _find_initials(words)
    gazetteer = _mark_gazetteer(len(words), kb, matches)
    runs = _find_runs(words, lower, capital, table.spaced, lexicon, gazetteer)
    return TextView(
        words=words, lower=lower, shapes=[f[1] for f in facts], capital=capital, initial=initial,
        gazetteer=gazetteer, lexical=[f[2] for f in facts],
        edges=["$" if "\n" in w else w for w in lower], runs=runs,
        document=_mark_document(words, lower, capital, initial, gazetteer, kb, lexicon),
    )


_described: dict[str, tuple[bool, str, str]] = {}
_described_for: list[object] = []
MAX_DESCRIBED = 200_000


def _describe_words(words: Sequence[str], kb: KnowledgeBase, lexicon: Lexicon, common: frozenset[str]) -> list[tuple[bool, str, str]]:
    """Return (has a capital, shape, marks) of each word. Kept between texts: the same words come again in every article."""
    if not _described_for or _described_for[0] is not kb or _described_for[1] is not common or len(_described) > MAX_DESCRIBED:
        _described.clear()
        _described_for[:] = [kb, common]
    out = []
    for word in words:
        fact = _described.get(word)
        if fact is None:
            capital = word[0].isupper() or (not word[0].isdigit() and any(c.isupper() for c in word))
            fact = _described[word] = (capital, shape_word(word), mark_word(word, word.lower(), kb, lexicon, common))
        out.append(fact)
    return out


def shape_word(word: str) -> str:
    """Return the shape of a word with repeats cut: Obama is Aa, U.S. is A.A., 2014 is 0, a line end $."""
    if word.isspace():
        return "$"
    out: list[str] = []
    for c in word:
        s = "A" if c.isupper() else "a" if c.islower() else "0" if c.isdigit() else c
        if not out or out[-1] != s:
            out.append(s)
    return "".join(out[:6])


def mark_word(word: str, low: str, kb: KnowledgeBase, lexicon: Lexicon, common: frozenset[str]) -> str:
    """Return letters for the lists that hold a word: g given name, t title, o organisation, p place, e thing, d demonym, c common, v verb of speech."""
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
    if word in lexicon.speech:
        marks += "v"
    return marks


def _find_initials(words: Sequence[str]) -> list[bool]:
    initial = []
    previous = "\n"
    for i, word in enumerate(words):
        initial.append(previous[-1] in ENDERS or "\n" in previous or (previous in ("'", "‘", "(", "[", "-", "–", "—") and i < 2))
        if word.strip() or "\n" in word:
            previous = word
    return initial


def _mark_gazetteer(n: int, kb: KnowledgeBase, matches: Sequence[Match]) -> list[str]:
    marks = [""] * n
    covered = -1
    for match in matches:
        if match.last <= covered:
            continue
        codes = sorted({_code_entity(kb, i) for i in match.ids[:6]})
        code = "".join(codes)
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
    i = 0
    while i < n:
        if not (capital[i] or gazetteer[i]):
            i += 1
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
        i = end
    return runs


def _mark_document(
    words: Sequence[str], lower: Sequence[str], capital: Sequence[bool], initial: Sequence[bool], gazetteer: Sequence[str], kb: KnowledgeBase, lexicon: Lexicon
) -> list[str]:
    """Say of each capitalised word how the whole text uses it: after a title or given name, capital inside sentences, lower case, in a longer name."""
    seen_lower = {low for low, cap in zip(lower, capital, strict=True) if not cap}
    inside = {w for w, cap, start in zip(words, capital, initial, strict=True) if cap and not start}
    person: set[str] = set()
    longer: dict[str, str] = {}
    for i in range(1, len(words)):
        if capital[i] and capital[i - 1] and (words[i - 1] in kb.genders or (lower[i - 1] in lexicon.titles and lower[i - 1].endswith("."))):
            person.add(words[i])
        if gazetteer[i].endswith("2"):
            longer.setdefault(words[i], gazetteer[i][1:-1])
    marks = []
    for word, low, cap in zip(words, lower, capital, strict=True):
        if not cap:
            marks.append("")
            continue
        mark = ("l" if low in seen_lower else "") + ("i" if word in inside else "") + ("p" if word in person else "")
        marks.append(mark + longer.get(word, ""))
    return marks


def extract_features(view: TextView, i: int, run: tuple[int, int]) -> list[str]:
    """Return the features of token `i`, which lies in `run`."""
    return [*name_own_features(describe_token(view, i)), *extract_context(view, i, run)]


def describe_token(view: TextView, i: int) -> tuple[str, str, str, str, str, str]:
    """Return all that a token's own features depend on: word, shape, lists, gazetteer, whether it begins a sentence, use in the text."""
    return view.edges[i], view.shapes[i], view.lexical[i], view.gazetteer[i], "1" if view.initial[i] else "0", view.document[i]


def name_own_features(token: tuple[str, str, str, str, str, str]) -> list[str]:
    """Return the features of a token that its neighbours have no part in."""
    w, shape, lex, gaz, first, document = token
    return [
        "b", "w=" + w, "s=" + shape + first, "x3=" + w[-3:], "x2=" + w[-2:], "y3=" + w[:3], "l=" + lex + first, "g=" + gaz, "gl=" + gaz + lex + first,
        "d=" + document + first, "dg=" + document + gaz, "dl=" + document + lex,
    ]


def extract_context(view: TextView, i: int, run: tuple[int, int]) -> list[str]:
    """Return the features of token `i` that its neighbours and its run have a part in."""
    lower, shapes, gaz, lex = view.edges, view.shapes, view.gazetteer, view.lexical
    n = len(lower)
    w = lower[i]
    p1, n1 = (lower[i - 1] if i else "$"), (lower[i + 1] if i + 1 < n else "$")
    ps, ns = (shapes[i - 1] if i else "$"), (shapes[i + 1] if i + 1 < n else "$")
    pl, nl = (lex[i - 1] if i else ""), (lex[i + 1] if i + 1 < n else "")
    pg, ng = (gaz[i - 1] if i else ""), (gaz[i + 1] if i + 1 < n else "")
    n2 = lower[i + 2] if i + 2 < n else "$"
    p2 = lower[i - 2] if i > 1 else "$"
    own_shape, own_lex, own_gaz = shapes[i], lex[i], gaz[i]
    start, end = run
    before, after = (lower[start - 1] if start else "$"), (lower[end] if end < n else "$")
    features = [
        "p1=" + p1, "n1=" + n1, "p2=" + p2, "n2=" + n2, "p1w=" + p1 + "|" + w, "wn1=" + w + "|" + n1, "ps=" + ps + own_shape, "ns=" + own_shape + ns,
        "pns=" + ps + own_shape + ns, "pl=" + pl, "nl=" + nl, "pll=" + pl + "|" + own_lex, "nll=" + own_lex + "|" + nl,
        "pg=" + pg + "|" + own_gaz, "ng=" + own_gaz + "|" + ng, "p1l=" + p1 + "|" + own_lex, "n1l=" + own_lex + "|" + n1, "p1g=" + p1 + "|" + own_gaz,
        "gn1=" + own_gaz + "|" + n1, f"r={min(i - start, 3)}{min(end - 1 - i, 3)}{min(end - start, 4)}",
        "rb=" + before, "ra=" + after, "rba=" + before + "|" + after,
    ]
    last = end - 1
    if i != last:
        features.append("e=" + lex[last] + gaz[last][:3])
        features.append("ew=" + lower[last])
    if i != start:
        features.append("f=" + lex[start] + gaz[start][:3])
        features.append("fw=" + lower[start])
    return features
