import datetime as dt
import gzip
import time
import tracemalloc

import pytest
from wire_server import cut, drip, http_response, reset, stall  # type: ignore[import-not-found]

from presswatch.collect.addresses import AddressGuard
from presswatch.collect.fetch import Fetcher, parse_retry_after
from presswatch.collect.politeness import Courtesy
from presswatch.collect.run import read_clock
from presswatch.collect.transport import Transport

NOW = dt.datetime(2024, 11, 20, 12, tzinfo=dt.UTC)


@pytest.fixture
def fetcher(settings):
    found = Fetcher(settings, Courtesy(0.0), now=read_clock)
    yield found
    found.close()


def fetch(fetcher, wire, path, **options):
    return fetcher.fetch(wire.base + path, purpose="page", outlet_id="o", **options)


def test_a_page_comes_whole_with_its_row(fetcher, wire):
    wire.answers["/a"] = http_response(b"<p>news", Content_Type="text/html; charset=utf-16", ETag='"x"')
    result = fetch(fetcher, wire, "/a?utm_source=rss#top")
    wire.answers["/a"] = b""
    row = result.fetch
    assert (row.status, row.http_status, row.bytes, row.error) == ("ok", 200, 7, None)
    assert result.body == b"<p>news"  # a wrong charset header changes nothing
    assert row.content_type == "text/html; charset=utf-16"
    assert row.final_url == wire.base + "/a"
    assert result.header("etag") == '"x"'
    assert wire.requests[0].headers["user-agent"].startswith("Presswatch/")


def test_compressed_bodies_are_decoded_and_validators_sent(fetcher, wire):
    wire.answers["/a"] = http_response(gzip.compress(b"news" * 100), Content_Encoding="gzip")
    result = fetch(fetcher, wire, "/a", etag='"1"', last_modified="Wed, 20 Nov 2024 08:00:00 GMT")
    assert result.body == b"news" * 100
    headers = wire.requests[0].headers
    assert headers["if-none-match"] == '"1"'
    assert headers["if-modified-since"] == "Wed, 20 Nov 2024 08:00:00 GMT"


def test_304_is_not_modified(fetcher, wire):
    wire.answers["/f"] = http_response(status="304 Not Modified")
    assert fetch(fetcher, wire, "/f", etag='"1"').fetch.status == "not_modified"


@pytest.mark.parametrize(
    ("answer", "status", "words"),
    [
        (http_response(b"gone", status="404 Not Found"), "http_error", "HTTP 404 Not Found"),
        (http_response(status="410 Gone"), "http_error", "HTTP 410 Gone"),
        (http_response(b"oops", status="500 Internal Server Error"), "http_error", "HTTP 500"),
        (http_response(status="429 Too Many Requests", Retry_After="7"), "rate_limited", "Retry-After: 7"),
        (http_response(status="503 Service Unavailable", Retry_After="7"), "rate_limited", "HTTP 503"),
        (http_response(status="799 Odd"), "http_error", "HTTP 799"),
        (cut(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\nonly this"), "cut_off", "9 bytes came, 491 were still to come"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n9\r\nwo", "cut_off", "cut off in the body"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", "cut_off", "chunked transfer incomplete"),
        (http_response(b"not gzip", Content_Encoding="gzip"), "bad_encoding", "can't be decoded"),
        (http_response(b"x", Content_Encoding="br"), "bad_encoding", "'br' wasn't asked for"),
        (cut(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n"), "too_large", "99999999 bytes announced"),
        (http_response(b"a" * 3000, length=False), "too_large", "larger than 2000"),
        (b"what is this\r\n\r\n", "connection_error", "BadStatusLine"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"a" * 70_000 + b"\r\n\r\n", "connection_error", "header line"),
        (reset, "connection_error", ""),
        (b"", "connection_error", "RemoteDisconnected"),
    ],
)  # fmt: skip
def test_a_fault_is_named_in_the_row(settings, wire, answer, status, words):
    settings = settings.model_copy(update={"fetch_max_bytes": 2000})
    wire.answers["/a"] = answer
    fetcher = Fetcher(settings, Courtesy(0.0), now=read_clock)
    result = fetch(fetcher, wire, "/a")
    assert result.fetch.status == status
    assert words in (result.fetch.error or "")
    assert "\n" not in (result.fetch.error or "")
    assert result.body == b""


def test_a_bomb_is_stopped_early_in_little_memory(settings, wire):
    bomb = gzip.compress(b"\0" * 100_000_000, 9)
    wire.answers["/bomb"] = http_response(bomb, Content_Encoding="gzip")
    fetcher = Fetcher(settings.model_copy(update={"fetch_max_bytes": 1_000_000}), Courtesy(0.0), now=read_clock)
    tracemalloc.start()
    try:
        result = fetch(fetcher, wire, "/bomb")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert result.fetch.status == "too_large"
    assert "when unpacked (gzip" in result.fetch.error
    assert peak < 12_000_000


@pytest.mark.parametrize(
    "answer",
    [
        stall(),
        drip(b"HTTP/1.1 200 OK\r\nX-Slow: " + b"a" * 500, 0.05),
        drip(http_response(b"b" * 500), 0.05),
        drip(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\na\r\n" * 200, 0.02),
        drip(b"HTTP/1.1 100 Continue\r\n\r\n" * 50, 0.02),
    ],
    ids=["stall", "slow headers", "slow body", "slow chunks", "continue for ever"],
)
def test_no_server_holds_a_fetch_past_its_time(settings, wire, answer):
    wire.answers["/slow"] = answer
    fetcher = Fetcher(settings.model_copy(update={"fetch_timeout": 0.5}), Courtesy(0.0), now=read_clock)
    started = time.monotonic()
    result = fetch(fetcher, wire, "/slow")
    assert time.monotonic() - started < 0.8
    assert result.fetch.status == "timeout"
    assert result.fetch.duration_ms <= 550
    assert "timed out" in result.fetch.error


def test_slow_redirects_share_one_time_limit(settings, wire):
    def slowly(target):
        def answer(sock, request):
            time.sleep(0.2)
            sock.sendall(http_response(status="302 Found", Location=target))

        return answer

    for number in range(8):
        wire.answers[f"/{number}"] = slowly(f"/{number + 1}")
    fetcher = Fetcher(settings.model_copy(update={"fetch_timeout": 0.5}), Courtesy(0.0), now=read_clock)
    started = time.monotonic()
    assert fetch(fetcher, wire, "/0").fetch.status == "timeout"
    assert time.monotonic() - started < 0.8


def test_redirects_are_followed_to_the_page(fetcher, wire):
    wire.answers["/old"] = http_response(b"moved", status="301 Moved", Location="/new?x=1&utm_source=a#part")
    wire.answers["/new?x=1&utm_source=a"] = http_response(b"page")
    result = fetch(fetcher, wire, "/old")
    assert result.body == b"page"
    assert result.fetch.url == wire.base + "/old"
    assert result.fetch.final_url == wire.base + "/new?x=1&utm_source=a"


@pytest.mark.parametrize(
    ("location", "status", "words"),
    [
        ("/a", "too_many_redirects", "redirect loop"),
        ("ftp://example.org/", "bad_url", "redirect to"),
        ("http://[::1", "bad_url", "redirect"),
        ("https://", "bad_url", "redirect to"),
    ],
)
def test_a_bad_redirect_ends_the_fetch(fetcher, wire, location, status, words):
    wire.answers["/a"] = http_response(status="302 Found", Location=location)
    row = fetch(fetcher, wire, "/a").fetch
    assert row.status == status
    assert words in row.error


def test_endless_redirects_end_at_the_limit(fetcher, wire):
    for number in range(30):
        wire.answers[f"/{number}"] = http_response(status="302 Found", Location=f"/{number + 1}")
    row = fetch(fetcher, wire, "/0").fetch
    assert row.status == "too_many_redirects"
    assert "more than 8 redirects" in row.error
    assert len(wire.requests) == 9


def test_a_site_that_sets_a_cookie_and_redirects_to_itself_is_read(fetcher, wire):
    def answer(sock, request):
        if request.headers.get("cookie") == "seen=1":
            sock.sendall(http_response(b"page"))
        else:
            sock.sendall(http_response(status="302 Found", Location="/a", Set_Cookie="seen=1; Path=/"))

    wire.answers["/a"] = answer
    assert fetch(fetcher, wire, "/a").body == b"page"
    assert "cookie" not in wire.requests[0].headers
    fetch(fetcher, wire, "/a")
    assert "cookie" not in wire.requests[2].headers  # each fetch begins without


@pytest.mark.parametrize("target", ["http://169.254.169.254/latest/meta-data/", "http://10.1.2.3/", "http://[::ffff:192.168.0.1]/", "http://2852039166/"])
def test_a_redirect_to_a_private_address_sends_nothing_there(fetcher, wire, target, monkeypatch):
    wire.answers["/a"] = http_response(status="302 Found", Location=target)
    row = fetch(fetcher, wire, "/a").fetch
    assert row.status == "blocked_address"
    assert "is not public" in row.error


def test_the_checked_address_is_the_one_that_is_connected_to(settings, wire):
    """A name whose answer changes between check and connection (DNS rebinding) can't get past the check."""
    answers = iter(["127.0.0.1", "10.0.0.1", "10.0.0.1"])

    def resolve(host, port):
        return [(2, 1, 6, "", (next(answers), port))]

    transport = Transport(AddressGuard(settings.allowed_networks, resolve))
    transport.check(f"http://news.example:{wire.port}/a", seconds=1)
    fetcher = Fetcher(settings, Courtesy(0.0), now=read_clock, transport=transport)
    row = fetcher.fetch(f"http://news.example:{wire.port}/a", purpose="page").fetch
    assert row.status == "blocked_address"
    assert wire.requests == []


def test_a_name_server_that_hangs_costs_no_more_than_the_time_limit(settings):
    transport = Transport(AddressGuard((), lambda host, port: time.sleep(5)))  # type: ignore[arg-type]
    fetcher = Fetcher(settings.model_copy(update={"fetch_timeout": 0.3}), Courtesy(0.0), now=read_clock, transport=transport)
    started = time.monotonic()
    row = fetcher.fetch("http://news.example/", purpose="page").fetch
    assert time.monotonic() - started < 0.6
    assert row.status == "timeout"
    assert "news.example" in row.error


def test_an_unknown_name_is_a_connection_error(settings):
    def resolve(host, port):
        raise OSError(-2, "Name or service not known")

    fetcher = Fetcher(settings, Courtesy(0.0), now=read_clock, transport=Transport(AddressGuard((), resolve)))
    row = fetcher.fetch("http://nowhere.example/", purpose="page").fetch
    assert (row.status, row.error) == ("connection_error", "the name nowhere.example has no address: Name or service not known")


def test_proxy_variables_are_not_followed(fetcher, wire, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/")
    wire.answers["/a"] = http_response(b"page")
    assert fetch(fetcher, wire, "/a").body == b"page"


def test_one_connection_serves_several_fetches(fetcher, wire):
    wire.answers["/a"] = wire.answers["/b"] = http_response(b"page")
    for _ in range(3):
        assert fetch(fetcher, wire, "/a").fetch.status == "ok"
    assert fetch(fetcher, wire, "/missing").fetch.http_status == 404
    assert fetch(fetcher, wire, "/b").body == b"page"


@pytest.mark.parametrize("url", ["", "news", "ftp://example.org/", "http://", "http://exa mple.org/", "http://example.org:99999/", "javascript:alert(1)"])
def test_what_is_no_address_is_a_row_too(fetcher, url):
    row = fetcher.fetch(url, purpose="page").fetch
    assert row.status == "bad_url"
    assert row.error


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("Wed, 20 Nov 2024 12:01:00 GMT", 60.0),
        ("Wed, 20 Nov 2024 11:00:00 GMT", 0.0),
        ("soon", None),
        ("-5", None),
        ("", None),
        (None, None),
        ("9" * 500, 10.0**9),
    ],
)
def test_retry_after_is_read_as_seconds_or_date(value, seconds):
    assert parse_retry_after(value, NOW) == seconds
