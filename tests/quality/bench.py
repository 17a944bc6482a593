"""`make bench`: speed of `presswatch extract` and `presswatch tag` beside peers, over the same input, in one run.

Pages come from the folder SHELF (default ../shared, see evaluate.py); without it the bundled newsroom's pages are used. Each
system takes turns over the same pages on one core, and the ratio to trafilatura's default mode with metadata is what counts.
"""

from __future__ import annotations

import gzip
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[2]
PAGES = 200
ROUNDS = 3


def main() -> int:
    """Print pages a second for each system, the median of some rounds."""
    pages, where = read_pages()
    systems = list_systems()
    seconds: dict[str, list[float]] = {name: [] for name in systems}
    for _ in range(ROUNDS):
        for name, work in systems.items():
            begun = time.process_time()
            for url, html in pages:
                work(url, html)
            seconds[name].append(time.process_time() - begun)
    table = Table("system", "pages a second", "times trafilatura default", title=f"{len(pages)} pages of {where}, one core, median of {ROUNDS} rounds")
    middle = {name: sorted(values)[len(values) // 2] for name, values in seconds.items()}
    for name, value in sorted(middle.items(), key=lambda item: item[1]):
        table.add_row(name, f"{len(pages) / value:.1f}", f"{middle['trafilatura default'] / value:.2f}")
    Console().print(table)
    return 0


def read_pages() -> tuple[list[tuple[str, bytes]], str]:
    """Return addresses and bytes of pages, and a word for where they come from."""
    shelf = Path(os.environ.get("SHELF", ROOT.parent / "shared")).resolve() / "corpus" / "pages"
    files = sorted(shelf.glob("*.jsonl"))
    if not files:
        from datetime import date

        from sample.newsroom import Newsroom

        return [(p.url, p.html) for p in Newsroom(date(2024, 11, 20)).live_pages()], "the bundled newsroom (no labelled pages at SHELF)"
    rows = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    step = max(1, len(rows) // PAGES)
    return [(row["url"], gzip.decompress((shelf / row["html_path"]).read_bytes())) for row in rows[::step]][:PAGES], "SHELF"


def list_systems() -> dict[str, Callable[[str, bytes], object]]:
    """Return the systems by name, each a function of address and bytes; peers that aren't installed are left out."""
    import datetime as dt

    import trafilatura

    from presswatch.extract.page import extract_page
    from presswatch.model import Page

    now = dt.datetime(2024, 11, 20, tzinfo=dt.UTC)

    def ours(url: str, html: bytes) -> object:
        return extract_page(Page(url=url, html=html, captured_at=now))

    def theirs(**options: bool) -> Callable[[str, bytes], object]:
        return lambda url, html: trafilatura.bare_extraction(html, url=url, with_metadata=True, include_comments=False, **options)

    return {
        "presswatch extract": ours,
        "trafilatura default": theirs(),
        "trafilatura fast": theirs(fast=True),
        "trafilatura precision": theirs(favor_precision=True),
    }


if __name__ == "__main__":
    sys.exit(main())
