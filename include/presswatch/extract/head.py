"""What a page says about itself outside its body: meta tags, links, title, JSON-LD blocks, <time> elements, in one pass over the tree."""

from __future__ import annotations

from dataclasses import dataclass, field

from presswatch.extract import jsonld
from presswatch.extract.tree import Node, squeeze, text_of


@dataclass(slots=True, kw_only=True)
class Head:
    """Raw statements of a page, in page order, unjudged. Keys of `meta` are lower case."""

    language: str | None = None
    title: str | None = None
    canonical: str | None = None
    amp: bool = False
    meta: dict[str, list[str]] = field(default_factory=dict)
    things: list[jsonld.Thing] = field(default_factory=list)
    article: jsonld.Thing | None = None

    def first(self, *names: str) -> str | None:
        """Return the first non-empty content among meta tags of these names."""
        for name in names:
            for value in self.meta.get(name, ()):
                if value:
                    return value
        return None


def read_head(root: Node) -> Head:
    """Collect a page's statements about itself."""
    head = Head(language=root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or root.get("xml:lang"))
    blocks: list[str] = []
    for node in root.iter("meta", "link", "title", "script"):
        tag = node.tag
        if tag == "meta":
            content = node.get("content")
            if content is None:
                continue
            for attribute in ("property", "name", "itemprop", "http-equiv"):
                key = node.get(attribute)
                if key:
                    head.meta.setdefault(key.strip().lower(), []).append(squeeze(content))
        elif tag == "link":
            if head.canonical is None and "canonical" in (node.get("rel") or "").lower().split():
                head.canonical = node.get("href")
        elif tag == "title":
            if head.title is None and (node.getparent() is None or node.getparent().tag != "svg"):
                head.title = text_of(node) or None
        elif "ld+json" in (node.get("type") or ""):
            blocks.append(node.text or "")
    head.things = jsonld.read_blocks(blocks)
    head.article = jsonld.find_article(head.things)
    return head
