"""One run of collecting: poll the feeds that are due, fetch new pages politely, write all of it to the raw zone, end.

This module owns the order of things and the report. Each step's own rules are in `decide`, `fetch`, `state` and the parsers.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace

from presswatch.collect.decide import decide_fate, decide_next_poll, decide_next_try, decide_retry, is_due
from presswatch.collect.feeds import FeedEntry, parse_feed, plain_text
from presswatch.collect.fetch import Fetcher, FetchResult, fetch_robots
from presswatch.collect.politeness import MAX_HOLD, Courtesy
from presswatch.collect.robots import Robots, robots_token
from presswatch.collect.schedule import HostSchedule
from presswatch.collect.sitemaps import parse_sitemap
from presswatch.collect.state import FeedState, OutletState, StateStore, WaitingUrl, list_due
from presswatch.collect.urls import canonicalise, origin_of, resolve
from presswatch.errors import InputError
from presswatch.ids import stable_id
from presswatch.model import Discovery, Outlet
from presswatch.raw import RawZone, open_zone
from presswatch.settings import Settings

COMMIT_CAPTURES = 200
COMMIT_SECONDS = 60.0
MAX_INDEXED_SITEMAPS = 10  # sitemaps of an index that are read in one run, the latest first
MAX_DEAD_REQUESTS = 5  # requests to a host that fail in a row before it is left alone for the run

Progress = Callable[[int, int, str], None]
"""Called with what is done, what is known to be to do so far, and what was just done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectReport:
    """What a run of collecting did. `faults` counts failed attempts by status; `seconds` is its duration."""

    outlets: int = 0
    feeds_polled: int = 0
    feeds_changed: int = 0
    feeds_unchanged: int = 0
    feeds_failed: int = 0
    urls_new: int = 0
    pages_captured: int = 0
    pages_failed: int = 0
    pages_denied: int = 0
    pages_waiting: int = 0
    requests: int = 0
    bytes: int = 0
    faults: tuple[tuple[str, int], ...] = ()
    seconds: float = 0.0


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
    chosen = _choose(tuple(outlets), outlet_ids)
    run = _Run(settings, zone or open_zone(settings), now, progress, force)
    return run.work(chosen)


def plan_collect(settings: Settings, outlets: Iterable[Outlet], now: dt.datetime, *, batches: int = 8) -> list[list[str]]:
    """Return batches of ids of the outlets with something due at `now`, for mapped tasks; outlets that share a host share a batch."""
    store = StateStore(open_zone(settings))
    groups: dict[str, list[str]] = {}
    leader: dict[str, str] = {}
    for outlet in outlets:
        state = store.load_outlet(outlet.outlet_id)
        if not (any(is_due(_feed_of(state, url).next_poll_at, now) for url in _documents(outlet)) or list_due(state.waiting.values(), now)):
            continue
        hosts = sorted({origin_of(url) for url in (*_documents(outlet), *([outlet.home_url] if outlet.home_url else []))})
        joined = sorted({leader[h] for h in hosts if h in leader})
        name = joined[0] if joined else outlet.outlet_id
        members = [*(m for j in joined for m in groups.pop(j)), outlet.outlet_id]
        groups[name] = members
        leader = {h: name if n in joined else n for h, n in leader.items()} | dict.fromkeys(hosts, name)
    plan: list[list[str]] = [[] for _ in range(max(1, min(batches, len(groups))))]
    for members in sorted(groups.values(), key=lambda m: (-len(m), m)):
        min(plan, key=len).extend(members)
    return [batch for batch in plan if batch]


@dataclass
class _OutletRun:
    outlet: Outlet
    state: OutletState
    open_documents: int = 0
    found: dict[str, WaitingUrl] = field(default_factory=dict)
    done: list[tuple[str, WaitingUrl | None]] = field(default_factory=list)


class _Run:
    def __init__(self, settings: Settings, zone: RawZone, now: Callable[[], dt.datetime], progress: Progress | None, force: bool) -> None:
        self.settings, self.now, self.force = settings, now, force
        self.progress = progress or (lambda done, total, what: None)
        self.session = zone.session()
        self.store = StateStore(zone)
        self.courtesy = Courtesy(settings.host_pause)
        self.schedule = HostSchedule(settings.fetch_jobs, self.courtesy.ready_at)
        self.fetcher = Fetcher(settings, self.courtesy, now=now)
        self.fetcher.robots = Robots(
            robots_token(settings.user_agent),
            fetch=lambda origin: fetch_robots(self.fetcher, origin, self._keep_document),
            now=now,
            load=self.store.load_robots,
            save=self.store.save_robots,
        )
        self.lock = threading.RLock()
        self.counts: Counter[str] = Counter()
        self.faults: Counter[str] = Counter()
        self.total = self.finished = 0
        self.claimed: set[str] = set()
        self.runs: list[_OutletRun] = []
        self.committed_at = time.monotonic()
        self.uncommitted = 0

    def work(self, outlets: tuple[Outlet, ...]) -> CollectReport:
        started = time.monotonic()
        try:
            for outlet in outlets:
                self._begin(_OutletRun(outlet=outlet, state=self.store.load_outlet(outlet.outlet_id)))
            self.schedule.run()
        finally:
            self.courtesy.stop()
            self._commit()
            self.fetcher.close()
        waiting = sum(len(run.state.waiting) for run in self.runs)
        return CollectReport(
            outlets=len(outlets),
            **{name: self.counts[name] for name in _COUNTED},
            pages_waiting=waiting,
            faults=tuple(sorted(self.faults.items())),
            seconds=round(time.monotonic() - started, 3),
        )

    # feeds and sitemaps

    def _begin(self, run: _OutletRun) -> None:
        now = self.now()
        self.runs.append(run)
        due = [url for url in _documents(run.outlet) if self.force or is_due(_feed_of(run.state, url).next_poll_at, now)]
        run.open_documents = len(due)
        for url in due:
            purpose = "feed" if url in run.outlet.feeds else "sitemap"
            self._submit_document(run, url, purpose, depth=0)
        if not due:
            self._plan_pages(run)

    def _submit_document(self, run: _OutletRun, url: str, purpose: str, *, depth: int, attempt: int = 1, after: float = 0.0) -> None:
        with self.lock:
            self.total += attempt == 1
        self.schedule.submit(origin_of(url), lambda: self._poll(run, url, purpose, depth, attempt), not_before=time.monotonic() + after if after else 0.0)

    def _poll(self, run: _OutletRun, url: str, purpose: str, depth: int, attempt: int) -> None:
        known = _feed_of(run.state, url)
        result = self.fetcher.fetch(
            url, purpose=purpose, outlet_id=run.outlet.outlet_id, attempt=attempt, etag=known.etag, last_modified=known.last_modified
        )
        self._note_host(result)
        self._keep_document(result)
        delay = decide_retry(result.fetch, attempts=self.settings.fetch_attempts, retry_after=result.retry_after)
        if delay is not None:
            self._hold(result, delay)
            self._submit_document(run, url, purpose, depth=depth, attempt=attempt + 1, after=delay)
            return
        entries, links = self._read_document(run, url, purpose, result, known)
        with self.lock:
            for entry in entries:
                self._discover(run, url, entry)
            if depth == 0:
                for link in links:
                    run.open_documents += 1
                    self._submit_document(run, link, "sitemap", depth=1)
            run.open_documents -= 1
            self._advance(f"{run.outlet.outlet_id}: {purpose} {result.fetch.status}")
            if run.open_documents == 0:
                self._plan_pages(run)

    def _read_document(
        self, run: _OutletRun, url: str, purpose: str, result: FetchResult, known: FeedState
    ) -> tuple[tuple[FeedEntry, ...], tuple[str, ...]]:
        """Note how a poll ended, and return the entries and further sitemaps of a new document."""
        now, row = self.now(), result.fetch
        self.counts["feeds_polled"] += 1
        entries: tuple[FeedEntry, ...] = ()
        links: tuple[str, ...] = ()
        if row.status == "ok":
            self.counts["feeds_changed"] += 1
            base = row.final_url or url
            if purpose == "feed":
                feed = parse_feed(result.body, url=base, content_type=row.content_type)
                entries, problem = feed.entries, feed.problem
            else:
                sitemap = parse_sitemap(result.body, url=base, content_type=row.content_type)
                newest = sorted(sitemap.sitemaps, key=lambda s: (s.changed_at is None, -(s.changed_at.timestamp() if s.changed_at else 0)))
                entries, problem = sitemap.entries, sitemap.problem
                links = tuple(dict.fromkeys(s.url for s in newest if _is_address(s.url)))[:MAX_INDEXED_SITEMAPS]
            fresh = sum(1 for e in entries if not self._is_known(run, url, e))
            quiet = 0 if fresh or known.polled_at is None else known.quiet_polls + 1
            state = FeedState(
                etag=result.header("etag"), last_modified=result.header("last-modified"), polled_at=now, changed_at=now, quiet_polls=quiet, problem=problem
            )
        elif row.status == "not_modified":
            self.counts["feeds_unchanged"] += 1
            state = replace(known, polled_at=now, quiet_polls=known.quiet_polls + 1, failures=0)
        else:
            self.counts["feeds_failed"] += 1
            state = replace(known, polled_at=now, failures=known.failures + 1, problem=f"{row.status}: {row.error}")
        run.state.feeds[url] = replace(state, next_poll_at=decide_next_poll(now, quiet_polls=state.quiet_polls, failures=state.failures))
        return entries, links

    def _is_known(self, run: _OutletRun, base: str, entry: FeedEntry) -> bool:
        address = _address_of(entry, base)
        try:
            return address is None or run.state.knows(canonicalise(address))
        except ValueError:
            return True

    def _discover(self, run: _OutletRun, feed_url: str, entry: FeedEntry) -> None:
        """Take up the URL of an entry: one that is new waits to be fetched, one that can't be an address gets its fate at once."""
        now = self.now()
        address = _address_of(entry, feed_url)
        if address is None:
            return
        try:
            canonical = canonicalise(address)
        except ValueError as error:
            if not run.state.knows(address):
                self.counts["urls_new"] += 1
                bad = WaitingUrl(url=address, canonical_url=address, feed_url=feed_url, title=plain_text(entry.title), discovered_at=now)
                self._journal(run, bad, "rejected", f"bad_url: {error}", now.date())
                run.done.append((address, None))
            return
        if run.state.knows(canonical) and canonical not in run.state.waiting:
            run.state.mark_named(canonical, now.date())
            return
        known = run.found.get(canonical) or run.state.waiting.get(canonical)
        if known is None:
            self.counts["urls_new"] += 1
            known = WaitingUrl(url=address, canonical_url=canonical, feed_url=feed_url, discovered_at=now)
        run.found[canonical] = replace(
            known,
            title=known.title or plain_text(entry.title),
            summary=known.summary or plain_text(entry.summary),
            feed_published_at=known.feed_published_at or entry.published_at,
        )

    # pages

    def _plan_pages(self, run: _OutletRun) -> None:
        """Hand the pages of an outlet to the schedule, once all its documents are read."""
        with self.lock:
            run.state.waiting.update(run.found)
            run.found.clear()
            self.store.save_outlet(run.state)
            mine = [w for w in list_due(run.state.waiting.values(), self.now()) if w.canonical_url not in self.claimed]
            now = mine[: self.settings.collect_pages]
            for page in mine[self.settings.collect_pages :]:
                if page.tries == 0:
                    self._journal(run, page, "pending", f"queued: more than {self.settings.collect_pages} new pages at once", self.now().date())
            self.claimed.update(page.canonical_url for page in now)
            self.total += len(now)
        for page in now:
            self._submit_page(run, page, attempt=1)

    def _submit_page(self, run: _OutletRun, page: WaitingUrl, *, attempt: int, after: float = 0.0, identity: bool = False) -> None:
        self.schedule.submit(
            origin_of(page.canonical_url),
            lambda: self._fetch_page(run, page, attempt, identity),
            not_before=time.monotonic() + after if after else 0.0,
        )

    def _fetch_page(self, run: _OutletRun, page: WaitingUrl, attempt: int, identity: bool) -> None:
        closed = self.courtesy.reason_closed(origin_of(page.canonical_url))
        if closed is not None:
            self._end_page(run, page, "fetch_failed", f"host_unreachable: not asked for, because {closed}", again=True, tried=False)
            return
        result = self.fetcher.fetch(page.canonical_url, purpose="page", outlet_id=run.outlet.outlet_id, attempt=attempt, identity=identity)
        self._note_host(result)
        delay = decide_retry(result.fetch, attempts=self.settings.fetch_attempts, retry_after=result.retry_after)
        if result.fetch.status == "ok":
            self._capture(run, page, result)
            return
        with self.lock:
            self._keep_document(result)
            if delay is not None:
                self._hold(result, delay)
                self._submit_page(run, page, attempt=attempt + 1, after=delay, identity=result.fetch.status == "bad_encoding")
                return
            fate = decide_fate(result.fetch, tries=page.tries + 1, denied_for_now=result.denied_for_now)
            self._end_page(run, page, fate.outcome, fate.reason, again=fate.again, tried=True)

    def _capture(self, run: _OutletRun, page: WaitingUrl, result: FetchResult) -> None:
        with self.lock:
            fate = decide_fate(result.fetch, tries=page.tries + 1)
            row = _build_discovery(run.outlet.outlet_id, page, fate.outcome, fate.reason, result.fetch.requested_at.date())
            self._count(result)
            self.session.add_capture(result.fetch, result.body, headers=result.headers, canonical_url=page.canonical_url, discovery=row)
            self.counts["pages_captured"] += 1
            self.uncommitted += 1
            run.done.append((page.canonical_url, None))
            self._advance(f"{run.outlet.outlet_id}: {page.title or page.canonical_url}")

    def _end_page(self, run: _OutletRun, page: WaitingUrl, outcome: str, reason: str, *, again: bool, tried: bool) -> None:
        with self.lock:
            now = self.now()
            self._journal(run, page, outcome, reason, now.date())
            self.counts["pages_denied" if outcome == "robots_denied" else "pages_failed"] += 1
            tries = page.tries + tried
            later = replace(page, tries=tries, next_try_at=decide_next_try(now, max(tries, 1))) if again else None
            run.done.append((page.canonical_url, later))
            self._advance(f"{run.outlet.outlet_id}: {reason}")

    # what is kept

    def _journal(self, run: _OutletRun, page: WaitingUrl, outcome: str, reason: str, day: dt.date) -> None:
        self.session.add_discovery(_build_discovery(run.outlet.outlet_id, page, outcome, reason, day), day)

    def _keep_document(self, result: FetchResult) -> None:
        """Write the row of an attempt, with its bytes if it has any to keep."""
        with self.lock:
            self._count(result)
            if result.fetch.status == "ok":
                self.session.add_capture(result.fetch, result.body, headers=result.headers)
            else:
                self.session.add_fetch(result.fetch)

    def _count(self, result: FetchResult) -> None:
        self.counts["requests"] += 1
        self.counts["bytes"] += result.fetch.bytes
        if result.fetch.status not in ("ok", "not_modified"):
            self.faults[result.fetch.status] += 1

    def _note_host(self, result: FetchResult) -> None:
        if result.origin is not None:
            dead = result.fetch.status in ("timeout", "connection_error") and result.fetch.http_status is None
            self.courtesy.note(result.origin, unreachable=dead, limit=MAX_DEAD_REQUESTS, reason=f"{result.fetch.status}: {result.fetch.error}")
            if result.retry_after is not None and result.fetch.status == "rate_limited" and result.retry_after > MAX_HOLD:
                self.courtesy.close(result.origin, f"it asked to wait {result.retry_after:.0f} s ({result.fetch.error})")

    def _hold(self, result: FetchResult, delay: float) -> None:
        if result.origin is not None and result.fetch.status == "rate_limited":
            self.courtesy.hold(result.origin, delay)

    def _advance(self, what: str) -> None:
        self.finished += 1
        self.progress(self.finished, self.total, what)
        if self.uncommitted >= COMMIT_CAPTURES or time.monotonic() - self.committed_at >= COMMIT_SECONDS:
            self._commit()

    def _commit(self) -> None:
        """Publish what was gathered, then remember what is done with. In that order: what is remembered must be there."""
        with self.lock:
            self.session.commit()
            today = self.now().date()
            for run in self.runs:
                for canonical, later in run.done:
                    if later is None:
                        run.state.finish(canonical, today)
                    else:
                        run.state.waiting[canonical] = later
                if run.done or not run.open_documents:
                    run.state.prune()
                    self.store.save_outlet(run.state)
                run.done.clear()
            self.uncommitted = 0
            self.committed_at = time.monotonic()


_COUNTED = (
    "feeds_polled", "feeds_changed", "feeds_unchanged", "feeds_failed", "urls_new", "pages_captured", "pages_failed", "pages_denied", "requests", "bytes",
)  # fmt: skip


def _choose(outlets: tuple[Outlet, ...], outlet_ids: Collection[str] | None) -> tuple[Outlet, ...]:
    if outlet_ids is None:
        return outlets
    unknown = sorted(set(outlet_ids) - {o.outlet_id for o in outlets})
    if unknown:
        raise InputError(f"no such outlet: {', '.join(unknown)}")
    return tuple(o for o in outlets if o.outlet_id in set(outlet_ids))


def _documents(outlet: Outlet) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*outlet.feeds, *outlet.sitemaps)))


def _feed_of(state: OutletState, url: str) -> FeedState:
    return state.feeds.get(url, FeedState())


def _address_of(entry: FeedEntry, base: str) -> str | None:
    """The address of an entry; an id serves where there is no link but it is an address."""
    link = entry.link or (entry.id if entry.id and _is_address(entry.id) else None)
    if not link:
        return None
    try:
        return resolve(base, link)
    except ValueError:
        return link


def _is_address(text: str) -> bool:
    return text.lower().startswith(("http://", "https://"))


def _build_discovery(outlet_id: str, page: WaitingUrl, outcome: str, reason: str, day: dt.date) -> Discovery:
    return Discovery(
        discovery_id=stable_id("discovery", page.canonical_url, day),
        url=page.url,
        canonical_url=page.canonical_url,
        outlet_id=outlet_id,
        feed_url=page.feed_url,
        title=page.title,
        summary=page.summary,
        feed_published_at=page.feed_published_at,
        discovered_at=page.discovered_at,
        outcome=outcome,
        reason=reason,
    )
