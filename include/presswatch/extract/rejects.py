"""Pages that are no article: bot walls, cookie walls, soft 404s, paywall stubs, videos, galleries, quizzes, index pages.

Owns the rules. A reason begins with a fixed word (see REASONS) and goes on in plain words. When in doubt a page is an article:
the rules ask for several signs, and hardly any touches a page with a good deal of running text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from presswatch.extract import jsonld
from presswatch.extract.blocks import Block
from presswatch.extract.head import Head
from presswatch.extract.phrases import phrase_kinds, read_phrases
from presswatch.extract.tree import Node
from presswatch.extract.wordfiles import read_words

REASONS = ("empty", "not_html", "bot_wall", "cookie_wall", "soft_404", "paywall_stub", "quiz", "video", "gallery", "index", "no_text")
_FILE = Path(__file__).parent / "data" / "rejects.yaml"
_VIDEO_PATH = re.compile(r"/(?:videos?|watch|tv|mediathek|clips?|live-tv)(?:/|$)", re.I)
_GALLERY_PATH = re.compile(r"/(?:galler(?:y|ies)|galerie|galeria|photos?|pictures|bilder|fotos?|slideshow|in-pictures|fotostrecke)(?:/|$|-)", re.I)
_QUIZ_PATH = re.compile(r"/(?:quiz(?:zes)?|raetsel|crossword|sudoku)(?:/|$|-)", re.I)
_SECTION_PATH = re.compile(r"^/?(?:[\w\-]{2,30}/?){0,2}$")
_SHORT = 150
_MAGIC = ((b"%PDF", "a PDF file"), (b"\x89PNG", "an image"), (b"\xff\xd8\xff", "an image"), (b"GIF8", "an image"), (b"RIFF", "a media file"),
          (b"PK\x03\x04", "an archive"), (b"\x1f\x8b", "compressed data"), (b"\x00\x00\x00", "a media file"), (b"ID3", "a media file"))  # fmt: skip
_FEED = re.compile(rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(rss|feed|urlset|sitemapindex|rdf:RDF|opml)\b", re.S | re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What the rules look at. `text` is the running text chosen, `words` its length; `all_words` counts the page's words."""

    url: str
    head: Head
    root: Node
    blocks: list[Block]
    chosen: list[bool]
    words: int
    access: str
    has_notice: bool


def refuse_bytes(data: bytes, content_type: str | None) -> str | None:
    """Return why bytes are no HTML page, or None."""
    head = data[:512].lstrip()
    if not head:
        return "empty: the page has no content"
    for magic, what in _MAGIC:
        if head.startswith(magic):
            return f"not_html: the address gave {what}"
    m = _FEED.match(data[:2000])
    if m:
        return f"not_html: the address gave a feed or sitemap ({m[1].decode('ascii').lower()})"
    if head[:1] in b"{[" and b"<html" not in data[:4096].lower():
        return "not_html: the address gave JSON"
    kind = (content_type or "").split(";")[0].strip().lower()
    if kind.startswith(("image/", "audio/", "video/", "font/")) or kind in ("application/pdf", "application/zip"):
        return f"not_html: the content type is {kind}"
    return None


def refuse_page(signs: Signs) -> str | None:
    """Return why a page is no article, or None if it may be one."""
    title = " ".join(t for t in (signs.head.title, *signs.head.headings[:3], signs.head.first("og:title")) if t).lower()
    whole = sum(b.n_words for b in signs.blocks)
    is_short = signs.words <= _SHORT  # only of short texts the wording is looked at
    body = " ".join(b.text for b, c in zip(signs.blocks, signs.chosen, strict=True) if c).lower() if is_short else ""
    top = " ".join(b.text for b in signs.blocks[:60]).lower()[:4000] if is_short and whole < 1500 else ""
    return (
        _find_wall(signs, title, top, whole)
        or _find_cookie_wall(signs)
        or _find_soft_404(signs, title, top, body)
        or _find_stub(signs)
        or _find_other_kind(signs, title)
        or _find_index(signs)
        or ("no_text: no running text was found" if signs.words < 8 else None)
    )


def _find_wall(signs: Signs, title: str, top: str, whole: int) -> str | None:
    if signs.words > _SHORT or whole > 400:
        return None
    hits = _hits("bot_wall", f"{title} {top}")
    if hits and (len(hits) > 1 or signs.words < 90) and not signs.head.article:
        return f"bot_wall: the page says {hits[0]!r}"
    return None


def _find_cookie_wall(signs: Signs) -> str | None:
    consent = phrase_kinds().index("consent")
    running = [b for b, c in zip(signs.blocks, signs.chosen, strict=True) if c]
    if signs.words > 400 or not running:
        return None
    spoken = sum(b.n_words for b in running if read_phrases(b.text).get(consent, 0) >= 1)
    few = sum(b.n_words for b in signs.blocks) < 90 and spoken >= 10
    whole = max(signs.words, sum(b.n_words for b in running))
    if spoken > 0.6 * whole and (spoken >= 15 or few) and not (signs.head.article and signs.words > 150):
        return "cookie_wall: all text there is asks for consent to cookies"
    return None


def _find_soft_404(signs: Signs, title: str, top: str, body: str) -> str | None:
    if signs.words > 120 or (signs.head.article and signs.words > 60):
        return None
    named = _hits("soft_404", title)
    said = _hits("soft_404", body[:600]) if signs.words < 90 else []
    if named or (said and not signs.head.article) or (_hits("soft_404", top[:400]) and signs.words < 25):
        return f"soft_404: the page says {(named or said or _hits('soft_404', top[:400]))[0]!r}"
    return None


def _find_stub(signs: Signs) -> str | None:
    if signs.access == "locked" and signs.has_notice and signs.words < 90:
        return f"paywall_stub: {signs.words} words before a paywall"
    return None


def _find_other_kind(signs: Signs, title: str) -> str | None:
    head = signs.head
    path = urlsplit(signs.url).path
    types = {t for thing in head.things for t in jsonld.types_of(thing)}
    og = (head.first("og:type") or "").lower()
    news = head.article is not None and (jsonld.rank_type(head.article) or 0) <= 1
    if signs.words < 260 and ("quiz" in types or _QUIZ_PATH.search(path) or _hits("quiz", title)) and len(signs.root.xpath("//input[@type='radio' or @type='checkbox']")) >= 4:
        return "quiz: questions to tick instead of an article"
    if signs.words < 80 and not news and (og.startswith("video") or "videoobject" in types or _VIDEO_PATH.search(path)) and _has_player(signs.root):
        return "video: a player with a short description"
    if signs.words < 90 and (og.startswith("gallery") or types & {"imagegallery", "mediagallery"} or _GALLERY_PATH.search(path) or _hits("gallery", title)):
        pictures = len(signs.root.xpath("//figure//img|//*[contains(@class,'slide') or contains(@class,'gallery')]//img"))
        if pictures >= 3:
            return f"gallery: {pictures} pictures with captions"
    return None


def _find_index(signs: Signs) -> str | None:
    """An index page: many headings or cards that are links, little text of its own, and no sign of being an article."""
    head = signs.head
    if head.article is not None and (jsonld.rank_type(head.article) or 0) <= 3:
        return None
    if head.first("article:published_time", "datepublished") or head.items.get("datepublished"):
        return None
    cards = sum(1 for b in signs.blocks if 4 <= b.n_words <= 40 and b.link_words >= 0.8 * b.n_words)
    path = urlsplit(signs.url).path
    types = {t for thing in head.things for t in jsonld.types_of(thing)}
    listed = bool(types & {"collectionpage", "itemlist", "searchresultspage", "blog"})
    og = (head.first("og:type") or "website").lower()
    section = path in ("", "/") or (_SECTION_PATH.match(path) is not None and not re.search(r"\d{4}|[\w]+-[\w]+-[\w]+", path) and not urlsplit(signs.url).query)
    running = [b for b, c in zip(signs.blocks, signs.chosen, strict=True) if c]
    longest = max((b.n_words for b in running), default=0)
    if og.startswith("article") and not section:
        return None
    if cards >= 6 and signs.words < 40 + 6 * cards and (listed or section or path in ("", "/")) and (longest < 45 or signs.words < 90):
        return f"index: {cards} linked headings and {signs.words} words of text"
    if cards >= 12 and signs.words < 30 and longest < 15:
        return f"index: {cards} linked headings and {signs.words} words of text"
    return None


def _has_player(root: Node) -> bool:
    return bool(root.xpath("boolean(//video|//iframe|//*[contains(@class,'player')]|//*[contains(@class,'video')])"))


def _hits(kind: str, text: str) -> list[str]:
    return [m.group(0) for m in _patterns()[kind].finditer(text)]


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """Return one pattern per kind. Raises ValueError for a malformed file."""
    data = read_words(_FILE)
    out = {}
    for kind, wordings in data.items():
        if kind not in REASONS or not all(isinstance(w, str) and w == w.lower() for w in wordings):
            raise ValueError(f"{_FILE.name}: {kind} needs a list of wordings in lower case")
        out[kind] = re.compile("|".join(rf"(?<!\w){re.escape(w)}(?!\w)" if w[0].isascii() else re.escape(w) for w in sorted(wordings, key=len, reverse=True)))
    return out
