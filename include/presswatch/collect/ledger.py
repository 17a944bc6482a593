"""The ledger of a run: rows and bytes into the raw zone, counts, and what is remembered, in an order that loses nothing.

What is remembered as done is in the raw zone first; what waits is remembered before its feed counts as read. So a run that is killed
repeats work and loses none. This module owns that order; it decides nothing about feeds or pages.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from presswatch.collect.decide import Fate, decide_next_try
from presswatch.collect.fetch import FetchResult
from presswatch.collect.state import OutletState, StateStore, WaitingUrl
from presswatch.ids import stable_id
from presswatch.model import Discovery, Outlet
from presswatch.raw import RawZone

COMMIT_CAPTURES = 200
COMMIT_SECONDS = 60.0

Progress = Callable[[int, int, str], None]
"""Called with what is done, what is known to be to do so far, and what was just done."""


@dataclass
class OutletRun:
    """An outlet during a run. `found` are the new URLs of its documents, `done` what to remember at the next commit."""

    outlet: Outlet
    state: OutletState
    open_documents: int = 0
    found: dict[str, WaitingUrl] = field(default_factory=dict)
    done: list[tuple[str, WaitingUrl | None]] = field(default_factory=list)


class Ledger:
    """Keeps what a run does. May be used from several threads; `lock` may be held over several calls."""

    def __init__(self, zone: RawZone, store: StateStore, now: Callable[[], dt.datetime], progress: Progress | None) -> None:
        self.lock = threading.RLock()
        self.counts: Counter[str] = Counter()
        self.faults: Counter[str] = Counter()
        self.runs: list[OutletRun] = []
        self._session = zone.session()
        self._store, self._now = store, now
        self._progress = progress
        self._total = self._finished = 0
        self._uncommitted = 0
        self._committed_at = time.monotonic()

    def expect(self, number: int) -> None:
        """Note that so many further things are to be done."""
        with self.lock:
            self._total += number

    def advance(self, what: str) -> None:
        """Note that a thing is done; commits when it is time."""
        with self.lock:
            self._finished += 1
            if self._progress is not None:
                self._progress(self._finished, self._total, what)
            if self._uncommitted >= COMMIT_CAPTURES or time.monotonic() - self._committed_at >= COMMIT_SECONDS:
                self.commit()

    def keep(self, result: FetchResult, *, known_sha256: str | None = None) -> None:
        """Write the row of an attempt, with its bytes unless they are those of `known_sha256`, which are there already."""
        with self.lock:
            self._count(result)
            if result.fetch.status == "ok" and result.body_sha256 != known_sha256:
                self._session.add_capture(result.fetch, result.body, headers=result.headers)
            else:
                sha256 = result.body_sha256 if result.fetch.status == "ok" else None
                self._session.add_fetch(replace(result.fetch, body_sha256=sha256))

    def capture_page(self, run: OutletRun, page: WaitingUrl, result: FetchResult, fate: Fate, later: WaitingUrl | None) -> None:
        """Write a page's bytes and rows; the URL is then done with, or waits as `later` to be looked at again."""
        with self.lock:
            self._count(result)
            row = build_discovery(run.outlet.outlet_id, page, fate.outcome, fate.reason, result.fetch.requested_at.astimezone(dt.UTC).date())
            self._session.add_capture(result.fetch, result.body, headers=result.headers, canonical_url=page.canonical_url, discovery=row)
            self.counts["pages_captured" if page.seen is None else "pages_changed"] += 1
            self._uncommitted += 1
            run.done.append((page.canonical_url, later))
            self.advance(f"{run.outlet.outlet_id}: {page.title or page.canonical_url}")

    def end_page(self, run: OutletRun, page: WaitingUrl, fate: Fate, *, tried: bool = True) -> None:
        """Write the row of a URL that couldn't be had; it is done with, or waits for a later run if its fate says so."""
        with self.lock:
            self.journal(run, page, fate.outcome, fate.reason)
            self.counts["pages_denied" if fate.outcome == "robots_denied" else "pages_failed"] += 1
            tries = page.tries + tried
            later = replace(page, tries=tries, next_try_at=decide_next_try(self._now(), max(tries, 1))) if fate.again else None
            run.done.append((page.canonical_url, later))
            self.advance(f"{run.outlet.outlet_id}: {fate.reason}")

    def settle(self, run: OutletRun, page: WaitingUrl, result: FetchResult | None, later: WaitingUrl | None) -> None:
        """End another look at a page that brought nothing new; `result` None if the look wasn't needed."""
        with self.lock:
            if result is not None:
                self.keep(result, known_sha256=result.body_sha256)
            self.counts["pages_unchanged"] += 1
            run.done.append((page.canonical_url, later))
            self.advance(f"{run.outlet.outlet_id}: unchanged: {page.title or page.canonical_url}")

    def refuse(self, run: OutletRun, page: WaitingUrl, fate: Fate) -> None:
        """Write the row of a URL that isn't fetched at all, and be done with it."""
        with self.lock:
            self.counts["urls_new"] += page.tries == 0
            self.counts["pages_refused"] += 1
            self.journal(run, page, fate.outcome, fate.reason)
            run.done.append((page.canonical_url, None))

    def journal(self, run: OutletRun, page: WaitingUrl, outcome: str, reason: str) -> None:
        """Write the row of a URL under the current day."""
        with self.lock:
            day = self._now().astimezone(dt.UTC).date()
            self._session.add_discovery(build_discovery(run.outlet.outlet_id, page, outcome, reason, day), day)

    def remember(self, run: OutletRun) -> None:
        """Write an outlet's document now: its feeds are read, and the URLs that they named wait."""
        with self.lock:
            self._store.save_outlet(run.state)

    def commit(self) -> None:
        """Publish what was gathered, then remember what is done with."""
        with self.lock:
            self._session.commit()
            today = self._now().astimezone(dt.UTC).date()
            for run in self.runs:
                if not run.done or run.open_documents:
                    continue
                for canonical, later in run.done:
                    if later is None:
                        run.state.finish(canonical, today)
                    else:
                        run.state.waiting[canonical] = later
                run.done.clear()
                run.state.prune()
                self._store.save_outlet(run.state)
            self._uncommitted = 0
            self._committed_at = time.monotonic()

    def _count(self, result: FetchResult) -> None:
        self.counts["requests"] += 1
        self.counts["bytes"] += result.fetch.bytes
        if result.fetch.status not in ("ok", "not_modified"):
            self.faults[result.fetch.status] += 1


def build_discovery(outlet_id: str, page: WaitingUrl, outcome: str, reason: str, day: dt.date) -> Discovery:
    """Return the row of a URL for a day."""
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
