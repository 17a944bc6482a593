"""The DAGs run through Airflow, from an archive to the report, and a rerun doubles nothing."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import datetime as dt, json, sys
sys.path.insert(0, sys.argv[1])
from airflow.dag_processing.dagbag import DagBag
bag = DagBag(sys.argv[1])
for dag_id, moment, conf in json.loads(sys.argv[2]):
    state = bag.dags[dag_id].test(logical_date=dt.datetime.fromisoformat(moment), run_conf=conf).state
    print("STATE", dag_id, str(state))
"""


@pytest.mark.timeout(300)
def test_an_archive_becomes_a_report_through_the_dags(migrated: dict[str, str], tmp_path: Path) -> None:
    from sample.archive import write_archive
    from sample.newsroom import Newsroom

    edition = dt.date(2024, 11, 20)
    newsroom = Newsroom(edition)
    (*_, last) = write_archive(newsroom, tmp_path / "archive")
    outlets = tmp_path / "outlets.yaml"
    from sample.serve import write_outlets

    write_outlets(newsroom, outlets)
    environment = {**migrated, "PRESSWATCH_OUTLETS": str(outlets), "PRESSWATCH_HOME": str(tmp_path / "home")}
    day = edition - dt.timedelta(days=1)
    noon = f"{edition}T12:00:00+00:00"
    steps = [
        ["presswatch_ingest_archive", noon, {"paths": [str(last)]}],
        ["presswatch_build", f"{day}T00:00:00+00:00", None],
        ["presswatch_build", f"{day}T00:00:00+00:00", None],
        ["presswatch_refresh", noon, None],
        ["presswatch_report", noon, None],
        ["presswatch_maintain", noon, None],
    ]
    dags = Path(migrated["AIRFLOW__CORE__DAGS_FOLDER"])
    result = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(dags), json.dumps(steps)], env=environment, capture_output=True, text=True, check=False, timeout=280
    )
    states = [line.split() for line in result.stdout.splitlines() if line.startswith("STATE")]
    assert [s[1] for s in states] == [s[0] for s in steps], result.stderr[-3000:]
    assert {s[2] for s in states} == {"success"}, result.stdout[-3000:]

    from presswatch.settings import Settings
    from presswatch.warehouse.lake import Lake

    with Lake(Settings(home=tmp_path / "home", outlets=outlets), read_only=True) as lake:
        (counts,) = lake.read(
            "SELECT (SELECT count(*) FROM articles) AS articles, (SELECT count(DISTINCT article_id) FROM articles) AS ids,"
            " (SELECT count(*) FROM runs) AS runs, (SELECT count(*) FROM discoveries WHERE outcome = 'pending') AS pending"
        ).to_pylist()
    assert counts["articles"] == counts["ids"] > 5, "the day asked for was built"
    assert counts["runs"] == 2 and counts["pending"] == 0
    assert (tmp_path / "home" / "reports" / "site" / f"{day}.html").exists()
    assert (tmp_path / "home" / "reports" / "presswatch.duckdb").exists()
    assert (tmp_path / "home" / "reports" / "data_docs" / "index.html").exists()
