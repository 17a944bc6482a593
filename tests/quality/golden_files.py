"""Golden articles as they stand on disk: their form, how the words of a gold row find their place in the text, what a file must hold.

Gold rows give words, not offsets, so that people can review them. "word#2" is the second occurrence; "first words ... last words" is the
stretch from the one to the other. Words that aren't in the text, or stand there more than once where one place is meant, are refused. This
module knows nothing of what the product says. The conventions of annotation are in tests/golden/reading/README.md.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from presswatch.model.language import CERTAINTIES, ENTITY_KINDS, EVENT_TYPES, POLARITIES, SENSES, SOURCE_KINDS, STATUSES
from presswatch.tag.ontology import load_ontology

FOLDER = Path(__file__).resolve().parents[1] / "golden" / "reading"
LAYERS = ("mentions", "times", "claims", "events")
KINDS_OF_ARTICLE = ("news", "sport", "business", "metaphor", "disaster", "local")  # all but news hold no event
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_KEYS = {"title", "published_at", "outlet_country", "language", "about", "kind", "layers", "text", "mentions", "roles", "times", "claims", "events", "never", "fails_today"}
_CLAIM_KEYS = {"cue", "content", "sources", "relays", "certainty", "polarity", "optional"}
_EVENT_KEYS = {"trigger", "type", "mode", "actors", "recipients", "places", "when", "status", "polarity", "carried_by_claim", "optional"}
_NEVER_KEYS = {"type", "trigger", "actor", "status", "polarity", "starts", "why", "fails_today"}
Span = tuple[int, int]


class GoldError(ValueError):
    """A golden file that can't be used; the message says which row and why."""


@dataclass(slots=True)
class Golden:
    """One article with its gold. Rows are dicts whose `span`, `parts`, ... are half-open character ranges of `text`."""

    name: str
    title: str
    text: str
    published_at: str
    outlet_country: str | None
    language: str
    about: str
    kind: str
    fails_today: str | None
    layers: tuple[str, ...]
    mentions: list[dict[str, Any]] = field(default_factory=list)
    roles: list[dict[str, Any]] = field(default_factory=list)
    times: list[dict[str, Any]] = field(default_factory=list)
    claims: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    never: list[dict[str, Any]] = field(default_factory=list)

    def record(self) -> dict[str, Any]:
        """The article as `presswatch tag` reads it."""
        return {"id": self.name, "title": self.title, "text": self.text, "published_at": self.published_at, "language": self.language, "outlet_country": self.outlet_country}


def list_files() -> list[Path]:
    """Every golden file, in the order of their names."""
    return sorted(FOLDER.glob("[0-9]*.yaml"))


def load_goldens() -> list[Golden]:
    """Read all golden files. Raises GoldError for one that can't be used."""
    return [load_golden(path) for path in list_files()]


def load_golden(path: Path) -> Golden:
    """Read and check one file. Raises GoldError that names the file and the row."""
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # strings only: dates and "no" stay as written
        return _read(path.stem, raw)
    except (GoldError, KeyError, TypeError, ValueError, yaml.YAMLError) as error:
        raise GoldError(f"{path.name}: {error if isinstance(error, (GoldError, yaml.YAMLError)) else repr(error)}") from error


def _read(name: str, raw: dict[str, Any]) -> Golden:
    _check(set(raw) <= _KEYS, f"unknown keys {sorted(set(raw) - _KEYS)}")
    text = "\n\n".join(" ".join(block.split()) for block in re.split(r"\n\s*\n", raw["text"].strip()))
    layers = tuple(raw.get("layers", LAYERS))
    _check(set(layers) <= set(LAYERS), f"unknown layers {layers}")
    _check(raw["kind"] in KINDS_OF_ARTICLE, f"unknown kind {raw['kind']!r}")
    dt.datetime.fromisoformat(raw["published_at"])
    golden = Golden(
        name=name, title=raw["title"], text=text, published_at=raw["published_at"], outlet_country=raw.get("outlet_country"), language=raw["language"],
        about=raw["about"], kind=raw["kind"], fails_today=raw.get("fails_today"), layers=layers,
    )  # fmt: skip
    golden.mentions = _read_mentions(text, raw.get("mentions") or [], roles=False)
    golden.roles = _read_mentions(text, raw.get("roles") or [], roles=True)
    golden.times = _read_times(text, raw.get("times") or [])
    golden.claims = [_read_claim(text, row) for row in raw.get("claims") or []]
    golden.events = [_read_event(text, row) for row in raw.get("events") or []]
    _check(golden.kind == "news" or not golden.events, f"{golden.kind} holds no event")
    golden.never = [_read_never(text, row) for row in raw.get("never") or []]
    return golden


def find_all(text: str, words: str) -> list[Span]:
    """Every place where the words stand as whole words."""
    return [m.span() for m in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)]


def find_one(text: str, written: str, near: int | None = None) -> Span:
    """The place of a gold row's words; of several the one nearest to `near`. Raises GoldError."""
    first, dots, last = written.partition(" ... ")
    if dots:
        start = find_one(text, first, near)
        ends = [s for s in find_all(text, last) if s[0] >= start[1]]
        _check(ends, f"{last!r} doesn't come after {first!r}")
        return start[0], ends[0][1]
    words, nth = _split_nth(written)
    places = find_all(text, words)
    _check(places, f"{words!r} isn't in the text")
    if nth:
        _check(nth <= len(places), f"{words!r} isn't {nth} times in the text")
        return places[nth - 1]
    if near is not None:
        return min(places, key=lambda s: (min(abs(s[0] - near), abs(s[1] - near)), s))
    _check(len(places) == 1, f"{words!r} is {len(places)} times in the text: say which")
    return places[0]


def _split_nth(written: str) -> tuple[str, int]:
    found = re.fullmatch(r"(.+)#(\d+)", written, re.DOTALL)
    return (found[1], int(found[2])) if found else (written, 0)


def _place_rows(text: str, rows: list[list[Any]]) -> list[tuple[Span, list[Any]]]:
    """Places of rows [words, ...]: those with a number first, then longer words before shorter ones, each at every place still free."""
    taken: list[Span] = []
    placed: list[tuple[Span, list[Any]]] = []
    for row in sorted(rows, key=lambda r: (not _split_nth(r[0])[1], -len(r[0]))):
        if _split_nth(row[0])[1]:
            places = [find_one(text, row[0])]
        else:
            places = [s for s in find_all(text, row[0]) if not any(s[0] < t[1] and t[0] < s[1] for t in taken)]
            _check(places, f"{row[0]!r} isn't in the text, or stands only where other rows are")
        if row[-1] != "range":  # a range holds other rows
            taken += places
        placed += [(place, row) for place in places]
    return sorted(placed, key=lambda p: p[0])


def _read_mentions(text: str, rows: list[list[str]], *, roles: bool) -> list[dict[str, Any]]:
    out = []
    for place, row in _place_rows(text, rows):
        words, kind, entity, sense, *flags = [*row, *["null", "role" if roles else "literal"][len(row) - 2 :]]
        _check(kind in ENTITY_KINDS, f"{words!r}: no kind {kind!r}")
        _check(sense in SENSES and (sense in ("role", "pronoun")) == roles, f"{words!r}: no sense {sense!r} here")
        _check(flags in ([], ["optional"]), f"{words!r}: unknown {flags}")
        out.append({"span": place, "text": text[slice(*place)], "kind": kind, "entity": _null(entity), "sense": sense, "optional": bool(flags)})
    return out


def _read_times(text: str, rows: list[list[Any]]) -> list[dict[str, Any]]:
    out = []
    for place, row in _place_rows(text, rows):
        words, value, *flags = row
        _check(flags in ([], ["optional"], ["range"]), f"{words!r}: unknown {flags}")
        values = value if isinstance(value, list) else [] if _null(value) is None else [value]
        _check_weekday(text[slice(*place)], values)
        out.append({"span": place, "text": text[slice(*place)], "values": values, "optional": flags == ["optional"]})
    return out


def _check_weekday(words: str, values: list[str]) -> None:
    """Refuse a day that doesn't fall on the weekday that the words name."""
    named = [d for d in _WEEKDAYS if d in words]
    days = [m[0] for v in values if (m := re.match(r"\d{4}-\d\d-\d\d", v))]
    falls = [_WEEKDAYS[dt.date.fromisoformat(d).weekday()] for d in days]
    _check(not named or not days or set(named) & set(falls), f"{words!r} is no {' or '.join(falls)} ({', '.join(days)})")


def _read_claim(text: str, row: dict[str, Any]) -> dict[str, Any]:
    _check(set(row) <= _CLAIM_KEYS and {"cue", "content", "certainty"} <= set(row), f"claim with keys {sorted(row)}")
    parts = [find_one(text, p) for p in (row["content"] if isinstance(row["content"], list) else [row["content"]])]
    parts.sort()
    cue = None if _null(row["cue"]) is None else _find_near(text, row["cue"], parts)
    near = [cue] if cue else parts
    out = {"cue": cue, "parts": parts, "text": " / ".join(text[slice(*p)] for p in parts), "certainty": row["certainty"], "polarity": row.get("polarity", "affirmed")}
    _check(set(out["certainty"].split("/")) <= set(CERTAINTIES) and out["polarity"] in POLARITIES, f"claim {row['cue']!r}: {out['certainty']}, {out['polarity']}")
    for key in ("sources", "relays"):
        out[key] = []
        for words, kind in row.get(key) or []:
            _check(set(kind.split("/")) <= set(SOURCE_KINDS), f"claim {row['cue']!r}: no kind of source {kind!r}")
            out[key].append({"span": _find_near(text, words, near), "text": words, "kind": kind})
    return {**out, "optional": _flag(row, "optional")}


def _find_near(text: str, written: str, places: list[Span]) -> Span:
    spots = [find_one(text, written, p) for s in places for p in s]
    return min(spots, key=lambda x: min(max(x[0] - s[1], s[0] - x[1], 0) for s in places))


def _read_event(text: str, row: dict[str, Any]) -> dict[str, Any]:
    _check(set(row) <= _EVENT_KEYS and {"trigger", "type"} <= set(row), f"event with keys {sorted(row)}")
    span = find_one(text, row["trigger"])
    kind, mode = row["type"], _null(row.get("mode"))
    _check(kind in EVENT_TYPES or (kind == "any" and "optional" in row), f"no type {kind!r}")
    _check(mode is None or mode in load_ontology().types[kind].modes, f"{row['trigger']!r}: {kind} has no mode {mode!r}")
    out: dict[str, Any] = {"span": span, "text": text[slice(*span)], "type": kind, "mode": mode}
    for key in ("actors", "recipients"):
        out[key] = None if key == "recipients" and key not in row else []
        for words, country in row.get(key) or []:
            _check(re.fullmatch(r"[A-Z]{3}|null", country), f"{row['trigger']!r}: no country {country!r}")
            out[key].append({"span": _find_near(text, words, [span]), "text": words, "country": _null(country)})
    out["places"] = [{"span": _find_near(text, words, [span]), "text": words} for words in row.get("places") or []]
    out["status"], out["polarity"] = row.get("status", "actual"), row.get("polarity", "affirmed")
    _check(set(out["status"].split("/")) <= set(STATUSES) and out["polarity"] in POLARITIES, f"{row['trigger']!r}: {out['status']}, {out['polarity']}")
    out["when"], out["has_when"] = _null(row.get("when")), "when" in row
    return {**out, "carried": _flag(row, "carried_by_claim"), "optional": _flag(row, "optional")}


def _read_never(text: str, row: dict[str, Any]) -> dict[str, Any]:
    """An event that must not be read: whatever is given of type, trigger, country of an actor, status, polarity must not come together."""
    _check(set(row) <= _NEVER_KEYS and "why" in row and len(row) > 1, f"never with keys {sorted(row)}")
    _check(row.get("type", EVENT_TYPES[0]) in EVENT_TYPES, f"no type {row.get('type')!r}")
    return {**row, "trigger": find_one(text, row["trigger"]) if "trigger" in row else None}


def _flag(row: dict[str, Any], key: str) -> bool:
    value = row.get(key, "false")
    _check(value in ("true", "false"), f"{key} is {value!r}")
    return bool(value == "true")


def _null(value: str | None) -> str | None:
    return None if value in (None, "null", "~", "") else value


def _check(holds: Any, message: str) -> None:
    if not holds:
        raise GoldError(message)
