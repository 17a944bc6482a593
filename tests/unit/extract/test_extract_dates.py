"""Written times to moments, and which of a page's times is believed."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presswatch.extract.dates import find_moments, parse_moment
from presswatch.extract.filter import extract_filter


@pytest.mark.parametrize(
    ("text", "language", "expected", "precision", "zone"),
    [
        ("2024-03-05T08:30:15+01:00", None, "2024-03-05T08:30:15+01:00", "second", "+01:00"),
        ("2024-03-05T08:30:00Z", None, "2024-03-05T08:30:00+00:00", "minute", "+00:00"),
        ("2024-03-05", None, "2024-03-05T00:00:00+00:00", "day", None),
        ("20240305T083000Z", None, "2024-03-05T08:30:00+00:00", "minute", "+00:00"),
        ("Tue, 05 Mar 2024 08:30:00 GMT", None, "2024-03-05T08:30:00+00:00", "minute", "+00:00"),
        ("1709627400", None, "2024-03-05T08:30:00+00:00", "second", "+00:00"),
        ("Published 8:00 PM EST, Tue March 5, 2024", "en", "2024-03-05T20:00:00-05:00", "minute", "-05:00"),
        ("13. Mai 2024 um 15:44", "de", "2024-05-13T15:44:00+00:00", "minute", None),
        ("12 de marzo de 2024", "es", "2024-03-12T00:00:00+00:00", "day", None),
        ("2 марта 2024, 10:00", "ru", "2024-03-02T10:00:00+00:00", "minute", None),
        ("2024年3月5日10:30", "zh", "2024-03-05T10:30:00+00:00", "minute", None),
        ("05.04.2025", "tr", "2025-04-05T00:00:00+00:00", "day", None),
    ],
)
def test_a_written_time_keeps_its_precision_and_zone(text, language, expected, precision, zone):
    moment = parse_moment(text, language)
    assert moment is not None
    assert (moment.at.isoformat(), moment.precision, moment.zone) == (expected, precision, zone)


def test_slashes_are_read_in_the_order_of_the_page():
    assert parse_moment("3/4/2024", "en", month_first=True).at.date() == dt.date(2024, 3, 4)
    assert parse_moment("3/4/2024", "en").at.date() == dt.date(2024, 4, 3)


def test_impossible_dates_and_prices_are_no_dates():
    assert parse_moment("2024-13-45") is None
    assert parse_moment("$82.99") is None
    assert parse_moment("version 10.11.9999999") is None


def test_two_dates_in_one_line_are_both_found():
    found = find_moments("PUBLISHED: December 22, 2023 at 8:48 p.m. | UPDATED: December 23, 2023", "en")
    assert [f.moment.at.date() for f in found] == [dt.date(2023, 12, 22), dt.date(2023, 12, 23)]
    assert found[0].moment.at.hour == 20


@given(st.integers(700_000_000, 4_000_000_000), st.integers(-12 * 4, 14 * 4))
def test_iso_times_come_back_as_written(seconds, quarters):
    at = dt.datetime.fromtimestamp(seconds, dt.timezone(dt.timedelta(minutes=15 * quarters)))
    moment = parse_moment(at.isoformat())
    assert moment is not None and moment.at == at and moment.at.utcoffset() == at.utcoffset()


@given(st.text(max_size=120))
def test_any_text_is_read_without_an_exception(text):
    find_moments(text, "en")
    parse_moment(text, "xx")


BODY = "".join(f"<p>The council of Port Ellin met for the {n} time on Tuesday and put off its vote on the harbour wall once more, members said.</p>" for n in ("first", "second", "third", "fourth"))


def page_of(head: str, line: str, after: str = "") -> dict:
    html = f"<html lang='en-US'><head><title>Council puts off vote</title>{head}</head><body><article><h1>Council puts off vote</h1><p class='meta'>{line}</p>{BODY}{after}</article></body></html>"
    return extract_filter({"id": 1, "url": "https://ellin-times.example/council", "html": html})["article"]


def test_json_ld_wins_over_meta_tags():
    head = '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Council puts off vote","datePublished":"2024-05-02T10:00:00Z"}</script><meta name="date" content="2024-05-01">'
    article = page_of(head, "By Ada Finch")
    assert article["published_at"].startswith("2024-05-02") and article["published_at_source"] == "jsonld"


def test_a_visible_clock_time_lends_its_zone_to_the_same_instant():
    article = page_of('<meta property="article:published_time" content="2024-05-02T01:10:00Z">', "May 1, 2024 9:10 PM EDT")
    assert article["published_at"] == "2024-05-01T21:10:00-04:00" and article["published_zone"] == "-04:00"


def test_a_date_only_readers_see_is_found_with_its_precision():
    article = page_of("", "Posted on May 1, 2024")
    assert article["published_at"].startswith("2024-05-01") and article["published_precision"] == "day" and article["published_at_source"] == "byline"


def test_a_time_of_change_alone_is_no_time_of_publication():
    article = page_of("", "Last updated May 1, 2024")
    assert article["published_at"] is None and article["modified_at"].startswith("2024-05-01")


def test_a_date_of_publication_wins_over_a_stamp_of_update():
    article = page_of("", "Published April 2, 2024. Updated May 1, 2024")
    assert article["published_at"].startswith("2024-04-02") and article["modified_at"].startswith("2024-05-01")


def test_the_only_labelled_line_far_from_the_headline_dates_a_page():
    article = page_of("", "By Ada Finch", after="<p>Posted on April 2, 2024</p>")
    assert article["published_at"].startswith("2024-04-02")
