"""Building a day from start to end in one process: what the build DAG does as tasks, for the command line and for tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from presswatch.build.check import check_and_write
from presswatch.build.plan import plan_day
from presswatch.build.publish import publish_day
from presswatch.build.stage import stage_batches
from presswatch.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What a build of one day did."""

    day: dt.date
    n_pages: int
    n_batches: int
    snapshot_id: int
    counts: Mapping[str, int]

    def describe(self) -> str:
        """Return one line for a reader."""
        shown = ", ".join(f"{name} {n}" for name, n in self.counts.items() if n)
        return f"{self.day}: {self.n_pages} pages, {self.n_batches} batches of new work; snapshot {self.snapshot_id}; {shown or 'no rows'}"


def build_day(settings: Settings, day: dt.date, *, run_id: str, progress: Callable[..., None] | None = None) -> BuildReport:
    """Rebuild `day` from the raw zone and publish it. Raises GateError if too many rows were refused; then nothing changes."""
    plan = plan_day(settings, day)
    if progress:
        progress(0, total=plan.n_pages, note=f"{len(plan.batches)} batches to stage")
    stage_batches(settings, plan.batches, on_page=progress)
    if progress:
        progress(0, note="validate")
    checked = check_and_write(settings, day, plan.units)
    if progress:
        progress(0, note="publish")
    published = publish_day(settings, day, checked, run_id=run_id)
    return BuildReport(
        day=day, n_pages=plan.n_pages, n_batches=len(plan.batches), snapshot_id=published.snapshot_id, counts=published.counts
    )
