"""Stories: what belongs together, what doesn't, and what stays as it was."""

from __future__ import annotations

import datetime as dt
import random

import pytest

from presswatch.dedupe.features import dump_features, load_features, make_features
from presswatch.dedupe.frequency import rarity_of
from presswatch.dedupe.grouping import gather, merge_groups
from presswatch.dedupe.stories import assign_stories, describe_story, least_similarity, read_article
from presswatch.ids import stable_id
from presswatch.model import IndexedArticle

NOON = dt.datetime(2024, 6, 3, 12, tzinfo=dt.UTC)
REPORTS = {
    "quake1": ("Earthquake near Kalvona kills nine", "An earthquake of magnitude 6.1 struck the mountain town of Kalvona on Monday, killing nine people and burying a school. Rescuers from Dremsk dug for survivors."),
    "quake2": ("Nine dead as tremor hits Kalvona", "Rescuers in Kalvona searched a collapsed school for survivors after a strong earthquake killed at least nine people in the mountain region around Dremsk."),
    "quake3": ("Kalvona school collapses in earthquake", "Parents waited outside the collapsed school in Kalvona while soldiers from Dremsk lifted rubble left by Monday's magnitude 6.1 earthquake."),
    "strike1": ("Tram drivers in Ostby walk out", "Tram drivers in Ostby began a two-day walkout over night shifts, the union Fagkraft said. The transit operator Ostby Linjer called the demands impossible."),
    "strike2": ("Ostby commuters stranded by walkout", "Commuters in Ostby walked to work as tram drivers of the Fagkraft union stopped over night shifts. Ostby Linjer offered talks."),
    "cheese": ("A farm that ripens its cheese in a salt mine", "Two sisters near Brannock ripen goat cheese in a disused salt mine, where the air keeps the wheels moist for eleven months."),
}


def article(ident: str, *, hours: float = 0, published: dt.datetime | None = None, outlet: str = "post") -> IndexedArticle:
    title, text = REPORTS[ident]
    return IndexedArticle(
        article_id=ident, canonical_url=f"https://x.example/{ident}", outlet_id=outlet, captured_at=NOON + dt.timedelta(hours=hours),
        published_at=published, title=title, n_words=len(text.split()), signature=b"", features=dump_features(make_features(title, text, "en")),
    )


def group(assigned: dict[str, str]) -> set[frozenset[str]]:
    return {frozenset(i for i in assigned if assigned[i] == story) for story in assigned.values()}


def test_reports_of_one_happening_make_a_story_and_others_do_not():
    assigned = assign_stories([read_article(article(ident, hours=n)) for n, ident in enumerate(REPORTS)], {})
    assert group(assigned) == {frozenset({"quake1", "quake2", "quake3"}), frozenset({"strike1", "strike2"}), frozenset({"cheese"})}
    assert assigned["quake3"] == stable_id("story", "quake1")


def test_the_order_of_the_input_does_not_matter():
    articles = [read_article(article(ident, hours=n)) for n, ident in enumerate(REPORTS)]
    expected = assign_stories(articles, {})
    for seed in range(5):
        random.Random(seed).shuffle(articles)
        assert assign_stories(articles, {}) == expected


def test_a_new_report_joins_a_running_story_and_keeps_its_id():
    running = {"yesterday": [read_article(article("quake1")), read_article(article("quake2"))], "other": [read_article(article("cheese"))]}
    assigned = assign_stories([read_article(article("quake3", hours=24)), read_article(article("strike1", hours=24))], running)
    assert assigned == {"quake3": "yesterday", "strike1": stable_id("story", "strike1")}


def test_running_stories_are_never_joined():
    running = {"a": [read_article(article("quake1"))], "b": [read_article(article("quake2"))]}
    assigned = assign_stories([read_article(article("quake3", hours=24))], running)
    assert set(assigned.values()) <= {"a", "b"}


def test_reports_published_years_apart_need_to_be_more_alike():
    def two(apart: int) -> float:
        a, b = (gather([([1, 2], [600, 800], day)]) for day in (700_000, 700_000 + apart))
        for enough in (0.9, 0.7, 0.5):
            if len(merge_groups([a, b], [(0, 1)], n_fixed=0, enough=enough, unit=1000)) == 1:
                return enough
        return 0.0

    assert (two(0), two(3), two(30), two(3000)) == (0.9, 0.9, 0.7, 0.5)


def test_more_articles_ask_for_more_similarity():
    bars = [least_similarity(n) for n in (1, 100, 400, 4_000, 400_000)]
    assert bars == sorted(bars)
    assert (bars[0], bars[2], bars[-1]) == (0.1, 0.12, 0.24)


def test_average_link_does_not_chain():
    line = [gather([([n, n + 1], [700, 700], None)]) for n in range(8)]
    left = merge_groups(line, [(n, n + 1) for n in range(7)], n_fixed=0, enough=0.4, unit=1000)
    assert max(one.size for one in left) == 2


def test_a_story_counts_outlets_and_independent_texts():
    rows = [article("quake2", hours=3, outlet="echo"), article("quake1", outlet="post"), article("quake3", hours=1, outlet="echo")]
    story = describe_story("s", rows, {"quake1": "quake1", "quake2": "quake2", "quake3": "quake1"})
    assert (story.n_articles, story.n_outlets, story.n_origins) == (3, 2, 2)
    assert (story.first_seen_at, story.last_seen_at) == (NOON, NOON + dt.timedelta(hours=3))
    assert story.title in {REPORTS[i][0] for i in ("quake1", "quake2", "quake3")}


def test_features_come_back_as_stored_and_have_the_length_they_claim():
    features = make_features(*REPORTS["quake1"], "en")
    again = load_features(dump_features(features))
    assert (again.terms.tolist(), again.weights.tolist()) == (features.terms.tolist(), features.weights.tolist())
    assert float((features.weights.astype(float) ** 2).sum()) == pytest.approx(1_000_000, rel=0.01)
    with pytest.raises(ValueError, match="not features"):
        load_features(b"abc")


def test_an_article_without_words_is_a_story_of_its_own():
    empty = IndexedArticle(
        article_id="e", canonical_url="u", captured_at=NOON, title="", n_words=0, signature=b"", features=dump_features(make_features("", "", None))
    )
    assert assign_stories([read_article(empty), read_article(article("cheese"))], {})["e"] == stable_id("story", "e")


def test_common_words_and_years_weigh_little_and_rare_names_much():
    assert rarity_of("the", "en") == 0
    assert rarity_of("und", "de") < 0.5 < rarity_of("bundestag", "de") < rarity_of("kalvona", "de")
    assert rarity_of("2024", "en") < rarity_of("police", "en") < rarity_of("kalvona", None)
    assert rarity_of("og", "no") < 0.5
    assert rarity_of("kalvona", "../x") == rarity_of("kalvona", "en")
