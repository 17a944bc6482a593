"""Airflow for tests: a database of its own, our DAGs, nothing of the user's."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def airflow_environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of include/config/airflow.sh with homes of its own."""
    home = tmp_path_factory.mktemp("airflow")
    keep = {k: v for k, v in os.environ.items() if not k.startswith(("AIRFLOW", "PRESSWATCH"))}
    command = f"source {ROOT}/include/config/airflow.sh && env"
    base = {**keep, "PRESSWATCH_HOME": str(home), "AIRFLOW_HOME": str(home / "airflow"), "AIRFLOW__CORE__UNIT_TEST_MODE": "False"}
    printed = subprocess.run(["bash", "-c", command], env=base, capture_output=True, text=True, check=True).stdout
    found = dict(line.split("=", 1) for line in printed.splitlines() if "=" in line)
    found["PATH"] = f"{Path(sys.executable).parent}:{found['PATH']}"
    return found


@pytest.fixture(scope="session")
def migrated(airflow_environment: dict[str, str]) -> dict[str, str]:
    """The same with a migrated database and our pools."""
    Path(airflow_environment["AIRFLOW_HOME"]).mkdir(parents=True, exist_ok=True)
    for command in (["airflow", "db", "migrate"], ["airflow", "pools", "import", str(ROOT / "include/config/pools.json")]):
        subprocess.run(command, env=airflow_environment, capture_output=True, check=True)
    return airflow_environment


@pytest.fixture(scope="session")
def dag_facts(airflow_environment: dict[str, str]) -> dict:
    """What a DagBag says of our DAGs, read in a process of its own: Airflow reads its settings once, at import."""
    import json

    script = """
import json, sys
sys.path.insert(0, sys.argv[1])
from airflow.dag_processing.dagbag import DagBag
bag = DagBag(sys.argv[1])
print("FACTS" + json.dumps({"errors": bag.import_errors, "dags": {d.dag_id: {
    "owners": d.owner, "tags": sorted(d.tags), "doc": d.doc_md, "catchup": d.catchup, "max_active_runs": d.max_active_runs,
    "timetable": type(d.timetable).__name__, "summary": str(getattr(d.timetable, "expression", "")), "timeout": bool(d.dagrun_timeout),
    "tasks": {t.task_id: {"retries": t.retries, "pool": t.pool, "timeout": bool(t.execution_timeout), "policy": t.retry_policy is not None} for t in d.tasks},
} for d in bag.dags.values()}}))
"""
    result = subprocess.run(
        [sys.executable, "-c", script, str(ROOT / "dags")], env=airflow_environment, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr[-2000:]
    return json.loads(result.stdout.split("FACTS", 1)[1])
