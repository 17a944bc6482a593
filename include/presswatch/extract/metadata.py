"""Metadata of an article: joins JSON-LD, OpenGraph, meta tags, microdata and the feed's hint, and checks them on one another.

Owns the order of sources for title, image and language; `published` owns dates, `authors` bylines, `rubric` sections, `topics` tags.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from urllib.parse import urljoin

from presswatch.extract import jsonld
from presswatch.extract.authors import read_authors
from presswatch.extract.blocks import Block
from presswatch.extract.dates import Moment
from presswatch.extract.head import Head
from presswatch.extract.published import read_published
from presswatch.extract.rubric import find_section
from presswatch.extract.title import choose_title, cut_title, fold_title, strip_site
from presswatch.extract.topics import read_topics
from presswatch.extract.tree import squeeze
from presswatch.model import Page

_MAX_NAME = 7

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
    told = (page.outlet_name, head.first("og:site_name"), jsonld.text_value(article.get("publisher")), head.first("application-name"), *head.home_names)
    names = [n for n in told if n and len(n.split()) <= _MAX_NAME]  # some put the headline where the name belongs
    linked, shared, *others = (
        strip_site(_clean(t), names, page.url) if t and t.strip() else None
        for t in (jsonld.text_value(article.get("headline")), head.first("og:title"), head.first("twitter:title"), head.title, page.hint.title)
    )
    headings = [strip_site(_clean(t), names, page.url) for t in head.headings]
    title = choose_title(headings, linked, shared, [t for t in others if t])
    if title and not headings:
        title = _cut_to_visible(title, blocks)
    titles = [t for t in (linked, shared, *others) if t]
    when = read_published(page, head, blocks, title_at, body_at, language)
    image = jsonld.url_value(article.get("image")) or head.first("og:image", "twitter:image")
    agreement = 1.0 - 0.3 * when.doubt - 0.2 * (when.moment is None) - 0.15 * (len({fold_title(t) for t in titles}) > 2)
    return Metadata(
        title=title,
        description=squeeze(jsonld.text_value(article.get("description")) or head.first("og:description", "description")) or None,
        authors=read_authors(head, blocks, title_at, body_at, names, page.url),
        agencies=tuple(n for k in ("sourceOrganization", "provider") if (n := jsonld.text_value(article.get(k)))),
        section=find_section(head, page.url, title, blocks, title_at),
        tags=read_topics(head, blocks, body_at, names, title),
        published=when.moment,
        published_source=when.source,
        modified=when.modified,
        image_url=urljoin(page.url, image) if image else None,
        language=language,
        agreement=agreement,
    )


def _clean(title: str) -> str:
    """Return a title without the entities that a page escaped twice."""
    return squeeze(html.unescape(title) if "&" in title else title)


def _cut_to_visible(title: str, blocks: list[Block]) -> str:
    """Return the part of a title that stands on the page as a line of its own, if just a part does: the rest is the site's."""
    lines = {fold_title(b.text): b.text for b in blocks if 3 <= b.n_words <= 40 and not b.link_words and len(b.text) <= len(title)}
    if fold_title(title) in lines:
        return title
    return next((lines[key] for part in cut_title(title) if (key := fold_title(part)) in lines), title)
