"""Word lists of the mention finder: titles, words of organisations, places and things, connectors. Data in `data/lexicon.yaml`."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path

import yaml

from presswatch.errors import ConfigError

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lexicon:
    """Sets of lower-case words; what each is for stands in the data file."""

    titles: frozenset[str]
    organisations: frozenset[str]
    places: frozenset[str]
    things: frozenset[str]
    connectors: frozenset[str]
    speech: frozenset[str]
    ballots: frozenset[str]
    body_heads: frozenset[str]
    place_heads: frozenset[str]
    honorifics: frozenset[str]
    traps: frozenset[str]
    event_ends: frozenset[str]
    place_prepositions: frozenset[str]
    greetings: frozenset[str]
    royal: frozenset[str]
    company_suffixes: frozenset[str]
    calendar: frozenset[str]
    vehicle_prefixes: frozenset[str]
    event_prefixes: frozenset[str]
    portfolio_heads: frozenset[str]
    scene_nouns: frozenset[str]
    degrees: frozenset[str]
    year_marks: frozenset[str]
    function_words: frozenset[str]


@lru_cache(maxsize=1)
def load_lexicon(path: Path = DATA / "lexicon.yaml") -> Lexicon:
    """Return the word lists. Raises ConfigError when a list is missing, unknown or holds something else than lower-case words."""
    raw = yaml.safe_load(path.read_text("utf-8"))
    names = {f.name for f in fields(Lexicon)}
    if set(raw) != names:
        raise ConfigError(f"{path.name}: lists are {', '.join(sorted(raw))}, not {', '.join(sorted(names))}")
    for name, words in raw.items():
        bad = [w for w in words if not isinstance(w, str) or w != w.lower()]
        if bad:
            raise ConfigError(f"{path.name}: {name}: {bad[0]!r} is not a lower-case word")
    return Lexicon(**{name: frozenset(words) for name, words in raw.items()})
