"""Text to tree: parses a page once; every other module reads the same tree. Owns parsing and the small text helpers of nodes."""

from __future__ import annotations

import re
from typing import Any

import lxml.etree
import lxml.html

_PARSER_OPTIONS: dict[str, Any] = {"remove_comments": True, "remove_pis": True, "huge_tree": True, "recover": True}
_SPACE = re.compile(r"\s+")
# What no HTML parser may be shown: NUL ends libxml2's input, other controls are illegal in XML.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f]")

Node = Any
"""An element of an lxml tree (lxml ships no types)."""


def parse_html(text: str) -> Node | None:
    """Return the root element of a page, or None where there is nothing to parse."""
    text = _CONTROLS.sub(" ", text)
    if not text.strip():
        return None
    parser = lxml.html.HTMLParser(encoding="utf-8", **_PARSER_OPTIONS)
    try:
        root = lxml.html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (lxml.etree.LxmlError, ValueError, AssertionError):
        return None
    return root if isinstance(root.tag, str) else None


def squeeze(text: str | None) -> str:
    """Return text with every run of white space made one blank, and none at its ends."""
    return _SPACE.sub(" ", text).strip() if text else ""


def text_of(node: Node) -> str:
    """Return all text below a node, squeezed."""
    return squeeze("".join(node.itertext()))
