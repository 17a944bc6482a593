"""Metadata of an article: joins JSON-LD, OpenGraph, meta tags, visible elements, URL and feed by a stated precedence and checks them on one another.

Precedence of the published time: jsonld, opengraph, meta, microdata, time_element, byline, url, feed. The date of the fetch is never used.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from presswatch.extract import jsonld
from presswatch.extract.authors import clean_authors
from presswatch.extract.dates import Moment, parse_moment
from presswatch.extract.head import Head
from presswatch.extract.title import choose_title, fold_title, strip_site
from presswatch.extract.tree import Node, squeeze, text_of
from presswatch.model import Page

_META_DATES = (
    "article:published", "og:published_time", "datepublished", "date", "pubdate", "publishdate", "publish-date", "publish_date", "dc.date.issued",
    "dc.date", "dcterms.date", "dcterms.created", "sailthru.date", "parsely-pub-date", "cxenseparse:recs:publishtime", "article.published",
    "published_at", "publication_date", "date.release", "last-modified-date", "created", "datecreated",
)  # fmt: skip
_URL_DATE = re.compile(r"(?<!\d)(?P<y>(?:19|20)\d{2})[/_-](?P<m>0?[1-9]|1[0-2])[/_-](?P<d>0?[1-9]|[12]\d|3[01])(?!\d)|(?<!\d)(?P<c>20[0-3]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?!\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What is known of an article besides its text. `agreement` is from 0 to 1."""

    title: str | None
    subtitle: str | None
    authors: tuple[str, ...]
    section: str | None
    tags: tuple[str, ...]
    published: Moment | None
    published_source: str | None
    modified: Moment | None
    image_url: str | None
    language: str | None
    agreement: float


def read_metadata(page: Page, root: Node, head: Head) -> Metadata:
    """Join all that a page says of itself. Never raises for odd values; what can't be read is None."""
    article = head.article or {}
    language = (head.language or head.first("og:locale", "language", "content-language") or "")[:2].lower() or None
    names = [n for n in (page.outlet_name, head.first("og:site_name"), jsonld.text_value(article.get("publisher")), head.first("application-name")) if n]
    candidates = [jsonld.text_value(article.get("headline")), head.first("og:title"), head.first("twitter:title"), head.title, page.hint.title]
    titles = [strip_site(squeeze(t), names, page.url) for t in candidates if t and t.strip()]
    heading = next((t for t in (text_of(h) for h in root.iter("h1")) if t), None)
    title = choose_title(strip_site(heading, names, page.url) if heading else None, titles)
    found = list(_published(page, root, head, article, language))
    published, source = (found[0][1], found[0][0]) if found else (None, None)
    days = {m.at.date() for _, m in found}
    keywords = jsonld.as_list(article.get("keywords")) or [head.first("news_keywords", "keywords") or ""]
    tags = [squeeze(t) for k in keywords if isinstance(k, str) for t in k.split(",")] if len(keywords) <= 1 else [k for k in keywords if isinstance(k, str)]
    image = jsonld.url_value(article.get("image")) or head.first("og:image", "twitter:image")
    agreement = 1.0 - 0.25 * (len(days) > 1) - 0.25 * (published is None) - 0.25 * (len({fold_title(t) for t in titles}) > 2)
    return Metadata(
        title=title,
        subtitle=jsonld.text_value(article.get("description")) or head.first("og:description", "description"),
        authors=clean_authors(_author_names(article, head), names),
        section=jsonld.text_value(article.get("articleSection")) or head.first("article:section"),
        tags=tuple(dict.fromkeys(t for t in tags if t)),
        published=published,
        published_source=source,
        modified=parse_moment(jsonld.text_value(article.get("dateModified")) or head.first("article:modified_time", "og:updated_time"), language),
        image_url=urljoin(page.url, image) if image else None,
        language=language,
        agreement=agreement,
    )


def _published(page: Page, root: Node, head: Head, article: jsonld.Thing, language: str | None) -> list[tuple[str, Moment]]:
    raw: list[tuple[str, str | None]] = [
        ("jsonld", jsonld.text_value(article.get("datePublished")) or jsonld.text_value(article.get("dateCreated"))),
        ("opengraph", head.first("article:published_time")),
        ("meta", head.first(*_META_DATES)),
    ]
    for node in root.xpath('//*[@itemprop="datePublished"]')[:1]:
        raw.append(("microdata", node.get("content") or node.get("datetime") or text_of(node)))
    for node in root.xpath("//time")[:1]:
        raw.append(("time_element", node.get("datetime") or text_of(node)))
    found = [(source, moment) for source, text in raw if (moment := parse_moment(text, language))]
    url = _URL_DATE.search(urlsplit(page.url).path)
    if url:
        moment = parse_moment(url["c"] or f"{url['y']}-{int(url['m']):02d}-{int(url['d']):02d}")
        if moment:
            found.append(("url", moment))
    if page.hint.published_at:
        at = page.hint.published_at
        found.append(("feed", Moment(at=at if at.tzinfo else at.replace(tzinfo=dt.UTC), precision="second", zone="+00:00")))
    return found


def _author_names(article: jsonld.Thing, head: Head) -> list[str]:
    named = [n for a in jsonld.as_list(article.get("author")) if (n := jsonld.text_value(a))]
    return named or [v for k in ("author", "article:author", "dc.creator", "byl", "parsely-author") for v in head.meta.get(k, ())][:3]
