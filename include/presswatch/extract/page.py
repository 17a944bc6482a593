"""One page to one article with its zones: the public entry of this stage. Owns the order of the steps, not their rules."""

from __future__ import annotations

from presswatch.collect.urls import canonicalise, is_same_site, resolve
from presswatch.extract.blocks import segment_page
from presswatch.extract.body import find_blocks
from presswatch.extract.decode import decode_page
from presswatch.extract.head import Head, read_head
from presswatch.extract.metadata import Metadata, read_metadata
from presswatch.extract.title import fold_title
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
    head = read_head(root, page.url)
    blocks, _ = segment_page(root)
    title_at = next((b.position for b in blocks if b.frame.tag == "h1"), 0)
    meta = read_metadata(page, head, blocks, title_at, title_at + 14)
    paragraphs = [p for p in find_blocks(root, page.url) if fold_title(p) != fold_title(meta.title or "")]
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
    own = _clean(url) or url
    if not link or not link.strip():
        return own, None
    try:
        target = _clean(resolve(url, link))
    except ValueError:
        return own, None
    if target is None:
        return own, None
    return (target, None) if is_same_site(target, url) or not url else (own, target)


def _clean(url: str) -> str | None:
    try:
        return canonicalise(url)
    except ValueError:
        return None
