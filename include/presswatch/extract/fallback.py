"""Trafilatura where our own reading of a page finds no running text: a template unlike any that the classifier was trained on.

Its paragraphs are taken only if together they make an article's length; whether the page is one at all is `rejects`' business.
"""

from __future__ import annotations

import lxml.etree

from presswatch.extract.title import fold_title
from presswatch.extract.tree import Node, squeeze

_LEAST_CHARS = 600


def read_fallback(root: Node, title: str | None) -> list[str]:
    """Return the paragraphs that trafilatura, set on precision, finds on a page, without its headline; none if they are too few."""
    from trafilatura import bare_extraction  # takes half a second to import, and few pages need it

    found = bare_extraction(lxml.etree.tostring(root, encoding="unicode", method="html"), favor_precision=True, include_comments=False, include_tables=False, with_metadata=False)
    text = getattr(found, "text", None) or ""
    headline = fold_title(title or "")
    paragraphs = [squeeze(line) for line in text.splitlines() if line.strip() and fold_title(line) != headline]
    return paragraphs if sum(map(len, paragraphs)) >= _LEAST_CHARS else []
