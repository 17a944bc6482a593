"""The lines of the raw zone's journals, and the reference to one capture.

This module owns how `Fetch` and `Discovery` rows are written as JSON Lines and read back. It touches no storage.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from presswatch.errors import RawZoneError
from presswatch.model import Discovery, Fetch

Row = TypeVar("Row", Fetch, Discovery)
_TIMES = {"requested_at", "discovered_at", "feed_published_at"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureRef:
    """Where one capture lies, and what the journal says of it. `captured_at` (UTC) is when its request began.

    `canonical_url` equals that of the discovery that led to it. `bytes` counts the decoded body.
    """

    fetch_id: str
    url: str
    canonical_url: str
    final_url: str
    outlet_id: str | None
    purpose: str
    captured_at: dt.datetime
    content_type: str | None
    http_status: int
    body_sha256: str
    bytes: int
    warc_file: str
    warc_offset: int


def write_line(row: Fetch | Discovery, **extra: str) -> str:
    """Return the journal line of a row, without a line break; `extra` keys that aren't columns are kept beside it."""
    plain: dict[str, Any] = {f.name: getattr(row, f.name) for f in dataclasses.fields(row)}
    for name in _TIMES & plain.keys():
        if plain[name] is not None:
            plain[name] = plain[name].astimezone(dt.UTC).isoformat()
    return json.dumps({**plain, **extra}, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace").decode("utf-8")


def read_line(line: str, where: str) -> dict[str, Any]:
    """Return the object of a journal line. Raises RawZoneError, naming `where`, if it is damaged."""
    try:
        found = json.loads(line)
    except ValueError as error:
        raise RawZoneError(f"{where}: damaged journal line: {error}") from None
    if not isinstance(found, dict):
        raise RawZoneError(f"{where}: damaged journal line: not an object")
    for name in _TIMES & found.keys():
        if found[name] is not None:
            found[name] = dt.datetime.fromisoformat(found[name])
    return found


def build_row(kind: type[Row], found: Mapping[str, Any]) -> Row:
    """Return the record of a journal object; keys that aren't fields are left out."""
    names = {f.name for f in dataclasses.fields(kind)}
    return kind(**{k: v for k, v in found.items() if k in names})


def build_ref(found: Mapping[str, Any]) -> CaptureRef | None:
    """Return the capture that a line of a fetch journal claims, or None if that attempt captured nothing."""
    if found.get("warc_file") is None:
        return None
    return CaptureRef(
        fetch_id=found["fetch_id"],
        url=found["url"],
        canonical_url=found.get("canonical_url") or found["url"],
        final_url=found.get("final_url") or found["url"],
        outlet_id=found.get("outlet_id"),
        purpose=found["purpose"],
        captured_at=found["requested_at"],
        content_type=found.get("content_type"),
        http_status=found.get("http_status") or 200,
        body_sha256=found["body_sha256"],
        bytes=found["bytes"],
        warc_file=found["warc_file"],
        warc_offset=found["warc_offset"],
    )


def latest_discoveries(rows: Iterable[Discovery]) -> list[Discovery]:
    """Return exactly one row per canonical_url: its last fate, with what earlier rows knew (first sight, title, summary, time).

    Rows count in the order in which they were written; a captured page keeps that fate whatever follows. The result is ordered by
    canonical_url, so that it doesn't depend on the order of the journals of other URLs.
    """
    found: dict[str, Discovery] = {}
    for row in rows:
        before = found.get(row.canonical_url)
        if before is None:
            found[row.canonical_url] = row
            continue
        fate = before if before.reason == CAPTURED and row.reason != CAPTURED else row
        first = min(before, row, key=lambda r: r.discovered_at)
        found[row.canonical_url] = dataclasses.replace(
            first,
            discovery_id=fate.discovery_id,
            outlet_id=first.outlet_id or fate.outlet_id,
            title=before.title or row.title,
            summary=before.summary or row.summary,
            feed_published_at=before.feed_published_at or row.feed_published_at,
            outcome=fate.outcome,
            reason=fate.reason,
            article_id=fate.article_id,
        )
    return [found[key] for key in sorted(found)]


CAPTURED = "captured"
