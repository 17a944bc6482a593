"""Stable identifiers: hashes of what a row names, never of the time or the run."""

from __future__ import annotations

import hashlib

_SEPARATOR = "\x1f"


def stable_id(kind: str, *parts: object) -> str:
    """Return the 20-hex-digit id of a thing: SHA-256 over its kind and the parts that name it.

    `None` parts count as empty text. The same parts give the same id on every machine and in every run.
    """
    text = _SEPARATOR.join([kind, *("" if part is None else str(part) for part in parts)])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:20]


def sha256_hex(data: bytes) -> str:
    """Return the full SHA-256 of `data` in hex, as used for `body_sha256`."""
    return hashlib.sha256(data).hexdigest()
