"""Batches of captures for mapped tasks: bounded by count and bytes, the same for the same captures."""

from __future__ import annotations

from collections.abc import Iterable

from presswatch.raw.records import CaptureRef


def make_batches(refs: Iterable[CaptureRef], max_pages: int, max_bytes: int) -> list[list[CaptureRef]]:
    """Return the captures in batches of at most `max_pages` captures and, unless one alone is larger, `max_bytes` bytes.

    Captures are ordered by WARC file and offset, so that a batch reads few files, each once and forwards.
    """
    if max_pages < 1 or max_bytes < 1:
        raise ValueError("max_pages and max_bytes must be at least 1")
    batches: list[list[CaptureRef]] = []
    size = 0
    for ref in sorted(refs, key=lambda r: (r.warc_file, r.warc_offset, r.fetch_id)):
        if not batches or len(batches[-1]) >= max_pages or size + ref.bytes > max_bytes:
            batches.append([])
            size = 0
        batches[-1].append(ref)
        size += ref.bytes
    return batches
