"""The newsroom's truth as evaluation files: pages, near-duplicates and stories, one JSON line each.

    python -m sample.gold OUT_DIR --edition 2026-11-22

writes pages.jsonl (with html/NAME.html.gz beside it), pairs.jsonl and stories.jsonl. A line of pages.jsonl has
id, set (outlet), url, html_path, content_type, fetched_at, is_article, reason, text, title, date, authors, lang,
zones [{kind, text}], boilerplate [line], wire_source, dateline_place, access, story, origin, copy_of, changes, revision.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import json
import sys
from pathlib import Path
from typing import Any

from sample.archive import captured_at
from sample.newsroom import Newsroom
from sample.records import PageRecord


def describe_page(page: PageRecord) -> dict[str, Any]:
    """Return the gold of one page, without its HTML."""
    truth = page.truth
    return {
        "id": f"{truth.key}@{truth.revision}", "set": page.outlet_id, "url": page.url, "content_type": page.headers["Content-Type"],
        "fetched_at": captured_at(page).isoformat(), "is_article": truth.is_article, "reason": truth.reason, "text": truth.text,
        "title": truth.title, "subtitle": truth.subtitle, "date": truth.published_at.isoformat(), "precision": truth.published_precision,
        "modified": truth.modified_at.isoformat() if truth.modified_at else None, "authors": list(truth.authors), "section": truth.section,
        "tags": list(truth.tags), "lang": truth.language, "zones": [{"kind": zone.kind, "text": zone.text} for zone in truth.zones],
        "boilerplate": list(truth.boilerplate), "wire_source": truth.wire_source, "dateline_place": truth.dateline_place, "access": truth.access,
        "story": truth.story, "origin": truth.origin, "copy_of": truth.copy_of, "changes": list(truth.changes), "credited": truth.credited,
        "translation_of": truth.translation_of, "revision": truth.revision, "dates": [list(pair) for pair in truth.dates],
    }  # fmt: skip


def write_gold(newsroom: Newsroom, out_dir: Path) -> int:
    """Write the gold files into `out_dir` and return the number of pages. The same newsroom gives the same bytes."""
    (out_dir / "html").mkdir(parents=True, exist_ok=True)
    rows, articles = [], []
    for page in newsroom.pages():
        row = describe_page(page)
        name = f"html/{page.outlet_id}-{page.truth.key.replace('/', '-')}-{page.truth.revision}.html.gz"
        (out_dir / name).write_bytes(gzip.compress(page.html, mtime=0))
        rows.append({**row, "html_path": name})
        if page.truth.is_article:
            articles.append(row)
    same = [
        {"a": first["id"], "b": second["id"], "changes": second["changes"], "credited": second["credited"]}
        for position, first in enumerate(articles)
        for second in articles[position + 1 :]
        if first["origin"] == second["origin"]
    ]
    stories = [{"id": row["id"], "story": row["story"], "outlet": row["set"], "published_at": row["date"], "title": row["title"], "text": row["text"]} for row in articles]
    for file, lines in (("pages.jsonl", rows), ("pairs.jsonl", same), ("stories.jsonl", stories)):
        (out_dir / file).write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return len(rows)


def main(arguments: list[str] | None = None) -> int:
    """Write the gold files and say how many pages they hold."""
    parser = argparse.ArgumentParser(prog="python -m sample.gold", description="Write the sample newsroom's truth as evaluation files.")
    parser.add_argument("out", type=Path)
    parser.add_argument("--edition", type=dt.date.fromisoformat, default=dt.date(2026, 11, 22), help="UTC date of the edition (default %(default)s)")
    options = parser.parse_args(arguments)
    print(f"{write_gold(Newsroom(options.edition), options.out)} pages in {options.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
