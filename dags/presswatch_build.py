"""Rebuild one UTC day from the raw zone: extract, dedupe, tag, validate, publish.

The backfill entry: the run's data interval is the day. A pure function of raw bytes, configuration and code, so it may run
any number of times and in any order. `airflow backfill create --dag-id presswatch_build --from-date D --to-date D
--reprocess-behavior completed` rebuilds days that were built before.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from airflow.sdk import CronDataIntervalTimetable, dag, get_current_context, task
from presswatch_wiring import DEFAULTS, build_days


@dag(
    dag_id="presswatch_build",
    schedule=CronDataIntervalTimetable("0 0 * * *", timezone="UTC"),
    start_date=datetime(2016, 8, 26, tzinfo=UTC),  # the first day of Common Crawl's news archive
    catchup=False,
    max_active_runs=4,
    dagrun_timeout=timedelta(hours=12),
    default_args=DEFAULTS,
    tags=["presswatch", "build"],
    doc_md=__doc__,
)
def presswatch_build() -> None:
    @task
    def plan() -> list[str]:
        from presswatch.build.plan import plan_day, write_plan
        from presswatch.settings import load_settings

        # Of a scheduled run and a backfill, the logical date is the start of the data interval. Of `airflow dags test DAG D` it is D,
        # while Airflow then infers the interval before D.
        context = get_current_context()
        moment = context.get("logical_date") or context["data_interval_start"]
        settings = load_settings()
        return [write_plan(settings, plan_day(settings, moment.astimezone(UTC).date()))]

    build_days(plan())


presswatch_build()
