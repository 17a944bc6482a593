"""Clusters of copies: which articles carry one text, which of them is the original, and what part each plays.

Owns connected components over edges, the choice of the original, the roles, and the numbering of revisions. All of it is a
function of the set of articles and edges: no order, clock or run plays a part. Edges come from `edges`.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from presswatch.dedupe.credit import load_agencies
from presswatch.dedupe.edges import Edge, Texts, measure_similarity
from presswatch.dedupe.urls import url_key
from presswatch.ids import stable_id
from presswatch.model import Duplicate, IndexedArticle

_EXACT = frozenset({"second", "minute", "hour", None})


def build_clusters(articles: Sequence[IndexedArticle], edges: Iterable[Edge]) -> list[Duplicate]:
    """Return one row per article that has a copy, ordered by cluster and article.

    `articles` have distinct ids; edges that name other articles are ignored.
    """
    rows = sorted(articles, key=lambda article: article.article_id)
    at = {article.article_id: i for i, article in enumerate(rows)}
    inside = [edge for edge in edges if edge.a in at and edge.b in at]
    evidence: dict[str, set[str]] = defaultdict(set)
    for edge in inside:
        evidence[edge.a].update(edge.evidence)
        evidence[edge.b].update(edge.evidence)
    found: list[Duplicate] = []
    for members in _connect(len(rows), [(at[edge.a], at[edge.b]) for edge in inside]):
        found += _describe_cluster([rows[i] for i in members], evidence)
    return sorted(found, key=lambda row: (row.cluster_id, row.article_id))


def number_revisions(articles: Iterable[IndexedArticle]) -> dict[str, int]:
    """Return the revision of each article: 0 for the first text seen under its address, 1 for the next, and so on."""
    by_url: dict[str, dict[str, dt.datetime]] = defaultdict(dict)
    for article in articles:
        texts = by_url[article.canonical_url]
        texts[article.article_id] = min(article.captured_at, texts.get(article.article_id, article.captured_at))
    return {
        article_id: number
        for texts in by_url.values()
        for number, (_, article_id) in enumerate(sorted((captured, article_id) for article_id, captured in texts.items()))
    }


def appearance_of(article: IndexedArticle) -> dt.datetime:
    """Return when an article appeared at the latest: published, where that is known to the hour, else when it was captured.

    A publication date without a time means the end of that day; nothing appears after it was captured.
    """
    if article.published_at is None:
        return article.captured_at
    published = article.published_at
    if article.published_precision not in _EXACT:
        published += dt.timedelta(days=31 if article.published_precision == "month" else 1)
    return min(published, article.captured_at)


def _connect(n: int, pairs: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Return the connected components of two or more nodes."""
    if not pairs:
        return []
    a, b = np.array(pairs, dtype=np.int64).T
    _, labels = connected_components(coo_array((np.ones(len(a), dtype=np.int8), (a, b)), shape=(n, n)), directed=False)
    members: dict[int, list[int]] = defaultdict(list)
    for i in np.unique(np.concatenate((a, b))):
        members[int(labels[i])].append(int(i))
    return list(members.values())


def _describe_cluster(members: Sequence[IndexedArticle], evidence: Mapping[str, set[str]]) -> list[Duplicate]:
    original = _choose_original(members)
    texts = Texts(members)
    position = {article.article_id: i for i, article in enumerate(texts.articles)}
    everyone = np.arange(len(members), dtype=np.int64)
    similarity, _ = measure_similarity(texts, texts, everyone, np.full(len(members), position[original.article_id], dtype=np.int64))
    first_at: dict[str, IndexedArticle] = {}
    for article in sorted(members, key=lambda m: (m.captured_at, m.article_id)):
        first_at.setdefault(url_key(article.canonical_url), article)
    cluster_id = stable_id("cluster", original.article_id)
    agencies = load_agencies()
    rows = []
    for article in members:
        signs = set(evidence[article.article_id])
        own = agencies.identify_outlet(article.outlet_id, article.canonical_url)
        credited = agencies.identify_credit(article.wire_source)
        if credited is not None and credited != own:
            signs.add("wire_credit")
            if article.dateline_place is not None:
                signs.add("dateline")
        if article.syndicated_from_url is not None:
            signs.add("canonical_link")
        is_original = article.article_id == original.article_id
        if is_original:
            role = "original"
        elif first_at[url_key(article.canonical_url)].article_id != article.article_id:
            role = "revision"
        elif signs & {"wire_credit", "dateline"} or article.syndicated_from_url is not None:
            role = "syndicated"
        else:
            role = "near_duplicate"
        rows.append(
            Duplicate(
                article_id=article.article_id,
                cluster_id=cluster_id,
                role=role,
                duplicate_of=None if is_original else original.article_id,
                similarity=round(float(similarity[position[article.article_id]]), 4),
                evidence=tuple(sorted(signs)),
            )
        )
    return rows


def _choose_original(members: Sequence[IndexedArticle]) -> IndexedArticle:
    """Choose the earliest credited source: the agency or page that others credit, if it is here, else whoever was first."""
    agencies = load_agencies()
    credits = {agencies.identify_credit(article.wire_source) for article in members} - {None}
    linked = {url_key(article.syndicated_from_url) for article in members if article.syndicated_from_url is not None}

    def rank(article: IndexedArticle) -> tuple[int, dt.datetime, dt.datetime, str]:
        if agencies.identify_outlet(article.outlet_id, article.canonical_url) in credits:
            standing = 0
        elif url_key(article.canonical_url) in linked:
            standing = 1
        elif article.wire_source is None and article.syndicated_from_url is None:
            standing = 2
        else:
            standing = 3
        # Who credits an agency isn't the source; but if all that is left are copies, the first of them stands for it.
        if credits and standing == 2:
            standing = 3
        return standing, appearance_of(article), article.captured_at, article.article_id

    return min(members, key=rank)
