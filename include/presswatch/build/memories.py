"""Outlets' memories: what the days before a day teach of each outlet's pages, learnt from the raw zone alone.

The memory of a day comes from a sample of the pages captured in the days before it, so it stays the same while the day fills up, and
a rebuild repeats it. A page that was captured before is read with the memory of its first day: otherwise what has been learnt since
would look like a change of the article. How a memory is learnt and used is `extract`'s business.
"""

from __future__ import annotations

import datetime as dt
import gzip
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from presswatch.build.files import day_folder, fresh_file, fresh_folder
from presswatch.build.pages import make_page
from presswatch.collect.outlets import load_outlets
from presswatch.errors import RawZoneError
from presswatch.extract.memory import OutletMemory, learn_memory
from presswatch.extract.page import study_page
from presswatch.extract.study import PageStudy
from presswatch.identity import code_version
from presswatch.ids import sha256_hex
from presswatch.model import FeedHint, LearntMemory
from presswatch.raw import CaptureRef, open_zone
from presswatch.settings import Settings

PAGES_A_DAY = 8
"""Pages of one outlet that are studied of one day; which ones is decided by a hash of their addresses."""
LEAST_ARTICLES = 3
"""A memory of fewer articles changes nothing."""
_URLS, _STUDIES, _MEMORIES = "urls.txt", "studies.jsonl.gz", "memories.jsonl.gz"

Studied = tuple[str, PageStudy | None]
"""The fetch_id of a page, and what it teaches: nothing where it can't be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryRef:
    """Where a memory is kept, and the hash of its content."""

    path: str
    outlet_id: str
    sha256: str


class MemoryBook:
    """The memories that the pages of one day are read with."""

    def __init__(self, settings: Settings, day: dt.date) -> None:
        self._settings, self._day = settings, day
        self._held: dict[dt.date, dict[str, MemoryRef]] = {}
        self._first: dict[str, dt.date] = {}
        for before in _window(settings, day):
            for url in (_study_day(settings, before) / _URLS).read_text(encoding="utf-8").splitlines():
                self._first.setdefault(url, before)

    def find(self, ref: CaptureRef) -> MemoryRef | None:
        """Return the memory to read a page with, None where nothing is known of its outlet."""
        day = self._first.get(ref.canonical_url, self._day)
        if day not in self._held:
            self._held[day] = {row.outlet_id: MemoryRef(path=str(path), outlet_id=row.outlet_id, sha256=row.memory_id) for path, row in _list_memories(self._settings, day)}
        return self._held[day].get(ref.outlet_id or "")


def read_memory(ref: MemoryRef) -> OutletMemory:
    """Return a memory that a book has found. Raises RawZoneError if its file is damaged."""
    row = _read_file(ref.path).get(ref.outlet_id)
    if row is None:
        raise RawZoneError(f"{ref.path}: no memory of {ref.outlet_id}")
    return OutletMemory.from_json(row["memory"])


def list_learnt(settings: Settings, day: dt.date) -> list[LearntMemory]:
    """Return the memories of a day as rows of their table, by outlet."""
    return [row for _, row in _list_memories(settings, day)]


def _list_memories(settings: Settings, day: dt.date) -> Iterator[tuple[Path, LearntMemory]]:
    path = _learn_day(settings, day) / _MEMORIES
    for _, row in sorted(_read_file(str(path)).items()):
        yield path, LearntMemory(**{**row, "first_day": dt.date.fromisoformat(row["first_day"]), "last_day": dt.date.fromisoformat(row["last_day"])})


def _learn_day(settings: Settings, day: dt.date) -> Path:
    """Learn the memories of a day from the days before it, once for the same raw data and code; return their folder."""
    window = _window(settings, day)
    studied = [_study_day(settings, before) for before in window]
    folder = day_folder(settings, day) / "memories" / _key(path.name for path in studied)
    if not folder.is_dir():
        studies: dict[str, list[PageStudy]] = defaultdict(list)
        for path in studied:
            for row in _read_lines(path / _STUDIES):
                studies[row["outlet_id"]].append(PageStudy.from_json(row["study"]))
        with fresh_folder(folder) as making:
            _write_lines(making / _MEMORIES, (_learn_row(outlet, studies[outlet], window) for outlet in sorted(studies)))
    return folder


def _learn_row(outlet: str, studies: list[PageStudy], window: list[dt.date]) -> dict[str, Any] | None:
    memory = learn_memory(outlet, studies)
    if memory.pages < LEAST_ARTICLES:
        return None
    text = memory.to_json()
    return {
        "outlet_id": outlet, "memory_id": sha256_hex(text.encode()), "first_day": window[0].isoformat(), "last_day": window[-1].isoformat(),
        "n_articles": memory.pages, "n_repeated": len(memory.prints), "n_places": len(memory.places), "memory": text,
    }  # fmt: skip


def _study_day(settings: Settings, day: dt.date) -> Path:
    """Study a sample of a day's pages, once for the same raw data and code; return the folder of the studies and of all addresses."""
    zone = open_zone(settings)
    folder = _studies_folder(settings, day) / _key([zone.input_sha256(day)])
    if not folder.is_dir():
        refs = zone.list_captures(day)
        chosen = {ref.fetch_id: ref.outlet_id for ref in choose_sample(refs)}
        kept = _read_kept(settings, day)
        outlets = {o.outlet_id: o for o in load_outlets(settings.outlets)}
        captures = zone.read_captures([ref for ref in refs if ref.fetch_id in chosen.keys() - kept.keys()])
        kept |= {capture.fetch_id: _to_line(study_page(make_page(capture, FeedHint(), outlets))) for capture in captures}
        with fresh_folder(folder) as making:
            (making / _URLS).write_text("".join(f"{url}\n" for url in sorted({ref.canonical_url for ref in refs})), encoding="utf-8")
            _write_lines(making / _STUDIES, ({"outlet_id": chosen[i], "study": kept[i]} for i in sorted(chosen.keys() & kept.keys()) if kept[i]))
    return folder


def keep_studies(settings: Settings, day: dt.date, unit: str, studies: Iterable[Studied]) -> None:
    """Keep what the staging of a unit has found out on its way, so that no page of the sample is read a second time for its study."""
    with fresh_file(_kept_folder(settings, day) / f"{unit}.jsonl.gz") as making:
        _write_lines(making, ({"fetch_id": fetch_id, "study": _to_line(study)} for fetch_id, study in studies))


def _read_kept(settings: Settings, day: dt.date) -> dict[str, str | None]:
    """Return, by fetch_id, the studies kept of a day by this version of the code."""
    return {row["fetch_id"]: row["study"] for path in sorted(_kept_folder(settings, day).glob("*.jsonl.gz")) for row in _read_lines(path)}


def _to_line(study: PageStudy | None) -> str | None:
    return None if study is None else study.to_json()


def _studies_folder(settings: Settings, day: dt.date) -> Path:
    return day_folder(settings, day) / "studies"


def _kept_folder(settings: Settings, day: dt.date) -> Path:
    return _studies_folder(settings, day) / f"by-unit-{_key([])}"


def choose_sample(refs: Iterable[CaptureRef]) -> list[CaptureRef]:
    """Return the pages to study: of each outlet a few, the first capture of each address, chosen by a hash of the address."""
    first: dict[tuple[str, str], CaptureRef] = {}
    for ref in sorted(refs, key=lambda r: (r.captured_at, r.fetch_id)):
        if ref.outlet_id:
            first.setdefault((ref.outlet_id, ref.canonical_url), ref)
    by_outlet: dict[str, list[CaptureRef]] = defaultdict(list)
    for (outlet, _), ref in sorted(first.items(), key=lambda item: sha256_hex(item[0][1].encode())):
        if len(by_outlet[outlet]) < PAGES_A_DAY:
            by_outlet[outlet].append(ref)
    return [ref for held in by_outlet.values() for ref in held]


def _window(settings: Settings, day: dt.date) -> list[dt.date]:
    """Return the days before `day` that teach something of it and hold raw data, oldest first."""
    return [other for other in open_zone(settings).days() if 0 < (day - other).days <= settings.memory_window_days]


def _key(parts: Iterable[str]) -> str:
    return sha256_hex("\n".join([code_version(), *parts]).encode())[:24]


def _write_lines(path: Path, rows: Iterable[Mapping[str, Any] | None]) -> None:
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=3) as file:
        for row in rows:
            if row is not None:
                file.write(json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n")


def _read_lines(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


@lru_cache(maxsize=4)
def _read_file(path: str) -> dict[str, dict[str, Any]]:
    try:
        return {row["outlet_id"]: row for row in _read_lines(Path(path))}
    except (OSError, EOFError, ValueError, KeyError) as error:
        raise RawZoneError(f"{path}: not a readable file of memories ({error})") from None
