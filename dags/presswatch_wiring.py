"""What the DAG files share: assets, pools, defaults, retry rules, and the chain of tasks that builds days."""

from __future__ import annotations

from datetime import timedelta

from airflow.sdk import Asset, ExceptionRetryPolicy, RetryAction, RetryRule, TriggerRule, get_current_context, task

RAW = Asset("presswatch://raw")
LAKE = Asset("presswatch://lake")

FETCH_POOL, STAGE_POOL, PUBLISH_POOL = "presswatch_fetch", "presswatch_stage", "presswatch_publish"

# A refused day, a wrong setting or a damaged raw zone doesn't heal by itself; a lock or a full disk may.
FAIL_FAST = ExceptionRetryPolicy(
    rules=[
        RetryRule(exception=f"presswatch.errors.{name}", action=RetryAction.FAIL, reason=f"{name} doesn't heal by waiting")
        for name in ("ConfigError", "InputError", "RawZoneError", "GateError")
    ]
)

DEFAULTS = {
    "owner": "presswatch",
    "retries": 2,
    "retry_delay": timedelta(minutes=2),
    "retry_policy": FAIL_FAST,
    "execution_timeout": timedelta(hours=3),
}

MAX_MAPPED = 1000  # Airflow's max_map_length is 1024


def spread(items: list[str]) -> list[list[str]]:
    """Spread paths over at most MAX_MAPPED mapped tasks."""
    step = -(-len(items) // MAX_MAPPED) or 1
    return [items[i : i + step] for i in range(0, len(items), step)]


@task(pool=STAGE_POOL, map_index_template="{{ batch_name }}")
def stage(batches: list[str]) -> None:
    """Extract and read the pages of some batches; results are files under the stage folder."""
    from pathlib import Path

    from presswatch.build.stage import stage_batch
    from presswatch.settings import load_settings

    get_current_context()["batch_name"] = Path(batches[0]).stem
    for batch in batches:
        stage_batch(load_settings(), batch)


@task(pool=STAGE_POOL, trigger_rule=TriggerRule.NONE_FAILED)
def validate(plan: str) -> dict[str, str]:
    """Assemble the day and pass it through the gate; return the day and the folder of what passed."""
    from presswatch.build.check import check_and_write
    from presswatch.build.plan import read_plan
    from presswatch.settings import load_settings

    settings, planned = load_settings(), read_plan(plan)
    return {"day": planned.day.isoformat(), "folder": str(check_and_write(settings, planned.day, planned.units))}


@task(pool=PUBLISH_POOL, max_active_tis_per_dag=1, outlets=[LAKE])
def publish(checked: dict[str, str]) -> dict[str, int]:
    """Publish the day and what it changes in others, in one commit; return rows by table."""
    from datetime import date

    from presswatch.build.publish import publish_days
    from presswatch.settings import load_settings

    day = date.fromisoformat(checked["day"])
    return dict(publish_days(load_settings(), {day: checked["folder"]}, run_id=get_current_context()["run_id"])[day].counts)


@task
def list_batches(plans: list[str]) -> list[list[str]]:
    """Return the paths of all batches of the plans, spread over mapped tasks."""
    from presswatch.build.plan import read_plan

    return spread([batch for plan in plans for batch in read_plan(plan).batches])


def build_days(plans):  # type: ignore[no-untyped-def]  # an XComArg of list[str]
    """Wire stage -> validate -> publish for the days whose plan files the task before returns."""
    staged = stage.expand(batches=list_batches(plans))
    checked = validate.expand(plan=plans)
    staged >> checked
    return publish.expand(checked=checked)
