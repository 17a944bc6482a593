"""Building days from start to end in one program: what the build DAG does as tasks, for the command line and for tests.

While the worker processes stage a day, the day before it is validated and published. Days follow one another because what a day teaches
about outlets is kept with its staged units, where the next day finds it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from presswatch.build.check import check_and_write
from presswatch.build.plan import DayPlan, plan_day
from presswatch.build.publish import publish_days
from presswatch.build.stage import Workers
from presswatch.errors import GateError
from presswatch.settings import Settings

PAGES_A_COMMIT = 2000
"""Days are published together until they have so many pages: a commit of ten small days costs little more than one of one."""

Progress = Callable[..., None]


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


def build_day(settings: Settings, day: dt.date, *, run_id: str, progress: Progress | None = None) -> BuildReport:
    """Rebuild `day` from the raw zone and publish it. Raises GateError if too many rows were refused; then nothing changes."""
    (result,) = build_days(settings, [day], run_id=run_id, progress=progress)
    if isinstance(result, GateError):
        raise result
    return result


def build_days(settings: Settings, days: Sequence[dt.date], *, run_id: str, progress: Progress | None = None) -> Iterator[BuildReport | GateError]:
    """Rebuild days, given in ascending order, and yield a report of each once it is published, or why the gate refused it.

    A refused day changes nothing and holds up no other.
    """
    tell = progress or _say_nothing
    checked: list[tuple[DayPlan, Path]] = []
    before: DayPlan | None = None
    total = 0
    with Workers(settings, spare=len(days) < 2) as workers:
        for day in [*days, None]:
            plan = plan_day(settings, day) if day else None
            if plan:
                total += workers.start(plan.batches)
                tell(0, total=total, note=f"{plan.day}: stage")
            if before:
                tell(0, note=f"{before.day}: validate")
                try:
                    checked.append((before, check_and_write(settings, before.day, before.units)))
                except GateError as error:
                    yield error
            if checked and (plan is None or sum(done.n_pages for done, _ in checked) >= PAGES_A_COMMIT):
                tell(0, note=f"{checked[0][0].day}: publish")
                yield from _publish(settings, checked, run_id)
                checked = []
            workers.finish(tell)
            before = plan


def _publish(settings: Settings, checked: Sequence[tuple[DayPlan, Path]], run_id: str) -> Iterator[BuildReport]:
    published = publish_days(settings, {plan.day: folder for plan, folder in checked}, run_id=run_id)
    for plan, _ in checked:
        done = published[plan.day]
        yield BuildReport(day=plan.day, n_pages=plan.n_pages, n_batches=len(plan.batches), snapshot_id=done.snapshot_id, counts=done.counts)


def _say_nothing(*_: object, **__: object) -> None:
    pass
