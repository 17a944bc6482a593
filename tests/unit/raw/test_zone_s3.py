import datetime as dt

import pytest

from presswatch.collect.state import FeedState, StateStore
from presswatch.model import Fetch
from presswatch.raw import open_zone
from presswatch.settings import load_settings

NOW = dt.datetime(2024, 11, 20, 12, tzinfo=dt.UTC)


@pytest.mark.slow
def test_the_raw_zone_works_on_an_object_store(tmp_path):
    server = pytest.importorskip("moto.server").ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    try:
        endpoint = "http://{}:{}".format(*server.get_host_and_port())
        settings = load_settings(home=tmp_path, raw="s3://captures/raw", s3_endpoint=endpoint, s3_key="k", s3_secret="s")
        zone = open_zone(settings)
        zone.storage._fs.mkdir("captures")
        assert zone.days() == []
        with zone.session("s", roll_captures=2) as session:
            for n in range(5):
                row = Fetch(fetch_id=f"f{n}", url=f"https://a.example/{n}", purpose="page", requested_at=NOW, status="ok", http_status=200)
                session.add_capture(row, b"page %d" % n)
        other = open_zone(settings)
        assert other.days() == [NOW.date()]
        refs = other.list_captures(NOW.date())
        assert [c.body for c in other.read_captures(refs)] == [b"page %d" % n for n in range(5)]
        assert other.input_sha256(NOW.date()) == zone.input_sha256(NOW.date())
        store = StateStore(zone)
        state = store.load_outlet("harbour")
        state.feeds["f"] = FeedState(etag='"1"', polled_at=NOW)
        store.save_outlet(state)
        assert StateStore(other).load_outlet("harbour").feeds == state.feeds
        other.remove_day(NOW.date())
        assert zone.days() == []
    finally:
        server.stop()
