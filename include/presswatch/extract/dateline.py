"""Datelines and wire credits: splits `LAGOS, Nigeria (AP) —` off a first paragraph and says which agency a page credits.

Agencies' spellings are in data/agencies.yaml; those of the outlets file come with the page. A place without an agency counts only
in the forms that datelines have: capitals, or a short name before a dash that a new sentence follows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from presswatch.extract.wordfiles import read_words

_FILE = Path(__file__).parent / "data" / "agencies.yaml"
_WORDS = Path(__file__).parent / "data" / "creditwords.yaml"
_GENERIC = frozenset("wire agency agence agencia agenzia agentur press news service the de".split())  # noqa: SIM905
_UPPER = r"[^\W\d_a-zß-öø-ÿа-яά-ώ]"
_CAPS = rf"(?:{_UPPER}[^\W\d_a-zß-öø-ÿа-яά-ώ.'’\-]+|{_UPPER}\.)(?:[\s\-’'/]+(?:{_UPPER}[^\W\d_a-zß-öø-ÿа-яά-ώ.'’\-]*|\bde\b|\bof\b|\bdel\b|\bla\b))*"
_TITLED = r"[^\W\d_a-z][\w.'’\-]+(?:[\s\-][^\W\d_a-z][\w.'’\-]+){0,2}"
_DATE = r"(?:,?\s*(?:\d{1,2}\.?\s+[^\W\d_]{3,10}\.?|[^\W\d_]{3,10}\.?\s+\d{1,2})(?:,?\s+\d{4})?)?"
_REGION = r"(?:\s*,\s*[^\W\d_a-zß-öø-ÿ](?:[^\W\d_]|[.'’\- ]){1,30}?(?!\w))?"
_PAREN = r"(?:\s*[(\[/]\s*(?P<agency>[^)\]/]{2,60})\s*[)\]/])?"
_DASH = r"\s*(?:\.?\s*[—–―]|\s-{1,3}(?=\s)|--+|\.[-–—]+|:(?=\s))\s*"
_PLAIN = re.compile(rf"^(?P<place>{_CAPS}{_REGION}){_DATE}{_PAREN}{_DATE}{_DASH}")
_AGENCY_FIRST = re.compile(rf"^(?P<place>{_TITLED}{_REGION})?{_DATE}\s*[(\[/]\s*(?P<agency>[^)\]/]{{2,60}})\s*[)\]/]{_DATE}{_DASH}")
_TITLE_STOP = re.compile(r"^(?P<place>[Α-ΩА-ЯЁІЇЄЂЈЉЊЋЏ][\w\-]{2,17}(?:\s[Α-ΩА-ЯЁІЇЄ][\w\-]{2,17})?)\.\s+(?=[\"“„«]?[Α-ΩА-ЯЁІЇЄЂ])")
_TITLE_DASH = re.compile(rf"^(?P<place>{_TITLED}{_REGION}){_DATE}\s*(?:[—–―]|\s-|\.\s?[-–—]+)\s*(?=[\"“„«»‘]?[^\W\d_a-z])")
_NO_PLACE = frozenset("update breaking exclusive opinion analysis video watch live analyse kommentar exklusiv editorial correction note".split())  # noqa: SIM905
_CREDIT = re.compile(r"^[(\[©]?\s*(?:source|quelle|fuente|fonte|bron|källa|kilde|źródło|zdroj|πηγή|источник|kaynak|© ?(?:\d{4} )?)?\s*:?\s*(?P<name>[^()\[\]©.]{2,60}?)\s*[)\].]?$", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dateline:
    """A dateline as written, its place and agency, and where the text behind it begins."""

    text: str
    place: str | None
    agency: str | None
    end: int


def split_dateline(paragraph: str, extra: tuple[str, ...] = ()) -> Dateline | None:
    """Return the dateline that opens a paragraph, or None. `extra` are names of further agencies."""
    head = paragraph[:140]
    for pattern in (_PLAIN, _AGENCY_FIRST):
        m = pattern.match(head)
        if not m or m.end() >= len(paragraph) - 10:
            continue
        inside = m["agency"]
        agency = find_agency(inside, extra) if inside else None
        place = _trim(m["place"] or "", head[m.end("place") :] if m["place"] else "") or None
        if inside and not agency and pattern is _AGENCY_FIRST:
            continue
        if place and not inside and not _is_capital_place(place, m.group(0)):
            continue
        return Dateline(text=m.group(0).strip(), place=place, agency=agency, end=m.end())
    m = _TITLE_DASH.match(head) or _TITLE_STOP.match(head)
    if m and len(paragraph) - m.end() > 80 and m["place"].split()[0].lower().strip(",") not in _NO_PLACE and len(m["place"].split()) <= 3:
        return Dateline(text=m.group(0).strip(), place=_trim(m["place"], head[m.end("place") :]), agency=None, end=m.end())
    return None


def _trim(place: str, rest: str) -> str:
    """Return a place without punctuation at its end; the point of an abbreviated region stays ("HAYS, Kan."), even where `rest` has it."""
    place = place.strip(" ,")
    region = place.rsplit(",", 1)[-1].strip() if "," in place else ""
    if not 0 < len(region) <= 6:
        return place.rstrip(".")
    return f"{place}." if rest.startswith(".") and len(region) <= 5 and not region.isupper() else place


def find_agency(text: str, extra: tuple[str, ...] = ()) -> str | None:
    """Return the agency that a short credit names ("AP", "AFP/dpa": the first), or None."""
    spellings = load_agencies()
    if text in spellings:
        return spellings[text]
    for part in (text, *re.split(r"\s*[/,;&+|]\s*|\s+(?:and|und|et|y|e|mit|with|avec)\s+", text)):
        part = part.strip(" .:()[]©")
        if part in spellings:
            return spellings[part]
        for name in extra:
            if part and (part.casefold() == name.casefold() or part.casefold() == _short_name(name)):
                return name
    return None


def credit_agency(paragraph: str, extra: tuple[str, ...] = ()) -> str | None:
    """Return the agency of a paragraph that is nothing but a credit ("(dpa)", "Source: Reuters"), or None."""
    if len(paragraph) > 90 or paragraph[-1:] in "?!":
        return None
    if not _agency_pattern(extra).search(paragraph):
        return None
    m = _CREDIT.match(paragraph.strip())
    return _name_in_credit(paragraph, extra) or (find_agency(m["name"], extra) if m else None)


def _name_in_credit(line: str, extra: tuple[str, ...]) -> str | None:
    """Return the agency in a line that says nothing but that it had a share ("This report was supplied by AFP.")."""
    if len(line.split()) > 12:
        return None
    pattern = _agency_pattern(extra)
    named = pattern.search(line)
    rest = re.findall(r"\w+", pattern.sub(" ", line).lower())
    return find_agency(named.group(0), extra) if named and rest and all(w in _credit_words() for w in rest) else None


@lru_cache(maxsize=8)
def _agency_pattern(extra: tuple[str, ...]) -> re.Pattern[str]:
    known = "|".join(re.escape(n) for n in sorted(load_agencies(), key=lambda n: (-len(n), n)))
    further = {n for name in extra for n in (name, _short_name(name)) if len(n) > 2}
    added = "|".join(re.escape(n) for n in sorted(further, key=lambda n: (-len(n), n)))
    return re.compile(rf"(?<!\w)(?:(?i:{added})|{known})(?!\w)" if added else rf"(?<!\w)(?:{known})(?!\w)")


@lru_cache(maxsize=1)
def _credit_words() -> frozenset[str]:
    """Return the words of credit lines. Raises ValueError for a malformed file."""
    data = read_words(_WORDS)
    words = data.get("words") if isinstance(data, dict) else None
    if not isinstance(words, list) or not all(isinstance(w, str) and w == w.lower() for w in words):
        raise ValueError(f"{_WORDS.name}: needs a list of words in lower case")
    return frozenset(words)


@lru_cache(maxsize=1)
def load_agencies() -> dict[str, str]:
    """Return the agency by spelling. Raises ValueError for a malformed file."""
    data = read_words(_FILE)
    out: dict[str, str] = {}
    for name, spellings in data.items():
        if not isinstance(spellings, list) or not all(isinstance(s, str) for s in spellings):
            raise ValueError(f"{_FILE.name}: {name} needs a list of spellings")
        for spelling in spellings:
            out.setdefault(spelling, name)
    return out


def _short_name(name: str) -> str:
    return " ".join(w for w in name.casefold().split() if w not in _GENERIC)


def _is_capital_place(place: str, whole: str) -> bool:
    """Whether a place without an agency behind it is plausible: capitals, short, and not a single letter or a number."""
    first = place.split(",")[0]
    if len(first) < 3 or len(first.split()) > 4 or first.split()[0].lower().strip(",") in _NO_PLACE:
        return False
    return not (whole.rstrip().endswith(":") and (len(first.split()) > 2 or (len(first) < 6 and "," not in place)))
