"""JSON Lines records to extractions: what `presswatch extract` does with one line. Owns reading of the record; `page` owns the work."""

from __future__ import annotations

import datetime as dt
import gzip
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from presswatch.collect.urls import host_of
from presswatch.extract.memory import OutletMemory, learn_memory
from presswatch.extract.page import extract_page, study_page
from presswatch.extract.readiness import settle
from presswatch.extract.study import PageStudy
from presswatch.model import Extraction, Page
from presswatch.model.schema import as_dict

_UNKNOWN = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def extract_filter(record: dict[str, Any], memories: dict[str, OutletMemory] | None = None) -> dict[str, Any]:
    """Return the output line for one input line. Bad records give status 'error' with a reason, never an exception."""
    settle()
    ident = record.get("id")
    try:
        page = read_page(record)
    except (OSError, ValueError, EOFError, zlib.error) as error:
        return {"id": ident, "status": "error", "reason": _one_line(error), "article": None, "text": "", "zones": []}
    return _to_line(ident, extract_page(page, (memories or {}).get(outlet_key(record))))


def learn_filter(records: Iterable[dict[str, Any]]) -> dict[str, OutletMemory]:
    """Return the outlet memories learnt from all pages of the input, by outlet. Records that can't be read teach nothing."""
    settle()
    studies: dict[str, list[PageStudy]] = {}
    for record in records:
        try:
            page = read_page(record)
        except (OSError, ValueError, EOFError, zlib.error):
            continue
        study = study_page(page)
        if study is not None:
            studies.setdefault(outlet_key(record), []).append(study)
    return {key: learn_memory(key, pages) for key, pages in sorted(studies.items()) if len(pages) >= 3}


def outlet_key(record: dict[str, Any]) -> str:
    """Return which outlet a record belongs to: its host, as given or as its address has it."""
    host = record.get("host")
    if isinstance(host, str) and host:
        return host.lower().removeprefix("www.")
    try:
        return host_of(str(record.get("url") or "")).removeprefix("www.")
    except ValueError:
        return ""


def read_page(record: dict[str, Any]) -> Page:
    """Return the page that a record describes. Raises ValueError or OSError with a clear text when it can't be read."""
    html = record.get("html")
    path = record.get("html_path")
    if isinstance(html, str):
        data = html.encode("utf-8", "surrogatepass")
    elif isinstance(path, str) and path:
        data = Path(path).read_bytes()
        if data[:2] == b"\x1f\x8b":
            data = gzip.decompress(data)
    else:
        raise ValueError("needs html or html_path")
    content_type = record.get("content_type")
    return Page(
        url=str(record.get("url") or ""),
        html=data,
        content_type=content_type if isinstance(content_type, str) else None,
        captured_at=_read_time(record.get("fetched_at")),
    )


def _read_time(value: Any) -> dt.datetime:
    if isinstance(value, str):
        try:
            at = dt.datetime.fromisoformat(value.strip().replace("Z", "+00:00"))
        except ValueError:
            return _UNKNOWN
        return at if at.tzinfo else at.replace(tzinfo=dt.UTC)
    return _UNKNOWN


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def _to_line(ident: Any, extraction: Extraction) -> dict[str, Any]:
    article = as_dict(extraction.article) if extraction.article else None
    if article:
        for key, value in article.items():
            if isinstance(value, dt.datetime):
                article[key] = value.isoformat()
    return {
        "id": ident,
        "status": extraction.status,
        "reason": extraction.reason,
        "article": article,
        "text": extraction.article.text if extraction.article else "",
        "zones": [{"kind": z.kind, "text": z.text} for z in extraction.zones],
    }
