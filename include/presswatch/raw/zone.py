"""The raw zone: every captured response and the journals of collecting, by UTC day of capture, immutable.

Layout, relative to the zone's address (a directory or s3://bucket/path):

    dt=YYYY-MM-DD/<session>-NNNN.warc.gz             responses, one WARC record each
    dt=YYYY-MM-DD/<session>-NNNN.discoveries.jsonl   rows of `Discovery`, with the fate as collecting knows it
    dt=YYYY-MM-DD/<session>-NNNN.fetches.jsonl       rows of `Fetch`; published last, so a part without it isn't there
    state/...                                        what collecting remembers; may be lost without harm

This module owns reading; `session` writes. It judges no page.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import os
import re
import socket
import uuid
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from presswatch.errors import RawZoneError
from presswatch.ids import sha256_hex
from presswatch.model import Capture, Discovery, Fetch
from presswatch.raw.records import CaptureRef, build_ref, build_row, read_line
from presswatch.raw.session import ROLL_BYTES, ROLL_CAPTURES, Session, day_folder
from presswatch.raw.storage import Storage
from presswatch.settings import Settings

_FETCHES, _DISCOVERIES, _WARC = ".fetches.jsonl", ".discoveries.jsonl", ".warc.gz"
_DAY = re.compile(r"dt=(\d{4}-\d\d-\d\d)")


class RawZone:
    """Reads the raw zone at `url` and opens sessions that write to it. `options` go to the fsspec file system."""

    def __init__(self, url: str, options: Mapping[str, Any] | None = None) -> None:
        self.url = url
        self.storage = Storage(url, options)

    def days(self) -> list[dt.date]:
        """Return the UTC days that hold anything, oldest first."""
        found = (_DAY.fullmatch(name) for name in self.storage.list_folders())
        days = sorted(dt.date.fromisoformat(m.group(1)) for m in found if m)
        return [day for day in days if self._parts(day)]

    def list_captures(self, day: dt.date, purpose: str | None = "page") -> list[CaptureRef]:
        """Return the captures of a day, by WARC file and offset; `purpose` None gives those of all purposes. Reads journals only."""
        refs = (build_ref(found) for found in self._read_rows(day, _FETCHES))
        kept = [ref for ref in refs if ref is not None and purpose in (None, ref.purpose)]
        return sorted(kept, key=lambda ref: (ref.warc_file, ref.warc_offset, ref.fetch_id))

    def read_captures(self, refs: Iterable[CaptureRef]) -> Iterator[Capture]:
        """Yield the captures in the order of `refs`, with their bytes. Each run of refs of one WARC file opens it once.

        Raises RawZoneError, naming file and offset, if a record isn't what its journal claims.
        """
        for warc_file, run in itertools.groupby(refs, key=lambda ref: ref.warc_file):
            with self.storage.open(warc_file) as stream:
                for ref in run:
                    stream.seek(ref.warc_offset)
                    yield _read_capture(stream, ref)

    def read_fetches(self, day: dt.date) -> Iterator[Fetch]:
        """Yield the rows of all attempts of a day, in the order of sessions and of writing."""
        for found in self._read_rows(day, _FETCHES):
            yield build_row(Fetch, found)

    def read_fetch_ids(self, day: dt.date) -> set[str]:
        """Return the ids of all attempts of a day."""
        return {found["fetch_id"] for found in self._read_rows(day, _FETCHES)}

    def read_discoveries(self, day: dt.date) -> Iterator[Discovery]:
        """Yield all rows of URLs of a day as written, a URL may have several: see `latest_discoveries`."""
        for found in self._read_rows(day, _DISCOVERIES):
            yield build_row(Discovery, found)

    def input_sha256(self, day: dt.date) -> str:
        """Return a hash over the names and sizes of a day's files. They never change, so it changes only when files come or go."""
        digest = hashlib.sha256()
        for part, files in sorted(self._parts(day).items()):
            for suffix, size in sorted(files.items()):
                digest.update(f"{part}{suffix}\0{size}\n".encode())
        return digest.hexdigest()

    def session(self, name: str | None = None, *, roll_bytes: int = ROLL_BYTES, roll_captures: int = ROLL_CAPTURES) -> Session:
        """Open a session that writes; `name` None makes a name from time, host and chance, so that sessions never meet."""
        self.storage.clean_staged(86_400)
        return Session(self.storage, name or new_session_name(), roll_bytes=roll_bytes, roll_captures=roll_captures)

    def remove_day(self, day: dt.date) -> None:
        """Remove all of a day, for retention."""
        self.storage.remove_tree(day_folder(day))

    def _parts(self, day: dt.date) -> dict[str, dict[str, int]]:
        """Published parts of a day: name -> suffix -> size."""
        parts: dict[str, dict[str, int]] = {}
        for name, size in self.storage.list_files(day_folder(day)).items():
            for suffix in (_FETCHES, _DISCOVERIES, _WARC):
                if name.endswith(suffix):
                    parts.setdefault(name.removesuffix(suffix), {})[suffix] = size
        return {part: files for part, files in parts.items() if _FETCHES in files}

    def _read_rows(self, day: dt.date, suffix: str) -> Iterator[dict[str, Any]]:
        for part in sorted(self._parts(day)):
            data = self.storage.read(part + suffix)
            if data is None:
                if suffix == _FETCHES:
                    raise RawZoneError(f"{part}{suffix}: vanished while it was read")
                continue
            for number, line in enumerate(data.split(b"\n"), 1):
                if line:
                    yield read_line(line.decode("utf-8", "replace"), f"{part}{suffix}:{number}")


def open_zone(settings: Settings) -> RawZone:
    """Open the raw zone that the settings name."""
    options: dict[str, Any] = {}
    if settings.s3_key:
        options |= {"key": settings.s3_key, "secret": settings.s3_secret}
    if settings.s3_endpoint:
        options |= {"client_kwargs": {"endpoint_url": settings.s3_endpoint}, "config_kwargs": {"s3": {"addressing_style": "path"}}}
    return RawZone(settings.raw_url, options if settings.raw_url.startswith("s3://") else None)


def new_session_name() -> str:
    """Return a name that sorts by time and meets no other."""
    host = re.sub(r"[^A-Za-z0-9]+", "-", socket.gethostname())[:24]
    return f"{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%SZ}-{host}-{os.getpid()}-{uuid.uuid4().hex[:8]}"


def _read_capture(stream: Any, ref: CaptureRef) -> Capture:
    where = f"{ref.warc_file} at {ref.warc_offset}"
    try:
        record = next(iter(ArchiveIterator(stream)), None)
        body = record.content_stream().read() if record is not None else b""
    except (ArchiveLoadFailed, OSError, EOFError, ValueError) as error:
        raise RawZoneError(f"{where}: the record can't be read: {error}") from None
    if record is None or record.rec_headers.get_header("Presswatch-Fetch-Id") != ref.fetch_id:
        raise RawZoneError(f"{where}: not the record of fetch {ref.fetch_id}")
    if sha256_hex(body) != ref.body_sha256:
        raise RawZoneError(f"{where}: the bytes don't have the hash that the journal claims")
    return Capture(
        fetch_id=ref.fetch_id,
        url=ref.url,
        final_url=ref.final_url,
        outlet_id=ref.outlet_id,
        purpose=ref.purpose,
        captured_at=ref.captured_at,
        http_status=ref.http_status,
        content_type=ref.content_type,
        body=body,
        body_sha256=ref.body_sha256,
        warc_file=ref.warc_file,
        warc_offset=ref.warc_offset,
    )
