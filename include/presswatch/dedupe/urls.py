"""Addresses as keys of comparison: what of an address says that two of them name the same page."""

from __future__ import annotations

from urllib.parse import urlsplit


def url_key(url: str) -> str:
    """Return an address without scheme, `www.`, fragment and closing slash; host in lower case, path and query untouched."""
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:  # a malformed port or host: the address is then only equal to itself
        return url.strip()
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{parts.path.rstrip('/')}{query}"


def host_of(url: str) -> str:
    """Return the host of an address in lower case without `www.`; empty where there is none."""
    try:
        return (urlsplit(url.strip()).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
