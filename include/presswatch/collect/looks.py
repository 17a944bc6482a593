"""Further looks at captured pages: whether one shows a change, and when the next is due.

This module owns what counts as a change of the bytes' text; whether an article's text has changed is seen when it is extracted.
"""

from __future__ import annotations

import re
from dataclasses import replace

from presswatch.collect.decide import decide_revisit
from presswatch.collect.fetch import FetchResult
from presswatch.collect.state import Seen, WaitingUrl
from presswatch.ids import sha256_hex

_UNSEEN = re.compile(rb"<(?:(script|style|noscript|template|svg|iframe)\b|!--)", re.IGNORECASE)
_TAG = re.compile(rb"<[^<>]*>")


def hash_text(html: bytes) -> str:
    """Return a hash of what a reader sees of a page: without scripts, styles, comments, tags and white space."""
    lower, kept, at = html.lower(), [], 0
    while (start := _UNSEEN.search(html, at)) is not None:
        kept.append(html[at : start.start()])
        close = b"</" + start[1].lower() if start[1] else b"-->"
        end = lower.find(close, start.end())
        at = len(html) if end < 0 else end + (0 if start[1] else len(close))
    kept.append(html[at:])
    return sha256_hex(b"".join(_TAG.sub(b" ", b" ".join(kept)).split()))


def shows_change(seen: Seen, result: FetchResult) -> bool:
    """Return whether a further look shows another text. A failed look shows none: that is in `fetches`, and the capture stays."""
    if result.fetch.status != "ok" or result.body_sha256 == seen.body_sha256:
        return False
    return hash_text(result.body) != seen.text_sha256


def plan_next_look(page: WaitingUrl, result: FetchResult | None, hours: tuple[float, ...]) -> WaitingUrl | None:
    """Return the page as it waits for its next look, None if there is none.

    Looks follow at `hours` after the capture; `result` None means that a look wasn't needed. A page that was removed isn't looked for
    again: the row of the fetch says what became of it.
    """
    seen = page.seen
    if seen is None and result is None:
        return None
    if result is not None and result.fetch.http_status in (404, 410):
        return None
    looks = seen.looks + 1 if seen else 0
    first_at = seen.first_at if seen else result.fetch.requested_at if result else None
    if result is not None and first_at is not None and (seen is None or result.fetch.status == "ok"):
        seen = Seen(
            first_at=first_at,
            last_at=result.fetch.requested_at,
            body_sha256=result.body_sha256,
            text_sha256=hash_text(result.body),
            etag=result.header("etag"),
            last_modified=result.header("last-modified"),
        )
    if seen is None:
        return None
    next_at = decide_revisit(seen.first_at, page.feed_published_at, step=looks, hours=hours)
    return replace(page, tries=0, next_try_at=next_at, seen=replace(seen, looks=looks)) if next_at else None
