"""The records of the sample newsroom: outlets, texts as written, pages as served, and the truth about them. No rendering."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

BODY_KINDS = ("body", "live_update")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSpec:
    """A feed or sitemap of an outlet. `quirk` names what is wrong with it, if anything."""

    path: str
    format: str = "rss"  # rss, atom, rdf, sitemap
    title: str = ""
    section: str | None = None
    days: int = 1  # how many days before the edition it reaches back
    quirk: str | None = None  # cut, wrong_encoding, relative_links, gone, tracking, odd_dates


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """An invented outlet, as outlets.yaml describes it. `number` is the last part of its loopback address."""

    id: str
    number: int
    name: str
    short: str
    country: str
    languages: tuple[str, ...]
    kind: str
    owner: str
    zone: str
    locale: str
    template: str
    encoding: str = "utf-8"
    content_type: str = "text/html; charset=utf-8"
    path: str = "/news/{slug}"
    title_format: str = "{title} | {site}"
    byline: str = "By {authors}"
    conjunction: str = "and"
    dateline: str = "{place} — "
    wire_dateline: str = "{place} ({wire}) — "
    credit_line: str = "Source: {wire}"
    date_format: str = "d MMMM y, HH:mm"
    day_format: str = "d MMMM"
    access: str = "free"
    feeds: tuple[FeedSpec, ...] = ()
    sitemaps: tuple[FeedSpec, ...] = ()
    robots: str = "User-agent: *\nAllow: /\n"
    gzip: bool = False
    redeploy: dict[str, str] = field(default_factory=dict)  # on the edition day the site has new class names
    photos: bool = False  # copies keep the agency's pictures
    day_only: bool = False  # every other page shows the day of publication without the time
    rotating: bool = False  # a list of the day stands on every page, so bytes change although the article doesn't
    authors: dict[str, str] = field(default_factory=dict)  # name -> author blurb
    boilerplate: tuple[dict[str, Any], ...] = ()
    chrome: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A block of a page's main column as written: `lines` still hold placeholders and [[links]].

    `kind` is a zone kind, or `figure` (lines: caption, then credit). `role` tells para, heading, item and quote apart;
    `time` is the clock time of a live update; `href` the address behind a whole line.
    """

    kind: str
    lines: tuple[str, ...]
    role: str = "para"
    time: str | None = None
    prefix: str = ""
    hrefs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A later state of a text under the same address."""

    day: int
    at: str
    title: str | None = None
    edits: tuple[tuple[str, str], ...] = ()
    append: str = ""
    note: str | None = None
    stealth: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """An article as written in stories/*.yaml. `day` is 0 or -1 to -3, `at` a UTC clock time; key is story/id."""

    story: str
    id: str
    outlet: str
    day: int
    at: str
    updated: str | None = None  # of a live blog: when it was last added to, on the same day
    title: str = ""
    subtitle: str | None = None
    authors: tuple[str, ...] = ()
    section: str | None = None
    tags: tuple[str, ...] = ()
    dateline: str | None = None
    text: str = ""
    signoff: str | None = None
    copy_of: str | None = None
    keep: tuple[int, ...] = ()
    before: str = ""
    after: str = ""
    insert: dict[int, str] = field(default_factory=dict)
    edits: tuple[tuple[str, str], ...] = ()
    credit: str = "dateline"  # of a copy: dateline, byline, end, none
    translation_of: str | None = None
    revisions: tuple[Revision, ...] = ()
    path: str | None = None  # in place of the outlet's pattern
    language: str | None = None
    access: str | None = None
    kind: str = "article"
    live: str = "ok"  # ok, gone, missing, flaky, moved, denied
    canonical_to: str | None = None
    feed: bool = True
    sitemap: bool = True
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Address of the text: story/id."""
        return f"{self.story}/{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneTruth:
    """A block of the main column as a reader sees it."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What is true of a page, for tests and evaluation. Times are aware, in the outlet's zone.

    `body` are the paragraphs of the article's own text (headings and list items too), `zones` all blocks of the main
    column in page order, `boilerplate` every line of the page that isn't the article's own text. `origin` is the key of
    the text that it carries: its own, or that of the text it copies; `changes` says how a copy differs (cut, retitled,
    extended, edited, reordered). `dates` are the day expressions that stood as placeholders: (as written, ISO date).
    """

    key: str
    story: str
    is_article: bool
    reason: str | None
    title: str
    subtitle: str | None
    authors: tuple[str, ...]
    section: str | None
    tags: tuple[str, ...]
    language: str
    published_at: dt.datetime
    published_precision: str  # minute, or day where the page shows no time
    modified_at: dt.datetime | None
    access: str
    wire_source: str | None
    dateline_place: str | None
    body: tuple[str, ...]
    zones: tuple[ZoneTruth, ...]
    boilerplate: tuple[str, ...]
    origin: str
    copy_of: str | None
    changes: tuple[str, ...]
    credited: bool
    translation_of: str | None
    revision: int
    dates: tuple[tuple[str, str], ...]

    @property
    def text(self) -> str:
        """Body paragraphs joined by a blank line, as in `articles.text`."""
        return "\n\n".join(self.body)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRecord:
    """A page in one state. `day` is the edition day on which this state was first out; `live` says how the server treats it."""

    outlet_id: str
    path: str
    url: str
    number: int
    day: int
    seen_at: dt.datetime
    html: bytes
    headers: dict[str, str]
    truth: Truth
    live: str
    in_feed: bool
    in_sitemap: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryTruth:
    """A happening with all that was written about it. `origins` counts independent texts, a translation not among them."""

    key: str
    summary: str
    texts: tuple[str, ...]
    outlets: tuple[str, ...]
    origins: tuple[str, ...]
