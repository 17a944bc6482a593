"""How duplicates and stories hold out in a big window: articles made of random words, a tenth of them copies, day after day.

`python tests/quality/scale.py PER_DAY [DAYS]` adds one more day to a window of DAYS days (default 14) of PER_DAY articles each, as publishing a
day does, and prints seconds, articles a second and the peak of memory. Index rows are made anew in each run; that isn't timed.
"""

from __future__ import annotations

import datetime as dt
import random
import resource
import sys
import tempfile
import time
from collections.abc import Collection, Sequence
from pathlib import Path

import pyarrow.parquet as pq
from rich.console import Console

from presswatch.dedupe.index import index_article
from presswatch.dedupe.resolve import resolve
from presswatch.model import TABLES, Article, Duplicate, IndexedArticle, Story, StoryArticle

FIRST = dt.date(2024, 11, 1)
WORDS, LENGTH = 60_000, 220


class Files:
    """The index as a file a day, read a day at a time, as the lake's is; nothing is stored of duplicates and stories yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read_days(self) -> list[dt.date]:
        """Return the days that are there."""
        return sorted(dt.date.fromisoformat(path.stem) for path in self.folder.glob("*.parquet"))

    def read_day(self, day: dt.date) -> list[IndexedArticle]:
        """Return the articles of a day."""
        return [IndexedArticle(**row) for row in pq.read_table(self.folder / f"{day}.parquet").to_pylist()]

    def read_articles(self, article_ids: Collection[str]) -> list[IndexedArticle]:
        """Return articles by id."""
        wanted = set(article_ids)
        return [row for day in self.read_days() for row in self.read_day(day) if row.article_id in wanted]

    def read_duplicates(self, article_ids: Collection[str]) -> Sequence[Duplicate]:
        """Return nothing: no cluster is stored."""
        return ()

    read_clusters = read_duplicates

    def read_story_articles(self, article_ids: Collection[str]) -> list[StoryArticle]:
        """Return every article of the days before as a story of its own."""
        return [StoryArticle(story_id=f"story-{a}", article_id=a, origin_id=a) for a in article_ids if not a.startswith("new")]

    def read_members(self, story_ids: Collection[str]) -> list[StoryArticle]:
        """Return the one article of each story."""
        return [StoryArticle(story_id=s, article_id=s.removeprefix("story-"), origin_id=s.removeprefix("story-")) for s in story_ids if s.startswith("story-")]

    def read_stories(self, story_ids: Collection[str]) -> Sequence[Story]:
        """Return nothing: stories are described anew."""
        return ()


def make_day(day: dt.date, number: int, prefix: str, dice: random.Random, kept: list[str]) -> list[IndexedArticle]:
    """Return index rows of a day; every tenth text is a copy of an earlier one, its end cut off."""
    rows = []
    for n in range(number):
        if kept and n % 10 == 0:
            text = dice.choice(kept)[: dice.randint(500, 1200)]
        else:
            text = " ".join(f"w{int(WORDS * dice.random() ** 3)}" for _ in range(LENGTH))
            if n % 50 == 1:
                kept.append(text)
        moment = dt.datetime.combine(day, dt.time(), dt.UTC) + dt.timedelta(seconds=n)
        rows.append(
            index_article(
                Article(
                    article_id=f"{prefix}{day}-{n}", url=f"https://a.example/{day}/{n}", canonical_url=f"https://a.example/{day}/{n}", title=" ".join(text.split()[:8]),
                    language="en", captured_at=moment, published_at=moment, text=text, word_count=LENGTH, extraction_score=1.0, body_sha256="0" * 64,
                )
            )
        )  # fmt: skip
    return rows


def main() -> int:
    """Make the window, add a day, print what it took."""
    per_day, n_days = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 14
    console, dice, kept = Console(), random.Random(1), []
    with tempfile.TemporaryDirectory() as folder:
        for offset in range(n_days + 1):
            day = FIRST + dt.timedelta(days=offset)
            rows = make_day(day, per_day, "new" if offset == n_days else "", dice, kept)
            pq.write_table(TABLES["article_index"].to_arrow(rows), Path(folder) / f"{day}.parquet")
            console.print(f"[dim]{day}: {len(rows)} articles[/dim]")
        files, before = Files(Path(folder)), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        begun = time.process_time()
        found = resolve(files, (), rows, dedupe_days=n_days, story_days=4)
        seconds = time.process_time() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    console.print(
        f"{per_day} articles added to {n_days * per_day}: {seconds:.0f} s of one core, {len(found.duplicates.inserted)} rows of duplicates, "
        f"{len(found.stories.inserted)} of stories; peak memory {peak / 1024:.0f} MB ({before / 1024:.0f} MB before)"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
