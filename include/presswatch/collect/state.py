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
    """What is remembered of a feed or sitemap: validators, and what its polls have shown. Times are UTC."""

    etag: str | None = None
    last_modified: str | None = None
    polled_at: dt.datetime | None = None
    changed_at: dt.datetime | None = None
    next_poll_at: dt.datetime | None = None
    quiet_polls: int = 0
    failures: int = 0
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingUrl:
    """A URL that is still to be fetched, with what its feed said. `tries` counts the runs that tried it."""

    url: str
    canonical_url: str
    feed_url: str | None = None
    title: str | None = None
    summary: str | None = None
    feed_published_at: dt.datetime | None = None
    discovered_at: dt.datetime
    tries: int = 0
    next_try_at: dt.datetime | None = None


@dataclass
class OutletState:
    """The document of one outlet. `seen` maps a URL's key to the day when a feed last named it."""

    outlet_id: str
    feeds: dict[str, FeedState] = field(default_factory=dict)
    seen: dict[str, dt.date] = field(default_factory=dict)
    waiting: dict[str, WaitingUrl] = field(default_factory=dict)

    def knows(self, canonical_url: str) -> bool:
        """Return whether a URL needs no further discovery: it is done with, or waits."""
        return canonical_url in self.waiting or url_key(canonical_url) in self.seen

    def mark_named(self, canonical_url: str, day: dt.date) -> None:
        """Note that a feed names a finished URL on `day`."""
        key = url_key(canonical_url)
        if key in self.seen:
            self.seen[key] = max(day, self.seen[key])

    def finish(self, canonical_url: str, day: dt.date) -> None:
        """Note that a URL is done with, for good or ill."""
        self.waiting.pop(canonical_url, None)
        self.seen[url_key(canonical_url)] = day

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
    """Return the waiting URLs whose time has come, newest publication first, then in order of discovery."""
    due = [w for w in waiting if w.next_try_at is None or w.next_try_at <= now]
    oldest = dt.datetime.min.replace(tzinfo=dt.UTC)
    return sorted(due, key=lambda w: (-(w.feed_published_at or oldest).timestamp(), w.discovered_at, w.canonical_url))


def _file_name(key: str) -> str:
    return f"{re.sub(r'[^A-Za-z0-9.-]+', '_', key)[:80]}-{stable_id('file', key)[:8]}"


def _plain(record: Any) -> dict[str, Any]:
    values = {f.name: getattr(record, f.name) for f in dataclasses.fields(record)}
    return {k: v.isoformat() if isinstance(v, dt.datetime) else v for k, v in values.items() if v is not None or k in ("text", "problem")}


def _with_times(found: Mapping[str, Any], kind: type) -> dict[str, Any]:
    names = {f.name for f in dataclasses.fields(kind)}
    return {k: dt.datetime.fromisoformat(v) if k.endswith("_at") and v is not None else v for k, v in found.items() if k in names}
