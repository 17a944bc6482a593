"""The check of an outlets file: which feeds and sitemaps answer today, with what.

For `presswatch outlets check`. It asks as politely as collecting does, keeps nothing and changes no state.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from presswatch.collect.decide import decide_retry
from presswatch.collect.documents import list_documents, read_document
from presswatch.collect.feeds import FeedEntry
from presswatch.collect.fetch import Fetcher, fetch_robots
from presswatch.collect.politeness import Courtesy
from presswatch.collect.robots import Robots, robots_token
from presswatch.collect.run import read_clock
from presswatch.collect.schedule import HostSchedule
from presswatch.collect.state import FeedState
from presswatch.collect.urls import canonicalise, origin_of
from presswatch.model import Outlet
from presswatch.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletCheck:
    """What one address of an outlet answers. `ok`: it is a feed or sitemap with entries, or names further ones (`n_links`).

    `newest_at` is the latest time of an entry, None if none has one; `problem` says in one line what is wrong, None if nothing is.
    `named` are the canonical addresses of its entries, `recent` those of them that it dates within the last day.
    """

    outlet_id: str
    url: str
    purpose: str
    ok: bool
    status: str
    http_status: int | None = None
    n_entries: int = 0
    n_links: int = 0
    newest_at: dt.datetime | None = None
    problem: str | None = None
    duration_ms: int = 0
    named: frozenset[str] = frozenset()
    recent: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Completeness:
    """Of the pages that an outlet's sitemaps date within the last day, those that its feeds don't name (`missed`, sorted)."""

    outlet_id: str
    n_recent: int
    missed: tuple[str, ...]


def check_outlets(
    settings: Settings,
    outlets: Iterable[Outlet],
    progress: Callable[[int, int, str], None] | None = None,
    *,
    now: Callable[[], dt.datetime] = read_clock,
) -> Iterator[OutletCheck]:
    """Yield a check for each feed and sitemap (failing those, home page) of the outlets, in the order in which they are known.

    Never raises for what a server does. Leaving the iterator early ends the work.
    """
    wanted = [(outlet, url, purpose) for outlet in outlets for url, purpose in list_documents(outlet).items()]
    courtesy = Courtesy(settings.host_pause)
    schedule = HostSchedule(settings.fetch_jobs, courtesy.ready_at, on_stop=courtesy.stop)
    fetcher = Fetcher(settings, courtesy, now=now)
    fetcher.robots = Robots(
        robots_token(settings.user_agent), fetch=lambda origin: fetch_robots(fetcher, origin, lambda result: None), now=now
    )
    answers: queue.SimpleQueue[OutletCheck | BaseException] = queue.SimpleQueue()
    for outlet, url, purpose in wanted:
        _submit(schedule, fetcher, settings, outlet.outlet_id, url, purpose, answers, attempt=1)

    def work() -> None:
        try:
            schedule.run()
        except BaseException as error:
            answers.put(error)

    thread = threading.Thread(target=work, name="check outlets", daemon=True)
    thread.start()
    try:
        for number in range(1, len(wanted) + 1):
            found = answers.get()
            if isinstance(found, BaseException):
                raise found
            if progress is not None:
                progress(number, len(wanted), f"{found.outlet_id}: {found.url}")
            yield found
    finally:
        courtesy.stop()
        schedule.stop()
        thread.join()
        fetcher.close()


def compare_documents(checks: Iterable[OutletCheck]) -> list[Completeness]:
    """Return, for each outlet whose feeds and sitemaps both answer, what its feeds miss; by outlet."""
    named: dict[str, set[str]] = {}
    recent: dict[str, set[str]] = {}
    for check in checks:
        if check.ok and check.purpose == "feed":
            named.setdefault(check.outlet_id, set()).update(check.named)
        elif check.ok:
            recent.setdefault(check.outlet_id, set()).update(check.recent)
    return [Completeness(outlet_id=o, n_recent=len(recent[o]), missed=tuple(sorted(recent[o] - named[o]))) for o in sorted(named.keys() & recent.keys())]


def _name_entries(entries: Iterable[FeedEntry], since: dt.datetime) -> tuple[frozenset[str], frozenset[str]]:
    """Return the canonical addresses of entries, and of those dated since a time."""
    named: dict[str, bool] = {}
    for entry in entries:
        with contextlib.suppress(ValueError):
            moment = entry.published_at or entry.updated_at
            named[canonicalise(entry.link or "")] = moment is not None and moment >= since
    return frozenset(named), frozenset(url for url, is_recent in named.items() if is_recent)


def _submit(
    schedule: HostSchedule,
    fetcher: Fetcher,
    settings: Settings,
    outlet_id: str,
    url: str,
    purpose: str,
    answers: queue.SimpleQueue[OutletCheck | BaseException],
    *,
    attempt: int,
    after: float = 0.0,
) -> None:
    def ask() -> None:
        result = fetcher.fetch(url, purpose=purpose, outlet_id=outlet_id, attempt=attempt)
        row = result.fetch
        delay = decide_retry(row, attempts=min(settings.fetch_attempts, 2), retry_after=result.retry_after)
        if delay is not None:
            _submit(schedule, fetcher, settings, outlet_id, url, purpose, answers, attempt=attempt + 1, after=delay)
            return
        document = read_document(purpose, result, FeedState()) if row.status == "ok" else None
        entries = document.entries if document else ()
        times = [moment for entry in entries if (moment := entry.published_at or entry.updated_at)]
        problem = f"{row.status}: {row.error}" if document is None else document.problem
        if document is not None and not entries and not document.links and problem is None:
            problem = "no entries"
        named, recent = _name_entries(entries, row.requested_at - dt.timedelta(days=1))
        answers.put(
            OutletCheck(
                outlet_id=outlet_id,
                url=url,
                purpose=purpose,
                ok=bool(entries or (document and document.links)),
                status=row.status,
                http_status=row.http_status,
                n_entries=len(entries),
                n_links=len(document.links) if document else 0,
                newest_at=max(times, default=None),
                problem=problem,
                duration_ms=row.duration_ms,
                named=named,
                recent=recent,
            )
        )

    schedule.submit(origin_of(url), ask, not_before=time.monotonic() + after if after else 0.0)
