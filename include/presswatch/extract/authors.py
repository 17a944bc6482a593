"""Bylines to people: splits, cleans and tells desks from persons, and joins what metadata and the visible byline say.

Persons in JSON-LD come first, then microdata, meta tags and the byline that readers see; where metadata name only a desk or the
house, a visible person wins. Desks are kept as named where there is no person. Words of bylines are in data/bylinewords.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from presswatch.extract import jsonld
from presswatch.extract.blocks import Block
from presswatch.extract.dateline import find_agency
from presswatch.extract.head import Head
from presswatch.extract.names import group_bit, read_names
from presswatch.extract.title import fold_title
from presswatch.extract.tree import squeeze
from presswatch.extract.wordfiles import read_words

_FILE = Path(__file__).parent / "data" / "bylinewords.yaml"
_ADDRESS = re.compile(r"https?:|www\.|\S+@\S+|^@\w+|^\d+$|^/", re.I)
_TAIL = re.compile(r"\s*(?:[|•·⋅–—(\[]|\s-\s|\bfor\b|\bon (?:[A-Z][a-z]+day\b|\d)|\d{1,2}[.:/]\d|\b\d{4}\b|\b(?:on )?[A-Z][a-z]{2,8}\.? \d{1,2}\b).*$", re.S)
_FULL_NAME = re.compile(r"^[^\W\d_a-zß-ÿ][\w.’'\-]*(?:\s+[^\W\d_][^\W\d_.’'\-]*[.\w’'\-]*){1,4}$")
_DATED = re.compile(r"\b(?:19|20)\d\d\b|\d{1,2}[:.]\d\d")
_PARTS = re.compile(r"\s*[|•·⋅]\s*|\s+[—–-]\s+")
_MAX_AUTHORS, _MAX_WORDS = 12, 30
_HOST = re.compile(r"\S+\.(?:[a-z]{2,3}|info)", re.I)
_KEY = re.compile(r"[0-9a-f]{6,}(?:-[0-9a-f]+)*")
# Addresses of a person's page on a news site.
_PERSON_PATH = re.compile(r"/(?:authors?|autor(?:es|en|i|zy)?|auteurs?|autori|contributors?|columnists?|journalists?|journalisten?|redakteur|reporters?|writers?|staff|profiles?|skribent|by)/[^/?#]", re.I)
_LEAD = re.compile(r"(?:\w+ )?by|von|par|por|di|door|av|af|text|автор|yazan|oleh", re.I)  # of those that open a byline, what hardly opens a sentence
_GLUED = re.compile(r"[a-zß-ÿ][A-ZÀ-Þ]")


@dataclass(frozen=True, slots=True, kw_only=True)
class BylineWords:
    """Words of bylines by use."""

    lead: re.Pattern[str]
    split: re.Pattern[str]
    role: frozenset[str]
    desk: frozenset[str]
    nobody: frozenset[str]
    prose: frozenset[str]
    suffix: frozenset[str]


@cache
def load_byline_words() -> BylineWords:
    """Return the words of bylines. Raises ValueError for a malformed file."""
    data = read_words(_FILE)
    if set(data) != {"lead", "and", "role", "desk", "nobody", "prose", "suffix"}:
        raise ValueError(f"{_FILE.name}: needs lead, and, role, desk, nobody, prose, suffix")
    lead = "|".join(re.escape(w) for w in sorted(data["lead"], key=len, reverse=True))
    both = "|".join(re.escape(w) for w in data["and"])
    return BylineWords(
        lead=re.compile(rf"^(?:{lead})(?:\s*:\s*|\s+)", re.I),
        split=re.compile(rf"\s*[,;/&、，]\s*|\s+(?:{both})\s+|\n", re.I),
        role=frozenset(data["role"]),
        desk=frozenset(data["desk"]),
        nobody=frozenset(data["nobody"]),
        prose=frozenset(data["prose"]),
        suffix=frozenset(data["suffix"]),
    )


def read_authors(head: Head, blocks: list[Block], title_at: int, body_at: int, site_names: list[str], url: str) -> tuple[str, ...]:
    """Return the authors of an article, persons first choice, in the page's order."""
    house = {fold_title(n) for n in site_names if n} | {fold_title(n.split(".")[0]) for n in site_names if n}
    told: list[list[str]] = [_linked_authors(head)]
    told.append(split_bylines(head.items.get("author", [])[:6]))
    for key in ("author", "article:author", "og:article:author", "dc.creator", "dcterms.creator", "byl", "parsely-author", "sailthru.author", "article.author", "cxenseparse:author", "citation_author"):
        told.append(split_bylines(head.meta.get(key, [])[:8]))
    told = [[name for n in names if (name := _cut_house(n, house))] for names in told if not _is_sentence(names)]
    persons = next(([n for n in names if fold_title(n) not in house and not _is_role(n)] for names in told if _names_persons(names, house)), [])
    headline = f" {fold_title(blocks[title_at].text)} " if title_at < len(blocks) else ""
    seen = [n for n in _visible_authors(blocks, title_at, body_at) if is_person(n, house) and f" {fold_title(n)} " not in headline]
    if persons:
        folded = {fold_title(n) for n in persons}
        if folded < {fold_title(n) for n in seen} and not any(a in b for a in folded for b in map(fold_title, seen) if a != b):
            persons = seen
        return _unique(persons)
    seen = seen or [n for n in (*_dated_authors(blocks, title_at, body_at), *_addressed_authors(blocks, title_at, body_at)) if is_person(n, house)]
    if seen:
        return _unique(seen)
    desks = next((names for names in told if names), [])
    return _unique(desks)


def split_bylines(values: Iterable[str]) -> list[str]:
    """Return the names in byline texts, cleaned of lead words, roles, addresses and dates."""
    words = load_byline_words()
    out: list[str] = []
    for value in values:
        text = squeeze(value)
        if not text or len(text) > 300 or text.count(" ") > _MAX_WORDS:
            continue  # a portrait of the author, not a byline
        if _ADDRESS.search(text) and " " not in text:
            continue
        text = words.lead.sub("", re.sub(r"\S*https?:\S+|\S+@\S+\.\w+", " ", text).strip(" ,;|"))
        for part in words.split.split(text):
            name = words.lead.sub("", _TAIL.sub("", part).strip(" .,:;-–—|•\"'“”")).strip()
            if name.lower().rstrip(".®™") in words.suffix or name.lower() in words.suffix:
                if out:
                    out[-1] = f"{out[-1]}, {part.strip()}"
                continue
            if 2 <= len(name) <= 70 and len(name.split()) <= 7 and any(c.isalpha() for c in name) and not _names_nobody(name):
                out.append(name)
    return out


def _names_persons(names: list[str], house: set[str]) -> bool:
    """Whether some of the names of one source are persons'; of several, single words may be an address ("Frankfurt, Germany")."""
    return any(is_person(n, house) and (len(names) == 1 or not n.isascii() or " " in n.strip()) for n in names)


def _names_nobody(name: str) -> bool:
    """Whether a part of a byline is no name: an address, a key, half of a bracket, a word that a form fills in."""
    is_half = any((left in name) != (right in name) for left, right in ("()", "[]"))
    return is_half or bool(_ADDRESS.search(name) or _KEY.fullmatch(name)) or fold_title(name) in load_byline_words().nobody


def _is_sentence(names: list[str]) -> bool:
    """Whether the parts of a byline are those of a sentence ("lives", "works in Calgary") and no names."""
    words = load_byline_words().prose
    return any(n[0].islower() and not words.isdisjoint(n.lower().split()) for n in names)


def _cut_house(name: str, house: set[str]) -> str:
    """Return a name without the house or agency that is glued to its end ("Ada Finch Quayside Herald")."""
    words = name.split()
    for n in range(2, len(words) - 1):
        rest = " ".join(words[n:])
        if fold_title(rest) in house or find_agency(rest):
            return " ".join(words[:n])
    return name


def _is_role(name: str) -> bool:
    """Whether a part of a byline is what the person before it does ("Head of Labs")."""
    words = load_byline_words()
    parts = fold_title(name).split()
    return len(parts) > 1 and ("of" in parts or any(p in words.role for p in parts))


def is_person(name: str, house: set[str]) -> bool:
    """Whether a byline name looks like a person: no desk word, not the site's own name, no role, capitalised words."""
    words = load_byline_words()
    folded = fold_title(name)
    if not folded or folded in house or _HOST.fullmatch(name):
        return False
    parts = folded.split()
    if any(p in words.desk or p in words.role for p in parts):
        return False
    if len(parts) > 5 or "of" in parts:
        return False
    cased = [w for w in name.split() if w[0].isalpha() and w[0].lower() != w[0].upper()]
    return not cased or (cased[0][0].isupper() and (len(parts) > 1 or len(folded) <= 14))


def _linked_authors(head: Head) -> list[str]:
    """Return the authors of the JSON-LD article; references by @id are followed."""
    nodes = {str(t["@id"]): t for t in head.things if t.get("@id") and (t.get("name") or t.get("givenName"))}
    values: list[str] = []
    article = head.article or {}
    for author in (*jsonld.as_list(article.get("author")), *([] if article.get("author") else jsonld.as_list(article.get("creator")))):
        if isinstance(author, dict) and not author.get("name"):
            author = nodes.get(str(author.get("@id")), author)
            if not author.get("name") and author.get("givenName"):
                author = {"name": f"{author.get('givenName')} {author.get('familyName') or ''}"}
        name = jsonld.text_value(author)
        if name:
            values.append(name)
    return split_bylines(values)[:_MAX_AUTHORS]


def _visible_authors(blocks: list[Block], title_at: int, body_at: int) -> list[str]:
    """Return the names in the byline near the headline: a block classed as one, or one that opens with "By"."""
    words = load_byline_words()
    bit = group_bit("byline")
    low, high = max(0, title_at - 4), min(len(blocks), max(title_at + 8, min(body_at, title_at + 25)) + 1)
    for n in range(low, high):
        b = blocks[n]
        if b.n_words > 25 or b.frame.tag in ("h1", "h2"):
            continue
        glued = _GLUED.search(b.text) is not None and b.frame.n_words <= 25
        text = squeeze(" ".join(b.frame.node.itertext())) if glued else b.text
        lead = words.lead.match(text)
        names = f"{b.names} {b.frame.names} {b.frame.parent.names if b.frame.parent else ''}"
        classed = bool(read_names(names) & bit) and b.n_words <= 10
        if not classed and not (lead and _LEAD.fullmatch(lead.group(0).strip(" :"))):
            continue
        is_apart = glued or (b.n_links > 1 and b.frame.n_words <= 25)  # name and role in elements of their own, with no blank between
        found = split_bylines([squeeze(" , ".join(p for p in b.frame.node.itertext() if p.strip())) if is_apart else b.text])
        found = [f for f in found if _FULL_NAME.match(f) and is_person(f, set())]
        if found:
            return found[:_MAX_AUTHORS]
    return []


def _dated_authors(blocks: list[Block], title_at: int, body_at: int) -> list[str]:
    """Return the names in the line with the date below the headline, each in an element or a part of its own."""
    words = load_byline_words()
    for b in blocks[title_at + 1 : max(title_at + 8, min(body_at, title_at + 15))]:
        if b.n_words > 20 or b.frame.n_words > 30 or not _DATED.search(b.text):
            continue
        found: list[str] = []
        for piece in b.frame.node.itertext():
            for part in _PARTS.split(squeeze(piece)):
                name = words.lead.sub("", part.strip(" ,:")).strip(" ,:")
                if 1 < len(name.split()) <= 4 and _FULL_NAME.match(name) and not any(c.isdigit() for c in name) and all(w[0].isupper() for w in name.split()):
                    found.append(name)
        if found:
            return found[:_MAX_AUTHORS]
    return []


def _addressed_authors(blocks: list[Block], title_at: int, body_at: int) -> list[str]:
    """Return the names between headline and text that link to a person's page on the site."""
    found: list[str] = []
    for b in blocks[title_at + 1 : max(title_at + 8, min(body_at, title_at + 25))]:
        if b.link_words and b.n_words <= 12 and b.frame.n_words <= 30:
            links = [a for a in (*b.frame.node.iter("a"), *b.frame.node.iterancestors("a")) if _PERSON_PATH.search(a.get("href") or "")]
            found += [n for a in links if _FULL_NAME.match(n := squeeze("".join(a.itertext()))) and all(w[0].isupper() for w in n.split())]
    return found


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    out: dict[str, str] = {}
    for name in names:
        out.setdefault(name.casefold(), name)
    return tuple(out.values())[:_MAX_AUTHORS]
