"""Work by host: many hosts at the same time, one job at a time for each, none before its host is ready.

This module owns threads and order. What a job does is the caller's.
"""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

Job = Callable[[], None]


class HostSchedule:
    """Runs jobs on `threads` threads. `ready_at` gives the monotonic time from which a host may be asked again.

    `on_stop` is called when the run is ended early. A job may submit further jobs. Jobs of a host run in the order of their earliest time, then of submission.
    """

    def __init__(
        self,
        threads: int,
        ready_at: Callable[[str], float],
        clock: Callable[[], float] = time.monotonic,
        on_stop: Callable[[], None] = lambda: None,
    ) -> None:
        self._threads = threads
        self._on_stop = on_stop
        self._ready_at = ready_at
        self._clock = clock
        self._waiting: dict[str, list[tuple[float, int, Job]]] = {}
        self._busy: set[str] = set()
        self._number = itertools.count()
        self._changed = threading.Condition()
        self._error: BaseException | None = None
        self._stopped = False

    def submit(self, host: str, job: Job, *, not_before: float = 0.0) -> None:
        """Add a job of a host, to run from monotonic time `not_before` on."""
        with self._changed:
            heapq.heappush(self._waiting.setdefault(host, []), (not_before, next(self._number), job))
            self._changed.notify()

    def run(self) -> None:
        """Run until no job is left. An exception of a job ends the run and is raised here."""
        with ThreadPoolExecutor(self._threads, thread_name_prefix="collect") as pool:
            workers = [pool.submit(self._work) for _ in range(self._threads)]
            try:
                for worker in workers:
                    worker.result()
            except BaseException:
                self.stop()
                raise
        if self._error is not None:
            raise self._error

    def stop(self) -> None:
        """Begin no further job."""
        self._on_stop()
        with self._changed:
            self._stopped = True
            self._waiting.clear()
            self._changed.notify_all()

    def _work(self) -> None:
        while True:
            with self._changed:
                found = self._take()
                while found is None:
                    if self._stopped or (not self._waiting and not self._busy):
                        self._changed.notify_all()
                        return
                    self._changed.wait(self._time_to_next())
                    found = self._take()
                host, job = found
            try:
                job()
            except BaseException as error:
                self._error = self._error or error
                self.stop()
            finally:
                with self._changed:
                    self._busy.discard(host)
                    self._changed.notify_all()

    def _take(self) -> tuple[str, Job] | None:
        """The job that has been ready longest, its host marked as busy."""
        now = self._clock()
        ready = [(max(jobs[0][0], self._ready_at(host)), jobs[0][1], host) for host, jobs in self._waiting.items() if host not in self._busy]
        if not ready or min(ready)[0] > now:
            return None
        host = min(ready)[2]
        job = heapq.heappop(self._waiting[host])[2]
        if not self._waiting[host]:
            del self._waiting[host]
        self._busy.add(host)
        return host, job

    def _time_to_next(self) -> float | None:
        moments = [max(jobs[0][0], self._ready_at(host)) for host, jobs in self._waiting.items() if host not in self._busy]
        return max(min(moments) - self._clock(), 0.001) if moments else None
