import dataclasses
import datetime as dt
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from presswatch.errors import RawZoneError
from presswatch.ids import sha256_hex
from presswatch.model import Discovery, Fetch
from presswatch.raw import CaptureRef, RawZone, latest_discoveries, make_batches

NOW = dt.datetime(2024, 11, 20, 12, tzinfo=dt.UTC)
DAY = NOW.date()


def fetch(number, at=NOW, **facts):
    return Fetch(
        fetch_id=f"f{number}", url=f"https://a.example/{number}", outlet_id="ä outlet", purpose="page", requested_at=at, status="ok", http_status=200,
        content_type="text/html", **facts,
    )  # fmt: skip


def discovery(url="https://a.example/1", reason="captured", outcome="pending", at=NOW, **facts):
    return Discovery(discovery_id=f"{url}{at}", url=url, canonical_url=url, discovered_at=at, outcome=outcome, reason=reason, **facts)


@pytest.fixture
def zone(tmp_path):
    return RawZone(str(tmp_path / "raw"))


def fill(zone, numbers, name="s", **options):
    with zone.session(name, **options) as session:
        for n in numbers:
            session.add_capture(fetch(n), b"page %d" % n, headers=[("Content-Type", "text/html")], canonical_url=f"https://a.example/c{n}", discovery=discovery(f"https://a.example/c{n}"))


def test_what_is_written_is_read_back(zone):
    body = b"<p>\xff\x00\r\n\r\nWARC/1.0\r\n" * 50
    with zone.session("s") as session:
        row = session.add_capture(fetch(1, final_url="https://a.example/é"), body, headers=[("Content-Encoding", "gzip"), ("X-Ü", "x"), ("X-A", "ü\r\nX-B: 1"), ("Set-Cookie", "a=1")], canonical_url="https://a.example/c")
        session.add_fetch(dataclasses.replace(fetch(2), status="timeout", error="timed out"))
        session.add_discovery(discovery(title="Zürich \ud800", feed_published_at=NOW))
    assert zone.days() == [DAY]
    (ref,) = zone.list_captures(DAY)
    assert (ref.fetch_id, ref.canonical_url, ref.outlet_id, ref.captured_at, ref.bytes) == ("f1", "https://a.example/c", "ä outlet", NOW, len(body))
    (capture,) = zone.read_captures([ref])
    assert capture.body == body
    assert capture.body_sha256 == sha256_hex(body) == row.body_sha256
    assert capture.final_url == "https://a.example/é"
    assert [f.status for f in zone.read_fetches(DAY)] == ["ok", "timeout"]
    assert next(zone.read_fetches(DAY)) == row
    (found,) = zone.read_discoveries(DAY)
    assert (found.title, found.feed_published_at) == ("Zürich ?", NOW)
    assert zone.list_captures(DAY, "feed") == []


def test_the_warc_file_can_be_read_by_others(zone, tmp_path):
    fill(zone, range(3))
    with (tmp_path / "raw" / "dt=2024-11-20" / "s-0000.warc.gz").open("rb") as stream:
        records = [(r.rec_type, r.rec_headers.get_header("WARC-Target-URI"), r.content_stream().read()) for r in ArchiveIterator(stream, check_digests="raise")]
    assert records == [("response", f"https://a.example/{n}", b"page %d" % n) for n in range(3)]


def test_each_capture_lies_under_the_utc_day_of_its_own_time(zone):
    east = dt.timezone(dt.timedelta(hours=9))
    with zone.session() as session:
        session.add_capture(fetch(1, dt.datetime(2024, 11, 21, 8, 59, tzinfo=east)), b"x")
        session.add_capture(fetch(2, dt.datetime(2024, 11, 21, 9, 0, tzinfo=east)), b"x")
    assert zone.days() == [dt.date(2024, 11, 20), dt.date(2024, 11, 21)]


def test_parts_roll_over_by_count_and_bytes_and_lose_nothing(zone):
    fill(zone, range(7), "a", roll_captures=3)
    fill(zone, range(7, 10), "b", roll_bytes=10)
    refs = zone.list_captures(DAY)
    assert len({r.warc_file for r in refs}) == 3 + 3
    assert sorted(int(c.body[5:]) for c in zone.read_captures(refs)) == list(range(10))


def test_nothing_is_seen_before_it_is_published(zone):
    session = zone.session("s")
    session.add_capture(fetch(1), b"x")
    assert zone.days() == []
    session.commit()
    assert len(zone.list_captures(DAY)) == 1
    session.add_capture(fetch(2), b"x")
    assert len(zone.list_captures(DAY)) == 1
    session.commit()
    assert len(zone.list_captures(DAY)) == 2


def test_a_part_without_its_fetch_journal_is_not_there(zone, tmp_path):
    fill(zone, [1], "a")
    fill(zone, [2], "b")
    before = zone.input_sha256(DAY)
    (tmp_path / "raw" / "dt=2024-11-20" / "b-0000.fetches.jsonl").unlink()
    assert [r.fetch_id for r in zone.list_captures(DAY)] == ["f1"]
    assert [d.canonical_url for d in zone.read_discoveries(DAY)] == ["https://a.example/c1"]
    assert zone.input_sha256(DAY) != before


def test_a_session_of_the_same_name_adds_and_never_overwrites(zone):
    fill(zone, [1])
    fill(zone, [2])
    assert sorted(r.fetch_id for r in zone.list_captures(DAY)) == ["f1", "f2"]


def test_a_session_that_fails_keeps_what_it_gathered(zone):
    def fail():
        with zone.session("s") as session:
            session.add_capture(fetch(1), b"x")
            raise ValueError("a bug")

    with pytest.raises(ValueError, match="a bug"):
        fail()
    assert len(zone.list_captures(DAY)) == 1


def test_the_input_hash_changes_only_when_files_do(zone, tmp_path):
    fill(zone, [1])
    first = zone.input_sha256(DAY)
    assert zone.input_sha256(DAY) == first
    (tmp_path / "raw" / "dt=2024-11-20" / "note.txt").write_text("no part")
    assert zone.input_sha256(DAY) == first
    fill(zone, [2])
    assert zone.input_sha256(DAY) != first
    assert zone.input_sha256(dt.date(2020, 1, 1)) == sha256_hex(b"")


@pytest.mark.parametrize("damage", ["cut", "flip", "swap", "gone"])
def test_damage_is_an_error_that_names_the_place(zone, tmp_path, damage):
    fill(zone, [1, 2])
    path = tmp_path / "raw" / "dt=2024-11-20" / "s-0000.warc.gz"
    refs = zone.list_captures(DAY)
    data = path.read_bytes()
    if damage == "cut":
        path.write_bytes(data[: refs[1].warc_offset + 40])
    elif damage == "flip":
        path.write_bytes(data[:-60] + bytes(b ^ 0xFF for b in data[-60:]))
    elif damage == "swap":
        refs = [dataclasses.replace(refs[0], warc_offset=refs[1].warc_offset)]
    else:
        path.unlink()
    with pytest.raises(RawZoneError, match=r"s-0000\.warc\.gz"):
        list(zone.read_captures(refs))


def test_a_damaged_journal_line_is_named(zone, tmp_path):
    fill(zone, [1])
    with (tmp_path / "raw" / "dt=2024-11-20" / "s-0000.fetches.jsonl").open("a") as f:
        f.write('{"half')
    with pytest.raises(RawZoneError, match=r"s-0000\.fetches\.jsonl:2: damaged"):
        zone.list_captures(DAY)


def test_leftovers_of_killed_writers_are_removed_after_a_day(zone, tmp_path):
    zone.session("s").add_capture(fetch(1), b"x")
    (left,) = (tmp_path / "raw" / ".unfinished").iterdir()
    zone.session("t")
    assert left.exists()
    os.utime(left, (0, 0))
    zone.session("u")
    assert not left.exists()


def test_a_day_can_be_removed(zone):
    fill(zone, [1])
    zone.remove_day(DAY)
    assert zone.days() == []


def test_the_last_fate_of_a_url_counts_and_a_capture_stays():
    late = NOW + dt.timedelta(hours=1)
    rows = [
        discovery("https://a.example/2", "timeout: x", "fetch_failed", title="T", feed_published_at=NOW),
        discovery("https://a.example/1", "timeout: x", "fetch_failed", at=late),
        discovery("https://a.example/1", "captured"),
        discovery("https://a.example/1", "http_error: 410", "fetch_failed", at=late),
        discovery("https://a.example/2", "captured", at=late, summary="S"),
    ]
    one, two = latest_discoveries(rows)
    assert (one.canonical_url, one.reason, one.discovered_at) == ("https://a.example/1", "captured", NOW)
    assert (two.reason, two.title, two.summary, two.discovered_at, two.feed_published_at) == ("captured", "T", "S", NOW, NOW)
    assert latest_discoveries([]) == []


refs = st.builds(
    lambda number, file, size: CaptureRef(
        fetch_id=f"f{number}", url="u", canonical_url="u", final_url="u", outlet_id=None, purpose="page", captured_at=NOW, content_type=None,
        http_status=200, body_sha256="0" * 64, bytes=size, warc_file=f"w{file}", warc_offset=number,
    ),
    st.integers(0, 10_000), st.integers(0, 3), st.integers(0, 500),
)  # fmt: skip


@given(st.lists(refs, max_size=60, unique_by=lambda r: (r.warc_file, r.warc_offset)), st.integers(1, 10), st.integers(1, 800), st.randoms())
def test_batches_hold_every_capture_once_within_bounds_in_one_order(found, max_pages, max_bytes, random):
    batches = make_batches(found, max_pages, max_bytes)
    flat = [ref for batch in batches for ref in batch]
    assert flat == sorted(found, key=lambda r: (r.warc_file, r.warc_offset))
    for batch in batches:
        assert 1 <= len(batch) <= max_pages
        assert len(batch) == 1 or sum(r.bytes for r in batch) <= max_bytes
    shuffled = list(found)
    random.shuffle(shuffled)
    assert make_batches(shuffled, max_pages, max_bytes) == batches
