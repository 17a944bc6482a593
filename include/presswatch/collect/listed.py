"""Sitemap files as sources: the addresses that a saved sitemap or feed names, as pages for the next run of collecting to fetch.

This module turns a file into waiting URLs; what a run does with them is its own business.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from presswatch.collect.feeds import FeedEntry, plain_text
from presswatch.collect.sitemaps import MAX_BYTES, parse_sitemap
from presswatch.collect.state import WaitingUrl
from presswatch.collect.urls import canonicalise, find_media_suffix

SUFFIXES = (".xml", ".xml.gz", ".rss", ".atom")


def read_listed(path: Path, now: dt.datetime) -> tuple[list[WaitingUrl], str | None]:
    """Return the pages that a file names, each address once, and in one line what is wrong with the file, if anything."""
    try:
        if path.stat().st_size > MAX_BYTES:
            return [], f"too_large: more than {MAX_BYTES} bytes"
        sitemap = parse_sitemap(path.read_bytes())
    except OSError as error:
        return [], f"can't be read: {error.strerror}"
    pages: dict[str, WaitingUrl] = {}
    for entry in sitemap.entries:
        page = _make_page(entry, path.name, now)
        if page is not None:
            pages.setdefault(page.canonical_url, page)
    if sitemap.sitemaps and not pages:
        return [], f"an index of {len(sitemap.sitemaps)} sitemaps: give those themselves"
    return list(pages.values()), sitemap.problem


def _make_page(entry: FeedEntry, name: str, now: dt.datetime) -> WaitingUrl | None:
    try:
        canonical = canonicalise(entry.link or "")
    except ValueError:
        return None
    if find_media_suffix(canonical):
        return None
    return WaitingUrl(
        url=entry.link or canonical,
        canonical_url=canonical,
        feed_url=name,
        title=plain_text(entry.title),
        summary=plain_text(entry.summary),
        feed_published_at=entry.published_at,
        feed_updated_at=entry.updated_at,
        discovered_at=now,
    )
