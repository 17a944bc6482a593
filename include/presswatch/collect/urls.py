"""Addresses: the canonical form under which a page is known, its host, and whether two addresses are of one site.

This module owns string work on URLs. Whether an address may be reached is decided when connecting, in `addresses`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

import idna
import yaml
from courlan import extract_domain

from presswatch.errors import ConfigError

_DEFAULT_PORTS = {"http": 80, "https": 443}
_SPACE = re.compile(r"[\x00-\x20\x7f\u00a0\u2028\u2029]+")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_SAFE_PATH = "/:@!$&'()*+,;=~%"
_SAFE_QUERY = "/:@!$'()*+,;=~%?&"
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?\.?|\[[0-9a-f:.]+\]")
MAX_LENGTH = 4000


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracking:
    """Which query parameters are dropped: by name, by the start of the name, or by name and value; and which ends of paths name no page."""

    names: frozenset[str]
    prefixes: tuple[str, ...]
    values: Mapping[str, frozenset[str]]
    media_suffixes: tuple[str, ...]

    def drops(self, name: str, value: str) -> bool:
        """Return whether a parameter only says how the reader came."""
        name = name.lower()
        return name in self.names or name.startswith(self.prefixes) or value.lower() in self.values.get(name, ())


def load_tracking(path: Path) -> Tracking:
    """Read a list of tracking parameters. Raises ConfigError, naming file and field, if it isn't one."""
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
        names, prefixes, values, suffixes = found["names"], found["prefixes"], found["values"], found["media_suffixes"]
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise ConfigError(f"{path}: no list of tracking parameters: {error!r}") from None
    for where, items in (("names", names), ("prefixes", prefixes), ("media_suffixes", suffixes), *values.items()):
        bad = [item for item in items if not isinstance(item, str) or item != item.lower()]
        if bad:
            raise ConfigError(f"{path}: {where}: {bad[0]!r} is not text in lower case")
    return Tracking(
        names=frozenset(names), prefixes=tuple(prefixes), values={k: frozenset(v) for k, v in values.items()}, media_suffixes=tuple(suffixes)
    )


@cache
def _tracking() -> Tracking:
    return load_tracking(Path(__file__).with_name("tracking.yaml"))


def load_lists() -> None:
    """Load what addresses are told by, tracking parameters and public suffixes; without it the first addresses do."""
    _tracking()
    _site("example.org")


def canonicalise(url: str, *, keep_tracking: bool = False) -> str:
    """Return the canonical form of an http(s) address; it leads to the same page and is its own canonical form.

    Lower-case scheme and host (IDN as ASCII), no default port, no user, no fragment, no tracking parameters, dot segments resolved,
    escapes in capitals and only where needed (RFC 3986, 6.2.2). Case, slashes and the order of parameters stay: they can matter.
    `keep_tracking` leaves the query's parameters alone. Raises ValueError, saying why, if it isn't an http(s) address with a host.
    """
    parts, host = _split(url)
    port = "" if parts.port is None or parts.port == _DEFAULT_PORTS[parts.scheme] else f":{parts.port}"
    path = _remove_dots(_escape(parts.path, _SAFE_PATH)) or "/"
    kept = parts.query.split("&") if keep_tracking else [p for p in parts.query.split("&") if p and not _is_tracking(p)]
    query = "&".join(_escape(p, _SAFE_QUERY) for p in kept)
    return urlunsplit((parts.scheme, host + port, path, query, ""))


def resolve(base: str, link: str) -> str:
    """Return a link as an absolute address, as a browser would from the page `base`. Raises ValueError if that gives none."""
    return urljoin(base, _SPACE.sub(" ", link).strip().replace(" ", "%20"))


def host_of(url: str) -> str:
    """Return the host name of an address in lower case, without port and user. Raises ValueError if it has none."""
    return _split(url)[1]


def origin_of(url: str) -> str:
    """Return scheme, host and port: what politeness counts as one host, such as `https://example.org:443`."""
    parts, host = _split(url)
    return f"{parts.scheme}://{host}:{parts.port or _DEFAULT_PORTS[parts.scheme]}"


def find_media_suffix(url: str) -> str | None:
    """Return the end of an address's path that names a file which is no page, such as `.pdf`; None if it has none."""
    path = urlsplit(url).path.lower()
    return next((suffix for suffix in _tracking().media_suffixes if path.endswith(suffix)), None)


def is_same_site(a: str, b: str) -> bool:
    """Return whether two addresses belong to one registered domain (public suffix list); bare IP addresses must be equal."""
    try:
        return _site(host_of(a)) == _site(host_of(b))
    except ValueError:
        return False


@lru_cache(maxsize=4096)
def _site(host: str) -> str:
    bare = host.rstrip(".")
    if bare.startswith("[") or re.fullmatch(r"[0-9.]+", bare):
        return bare
    return extract_domain(f"http://{bare}/", fast=False) or bare


def _split(url: str) -> tuple[SplitResult, str]:
    """Return the parts, with the scheme in lower case, and the checked host."""
    text = _SPACE.sub(" ", url).strip().replace(" ", "%20").encode("utf-8", "replace").decode("utf-8")
    if len(text) > MAX_LENGTH:
        raise ValueError(f"address of {len(text)} characters")
    text = text.replace("\\", "/") if "?" not in text else text
    parts = urlsplit(text)  # raises ValueError for a broken IPv6 host
    if parts.scheme not in _DEFAULT_PORTS:
        raise ValueError(f"no http(s) address: {text[:80]!r}")
    try:
        port = parts.port
    except ValueError:
        raise ValueError(f"bad port: {text[:80]!r}") from None
    if port == 0:
        raise ValueError(f"bad port: {text[:80]!r}")
    return parts, _ascii_host(parts.hostname or "")


@lru_cache(maxsize=4096)
def _ascii_host(host: str) -> str:
    if ":" in host:
        host = f"[{host.split('%', 1)[0]}]"
    elif not host.isascii():
        try:
            host = idna.encode(host.rstrip("."), uts46=True).decode("ascii")
        except (idna.IDNAError, UnicodeError):
            raise ValueError(f"bad host name: {host[:80]!r}") from None
    host = host.lower()
    if not _HOST.fullmatch(host) or ".." in host or len(host) > 254:
        raise ValueError(f"bad host name: {host[:80]!r}" if host else "no host name")
    return host.rstrip(".") or host


def _is_tracking(parameter: str) -> bool:
    name, _, value = parameter.partition("=")
    return _tracking().drops(name, value)


def _escape(text: str, safe: str) -> str:
    quoted = quote(text, safe=safe, encoding="utf-8", errors="replace")
    quoted = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", quoted)
    return _ESCAPE.sub(_normalise_escape, quoted)


def _normalise_escape(match: re.Match[str]) -> str:
    char = chr(int(match.group(1), 16))
    return char if char in _UNRESERVED else f"%{match.group(1).upper()}"


def _remove_dots(path: str) -> str:
    """Resolve `.` and `..` segments (RFC 3986, 5.2.4), keeping empty segments."""
    if "/." not in path:
        return path
    out: list[str] = []
    segments = path.split("/")[1:]
    for number, segment in enumerate(segments):
        last = number == len(segments) - 1
        if segment in (".", ".."):
            if segment == ".." and out:
                out.pop()
            if last:
                out.append("")
        else:
            out.append(segment)
    return "/" + "/".join(out)
