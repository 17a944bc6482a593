"""Bring history in: WARC files (Common Crawl's CC-NEWS layout too), news sitemaps, folders of saved pages.

Trigger it with `paths`; then backfill presswatch_build over the days that it names in its log. The same archive may be
ingested again: what the raw zone holds is not added twice.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

from airflow.sdk import Param, dag, get_current_context, task
from airflow.sdk.exceptions import AirflowSkipException
from presswatch_wiring import DEFAULTS, FETCH_POOL, RAW

log = logging.getLogger(__name__)


@dag(
    dag_id="presswatch_ingest_archive",
    schedule=None,
    start_date=datetime(2024, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=48),
    default_args=DEFAULTS | {"execution_timeout": timedelta(hours=24)},
    params={
        "paths": Param([], type="array", items={"type": "string"}, description="Files or folders to read."),
        "since": Param(None, type=["null", "string"], format="date", description="First UTC day of captures to take."),
        "until": Param(None, type=["null", "string"], format="date", description="Last UTC day of captures to take."),
        "hosts": Param([], type="array", items={"type": "string"}, description="Only these hosts; empty for all."),
    },
    tags=["presswatch", "collect"],
    doc_md=__doc__,
)
def presswatch_ingest_archive() -> None:
    @task(pool=FETCH_POOL)
    def ingest() -> int:
        from datetime import date

        from presswatch.collect.archives import ingest as run_ingest
        from presswatch.collect.outlets import load_outlets
        from presswatch.settings import load_settings
        from presswatch.wording import describe

        settings, params = load_settings(), get_current_context()["params"]
        report = run_ingest(
            params["paths"],
            settings,
            load_outlets(settings.outlets),
            since=date.fromisoformat(params["since"]) if params["since"] else None,
            until=date.fromisoformat(params["until"]) if params["until"] else None,
            hosts=params["hosts"] or None,
        )
        log.info(describe(report))
        return report.pages_added

    @task(outlets=[RAW])
    def announce(captured: int) -> int:
        if not captured:
            raise AirflowSkipException("nothing new in these archives")
        return captured

    announce(ingest())


presswatch_ingest_archive()
