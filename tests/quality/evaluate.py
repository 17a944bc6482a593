"""`make eval`: quality on labelled data, beside the last released figures; fails on a drop of more than a point.

The labelled data isn't part of the project: it is looked for in the folder SHELF (default ../shared), which holds `eval/score.py`
and `corpus/`. Without it this says so and ends well. `--release` writes the figures as the new released ones.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import zlib
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from rich.console import Console
from rich.table import Table

from presswatch.tag.knowledge import KnowledgeBase

ROOT = Path(__file__).resolve().parents[2]
RELEASED = ROOT / "docs" / "figures.json"
TASKS: dict[str, tuple[str, str, str, tuple[str, ...]]] = {
    # name: scorer's task, filter, gold file, figures shown
    "pages: naeb": ("extract", "extract", "pages/naeb.jsonl", ("word_f1", "title_exact", "date_same_day")),
    "pages: fundus-tests": ("extract", "extract", "pages/fundus-tests.jsonl", ("word_f1", "title_exact", "date_same_day")),
    "pages: wcxb-dev": ("extract", "extract", "pages/wcxb-dev.jsonl", ("word_f1", "title_exact", "date_same_day", "must_have_recall", "must_not_leak")),
    "pages: outlets, alone": ("extract", "extract", "pages/outlets.jsonl", ("word_f1",)),
    "pages: outlets, learnt": ("extract", "extract --learn", "pages/outlets.jsonl", ("word_f1",)),
    "feeds": ("feeds", "feeds", "feeds/expected.jsonl", ("entries_counted_right", "all_facts_right")),
    "near-duplicates": ("dedupe", "dedupe", "language/neardup.jsonl", ("pair_p", "pair_r", "pair_f")),
    "stories": ("stories", "stories", "language/stories.jsonl", ("pair_p", "pair_r", "pair_f")),
    "names": ("ner", "tag", "language/ner.jsonl", ("micro_overlap_f", "span_only_f")),
    "links": ("links", "tag", "language/ner.jsonl", ("link_p", "link_r")),
    "times": ("times", "tag", "language/times.jsonl", ("relaxed_f", "value_f")),
    "claims": ("claims", "tag", "language/claims.jsonl.gz", ("content50_f", "source_head", "claim_and_source_f")),
    "events": ("events", "tag", "language/events.jsonl", ("root_acc", "root_acc_any", "root_macro_f1", "quad_acc", "mode_acc", "dyad_codes", "no_event_f1")),
    "factuality": ("factuality", "tag", "language/factuality.jsonl", ("coverage", "certainty_acc", "polarity_acc", "negated_f", "future_acc")),
}
Record = dict[str, Any]
_ANSWERS: dict[tuple[str, str, str | None], list[Record]] = {}
"""What a filter answered, so that two tasks over the same texts run it once."""

ONLY_SET = {"claims": "polnear-dev"}
LOWER_IS_BETTER = {"must_not_leak"}


def main() -> int:
    """Score every task whose data is there; return 1 if a figure fell by more than a point."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--release", action="store_true", help="keep the figures as the released ones")
    parser.add_argument("--only", action="append", metavar="NAME", help="only tasks whose name starts so (may be repeated)")
    options = parser.parse_args()
    console = Console()
    shelf = find_shelf()
    if shelf is None:
        console.print("no labelled data: set SHELF to a folder with eval/score.py and corpus/. Nothing was evaluated.")
        return 0
    released = json.loads(RELEASED.read_text(encoding="utf-8")) if RELEASED.exists() else {}
    found: dict[str, dict[str, dict[str, float]]] = {}
    table = Table("task", "set", "figure", "now", "released", "change", title="Quality on labelled data")
    fallen = 0
    for name, (task, command, gold, figures) in TASKS.items():
        if options.only and not any(name.startswith(prefix) for prefix in options.only):
            continue
        console.print(f"[dim]{name}: presswatch {command}[/dim]")
        found[name] = {s: {k: v for k in figures if (v := values.get(k)) is not None} for s, values in score(shelf, task, command, gold, ONLY_SET.get(name)).items()}
        for set_name, values in found[name].items():
            for figure, value in values.items():
                before = released.get(name, {}).get(set_name, {}).get(figure)
                change = None if before is None else (before - value if figure in LOWER_IS_BETTER else value - before)
                bad = change is not None and change < -0.01
                fallen += bad
                shown = "" if change is None else f"{'[red]' if bad else ''}{change:+.3f}"
                table.add_row(name, set_name, figure, f"{value:.3f}", "" if before is None else f"{before:.3f}", shown)
    console.print(table)
    if options.release:
        RELEASED.write_text(json.dumps({**released, **found}, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    if fallen:
        console.print(f"[red]{fallen} figures fell by more than a point[/red]")
    return 1 if fallen else 0


def score(shelf: Path, task: str, command: str, gold: str, only: str | None) -> dict[str, dict[str, float]]:
    """Return the scorer's figures of a filter's answers by set."""
    scorer = load_scorer(shelf)
    if task == "links" and not scorer.KB:
        scorer.KB |= {entity.entity_id: [scorer.link_key(name) for name in (entity.name, *entity.aliases)] for entity in KnowledgeBase.load().entities.values()}
    rows, answers = run_filter(shelf, task, command, gold, only)
    rows = {key: row for key, row in rows.items() if task != "ner" or is_unseen(row)}
    answers = [answer for answer in answers if answer["id"] in rows]
    scores: dict[str, dict[str, float]] = scorer.score(task, list(rows.values()), answers, only)
    return scores


def is_unseen(row: Record) -> bool:
    """Return whether the name tagger wasn't trained on a row: of two sets it saw four fifths, of GUM the news marked so (see tag/mentions/weights/README.md)."""
    if row.get("set") in ("uner-ewt-dev", "crossner-politics"):
        return zlib.crc32(row["id"].encode()) % 5 == 0
    return row.get("set") != "gum-news" or row.get("split") != "train"


def run_filter(shelf: Path, task: str, command: str, gold: str, only: str | None) -> tuple[dict[str, Record], list[Record]]:
    """Run a filter over the input made from a gold file; return the gold rows by id, and the answers."""
    scorer, file = load_scorer(shelf), shelf / "corpus" / gold
    key = (command, gold, only)
    if key not in _ANSWERS:
        with tempfile.TemporaryDirectory() as folder:
            source, answer = Path(folder) / "in.jsonl", Path(folder) / "out.jsonl"
            source.write_text("".join(json.dumps(row) + "\n" for row in scorer.make_input(task, file, None, only)), encoding="utf-8")
            with answer.open("w", encoding="utf-8") as out:
                subprocess.run([sys.executable, "-m", "presswatch", *command.split(), str(source)], stdout=out, check=False)
            _ANSWERS[key] = scorer.read(answer)
    return {row["id"]: row for row in scorer.read(file) if only is None or row.get("set") == only}, _ANSWERS[key]


@cache
def load_scorer(shelf: Path) -> ModuleType:
    """Return the scorer as a module."""
    spec = importlib.util.spec_from_file_location("score", shelf / "eval" / "score.py")
    if spec is None or spec.loader is None:
        raise ImportError(f"{shelf}: no scorer")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def find_shelf() -> Path | None:
    """Return the folder with the labelled data, None where there is none."""
    shelf = Path(os.environ.get("SHELF", ROOT.parent / "shared")).resolve()
    return shelf if (shelf / "eval" / "score.py").exists() else None


if __name__ == "__main__":
    sys.exit(main())
