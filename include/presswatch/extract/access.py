"""Whether an article is open, metered or locked, by its own statements and the notices in its column."""

from __future__ import annotations

from presswatch.extract import jsonld
from presswatch.extract.head import Head

_TIERS = {"free": "free", "metered": "metered", "locked": "locked", "paid": "locked", "premium": "locked", "registered": "metered", "subscriber": "locked"}
_METERS = ("articles left", "article left", "free articles remaining", "articles remaining", "kostenlosen artikel", "freie artikel", "gratis-artikel", "articles gratuits",
           "artículos gratis", "articoli gratuiti", "artigos gratuitos", "gratis artikelen", "free article", "your last article", "article limit", "free articles")  # fmt: skip
_SHORT = 120


def find_access(head: Head, notices: list[str], word_count: int) -> str:
    """Return free, metered or locked. `notices` are the paywall zones' texts."""
    tier = (head.first("article:content_tier", "og:article:content_tier", "content_tier", "cxenseparse:content_tier") or "").lower()
    if tier in _TIERS:
        return _TIERS[tier]
    if any(meter in notice.lower() for notice in notices for meter in _METERS):
        return "metered"
    free = jsonld.text_value(_plain((head.article or {}).get("isAccessibleForFree")))
    free = (free or next(iter(head.items.get("isaccessibleforfree", [])), "")).lower()
    if free in ("false", "no", "0", "http://schema.org/false", "https://schema.org/false"):
        return "locked"
    return "locked" if notices and word_count < _SHORT else "free"


def _plain(value: object) -> object:
    return str(value) if isinstance(value, bool) else value
