"""Checking a day: the assembled tables go through the gate; what passes is written for publishing, what doesn't to quarantine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa

from presswatch.build.assemble import assemble_day, sort_rows
from presswatch.build.files import fresh_folder, write_tables
from presswatch.build.plan import config_sha256, day_folder
from presswatch.identity import code_version
from presswatch.ids import sha256_hex
from presswatch.model import TABLES, Discovery
from presswatch.quality.gate import check_day
from presswatch.raw import open_zone
from presswatch.settings import Settings


def check_and_write(settings: Settings, day: dt.date, units: Sequence[str]) -> Path:
    """Assemble `day`, pass it through the gate, and write what passed; return the folder of the checked day.

    The folder's name is a hash over everything that shaped it, so the same day is checked once. Raises GateError.
    """
    parts = [*units, open_zone(settings).input_sha256(day), config_sha256(settings), code_version()]
    target = day_folder(settings, day) / "days" / sha256_hex("\n".join(parts).encode())[:24]
    if target.is_dir():
        return target
    assembled = assemble_day(settings, day, units)
    result = check_day(assembled.tables, dt=day, max_failed_share=settings.max_failed_share)
    tables = dict(result.tables)
    refused = {row.row_id for row in result.quarantine if row.table_name == "articles"}
    tables["discoveries"] = TABLES["discoveries"].to_arrow(mark_quarantined(tables["discoveries"], refused))
    tables["quarantine"] = TABLES["quarantine"].to_arrow(result.quarantine)
    tables["validations"] = TABLES["validations"].to_arrow(result.validations)
    with fresh_folder(target) as folder:
        write_tables(folder, {name: sort_rows(name, rows) for name, rows in tables.items()})
    return target


def mark_quarantined(discoveries: pa.Table, refused: Iterable[str]) -> list[Discovery]:
    """Return the discoveries with the outcome of those whose article was refused set to quarantined."""
    gone = set(refused)
    rows = []
    for values in discoveries.to_pylist():
        row = Discovery(**values)
        if row.article_id in gone and row.outcome in ("published", "duplicate_url"):
            row = replace(row, outcome="quarantined", reason="the article was refused by the gate: see the table quarantine")
        rows.append(row)
    return rows


def count_rows(tables: Mapping[str, pa.Table]) -> dict[str, int]:
    """Return the number of rows by table."""
    return {name: rows.num_rows for name, rows in sorted(tables.items())}
