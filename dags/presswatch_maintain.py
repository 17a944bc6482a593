"""Retention of raw data, snapshot expiry, compaction and data docs, once a week."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

from airflow.sdk import dag, task
from presswatch_wiring import DEFAULTS, PUBLISH_POOL

log = logging.getLogger(__name__)


@dag(
    dag_id="presswatch_maintain",
    schedule="@weekly",
    start_date=datetime(2024, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=6),
    default_args=DEFAULTS,
    tags=["presswatch", "maintain"],
    doc_md=__doc__,
)
def presswatch_maintain() -> None:
    @task(pool=PUBLISH_POOL, max_active_tis_per_dag=1)
    def maintain() -> None:
        from presswatch.settings import load_settings
        from presswatch.warehouse.lake import Lake
        from presswatch.warehouse.maintain import maintain as run_maintain

        settings = load_settings()
        with Lake(settings) as lake:
            log.info(run_maintain(lake, settings, datetime.now(UTC)).describe())

    @task(pool=PUBLISH_POOL, max_active_tis_per_dag=1)
    def data_docs() -> None:
        from presswatch.report.run import write_quality_docs
        from presswatch.settings import load_settings

        write_quality_docs(load_settings())

    maintain() >> data_docs()


presswatch_maintain()
