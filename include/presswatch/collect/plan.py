"""The plan of a run: which outlets have something due, in batches for mapped tasks that never share a host."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from presswatch.collect.decide import is_due
from presswatch.collect.documents import list_documents
from presswatch.collect.state import FeedState, OutletState, StateStore, list_due
from presswatch.collect.urls import origin_of
from presswatch.model import Outlet
from presswatch.raw import open_zone
from presswatch.settings import Settings


def plan_collect(settings: Settings, outlets: Iterable[Outlet], now: dt.datetime, *, batches: int = 8, force: bool = False) -> list[list[str]]:
    """Return at most `batches` batches of ids of the outlets with something due at `now`; with `force`, of all.

    Outlets whose feeds or home pages share a host stand in one batch, so that politeness holds across tasks. No id: an empty list.
    """
    store = StateStore(open_zone(settings))
    due = [o for o in outlets if force or has_work(o, store.load_outlet(o.outlet_id), now) or store.read_queues(o.outlet_id)]
    plan: list[list[str]] = [[] for _ in range(max(1, batches))]
    for group in sorted(group_by_host(due), key=lambda ids: (-len(ids), ids)):
        min(plan, key=len).extend(group)
    return [batch for batch in plan if batch]


def has_work(outlet: Outlet, state: OutletState, now: dt.datetime) -> bool:
    """Return whether a feed of the outlet is due, or a page waits."""
    feeds = (state.feeds.get(url, FeedState()) for url in list_documents(outlet))
    return any(is_due(feed.next_poll_at, now) for feed in feeds) or bool(list_due(state.waiting.values(), now))


def group_by_host(outlets: Iterable[Outlet]) -> list[list[str]]:
    """Return the ids of outlets in groups that have no host in common."""
    groups: list[tuple[set[str], list[str]]] = []
    for outlet in outlets:
        hosts = {origin_of(url) for url in (*list_documents(outlet), *([outlet.home_url] if outlet.home_url else []))}
        ids: list[str] = []
        apart = []
        for group_hosts, group_ids in groups:
            if group_hosts & hosts:
                hosts |= group_hosts
                ids += group_ids
            else:
                apart.append((group_hosts, group_ids))
        groups = [*apart, (hosts, [*ids, outlet.outlet_id])]
    return [ids for _, ids in groups]
