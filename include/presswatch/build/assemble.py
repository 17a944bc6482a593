"""Assembling a day: the staged units, fetch journal and discoveries of one UTC day as tables, before other days are looked at.

An article captured twice on the day is one article, the earliest capture; every discovered URL gets its one outcome.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import pyarrow as pa
import pyarrow.compute as pc

from presswatch.build.files import read_tables
from presswatch.build.plan import unit_folder
from presswatch.build.stage import STAGED_RECORDS, PageOutcome
from presswatch.build.watch import find_hits, load_watchlists
from presswatch.errors import PresswatchError
from presswatch.ids import stable_id
from presswatch.model import TABLES, Discovery, LearntMemory
from presswatch.raw import latest_discoveries, open_zone
from presswatch.settings import Settings

ARTICLE_TABLES = tuple(record.TABLE.name for record in STAGED_RECORDS)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True, kw_only=True)
class AssembledDay:
    """A day's tables without stamps, by table name."""

    day: dt.date
    tables: Mapping[str, pa.Table]


def assemble_day(settings: Settings, day: dt.date, units: Sequence[str], learnt: Iterable[LearntMemory]) -> AssembledDay:
    """Join the staged units of `day` with its journals and what was `learnt` of outlets before it. Raises PresswatchError if a unit isn't staged."""
    staged = _read_units(settings, day, units)
    outcomes = [PageOutcome(**row) for row in staged["page_outcomes"].drop_columns(["unit"]).to_pylist()]
    tables = _keep_first_captures(staged)
    zone = open_zone(settings)
    tables["fetches"] = TABLES["fetches"].to_arrow(sorted(zone.read_fetches(day), key=lambda f: (f.requested_at, f.fetch_id)))
    tables["discoveries"] = TABLES["discoveries"].to_arrow(settle_discoveries(latest_discoveries(zone.read_discoveries(day)), outcomes))
    tables["watch_hits"] = TABLES["watch_hits"].to_arrow(
        find_hits(load_watchlists(settings.watchlists), tables["articles"], tables["mentions"])
    )
    met = set(tables["fetches"]["outlet_id"].unique().to_pylist())
    tables["outlet_memories"] = TABLES["outlet_memories"].to_arrow(row for row in learnt if row.outlet_id in met)
    return AssembledDay(day=day, tables={name: sort_rows(name, rows) for name, rows in tables.items()})


def settle_discoveries(rows: Iterable[Discovery], outcomes: Iterable[PageOutcome]) -> list[Discovery]:
    """Give every discovered URL the one outcome that its captures (if any) decide.

    A page that became an article is published under the first URL that led to it; further URLs are duplicate_url.
    A captured page without a discovery (a lost journal line) gets a row too, so that nothing is lost.
    """
    by_url: dict[str, list[PageOutcome]] = {}
    for outcome in outcomes:
        by_url.setdefault(outcome.canonical_url, []).append(outcome)
    found = {row.canonical_url: row for row in rows}
    for url, captures in by_url.items():
        if url not in found:
            first = min(captures, key=lambda o: (o.captured_at, o.fetch_id))
            found[url] = Discovery(
                discovery_id=stable_id("discovery", url, first.captured_at.date()), url=first.url, canonical_url=url, discovered_at=first.captured_at, reason="captured"
            )
    owner = _find_owners(by_url)
    return [_settle(row, by_url.get(url, []), owner) for url, row in sorted(found.items())]


def _settle(row: Discovery, captures: list[PageOutcome], owner: Mapping[str, str]) -> Discovery:
    good = [o for o in captures if o.status == "ok"]
    if good:
        best = min(good, key=lambda o: (o.captured_at, o.fetch_id))
        article_id = best.article_id or ""
        if owner[article_id] == row.canonical_url:
            return replace(row, outcome="published", reason=None, article_id=article_id)
        return replace(row, outcome="duplicate_url", reason=f"same article as {owner[article_id]}", article_id=article_id)
    if captures:
        last = max(captures, key=lambda o: (o.captured_at, o.fetch_id))
        return replace(row, outcome="not_article" if last.status == "rejected" else "rejected", reason=last.reason or last.status)
    return row


def _find_owners(by_url: Mapping[str, list[PageOutcome]]) -> dict[str, str]:
    """Return the URL under which each article was captured first."""
    good = sorted((o.captured_at, o.fetch_id, o.canonical_url, o.article_id) for captures in by_url.values() for o in captures if o.status == "ok")
    owner: dict[str, str] = {}
    for _, _, url, article_id in good:
        owner.setdefault(article_id or "", url)
    return owner


def sort_rows(name: str, rows: pa.Table) -> pa.Table:
    """Return the rows in the order of the table's key: the same rows give the same file."""
    keys = [k for k in TABLES[name].key if k in rows.column_names]
    return rows.sort_by([(key, "ascending") for key in keys]) if rows.num_rows else rows


def _read_units(settings: Settings, day: dt.date, units: Sequence[str]) -> dict[str, pa.Table]:
    parts: dict[str, list[pa.Table]] = {}
    for key in units:
        folder = unit_folder(settings, day, key)
        if not folder.is_dir():
            raise PresswatchError(f"{day}: unit {key} is not staged; run the staging step first")
        for name, rows in read_tables(folder).items():
            parts.setdefault(name, []).append(rows.append_column("unit", pa.array([key] * rows.num_rows, pa.string())))
    names = ("page_outcomes", *ARTICLE_TABLES)
    definitions = {**TABLES, "page_outcomes": PageOutcome.TABLE}  # type: ignore[attr-defined]
    empty = {name: definitions[name].record_schema.append(pa.field("unit", pa.string())).empty_table() for name in names}
    return {name: pa.concat_tables(parts[name]) if name in parts else empty[name] for name in names}


def _keep_first_captures(staged: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """Keep, of every article, the rows of the unit that holds its earliest capture."""
    articles = staged["articles"].sort_by([("captured_at", "ascending"), ("fetch_id", "ascending"), ("unit", "ascending")])
    winner: dict[str, str] = {}
    for article_id, unit in zip(articles["article_id"].to_pylist(), articles["unit"].to_pylist(), strict=True):
        winner.setdefault(article_id, unit)
    kept = {}
    for name in ARTICLE_TABLES:
        rows = staged[name]
        mask = [winner.get(a) == u for a, u in zip(rows["article_id"].to_pylist(), rows["unit"].to_pylist(), strict=True)]
        kept[name] = rows.filter(pa.array(mask, pa.bool_())).drop_columns(["unit"])
    return kept




def drop_articles(tables: Mapping[str, pa.Table], article_ids: Iterable[str]) -> dict[str, pa.Table]:
    """Return the tables without any row of the given articles; discoveries and fetches stay."""
    gone = pa.array(sorted(set(article_ids)), pa.string())
    if not len(gone):
        return dict(tables)
    kept = {}
    for name, rows in tables.items():
        if "article_id" in rows.column_names and name != "discoveries":
            rows = rows.filter(pc.invert(pc.is_in(rows["article_id"], value_set=gone)))
        kept[name] = rows
    return kept
