"""kill -9 at random moments of a build: the next run completes, readers never see a day half-changed, nothing is lost."""

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
from tests.unit.build.conftest import BODIES, DAY, make_html

from presswatch.build.run import build_day
from presswatch.model import TABLES
from presswatch.settings import Settings
from presswatch.warehouse.lake import Lake

pytest_plugins = ["tests.unit.build.conftest"]
KILLS = 20
BUILD = """
import datetime as dt, sys
from presswatch.build.run import build_day
from presswatch.settings import load_settings
build_day(load_settings(), dt.date.fromisoformat(sys.argv[1]), run_id="killed")
"""
# One number per day and table: articles, their zones' articles and their index rows must always agree.
TOGETHER = """
    SELECT (SELECT count(*) FROM articles) AS articles, (SELECT count(DISTINCT article_id) FROM zones) AS zoned,
           (SELECT count(*) FROM discoveries WHERE outcome = 'published') AS published,
           (SELECT count(DISTINCT run_id || dt::VARCHAR) FROM articles) AS runs_of_articles,
           (SELECT count(DISTINCT run_id || dt::VARCHAR) FROM zones) AS runs_of_zones
"""


def make_variant(number: int) -> bytes:
    name = ("flood", "trial", "strike")[number % 3]
    paragraphs = [f"{p} Report number {number} of the bureau in district {number * 7 % 31} was filed at dawn." for p in BODIES[name]]
    return make_html(f"Bulletin {number} on the {name}", paragraphs)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_a_build_survives_kill_nine_at_any_moment(settings: Settings, capture) -> None:
    for number in range(40):
        capture(make_variant(number), path=f"/{number}", hour=number % 20)
    first = build_day(settings, DAY, run_id="whole")
    with Lake(settings, read_only=True) as lake:
        wanted = {name: lake.table_hash(name) for name in TABLES if name != "runs"}
    environment = {
        **os.environ,
        "PRESSWATCH_HOME": str(settings.home), "PRESSWATCH_OUTLETS": str(settings.outlets), "PRESSWATCH_WATCHLISTS": str(settings.watchlists),
        "PRESSWATCH_JOBS": "1", "PYTHONPATH": os.pathsep.join(sys.path),
    }  # fmt: skip
    torn: list[dict] = []
    stop = threading.Event()

    def watch() -> None:
        while not stop.is_set():
            with Lake(settings, read_only=True) as lake:
                (seen,) = lake.read(TOGETHER).to_pylist()
            if not (seen["articles"] == seen["zoned"] == seen["published"] == first.counts["articles"] and seen["runs_of_articles"] == seen["runs_of_zones"] == 1):
                torn.append(seen)
            time.sleep(0.2)

    reader = threading.Thread(target=watch)
    reader.start()
    rng = random.Random(7)
    killed = 0
    begun = time.monotonic()
    try:
        for attempt in range(KILLS):
            if attempt % 2:
                _forget_stage(settings)
            process = subprocess.Popen([sys.executable, "-c", BUILD, str(DAY)], env=environment, stderr=subprocess.DEVNULL)
            # The whole build takes a few seconds: spread the kills over its start, its staging and its commit.
            time.sleep(rng.uniform(0.5, 12.0))
            if process.poll() is None:
                os.kill(process.pid, signal.SIGKILL)
                killed += 1
            process.wait()
    finally:
        stop.set()
        reader.join()
    assert killed >= KILLS // 4, f"only {killed} builds were caught alive in {time.monotonic() - begun:.0f} s"
    assert torn == []
    build_day(settings, DAY, run_id="after")
    with Lake(settings, read_only=True) as lake:
        assert {name: lake.table_hash(name) for name in TABLES if name != "runs"} == wanted


def _forget_stage(settings: Settings) -> None:
    """Make the next build stage again, so that kills fall into staging too."""
    import shutil

    shutil.rmtree(Path(settings.stage_dir) / f"dt={dt.date.isoformat(DAY)}", ignore_errors=True)
