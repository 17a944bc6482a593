"""Great Expectations' Data Docs, drawn from the lake's `validations`: a page per day, and an index.

The results are read back from the lake, so the pages can be drawn again at any time and for any days. Great Expectations'
templates load styles and scripts from other servers; those are taken out and a style sheet of our own put in, so that the pages
work in a closed network and tell nobody that they are read. Run one at a time: a file context can't be shared.
"""

from __future__ import annotations

import datetime as dt
import html
import os
import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from presswatch.model import TABLES
from presswatch.quality.suite import Expectation, list_expectations
from presswatch.settings import Settings

_SUITE = "day"
# Scripts, style sheets, pictures (one counts its readers) and the advertisement in Great Expectations' templates.
_FOREIGN = re.compile(
    r"<script\b.*?</script>|<link\b[^>]*\bhttps?://[^>]*>|<img\b[^>]*\bhttps?://[^>]*>|background:\s*url\('https?://[^;]*;|<p>[^<]*<a\b[^>]*newsletter.*?</p>",
    re.IGNORECASE | re.DOTALL,
)


class Reader(Protocol):
    """What is needed of the lake: `presswatch.warehouse.lake.Lake` is one."""

    def read(self, sql: str, params: Sequence[Any] | dict[str, Any] | None = None) -> pa.Table:
        """Return a query's rows."""
        ...


def write_data_docs(settings: Settings, lake: Reader, *, days: int = 30) -> Path:
    """Draw the pages of the newest `days` built days into `reports/data_docs`, replacing those there; return the index page."""
    target = settings.reports_dir / "data_docs"
    settings.reports_dir.mkdir(parents=True, exist_ok=True)
    rows = lake.read(
        "SELECT dt, run_id, table_name, expectation, severity, success, n_rows, n_failed, observed FROM validations"
        " WHERE dt IN (SELECT DISTINCT dt FROM validations ORDER BY dt DESC LIMIT ?) ORDER BY dt DESC",
        [days],
    ).to_pylist()
    by_day: dict[dt.date, list[dict[str, Any]]] = {}
    for row in rows:
        by_day.setdefault(row["dt"], []).append(row)
    with tempfile.TemporaryDirectory(dir=settings.reports_dir, prefix=".data_docs-") as folder:
        site = Path(folder) / "site"
        pages = _build_site(Path(folder), site, by_day)
        _make_self_contained(site)
        (site / "index.html").write_text(_draw_index(by_day, pages), encoding="utf-8")
        old = Path(folder) / "old"
        if target.exists():
            target.rename(old)
        site.rename(target)
    return target / "index.html"


def _build_site(folder: Path, site: Path, by_day: Mapping[dt.date, Sequence[Mapping[str, Any]]]) -> dict[dt.date, str]:
    """Have Great Expectations draw the site; return the address of each day's page in it."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx
    from great_expectations.core.run_identifier import RunIdentifier
    from great_expectations.data_context.types.base import ProgressBarsConfig
    from great_expectations.data_context.types.resource_identifiers import ExpectationSuiteIdentifier, ValidationResultIdentifier

    context = gx.get_context(mode="file", project_root_dir=folder)
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    context.delete_data_docs_site("local_site")
    store = {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(site)}
    context.add_data_docs_site("presswatch", {"class_name": "SiteBuilder", "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"}, "store_backend": store})
    for day, rows in by_day.items():
        run = RunIdentifier(run_name=rows[0]["run_id"], run_time=dt.datetime.combine(day, dt.time(), dt.UTC))
        key = ValidationResultIdentifier(expectation_suite_identifier=ExpectationSuiteIdentifier(_SUITE), run_id=run, batch_identifier=day.isoformat())
        context.validation_results_store.set(key, _restore_result(run, rows))
    context.build_data_docs()
    pages = sorted(path.relative_to(site).as_posix() for path in (site / "validations").rglob("*.html"))
    return {dt.date.fromisoformat(page.rpartition("/")[2].removesuffix(".html")): page for page in pages}


def _restore_result(run: Any, rows: Sequence[Mapping[str, Any]]) -> Any:
    from great_expectations.core import ExpectationSuiteValidationResult, ExpectationValidationResult
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

    known = _list_known(rows[0]["dt"])
    results = []
    for row in sorted(rows, key=lambda r: (list(TABLES).index(r["table_name"]) if r["table_name"] in TABLES else len(TABLES), r["expectation"])):
        label, _, kind = row["expectation"].rpartition(": ")
        expectation = known.get(row["expectation"])
        arguments = dict(expectation.check.arguments) if expectation else {}
        column = {"column": label} if "." in label else {}
        notes = expectation.check.why if expectation and expectation.check.why else None
        meta = {"notes": {"format": "string", "content": [f"{row['severity']}: refused when {notes}" if expectation and expectation.sql else notes]}} if notes else {}
        configuration = ExpectationConfiguration(type=kind, kwargs={**column, **arguments}, meta=meta, severity=row["severity"])
        results.append(
            ExpectationValidationResult(success=row["success"], expectation_config=configuration, result=_restore_numbers(row), exception_info=_NO_EXCEPTION)
        )
    n_good = sum(bool(result.success) for result in results)
    statistics: Any = {
        "evaluated_expectations": len(results),
        "successful_expectations": n_good,
        "unsuccessful_expectations": len(results) - n_good,
        "success_percent": 100 * n_good / len(results),
    }
    success = all(row["success"] for row in rows if row["severity"] == "critical")
    return ExpectationSuiteValidationResult(success=success, results=results, suite_name=_SUITE, statistics=statistics, meta={"run_id": run})


_NO_EXCEPTION: dict[str, Any] = {"raised_exception": False, "exception_message": None, "exception_traceback": None}


def _restore_numbers(row: Mapping[str, Any]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "element_count": row["n_rows"],
        "unexpected_count": row["n_failed"],
        "unexpected_percent": 100 * row["n_failed"] / row["n_rows"] if row["n_rows"] else 0.0,
        "partial_unexpected_list": [row["observed"]] if row["observed"] else [],
    }
    if "." not in row["expectation"].rpartition(": ")[0]:
        result["observed_value"] = row["n_rows"]
    return result


def _list_known(day: dt.date) -> dict[str, Expectation]:
    """Return today's expectations by label: they give a past result its arguments, as far as they still exist."""
    present = frozenset(TABLES)
    found: dict[str, Expectation] = {}
    for table in TABLES.values():
        for expectation in list_expectations(table, [f.name for f in table.fields], present=present, day=day):
            found[expectation.label] = expectation
    return found


def _make_self_contained(site: Path) -> None:
    style = "<style>" + files(__package__).joinpath("data_docs.css").read_text(encoding="utf-8") + "</style></head>"
    for path in (p for p in site.rglob("*") if p.suffix in (".html", ".css")):
        text = _FOREIGN.sub("", path.read_text(encoding="utf-8"))
        path.write_text(text.replace("</head>", style, 1), encoding="utf-8")
    for folder in ("fonts", "images"):
        shutil.rmtree(site / "static" / folder, ignore_errors=True)


def _draw_index(by_day: Mapping[dt.date, Sequence[Mapping[str, Any]]], pages: Mapping[dt.date, str]) -> str:
    lines = []
    for day, rows in by_day.items():
        failed = [row for row in rows if not row["success"]]
        n_refusing = sum(row["severity"] == "critical" for row in failed)
        worst = "; ".join(f"{row['expectation']} ({row['n_failed']} of {row['n_rows']})" for row in sorted(failed, key=lambda r: -r["n_failed"])[:3])
        lines.append(
            f'<tr class="{"failed" if n_refusing else "passed"}"><td><a href="{html.escape(pages[day])}">{day}</a></td><td>{len(rows)}</td>'
            f"<td>{n_refusing}</td><td>{len(failed) - n_refusing}</td><td>{html.escape(worst)}</td></tr>"
        )
    style = files(__package__).joinpath("data_docs.css").read_text(encoding="utf-8")
    return (
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Presswatch: validations</title><style>{style}</style></head><body><main><h1>Validations by day</h1>"
        "<p>What the gate expected of each day's rows. A failed critical expectation sent rows to the table quarantine; a warning is only recorded.</p>"
        "<table><thead><tr><th>day</th><th>expectations</th><th>critical, with refused rows</th><th>warnings</th><th>most failures</th></tr></thead>"
        f"<tbody>{''.join(lines)}</tbody></table></main></body></html>\n"
    )
