"""Text to tree: parses a page once; every other module reads the same tree. Owns parsing and the small text helpers of nodes."""

from __future__ import annotations

from functools import cache
from typing import Any

import lxml.etree

# What no HTML parser may be shown: NUL ends libxml2's input, other controls are illegal in XML.
_CONTROLS = bytes([*range(9), 11, *range(14, 32)])

# To a browser the end of the body ends nothing: what follows it is still of the page. libxml2 would leave it out.
_ENDS = (b"</body>", b"</html>", b"</BODY>", b"</HTML>")

Node = Any
"""An element of an lxml tree (lxml ships no types)."""


def parse_html(page: bytes) -> Node | None:
    """Return the root element of a page in UTF-8, or None where there is nothing to parse."""
    page = page.translate(None, _CONTROLS)
    for tag in _ENDS:
        page = page.replace(tag, b"")
    if not page or page.isspace():
        return None
    try:
        root = lxml.etree.fromstring(page, parser=_make_parser())
    except (lxml.etree.LxmlError, ValueError, AssertionError):
        return None
    return root if root is not None and isinstance(root.tag, str) else None


@cache
def _make_parser() -> Any:
    return lxml.etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True, collect_ids=False)


def squeeze(text: str | None) -> str:
    """Return text with every run of white space made one blank, and none at its ends."""
    return " ".join(text.split()) if text else ""


def text_of(node: Node) -> str:
    """Return all text below a node, squeezed."""
    return squeeze("".join(node.itertext()))
