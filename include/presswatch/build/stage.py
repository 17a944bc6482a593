"""Staging a unit: its pages extracted and read, written as Parquet under the unit's key.

Each page ends in one `PageOutcome`, whatever happens. A fault in one page never stops the others.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import cache
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from types import TracebackType
from typing import Annotated

from presswatch.build.files import fresh_folder, write_tables
from presswatch.build.memories import Studied, keep_studies, read_memory
from presswatch.build.pages import make_document, make_page
from presswatch.build.plan import Unit, read_batch, unit_folder
from presswatch.collect.outlets import load_outlets
from presswatch.dedupe.index import index_article
from presswatch.extract.page import extract_and_study, extract_page
from presswatch.extract.readiness import settle
from presswatch.model import Article, Extraction, FeedHint, Reading
from presswatch.model.article import Zone
from presswatch.model.duplicate import IndexedArticle
from presswatch.model.language import Claim, Event, Mention, TimeExpression
from presswatch.model.schema import Column, Table, table
from presswatch.raw import open_zone
from presswatch.settings import Settings
from presswatch.tag.pipeline import Tagger

STAGED_RECORDS: tuple[type, ...] = (Article, Zone, Mention, TimeExpression, Claim, Event, IndexedArticle)


@table(name="page_outcomes", key=("fetch_id",), partitioned=False)
@dataclass(frozen=True, slots=True, kw_only=True)
class PageOutcome:
    """What became of one captured page."""

    fetch_id: Annotated[str, Column("Capture.")]
    url: Annotated[str, Column("Address asked for.")]
    canonical_url: Annotated[str, Column("Address without tracking parameters.")]
    captured_at: Annotated[dt.datetime, Column("Time of the capture.")]
    status: Annotated[str, Column("Whether it became an article.", values=("ok", "rejected", "error"))]
    reason: Annotated[str | None, Column("Why not.")] = None
    article_id: Annotated[str | None, Column("The article.")] = None


def stage_batch(settings: Settings, batch_path: str | Path) -> int:
    """Stage the units of a batch file; return the number of their pages."""
    return sum(stage_unit(settings, unit) for unit in read_batch(batch_path))


class Workers:
    """Processes that stage units on this machine, kept from one day to the next, since each loads the language model once.

    With one job, or with `spare` and no more than one unit to stage, the work is done in the program's own process.
    """

    def __init__(self, settings: Settings, *, spare: bool = False) -> None:
        self._settings, self._spare = settings, spare
        self._pool: ProcessPoolExecutor | None = None
        self._running: list[Future[int]] = []
        self._waiting: list[Unit] = []

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def start(self, batches: Sequence[str]) -> int:
        """Begin to stage the units of batch files, largest first; return the number of their pages."""
        units = sorted((unit for batch in batches for unit in read_batch(batch)), key=lambda unit: -unit.n_bytes)
        if self._settings.jobs == 1 or (self._spare and len(units) < 2):
            self._waiting += units
        elif units:
            self._pool = self._pool or ProcessPoolExecutor(self._settings.jobs, mp_context=get_context("spawn"))
            self._running += [self._pool.submit(stage_unit, self._settings, unit) for unit in units]
        return sum(len(unit.refs) for unit in units)

    def finish(self, on_page: Callable[[int], None] | None = None) -> None:
        """Wait until all that was begun is staged."""
        done = chain((stage_unit(self._settings, unit) for unit in self._waiting), (future.result() for future in as_completed(self._running)))
        for n_pages in done:
            if on_page:
                on_page(n_pages)
        self._running, self._waiting = [], []


def stage_unit(settings: Settings, unit: Unit) -> int:
    """Extract and read the pages of one unit and write its tables in one step; return the number of pages. Staged already, it stays as it is."""
    target = unit_folder(settings, unit.day, unit.key)
    if target.exists():
        return len(unit.refs)
    settle()
    outlets = {o.outlet_id: o for o in load_outlets(settings.outlets)}
    outcomes: list[PageOutcome] = []
    extractions: list[Extraction] = []
    studies: list[Studied] = []
    canonical = {ref.fetch_id: ref.canonical_url for ref in unit.refs}
    memories = {ref: read_memory(ref) for ref in unit.memories.values()}
    for capture in open_zone(settings).read_captures(unit.refs):
        known = unit.memories.get(capture.fetch_id)
        page, memory = make_page(capture, unit.hints.get(capture.fetch_id, FeedHint()), outlets), memories[known] if known else None
        if capture.fetch_id in unit.sampled:
            extraction, study = extract_and_study(page, memory)
            studies.append((capture.fetch_id, study))
        else:
            extraction = extract_page(page, memory)
        article = extraction.article
        outcomes.append(
            PageOutcome(
                fetch_id=capture.fetch_id,
                url=capture.url,
                canonical_url=canonical[capture.fetch_id],
                captured_at=capture.captured_at,
                status=extraction.status,
                reason=extraction.reason,
                article_id=article.article_id if article else None,
            )
        )
        extractions.append(extraction)
    articles = _first_of_each([e for e in extractions if e.article is not None])
    readings = list(_tagger(settings).read([make_document(e.article, outlets) for e in articles if e.article]))
    rows: dict[type, Iterable[object]] = {
        PageOutcome: outcomes,
        Article: [e.article for e in articles],
        Zone: [z for e in articles for z in e.zones],
        IndexedArticle: [index_article(e.article, reading) for e, reading in zip(articles, readings, strict=True) if e.article],
        **_reading_rows(readings),
    }
    keep_studies(settings, unit.day, unit.key, studies)
    with fresh_folder(target) as folder:
        write_tables(folder, {_table_of(record).name: _table_of(record).to_arrow(items) for record, items in rows.items()})
    return len(outcomes)


def _first_of_each(extractions: list[Extraction]) -> list[Extraction]:
    """One extraction per article id, the earliest capture of it."""
    first: dict[str, Extraction] = {}
    for e in extractions:
        assert e.article is not None  # noqa: S101  (filtered by the caller; tells mypy)
        held = first.get(e.article.article_id)
        if held is None or (held.article is not None and e.article.captured_at < held.article.captured_at):
            first[e.article.article_id] = e
    return list(first.values())


def _reading_rows(readings: list[Reading]) -> dict[type, Iterable[object]]:
    return {
        Mention: [m for r in readings for m in r.mentions],
        TimeExpression: [t for r in readings for t in r.times],
        Claim: [c for r in readings for c in r.claims],
        Event: [e for r in readings for e in r.events],
    }


def _table_of(record: type) -> Table:
    found: Table = record.TABLE  # type: ignore[attr-defined]
    return found


@cache
def _tagger(settings: Settings) -> Tagger:
    """One tagger per process and setting: loading the model takes longer than reading an article."""
    return Tagger.load(settings)
