"""All reports in one call: the site, the analyst file, the alerts. What the report DAG and `presswatch report` do."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from presswatch.report.facts import read_day_facts, read_overall_facts
from presswatch.report.site import write_site
from presswatch.settings import Settings
from presswatch.warehouse.export import export_analyst_file
from presswatch.warehouse.lake import Lake


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportResult:
    """What was written."""

    index: Path
    analyst_file: Path
    n_pages: int
    n_alerts: int

    def describe(self) -> str:
        """Return a line for a reader."""
        return f"{self.index}: {self.n_pages} pages drawn; {self.analyst_file}; {self.n_alerts} watchlist hits"


def write_reports(settings: Settings, progress: Callable[..., None] | None = None) -> ReportResult:
    """Write the report site, the analyst file and the alerts from the lake as it is now. Raises LakeError if there is none."""
    folder = settings.reports_dir
    with Lake(settings, read_only=True) as lake:
        pages = write_site(lake, folder / "site", progress)
        alerts = write_alerts(lake, folder / "alerts")
        analyst_file = folder / "presswatch.duckdb"
        export_analyst_file(lake, analyst_file)
    return ReportResult(index=folder / "site" / "index.html", analyst_file=analyst_file, n_pages=pages, n_alerts=alerts)


def write_alerts(lake: Lake, folder: Path) -> int:
    """Write `YYYY-MM-DD.jsonl` per day with watchlist hits, one hit a line; return the number of hits."""
    folder.mkdir(parents=True, exist_ok=True)
    total = 0
    for row in read_overall_facts(lake)["days"]:
        hits = read_day_facts(lake, row["day"])["alerts"]
        path = folder / f"{row['day']}.jsonl"
        if hits:
            temporary = path.with_suffix(".tmp")
            temporary.write_text("".join(json.dumps(hit, ensure_ascii=False, default=str) + "\n" for hit in hits), encoding="utf-8")
            temporary.replace(path)
        else:
            path.unlink(missing_ok=True)
        total += len(hits)
    return total


def write_quality_docs(settings: Settings) -> Path:
    """Write Great Expectations' Data Docs from the validations in the lake; return their index page."""
    from presswatch.quality.data_docs import write_data_docs

    with Lake(settings, read_only=True) as lake:
        return write_data_docs(settings, lake)
