"""Score what `presswatch tag` says of the golden articles: figures per layer, and every miss in a form that a person can read.

    python tests/quality/goldens.py [--show LAYER] [--only NAME] [--floors]

Rows are paired one to one, best first, as in the usual evaluations: names by overlap and class (person, organisation, place, other), times
by overlap, claims by their contents' words (intersection over union of at least a half), events by type and overlap of the trigger, or by
type within the sentence. Optional gold rows count neither way. Files and their form are owned by `golden_files`.
"""

from __future__ import annotations

import argparse
import datetime as dt
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # run as a script, over the package of this checkout
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "include"))

from tests.quality.golden_files import Golden, load_goldens
from tests.quality.golden_tally import Report, Row, Span, overlap, pair

from presswatch.settings import load_settings
from presswatch.tag.filter import TagFilter
from presswatch.tag.knowledge.base import KnowledgeBase

_CLASSES = {
    "person": "person", "people": "person", "organisation": "organisation", "company": "organisation", "party": "organisation", "armed_group": "organisation",
    "outlet": "organisation", "office": "organisation", "place": "place", "country": "place", "city": "place", "region": "place", "facility": "place",
}  # fmt: skip
FEW = 10  # rows; a figure over fewer has no floor, as one row would move it by ten points
_BREAKS = {"of", "in", "at", "from", "for", "with", "who", "which", "that", "to", "on", "by", "near", "and", "where", "whose"}


def tag_goldens(goldens: Iterable[Golden]) -> dict[str, Row]:
    """What the product says of each article, by its name; the model is loaded once."""
    tagger = TagFilter.load(load_settings())
    return {golden.name: tagger.tag_record(golden.record()) for golden in goldens}


def score_goldens(goldens: Iterable[Golden], said: dict[str, Row]) -> Report:
    """Compare all articles, in order."""
    report = Report()
    for golden in goldens:
        answer = said[golden.name]
        for layer, score in (("mentions", _score_names), ("times", _score_times), ("claims", _score_claims), ("events", _score_events)):
            if layer in golden.layers:
                score(report, golden, answer[layer])
    return report


def _span(row: Row) -> Span:
    return row["start"], row["end"]


def _count(report: Report, figure: str, layer: str, golden: Golden, gold: list[Row], said: list[Row], pairs: list[tuple[Row, Row]], show: Callable[[Row], str]) -> list[tuple[Row, Row]]:
    """Tally found, missing and too many; return the pairs that count."""
    real = [(g, s) for g, s in pairs if not g["optional"]]
    found, met = {id(g) for g, _ in pairs}, {id(s) for _, s in pairs}
    report.add(figure, len(real), len(said) - (len(pairs) - len(real)), sum(not g["optional"] for g in gold))
    report.misses += [(layer, golden.name, f"missing: {show(g)}") for g in gold if id(g) not in found and not g["optional"]]
    report.misses += [(layer, golden.name, f"too many: {show(s)}") for s in said if id(s) not in met]
    return real


# ------------------------------------------------------------------ names and times
def class_of(row: Row) -> str:
    return "other" if row["sense"] == "demonym" else _CLASSES.get(row["kind"], "other")


def _score_names(report: Report, golden: Golden, said: list[Row]) -> None:
    names = [m for m in said if m["sense"] not in ("role", "pronoun")]
    pairs = pair(golden.mentions, names, lambda g, s: overlap(g["span"], _span(s)) + (g["span"] == _span(s)) if class_of(g) == class_of(s) or g["optional"] else 0)
    real = _count(report, "names", "names", golden, golden.mentions, names, pairs, lambda r: f"{r['text']!r} {class_of(r)}")
    exact = {g["span"] for g in golden.mentions if not g["optional"]}
    loose = [g["span"] for g in golden.mentions if g["optional"]]
    report.add("names: exact span, any class", len(exact & {_span(m) for m in names}), sum(not any(overlap(s, _span(m)) for s in loose) for m in names), len(exact))
    linked = [(g, s) for g, s in real if s["entity_id"]]
    right = [g for g, s in linked if g["entity"] and is_entity(g["entity"], s["entity_id"])]
    report.add("names: entity", len(right), len(linked), sum(bool(g["entity"]) and not g["optional"] for g in golden.mentions))
    for g, s in real:
        if (s["entity_id"] or g["entity"]) and not (g["entity"] and s["entity_id"] and is_entity(g["entity"], s["entity_id"])):
            report.misses.append(("names", golden.name, f"entity: {g['text']!r} at {g['span'][0]} is {g['entity']}, said {s['entity_id']}"))
    metonyms = [g for g in golden.mentions if g["sense"] == "metonym" and not g["optional"]]
    mine = [m for m in names if m["sense"] == "metonym" and not any(overlap(s, _span(m)) for s in loose)]
    met = [(g, m) for g, m in pair(metonyms, mine, lambda g, m: overlap(g["span"], _span(m))) if m["entity_id"] and is_entity(g["entity"], m["entity_id"])]
    report.add("names: metonyms", len(met), len(mine), len(metonyms))
    day = dt.datetime.fromisoformat(golden.published_at).date()
    for role in golden.roles:
        met = [m for m in said if overlap(role["span"], _span(m)) and m["sense"] == "role"]
        right_role = any(m["entity_id"] and is_entity(role["entity"], m["entity_id"], day) for m in met)
        report.judge("names: role", right_role, "names", golden.name, f"{role['text']!r} is {role['entity']}, said {[m['entity_id'] for m in met]}")


def is_entity(wanted: str, entity_id: str, day: dt.date | None = None) -> bool:
    """Tell whether an id is the gold's: "place:Name/ISO3", or ids with "/" between equals; an office may be its holder of the day."""
    kb = KnowledgeBase.load()
    place = re.fullmatch(r"(?:place|name):(.+)/([A-Z]{3})", wanted)
    if place:
        if entity_id not in kb.entities:
            return False
        entity = kb.entities[entity_id]
        return entity.country == place[2] and place[1] in (entity.name, *entity.aliases)
    for one in wanted.split("/"):
        holder = kb.holder(one, day) if day and one.startswith("office:") else None
        if entity_id == one or (holder is not None and entity_id == holder.entity_id):
            return True
    return False


def _score_times(report: Report, golden: Golden, said: list[Row]) -> None:
    pairs = pair(golden.times, said, lambda g, s: overlap(g["span"], _span(s)) + (g["span"] == _span(s)))
    real = _count(report, "times", "times", golden, golden.times, said, pairs, lambda r: repr(r["text"]))
    right = 0
    for g, s in real:
        same = s["value"] is None if not g["values"] else _value(s["value"]) in [_value(v) for v in g["values"]]
        right += same
        if not same:
            report.misses.append(("times", golden.name, f"value: {g['text']!r} at {g['span'][0]} is {' or '.join(g['values']) or None}, said {s['value']} ({s['rule']})"))
    counts = report.tallies["times"]
    n_gold, n_said = sum(not g["optional"] for g in golden.times), len(said) - (len(pairs) - len(real))
    report.add("times: value", right, n_said, n_gold)
    assert counts.right <= counts.gold


def _value(value: str | None) -> str:
    return re.sub(r"(T\d\d:\d\d):00$", r"\1", re.sub(r"Z$", "", str(value or "").upper()))


# ------------------------------------------------------------------ claims
def words_in(text: str, places: Iterable[Span]) -> frozenset[int]:
    """The words of a text that lie within some places, by where they start."""
    places = list(places)
    return frozenset(m.start() for m in re.finditer(r"\w+", text) if any(a <= m.start() and m.end() <= b for a, b in places))


def find_head(text: str, place: Span) -> int | None:
    """Where the head word of a source starts: the last word before its first preposition, relative pronoun or comma."""
    head = None
    for m in re.finditer(r"\w+", text[slice(*place)]):
        if head is not None and (m[0].lower() in _BREAKS or re.search(r"[,;(]", text[place[0] + head : place[0] + m.start()])):
            break
        head = m.start()
    return None if head is None else place[0] + head


def _score_claims(report: Report, golden: Golden, said: list[Row]) -> None:
    text = golden.text
    for row in said:
        row["words"] = words_in(text, [(a, b) for a, b in row["content"]])
    gold = [{**g, "words": words_in(text, g["parts"])} for g in golden.claims]
    said = [s for s in said if s["words"]]

    def fit(g: Row, s: Row) -> float:
        share = len(g["words"] & s["words"]) / len(g["words"] | s["words"])
        same_cue = g["cue"] and s["cue_start"] is not None and overlap(g["cue"], (s["cue_start"], s["cue_end"]))
        return share + 0.05 * bool(same_cue) if share >= 0.5 else 0

    pairs = pair(gold, said, fit)
    real = _count(report, "claims", "claims", golden, gold, said, pairs, lambda r: _show_claim(text, r))
    whole = 0
    for g, s in real:
        mine = words_in(text, [_span(x) for x in s["sources"] if x["start"] is not None])
        heads = [find_head(text, x["span"]) for x in g["sources"]]
        right = all(h in mine for h in heads) if heads else not mine
        whole += right
        what = f"{g['text'][:60]!r}"
        if not right:
            report.misses.append(("claims", golden.name, f"source: {what} by {[x['text'] for x in g['sources']]}, said {[x['text'] for x in s['sources']]}"))
        if right and len(g["sources"]) == len(s["sources"]) == 1:
            kind = s["sources"][0]["kind"]
            report.judge("claims: kind of source", kind in g["sources"][0]["kind"].split("/"), "claims", golden.name, f"{g['sources'][0]['text']!r} is {g['sources'][0]['kind']}, said {kind}")
        report.judge("claims: certainty", s["certainty"] in g["certainty"].split("/"), "claims", golden.name, f"{what} is {g['certainty']}, said {s['certainty']}")
        report.judge("claims: polarity", g["polarity"] == s["polarity"], "claims", golden.name, f"{what} is {g['polarity']}, said {s['polarity']}")
        relays = [{**x, "optional": False} for x in g["relays"]]
        links = [(_span(r), r) for r in s["relays"] if r["start"] is not None]
        met = pair(relays, [{"place": p, **r} for p, r in links], lambda a, b: overlap(a["span"], b["place"]))
        report.add("claims: relays", len(met), len(s["relays"]), len(relays))
        if len(met) == len(relays) > 1:
            order = [r["span"] for r, _ in sorted(met, key=lambda m: [p for p, _ in links].index(m[1]["place"]))]
            report.judge("claims: order of relays", order == [r["span"] for r in relays], "claims", golden.name, f"{what} through {[x['text'] for x in relays]}")
        if len(met) < max(len(relays), len(s["relays"])):
            report.misses.append(("claims", golden.name, f"relays: {what} through {[x['text'] for x in relays]}, said {[x['text'] for x in s['relays']]}"))
    n_said = len(said) - (len(pairs) - len(real))
    report.add("claims: content and source", whole, n_said, sum(not g["optional"] for g in gold))


def _show_claim(text: str, row: Row) -> str:
    cue = text[slice(*row["cue"])] if isinstance(row["cue"], tuple) else row["cue"]
    content = row["text"] if "parts" in row and "text" in row else " / ".join(text[a:b] for a, b in row["content"])
    return f"[{cue}] {content[:90]!r} by {[x['text'] for x in row['sources']]}"


# ------------------------------------------------------------------ events
def _score_events(report: Report, golden: Golden, said: list[Row]) -> None:
    def fit(g: Row, s: Row) -> float:
        met = overlap(g["span"], (s["trigger_start"], s["trigger_end"]))
        if g["type"] != "any" and g["type"] != s["type"]:
            return 0
        if met:
            return 2 + (g["polarity"] == s["polarity"]) / 10 + (s["status"] in g["status"].split("/")) / 20
        return float(g["type"] == s["type"] and s["sentence_start"] <= g["span"][0] < s["sentence_end"])

    pairs = pair(golden.events, said, fit)
    real = _count(report, "events", "events", golden, golden.events, said, pairs, _show_event)
    factual = 0
    for g, s in real:
        what = f"{g['text']!r} {g['type']}"
        same = s["status"] in g["status"].split("/") and g["polarity"] == s["polarity"]
        factual += same
        if not same:
            report.misses.append(("events", golden.name, f"status: {what} is {g['status']} {g['polarity']}, said {s['status']} {s['polarity']}"))
        if g["mode"]:
            report.judge("events: mode", g["mode"] == s["mode"], "events", golden.name, f"{what} is {g['mode']}, said {s['mode']}")
        for side in [key for key in ("actors", "recipients") if g[key] is not None]:
            wanted, mine = {a["country"] for a in g[side]} - {None}, {a["country"] for a in s[side]} - {None}
            texts = f"{[a['text'] for a in g[side]]} {sorted(wanted)}, said {[a['text'] for a in s[side]]} {sorted(mine)}"
            report.judge(f"events: countries of {side}", wanted == mine, "events", golden.name, f"{what} {texts}")
        report.judge("events: carried by a claim", g["carried"] == (s["claim_id"] is not None), "events", golden.name, f"{what} is {g['carried']}")
        if g["has_when"]:
            report.judge("events: time", _has_time(g["when"], s), "events", golden.name, f"{what} is {g['when']}, said {s['time_start_at']} ({s['time_granularity']})")
        if g["places"]:
            found = all(any(overlap(p["span"], _span(q)) or p["text"] in q["text"] for q in s["places"]) for p in g["places"])
            report.judge("events: place", found, "events", golden.name, f"{what} in {[p['text'] for p in g['places']]}, said {[p['text'] for p in s['places']]}")
    n_said = len(said) - (len(pairs) - len(real))
    report.add("events: type, status and polarity", factual, n_said, sum(not g["optional"] for g in golden.events))


def _has_time(wanted: str | None, row: Row) -> bool:
    """Tell whether an event's interval begins with the gold's year, month or day; None asks for no time."""
    if wanted is None or row["time_start_at"] is None:
        return wanted is None and row["time_start_at"] is None
    size = {4: "year", 7: "month", 10: "day"}[len(wanted)]
    fine = row["time_granularity"] == size or (size == "day" and row["time_granularity"] in ("hour", "minute", "second", "part_of_day"))
    start = dt.datetime.fromisoformat(row["time_start_at"])
    # A day of the outlet's own zone may begin on the day before in UTC.
    return fine and any((start + dt.timedelta(hours=h)).date().isoformat().startswith(wanted) for h in (0, 14))


def _show_event(row: Row) -> str:
    text = row.get("trigger") or row["text"]
    return f"{row['type']} {text!r} {[a['text'] for a in row['actors']]} -> {[a['text'] for a in row['recipients'] or ()]} {row['status']} {row['polarity']}"


def main() -> int:
    """Print the figures and, where asked, the misses."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--show", metavar="LAYER", choices=("names", "times", "claims", "events", "all"), help="list the misses of a layer, or of all")
    parser.add_argument("--only", metavar="NAME", default="", help="only articles whose name holds this")
    parser.add_argument("--floors", action="store_true", help="print the floors: what is measured now less one point")
    options = parser.parse_args()
    goldens = [g for g in load_goldens() if options.only in g.name]
    report = score_goldens(goldens, tag_goldens(goldens))
    lines = []
    if options.floors:
        lines = [f'"{figure}": {max(0.0, t.f1 - 0.01):.3f}' for figure, t in report.tallies.items() if t.gold >= FEW]
    else:
        lines.append(f"{len(goldens)} articles\n{'figure':36} {'P':>6} {'R':>6} {'F1':>6} {'right':>6} {'said':>6} {'gold':>6}")
        lines += [f"{figure:36} {t.precision:6.3f} {t.recall:6.3f} {t.f1:6.3f} {t.right:6} {t.said:6} {t.gold:6}" for figure, t in report.tallies.items()]
        lines += [f"{layer} {name}: {what}" for layer, name, what in report.misses if options.show in (layer, "all")]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
