"""How much a confidence is worth: rows of claims and events in bins of confidence, with the share of each bin that the labels bear out.

Part of `make eval` (`python tests/quality/calibration.py` alone draws docs/reliability.svg anew). A claim is right if half of its
content's words and the head of its source are the labels'; an event if its type is one that is marked in the sentence. Labels mark
one event a sentence, so events that are true but unmarked count as wrong: their curve is a lower bound.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import altair as alt
from evaluate import ROOT, find_shelf, load_scorer, run_filter  # type: ignore[import-not-found]
from rich.console import Console
from rich.table import Table

CHART = ROOT / "docs" / "reliability.svg"
BINS = (0.0, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.01)
LEAST = 20

Judged = list[tuple[float, bool, str]]
"""Confidence, whether it is right, and the rule."""


def judge_claims(scorer: Any, gold: dict[str, dict[str, Any]], found: list[dict[str, Any]]) -> Judged:
    """Return each claim with whether the labels bear it out."""
    judged: Judged = []
    for record in found:
        row = gold[record["id"]]
        tokens = scorer.Tokens(row["text"])
        wanted = [(tokens.inside(c["content"]), c) for c in row["claims"]]
        for claim in record["claims"]:
            mine = tokens.inside(claim["content"])
            best = max(wanted, key=lambda pair: len(pair[0] & mine) / (len(pair[0] | mine) or 1), default=None)
            right = best is not None and len(best[0] & mine) >= 0.5 * (len(best[0] | mine) or 1)
            if right and best is not None:
                sources = tokens.inside([(s["start"], s["end"]) for s in claim["sources"] if s.get("start") is not None])
                right = tokens.head(best[1]["source"]) in sources if best[1].get("source") else not sources
            judged.append((claim["confidence"], bool(right), claim["rule"]))
    return judged


def judge_events(scorer: Any, gold: dict[str, dict[str, Any]], found: list[dict[str, Any]]) -> Judged:
    """Return each event with whether its type is marked in its sentence."""
    judged: Judged = []
    for record in found:
        row = gold[record["id"]]
        if row.get("type_scorable", True):
            wanted = {scorer.root_of(e) for e in row["events"]}
            judged += [(e["confidence"], scorer.root_of(e) in wanted, e["type"]) for e in record["events"]]
    return judged


def bin_rows(layer: str, judged: Judged) -> list[dict[str, Any]]:
    """Return the bins of a layer that hold enough rows: mean confidence, share right, number."""
    bins: dict[int, Judged] = defaultdict(list)
    for row in judged:
        bins[sum(row[0] >= edge for edge in BINS)].append(row)
    return [
        {"layer": layer, "confidence": sum(c for c, _, _ in held) / len(held), "right": sum(r for _, r, _ in held) / len(held), "n": len(held)}
        for _, held in sorted(bins.items())
        if len(held) >= LEAST
    ]


def draw(rows: list[dict[str, Any]], path: Path) -> None:
    """Write the picture: a point a bin, the diagonal where confidence and share are the same."""
    scale = alt.Scale(domain=[0, 1])
    points = alt.Chart(alt.Data(values=rows)).mark_line(point=True).encode(
        x=alt.X("confidence:Q", scale=scale, title="confidence given"), y=alt.Y("right:Q", scale=scale, title="share that the labels bear out"), color=alt.Color("layer:N", title=None)
    )  # fmt: skip
    diagonal = alt.Chart(alt.Data(values=[{"v": 0}, {"v": 1}])).mark_line(strokeDash=[4, 4], color="#999").encode(x="v:Q", y="v:Q")
    (diagonal + points).properties(width=360, height=360, title="What a confidence is worth").save(str(path))


def main() -> int:
    """Judge, print and draw; with --rules, print the share right by rule too."""
    console = Console()
    shelf = find_shelf()
    if shelf is None:
        console.print("no labelled data: set SHELF to a folder with eval/score.py and corpus/. Nothing was measured.")
        return 0
    scorer = load_scorer(shelf)
    rows: list[dict[str, Any]] = []
    for layer, task, judge, file, only in (
        ("claims", "claims", judge_claims, "language/claims.jsonl.gz", "polnear-dev"),
        ("events", "events", judge_events, "language/events.jsonl", None),
    ):
        gold, found = run_filter(shelf, task, "tag", file, only)
        judged = judge(scorer, gold, found)
        rows += bin_rows(layer, judged)
        if "--rules" in sys.argv:
            by_rule: dict[str, list[bool]] = defaultdict(list)
            for _, right, rule in judged:
                by_rule[rule].append(right)
            for rule, held in sorted(by_rule.items(), key=lambda item: -len(item[1])):
                console.print(f"{layer} {rule}: {sum(held) / len(held):.2f} of {len(held)}")
    table = Table("layer", "confidence", "right", "rows", title="What a confidence is worth")
    for row in rows:
        table.add_row(row["layer"], f"{row['confidence']:.2f}", f"{row['right']:.2f}", str(row["n"]))
    console.print(table)
    draw(rows, CHART)
    console.print(f"picture: {CHART.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
