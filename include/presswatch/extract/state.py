"""The article's text in the data that a page's script draws it from, where the page itself shows none, or only its beginning.

Owns finding it in the JSON of script elements, whatever a site's software calls its fields: a list of paragraphs, or a piece of HTML, is the
article's if the headline stands beside it or the page shows its first paragraph.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from presswatch.extract.features import count_words, may_open
from presswatch.extract.title import fold_title
from presswatch.extract.tree import Node, parse_html, squeeze, text_of

_LEAST_SCRIPT, _LEAST_WORDS, _LEAST_OPENING, _GROWTH = 1500, 60, 8, 2.0
_VALUE = re.compile(r"[=(,]\s*(?=[\[{])")
_MAX_TRIES, _MAX_DEPTH = 8, 40
_PLAIN_RUN = re.compile(r"[A-Za-z ,]{16,30}|[^\W\d_a-zA-Z][^\W\d_]{5,}")  # what data and page spell the same
_KINDS = ("type", "nodeType", "_type", "__typename", "tag", "name")
_TEXTS = ("text", "value", "content", "html", "children")
_PARAGRAPH = re.compile(r"(?:.*[/_-])?(?:paragraph|p|text|text-?block|block|html|heading|h[2-4])", re.I)


def read_state_body(root: Node, title: str | None, shown: list[str]) -> list[str]:
    """Return the article's paragraphs from the page's data, given the headline and the paragraphs that the page shows; empty if there is no more."""
    openings = [p for p in shown if count_words(p) >= _LEAST_OPENING][:3]
    keys = [key for p in openings for key in _PLAIN_RUN.findall(p)[:3]] if shown else [""]
    headline, firsts = fold_title(title or ""), [fold_title(p) for p in openings]
    best: list[str] = []
    most = max(_LEAST_WORDS, _GROWTH * sum(map(count_words, shown)))
    for script in root.iter("script"):
        text = script.text or ""
        if len(text) < _LEAST_SCRIPT or "ld+json" in (script.get("type") or "") or not any(key in text for key in keys):
            continue
        for value in _read_values(text):
            for paragraphs, is_titled in _find_bodies(value, headline, False, 0):
                words = sum(map(count_words, paragraphs))
                if words > most and (is_titled if not shown else _holds(paragraphs, firsts)):
                    best, most = paragraphs, words
    return best


def _read_values(script: str) -> Iterator[Any]:
    """Yield the JSON values of a script: all of it, or what it assigns or hands over."""
    decoder, at = json.JSONDecoder(strict=False), 0
    for _ in range(_MAX_TRIES):
        if at == 0 and script.lstrip()[:1] in ("{", "["):
            begin = len(script) - len(script.lstrip())
        else:
            found = _VALUE.search(script, at)
            if found is None:
                return
            begin = found.end()
        try:
            value, at = decoder.raw_decode(script, begin)
        except (ValueError, RecursionError):
            at = begin + 1
            continue
        yield value


def _find_bodies(value: Any, headline: str, is_titled: bool, depth: int) -> Iterator[tuple[list[str], bool]]:
    """Yield the texts of several paragraphs within a value, each with whether the page's headline stands beside or above it."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, str):
        if value.count("<p") > 1:
            yield _read_markup(value), is_titled
        return
    if isinstance(value, list):
        paragraphs = [t for item in value if isinstance(item, dict) and _is_paragraph(item) and (t := squeeze(_read_text(item, 0)))]
        if sum(map(count_words, paragraphs)) >= _LEAST_WORDS:
            yield paragraphs, is_titled
            return
    elif isinstance(value, dict):
        is_titled = is_titled or any(isinstance(v, str) and len(v) < 300 and _is_headline(v, headline) for v in value.values())
        value = list(value.values())
    for item in value if isinstance(value, list) else ():
        yield from _find_bodies(item, headline, is_titled, depth + 1)


def _holds(paragraphs: list[str], firsts: list[str]) -> bool:
    whole = fold_title(" ".join(paragraphs))
    return any(first in whole for first in firsts)


def _is_headline(text: str, headline: str) -> bool:
    if not text or not may_open(text, headline[:1]):
        return False
    folded = fold_title(text)
    return len(folded) > 8 and (folded == headline or headline.startswith(folded + " "))


def _is_paragraph(item: dict[str, Any]) -> bool:
    return any(isinstance(kind := item.get(k), str) and _PARAGRAPH.fullmatch(kind) for k in _KINDS)


def _read_text(node: Any, depth: int) -> str:
    """Return the text of a node of rich text, without the tags of any HTML in it."""
    if depth > _MAX_DEPTH:
        return ""
    if isinstance(node, str):
        return " ".join(_read_markup(node)) if "<" in node else node
    if isinstance(node, list):
        return "".join(_read_text(item, depth + 1) for item in node)
    if isinstance(node, dict):
        return next((t for k in _TEXTS if (t := _read_text(node.get(k), depth + 1))), "")
    return ""


def _read_markup(markup: str) -> list[str]:
    """Return the paragraphs of a piece of HTML, captions left out; all of it where it has none."""
    root = parse_html(f"<div>{markup}</div>".encode("utf-8", "replace"))
    if root is None:
        return []
    found = [text_of(p) for p in root.iter("p", "h2", "h3", "li") if not any(c.tag == "figcaption" or "caption" in (c.get("class") or "") for c in p.iterancestors())]
    return [p for p in found if p] or [text_of(root)]
