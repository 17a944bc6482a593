"""Poll the feeds that are due, fetch new pages, append them to the raw zone.

The past can't be polled again, so this isn't backfilled. Outlets are spread over mapped tasks by host, so that one host is
never asked by two tasks at a time.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

from airflow.sdk import TriggerRule, dag, task
from airflow.sdk.exceptions import AirflowSkipException
from presswatch_wiring import DEFAULTS, FETCH_POOL, RAW

log = logging.getLogger(__name__)


@dag(
    dag_id="presswatch_collect",
    schedule="*/15 * * * *",
    start_date=datetime(2024, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=2),
    default_args=DEFAULTS | {"execution_timeout": timedelta(hours=1)},
    tags=["presswatch", "collect"],
    doc_md=__doc__,
)
def presswatch_collect() -> None:
    @task
    def plan() -> list[list[str]]:
        from presswatch.collect.outlets import load_outlets
        from presswatch.collect.plan import plan_collect
        from presswatch.settings import load_settings

        settings = load_settings()
        return plan_collect(settings, load_outlets(settings.outlets), datetime.now(UTC))

    @task(pool=FETCH_POOL)
    def fetch(outlet_ids: list[str]) -> int:
        from presswatch.collect.outlets import load_outlets
        from presswatch.collect.run import collect
        from presswatch.settings import load_settings
        from presswatch.wording import describe

        settings = load_settings()
        report = collect(settings, load_outlets(settings.outlets), outlet_ids=outlet_ids)
        log.info(describe(report))
        return report.pages_captured

    @task(outlets=[RAW], trigger_rule=TriggerRule.ALL_DONE)
    def announce(captured: list[int]) -> int:
        total = sum(count for count in captured or [] if count)
        if not total:
            raise AirflowSkipException("no new page")
        return total

    @task(trigger_rule=TriggerRule.NONE_FAILED)
    def settle() -> None:
        """Fail the run if any fetch task failed, although what the others captured was announced."""

    captured = fetch.expand(outlet_ids=plan())
    [captured, announce(captured)] >> settle()


presswatch_collect()
