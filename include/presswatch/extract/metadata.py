"""Metadata of an article: joins JSON-LD, OpenGraph, meta tags, microdata and the feed's hint, and checks them on one another.

Owns title, subtitle, section, tags, image, language; `published` owns dates, `authors` bylines.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin

from presswatch.extract import jsonld
from presswatch.extract.authors import read_authors
from presswatch.extract.blocks import Block
from presswatch.extract.dates import Moment
from presswatch.extract.head import Head
from presswatch.extract.names import group_bit, read_names
from presswatch.extract.published import read_published
from presswatch.extract.title import choose_title, fold_title, strip_site
from presswatch.extract.tree import squeeze, text_of
from presswatch.model import Page

_SECTION = ("article:section", "og:article:section", "section", "parsely-section", "sailthru.section", "cxenseparse:section", "dc.subject", "articlesection")
_TAGS = re.compile(r"tag|topic|keyword|thema|temas|sujet|mots|etiqu|schlag", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What is known of an article besides its text. `agreement` is from 0 to 1."""

    title: str | None
    description: str | None
    authors: tuple[str, ...]
    agencies: tuple[str, ...]
    section: str | None
    tags: tuple[str, ...]
    published: Moment | None
    published_source: str | None
    modified: Moment | None
    image_url: str | None
    language: str | None
    agreement: float


def read_metadata(page: Page, head: Head, blocks: list[Block], title_at: int, body_at: int) -> Metadata:
    """Join all that a page says of itself. Never raises for odd values; what can't be read is None."""
    article = head.article or {}
    language = (head.language or head.first("og:locale", "language", "content-language") or "")[:2].lower() or None
    names = [n for n in (page.outlet_name, head.first("og:site_name"), jsonld.text_value(article.get("publisher")), head.first("application-name")) if n]
    linked, shared, *others = (
        strip_site(squeeze(t), names, page.url) if t and t.strip() else None
        for t in (jsonld.text_value(article.get("headline")), head.first("og:title"), head.first("twitter:title"), head.title, page.hint.title)
    )
    headings = [strip_site(t, names, page.url) for t in head.headings]
    title = choose_title(headings, linked, shared, [t for t in others if t])
    titles = [t for t in (linked, shared, *others) if t]
    when = read_published(page, head, blocks, title_at, body_at, language)
    keywords = jsonld.as_list(article.get("keywords")) or head.meta.get("article:tag") or [head.first("news_keywords", "keywords") or ""]
    tags = [squeeze(t) for k in keywords if isinstance(k, str) for t in k.split(",")] if len(keywords) <= 1 else [k for k in keywords if isinstance(k, str)]
    image = jsonld.url_value(article.get("image")) or head.first("og:image", "twitter:image")
    agreement = 1.0 - 0.3 * when.doubt - 0.2 * (when.moment is None) - 0.15 * (len({fold_title(t) for t in titles}) > 2)
    return Metadata(
        title=title,
        description=squeeze(jsonld.text_value(article.get("description")) or head.first("og:description", "description")) or None,
        authors=read_authors(head, blocks, title_at, body_at, names, page.url),
        agencies=tuple(n for k in ("sourceOrganization", "provider") if (n := jsonld.text_value(article.get(k)))),
        section=jsonld.text_value(article.get("articleSection")) or head.first(*_SECTION) or _find_crumb(head, title),
        tags=tuple(dict.fromkeys(t for t in tags if t)) or _linked_tags(blocks, body_at),
        published=when.moment,
        published_source=when.source,
        modified=when.modified,
        image_url=urljoin(page.url, image) if image else None,
        language=language,
        agreement=agreement,
    )


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


def _linked_tags(blocks: list[Block], body_at: int) -> tuple[str, ...]:
    """Return the topics that readers see as links: short ones in an element named for tags, after the text has begun."""
    bit = group_bit("tags")
    out: dict[str, None] = {}
    for b in blocks[body_at : body_at + 120]:
        names = (b.frame.names, b.frame.parent.names if b.frame.parent else "")
        if b.n_links and b.n_words <= 12 and b.link_words >= 0.6 * b.n_words and any(_TAGS.search(n) and read_names(n) & bit for n in names):
            for link in b.frame.node.iter("a"):
                text = text_of(link).lstrip("#")
                if text and len(text.split()) <= 4 and text in b.text:
                    out.setdefault(text, None)
    return tuple(out)[:15]
