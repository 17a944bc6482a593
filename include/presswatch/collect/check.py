"""The check of an outlets file: which feeds and sitemaps answer today, with what.

For `presswatch outlets check`. It asks as politely as collecting does, keeps nothing and changes no state.
"""

from __future__ import annotations

import datetime as dt
import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from presswatch.collect.decide import decide_retry
from presswatch.collect.documents import list_documents, read_document
from presswatch.collect.fetch import Fetcher, fetch_robots
from presswatch.collect.politeness import Courtesy
from presswatch.collect.robots import Robots, robots_token
from presswatch.collect.run import read_clock
from presswatch.collect.schedule import HostSchedule
from presswatch.collect.state import FeedState
from presswatch.collect.urls import origin_of
from presswatch.model import Outlet
from presswatch.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletCheck:
    """What one address of an outlet answers. `ok`: it is a feed or sitemap with entries, or names further ones (`n_links`).

    `newest_at` is the latest time of an entry, None if none has one; `problem` says in one line what is wrong, None if nothing is.
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
            )
        )

    schedule.submit(origin_of(url), ask, not_before=time.monotonic() + after if after else 0.0)
