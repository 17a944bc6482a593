"""When an article was published: joins what JSON-LD, meta tags, visible dates, URL and feed say, and checks them on one another.

Owns precedence (jsonld, opengraph, meta, microdata, time_element, byline, url, feed) and two rules on visible dates near the headline:
a visible clock time that is the same instant gives the outlet's own zone; a date that is called an update is one of change, and if it is
the page's only one, the day of publication stays unknown. The date of the fetch is never used; a date after the fetch is not believed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from presswatch.extract import jsonld
from presswatch.extract.blocks import Block
from presswatch.extract.dates import Moment, find_moments, parse_moment, spell_offset
from presswatch.extract.head import Head
from presswatch.extract.tree import squeeze, text_of
from presswatch.extract.wordfiles import read_words
from presswatch.model import Page

_WORDS = Path(__file__).parent / "data" / "datewords.yaml"
_OG = ("article:published_time", "og:article:published_time", "og:published_time", "og:pubdate", "article:published")
_META = (
    "datepublished", "date", "pubdate", "publishdate", "publish-date", "publish_date", "publication_date", "publication-date", "publicationdate",
    "published", "published_at", "published_time", "published-date", "published_date", "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date",
    "dcterms.created", "dc.date.created", "dc.created", "dc.terms.created", "sailthru.date", "parsely-pub-date", "cxenseparse:recs:publishtime",
    "article.published", "article_date_original", "article:post_date", "date.release", "datecreated", "created", "creationdate", "timestamp",
    "article.created", "date_published", "doc_date", "lp.article:published_time", "rnews:datepublished", "shareaholic:article_published_time",
    "citation_publication_date", "citation_date", "bt:pubdate", "vr:published_time", "weibo:article:create_at", "og:release_date", "iso-8601-publish-date",
)  # fmt: skip
_META_CHANGED = ("article:modified_time", "og:updated_time", "og:modified_time", "datemodified", "last-modified", "lastmod", "dcterms.modified",
                 "dc.date.modified", "article:modified", "modified", "modified_time", "update", "revised", "date.updated", "article.updated")  # fmt: skip
_URL_DATE = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d{2})[/_-](?P<m>0?[1-9]|1[0-2]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[/_-](?P<d>0?[1-9]|[12]\d|3[01])(?!\d)"
    r"|(?<!\d)(?P<c>20[0-3]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?!\d)",
    re.I,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_REACH_BEFORE, _REACH_AFTER = 12, 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """The times of an article. `doubt` is from 0 (all sources agree or only one speaks) to 1."""

    moment: Moment | None
    source: str | None
    modified: Moment | None
    doubt: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Visible:
    """A date that readers see near the headline. `label` is published, updated or empty."""

    moment: Moment
    label: str
    source: str


def read_published(page: Page, head: Head, blocks: list[Block], title_at: int, body_at: int, language: str | None) -> Published:
    """Return when the page says it was published. `title_at` and `body_at` are positions of headline and first body block."""
    article = head.article or {}
    month_first = _writes_month_first(page, head, language)
    visible = list(_find_visible(blocks, title_at, body_at, language, month_first))
    modified = _first_moment((jsonld.text_value(article.get("dateModified")), *(head.first(k) for k in _META_CHANGED)), language)
    told = [(source, m) for source, m in _told(page, head, article, language) if not _is_future(m, page)]
    shown = [v for v in visible if v.label != "updated"]
    found = [*told, *((v.source, v.moment) for v in sorted(shown, key=lambda v: (v.source != "time_element", v.label != "published")))]
    found += [(s, m) for s, m in _fallbacks(page) if not _is_future(m, page)]
    updates = [v.moment for v in visible if v.label == "updated"]
    if not found and not updates:
        elsewhere = [v for v in _find_elsewhere(blocks, title_at, language, month_first) if not _is_future(v.moment, page)]
        found = [(v.source, v.moment) for v in elsewhere if v.label != "updated"]
        updates = [v.moment for v in elsewhere if v.label == "updated"]
    if modified is None:
        modified = next(iter(updates), None)
    if not found:
        return Published(moment=None, source=None, modified=modified, doubt=0.0)
    source, moment = found[0]
    moment = _lend_zone(moment, visible)
    moment = _refine(moment, [m for _, m in found[1:]])
    days = [abs((m.at - moment.at).total_seconds()) for _, m in found]
    doubt = sum(d > 36 * 3600 for d in days) / len(days)
    if modified is not None and (abs((modified.at - moment.at).total_seconds()) < 60 or (modified.precision == "day" and modified.at.date() == moment.at.date())):
        modified = None  # not changed since
    return Published(moment=moment, source=source, modified=modified, doubt=doubt)


def _told(page: Page, head: Head, article: jsonld.Thing, language: str | None) -> Iterator[tuple[str, Moment]]:
    rows: list[tuple[str, tuple[str | None, ...]]] = [
        ("jsonld", (jsonld.text_value(article.get("datePublished")),)),
        ("opengraph", tuple(head.first(k) for k in _OG)),
        ("meta", tuple(head.first(k) for k in _META)),
        ("microdata", tuple(head.items.get("datepublished", ())[:1])),
        ("jsonld", (jsonld.text_value(article.get("dateCreated")), jsonld.text_value(article.get("uploadDate")))),
    ]
    for source, texts in rows:
        moment = _first_moment(texts, language)
        if moment:
            yield source, moment


def _fallbacks(page: Page) -> Iterator[tuple[str, Moment]]:
    m = _URL_DATE.search(urlsplit(page.url).path)
    if m:
        month = m["m"] and (str(_MONTHS.index(m["m"].lower()) + 1) if m["m"].isalpha() else m["m"])
        moment = parse_moment(m["c"] or f"{m['y']}-{int(month):02d}-{int(m['d']):02d}")
        if moment:
            yield "url", moment
    if page.hint.published_at:
        at = page.hint.published_at
        yield "feed", Moment(at=at if at.tzinfo else at.replace(tzinfo=dt.UTC), precision="second", zone="+00:00")


def _first_moment(texts: tuple[str | None, ...], language: str | None) -> Moment | None:
    return next((m for t in texts if t and (m := parse_moment(t, language))), None)


def _is_future(moment: Moment, page: Page) -> bool:
    return page.captured_at.year > 1990 and moment.at > page.captured_at + dt.timedelta(days=2)


def _find_visible(blocks: list[Block], title_at: int, body_at: int, language: str | None, month_first: bool) -> Iterator[Visible]:
    """Yield dates of short blocks around the headline, the nearest first."""
    low, high = max(0, title_at - _REACH_BEFORE), min(len(blocks), max(title_at + _REACH_AFTER, min(body_at, title_at + 40)) + 1)
    for n in sorted(range(low, high), key=lambda n: (n < title_at, abs(n - title_at))):
        b = blocks[n]
        if b.n_words > 30 or (n > body_at and b.n_words > 14) or not any(c.isdigit() for c in b.text):
            continue
        if b.n_links and b.link_words > 0.7 * b.n_words and (b.n_words > 8 or not title_at <= n <= body_at):
            continue
        node, text = b.frame.node, b.text
        if b.frame.n_words <= 40:
            text = squeeze(" ".join(node.itertext()))[:300]
            for t in node.iter("time"):
                stamp = t.get("datetime") or text_of(t)
                moment = parse_moment(stamp, language, month_first=month_first)
                if moment:
                    shown = text_of(t)
                    at = text.find(shown) if shown else -1
                    yield Visible(moment=moment, label=find_label(text[: max(0, at)]), source="time_element")
        alone = b.n_words <= 14
        for f in find_moments(text, language, month_first=month_first):
            label = find_label(text[: f.start])
            if alone or label:
                yield Visible(moment=f.moment, label=label, source="byline")


def _find_elsewhere(blocks: list[Block], title_at: int, language: str | None, month_first: bool) -> list[Visible]:
    """Return the date of a page without one at its headline: the only day that labelled lines name, else the only day in a line of its own."""
    labelled, bare = [], []
    for n, b in enumerate(blocks):
        if b.n_words > 10 or b.link_words or not any(c.isdigit() for c in b.text):
            continue
        found = find_moments(b.text, language, month_first=month_first)
        if len(found) != 1:
            continue
        label = find_label(b.text[: found[0].start])
        visible = Visible(moment=found[0].moment, label=label, source="byline")
        if label:
            labelled.append(visible)
        elif n > title_at and found[0].end - found[0].start >= len(b.text) - 10:
            bare.append(visible)
    for group in (labelled, bare):
        if len({v.moment.at.date() for v in group}) == 1:
            return group[:1]
        if group:
            return []
    return []


def find_label(before: str) -> str:
    """Return which meaning the words right before a date give it."""
    tail = before.lower()[-32:]
    best, place = "", -1
    for label, pattern in _label_patterns():
        for m in pattern.finditer(tail):
            if m.end() > place:
                best, place = label, m.end()
    return best


def _lend_zone(moment: Moment, visible: list[Visible]) -> Moment:
    """Return the moment in the zone of a visible clock time that is the same instant; unchanged where none is."""
    if moment.precision == "day" or moment.at.utcoffset() != dt.timedelta(0):
        return moment
    utc = moment.at.replace(second=0, microsecond=0)
    for v in visible:
        if v.moment.precision == "day" or v.label == "updated":
            continue
        if v.moment.zone:
            minutes = int((v.moment.at.utcoffset() or dt.timedelta()).total_seconds() // 60)
            if minutes and abs((v.moment.at - moment.at).total_seconds()) <= 120:
                return _shift(moment, minutes)
            continue
        gap = (v.moment.at.replace(second=0) - utc).total_seconds() / 60
        minutes = round(gap / 30) * 30
        if minutes and abs(gap - minutes) <= 1 and -720 <= minutes <= 840:
            return _shift(moment, minutes)
    return moment


def _shift(moment: Moment, minutes: int) -> Moment:
    at = moment.at.astimezone(dt.timezone(dt.timedelta(minutes=minutes)))
    return Moment(at=at, precision=moment.precision, zone=spell_offset(minutes))


def _refine(moment: Moment, others: list[Moment]) -> Moment:
    """Return a more precise moment of the same day, where the best source gives only the day."""
    if moment.precision != "day":
        return moment
    return next((m for m in others if m.precision != "day" and m.at.date() == moment.at.date()), moment)


def _writes_month_first(page: Page, head: Head, language: str | None) -> bool:
    """Whether 3/4/2024 on this page is March 4: pages in American English, or English ones without a country that writes day first."""
    place = f"{head.language or ''} {head.first('og:locale') or ''}".replace("_", "-").lower()
    if "en-us" in place:
        return True
    host = urlsplit(page.url).hostname or ""
    return language in (None, "en") and "en-" not in place and host.rsplit(".", 1)[-1] in ("com", "org", "net", "us", "edu", "gov", "info")


@cache
def _label_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    words = read_words(_WORDS)
    if set(words) != {"published", "updated"}:
        raise ValueError(f"{_WORDS.name}: needs the lists published and updated")
    out = []
    for label in ("published", "updated"):
        listed = sorted((str(w) for w in words[label]), key=len, reverse=True)
        out.append((label, re.compile("(?:" + "|".join(r"(?<!\w)" + re.escape(w) if w[0].isascii() else re.escape(w) for w in listed) + ")")))
    return tuple(out)
