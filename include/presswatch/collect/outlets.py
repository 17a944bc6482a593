"""The outlets file: which outlets are watched, and where their feeds are.

This module owns reading and checking the YAML file. Values are read as text (YAML would turn the country NO into false).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

import pycountry
import yaml
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from presswatch.collect.urls import canonicalise, host_of, is_same_site
from presswatch.errors import ConfigError
from presswatch.model import Outlet

_NOTHING = {"", "~", "null", "Null", "NULL"}
_USER_ASSIGNED = {"XK"}  # Kosovo: not in ISO 3166-1, used by the EU and by news agencies


class _TextLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Reads every scalar as text."""



_TextLoader.yaml_implicit_resolvers = {}


def _check_address(value: str) -> str:
    canonicalise(value)
    return value.strip()


def _check_country(value: str) -> str:
    code = value.strip().upper()
    if code not in _USER_ASSIGNED and pycountry.countries.get(alpha_2=code) is None:
        raise ValueError(f"{value!r} is not an ISO 3166-1 alpha-2 code")
    return code


def _empty_to_none(value: Any) -> Any:
    return None if isinstance(value, str) and value.strip() in _NOTHING else value


def _to_list(value: Any) -> Any:
    value = _empty_to_none(value)
    return [] if value is None else [value] if isinstance(value, str) else value


Address = Annotated[str, AfterValidator(_check_address)]
Optional = BeforeValidator(_empty_to_none)


class _OutletEntry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")]
    name: Annotated[str | None, Optional] = None
    home_url: Annotated[Address | None, Optional] = None
    country: Annotated[Annotated[str, AfterValidator(_check_country)] | None, Optional] = None
    languages: Annotated[list[Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]], BeforeValidator(_to_list)] = []
    kind: Annotated[Literal["wire", "national", "regional", "state", "broadcaster", "digital", "aggregator"] | None, Optional] = None
    owner: Annotated[str | None, Optional] = None
    feeds: Annotated[list[Address], BeforeValidator(_to_list)] = []
    sitemaps: Annotated[list[Address], BeforeValidator(_to_list)] = []

    @model_validator(mode="after")
    def _has_an_address(self) -> _OutletEntry:
        if not (self.home_url or self.feeds or self.sitemaps):
            raise ValueError("needs an address: home_url, feeds or sitemaps")
        return self


def load_outlets(path: Path | str) -> tuple[Outlet, ...]:
    """Read an outlets file: `outlets:` with id, name, home_url, country, languages, kind, owner, feeds, sitemaps.

    All but `id` and one address may be left out; `name` is then the id. Raises ConfigError, in one line with file, outlet and field,
    if it can't be read, an unknown field or a bad value stands there, or an id stands there twice.
    """
    path = Path(path)
    try:
        return _read_outlets(path, path.read_bytes())
    except OSError as error:
        raise ConfigError(f"{path}: can't be read: {error.strerror}") from None


@lru_cache(maxsize=4)
def _read_outlets(path: Path, content: bytes) -> tuple[Outlet, ...]:
    """Return the outlets of a file's content. Every unit of work asks for them, and checking a long file takes a tenth of a second."""
    try:
        found = yaml.load(content, Loader=_TextLoader)  # noqa: S506 - derived from SafeLoader
    except (yaml.YAMLError, RecursionError) as error:
        raise ConfigError(f"{path}: not YAML: {' '.join(str(error).split())}") from None
    entries = found.get("outlets") if isinstance(found, dict) else None
    if not isinstance(entries, list):
        raise ConfigError(f"{path}: outlets: must be a list of outlets")
    outlets: dict[str, Outlet] = {}
    for number, entry in enumerate(entries, 1):
        outlet = _build_outlet(path, number, entry)
        if outlet.outlet_id in outlets:
            raise ConfigError(f"{path}: outlet {outlet.outlet_id}: id: stands there twice")
        outlets[outlet.outlet_id] = outlet
    return tuple(outlets.values())


class OutletIndex:
    """Finds the outlet of a page by its host: the host itself or a parent domain of it that is an outlet's home or feed."""

    def __init__(self, outlets: Iterable[Outlet]) -> None:
        self._by_host: dict[str, Outlet] = {}
        for outlet in outlets:
            own = [u for u in (*outlet.feeds, *outlet.sitemaps) if outlet.home_url is None or is_same_site(u, outlet.home_url)]
            for url in ([outlet.home_url] if outlet.home_url else []) + own:
                self._by_host.setdefault(host_of(url).removeprefix("www."), outlet)

    def find(self, url: str) -> Outlet | None:
        """Return the outlet of an address, None if it is of none."""
        host = host_of(url).removeprefix("www.")
        while host:
            if host in self._by_host:
                return self._by_host[host]
            host = host.partition(".")[2]
        return None


def _build_outlet(path: Path, number: int, entry: Any) -> Outlet:
    name = entry.get("id") if isinstance(entry, dict) and entry.get("id") else f"number {number}"
    try:
        checked = _OutletEntry.model_validate(entry)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "outlet"
        message = first["msg"].removeprefix("Value error, ")
        raise ConfigError(f"{path}: outlet {name}: {where}: {message}") from None
    return Outlet(
        outlet_id=checked.id,
        name=checked.name or checked.id,
        home_url=checked.home_url,
        country=checked.country,
        languages=tuple(checked.languages),
        kind=checked.kind,
        owner=checked.owner,
        feeds=tuple(dict.fromkeys(checked.feeds)),
        sitemaps=tuple(dict.fromkeys(checked.sitemaps)),
    )
