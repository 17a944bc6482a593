"""What `presswatch doctor` checks: versions, files, folders, the lake, the language model."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from presswatch.settings import Settings

PACKAGES = ("apache-airflow", "duckdb", "duckdb-extension-ducklake", "feedparser", "great-expectations", "spacy", "trafilatura")


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """One line of the doctor's report."""

    name: str
    good: bool
    detail: str


def run_checks(settings: Settings) -> Iterator[CheckResult]:
    """Yield the result of each check; a check that fails never stops the others."""
    yield CheckResult(
        name="Python", good=(3, 11) <= sys.version_info[:2] <= (3, 13), detail=f"{sys.version.split()[0]} (3.11 to 3.13 are tested)"
    )
    for name in PACKAGES:
        try:
            yield CheckResult(name=name, good=True, detail=importlib.metadata.version(name))
        except importlib.metadata.PackageNotFoundError:
            yield CheckResult(name=name, good=False, detail="not installed: run make setup")
    checks: dict[str, Callable[[Settings], str]] = {
        "outlets": _check_outlets,
        "watchlists": _check_watchlists,
        "home": _check_home,
        "raw zone": _check_raw,
        "lake": _check_lake,
        "language model": _check_model,
    }
    for name, check in checks.items():
        try:
            yield CheckResult(name=name, good=True, detail=check(settings))
        except Exception as error:  # the doctor reports whatever is wrong
            yield CheckResult(name=name, good=False, detail=f"{type(error).__name__}: {error}".splitlines()[0])


def _check_outlets(settings: Settings) -> str:
    from presswatch.collect.outlets import load_outlets

    outlets = load_outlets(settings.outlets)
    return f"{len(outlets)} outlets, {sum(len(o.feeds) for o in outlets)} feeds in {settings.outlets}"


def _check_watchlists(settings: Settings) -> str:
    from presswatch.build.watch import load_watchlists

    return f"{len(load_watchlists(settings.watchlists))} watchlists in {settings.watchlists}"


def _check_home(settings: Settings) -> str:
    settings.home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=settings.home):
        pass
    free = shutil.disk_usage(settings.home).free / 1e9
    if free < 1:
        raise OSError(f"{settings.home}: only {free:.1f} GB free")
    return f"{settings.home} is writable, {free:.0f} GB free, {os.cpu_count()} cores"


def _check_raw(settings: Settings) -> str:
    from presswatch.raw import open_zone

    days = open_zone(settings).days()
    return f"{settings.raw_url}: " + (f"{len(days)} days, {days[0]} to {days[-1]}" if days else "empty")


def _check_lake(settings: Settings) -> str:
    from presswatch.warehouse.lake import Lake

    with Lake(settings) as lake:
        return f"{settings.catalog_url}: snapshot {lake.snapshot()}"


def _check_model(settings: Settings) -> str:
    from presswatch.tag.pipeline import Tagger

    Tagger.load(settings)
    return settings.spacy_model or "the bundled English pipeline"
