"""Every DAG keeps the house rules: wiring only, documented, owned, bounded."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "dags").glob("*.py"))
SCHEDULES = {
    "presswatch_collect": "*/15 * * * *",
    "presswatch_build": "0 0 * * *",
    "presswatch_refresh": "Asset",
    "presswatch_ingest_archive": "NullTimetable",
    "presswatch_report": "Asset",
    "presswatch_maintain": "0 0 * * 0",
}


def test_all_dags_of_the_contract_load_without_error(dag_facts: dict) -> None:
    assert dag_facts["errors"] == {}
    assert set(dag_facts["dags"]) == set(SCHEDULES)


@pytest.mark.parametrize("dag_id", sorted(SCHEDULES))
def test_each_dag_is_owned_documented_bounded_and_never_catches_up(dag_facts: dict, dag_id: str) -> None:
    facts = dag_facts["dags"][dag_id]
    assert facts["owners"] == "presswatch" and "presswatch" in facts["tags"]
    assert facts["doc"] and len(facts["doc"]) > 60
    assert facts["catchup"] is False and facts["timeout"]
    assert SCHEDULES[dag_id] in f"{facts['summary']} {facts['timetable']}"
    for name, task in facts["tasks"].items():
        assert task["retries"] >= 1 and task["timeout"] and task["policy"], name


def test_the_build_has_one_utc_day_as_its_data_interval(dag_facts: dict) -> None:
    assert dag_facts["dags"]["presswatch_build"]["timetable"] == "CronDataIntervalTimetable"
    assert dag_facts["dags"]["presswatch_build"]["summary"] == "0 0 * * *"


def test_every_pool_that_a_task_asks_for_is_defined_and_publishing_has_one_slot(dag_facts: dict) -> None:
    pools = json.loads((ROOT / "include/config/pools.json").read_text(encoding="utf-8"))
    used = {task["pool"] for dag in dag_facts["dags"].values() for task in dag["tasks"].values()} - {"default_pool"}
    assert used <= set(pools)
    assert pools["presswatch_publish"]["slots"] == 1


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_a_dag_file_holds_wiring_only(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 80 or path.name == "presswatch_wiring.py"
    top = [n.module or "" for n in tree.body if isinstance(n, ast.ImportFrom)] + [a.name for n in tree.body if isinstance(n, ast.Import) for a in n.names]
    heavy = [m for m in top if m.split(".")[0] in {"presswatch", "great_expectations", "duckdb", "pandas", "spacy", "trafilatura"}]
    assert heavy == [], "heavy imports belong into the task"
    assert not [n for n in ast.walk(tree) if isinstance(n, ast.While)]


def test_the_library_never_imports_airflow() -> None:
    for path in (ROOT / "include" / "presswatch").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names] if isinstance(node, ast.Import) else []
            assert not [n for n in names if n.split(".")[0] == "airflow"], path


ROOMS = ["model", "collect", "raw", "extract", "dedupe", "tag", "quality", "warehouse"]


@pytest.mark.parametrize("room", ROOMS)
def test_a_stage_never_imports_a_later_one(room: str) -> None:
    # collect writes to the raw zone and raw reads what collect wrote: the two are one stage for this rule.
    order = {name: max(at, 2) if name in ("collect", "raw") else at for at, name in enumerate(ROOMS)}
    for path in (ROOT / "include" / "presswatch" / room).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("presswatch."):
                target = (node.module or "").split(".")[1]
                if target in order:
                    assert order[target] <= order[room], f"{path.name} imports {node.module}"
                assert target not in ("build", "report", "cli"), f"{path.name} imports {node.module}"
