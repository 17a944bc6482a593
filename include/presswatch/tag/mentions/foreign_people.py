"""People in texts of other languages: unknown ones by their given name, surnames of who was named in full, and leaders in office on the day.

`foreign` finds full names by the knowledge base; this module adds what it lacks. A leader's bare surname counts only where the text names
the leader's country too, or is in its language.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from presswatch.tag.knowledge.base import KnowledgeBase
from presswatch.tag.knowledge.names import fold_name
from presswatch.tag.mentions.draft import LABEL_OF_KIND, Draft

MIN_SURNAME = 4
PARTICLES = frozenset(("de", "da", "do", "dos", "del", "della", "di", "van", "von", "der", "den", "ten", "ter", "bin", "ben", "ibn", "al", "el", "la", "le", "y", "zu", "af", "av", "ould"))
SAINTS = frozenset(("san", "santa", "santo", "são", "sankt", "saint", "sainte", "st.", "sant", "svaty", "święty"))
MAX_WORDS = 5
OFFICES = ("head-of-state", "head-of-government", "foreign-minister")


def find_full_names(tokens: Sequence[Any], drafts: Sequence[Draft], kb: KnowledgeBase, not_names: frozenset[str]) -> Iterator[Draft]:
    """Yield drafts of a given name and what follows it with a capital, where no name of several words that is known lies."""
    taken = {k for d in drafts if " " in d.text or d.kind in ("country", "person", "organisation", "outlet") for k in range(d.start, d.end)}
    i = 0
    while i < len(tokens):
        token = tokens[i]
        known = kb.gender(token.text) is not None and token.text not in not_names and token.idx not in taken
        if not known or (i and tokens[i - 1].text.lower() in SAINTS):
            i += 1
            continue
        last, j = i, i + 1
        while j < len(tokens) and j - i < MAX_WORDS:
            word = tokens[j].text
            if tokens[j].idx in taken or tokens[j - 1].whitespace_ != " " or "\n" in tokens[j - 1].text:
                break
            if word[0].isupper() and len(word) > 1 and not word.isupper() and word not in not_names:
                last = j
            elif word not in PARTICLES:
                break
            j += 1
        if last > i:
            start, end = token.idx, tokens[last].idx + len(tokens[last].text)
            yield Draft(token.i, tokens[last].i, start, end, token.doc.text[start:end], LABEL_OF_KIND["person"], "person", 0.55, "rule", "a given name and what follows it")
            i = last
        i += 1


def find_surnames(tokens: Sequence[Any], drafts: Sequence[Draft], kb: KnowledgeBase, endings: tuple[str, ...], home: Iterable[str], on_date: dt.date | None) -> Iterator[Draft]:
    """Yield drafts of surnames at tokens that no draft holds. `home` are the countries of the text's language."""
    named = {fold_name(d.text.split()[-1]): d.entity_id for d in drafts if d.kind == "person" and " " in d.text and d.entity_id}
    countries = {c for d in drafts if d.entity_id and (c := kb.entities[d.entity_id].country)} | set(home)
    leaders = _index_leaders(kb, on_date) if on_date is not None else {}
    if not named and not leaders:
        return
    taken = [(d.start, d.end) for d in drafts]
    for i, token in enumerate(tokens):
        word = token.text
        if len(word) < MIN_SURNAME or not word[0].isupper() or any(s <= token.idx < e for s, e in taken):
            continue
        before = tokens[i - 1].text if i else ""
        for form in _vary(fold_name(word.replace("’", "'").partition("'")[0]), endings):
            person = named.get(form)
            how = "named in full in this text"
            if person is None and before not in kb.genders and word.lower() != word:
                held = tuple(dict.fromkeys(p for p, country in leaders.get(form, ()) if country in countries))
                person, how = (held[0], "in office on that day") if len(held) == 1 else (None, how)
            if person is not None:
                end = token.idx + len(word.replace("’", "'").partition("'")[0])
                first = i
                while first and tokens[first - 1].text.islower() and f" {tokens[first - 1].text} " in kb.entities[person].name:  # "von der Leyen"
                    first -= 1
                start = tokens[first].idx
                yield Draft(
                    tokens[first].i, token.i, start, end, token.doc.text[start:end], LABEL_OF_KIND["person"], "person", 0.65, "rule",
                    f"surname of {person}, {how}", person, ids=(person,),
                )
                break


def _vary(form: str, endings: tuple[str, ...]) -> Iterator[str]:
    yield form
    for ending in endings:
        if form.endswith(ending) and len(form) - len(ending) >= MIN_SURNAME:
            yield form[: -len(ending)]


@lru_cache(maxsize=8)
def _index_leaders(kb: KnowledgeBase, on_date: dt.date) -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Return (person, country) by surname of those who led a state, a government or a foreign ministry on a day, or are last known to have."""
    index: dict[str, list[tuple[str, str]]] = {}
    for office, terms in kb.holders.items():
        country = kb.entities[office].country if office.endswith(OFFICES) else None
        for start, end, person in terms if country else ():
            name = kb.entities[person].name
            if start is not None and start <= on_date and (end is None or on_date < end) and " " in name:
                index.setdefault(fold_name(name.split()[-1]), []).append((person, country or ""))
    return {name: tuple(dict.fromkeys(found)) for name, found in index.items() if len(name) >= MIN_SURNAME}
