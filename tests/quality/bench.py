"""`make bench`: speed and quality of extraction beside peers, over the same pages, in one run.

Pages come from the folder SHELF (default ../shared, see evaluate.py), whole outlets at a time, so that there is something to learn
from; without it the bundled newsroom's pages are used. Every system takes turns over the same pages in a process of its own, on one core; the
ratio to trafilatura's default mode with metadata is what counts. A chart is written to var/bench.svg.
"""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
import tempfile
import zlib
from collections import defaultdict
from pathlib import Path
from statistics import mean, median
from typing import Any
from urllib.parse import urlsplit

import altair as alt
from extractors import OURS, PEERS  # type: ignore[import-not-found]
from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[2]
PAGES = int(os.environ.get("PAGES", "160"))
ROUNDS = 3
REFERENCE = "trafilatura default"
PEERS_PYTHON = ROOT / ".venv-peers" / "bin" / "python"

Row = dict[str, Any]


def main() -> int:
    """Print pages a second and word F1 of each system: the median of some rounds, taken in turns."""
    console = Console()
    with tempfile.TemporaryDirectory() as folder:
        rows, where = write_pages(Path(folder))
        listed = Path(folder) / "pages.jsonl"
        listed.write_text("".join(json.dumps({k: row[k] for k in ("id", "url", "html_path")}) + "\n" for row in rows), encoding="utf-8")
        seconds: dict[str, list[float]] = defaultdict(list)
        texts: dict[str, dict[str, str]] = {}
        for number in range(ROUNDS):
            for name in (*OURS, *PEERS):
                console.print(f"[dim]round {number + 1} of {ROUNDS}: {name}[/dim]")
                done = run_system(name, listed)
                if done is None:
                    console.print(f"{name} isn't installed: left out")
                    continue
                texts[name], used = done
                seconds[name].append(used)
    figures = [
        {"system": name, "kind": "peer" if not name.startswith("presswatch") else "Presswatch", "pages a second": len(rows) / median(times), "times": median(seconds[REFERENCE]) / median(times), "word F1": score(rows, texts[name])}
        for name, times in sorted(seconds.items(), key=lambda item: median(item[1]))
    ]
    table = Table("system", "pages a second", f"times {REFERENCE}", "word F1", title=f"{len(rows)} pages of {where}, one core, median of {ROUNDS} rounds")
    for figure in figures:
        f1 = figure["word F1"]
        table.add_row(figure["system"], f"{figure['pages a second']:.1f}", f"{figure['times']:.2f}", "" if f1 is None else f"{f1:.3f}")
    console.print(table)
    console.print(f"chart: {draw(figures)}")
    return 0


def write_pages(folder: Path) -> tuple[list[Row], str]:
    """Write pages as plain files; return rows {"id", "url", "html_path", "gold"?} and a word for where they come from."""
    shelf = Path(os.environ.get("SHELF", ROOT.parent / "shared")).resolve() / "corpus" / "pages"
    by_host: dict[str, list[Row]] = defaultdict(list)
    for file in sorted(shelf.glob("*.jsonl")):
        for row in map(json.loads, filter(None, file.read_text(encoding="utf-8").split("\n"))):
            by_host[urlsplit(row.get("url") or "").netloc].append(row)
    chosen: list[Row] = []
    for host in sorted(by_host, key=lambda h: zlib.crc32(h.encode())):
        if len(chosen) < PAGES:
            chosen += by_host[host][: PAGES // 6]
    if chosen:
        pages = [(row["id"], row.get("url") or "https://unknown.example/", gzip.decompress((shelf / row["html_path"]).read_bytes()), row.get("text")) for row in chosen]
        where = "labelled data"
    else:
        from datetime import date

        from sample.newsroom import Newsroom

        pages = [(p.url, p.url, p.html, None) for p in Newsroom(date(2024, 11, 20)).live_pages()]
        where = "the bundled newsroom (no labelled pages at SHELF)"
    rows = []
    for number, (identity, url, html, gold) in enumerate(pages):
        path = folder / f"{number}.html"
        path.write_bytes(html)
        rows.append({"id": identity, "url": url, "html_path": str(path), "gold": gold})
    return rows, where


def run_system(name: str, listed: Path) -> tuple[dict[str, str], float] | None:
    """Return a system's texts by page and the CPU seconds it took, None where it isn't installed."""
    python = PEERS_PYTHON if name in PEERS else Path(sys.executable)
    if not python.exists():
        return None
    script = Path(__file__).with_name("extractors.py")
    done = subprocess.run([str(python), str(script), name, str(listed)], capture_output=True, text=True, check=False)
    if done.returncode:
        return None
    *lines, last = map(json.loads, filter(None, done.stdout.split("\n")))
    return {line["id"]: line["text"] for line in lines}, last["seconds"]


def score(rows: list[Row], texts: dict[str, str]) -> float | None:
    """Return the mean over labelled pages of the F1 of words, as a multiset."""
    values = [word_f1(row["gold"], texts.get(row["id"], "")) for row in rows if row["gold"]]
    return mean(values) if values else None


def word_f1(gold: str, found: str) -> float:
    """Return the F1 of the words of a text against those of the gold text."""
    from collections import Counter

    wanted, given = Counter(gold.lower().split()), Counter(found.lower().split())
    common = (wanted & given).total()
    return 2 * common / (wanted.total() + given.total()) if common else 0.0


def draw(figures: list[dict[str, Any]]) -> Path:
    """Write the chart of speeds as SVG and return its path."""
    path = ROOT / "var" / "bench.svg"
    path.parent.mkdir(exist_ok=True)
    chart = alt.Chart(alt.Data(values=figures)).mark_bar().encode(
        x=alt.X("pages a second:Q", title="pages a second, one core"),
        y=alt.Y("system:N", sort="-x", title=None),
        color=alt.Color("kind:N", scale=alt.Scale(domain=["Presswatch", "peer"], range=["#1f6f8b", "#b9c4c9"]), legend=None),
    )  # fmt: skip
    chart.properties(width=520, title="Extraction with metadata").save(str(path))
    return path


if __name__ == "__main__":
    sys.exit(main())
