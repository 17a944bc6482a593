"""Blocks to zones: gives each block of the main column its kind. Owns the rules; `choice` has said which blocks are running text.

A block of running text is body unless its wording and place say clearly that it is something else (a plea, a notice, a
correction, a quote said twice). Of the other blocks only those whose kind is plain are kept as zones; the rest is no content.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from presswatch.extract.blocks import Block
from presswatch.extract.datelabels import find_label
from presswatch.extract.dateline import credit_agency
from presswatch.extract.dates import find_moments
from presswatch.extract.live import strip_clock
from presswatch.extract.names import group_bit
from presswatch.extract.phrases import is_call
from presswatch.extract.surroundings import (
    IS_BACKGROUND,
    IS_BIO,
    IS_BOX,
    IS_PULL,
    IS_SUBTITLE,
    count_phrases,
    find_boxed_plea,
    find_holder,
    is_apart,
    is_box,
    is_inside,
    read_mask,
)
from presswatch.extract.title import fold_title
from presswatch.extract.tree import squeeze, text_of

_AGENCY_CREDIT = re.compile(r"\b(?:Getty|AFP|AP Photo|Reuters|EPA|dpa|imago|Shutterstock|Alamy|ANSA|EFE|TASS|Xinhua)\b|/\s?(?:Getty|AFP|AP|Reuters|EPA|dpa)")
_SIGNOFF = re.compile(r"^[(\[]?\s*(?:additional reporting|reporting|writing|editing|with reporting|with files|compiled|translated|mit material|avec afp|avec reuters)\b", re.I)
_CAPTION_NAME = re.compile(r"caption|\bcap\b|cutline|legend|bildunterschrift|bildtext|didascalia|pie-?de-?foto|figcap", re.I)
_END_CREDIT = re.compile(r"[(\[][^()\[\]]{0,40}\b(?:photo|foto|image|picture|bild|getty|afp|ap|reuters|epa|dpa)\b[^()\[\]]{0,40}[)\]]\s*\.?$", re.I)
_CREDIT_TAIL = re.compile(r"(?:φωτ|photo|foto|фото|picture|bild|image)\w*\.?\s?:\s*[^:]{2,50}$", re.I)
_CREDIT_NAME = re.compile(r"credit|copyright|source|fotograf|photographer|attribution|\bsnap\b", re.I)
_DAY = re.compile(r"\d{1,4}[./:-]\d{1,2}|\b(?:19|20)\d\d\b")
_CALL = re.compile(r"\b(?:you|your|our|us|sie|ihr|ihre|vous|votre|nos|tu|su|tus|nuestro|vostro|tuo|sua|nosso|je|uw|jouw|din|ditt|twój|вы|вас|ваш|наш)\b", re.I)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BULLETS = " >•·*–—-»›→"
_PLEAS = ("newsletter", "paywall", "donation")
_BEFORE_TITLE, _AFTER_TEXT = 12, 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Clues:
    """What of the page besides its blocks the rules look at. `live` holds the elements that are live updates."""

    title_at: int
    title: str | None
    description: str | None
    authors: tuple[str, ...]
    agencies: tuple[str, ...]
    live: set[int]
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    """Where the running text begins and ends, and its first block that is neither a heading nor named a standfirst."""

    first: int
    last: int
    lead: int
    words: int
    texts: tuple[str, ...]


def name_zones(blocks: list[Block], chosen: list[bool], clues: Clues) -> list[tuple[str, str]]:
    """Return the kinds and texts of the blocks of the main column, in page order.

    `chosen` marks the running text. A live update is one zone.
    """
    marked = [n for n, c in enumerate(chosen) if c]
    if not marked:
        return []
    lead = next((n for n in marked if blocks[n].frame.tag not in _HEADINGS and not read_mask(blocks[n], 2) & IS_SUBTITLE), marked[0])
    span = _Span(first=marked[0], last=marked[-1], lead=lead, words=sum(blocks[n].n_words for n in marked), texts=tuple(blocks[n].text for n in marked if blocks[n].n_words > 8))
    low = clues.title_at if clues.title_at <= span.first and span.first - clues.title_at < 80 else span.first
    out: list[tuple[str, str]] = []
    update = -1
    for n in range(max(0, low - _BEFORE_TITLE), min(len(blocks), span.last + _AFTER_TEXT)):
        b = blocks[n]
        kind = _judge_running(b, n, span, clues) if chosen[n] else _judge_other(b, n, span, clues)
        holder = find_holder(b.frame, clues.live) if clues.live else None
        if kind is None and holder is not None and not b.link_words and (b.frame.tag in _HEADINGS or (b.n_words <= 20 and strip_clock(b.text) not in ("", b.text))):
            kind = "body"
        if kind is None or (n < low and kind != "paywall"):
            continue
        if kind == "body" and holder is not None:
            text = strip_clock(b.text)
            if text:
                if holder == update and out and out[-1][0] == "live_update":
                    out[-1] = ("live_update", f"{out[-1][1]}\n{text}")
                else:
                    out.append(("live_update", text))
                update = holder
            continue
        out += _split_caption(b) if kind == "caption" else [(kind, b.text)]
    return _drop_twice(out)


def _judge_running(b: Block, n: int, span: _Span, clues: Clues) -> str | None:
    found = count_phrases(b.text)
    opening = count_phrases(b.text[:36].lstrip(_BULLETS)) if found or b.text[0] in _BULLETS else found
    words = b.n_words
    mask = read_mask(b, 3)
    if "correction" in opening:
        return "correction"
    if n <= span.lead and (kind := _judge_opening(b, n, span, clues)):
        return None if kind == "title" else kind
    if (mask & IS_PULL or (mask & group_bit("quote") and words <= 40) or is_inside(b.frame, "aside")) and _is_repeated(b, span):
        return "pullquote"
    if mask & (IS_BACKGROUND | IS_BOX) and is_box(b.frame, span.words):
        return "background"
    if "legal" in found and (words < 40 and (b.text[:1] in "©(" or found["legal"] > 1 or n > span.last - 3)):
        return "legal"
    if boxed := find_boxed_plea(b, span.words):
        return boxed
    if "consent" in found and mask & group_bit("consent") and not _has_quote(b.text):
        return "legal"
    plea = _find_plea(found, mask) if found else None
    if plea in found and words < 60 and _is_plea(b, n, span, found[plea], bool(mask & group_bit(plea))):
        return plea
    if "related" in opening and (b.link_words >= 0.3 * words or b.text.rstrip().endswith(":") or words <= 4 or (words <= 25 and ":" in b.text[:24])):
        return "related"
    if "tags" in opening and words <= 14 and (":" in b.text[:24] or b.link_words):
        return "tags"
    if "share" in opening and words <= 12 and not _has_quote(b.text):
        return None
    if 3 < words < 30 and b.link_words > 0.85 * words and mask & group_bit("related"):
        return "related"
    if _SIGNOFF.match(b.text) and words < 40:
        return "byline"
    if credit_agency(b.text, clues.agencies):
        return "credit"
    if "author_bio" in found and n >= span.last - 2 and words < 90 and (mask & group_bit("byline") or b.italic_words > 0.7 * words):
        return "author_bio"
    if mask & IS_BIO and n >= span.last - 3 and words < 90:
        return "author_bio"
    if b.frame.tag == "figcaption" or is_inside(b.frame, "figcaption"):
        return "caption"
    return "caption" if b.after_picture and words <= 45 and _reads_as_caption(b) else "body"


def _reads_as_caption(b: Block) -> bool:
    """Whether a line after a picture is named as a caption or ends with a credit."""
    if _CAPTION_NAME.search(f"{b.names} {b.frame.names} {b.frame.parent.names if b.frame.parent else ''}"):
        return True
    return bool(("credit" in count_phrases(b.text[-60:]) and b.n_words <= 30) or _END_CREDIT.search(b.text) or _CREDIT_TAIL.search(b.text))


def _judge_opening(b: Block, n: int, span: _Span, clues: Clues) -> str | None:
    """Return what a block before or at the first paragraph is, if it is no paragraph: the headline again, a byline, a standfirst."""
    words = b.n_words
    folded = fold_title(b.text) if words <= 60 else ""
    title = fold_title(clues.title or "")
    if title and folded.startswith(title) and len(folded) - len(title) < 40 and (folded == title or _DAY.search(b.text)):
        return "title"
    if words <= 22 and _DAY.search(b.text) and (find_label(b.text[:30]) or (words <= 8 and _is_date(b.text, clues.language))):
        return "title"
    if words <= 14 and any(fold_title(a) in folded for a in clues.authors if a) and not b.text.rstrip().endswith((".", "!", "?")):
        return "byline"
    if n == span.first and words <= 40 and not b.link_words and len(span.texts) > 1 and not clues.live:
        is_bold = words >= 4 and b.bold_words >= 0.9 * words
        if b.text[-1] not in ".!?:…»”\"" and (is_bold or (b.frame.tag != "p" and clues.description and folded == fold_title(clues.description))):
            return "subtitle"
    if n == span.first and n < span.lead and words >= 4 and not b.link_words and (read_mask(b, 2) & IS_SUBTITLE or words >= 6):
        return "subtitle"
    return None


def _is_date(text: str, language: str | None) -> bool:
    """Whether a short text is hardly more than a date and a clock time."""
    return any(f.end - f.start + 12 >= len(text) for f in find_moments(text, language))


def _judge_other(b: Block, n: int, span: _Span, clues: Clues) -> str | None:
    words = b.n_words
    if (b.frame.hidden and words < 4) or is_apart(b.frame, within=span.first <= n <= span.last):
        return None
    found = count_phrases(b.text)
    opening = count_phrases(b.text[:34]) if found else found
    mask = read_mask(b, 2)
    if n <= span.first and words >= 3 and not b.link_words and (mask & IS_SUBTITLE or (clues.description and fold_title(b.text) == fold_title(clues.description))):
        return "subtitle"
    if "correction" in opening:
        return "correction"
    if b.frame.tag == "figcaption" or is_inside(b.frame, "figcaption") or (mask & group_bit("caption") and b.after_picture and words > 2 and b.link_words < 0.6 * words and n <= span.last + 2):
        return "credit" if mask & group_bit("credit") or (words <= 10 and ("credit" in found or _AGENCY_CREDIT.search(b.text))) else "caption"
    if words <= 14 and n <= span.last + 2 and mask & group_bit("credit") and ("credit" in found or b.after_picture):
        return "credit"
    if span.first <= n <= span.last + 4 and credit_agency(b.text, clues.agencies):
        return "credit"
    if mask & IS_PULL:
        return "pullquote"
    if read_mask(b, 3) & IS_BACKGROUND and words > 1 and span.first <= n <= span.last + 3:
        return "background"
    if _SIGNOFF.match(b.text) and words < 40:
        return "byline"
    plea = _find_plea(found, mask) if found else None
    if plea in found and n <= span.last + 12:
        return plea
    if "legal" in found and words < 120:
        return "legal"
    if n >= span.first and ((mask & group_bit("tags") and words <= 12 and (b.link_words or "tags" in found)) or ("tags" in opening and words <= 20)):
        return "tags"
    if "related" in opening or (mask & group_bit("related") and b.link_words > 0.5 * words and words > 3 and n >= span.first):
        return "related"
    if mask & group_bit("byline") and not b.frame.tag.startswith("h"):
        if words >= 8 and n > span.last:
            return "author_bio"
        return "byline" if words <= 14 and n <= span.first + 1 else None
    return "author_bio" if "author_bio" in found and n > span.last and words > 5 else None


def _split_caption(b: Block) -> list[tuple[str, str]]:
    """Return a caption and the credit that stands in an element of its own within it."""
    node = b.frame.node
    for child in node.iter() if node is not None else ():
        if child is not node and isinstance(child.tag, str) and _CREDIT_NAME.search(f"{child.get('class') or ''} {child.get('itemprop') or ''}"):
            credit = text_of(child)
            if credit and credit in b.text and credit != b.text:
                rest = squeeze(b.text.replace(credit, " ")).strip(" |–—-")
                return [("caption", rest), ("credit", credit)] if rest else [("credit", credit)]
    return [("caption", b.text)]


def _drop_twice(zones: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the zones without captions and credits that are said before; a body paragraph that repeats a caption stays."""
    seen: set[tuple[str, str]] = set()
    out = []
    for kind, text in zones:
        if kind in ("caption", "credit", "pullquote", "related", *_PLEAS):
            if (kind, text) in seen:
                continue
            seen.add((kind, text))
        out.append((kind, text))
    return out


def _find_plea(found: dict[str, int], mask: int) -> str:
    """Return which kind of plea wording and class names speak for most."""
    return max(_PLEAS, key=lambda k: (found.get(k, 0) + bool(mask & group_bit(k)), k))


def _is_plea(b: Block, n: int, span: _Span, count: int, is_named: bool) -> bool:
    """Whether a paragraph that speaks of subscriptions or gifts asks the reader for one, rather than tells of them."""
    if _has_quote(b.text) or not (count > 1 or is_named or _CALL.search(b.text)):
        return False
    return count > 2 or is_named or (b.frame.tag != "li" and (n >= span.last - 2 or is_call(b.text)))


def _has_quote(text: str) -> bool:
    return any(c in text for c in '"“”„«»')


@lru_cache(maxsize=4)
def _fold_all(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fold_title(t) for t in texts))


def _is_repeated(b: Block, span: _Span) -> bool:
    """Whether a longer paragraph holds nearly all words of a block, in about its order: a quote pulled out of it."""
    key = fold_title(b.text)
    words = key.split()
    others = _fold_all(span.texts)
    if any(key in other for other in others if other != key):
        return True
    if not 4 <= len(words) <= 60:
        return False
    pairs = set(pairwise(words))
    return any(len(pairs & set(pairwise(other.split()))) >= 0.7 * len(pairs) for other in others if len(other) > 1.2 * len(key))
