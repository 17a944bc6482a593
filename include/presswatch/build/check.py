"""Checking a day: the assembled tables go through the gate; what passes is written for publishing, what doesn't to quarantine."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from presswatch.build.assemble import assemble_day, sort_rows
from presswatch.build.files import day_folder, fresh_folder, write_tables
from presswatch.build.memories import list_learnt
from presswatch.build.plan import config_sha256
from presswatch.identity import code_version
from presswatch.ids import sha256_hex
from presswatch.model import TABLES
from presswatch.quality.gate import check_day
from presswatch.raw import open_zone
from presswatch.settings import Settings


def check_and_write(settings: Settings, day: dt.date, units: Sequence[str]) -> Path:
    """Assemble `day`, pass it through the gate, and write what passed; return the folder of the checked day.

    The folder's name is a hash over everything that shaped it, so the same day is checked once. Raises GateError.
    """
    learnt = list_learnt(settings, day)
    parts = [*units, *(row.memory_id for row in learnt), open_zone(settings).input_sha256(day), config_sha256(settings), code_version()]
    target = day_folder(settings, day) / "days" / sha256_hex("\n".join(parts).encode())[:24]
    if target.is_dir():
        return target
    assembled = assemble_day(settings, day, units, learnt)
    result = check_day(assembled.tables, dt=day, max_failed_share=settings.max_failed_share)
    tables = {
        **result.tables,
        "quarantine": TABLES["quarantine"].to_arrow(result.quarantine),
        "validations": TABLES["validations"].to_arrow(result.validations),
    }
    with fresh_folder(target) as folder:
        write_tables(folder, {name: sort_rows(name, rows) for name, rows in tables.items()})
    return target
