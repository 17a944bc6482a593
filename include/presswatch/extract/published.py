"""When an article was published: joins what JSON-LD, meta tags, visible dates, URL and feed say, and checks them on one another.

Owns precedence (jsonld, opengraph, meta, microdata, time_element, byline, url, feed) and three rules on visible dates near the headline:
a visible clock time that is the same instant gives the outlet's own zone; a date that is called an update is one of change, and if it is
the page's only one, the day of publication stays unknown; the one day that readers see, and that nothing calls a change, wins over a stamp
that names another, if a second stamp confirms it, or if it is earlier and the stamp is no older than the last change (a page that was moved
or exported anew). The date of the fetch is never used; a date after the fetch is not believed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from presswatch.extract import jsonld
from presswatch.extract.blocks import Block
from presswatch.extract.dates import Moment, find_order, parse_moment, spell_offset
from presswatch.extract.head import Head
from presswatch.extract.language import find_language
from presswatch.extract.visible import Visible, find_elsewhere, find_original, find_visible
from presswatch.model import Page

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
# Sites' own names of the stamp, and those that name another time.
_META_LIKE = re.compile(r"(?:publi[sc]|issued?|posted)\w*[-_.: ]?(?:date|time|on|at)\b|(?:date|time)[-_.:]?(?:publi[sc]|issued|posted)", re.I)
_META_OTHER = re.compile(r"modif|updat|last|expir|un-?publi|event|review|embargo|start|end\b", re.I)
_AMERICAN = ("us", "gov", "edu", "mil", "ph")
_WORLDWIDE = ("ai", "cc", "co", "fm", "gg", "io", "ly", "me", "to", "tv", "ws")  # of small countries, sold to all
_SAME_RUN = dt.timedelta(hours=36)
_URL_DATE = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d{2})[/_-](?P<m>0?[1-9]|1[0-2]|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6})[/_-](?P<d>0?[1-9]|[12]\d|3[01])(?!\d)"
    r"|(?<!\d)(?P<c>20[0-3]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?!\d)",
    re.I,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """The times of an article. `doubt` is from 0 (all sources agree or only one speaks) to 1."""

    moment: Moment | None
    source: str | None
    modified: Moment | None
    doubt: float


def read_published(page: Page, head: Head, blocks: list[Block], title_at: int, body_at: int, language: str | None) -> Published:
    """Return when the page says it was published. `title_at` and `body_at` are positions of headline and first body block."""
    article = head.article or {}
    month_first = _writes_month_first(page, head, language)
    visible = _find_past(page, find_visible(blocks, title_at, body_at, language, month_first))
    changed = (jsonld.text_value(article.get("dateModified")), *(head.first(k) for k in _META_CHANGED))
    modified = _first_moment(changed, language)
    told = [(source, m) for source, m in _told(head, article, language, month_first) if not _is_future(m, page)]
    if not told and not visible:  # written in another language than the page declares
        language = find_language(language, " ".join(b.text for b in blocks[body_at : body_at + 4]))[0] or language
        visible = _find_past(page, find_visible(blocks, title_at, body_at, language, month_first))
    shown = [v for v in visible if v.label != "updated"]
    if not told and shown and (original := find_original(blocks, language, month_first)):
        shown.append(original)
    rest = [(s, m) for s, m in _fallbacks(page) if not _is_future(m, page)]
    confirmed = {m.at.date() for s, m in rest if s == "url"}
    shown.sort(key=lambda v: (v.moment.at.date() not in confirmed, not v.is_above, v.source != "time_element", v.label != "published"))
    found = [*told, *((v.source, v.moment) for v in shown), *rest]
    updates = [v.moment for v in visible if v.label == "updated"]
    if not found and not updates:
        elsewhere = _find_past(page, find_elsewhere(blocks, title_at, language, month_first))
        found = [(v.source, v.moment) for v in elsewhere if v.label != "updated"]
        updates = [v.moment for v in elsewhere if v.label == "updated"]
    if modified is None:
        modified = next((m for m in updates if not m.is_unsure), None)
    if not found:
        return Published(moment=None, source=None, modified=modified, doubt=0.0)
    moment: Moment | None
    source, moment = found[0]
    seen = _find_other_day(told[0][1], visible) if told else None
    if seen and _is_believed(seen, told, [m for t in (*changed, *head.items.get("datemodified", ())) if t and (m := parse_moment(t, language))]):
        source, moment = seen.source, seen.moment
    elif source in ("byline", "time_element"):
        moment = _settle_order(moment, [m for s, m in found[1:] if s not in ("byline", "time_element")], blocks)
    if moment is None and rest:
        source, moment = rest[0]
    if moment is None:
        return Published(moment=None, source=None, modified=modified, doubt=0.0)
    moment = _lend_zone(moment, visible)
    moment = _refine(moment, [m for _, m in found[1:]])
    days = [abs((m.at - moment.at).total_seconds()) for _, m in found]
    doubt = sum(d > 36 * 3600 for d in days) / len(days)
    if modified is not None and (abs((modified.at - moment.at).total_seconds()) < 60 or (modified.precision == "day" and modified.at.date() == moment.at.date())):
        modified = None  # not changed since
    return Published(moment=moment, source=source, modified=modified, doubt=doubt)


def _find_past(page: Page, visible: Iterable[Visible]) -> list[Visible]:
    """Return visible dates without those after the fetch, which are of events."""
    return [v for v in visible if not _is_future(v.moment, page)]


def _told(head: Head, article: jsonld.Thing, language: str | None, month_first: bool | None) -> Iterator[tuple[str, Moment]]:
    rows: list[tuple[str, tuple[str | None, ...]]] = [
        ("jsonld", (jsonld.text_value(article.get("datePublished")),)),
        ("opengraph", tuple(head.first(k) for k in _OG)),
        ("meta", tuple(head.first(k) for k in _META)),
        ("microdata", tuple(head.items.get("datepublished", ())[:1])),
        ("jsonld", (jsonld.text_value(article.get("dateCreated")), jsonld.text_value(article.get("uploadDate")))),
    ]
    is_dated = False
    for source, texts in rows:
        moment = _first_moment(texts, language, month_first)
        if moment:
            is_dated = True
            yield source, moment
    if not is_dated:
        moment = _first_moment(tuple(v for k, values in head.meta.items() if _META_LIKE.search(k) and not _META_OTHER.search(k) for v in values[:1] if len(v) <= 40), language, month_first)
        if moment:
            yield "meta", moment


def _fallbacks(page: Page) -> Iterator[tuple[str, Moment]]:
    m = _URL_DATE.search(urlsplit(page.url).path)
    if m:
        month = m["m"] and (str(_MONTHS.index(m["m"][:3].lower()) + 1) if m["m"].isalpha() else m["m"])
        moment = parse_moment(m["c"] or f"{m['y']}-{int(month):02d}-{int(m['d']):02d}")
        if moment:
            yield "url", moment
    if page.hint.published_at:
        at = page.hint.published_at
        yield "feed", Moment(at=at if at.tzinfo else at.replace(tzinfo=dt.UTC), precision="second", zone="+00:00")


def _first_moment(texts: tuple[str | None, ...], language: str | None, month_first: bool | None = False) -> Moment | None:
    return next((m for t in texts if t and (m := parse_moment(t, language, month_first=month_first)) and not m.is_unsure), None)


def _find_other_day(stamp: Moment, visible: list[Visible]) -> Visible | None:
    """Return the one day that readers see at the head of the text, if it can't be that of the stamp and no line calls it a change."""
    shown = [v for v in visible if v.label != "updated" and v.is_above and not v.moment.is_unsure]
    if len({v.moment.at.date() for v in shown}) != 1 or _may_be(stamp, shown[0].moment):
        return None
    updates = [v.moment for v in visible if v.label == "updated"]
    return None if updates and (not shown[0].label or any(_may_be(m, shown[0].moment) for m in updates)) else shown[0]


def _is_believed(seen: Visible, told: list[tuple[str, Moment]], changes: list[Moment]) -> bool:
    """Whether a day that readers see wins over the first stamp, which names another (see the module)."""
    if any(_may_be(m, seen.moment) for m in changes):
        return False
    stamp, day = told[0][1], seen.moment.at.date()
    is_moved = day < stamp.at.date() and any(stamp.at > m.at - _SAME_RUN for m in changes)
    return is_moved or any(m.at.date() == day for _, m in told[1:])


def _may_be(stamp: Moment, seen: Moment) -> bool:
    """Whether the day that readers see can be that of a stamp, in whatever zone they live."""
    if stamp.precision == "day":
        return abs((stamp.at.date() - seen.at.date()).days) <= 1
    utc = stamp.at.astimezone(dt.UTC)
    return (utc - dt.timedelta(hours=12)).date() <= seen.at.date() <= (utc + dt.timedelta(hours=14)).date()


def _settle_order(moment: Moment, others: list[Moment], blocks: list[Block]) -> Moment | None:
    """Return a visible moment with day and month as another date or the page's way of writing confirms them (3/10 may be either), None if nothing does."""
    if moment.at.day > 12 or any(m.at.date() == moment.at.date() for m in others):
        return moment
    swapped = replace(moment, at=moment.at.replace(month=moment.at.day, day=moment.at.month))
    if any(m.at.date() == swapped.at.date() for m in others):
        return swapped
    if not moment.is_unsure:
        return moment
    return {True: moment, False: swapped, None: None}[find_order(b.text for b in blocks)]


def _is_future(moment: Moment, page: Page) -> bool:
    return page.captured_at.year > 1990 and moment.at > page.captured_at + dt.timedelta(days=2)


def _lend_zone(moment: Moment, visible: list[Visible]) -> Moment:
    """Return the moment in the zone of a visible clock time that is the same instant; unchanged where none is."""
    if moment.precision == "day" or moment.zone is None:
        return moment
    utc = moment.at.astimezone(dt.UTC).replace(second=0, microsecond=0)
    own = int((moment.at.utcoffset() or dt.timedelta()).total_seconds() // 60)
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
        if abs(gap - minutes) <= 1 and -720 <= minutes <= 840:
            return moment if minutes == own else _shift(moment, minutes)
    return moment


def _shift(moment: Moment, minutes: int) -> Moment:
    at = moment.at.astimezone(dt.timezone(dt.timedelta(minutes=minutes)))
    return Moment(at=at, precision=moment.precision, zone=spell_offset(minutes))


def _refine(moment: Moment, others: list[Moment]) -> Moment:
    """Return a more precise moment of the same day, where the best source gives only the day."""
    if moment.precision != "day":
        return moment
    return next((m for m in others if m.precision != "day" and m.at.date() == moment.at.date()), moment)


def _writes_month_first(page: Page, head: Head, language: str | None) -> bool | None:
    """Whether 3/4/2024 on this page is March 4, by its language and country; None for pages in English of no known country."""
    place = _read_place(head)
    if "en-us" in place or "en-ph" in place:
        return True
    if language not in (None, "en") or "en-" in place:
        return False
    domain = (urlsplit(page.url).hostname or "").rsplit(".", 1)[-1]
    return True if domain in _AMERICAN else False if len(domain) == 2 and domain not in _WORLDWIDE else None


def _read_place(head: Head) -> str:
    return f"{head.language or ''} {head.first('og:locale') or ''}".replace("_", "-").lower()
