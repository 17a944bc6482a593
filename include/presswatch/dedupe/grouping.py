"""Average-link grouping: merging the most similar groups of articles until none is similar enough.

Owns the similarity of groups and the order of merging. What an article's terms are, which groups may be compared, and how similar is
enough is given by the caller, `stories`.

Average link (Sokal & Michener 1958) rather than connected components, so that a chain of half-similar articles doesn't drift from
one happening to the next. All sums are of whole numbers and ties go by position, so that the same groups in the same order always
give the same result.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

NEAR_DAYS = 3
"""Groups published up to this many days apart are as near as can be."""
_FAR_SLOPE, _FAR_FLOOR = 0.05, 0.5


@dataclass(slots=True, kw_only=True)
class Group:
    """Articles taken together: how many, the sums of their weights by term, and the sum and number of their known days.

    `parts` are the positions of the groups that were merged into it, its own first.
    """

    size: int
    terms: dict[int, int]
    days: int = 0
    n_days: int = 0
    parts: list[int] = field(default_factory=list)


def gather(articles: Iterable[tuple[Iterable[int], Iterable[int], int | None]]) -> Group:
    """Return the group of some articles, each given as terms, weights and day of publication."""
    group = Group(size=0, terms={})
    for terms, weights, day in articles:
        group.size += 1
        for term, weight in zip(terms, weights, strict=True):
            group.terms[term] = group.terms.get(term, 0) + weight
        if day is not None:
            group.days += day
            group.n_days += 1
    return group


def multiply(a: Mapping[int, int], b: Mapping[int, int]) -> int:
    """Return the scalar product of two sums of weights."""
    small, large = (a, b) if len(a) <= len(b) else (b, a)
    return sum([small[term] * large[term] for term in small.keys() & large.keys()])


def merge_groups(groups: Sequence[Group], links: Iterable[tuple[int, int]], *, n_fixed: int, enough: float, unit: int) -> list[Group]:
    """Merge linked groups, the most similar pair first, and return those that are left.

    A pair (a, b) of `links` names positions in `groups`. The first `n_fixed` groups are never merged with one another. Two groups are
    merged when the average similarity of their articles is at least `enough`; `unit` is the length of an article's weights.
    """
    alive: dict[int, Group] = dict(enumerate(groups))
    products: list[dict[int, int]] = [{} for _ in groups]
    queue: list[tuple[float, int, int, int, int]] = []

    def offer(a: int, b: int, product: int) -> None:
        one, two = alive[a], alive[b]
        similarity = product / (one.size * two.size * unit * unit) * _nearness(one, two)
        if similarity >= enough:
            heapq.heappush(queue, (-similarity, a, b, one.size, two.size))

    for g, group in alive.items():
        group.parts = [g]
    for a, b in sorted({(min(pair), max(pair)) for pair in links}):
        if b >= n_fixed:
            products[a][b] = products[b][a] = multiply(alive[a].terms, alive[b].terms)
            offer(a, b, products[a][b])
    while queue:
        _, a, b, size_a, size_b = heapq.heappop(queue)
        # Groups only grow: an offer made when one of them was smaller is out of date.
        if a not in alive or b not in alive or alive[a].size != size_a or alive[b].size != size_b:
            continue
        one, two = alive[a], alive.pop(b)
        merged: dict[int, int] = {}
        for g in sorted(products[a].keys() | products[b].keys()):
            if g in alive and g != a and (a >= n_fixed or g >= n_fixed):
                known_a, known_b = products[a].get(g), products[b].get(g)
                merged[g] = (multiply(one.terms, alive[g].terms) if known_a is None else known_a) + (
                    multiply(two.terms, alive[g].terms) if known_b is None else known_b
                )
        one.size += two.size
        one.days, one.n_days = one.days + two.days, one.n_days + two.n_days
        one.parts += two.parts
        for term, weight in two.terms.items():
            one.terms[term] = one.terms.get(term, 0) + weight
        products[a], products[b] = merged, {}
        for g, product in merged.items():
            products[g].pop(b, None)
            products[g][a] = product
            offer(min(a, g), max(a, g), product)
    return list(alive.values())


def _nearness(a: Group, b: Group) -> float:
    """Return 1 for groups published at about the same time, less for others, down to a half; 1 where it isn't known."""
    if not (a.n_days and b.n_days):
        return 1.0
    apart = abs(a.days * b.n_days - b.days * a.n_days) / (a.n_days * b.n_days)
    return 1.0 if apart <= NEAR_DAYS else max(_FAR_FLOOR, 1 - _FAR_SLOPE * math.log1p(apart - NEAR_DAYS))
