"""News agencies: which agency a credit names, and which outlets are an agency itself.

Owns the register `data/agencies.yaml` and how it is matched. Which part of a page is a credit is found by `extract`; here a
dateline is read only where a bare text is all there is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

from presswatch.dedupe.urls import host_of
from presswatch.errors import ConfigError

_DATELINE = re.compile(r"\A[^\n]{0,80}?\(([^()\n]{2,40})\)\s*(?:[—–:-]|\n|$)")


@dataclass(frozen=True, slots=True)
class Agencies:
    """The register: ids of agencies by their names (folded) and by the outlets that they are."""

    by_name: Mapping[str, str]
    by_outlet: Mapping[str, str]

    def identify_credit(self, credit: str | None) -> str | None:
        """Return the id of the agency that a credit names; the credit itself, folded, for one that the register lacks."""
        if credit is None or not credit.strip():
            return None
        folded = credit.strip().casefold()
        return self.by_name.get(folded, folded)

    def identify_outlet(self, outlet_id: str | None, url: str) -> str | None:
        """Return the id of the agency that an outlet is; None for any other outlet."""
        for name in (outlet_id or "", host_of(url)):
            host = name.strip().casefold().removeprefix("www.")
            while host:
                if host in self.by_outlet:
                    return self.by_outlet[host]
                host = host.partition(".")[2] if "." in host else ""
        return None

    def read_dateline(self, text: str) -> str | None:
        """Return the agency credited in brackets at the head of a text, such as `LAGOS, Nigeria (AP) —`; None if there is none."""
        found = _DATELINE.match(text)
        if found is None:
            return None
        name = re.split(r"[/,]", found.group(1))[0].strip()
        return name if name.casefold() in self.by_name else None


@cache
def load_agencies() -> Agencies:
    """Read and check the register. Raises ConfigError naming the entry at fault."""
    text = resources.files("presswatch.dedupe").joinpath("data/agencies.yaml").read_text("utf-8")
    by_name: dict[str, str] = {}
    by_outlet: dict[str, str] = {}
    for entry in yaml.safe_load(text)["agencies"]:
        if set(entry) != {"id", "names", "outlets"}:
            raise ConfigError(f"agencies.yaml: {entry.get('id', entry)}: needs exactly id, names, outlets")
        for register, values in ((by_name, entry["names"]), (by_outlet, entry["outlets"])):
            for value in values:
                if register.setdefault(str(value).casefold(), entry["id"]) != entry["id"]:
                    raise ConfigError(f"agencies.yaml: {value!r} stands for both {register[str(value).casefold()]} and {entry['id']}")
    return Agencies(by_name, by_outlet)
