"""Charts as SVG, drawn from facts without a browser and without the network.

One palette for the whole report: quads run from blue (cooperation) to red (conflict), verbal light and material dark.
"""

from __future__ import annotations

from typing import Any

import altair as alt

QUADS = {1: "verbal cooperation", 2: "material cooperation", 3: "verbal conflict", 4: "material conflict"}
_QUAD_COLOURS = ["#8fb8de", "#2b6cb0", "#f2b6a0", "#c53030"]
_KIND_COLOURS = {"own text": "#2b6cb0", "copy": "#a0aec0", "revision": "#d69e2e"}
_WIDTH = 560


def draw_coverage(rows: list[dict[str, Any]]) -> str:
    """Bars: articles by outlet, own texts apart from copies. Rows: outlet, kind, articles."""
    return _bars(
        rows, "articles:Q", "outlet:N", "articles", colour=alt.Color("kind:N", title=None, scale=alt.Scale(domain=list(_KIND_COLOURS), range=list(_KIND_COLOURS.values())))
    )


def draw_entities(rows: list[dict[str, Any]]) -> str:
    """Bars: entities by the number of independent texts that name them. Rows: entity, kind, texts."""
    return _bars(rows, "texts:Q", "entity:N", "independent texts", colour=alt.Color("kind:N", title=None, scale=alt.Scale(scheme="tableau10")))


def draw_event_types(rows: list[dict[str, Any]]) -> str:
    """Bars: events by type, coloured by quad. Rows: type, quad, events."""
    return _bars([_name_quad(row) for row in rows], "events:Q", "type:N", "events, a copy counted once", colour=_quad_colour())


def draw_event_times(rows: list[dict[str, Any]], day: str) -> str:
    """Columns: when the events of a day's news happened or are to happen. Rows: happened_on, quad, events."""
    if not rows:
        return ""
    data = _data([{**_name_quad(row), "happened_on": str(row["happened_on"])} for row in rows])
    columns = alt.Chart(data).mark_bar(size=9).encode(
        x=alt.X("happened_on:T", title="day on which it happened, or is to happen", axis=alt.Axis(format="%b %d", tickCount={"interval": "day", "step": 2})),
        y=alt.Y("sum(events):Q", title="events", axis=alt.Axis(tickMinStep=1)),
        color=_quad_colour(),
    )
    today = alt.Chart(_data([{"day": day}])).mark_rule(strokeDash=[4, 3], color="#4a5568").encode(x="day:T")
    return _to_svg((columns + today).properties(width=_WIDTH, height=180))


def draw_days(rows: list[dict[str, Any]]) -> str:
    """Columns: articles a day, own texts apart from copies. Rows: day, articles, own_texts."""
    if not rows:
        return ""
    values = []
    for row in rows:
        values.append({"day": str(row["day"]), "kind": "own text", "articles": row["own_texts"]})
        values.append({"day": str(row["day"]), "kind": "copy", "articles": row["articles"] - row["own_texts"]})
    chart = alt.Chart(_data(values)).mark_bar().encode(
        x=alt.X("day:O", title=None, axis=alt.Axis(labelAngle=-40)),
        y=alt.Y("articles:Q", title="articles"),
        color=alt.Color("kind:N", title=None, scale=alt.Scale(domain=["own text", "copy"], range=["#2b6cb0", "#a0aec0"])),
    )
    return _to_svg(chart.properties(width=_WIDTH, height=180))


def draw_quads(rows: list[dict[str, Any]]) -> str:
    """Columns: events a day by quad. Rows: day, quad, events."""
    if not rows:
        return ""
    data = _data([{**_name_quad(row), "day": str(row["day"])} for row in rows])
    chart = alt.Chart(data).mark_bar().encode(
        x=alt.X("day:O", title=None, axis=alt.Axis(labelAngle=-40)), y=alt.Y("events:Q", title="events"), color=_quad_colour()
    )
    return _to_svg(chart.properties(width=_WIDTH, height=180))


def draw_funnel(rows: list[dict[str, Any]]) -> str:
    """Bars: where the discovered URLs ended. Rows: outcome, urls."""
    colour = alt.condition("datum.outcome == 'published'", alt.value("#2f855a"), alt.value("#a0aec0"))
    return _bars(rows, "urls:Q", "outcome:N", "URLs", colour=colour)


def _data(values: list[dict[str, Any]]) -> Any:
    return alt.Data(values=values)  # type: ignore[no-untyped-call]


def _bars(rows: list[dict[str, Any]], x: str, y: str, title: str, *, colour: Any) -> str:
    if not rows:
        return ""
    base = alt.Chart(_data(rows)).encode(
        y=alt.Y(y, title=None, sort="-x"), x=alt.X(f"sum({x.split(':')[0]}):Q", title=title, axis=alt.Axis(tickMinStep=1))
    )
    labels = base.mark_text(align="left", dx=3, color="#4a5568")
    chart = base.mark_bar().encode(color=colour) + labels.encode(text=f"sum({x.split(':')[0]}):Q")
    return _to_svg(chart.properties(width=_WIDTH, height=alt.Step(20)))


def _quad_colour() -> Any:
    return alt.Color("quad_name:N", title=None, sort=list(QUADS.values()), scale=alt.Scale(domain=list(QUADS.values()), range=_QUAD_COLOURS))


def _name_quad(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "quad_name": QUADS[row["quad"]]}


def _to_svg(chart: Any) -> str:
    import vl_convert

    config = {"view": {"stroke": None}, "font": "sans-serif", "axis": {"grid": False, "domainColor": "#cbd5e0", "tickColor": "#cbd5e0"}, "legend": {"orient": "top"}, "background": "white"}
    svg: str = vl_convert.vegalite_to_svg(chart.configure(**config).to_dict(), vl_version=".".join(alt.SCHEMA_VERSION.removeprefix("v").split(".")[:2]))
    return svg
