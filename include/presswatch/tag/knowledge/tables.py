"""Reads the data files of the knowledge base and checks them: a row that breaks its table's rules stops the load with one clear line.

It knows columns, vocabularies and formats. What the rows mean is up to `base`, `institutions`, `offices` and `agents`.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterable
from pathlib import Path

from presswatch.errors import ConfigError

DATA = Path(__file__).parent / "data"
SECTORS = frozenset(
    "COP GOV JUD LEG MIL PRM PTY REB SPY UAF UNK AGR BUS CRM CVL EDU ELI JRN LAB MED REF OPP PRE REL SOC IGO NGO UNO IMG MNC".split()
)
COLUMNS: dict[str, tuple[str, ...]] = {
    "countries.csv": ("iso3", "name", "aliases", "adjectives", "nationals", "capital", "capital_aliases"),
    "country_names.csv.gz": ("iso3", "language", "name"),
    "places.csv.gz": ("geonames_id", "name", "iso3", "admin1", "lat", "lon", "population", "aliases"),
    "agents.csv": ("phrase", "sector", "source"),
}
ORGANISATION_COLUMNS = ("id", "name", "kind", "country", "sector", "aliases", "source")


def read_csv(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file, gzipped or not.

    Raises ConfigError, naming file and line, when the columns aren't those of its table or a row has too few or too many cells.
    """
    expected = COLUMNS.get(path.name, ORGANISATION_COLUMNS if path.parent.name == "organisations" else None)
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    reader = csv.reader(io.StringIO(raw.decode("utf-8")))
    header = next(reader, [])
    if expected is not None and tuple(header) != expected:
        raise ConfigError(f"{path.name}: columns are {','.join(header)}, not {','.join(expected)}")
    width = len(header)
    rows = []
    for cells in reader:
        if len(cells) != width:
            raise ConfigError(f"{path.name}, line {reader.line_num}: {len(cells)} cells where {width} are due")
        rows.append(dict(zip(header, cells, strict=True)))
    return rows


def split_list(cell: str) -> tuple[str, ...]:
    """Return the parts of a cell that holds a list, separated by `|`."""
    return tuple(part for part in cell.split("|") if part)


def check_values(path: str, column: str, values: Iterable[str], allowed: frozenset[str]) -> None:
    """Raise ConfigError when a column holds a value that its vocabulary lacks."""
    bad = sorted({v for v in values if v not in allowed})
    if bad:
        raise ConfigError(f"{path}: {column} {bad[0]!r} is not one of {', '.join(sorted(allowed))}")
