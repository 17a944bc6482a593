"""The filters: feeds, extract, tag, dedupe, stories. Each reads JSON Lines and writes one line per input line, in order."""

from __future__ import annotations

import functools
import sys
import tempfile
from collections.abc import Callable, Iterable
from typing import Any

import click

from presswatch.cli.jsonl import Record, map_records, open_input, read_records, write_records

source_argument = click.argument("source", required=False, metavar="[FILE]")
jobs_option = click.option("--jobs", type=click.IntRange(min=1), default=1, show_default=True, help="Worker processes.")


@click.command()
@source_argument
def feeds(source: str | None) -> None:
    """Read feeds: lines of {id, feed_path, url?, content_type?}."""
    _run(source, _feed_chunk)


@click.command()
@source_argument
@jobs_option
@click.option("--learn", is_flag=True, help="Read the whole input once to learn each outlet's memory, then extract with it.")
def extract(source: str | None, jobs: int, learn: bool) -> None:
    """Extract articles from pages: lines of {id, url, html | html_path, fetched_at?, content_type?}."""
    if not learn:
        _run(source, _extract_chunk, jobs)
        return
    from presswatch.extract.filter import learn_filter

    # Standard input can be read only once, and a corpus may be larger than memory: keep it in a file for the second reading.
    with tempfile.NamedTemporaryFile("w+", encoding="utf-8", suffix=".jsonl") as copy, open_input(source) as file:
        for line in file:
            copy.write(line)
        copy.flush()
        copy.seek(0)
        memories = learn_filter([record for record in read_records(copy) if not record.get("_refused")])
        copy.seek(0)
        _finish(write_records(map_records(functools.partial(_extract_chunk, memories=memories), read_records(copy), jobs)))


@click.command()
@source_argument
@jobs_option
def tag(source: str | None, jobs: int) -> None:
    """Read texts: lines of {id, title, text, published_at, language?, outlet?}."""
    _run(source, _tag_chunk, jobs)


@click.command()
@source_argument
def dedupe(source: str | None) -> None:
    """Find copies: lines of {id, outlet, published_at, title, text}."""
    from presswatch.dedupe.filter import dedupe_filter

    _run_whole(source, dedupe_filter)


@click.command()
@source_argument
def stories(source: str | None) -> None:
    """Group articles into stories: lines of {id, outlet, published_at, title, text}."""
    from presswatch.dedupe.filter import stories_filter

    _run_whole(source, stories_filter)


def _run(source: str | None, work: Callable[[list[Record]], list[Record]], jobs: int = 1) -> None:
    with open_input(source) as file:
        _finish(write_records(map_records(work, read_records(file), jobs)))


def _run_whole(source: str | None, work: Callable[[list[Record]], list[Record]]) -> None:
    """Run a filter that must see all records before it can answer."""
    with open_input(source) as file:
        records = list(read_records(file))
    done = iter(work([r for r in records if not r.get("_refused")]))
    _finish(write_records(r if r.get("_refused") else next(done) for r in records))


def _finish(good: bool) -> None:
    if not good:
        click.echo("some lines failed: see the lines with status error", err=True)
        sys.exit(1)


def _feed_chunk(records: list[Record]) -> list[Record]:
    from presswatch.collect.feeds import feeds_filter

    return [feeds_filter(record) for record in records]


def _extract_chunk(records: list[Record], memories: Any = None) -> list[Record]:
    from presswatch.extract.filter import extract_filter

    return [extract_filter(record, memories) for record in records]


def _tag_chunk(records: Iterable[Record]) -> list[Record]:
    return list(_tag_filter().tag_records(records))


@functools.cache
def _tag_filter() -> Any:
    """One filter per process: loading the model takes longer than reading an article."""
    from presswatch.settings import load_settings
    from presswatch.tag.filter import TagFilter

    return TagFilter.load(load_settings())
