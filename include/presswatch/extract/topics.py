"""Topics of an article: the keywords that metadata give, without what only machines read, else the links to topics below the text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

from presswatch.extract import jsonld
from presswatch.extract.blocks import Block
from presswatch.extract.head import Head
from presswatch.extract.names import group_bit, read_names
from presswatch.extract.rubric import load_rubric_words
from presswatch.extract.title import fold_title
from presswatch.extract.tree import squeeze, text_of

_TAG_NAMES = re.compile(r"tag|topic|keyword|thema|temas|sujet|mots|etiqu|schlag", re.I)
_TAG_PATH = re.compile(r"/(?:tags?|topics?|themen|thema|sujets?|temas?|temi|mots-cles|etiquetas?|keywords?)/[^/]", re.I)
# What only machines read: an id, a number, a name within a scheme ("RULES:X"), an address, the remains of a sentence.
_CODE = re.compile(r"\d+|[0-9a-f]{16,}|.*\w:\w.*|.*@.*|[/_].*|.*\w{5}[.!?][\"”’]?\s+\S.*|.*[?;]")
_MAX_TAGS, _MAX_CHARS, _MAX_WORDS = 15, 70, 8
# So many keywords are the site's, not the article's.
_TOO_MANY = 60


def read_topics(head: Head, blocks: list[Block], body_at: int, site_names: Iterable[str], title: str | None) -> tuple[str, ...]:
    """Return the topics of an article as written, each once: keywords of the metadata, else the links below the text."""
    words = load_rubric_words()
    barred = {fold_title(n) for n in (*site_names, title or "")} | words.no_topic
    told = _split(jsonld.as_list((head.article or {}).get("keywords")) or head.meta.get("article:tag") or [head.first("news_keywords", "keywords")])
    found: dict[str, str] = {}
    for raw in told if len(told) <= _TOO_MANY else ():
        tag = _clean(raw)
        folded = fold_title(tag)
        if len(tag) <= _MAX_CHARS and len(tag.split()) <= _MAX_WORDS and folded and folded not in barred and not _CODE.fullmatch(tag):
            found.setdefault(folded, tag)
    return tuple(found.values()) or _read_links(blocks, body_at)


def _split(keywords: Iterable[object]) -> list[str]:
    """Return keywords one by one; several may stand in one value, with commas or else semicolons between."""
    told = [k for k in keywords if isinstance(k, str)]
    if len(told) != 1:
        return told
    text = html.unescape(told[0])  # first, as the semicolon of an entity is none
    return text.split("," if "," in text else ";")


def _clean(raw: str) -> str:
    """Return a keyword as a reader would see it: without entities, the mark of a hashtag, or underscores for blanks."""
    tag = squeeze(html.unescape(html.unescape(raw)).lstrip("# ")).strip(" ,\"“”'")
    return tag.replace("_", " ") if "_" in tag and " " not in tag and not tag.startswith("_") and not any(c.isdigit() for c in tag) else tag


def _read_links(blocks: list[Block], body_at: int) -> tuple[str, ...]:
    """Return the topics that readers see as links after the text has begun: marked as tags by relation, address or class."""
    bit, outside = group_bit("tags"), group_bit("footer") | group_bit("navigation")
    out: dict[str, None] = {}
    for b in blocks[body_at : body_at + 120]:
        if not b.n_links or b.n_words > 20 or b.link_words < 0.2 * b.n_words:
            continue
        names = (b.frame.names, b.frame.parent.names if b.frame.parent else "")
        named = b.link_words >= 0.6 * b.n_words and any(_TAG_NAMES.search(n) and read_names(n) & (bit | outside) == bit for n in names)
        for link in b.frame.node.iter("a"):
            if named or "tag" in (link.get("rel") or "").split() or _TAG_PATH.search(link.get("href") or ""):
                text = text_of(link).lstrip("#")
                if text and len(text.split()) <= 4 and text in b.text:
                    out.setdefault(text, None)
    return tuple(out)[:_MAX_TAGS]
