"""What collecting remembers between runs: per outlet its feeds' validators, the URLs seen and those still to fetch; per host robots.txt.

Kept as JSON documents under `state/` of the raw zone. All of it may be lost: feeds are then read anew and pages fetched again. This module
owns the documents and how long a URL is remembered; it makes no decision about fetching.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from presswatch.collect.robots import RobotsFile
from presswatch.ids import stable_id
from presswatch.raw import RawZone

VERSION = 1
FORGET_AFTER = dt.timedelta(weeks=6)
MAX_SEEN = 50_000
MAX_WAITING = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """What is remembered of a feed or sitemap: validators, and what its polls have shown. Times are UTC.

    `changed_at` is when it last answered with a body, `news_at` when that named a URL that wasn't known. `quiet_polls` and `failures` count
    polls in a row; `gap` is the usual time between news in seconds. `links` are further documents that it named, with their purpose.
    """

    etag: str | None = None
    last_modified: str | None = None
    body_sha256: str | None = None
    polled_at: dt.datetime | None = None
    changed_at: dt.datetime | None = None
    news_at: dt.datetime | None = None
    next_poll_at: dt.datetime | None = None
    gap: float | None = None
    quiet_polls: int = 0
    failures: int = 0
    problem: str | None = None
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was seen of a page: when first and last, by which bytes and text, and how many looks were taken after the first."""

    first_at: dt.datetime
    last_at: dt.datetime
    body_sha256: str
    text_sha256: str
    etag: str | None = None
    last_modified: str | None = None
    looks: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingUrl:
    """A URL that is still to be fetched, with what its feed said. `tries` counts the runs that tried it.

    `seen` is there if it was captured and is to be looked at again.
    """

    url: str
    canonical_url: str
    feed_url: str | None = None
    title: str | None = None
    summary: str | None = None
    feed_published_at: dt.datetime | None = None
    discovered_at: dt.datetime
    feed_updated_at: dt.datetime | None = None
    tries: int = 0
    next_try_at: dt.datetime | None = None
    seen: Seen | None = None


@dataclass
class OutletState:
    """The document of one outlet. `seen` maps a URL's key to the day when a feed last named it."""

    outlet_id: str
    feeds: dict[str, FeedState] = field(default_factory=dict)
    seen: dict[str, dt.date] = field(default_factory=dict)
    waiting: dict[str, WaitingUrl] = field(default_factory=dict)

    def knows(self, canonical_url: str) -> bool:
        """Return whether a URL needs no further discovery: it is done with, or waits."""
        return canonical_url in self.waiting or self.is_finished(canonical_url)

    def is_finished(self, canonical_url: str) -> bool:
        """Return whether a URL is done with."""
        return canonical_url not in self.waiting and url_key(canonical_url) in self.seen

    def mark_named(self, canonical_url: str, day: dt.date) -> None:
        """Note that a feed names a finished URL on `day`."""
        key = url_key(canonical_url)
        if key in self.seen:
            self.seen[key] = max(day, self.seen[key])

    def finish(self, canonical_url: str, day: dt.date) -> None:
        """Note that a URL is done with, for good or ill."""
        self.waiting.pop(canonical_url, None)
        self.seen[url_key(canonical_url)] = day

    def bound_waiting(self) -> list[WaitingUrl]:
        """Drop the oldest of too many waiting URLs, and return them."""
        surplus = list_newest(self.waiting.values())[MAX_WAITING:]
        for page in surplus:
            del self.waiting[page.canonical_url]
        return surplus

    def prune(self) -> None:
        """Forget URLs that no feed has named for weeks, reckoned from the oldest document still current; keep a bounded number."""
        changed = [f.changed_at.date() for f in self.feeds.values() if f.changed_at is not None]
        if changed:
            horizon = min(changed) - FORGET_AFTER
            self.seen = {k: d for k, d in self.seen.items() if d >= horizon}
        if len(self.seen) > MAX_SEEN:
            newest = sorted(self.seen.items(), key=lambda pair: (pair[1], pair[0]), reverse=True)[:MAX_SEEN]
            self.seen = dict(newest)


class StateStore:
    """Reads and writes the documents. A document that is missing or damaged counts as empty."""

    def __init__(self, zone: RawZone) -> None:
        self._storage = zone.storage

    def load_outlet(self, outlet_id: str) -> OutletState:
        """Return what is remembered of an outlet."""
        found = self._read(f"state/outlets/{_file_name(outlet_id)}.json")
        try:
            return OutletState(
                outlet_id=outlet_id,
                feeds={url: FeedState(**_with_times(f, FeedState)) for url, f in found.get("feeds", {}).items()},
                seen={k: dt.date.fromisoformat(d) for k, d in found.get("seen", {}).items()},
                waiting={w["canonical_url"]: WaitingUrl(**_with_times(w, WaitingUrl)) for w in found.get("waiting", [])},
            )
        except (TypeError, ValueError, KeyError, AttributeError):
            return OutletState(outlet_id=outlet_id)

    def save_outlet(self, state: OutletState) -> None:
        """Write what is remembered of an outlet, in place of what was there."""
        self._write(
            f"state/outlets/{_file_name(state.outlet_id)}.json",
            {
                "version": VERSION,
                "outlet_id": state.outlet_id,
                "feeds": {url: _plain(f) for url, f in state.feeds.items()},
                "waiting": [_plain(w) for w in state.waiting.values()],
                "seen": {k: d.isoformat() for k, d in state.seen.items()},
            },
        )

    def queue_pages(self, outlet_id: str, key: str, pages: Iterable[WaitingUrl]) -> None:
        """Lay down URLs for the next run of collecting, whatever run may be writing the outlet's document now; `key` names where they are from."""
        self._write(f"{_queue_folder(outlet_id)}/{_file_name(key)}.json", {"version": VERSION, "waiting": [_plain(page) for page in pages]})

    def read_queues(self, outlet_id: str) -> dict[str, list[WaitingUrl]]:
        """Return the URLs laid down for an outlet, by the name under which `drop_queue` forgets them."""
        found = {name: self._read(name) for name in sorted(self._storage.list_files(_queue_folder(outlet_id)))}
        return {name: [WaitingUrl(**_with_times(page, WaitingUrl)) for page in document.get("waiting", [])] for name, document in found.items()}

    def drop_queue(self, name: str) -> None:
        """Forget URLs that were laid down, once they wait in the outlet's document."""
        self._storage.remove(name)

    def load_robots(self, origin: str) -> RobotsFile | None:
        """Return the robots.txt kept of a host, None if there is none."""
        found = self._read(f"state/robots/{_file_name(origin)}.json")
        try:
            return RobotsFile(text=found["text"], problem=found["problem"], expires_at=dt.datetime.fromisoformat(found["expires_at"]))
        except (TypeError, ValueError, KeyError):
            return None

    def save_robots(self, origin: str, file: RobotsFile) -> None:
        """Keep the robots.txt of a host."""
        self._write(f"state/robots/{_file_name(origin)}.json", {"origin": origin, **_plain(file)})

    def is_done(self, kind: str, key: str) -> bool:
        """Return whether a piece of work was marked as done."""
        return bool(self._read(f"state/{kind}/{_file_name(key)}.json"))

    def mark_done(self, kind: str, key: str, facts: Mapping[str, Any]) -> None:
        """Mark a piece of work as done."""
        self._write(f"state/{kind}/{_file_name(key)}.json", {"key": key, **facts})

    def _read(self, name: str) -> dict[str, Any]:
        data = self._storage.read(name)
        if data is None:
            return {}
        try:
            found = json.loads(data)
        except ValueError:
            return {}
        return found if isinstance(found, dict) and found.get("version", VERSION) == VERSION else {}

    def _write(self, name: str, document: Mapping[str, Any]) -> None:
        self._storage.write(name, json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace"))


def url_key(canonical_url: str) -> str:
    """Return the short key under which a finished URL is remembered."""
    return stable_id("url", canonical_url)[:16]


def list_due(waiting: Iterable[WaitingUrl], now: dt.datetime) -> list[WaitingUrl]:
    """Return the waiting URLs whose time has come, in the order of `list_newest`."""
    return list_newest(w for w in waiting if w.next_try_at is None or w.next_try_at <= now)


def list_newest(waiting: Iterable[WaitingUrl]) -> list[WaitingUrl]:
    """Return waiting URLs in the order in which to fetch them: new ones before looks taken again, newest publication first."""
    oldest = dt.datetime.min.replace(tzinfo=dt.UTC)
    return sorted(waiting, key=lambda w: (w.seen is not None, -(w.feed_published_at or w.feed_updated_at or oldest).timestamp(), w.discovered_at, w.canonical_url))


def _queue_folder(outlet_id: str) -> str:
    return f"state/queues/{_file_name(outlet_id)}"


def _file_name(key: str) -> str:
    return f"{re.sub(r'[^A-Za-z0-9.-]+', '_', key)[:80]}-{stable_id('file', key)[:8]}"


def _plain(record: Any) -> dict[str, Any]:
    values = {f.name: getattr(record, f.name) for f in dataclasses.fields(record)}
    return {k: _plain_value(v) for k, v in values.items() if v is not None or k in ("text", "problem")}


def _plain_value(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.isoformat()
    return _plain(value) if isinstance(value, Seen) else value


def _with_times(found: Mapping[str, Any], kind: type) -> dict[str, Any]:
    names = {f.name for f in dataclasses.fields(kind)}
    values: dict[str, Any] = {}
    for name, value in found.items():
        if name not in names:
            continue
        if name == "seen":
            value = Seen(**_with_times(value, Seen))
        elif name == "links":
            value = tuple((str(url), str(purpose)) for url, purpose in value)
        elif name.endswith("_at") and value is not None:
            value = dt.datetime.fromisoformat(value)
        values[name] = value
    return values
