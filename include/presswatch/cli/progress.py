"""Progress on a terminal: bars where someone watches, a line now and then in a log, nothing on standard output."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

Advance = Callable[..., None]


@contextmanager
def show_progress(label: str, total: int | None = None) -> Iterator[Advance]:
    """Show that work on `total` things goes on; call what is yielded as `advance(done=1, total=None, note=None)`."""
    if sys.stderr.isatty():
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True), transient=False) as bar:
            task = bar.add_task(label, total=total)

            def advance(done: int = 1, total: int | None = None, note: str | None = None) -> None:
                bar.update(task, advance=done, total=total, description=f"{label}: {note}" if note else label)

            yield advance
        return
    yield _LogLines(label, total).advance


class _LogLines:
    """A line at most every five seconds, for logs."""

    def __init__(self, label: str, total: int | None) -> None:
        self._label, self._total, self._done, self._last = label, total, 0, time.monotonic()

    def advance(self, done: int = 1, total: int | None = None, note: str | None = None) -> None:
        self._done += done
        self._total = total if total is not None else self._total
        now = time.monotonic()
        if now - self._last >= 5 or (self._total is not None and self._done == self._total and done):
            self._last = now
            of = f" of {self._total}" if self._total else ""
            sys.stderr.write(f"{self._label}: {self._done}{of}{f' ({note})' if note else ''}\n")
