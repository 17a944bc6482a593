"""The features of a token by which the name tagger decides, made of the columns of a `TextView`.

What the same few values decide again and again is named by groups (`TOKEN_GROUPS`), so that the tagger can keep what it looked up. The
tagger's weights are bound to these features: change one and train again (`train.py`).
"""

from __future__ import annotations

from collections.abc import Callable

from presswatch.tag.mentions.view import TextView

REACH = 8
"""Tokens to either side in which words with a capital are counted: in a title they tell little."""
Key = tuple[str, ...]
Namer = Callable[[Key], list[str]]


def extract_features(view: TextView, i: int, run: tuple[int, int]) -> list[str]:
    """Return the features of token `i`, which lies in `run`."""
    own = [feature for name, key in zip(TOKEN_GROUPS, describe_token(view, i), strict=True) for feature in name(key)]
    tail, head = name_ends(view, run)
    return [*own, *name_words(view, i, run), *name_around(view, run), *(tail if i != run[1] - 1 else ()), *(head if i != run[0] else ())]


def describe_token(view: TextView, i: int) -> tuple[Key, ...]:
    """Return what the groups of features of token `i` depend on, one entry per group of `TOKEN_GROUPS`."""
    edges, shapes, gaz, lex = view.edges, view.shapes, view.gazetteer, view.lexical
    n = len(edges)
    shape, own, g = shapes[i], lex[i], gaz[i]
    ps, pl, pg = (shapes[i - 1], lex[i - 1], gaz[i - 1]) if i else ("$", "", "")
    ns, nl, ng = (shapes[i + 1], lex[i + 1], gaz[i + 1]) if i + 1 < n else ("$", "", "")
    first = "1" if view.initial[i] else "0"
    left = "" if not i or view.spaced[i - 1] or edges[i - 1] == "$" else ps[:1]
    right = "" if view.spaced[i] or i + 1 == n or edges[i + 1] == "$" else ns[:1]
    start, end = i - REACH if i > REACH else 0, i + REACH + 1 if i + REACH < n else n
    long = view.long[end] - view.long[start]
    dense = str(4 * (view.high[end] - view.high[start]) // long) if long > 3 else "?"
    return (
        (edges[i], shape, own, g, first, view.document[i]), (ps, shape, ns), (pl, own, nl), (pg, g, ng), (left, shape, right), (dense, own, shape, first),
    )


def name_words(view: TextView, i: int, run: tuple[int, int]) -> list[str]:
    """Return the features of token `i` that hang on the words beside it, which seldom come again together, and its place in the run."""
    edges = view.edges
    n = len(edges)
    w, lex, gaz = edges[i], view.lexical[i], view.gazetteer[i]
    p1, n1 = (edges[i - 1] if i else "$"), (edges[i + 1] if i + 1 < n else "$")
    left, right = "=" + p1 + "|", "|" + n1
    return [
        "p1=" + p1, "p1w" + left + w, "p1l" + left + lex, "p1g" + left + gaz, "n1=" + n1, "wn1=" + w + right, "n1l=" + lex + right, "gn1=" + gaz + right,
        "p2=" + (edges[i - 2] if i > 1 else "$"), "n2=" + (edges[i + 2] if i + 2 < n else "$"), _PLACES[min(i - run[0], 3), min(run[1] - 1 - i, 3)],
    ]


def name_around(view: TextView, run: tuple[int, int]) -> list[str]:
    """Return the features that all tokens of a run have: what stands around it."""
    start, end = run
    before, after = view.edges[start - 1] if start else "$", view.edges[end] if end < len(view.edges) else "$"
    return ["rb=" + before, "ra=" + after, "rba=" + before + "|" + after]


def name_ends(view: TextView, run: tuple[int, int]) -> tuple[list[str], list[str]]:
    """Return the features that the last token of a run gives to those before it, and the first to those behind it."""
    lex, gaz, edges = view.lexical, view.gazetteer, view.edges
    first, last = run[0], run[1] - 1
    return ["e=" + lex[last] + gaz[last][:3], "ew=" + edges[last]], ["f=" + lex[first] + gaz[first][:3], "fw=" + edges[first]]


def _name_own(key: Key) -> list[str]:
    w, shape, lex, gaz, first, document = key
    return [
        "b", "w=" + w, "s=" + shape + first, "x3=" + w[-3:], "x2=" + w[-2:], "y3=" + w[:3], "l=" + lex + first, "g=" + gaz, "gl=" + gaz + lex + first,
        "d=" + document + first, "dg=" + document + gaz, "dl=" + document + lex,
    ]


def _name_shapes(key: Key) -> list[str]:
    before, own, after = key
    return ["ps=" + before + own, "ns=" + own + after, "pns=" + before + own + after]


def _name_lists(key: Key) -> list[str]:
    before, own, after = key
    return ["pl=" + before, "nl=" + after, "pll=" + before + "|" + own, "nll=" + own + "|" + after]


def _name_touching(key: Key) -> list[str]:
    left, shape, right = key
    return [*(["t=" + left + shape] if left else []), *(["u=" + shape + right] if right else [])]


_PLACES = {(a, b): f"r={a}{b}{min(a + b + 1, 4)}" for a in range(4) for b in range(4)}
TOKEN_GROUPS: tuple[Namer, ...] = (
    _name_own,
    _name_shapes,
    _name_lists,
    lambda k: ["pg=" + k[0] + "|" + k[1], "ng=" + k[1] + "|" + k[2]],
    _name_touching,
    lambda k: ["h=" + k[0] + k[1] + k[3], "hs=" + k[0] + k[2]],
)
"""What names the features of a token by its kind and its neighbours'; each takes an entry of `describe_token`."""
