"""What a page says about itself outside its text: meta tags, links, title, microdata and JSON-LD blocks, read in one pass over the tree."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import lxml.etree

from presswatch.extract import jsonld
from presswatch.extract.tree import Node, squeeze, text_of

_ITEMS = frozenset(("datepublished", "datemodified", "headline", "author", "articlesection", "isaccessibleforfree", "alternativeheadline"))
_MENU_PATH = re.compile(r"/[^/?#]{2,40}(?:/[^/?#]{2,40})?/?")
_EXTENSION = re.compile(r"\.\w{2,5}$")
_MAX_MENU = 60
_FIND_ITEMS = lxml.etree.XPath("descendant-or-self::*/@itemprop")
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(slots=True, kw_only=True)
class Head:
    """Raw statements of a page, in page order, unjudged. Keys of `meta` (meta tags) and `items` (microdata) are lower case.

    `home_names` are what links to the home page say before the headline, `sections` the links to short paths there, with these.
    """

    language: str | None = None
    title: str | None = None
    canonical: str | None = None
    meta: dict[str, list[str]] = field(default_factory=dict)
    items: dict[str, list[str]] = field(default_factory=dict)
    headings: list[str] = field(default_factory=list)
    home_names: list[str] = field(default_factory=list)
    sections: list[tuple[str, Node]] = field(default_factory=list)
    things: list[jsonld.Thing] = field(default_factory=list)
    article: jsonld.Thing | None = None

    def read_menu(self) -> dict[str, str]:
        """Return what short links to sections say, by their path in lower case. Read when asked for: most pages name their section."""
        menu: dict[str, str] = {}
        for href, node in self.sections:
            text = text_of(node)
            if text and len(text) <= 30:
                menu.setdefault(_EXTENSION.sub("", href.rstrip("/")).lower(), text)
                if len(menu) == _MAX_MENU:
                    break
        return menu

    def first(self, *names: str) -> str | None:
        """Return the first non-empty content among meta tags of these names."""
        for name in names:
            for value in self.meta.get(name, ()):
                if value:
                    return value
        return None


def read_head(root: Node, url: str = "") -> Head:
    """Collect a page's statements about itself."""
    head = Head(language=root.get("lang") or root.get(_XML_LANG) or root.get("xml:lang"))
    blocks: list[str] = []
    host = urlsplit(url).netloc if url else ""
    for node in root.iter("meta", "link", "title", "script", "h1", "a"):
        tag = node.tag
        if tag == "meta":
            _read_meta(head, node)
            if node.get("name") == "script:ld+json":  # how Remix names a block that its script moves
                blocks.append(node.get("content") or "")
        elif tag == "a":
            if not head.headings:
                _read_link(head, node, host)
        elif tag == "link":
            if head.canonical is None and "canonical" in (node.get("rel") or "").lower().split():
                head.canonical = node.get("href")
        elif tag == "title":
            if head.title is None and (node.getparent() is None or node.getparent().tag != "svg"):
                head.title = text_of(node) or None
        elif tag == "h1":
            text = read_heading(node)
            if text and len(head.headings) < 10:
                head.headings.append(text)
        elif "ld+json" in (node.get("type") or ""):
            blocks.append(node.text or "")
    _read_items(head, root)
    head.things = jsonld.read_blocks(blocks)
    head.article = jsonld.find_article(head.things, [u for u in (url, head.canonical) if u], [*head.headings[:3], head.first("og:title") or ""])
    return head


def _read_items(head: Head, root: Node) -> None:
    for name in _FIND_ITEMS(root):
        key = name.strip().lower()
        if key in _ITEMS and len(head.items.get(key, ())) < 8:
            node = name.getparent()
            value = node.get("content") or node.get("datetime") or text_of(node)
            if value and len(value) < 500:
                head.items.setdefault(key, []).append(squeeze(value))


def _read_link(head: Head, node: Node, host: str) -> None:
    """Take up a link to the home page or to a section: on the page's own host, with a short path and a few words."""
    href = node.get("href") or ""
    if "://" in href:
        if not host or host not in href:
            return
        href = href.split(host, 1)[1]
    if href in ("/", ""):
        if href and len(head.home_names) < 4:
            name = text_of(node) or next((a for i in node.iter("img", "amp-img") if (a := squeeze(i.get("alt")))), "")
            if 2 < len(name) <= 50:
                head.home_names.append(name)
    elif len(href) < 60 and _MENU_PATH.fullmatch(href):
        head.sections.append((href, node))


def read_heading(node: Node) -> str:
    """Return the text of a heading; parts that stand in elements of their own are kept apart by a blank."""
    out = ""
    for piece in node.itertext():
        if out and piece and not out[-1].isspace() and piece[0].isupper() and (out[-1].islower() or out[-1] in ".!?:|)"):
            out += " "
        out += piece
    return squeeze(out)


def _read_meta(head: Head, node: Node) -> None:
    content = node.get("content")
    if content is None:
        return
    for attribute in ("property", "name", "http-equiv"):
        key = node.get(attribute)
        if key:
            values = head.meta.setdefault(key.strip().lower(), [])
            if len(values) < 50:
                values.append(squeeze(content))
