"""Write the report site, the analyst file and the watchlist alerts whenever the lake changes."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

from airflow.sdk import dag, task
from presswatch_wiring import DEFAULTS, LAKE

log = logging.getLogger(__name__)


@dag(
    dag_id="presswatch_report",
    schedule=[LAKE],
    start_date=datetime(2024, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=2),
    default_args=DEFAULTS,
    tags=["presswatch", "report"],
    doc_md=__doc__,
)
def presswatch_report() -> None:
    @task
    def write() -> str:
        from presswatch.report.run import write_reports
        from presswatch.settings import load_settings

        report = write_reports(load_settings())
        log.info(report.describe())
        return str(report.index)

    write()


presswatch_report()
