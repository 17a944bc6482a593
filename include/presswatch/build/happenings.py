"""Happenings across a story: the events of its articles, over all days, named anew when the story's articles change.

What makes two tellings one happening is `tag.happenings`' rule; here it is applied to each story that the publishing of some days
touches, in the order of capture, so that the names are a pure function of the story's articles.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from presswatch.build.assemble import drop_articles
from presswatch.build.reconcile import Identity, list_days, read_by, read_table_by
from presswatch.dedupe.resolve import Delta
from presswatch.model import TABLES, StoryArticle
from presswatch.model.language import Event, EventActor, EventCount, EventPlace
from presswatch.tag.happenings import name_happenings
from presswatch.warehouse.change import Change, InsertRows
from presswatch.warehouse.lake import Lake

Days = Mapping[dt.date, Mapping[str, pa.Table]]


def spread_happenings(lake: Lake, days: Days, identity: Identity, members: Delta[StoryArticle]) -> tuple[dict[dt.date, pa.Table], list[Change]]:
    """Return the events of `days` with their happenings, and the changes to events of other days. `members` is what changes in stories."""
    fresh = {day: drop_articles({name: tables[name] for name in ("articles", "events")}, identity.lost[day]) for day, tables in days.items()}
    story_of = _read_members(lake, members, {article for tables in fresh.values() for article in tables["articles"]["article_id"].to_pylist()})
    taken = {article for ids in identity.taken.values() for article in ids}
    listed, elsewhere = list_days(days), story_of.keys() - taken
    others = read_table_by(lake, "events", "article_id", elsewhere, listed)
    times = [read_by(lake, "articles", "article_id", elsewhere, listed, "article_id, captured_at")]
    times += [tables["articles"].select(["article_id", "captured_at"]) for tables in fresh.values()]
    captured = {article: at for table in times for article, at in zip(*(table[name].to_pylist() for name in table.column_names), strict=True)}
    by_story: dict[str, dict[str, Event]] = defaultdict(dict)
    for table in (others, *(fresh[day]["events"] for day in sorted(fresh))):
        for row in table.select(TABLES["events"].record_schema.names).to_pylist():
            if row["article_id"] in story_of:
                by_story[story_of[row["article_id"]]][row["event_id"]] = _read_event(row)
    names: dict[str, str | None] = {}
    for events in by_story.values():
        ordered = sorted(events.values(), key=lambda e: (captured[e.article_id], e.article_id, e.trigger_start, e.event_id))
        names |= {event.event_id: event.happening_id for event in name_happenings(ordered)}
    renamed = _rename(others, names)
    changed = renamed.filter(pc.fill_null(pc.not_equal(renamed["happening_id"], others["happening_id"]), True))
    return {day: _rename(tables["events"], names) for day, tables in days.items()}, [InsertRows(table="events", rows=changed)] if changed.num_rows else []


def _read_members(lake: Lake, members: Delta[StoryArticle], fresh: set[str]) -> dict[str, str]:
    """Return the story of every article in the stories that change or hold one of the `fresh` articles, as it will be."""
    touched = {row.story_id for _, row in members.inserted}
    gone = set(members.deleted)
    touched |= set(lake.read_wanted("SELECT story_id FROM story_articles WHERE article_id IN (SELECT value FROM _wanted)", gone | fresh)["story_id"].to_pylist())
    stored = lake.read_wanted("SELECT article_id, story_id FROM story_articles WHERE story_id IN (SELECT value FROM _wanted)", touched).to_pylist()
    kept = {row["article_id"]: row["story_id"] for row in stored if row["article_id"] not in gone}
    return kept | {row.article_id: row.story_id for _, row in members.inserted}


def _rename(events: pa.Table, names: Mapping[str, str | None]) -> pa.Table:
    at = events.column_names.index("happening_id")
    column = [names.get(event, held) for event, held in zip(events["event_id"].to_pylist(), events["happening_id"].to_pylist(), strict=True)]
    return events.set_column(at, events.schema.field("happening_id"), pa.array(column, pa.string()))


def _read_event(row: Mapping[str, Any]) -> Event:
    parties = {name: tuple(EventActor(**each) for each in row[name]) for name in ("actors", "recipients")}
    places = tuple(EventPlace(**each) for each in row["places"])
    counts = tuple(EventCount(**each) for each in row["counts"] or ())
    return Event(**{**row, **parties, "places": places, "counts": counts, "contexts": tuple(row["contexts"])})
