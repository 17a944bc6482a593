"""The sample newsroom as a web on loopback: each outlet on its own address, as of the day of the edition.

    python -m sample.serve --port 8765 --edition 2026-11-22 --write-outlets outlets.yaml

prints `READY <outlets> <pages>` and serves until it is stopped. Every outlet answers on 127.0.2.N at the same port; where
a machine has no such addresses (macOS), on 127.0.0.1 at PORT + N - 1. GET /_log on any address gives the requests so far
as JSON Lines. From Python: `with serve_newsroom(edition, port=0) as served: served.outlets_file`.
"""

from __future__ import annotations

import argparse
import datetime as dt
import email.utils
import gzip
import hashlib
import json
import signal
import socket
import sys
import tempfile
import threading
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import yaml

from sample.addresses import DEFAULT_PORT, can_bind_many, list_addresses
from sample.feeds import list_entries, render_feed, render_home
from sample.newsroom import Newsroom
from sample.records import Outlet
from sample.stories import load_outlets


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the server says to one path."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    flaky: bool = False


def make_answers(newsroom: Newsroom, outlet: Outlet) -> dict[str, Answer]:
    """Return every path that an outlet knows, with what it answers."""
    base = newsroom.bases[outlet.id]
    robots = outlet.robots.replace("Sitemap: /", f"Sitemap: {base}/")
    answers = {
        "/robots.txt": Answer(body=robots.encode(), headers={"Content-Type": "text/plain; charset=utf-8"}),
        "/": Answer(body=render_home(newsroom, outlet), headers={"Content-Type": outlet.content_type}),
    }
    for page in newsroom.live_pages():
        if page.outlet_id != outlet.id:
            continue
        if page.live in ("gone", "missing"):
            answers[page.path] = Answer(status=410 if page.live == "gone" else 404, body=b"<h1>Not here</h1>", headers={"Content-Type": "text/html"})
            continue
        headers = {**page.headers, "Last-Modified": email.utils.format_datetime(page.seen_at.astimezone(dt.UTC), usegmt=True)}
        answers[page.path] = Answer(body=page.html, headers=headers, flaky=page.live == "flaky")
        if page.live == "moved":
            answers["/old" + page.path] = Answer(status=301, headers={"Location": page.path})
    for spec in (*outlet.feeds, *outlet.sitemaps):
        if spec.quirk == "gone":
            answers[spec.path] = Answer(status=410, body=b"This feed has been closed.\n", headers={"Content-Type": "text/plain"})
            continue
        body, content_type = render_feed(newsroom, outlet, spec)
        newest = max((page.seen_at for page in list_entries(newsroom, outlet, spec)), default=None)
        headers = {"Content-Type": content_type, "Cache-Control": "max-age=60"}
        if newest:
            headers["Last-Modified"] = email.utils.format_datetime(newest.astimezone(dt.UTC), usegmt=True)
        answers[spec.path] = Answer(body=body, headers=headers)
    return answers


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], outlet: Outlet, log: list[dict[str, Any]]) -> None:
        self.outlet, self.log = outlet, log
        self.answers: dict[str, Answer] = {}
        self.failed_once: set[str] = set()
        super().__init__(address, _Handler)

    def server_bind(self) -> None:
        # http.server would look up the host's name, which can take seconds without a resolver.
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away isn't worth a traceback."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        whole = urllib.parse.unquote(self.path)
        path = whole.split("?", 1)[0]
        if path == "/_log":
            lines = "".join(json.dumps(entry) + "\n" for entry in list(self.server.log))
            return self._send(200, lines.encode(), {"Content-Type": "application/x-ndjson"})
        answer = self.server.answers.get(whole) or self.server.answers.get(path)
        if answer is None:
            return self._answer(404, b"<h1>404</h1><p>No such page.</p>", {"Content-Type": "text/html"})
        if answer.flaky and path not in self.server.failed_once:
            self.server.failed_once.add(path)
            return self._answer(500, b"<h1>500</h1>", {"Content-Type": "text/html"})
        headers = dict(answer.headers)
        if answer.status == 200:
            headers["ETag"] = f'"{hashlib.sha256(answer.body).hexdigest()[:20]}"'
            if self._is_unchanged(headers):
                return self._answer(304, b"", {name: value for name, value in headers.items() if name in ("ETag", "Last-Modified")})
        return self._answer(answer.status, answer.body, headers)

    do_HEAD = do_GET  # noqa: N815 - the name that http.server calls

    def _is_unchanged(self, headers: dict[str, str]) -> bool:
        if known := self.headers.get("If-None-Match"):
            return headers["ETag"] in (tag.strip().removeprefix("W/") for tag in known.split(","))
        if since := self.headers.get("If-Modified-Since"):
            with suppress(ValueError, TypeError):
                return "Last-Modified" in headers and email.utils.parsedate_to_datetime(headers["Last-Modified"]) <= email.utils.parsedate_to_datetime(since)
        return False

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        entry = {"outlet": self.server.outlet.id, "path": self.path, "status": status, "at": dt.datetime.now(dt.UTC).isoformat()}
        self.server.log.append(entry)
        if self.server.outlet.gzip and body and "gzip" in self.headers.get("Accept-Encoding", ""):
            body, headers = gzip.compress(body, mtime=0), {**headers, "Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        self._send(status, body, headers)

    def _send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD" and status != 304:
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Requests are in the log list, not on stderr."""


class ServedNewsroom:
    """A newsroom with its servers running. `outlets_file` is the outlets file to give to Presswatch."""

    def __init__(self, edition: dt.date, port: int, outlets_file: Path | None) -> None:
        self.requests: list[dict[str, Any]] = []
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._servers = self._bind(port)
        self.port = self._servers[0].server_address[1]
        outlets = list(load_outlets().values())
        self.bases = {outlet.id: f"http://{server.server_name}:{server.server_port}" for outlet, server in zip(outlets, self._servers, strict=True)}
        self.newsroom = Newsroom(edition, self.bases)
        if outlets_file is None:
            self._folder = tempfile.TemporaryDirectory(prefix="sample-newsroom-")
            outlets_file = Path(self._folder.name) / "outlets.yaml"
        self.outlets_file = outlets_file
        write_outlets(self.newsroom, outlets_file)
        for outlet, server in zip(outlets, self._servers, strict=True):
            server.answers = {urllib.parse.unquote(path): answer for path, answer in make_answers(self.newsroom, outlet).items()}
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def _bind(self, port: int) -> list[_Server]:
        outlets = list(load_outlets().values())
        for attempt in range(20):
            servers: list[_Server] = []
            try:
                for host, number in list_addresses(outlets, port or _find_port()).values():
                    servers.append(_Server((host, number), outlets[len(servers)], self.requests))
            except OSError:
                for server in servers:
                    server.server_close()
                if port or attempt == 19:
                    raise
            else:
                return servers
        raise OSError("no free port")

    @property
    def outlets(self) -> int:
        """How many outlets are served."""
        return len(self._servers)

    @property
    def pages(self) -> int:
        """How many pages are served."""
        return len(self.newsroom.live_pages())

    def close(self) -> None:
        """Stop serving."""
        for server in self._servers:
            server.shutdown()
            server.server_close()
        if self._folder:
            self._folder.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def _find_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.2.1" if can_bind_many() else "127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serve_newsroom(edition: dt.date, port: int = DEFAULT_PORT, outlets_file: Path | None = None) -> Iterator[ServedNewsroom]:
    """Serve the newsroom of `edition` (UTC date); port 0 picks a free one. Without `outlets_file` a temporary one is written."""
    with ServedNewsroom(edition, port, outlets_file) as served:
        yield served


def write_outlets(newsroom: Newsroom, path: Path) -> None:
    """Write the outlets file of the newsroom, in the format of `PRESSWATCH_OUTLETS`."""
    outlets = [
        {
            "id": outlet.id, "name": outlet.name, "home_url": newsroom.bases[outlet.id] + "/", "country": outlet.country,
            "languages": list(outlet.languages), "kind": outlet.kind, "owner": outlet.owner,
            "feeds": [newsroom.bases[outlet.id] + spec.path for spec in outlet.feeds],
            "sitemaps": [newsroom.bases[outlet.id] + spec.path for spec in outlet.sitemaps],
        }
        for outlet in newsroom.outlets
    ]  # fmt: skip
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(yaml.safe_dump({"outlets": outlets}, sort_keys=False, allow_unicode=True), encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    """Serve until SIGINT or SIGTERM."""
    parser = argparse.ArgumentParser(prog="python -m sample.serve", description="Serve the sample newsroom on loopback.")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="port of every outlet (default %(default)s; 0 picks a free one)")
    parser.add_argument("--edition", type=dt.date.fromisoformat, default=dt.datetime.now(dt.UTC).date(), help="UTC date of the edition (default today)")
    parser.add_argument("--write-outlets", type=Path, default=Path("outlets.yaml"), metavar="FILE", help="where to write the outlets file")
    options = parser.parse_args(arguments)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    try:
        with serve_newsroom(options.edition, options.port, options.write_outlets) as served:
            print(f"READY {served.outlets} {served.pages}", flush=True)
            stop.wait()
    except OSError as error:
        print(f"sample.serve: port {options.port} can't be used: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
