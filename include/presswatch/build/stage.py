"""Staging a unit: its pages extracted and read, written as Parquet under the unit's key.

Each page ends in one `PageOutcome`, whatever happens. A fault in one page never stops the others.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated

from presswatch.build.files import fresh_folder, write_tables
from presswatch.build.memories import read_memory
from presswatch.build.pages import make_document, make_page
from presswatch.build.plan import Unit, read_batch, unit_folder
from presswatch.collect.outlets import load_outlets
from presswatch.dedupe.index import index_article
from presswatch.extract.page import extract_page
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


def stage_batch(settings: Settings, batch_path: str | Path, *, on_page: Callable[[int], None] | None = None) -> int:
    """Stage the units of a batch file that aren't staged yet; return the number of pages worked on."""
    done = 0
    for unit in read_batch(batch_path):
        if not unit_folder(settings, unit.day, unit.key).exists():
            done += stage_unit(settings, unit)
        if on_page:
            on_page(len(unit.refs))
    return done


def stage_batches(settings: Settings, batches: Sequence[str], *, on_page: Callable[[int], None] | None = None) -> None:
    """Stage batches on this machine, in `settings.jobs` processes when there is more than one."""
    if settings.jobs == 1 or len(batches) < 2:
        for batch in batches:
            stage_batch(settings, batch, on_page=on_page)
        return
    with ProcessPoolExecutor(settings.jobs, mp_context=get_context("spawn")) as pool:
        running = {pool.submit(stage_batch, settings, batch): sum(len(u.refs) for u in read_batch(batch)) for batch in batches}
        for future in as_completed(running):
            future.result()
            if on_page:
                on_page(running[future])


def stage_unit(settings: Settings, unit: Unit) -> int:
    """Extract and read the pages of one unit and write its tables in one step; return the number of pages."""
    outlets = {o.outlet_id: o for o in load_outlets(settings.outlets)}
    outcomes: list[PageOutcome] = []
    extractions: list[Extraction] = []
    canonical = {ref.fetch_id: ref.canonical_url for ref in unit.refs}
    memories = {ref: read_memory(ref) for ref in unit.memories.values()}
    for capture in open_zone(settings).read_captures(unit.refs):
        known = unit.memories.get(capture.fetch_id)
        extraction = extract_page(make_page(capture, unit.hints.get(capture.fetch_id, FeedHint()), outlets), memories[known] if known else None)
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
    with fresh_folder(unit_folder(settings, unit.day, unit.key)) as folder:
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
