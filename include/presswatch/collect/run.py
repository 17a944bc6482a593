"""One run of collecting: poll the feeds that are due, fetch new pages politely, write all of it to the raw zone, end.

This module owns the order of things. Each step's own rules are in `decide`, `documents`, `fetch` and `ledger`.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

from presswatch.collect.decide import Fate, decide_fate, decide_retry, is_declared_unchanged, is_due
from presswatch.collect.documents import ReadDocument, is_address, list_documents, next_state, read_document, sort_entries
from presswatch.collect.fetch import Fetcher, FetchResult, fetch_robots
from presswatch.collect.ledger import Ledger, OutletRun, Progress
from presswatch.collect.looks import plan_next_look, shows_change
from presswatch.collect.outlets import OutletIndex
from presswatch.collect.politeness import MAX_HOLD, Courtesy
from presswatch.collect.report import CollectReport, build_report
from presswatch.collect.robots import Robots, robots_token
from presswatch.collect.schedule import HostSchedule
from presswatch.collect.state import FeedState, StateStore, WaitingUrl, list_due
from presswatch.collect.urls import origin_of
from presswatch.errors import InputError
from presswatch.model import Outlet
from presswatch.raw import RawZone, open_zone
from presswatch.settings import Settings

MAX_DEAD_REQUESTS = 5  # requests to a host that fail in a row before it is left alone for the run


def read_clock() -> dt.datetime:
    """Return the time, in UTC."""
    return dt.datetime.now(dt.UTC)


def collect(
    settings: Settings,
    outlets: Iterable[Outlet],
    *,
    outlet_ids: Collection[str] | None = None,
    now: Callable[[], dt.datetime] = read_clock,
    progress: Progress | None = None,
    force: bool = False,
    zone: RawZone | None = None,
) -> CollectReport:
    """Poll the due feeds and sitemaps of the outlets (of `outlet_ids`, if given), fetch new pages, and write all to the raw zone.

    `force` polls feeds that aren't due too. What a server does never raises; InputError names an id that isn't among the outlets;
    RawZoneError says that the raw zone can't be written.
    """
    chosen = tuple(outlets)
    if outlet_ids is not None:
        unknown = sorted(set(outlet_ids) - {o.outlet_id for o in chosen})
        if unknown:
            raise InputError(f"no such outlet: {', '.join(unknown)}")
        chosen = tuple(o for o in chosen if o.outlet_id in set(outlet_ids))
    return _Run(settings, zone or open_zone(settings), now, progress, force).work(chosen)


class _Run:
    def __init__(self, settings: Settings, zone: RawZone, now: Callable[[], dt.datetime], progress: Progress | None, force: bool) -> None:
        self.settings, self.now, self.force = settings, now, force
        self.store = StateStore(zone)
        self.ledger = Ledger(zone, self.store, now, progress)
        self.courtesy = Courtesy(settings.host_pause)
        self.schedule = HostSchedule(settings.fetch_jobs, self.courtesy.ready_at, on_stop=self.courtesy.stop)
        self.fetcher = Fetcher(settings, self.courtesy, now=now)
        self.fetcher.robots = Robots(
            robots_token(settings.user_agent),
            fetch=lambda origin: fetch_robots(self.fetcher, origin, self.ledger.keep),
            now=now,
            load=self.store.load_robots,
            save=self.store.save_robots,
        )
        self.claimed: set[str] = set()
        self.by_outlet: dict[str, OutletRun] = {}
        self.index = OutletIndex(())
        self.ends_at = time.monotonic() + settings.collect_seconds

    def work(self, outlets: tuple[Outlet, ...]) -> CollectReport:
        started = time.monotonic()
        runs = [OutletRun(outlet=outlet, state=self.store.load_outlet(outlet.outlet_id)) for outlet in outlets]
        self.ledger.runs.extend(runs)
        self.by_outlet = {run.outlet.outlet_id: run for run in runs}
        self.index = OutletIndex(outlets)
        try:
            for run in runs:
                self._begin(run)
            self.schedule.run()
        finally:
            self.courtesy.stop()
            self.ledger.commit()
            self.fetcher.close()
        return build_report(runs, self.ledger, self.now(), time.monotonic() - started)

    def _begin(self, run: OutletRun) -> None:
        now = self.now()
        self._take_queues(run)
        due = {
            url: purpose
            for url, purpose in list_documents(run.outlet).items()
            if self.force or is_due(run.state.feeds.get(url, FeedState()).next_poll_at, now)
        }
        run.open_documents = len(due)
        for url, purpose in due.items():
            self.ledger.expect(1)
            self._submit_document(run, url, purpose, top=True, attempt=1)
        if not due:
            self._plan_pages(run)

    def _take_queues(self, run: OutletRun) -> None:
        """Take up the URLs that an ingest laid down."""
        queues = self.store.read_queues(run.outlet.outlet_id)
        for page in (page for pages in queues.values() for page in pages):
            if not run.state.knows(page.canonical_url):
                run.state.waiting[page.canonical_url] = page
        if queues:
            self.ledger.remember(run)
            for name in queues:
                self.store.drop_queue(name)

    # feeds and sitemaps

    def _submit_document(self, run: OutletRun, url: str, purpose: str, *, top: bool, attempt: int, after: float = 0.0) -> None:
        not_before = time.monotonic() + after if after else 0.0
        self.schedule.submit(origin_of(url), lambda: self._poll(run, url, purpose, top, attempt), not_before=not_before)

    def _poll(self, run: OutletRun, url: str, purpose: str, top: bool, attempt: int) -> None:
        known = run.state.feeds.get(url, FeedState())
        result = self.fetcher.fetch(
            url, purpose=purpose, outlet_id=run.outlet.outlet_id, attempt=attempt, etag=known.etag, last_modified=known.last_modified
        )
        self.ledger.keep(result, known_sha256=known.body_sha256)
        delay = self._decide_retry(result)
        if delay is not None:
            self._submit_document(run, url, purpose, top=top, attempt=attempt + 1, after=delay)
            return
        document = read_document(purpose, result, known) if result.fetch.status == "ok" else None
        with self.ledger.lock:
            fresh = self._take_up(run, url, document) if document is not None else 0
            state = run.state.feeds[url] = next_state(known, result, self.now(), news=fresh > 0, document=document)
            if top and result.fetch.status in ("ok", "not_modified"):
                self._follow(run, state, purpose)
            counts = self.ledger.counts
            counts["feeds_polled"] += 1
            counts["urls_new"] += fresh
            counts[{"ok": "feeds_changed", "not_modified": "feeds_unchanged"}.get(result.fetch.status, "feeds_failed")] += 1
            run.open_documents -= 1
            self.ledger.advance(f"{run.outlet.outlet_id}: {purpose} {result.fetch.status}")
            if run.open_documents == 0:
                self._plan_pages(run)

    def _take_up(self, run: OutletRun, url: str, document: ReadDocument) -> int:
        """Take up what a document names, and return how many URLs are new."""
        now = self.now()
        rank = {address: number for number, address in enumerate(list_documents(run.outlet))}
        named = sort_entries(document.entries, url, run.state, run.found, now, rank=rank)
        fresh = 0
        for canonical, page in named.waiting.items():
            owner = self._owner_of(run, canonical)
            if owner is not None and (owner.state.knows(canonical) or canonical in owner.found):
                run.done.append((canonical, None))  # its own outlet has it
                continue
            fresh += canonical not in run.found and canonical not in run.state.waiting
            run.found[canonical] = page
        for canonical in named.finished:
            run.state.mark_named(canonical, now.astimezone(dt.UTC).date())
        for page, fate in named.refused:
            self.ledger.refuse(run, page, fate)
        return fresh

    def _owner_of(self, run: OutletRun, canonical: str) -> OutletRun | None:
        """The run of the outlet on whose site a page lies, if that is another one."""
        outlet = self.index.find(canonical)
        return self.by_outlet.get(outlet.outlet_id) if outlet is not None and outlet.outlet_id != run.outlet.outlet_id else None

    def _follow(self, run: OutletRun, state: FeedState, purpose: str) -> None:
        """Poll the further documents that a document named, now or before."""
        own = list_documents(run.outlet)
        for link, kind in state.links:
            known = run.state.feeds.get(link, FeedState())
            if link not in own and is_address(link) and (self.force or is_due(known.next_poll_at, self.now())):
                run.open_documents += 1
                self.ledger.expect(1)
                self._submit_document(run, link, kind, top=False, attempt=1)

    # pages

    def _plan_pages(self, run: OutletRun) -> None:
        """Hand the pages of an outlet to the schedule, once all its documents are read."""
        most = self.settings.collect_pages
        with self.ledger.lock:
            new = run.found.keys() - run.state.waiting.keys()
            run.state.waiting.update(run.found)
            run.found.clear()
            for page in run.state.bound_waiting():
                if page.seen is not None:
                    run.done.append((page.canonical_url, None))
                    continue
                fate = Fate(outcome="rejected", reason="not fetched: too many URLs of one outlet, and older than the others", again=False)
                self.ledger.refuse(run, replace(page, tries=1), fate)
            self.ledger.remember(run)
            due = [page for page in list_due(run.state.waiting.values(), self.now()) if page.canonical_url not in self.claimed]
            for page in due[most:]:
                if page.canonical_url in new:
                    self.ledger.journal(run, page, "pending", f"queued: more than {most} new pages of one outlet at once")
            self.claimed.update(page.canonical_url for page in due[:most])
            self.ledger.expect(len(due[:most]))
        for page in due[:most]:
            self._submit_page(run, page, attempt=1)

    def _submit_page(self, run: OutletRun, page: WaitingUrl, *, attempt: int, after: float = 0.0, identity: bool = False) -> None:
        not_before = time.monotonic() + after if after else 0.0
        self.schedule.submit(origin_of(page.canonical_url), lambda: self._fetch_page(run, page, attempt, identity), not_before=not_before)

    def _fetch_page(self, run: OutletRun, page: WaitingUrl, attempt: int, identity: bool) -> None:
        hours = self.settings.revisits
        if page.seen is not None and is_declared_unchanged(page.feed_updated_at, page.seen.last_at, last=page.seen.looks + 1 >= len(hours)):
            self.ledger.settle(run, page, None, plan_next_look(page, None, hours))
            return
        unasked = self._reason_not_to_ask(page)
        seen = page.seen
        if unasked is not None:
            if seen is None:
                self.ledger.end_page(run, page, unasked, tried=False)
            else:
                self.ledger.settle(run, page, None, page)
            return
        result = self.fetcher.fetch(
            page.canonical_url,
            purpose="page",
            outlet_id=run.outlet.outlet_id,
            attempt=attempt,
            identity=identity,
            etag=seen.etag if seen else None,
            last_modified=seen.last_modified if seen else None,
        )
        delay = self._decide_retry(result)
        fate = decide_fate(result.fetch, tries=page.tries + 1, denied_for_now=result.denied_for_now)
        if delay is not None:
            self.ledger.keep(result)
            self._submit_page(run, page, attempt=attempt + 1, after=delay, identity=result.fetch.status == "bad_encoding")
        elif seen is not None and not shows_change(seen, result):
            self.ledger.settle(run, page, result, plan_next_look(page, result, hours))
        elif result.fetch.status == "ok":
            self.ledger.capture_page(run, page, result, fate, plan_next_look(page, result, hours))
        else:
            with self.ledger.lock:
                self.ledger.keep(result)
                self.ledger.end_page(run, page, fate)

    def _reason_not_to_ask(self, page: WaitingUrl) -> Fate | None:
        """The fate of a page that isn't asked for in this run, None if it is."""
        closed = self.courtesy.reason_closed(origin_of(page.canonical_url))
        if closed is not None:
            return Fate(outcome="fetch_failed", reason=f"host_unreachable: not asked for, because {closed}", again=True)
        if time.monotonic() > self.ends_at:
            return Fate(outcome="pending", reason=f"queued: the run's {self.settings.collect_seconds:.0f} s were over", again=True)
        return None

    # hosts

    def _decide_retry(self, result: FetchResult) -> float | None:
        """Note what an answer says of its host, and return after how many seconds to try again, None for not."""
        row, origin = result.fetch, result.origin
        delay = decide_retry(row, attempts=self.settings.fetch_attempts, retry_after=result.retry_after)
        if origin is None:
            return delay
        dead = row.status in ("timeout", "connection_error") and row.http_status is None
        self.courtesy.note(origin, unreachable=dead, limit=MAX_DEAD_REQUESTS, reason=f"{row.status}: {row.error}")
        if row.status == "rate_limited" and result.retry_after is not None and result.retry_after > MAX_HOLD:
            self.courtesy.close(origin, f"it asked to wait {result.retry_after:.0f} s ({row.error})")
        elif row.status == "rate_limited" and delay is not None:
            self.courtesy.hold(origin, delay)
        return delay
