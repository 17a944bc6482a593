"""What stands around a block: what class names of its elements mean, in which kind of box or region it is. `zones` judges by it."""

from __future__ import annotations

import re
from functools import lru_cache

from presswatch.extract.blocks import Block, Frame
from presswatch.extract.names import group_bit, read_names
from presswatch.extract.phrases import phrase_kinds, read_phrases
from presswatch.extract.tree import text_of

_PULL = re.compile(r"pull-?quote|pullout|quote-?pull|citation-exergue|exergue|destacado", re.I)
_BACKGROUND = re.compile(r"fact-?box|fact-?file|info-?box|info-?kasten|\bexplain(?:er)?\b|backgrounder|hintergrund|encadre|recuadro|ramka|context-?box|about-?box", re.I)
_SUBTITLE = re.compile(r"sub-?title|sub-?head(?:line)?|standfirst|\bdeck?\b|__dek|-dek\b|strapline|chapo|vorspann|bajada|sottotitolo|untertitel|catenaccio|entradilla", re.I)
_BOX = re.compile(r"(?:^|[\s_-])box(?:$|[\s_-])", re.I)
_BIO = re.compile(r"about-?(?:the-)?author|author-?(?:bio|box|info|about)|autor-?(?:info|box)|(?:^|[\s_-])bio(?:$|[\s_-])", re.I)
# Each name that one of these patterns finds holds one of the stems: most names hold none, and looking for them is quicker.
_STEMS = ("pull", "exergue", "destacado", "fact", "info", "expl", "background", "hintergrund", "encadre", "recuadro", "ramka", "context", "about", "sub", "standfirst", "dec", "dek",
          "strapline", "chapo", "vorspann", "bajada", "sottotitolo", "untertitel", "catenaccio", "entradilla", "box", "author", "autor", "bio")  # fmt: skip
_MAX_PLEA, _WORDS_AN_ASK, _CHUNK = 500, 100, 240
IS_PULL, IS_BACKGROUND, IS_SUBTITLE, IS_BOX, IS_BIO = (1 << n for n in range(60, 65))


def count_phrases(text: str) -> dict[str, int]:
    """Return how many wordings of each kind of furniture a text has, by the kind's name."""
    found = read_phrases(text)
    if not found:
        return {}
    kinds = phrase_kinds()
    return {kinds[k]: n for k, n in found.items()}


def read_mask(b: Block, levels: int) -> int:
    """Return the groups that the names of a block and of some elements around it speak of, with the further bits of `_read_roles`."""
    mask = _read_all(b.names) if b.names else 0
    f: Frame | None = b.frame
    for _ in range(levels):
        if f is None:
            break
        if f.names:
            mask |= _read_all(f.names)
        f = f.parent
    return mask


@lru_cache(maxsize=50_000)
def _read_all(names: str) -> int:
    return read_names(names) | _read_roles(names)


@lru_cache(maxsize=50_000)
def _read_roles(names: str) -> int:
    lower = names.lower()
    if not any(map(lower.__contains__, _STEMS)):
        return 0
    return sum(bit for bit, pattern in ((IS_PULL, _PULL), (IS_BACKGROUND, _BACKGROUND), (IS_SUBTITLE, _SUBTITLE), (IS_BOX, _BOX), (IS_BIO, _BIO)) if pattern.search(names))


def is_apart(frame: Frame | None, *, within: bool) -> bool:
    """Whether a block stands outside the main column: in navigation, in a footer, or in an aside that the text doesn't run around."""
    while frame is not None:
        if frame.tag in ("nav", "header") and not within:
            return frame.tag == "nav" or not is_inside(frame, "article")
        if frame.tag == "footer":
            return not is_inside(frame, "article")
        if frame.tag == "aside" and not within:
            return True
        frame = frame.parent
    return False


def is_inside(frame: Frame | None, tag: str) -> bool:
    """Whether one of the five nearest elements has a tag."""
    for _ in range(5):
        if frame is None:
            return False
        if frame.tag == tag:
            return True
        frame = frame.parent
    return False


def find_holder(frame: Frame | None, live: set[int]) -> int | None:
    """Return which of some elements holds this one, or None."""
    while frame is not None:
        if frame.index in live:
            return frame.index
        frame = frame.parent
    return None


def is_box(frame: Frame | None, text_words: int) -> bool:
    """Whether the nearest element named as a box holds but a part of the text."""
    for _ in range(4):
        if frame is None:
            return False
        roles = _read_roles(frame.names) if frame.names else 0
        if roles & (IS_BACKGROUND | IS_BOX):
            return frame.n_words < 0.4 * text_words and (bool(roles & IS_BACKGROUND) or (frame.n_words <= 80 and _has_heading(frame)))
        frame = frame.parent
    return False


def _has_heading(frame: Frame) -> bool:
    """Whether an element of several blocks opens with a line that is a heading or bold as a whole."""
    first = next((e for e in frame.node.iter("h2", "h3", "h4", "h5", "h6", "b", "strong")), None)
    if first is None or frame.n_blocks < 2:
        return False
    text, whole = text_of(first), text_of(frame.node)
    return 0 < len(text) < 80 and len(text) < len(whole) < 600 and whole.startswith(text)


def _is_long_plea(frame: Frame, text_words: int) -> bool:
    """Whether a larger element that is named for donations asks for them again and again, beside the text."""
    text = text_of(frame.node)
    asked = sum(count_phrases(text[n : n + _CHUNK]).get("donation", 0) for n in range(0, len(text), _CHUNK))
    return asked >= 2 and frame.n_words <= _WORDS_AN_ASK * asked and text_words - frame.n_words >= 60


def find_boxed_plea(b: Block, text_words: int) -> str | None:
    """Return the kind of plea that a small element within the text is named for and that one of its lines makes: all of it is the plea's."""
    frame: Frame | None = b.frame
    for _ in range(3):
        if frame is None or frame.n_words > _MAX_PLEA:
            return None
        if frame.n_words > 60:
            if frame.names and read_names(frame.names) & group_bit("donation") and _is_long_plea(frame, text_words):
                return "donation"
            frame = frame.parent
            continue
        mask = read_names(frame.names) if frame.names else 0
        for kind in ("newsletter", "donation"):
            if mask & group_bit(kind) and frame.n_words < 0.3 * text_words:
                text = text_of(frame.node)
                if kind in count_phrases(text) or kind in text.lower():
                    return kind
        frame = frame.parent
    return None
