"""A backfill through a real Airflow (standalone: scheduler, LocalExecutor, SQLite), and the same backfill again: identical rows."""

from __future__ import annotations

import datetime as dt
import os
import signal
import socket
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest

from presswatch.collect.archives import ingest
from presswatch.collect.outlets import load_outlets
from presswatch.model import TABLES
from presswatch.settings import Settings
from presswatch.warehouse.compaction import list_fragmented
from presswatch.warehouse.lake import Lake
from presswatch.warehouse.maintain import MOST_FILES, maintain
from sample.archive import write_archive
from sample.newsroom import Newsroom
from sample.serve import write_outlets

EDITION = dt.date(2024, 11, 20)
FIRST, LAST = EDITION - dt.timedelta(days=3), EDITION - dt.timedelta(days=1)


def wait_for(database: Path, runs: int, seconds: float) -> dict[str, int]:
    """Wait until every run of the build has ended, and return how many ended how. Fails when time is up."""
    end = time.monotonic() + seconds
    states: dict[str, int] = {}
    while time.monotonic() < end:
        with sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=30) as connection:
            rows = connection.execute("SELECT state, count(*) FROM dag_run WHERE dag_id = 'presswatch_build' AND run_type = 'backfill' GROUP BY state")
            states = dict(rows.fetchall())
            open_ones = connection.execute("SELECT count(*) FROM backfill WHERE completed_at IS NULL").fetchone()[0]
        if not open_ones and sum(n for s, n in states.items() if s in ("success", "failed")) >= runs and not set(states) & {"queued", "running"}:
            return states
        time.sleep(2)
    raise AssertionError(f"not done after {seconds} s: {states}")


def hash_tables(settings: Settings) -> dict[str, str]:
    with Lake(settings, read_only=True) as lake:
        return {name: lake.table_hash(name) for name in TABLES if name != "runs"}


@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_a_backfill_run_twice_gives_the_same_rows(airflow_environment: dict[str, str], tmp_path: Path) -> None:
    newsroom = Newsroom(EDITION)
    outlets = tmp_path / "outlets.yaml"
    write_outlets(newsroom, outlets)
    write_archive(newsroom, tmp_path / "archive")
    settings = Settings(home=tmp_path / "home", outlets=outlets)
    report = ingest([tmp_path / "archive"], settings, load_outlets(outlets))
    assert report.pages_added > 100
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **airflow_environment,
        "PRESSWATCH_HOME": str(settings.home), "PRESSWATCH_OUTLETS": str(outlets), "AIRFLOW_HOME": str(tmp_path / "airflow"),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{tmp_path}/airflow/airflow.db?timeout=60",
        "AIRFLOW__API__PORT": str(port), "AIRFLOW__API__BASE_URL": f"http://127.0.0.1:{port}", "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "True",
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{port}/execution/", "AIRFLOW__SCHEDULER__ENABLE_HEALTH_CHECK": "False",
        "AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT": "0", "AIRFLOW__LOGGING__TRIGGER_LOG_SERVER_PORT": "0",
    }  # fmt: skip
    Path(environment["AIRFLOW_HOME"]).mkdir()

    def airflow(*arguments: str) -> str:
        done = subprocess.run(["airflow", *arguments], env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-1500:] + done.stderr[-1500:]
        return done.stdout

    airflow("db", "migrate")
    log = (tmp_path / "standalone.log").open("w", encoding="utf-8")
    standalone = subprocess.Popen(["airflow", "standalone"], env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
    try:
        for _ in range(60):  # until the dag processor has read the DAGs
            if "presswatch_build" in airflow("dags", "list"):
                break
            time.sleep(2)
        airflow("dags", "unpause", "presswatch_build", "--yes")
        backfill = ("backfill", "create", "--dag-id", "presswatch_build", "--from-date", str(FIRST), "--to-date", str(LAST), "--reprocess-behavior", "completed")
        database = Path(environment["AIRFLOW_HOME"]) / "airflow.db"
        airflow(*backfill)
        assert wait_for(database, 3, 600) == {"success": 3}, (tmp_path / "standalone.log").read_text(encoding="utf-8")[-3000:]
        first = hash_tables(settings)
        published = read_publishing_times(settings)
        airflow(*backfill)
        end = time.monotonic() + 600
        while not all(read_publishing_times(settings)[day] > before for day, before in published.items()):
            assert time.monotonic() < end, "the second backfill didn't publish every day again"
            time.sleep(2)
        assert wait_for(database, 3, 600) == {"success": 3}
        assert hash_tables(settings) == first
        with Lake(settings) as lake:
            maintain(lake, settings, dt.datetime.now(dt.UTC))
            # How many files the days left behind depends on the order in which they ended; upkeep leaves few in any case.
            assert not [(name, day) for name, table in TABLES.items() for day in list_fragmented(lake.connection, table, MOST_FILES)]
        assert hash_tables(settings) == first
    finally:
        os.killpg(standalone.pid, signal.SIGTERM)
        try:
            standalone.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(standalone.pid, signal.SIGKILL)


def read_publishing_times(settings: Settings) -> dict[dt.date, dt.datetime]:
    """When each day of the backfill was published last."""
    with Lake(settings, read_only=True) as lake:
        rows = lake.read("SELECT dt, max(finished_at) AS at FROM runs WHERE dt BETWEEN ? AND ? GROUP BY dt", [FIRST, LAST]).to_pylist()
    return {row["dt"]: row["at"] for row in rows}
