"""The facts that a report shows: the answers to the questions of `queries.yaml`."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from presswatch.warehouse.lake import Lake

Rows = list[dict[str, Any]]
Facts = dict[str, Rows]


@cache
def _queries() -> dict[str, dict[str, str]]:
    loaded: dict[str, dict[str, str]] = yaml.safe_load((Path(__file__).parent / "queries.yaml").read_text(encoding="utf-8"))
    return loaded


def read_day_facts(lake: Lake, day: dt.date) -> Facts:
    """Return the answers for one day, by question."""
    return {name: lake.read(q["sql"], {"day": day} if "$day" in q["sql"] else None).to_pylist() for name, q in _queries().items() if q["scope"] == "day"}


def read_overall_facts(lake: Lake) -> Facts:
    """Return the answers that span all days, by question."""
    return {name: lake.read(q["sql"]).to_pylist() for name, q in _queries().items() if q["scope"] == "all"}


def hash_facts(facts: Facts) -> str:
    """Return a hash of the facts: a page is drawn again only when it changes."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True, default=str).encode()).hexdigest()
