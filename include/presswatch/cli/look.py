"""Commands that only look: doctor, explain, sql."""

from __future__ import annotations

import datetime as dt
import io
import json
import sys
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table

from presswatch.errors import InputError
from presswatch.settings import load_settings

if TYPE_CHECKING:
    import pyarrow as pa


@click.command()
def doctor() -> None:
    """Check that this machine and configuration can run Presswatch."""
    from presswatch.cli.checkup import run_checks

    table = Table("check", "good", "what it found", title="presswatch doctor")
    results = list(run_checks(load_settings()))
    for result in results:
        table.add_row(result.name, "yes" if result.good else "no", result.detail)
    Console().print(table)
    if not all(result.good for result in results):
        sys.exit(1)


@click.command()
@click.argument("target", metavar="URL|FILE")
@click.option("--url", help="Address of the page, where the target is a file.")
@click.option("--published", metavar="T", help="Time of publication (ISO 8601), where the page doesn't say.")
@click.option("--json", "as_json", is_flag=True, help="The whole as JSON.")
def explain(target: str, url: str | None, published: str | None, as_json: bool) -> None:
    """Show one page through every stage, and why each row is there."""
    from presswatch.build.explain import explain_page, load_page

    try:
        when = dt.datetime.fromisoformat(published) if published else None
    except ValueError:
        raise click.UsageError(f"--published: {published!r} is no ISO 8601 time") from None
    settings = load_settings()
    explanation = explain_page(settings, *load_page(settings, target, url), published_at=when)
    if as_json:
        click.echo(json.dumps(explanation.to_json(), ensure_ascii=False, indent=1, default=str))
    else:
        from presswatch.cli.explanation import print_explanation

        print_explanation(explanation, Console(width=None if sys.stdout.isatty() else 160))
    if explanation.extraction.status == "error":
        sys.exit(1)


@click.command()
@click.argument("query", required=False)
@click.option("--format", "form", type=click.Choice(["table", "csv", "json", "parquet"]), default="table", show_default=True)
@click.option("--at", metavar="SNAPSHOT", help="Snapshot id or time (ISO 8601): the lake as it was then.")
def sql(query: str | None, form: str, at: str | None) -> None:
    """Query the lake, read-only; the query comes from standard input if it isn't given.

    Tables and views are those of docs/tables.md: presswatch sql "SELECT * FROM coverage_daily"
    """
    from presswatch.warehouse.lake import Lake
    from presswatch.warehouse.query import parse_snapshot, run_query

    text = query if query is not None else sys.stdin.read()
    if not text.strip():
        raise click.UsageError("no query")
    with Lake(load_settings(), read_only=True, at=parse_snapshot(at) if at else None) as lake:
        rows = run_query(lake, text)
    if form == "table":
        shown = Table(*rows.column_names)
        for row in rows.to_pylist():
            shown.add_row(*("" if value is None else str(value) for value in row.values()))
        Console(width=None if sys.stdout.isatty() else 200).print(shown)
    elif form == "json":
        for row in rows.to_pylist():
            click.echo(json.dumps(row, ensure_ascii=False, default=str))
    elif form == "csv":
        import pyarrow.csv

        buffer = io.BytesIO()
        pyarrow.csv.write_csv(_flatten(rows), buffer)
        sys.stdout.write(buffer.getvalue().decode())
    else:
        import pyarrow.parquet

        buffer = io.BytesIO()
        pyarrow.parquet.write_table(rows, buffer)
        if sys.stdout.isatty():
            raise InputError("parquet is binary: redirect the output to a file")
        sys.stdout.buffer.write(buffer.getvalue())


def _flatten(rows: pa.Table) -> pa.Table:
    """CSV has no lists or structs: write them as JSON text."""
    import pyarrow as pa

    for at, field in enumerate(rows.schema):
        if pa.types.is_nested(field.type):
            texts = [None if v is None else json.dumps(v, ensure_ascii=False, default=str) for v in rows.column(at).to_pylist()]
            rows = rows.set_column(at, pa.field(field.name, pa.string()), pa.array(texts, pa.string()))
    return rows


