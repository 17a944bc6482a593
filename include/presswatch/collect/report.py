"""The report of a run of collecting: what was polled, found, fetched and missed, as counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from presswatch.collect.decide import is_silent
from presswatch.collect.documents import list_documents
from presswatch.collect.ledger import Ledger, OutletRun


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectReport:
    """What a run of collecting did. `feeds_*` count polls of feeds and sitemaps, `urls_new` URLs that weren't known, `pages_waiting` those
    that a later run will try; `pages_changed` and `pages_unchanged` count further looks at captured pages, `feeds_silent` names feeds that have
    brought nothing for far longer than usual; `faults` counts failed attempts by status; `seconds` is the run's duration.
    """

    outlets: int = 0
    feeds_polled: int = 0
    feeds_changed: int = 0
    feeds_unchanged: int = 0
    feeds_failed: int = 0
    urls_new: int = 0
    pages_captured: int = 0
    pages_failed: int = 0
    pages_denied: int = 0
    pages_refused: int = 0
    pages_changed: int = 0
    pages_unchanged: int = 0
    pages_waiting: int = 0
    feeds_silent: tuple[str, ...] = ()
    requests: int = 0
    bytes: int = 0
    faults: tuple[tuple[str, int], ...] = ()
    seconds: float = 0.0


def build_report(runs: Iterable[OutletRun], ledger: Ledger, now: dt.datetime, seconds: float) -> CollectReport:
    """Return the report of a run that has ended."""
    runs, counts = list(runs), ledger.counts
    silent = [
        url for run in runs for url in list_documents(run.outlet) if (f := run.state.feeds.get(url)) and is_silent(now, gap=f.gap, news_at=f.news_at)
    ]
    return CollectReport(
        outlets=len(runs),
        feeds_polled=counts["feeds_polled"],
        feeds_changed=counts["feeds_changed"],
        feeds_unchanged=counts["feeds_unchanged"],
        feeds_failed=counts["feeds_failed"],
        urls_new=counts["urls_new"],
        pages_captured=counts["pages_captured"],
        pages_failed=counts["pages_failed"],
        pages_denied=counts["pages_denied"],
        pages_refused=counts["pages_refused"],
        pages_changed=counts["pages_changed"],
        pages_unchanged=counts["pages_unchanged"],
        pages_waiting=sum(1 for run in runs for page in run.state.waiting.values() if page.seen is None),
        feeds_silent=tuple(silent),
        requests=counts["requests"],
        bytes=counts["bytes"],
        faults=tuple(sorted(ledger.faults.items())),
        seconds=round(seconds, 3),
    )
