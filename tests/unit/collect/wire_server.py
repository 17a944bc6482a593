"""A small server on loopback that answers each path as a test says, down to the bytes on the wire."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field


@dataclass
class Request:
    path: str
    headers: dict[str, str]
    at: float


Answer = Callable[[socket.socket, Request], None]


@dataclass
class WireServer:
    """`answers` maps a path to bytes to send or a function that sends; `requests` is what came."""

    port: int = 0
    answers: dict[str, bytes | Answer] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    stopping: threading.Event = field(default_factory=threading.Event)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def paths(self) -> list[str]:
        return [r.path for r in self.requests]


def http_response(body: bytes = b"", *, status: str = "200 OK", length: bool = True, **headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}"] + [f"{k.replace('_', '-')}: {v}" for k, v in headers.items()]
    if length:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode("utf-8") + body


def cut(data: bytes) -> Answer:
    """Send what there is, then close."""
    return lambda sock, request: sock.sendall(data)


def drip(data: bytes, pause: float) -> Answer:
    """Send one byte at a time."""

    def send(sock: socket.socket, request: Request) -> None:
        for byte in data:
            sock.sendall(bytes([byte]))
            time.sleep(pause)

    return send


def stall(seconds: float = 20.0) -> Answer:
    return lambda sock, request: time.sleep(seconds)


def reset(sock: socket.socket, request: Request) -> None:
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    sock.close()


def _handle(server: WireServer, sock: socket.socket) -> None:
    stream = sock.makefile("rb")
    while not server.stopping.is_set():
        first = stream.readline()
        if not first:
            return
        headers: dict[str, str] = {}
        while (line := stream.readline().strip()):
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.lower()] = value.strip()
        request = Request(path=first.split()[1].decode(), headers=headers, at=time.monotonic())
        server.requests.append(request)
        answer = server.answers.get(request.path)
        if answer is None:
            answer = http_response(b"", status="404 Not Found")
        if isinstance(answer, bytes):
            sock.sendall(answer)
            if b"Content-Length" not in answer:
                return
        else:
            answer(sock, request)
            return


@contextlib.contextmanager
def run_wire_server() -> Iterator[WireServer]:
    server = WireServer()

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with contextlib.suppress(OSError):
                _handle(server, self.request)

    class Tcp(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True
        block_on_close = False

    with Tcp(("127.0.0.1", 0), Handler) as tcp:
        server.port = tcp.server_address[1]
        thread = threading.Thread(target=tcp.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield server
        server.stopping.set()
        tcp.shutdown()
