"""Written times to moments, and which of a page's times is believed."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presswatch.extract.dates import find_moments, find_order, parse_moment
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
        ("Τρίτη 5 Μάρτη 2024", "el", "2024-03-05T00:00:00+00:00", "day", None),
        ("5. Jänner 2024", "de", "2024-01-05T00:00:00+00:00", "day", None),
        ("5 d'abril de 2024", "ca", "2024-04-05T00:00:00+00:00", "day", None),
        ("2024. gada 5. marts", "lv", "2024-03-05T00:00:00+00:00", "day", None),
        ("2024 m. kovo 5 d. 10:30", "lt", "2024-03-05T10:30:00+00:00", "minute", None),
        ("5. mart 2024.", "sr", "2024-03-05T00:00:00+00:00", "day", None),
        ("5 مارس، 2024", "ar", "2024-03-05T00:00:00+00:00", "day", None),
        ("5 آذار 2024", "ar", "2024-03-05T00:00:00+00:00", "day", None),
        ("٥ مارس ٢٠٢٤", "ar", "2024-03-05T00:00:00+00:00", "day", None),
        ("5 במרץ 2024", "he", "2024-03-05T00:00:00+00:00", "day", None),
        ("०५ मार्च २०२४", "hi", "2024-03-05T00:00:00+00:00", "day", None),
        ("5 มี.ค. 2567", "th", "2024-03-05T00:00:00+00:00", "day", None),
        ("ngày 5 tháng 3 năm 2024", "vi", "2024-03-05T00:00:00+00:00", "day", None),
        ("2024년 3월 5일", "ko", "2024-03-05T00:00:00+00:00", "day", None),
        ("2024. 3. 5. 오후 3:15", "ko", "2024-03-05T15:15:00+00:00", "minute", None),
        ("5 Fevrier 2024", "fr", "2024-02-05T00:00:00+00:00", "day", None),
    ],
)
def test_a_written_time_keeps_its_precision_and_zone(text, language, expected, precision, zone):
    moment = parse_moment(text, language)
    assert moment is not None
    assert (moment.at.isoformat(), moment.precision, moment.zone) == (expected, precision, zone)


def test_slashes_are_read_in_the_order_of_the_page():
    assert parse_moment("3/4/2024", "en", month_first=True).at.date() == dt.date(2024, 3, 4)
    assert parse_moment("3/4/2024", "en").at.date() == dt.date(2024, 4, 3)


def test_a_number_that_may_be_day_or_month_is_unsure_where_the_order_is_unknown():
    assert parse_moment("3/4/2024", "en", month_first=None).is_unsure
    for text in ("3/14/2024", "14/3/2024", "3.4.2024", "3/3/2024", "2024/3/4"):
        assert not parse_moment(text, "en", month_first=None).is_unsure, text


def test_the_order_of_day_and_month_is_learnt_from_dates_that_can_only_be_read_one_way():
    assert find_order(["Posted 3/4/2024", "Next meeting: 3/14/2024"]) is True
    assert find_order(["Posted 3/4/2024", "Next meeting: 14/3/2024"]) is False
    assert find_order(["14/3/2024", "3/14/2024"]) is None
    assert find_order(["3/4/2024"]) is None


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


STAMP = '<script type="application/ld+json">{{"@type":"NewsArticle","headline":"Council puts off vote","datePublished":"{}","dateModified":"{}"}}</script>'


def test_the_day_readers_see_wins_over_a_stamp_that_only_says_when_the_page_was_moved():
    article = page_of(STAMP.format("2025-06-24T09:00:00Z", "2025-06-24T09:00:00Z"), "August 25, 2024")
    assert article["published_at"].startswith("2024-08-25") and article["published_at_source"] == "byline" and article["published_precision"] == "day"


def test_the_day_readers_see_wins_where_another_stamp_confirms_it():
    article = page_of(STAMP.format("2022-07-04T10:00:00Z", "2023-12-01T10:00:00Z") + '<meta name="date" content="November 14, 2023">', "Nov 14, 2023")
    assert article["published_at"].startswith("2023-11-14")


@pytest.mark.parametrize(
    ("published", "modified", "line"),
    [
        ("2022-07-04T10:00:00Z", "2023-12-01T10:00:00Z", "December 1, 2023"),  # the day of the change, though nothing calls it so
        ("2022-07-04T10:00:00Z", "2023-12-01T10:00:00Z", "Updated November 14, 2023"),
        ("2024-05-02T01:10:00Z", "2024-05-02T01:10:00Z", "May 1, 2024"),  # the same night west of Greenwich
        ("2024-05-02T09:00:00Z", "2024-06-02T09:00:00Z", "April 3, 2019"),  # an own stamp of publication, older than the change
    ],
)
def test_a_stamp_of_publication_stands_against_other_days(published, modified, line):
    assert page_of(STAMP.format(published, modified), line)["published_at"].startswith(published[:10])


def test_a_time_element_within_a_line_of_update_is_no_time_of_publication():
    article = page_of("", "<time datetime='2024-05-01'>Updated May 1, 2024</time>")
    assert article["published_at"] is None and article["modified_at"].startswith("2024-05-01")


def test_the_clock_time_of_an_update_is_not_lent_to_the_day_of_publication():
    article = page_of("", "May 1, 2024 updated at 16:01")
    assert article["published_at"].startswith("2024-05-01T00:00") and article["published_precision"] == "day"


def test_style_sheets_within_the_byline_do_not_hide_its_date():
    assert page_of("", f"<style>{'.a{b:c}' * 60}</style><span>May 1, 2024</span> 3 min read")["published_at"].startswith("2024-05-01")


def test_a_date_in_a_caption_is_not_that_of_the_page():
    article = page_of("", "<img src='x.jpg'></p><p>Cranes and a ferry that waits for the tide at the old harbour wall, 24 April 2023</p><p>")
    assert article["published_at"] is None


def test_the_address_settles_which_of_two_numbers_is_the_month():
    html = f"<html lang='en'><head><title>Council puts off vote</title></head><body><article><h1>Council puts off vote</h1><p>03/10/2023</p>{BODY}</article></body></html>"
    article = extract_filter({"id": 1, "url": "https://ellin.example.com/2023/october/03/council", "html": html})["article"]
    assert article["published_at"].startswith("2023-10-03")


def test_a_sentence_on_the_first_publication_dates_a_page_without_stamps():
    article = page_of("", "Sep 30, 2022", after="<p>This guide was originally published on 26 Sep 2019 at 4:12pm but has been kept up since.</p>")
    assert article["published_at"].startswith("2019-09-26")


def test_a_meta_tag_of_the_sites_own_name_is_read():
    article = page_of('<meta name="x-published-date" content="2025-05-27T06:03:43Z"><meta name="last-published-date" content="2025-06-01">', "By Ada Finch")
    assert article["published_at"].startswith("2025-05-27") and article["published_at_source"] == "meta"


def test_times_as_java_prints_them_are_read():
    moment = parse_moment("Fri Apr 28 19:20:36 CEST 2023")
    assert moment.at.isoformat() == "2023-04-28T19:20:36+02:00" and moment.zone == "+02:00"


def dated(line: str, body: str = BODY, *, lang: str = "en", host: str = "ellin.example.com", after: str = "", **more: str) -> dict:
    html = f"<html lang='{lang}'><head><title>Council puts off vote</title></head><body><article><h1>Council puts off vote</h1>{line}{body}</article>{after}</body></html>"
    return extract_filter({"id": 1, "url": f"https://{host}/council", "html": html, **more})["article"]


def test_a_date_in_numbers_of_unknown_order_is_left_out_unless_the_page_shows_the_order():
    assert dated("<p>03/04/2024</p>")["published_at"] is None
    assert dated("<p>03/04/2024</p>", after="<p>Comments close on 24/06/2024.</p>")["published_at"].startswith("2024-04-03")
    assert dated("<p>03/04/2024</p>", host="ellin.example.us")["published_at"].startswith("2024-03-04")
    assert dated("<p>03/04/2024</p>", host="ellin.example.co.uk")["published_at"].startswith("2024-04-03")


def test_a_date_after_the_fetch_is_that_of_an_event():
    article = dated("<p>Ada Finch</p><p>Vote: 14 June 2024</p>", fetched_at="2024-05-02T10:00:00Z")
    assert article["published_at"] is None


def test_the_text_tells_the_language_of_the_month_where_the_page_declares_another():
    text = "".join(f"<p>Το δημοτικό συμβούλιο συνεδρίασε για {n} φορά την Τρίτη και ανέβαλε και πάλι την ψηφοφορία για το τείχος του λιμανιού, όπως είπαν τα μέλη του.</p>" for n in ("πρώτη", "δεύτερη", "τρίτη"))
    assert dated("<p>Τρίτη 3 Γενάρη 2012</p>", text)["published_at"].startswith("2012-01-03")


def test_the_pieces_of_a_byline_are_read_apart():
    line = "<div><p>A long opening sentence of the byline's own element, such as a standfirst on the vote in Port Ellin and what the members said.</p><span>Ada Finch</span><span>May 1, 2024</span><span>12 comments</span></div>"
    assert dated(line)["published_at"].startswith("2024-05-01")


def test_a_line_above_the_date_in_its_element_calls_it_an_update():
    article = dated("<div class='meta'><p>Last updated</p><time>May 1, 2024</time></div>")
    assert article["published_at"] is None and article["modified_at"].startswith("2024-05-01")


def test_the_dates_of_linked_teasers_are_not_the_articles():
    cards = "".join(f"<a href='/n/{n}'><div>{n} May 2023</div></a>" for n in (3, 4))
    assert dated("<p>Ada Finch</p>", after=f"<div>{cards}</div>")["published_at"] is None
