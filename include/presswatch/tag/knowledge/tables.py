"""Reads the data files of the knowledge base and checks them: a row that breaks its table's rules stops the load with one clear line.

It knows columns, vocabularies and formats. What the rows mean is up to `base`, `institutions` and `agents`.
"""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from presswatch.errors import ConfigError

DATA = Path(__file__).parent / "data"
SECTORS = frozenset(
    (
        "COP", "GOV", "JUD", "LEG", "MIL", "PRM", "PTY", "REB", "SPY", "UAF", "UNK", "AGR", "BUS", "CRM", "CVL", "EDU", "ELI", "JRN", "LAB",
        "MED", "REF", "OPP", "PRE", "REL", "SOC", "IGO", "NGO", "UNO", "IMG", "MNC",
    )
)  # fmt: skip
PEOPLE_COLUMNS = ("id", "name", "country", "sector", "aliases", "source")
ORGANISATION_COLUMNS = ("id", "name", "kind", "country", "sector", "aliases", "source")
COLUMNS: dict[str, tuple[str, ...]] = {
    "countries.csv": ("iso3", "name", "aliases", "adjectives", "nationals", "capital", "capital_aliases", "status", "source"),
    "country_names.csv.gz": ("iso3", "language", "name"),
    "places.csv.gz": ("geonames_id", "name", "iso3", "admin1", "lat", "lon", "population", "aliases"),
    "place_aliases.csv": ("geonames_id", "aliases", "source"),
    "agents.csv": ("phrase", "sector", "source"),
    "persons.csv": PEOPLE_COLUMNS,
    "persons_2018.csv.gz": PEOPLE_COLUMNS,
    "offices.csv": ("id", "country", "organisation", "titles", "source"),
    "holders.csv": ("office", "person", "from", "to", "source"),
    "foreign_names.csv": ("id", "language", "names", "source"),
    "given_names.csv": ("name", "gender", "source"),
    "seats.csv": ("place", "stands_for", "source"),
    "us_state_codes.csv": ("id", "code"),
    "wikidata.csv": ("id", "wikidata_id"),
}


def read_rows(path: Path) -> Iterator[list[str]]:
    """Yield the rows of a CSV file, gzipped or not, as lists of cells in the order of the table's columns.

    Raises ConfigError, naming file and line, when the columns aren't those of its table or a row has too few or too many cells.
    """
    expected = COLUMNS.get(path.name, ORGANISATION_COLUMNS)
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    reader = csv.reader(io.StringIO(raw.decode("utf-8")))
    header = next(reader, [])
    if tuple(header) != expected:
        raise ConfigError(f"{path.name}: columns are {','.join(header)}, not {','.join(expected)}")
    width = len(header)
    for cells in reader:
        if len(cells) != width:
            raise ConfigError(f"{path.name}, line {reader.line_num}: {len(cells)} cells where {width} are due")
        yield cells


def read_csv(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file as mappings from column to cell; raises as `read_rows` does."""
    columns = COLUMNS.get(path.name, ORGANISATION_COLUMNS)
    return [dict(zip(columns, cells, strict=True)) for cells in read_rows(path)]


def read_sources(path: Path = DATA / "sources.yaml") -> Mapping[str, Mapping[str, Any]]:
    """Return what the source keys of the tables stand for: what, licence, url and, for facts that age, until (a date)."""
    sources: Mapping[str, Mapping[str, Any]] = yaml.safe_load(path.read_text("utf-8"))
    for key, facts in sources.items():
        if not facts.get("what") or not facts.get("licence"):
            raise ConfigError(f"{path.name}: source {key!r} needs what and licence")
    return sources


def split_list(cell: str) -> tuple[str, ...]:
    """Return the parts of a cell that holds a list, separated by `|`."""
    return tuple(part for part in cell.split("|") if part) if cell else ()


def check_values(path: str, column: str, values: Iterable[str], allowed: Iterable[str]) -> None:
    """Raise ConfigError when a column holds a value that its vocabulary lacks."""
    known = frozenset(allowed)
    bad = sorted({v for v in values if v not in known})
    if bad:
        raise ConfigError(f"{path}: {column} {bad[0]!r} is not one of {', '.join(sorted(known)[:40])}")


def parse_partial_date(text: str, *, end: bool) -> dt.date | None:
    """Return the date that a cell like 2014, 2014-06 or 2014-06-29 stands for, None for an empty one.

    Of a year or month, a start counts from its last day and an end up to its first: only days that are sure are inside.
    """
    if not text:
        return None
    parts = [int(p) for p in text.split("-")]
    if len(parts) == 3:
        return dt.date(*parts)
    year, month = parts[0], parts[1] if len(parts) == 2 else None
    if end:
        return dt.date(year, month or 1, 1)
    following = dt.date(year + 1, 1, 1) if month in (None, 12) else dt.date(year, (month or 0) + 1, 1)
    return following - dt.timedelta(days=1)
