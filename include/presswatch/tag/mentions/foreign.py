"""Names in texts of other languages, by the knowledge base alone: countries, cities, people and bodies as that language writes them.

Three ways of writing are read: words with capitals (their endings cut by language), words without capitals (Arabic, Hebrew, Hindi: their
prefixes cut), and scripts without spaces (Chinese, Japanese, Thai, also Korean with its particles), where names are found inside the run.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import ahocorasick
import yaml

from presswatch.errors import ConfigError
from presswatch.tag.extensions import text_of
from presswatch.tag.knowledge.base import KnowledgeBase
from presswatch.tag.knowledge.names import fold_name
from presswatch.tag.mentions.draft import LABEL_OF_KIND, Draft
from presswatch.tag.mentions.foreign_people import find_full_names, find_surnames
from presswatch.tag.mentions.stems import MIN_STEM, find_inflected

DATA = Path(__file__).parent / "data"
MAX_WORDS = 5
NORWEGIAN = {"nb": "no", "nn": "no"}
UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI")


@lru_cache(maxsize=1)
def load_endings(path: Path = DATA / "endings.yaml") -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Return, by language, the endings and prefixes that may be cut off a name. Raises ConfigError on any other field."""
    raw = yaml.safe_load(path.read_text("utf-8"))
    out: dict[str, dict[str, tuple[str, ...]]] = {}
    for language, facts in raw.items():
        if set(facts) - {"endings", "prefixes", "not_names", "home"}:
            raise ConfigError(f"{path.name}: {language}: only endings, prefixes, not_names and home are known")
        out[language] = {key: tuple(_read_list(key, values)) for key, values in facts.items()}
    return out


def _read_list(key: str, values: list[object]) -> list[str]:
    words = {fold_name(str(v)) if key == "endings" else str(v) for v in values}
    return sorted(words, key=lambda w: (-len(w), w))


def find_foreign(doc: Any, kb: KnowledgeBase, language: str, on_date: dt.date | None = None, outlet_country: str | None = None) -> list[Draft]:
    """Return the drafts of names in a text of another language, in order, none overlapping. `on_date` is the day of the article."""
    text = text_of(doc)
    rules = load_endings().get(language, {})
    endings, prefixes = rules.get("endings", ()), rules.get("prefixes", ())
    not_names = frozenset(rules.get("not_names", ()))
    home = frozenset(rules.get("home", ()))
    drafts = _find_inside(doc, kb, not_names) if any(_is_unspaced(c) for c in text[:2000]) else []
    taken = [(d.start, d.end) for d in drafts]
    unspaced = bool(drafts)
    tokens = [t for t in doc if not t.is_space]
    i = 0
    while i < len(tokens):
        draft = None
        if not any(s <= tokens[i].idx < e for s, e in taken):
            draft = _find_words(text, tokens, i, kb, "en" if unspaced else language, endings, prefixes, not_names, home)
        if draft is not None:
            drafts.append(draft)
            while i < len(tokens) and tokens[i].idx < draft.end:
                i += 1
        else:
            i += 1
    if text.isascii() or any(c.isupper() for c in text[:200]):
        people = list(find_full_names(tokens, drafts, kb, not_names))
        drafts = [d for d in drafts if not any(p.start <= d.start < p.end for p in people)] + people
        drafts += find_surnames(tokens, drafts, kb, endings, rules.get("home", ()), on_date)
    _place_in_context(drafts, kb, Counter(home) + Counter((outlet_country,) if outlet_country else ()))
    return sorted(drafts, key=lambda d: d.start)


def _place_in_context(drafts: Sequence[Draft], kb: KnowledgeBase, countries: Counter[str]) -> None:
    """Let the countries of the text decide between places of one name: San José, Córdoba."""
    for draft in drafts:
        own = {kb.entities[i].country for i in draft.ids}
        country = next(iter(own)) if len(own) == 1 else None
        if country:
            countries[country] += 1
    for draft in drafts:
        if len(draft.ids) > 1 and draft.kind == "city":
            best = max(draft.ids, key=lambda i: (countries[kb.entities[i].country or ""], -draft.ids.index(i)))
            if best != draft.entity_id:
                draft.entity_id, draft.rule = best, f"name of {best}: its country is that of the text"


def _find_words(
    text: str, tokens: list[Any], i: int, kb: KnowledgeBase, language: str, endings: tuple[str, ...], prefixes: tuple[str, ...], not_names: frozenset[str],
    home: frozenset[str],
) -> Draft | None:
    first = tokens[i]
    elided = next((p for p in prefixes if p[-1] in "'’" and first.text.replace("’", "'").startswith(p) and len(first.text) > len(p)), "")
    initial = first.text[len(elided)]
    cased = initial.upper() != initial.lower()
    if not initial.isalpha() or (cased and not initial.isupper()):
        return None
    for j in range(min(i + MAX_WORDS, len(tokens)) - 1, i - 1, -1):
        end = tokens[j].idx + len(tokens[j].text)
        piece = text[first.idx : end]
        if piece in not_names:
            continue
        for shift, form, how in _vary(piece, prefixes, cased and (j == i or language == "tr")):
            ids = () if form in not_names else _look_up(kb, form, language, home)
            if not ids and endings and shift == 0 and form not in not_names and (cased or len(form) > MIN_STEM):
                ids, how = find_inflected(kb, form, endings), "by its stem"
            if ids:
                chosen = ids[0]
                kind = kb.entities[chosen].kind
                start = first.idx + shift
                end = start + len(form)
                return Draft(
                    first.i, tokens[j].i, start, end, text[start:end], LABEL_OF_KIND[kind], kind, 0.85 if how == "as written" else 0.7,
                    "rule", f"name of {chosen} {how}", chosen, ids=ids,
                )
    return None


def _vary(piece: str, prefixes: tuple[str, ...], suffixed: bool) -> list[tuple[int, str, str]]:
    """Return (characters cut in front, form, how) of a piece of text: as written first, then without what is written onto it."""
    forms = [(0, piece, "as written")]
    plain = piece.replace("’", "'")
    forms += [(len(p), piece[len(p) :], f"after {p!r}") for p in prefixes if plain.startswith(p) and len(piece) - len(p) >= (2 if p[-1] == "'" else 3)]
    if piece[-1:] == "." and len(piece) > 3:
        forms.append((0, piece[:-1], "before a full stop"))
    cut = piece.replace("’", "'").partition("'")[0]
    if cut != piece and len(cut) >= MIN_STEM and suffixed:
        forms.append((0, cut, "before an apostrophe"))
    return forms


def _look_up(kb: KnowledgeBase, form: str, language: str, home: frozenset[str]) -> tuple[str, ...]:
    """Return the entities that a name may mean in a language, those of its own countries (`home`) first among places."""
    ids = kb.foreign_names.find(form) if language != "en" else ()
    languages = kb.short_names.get(form)
    if languages is not None and ids and NORWEGIAN.get(language, language) not in languages:
        ids = ()
    elif languages is not None and ids:
        return ids
    if not ids and " " in form and not form.islower():
        ids = kb.names.find(form) or tuple(i for i in kb.names.find_folded(form) if kb.entities[i].kind in ("organisation", "party", "armed_group"))
    known = tuple(i for i in ids or kb.names.find(form) if _is_worldwide(kb, i, form) and not _is_word(kb, i, form, home))
    if len(known) > 1:
        return tuple(sorted(known, key=lambda i: (kb.entities[i].kind != "country", i in kb.population and kb.entities[i].country not in home)))
    return known


def _is_word(kb: KnowledgeBase, entity_id: str, form: str, home: frozenset[str]) -> bool:
    """Tell names that are too often a word or a given name of another language: short papers from abroad, Christian for Christians."""
    entity = kb.entities[entity_id]
    if " " in form or form.isupper():
        return False
    if entity.kind == "outlet":
        return len(form) < 6 and entity.country not in home
    if entity.kind in ("city", "facility"):
        return len(form) < 4 and entity_id not in kb.capitals
    return entity.kind == "people" and kb.gender(form) is not None


def _is_worldwide(kb: KnowledgeBase, entity_id: str, form: str) -> bool:
    """Tell whether a name is known widely enough to be taken in a text that no tagger has read."""
    population = kb.population.get(entity_id)
    if population is not None:
        return entity_id in kb.capitals or population >= 300_000 or (not form.isascii() and population >= 100_000)
    kind = kb.entities[entity_id].kind
    if kind == "person":
        return " " in form or not form.isascii() or len(form) > 4
    return len(form) > 2 or not form.isascii()


def _runs_on(text: str, start: int, end: int) -> bool:
    """Tell a match within a longer word: Hangul before it, or katakana on either side."""
    before = text[start - 1] if start else " "
    after = text[end + 1] if end + 1 < len(text) else " "
    if "가" <= text[start] <= "힣":
        return "가" <= before <= "힣"
    return ("ァ" <= text[start] <= "ヺ" and "ァ" <= before <= "ー") or ("ァ" <= text[end] <= "ー" and "ァ" <= after <= "ー")


def _is_unspaced(c: str) -> bool:
    return ord(c) > 0xE00 and unicodedata.name(c, "").startswith(UNSPACED)


@lru_cache(maxsize=1)
def _build_automaton(kb: KnowledgeBase) -> Any:
    automaton = ahocorasick.Automaton()
    for name in kb.foreign_names.exact_names():
        if len(name) > 1 and any(_is_unspaced(c) for c in name):
            ids = kb.foreign_names.find(name)
            automaton.add_word(name, (len(name), ids))
    automaton.make_automaton()
    return automaton


def _find_inside(doc: Any, kb: KnowledgeBase, not_names: frozenset[str]) -> list[Draft]:
    text = text_of(doc)
    drafts: list[Draft] = []
    token_at = {}
    for token in doc:
        for k in range(token.idx, token.idx + len(token.text)):
            token_at[k] = token.i
    for end, (length, ids) in _build_automaton(kb).iter_long(text):
        start = end - length + 1
        if text[start : end + 1] in not_names or _runs_on(text, start, end):
            continue
        known = tuple(i for i in ids if _is_worldwide(kb, i, text[start : end + 1]))
        if not known or (length < 3 and kb.population.get(known[0]) is not None and known[0] not in kb.capitals and kb.population[known[0]] < 2_000_000):
            continue
        if text[start : end + 1].isascii() and not text[start : end + 1].isupper():
            continue
        kind = kb.entities[known[0]].kind
        drafts.append(
            Draft(
                token_at.get(start, 0), token_at.get(end, 0), start, end + 1, text[start : end + 1], LABEL_OF_KIND[kind], kind, 0.75, "rule",
                f"name of {known[0]} inside the run", known[0], ids=known,
            )
        )
    return drafts
