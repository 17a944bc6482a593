"""How an explanation looks on a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from presswatch.build.explain import Explanation
from presswatch.model import Article, Claim, Event, Reading


def print_explanation(explanation: Explanation, console: Console) -> None:
    """Print every stage's decisions in the order of the pipeline."""
    extraction = explanation.extraction
    console.rule("[bold]extract")
    console.print(f"{explanation.page.url}\n[bold]{extraction.status}[/bold] {escape(extraction.reason or '')}")
    memory = explanation.memory
    console.print(f"read with what {memory.pages} earlier articles of {memory.outlet} taught" if memory else "read alone: nothing is known of its outlet yet")
    if extraction.article is None:
        return
    _print_article(extraction.article, console)
    zones = Table("zone", "text", title="zones of the page, in order")
    for zone in extraction.zones:
        zones.add_row(zone.kind, escape(_shorten(zone.text, 140)))
    console.print(zones)
    if explanation.reading is not None:
        _print_reading(explanation.reading, extraction.article.text, console)
    console.rule("[bold]watchlists")
    for hit in explanation.hits:
        console.print(f"{hit.watch_id}: {', '.join(hit.matched)}")
    if not explanation.hits:
        console.print("no watchlist matches")


def _print_article(article: Article, console: Console) -> None:
    table = Table("column", "value", title="metadata")
    shown = (
        "article_id", "title", "subtitle", "authors", "section", "language", "published_at", "published_at_source", "published_precision",
        "modified_at", "dateline_place", "wire_source", "access", "canonical_url", "syndicated_from_url", "tags", "word_count", "extraction_score",
    )
    for name in shown:
        value = getattr(article, name)
        text = ", ".join(value) if isinstance(value, tuple) else str(value)
        table.add_row(name, "[dim]unknown[/dim]" if value in (None, ()) else escape(text))
    console.print(table)


def _print_reading(reading: Reading, text: str, console: Console) -> None:
    console.rule("[bold]tag")
    mentions = Table("mention", "kind", "sense", "entity", "confidence", "why", title=f"{len(reading.mentions)} mentions")
    for m in reading.mentions:
        entity = m.entity_id or (f"one of {', '.join(m.candidates)}" if m.candidates else "unknown")
        mentions.add_row(escape(m.text), m.kind, m.sense, escape(entity), f"{m.confidence:.2f}", escape(m.rule or m.source))
    console.print(mentions)
    times = Table("time", "type", "value", "from", "to", "anchor", "rule", title=f"{len(reading.times)} time expressions")
    for t in reading.times:
        times.add_row(escape(t.text), t.type, t.value or "unknown", str(t.time_start_at or ""), str(t.time_end_at or ""), t.anchor or "", t.rule)
    console.print(times)
    claims = Table("who says so", "cue", "what", "certainty", "rule", title=f"{len(reading.claims)} claims")
    for claim in reading.claims:
        claims.add_row(escape(_say_sources(claim)), escape(f"{claim.cue or '(quotation)'} [{claim.cue_kind}]"), escape(_shorten(text[claim.content_start : claim.content_end], 120)), f"{claim.certainty}, {claim.polarity}", claim.rule)
    console.print(claims)
    events = Table("event", "who", "to whom", "where", "when", "status", "trigger", "rule", title=f"{len(reading.events)} events")
    for event in reading.events:
        events.add_row(*(escape(cell) for cell in _event_cells(event)))
    console.print(events)


def _say_sources(claim: Claim) -> str:
    sources = "; ".join(f"{s.text} ({s.kind})" for s in claim.sources) or "unknown"
    return sources + "".join(f" → {relay.text} ({relay.kind})" for relay in claim.relays)


def _event_cells(event: Event) -> tuple[str, ...]:
    def name(people: tuple[object, ...]) -> str:
        return "; ".join(f"{p.text} ({p.country or '?'} {p.sector or '?'})" for p in people) or "unknown"  # type: ignore[attr-defined]

    when = f"{event.time_start_at:%Y-%m-%d} ({event.time_granularity})" if event.time_start_at else "unknown"
    kind = f"{event.type}{'/' + event.mode if event.mode else ''} quad {event.quad} score {event.score:g}"
    where = "; ".join(p.text for p in event.places) or "unknown"
    return kind, name(event.actors), name(event.recipients), where, when, f"{event.status}, {event.polarity}, {event.certainty}", event.trigger, event.rule


def _shorten(text: str, length: int) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= length else flat[: length - 1] + "…"
