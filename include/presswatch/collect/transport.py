"""One GET over HTTP: to a checked address, within a deadline, with a bounded body. No redirect, no retry, no proxy, no cookie.

This module owns sockets; what goes wrong with them gets its name in `faults`, and what is done about it is decided in `fetch` and `decide`.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ProtocolError
from urllib3.response import BaseHTTPResponse
from urllib3.util.ssl_ import create_urllib3_context

from presswatch.collect.addresses import AddressGuard, BlockedAddressError, NameLookupError
from presswatch.collect.faults import FaultError, find_cause, name_fault

CONNECT_SECONDS = 10.0
_CHUNK = 65_536
_DRAIN_BYTES = 65_536  # a body that isn't wanted is read up to here, so that its connection can be used again
_CODINGS = {"", "identity", "gzip", "x-gzip", "deflate"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """A whole response; `body` is decoded from transfer and content encodings, and empty unless the status is 2xx."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        """Return a header's first value, None if it isn't there."""
        return next((v for k, v in self.headers if k.lower() == name), None)


class _Deadline(threading.local):
    """The moment (monotonic seconds) by which the request of this thread must have ended."""

    until: float = 0.0

    def remaining(self) -> float:
        left = self.until - time.monotonic()
        if left <= 0:
            raise TimeoutError("deadline passed")
        return left


class _TimedSocket(socket.socket):
    """Gives each read only what is left until the deadline, so that a drip of bytes can't stretch it."""

    deadline: _Deadline

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        self.settimeout(self.deadline.remaining())
        return super().recv_into(*args, **kwargs)


class _TimedTlsSocket(ssl.SSLSocket):
    deadline: _Deadline

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        self.settimeout(self.deadline.remaining())
        return super().recv_into(*args, **kwargs)


def _connect(host: str, port: int, guard: AddressGuard, deadline: _Deadline) -> _TimedSocket:
    """Connect to the first checked address that answers."""
    targets = guard.find_targets(host, port, min(CONNECT_SECONDS, deadline.remaining()))
    problem: OSError | None = None
    for target in targets[:4]:
        sock = _TimedSocket(target.family, socket.SOCK_STREAM)
        sock.deadline = deadline
        try:
            sock.settimeout(min(CONNECT_SECONDS, deadline.remaining()))
            sock.connect(target.sockaddr)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as error:
            sock.close()
            problem = error
            continue
        sock.settimeout(deadline.remaining())
        return sock
    raise problem or OSError("no address to connect to")


class Transport:
    """Sends GET requests. One kept-alive connection per origin; may be used from several threads."""

    def __init__(self, guard: AddressGuard, *, ca_file: str | None = None, max_pools: int = 128) -> None:
        self._deadline = _Deadline()
        self._guard = guard
        self._max_pools = max_pools
        self._pools: OrderedDict[tuple[str, str, int], HTTPConnectionPool] = OrderedDict()
        self._lock = threading.Lock()
        self._plain, self._tls = _make_connection_classes(guard, self._deadline)
        self._context = create_urllib3_context()
        self._context.load_verify_locations(cafile=ca_file) if ca_file else self._context.load_default_certs()
        self._context.verify_mode = ssl.CERT_REQUIRED
        self._context.check_hostname = True
        self._context.sslsocket_class = type("_BoundTlsSocket", (_TimedTlsSocket,), {"deadline": self._deadline})

    def check(self, url: str, *, seconds: float) -> None:
        """Raise FaultError if the address can't or mustn't be connected to; connecting checks it again."""
        parts = urlsplit(url)
        try:
            self._guard.find_targets(parts.hostname or "", _port_of(parts), min(CONNECT_SECONDS, seconds))
        except (BlockedAddressError, NameLookupError) as error:
            raise name_fault(error, seconds, None, 0) from None

    def get(self, url: str, headers: Mapping[str, str], *, seconds: float, max_bytes: int) -> Response:
        """Send one GET and read the answer within `seconds` and `max_bytes` (decoded). Raises FaultError for everything else."""
        started = time.monotonic()
        self._deadline.until = started + seconds
        parts = urlsplit(url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        received = 0
        pool = self._pool(parts.scheme, parts.hostname or "", _port_of(parts))
        try:
            raw = self._open(pool, target, headers, seconds)
        except Exception as error:
            raise name_fault(error, seconds, None, 0) from None
        try:
            found = tuple((str(k), str(v)) for k, v in raw.headers.items())
            if not 200 <= raw.status < 300:
                _drain(raw)
                return Response(status=raw.status, headers=found, body=b"")
            _check_promises(raw, max_bytes)
            body = bytearray()
            while chunk := raw.read(_CHUNK, decode_content=True):
                body += chunk
                received = len(body)
                if received > max_bytes:
                    raise FaultError("too_large", f"body larger than {max_bytes} bytes{_describe_coding(raw)}", http_status=raw.status, received=received)
                self._deadline.remaining()
            raw.release_conn()
            return Response(status=raw.status, headers=found, body=bytes(body))
        except Exception as error:
            raw.close()
            raise name_fault(error, seconds, raw.status, received) from None
        finally:
            if raw.closed is False and raw.connection is not None:
                raw.close()

    def _open(self, pool: HTTPConnectionPool, target: str, headers: Mapping[str, str], seconds: float) -> BaseHTTPResponse:
        """Send the request. A kept connection that the server has closed in the meantime is replaced: the request never reached it."""
        for last in (False, True):
            before = pool.num_connections
            try:
                return pool.urlopen(
                    "GET", target, headers=dict(headers), retries=False, redirect=False, assert_same_host=False, preload_content=False,
                    decode_content=False, timeout=urllib3.Timeout(connect=min(CONNECT_SECONDS, seconds), read=seconds),
                )  # fmt: skip
            except ProtocolError as error:
                if last or pool.num_connections != before or not isinstance(find_cause(error), http.client.RemoteDisconnected | ConnectionError):
                    raise
        raise AssertionError("unreachable")

    def close(self) -> None:
        """Close all kept connections."""
        with self._lock:
            for pool in self._pools.values():
                pool.close()
            self._pools.clear()

    def _pool(self, scheme: str, host: str, port: int) -> HTTPConnectionPool:
        key = (scheme, host, port)
        with self._lock:
            pool = self._pools.pop(key, None)
            if pool is None:
                if scheme == "https":
                    pool = HTTPSConnectionPool(host, port, maxsize=1, block=False, ssl_context=self._context)
                    pool.ConnectionCls = self._tls
                else:
                    pool = HTTPConnectionPool(host, port, maxsize=1, block=False)
                    pool.ConnectionCls = self._plain
            self._pools[key] = pool
            while len(self._pools) > self._max_pools:
                self._pools.popitem(last=False)[1].close()
        return pool


def _port_of(parts: SplitResult) -> int:
    # always explicit: without a port http.client takes the end of an IPv6 address for one
    return parts.port or (443 if parts.scheme == "https" else 80)


def _make_connection_classes(guard: AddressGuard, deadline: _Deadline) -> tuple[type[HTTPConnection], type[HTTPSConnection]]:
    class PlainConnection(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return _connect(self._dns_host, self.port or 80, guard, deadline)

    class TlsConnection(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return _connect(self._dns_host, self.port or 443, guard, deadline)

    return PlainConnection, TlsConnection


def _check_promises(raw: Any, max_bytes: int) -> None:
    """Refuse, before reading, what the headers already rule out."""
    coding = (raw.headers.get("content-encoding") or "").strip().lower()
    unknown = [part for part in coding.split(",") if part.strip() not in _CODINGS]
    if unknown:
        raise FaultError("bad_encoding", f"content encoding {coding!r} wasn't asked for", http_status=raw.status)
    length = raw.headers.get("content-length") or ""
    if length.isdigit() and int(length) > max_bytes:
        raise FaultError("too_large", f"body of {length} bytes announced, more than {max_bytes}", http_status=raw.status)


def _describe_coding(raw: Any) -> str:
    coding = raw.headers.get("content-encoding")
    return f" when unpacked ({coding}, {raw.headers.get('content-length') or 'unknown'} bytes sent)" if coding else ""


def _drain(raw: Any) -> None:
    length = raw.headers.get("content-length") or ""
    if length.isdigit() and int(length) <= _DRAIN_BYTES:
        raw.read(decode_content=False)
        raw.release_conn()
    else:
        raw.close()
