"""Names of months in texts: those of the Unicode CLDR (package babel), and spoken and regional forms that it lacks (data/monthnames.yaml)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel import Locale, UnknownLocaleError

from presswatch.extract.wordfiles import read_words

_FILE = Path(__file__).parent / "data" / "monthnames.yaml"
# Regions that name months otherwise than the language's main one.
_REGIONS = {"ar": ("ar_LB", "ar_DZ", "ar_MA"), "de": ("de_AT",), "sr": ("sr_Latn",), "uz": ("uz_Cyrl",), "az": ("az_Cyrl",), "no": ("nb", "nn"), "pt": ("pt_PT",), "bs": ("bs_Cyrl",)}
_LETTER = r"[^\W\d_]"


def find_months(text: str, language: str | None) -> Iterator[tuple[int, int, int]]:
    """Yield start, end and number of each month named in a text in lower case, in a language or in English."""
    pattern, numbers = _load(language or "en")
    for m in pattern.finditer(text):
        yield m.start(), m.end(), numbers[m.group(0)]


@cache
def _load(language: str) -> tuple[re.Pattern[str], dict[str, int]]:
    """Return a pattern of a language's names and abbreviations of months, and their numbers."""
    names = _read_names("en")
    if language != "en":
        for tag in (*_REGIONS.get(language, ()), language):
            names.update(_read_names(tag))
        for number, listed in enumerate(_read_more().get(language, ()), 1):
            names.update(dict.fromkeys(listed.split("|"), number))
        for name, number in list(names.items()):
            names.setdefault("".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c)) if name < "\u0530" else name, number)
            if language == "he":
                names.setdefault("ב" + name, number)
    names.pop("", None)
    found = "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)))
    return re.compile(rf"(?<!{_LETTER})(?:{found})(?!{_LETTER}|\d)"), names


def _read_names(tag: str) -> dict[str, int]:
    """Return the names of a locale, and the first three letters of longer ones; empty for an unknown locale."""
    try:
        months = Locale.parse(tag).months
    except (UnknownLocaleError, ValueError):
        return {}
    names: dict[str, int] = {}
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in months[context][width].items():
                key = name.lower().strip(". ")
                if not key or key[0].isdigit():
                    continue
                names.setdefault(key, number)
                if width == "wide" and len(key) > 5 and key.isalpha():
                    names.setdefault(key[:3], number)
    if tag == "en":
        names["sept"] = 9
    return names


@cache
def _read_more() -> dict[str, list[str]]:
    """Return the further names by language: twelve entries, alternatives parted by a bar. Raises ValueError for a malformed file."""
    data = read_words(_FILE)
    if not all(isinstance(rows, list) and len(rows) == 12 and all(isinstance(r, str) and r == r.lower() for r in rows) for rows in data.values()):
        raise ValueError(f"{_FILE.name}: each language needs twelve names in lower case")
    return dict(data)
