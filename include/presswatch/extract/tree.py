"""Text to tree: parses a page once; every other module reads the same tree. Owns parsing and the small text helpers of nodes."""

from __future__ import annotations

from functools import cache
from typing import Any

import lxml.etree

# What no HTML parser may be shown: NUL ends libxml2's input, other controls are illegal in XML.
_CONTROLS = bytes([*range(9), 11, *range(14, 32)])

Node = Any
"""An element of an lxml tree (lxml ships no types)."""


def parse_html(page: bytes) -> Node | None:
    """Return the root element of a page in UTF-8, or None where there is nothing to parse."""
    page = page.translate(None, _CONTROLS)
    if not page or page.isspace():
        return None
    try:
        root = lxml.etree.fromstring(page, parser=_make_parser())
    except (lxml.etree.LxmlError, ValueError, AssertionError):
        return None
    if root is None or not isinstance(root.tag, str):
        return None
    body = root.find("body")
    if body is not None:
        body.extend(_find_strays(root, body))
    return root


def _find_strays(root: Node, body: Node) -> list[Node]:
    """Return what stands after the end of the body or of the page: to a browser these end nothing."""
    strays = list(body.itersiblings())
    for further in root.itersiblings():
        for node in further:
            strays += node if node.tag == "body" else [node]
    return strays


@cache
def _make_parser() -> Any:
    return lxml.etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, collect_ids=False)


def squeeze(text: str | None) -> str:
    """Return text with every run of white space made one blank, and none at its ends."""
    return " ".join(text.split()) if text else ""


def text_of(node: Node) -> str:
    """Return all text below a node, squeezed."""
    return squeeze("".join(node.itertext()))
