"""Section of an article: from metadata, breadcrumbs and the site's own menu. What names no section is in data/rubricwords.yaml."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from presswatch.extract import jsonld
from presswatch.extract.blocks import Block
from presswatch.extract.head import Head
from presswatch.extract.title import fold_title, split_title
from presswatch.extract.wordfiles import read_words

_META = ("article:section", "og:article:section", "section", "parsely-section", "sailthru.section", "cxenseparse:section", "dc.subject", "articlesection")
_FILE = Path(__file__).parent / "data" / "rubricwords.yaml"
_PATH = re.compile(r"/?[\w-]+(?:[/|][\w-]+)+/?")
_ADDRESS = re.compile(r"https?:|www\.")
_MAX_WORDS, _MAX_CHARS = 6, 50


@dataclass(frozen=True, slots=True)
class RubricWords:
    """What stands in the place of a section or a topic and names none, folded."""

    no_section: frozenset[str]
    no_topic: frozenset[str]


@cache
def load_rubric_words() -> RubricWords:
    """Return the words that name no section and no topic. Raises ValueError for a malformed file."""
    data = read_words(_FILE)
    if set(data) != {"no_section", "no_topic"} or not all(isinstance(w, str) and w == fold_title(w) for words in data.values() for w in words):
        raise ValueError(f"{_FILE.name}: needs no_section and no_topic, lists of folded words")
    return RubricWords(frozenset(data["no_section"]), frozenset(data["no_topic"]))


def find_section(head: Head, url: str, title: str | None, blocks: list[Block], title_at: int) -> str | None:
    """Return the section of an article: as metadata name it, else as the site's menu names the path, the kicker or a part of the title."""
    article = head.article or {}
    told = (jsonld.text_value(article.get("articleSection")), head.first(*_META), next(iter(head.items.get("articlesection", ())), None))
    barred = {fold_title(n) for n in (head.first("og:site_name"), jsonld.text_value(article.get("publisher"))) if n} | load_rubric_words().no_section
    named = next((name for t in told if t and _names_section(name := _read_name(t), title, barred)), None)
    if named:
        return named
    found = _find_crumb(head, title) or _find_in_menu(head, url, blocks, title_at)
    return found if found and _names_section(found, title, barred) else None


def _read_name(section: str) -> str:
    """Return the last step of a section that is written as a path ("news/local/crime-courts"), the first of several, else the section."""
    if section.islower() and _PATH.fullmatch(section):
        return re.split(r"[/|]", section.strip("/"))[-1]
    parts = re.split(r"\s*[,;]\s*", section)
    return parts[0] if len(parts) > 2 or ("," in section and ", " not in section) else section


def _names_section(name: str, title: str | None, barred: set[str]) -> bool:
    """Whether a name can be a section's: short, no address, not the headline, no word of the navigation."""
    folded = fold_title(name)
    if not folded or folded in barred or len(name) > _MAX_CHARS or len(folded.split()) > _MAX_WORDS or _ADDRESS.search(name):
        return False
    return not title or folded != fold_title(title)


def _find_crumb(head: Head, title: str | None) -> str | None:
    """Return the last step of the JSON-LD breadcrumb before the article itself, past the home page."""
    for thing in head.things:
        if "breadcrumblist" not in jsonld.types_of(thing):
            continue
        steps = [i for i in jsonld.as_list(thing.get("itemListElement")) if isinstance(i, dict)]
        names = [n for s in steps if (n := jsonld.text_value(s.get("name")) or jsonld.text_value(s.get("item")))]
        inner = [n for n in names[1:] if not n.startswith("http") and fold_title(n) != fold_title(title or "")]
        return inner[-1] if inner else None
    return None


def _find_in_menu(head: Head, url: str, blocks: list[Block], title_at: int) -> str | None:
    menu = head.read_menu()
    if not menu:
        return None
    home = {fold_title(n) for n in head.home_names}
    known = {fold_title(text): text for text in menu.values() if fold_title(text) not in home}
    kickers = [b.text for b in reversed(blocks[max(0, title_at - 2) : title_at]) if b.n_words <= 4 and not b.n_links]
    for text in (*kickers, *split_title(head.title or "")[1:]):
        found = known.get(fold_title(text))
        if found:
            return found
    path = urlsplit(url).path.lower()
    paths = [p for p in menu if path.startswith(p + "/")]
    return menu[max(paths, key=len)] if paths else None
