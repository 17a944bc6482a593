"""Victims and other numbers of an act: who was killed, wounded, held, how many marched.

A number counts where it stands with the object of a verb of the act or of one that goes on with it ("attacked the base, killing 12"), or
before a word such as "dead". Nothing is added up, and what isn't said stays out. `numbers` reads the numbers themselves.
"""

from __future__ import annotations

from functools import cache

from presswatch.model.language import EventCount
from presswatch.tag.events.coded import Coded
from presswatch.tag.events.inflection import inflect_noun, inflect_verb
from presswatch.tag.events.matching import Matcher
from presswatch.tag.events.numbers import find_bound, load_counts, read_number
from presswatch.tag.events.view import SentenceView

_REACH = 4  # words between a number and the word that says what became of them
_PEOPLE = frozenset({"people", "persons", "civilians", "soldiers", "others", "more", "children", "women", "men", "villagers", "policemen", "officers", "were", "was", "and", "in", "all"})


@cache
def _load_verbs() -> dict[str, str]:
    return {form: what for what, text in load_counts()["words"].items() for word in text.split() if "_" not in word for form in inflect_verb(word)}


@cache
def _load_states() -> dict[str, str]:
    return {word: what for what, text in load_counts()["states"].items() for word in text.split()}


@cache
def _load_set(name: str, inflected: bool = False) -> frozenset[str]:
    words = load_counts()[name].split()
    return frozenset(form for word in words for form in (inflect_noun(word) if inflected else (word,)))


def find_counts(matcher: Matcher, item: Coded) -> tuple[EventCount, ...]:
    """Return the numbers that the sentence tells of an act, in text order."""
    view = matcher.view
    if not view.parsed:
        return ()
    found: dict[int, EventCount] = {}
    for verb in _list_verbs(view, item):
        what = _load_verbs().get(view.low[verb]) or ("killed" if view.low[verb + 1 : verb + 2] == ["dead"] else None)
        if what is None:
            continue
        for h in matcher.frame(verb, False).get("obj"):
            if what == "troops" and view.low[h] not in _load_set("troops", True):
                continue
            count = _read_phrase(view, h, what)
            if count is not None:
                found.setdefault(count.start, count)
    if item.type in _load_set("crowds"):
        for h in (*item.match.frame.get("subj"), *item.match.frame.get("of")):
            count = _read_phrase(view, h, "protesters")
            if count is not None:
                found.setdefault(count.start, count)
    if item.type == "ASSAULT":
        for count in _find_states(view):
            found.setdefault(count.start, count)
    return tuple(found[start] for start in sorted(found))


def _list_verbs(view: SentenceView, item: Coded) -> list[int]:
    """Return the verb that tells the act and those that go on with it: participles and conjuncts."""
    head = item.match.head
    roots = [head, *item.match.frame.get("does"), *item.match.frame.get("gov")]
    verbs = list(dict.fromkeys(r for r in roots if view.pos[r] == "VERB"))
    for verb in verbs:
        for child in view.children[verb]:
            goes_on = (view.dep[child] == "advcl" and view.tag[child] == "VBG") or (view.dep[child] == "conj" and view.pos[child] == "VERB")
            if goes_on and child not in verbs and len(verbs) < 6 and child > verb:
                verbs.append(child)
    return verbs


def _read_phrase(view: SentenceView, h: int, what: str) -> EventCount | None:
    """Return the number of the noun phrase at head `h`; None where it has none."""
    first, last = view.core(h)
    numbers = [k for k in range(first, last + 1) if view.pos[k] == "NUM" and (k == h or view.head[k] == h or view.pos[view.head[k]] == "NUM" or view.dep[view.head[k]] == "nummod")]
    numbers = [k for k in numbers if not (k + 1 < view.n and view.is_hyphen(k + 1)) or read_number((view.low[k], view.low[min(k + 2, view.n - 1)])) is not None]
    if view.low[first] in _load_set("vague") or (numbers and view.low[numbers[0]] in _load_set("vague")):
        return _make(view, what, None, "unknown", first, last)
    if not numbers:
        if view.tag[h] == "NN" and view.low[first] in ("a", "an") and view.is_actor_word(h) and view.mention[h] is None:
            return _make(view, what, 1, "exact", first, last)
        return None
    start, end = numbers[0], numbers[-1]
    while start > 1 and view.is_hyphen(start - 1) and read_number((view.low[start - 2],)) is not None:
        start -= 2  # "twenty-one"
    value = read_number(view.low[start : end + 1])
    if value is None or value > 50_000_000:
        return None
    bound, begin = find_bound(view.low, start)
    return _make(view, what, value, bound, begin, max(last, end))


def _find_states(view: SentenceView) -> list[EventCount]:
    """Return numbers before a word of state: "left 12 dead and 30 wounded"."""
    found = []
    for k, low in enumerate(view.low):
        what = _load_states().get(low)
        if what is None or any(view.dep[c] in ("obj", "nsubj") for c in view.children[k]):
            continue
        j = k - 1
        while j >= max(0, k - _REACH) and view.low[j] in _PEOPLE:
            j -= 1
        if j < 0 or view.pos[j] != "NUM" or k - j > _REACH:
            continue
        start = j
        while start > 0 and view.pos[start - 1] == "NUM":
            start -= 1
        value = read_number(view.low[start : j + 1])
        if value is not None:
            bound, begin = find_bound(view.low, start)
            found.append(_make(view, what, value, bound, begin, k))
    return found


def _make(view: SentenceView, what: str, number: int | None, bound: str, first: int, last: int) -> EventCount:
    return EventCount(what=what, number=number, bound=bound, text=view.text(first, last), start=view.start[first], end=view.end[last])
