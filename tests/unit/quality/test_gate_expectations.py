"""For each critical expectation of every table: a row that breaks it is refused, and a good day passes wholly."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

import pyarrow as pa
import pytest
from tests.unit.warehouse.sample_day import DAY, build_day

from presswatch.model import TABLES, Table
from presswatch.quality.gate import GateResult, check_day
from presswatch.quality.suite import KEY_CHECK, Expectation, has_article, list_expectations

Row = dict[str, Any]
# A column in which each row can carry a mark of its own without touching any expectation, for tables without stamps.
_MARK = {"outlets": "owner", "entities": "source", "runs": "counts"}
_FAR = 10**6


def _set(**values: Any) -> Callable[[Row], None]:
    return lambda row: row.update(values)


def _set_party(column: str) -> Callable[[Row], None]:
    return lambda row: row.update({column: [{**row[column][0], "start": _FAR, "end": _FAR + 1}]})


BREAKERS: dict[str, Callable[[Row], None]] = {
    "articles.text_not_empty": _set(text=" \n\t"),
    "duplicates.only_original_stands_alone": _set(role="original", duplicate_of="elsewhere"),
    "duplicates.not_its_own_copy": lambda row: row.update(role="revision", duplicate_of=row["article_id"]),
    "stories.times_in_order": lambda row: row.update(last_seen_at=row["first_seen_at"] - dt.timedelta(seconds=1)),
    "stories.counts_in_order": _set(n_articles=1, n_origins=2),
    "mentions.offsets_in_text": _set(end_char=_FAR),
    "mentions.text_matches_offsets": _set(text="Bordurian"),
    "times.offsets_in_text": lambda row: row.update(start_char=row["end_char"]),
    "times.text_matches_offsets": _set(text="on Tuesday"),
    "times.interval_in_order": lambda row: row.update(time_end_at=row["time_start_at"] - dt.timedelta(days=1)),
    "claims.offsets_in_text": _set(end_char=_FAR),
    "claims.content_in_text": _set(content_end=_FAR),
    "claims.parts_in_text": _set(parts=[{"start": 0, "end": 5}, {"start": 9, "end": 9}]),
    "claims.cue_in_text": _set(cue_end=None),
    "claims.sources_in_text": _set_party("sources"),
    "claims.relays_in_text": _set_party("relays"),
    "claims.source_kinds_known": lambda row: row.update(sources=[{**row["sources"][0], "kind": "rumour"}]),
    "events.sentence_in_text": _set(sentence_end=_FAR),
    "events.trigger_in_text": _set(trigger_end=_FAR),
    "events.actors_in_text": _set_party("actors"),
    "events.recipients_in_text": _set_party("recipients"),
    "events.places_in_text": _set_party("places"),
    "events.interval_in_order": lambda row: row.update(time_end_at=row["time_start_at"] - dt.timedelta(days=1)),
    "events.claim_exists": _set(claim_id="of another article"),
    "discoveries.one_outcome_per_url": _set(canonical_url="https://outlet.example/twice"),
}


def _critical(table: Table) -> list[Expectation]:
    found = list_expectations(table, [f.name for f in table.fields], present=frozenset(TABLES), day=DAY)
    return [e for e in found if e.check.severity == "critical"]


def _cases() -> Iterator[Any]:
    for table in TABLES.values():
        for expectation in _critical(table):
            yield pytest.param(table.name, expectation.label, id=expectation.label)


def _break_row(table: Table, expectation: Expectation, row: Row, other: Row) -> None:
    check, column = expectation.check, str(expectation.check.column)
    arguments = check.arguments
    if expectation.sql is None:
        match check.expectation:
            case "expect_column_values_to_not_be_null":
                row[column] = None
            case "expect_column_values_to_be_in_set":
                row[column] = "no such value"
            case "expect_column_values_to_match_regex":
                row[column] = "!?"
            case "expect_column_values_to_be_between":
                row[column] = arguments["min_value"] - 1 if arguments["min_value"] is not None else arguments["max_value"] + 1
            case unknown:
                pytest.fail(f"this test can't break {unknown}: teach it how")
    elif column == KEY_CHECK:
        row.update({name: other[name] for name in table.key})
    elif column == "belongs_to_day":
        row["dt"] = DAY + dt.timedelta(days=1)
    elif column == "article_exists":
        row["article_id"] = "no such article"
    else:
        BREAKERS[f"{table.name}.{column}"](row)


def _repeat_rows(table: Table, rows: list[Row], n: int, articles: list[Row]) -> list[Row]:
    """Return `n` good rows of a table of which the sample day has fewer: the same ones under keys of their own."""
    found = []
    for i in range(n):
        row = dict(rows[i % len(rows)])
        if table.name == "duplicates":
            row.update(article_id=articles[i]["article_id"], role="syndicated", duplicate_of="an earlier one")
        elif has_article(table):
            row["article_id"] = articles[i]["article_id"]
        else:
            row[table.key[0]] = f"{row[table.key[0]]}-{i}"
        found.append(row)
    return found


@cache
def _check_broken_table(name: str) -> tuple[GateResult, dict[str, str]]:
    """Gate a day in which one row of the table breaks each critical expectation; return also the mark of each row by label."""
    table = TABLES[name]
    expectations = _critical(table)
    n = len(expectations) + 2
    tables = build_day(n_articles=n, n_sentences=1)
    articles = tables["articles"].to_pylist()
    rows = tables[name].to_pylist()
    if len(rows) < n:
        rows = _repeat_rows(table, rows, n, articles)
    mark = _MARK.get(name, "run_id")
    marks = {}
    for i, row in enumerate(rows):
        row[mark] = f"row-{i}"
    # Row 0 stays good: it is the one whose key is taken over. The key is changed last, so that no other change touches row 0's.
    for i, expectation in enumerate(expectations, start=1):
        _break_row(table, expectation, rows[i], rows[0])
        marks[expectation.label] = rows[i][mark]
    if name == "discoveries":
        rows[0]["canonical_url"] = "https://outlet.example/twice"
    tables[name] = pa.Table.from_pylist(rows, schema=table.arrow_schema)
    needed = {name, "articles", "claims"} if has_article(table) else {name}
    result = check_day({n: tables[n] for n in TABLES if n in needed}, dt=DAY, max_failed_share=1.0)
    return result, marks


@pytest.mark.parametrize(("name", "label"), list(_cases()))
def test_a_row_that_breaks_a_critical_expectation_is_refused(name: str, label: str) -> None:
    result, marks = _check_broken_table(name)
    mark_column, mark = _MARK.get(name, "run_id"), marks[label]
    refusals = [q for q in result.quarantine if q.table_name == name and q.expectation == label]
    assert mark in [json.loads(q.row_json)[mark_column] for q in refusals]
    assert all(q.reason for q in refusals)
    assert mark not in result.tables[name].column(mark_column).to_pylist()
    (validation,) = [v for v in result.validations if v.expectation == label]
    assert not validation.success
    assert validation.n_failed >= 1


@pytest.mark.parametrize("name", list(TABLES))
def test_only_broken_rows_are_refused(name: str) -> None:
    result, marks = _check_broken_table(name)
    kept = result.tables[name].column(_MARK.get(name, "run_id")).to_pylist()
    assert "row-0" in kept
    refused = {json.loads(q.row_json)[_MARK.get(name, "run_id")] for q in result.quarantine if q.table_name == name}
    assert refused == set(marks.values())
    assert not refused & set(kept)


def test_a_good_day_passes_wholly() -> None:
    tables = build_day()
    result = check_day(tables, dt=DAY, max_failed_share=0.0)
    assert result.quarantine == []
    assert [v for v in result.validations if not v.success] == []
    assert {name: rows.equals(tables[name]) for name, rows in result.tables.items()} == dict.fromkeys(tables, True)
    assert {v.table_name for v in result.validations} == set(TABLES)


def test_a_day_without_rows_passes() -> None:
    empty = {name: table.arrow_schema.empty_table() for name, table in TABLES.items()}
    result = check_day(empty, dt=DAY, max_failed_share=0.0)
    assert result.quarantine == []
    assert all(v.success and v.n_rows == 0 for v in result.validations)


def test_stamps_may_still_be_missing() -> None:
    result = check_day({name: build_day(stamped=False)[name] for name in ("articles", "mentions")}, dt=DAY, max_failed_share=0.0)
    assert result.quarantine == []
    assert not [v for v in result.validations if "belongs_to_day" in v.expectation or "run_id" in v.expectation]
