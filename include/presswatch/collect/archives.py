"""History: pages from archives and saved files become captures of the days on which they were fetched; addresses from sitemaps wait.

This module owns what is taken over, that it is taken over once, and that an interrupted run goes on where it was. Records are told apart by
address, time and bytes, so it doesn't matter from which archive one comes or how often.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections import Counter, OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from presswatch.collect import listed, saved, warcs
from presswatch.collect.ledger import build_discovery
from presswatch.collect.outlets import OutletIndex
from presswatch.collect.state import StateStore, WaitingUrl
from presswatch.collect.urls import canonicalise, host_of
from presswatch.collect.warcs import ArchivedPage, BrokenArchiveError, read_warc
from presswatch.errors import InputError
from presswatch.ids import sha256_hex, stable_id
from presswatch.model import Discovery, Fetch, Outlet
from presswatch.raw import CAPTURED, RawZone, Session, open_zone
from presswatch.settings import Settings

DAYS_IN_MEMORY = 64
MAX_PROBLEMS = 1000
_LANG = re.compile(rb"<html[^>]{0,1000}?\slang\s*=\s*[\"']?\s*([a-zA-Z]{2,3})\b", re.IGNORECASE)

Progress = Callable[[int, int, str], None]
"""Called with sources done, sources in all, and what was just done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestReport:
    """What an ingest did. `skipped` counts records that aren't wanted pages, by reason; `problems` are (source, reason), at most 1,000.

    `urls_queued` counts addresses of sitemaps, which the next run of collecting fetches. `days` are the UTC days that got new captures: what is to be built.
    """

    sources: int = 0
    sources_done_before: int = 0
    records: int = 0
    pages_added: int = 0
    pages_known: int = 0
    pages_refused: int = 0
    urls_queued: int = 0
    skipped: tuple[tuple[str, int], ...] = ()
    problems: tuple[tuple[str, str], ...] = ()
    days: tuple[dt.date, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which pages are taken over; empty collections and None leave open. Days are UTC, both inclusive."""

    since: dt.date | None = None
    until: dt.date | None = None
    hosts: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()

    def takes(self, url: str, moment: dt.datetime) -> bool:
        """Return whether address and time are wanted."""
        day = moment.date()
        if (self.since and day < self.since) or (self.until and day > self.until):
            return False
        if not self.hosts:
            return True
        try:
            host = host_of(url)
        except ValueError:
            return False
        return any(host == h or host.endswith("." + h) for h in self.hosts)

    def takes_language(self, body: bytes, outlet: Outlet | None) -> bool:
        """Return whether the language that the page declares, failing that its outlet's, is wanted; an unknown one is."""
        if not self.languages:
            return True
        match = _LANG.search(body[:20_000])
        if match:
            return match[1].decode().lower() in self.languages
        return outlet is None or not outlet.languages or bool(self.languages & set(outlet.languages))


def ingest(
    paths: Iterable[Path | str],
    settings: Settings,
    outlets: Iterable[Outlet],
    *,
    progress: Progress | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
    hosts: Collection[str] | None = None,
    languages: Collection[str] | None = None,
    zone: RawZone | None = None,
) -> IngestReport:
    """Take over the pages (status 200, HTML) of WARC files, WACZ packages, saved pages, and folders of them, and the addresses of sitemap files.

    Addresses are taken of known outlets only; their days are those of publication. Doing it again adds nothing; after an interruption it goes on. Raises InputError if a path doesn't exist or holds nothing of the kind.
    A damaged archive gives what can be read and a problem.
    """
    wanted = Wanted(
        since=since,
        until=until,
        hosts=frozenset(h.lower().removeprefix("www.") for h in hosts or ()),
        languages=frozenset(code.lower() for code in languages or ()),
    )
    return _Ingest(settings, tuple(outlets), wanted, zone or open_zone(settings)).work([Path(p) for p in paths], progress)


class _Ingest:
    def __init__(self, settings: Settings, outlets: tuple[Outlet, ...], wanted: Wanted, zone: RawZone) -> None:
        self.max_bytes = settings.fetch_max_bytes
        self.index = OutletIndex(outlets)
        self.wanted, self.zone = wanted, zone
        self.store = StateStore(zone)
        self.known: OrderedDict[dt.date, set[str]] = OrderedDict()
        self.counts: Counter[str] = Counter()
        self.skipped: Counter[str] = Counter()
        self.problems: list[tuple[str, str]] = []
        self.days: set[dt.date] = set()

    def work(self, paths: list[Path], progress: Progress | None) -> IngestReport:
        sources = find_sources(paths)
        for number, (path, row) in enumerate(sources, 1):
            self._take_source(path, row)
            if progress:
                progress(number, len(sources), f"{path.name}: {self.counts['added']} pages so far")
        return IngestReport(
            sources=len(sources),
            sources_done_before=self.counts["done_before"],
            records=self.counts["records"],
            pages_added=self.counts["added"],
            pages_known=self.counts["known"],
            pages_refused=self.counts["refused"],
            urls_queued=self.counts["queued"],
            skipped=tuple(sorted(self.skipped.items())),
            problems=tuple(self.problems[:MAX_PROBLEMS]),
            days=tuple(sorted(self.days)),
        )

    def _take_source(self, path: Path, row: saved.IndexRow | None) -> None:
        try:
            key = stable_id("source", _hash_file(path), row, self.wanted.since, self.wanted.until, sorted(self.wanted.hosts), sorted(self.wanted.languages))
        except OSError as error:
            self.problems.append((str(path), f"can't be read: {error.strerror}"))
            return
        if self.store.is_done("ingested", key):
            self.counts["done_before"] += 1
            return
        before = len(self.problems)
        with self.zone.session(f"archive-{key}") as session:
            if path.name.lower().endswith(listed.SUFFIXES):
                self._queue_addresses(session, path, key)
            for page in self._read_source(path, row):
                self._take_page(session, page, path)
        if len(self.problems) == before:
            self.store.mark_done("ingested", key, {"name": path.name})

    def _queue_addresses(self, session: Session, path: Path, key: str) -> None:
        """Let the addresses of a sitemap file wait for the next run of collecting, each with its row."""
        now = dt.datetime.now(dt.UTC)
        pages, problem = listed.read_listed(path, now)
        if problem:
            self.problems.append((str(path), problem))
        by_outlet: dict[str, list[WaitingUrl]] = {}
        for page in pages:
            self.counts["records"] += 1
            outlet = self.index.find(page.canonical_url)
            if outlet is None:
                self.skipped["no_outlet"] += 1
            elif not self.wanted.takes(page.canonical_url, page.feed_published_at or page.feed_updated_at or now):
                self.skipped["not_wanted"] += 1
            else:
                by_outlet.setdefault(outlet.outlet_id, []).append(page)
        for outlet_id, waiting in sorted(by_outlet.items()):
            remembered = self.store.load_outlet(outlet_id)
            fresh = [page for page in waiting if not remembered.knows(page.canonical_url)]
            self.counts["known"] += len(waiting) - len(fresh)
            self.counts["queued"] += len(fresh)
            for page in fresh:
                session.add_discovery(build_discovery(outlet_id, page, "pending", f"queued: named by {path.name}", now.date()), now.date())
            self.store.queue_pages(outlet_id, key, fresh)

    def _read_source(self, path: Path, row: saved.IndexRow | None) -> Iterator[ArchivedPage]:
        if path.name.lower().endswith(listed.SUFFIXES):
            return
        if not path.name.lower().endswith(warcs.SUFFIXES):
            self.counts["records"] += 1
            page = saved.read_saved(path, row, max_bytes=self.max_bytes)
            if isinstance(page, str):
                self.problems.append((str(path), page))
            elif self.wanted.takes(page.url, page.captured_at):
                yield page
            else:
                self.skipped["not_wanted"] += 1
            return
        try:
            for found in read_warc(path, max_bytes=self.max_bytes, wanted=self.wanted.takes):
                self.counts["records"] += 1
                if isinstance(found, str):
                    self.skipped[found] += 1
                else:
                    yield found
        except BrokenArchiveError as error:
            self.problems.append((str(path), f"damaged, read up to there: {error}"))

    def _take_page(self, session: Session, page: ArchivedPage, path: Path) -> None:
        try:
            canonical = canonicalise(page.url)
        except ValueError:
            self.skipped["bad_url"] += 1
            return
        outlet = self.index.find(canonical)
        if not page.problem and not self.wanted.takes_language(page.body, outlet):
            self.skipped["not_wanted"] += 1
            return
        fetch_id = stable_id("fetch", page.url, page.captured_at.isoformat(), page.problem or sha256_hex(page.body))
        day = page.captured_at.date()
        known = self._known_ids(day)
        if fetch_id in known:
            self.counts["known"] += 1
            return
        known.add(fetch_id)
        outlet_id = outlet.outlet_id if outlet else host_of(canonical).removeprefix("www.")
        row = Fetch(
            fetch_id=fetch_id,
            url=page.url,
            final_url=page.url,
            outlet_id=outlet_id,
            purpose="page",
            requested_at=page.captured_at,
            status="archived",
            http_status=page.http_status,
            content_type=page.content_type,
            error=page.problem,
        )
        discovery = Discovery(
            discovery_id=stable_id("discovery", canonical, day),
            url=page.url,
            canonical_url=canonical,
            outlet_id=outlet_id,
            feed_url=path.name,
            discovered_at=page.captured_at,
            outcome="rejected" if page.problem else "pending",
            reason=page.problem or CAPTURED,
        )
        self.days.add(day)
        if page.problem:
            self.counts["refused"] += 1
            session.add_fetch(row)
            session.add_discovery(discovery)
        else:
            self.counts["added"] += 1
            session.add_capture(row, page.body, headers=page.headers, canonical_url=canonical, discovery=discovery)

    def _known_ids(self, day: dt.date) -> set[str]:
        if day not in self.known:
            self.known[day] = self.zone.read_fetch_ids(day)
            while len(self.known) > DAYS_IN_MEMORY:
                self.known.popitem(last=False)
        self.known.move_to_end(day)
        return self.known[day]


def find_sources(paths: Iterable[Path]) -> list[tuple[Path, saved.IndexRow | None]]:
    """Return the archives, saved pages and sitemaps at and below the paths, in order, with what an index says of each.

    Raises InputError for a path that doesn't exist or gives none.
    """
    found: dict[Path, saved.IndexRow | None] = {}
    for path in paths:
        if not path.exists():
            raise InputError(f"{path}: no such file or folder")
        files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        rows: dict[Path, saved.IndexRow] = {}
        for index in (f for f in files if f.name.lower().endswith(".jsonl")):
            rows |= saved.read_index(index)
        pages = [f for f in files if f.name.lower().endswith((*warcs.SUFFIXES, *saved.SUFFIXES, *listed.SUFFIXES))]
        if path.is_file():
            pages += [f for f in rows if f.is_file() and f not in pages]
        if not pages:
            raise InputError(f"{path}: no WARC, WACZ, HTML or sitemap file there")
        found |= {page.resolve(): rows.get(page.resolve()) for page in pages}
    return sorted(found.items(), key=lambda pair: str(pair[0]))


def _hash_file(path: Path) -> str:
    with path.open("rb") as f:
        return hashlib.file_digest(f, "sha256").hexdigest()
