"""Build the day in progress again whenever new raw data lands.

The same build as presswatch_build; what was staged from the same bytes, code and configuration is used again, so only new
captures cost work. Yesterday is looked at too: a capture a second before midnight may be announced a second after.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from airflow.sdk import dag, task
from presswatch_wiring import DEFAULTS, RAW, build_days


@dag(
    dag_id="presswatch_refresh",
    schedule=[RAW],
    start_date=datetime(2024, 1, 1, tzinfo=UTC),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=6),
    default_args=DEFAULTS,
    tags=["presswatch", "build"],
    doc_md=__doc__,
)
def presswatch_refresh() -> None:
    @task
    def plan() -> list[str]:
        from presswatch.build.plan import plan_day, write_plan
        from presswatch.build.publish import find_unpublished_days
        from presswatch.settings import load_settings

        settings, today = load_settings(), datetime.now(UTC).date()
        days = find_unpublished_days(settings, [today - timedelta(days=1), today])
        return [write_plan(settings, plan_day(settings, day)) for day in days]

    build_days(plan())


presswatch_refresh()
