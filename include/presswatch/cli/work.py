"""Commands that do the work of the DAGs by hand: collect, ingest, build, report, maintain, outlets."""

from __future__ import annotations

import datetime as dt
import sys

import click
from rich.console import Console
from rich.table import Table

from presswatch.cli.progress import show_progress
from presswatch.settings import load_settings
from presswatch.wording import describe

DAY = click.DateTime(formats=["%Y-%m-%d"])


def name_run(kind: str) -> str:
    """Return the name of a run started by hand."""
    return f"{kind}__{dt.datetime.now(dt.UTC):%Y-%m-%dT%H:%M:%S.%f}"


@click.command()
@click.option("--outlet", "outlet_ids", multiple=True, help="Only this outlet (may be repeated).")
@click.option("--force", is_flag=True, help="Poll every feed, due or not.")
def collect(outlet_ids: tuple[str, ...], force: bool) -> None:
    """Poll the feeds that are due, fetch new pages, append them to the raw zone."""
    from presswatch.collect.outlets import load_outlets
    from presswatch.collect.run import collect as run_collect

    settings = load_settings()
    with show_progress("collect") as meter:
        report = run_collect(settings, load_outlets(settings.outlets), outlet_ids=outlet_ids or None, force=force, progress=meter.report)
    click.echo(describe(report))


@click.command()
@click.argument("paths", nargs=-1, required=True)
@click.option("--since", type=DAY, help="Leave out captures before this UTC day.")
@click.option("--until", type=DAY, help="Leave out captures after this UTC day.")
@click.option("--host", "hosts", multiple=True, help="Only this host (may be repeated).")
@click.option("--language", "languages", multiple=True, help="Only pages that declare this language (may be repeated).")
def ingest(
    paths: tuple[str, ...], since: dt.datetime | None, until: dt.datetime | None, hosts: tuple[str, ...], languages: tuple[str, ...]
) -> None:
    """Bring history in: WARC files or folders of them (CC-NEWS layout too), news sitemaps, folders of saved pages."""
    from presswatch.collect.archives import ingest as run_ingest
    from presswatch.collect.outlets import load_outlets

    settings = load_settings()
    with show_progress("ingest") as meter:
        report = run_ingest(
            paths,
            settings,
            load_outlets(settings.outlets),
            since=since.date() if since else None,
            until=until.date() if until else None,
            hosts=hosts or None,
            languages=languages or None,
            progress=meter.report,
        )
    click.echo(describe(report))
    if report.problems:
        sys.exit(1)


@click.command()
@click.option("--from", "first", type=DAY, required=True, help="First UTC day.")
@click.option("--to", "last", type=DAY, required=True, help="Last UTC day, inclusive.")
def build(first: dt.datetime, last: dt.datetime) -> None:
    """Rebuild days from the raw zone: extract, dedupe, tag, validate, publish."""
    from presswatch.build.run import BuildReport, build_days

    if last < first:
        raise click.UsageError("--to is before --from")
    settings, refused = load_settings(), 0
    days = [first.date() + dt.timedelta(days=offset) for offset in range((last - first).days + 1)]
    with show_progress("build") as meter:
        for result in build_days(settings, days, run_id=name_run("cli"), progress=meter.advance):
            if isinstance(result, BuildReport):
                click.echo(result.describe())
            else:
                refused += 1
                click.echo(f"error: {result}", err=True)
    if refused:
        sys.exit(1)


@click.command()
def report() -> None:
    """Write the report site, the analyst file and the alerts."""
    from presswatch.report.run import write_reports

    with show_progress("report") as meter:
        click.echo(write_reports(load_settings(), progress=meter.advance).describe())


@click.command()
def maintain() -> None:
    """Retention, snapshot expiry, compaction, data docs."""
    from presswatch.warehouse.lake import Lake
    from presswatch.warehouse.maintain import maintain as run_maintain

    settings = load_settings()
    with Lake(settings) as lake:
        click.echo(run_maintain(lake, settings, dt.datetime.now(dt.UTC)).describe())


@click.group()
def outlets() -> None:
    """Look at the outlets file."""


@outlets.command("check")
@click.option("--outlet", "outlet_ids", multiple=True, help="Only this outlet (may be repeated).")
def check_outlets_command(outlet_ids: tuple[str, ...]) -> None:
    """Say of each outlet which feed answers, and what its sitemaps have that its feeds miss; exit 1 if one doesn't answer."""
    from presswatch.collect.check import OutletCheck, check_outlets, compare_documents
    from presswatch.collect.outlets import load_outlets

    settings = load_settings()
    chosen = [o for o in load_outlets(settings.outlets) if not outlet_ids or o.outlet_id in outlet_ids]
    unknown = sorted(set(outlet_ids) - {o.outlet_id for o in chosen})
    if unknown:
        raise click.UsageError(f"no such outlet in {settings.outlets}: {', '.join(unknown)}")
    table = Table("outlet", "address", "answers", "entries", "newest", "what it said", title=f"{len(chosen)} outlets")
    failed = 0
    checks: list[OutletCheck] = []
    with show_progress("check", total=len(chosen)) as meter:
        for result in check_outlets(settings, chosen, progress=meter.report):
            checks.append(result)
            failed += not result.ok
            newest = f"{result.newest_at:%Y-%m-%d %H:%M}" if result.newest_at else ""
            table.add_row(result.outlet_id, result.url, "yes" if result.ok else "no", str(result.n_entries or result.n_links or ""), newest, result.problem or result.status)
    Console().print(table)
    compared = compare_documents(checks)
    if compared:
        missing = Table("outlet", "pages of the last day in sitemaps", "not in a feed", "such as", title="What feeds miss")
        for row in compared:
            missing.add_row(row.outlet_id, str(row.n_recent), str(len(row.missed)), row.missed[0] if row.missed else "")
        Console().print(missing)
    if failed:
        click.echo(f"{failed} addresses didn't answer", err=True)
        sys.exit(1)
