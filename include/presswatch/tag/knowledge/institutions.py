"""The institutions and offices that every state has, made by pattern from `institutions.yaml`: foreign ministry, army, prime minister.

A country's own rows (`organisations/agencies.csv`, `offices.csv`) come before these. This module names them; it finds nothing in a text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from presswatch.errors import ConfigError
from presswatch.tag.knowledge.tables import DATA, SECTORS

ARTICLE = frozenset(
    (
        "Bahamas", "Comoros", "Czech Republic", "Democratic Republic of the Congo", "Dominican Republic", "Gambia", "Maldives",
        "Marshall Islands", "Netherlands", "Philippines", "Republic of the Congo", "Seychelles", "Solomon Islands", "United Arab Emirates",
        "United Kingdom", "United States", "Central African Republic", "Faroe Islands", "Cayman Islands", "Falkland Islands", "Cook Islands",
    )
)  # fmt: skip


PEOPLE = "people"
"""Key of the pattern that stands for a country's inhabitants."""


TEAM = "national-team"
"""Key of the pattern that stands for a country's team in any sport."""


def name_institution(iso3: str, key: str) -> str:
    """Return the entity id of a country's institution: org:DEU-army, for its inhabitants people:DEU."""
    return f"people:{iso3}" if key == PEOPLE else f"org:{iso3}-{key}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """An institution (`phrases` name it) or office (`phrases` are the titles of its holder) that every state has."""

    key: str
    sector: str
    name: str
    phrases: tuple[str, ...]
    territories: bool = False

    def make_name(self, country: str) -> str:
        """Return the preferred English name for a country: "Ministry of Finance of the Netherlands"."""
        return self.name.replace("{of}", f"the {country}" if country in ARTICLE else country)


def load_patterns(path: Path = DATA / "institutions.yaml") -> tuple[Mapping[str, Pattern], Mapping[str, Pattern]]:
    """Return (institutions, offices), each by key. Raises ConfigError when an entry lacks a field, or a phrase stands in two."""
    raw = yaml.safe_load(path.read_text("utf-8"))
    return _read_section(path, "institutions", "phrases", raw), _read_section(path, "offices", "titles", raw)


def _read_section(path: Path, section: str, phrases: str, raw: Mapping[str, list[dict[str, object]]]) -> Mapping[str, Pattern]:
    patterns: dict[str, Pattern] = {}
    seen: dict[str, str] = {}
    for entry in raw.get(section, []):
        try:
            words = tuple(str(w) for w in entry[phrases])  # type: ignore[attr-defined]
            pattern = Pattern(
                key=str(entry["key"]), sector=str(entry["sector"]), name=str(entry["name"]), phrases=words,
                territories=bool(entry.get("territories", False)),
            )
        except (KeyError, TypeError) as error:
            raise ConfigError(f"{path.name}: an entry of {section} lacks {error}") from None
        if pattern.sector not in SECTORS:
            raise ConfigError(f"{path.name}: {section} {pattern.key}: no such sector as {pattern.sector}")
        for word in words:
            if word in seen:
                raise ConfigError(f"{path.name}: {word!r} stands in both {seen[word]} and {pattern.key}")
            seen[word] = pattern.key
        patterns[pattern.key] = pattern
    return patterns
