"""Reconciling days: which day an article belongs to, which revision it is, and which outcome a URL has over all days.

Pure rules over the helper tables: the earliest capture of an article wins; revisions count in the order of capture; a URL's
outcome is that of its first publication, else the latest.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from presswatch.model import TABLES
from presswatch.warehouse.change import Change, DeleteRows, InsertRows, ReplacePartition
from presswatch.warehouse.lake import Lake

Days = Mapping[dt.date, Mapping[str, pa.Table]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Where the articles of the days to publish belong.

    `lost`: by day, articles that an earlier day holds. `taken`: by other day, articles that belong to an earlier day now.
    `revived`: by other day, articles that belong there again. `revisions`: article id -> number, for all articles under the
    addresses concerned.
    """

    lost: Mapping[dt.date, frozenset[str]]
    taken: Mapping[dt.date, frozenset[str]]
    revived: Mapping[dt.date, frozenset[str]]
    revisions: Mapping[str, int]

    def number(self, articles: pa.Table) -> pa.Table:
        """Return the articles with their revision numbers set."""
        numbers = [self.revisions[a] for a in articles["article_id"].to_pylist()]
        at = articles.column_names.index("revision")
        return articles.set_column(at, articles.schema.field("revision"), pa.array(numbers, pa.int64()))


def find_identity(lake: Lake, days: Days) -> Identity:
    """Compare the index rows of the days to publish with those of all other days under the same addresses."""
    new = [(row["article_id"], row["canonical_url"], row["captured_at"], day) for day, t in days.items() for row in _short(t["article_index"])]
    listed = list_days(days)
    old = lake.read(f"SELECT article_id, canonical_url, captured_at, dt FROM article_index WHERE dt IN ({listed})").to_pylist()
    urls = sorted({row[1] for row in new} | {row["canonical_url"] for row in old})
    others = [tuple(row.values()) for row in read_by(lake, "article_index", "canonical_url", urls, listed, "article_id, canonical_url, captured_at, dt").to_pylist()]
    first: dict[str, tuple[dt.datetime, dt.date, str]] = {}
    for article_id, url, captured_at, day in [*new, *others]:
        mine = (captured_at, day, url)
        first[article_id] = min(first.get(article_id, mine), mine)
    belongs = {article_id: day for article_id, (_, day, _) in first.items()}
    before: dict[str, dt.date] = {}
    for article_id, _, _, day in sorted([*(tuple(r.values()) for r in old), *others], key=lambda r: (r[2], r[3])):
        before.setdefault(article_id, day)
    lost = {day: frozenset(a for a, _, _, d in new if d == day and belongs[a] != day) for day in days}
    taken: dict[dt.date, set[str]] = {}
    revived: dict[dt.date, set[str]] = {}
    for article_id, _, _, day in others:
        if before[article_id] == day and belongs[article_id] != day:
            taken.setdefault(day, set()).add(article_id)
        if before[article_id] != day and belongs[article_id] == day:
            revived.setdefault(day, set()).add(article_id)
    return Identity(
        lost=lost,
        taken={day: frozenset(ids) for day, ids in taken.items()},
        revived={day: frozenset(ids) for day, ids in revived.items()},
        revisions=_number_revisions(first),
    )


def find_restored_days(identity: Identity, days: Days) -> list[dt.date]:
    """Return the other days to which an article comes back that one of `days` held and no longer does."""
    return sorted(day for day in identity.revived if day not in days)


def renumber_revisions(lake: Lake, days: Days, identity: Identity) -> list[Change]:
    """Return the changes to articles of other days whose revision number is another now."""
    listed = list_days(days)
    gone = {a for ids in identity.taken.values() for a in ids}
    ids = sorted(set(identity.revisions) - gone)
    rows = read_table_by(lake, "articles", "article_id", ids, listed)
    changed = [i for i, (a, n) in enumerate(zip(rows["article_id"].to_pylist(), rows["revision"].to_pylist(), strict=True)) if identity.revisions[a] != n]
    if not changed:
        return []
    return [InsertRows(table="articles", rows=identity.number(rows.take(changed)))]


def settle_urls(lake: Lake, days: Days, stamps: Mapping[str, str]) -> list[Change]:
    """Return the changes to `discovery_log` and `discoveries`: one row per URL over all days.

    The first publication of a URL counts, else its latest row. A publication whose article was published earlier under another
    URL is a duplicate_url.
    """
    listed = list_days(days)
    log = TABLES["discovery_log"]
    new = {day: log.stamp(tables["discoveries"], dt=day, **stamps) for day, tables in days.items()}
    old = lake.read(f"SELECT canonical_url, article_id FROM discovery_log WHERE dt IN ({listed})")
    changes: list[Change] = [ReplacePartition(table="discovery_log", dt=day, rows=rows) for day, rows in new.items()]
    fresh = pa.concat_tables(new.values())
    articles = sorted({a for a in [*old["article_id"].to_pylist(), *fresh["article_id"].to_pylist()] if a})
    shared = read_by(lake, "discovery_log", "article_id", articles, listed, "canonical_url").to_pylist()
    urls = sorted({*old["canonical_url"].to_pylist(), *fresh["canonical_url"].to_pylist(), *(row["canonical_url"] for row in shared)})
    rows = pa.concat_tables([fresh, read_table_by(lake, "discovery_log", "canonical_url", urls, listed)])
    owners = pa.concat_tables([rows, read_table_by(lake, "discovery_log", "article_id", articles, listed)])
    lake.connection.register("_rows", rows)
    lake.connection.register("_owners", owners)
    try:
        settled = lake.read(
            """
            WITH owner AS (
                SELECT article_id, arg_min(canonical_url, dt) AS owner_url, min(dt) AS owner_dt
                FROM _owners WHERE outcome = 'published' GROUP BY article_id
            ), chosen AS (
                SELECT * FROM _rows
                QUALIFY row_number() OVER (
                    PARTITION BY canonical_url
                    ORDER BY outcome <> 'published', CASE WHEN outcome = 'published' THEN dt END, dt DESC
                ) = 1
            )
            SELECT chosen.* EXCLUDE (repeats, owner_url) REPLACE (
                CASE WHEN repeats THEN 'duplicate_url' ELSE outcome END AS outcome,
                CASE WHEN repeats THEN 'same article as ' || owner_url ELSE reason END AS reason
            )
            FROM (
                SELECT chosen.*, owner_url, coalesce(outcome = 'published' AND owner_dt < dt AND owner_url <> canonical_url, FALSE) AS repeats
                FROM chosen LEFT JOIN owner USING (article_id)
            ) AS chosen
            """
        )
    finally:
        lake.connection.unregister("_rows")
        lake.connection.unregister("_owners")
    changes.append(DeleteRows(table="discoveries", key_column="canonical_url", values=tuple(urls)))
    changes.append(InsertRows(table="discoveries", rows=settled))
    return changes


def _number_revisions(first: Mapping[str, tuple[dt.datetime, dt.date, str]]) -> dict[str, int]:
    by_url: dict[str, list[tuple[dt.datetime, str]]] = {}
    for article_id, (captured_at, _, url) in first.items():
        by_url.setdefault(url, []).append((captured_at, article_id))
    return {article_id: n for versions in by_url.values() for n, (_, article_id) in enumerate(sorted(versions))}


def _short(index: pa.Table) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = index.select(["article_id", "canonical_url", "captured_at"]).to_pylist()
    return rows


def list_days(days: Days) -> str:
    """Return the days as a list in SQL."""
    return ", ".join(f"DATE '{day}'" for day in sorted(days))


def read_by(lake: Lake, table: str, column: str, values: Iterable[str], without_days: str, select: str) -> pa.Table:
    """Return the columns `select` of a table's rows whose `column` holds one of `values`, but for those of the days listed."""
    return lake.read_wanted(f"SELECT {select} FROM {table} WHERE {column} IN (SELECT value FROM _wanted) AND dt NOT IN ({without_days})", values)


def read_table_by(lake: Lake, table: str, column: str, values: Iterable[str], without_days: str) -> pa.Table:
    """The same with all columns, in the schema of the table's definition."""
    schema = TABLES[table].arrow_schema
    return read_by(lake, table, column, values, without_days, ", ".join(schema.names)).cast(schema)
