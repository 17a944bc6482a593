import datetime as dt
import gzip
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from presswatch.collect.feeds import feeds_filter, parse_feed, plain_text

RSS = b"""<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Harbour Post</title><link>https://harbour.example/</link>
<item><title>Ferry &lt;i&gt;Aurora&lt;/i&gt; back in service</title><link>/news/ferry?a=1&amp;b=2</link><guid isPermaLink="false">77</guid>
<pubDate>Wed, 20 Nov 2024 09:30:00 +0200</pubDate><description>&lt;p&gt;The ferry&lt;/p&gt;&lt;p&gt;sails again.&lt;/p&gt;</description></item>
<item><title>No date, no link</title><guid>https://harbour.example/news/2</guid></item></channel></rss>"""


def test_an_rss_feed_gives_its_entries():
    feed = parse_feed(RSS, url="https://harbour.example/feed")
    assert (feed.title, feed.problem, len(feed.entries)) == ("Harbour Post", None, 2)
    first, second = feed.entries
    assert first.link == "https://harbour.example/news/ferry?a=1&b=2"
    assert first.id == "77"
    assert first.published_at == dt.datetime(2024, 11, 20, 7, 30, tzinfo=dt.UTC)
    assert first.updated_at is None  # a date of publication is no date of an update
    assert plain_text(first.title) == "Ferry Aurora back in service"
    assert plain_text(first.summary) == "The ferry sails again."
    assert second.published_at is None
    assert second.link == "https://harbour.example/news/2"


def test_an_atom_feed_tells_publication_and_update_apart():
    atom = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><title>A</title><link href="https://a.example/1"/><id>i</id>
    <published>2024-11-20T08:00:00Z</published><updated>2024-11-20T10:00:00Z</updated></entry></feed>"""
    (entry,) = parse_feed(atom).entries
    assert (entry.published_at.hour, entry.updated_at.hour) == (8, 10)


@pytest.mark.parametrize("keep", [0.3, 0.5, 0.7, 0.9])
def test_a_feed_cut_in_the_middle_gives_what_was_whole(keep):
    items = b"".join(b"<item><title>T%d</title><link>https://a.example/%d</link></item>" % (n, n) for n in range(30))
    whole = b"<?xml version='1.0'?><rss version='2.0'><channel><title>C</title>" + items + b"</channel></rss>"
    feed = parse_feed(whole[: int(len(whole) * keep)])
    assert feed.problem.startswith("not well-formed")
    assert abs(len(feed.entries) - 30 * keep) < 4
    links = {f"https://a.example/{n}" for n in range(30)}
    assert {e.link for e in feed.entries if e.link} <= links  # never half an address


@pytest.mark.parametrize(
    "body",
    [b"", b"\0" * 100, b"<html><body>Not found</body></html>", b"{}", b"<rss>" * 5000, b"<a " * 20_000, b"<!DOCTYPE x [" + b"<" * 1000,
     b"\xff\xfe\x00", b"<?xml version='1.0' encoding='no-such'?><rss/>"],
)  # fmt: skip
def test_what_is_no_feed_gives_a_problem_and_never_an_error(body):
    started = time.monotonic()
    feed = parse_feed(body, url="http://[broken", content_type="text/html; charset=\x00nonsense")
    assert feed.entries == ()
    assert feed.problem
    assert "\n" not in feed.problem
    assert time.monotonic() - started < 5


def test_entity_bombs_are_not_expanded():
    lines = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a0 "haha">{lines}]><rss><channel><title>&a11;</title></channel></rss>'
    started = time.monotonic()
    feed = parse_feed(bomb.encode())
    assert time.monotonic() - started < 2
    assert len(feed.title or "") < 1000


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("koi8_r", "Паром снова вышел в море, сообщила администрация порта вечером в среду"),
        ("euc_jp", "フェリーは水曜日に再び出航したと港湾当局が夕方に発表しました"),
        ("big5", "港務局星期三晚上宣布渡輪已經恢復航行乘客可以購買船票"),
    ],
)
def test_an_undeclared_encoding_is_recognised(charset, text):
    body = f"<?xml version='1.0'?><rss version='2.0'><channel><title>x</title><item><title>{text}</title></item></channel></rss>"
    assert parse_feed(body.encode(charset)).entries[0].title == text


def test_a_few_broken_characters_do_not_turn_utf8_into_nonsense():
    title = "Die Fähre fährt wieder über die Förde, sagte der Bürgermeister früh" * 3
    body = f"<?xml version='1.0'?><rss version='2.0'><channel><item><title>{title}</title></item></channel></rss>".encode() + b"<!-- \xe4 -->"
    assert parse_feed(body).entries[0].title == title


@given(st.binary(max_size=300), st.sampled_from([b"", RSS, RSS[:500], b"<rss><channel><item>"]))
@settings(max_examples=60, deadline=None)
def test_no_bytes_make_the_parser_fail(noise, feed):
    parse_feed(feed[: len(feed) // 2] + noise + feed[len(feed) // 2 :])


def test_the_filter_answers_every_line(tmp_path):
    (tmp_path / "a.xml").write_bytes(RSS)
    (tmp_path / "a.xml.gz").write_bytes(gzip.compress(RSS))
    (tmp_path / "cut.gz").write_bytes(gzip.compress(RSS)[:-50])
    (tmp_path / "page.xml").write_bytes(b"<html>sorry</html>")
    plain = feeds_filter({"id": 1, "feed_path": str(tmp_path / "a.xml"), "url": "https://harbour.example/feed"})
    assert (plain["id"], plain["status"], plain["reason"], plain["feed_title"]) == (1, "ok", None, "Harbour Post")
    assert plain["entries"][0] == {
        "title": "Ferry <i>Aurora</i> back in service",
        "link": "https://harbour.example/news/ferry?a=1&b=2",
        "id": "77",
        "published_at": "2024-11-20T07:30:00+00:00",
        "summary": "<p>The ferry</p><p>sails again.</p>",
    }
    assert feeds_filter({"id": 1, "feed_path": str(tmp_path / "a.xml.gz"), "url": "https://harbour.example/feed"}) == plain
    assert feeds_filter({"id": 2, "feed_path": str(tmp_path / "page.xml")})["status"] == "rejected"
    for record in ({"id": 3}, {"id": 3, "feed_path": 7}, {"id": 3, "feed_path": str(tmp_path / "none")}, {"id": 3, "feed_path": str(tmp_path / "cut.gz")},
                   {"id": 3, "feed_path": str(tmp_path)}, {"id": 3, "feed_path": "\0"}):  # fmt: skip
        answer = feeds_filter(record)
        assert (answer["id"], answer["status"], answer["entries"]) == (3, "error", [])
        assert answer["reason"]


def test_plain_text_parts_blocks_and_joins_words():
    assert plain_text("<p>One</p><p>two <b>th</b>ree &amp; 4 &lt; 5</p>") == "One two three & 4 < 5"
    assert plain_text("5 < 6 and 7 > 3") == "5 < 6 and 7 > 3"
    assert plain_text("<img src='x'>") is None
    assert plain_text(None) is None
