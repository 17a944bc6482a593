"""Reads the YAML files of words and wordings in data/. Owns the parser's choice; each module checks its own file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

# The parser of libyaml is some ten times as fast; without it every process would spend a third of a second on the lists.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_words(file: Path) -> Any:
    """Return the content of a YAML file of plain values. Raises OSError or yaml.YAMLError for a file that can't be read."""
    return yaml.load(file.read_bytes(), Loader=_LOADER)  # noqa: S506 (a safe loader either way)
