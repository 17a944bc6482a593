"""One page to one article with its zones: the public entry of this stage. Owns the order of the steps, not their rules."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from courlan import clean_url

from presswatch.extract.body import find_blocks
from presswatch.extract.decode import decode_page
from presswatch.extract.head import Head, read_head
from presswatch.extract.metadata import Metadata, read_metadata
from presswatch.extract.tree import parse_html, squeeze
from presswatch.ids import sha256_hex, stable_id
from presswatch.model import Article, Extraction, Page, Zone


def extract_page(page: Page, memory: object | None = None) -> Extraction:
    """Return the article on a page, or the reason why there is none. Pure; never raises for bad input."""
    if not page.html.strip():
        return Extraction(status="rejected", reason="empty page")
    decoded = decode_page(page.html, page.content_type)
    root = parse_html(decoded.text)
    if root is None:
        return Extraction(status="rejected", reason="no HTML")
    head = read_head(root)
    meta = read_metadata(page, root, head)
    paragraphs = find_blocks(root, page.url)
    if not paragraphs:
        return Extraction(status="rejected", reason="no article text found")
    return _assemble(page, head, meta, paragraphs)


def _assemble(page: Page, head: Head, meta: Metadata, paragraphs: list[str]) -> Extraction:
    text = "\n\n".join(paragraphs)
    canonical, syndicated = _canonical(page.url, head.canonical)
    article_id = stable_id("article", canonical, sha256_hex(squeeze(text).encode("utf-8", "replace")))
    blocks = [("title", meta.title), ("subtitle", meta.subtitle), ("byline", ", ".join(meta.authors)), *(("body", p) for p in paragraphs)]
    zones = tuple(Zone(article_id=article_id, position=n, kind=k, text=t) for n, (k, t) in enumerate((k, t) for k, t in blocks if t))
    article = Article(
        article_id=article_id,
        url=page.url,
        canonical_url=canonical,
        syndicated_from_url=syndicated,
        outlet_id=page.outlet_id,
        title=meta.title or paragraphs[0][:120],
        subtitle=meta.subtitle,
        authors=meta.authors,
        section=meta.section,
        language=meta.language,
        published_at=meta.published.at if meta.published else None,
        published_at_source=meta.published_source,
        published_precision=meta.published.precision if meta.published else None,
        published_zone=meta.published.zone if meta.published else None,
        modified_at=meta.modified.at if meta.modified else None,
        captured_at=page.captured_at,
        text=text,
        word_count=len(text.split()),
        access="free",
        image_url=meta.image_url,
        tags=meta.tags,
        extraction_score=round(meta.agreement, 3),
        body_sha256=sha256_hex(page.html),
        fetch_id=page.fetch_id,
    )
    return Extraction(status="ok", article=article, zones=zones)


def _canonical(url: str, link: str | None) -> tuple[str, str | None]:
    """Return the page's canonical address and, if its canonical link leads to another site, that address."""
    own = clean_url(url) or url
    if not link:
        return own, None
    target = urljoin(url, link.strip())
    if urlsplit(target).scheme not in ("http", "https"):
        return own, None
    if _site(target) == _site(url):
        return clean_url(target) or own, None
    return own, clean_url(target) or None


def _site(url: str) -> str:
    return ".".join((urlsplit(url).hostname or "").split(".")[-2:])
