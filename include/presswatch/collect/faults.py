"""Faults of a request: each exception of sockets, TLS, HTTP and decoding as one status of the `fetches` table and one line that names it."""

from __future__ import annotations

import http.client
import ssl
import zlib
from typing import Any

from urllib3.exceptions import (
    ConnectTimeoutError,
    DecodeError,
    HTTPError,
    IncompleteRead,
    InvalidChunkLength,
    NewConnectionError,
    ProtocolError,
    ReadTimeoutError,
)

from presswatch.collect.addresses import BlockedAddressError, NameLookupError


class FaultError(Exception):
    """Why a request gave no whole response. `status` is one of FETCH_STATUSES."""

    def __init__(self, status: str, text: str, *, http_status: int | None = None, received: int = 0) -> None:
        super().__init__(text)
        self.status, self.text, self.http_status, self.received = status, text, http_status, received


def name_fault(error: Exception, seconds: float, http_status: int | None, received: int) -> FaultError:
    """Return the fault that an exception stands for."""
    if isinstance(error, FaultError):
        return error
    cause = find_cause(error)
    text = " ".join(str(cause).split())[:200] or type(cause).__name__

    def fault(status: str, message: str) -> FaultError:
        return FaultError(status, message, http_status=http_status, received=received)

    if isinstance(cause, BlockedAddressError):
        return fault("blocked_address", text)
    if isinstance(cause, NameLookupError):
        return fault("timeout" if cause.timed_out else "connection_error", text)
    if isinstance(error, ConnectTimeoutError) or (isinstance(cause, TimeoutError) and http_status is None and "timed out" not in text):
        return fault("timeout", f"timed out: no connection or answer within {seconds:.0f} s")
    if isinstance(cause, TimeoutError | ReadTimeoutError) or isinstance(error, ReadTimeoutError):
        what = "no answer" if http_status is None else f"{received} bytes read"
        return fault("timeout", f"timed out after {seconds:.0f} s: {what}")
    if isinstance(cause, DecodeError | zlib.error):
        return fault("bad_encoding", f"body can't be decoded: {text}")
    if isinstance(cause, IncompleteRead | http.client.IncompleteRead):
        return fault("cut_off", f"connection cut off in the body: {_describe_incomplete(cause, received)}")
    if isinstance(cause, InvalidChunkLength):
        return fault("cut_off", f"connection cut off in the body: chunked transfer incomplete, {received} bytes read")
    if isinstance(cause, ssl.SSLError):
        return fault("connection_error", f"TLS: {text}")
    if http_status is not None and isinstance(cause, ConnectionError | ProtocolError):
        return fault("cut_off", f"connection cut off in the body: {text}")
    if isinstance(cause, http.client.HTTPException | OSError | HTTPError):
        return fault("connection_error", f"{type(cause).__name__}: {text}")
    return fault("connection_error", f"unexpected {type(cause).__name__}: {text}")


def _describe_incomplete(error: Any, received: int) -> str:
    expected = getattr(error, "expected", None)
    got = error.partial if isinstance(error.partial, int) else len(error.partial)
    return f"{got} bytes came, {expected} were still to come" if expected is not None else f"chunked transfer incomplete, {received} bytes read"


def find_cause(error: BaseException) -> BaseException:
    """Return the exception that urllib3 has wrapped."""
    seen = 0
    while seen < 10:
        seen += 1
        if isinstance(error, NewConnectionError | IncompleteRead | InvalidChunkLength | DecodeError):
            return error
        inner = next((a for a in error.args if isinstance(a, Exception)), None) or error.__cause__
        if inner is None:
            return error
        error = inner
    return error
