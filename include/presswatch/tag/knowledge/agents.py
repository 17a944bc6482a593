"""What kind of actor a common noun names: "police" is COP, "rebels" REB, "lawmakers" LEG (PLOVER sectors)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from presswatch.tag.knowledge.tables import DATA, SECTORS, check_values, read_csv

IRREGULAR = {"men": "man", "women": "woman", "children": "child", "people": "people", "police": "police", "wives": "wife"}


def load_agents(path: Path = DATA / "agents.csv") -> Mapping[str, str]:
    """Return the sector of each listed phrase. Phrases are lower case and singular; sectors are PLOVER's."""
    rows = read_csv(path)
    check_values(path.name, "sector", (row["sector"] for row in rows), SECTORS)
    return {row["phrase"]: row["sector"] for row in rows}


def find_sector(agents: Mapping[str, str], phrase: str) -> str | None:
    """Return the PLOVER sector of a noun phrase: by the longest listed phrase that ends it, then by its head before "of"; else None."""
    words = phrase.lower().replace("-", " ").replace("’", "'").split()
    while words and words[0] in ("the", "a", "an", "some", "several", "many"):
        words = words[1:]
    found = _match_ending(agents, words)
    for link in ("of", "for", "in", "from", "at"):
        if found is None and link in words[1:]:
            found = _match_ending(agents, words[: words.index(link, 1)])
    return found


def _match_ending(agents: Mapping[str, str], words: list[str]) -> str | None:
    for size in range(min(5, len(words)), 0, -1):
        ending = words[-size:]
        for form in (ending[-1], make_singular(ending[-1])):
            sector = agents.get(" ".join([*ending[:-1], form]))
            if sector:
                return sector
    return None


@lru_cache(maxsize=8192)
def make_singular(word: str) -> str:
    """Return the singular of an English noun by the regular rules and a few irregular ones."""
    if word in IRREGULAR:
        return IRREGULAR[word]
    for ending, replacement in IRREGULAR.items():
        if ending.endswith("men") and word.endswith(ending) and len(word) > len(ending) + 1:
            return word[: -len(ending)] + replacement
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes", "zes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return word
