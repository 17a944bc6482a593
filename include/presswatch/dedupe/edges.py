"""Edges: which pairs of articles are copies of one another, decided from the two articles alone.

Owns the search for candidate pairs and the rule that makes a candidate an edge. Both look only at the pair, never at how common
something is in the collection, so that an edge doesn't depend on what else was read, or in which order. Clusters are made of
edges in `clusters`.

A pair is a candidate if it shares at least a quarter of the keys (one shingle in eight) of the text with fewer keys, or if one
address names the other. Keys that very many texts share are set aside in the first pass and looked at again only for the texts
in which they are frequent enough to matter, which finds the same pairs at a bounded price.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from presswatch.dedupe.columns import Indices, Ragged, Signatures, Values, count_common
from presswatch.dedupe.signature import FULL_RANGE, MAX_FACTS, load_signature
from presswatch.dedupe.urls import url_key
from presswatch.model import IndexedArticle

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

MIN_WORDS = 40
"""A shorter text is a copy only if it is the same, word for word, title included: notices and captions repeat themselves."""
MIN_SIMILARITY = 0.55
MIN_LINKED_SIMILARITY = 0.3
"""Enough where one page names the other as its canonical address."""
MIN_KEY_SHARE = 0.25
MIN_AGREEMENT = 0.3
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
    """Articles as columns, for comparing.

    Of articles that carry the same text on the same day only the first is looked up by its keys; the others are tied to it. A text
    that thousands of pages carry (a wall, a notice) would otherwise make millions of edges that connect nothing more.
    """

    def __init__(self, articles: Sequence[IndexedArticle]) -> None:
        self.articles = sorted(articles, key=lambda article: article.article_id)
        self.days = np.array([article.captured_at.astimezone(dt.UTC).toordinal() for article in self.articles], dtype=np.int64)
        self.urls = [url_key(article.canonical_url) for article in self.articles]
        self.links = [url_key(article.syndicated_from_url) if article.syndicated_from_url else None for article in self.articles]
        self.titles = [article.title.casefold() if article.n_words < MIN_WORDS else "" for article in self.articles]
        self.firsts = self._find_firsts()
        signatures = [load_signature(article.signature) for article in self.articles]
        self.signatures = Signatures.from_rows(signatures, with_keys=(self.firsts == np.arange(len(signatures))).tolist())

    def _find_firsts(self) -> Indices:
        """Return for each article the first one of its day with the same text (and title, where that counts)."""
        held: dict[tuple[int, str, bytes], int] = {}
        rows = zip(self.days.tolist(), self.titles, self.articles, strict=True)
        firsts = (held.setdefault((day, title, article.signature), i) for i, (day, title, article) in enumerate(rows))
        return np.fromiter(firsts, dtype=np.int64, count=len(self.articles))

    def find_repeats(self) -> Indices:
        """Return the pairs (first, other) of articles with the same text on the same day, as an array of shape (n, 2)."""
        others = np.flatnonzero(self.firsts != np.arange(len(self)))
        return np.stack((self.firsts[others], others), axis=1)

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
    repeats = left.find_repeats() if same else np.empty((0, 2), dtype=np.int64)
    a, b = _distinct_pairs(np.concatenate((by_key, by_url, repeats)), len(right), same)
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
    is_identical = (similarity == 1) & (coverage == 1) & (one.n_words[a] == two.n_words[b])
    same_title = (left.titles[i].split() == right.titles[j].split() for i, j in zip(a, b, strict=True))
    is_identical &= np.fromiter(same_title, dtype=bool, count=len(a))
    is_copy = np.where(is_short, is_identical & (one.n_words[a] > 0), similarity >= MIN_SIMILARITY)
    check = np.flatnonzero(is_copy & ~is_short)
    n_numbers, same_numbers = _count_facts(one.numbers, a[check], two.numbers, b[check])
    n_names, same_names = _count_facts(one.names, a[check], two.names, b[check])
    agrees = _agree(n_numbers, same_numbers, 3) & _agree(n_names, same_names, 4) & _agree(n_numbers + n_names, same_numbers + same_names, 4)
    agrees &= (coverage[check] >= MIN_COVERAGE) | _holds_lead(one, a[check], two, b[check])
    is_copy[check] = agrees
    is_same_url = np.fromiter((left.urls[i] == right.urls[j] for i, j in zip(a, b, strict=True)), dtype=bool, count=len(a))
    linked = (left.links[i] == right.urls[j] or right.links[j] == left.urls[i] for i, j in zip(a, b, strict=True))
    is_linked = np.fromiter(linked, dtype=bool, count=len(a)) & (similarity >= MIN_LINKED_SIMILARITY)
    return similarity, is_copy, is_linked, is_same_url


def _count_facts(left: Ragged, a: Indices, right: Ragged, b: Indices) -> tuple[Indices, Indices]:
    """Return for each pair how many facts the text with fewer has, and how many of them are in both.

    Of a text with very many facts only those with the smallest hashes are kept: only facts up to there are compared.
    """
    limits = np.minimum(_fact_limits(left)[a], _fact_limits(right)[b])
    return np.minimum(left.count_below(a, limits), right.count_below(b, limits)), count_common(left, a, right, b, limits)


def _agree(n: Indices, same: Indices, enough: int) -> Flags:
    """Tell whether enough of the facts agree; of a text with fewer than `enough` facts nothing is asked."""
    agreement: Flags = (n < enough) | (same >= MIN_AGREEMENT * n)
    return agreement


def _fact_limits(facts: Ragged) -> Values:
    limits = np.full(len(facts), FULL_RANGE, dtype=np.uint64)
    full = np.flatnonzero(facts.lengths == MAX_FACTS)
    limits[full] = facts.values[facts.starts[full + 1] - 1].astype(np.uint64) + np.uint64(1)
    return limits


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
    """Return candidate pairs as an array of shape (n, 2): all that share enough keys.

    A key held by so many texts that its pairs alone would exceed `_HOT` is hot. Pairs are found by the other keys first; those that
    hot keys alone could make candidates are looked for only among the texts that have enough of them.
    """
    hot_left, hot_right = _find_hot(left, right)
    pairs = [_join(left, ~hot_left, right, ~hot_right, same)]
    n_hot_left, n_hot_right = (np.bincount(keys.owners()[hot], minlength=len(keys)) for keys, hot in ((left, hot_left), (right, hot_right)))
    if hot_left.any():
        often_left, often_right = n_hot_left >= _keys_needed(left.lengths), n_hot_right >= _keys_needed(right.lengths)
        pairs.append(_join(left, hot_left & often_left[left.owners()], right, hot_right & often_right[right.owners()], same))
    codes, found = np.unique(_encode(np.concatenate(pairs), len(right)), return_counts=True)
    a, b = _decode(codes, len(right))
    needed = _keys_needed(np.minimum(left.lengths[a], right.lengths[b]))
    open_ = found + np.minimum(n_hot_left[a], n_hot_right[b]) >= needed
    a, b, found, needed = a[open_], b[open_], found[open_], needed[open_]
    unsure = np.flatnonzero(found < needed)
    limits = np.full(len(unsure), FULL_RANGE, dtype=np.uint64)
    found[unsure] = count_common(left, a[unsure], right, b[unsure], limits)
    return np.stack((a, b), axis=1)[found >= needed]


def _keys_needed(n_keys: Indices) -> Indices:
    """Return how many keys a text with so many must share to be a candidate."""
    return np.maximum(1, (n_keys * MIN_KEY_SHARE).astype(np.int64))


def _find_hot(left: Ragged, right: Ragged) -> tuple[Flags, Flags]:
    values, counts = np.unique(left.values, return_counts=True)
    others = np.sort(right.values)
    hot = values[counts * (np.searchsorted(others, values, side="right") - np.searchsorted(others, values)) > _HOT]
    return np.isin(left.values, hot), np.isin(right.values, hot)


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
    return _decode(np.unique(_encode(pairs, n_right)), n_right)


def _encode(pairs: Indices, n_right: int) -> Indices:
    codes: Indices = pairs[:, 0] * max(n_right, 1) + pairs[:, 1]
    return codes


def _decode(codes: Indices, n_right: int) -> tuple[Indices, Indices]:
    return codes // max(n_right, 1), codes % max(n_right, 1)
