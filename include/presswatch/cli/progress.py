"""Progress on a terminal: bars where someone watches, a line now and then in a log, nothing on standard output."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn


class Meter:
    """What `show_progress` gives: `advance` counts on, `report` takes what is done and known so far."""

    def __init__(self, update: Callable[[int, int | None, str | None], None], total: int | None) -> None:
        self._update, self._done, self._total = update, 0, total

    def advance(self, done: int = 1, total: int | None = None, note: str | None = None) -> None:
        """Count `done` more things as done."""
        self.report(self._done + done, total, note)

    def report(self, done: int, total: int | None = None, note: str | None = None) -> None:
        """Say how many things are done, of how many known so far, and which was the last."""
        self._done, self._total = done, self._total if total is None else total
        self._update(self._done, self._total, note)


@contextmanager
def show_progress(label: str, total: int | None = None) -> Iterator[Meter]:
    """Show that work goes on: a bar on a terminal, a line at most every five seconds in a log."""
    if not sys.stderr.isatty():
        yield Meter(_LogLines(label).update, total)
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=False) as bar:
        task = bar.add_task(label, total=total)
        yield Meter(lambda done, known, note: bar.update(task, completed=done, total=known, description=f"{label}: {note[:60]}" if note else label), total)


class _LogLines:
    """A line at most every five seconds."""

    def __init__(self, label: str) -> None:
        self._label, self._last = label, time.monotonic()

    def update(self, done: int, total: int | None, note: str | None) -> None:
        """Write a line if it is time for one."""
        now = time.monotonic()
        if now - self._last >= 5:
            self._last = now
            of = f" of {total}" if total else ""
            sys.stderr.write(f"{self._label}: {done}{of}{f' ({note})' if note else ''}\n")
