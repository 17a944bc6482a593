"""kill -9 of publishers at random moments: readers never see a day half-changed, and the next publisher just goes on.

Run as a script, this file is the publisher that gets killed.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from tests.unit.warehouse.sample_day import DAY, build_day

from presswatch.errors import LakeError
from presswatch.model import TABLES
from presswatch.settings import Settings, load_settings
from presswatch.warehouse.change import Change, InsertRows, ReplacePartition
from presswatch.warehouse.lake import Lake
from presswatch.warehouse.maintain import maintain

PROJECT = Path(__file__).resolve().parents[2]
DAYS = (DAY, DAY + dt.timedelta(days=1))
TORN = ("articles", "zones", "mentions", "claims", "events", "stories")
# In one statement, so of one snapshot: the runs that the rows of each day name, and how many rows there are.
_LOOK = " UNION ALL ".join(f"SELECT dt, '{name}' AS name, run_id, count(*) AS n FROM {name} GROUP BY dt, run_id" for name in TORN)


def _publish_for_ever(home: Path) -> None:
    with Lake(load_settings(home=home, lock_timeout=30)) as lake:
        for attempt in range(100_000):
            # The number of rows changes with the run, so that a mixture can't look whole.
            n = 3 + attempt % 4
            changes: list[Change] = []
            for day in DAYS:
                tables = build_day(day, n_articles=n, n_sentences=2, run_id=f"{os.getpid()}-{attempt}-{n}")
                changes += [
                    InsertRows(table=name, rows=tables[name]) if name == "stories" else ReplacePartition(table=name, dt=day, rows=tables[name]) for name in TORN
                ]
            sys.stdout.write("begin\n")
            sys.stdout.flush()
            lake.commit(changes, message=f"attempt {attempt}")


def _find_torn_days(lake: Lake) -> list[str]:
    """Return what is wrong with what can be seen now; nothing if each day is wholly of one run and both days of the same."""
    rows = lake.read(_LOOK).to_pylist()
    if not rows:
        return []
    runs = {row["run_id"] for row in rows}
    if len(runs) != 1:
        return [f"rows of {sorted(runs)} together"]
    n = int(runs.pop().rpartition("-")[2])
    expected = {"articles": n, "mentions": n * 6, "claims": n * 2, "events": n * 2, "zones": n * 4, "stories": 1}
    seen = {(row["dt"], row["name"]): row["n"] for row in rows}
    return [f"{name} of {day}: {seen.get((day, name))} rows, not {expected[name]}" for day in DAYS for name in TORN if seen.get((day, name)) != expected[name]]


class _Reader(threading.Thread):
    """Looks at the lake all the time, half of the time with a session of its own."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(daemon=True)
        self.settings, self.faults, self.looks, self.done = settings, list[str](), 0, threading.Event()

    def run(self) -> None:
        while not self.done.is_set():
            try:
                with Lake(self.settings, read_only=True) as lake:
                    for _ in range(10):
                        self.faults += _find_torn_days(lake)
                        self.looks += 1
                        time.sleep(0.05)
            except LakeError as error:
                self.faults.append(str(error))


def _kill_publishers(home: Path, n_kills: int, seed: int) -> None:
    chance = random.Random(seed)
    settings = load_settings(home=home, lock_timeout=30)
    with Lake(settings):
        pass
    reader = _Reader(settings)
    reader.start()
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(PROJECT), str(PROJECT / "include")])}
    snapshots = []
    for _ in range(n_kills):
        child = subprocess.Popen([sys.executable, __file__, str(home)], stdout=subprocess.PIPE, env=environment, cwd=PROJECT)
        assert child.stdout is not None
        # A first commit is let through and timed; the kill then falls anywhere into the second, or just after it.
        began = [child.stdout.readline() and time.monotonic() for _ in range(2)]
        time.sleep(chance.uniform(0, 1.2) * (float(began[1]) - float(began[0])))
        child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
        with Lake(settings) as lake:
            assert _find_torn_days(lake) == []
            snapshots.append(lake.snapshot())
    reader.done.set()
    reader.join(timeout=60)
    assert reader.faults == []
    assert reader.looks > n_kills
    assert snapshots == sorted(snapshots) and len(set(snapshots)) == n_kills, "a publisher never got to its commit"
    _check_that_the_lake_goes_on(settings)


def _check_that_the_lake_goes_on(settings: Settings) -> None:
    tables = build_day(n_articles=5, run_id="last-5")
    with Lake(settings) as lake:
        lake.commit([ReplacePartition(table="articles", dt=DAY, rows=tables["articles"])], message="after the crashes")
        before = {name: lake.table_hash(name, exclude=()) for name in TABLES}
        maintain(lake, settings, dt.datetime.now(dt.UTC) + dt.timedelta(days=settings.keep_snapshots_days + 2))
        # Again, for what the first pass has let go of counts as unneeded only from then on.
        maintain(lake, settings, dt.datetime.now(dt.UTC) + dt.timedelta(days=settings.keep_snapshots_days + 4))
        assert {name: lake.table_hash(name, exclude=()) for name in TABLES} == before
        used = {
            row["data_file"] for name in TORN for row in lake.read(f"SELECT data_file FROM ducklake_list_files('lake', '{name}', schema => 'news')").to_pylist()
        }
    on_disk = {str(path) for path in Path(settings.data_url).rglob("*.parquet")}
    assert {path for path in on_disk if Path(path).stat().st_size} == used


def test_a_few_killed_publishers_leave_whole_days(tmp_path: Path) -> None:
    _kill_publishers(tmp_path, 2, seed=1)


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_many_killed_publishers_leave_whole_days(tmp_path: Path) -> None:
    _kill_publishers(tmp_path, 25, seed=2)


if __name__ == "__main__":
    _publish_for_ever(Path(sys.argv[1]))
