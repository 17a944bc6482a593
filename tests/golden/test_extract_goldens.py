"""Whole pages of ours to articles: what is extracted from each must stay as it is in the file beside it.

`python tests/golden/test_extract_goldens.py --write` writes the expectations anew; look at the difference before you keep it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from presswatch.extract.filter import extract_filter

FOLDER = Path(__file__).parent / "extract"
PAGES = sorted(FOLDER.glob("*.html"))
HEADERS = {"div_soup_plea": "text/html; charset=utf-16"}
COLUMNS = ("title", "subtitle", "authors", "section", "language", "published_at", "published_at_source", "published_precision", "published_zone", "modified_at",
           "dateline_place", "wire_source", "access", "tags", "canonical_url", "syndicated_from_url", "image_url")  # fmt: skip


def extract(path: Path) -> dict:
    record = {"id": path.stem, "url": f"https://news.example/{path.stem}", "html_path": str(path), "content_type": HEADERS.get(path.stem)}
    if path.stem == "wire_dateline":
        record["url"] = "https://www.lakeshore-wire.example/news/oru-buses-41?utm_source=feed"
    out = extract_filter(record)
    article = out["article"] and {key: out["article"][key] for key in COLUMNS}
    return {"status": out["status"], "reason": out["reason"], "article": article, "zones": [[z["kind"], z["text"]] for z in out["zones"]]}


def test_there_are_pages():
    assert len(PAGES) >= 20


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.stem)
def test_page_gives_what_it_gave(path):
    assert extract(path) == json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", [p for p in PAGES if p.stem.startswith("no_")], ids=lambda p: p.stem)
def test_pages_that_are_no_article_are_rejected(path):
    assert extract(path)["status"] == "rejected"


if __name__ == "__main__" and "--write" in sys.argv:
    for page in PAGES:
        page.with_suffix(".json").write_text(json.dumps(extract(page), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
