"""The report site: an index over all days and a page a day, static HTML with inline SVG, no script and no outside address."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from presswatch.identity import code_version
from presswatch.report import charts
from presswatch.report.facts import Facts, hash_facts, read_day_facts, read_overall_facts
from presswatch.warehouse.lake import Lake


def write_site(lake: Lake, folder: Path, progress: Callable[..., None] | None = None) -> int:
    """Write `index.html` and `YYYY-MM-DD.html` under `folder`; return the number of pages drawn anew.

    A page is drawn again only when its facts or the code changed: what was drawn is kept in `manifest.json`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / "style.css", (Path(__file__).parent / "templates" / "style.css").read_text(encoding="utf-8"))
    overall = read_overall_facts(lake)
    drawn: dict[str, str] = _read_manifest(folder / "manifest.json")
    count = 0
    for row in overall["days"]:
        day: dt.date = row["day"]
        facts = read_day_facts(lake, day)
        mark = f"{code_version()} {hash_facts(facts)}"
        page = folder / f"{day}.html"
        if drawn.get(str(day)) != mark or not page.exists():
            _write(page, _render("day.html.j2", lake, facts, day=str(day), charts=_draw_day(facts, str(day))))
            drawn[str(day)] = mark
            count += 1
        if progress:
            progress(1, total=len(overall["days"]), note=f"{day}")
    pictures = {"days": charts.draw_days(overall["days"]), "quads": charts.draw_quads(overall["quads"])}
    has_docs = (folder.parent / "data_docs" / "index.html").exists()
    _write(folder / "index.html", _render("index.html.j2", lake, overall, charts=pictures, data_docs=has_docs))
    _write(folder / "manifest.json", json.dumps(drawn, indent=1, sort_keys=True))
    return count


def _draw_day(facts: Facts, day: str) -> dict[str, str]:
    return {
        "coverage": charts.draw_coverage(facts["coverage"]),
        "entities": charts.draw_entities(facts["entities"]),
        "event_types": charts.draw_event_types(facts["event_types"]),
        "event_times": charts.draw_event_times(facts["event_times"], day),
        "funnel": charts.draw_funnel(facts["funnel"]),
    }


def _render(template: str, lake: Lake, facts: Facts, **values: Any) -> str:
    return _environment().get_template(template).render(facts=facts, snapshot=lake.snapshot(), **values)


@cache
def _environment() -> Environment:
    environment = Environment(loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined)
    environment.filters["moment"] = lambda value: f"{value:%Y-%m-%d %H:%M}" if value else ""
    environment.filters["linked"] = _link
    return environment


def _link(text: str | None, url: str | None) -> Markup:
    """A link to a page, if its address is one that a browser may follow safely."""
    shown = escape(text or "unknown")
    if not url or not url.startswith(("http://", "https://")):
        return shown
    return Markup('<a href="{}" rel="noreferrer">{}</a>').format(url, shown)


def _read_manifest(path: Path) -> dict[str, str]:
    try:
        found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
        return found
    except (OSError, ValueError):
        return {}


def _write(path: Path, text: str) -> None:
    temporary = path.with_name(f".{path.name}.tmp")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)
