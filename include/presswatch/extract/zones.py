"""Blocks to zones: gives each block of the main column its kind. Owns the rules; `choice` has said which blocks are running text.

A block of running text is body unless its wording and place say clearly that it is something else (a plea, a notice, a
correction, a quote said twice). Of the other blocks only those whose kind is plain are kept as zones; the rest is no content.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from presswatch.extract.blocks import Block, Frame
from presswatch.extract.names import group_bit, read_names
from presswatch.extract.phrases import phrase_bit, phrase_kinds, read_phrases
from presswatch.extract.title import fold_title

_AGENCY_CREDIT = re.compile(r"\b(?:Getty|AFP|AP Photo|Reuters|EPA|dpa|imago|Shutterstock|Alamy|ANSA|EFE|TASS|Xinhua)\b|/\s?(?:Getty|AFP|AP|Reuters|EPA|dpa)", re.I)
_SIGNOFF = re.compile(r"^[(\[]?\s*(?:additional reporting|reporting|writing|editing|with reporting|with files|compiled|translated|mit material|avec afp|avec reuters)\b", re.I)
_PULL = re.compile(r"pull-?quote|pullout|quote-?pull|zitat|citation-exergue|exergue", re.I)
_BACKGROUND = re.compile(r"fact-?box|info-?box|explainer|background(?!-)|hintergrund|encadre|recuadro|ramka|sidebar-?box|context-?box|about-?box", re.I)
_SUBTITLE = re.compile(r"sub-?title|sub-?head(?:line)?|standfirst|\bdeck?\b|__dek|-dek\b|strapline|chapo|vorspann|bajada|sottotitolo|untertitel|catenaccio|entradilla", re.I)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A block and what it is."""

    block: Block
    kind: str


def name_zones(
    blocks: list[Block], chosen: list[bool], repeats: npt.NDArray[np.bool_], title_at: int, live: set[int], description: str | None
) -> list[Kind]:
    """Return the blocks of the main column with their kinds, in page order.

    `chosen` marks the running text, `repeats` what the outlet repeats from page to page, `live` the elements that hold a live update;
    `description` is the page's own description, which a standfirst often is.
    """
    marked = [n for n, c in enumerate(chosen) if c]
    if not marked:
        return []
    first, last = marked[0], marked[-1]
    low = title_at if title_at <= first and first - title_at < 80 else first
    quotes = _long_texts(blocks, chosen)
    lead = next((n for n in marked if blocks[n].frame.tag not in _HEADINGS and not _SUBTITLE.search(_names(blocks[n], 2))), first)
    out: list[Kind] = []
    for n in range(max(0, low), min(len(blocks), last + 25)):
        b = blocks[n]
        kind = _judge_running(b, quotes, n, first, last, n <= lead, description) if chosen[n] else _judge_other(b, n, first, last, description)
        if kind == "body" and live and _holder(b.frame, live):
            kind = "live_update"
        if kind is None and repeats[n] and first <= n <= last and b.n_words >= 6:
            kind = "related" if b.link_words > 0.5 * b.n_words else None
        if kind:
            out.append(Kind(block=b, kind=kind))
    return out


def _judge_running(b: Block, quotes: dict[str, int], n: int, first: int, last: int, opens: bool, description: str | None) -> str | None:
    found = read_phrases(b.text)
    mask = _mask(found)
    words = b.n_words
    names = read_names(_names(b, 3))
    if mask & phrase_bit("correction") and _starts(b, "correction"):
        return "correction"
    if opens and n == first and words >= 4 and not b.link_words and (_SUBTITLE.search(_names(b, 2)) or (b.frame.tag in _HEADINGS and words >= 6)):
        return "subtitle"
    if _PULL.search(_names(b, 3)) and _is_repeated(b, quotes):
        return "pullquote"
    if mask & phrase_bit("legal") and (words < 40 and (b.text[:1] in "©(" or found[_index("legal")] > 1 or n > last - 3)):
        return "legal"
    for kind, group in (("newsletter", "newsletter"), ("paywall", "paywall"), ("donation", "donation")):
        count = found.get(_index(kind), 0)
        if count and words < 60 and (count > 1 or names & group_bit(group) or _is_call(b.text)) and not _has_quote(b.text):
            return kind
    if mask & phrase_bit("related") and _starts(b, "related") and (b.link_words >= 0.3 * words or b.text.rstrip().endswith(":") or words <= 4):
        return "related"
    if words < 30 and b.link_words > 0.85 * words and words > 3 and b.frame.tag in ("p", "div", "strong") and names & group_bit("related"):
        return "related"
    if _SIGNOFF.match(b.text) and words < 40:
        return "byline"
    if mask & phrase_bit("author_bio") and n >= last - 2 and words < 90 and (names & group_bit("byline") or b.italic_words > 0.7 * words):
        return "author_bio"
    if b.frame.tag == "figcaption" or _inside(b.frame, "figcaption"):
        return "caption"
    return "body"


def _judge_other(b: Block, n: int, first: int, last: int, description: str | None) -> str | None:
    found = read_phrases(b.text)
    names = _names(b, 2)
    mask = read_names(names)
    words = b.n_words
    if b.frame.hidden and words < 4:
        return None
    if n < first + 1 and description and words >= 3 and fold_title(b.text) == fold_title(description):
        return "subtitle"
    if n <= first and words >= 3 and _SUBTITLE.search(names) and not b.link_words:
        return "subtitle"
    if found.get(_index("correction")) and _starts(b, "correction"):
        return "correction"
    if b.frame.tag == "figcaption" or _inside(b.frame, "figcaption") or (mask & group_bit("caption") and b.after_picture and words > 2 and b.link_words < 0.6 * words and n <= last + 2):
        return "credit" if mask & group_bit("credit") or (words <= 10 and (found.get(_index("credit")) or _AGENCY_CREDIT.search(b.text))) else "caption"
    if words <= 14 and n <= last + 2 and (mask & group_bit("credit")) and (found.get(_index("credit")) or b.after_picture):
        return "credit"
    if _PULL.search(names):
        return "pullquote"
    if _BACKGROUND.search(_names(b, 3)) and words > 3 and first <= n <= last:
        return "background"
    if found.get(_index("legal")) and words < 120:
        return "legal"
    best = max(("newsletter", "paywall", "donation"), key=lambda k: (found.get(_index(k), 0) + bool(mask & group_bit(k)), k))
    if found.get(_index(best)) and n <= last + 12:
        return best
    if mask & group_bit("tags") and (b.link_words or found.get(_index("tags"))) and words <= 12 and n >= first:
        return "tags"
    if found.get(_index("tags")) and words <= 20 and n >= first:
        return "tags"
    if (found.get(_index("related")) and _starts(b, "related")) or (mask & group_bit("related") and b.link_words > 0.5 * words and words > 3 and n >= first):
        return "related"
    if mask & group_bit("byline"):
        return "author_bio" if words > 12 and n >= first else "byline" if words <= 14 and n <= first + 1 else None
    if found.get(_index("author_bio")) and n >= last and words > 5:
        return "author_bio"
    return None


def _names(b: Block, levels: int) -> str:
    parts = [b.names]
    f: Frame | None = b.frame
    for _ in range(levels):
        if f is None:
            break
        parts.append(f.names)
        f = f.parent
    return " ".join(p for p in parts if p)


def _mask(found: dict[int, int]) -> int:
    mask = 0
    for k in found:
        mask |= 1 << k
    return mask


def _index(kind: str) -> int:
    return phrase_kinds().index(kind)


def _starts(b: Block, kind: str) -> bool:
    """Whether a phrase of a kind stands in the first words of a block."""
    return bool(read_phrases(b.text[:34]).get(_index(kind)))


def _inside(frame: Frame | None, tag: str) -> bool:
    for _ in range(4):
        if frame is None:
            return False
        if frame.tag == tag:
            return True
        frame = frame.parent
    return False


def _holder(frame: Frame | None, live: set[int]) -> bool:
    while frame is not None:
        if frame.index in live:
            return True
        frame = frame.parent
    return False


def _is_call(text: str) -> bool:
    """Whether a text speaks to its reader: a plea or a notice rather than news."""
    return bool(re.search(r"\b(?:you|your|our|us|sie|ihr|ihre|vous|votre|nos|tu|su|tus|nuestro|vostro|tuo|sua|nosso|je|uw|jouw|din|ditt|twój|вы|вас|ваш|наш)\b", text, re.I))


def _has_quote(text: str) -> bool:
    return bool(re.search(r"[\"“”„«»]", text))


def _long_texts(blocks: list[Block], chosen: list[bool]) -> dict[str, int]:
    return {fold_title(b.text): n for n, (b, c) in enumerate(zip(blocks, chosen, strict=True)) if c and b.n_words > 8}


def _is_repeated(b: Block, texts: dict[str, int]) -> bool:
    key = fold_title(b.text)
    return any(key in other for other in texts if other != key)
