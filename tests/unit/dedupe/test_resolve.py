"""The incremental step gives what a computation from scratch gives, whatever the order in which days are built."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from presswatch.dedupe.clusters import build_clusters
from presswatch.dedupe.edges import find_edges
from presswatch.dedupe.features import dump_features, make_features
from presswatch.dedupe.resolve import Delta, day_of, resolve
from presswatch.dedupe.signature import dump_signature, make_signature
from presswatch.model import Duplicate, IndexedArticle, Story, StoryArticle

START = dt.datetime(2024, 3, 1, tzinfo=dt.UTC)
DEDUPE_DAYS, STORY_DAYS = 3, 2
SUBJECTS = {
    "flood": "Rescue crews searched the valley of Lower Brannock after the river Tarn broke its banks and flooded forty farms",
    "strike": "Dock workers at Port Ellery walked out over unpaid overtime and the harbour authority closed two terminals",
    "vote": "Lawmakers in Karvosa rejected the pension bill by eleven votes after a night of speeches by the opposition",
}
EXTRAS = (
    "Officials promised a full account of what had happened before the end of the week.",
    "Neighbours brought blankets, soup and torches to the village hall until late at night.",
    "A spokeswoman called the reports exaggerated and asked everybody to remain patient.",
    "The last time anything comparable was recorded in the district was in the autumn of 1987.",
)


def make_text(subject: str, extras: Iterable[int]) -> str:
    return ". ".join([SUBJECTS[subject], *(f"{SUBJECTS[subject].split()[i]} {EXTRAS[i]}" for i in extras)]) * 2


@cache
def sign(text: str) -> bytes:
    return dump_signature(make_signature(text))


@cache
def weigh(title: str, text: str) -> bytes:
    return dump_features(make_features(title, text, "en"))


class MemoryReader:
    """A lake in dictionaries: index rows by capture day, and stored rows."""

    def __init__(self) -> None:
        self.index: dict[dt.date, list[IndexedArticle]] = {}
        self.duplicates: dict[str, Duplicate] = {}
        self.stories: dict[str, Story] = {}
        self.story_articles: dict[str, StoryArticle] = {}
        self.days: dict[tuple[str, str], dt.date] = {}

    def first_captures(self) -> dict[str, IndexedArticle]:
        first: dict[str, IndexedArticle] = {}
        for row in itertools.chain.from_iterable(self.index.values()):
            if row.article_id not in first or row.captured_at < first[row.article_id].captured_at:
                first[row.article_id] = row
        return first

    def read_days(self):
        return sorted(day for day, rows in self.index.items() if rows)

    def read_day(self, day):
        return [row for row in self.first_captures().values() if day_of(row) == day]

    def read_articles(self, article_ids):
        first = self.first_captures()
        return [first[i] for i in sorted(article_ids) if i in first]

    def read_duplicates(self, article_ids):
        return [self.duplicates[i] for i in sorted(article_ids) if i in self.duplicates]

    def read_clusters(self, cluster_ids):
        return [row for row in self.duplicates.values() if row.cluster_id in cluster_ids]

    def read_story_articles(self, article_ids):
        return [self.story_articles[i] for i in sorted(article_ids) if i in self.story_articles]

    def read_members(self, story_ids):
        return [row for row in self.story_articles.values() if row.story_id in story_ids]

    def read_stories(self, story_ids):
        return [self.stories[i] for i in sorted(story_ids) if i in self.stories]

    def build(self, day: dt.date, rows: list[IndexedArticle]) -> None:
        ids = {row.article_id for row in [*self.index.get(day, []), *rows]}
        before = self.read_articles(ids)
        self.index[day] = rows
        done = resolve(self, before, self.read_articles(ids), dedupe_days=DEDUPE_DAYS, story_days=STORY_DAYS)
        self._apply("duplicates", self.duplicates, done.duplicates, "article_id")
        self._apply("stories", self.stories, done.stories, "story_id")
        self._apply("story_articles", self.story_articles, done.story_articles, "article_id")

    def _apply(self, name: str, table: dict, delta: Delta, key: str) -> None:
        for deleted in delta.deleted:
            del table[deleted]
            del self.days[name, deleted]
        for day, row in delta.inserted:
            assert getattr(row, key) not in table, "an inserted row must be new or deleted first"
            table[getattr(row, key)] = row
            self.days[name, getattr(row, key)] = day

    def state(self):
        return (self.duplicates, self.stories, self.story_articles, self.days)


@st.composite
def newsrooms(draw):
    """Index rows by day: a few subjects, texts shared, cut and extended across outlets and days, some captured again later."""
    rows: dict[dt.date, list[IndexedArticle]] = {}
    for n in range(draw(st.integers(1, 9))):
        subject = draw(st.sampled_from(sorted(SUBJECTS)))
        extras = draw(st.lists(st.integers(0, 3), max_size=4, unique=True))
        outlet = draw(st.sampled_from(["north-post", "ellery-echo", "ap"]))
        text = make_text(subject, extras)
        address = draw(st.sampled_from([f"https://{outlet}.example/{n}", f"https://{outlet}.example/{subject}"]))
        days = draw(st.lists(st.integers(0, 8), min_size=1, max_size=2, unique=True))
        for day in days:
            captured = START + dt.timedelta(days=day, hours=draw(st.integers(0, 23)), minutes=n)
            row = IndexedArticle(
                article_id=f"{address} {text}"[-40:] + address,
                canonical_url=address,
                outlet_id=outlet,
                captured_at=captured,
                wire_source=draw(st.sampled_from([None, "AP"])),
                title=f"{subject} {n}",
                n_words=len(text.split()),
                signature=sign(text),
                features=weigh(subject, text),
            )
            held = rows.setdefault(captured.date(), [])
            if all(other.article_id != row.article_id for other in held):
                held.append(row)
    return rows


def scratch(rooms: dict[dt.date, list[IndexedArticle]]) -> MemoryReader:
    reader = MemoryReader()
    for day in sorted(rooms):
        reader.build(day, rooms[day])
    return reader


@settings(max_examples=50, deadline=None)
@given(newsrooms(), st.randoms(use_true_random=False), st.data())
def test_any_order_of_builds_and_rebuilds_gives_the_same_rows(rooms, random, data):
    expected = scratch(rooms)
    reader = MemoryReader()
    days = sorted(rooms)
    order = [*days, *data.draw(st.lists(st.sampled_from(days), max_size=4))]
    random.shuffle(order)
    for day in order:
        # A build may first see part of a day, as the day in progress does.
        rows = rooms[day] if data.draw(st.booleans()) else rooms[day][: data.draw(st.integers(0, len(rooms[day])))]
        reader.build(day, rows)
    for day in data.draw(st.permutations(days)):
        reader.build(day, rooms[day])
    assert reader.state() == expected.state()


@settings(max_examples=25, deadline=None)
@given(newsrooms())
def test_duplicates_are_those_of_a_single_pass_over_all_articles(rooms):
    reader = scratch(rooms)
    articles = list(reader.first_captures().values())
    rows = build_clusters(articles, find_edges(articles, (), window_days=DEDUPE_DAYS))
    assert reader.duplicates == {row.article_id: row for row in rows}


@settings(max_examples=25, deadline=None)
@given(newsrooms())
def test_stories_count_what_they_hold_and_lie_on_the_day_of_their_first_article(rooms):
    reader = scratch(rooms)
    first = reader.first_captures()
    assert set(reader.story_articles) == set(first)
    for story in reader.stories.values():
        members = [row for row in reader.story_articles.values() if row.story_id == story.story_id]
        articles = [first[row.article_id] for row in members]
        assert story.n_articles == len(members)
        assert story.n_outlets == len({a.outlet_id for a in articles})
        assert story.n_origins == len({row.origin_id for row in members})
        assert story.first_seen_at == min(a.captured_at for a in articles)
        assert reader.days["stories", story.story_id] == min(day_of(a) for a in articles)
    for row in reader.story_articles.values():
        copy = reader.duplicates.get(row.article_id)
        assert row.origin_id == ((copy.duplicate_of or row.article_id) if copy else row.article_id)


@settings(max_examples=25, deadline=None)
@given(newsrooms(), st.data())
def test_emptied_days_leave_nothing_behind(rooms, data):
    reader = scratch(rooms)
    for day in data.draw(st.permutations(sorted(rooms))):
        reader.build(day, [])
    assert reader.state() == ({}, {}, {}, {})


def test_a_rebuild_of_the_same_day_changes_no_row():
    text = make_text("flood", [0, 1])
    row = IndexedArticle(
        article_id="a", canonical_url="https://a.example/1", captured_at=START, title="Flood", n_words=60,
        signature=sign(text), features=weigh("Flood", text),
    )
    reader = scratch({START.date(): [row]})
    done = resolve(reader, [row], [row], dedupe_days=14, story_days=4)
    assert [(d.deleted, d.inserted) for d in (done.duplicates, done.stories, done.story_articles)] == [((), ())] * 3


@pytest.mark.parametrize("gap", [STORY_DAYS, STORY_DAYS + 1])
def test_a_story_goes_on_within_its_window_and_ends_after_it(gap):
    rooms = {}
    for n, day in enumerate((0, gap)):
        text = make_text("vote", [n])
        captured = START + dt.timedelta(days=day)
        rooms[captured.date()] = [
            IndexedArticle(
                article_id=f"v{n}", canonical_url=f"https://a.example/{n}", captured_at=captured, title="Karvosa rejects pension bill",
                n_words=60, signature=sign(""), features=weigh("Karvosa rejects pension bill", text),
            )
        ]
    assert len(scratch(rooms).stories) == (1 if gap == STORY_DAYS else 2)
