"""The filters: one line out for each line in, whatever the line holds."""

from __future__ import annotations

import pytest

from presswatch.dedupe.credit import load_agencies
from presswatch.dedupe.filter import dedupe_filter, stories_filter

TEXT = (
    "HOLLIN (Reuters) — The lake at Hollin froze over for the first time in nineteen years on Friday and skaters came from as far as Dremsk to try the ice. "
    "Warden Olga Prins measured eleven centimetres near the jetty and closed the northern bay, where a stream keeps the ice thin. "
    "Hotels in the village reported that every room was taken until the end of the month, a thing unheard of in February."
)


def test_copies_share_a_cluster_and_the_agency_is_the_original():
    lines = dedupe_filter(
        [
            {"id": 1, "outlet": "echo.example", "published_at": "2024-02-02T09:00:00Z", "title": "Ice", "text": TEXT},
            {"id": 2, "outlet": "www.reuters.com", "published_at": "2024-02-02T11:00:00+01:00", "title": "Lake freezes", "text": TEXT},
            {"id": 3, "outlet": "post.example", "title": "Else", "text": "Quite another thing happened here today. " * 9},
        ]
    )
    assert [line["status"] for line in lines] == ["ok"] * 3
    assert lines[0]["cluster_id"] == lines[1]["cluster_id"] != lines[2]["cluster_id"]
    assert (lines[0]["role"], lines[0]["duplicate_of"]) == ("syndicated", 2)
    assert (lines[1]["role"], lines[1]["duplicate_of"]) == ("original", None)
    assert (lines[2]["role"], lines[2]["duplicate_of"], lines[2]["similarity"]) == (None, None, None)


def test_an_undated_record_is_not_taken_for_the_first():
    text = TEXT.replace("(Reuters)", "")
    dated, undated = dedupe_filter([{"id": "a", "text": text}, {"id": "b", "text": text, "published_at": "2024-02-02"}])
    assert (dated["role"], undated["role"]) == ("near_duplicate", "original")


@pytest.mark.parametrize("work", [dedupe_filter, stories_filter])
@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ({"title": "x", "text": TEXT}, "no id"),
        ({"id": "b"}, "no text"),
        ({"id": "b", "text": None}, "no text"),
        ({"id": "b", "text": ["x"]}, "text is not a string"),
        ({"id": "b", "text": "x", "outlet": 7}, "outlet is not a string"),
        ({"id": "good", "text": "x"}, "id 'good' occurs twice"),
    ],
)
def test_a_record_that_cannot_be_read_is_an_error_and_stops_nothing(work, record, reason):
    lines = work([{"id": "good", "text": TEXT}, record, {"id": "also", "text": TEXT}])
    assert [(line["status"], line["reason"]) for line in lines] == [("ok", None), ("error", reason), ("ok", None)]
    key = "cluster_id" if work is dedupe_filter else "story_id"
    assert lines[0][key] == lines[2][key]
    assert lines[1][key] is None


@pytest.mark.parametrize("value", ["yesterday", 5, "2024-13-40", "0001-01-01T00:00:00+14:00"])
def test_a_bad_date_costs_the_date_only(value):
    (line,) = stories_filter([{"id": "a", "title": "Ice", "text": TEXT, "published_at": value}])
    assert line["status"] == "ok"
    assert "compared as undated" in line["reason"]


@pytest.mark.parametrize("value", ["2024-02", "2024-02-02", "2024-02-02 10:00:00", "2024-02-02T10:00:00.5+02:00", "", None])
def test_dates_of_any_precision_are_read(value):
    (line,) = stories_filter([{"id": "a", "title": "Ice", "text": TEXT, "published_at": value}])
    assert (line["status"], line["reason"]) == ("ok", None)


@pytest.mark.parametrize("work", [dedupe_filter, stories_filter])
def test_odd_texts_pass(work):
    records = [{"id": n, "title": None, "text": text} for n, text in enumerate(["", " ", "\x00", "\ud800", "😀" * 50, "a" * 10_000, "東京" * 300])]
    assert [line["status"] for line in work(records)] == ["ok"] * 7
    assert work([]) == []


def test_agencies_are_known_by_credit_outlet_and_dateline():
    agencies = load_agencies()
    assert agencies.identify_credit("The Associated Press") == agencies.identify_credit("AP") == "ap"
    assert agencies.identify_credit("Some Local Wire") == "some local wire"
    assert agencies.identify_credit(" ") is None
    assert agencies.identify_outlet(None, "https://www.afp.com/en/news") == "afp"
    assert agencies.identify_outlet("uk.reuters.com", "id:1") == "reuters"
    assert agencies.identify_outlet("post", "https://notreuters.com/") is None
    assert agencies.read_dateline(TEXT) == "Reuters"
    assert agencies.read_dateline("The union (AFP) said") is None
