"""Collecting is killed at moments of chance: what is then in the raw zone is whole, and the next run completes the rest."""

import contextlib
import http.server
import os
import random
import signal
import subprocess
import sys
import threading
import time

import pytest

from presswatch.collect.run import collect
from presswatch.model import Outlet
from presswatch.raw import latest_discoveries, open_zone
from presswatch.settings import load_settings

PAGES = 60
RUN = """
import sys
from presswatch.collect import ledger
from presswatch.collect.outlets import load_outlets
from presswatch.collect.run import collect
from presswatch.settings import load_settings
ledger.COMMIT_CAPTURES = 7
settings = load_settings()
collect(settings, load_outlets(settings.outlets))
"""


class Newsroom(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def do_GET(self):
        status, body = 200, f"<html><body><p>story at {self.path}</p></body></html>".encode()
        if self.path == "/feed":
            items = "".join(f"<item><title>T{n}</title><link>/a/{n}</link></item>" for n in range(PAGES))
            body = f"<rss version='2.0'><channel>{items}</channel></rss>".encode()
            if self.headers.get("If-None-Match") == '"1"':
                status, body = 304, b""
        elif self.path == "/robots.txt":
            status, body = 404, b""
        self.send_response(status)
        self.send_header("ETag", '"1"')
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.mark.slow
def test_nothing_is_lost_or_half_written_when_collecting_is_killed(tmp_path):
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Newsroom) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        base = f"http://127.0.0.1:{server.server_address[1]}"
        (tmp_path / "outlets.yaml").write_text(f"outlets:\n  - {{id: harbour, feeds: ['{base}/feed']}}\n")
        environment = {
            **os.environ, "PRESSWATCH_HOME": str(tmp_path), "PRESSWATCH_OUTLETS": str(tmp_path / "outlets.yaml"),
            "PRESSWATCH_ALLOW_NETWORKS": "127.0.0.0/8", "PRESSWATCH_HOST_PAUSE": "0.03", "PRESSWATCH_REVISIT_HOURS": "",
        }  # fmt: skip
        settings = load_settings(home=tmp_path, allow_networks="127.0.0.0/8", host_pause=0.0, revisit_hours="")
        zone = open_zone(settings)
        chance = random.Random(4)
        for _ in range(8):
            process = subprocess.Popen([sys.executable, "-c", RUN], env=environment)
            time.sleep(chance.uniform(0.8, 2.0))
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGKILL)
            process.wait()
            for day in zone.days():
                refs = zone.list_captures(day, None)
                assert len(list(zone.read_captures(refs))) == len(refs)
                list(zone.read_discoveries(day))
        collect(settings, [Outlet(outlet_id="harbour", name="harbour", feeds=(f"{base}/feed",))])
        server.shutdown()
    captured = {ref.url for day in zone.days() for ref in zone.list_captures(day)}
    assert captured == {f"{base}/a/{n}" for n in range(PAGES)}
    rows = [row for day in zone.days() for row in latest_discoveries(zone.read_discoveries(day))]
    assert {row.canonical_url for row in rows if row.reason == "captured"} == captured
