"""One page to one article with its zones: the public entry of this stage. Owns the order of the steps, not their rules."""

from __future__ import annotations

import re
from dataclasses import dataclass

from presswatch.collect.urls import canonicalise, host_of, is_same_site, resolve
from presswatch.extract.access import find_access
from presswatch.extract.column import Column, Layout, choose_column, read_layout
from presswatch.extract.dateline import Dateline, credit_agency, find_agency, split_dateline
from presswatch.extract.decode import decode_page
from presswatch.extract.fallback import read_fallback
from presswatch.extract.features import count_words
from presswatch.extract.head import Head, read_head
from presswatch.extract.language import find_language
from presswatch.extract.linked import read_linked_body
from presswatch.extract.live import mark_updates
from presswatch.extract.memory import OutletMemory
from presswatch.extract.metadata import Metadata, read_metadata
from presswatch.extract.rejects import Signs, refuse_bytes, refuse_page
from presswatch.extract.state import read_state_body
from presswatch.extract.study import PageStudy, describe_column
from presswatch.extract.title import fold_title
from presswatch.extract.tree import Node, parse_html
from presswatch.extract.zones import Clues, name_zones
from presswatch.ids import sha256_hex, stable_id
from presswatch.model import Article, Extraction, Page, Zone

TEXT_KINDS = ("body", "live_update")
_MAX_DAMAGED = 0.2
_NO_TEXT, _BEGINNING = 25, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """A page read once: its tree, its own statements, its blocks and the choice among them."""

    root: Node
    head: Head
    layout: Layout
    column: Column


def extract_page(page: Page, memory: OutletMemory | None = None) -> Extraction:
    """Return the article on a page, or the reason why there is none. Pure; never raises for bad input.

    `memory` is what was learnt of the page's outlet (see `memory`); without one the page stands alone.
    """
    return _extract(page, memory)[0]


def extract_and_study(page: Page, memory: OutletMemory | None = None) -> tuple[Extraction, PageStudy | None]:
    """Return what `extract_page` and `study_page` return, from one reading of the page."""
    extraction, parsed = _extract(page, memory)
    if parsed is None:
        return extraction, None
    alone = parsed.column if memory is None else choose_column(parsed.layout)
    return extraction, _study(page, parsed.head, alone)


def study_page(page: Page) -> PageStudy | None:
    """Return what a page teaches about its outlet; None if it can't be read. Cheaper than an extraction; never raises for bad input."""
    if refuse_bytes(page.html, page.content_type):
        return None
    try:
        parsed = parse_page(page)
    except RecursionError:
        return None
    return None if isinstance(parsed, Extraction) else _study(page, parsed.head, parsed.column)


def _extract(page: Page, memory: OutletMemory | None) -> tuple[Extraction, Parsed | None]:
    reason = refuse_bytes(page.html, page.content_type)
    if reason:
        return Extraction(status="rejected", reason=reason), None
    try:
        parsed = parse_page(page, memory)
        if isinstance(parsed, Extraction):
            return parsed, None
        return _read_article(page, parsed), parsed
    except RecursionError:
        return Extraction(status="error", reason="damaged: elements are nested too deeply"), None


def _study(page: Page, head: Head, column: Column) -> PageStudy:
    digest = sha256_hex(page.html)
    ident = _canonical(page.url, head.canonical)[0] or digest
    return describe_column(ident, page.captured_at.isoformat(), digest, column)


def parse_page(page: Page, memory: OutletMemory | None = None) -> Parsed | Extraction:
    """Return a page read once, or the extraction that says why it can't be."""
    decoded = decode_page(page.html, page.content_type)
    if decoded.damaged > _MAX_DAMAGED:
        return Extraction(status="error", reason=f"damaged: {decoded.damaged:.0%} of the characters can't be decoded as {decoded.encoding}")
    root = parse_html(decoded.utf8)
    if root is None:
        return Extraction(status="rejected", reason="empty: there is nothing to read")
    head = read_head(root, page.url)
    layout = read_layout(root, head, page.url)
    return Parsed(root=root, head=head, layout=layout, column=choose_column(layout, memory))


def _read_article(page: Page, parsed: Parsed) -> Extraction:
    head, column = parsed.head, parsed.column
    blocks = column.blocks
    first = next((n for n, c in enumerate(column.chosen) if c), 0)
    title_at = column.title_at if column.title_at is not None else max(0, first - 3)
    meta = read_metadata(page, head, blocks, title_at, first)
    live = mark_updates(head, blocks, column.chosen)
    clues = Clues(title_at=title_at, title=meta.title, description=meta.description, authors=meta.authors, agencies=page.agencies, live=live, language=meta.language)
    named = name_zones(blocks, column.chosen, clues)
    named = _use_other_body(_read_other_body(parsed, meta.title, [t for k, t in named if k in TEXT_KINDS]), named)
    zones, dateline = _split_first(named, page.agencies)
    zones = _name_title(zones, meta.title)
    words = round(sum(count_words(t) for k, t in zones if k in TEXT_KINDS))
    notices = [t for k, t in zones if k == "paywall"]
    access = find_access(head, notices, words)
    signs = Signs(url=page.url, head=head, root=parsed.root, blocks=blocks, chosen=column.chosen, words=words, access=access, has_notice=bool(notices))
    reason = refuse_page(signs)
    if reason:
        return Extraction(status="rejected", reason=reason)
    return _assemble(page, head, meta, zones, dateline, access)


def _read_other_body(parsed: Parsed, title: str | None, shown: list[str]) -> list[str]:
    """Return the paragraphs of a page that shows next to none, from elsewhere, and of one that isn't locked and whose script shows more than its beginning."""
    words = sum(map(count_words, shown))
    if words < _NO_TEXT:
        return read_linked_body(parsed.head) or read_state_body(parsed.root, title, []) or read_fallback(parsed.root, title)
    return read_state_body(parsed.root, title, shown) if words < _BEGINNING and find_access(parsed.head, [], _BEGINNING) != "locked" else []


def _use_other_body(body: list[str], named: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the zones with the paragraphs found elsewhere, if there are any, in the place of those of the page."""
    if not body:
        return named
    return [(k, t) for k, t in named if k not in TEXT_KINDS] + [("body", p) for p in body]


def _split_first(zones: list[tuple[str, str]], agencies: tuple[str, ...]) -> tuple[list[tuple[str, str]], Dateline | None]:
    """Return the zones with the dateline split off the first body paragraph that has one (of the first two)."""
    bodies = [n for n, (k, _) in enumerate(zones) if k == "body"][:2]
    for n in bodies:
        found = split_dateline(zones[n][1], agencies)
        if found:
            rest = zones[n][1][found.end :].strip()
            return [*zones[:n], ("dateline", found.text), ("body", rest), *zones[n + 1 :]], found
    return zones, None


def _name_title(zones: list[tuple[str, str]], title: str | None) -> list[tuple[str, str]]:
    if not title:
        return zones
    key = fold_title(title)
    kept = [(k, t) for k, t in zones if not (k != "body" and fold_title(t) == key)]
    return [("title", title), *kept]


def _find_wire(meta: Metadata, zones: list[tuple[str, str]], dateline: Dateline | None, agencies: tuple[str, ...]) -> str | None:
    """Return the agency credited: in the dateline, in the byline, or in a line of its own at the end."""
    if dateline and dateline.agency:
        return dateline.agency
    before = ["", *(k for k, _ in zones)]
    credits = [t for (k, t), above in zip(zones, before, strict=False) if k == "byline" or (k == "credit" and above not in ("caption", "credit"))]
    for text in (part for k, t in zones if k == "byline" for part in re.split(r"\s*[|•·]\s*|\s+[—–-]\s+", t)):
        if found := find_agency(text, agencies):
            return found
    for text in (*meta.authors, *meta.agencies):
        if found := find_agency(text, agencies):
            return found
    tail = [t for k, t in zones if k == "body"][-2:]
    for text in (*credits, *tail):
        if found := credit_agency(text, agencies):
            return found
    return None


def _assemble(page: Page, head: Head, meta: Metadata, zones: list[tuple[str, str]], dateline: Dateline | None, access: str) -> Extraction:
    text = "\n\n".join(t for k, t in zones if k in TEXT_KINDS)
    canonical, syndicated = _canonical(page.url, head.canonical)
    words = text.split()
    article_id = stable_id("article", canonical, sha256_hex(" ".join(words).encode("utf-8", "replace")))
    language, agreed = find_language(head.language or head.first("og:locale", "language", "content-language"), text)
    subtitle = next((t for k, t in zones if k == "subtitle"), None)
    score = meta.agreement - 0.1 * (not agreed) - 0.2 * (len(text) < 300)
    article = Article(
        article_id=article_id,
        url=page.url,
        canonical_url=canonical,
        syndicated_from_url=syndicated,
        outlet_id=page.outlet_id,
        title=meta.title or next((t for k, t in zones if k in TEXT_KINDS), "")[:120],
        subtitle=subtitle,
        authors=meta.authors,
        section=meta.section,
        language=language,
        published_at=meta.published.at if meta.published else None,
        published_at_source=meta.published_source,
        published_precision=meta.published.precision if meta.published else None,
        published_zone=meta.published.zone if meta.published else None,
        modified_at=meta.modified.at if meta.modified else None,
        captured_at=page.captured_at,
        text=text,
        word_count=len(words),
        dateline_place=dateline.place if dateline else None,
        wire_source=_find_wire(meta, zones, dateline, page.agencies),
        access=access,
        image_url=meta.image_url,
        tags=meta.tags,
        extraction_score=round(min(1.0, max(0.0, score)), 3),
        body_sha256=sha256_hex(page.html),
        fetch_id=page.fetch_id,
    )
    rows = tuple(Zone(article_id=article_id, position=n, kind=k, text=t) for n, (k, t) in enumerate(zones))
    return Extraction(status="ok", article=article, zones=rows)


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
    same = not url or is_same_site(target, url) or _bare_host(target) == _bare_host(url)
    return (target, None) if same else (own, target)


def _bare_host(url: str) -> str | None:
    try:
        return host_of(url).removeprefix("www.")
    except ValueError:
        return None


def _clean(url: str) -> str | None:
    try:
        return canonicalise(url)
    except ValueError:
        return None
