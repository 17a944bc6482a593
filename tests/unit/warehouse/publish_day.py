"""Publishing an invented day into a lake, for tests. `FEW` are the tables that most of them need: each costs its time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import pyarrow as pa

from presswatch.model import TABLES
from presswatch.warehouse.change import Change, InsertRows, ReplacePartition, ReplaceWhole

FEW = ("articles", "zones", "mentions", "claims", "stories", "runs")


def replace_day(tables: Mapping[str, pa.Table], day: dt.date, only: Sequence[str] = tuple(TABLES)) -> list[Change]:
    """Return the changes that publish the day's tables."""
    changes: list[Change] = []
    for name in only:
        rows = tables[name]
        if TABLES[name].partitioned:
            changes.append(ReplacePartition(table=name, dt=day, rows=rows))
        elif name == "runs":
            changes.append(InsertRows(table=name, rows=rows))
        else:
            changes.append(ReplaceWhole(table=name, rows=rows))
    return changes
