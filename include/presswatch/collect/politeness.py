"""Turns at hosts: one request at a time for each, a pause after each, and a hold when a host asks for one.

A host is an origin: scheme, host and port. This module owns time between requests; `robots` owns what may be asked for.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

MAX_CRAWL_DELAY = 60.0
MAX_HOLD = 120.0  # a host that asks for more is left alone for the rest of the run


class StoppedError(Exception):
    """The run is being ended; no further request is sent."""


@dataclass
class _Host:
    lock: threading.Lock = field(default_factory=threading.Lock)
    next_at: float = 0.0
    delay: float | None = None
    closed: str | None = None
    faults: int = 0


class Courtesy:
    """Keeps the time of the next request for each origin. `clock` gives monotonic seconds."""

    def __init__(self, pause: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._pause = pause
        self._clock = clock
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()
        self._stop = threading.Event()

    @contextlib.contextmanager
    def turn(self, origin: str) -> Iterator[None]:
        """Wait until the origin is free and its pause is over; the pause begins anew at the end of the block."""
        host = self._host(origin)
        with host.lock:
            while (wait := host.next_at - self._clock()) > 0 or self._stop.is_set():
                if self._stop.wait(wait):
                    raise StoppedError
            try:
                yield
            finally:
                pause = self._pause if host.delay is None else max(self._pause, host.delay)
                host.next_at = max(host.next_at, self._clock() + pause)

    def ready_at(self, origin: str) -> float:
        """Return the moment from which a request may be sent."""
        return self._host(origin).next_at

    def set_delay(self, origin: str, seconds: float | None) -> None:
        """Take over the crawl-delay of robots.txt, up to MAX_CRAWL_DELAY."""
        self._host(origin).delay = None if seconds is None else min(max(seconds, 0.0), MAX_CRAWL_DELAY)

    def hold(self, origin: str, seconds: float) -> None:
        """Send nothing to the origin for some seconds."""
        host = self._host(origin)
        host.next_at = max(host.next_at, self._clock() + seconds)

    def close(self, origin: str, reason: str) -> None:
        """Send nothing more to the origin in this run."""
        host = self._host(origin)
        host.closed = host.closed or reason

    def reason_closed(self, origin: str) -> str | None:
        """Return why nothing is sent to the origin any more, None if it is open."""
        return self._host(origin).closed

    def note(self, origin: str, *, unreachable: bool, limit: int, reason: str) -> None:
        """Count faults in a row of a host that doesn't answer at all; at `limit` it is closed."""
        host = self._host(origin)
        host.faults = host.faults + 1 if unreachable else 0
        if host.faults >= limit:
            self.close(origin, f"{host.faults} requests in a row failed, the last: {reason}")

    def stop(self) -> None:
        """Let no further request begin."""
        self._stop.set()

    def _host(self, origin: str) -> _Host:
        with self._lock:
            return self._hosts.setdefault(origin, _Host())
