"""One attempt to fetch an address: redirects followed by hand, each hop checked and polite, ending in a row of `fetches`.

This module owns the way from an address to a `FetchResult`; sockets are in `transport`, time between requests in `politeness`, and
whether to try again in `decide`. It never raises for what a server does.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from http import HTTPStatus

from presswatch.collect.addresses import AddressGuard
from presswatch.collect.faults import FaultError
from presswatch.collect.politeness import Courtesy
from presswatch.collect.robots import Robots, RobotsAnswer
from presswatch.collect.transport import Response, Transport
from presswatch.collect.urls import canonicalise, origin_of, resolve
from presswatch.ids import sha256_hex, stable_id
from presswatch.model import Fetch
from presswatch.settings import Settings

MAX_REDIRECTS = 8
_OF_TIME = 0.99  # the share of the time limit that sockets may use; the rest is for noticing that it is over
_REDIRECTS = {301, 302, 303, 307, 308}
_ACCEPT = {
    "page": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5",
    "feed": "application/rss+xml,application/atom+xml,application/xml;q=0.9,*/*;q=0.5",
    "sitemap": "application/xml,text/xml;q=0.9,*/*;q=0.5",
    "robots": "text/plain,*/*;q=0.5",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchResult:
    """How an attempt ended. `body` and `headers` are there if the status is ok; `retry_after` is what the host asked for, in seconds.

    `origin` is the host that answered or failed last; `denied_for_now` says that a denial by robots.txt may heal.
    """

    fetch: Fetch
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    retry_after: float | None = None
    origin: str | None = None
    denied_for_now: bool = False

    def header(self, name: str) -> str | None:
        """Return a header's first value, None if it isn't there."""
        return next((v for k, v in self.headers if k.lower() == name), None)

    @property
    def body_sha256(self) -> str:
        """SHA-256 of the body in hex."""
        return sha256_hex(self.body)


class Fetcher:
    """Fetches addresses, one attempt at a time. May be used from several threads.

    `robots` is asked about every hop of every purpose but robots itself; without it (tests, checks) all is allowed.
    """

    def __init__(
        self,
        settings: Settings,
        courtesy: Courtesy,
        *,
        now: Callable[[], dt.datetime],
        transport: Transport | None = None,
        robots: Robots | None = None,
    ) -> None:
        self._settings = settings
        self._courtesy = courtesy
        self._now = now
        self._transport = transport or Transport(AddressGuard(settings.allowed_networks))
        self.robots = robots

    def close(self) -> None:
        """Close all connections."""
        self._transport.close()

    def fetch(
        self,
        url: str,
        *,
        purpose: str,
        outlet_id: str | None = None,
        attempt: int = 1,
        etag: str | None = None,
        last_modified: str | None = None,
        identity: bool = False,
    ) -> FetchResult:
        """Make one attempt. With `etag` or `last_modified` it is conditional; `identity` asks for an uncompressed body."""
        requested_at = self._now()
        row = Fetch(
            fetch_id=stable_id("fetch", url, requested_at.isoformat(), attempt),
            url=url,
            outlet_id=outlet_id,
            purpose=purpose,
            requested_at=requested_at,
            status="ok",
            attempt=attempt,
        )
        headers = {
            "User-Agent": self._settings.user_agent,
            "Accept": _ACCEPT[purpose],
            "Accept-Encoding": "identity" if identity else "gzip, deflate",
        }
        if etag:
            headers["If-None-Match"] = etag
        if last_modified:
            headers["If-Modified-Since"] = last_modified
        chain = _Chain(row)
        try:
            return self._follow(chain, headers)
        except FaultError as fault:
            failed = replace(chain.row, status=fault.status, error=fault.text, http_status=fault.http_status, bytes=fault.received)
            return FetchResult(fetch=chain.timed(failed), origin=chain.origin, denied_for_now=chain.denied_for_now)

    def _follow(self, chain: _Chain, headers: dict[str, str]) -> FetchResult:
        url = chain.row.url
        for hop in range(MAX_REDIRECTS + 1):
            url = self._admit(chain, url, hop)
            response = self._get(chain, url, headers | chain.cookie_header())
            location = response.header("location")
            if response.status not in _REDIRECTS or not location:
                return self._conclude(chain, response)
            chain.take_cookies(response)
            try:
                url = resolve(url, _read_utf8(location))
            except ValueError as error:
                raise FaultError("bad_url", f"redirect to {location[:80]!r}: {error}", http_status=response.status) from None
        raise FaultError("too_many_redirects", f"more than {MAX_REDIRECTS} redirects, the last to {url[:200]}")

    def _admit(self, chain: _Chain, url: str, hop: int) -> str:
        """Check that a hop may be asked for, and return its address. Raises FaultError otherwise."""
        try:
            url = canonicalise(url) if hop == 0 else _drop_fragment(url)
            chain.origin = origin_of(url)
        except ValueError as error:
            raise FaultError("bad_url", f"{'redirect to ' if hop else ''}{error}") from None
        step = (url, *chain.cookie_header().values())
        if step in chain.seen:
            raise FaultError("too_many_redirects", f"redirect loop: back to {url[:200]}")
        chain.seen.add(step)
        chain.row = replace(chain.row, final_url=url)
        closed = self._courtesy.reason_closed(chain.origin)
        if closed:
            raise FaultError("connection_error", f"host set aside: {closed}")
        if self.robots is not None and chain.row.purpose != "robots":
            self._transport.check(url, seconds=self._settings.fetch_timeout)
            verdict = self.robots.judge(chain.origin, url)
            self._courtesy.set_delay(chain.origin, self.robots.crawl_delay(chain.origin))
            if not verdict.allowed:
                chain.denied_for_now = verdict.healable
                raise FaultError("robots_denied", verdict.reason or "robots.txt doesn't allow it")
        return url

    def _get(self, chain: _Chain, url: str, headers: dict[str, str]) -> Response:
        left = self._settings.fetch_timeout * _OF_TIME - chain.spent
        if left <= 0:
            raise FaultError("timeout", f"timed out after {self._settings.fetch_timeout:.0f} s in {len(chain.seen) - 1} redirects")
        with self._courtesy.turn(chain.origin or ""):
            started = time.monotonic()
            try:
                return self._transport.get(url, headers, seconds=left, max_bytes=self._settings.fetch_max_bytes)
            finally:
                chain.spent += time.monotonic() - started

    def _conclude(self, chain: _Chain, response: Response) -> FetchResult:
        """Return the result of the response that ended the chain."""
        row = replace(chain.row, http_status=response.status, content_type=response.header("content-type"), bytes=len(response.body))
        if 200 <= response.status < 300:
            row = replace(row, status="ok")
        elif response.status == HTTPStatus.NOT_MODIFIED:
            row = replace(row, status="not_modified")
        else:
            limited = response.status == HTTPStatus.TOO_MANY_REQUESTS or (
                response.status == HTTPStatus.SERVICE_UNAVAILABLE and response.header("retry-after") is not None
            )
            row = replace(row, status="rate_limited" if limited else "http_error", error=_describe_status(response))
        return FetchResult(
            fetch=chain.timed(row),
            body=response.body,
            headers=response.headers,
            retry_after=parse_retry_after(response.header("retry-after"), self._now()),
            origin=chain.origin,
        )


class _Chain:
    """What is known while the hops of one attempt are followed."""

    def __init__(self, row: Fetch) -> None:
        self.row = row
        self.seen: set[tuple[str, ...]] = set()
        self.cookies: dict[str, dict[str, str]] = {}
        self.spent = 0.0
        self.origin: str | None = None
        self.denied_for_now = False

    def take_cookies(self, response: Response) -> None:
        """Keep cookies for the hops of this chain: some sites set one and redirect to the same page. No other request gets them."""
        for name, value in response.headers:
            pair = value.split(";", 1)[0].strip()
            if name.lower() == "set-cookie" and "=" in pair and pair.isascii() and pair.isprintable():
                self.cookies.setdefault(self.origin or "", {})[pair.split("=", 1)[0]] = pair

    def cookie_header(self) -> dict[str, str]:
        own = self.cookies.get(self.origin or "", {})
        return {"Cookie": "; ".join(own.values())[:4000]} if own else {}

    def timed(self, row: Fetch) -> Fetch:
        return replace(row, duration_ms=round(self.spent * 1000))


def fetch_robots(fetcher: Fetcher, origin: str, keep: Callable[[FetchResult], None]) -> RobotsAnswer:
    """Get the robots.txt of an origin, hand the result to `keep`, and return the answer for `Robots`."""
    result = fetcher.fetch(f"{origin}/robots.txt", purpose="robots")
    keep(result)
    row = result.fetch
    return RobotsAnswer(status=row.status, http_status=row.http_status, body=result.body, error=row.error)


def parse_retry_after(value: str | None, now: dt.datetime) -> float | None:
    """Return the seconds that a Retry-After header asks for (RFC 9110, 10.2.3), None if there is none that can be read."""
    if value is None:
        return None
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(min(int(value[:10]), 10**9))
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return max(0.0, (moment - now).total_seconds())


def _describe_status(response: Response) -> str:
    try:
        phrase = f" {HTTPStatus(response.status).phrase}"
    except ValueError:
        phrase = ""
    after = response.header("retry-after")
    return f"HTTP {response.status}{phrase}" + (f", Retry-After: {after[:40]}" if after else "")


def _read_utf8(header: str) -> str:
    """Headers come as latin-1; an address in one that isn't ASCII is UTF-8 in practice."""
    try:
        return header.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return header


def _drop_fragment(url: str) -> str:
    """A redirect's target as it is asked for: as given, but written as an address must be."""
    return canonicalise(url, keep_tracking=True)
