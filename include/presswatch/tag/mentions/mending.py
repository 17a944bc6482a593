"""Where the names of an English text begin and end: what the tagger cut short is joined, what it took too much of is cut.

It works on spans and words alone; which entity a name means is for `linking`.
"""

from __future__ import annotations

from collections.abc import Sequence

from presswatch.tag.knowledge.base import KnowledgeBase
from presswatch.tag.mentions.draft import Draft, make_draft
from presswatch.tag.mentions.lexicon import Lexicon
from presswatch.tag.mentions.tokens import TokenTable

SURE = 0.9
GIVEN_PART = 8
"""Letters that the second part of an East Asian given name has at most: Yiu-chung, Kwok-hung."""


def mend_spans(table: TokenTable, drafts: Sequence[Draft], kb: KnowledgeBase, lexicon: Lexicon, common: frozenset[str]) -> list[Draft]:
    """Return the names in order with their ends set right, none overlapping another; what is no name is left out."""
    mended: list[Draft] = []
    for draft in drafts:
        if mended and draft.first <= mended[-1].last:
            rest = _cut_front(table, draft, mended[-1].last + 1, kb)
            if rest is None:
                continue
            draft = rest
        if mended and _joins_by_hyphen(table, mended[-1], draft):
            mended[-1] = _join(table, mended[-1], draft)
            continue
        if _is_no_name(table, draft, lexicon):
            continue
        if _speaks(table, draft, kb, lexicon, common):  # "A shop owner, Virginia Kowalski, said"
            draft.label, draft.kind = "PER", "person"
        mended.append(_extend(table, _cut_greeting(table, draft, lexicon), lexicon, common))
    return mended


def find_repeats(table: TokenTable, drafts: Sequence[Draft], initial: Sequence[bool], common: frozenset[str]) -> list[Draft]:
    """Return the words that name again what the article named before, where the tagger saw no name: a person's surname, a body's one word.

    `initial` tells, by token, whether it begins a sentence: a capital tells nothing there of a word that is usual in lower case.
    """
    taken = {k for d in drafts for k in range(d.first, d.last + 1)}
    known: dict[str, Draft] = {}
    for draft in drafts:
        if draft.label == "PER" and draft.last > draft.first:
            known.setdefault(table.words[draft.last], draft)
        elif draft.first == draft.last and (draft.label == "PER" or (draft.label == "ORG" and draft.ids)) and len(draft.text) > 3 and draft.confidence >= SURE:
            known.setdefault(draft.text, draft)
    repeats = []
    for i, word in enumerate(table.words):
        earlier = known.get(word)
        if earlier is None or i in taken or i <= earlier.last or not word[0].isupper() or len(word) < 3 or (word.lower() in common and initial[i]):
            continue
        repeat = make_draft(table, i, i, earlier.kind, 0.7, f"as {earlier.text!r} at {earlier.start}")
        repeat.label = earlier.label
        if earlier.last == earlier.first:
            repeat.ids = earlier.ids
        repeats.append(repeat)
    return repeats


def _extend(table: TokenTable, draft: Draft, lexicon: Lexicon, common: frozenset[str]) -> Draft:
    """Take in ", Inc." after a company and "-chung" after a given name."""
    last = draft.last
    if table.words[last] in ("of", "for") and last > draft.first:
        if last + 1 == len(table) or not table.words[last + 1][0].isupper():
            return _stretch(table, draft, last - 1, draft.label, draft.kind)
        return _stretch(table, draft, last + 1, draft.label, draft.kind)
    if last + 2 < len(table) and table.words[last + 1] == "," and table.lower[last + 2].rstrip(".") in lexicon.company_suffixes and table.words[last + 2][0].isupper():
        return _stretch(table, draft, last + 2, "ORG", "organisation")
    if draft.label != "PER" or draft.ids or draft.first == last:
        return draft
    if last + 2 < len(table) and _touches(table, last) and table.words[last + 1] in ("-", "‑") and _touches(table, last + 1):
        part = table.words[last + 2]
        if part.isalpha() and part.islower() and len(part) <= GIVEN_PART and part not in common:
            return _stretch(table, draft, last + 2, draft.label, draft.kind)
    return draft


def _stretch(table: TokenTable, draft: Draft, last: int, label: str, kind: str) -> Draft:
    longer = make_draft(table, draft.first, last, kind if draft.label != label else draft.kind, draft.confidence, draft.rule, source=draft.source)
    longer.label, longer.ids = label, draft.ids
    return longer


def _joins_by_hyphen(table: TokenTable, left: Draft, right: Draft) -> bool:
    """Tell the two halves of one hyphenated name, neither of which is known, from two names side by side (Israel-Hamas)."""
    if left.ids or right.ids or right.first != left.last + 2:
        return False
    return table.words[left.last + 1] in ("-", "‑") and _touches(table, left.last) and _touches(table, left.last + 1)


def _join(table: TokenTable, left: Draft, right: Draft) -> Draft:
    head = right if right.last > right.first else left
    joined = make_draft(table, left.first, right.last, head.kind, min(left.confidence, right.confidence), head.rule, source=head.source)
    joined.label = head.label
    return joined


def _touches(table: TokenTable, i: int) -> bool:
    return not table.spaced[i]


def _cut_front(table: TokenTable, draft: Draft, first: int, kb: KnowledgeBase) -> Draft | None:
    """Return what is left of a name from token `first` on where that is a known name by itself."""
    while first <= draft.last and not table.words[first][0].isupper():
        first += 1
    if first > draft.last:
        return None
    ids = kb.names.find(table.slice_text(first, draft.last))
    if not ids:
        return None
    rest = make_draft(table, first, draft.last, kb.entities[ids[0]].kind, draft.confidence, draft.rule, source=draft.source)
    rest.ids = ids
    return rest


def _cut_greeting(table: TokenTable, draft: Draft, lexicon: Lexicon) -> Draft:
    """Cut "Dear" off "Dear Nina" and "Sheikh" off "Sheikh Ahmed Yassin"; what is left is a person."""
    first = draft.first
    if draft.ids and draft.label != "PER":
        return draft
    while first < draft.last and (table.lower[first] in lexicon.greetings or table.lower[first] in lexicon.honorifics) and table.words[first + 1][0].isupper():
        first += 1
    while draft.ids and first < draft.last and table.lower[first] in lexicon.titles and table.lower[first] not in lexicon.royal and table.words[first + 1][0].isupper():
        first += 1
    if first == draft.first:
        return draft
    person = make_draft(table, first, draft.last, "person", draft.confidence, draft.rule, source=draft.source)
    person.ids = draft.ids
    return person


def _speaks(table: TokenTable, draft: Draft, kb: KnowledgeBase, lexicon: Lexicon, common: frozenset[str]) -> bool:
    """Tell whether an unknown place of two words is a person: a given name and a surname, of whom the text says that they speak."""
    if draft.label != "LOC" or draft.ids or draft.last != draft.first + 1 or draft.last + 2 >= len(table):
        return False
    surname = table.words[draft.last]
    if kb.gender(table.words[draft.first]) is None or surname.lower() in common or kb.names.find(table.slice_text(draft.first, draft.last)):
        return False
    aside = draft.first > 0 and table.words[draft.first - 1] == "," and table.words[draft.last + 1] == ","
    return table.lower[draft.last + (2 if aside else 1)] in lexicon.speech


def _is_no_name(table: TokenTable, draft: Draft, lexicon: Lexicon) -> bool:
    """Tell addresses, file names, days and bare suffixes from names."""
    if draft.ids:
        return False
    text = draft.text
    if "@" in text or "://" in text or text.lower().endswith((".pdf", ".doc", ".jpg", ".html", ".asp")):
        return True
    words = table.lower[draft.first : draft.last + 1]
    if words[0].rstrip(".") in lexicon.calendar and all(w.rstrip(".") in lexicon.calendar or not w.isalpha() for w in words):
        return True
    return len(words) == 1 and (words[0].rstrip(".") in lexicon.company_suffixes or words[0] in lexicon.greetings)
