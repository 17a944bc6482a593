"""Feeds and sitemaps of an outlet: what a poll's answer means for what is remembered, and which URLs it names.

Pure: answers and states in, states and URLs out. Fetching and keeping are done elsewhere.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import lxml.html
from lxml import etree

from presswatch.collect.decide import Fate, decide_next_poll, update_gap
from presswatch.collect.feeds import FeedEntry, parse_feed, plain_text
from presswatch.collect.fetch import FetchResult
from presswatch.collect.sitemaps import parse_sitemap
from presswatch.collect.state import FeedState, OutletState, WaitingUrl
from presswatch.collect.urls import canonicalise, find_media_suffix, resolve
from presswatch.model import Outlet

MAX_LINKS = 10  # further documents of one document that are read: sitemaps of an index, feeds of a home page
_HTML_START = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+xml")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadDocument:
    """What a feed, sitemap or home page said: entries with absolute links, further documents with their purpose, a problem in one line."""

    entries: tuple[FeedEntry, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    problem: str | None = None


def list_documents(outlet: Outlet) -> dict[str, str]:
    """Return the addresses to poll of an outlet with their purpose: feeds, then sitemaps; if it has neither, its home page as a feed."""
    found = {**dict.fromkeys(outlet.feeds, "feed"), **{url: "sitemap" for url in outlet.sitemaps if url not in outlet.feeds}}
    return found or ({outlet.home_url: "feed"} if outlet.home_url else {})


def read_document(purpose: str, result: FetchResult, known: FeedState) -> ReadDocument:
    """Read the body of a feed or sitemap. A home page in place of a feed gives the feeds that it names.

    Of the sitemaps of an index, those that have changed since the last poll are read, the latest first.
    """
    row = result.fetch
    base = row.final_url or row.url
    if purpose == "feed":
        feed = parse_feed(result.body, url=base, content_type=row.content_type)
        if not feed.entries and _HTML_START.match(result.body[:4096]):
            feeds = find_feeds(result.body, base)
            problem = None if feeds else "an HTML page that names no feed"
            return ReadDocument(links=tuple((url, "feed") for url in feeds[:MAX_LINKS]), problem=problem)
        return ReadDocument(entries=_resolve_all(feed.entries, base), problem=feed.problem)
    sitemap = parse_sitemap(result.body, url=base, content_type=row.content_type)
    latest_first = sorted(sitemap.sitemaps, key=lambda s: (s.changed_at is None, -(s.changed_at.timestamp() if s.changed_at else 0)))
    unread = [s.url for s in latest_first if not (s.changed_at and known.polled_at and s.changed_at < known.polled_at)]
    links = tuple((url, "sitemap") for url in dict.fromkeys(unread) if is_address(url))
    return ReadDocument(entries=_resolve_all(sitemap.entries, base), links=links[:MAX_LINKS], problem=sitemap.problem)


def find_feeds(html: bytes, base: str) -> list[str]:
    """Return the feeds that an HTML page names (RSS autodiscovery), in page order, those of comments last."""
    try:
        root = lxml.html.document_fromstring(html[:2_000_000])
    except (etree.LxmlError, ValueError, AssertionError):
        return []
    found: dict[str, bool] = {}
    for link in root.iter("link"):
        kind = (link.get("type") or "").split(";")[0].strip().lower()
        if "alternate" in (link.get("rel") or "").lower().split() and kind in _FEED_TYPES and link.get("href"):
            with contextlib.suppress(ValueError):
                url = resolve(base, link.get("href"))
                if is_address(url):
                    found.setdefault(url, "comment" in f"{url} {link.get('title') or ''}".lower())
    return sorted(found, key=lambda url: found[url])


def next_state(known: FeedState, result: FetchResult, now: dt.datetime, *, news: bool, document: ReadDocument | None) -> FeedState:
    """Return what to remember of a feed after a poll; `news` says that it named a URL that wasn't known."""
    row = result.fetch
    if row.status == "ok" and document is not None:
        state = FeedState(
            etag=result.header("etag"),
            last_modified=result.header("last-modified"),
            body_sha256=result.body_sha256,
            polled_at=now,
            changed_at=now,
            news_at=now if news else known.news_at,
            gap=update_gap(known.gap, known.news_at, now) if news else known.gap,
            quiet_polls=0 if news or known.polled_at is None else known.quiet_polls + 1,
            problem=document.problem,
            links=document.links or known.links,
        )
    elif row.status == "not_modified":
        state = replace(known, polled_at=now, quiet_polls=known.quiet_polls + 1, failures=0)
    else:
        state = replace(known, polled_at=now, failures=known.failures + 1, problem=f"{row.status}: {row.error}")
    following = decide_next_poll(now, gap=state.gap, news_at=state.news_at, quiet_polls=state.quiet_polls, failures=state.failures)
    return replace(state, next_poll_at=following)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The URLs that a document names: new or waiting ones by canonical address, finished ones, and what is no page, with the fate of each."""

    waiting: dict[str, WaitingUrl]
    finished: tuple[str, ...]
    refused: tuple[tuple[WaitingUrl, Fate], ...]


def sort_entries(
    entries: Iterable[FeedEntry], feed_url: str, state: OutletState, found: Mapping[str, WaitingUrl], now: dt.datetime, *, rank: Mapping[str, int]
) -> Named:
    """Sort the entries of a document by what is known of their URLs.

    What several documents of one run say of a new URL is joined; the document with the lowest `rank` counts as the one that named it, so
    that the result doesn't hang on which answered first.
    """
    waiting: dict[str, WaitingUrl] = {}
    finished: list[str] = []
    refused: dict[str, tuple[WaitingUrl, Fate]] = {}
    for entry in entries:
        if not entry.link:
            continue
        try:
            canonical, fate = canonicalise(entry.link), None
            suffix = find_media_suffix(canonical)
            if suffix:
                fate = Fate(outcome="not_article", reason=f"the address of a {suffix} file, not fetched", again=False)
        except ValueError as error:
            canonical, fate = entry.link, Fate(outcome="rejected", reason=f"bad_url: {error}", again=False)
        if state.is_finished(canonical):
            finished.append(canonical)
            continue
        if fate is not None:
            page = WaitingUrl(url=entry.link, canonical_url=canonical, feed_url=feed_url, title=plain_text(entry.title), discovered_at=now)
            refused.setdefault(canonical, (page, fate))
            continue
        known = waiting.get(canonical) or found.get(canonical) or state.waiting.get(canonical)
        fresh = WaitingUrl(url=entry.link, canonical_url=canonical, feed_url=feed_url, discovered_at=now)
        waiting[canonical] = _join(known or fresh, entry, feed_url, first=canonical not in state.waiting and _ranks_before(feed_url, known, rank))
    return Named(waiting=waiting, finished=tuple(finished), refused=tuple(refused.values()))


def is_address(text: str) -> bool:
    """Return whether a text begins like an http(s) address."""
    return text.lower().startswith(("http://", "https://"))


def _ranks_before(feed_url: str, known: WaitingUrl | None, rank: Mapping[str, int]) -> bool:
    return known is not None and rank.get(feed_url, len(rank)) < rank.get(known.feed_url or "", len(rank))


def _join(known: WaitingUrl, entry: FeedEntry, feed_url: str, *, first: bool) -> WaitingUrl:
    title, summary = plain_text(entry.title), plain_text(entry.summary)
    if first:
        known = replace(known, url=entry.link or known.url, feed_url=feed_url)
    return replace(
        known,
        title=(title or known.title) if first else (known.title or title),
        summary=(summary or known.summary) if first else (known.summary or summary),
        feed_published_at=(entry.published_at or known.feed_published_at) if first else (known.feed_published_at or entry.published_at),
        feed_updated_at=max((t for t in (known.feed_updated_at, entry.updated_at) if t), default=None),
    )


def _resolve_all(entries: Iterable[FeedEntry], base: str) -> tuple[FeedEntry, ...]:
    return tuple(replace(entry, link=_resolve(entry, base)) for entry in entries)


def _resolve(entry: FeedEntry, base: str) -> str | None:
    """The absolute address of an entry; an id that is an address serves where there is no link."""
    link = entry.link or (entry.id if entry.id and is_address(entry.id) else None)
    if not link:
        return None
    try:
        return resolve(base, link)
    except ValueError:
        return link
