"""Clusters: who is the original, what part each copy plays, and that none of it depends on order."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from presswatch.dedupe.clusters import appearance_of, build_clusters, number_revisions
from presswatch.dedupe.edges import find_edges
from presswatch.dedupe.signature import dump_signature, make_signature
from presswatch.ids import stable_id
from presswatch.model import IndexedArticle

NOON = dt.datetime(2024, 6, 3, 12, tzinfo=dt.UTC)
TEXT = """The reservoir above Dunmore fell to a third of its volume this week, the lowest level since records began in 1954.
Water company engineer Ruth Abara said households would be asked to save before any ban on hoses was thought of.
Farmers along the river Keld have lost early vegetables and are buying feed for cattle at twice last summer's price.
A pipeline from the neighbouring valley, promised in 2011, has not been built because two councils disagree over its route.
The environment agency moved four thousand trout from drying pools into the lake at Hollin before the weekend."""


def article(ident: str, *, hours: float = 0, text: str = TEXT, **more: object) -> IndexedArticle:
    fields: dict[str, object] = {
        "canonical_url": f"https://{ident}.example/water", "outlet_id": ident, "captured_at": NOON + dt.timedelta(hours=hours), "title": "Water",
        "n_words": 80, "signature": dump_signature(make_signature(text)), "features": b"",
    }
    return IndexedArticle(article_id=ident, **(fields | more))


def cluster(*articles: IndexedArticle) -> dict[str, tuple[str, str | None]]:
    return {row.article_id: (row.role, row.duplicate_of) for row in build_clusters(articles, find_edges(articles, [], window_days=14))}


def test_the_first_to_appear_is_the_original():
    assert cluster(article("b", hours=2), article("a", hours=3), article("c", hours=1)) == {
        "c": ("original", None), "b": ("near_duplicate", "c"), "a": ("near_duplicate", "c"),
    }


def test_the_credited_agency_is_the_original_even_if_captured_last():
    rows = cluster(article("post", wire_source="Reuters"), article("echo", hours=1), article("wire", hours=5, outlet_id="reuters.com"))
    assert rows == {"wire": ("original", None), "post": ("syndicated", "wire"), "echo": ("near_duplicate", "wire")}


def test_an_agency_that_nobody_credits_has_no_precedence():
    assert cluster(article("wire", hours=5, outlet_id="reuters"), article("post"))["post"] == ("original", None)


def test_the_page_named_as_canonical_is_the_original():
    rows = cluster(article("copy", syndicated_from_url="http://www.source.example/water/"), article("source", hours=8))
    assert rows == {"source": ("original", None), "copy": ("syndicated", "source")}


def test_a_changed_text_under_the_same_address_is_a_revision():
    later = article("later", hours=6, text=TEXT + "\nRain is forecast for Thursday.", canonical_url="https://a.example/water")
    assert cluster(article("first", canonical_url="https://a.example/water"), later) == {"first": ("original", None), "later": ("revision", "first")}


def test_evidence_and_similarity_say_why():
    rows = build_clusters(
        both := [article("a"), article("b", hours=1, wire_source="AP", dateline_place="DUNMORE", text="\n".join(TEXT.split("\n")[:2]))],
        find_edges(both, [], window_days=14),
    )
    assert [(row.article_id, row.evidence, row.similarity) for row in rows] == [("a", ("text",), 1.0), ("b", ("dateline", "text", "wire_credit"), 1.0)]
    assert {row.cluster_id for row in rows} == {stable_id("cluster", "a")}


def test_articles_without_a_copy_have_no_row():
    assert cluster(article("a"), article("b", text="Something else. " * 30)) == {}


@pytest.mark.parametrize(
    ("published", "precision", "expected"),
    [
        (None, None, NOON),
        (NOON - dt.timedelta(hours=3), "second", NOON - dt.timedelta(hours=3)),
        (NOON + dt.timedelta(hours=3), "second", NOON),
        (NOON.replace(hour=0) - dt.timedelta(days=1), "day", NOON.replace(hour=0)),
        (NOON.replace(hour=0), "day", NOON),
    ],
)
def test_an_article_appears_when_that_is_sure(published, precision, expected):
    assert appearance_of(article("a", published_at=published, published_precision=precision)) == expected


def test_revisions_count_texts_in_the_order_of_their_first_capture():
    url = "https://a.example/live"
    rows = [article(ident, hours=h, canonical_url=url) for ident, h in (("x", 4), ("y", 1), ("x", 9), ("z", 6))]
    assert number_revisions([*rows, article("other")]) == {"y": 0, "x": 1, "z": 2, "other": 0}


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 30), st.sampled_from([None, "AP", "dpa"]), st.sampled_from(["post", "ap", "dpa.com"]), st.integers(1, 5)),
        min_size=2, max_size=7,
    ),
    st.randoms(use_true_random=False),
)
def test_clusters_do_not_depend_on_the_order_of_articles_or_edges(parts, random):
    articles = [
        article(f"x{n}", hours=h, wire_source=credit, outlet_id=outlet, text="\n".join(TEXT.split("\n")[:lines]))
        for n, (h, credit, outlet, lines) in enumerate(parts)
    ]
    edges = find_edges(articles, [], window_days=14)
    expected = build_clusters(articles, edges)
    random.shuffle(articles)
    random.shuffle(edges)
    assert build_clusters(articles, edges) == expected
    for cluster_id in {row.cluster_id for row in expected}:
        assert [row.role for row in expected if row.cluster_id == cluster_id].count("original") == 1
