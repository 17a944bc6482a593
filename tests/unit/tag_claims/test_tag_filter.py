"""The filter behind `presswatch tag`: one record out per record in, whatever comes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from presswatch.settings import Settings
from presswatch.tag.filter import TagFilter, parse_time

TEXT = "Police said that rebels had attacked the town of Marlo on Monday."


@pytest.fixture(scope="module")
def tag_filter() -> TagFilter:
    return TagFilter.load(Settings())


def test_a_record_gets_all_layers_under_their_json_names(tag_filter: TagFilter) -> None:
    (record,) = tag_filter.tag_records([{"id": 7, "title": "t", "text": TEXT, "published_at": "2024-05-06"}])
    assert (record["id"], record["status"], record["reason"]) == (7, "ok", None)
    (claim,) = record["claims"]
    assert TEXT[claim["content_start"] : claim["content_end"]].startswith("that rebels")
    assert claim["content"] == [[claim["content_start"], claim["content_end"]]]
    assert claim["start"] == 0 and "start_char" not in claim and "parts" not in claim
    assert claim["sources"][0] | {"text": "Police", "start": 0, "end": 6} == claim["sources"][0]


def test_records_can_be_written_as_json(tag_filter: TagFilter) -> None:
    (record,) = tag_filter.tag_records([{"id": "a", "text": TEXT, "published_at": "2024-05-06T08:00:00+02:00"}])
    assert json.loads(json.dumps(record))["factuality"]


@pytest.mark.parametrize(
    ("record", "status", "reason"),
    [
        ({"id": 1}, "error", "text is missing"),
        ({"id": 1, "text": 5}, "error", "text is no string"),
        ({"id": 1, "text": "  "}, "rejected", "text is empty"),
        ({"id": 1, "text": "x", "published_at": "yesterday"}, "error", "published_at"),
        ({"id": 1, "text": "x", "published_at": 20240506}, "error", "published_at is no string"),
        ({"id": 1, "text": "x", "language": 3}, "error", "language is no string"),
        ({"id": 1, "text": "x" * 1_000_001}, "error", "more than"),
    ],
)
def test_a_bad_record_says_why_and_the_next_is_read(tag_filter: TagFilter, record: dict[str, Any], status: str, reason: str) -> None:
    bad, good = tag_filter.tag_records([record, {"id": 2, "text": TEXT}])
    assert bad["status"] == status and reason in bad["reason"] and bad["claims"] == []
    assert good["status"] == "ok" and good["id"] == 2


def test_a_time_without_a_zone_is_utc() -> None:
    moment = parse_time("2024-05-06T08:00:00")
    assert moment is not None and moment.isoformat() == "2024-05-06T08:00:00+00:00"
