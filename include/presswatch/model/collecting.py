"""Records of collecting: outlets, attempts to fetch, URLs discovered."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from presswatch.model.schema import Column, table

OUTLET_KINDS = ("wire", "national", "regional", "state", "broadcaster", "digital", "aggregator")
PURPOSES = ("feed", "page", "robots", "sitemap")
FETCH_STATUSES = (
    "ok", "not_modified", "redirect", "http_error", "rate_limited", "timeout", "connection_error", "blocked_address", "robots_denied",
    "too_large", "too_many_redirects", "cut_off", "bad_encoding", "bad_url", "archived",
)
OUTCOMES = ("published", "duplicate_url", "not_article", "fetch_failed", "robots_denied", "rejected", "quarantined", "pending")


@table(name="outlets", key=("outlet_id",), partitioned=False)
@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """A news outlet that Presswatch watches, as the outlets file describes it."""

    outlet_id: Annotated[str, Column("Short name from the outlets file; host name for outlets met only in archives.", unique=True)]
    name: Annotated[str, Column("Name of the outlet.")]
    home_url: Annotated[str | None, Column("Address of the home page.")] = None
    country: Annotated[str | None, Column("ISO 3166-1 alpha-2 code of the country where the outlet is edited.", pattern="[A-Z]{2}")] = None
    languages: Annotated[tuple[str, ...], Column("ISO 639-1 codes.")] = ()
    kind: Annotated[str | None, Column("Kind of outlet.", values=OUTLET_KINDS)] = None
    owner: Annotated[str | None, Column("Owner, where publicly known.")] = None
    feeds: Annotated[tuple[str, ...], Column("Addresses of RSS and Atom feeds.")] = ()
    sitemaps: Annotated[tuple[str, ...], Column("Addresses of news sitemaps.")] = ()


@table(name="fetches", key=("fetch_id",))
@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """One attempt to fetch anything, or one record taken over from an archive. Failures have a row too."""

    fetch_id: Annotated[str, Column("Stable id of url, requested_at and attempt.", unique=True)]
    url: Annotated[str, Column("Address asked for.")]
    final_url: Annotated[str | None, Column("Address that answered, after redirects.")] = None
    outlet_id: Annotated[str | None, Column("Outlet on whose behalf it was asked for.")] = None
    purpose: Annotated[str, Column("What was asked for.", values=PURPOSES)]
    requested_at: Annotated[dt.datetime, Column("When the request began.")]
    status: Annotated[str, Column("How the attempt ended.", values=FETCH_STATUSES)]
    http_status: Annotated[int | None, Column("HTTP status code, if there was an answer.", minimum=100, maximum=599)] = None
    content_type: Annotated[str | None, Column("Content-Type header as sent.")] = None
    bytes: Annotated[int, Column("Size of the body in bytes, after content decoding.", minimum=0)] = 0
    duration_ms: Annotated[int, Column("Milliseconds from request to last byte or failure.", minimum=0)] = 0
    attempt: Annotated[int, Column("1 for the first try.", minimum=1)] = 1
    error: Annotated[str | None, Column("What went wrong, in one line that names the fault.")] = None
    warc_file: Annotated[str | None, Column("WARC file that holds the response, relative to the raw zone.")] = None
    warc_offset: Annotated[int | None, Column("Byte offset of the record in that file.", minimum=0)] = None
    body_sha256: Annotated[str | None, Column("SHA-256 of the decoded body in hex.", pattern="[0-9a-f]{64}")] = None


@table(name="discoveries", key=("discovery_id",))
@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """A URL seen in a feed, a sitemap or an archive. Every one ends in exactly one outcome."""

    discovery_id: Annotated[str, Column("Stable id of canonical_url and the day.", unique=True)]
    url: Annotated[str, Column("Address as the feed, sitemap or archive gave it.")]
    canonical_url: Annotated[str, Column("Address without tracking parameters.")]
    outlet_id: Annotated[str | None, Column("Outlet whose feed named it.")] = None
    feed_url: Annotated[str | None, Column("Feed, sitemap or archive that named it first.")] = None
    title: Annotated[str | None, Column("Title in the feed.")] = None
    summary: Annotated[str | None, Column("Summary in the feed, as plain text.")] = None
    feed_published_at: Annotated[dt.datetime | None, Column("Time of publication according to the feed.")] = None
    discovered_at: Annotated[dt.datetime, Column("When it was first seen.")]
    outcome: Annotated[str, Column("Where the URL ended.", values=OUTCOMES)] = "pending"
    reason: Annotated[str | None, Column("Why it ended there; null only for published.")] = None
    article_id: Annotated[str | None, Column("The article it became, or the one it repeats.")] = None


@table(name="discovery_log", key=("canonical_url", "dt"))
@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedDiscovery(Discovery):
    """What each day by itself says of a URL, before days are compared: `discoveries` is made from it, one row per URL."""
