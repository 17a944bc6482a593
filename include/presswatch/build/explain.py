"""One page through every stage: what each stage decided, and why."""

from __future__ import annotations

import datetime as dt
import gzip
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from presswatch.build.memories import MemoryBook, read_memory
from presswatch.build.pages import make_document
from presswatch.build.watch import Watch, find_hits, load_watchlists
from presswatch.collect.fetch import Fetcher, fetch_robots
from presswatch.collect.outlets import load_outlets
from presswatch.collect.politeness import Courtesy
from presswatch.collect.robots import Robots, robots_token
from presswatch.collect.saved import find_address
from presswatch.collect.urls import host_of
from presswatch.errors import InputError, LakeError
from presswatch.extract.memory import OutletMemory
from presswatch.extract.page import extract_page
from presswatch.model import TABLES, Extraction, Outlet, Page, Reading, WatchHit, as_dict
from presswatch.raw import open_zone
from presswatch.settings import Settings
from presswatch.tag.pipeline import Tagger
from presswatch.warehouse.lake import Lake


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """What became of a page, stage by stage; `reading` is None where there is no article, `memory` where nothing was known of its outlet."""

    page: Page
    memory: OutletMemory | None
    extraction: Extraction
    reading: Reading | None
    hits: tuple[WatchHit, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the whole as plain values; offsets of the reading are `start_char` and `end_char`, as in the tables."""
        return {
            "url": self.page.url,
            "outlet_memory": None if self.memory is None else {"outlet": self.memory.outlet, "articles": self.memory.pages},
            "status": self.extraction.status,
            "reason": self.extraction.reason,
            "article": as_dict(self.extraction.article) if self.extraction.article else None,
            "zones": [{"kind": z.kind, "text": z.text} for z in self.extraction.zones],
            **({} if self.reading is None else {k: v for k, v in as_dict(self.reading).items() if k != "article_id"}),
            "watch_hits": [as_dict(hit) for hit in self.hits],
        }


def explain_page(settings: Settings, page: Page, memory: OutletMemory | None = None, *, published_at: dt.datetime | None = None) -> Explanation:
    """Extract and read one page; `published_at` stands in where the page names no time of publication."""
    extraction = extract_page(page, memory)
    if extraction.article is None:
        return Explanation(page=page, memory=memory, extraction=extraction, reading=None, hits=())
    article = extraction.article
    if article.published_at is None and published_at is not None:
        article = replace(article, published_at=published_at, published_at_source="given by hand")
        extraction = replace(extraction, article=article)
    (reading,) = Tagger.load(settings).read([make_document(article, _outlets(settings))])
    watches: tuple[Watch, ...] = load_watchlists(settings.watchlists)
    hits = find_hits(watches, TABLES["articles"].to_arrow([article]), TABLES["mentions"].to_arrow(reading.mentions))
    return Explanation(page=page, memory=memory, extraction=extraction, reading=reading, hits=tuple(hits))


def load_page(settings: Settings, target: str, url: str | None) -> tuple[Page, OutletMemory | None]:
    """Return the page of a file (plain or .gz), or of an address from the raw zone, or else fetched now, with what is known of its outlet.

    A file's address is the one given, else what the page says of itself. A page of the raw zone comes with the memory with which its day is built, any other with its outlet's latest in the lake.

    Raises InputError when the file can't be read or the address gives no page.
    """
    if not target.startswith(("http://", "https://")):
        path = Path(target)
        try:
            body = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        except (OSError, EOFError) as error:
            raise InputError(f"{target}: {getattr(error, 'strerror', None) or error}") from None
        address = url or find_address(body) or path.resolve().as_uri()
        moment = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
        page = Page(url=address, html=body, captured_at=moment, **_outlet_of(settings, address))
        return page, _find_latest_memory(settings, page.outlet_id)
    captured = _find_captured(settings, target)
    if captured is not None:
        return captured
    page = _fetch_now(settings, target)
    return page, _find_latest_memory(settings, page.outlet_id)


def _find_latest_memory(settings: Settings, outlet_id: str | None) -> OutletMemory | None:
    try:
        with Lake(settings, read_only=True) as lake:
            rows = lake.read("SELECT memory FROM outlet_memories WHERE outlet_id = ? ORDER BY dt DESC LIMIT 1", [outlet_id]).to_pylist()
        return OutletMemory.from_json(rows[0]["memory"]) if rows else None
    except (LakeError, ValueError):  # no lake yet, or one of an older version
        return None


def _find_captured(settings: Settings, url: str) -> tuple[Page, OutletMemory | None] | None:
    zone = open_zone(settings)
    for day in reversed(zone.days()):
        for ref in zone.list_captures(day):
            if url in (ref.url, ref.final_url, ref.canonical_url):
                (capture,) = zone.read_captures([ref])
                found = MemoryBook(settings, day).find(ref)
                page = Page(
                    url=capture.final_url,
                    html=capture.body,
                    content_type=capture.content_type,
                    captured_at=capture.captured_at,
                    fetch_id=capture.fetch_id,
                    **_outlet_of(settings, url, capture.outlet_id),
                )
                return page, read_memory(found) if found else None
    return None


def _fetch_now(settings: Settings, url: str) -> Page:
    """Fetch a page that the raw zone doesn't hold, by the same rules as collecting: robots.txt, checked addresses, bounds."""
    courtesy = Courtesy(settings.host_pause)
    fetcher = Fetcher(settings, courtesy, now=lambda: dt.datetime.now(dt.UTC))
    fetcher.robots = Robots(
        robots_token(settings.user_agent), fetch=lambda origin: fetch_robots(fetcher, origin, lambda result: None), now=lambda: dt.datetime.now(dt.UTC)
    )
    try:
        result = fetcher.fetch(url, purpose="page")
    finally:
        fetcher.close()
    if result.fetch.status != "ok":
        raise InputError(f"{url}: {result.fetch.error or result.fetch.status}")
    return Page(
        url=result.fetch.final_url or url,
        html=result.body,
        content_type=result.fetch.content_type,
        captured_at=result.fetch.requested_at,
        **_outlet_of(settings, url),
    )


def _outlet_of(settings: Settings, url: str, outlet_id: str | None = None) -> dict[str, Any]:
    host = host_of(url) if url.startswith(("http://", "https://")) else None
    for outlet in _outlets(settings).values():
        if outlet.outlet_id == outlet_id or (outlet_id is None and host and outlet.home_url and host_of(outlet.home_url) == host):
            return {"outlet_id": outlet.outlet_id, "outlet_name": outlet.name}
    return {"outlet_id": outlet_id, "outlet_name": None}


def _outlets(settings: Settings) -> dict[str, Outlet]:
    return {o.outlet_id: o for o in load_outlets(settings.outlets)}
