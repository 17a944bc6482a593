"""An invented day for tests of the gate and the lake: every table filled, every row consistent with the others."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pyarrow as pa

from presswatch.ids import stable_id
from presswatch.model import TABLES

DAY = dt.date(2024, 11, 20)
_SENTENCE = "On Monday the Ruritanian foreign minister said that Borduria had fired rockets at the port of Selvana."
_ENTITIES = (
    ("country:RUR", "Ruritania", "country", "RUR", "GOV"),
    ("country:BOR", "Borduria", "country", "BOR", "MIL"),
    ("place:1", "Selvana", "city", "RUR", None),
)


def build_day(day: dt.date = DAY, *, n_articles: int = 6, n_sentences: int = 3, run_id: str = "run-1", stamped: bool = True) -> dict[str, pa.Table]:
    """Return every table of a good day. The first two articles are copies of one text; all of them make one story."""
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
    at = dt.datetime.combine(day, dt.time(6), dt.UTC)
    rows["outlets"] = [
        {"outlet_id": f"outlet{i}", "name": f"Outlet {i}", "country": "DE", "languages": ["en"], "kind": "national", "feeds": [], "sitemaps": []} for i in range(3)
    ]
    for entity_id, name, kind, country, sector in _ENTITIES:
        rows["entities"].append({"entity_id": entity_id, "name": name, "kind": kind, "country": country, "sector": sector, "aliases": [], "lat": 1.0, "lon": 2.0})
    ids = [stable_id("article", day, i) for i in range(n_articles)]
    for i, article_id in enumerate(ids):
        _add_article(rows, article_id, i, at + dt.timedelta(minutes=i % 600), n_sentences)
    rows["duplicates"] = [
        {"article_id": a, "cluster_id": ids[0], "role": role, "duplicate_of": of, "similarity": 1.0, "evidence": ["text"]}
        for a, role, of in ((ids[0], "original", None), (ids[1], "syndicated", ids[0]))
    ]
    story = stable_id("story", ids[0])
    rows["stories"] = [
        {"story_id": story, "title": "Rockets", "first_seen_at": at, "last_seen_at": at, "n_articles": n_articles, "n_outlets": min(3, n_articles), "n_origins": n_articles - 1}
    ]
    rows["story_articles"] = [{"story_id": story, "article_id": a, "origin_id": ids[0] if a == ids[1] else a} for a in ids]
    rows["watch_hits"] = [{"watch_id": "ports", "article_id": ids[0], "matched": ["Selvana"], "hit_at": at}]
    rows["outlet_memories"] = [
        {"outlet_id": "harbour", "memory_id": "0" * 64, "first_day": day, "last_day": day, "n_articles": 3, "n_repeated": 1, "n_places": 1, "memory": "{}"}
    ]
    rows["quarantine"] = [{"table_name": "zones", "row_id": "x|0", "expectation": "zones.kind: x", "reason": "kind is 'y'", "row_json": "{}"}]
    rows["validations"] = [{"table_name": "zones", "expectation": "zones.kind: x", "severity": "critical", "success": False, "n_rows": 10, "n_failed": 1, "observed": "such as 'y'"}]
    rows["runs"] = [
        {"run_id": run_id, "dt": day, "started_at": at, "finished_at": at, "code_version": "0", "config_sha256": "0" * 64, "input_sha256": "1" * 64, "counts": "{}"}
    ]
    tables = {name: pa.Table.from_pylist([_fill_lists(name, row) for row in rows[name]], schema=TABLES[name].record_schema) for name in TABLES}
    if not stamped:
        return tables
    return {name: TABLES[name].stamp(t, dt=day, run_id=run_id, code_version="0.1+test") if TABLES[name].partitioned else t for name, t in tables.items()}


def _fill_lists(name: str, row: dict[str, Any]) -> dict[str, Any]:
    """Return the row with an empty list in each list column that it doesn't mention, as records have them by default."""
    return {**{f.name: [] for f in TABLES[name].fields if pa.types.is_list(f.arrow) and not f.nullable}, **row}


def change_value(table: pa.Table, column: str, row: int, value: Any) -> pa.Table:
    """Return the table with one value changed."""
    values = table.column(column).to_pylist()
    values[row] = value
    at = table.schema.get_field_index(column)
    return table.set_column(at, table.schema.field(at), pa.array(values, table.schema.field(at).type))


def _add_article(rows: dict[str, list[dict[str, Any]]], article_id: str, i: int, at: dt.datetime, n_sentences: int) -> None:
    text = "\n\n".join(_SENTENCE for _ in range(n_sentences)) + f"\n\nReport {i} — näher 😀 at {at:%H:%M}."
    url = f"https://outlet{i % 3}.example/{article_id}"
    digest = stable_id("body", article_id) * 3 + "0000"
    fetch_id = stable_id("fetch", article_id)
    rows["articles"].append(
        {
            "article_id": article_id, "url": url, "canonical_url": url, "outlet_id": f"outlet{i % 3}", "title": f"Rockets at Selvana {i}", "authors": ["Ann Example"],
            "section": "World", "language": "en", "published_at": at - dt.timedelta(hours=1), "published_at_source": "jsonld", "published_precision": "minute",
            "captured_at": at, "text": text, "word_count": len(text.split()), "access": "free", "tags": [], "extraction_score": 0.9, "body_sha256": digest,
            "fetch_id": fetch_id, "revision": 0,
        }
    )  # fmt: skip
    rows["fetches"].append(
        {
            "fetch_id": fetch_id, "url": url, "outlet_id": f"outlet{i % 3}", "purpose": "page", "requested_at": at, "status": "ok", "http_status": 200, "bytes": 5000,
            "duration_ms": 80, "attempt": 1, "warc_file": "2024/a.warc.gz", "warc_offset": 1000 * i, "body_sha256": digest,
        }
    )  # fmt: skip
    found = {
        "discovery_id": stable_id("discovery", url), "url": url, "canonical_url": url, "outlet_id": f"outlet{i % 3}", "feed_url": "https://outlet.example/feed",
        "title": f"Rockets {i}", "discovered_at": at, "outcome": "published", "article_id": article_id,
    }  # fmt: skip
    rows["discoveries"].append(found)
    rows["discovery_log"].append(dict(found))
    rows["article_index"].append(
        {"article_id": article_id, "canonical_url": url, "outlet_id": f"outlet{i % 3}", "captured_at": at, "title": "Rockets", "n_words": 40, "signature": b"s", "features": b"f"}
    )
    rows["zones"].append({"article_id": article_id, "position": 0, "kind": "title", "text": f"Rockets at Selvana {i}"})
    for position, paragraph in enumerate(text.split("\n\n"), start=1):
        rows["zones"].append({"article_id": article_id, "position": position, "kind": "body", "text": paragraph})
    for n in range(n_sentences):
        _add_reading(rows, article_id, text, n * (len(_SENTENCE) + 2), at)


def _add_reading(rows: dict[str, list[dict[str, Any]]], article_id: str, text: str, offset: int, at: dt.datetime) -> None:
    def span(words: str) -> tuple[int, int]:
        start = text.index(words, offset)
        return start, start + len(words)

    for words, entity, kind, sense in (("Ruritanian", _ENTITIES[0], "country", "demonym"), ("Borduria", _ENTITIES[1], "country", "literal"), ("Selvana", _ENTITIES[2], "city", "literal")):
        start, end = span(words)
        rows["mentions"].append(
            {
                "article_id": article_id, "start_char": start, "end_char": end, "text": words, "kind": kind, "entity_id": entity[0], "sense": sense, "confidence": 0.9,
                "source": "rule", "rule": "gazetteer", "candidates": [],
            }
        )  # fmt: skip
    start, end = span("On Monday")
    monday = dt.datetime(2024, 11, 18, tzinfo=dt.UTC)
    interval = {"time_start_at": monday, "time_end_at": monday + dt.timedelta(days=1)}
    rows["times"].append(
        {"article_id": article_id, "start_char": start, "end_char": end, "text": "On Monday", "type": "DATE", "value": "2024-11-18", "granularity": "day", "rule": "weekday", "anchor": "published_at", **interval}
    )
    claim_id = stable_id("claim", article_id, offset)
    sentence, content, cue, source = span(_SENTENCE), span("Borduria had fired rockets at the port of Selvana"), span("said"), span("the Ruritanian foreign minister")
    rows["claims"].append(
        {
            "claim_id": claim_id, "article_id": article_id, "start_char": sentence[0], "end_char": sentence[1], "content_start": content[0], "content_end": content[1],
            "cue": "said", "cue_start": cue[0], "cue_end": cue[1], "cue_kind": "say", "direct": False,
            "sources": [{"text": "the Ruritanian foreign minister", "start": source[0], "end": source[1], "entity_id": "country:RUR", "kind": "role"}],
            "relays": [{"text": "Outlet", "start": None, "end": None, "entity_id": None, "kind": "outlet", "cue": None}],
            "certainty": "claimed", "polarity": "affirmed", "confidence": 1.0, "rule": "say_that",
        }
    )  # fmt: skip
    trigger, actor, place = span("fired rockets"), span("Borduria"), span("Selvana")
    rows["events"].append(
        {
            "event_id": stable_id("event", article_id, offset), "article_id": article_id, "sentence_start": sentence[0], "sentence_end": sentence[1],
            "trigger_start": trigger[0], "trigger_end": trigger[1], "trigger": "fired rockets", "type": "ASSAULT", "mode": "artillery", "contexts": ["military"], "quad": 4, "score": -10.0,
            "cameo_root": "19", "actors": [{"text": "Borduria", "start": actor[0], "end": actor[1], "entity_id": "country:BOR", "country": "BOR", "sector": "MIL"}],
            "recipients": [{"text": "Selvana", "start": place[0], "end": place[1], "entity_id": "place:1", "country": "RUR", "sector": None}],
            "places": [{"text": "Selvana", "start": place[0], "end": place[1], "entity_id": "place:1", "country": "RUR"}],
            "time_granularity": "day", "status": "actual", "polarity": "affirmed", "claim_id": claim_id, "certainty": "claimed", "confidence": 0.8, "rule": "fire", "happening_id": "shelling", **interval,
        }
    )  # fmt: skip
