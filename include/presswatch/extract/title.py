"""Headlines: takes the site's name off and chooses among the titles that a page gives."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

_SEPARATOR = re.compile(r"\s+[|\-–—·•»›:/]+\s+|\s*[|»›•]\s*|\s+::\s+")


def fold_title(text: str) -> str:
    """Return a title for comparison: compatibility form, lower case, words only."""
    return re.sub(r"\W+", " ", unicodedata.normalize("NFKC", text).lower()).strip()


def strip_site(title: str, names: list[str], url: str) -> str:
    """Return a title without the site's name at its end or start. `names` are names of the site or the outlet."""
    known = {fold_title(n).replace(" ", "") for n in names if n} | _host_names(url)
    known.discard("")
    for _ in range(3):
        parts = list(_SEPARATOR.finditer(title))
        if not parts:
            break
        last, first = parts[-1], parts[0]
        if _names_site(title[last.end() :], known):
            title = title[: last.start()].strip()
        elif _names_site(title[: first.start()], known):
            title = title[first.end() :].strip()
        else:
            break
    return title


def choose_title(heading: str | None, candidates: list[str]) -> str | None:
    """Return the headline: the visible heading where a title in the head agrees with it, else the first candidate."""
    if heading:
        folded = fold_title(heading)
        for candidate in candidates:
            other = fold_title(candidate)
            if folded == other or (len(folded) > 15 and (folded in other or other in folded)):
                return heading
        if not candidates:
            return heading
    return candidates[0] if candidates else heading


def _names_site(part: str, known: set[str]) -> bool:
    key = fold_title(part).replace(" ", "")
    return bool(key) and (key in known or key.removeprefix("the") in known or "the" + key in known)


def _host_names(url: str) -> set[str]:
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    labels = host.split(".")
    names = {host.replace(".", ""), host}
    names |= {label.replace("-", "") for label in labels[:-1] if len(label) > 2 and label not in ("com", "org", "net", "edu", "gov")}
    return {n.replace(".", "") for n in names}
