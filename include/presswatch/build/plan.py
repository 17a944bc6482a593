"""The plan of a day: its captures cut into units of work, and the units that still need work grouped into batches.

A unit is a run of pages of one immutable WARC file, so later captures never change it. Its key is a hash over the pages, what
was known about them beforehand (by the feeds, and by the memory of their outlet), the code and the configuration: a unit staged under
the same key is used again.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from presswatch.build.files import day_folder, read_json, write_json
from presswatch.build.memories import MemoryBook, MemoryRef, choose_sample
from presswatch.collect.outlets import load_outlets
from presswatch.errors import RawZoneError
from presswatch.identity import code_version
from presswatch.ids import sha256_hex
from presswatch.model import Discovery, FeedHint, Outlet, as_dict
from presswatch.raw import CaptureRef, open_zone
from presswatch.settings import Settings

UNIT_PAGES = 32
"""Most pages in a unit: few enough that a small day keeps two processes busy, enough that writing its files costs little."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """Pages staged together: `key` names their staged files, `refs` are in order of their place in one WARC file.

    `sampled` are the fetch_ids of those to study for their outlets' memories; it shapes no staged row and isn't part of the key.
    """

    key: str
    day: dt.date
    refs: tuple[CaptureRef, ...]
    hints: Mapping[str, FeedHint]
    memories: Mapping[str, MemoryRef]
    sampled: tuple[str, ...] = ()

    @property
    def n_bytes(self) -> int:
        """Bytes of the unit's pages."""
        return sum(ref.bytes for ref in self.refs)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPlan:
    """Everything a build of `day` needs: all unit keys, and the batch files of those not staged yet."""

    day: dt.date
    units: tuple[str, ...]
    batches: tuple[str, ...]
    n_pages: int


def plan_day(settings: Settings, day: dt.date) -> DayPlan:
    """Cut the day's captures into units, write a batch file per group of unstaged units, and return the plan.

    Batch files are JSON under `stage/dt=DAY/batches/`, sized by `batch_pages` and `batch_bytes`. Raises RawZoneError.
    """
    units = list(cut_units(settings, day))
    folder = day_folder(settings, day)
    todo = [unit for unit in units if not unit_folder(settings, day, unit.key).exists()]
    batches = []
    for group in _group(todo, settings.batch_pages, settings.batch_bytes):
        name = sha256_hex("".join(unit.key for unit in group).encode())[:16]
        path = folder / "batches" / f"{name}.json"
        write_json(path, {"day": day.isoformat(), "units": [_unit_to_json(unit) for unit in group]})
        batches.append(str(path))
    return DayPlan(day=day, units=tuple(u.key for u in units), batches=tuple(batches), n_pages=sum(len(u.refs) for u in units))


def cut_units(settings: Settings, day: dt.date) -> Iterator[Unit]:
    """Yield the day's units in a fixed order."""
    zone = open_zone(settings)
    outlets = {o.outlet_id: o for o in load_outlets(settings.outlets)}
    hints = read_hints(zone.read_discoveries(day))
    book = MemoryBook(settings, day)
    captures = zone.list_captures(day)
    sample = {ref.fetch_id for ref in choose_sample(captures)}
    by_file: dict[str, list[CaptureRef]] = {}
    for ref in captures:
        by_file.setdefault(ref.warc_file, []).append(ref)
    for file in sorted(by_file):
        refs = sorted(by_file[file], key=lambda ref: ref.warc_offset)
        for part in _cut(refs, min(UNIT_PAGES, settings.batch_pages), settings.batch_bytes):
            known = {ref.fetch_id: hints[url] for ref in part if (url := ref.canonical_url) in hints}
            memories = {ref.fetch_id: memory for ref in part if (memory := book.find(ref))}
            sampled = tuple(ref.fetch_id for ref in part if ref.fetch_id in sample)
            key = _unit_key(settings, part, known, memories, outlets)
            yield Unit(key=key, day=day, refs=tuple(part), hints=known, memories=memories, sampled=sampled)


def read_hints(rows: Iterable[Discovery]) -> dict[str, FeedHint]:
    """Return what feeds said of each canonical URL: the first row that has a title or a time wins."""
    hints: dict[str, FeedHint] = {}
    for row in sorted(rows, key=lambda r: (r.discovered_at, r.feed_url or "", r.url)):
        if row.canonical_url not in hints and (row.title or row.feed_published_at):
            hints[row.canonical_url] = FeedHint(title=row.title, summary=row.summary, published_at=row.feed_published_at)
    return hints


def read_batch(path: str | Path) -> tuple[Unit, ...]:
    """Read a batch file. Raises RawZoneError if it is damaged."""
    try:
        return tuple(_unit_from_json(item) for item in read_json(Path(path))["units"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RawZoneError(f"{path}: not a readable batch file ({error})") from None


def config_sha256(settings: Settings) -> str:
    """Return a hash over the settings and configuration files that shape rows."""
    shaping = {
        "dedupe_window_days": settings.dedupe_window_days,
        "story_window_days": settings.story_window_days,
        "memory_window_days": settings.memory_window_days,
        "max_failed_share": settings.max_failed_share,
        "spacy_model": settings.spacy_model,
        "outlets": sha256_hex(settings.outlets.read_bytes()) if settings.outlets.exists() else None,
        "watchlists": sha256_hex(settings.watchlists.read_bytes()) if settings.watchlists.exists() else None,
    }
    return sha256_hex(json.dumps(shaping, sort_keys=True).encode())


def unit_folder(settings: Settings, day: dt.date, key: str) -> Path:
    """Return the folder of a staged unit; it exists only once it is complete."""
    return day_folder(settings, day) / "units" / key


def _unit_key(
    settings: Settings, refs: list[CaptureRef], hints: Mapping[str, FeedHint], memories: Mapping[str, MemoryRef], outlets: Mapping[str, Outlet]
) -> str:
    named = sorted({ref.outlet_id for ref in refs if ref.outlet_id and ref.outlet_id in outlets})
    parts = [
        code_version(),
        settings.spacy_model,
        *(f"{ref.fetch_id} {ref.outlet_id} {ref.url} {ref.final_url} {ref.captured_at.isoformat()} {ref.content_type} {ref.body_sha256}" for ref in refs),
        *(f"{fetch_id} {hint}" for fetch_id, hint in sorted(hints.items())),
        *(f"{fetch_id} {memory.sha256}" for fetch_id, memory in sorted(memories.items())),
        *(repr((o.outlet_id, o.name, o.country, o.languages)) for o in (outlets[i] for i in named)),
        *sorted(o.name for o in outlets.values() if o.kind == "wire"),
    ]
    return sha256_hex("\n".join(parts).encode("utf-8", "surrogatepass"))[:24]


def _cut(refs: list[CaptureRef], max_pages: int, max_bytes: int) -> Iterator[list[CaptureRef]]:
    part: list[CaptureRef] = []
    size = 0
    for ref in refs:
        if part and (len(part) >= max_pages or size + ref.bytes > max_bytes):
            yield part
            part, size = [], 0
        part.append(ref)
        size += ref.bytes
    if part:
        yield part


def _group(units: list[Unit], max_pages: int, max_bytes: int) -> Iterator[list[Unit]]:
    group: list[Unit] = []
    pages = size = 0
    for unit in units:
        if group and (pages + len(unit.refs) > max_pages or size + unit.n_bytes > max_bytes):
            yield group
            group, pages, size = [], 0, 0
        group.append(unit)
        pages += len(unit.refs)
        size += unit.n_bytes
    if group:
        yield group


def _unit_to_json(unit: Unit) -> dict[str, Any]:
    return {
        "key": unit.key,
        "day": unit.day.isoformat(),
        "refs": [{**as_dict(ref), "captured_at": ref.captured_at.isoformat()} for ref in unit.refs],
        "hints": {
            fetch_id: {"title": h.title, "summary": h.summary, "published_at": h.published_at.isoformat() if h.published_at else None}
            for fetch_id, h in unit.hints.items()
        },
        "memories": {fetch_id: as_dict(memory) for fetch_id, memory in unit.memories.items()},
        "sampled": unit.sampled,
    }


def _unit_from_json(item: dict[str, Any]) -> Unit:
    hints = {
        fetch_id: FeedHint(
            title=h["title"], summary=h["summary"], published_at=dt.datetime.fromisoformat(h["published_at"]) if h["published_at"] else None
        )
        for fetch_id, h in item["hints"].items()
    }
    refs = tuple(CaptureRef(**{**r, "captured_at": dt.datetime.fromisoformat(r["captured_at"])}) for r in item["refs"])
    memories = {fetch_id: MemoryRef(**memory) for fetch_id, memory in item["memories"].items()}
    return Unit(key=item["key"], day=dt.date.fromisoformat(item["day"]), refs=refs, hints=hints, memories=memories, sampled=tuple(item["sampled"]))


def write_plan(settings: Settings, plan: DayPlan) -> str:
    """Write the plan as a file under the stage and return its path, which is all that passes between tasks."""
    name = sha256_hex("\n".join((*plan.units, *plan.batches)).encode())[:16]
    path = day_folder(settings, plan.day) / "plans" / f"{name}.json"
    write_json(path, {"day": plan.day.isoformat(), "units": plan.units, "batches": plan.batches, "n_pages": plan.n_pages})
    return str(path)


def read_plan(path: str | Path) -> DayPlan:
    """Read a plan file. Raises RawZoneError if it is damaged."""
    try:
        item = read_json(Path(path))
        return DayPlan(
            day=dt.date.fromisoformat(item["day"]), units=tuple(item["units"]), batches=tuple(item["batches"]), n_pages=item["n_pages"]
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RawZoneError(f"{path}: not a readable plan ({error})") from None
