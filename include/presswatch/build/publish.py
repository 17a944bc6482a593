"""Publishing days: their checked tables, and what they change in other days, in one commit under the publish lock.

An article belongs to the day of its first capture; a URL has one outcome over all days; revisions, duplicates and stories span
days. All of that is a function of the set of days (the helper tables `article_index` and `discovery_log` hold what each day says
by itself), so it doesn't matter in which order or how often days are built.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from presswatch.build.assemble import ARTICLE_TABLES, drop_articles
from presswatch.build.check import check_and_write
from presswatch.build.files import read_tables
from presswatch.build.happenings import spread_happenings
from presswatch.build.plan import config_sha256, plan_day
from presswatch.build.reconcile import Identity, find_identity, find_restored_days, list_days, renumber_revisions, settle_urls
from presswatch.build.spread import resolve_days, turn_resolution
from presswatch.build.stage import stage_batch
from presswatch.collect.outlets import load_outlets
from presswatch.identity import code_version
from presswatch.model import TABLES, Outlet, Run
from presswatch.raw import open_zone
from presswatch.settings import Settings
from presswatch.tag.knowledge import KnowledgeBase
from presswatch.warehouse.change import Change, DeleteRows, InsertRows, ReplacePartition, ReplaceWhole
from presswatch.warehouse.lake import Lake

DAY_TABLES = (*ARTICLE_TABLES, "outlet_memories", "watch_hits", "fetches", "quarantine", "validations")
"""Tables whose partition is replaced whole; the others are changed row by row, also on other days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What a commit put there: rows by table of one of the days asked for."""

    day: dt.date
    snapshot_id: int
    counts: Mapping[str, int]


def publish_days(settings: Settings, folders: Mapping[dt.date, str | Path], *, run_id: str) -> dict[dt.date, Published]:
    """Publish the checked days in `folders`, and what they change elsewhere, in one commit.

    Raises LockTimeoutError when another publisher is at work for too long, LakeError when the commit fails; nothing changes then.
    """
    started = dt.datetime.now(dt.UTC)
    with Lake(settings) as lake, lake.lock():
        days = {day: read_tables(Path(folder)) for day, folder in folders.items()}
        identity = find_identity(lake, days)
        # Days that get an article back which this day no longer holds are built again from their own stage, in the same commit.
        while restored := find_restored_days(identity, days):
            for other in restored:
                days[other] = _rebuild(settings, other)
            identity = find_identity(lake, days)
        stamps = {"run_id": run_id, "code_version": code_version()}
        counts = {day: {name: rows.num_rows for name, rows in days[day].items()} for day in folders}
        resolution = resolve_days(lake, settings, days)
        events, renamed = spread_happenings(lake, days, identity, resolution.story_articles)
        changes = [*_replace_days({day: {**days[day], "events": events[day]} for day in days}, identity, stamps), *_take_from_other_days(identity)]
        changes += renumber_revisions(lake, days, identity)
        changes += settle_urls(lake, days, stamps)
        changes += [*turn_resolution(resolution, stamps), *renamed]
        changes += [_replace_outlets(settings, lake, days), *_replace_entities(lake)]
        snapshot_id = lake.snapshot() + 1
        changes += [_record_run(settings, day, run_id, started, snapshot_id, counts.get(day, {})) for day in days]
        named = " to ".join(str(day) for day in sorted({min(folders), max(folders)}))
        lake.commit(changes, message=f"build {named} ({run_id})")
    return {day: Published(day=day, snapshot_id=snapshot_id, counts=counts[day]) for day in folders}


def find_unpublished_days(settings: Settings, days: Sequence[dt.date]) -> list[dt.date]:
    """Return those of the days whose raw data, code or configuration isn't what their last build used."""
    zone = open_zone(settings)
    held = set(zone.days())
    with Lake(settings) as lake:
        rows = lake.read("SELECT dt, arg_max(input_sha256 || code_version || config_sha256, finished_at) AS shaped FROM runs GROUP BY dt").to_pylist()
    last = {row["dt"]: row["shaped"] for row in rows}
    now = code_version() + config_sha256(settings)
    return [day for day in days if day in held and last.get(day) != zone.input_sha256(day) + now]


def _rebuild(settings: Settings, day: dt.date) -> dict[str, pa.Table]:
    plan = plan_day(settings, day)
    for batch in plan.batches:
        stage_batch(settings, batch)
    return read_tables(check_and_write(settings, day, plan.units))


def _replace_days(days: Mapping[dt.date, Mapping[str, pa.Table]], identity: Identity, stamps: Mapping[str, str]) -> list[Change]:
    changes: list[Change] = []
    for day, tables in days.items():
        kept = drop_articles({n: t for n, t in tables.items() if n != "article_index"}, identity.lost[day])
        kept["article_index"] = tables["article_index"]
        kept["articles"] = identity.number(kept["articles"])
        for name in DAY_TABLES:
            changes.append(ReplacePartition(table=name, dt=day, rows=TABLES[name].stamp(kept[name], dt=day, **stamps)))
    return changes


def _take_from_other_days(identity: Identity) -> list[Change]:
    """An article that turns out to have been captured earlier leaves the later day."""
    names = [n for n in (*ARTICLE_TABLES, "watch_hits") if n != "article_index"]
    return [
        DeleteRows(table=name, key_column="article_id", values=tuple(sorted(ids)), dt=day)
        for day, ids in sorted(identity.taken.items())
        for name in names
    ]


def _replace_outlets(settings: Settings, lake: Lake, days: Mapping[dt.date, Mapping[str, pa.Table]]) -> Change:
    """Outlets of the outlets file, and those met only in archives, under their host name."""
    known = {o.outlet_id: o for o in load_outlets(settings.outlets)}
    listed = list_days(days)
    met = set(
        lake.read(
            f"SELECT DISTINCT outlet_id FROM article_index WHERE dt NOT IN ({listed})"
            f" UNION SELECT DISTINCT outlet_id FROM discovery_log WHERE dt NOT IN ({listed})"
        )["outlet_id"].to_pylist()
    )
    for tables in days.values():
        met |= {o for name in ("article_index", "discoveries") for o in tables[name]["outlet_id"].unique().to_pylist()}
    for outlet_id in met - set(known) - {None}:
        known[outlet_id] = Outlet(outlet_id=outlet_id, name=outlet_id)
    return ReplaceWhole(table="outlets", rows=TABLES["outlets"].to_arrow(known[key] for key in sorted(known)))


def _replace_entities(lake: Lake) -> list[Change]:
    """The knowledge base is part of the code: it is written when the code has changed since the last commit."""
    last = lake.read("SELECT arg_max(code_version, finished_at) AS code_version FROM runs").to_pylist()[0]["code_version"]
    if last == code_version():
        return []
    entities = KnowledgeBase.load().entities
    return [ReplaceWhole(table="entities", rows=TABLES["entities"].to_arrow(entities[key] for key in sorted(entities)))]


def _record_run(
    settings: Settings, day: dt.date, run_id: str, started: dt.datetime, snapshot_id: int, counts: Mapping[str, int]
) -> Change:
    row = Run(
        run_id=run_id,
        dt=day,
        started_at=started,
        finished_at=dt.datetime.now(dt.UTC),
        snapshot_id=snapshot_id,
        code_version=code_version(),
        config_sha256=config_sha256(settings),
        input_sha256=open_zone(settings).input_sha256(day),
        counts=json.dumps(dict(sorted(counts.items()))),
    )
    return InsertRows(table="runs", rows=TABLES["runs"].to_arrow([row]))
