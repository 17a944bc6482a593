"""Where the names of an English text begin and end: what the tagger cut short is joined, what it took too much of is cut.

It works on spans and words alone; which entity a name means is for `linking`.
"""

from __future__ import annotations

from collections.abc import Sequence

from presswatch.tag.knowledge.base import KnowledgeBase
from presswatch.tag.mentions.doubts import is_no_name
from presswatch.tag.mentions.draft import Draft, make_draft
from presswatch.tag.mentions.lexicon import Lexicon
from presswatch.tag.mentions.tokens import TokenTable

SURE = 0.9
ERAS = frozenset(("administration", "presidency", "doctrine", "cabinet", "premiership"))
GIVEN_PART = 8
"""Letters that the second part of an East Asian given name has at most: Yiu-chung, Kwok-hung."""


def mend_spans(
    table: TokenTable, drafts: Sequence[Draft], initial: Sequence[bool], kb: KnowledgeBase, lexicon: Lexicon, common: frozenset[str]
) -> list[Draft]:
    """Return the names in order with their ends set right, none overlapping another; what is no name is left out.

    `initial` tells, by token, whether it begins a sentence.
    """
    mended: list[Draft] = []
    lower = {word for word in table.words if word.islower()}
    for draft in drafts:
        if mended and draft.first <= mended[-1].last:
            rest = _cut_front(table, draft, mended[-1].last + 1, kb)
            if rest is None:
                continue
            draft = rest
        if mended and _joins_by_hyphen(table, mended[-1], draft):
            mended[-1] = _join(table, mended[-1], draft)
            continue
        if is_no_name(table, draft, lower, initial, lexicon, common):
            continue
        if mended and _joins_by_of(table, mended[-1], draft, lexicon):
            mended[-1] = _merge(table, mended[-1], draft, kb)
            continue
        body = _take_body(table, draft, mended[-1].last if mended else -1, kb, lexicon)
        if body is not None:
            mended.append(body)
            continue
        owner = _split_owner(table, draft, kb)
        if owner is not None:
            mended.append(owner)
            if not any(word[0].isupper() for word in table.words[owner.last + 2 : draft.last + 1]):
                continue  # "Sudan's army"
            draft = _cut(table, draft, owner.last + 2)
        if _speaks(table, draft, kb, lexicon, common):  # "A shop owner, Virginia Kowalski, said"
            draft.label, draft.kind = "PER", "person"
        mended.append(_extend(table, _cut_greeting(table, draft, lexicon), lexicon, common))
    return mended


def find_repeats(table: TokenTable, drafts: Sequence[Draft], initial: Sequence[bool], common: frozenset[str], kb: KnowledgeBase) -> list[Draft]:
    """Return the words that name again what the article named before, where the tagger saw no name: a person's surname, a body's one word.

    `initial` tells, by token, whether it begins a sentence: a capital tells nothing there of a word that is usual in lower case. What the
    text puts an article before is no surname ("the Polaroids").
    """
    things = {table.words[i] for i in table.capitals if i and table.lower[i - 1] in ("the", "a", "an")}
    taken = {k for d in drafts for k in range(d.first, d.last + 1)}
    known: dict[str, Draft] = {}
    countries = {d.text: d for d in drafts if d.kind == "country" and d.first == d.last}
    for draft in drafts:
        if draft.label == "PER" and draft.last > draft.first:
            if table.words[draft.last] not in things or kb.gender(table.words[draft.first]) is not None:
                known.setdefault(table.words[draft.last], draft)
        elif draft.first == draft.last and (draft.label == "PER" or (draft.label == "ORG" and draft.ids)) and len(draft.text) > 3 and draft.confidence >= SURE:
            known.setdefault(draft.text, draft)
    repeats = []
    for i, word in enumerate(table.words):
        if word not in known and word not in countries and table.lower[i] not in ERAS:
            continue
        if table.lower[i] in ERAS and i and i - 1 not in taken and table.words[i - 1] in kb.surnames and not initial[i - 1] and table.words[i - 1] not in kb.demonyms:
            who = make_draft(table, i - 1, i - 1, "person", 0.7, f"before {word!r}")  # "the Bush administration"
            taken.add(i - 1)
            repeats.append(who)
        earlier = known.get(word)
        if earlier is None and i not in taken and (country := countries.get(word)) is not None and not _has_neighbour(table, i):
            repeat = make_draft(table, i, i, "country", 0.75, f"as {word!r} at {country.start}", ids=country.ids)
            repeats.append(repeat)
        if earlier is None or i in taken or i <= earlier.last or not word[0].isupper() or len(word) < 3 or (word.lower() in common and initial[i]):
            continue
        repeat = make_draft(table, i, i, earlier.kind, 0.7, f"as {earlier.text!r} at {earlier.start}")
        repeat.label = earlier.label
        if earlier.last == earlier.first:
            repeat.ids = earlier.ids
        repeats.append(repeat)
    return repeats


def _has_neighbour(table: TokenTable, i: int) -> bool:
    """Tell a word with another capitalised word beside it, of which it may be a part: Jordan in "Jordan Haddad"."""
    after = table.words[i + 1] if i + 1 < len(table) else ""
    before = table.words[i - 1] if i else ""
    return after[:1].isupper() or (before[:1].isupper() and before not in ("The", "In", "But", "And"))


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
    return make_draft(table, first, draft.last, kb.entities[ids[0]].kind, draft.confidence, draft.rule, source=draft.source, ids=ids)


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
    return make_draft(table, first, draft.last, "person", draft.confidence, draft.rule, source=draft.source, ids=draft.ids)


def _speaks(table: TokenTable, draft: Draft, kb: KnowledgeBase, lexicon: Lexicon, common: frozenset[str]) -> bool:
    """Tell whether an unknown place of two words is a person: a given name and a surname, of whom the text says that they speak."""
    if draft.label != "LOC" or draft.ids or draft.last != draft.first + 1 or draft.last + 2 >= len(table):
        return False
    surname = table.words[draft.last]
    if kb.gender(table.words[draft.first]) is None or surname.lower() in common or kb.names.find(table.slice_text(draft.first, draft.last)):
        return False
    aside = draft.first > 0 and table.words[draft.first - 1] == "," and table.words[draft.last + 1] == ","
    return table.lower[draft.last + (2 if aside else 1)] in lexicon.speech


def _joins_by_of(table: TokenTable, left: Draft, right: Draft, lexicon: Lexicon) -> bool:
    """Tell "Parliament of Norway" and "Kadima University of the Negev" from a body and a place side by side."""
    gap = table.lower[left.last + 1 : right.first]
    if gap == ["at"] and right.label == "LOC" and left.label == "ORG" and table.words[left.first] == "University":
        return True  # "University of North Carolina at Greensboro"
    if gap not in (["of"], ["of", "the"]) or right.label not in ("LOC", "ORG") or left.label == "PER" or left.ids:
        return False
    head = table.lower[left.last]
    if head not in lexicon.body_heads or head.rstrip(".") in lexicon.company_suffixes or head in ("company", "corporation", "times", "post", "news"):
        return False
    return table.words[left.last][0].isupper() and "of" not in table.lower[left.first : left.last]


def _take_body(table: TokenTable, draft: Draft, taken: int, kb: KnowledgeBase, lexicon: Lexicon) -> Draft | None:
    """Return the body of a country or region whose capitalised noun the tagger left out: "elected to the Parliament of Norway"."""
    at = draft.first - (3 if draft.first > 2 and table.lower[draft.first - 1] == "the" else 2)
    if draft.label != "LOC" or at <= max(taken, 0) or table.lower[at + 1] != "of" or not table.words[at][0].isupper() or table.lower[at] not in lexicon.body_heads:
        return None
    if table.lower[at - 1] not in ("the", "a", "an", "to", "by", "of", "in") or not any(kb.entities[i].kind in ("country", "region") for i in draft.ids):
        return None
    return make_draft(table, at, draft.last, "organisation", 0.8, "a body of what it names", ids=kb.names.find(table.slice_text(at, draft.last)))


def _merge(table: TokenTable, left: Draft, right: Draft, kb: KnowledgeBase) -> Draft:
    ids, confidence = kb.names.find(table.slice_text(left.first, right.last)), min(left.confidence, right.confidence)
    return make_draft(table, left.first, right.last, "organisation", confidence, "a body of what it names", source=left.source, ids=ids)


def _split_owner(table: TokenTable, draft: Draft, kb: KnowledgeBase) -> Draft | None:
    """Return the known name that owns the rest of a name: Microsoft in "Microsoft's Internet Explorer"; None where there is none."""
    for k in range(draft.first + 1, draft.last):
        if table.words[k] in ("'s", "’s") and not (draft.ids and table.words[k + 1][0].isupper()):
            ids = tuple(i for i in kb.names.find(table.slice_text(draft.first, k - 1)) if kb.entities[i].kind != "people")
            if not ids or (kb.population.get(ids[0], 10**9) < 300_000):
                return None
            return make_draft(table, draft.first, k - 1, kb.entities[ids[0]].kind, 0.8, f"name of {ids[0]}", ids=ids)
    return None


def _cut(table: TokenTable, draft: Draft, first: int) -> Draft:
    rest = make_draft(table, first, draft.last, draft.kind, draft.confidence, draft.rule, source=draft.source)
    rest.label = draft.label
    return rest
