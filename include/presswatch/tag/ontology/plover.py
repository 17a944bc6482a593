"""The PLOVER ontology, read from `plover.yaml` and checked against the records' vocabulary.

This module owns what types, modes and contexts exist and what they score. Which words tell an event belongs to `tag.events`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from presswatch.errors import ConfigError
from presswatch.model.language import EVENT_TYPES

DATA = Path(__file__).with_name("plover.yaml")


@dataclass(frozen=True, slots=True, kw_only=True)
class EventType:
    """A PLOVER type: quad (1 to 4), conflict-cooperation score (-10 to 10), CAMEO root, and its modes with their scores."""

    name: str
    quad: int
    score: float
    cameo_root: str
    meaning: str
    modes: Mapping[str, float]
    recipient_required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Ontology:
    """All of PLOVER that the coder needs."""

    types: Mapping[str, EventType]
    contexts: tuple[str, ...]
    groups: tuple[str, ...]
    sectors: tuple[str, ...]
    cameo: Mapping[str, str | None]

    def score_event(self, type_name: str, mode: str | None) -> float:
        """Return the score of a type in a mode; the type's own score where the mode is none of its modes."""
        kind = self.types[type_name]
        return kind.modes.get(mode, kind.score) if mode else kind.score

    def type_of_cameo(self, code: str) -> str | None:
        """Return the PLOVER type of a CAMEO code, by its longest known prefix; None for statements and unknown codes."""
        for size in range(len(code), 1, -1):
            if code[:size] in self.cameo:
                return self.cameo[code[:size]]
        return None


@cache
def load_ontology(path: Path = DATA) -> Ontology:
    """Read and check the ontology.

    Raises ConfigError, naming the file and the field, when types, modes or contexts aren't as the records expect.
    """
    raw: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    if set(raw["types"]) != set(EVENT_TYPES):
        raise ConfigError(f"{path.name}: types: expected exactly {', '.join(EVENT_TYPES)}")
    types = {}
    for name in EVENT_TYPES:
        entry = raw["types"][name]
        if entry["quad"] not in (1, 2, 3, 4):
            raise ConfigError(f"{path.name}: types.{name}.quad: {entry['quad']} is not 1 to 4")
        modes = {str(mode): float(score) for mode, score in (entry.get("modes") or {}).items()}
        scores = [float(entry["score"]), *modes.values()]
        if not all(-10 <= score <= 10 for score in scores):
            raise ConfigError(f"{path.name}: types.{name}: a score is outside -10 to 10")
        types[name] = EventType(
            name=name, quad=entry["quad"], score=float(entry["score"]), cameo_root=str(entry["cameo_root"]), meaning=entry["meaning"],
            modes=modes, recipient_required=bool(entry.get("recipient_required", False)),
        )
    cameo = {str(code): kind for code, kind in raw["cameo"].items()}
    unknown = sorted({kind for kind in cameo.values() if kind is not None} - set(types))
    if unknown:
        raise ConfigError(f"{path.name}: cameo: unknown type {unknown[0]}")
    return Ontology(types=types, contexts=tuple(raw["contexts"]), groups=tuple(raw["groups"]), sectors=tuple(raw["sectors"]), cameo=cameo)
