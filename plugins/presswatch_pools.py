"""A listener that makes the pools of include/config/pools.json when the scheduler or another job starts, unless they are there already.

A task of a pool that doesn't exist is never scheduled, so an Airflow set up by other means than the Makefile needs this.
"""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

from airflow.listeners import hookimpl

log = logging.getLogger(__name__)
POOLS = Path(__file__).resolve().parents[1] / "include" / "config" / "pools.json"


@hookimpl
def on_starting(component: Any) -> None:
    """Make missing pools; sizes that an operator has changed are kept."""
    # Airflow tells of a job before the job knows its type; tasks are told apart by their marker and have no database.
    if type(component).__name__ != "Job" or not POOLS.exists():
        return
    from airflow.models.pool import Pool

    for name, wanted in json.loads(POOLS.read_text(encoding="utf-8")).items():
        if Pool.get_pool(name) is None:
            Pool.create_or_update_pool(name, slots=wanted["slots"], description=wanted["description"], include_deferred=wanted["include_deferred"])
            log.warning("made pool %s with %s slots", name, wanted["slots"])
