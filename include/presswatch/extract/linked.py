"""The article's text as JSON-LD carries it (`articleBody`): for pages that show their text only through a script."""

from __future__ import annotations

import re

from presswatch.extract import jsonld
from presswatch.extract.head import Head
from presswatch.extract.tree import parse_html, squeeze, text_of

_TAG = re.compile(r"<(?:p|br|div)\b", re.I)
_LEAST_WORDS = 60


def read_linked_body(head: Head) -> list[str]:
    """Return the paragraphs of `articleBody`; empty where there is none or it is a mere teaser."""
    body = jsonld.text_value((head.article or {}).get("articleBody"))
    if not body or len(body) < 5 * _LEAST_WORDS or (len(body.split()) < _LEAST_WORDS and body.isascii()):
        return []
    if _TAG.search(body):
        root = parse_html(f"<div>{body}</div>".encode("utf-8", "replace"))
        if root is not None:
            found = [text_of(p) for p in root.iter("p")]
            if sum(map(len, found)) > 0.6 * len(text_of(root)):
                return [p for p in found if p]
            body = text_of(root)
    parts = [squeeze(p) for p in re.split(r"\n\s*\n|\r\n|\n", body)]
    return [p for p in parts if p]
