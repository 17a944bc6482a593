"""robots.txt: what a host lets us fetch, and how slowly (RFC 9309; crawl-delay as commonly meant).

protego reads the files; this module owns when one is fetched anew and what its absence means. It sends no request itself.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from dataclasses import dataclass

from protego import Protego

MAX_BYTES = 500_000  # RFC 9309 asks crawlers to read at least 500 KiB
KEEP = dt.timedelta(hours=24)
KEEP_FAILURE = dt.timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsFile:
    """What is known of a host's robots.txt: its text, "" if there is none (all allowed), None with a problem if it can't be had."""

    text: str | None
    problem: str | None = None
    expires_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether an address may be fetched, if not why, and whether that may heal."""

    allowed: bool
    reason: str | None = None
    healable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsAnswer:
    """How the request for a robots.txt ended: status of the fetch, HTTP status, body, error."""

    status: str
    http_status: int | None
    body: bytes
    error: str | None


def read_answer(answer: RobotsAnswer, now: dt.datetime) -> RobotsFile:
    """Return what an answer means: 2xx the rules, 4xx no rules; anything else that nothing may be fetched for now (RFC 9309, 2.3.1)."""
    code = answer.http_status
    if answer.status == "ok":
        return RobotsFile(text=answer.body[:MAX_BYTES].decode("utf-8-sig", "replace"), expires_at=now + KEEP)
    if answer.status == "http_error" and code is not None and 400 <= code < 500:
        return RobotsFile(text="", expires_at=now + KEEP)
    if answer.status in ("too_many_redirects", "too_large"):
        return RobotsFile(text="", expires_at=now + KEEP)
    return RobotsFile(text=None, problem=f"robots.txt can't be had: {answer.status}: {answer.error}", expires_at=now + KEEP_FAILURE)


class Robots:
    """Answers for addresses of all hosts. `fetch` gets a robots.txt by origin; `load` and `save` keep files between runs."""

    def __init__(
        self,
        token: str,
        *,
        fetch: Callable[[str], RobotsAnswer],
        now: Callable[[], dt.datetime],
        load: Callable[[str], RobotsFile | None] = lambda _: None,
        save: Callable[[str, RobotsFile], None] = lambda _, __: None,
    ) -> None:
        self._token = token
        self._fetch, self._now, self._load, self._save = fetch, now, load, save
        self._known: dict[str, tuple[RobotsFile, Protego]] = {}
        self._locks: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def judge(self, origin: str, url: str) -> Verdict:
        """Return whether `url` of `origin` may be fetched; gets robots.txt if it isn't known or has expired."""
        file, rules = self._rules(origin)
        if file.text is None:
            return Verdict(allowed=False, reason=file.problem, healable=True)
        if file.text and not rules.can_fetch(url, self._token):
            return Verdict(allowed=False, reason=f"robots.txt of {origin} doesn't allow it")
        return Verdict(allowed=True)

    def crawl_delay(self, origin: str) -> float | None:
        """Return the crawl-delay in seconds, None if there is none."""
        found = self._rules(origin)[1].crawl_delay(self._token)
        return None if found is None else float(found)

    def sitemaps(self, origin: str) -> tuple[str, ...]:
        """Return the sitemaps that robots.txt names."""
        return tuple(self._rules(origin)[1].sitemaps)

    def _rules(self, origin: str) -> tuple[RobotsFile, Protego]:
        with self._lock:
            lock = self._locks.setdefault(origin, threading.Lock())
        with lock:
            known = self._known.get(origin)
            if known is None:
                kept = self._load(origin)
                known = (kept, _parse(kept.text)) if kept is not None else None
            if known is None or known[0].expires_at <= self._now():
                file = read_answer(self._fetch(origin), self._now())
                self._save(origin, file)
                known = (file, _parse(file.text))
            self._known[origin] = known
            return known


def robots_token(user_agent: str) -> str:
    """Return the product token by which robots.txt names us: the user agent's text before the first slash."""
    return user_agent.split("/", 1)[0].strip() or "Presswatch"


def _parse(text: str | None) -> Protego:
    try:
        return Protego.parse(text or "")
    except Exception:  # a file that can't be read at all has no rules that we could follow
        return Protego.parse("")
