"""Headlines: takes the site's name off and chooses among the titles that a page gives. Owns the rules of choice; sources come in as arguments.

The headline is what readers see: the heading of the page. It gives way where the head of the page says clearly that the heading
is something else: it shares hardly a word with the titles there (a site's or section's name), or JSON-LD and OpenGraph agree on
a longer or shorter form of it. A kicker within the heading ("Opinion", "Politics |") is taken off if a title of the head has the rest alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import urlsplit

_SEPARATOR = re.compile(r"\s+(?:[|\-–—―·•»›:/~«]+|::|--)\s+|\s*[|»›•｜ㅣ│]\s*|\s*--+\s*|\s*[_]\s*(?=[^_]+$)")
_WORD = re.compile(r"\w+")
_FOLD = bytes(ord(c.lower()) if c.isascii() and (c.isalnum() or c == "_") else 32 for c in map(chr, range(256)))
_NEAR, _SAME = 0.25, 0.9


def fold_title(text: str) -> str:
    """Return a title for comparison: compatibility form, lower case, words only."""
    if text.isascii():
        return " ".join(text.encode("ascii").translate(_FOLD).decode("ascii").split())
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", text).replace("\xad", "").lower()))


def strip_site(title: str, names: Iterable[str], url: str) -> str:
    """Return a title without the site's name at its end or start. `names` are names of the site or the outlet."""
    if ": " not in title and not _SEPARATOR.search(title):
        return title
    known = {_squash(n) for n in names if n} | _host_names(url)
    known.discard("")
    name, colon, rest = title.partition(": ")
    if colon and _squash(name) in known and len(rest) > 12:
        title = rest.strip()
    for _ in range(3):
        parts = list(_SEPARATOR.finditer(title))
        if not parts:
            break
        last, first = parts[-1], parts[0]
        if _names_site(title[last.end() :], known) and title[: last.start()].strip():
            title = title[: last.start()].strip()
        elif _names_site(title[: first.start()], known) and title[first.end() :].strip():
            title = title[first.end() :].strip()
        else:
            break
    return title


def split_title(title: str) -> list[str]:
    """Return the parts of a title between the marks that sites set between headline, section and name."""
    return [part for part in re.split(_SEPARATOR, title) if part]


def cut_title(title: str) -> list[str]:
    """Return what stays of a title when it is cut before or after each such mark, the longest first."""
    cuts = [part.strip() for m in _SEPARATOR.finditer(title) for part in (title[: m.start()], title[m.end() :])]
    return sorted((c for c in cuts if c), key=len, reverse=True)


def choose_title(headings: list[str], linked: str | None, shared: str | None, others: list[str]) -> str | None:
    """Return the headline among headings of the page, the titles of JSON-LD and OpenGraph, and further titles of the head.

    All come without the site's name. Empty values are passed over.
    """
    head = [t for t in (linked, shared, *others) if t]
    if not headings:
        return head[0] if head else None
    if not head:
        return headings[0]
    folded = [fold_title(t) for t in head]
    for heading in headings:
        cut = _cut_marked(heading, shared, head)
        if cut:
            return cut
    for heading in headings:
        key = fold_title(heading)
        if key and key in folded and _agrees(key, linked, shared):
            return heading
    for heading in headings:
        cut = _cut_kicker(heading, head)
        if cut:
            return cut
    if linked and shared and fold_title(linked) == fold_title(shared):
        return next((h for h in headings if _extends(fold_title(shared), fold_title(h)) or _rewords(fold_title(shared), fold_title(h))), shared)
    for heading in headings:
        key = fold_title(heading)
        if " " in key and any(key == fold_title(part) for title in head for part in split_title(title)):
            return heading  # a title of the head is this and a site's or section's name that isn't known as one
    best = max(headings, key=lambda h: max(_overlap(fold_title(h), f) for f in folded))
    if max(_overlap(fold_title(best), f) for f in folded) >= 0.34 and (len(best) > 12 or fold_title(best) in folded):
        return best
    return head[0]


def _agrees(key: str, linked: str | None, shared: str | None) -> bool:
    """Whether a heading that some title repeats may stand: not if JSON-LD and OpenGraph agree on something else."""
    if linked and shared and fold_title(linked) == fold_title(shared):
        return key == fold_title(shared)
    return True


def _cut_kicker(heading: str, head: list[str]) -> str | None:
    """Return the heading without a short label before it, if a title of the head is just the rest."""
    words = heading.split()
    key = fold_title(heading)
    for title in head:
        rest = fold_title(title)
        if len(rest.split()) >= 3 and key != rest and key.endswith(" " + rest):
            label = key[: -len(rest)].split()
            if len(label) <= 4:
                for n in range(1, len(words)):
                    if fold_title(" ".join(words[n:])) == rest:
                        return " ".join(words[n:]).lstrip("|:–—- ")
    return None


def _cut_marked(heading: str, shared: str | None, head: list[str]) -> str | None:
    """Return the heading without a label that a mark sets off, there or in the head, if OpenGraph or, for the latter, any title has just the rest."""
    rest = _cut_kicker(heading, head)
    if not rest:
        return None
    label = heading[: len(heading) - len(rest)].rstrip()
    is_marked = label.endswith((":", "|", "–", "—", "-")) and shared is not None and fold_title(rest) == fold_title(shared)
    return rest if is_marked or any([fold_title(p) for p in t.split(" | ")] == [fold_title(label), fold_title(rest)] for t in head) else None


def _rewords(told: str, seen: str) -> bool:
    """Whether a heading says what a title of the head says in words of its own, neither being a part of the other."""
    return len(seen) > 12 and _NEAR <= _overlap(told, seen) < _SAME


def _extends(short: str, long: str) -> bool:
    """Whether `long` is `short` with more at its end that a head title cuts off."""
    return len(short) > 25 and long.startswith(short) and len(long) <= len(short) * 1.25


def _overlap(a: str, b: str) -> float:
    """Share of the words of the shorter title that the other has (overlap coefficient); of characters in scripts without blanks."""
    x, y = set(a.split()), set(b.split())
    if len(x) < 3 or len(y) < 3:
        if not a.isascii() and (len(a) > 8 and len(b) > 8):
            x, y = set(a), set(b)
        elif a == b:
            return 1.0
    return len(x & y) / max(1, min(len(x), len(y))) if min(len(x), len(y)) > 1 else 0.0


def _squash(text: str) -> str:
    return fold_title(text).replace(" ", "")


def _names_site(part: str, known: set[str]) -> bool:
    key = _squash(part)
    if not key:
        return False
    if key in known or key.removeprefix("the") in known or "the" + key in known:
        return True
    bare = re.sub(r"(?:com|org|net|online|news|magazine|blog)$", "", key)
    return len(bare) > 3 and (bare in known or any(len(k) > 5 and (k == bare or (k.startswith(key) and len(key) > 5) or (key.startswith(k) and len(key) < len(k) + 8)) for k in known))


def _host_names(url: str) -> set[str]:
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    labels = host.split(".")
    names = {host}
    names |= {label.replace("-", "") for label in labels[:-1] if len(label) > 2 and label not in ("com", "org", "net", "edu", "gov", "news", "blog")}
    return {n.replace(".", "").replace("-", "") for n in names}
