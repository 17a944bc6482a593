"""How rare words are, from fixed lists, so that the weight of a word never depends on the articles at hand.

Owns the files in `data/frequency` (see the README there for source and licence) and the weight made from them.
"""

from __future__ import annotations

import csv
import gzip
import io
import math
from collections.abc import Mapping
from functools import cache
from importlib import resources

from presswatch.errors import ConfigError

_RARE = 2.4
"""Zipf frequency taken for a word that isn't listed."""
_ARTICLE_WORDS = 1000
"""Length of a (long) article for which document frequencies are worked out from word frequencies."""
_SAME_LIST = {"no": "nb", "nn": "nb", "hr": "sh", "sr": "sh", "bs": "sh", "tl": "fil", "iw": "he", "in": "id"}
"""Languages that share a list."""
_NUMBER_RARITY = {1: 1.5, 2: 1.5, 3: 4.0}
_YEAR_RARITY = 1.5
_LONG_NUMBER_RARITY = 4.0


def rarity_of(word: str, language: str | None) -> float:
    """Return the inverse document frequency of a word in articles of a language, in nats: 0 for 'the', about 9 for a rare name.

    English words count as common in every language: they turn up in all of them, and languages are sometimes mistaken. Numbers
    weigh little: years, days of the month and small counts are shared by articles on anything.
    """
    if word.isdecimal():
        is_year = len(word) == 4 and word.startswith(("19", "20"))
        return _YEAR_RARITY if is_year else _NUMBER_RARITY.get(len(word), _LONG_NUMBER_RARITY)
    rarity = _rarities("en").get(word, _UNLISTED)
    language = _SAME_LIST.get(language or "", language)
    return min(rarity, _rarities(language).get(word, _UNLISTED)) if language and language != "en" else rarity


@cache
def _rarities(language: str) -> Mapping[str, float]:
    folder = resources.files("presswatch.dedupe").joinpath("data/frequency")
    file = folder.joinpath(f"{language}.csv.gz")
    if not language.isalnum() or not file.is_file():
        return {}
    rarities: dict[str, float] = {}
    with gzip.open(io.BytesIO(file.read_bytes()), "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            try:
                rarity = _rarity(float(row["zipf"]))
            except (KeyError, TypeError, ValueError):
                raise ConfigError(f"frequency/{language}.csv.gz: no zipf value in {row}") from None
            rarities.update(dict.fromkeys(row["words"].split(), rarity))
    return rarities


def _rarity(zipf: float) -> float:
    expected = 10 ** (zipf - 9) * _ARTICLE_WORDS
    return max(0.0, -math.log(-math.expm1(-expected)))


_UNLISTED = _rarity(_RARE)
