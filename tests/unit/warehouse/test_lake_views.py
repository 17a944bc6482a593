"""The analysts' views over an invented day of six articles, of which the second copies the first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest
from tests.unit.warehouse.publish_day import replace_day
from tests.unit.warehouse.sample_day import DAY, build_day, change_value

from presswatch.errors import ConfigError
from presswatch.model import TABLES
from presswatch.settings import load_settings
from presswatch.warehouse import views
from presswatch.warehouse.change import InsertRows, ReplacePartition
from presswatch.warehouse.lake import Lake
from presswatch.warehouse.views import load_views

NEXT = DAY + dt.timedelta(days=1)


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory, empty_home: Any) -> Iterator[Lake]:
    """A day, and on the day after it a further copy, a revision, a failed fetch and two URLs that came to nothing."""
    import shutil

    home = shutil.copytree(empty_home, tmp_path_factory.mktemp("views"), dirs_exist_ok=True)
    tables = build_day()
    articles = tables["articles"].to_pylist()
    later = dt.datetime.combine(NEXT, dt.time(9), dt.UTC)
    stamps = {"dt": NEXT, "run_id": "run-1"}
    copy = {**articles[0], **stamps, "article_id": "copy", "outlet_id": "outlet2", "captured_at": later, "url": "https://o/copy", "canonical_url": "https://o/copy"}
    text = articles[3]["text"] + "\n\nMore."
    revision = {**articles[3], **stamps, "article_id": "revised", "title": "New title", "text": text, "word_count": 99, "captured_at": later, "revision": 1}
    event = {**tables["events"].to_pylist()[0], **stamps, "event_id": "copied", "article_id": "copy", "claim_id": None}
    duplicate = {**tables["duplicates"].to_pylist()[1], **stamps, "article_id": "copy"}
    fetch = {**tables["fetches"].to_pylist()[1], **stamps, "fetch_id": "bad", "requested_at": later, "status": "timeout", "error": "timeout: no answer in 30 s", "purpose": "feed"}
    found = tables["discoveries"].to_pylist()[0]
    lost = [
        {**found, **stamps, "discovery_id": f"d{i}", "canonical_url": f"https://o/{i}", "outcome": "fetch_failed", "reason": f"timeout: {i} s", "article_id": None} for i in range(3)
    ]
    outlet = {"outlet_id": "outlet9", "name": "Never", "country": None, "languages": [], "kind": None, "feeds": [], "sitemaps": []}
    new = {"articles": [copy, revision], "events": [event], "duplicates": [duplicate], "fetches": [fetch], "discoveries": [*lost, {**found, **stamps, "discovery_id": "d9"}]}
    with Lake(load_settings(home=home)) as lake:
        changes = [ReplacePartition(table=n, dt=NEXT, rows=pa.Table.from_pylist(rows, schema=TABLES[n].arrow_schema)) for n, rows in new.items()]
        added = InsertRows(table="outlets", rows=pa.Table.from_pylist([outlet], schema=TABLES["outlets"].arrow_schema))
        lake.commit([*replace_day(tables, DAY), *changes, added], message="two days")
        yield lake


def _rows(lake: Lake, sql: str) -> list[dict[str, Any]]:
    return lake.read(sql).to_pylist()


@pytest.mark.parametrize("view", load_views(), ids=lambda view: view.name)
def test_a_view_has_the_columns_that_its_file_explains(lake: Lake, view: views.View) -> None:
    assert lake.read(f"SELECT * FROM {view.name} LIMIT 1").column_names == list(view.columns)
    comment = lake.connection.execute("SELECT comment FROM duckdb_views() WHERE view_name = ? AND database_name = 'lake'", [view.name]).fetchall()
    assert comment == [(view.description,)]


@pytest.mark.parametrize("view", load_views(), ids=lambda view: view.name)
def test_a_view_is_found_from_any_current_schema(lake: Lake, view: views.View) -> None:
    lake.connection.execute("USE memory.main")
    try:
        assert lake.read(f"SELECT count(*) AS n FROM lake.news.{view.name}").column("n")[0].as_py() > 0
    finally:
        lake.connection.execute("USE lake.news")


def test_each_origin_has_one_representative(lake: Lake) -> None:
    rows = _rows(lake, "SELECT origin_id, count(*) AS n, count(*) FILTER (is_representative) AS r FROM article_origins GROUP BY origin_id")
    assert len(rows) == 6
    assert {row["r"] for row in rows} == {1}
    assert max(row["n"] for row in rows) == 3
    assert _rows(lake, "SELECT is_copy, is_representative FROM article_origins WHERE article_id = 'copy'") == [{"is_copy": True, "is_representative": False}]


def test_coverage_tells_copies_from_own_texts(lake: Lake) -> None:
    rows = {(r["dt"], r["outlet_id"]): r for r in _rows(lake, "SELECT * FROM coverage_daily")}
    one = rows[DAY, "outlet1"]
    assert (one["outlet"], one["n_articles"], one["n_own"], one["n_copies"], one["n_stories"], one["n_claims"], one["n_events"]) == ("Outlet 1", 2, 1, 1, 1, 6, 6)
    assert sum(r["n_articles"] for r in rows.values()) == 8


def test_entities_are_counted_by_origin_too(lake: Lake) -> None:
    (row,) = _rows(lake, "SELECT * FROM entity_daily WHERE entity_id = 'place:1'")
    assert (row["name"], row["n_mentions"], row["n_articles"], row["n_origins"], row["n_outlets"]) == ("Selvana", 18, 6, 5, 3)


def test_events_of_copies_count_once_on_the_day_of_the_original(lake: Lake) -> None:
    (row,) = _rows(lake, "SELECT * FROM event_daily")
    # Five origins with three events each; the copy on the same day repeats three, the copy on the next day one.
    assert (row["dt"], row["type"], row["quad"], row["n_events"], row["n_origins"], row["n_reports"]) == (DAY, "ASSAULT", 4, 15, 5, 19)
    assert (row["n_actual"], row["n_claimed"], row["n_negated"], row["mean_score"]) == (15, 15, 0, -10.0)


def test_a_happening_is_one_row_however_many_articles_tell_of_it(lake: Lake) -> None:
    (row,) = _rows(lake, "SELECT * FROM happenings")
    assert (row["type"], row["n_tellings"], row["n_origins"], row["n_outlets"], row["life"]) == ("ASSAULT", 19, 5, 3, "actual")
    assert (row["actors"], row["recipients"], row["reported_by"], row["denied_by"]) == (["Borduria"], ["Selvana"], ["outlet2"], [])
    assert row["claimed_by"] == _rows(lake, "SELECT list_sort(list_distinct(flatten(list(list_transform(sources, lambda s : s.text))))) AS s FROM claims")[0]["s"]


def test_actors_and_recipients_are_unnested(lake: Lake) -> None:
    rows = _rows(lake, "SELECT part, name, text, country, count(*) AS n FROM event_actors WHERE is_representative GROUP BY ALL ORDER BY part")
    assert rows == [
        {"part": "actor", "name": "Borduria", "text": "Borduria", "country": "BOR", "n": 15},
        {"part": "recipient", "name": "Selvana", "text": "Selvana", "country": "RUR", "n": 15},
    ]
    assert {r["position"] for r in _rows(lake, "SELECT position FROM event_actors")} == {1}


def test_claims_are_found_by_whom_they_are_about(lake: Lake) -> None:
    rows = _rows(lake, "SELECT * FROM claims_about WHERE entity_id = 'country:BOR' AND is_representative")
    assert len(rows) == 15
    first = rows[0]
    assert first["content"] == "Borduria had fired rockets at the port of Selvana"
    assert (first["sources"], first["source_kinds"], first["source_entity_ids"]) == (["the Ruritanian foreign minister"], ["role"], ["country:RUR"])
    assert _rows(lake, "SELECT * FROM claims_about WHERE entity_id = 'country:RUR'") == []


def test_lineage_leads_from_event_to_bytes(lake: Lake) -> None:
    event = _rows(lake, "SELECT event_id, article_id FROM events WHERE event_id <> 'copied' ORDER BY event_id LIMIT 1")[0]
    (row,) = _rows(lake, f"SELECT * FROM lineage WHERE event_id = '{event['event_id']}'")
    (article,) = _rows(lake, f"SELECT * FROM articles WHERE article_id = '{event['article_id']}'")
    assert row["sentence"].startswith("On Monday the Ruritanian") and row["sentence"].endswith("Selvana.")
    assert row["trigger"] in row["sentence"]
    assert (row["body_sha256"], row["fetch_id"], row["warc_file"]) == (article["body_sha256"], article["fetch_id"], "2024/a.warc.gz")
    assert row["warc_offset"] % 1000 == 0 and row["config_sha256"] == "0" * 64
    assert len(_rows(lake, "SELECT event_id FROM lineage")) == len(_rows(lake, "SELECT event_id FROM events"))


def test_the_funnel_adds_up(lake: Lake) -> None:
    rows = _rows(lake, "SELECT * FROM funnel_daily ORDER BY dt, outcome")
    assert [(r["dt"], r["outcome"], r["reason"], r["n_urls"], r["share"]) for r in rows] == [
        (DAY, "published", None, 6, 1.0),
        (NEXT, "fetch_failed", "timeout", 3, 0.75),
        (NEXT, "published", None, 1, 0.25),
    ]


def test_health_tells_failing_from_silent_and_never_fetched(lake: Lake) -> None:
    rows = {r["outlet_id"]: r for r in _rows(lake, "SELECT * FROM outlet_health")}
    assert rows["outlet9"]["state"] == "never_fetched"
    one = rows["outlet1"]
    assert (one["state"], one["n_fetches_7d"], one["n_failed_7d"], one["n_feed_failed_7d"], one["last_error"]) == ("ok", 3, 1, 1, "timeout: no answer in 30 s")
    assert one["last_ok_at"] < one["last_error_at"] == one["last_fetch_at"]
    assert rows["outlet0"]["ok_share_7d"] == 1.0


def test_a_text_changed_without_a_new_time_is_a_stealth_edit(lake: Lake) -> None:
    (row,) = _rows(lake, "SELECT * FROM revisions")
    assert (row["article_id"], row["revision"], row["is_stealth"], row["is_retitled"], row["word_count"]) == ("revised", 1, True, True, 99)
    assert row["text"] == row["previous_text"] + "\n\nMore."
    assert row["previous_seen_at"] < row["seen_at"]


def test_a_views_file_with_a_taken_name_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    bad = [{"name": "articles", "description": "x", "columns": {}, "sql": "SELECT 1"}]
    monkeypatch.setattr(views.yaml, "safe_load", lambda text: bad)
    load_views.cache_clear()
    try:
        with pytest.raises(ConfigError, match="the name articles is taken"):
            load_views()
    finally:
        load_views.cache_clear()


def test_a_later_time_of_change_is_no_stealth_edit(lake: Lake) -> None:
    rows = lake.read("SELECT * FROM articles WHERE article_id = 'revised'").cast(TABLES["articles"].arrow_schema)
    told = change_value(rows, "modified_at", 0, dt.datetime(2024, 11, 21, 8, tzinfo=dt.UTC))
    lake.commit([InsertRows(table="articles", rows=told)], message="the page tells")
    try:
        assert [r["is_stealth"] for r in _rows(lake, "SELECT is_stealth FROM revisions")] == [False]
    finally:
        lake.commit([InsertRows(table="articles", rows=rows)], message="back")
