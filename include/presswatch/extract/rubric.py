"""Section and topics of an article: from metadata, breadcrumbs, the site's own menu and the links below the text."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from presswatch.extract import jsonld
from presswatch.extract.blocks import Block
from presswatch.extract.head import Head
from presswatch.extract.names import group_bit, read_names
from presswatch.extract.title import fold_title, split_title
from presswatch.extract.tree import text_of

_META = ("article:section", "og:article:section", "section", "parsely-section", "sailthru.section", "cxenseparse:section", "dc.subject", "articlesection")
_TAG_NAMES = re.compile(r"tag|topic|keyword|thema|temas|sujet|mots|etiqu|schlag", re.I)
_TAG_PATH = re.compile(r"/(?:tags?|topics?|themen|thema|sujets?|temas?|temi|mots-cles|etiquetas?|keywords?)/[^/]", re.I)
_NO_SECTIONS = {"article", "articles", "story", "stories", "post", "posts"}
_PATH = re.compile(r"/?[\w-]+(?:/[\w-]+)+/?")
_MAX_TAGS = 15


def find_section(head: Head, url: str, title: str | None, blocks: list[Block], title_at: int) -> str | None:
    """Return the section of an article: as metadata name it, else as the site's menu names the path, the kicker or a part of the title."""
    article = head.article or {}
    told = (jsonld.text_value(article.get("articleSection")), head.first(*_META), next(iter(head.items.get("articlesection", ())), None))
    house = {fold_title(n) for n in (head.first("og:site_name"), jsonld.text_value(article.get("publisher"))) if n} | _NO_SECTIONS
    named = next((name for t in told if t and fold_title(name := _read_path(t)) not in house), None)
    return named or _find_crumb(head, title) or _find_in_menu(head, url, blocks, title_at)


def _read_path(section: str) -> str:
    """Return the last step of a section that is written as a path ("news/local/crime-courts"), else the section."""
    return section.strip("/").rsplit("/", 1)[-1] if section.islower() and _PATH.fullmatch(section) else section


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


def read_linked_tags(blocks: list[Block], body_at: int) -> tuple[str, ...]:
    """Return the topics that readers see as links after the text has begun: marked as tags by relation, address or class."""
    bit = group_bit("tags")
    out: dict[str, None] = {}
    for b in blocks[body_at : body_at + 120]:
        if not b.n_links or b.n_words > 20 or b.link_words < 0.2 * b.n_words:
            continue
        names = (b.frame.names, b.frame.parent.names if b.frame.parent else "")
        named = b.link_words >= 0.6 * b.n_words and any(_TAG_NAMES.search(n) and read_names(n) & bit for n in names)
        for link in b.frame.node.iter("a"):
            if named or "tag" in (link.get("rel") or "").split() or _TAG_PATH.search(link.get("href") or ""):
                text = text_of(link).lstrip("#")
                if text and len(text.split()) <= 4 and text in b.text:
                    out.setdefault(text, None)
    return tuple(out)[:_MAX_TAGS]
