"""Writing to the raw zone: one session gathers responses and journal rows and publishes them in whole parts.

A part of a day is up to three immutable files with one name: `<name>.warc.gz`, `<name>.discoveries.jsonl` and `<name>.fetches.jsonl`.
The fetch journal is published last and is what readers go by: what it doesn't claim was never there. This module decides nothing about
what is worth keeping.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import threading
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import IO

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from presswatch.ids import sha256_hex
from presswatch.model import Discovery, Fetch
from presswatch.raw.records import write_line
from presswatch.raw.storage import Storage

ROLL_BYTES = 50_000_000
ROLL_CAPTURES = 500
MAX_OPEN_PARTS = 64
# Describe the body as it was sent; it is stored decoded, so they'd be wrong as they stand.
_CODED = {"content-encoding", "transfer-encoding", "content-length"}
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # a token of RFC 9110; others can't be written to WARC
_DROPPED = {"set-cookie", "set-cookie2", "connection", "keep-alive"}


@dataclass
class _Part:
    name: str
    staged: Path
    warc: IO[bytes] | None = None
    size: int = 0
    captures: int = 0
    fetches: list[str] = field(default_factory=list)
    discoveries: list[str] = field(default_factory=list)


class Session:
    """Gathers what one run of collecting or ingesting adds, by UTC day, and publishes it in parts.

    A part is published when it holds `roll_bytes` of WARC or `roll_captures` captures, at `commit()` and at the end of the `with` block
    (also when the block fails: what was gathered is true). Methods may be called from several threads.
    """

    def __init__(self, storage: Storage, name: str, *, roll_bytes: int = ROLL_BYTES, roll_captures: int = ROLL_CAPTURES) -> None:
        self.name = name
        self._storage = storage
        self._roll_bytes, self._roll_captures = roll_bytes, roll_captures
        self._parts: dict[dt.date, _Part] = {}
        self._lock = threading.RLock()

    def __enter__(self) -> Session:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.commit()

    def add_capture(
        self,
        fetch: Fetch,
        body: bytes,
        *,
        headers: Iterable[tuple[str, str]] = (),
        canonical_url: str | None = None,
        discovery: Discovery | None = None,
    ) -> Fetch:
        """Keep a response with its row, and the row of the URL that it came from. Returns the row with its place in the WARC file.

        `body` is decoded from content and transfer encodings. The day is that of `fetch.requested_at`.
        """
        fetch = replace(fetch, bytes=len(body), body_sha256=sha256_hex(body))
        record = _build_record(fetch, body, headers)
        with self._lock:
            day = _day_of(fetch.requested_at)
            part = self._part(day)
            if part.captures and (part.captures >= self._roll_captures or part.size + len(record) > self._roll_bytes):
                self._publish(day)
                part = self._part(day)
            if part.warc is None:
                part.warc = part.staged.open("wb")
            fetch = replace(fetch, warc_file=f"{part.name}.warc.gz", warc_offset=part.size)
            part.warc.write(record)
            part.size += len(record)
            part.captures += 1
            part.fetches.append(write_line(fetch, **({"canonical_url": canonical_url} if canonical_url else {})))
            if discovery is not None:
                part.discoveries.append(write_line(discovery))
        return fetch

    def add_fetch(self, fetch: Fetch) -> None:
        """Keep the row of an attempt that captured nothing."""
        with self._lock:
            self._part(_day_of(fetch.requested_at)).fetches.append(write_line(fetch))

    def add_discovery(self, row: Discovery, day: dt.date | None = None) -> None:
        """Keep the row of a URL under `day`, or the day on which it was discovered."""
        with self._lock:
            self._part(day or _day_of(row.discovered_at)).discoveries.append(write_line(row))

    def commit(self) -> None:
        """Publish all that was gathered so far. What this returns from is durable and visible."""
        with self._lock:
            for day in sorted(self._parts):
                self._publish(day)

    def _part(self, day: dt.date) -> _Part:
        part = self._parts.get(day)
        if part is None:
            if len(self._parts) >= MAX_OPEN_PARTS:
                self.commit()
            folder = day_folder(day)
            taken = {Path(name).name.split(".", 1)[0] for name in self._storage.list_files(folder)}
            number = next(n for n in range(1_000_000) if f"{self.name}-{n:04d}" not in taken)
            name = f"{self.name}-{number:04d}"
            part = self._parts[day] = _Part(name=f"{folder}/{name}", staged=self._storage.new_staged(f"{name}.warc.gz"))
        return part

    def _publish(self, day: dt.date) -> None:
        part = self._parts.pop(day)
        if part.warc is not None:
            part.warc.close()
            self._storage.publish(part.staged, f"{part.name}.warc.gz")
        if part.discoveries:
            self._storage.write(f"{part.name}.discoveries.jsonl", _join(part.discoveries))
        if part.fetches or part.discoveries:
            self._storage.write(f"{part.name}.fetches.jsonl", _join(part.fetches))


def day_folder(day: dt.date) -> str:
    """Return the folder of a day, relative to the raw zone."""
    return f"dt={day.isoformat()}"


def _day_of(moment: dt.datetime) -> dt.date:
    return moment.astimezone(dt.UTC).date()


def _join(lines: list[str]) -> bytes:
    return "".join(line + "\n" for line in lines).encode("utf-8")


def _build_record(fetch: Fetch, body: bytes, headers: Iterable[tuple[str, str]]) -> bytes:
    """Return one gzipped WARC response record, the same bytes for the same input.

    Of the response's own headers, Content-Encoding, Transfer-Encoding and Content-Length are kept as X-Archive-Orig-*, because the body is
    stored decoded; cookies and connection headers are dropped; all others stay. WARC headers Presswatch-Fetch-Id, -Outlet-Id, -Purpose and
    -Asked-Uri (JSON text) say what the record is, so that a journal could be written anew from its WARC files.
    """
    kept = [
        (f"X-Archive-Orig-{k}" if k.lower() in _CODED else k, _one_line(v))
        for k, v in headers
        if _HEADER_NAME.fullmatch(k) and k.lower() not in _DROPPED
    ]
    http = StatusAndHeaders(f"{fetch.http_status or 200} ", [*kept, ("Content-Length", str(len(body)))], protocol="HTTP/1.1")
    warc = {
        "WARC-Date": fetch.requested_at.astimezone(dt.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
        "WARC-Record-ID": f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, fetch.fetch_id)}>",
        "Presswatch-Fetch-Id": fetch.fetch_id,
        "Presswatch-Purpose": fetch.purpose,
        "Presswatch-Asked-Uri": json.dumps(fetch.url),
    }
    if fetch.outlet_id:
        warc["Presswatch-Outlet-Id"] = json.dumps(fetch.outlet_id)
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="WARC/1.1")
    target = _one_line(fetch.final_url or fetch.url)
    writer.write_record(writer.create_warc_record(target, "response", payload=io.BytesIO(body), http_headers=http, warc_headers_dict=warc))
    return out.getvalue()


def _one_line(text: str) -> str:
    return " ".join(text.split())
