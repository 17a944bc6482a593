"""What the gate does with refused rows: dependants, discoveries, the share that stops a day, warnings."""

from __future__ import annotations

import datetime as dt
import json

import pandas as pd
import pyarrow as pa
import pytest
from tests.unit.warehouse.sample_day import DAY, build_day, change_value

from presswatch.errors import ConfigError, GateError
from presswatch.model import TABLES, Check
from presswatch.quality import suite
from presswatch.quality.engine import Engine
from presswatch.quality.gate import DayContext, GateResult, check_day
from presswatch.quality.refusal import write_json

READING = ("articles", "mentions", "claims", "events", "discoveries")


def _gate(tables: dict[str, pa.Table], *, share: float = 1.0, context: DayContext | None = None) -> GateResult:
    return check_day(tables, dt=DAY, max_failed_share=share, context=context)


def test_rows_of_a_refused_article_go_with_it_and_say_why() -> None:
    tables = {name: build_day()[name] for name in READING}
    article = tables["articles"]["article_id"][2].as_py()
    result = _gate({**tables, "articles": change_value(tables["articles"], "title", 2, None)}, share=0.0)
    for name in ("articles", "mentions", "claims", "events"):
        assert article not in result.tables[name]["article_id"].to_pylist()
        refused = [q for q in result.quarantine if q.table_name == name]
        assert len({q.row_id for q in refused}) == tables[name].num_rows - result.tables[name].num_rows
        assert result.tables[name].num_rows > 0
    reasons = {q.reason for q in result.quarantine if q.table_name == "mentions"}
    assert reasons == {f"article_id {article} was refused by articles.title: expect_column_values_to_not_be_null"}
    url = result.tables["discoveries"].to_pylist()[2]
    assert (url["outcome"], url["article_id"]) == ("quarantined", article)
    assert "articles.title" in url["reason"]
    assert result.tables["discoveries"].num_rows == tables["discoveries"].num_rows


def test_an_event_goes_with_its_refused_claim() -> None:
    tables = {name: build_day()[name] for name in READING}
    claim = tables["claims"]["claim_id"][0].as_py()
    result = _gate({**tables, "claims": change_value(tables["claims"], "content_end", 0, 10**6)})
    assert {(q.table_name, q.expectation.partition(":")[0]) for q in result.quarantine} == {("claims", "claims.content_in_text"), ("events", "events.claim_exists")}
    assert claim not in result.tables["events"]["claim_id"].to_pylist()
    assert claim in next(q.reason for q in result.quarantine if q.table_name == "events")


def test_of_two_rows_with_one_key_the_first_stays_and_its_dependants_too() -> None:
    tables = {name: build_day()[name] for name in ("articles", "mentions")}
    twice = pa.concat_tables([tables["articles"], tables["articles"].slice(0, 1), tables["articles"].slice(0, 1)])
    result = _gate({**tables, "articles": twice})
    assert result.tables["articles"].equals(tables["articles"])
    assert result.tables["mentions"].num_rows == tables["mentions"].num_rows
    ids = [q.row_id for q in result.quarantine]
    assert len(ids) == 2 and len(set(ids)) == 2


def test_offsets_count_characters_not_bytes() -> None:
    tables = {name: build_day()[name] for name in ("articles", "mentions")}
    text = tables["articles"]["text"][0].as_py()
    start = text.index("at 06:00")
    row = {**tables["mentions"].to_pylist()[0], "start_char": start, "end_char": start + 8, "text": "at 06:00"}
    assert "😀" in text[:start] and "ä" in text[:start]
    result = _gate({**tables, "mentions": pa.Table.from_pylist([row], schema=TABLES["mentions"].arrow_schema)})
    assert result.quarantine == []


def test_too_large_a_share_of_refused_rows_stops_the_day_with_a_clear_line() -> None:
    tables = build_day(n_articles=40)
    articles = tables["articles"]
    for i in range(6):
        articles = change_value(articles, "word_count", i, -1)
    with pytest.raises(GateError) as caught:
        _gate({"articles": articles, "mentions": tables["mentions"]}, share=0.05)
    line = str(caught.value)
    assert "\n" not in line
    for part in ("2024-11-20", "6 of 40 rows of articles", "15.0%", "allowed 5.0%", "articles.word_count: expect_column_values_to_be_between", "word_count is -1, expected at least 0"):
        assert part in line
    assert articles["article_id"][0].as_py() in line
    assert _gate({"articles": articles}, share=0.15).tables["articles"].num_rows == 34


def test_few_refused_rows_dont_stop_a_small_day() -> None:
    articles = build_day(n_articles=5)["articles"]
    for i in range(4):
        articles = change_value(articles, "text", i, "")
    result = _gate({"articles": articles}, share=0.0)
    assert result.tables["articles"].num_rows == 1
    assert len(result.quarantine) == 4


def test_dependants_dont_count_against_the_share() -> None:
    tables = {name: build_day(n_articles=3, n_sentences=8)[name] for name in ("articles", "mentions")}
    result = _gate({**tables, "articles": change_value(tables["articles"], "url", 0, None)}, share=0.0)
    assert result.tables["mentions"].num_rows == 48


def test_warnings_are_recorded_and_refuse_nothing() -> None:
    tables = {"articles": change_value(build_day()["articles"], "published_at", 1, dt.datetime(2024, 12, 24, tzinfo=dt.UTC))}
    result = _gate(tables, share=0.0)
    assert result.quarantine == []
    assert result.tables["articles"].num_rows == 6
    (failed,) = [v for v in result.validations if not v.success]
    assert (failed.expectation.partition(":")[0], failed.severity, failed.n_failed, failed.n_rows) == ("articles.not_published_after_capture", "warning", 1, 6)


def test_a_day_with_less_than_half_of_the_usual_rows_is_warned_of() -> None:
    tables = {"articles": build_day()["articles"]}
    low = _gate(tables, context=DayContext(recent_counts={"articles": [30, 40, 50]}))
    (failed,) = [v for v in low.validations if not v.success]
    assert failed.severity == "warning" and failed.observed is not None and "usual 40" in failed.observed
    for recent in ([9, 8, 7], [100, 100]):
        assert all(v.success for v in _gate(tables, context=DayContext(recent_counts={"articles": recent})).validations)


def test_the_whole_row_is_kept_as_json() -> None:
    events = change_value(build_day()["events"], "quad", 0, 9)
    (refused,) = _gate({"events": events}).quarantine
    row = json.loads(refused.row_json)
    assert row["quad"] == 9 and row["actors"][0]["text"] == "Borduria" and row["dt"] == "2024-11-20"
    assert row["time_start_at"] == "2024-11-18T00:00:00+00:00"
    assert set(row) == set(events.column_names)
    assert refused.reason == "quad is 9, expected between 1 and 4"


def test_numbers_that_json_lacks_are_kept_as_text() -> None:
    assert json.loads(write_json({"a": float("nan"), "b": [float("inf")]})) == {"a": "nan", "b": ["inf"]}


def test_a_rule_about_an_unknown_table_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    bad = {"all_day_tables": [], "all_article_tables": [], "tables": {"artcles": []}}
    monkeypatch.setattr(suite.yaml, "safe_load", lambda text: bad)
    suite.load_rules.cache_clear()
    try:
        with pytest.raises(ConfigError, match="artcles: no such table"):
            suite.load_rules()
    finally:
        suite.load_rules.cache_clear()


def test_results_dont_depend_on_the_order_of_tables() -> None:
    tables = {name: build_day()[name] for name in ("articles", "claims", "events", "discoveries")}
    tables["articles"] = change_value(tables["articles"], "title", 1, None)
    backwards = dict(reversed(tables.items()))
    one, two = _gate(tables), _gate(backwards)
    assert one.quarantine == two.quarantine and one.validations == two.validations
    assert all(one.tables[name].equals(two.tables[name]) for name in tables)


def test_an_expectation_that_cannot_run_never_passes_for_good() -> None:
    check = Check(expectation="expect_column_values_to_not_be_null", column="gone")
    with pytest.raises(RuntimeError, match=r"articles\.gone: .* could not be validated"):
        Engine().validate(pd.DataFrame({"row_position": [0], "title": ["x"]}), [suite.Expectation(table="articles", check=check)])
