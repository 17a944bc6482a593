"""Names in texts of other languages, by the knowledge base alone: countries, cities, people and bodies as that language writes them.

Three ways of writing are read: words with capitals (their endings cut by language), words without capitals (Arabic, Hebrew, Hindi: their
prefixes cut), and scripts without spaces (Chinese, Japanese, Thai, also Korean with its particles), where names are found inside the run.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import ahocorasick
import yaml

from presswatch.errors import ConfigError
from presswatch.tag.extensions import text_of
from presswatch.tag.knowledge.base import KnowledgeBase
from presswatch.tag.knowledge.names import PREFIX, fold_name
from presswatch.tag.mentions.draft import LABEL_OF_KIND, Draft

DATA = Path(__file__).parent / "data"
MIN_STEM = 4
MAX_WORDS = 5
NORWEGIAN = {"nb": "no", "nn": "no"}
UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI")


@lru_cache(maxsize=1)
def load_endings(path: Path = DATA / "endings.yaml") -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Return, by language, the endings and prefixes that may be cut off a name. Raises ConfigError on any other field."""
    raw = yaml.safe_load(path.read_text("utf-8"))
    out: dict[str, dict[str, tuple[str, ...]]] = {}
    for language, facts in raw.items():
        if set(facts) - {"endings", "prefixes", "not_names"}:
            raise ConfigError(f"{path.name}: {language}: only endings, prefixes and not_names are known")
        out[language] = {key: tuple(_read_list(key, values)) for key, values in facts.items()}
    return out


def _read_list(key: str, values: list[object]) -> list[str]:
    words = {fold_name(str(v)) if key == "endings" else str(v) for v in values}
    return sorted(words, key=lambda w: (-len(w), w))


def find_foreign(doc: Any, kb: KnowledgeBase, language: str) -> list[Draft]:
    """Return the drafts of known names in a text of another language, in order, none overlapping."""
    text = text_of(doc)
    drafts = _find_inside(doc, kb) if any(_is_unspaced(c) for c in text[:2000]) else []
    taken = [(d.start, d.end) for d in drafts]
    rules = load_endings().get(language, {})
    endings, prefixes = rules.get("endings", ()), rules.get("prefixes", ())
    not_names = frozenset(rules.get("not_names", ()))
    tokens = [t for t in doc if not t.is_space]
    i = 0
    while i < len(tokens):
        draft = None
        if not any(s <= tokens[i].idx < e for s, e in taken):
            draft = _find_words(text, tokens, i, kb, language, endings, prefixes, not_names)
        if draft is not None:
            drafts.append(draft)
            while i < len(tokens) and tokens[i].idx < draft.end:
                i += 1
        else:
            i += 1
    return sorted(drafts, key=lambda d: d.start)


def _find_words(
    text: str, tokens: list[Any], i: int, kb: KnowledgeBase, language: str, endings: tuple[str, ...], prefixes: tuple[str, ...], not_names: frozenset[str]
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
        for shift, form, how in _vary(piece, prefixes, cased and j == i):
            ids = _look_up(kb, form, language)
            if not ids and endings and shift == 0:
                ids = _index_stems(kb, endings).find(form)
                how = "by its stem"
            if ids:
                chosen = ids[0]
                kind = kb.entities[chosen].kind
                start = first.idx + shift
                end = start + len(form) if how == "before an apostrophe" else end
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
    cut = piece.replace("’", "'").partition("'")[0]
    if cut != piece and len(cut) >= MIN_STEM and suffixed:
        forms.append((0, cut, "before an apostrophe"))
    return forms


def stem_name(name: str, endings: tuple[str, ...]) -> str | None:
    """Return a name with the longest known ending cut off each of its words; None where too little would be left to compare."""
    return _cut_words(fold_name(name).split(" "), _group_endings(endings))


def _cut_words(words: Iterable[str], endings: tuple[tuple[int, frozenset[str]], ...]) -> str | None:
    stem = " ".join(_cut_ending(word, endings) for word in words)
    return stem if len(stem) >= MIN_STEM else None


def _cut_ending(word: str, endings: tuple[tuple[int, frozenset[str]], ...]) -> str:
    for length, held in endings:
        if len(word) - length >= MIN_STEM - 1 and word[-length:] in held:
            return word[:-length]
    return word


@cache
def _group_endings(endings: tuple[str, ...]) -> tuple[tuple[int, frozenset[str]], ...]:
    """Return the endings by their length, the longest first."""
    lengths = sorted({len(ending) for ending in endings}, reverse=True)
    return tuple((length, frozenset(ending for ending in endings if len(ending) == length)) for length in lengths)


def _look_up(kb: KnowledgeBase, form: str, language: str) -> tuple[str, ...]:
    ids = kb.foreign_names.find(form)
    languages = kb.short_names.get(form)
    if languages is not None and ids and NORWEGIAN.get(language, language) not in languages:
        ids = ()
    elif languages is not None and ids:
        return ids
    return tuple(i for i in ids or kb.names.find(form) if _is_worldwide(kb, i, form))


class StemIndex:
    """The entities known widely by the stems of their names, as one language's endings cut them."""

    def __init__(self, kb: KnowledgeBase, endings: tuple[str, ...]) -> None:
        self._endings = _group_endings(endings)
        self._ids: dict[str, tuple[str, ...]] = {}
        self._shapes: set[tuple[str, int]] = set()  # how stems begin, with their number of words: most texts are no name by that alone
        for words, ids in _list_stemmable(kb):
            stem = _cut_words(words, self._endings)
            if stem is not None and stem not in self._ids:
                self._ids[stem] = ids
                self._shapes.add((stem[:PREFIX], len(words)))

    def find(self, text: str) -> tuple[str, ...]:
        """Return the ids of the entities whose name has the stem of `text`, the likelier first; empty when there is none."""
        start = fold_name(text[:PREFIX])
        if len(start) >= PREFIX and (start[:PREFIX], len(text.split())) not in self._shapes:
            return ()
        stem = _cut_words(fold_name(text).split(" "), self._endings)
        return () if stem is None else self._ids.get(stem, ())


@cache
def _index_stems(kb: KnowledgeBase, endings: tuple[str, ...]) -> StemIndex:
    return StemIndex(kb, endings)


@lru_cache(maxsize=1)
def _list_stemmable(kb: KnowledgeBase) -> list[tuple[list[str], tuple[str, ...]]]:
    """Return the folded words and the bearers of every name that may be met with other endings."""
    found = []
    for names in (kb.foreign_names, kb.names):
        for name in names.exact_names():
            if len(name) < MIN_STEM or not name[0].isupper() or name.isupper():
                continue
            ids = tuple(i for i in names.find(name) if (kb.population.get(i, 10**9) >= 500_000 or i in kb.capitals) and not i.startswith(("people:", "event:", "work:")))
            if ids and (names is kb.foreign_names or kb.entities[ids[0]].kind in ("person", "country")):
                found.append((fold_name(name).split(" "), ids))
    return found


def _is_worldwide(kb: KnowledgeBase, entity_id: str, form: str) -> bool:
    """Tell whether a name is known widely enough to be taken in a text that no tagger has read."""
    population = kb.population.get(entity_id)
    if population is not None:
        return entity_id in kb.capitals or population >= 300_000 or (not form.isascii() and population >= 100_000)
    kind = kb.entities[entity_id].kind
    if kind == "person":
        return " " in form or not form.isascii() or len(form) > 4
    return len(form) > 2 or not form.isascii()


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


def _find_inside(doc: Any, kb: KnowledgeBase) -> list[Draft]:
    text = text_of(doc)
    drafts: list[Draft] = []
    token_at = {}
    for token in doc:
        for k in range(token.idx, token.idx + len(token.text)):
            token_at[k] = token.i
    for end, (length, ids) in _build_automaton(kb).iter_long(text):
        start = end - length + 1
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
