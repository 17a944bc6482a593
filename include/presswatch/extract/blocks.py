"""Tree to blocks: cuts a page into runs of text as a reader sees them, each with where it stands. Owns segmentation, judges nothing.

A block is a maximal run of inline text between block-level boundaries (two line breaks in a row are one, too). Its `frame` is
the chain of block-level elements around it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from presswatch.extract.tree import Node

INLINE = frozenset(
    ["a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins", "kbd", "label", "mark", "nobr", "o", "output", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "img", "picture", "source"]
)
SKIPPED = frozenset(
    ["script", "style", "noscript", "svg", "template", "iframe", "object", "embed", "select", "option", "textarea", "input", "canvas", "audio", "video", "map", "area", "head", "datalist", "meter", "progress", "math", "track", "param", "frame", "frameset", "noframes", "dialog"]
)
_PICTURES = frozenset(("img", "picture", "figure", "video", "iframe", "amp-img"))
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_NAMING = frozenset(("class", "id", "role", "itemprop", "data-testid"))
_BREAK = "\x0b"  # stands for <br>; the control character can't come from a parsed page (see `tree`)
_MAX_DEPTH = 150


@dataclass(slots=True, eq=False)
class Frame:
    """A block-level element on the way from the root to a block."""

    node: Node
    tag: str
    parent: Frame | None
    depth: int
    names: str
    hidden: bool
    index: int = 0
    n_blocks: int = 0
    n_words: int = 0
    n_link_words: int = 0


@dataclass(slots=True, eq=False)
class Block:
    """A run of text. Counts are in words and characters; `names` are the class and id words of the inline element that opens it."""

    text: str
    frame: Frame
    position: int
    n_words: int
    link_words: int = 0
    n_links: int = 0
    bold_words: int = 0
    italic_words: int = 0
    names: str = ""
    inline_tag: str = ""
    part: int = 0
    after_picture: bool = False

    @property
    def is_bare_link(self) -> bool:
        """Whether the block is just a short link, as in a menu: its wording isn't looked at."""
        return self.n_words <= 5 and self.link_words >= self.n_words


@dataclass(slots=True)
class _Run:
    pieces: list[str] = field(default_factory=list)
    link: int = 0
    links: int = 0
    bold: int = 0
    italic: int = 0
    names: str = ""
    inline_tag: str = ""
    blank: bool = True


class Segmenter:
    """Cuts one page; use `segment_page`."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.frames: list[Frame] = []
        self._run = _Run()
        self._picture = False

    def walk(self, node: Node, frame: Frame, link: bool, bold: bool, italic: bool) -> None:
        """Go through the children of `node`, which belongs to `frame`."""
        self._take(node.text, link, bold, italic)
        for child in node:
            tag = child.tag
            if not isinstance(tag, str):
                pass
            elif tag == "br":
                self._run.pieces.append(_BREAK)
            elif tag in SKIPPED:
                if tag in _PICTURES:
                    self._picture = True
            elif tag in INLINE:
                self._walk_inline(child, tag, frame, link, bold, italic)
            else:
                self._walk_block(child, tag, frame, link, bold, italic)
            self._take(child.tail, link, bold, italic)

    def _walk_inline(self, child: Node, tag: str, frame: Frame, link: bool, bold: bool, italic: bool) -> None:
        run = self._run
        if tag == "img":
            self._picture = True
            return
        if run.blank:
            run.inline_tag = run.inline_tag or tag
            names = child.get("class")
            if names:
                run.names = f"{run.names} {names}" if run.names else names
        if tag == "a":
            link = True
            run.links += 1
        self.walk(child, frame, link, bold or tag in ("b", "strong"), italic or tag in ("i", "em"))

    def _walk_block(self, child: Node, tag: str, frame: Frame, link: bool, bold: bool, italic: bool) -> None:
        if self._run.pieces or self._run.links:
            self.flush(frame)
        if frame.depth >= _MAX_DEPTH:
            return
        inner = self.open(child, tag, frame)
        if tag == "figure":
            self._picture = True
        self.walk(child, inner, link, bold, italic)
        if self._run.pieces or self._run.links:
            self.flush(inner)

    def open(self, node: Node, tag: str, parent: Frame | None) -> Frame:
        """Add the frame of a block-level element."""
        hidden = parent is not None and parent.hidden
        names = ""
        for key, value in node.items():
            if key in _NAMING:
                names = f"{names} {value}" if names else value
            elif (key == "style" and _HIDDEN.search(value)) or key == "hidden" or (key == "aria-hidden" and value == "true"):
                hidden = True
        frame = Frame(node, tag, parent, parent.depth + 1 if parent else 0, names, hidden, len(self.frames))
        self.frames.append(frame)
        return frame

    def _take(self, text: str | None, link: bool, bold: bool, italic: bool) -> None:
        if not text:
            return
        run = self._run
        if text.isspace():
            run.pieces.append(" ")
            return
        run.blank = False
        run.pieces.append(text)
        if link or bold or italic:
            n = text.count(" ") + 1
            if link:
                run.link += n
            if bold:
                run.bold += n
            if italic:
                run.italic += n

    def flush(self, frame: Frame) -> None:
        """Close the run of text in hand, if there is one."""
        run = self._run
        if not run.pieces and not run.links:
            return
        self._run = _Run()
        if run.blank:
            return
        text = "".join(run.pieces)
        parts = _split_lines(text) if _BREAK in text else [" ".join(text.split())]
        blocks = self.blocks
        if len(parts) == 1:
            if not parts[0]:
                return
            words = parts[0].count(" ") + 1
            blocks.append(Block(parts[0], frame, len(blocks), words, min(run.link, words), run.links, min(run.bold, words), min(run.italic, words), run.names, run.inline_tag, 0, self._picture))
            self._picture = False
            return
        total = sum(p.count(" ") + 1 for p in parts) or 1
        for n, part in enumerate(parts):
            words = part.count(" ") + 1
            share = words / total
            first = n == 0
            blocks.append(
                Block(
                    part, frame, len(blocks), words, round(run.link * share), run.links if first else 0, round(run.bold * share), round(run.italic * share),
                    run.names if first else "", run.inline_tag if first else "", n, self._picture,
                )
            )  # fmt: skip
            self._picture = False


def segment_page(root: Node) -> tuple[list[Block], list[Frame]]:
    """Return the blocks of a page in page order, and all frames (the outermost first)."""
    body = next(root.iter("body"), root)
    segmenter = Segmenter()
    outer = segmenter.open(body, "body", None)
    segmenter.walk(body, outer, False, False, False)
    segmenter.flush(outer)
    for block in segmenter.blocks:
        block.frame.n_blocks += 1
        block.frame.n_words += block.n_words
        block.frame.n_link_words += block.link_words
    for frame in reversed(segmenter.frames):
        above = frame.parent
        if above is not None and frame.n_blocks:
            above.n_blocks += frame.n_blocks
            above.n_words += frame.n_words
            above.n_link_words += frame.n_link_words
    return segmenter.blocks, segmenter.frames


def _split_lines(text: str) -> list[str]:
    """Return the paragraphs of a run: cut at two line breaks in a row, and at single ones after a long line that ends a sentence."""
    out: list[str] = []
    current = ""
    for raw in text.split(_BREAK):
        line = " ".join(raw.split())
        if not line:
            if current:
                out.append(current)
            current = ""
        elif current and len(current) > 60 and current[-1] in ".!?…:;\"”»')":
            out.append(current)
            current = line
        else:
            current = f"{current} {line}" if current else line
    if current:
        out.append(current)
    return out
