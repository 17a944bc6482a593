"""Edges: which pairs of articles are copies of one another, decided from the two articles alone.

Owns the search for candidate pairs and the rule that makes a candidate an edge. Both look only at the pair, never at how common
something is in the collection, so that an edge doesn't depend on what else was read, or in which order. Clusters are made of
edges in `clusters`.

A pair is a candidate if it shares at least a quarter of the keys (one shingle in eight) of the text with fewer keys, or if one
address names the other. Keys that very many texts share are set aside in the first pass and looked at again only for the texts
in which they are frequent enough to matter, which finds the same pairs at a bounded price.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from presswatch.dedupe.columns import Indices, Ragged, Signatures, count_common
from presswatch.dedupe.signature import FULL_RANGE, load_signature
from presswatch.dedupe.urls import url_key
from presswatch.dedupe.words import split_words
from presswatch.ids import stable_id
from presswatch.model import IndexedArticle

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

MIN_WORDS = 40
"""A shorter text is a copy only if it is the same, word for word, title included: notices and captions repeat themselves."""
MIN_SIMILARITY = 0.55
MIN_LINKED_SIMILARITY = 0.3
"""Enough where one page names the other as its canonical address."""
MIN_KEY_SHARE = 0.25
MIN_AGREEMENT = 0.5
"""Share of the figures, and of the names, of the shorter text that must stand in the longer one."""
MIN_COVERAGE = 0.22
"""A text that makes up less of the longer one must also hold its beginning: cuts keep the top, round-ups quote the middle."""
_HOT = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """Two copies. `a` < `b` are article ids; `similarity` is the share of the smaller text's shingles found in the other."""

    a: str
    b: str
    similarity: float
    evidence: tuple[str, ...]


class Texts:
    """Articles as columns, for comparing. Of articles that are equal in all that counts and of the same day only the first is compared."""

    def __init__(self, articles: Sequence[IndexedArticle]) -> None:
        self.articles = sorted(articles, key=lambda article: article.article_id)
        self.signatures = Signatures.from_rows([load_signature(article.signature) for article in self.articles])
        self.days = np.array([article.captured_at.toordinal() for article in self.articles], dtype=np.int64)
        self.urls = [url_key(article.canonical_url) for article in self.articles]
        self.links = [url_key(article.syndicated_from_url) if article.syndicated_from_url else None for article in self.articles]
        self.titles = np.array([int(stable_id("title", *split_words(a.title))[:15], 16) for a in self.articles], dtype=np.int64)

    def __len__(self) -> int:
        return len(self.articles)


def find_edges(new: Sequence[IndexedArticle], window: Sequence[IndexedArticle], *, window_days: int) -> list[Edge]:
    """Return the edges among the new articles and between new ones and those of the window, ordered by ids.

    Articles captured more than `window_days` UTC days apart have no edge. An article of the window that is also among the new ones
    is ignored there.
    """
    fresh = Texts(new)
    known = {article.article_id for article in new}
    others = Texts([article for article in window if article.article_id not in known])
    edges = [*match(fresh, fresh, window_days=window_days), *match(fresh, others, window_days=window_days)]
    return sorted(edges, key=lambda edge: (edge.a, edge.b))


def match(left: Texts, right: Texts, *, window_days: int) -> Iterator[Edge]:
    """Yield the edges between two sets of articles (or within one, if both are the same object), in no order."""
    same = left is right
    by_key = _find_by_keys(left.signatures.keys, right.signatures.keys, same)
    by_url = _find_by_url(left, right)
    a, b = _distinct_pairs(np.concatenate((by_key, by_url)), len(right), same)
    near = np.abs(left.days[a] - right.days[b]) <= window_days
    a, b = a[near], b[near]
    similarity, is_copy, is_linked, is_same_url = _judge(left, right, a, b)
    for k in np.flatnonzero(is_copy | is_linked | is_same_url):
        first, second = sorted((left.articles[a[k]].article_id, right.articles[b[k]].article_id))
        evidence = [name for name, flags in (("text", is_copy), ("canonical_link", is_linked), ("same_url", is_same_url)) if flags[k]]
        yield Edge(a=first, b=second, similarity=round(float(similarity[k]), 4), evidence=tuple(evidence))


def measure_similarity(left: Texts, right: Texts, a: Indices, b: Indices) -> tuple[Floats, Floats]:
    """Return for each pair the share of the smaller text's shingles found in the larger (the larger of containment and resemblance),
    and the share of the larger text that the smaller makes up."""
    one, two = left.signatures, right.signatures
    limits = (FULL_RANGE // np.maximum(one.scale[a], two.scale[b])).astype(np.uint64)
    common = count_common(one.sketch, a, two.sketch, b, limits)
    mine, theirs = one.sketch.count_below(a, limits), two.sketch.count_below(b, limits)
    return common / np.maximum(np.minimum(mine, theirs), 1), common / np.maximum(np.maximum(mine, theirs), 1)


def _judge(left: Texts, right: Texts, a: Indices, b: Indices) -> tuple[Floats, Flags, Flags, Flags]:
    one, two = left.signatures, right.signatures
    similarity, coverage = measure_similarity(left, right, a, b)
    is_short = np.minimum(one.n_words[a], two.n_words[b]) < MIN_WORDS
    is_identical = (similarity == 1) & (coverage == 1) & (one.n_words[a] == two.n_words[b]) & (left.titles[a] == right.titles[b])
    is_copy = np.where(is_short, is_identical & (one.n_words[a] > 0), similarity >= MIN_SIMILARITY)
    check = np.flatnonzero(is_copy & ~is_short)
    agrees = _agree(one.numbers, a[check], two.numbers, b[check], 3) & _agree(one.names, a[check], two.names, b[check], 4)
    agrees &= (coverage[check] >= MIN_COVERAGE) | _holds_lead(one, a[check], two, b[check])
    is_copy[check] = agrees
    is_same_url = np.fromiter((left.urls[i] == right.urls[j] for i, j in zip(a, b, strict=True)), dtype=bool, count=len(a))
    linked = (left.links[i] == right.urls[j] or right.links[j] == left.urls[i] for i, j in zip(a, b, strict=True))
    is_linked = np.fromiter(linked, dtype=bool, count=len(a)) & (similarity >= MIN_LINKED_SIMILARITY)
    return similarity, is_copy, is_linked, is_same_url


def _agree(left: Ragged, a: Indices, right: Ragged, b: Indices, enough: int) -> Flags:
    """Tell for each pair whether the facts agree; of a text with fewer than `enough` facts nothing is asked."""
    limits = np.full(len(a), FULL_RANGE, dtype=np.uint64)
    common = count_common(left, a, right, b, limits)
    fewest = np.minimum(left.lengths[a], right.lengths[b])
    agreement: Flags = (fewest < enough) | (common >= MIN_AGREEMENT * fewest)
    return agreement


def _holds_lead(one: Signatures, a: Indices, two: Signatures, b: Indices) -> Flags:
    """Tell for each pair whether the smaller text holds at least a quarter of the larger one's lead."""
    holds = np.zeros(len(a), dtype=bool)
    smaller_first = one.n_shingles[a] <= two.n_shingles[b]
    for small, i, large, j, which in ((one, a, two, b, smaller_first), (two, b, one, a, ~smaller_first)):
        rows = np.flatnonzero(which)
        limits = (FULL_RANGE // small.scale[i[rows]]).astype(np.uint64)
        common = count_common(large.lead, j[rows], small.sketch, i[rows], limits)
        holds[rows] = common >= np.maximum(large.lead.count_below(j[rows], limits) * 0.25, 1)
    return holds


def _find_by_keys(left: Ragged, right: Ragged, same: bool) -> Indices:
    """Return candidate pairs as an array of shape (n, 2): all that share enough keys."""
    hot_left, hot_right = np.zeros(len(left.values), dtype=bool), np.zeros(len(right.values), dtype=bool)
    values, counts_left = np.unique(left.values, return_counts=True)
    in_right = np.sort(right.values)
    counts_right = np.searchsorted(in_right, values, side="right") - np.searchsorted(in_right, values)
    hot = values[counts_left * counts_right > _HOT]
    if len(hot):
        hot_left, hot_right = np.isin(left.values, hot), np.isin(right.values, hot)
    pairs = _join(left, ~hot_left, right, ~hot_right, same)
    if len(hot):
        pairs = np.concatenate((pairs, _join(left, _matters(left, hot_left), right, _matters(right, hot_right), same)))
    a, b = _distinct_pairs(pairs, len(right), same)
    limits = np.full(len(a), FULL_RANGE, dtype=np.uint64)
    fewest = np.minimum(left.lengths[a], right.lengths[b])
    enough = count_common(left, a, right, b, limits) >= np.maximum(1, (fewest * MIN_KEY_SHARE).astype(np.int64))
    return np.stack((a[enough], b[enough]), axis=1)


def _matters(keys: Ragged, hot: Flags) -> Flags:
    """Of the hot keys, those of texts in which hot keys alone can be enough for a candidate."""
    owners = keys.owners()
    share = np.bincount(owners[hot], minlength=len(keys)) >= np.maximum(1, (keys.lengths * MIN_KEY_SHARE).astype(np.int64))
    return hot & share[owners]


def _join(left: Ragged, use_left: Flags, right: Ragged, use_right: Flags, same: bool) -> Indices:
    """Return all pairs of rows that share a value, as an array of shape (n, 2); pairs may repeat."""
    values, rows = left.values[use_left], left.owners()[use_left]
    order = np.argsort(right.values[use_right], kind="stable")
    others, other_rows = right.values[use_right][order], right.owners()[use_right][order]
    low, high = np.searchsorted(others, values), np.searchsorted(others, values, side="right")
    n = high - low
    a = np.repeat(rows, n)
    at = np.arange(len(a), dtype=np.int64) - np.repeat(np.cumsum(n) - n, n) + np.repeat(low, n)
    b = other_rows[at]
    if same:
        a, b = a[a < b], b[a < b]
    return np.stack((a, b), axis=1)


def _find_by_url(left: Texts, right: Texts) -> Indices:
    """Return the pairs of which one names the other's address or has the same."""
    at: dict[str, list[int]] = {}
    for j, url in enumerate(right.urls):
        at.setdefault(url, []).append(j)
    naming: dict[str, list[int]] = {}
    for j, link in enumerate(right.links):
        if link is not None:
            naming.setdefault(link, []).append(j)
    pairs = [
        (i, j)
        for i, (url, link) in enumerate(zip(left.urls, left.links, strict=True))
        for j in (*at.get(url, ()), *(at.get(link, ()) if link is not None else ()), *naming.get(url, ()))
    ]
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)


def _distinct_pairs(pairs: Indices, n_right: int, same: bool) -> tuple[Indices, Indices]:
    if same:
        pairs = np.sort(pairs[pairs[:, 0] != pairs[:, 1]], axis=1)
    codes = np.unique(pairs[:, 0] * max(n_right, 1) + pairs[:, 1])
    return codes // max(n_right, 1), codes % max(n_right, 1)
