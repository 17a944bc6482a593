"""Sitemaps: the addresses that a sitemap, a news sitemap or an index of sitemaps names (sitemaps.org 0.9, Google News sitemap 0.9).

This module reads bytes; it fetches nothing. XML entities aren't expanded, gzip is unpacked up to a bound.
"""

from __future__ import annotations

import datetime as dt
import re
import zlib
from dataclasses import dataclass

from lxml import etree

from presswatch.collect.feeds import FeedEntry, gunzip_bounded, parse_feed

MAX_BYTES = 60_000_000  # the protocol allows 50 MB
_W3C = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?)?)?)?")
_ADDRESS = re.compile(r"https?://\S+")


@dataclass(frozen=True, slots=True, kw_only=True)
class SitemapLink:
    """A sitemap that an index names; `changed_at` (UTC) is its lastmod."""

    url: str
    changed_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """A sitemap as far as it could be read: pages, further sitemaps, and in one line what was wrong."""

    entries: tuple[FeedEntry, ...] = ()
    sitemaps: tuple[SitemapLink, ...] = ()
    problem: str | None = None


def parse_sitemap(body: bytes, *, url: str | None = None, content_type: str | None = None) -> Sitemap:
    """Read a sitemap: urlset, sitemapindex, a plain list of addresses, or a feed that stands in for one; gzipped or not. Never raises.

    An entry's `published_at` is its news publication date, `updated_at` its lastmod; a day counts as 00:00 UTC.
    """
    if body[:2] == b"\x1f\x8b":
        try:
            body = gunzip_bounded(body, MAX_BYTES)
        except (OSError, ValueError, zlib.error) as error:
            return Sitemap(problem=f"gzip can't be unpacked: {error}")
    if not body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _parse_list(body)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False, remove_comments=True, load_dtd=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        return Sitemap(problem=f"not XML: {' '.join(str(error).split())[:200]}")
    kind = _local(root) if root is not None else ""
    if kind in ("rss", "feed", "RDF"):
        feed = parse_feed(body, url=url, content_type=content_type)
        return Sitemap(entries=feed.entries, problem=feed.problem)
    if kind not in ("urlset", "sitemapindex"):
        return Sitemap(problem=f"not a sitemap: its root is {kind[:40]!r}")
    problem = "not well-formed: " + " ".join(str(parser.error_log[0].message).split())[:200] if len(parser.error_log) else None
    if kind == "sitemapindex":
        links = tuple(
            SitemapLink(url=loc, changed_at=parse_w3c(_child(item, "lastmod"))) for item in root if _local(item) == "sitemap" if (loc := _child(item, "loc"))
        )
        return Sitemap(sitemaps=links, problem=problem)
    entries = tuple(entry for item in root if _local(item) == "url" if (entry := _build_entry(item)) is not None)
    return Sitemap(entries=entries, problem=problem)


def parse_w3c(text: str | None) -> dt.datetime | None:
    """Return a W3C date-time as UTC, None if it names no day; without a zone it counts as UTC."""
    match = _W3C.fullmatch((text or "").strip())
    if match is None or match[3] is None:
        return None
    year, month, day, hour, minute, second, zone = match.groups()
    try:
        moment = dt.datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), tzinfo=dt.UTC)
        if zone and zone != "Z":
            digits = zone[1:].replace(":", "")
            offset = dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
            moment = moment - offset if zone[0] == "+" else moment + offset
    except (ValueError, OverflowError):
        return None
    return moment


def _build_entry(item: etree._Element) -> FeedEntry | None:
    loc = _child(item, "loc")
    if not loc:
        return None
    news = next((child for child in item if _local(child) == "news"), None)
    title = _child(news, "title") if news is not None else None
    published = parse_w3c(_child(news, "publication_date")) if news is not None else None
    changed = parse_w3c(_child(item, "lastmod"))
    return FeedEntry(title=title, link=loc, id=loc, published_at=published, updated_at=changed)


def _parse_list(body: bytes) -> Sitemap:
    lines = [line.strip() for line in body.decode("utf-8-sig", "replace").splitlines() if line.strip()]
    found = tuple(FeedEntry(link=line, id=line) for line in lines if _ADDRESS.fullmatch(line))
    if not found:
        return Sitemap(problem="not a sitemap: neither XML nor a list of addresses")
    return Sitemap(entries=found, problem=None if len(found) == len(lines) else f"{len(lines) - len(found)} lines are no addresses")


def _local(element: etree._Element) -> str:
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""


def _child(element: etree._Element, name: str) -> str | None:
    for child in element:
        if _local(child) == name:
            return "".join(child.itertext()).strip() or None
    return None
