"""`make run`: the whole pipeline once, through its real DAGs in Airflow, over the bundled sample newsroom.

Starts and stops the newsroom's web server, ingests its archive of the three days before, collects today's pages, builds every
day, writes the report, and shows what landed. Runs again as often as you like: nothing is doubled.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from rich.console import Console
from rich.table import Table

from presswatch.settings import Settings, load_settings
from sample.archive import write_archive
from sample.serve import serve_newsroom

STEPS = (
    ("presswatch_ingest_archive", "bring in the archive of the days before"),
    ("presswatch_collect", "poll feeds, fetch pages"),
    ("presswatch_build", "extract, dedupe, tag, validate, publish"),
    ("presswatch_report", "site, analyst file, alerts"),
    ("presswatch_maintain", "retention, compaction, data docs"),
)
QUERIES = (
    (
        "Stories by independent origins: copies of one wire text count once",
        "SELECT title, n_origins, n_articles, n_outlets FROM stories ORDER BY n_origins DESC, n_articles DESC, title LIMIT 5",
    ),
    (
        "Who did what to whom, and who says so",
        """
        SELECT type, actors, recipients, life, claimed_by, denied_by, n_origins AS texts, n_articles AS articles FROM happenings
        WHERE len(actors) > 0 AND len(recipients) > 0 AND len(claimed_by) + len(denied_by) > 0
        ORDER BY n_origins DESC, n_articles DESC, type, happening_id LIMIT 6
        """,
    ),
    (
        "Sources who asked not to be named, by outlet",
        """
        SELECT o.name AS outlet, count(*) AS claims FROM claims c JOIN articles a USING (article_id) JOIN outlets o USING (outlet_id)
        WHERE list_contains(list_transform(c.sources, s -> s.kind), 'anonymous') GROUP BY ALL ORDER BY claims DESC, outlet LIMIT 5
        """,
    ),
)


def main() -> int:
    """Run the tour; return the exit code."""
    console = Console(file=os.fdopen(os.dup(1), "w", encoding="utf-8"), width=None if sys.stdout.isatty() else 120)
    home = load_settings().home
    edition = _read_edition(home / "sample" / "edition")
    outlets_file = home / "sample" / "outlets.yaml"
    os.environ["PRESSWATCH_OUTLETS"] = str(outlets_file)
    os.environ["PRESSWATCH_ALLOW_NETWORKS"] = "127.0.0.0/8"
    os.environ.setdefault("PRESSWATCH_HOST_PAUSE", "0.02")
    started = time.monotonic()
    with serve_newsroom(edition, outlets_file=outlets_file) as served:
        console.print(f"[bold]Presswatch[/bold]: the sample newsroom of {edition} is on the air: {served.outlets} outlets, {served.pages} pages")
        archive = home / "sample" / "archive" / f"{edition}"
        write_archive(served.newsroom, archive)
        settings = load_settings()
        runs = _Runs(console, home / "airflow" / "tour.log")
        runs.run("presswatch_ingest_archive", conf={"paths": [str(archive)]})
        runs.run("presswatch_collect")
        for day in _list_days(settings):
            runs.run("presswatch_build", day=day)
        runs.run("presswatch_report")
        runs.run("presswatch_maintain")
        runs.run("presswatch_report", quiet=True)
    _show(console, settings)
    console.print(f"\nDone in {time.monotonic() - started:.0f} s. The report: [bold]{settings.reports_dir / 'site' / 'index.html'}[/bold]")
    console.print("More questions: [bold].venv/bin/presswatch sql \"SELECT * FROM event_daily\"[/bold]; tables and views are in docs/tables.md")
    return 0


class _Runs:
    """Runs DAGs in this process, so that Airflow is imported once, with Airflow's own talk in a log file."""

    def __init__(self, console: Console, log: Path) -> None:
        self._console, self._log = console, log
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_bytes(b"")
        with self._quiet():
            from airflow.dag_processing.dagbag import DagBag

            folder = Path(os.environ["AIRFLOW__CORE__DAGS_FOLDER"])
            sys.path.insert(0, str(folder))
            self._bag = DagBag(str(folder))
        if self._bag.import_errors:
            self._fail("the DAGs can't be imported", "\n".join(self._bag.import_errors.values()))

    def run(self, dag_id: str, *, day: dt.date | None = None, conf: dict[str, Any] | None = None, quiet: bool = False) -> None:
        """Run one DAG to its end, and leave the tour if it fails."""
        label = f"{dag_id}{f' {day}' if day else ''}"
        begun = time.monotonic()
        moment = dt.datetime.combine(day, dt.time(), dt.UTC) if day else dt.datetime.now(dt.UTC)
        status = self._console.status(label) if self._console.is_terminal else contextlib.nullcontext()
        with status, self._quiet():
            result = self._bag.dags[dag_id].test(logical_date=moment, run_conf=conf)
        if str(result.state) != "success":
            self._fail(f"{label} ended as {result.state}", self._log.read_text(encoding="utf-8", errors="replace")[-3000:])
        if not quiet:
            self._console.print(f"  [green]done[/green] {label:<38} {time.monotonic() - begun:5.1f} s  {dict(STEPS)[dag_id]}")

    @contextlib.contextmanager
    def _quiet(self) -> Iterator[None]:
        sys.stdout.flush()
        sys.stderr.flush()
        kept = os.dup(1), os.dup(2)
        with self._log.open("ab") as log:
            os.dup2(log.fileno(), 1)
            os.dup2(log.fileno(), 2)
            try:
                yield
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                for saved, number in zip(kept, (1, 2), strict=True):
                    os.dup2(saved, number)
                    os.close(saved)

    def _fail(self, what: str, detail: str) -> NoReturn:
        self._console.print(f"[red]{what}[/red]; the whole log is {self._log}\n{detail}", markup=True, highlight=False)
        raise SystemExit(1)


def _read_edition(path: Path) -> dt.date:
    """The newsroom's date: today at the first run, the same ever after, so that a second run finds the same articles."""
    if path.exists():
        return dt.date.fromisoformat(path.read_text(encoding="utf-8").strip())
    path.parent.mkdir(parents=True, exist_ok=True)
    today = dt.datetime.now(dt.UTC).date()
    path.write_text(f"{today}\n", encoding="utf-8")
    return today


def _list_days(settings: Settings) -> list[dt.date]:
    from presswatch.raw import open_zone

    return open_zone(settings).days()


def _show(console: Console, settings: Settings) -> None:
    from presswatch.model import TABLES
    from presswatch.warehouse.lake import Lake

    with Lake(settings, read_only=True) as lake:
        landed = Table("table", "rows", "what a row is", title="What landed", title_justify="left")
        for name, definition in TABLES.items():
            rows = lake.read(f"SELECT count(*) FROM {name}").column(0)[0].as_py()
            landed.add_row(name, f"{rows:,}", definition.description.split(".")[0])
        console.print(landed)
        funnel = Table("outcome", "URLs", "most frequent reason", title="Where every discovered URL ended", title_justify="left")
        for row in lake.read(
            "SELECT outcome, count(*) AS urls, mode(reason) AS reason FROM discoveries GROUP BY outcome ORDER BY urls DESC, outcome"
        ).to_pylist():
            funnel.add_row(row["outcome"], str(row["urls"]), row["reason"] or "")
        console.print(funnel)
        for title, query in QUERIES:
            rows = lake.read(query)
            answer = Table(*rows.column_names, title=title, title_justify="left")
            for row in rows.to_pylist():
                answer.add_row(*(", ".join(v) if isinstance(v, list) else str(v) for v in row.values()))
            console.print(answer)


if __name__ == "__main__":
    sys.exit(main())
