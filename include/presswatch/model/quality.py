"""Records of keeping the data trustworthy: refused rows, validations, runs, alerts."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Annotated

from presswatch.model.schema import Column, table


@table(name="quarantine", key=("table_name", "row_id", "expectation"))
@dataclass(frozen=True, slots=True, kw_only=True)
class QuarantineRow:
    """A row that a critical expectation refused."""

    table_name: Annotated[str, Column("Table for which it was meant.")]
    row_id: Annotated[str, Column("Its key, parts joined by '|'.")]
    expectation: Annotated[str, Column("Expectation that refused it.")]
    reason: Annotated[str, Column("Column, value and what was expected.")]
    row_json: Annotated[str, Column("The whole row as JSON.")]


@table(name="validations", key=("table_name", "expectation"))
@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """The result of one expectation on one table of one day."""

    table_name: Annotated[str, Column("Table.")]
    expectation: Annotated[str, Column("Expectation with its column, such as articles.title: expect_column_values_to_not_be_null.")]
    severity: Annotated[str, Column("What a failure means.", values=("critical", "warning"))]
    success: Annotated[bool, Column("Whether every row passed.")]
    n_rows: Annotated[int, Column("Rows looked at.", minimum=0)]
    n_failed: Annotated[int, Column("Rows that failed.", minimum=0)]
    observed: Annotated[str | None, Column("What was seen, for a reader.")] = None


@table(name="runs", key=("run_id", "dt"), partitioned=False)
@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A build of a partition."""

    run_id: Annotated[str, Column("Name of the run.")]
    dt: Annotated[datetime.date, Column("Day that was built.")]
    started_at: Annotated[datetime.datetime, Column("Start of the build.")]
    finished_at: Annotated[datetime.datetime, Column("Time of the commit.")]
    snapshot_id: Annotated[int | None, Column("Snapshot of the lake before which this row was written; the commit is the next one.")] = None
    code_version: Annotated[str, Column("Version and content hash of the code.")]
    config_sha256: Annotated[str, Column("SHA-256 of the settings and configuration that shape the rows.")]
    input_sha256: Annotated[str, Column("SHA-256 over the raw records of the day.")]
    counts: Annotated[str, Column("Rows per table, as JSON.")]


@table(name="watch_hits", key=("watch_id", "article_id"))
@dataclass(frozen=True, slots=True, kw_only=True)
class WatchHit:
    """An article that a watchlist matched."""

    watch_id: Annotated[str, Column("Watchlist entry.")]
    article_id: Annotated[str, Column("Article.")]
    matched: Annotated[tuple[str, ...], Column("Terms or entities that matched.")]
    hit_at: Annotated[datetime.datetime, Column("Capture of the article.")]
