"""The article's own text: finds the main column of a page and returns its blocks."""

from __future__ import annotations

import re

from trafilatura import bare_extraction

from presswatch.extract.tree import Node, squeeze


def find_blocks(root: Node, url: str) -> list[str]:
    """Return the body paragraphs of a page in order; empty where no text is found."""
    try:
        document = bare_extraction(root, url=url, include_comments=False, with_metadata=False, favor_precision=True)
    except Exception:  # a fallback must not take the page down with it
        return []
    text = getattr(document, "text", None) or ""
    return [line for part in re.split(r"\n+", text) if (line := squeeze(part))]
