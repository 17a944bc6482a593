"""`make eval`: quality on labelled data, beside the last released figures; fails on a drop of more than a point.

The labelled data isn't part of the project: it is looked for in the folder SHELF (default ../shared), which holds `eval/score.py`
and `corpus/`. Without it this says so and ends well. `--release` writes the figures as the new released ones.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

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
    "times": ("times", "tag", "language/times.jsonl", ("relaxed_f", "value_f")),
    "claims": ("claims", "tag", "language/claims.jsonl.gz", ("content50_f", "source_head", "claim_and_source_f")),
    "events": ("events", "tag", "language/events.jsonl", ("root_acc", "root_acc_any", "root_macro_f1", "quad_acc", "dyad_codes")),
    "factuality": ("factuality", "tag", "language/factuality.jsonl", ("coverage", "certainty_acc", "polarity_acc")),
}
ONLY_SET = {"claims": "polnear-dev"}
LOWER_IS_BETTER = {"must_not_leak"}


def main() -> int:
    """Score every task whose data is there; return 1 if a figure fell by more than a point."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--release", action="store_true", help="keep the figures as the released ones")
    parser.add_argument("--only", action="append", metavar="NAME", help="only tasks whose name starts so (may be repeated)")
    options = parser.parse_args()
    shelf = Path(os.environ.get("SHELF", ROOT.parent / "shared")).resolve()
    console = Console()
    if not (shelf / "eval" / "score.py").exists():
        console.print(f"no labelled data at {shelf}: set SHELF to a folder with eval/score.py and corpus/. Nothing was evaluated.")
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
    """Run a filter over the input made from the gold file and return the scorer's figures by set."""
    scorer = [sys.executable, str(shelf / "eval" / "score.py"), task]
    file = shelf / "corpus" / gold
    with tempfile.TemporaryDirectory() as folder:
        source, answer = Path(folder) / "in.jsonl", Path(folder) / "out.jsonl"
        made = subprocess.run([*scorer, "--make-input", str(file)], capture_output=True, text=True, check=True).stdout
        if only:
            made = "".join(line + "\n" for line in made.splitlines() if json.loads(line)["id"].startswith(f"{only}/"))
        source.write_text(made, encoding="utf-8")
        with answer.open("w", encoding="utf-8") as out:
            subprocess.run([sys.executable, "-m", "presswatch", *command.split(), str(source)], stdout=out, check=False)
        extra = ["--set", only] if only else []
        printed = subprocess.run([*scorer, "--gold", str(file), "--pred", str(answer), "--json", *extra], capture_output=True, text=True, check=True).stdout
    scores: dict[str, dict[str, float]] = json.loads(printed)
    return scores


if __name__ == "__main__":
    sys.exit(main())
