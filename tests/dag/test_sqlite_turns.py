"""Transactions on a local Airflow's SQLite wait for one another instead of failing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

SCRIPT = """
import sys, threading, time
if sys.argv[2] == "mended":
    import airflow_local_settings
from sqlalchemy import create_engine, text
engine = create_engine(f"sqlite:///{sys.argv[1]}?timeout=30")
with engine.begin() as c:
    c.exec_driver_sql("PRAGMA journal_mode=WAL")
    c.exec_driver_sql("CREATE TABLE runs (n INTEGER)")

def write_between():
    with engine.begin() as other:
        other.execute(text("INSERT INTO runs VALUES (1)"))

with engine.connect() as connection:
    with connection.begin_nested():
        connection.execute(text("SELECT count(*) FROM runs")).scalar()
        thread = threading.Thread(target=write_between)
        thread.start()
        time.sleep(0.3)
        connection.execute(text("INSERT INTO runs VALUES (2)"))
    connection.commit()
    thread.join()
    print(connection.execute(text("SELECT count(*) FROM runs")).scalar())
"""


def run_script(tmp_path: Path, how: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path / "airflow.db"), how], env={"PYTHONPATH": str(ROOT / "include/config")}, capture_output=True, text=True, check=False
    )


def test_a_savepoint_that_reads_first_waits_for_a_writer(tmp_path: Path) -> None:
    done = run_script(tmp_path, "mended")
    assert done.returncode == 0, done.stderr[-500:]
    assert done.stdout.strip() == "2"


def test_without_our_settings_the_same_transaction_fails(tmp_path: Path) -> None:
    done = run_script(tmp_path, "plain")
    assert "database is locked" in done.stderr
