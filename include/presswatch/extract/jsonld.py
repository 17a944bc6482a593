"""JSON-LD of a page: reads every block, mends common faults, walks graphs and returns the node that describes the article.

Owns the reading of schema.org nodes (https://schema.org/NewsArticle); which source wins is decided in `metadata`.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

Thing = dict[str, Any]

_ARTICLE_RANK = {
    "newsarticle": 0, "reportagenewsarticle": 0, "analysisnewsarticle": 0, "backgroundnewsarticle": 0, "opinionnewsarticle": 0,
    "reviewnewsarticle": 0, "askpublicnewsarticle": 0, "liveblogposting": 0, "article": 1, "blogposting": 1, "report": 1,
    "advertisercontentarticle": 1, "satiricalarticle": 1, "techarticle": 2, "scholarlyarticle": 2, "socialmediaposting": 3,
    "review": 3, "recipe": 3, "creativework": 4, "webpage": 5, "itempage": 5, "faqpage": 6, "videoobject": 7, "podcastepisode": 7,
}  # fmt: skip
_COMMENT = re.compile(r"^\s*(?:<!--|//<!\[CDATA\[|<!\[CDATA\[|/\*.*?\*/)|(?:-->|//\]\]>|\]\]>)\s*;?\s*$", re.S)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")


def read_blocks(blocks: Iterable[str]) -> list[Thing]:
    """Return all schema.org nodes of the given JSON-LD blocks, graphs unfolded, in page order. Broken blocks are left out."""
    things: list[Thing] = []
    for block in blocks:
        things.extend(_unfold(_load(block), 0))
    return things


def find_article(things: list[Thing], urls: list[str] | None = None, titles: list[str] | None = None) -> Thing | None:
    """Return the node that describes the page's article, or None.

    Among nodes of equal rank of type, one that names the page's address or headline wins, then the one that says most.
    """
    addresses = {_address(u) for u in urls or [] if u}
    wanted = {t.strip().lower() for t in titles or [] if t.strip()}
    ranked = []
    for n, thing in enumerate(things):
        rank = rank_type(thing)
        if rank is None:
            continue
        named = {_address(u) for u in (url_value(thing.get("url")), url_value(thing.get("@id")), url_value(thing.get("mainEntityOfPage"))) if u}
        headline = (text_value(thing.get("headline")) or "").lower()
        matches = bool(addresses & named) + 2 * bool(headline and any(headline[:60] in t or t[:60] in headline for t in wanted if len(t) > 10))
        ranked.append((rank if matches or rank > 3 else rank + 0.5, -matches, -_weight(thing), n))
    return things[min(ranked)[3]] if ranked else None


def rank_type(thing: Thing) -> int | None:
    """Return how specific a node's type is for an article (0 best), or None for other things."""
    ranks = [_ARTICLE_RANK[t] for t in types_of(thing) if t in _ARTICLE_RANK]
    return min(ranks) if ranks else None


def types_of(thing: Thing) -> list[str]:
    """Return a node's types in lower case, without any namespace."""
    return [str(t).rsplit("/", 1)[-1].rsplit(":", 1)[-1].lower() for t in as_list(thing.get("@type")) if t]


def as_list(value: Any) -> list[Any]:
    """Return a value as a list: JSON-LD writes one value bare."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def text_value(value: Any) -> str | None:
    """Return the text of a value that may be a string, a language-tagged value or a list of them."""
    for item in as_list(value):
        if isinstance(item, dict):
            item = item.get("@value") or item.get("name") or item.get("headline")
        if isinstance(item, str) and item.strip():
            return html.unescape(item).strip()
    return None


def url_value(value: Any) -> str | None:
    """Return the address in a value that may be a string, an object with url or @id, or a list of them."""
    for item in as_list(value):
        if isinstance(item, dict):
            item = item.get("url") or item.get("contentUrl") or item.get("@id")
            if isinstance(item, list):
                item = next((i for i in item if isinstance(i, str)), None)
        if isinstance(item, str) and item.strip():
            return html.unescape(item).strip()
    return None


def _address(url: str) -> str:
    return re.sub(r"^https?://(?:www\.|amp\.|m\.)?|[#?].*$", "", url.strip().lower()).rstrip("/")


def _weight(thing: Thing) -> int:
    return sum(bool(thing.get(k)) for k in ("headline", "datePublished", "author", "articleBody", "mainEntityOfPage", "image", "description"))


def _load(block: str) -> Any:
    try:
        return json.loads(block, strict=False)
    except (ValueError, RecursionError):
        return _load_mended(block)


def _load_mended(block: str) -> Any:
    """Return the value of a block that isn't plain JSON: within comment marks, with a comma too many, with escaped quotes."""
    text = block.strip()
    for _ in range(2):
        text = _COMMENT.sub("", text).strip()
    if not text:
        return None
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", text).rstrip(";"), html.unescape(text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return _load_first(text)


def _load_first(text: str) -> Any:
    """Return the first whole value of a block that has something after it."""
    try:
        return json.JSONDecoder(strict=False).raw_decode(text)[0]
    except (ValueError, RecursionError):
        return None


def _unfold(value: Any, depth: int) -> Iterator[Thing]:
    if depth > 6:
        return
    if isinstance(value, list):
        for item in value:
            yield from _unfold(item, depth + 1)
    elif isinstance(value, dict):
        if value.get("@type"):
            yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemReviewed", "hasPart"):
            if isinstance(value.get(key), (dict, list)):
                yield from _unfold(value[key], depth + 1)
