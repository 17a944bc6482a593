"""Tree to blocks: cuts a page into runs of text as a reader sees them, each with where it stands. Owns segmentation, judges nothing.

A block is a maximal run of inline text between block-level boundaries (two line breaks in a row are one, too). Its `frame` is
the chain of block-level elements around it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

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
_LINK, _BOLD, _ITALIC = 1, 2, 4
_STYLES = {"a": _LINK, "b": _BOLD, "strong": _BOLD, "i": _ITALIC, "em": _ITALIC}
_IS_INLINE, _IS_SKIPPED, _IS_PICTURE, _IS_BREAK = range(4)
_KINDS = dict.fromkeys(INLINE, _IS_INLINE) | {t: _IS_PICTURE if t in _PICTURES else _IS_SKIPPED for t in SKIPPED} | {"img": _IS_PICTURE, "br": _IS_BREAK}
_BREAK = "\x0b"  # stands for <br>; the control character can't come from a parsed page (see `tree`)
_MAX_DEPTH = 150


@dataclass(slots=True, eq=False)
class Frame:
    """A block-level element. `index` is its place among all of the page in page order, `end` that of the first one after all within it."""

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
    end: int = 0


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


class Segmenter:
    """Cuts one page; use `segment_page`. The run of text in hand is held in its fields, so that nothing is made for the many empty ones."""

    __slots__ = ("_bold", "_inline_tag", "_is_blank", "_is_broken", "_italic", "_link", "_link_words", "_links", "_names", "_picture", "_pieces", "_words", "blocks", "frames")

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.frames: list[Frame] = []
        self._words = self._link_words = 0  # of all blocks so far
        self._pieces: list[str] = []
        self._picture = False
        self._clear()

    def _clear(self) -> None:
        self._link = self._links = self._bold = self._italic = 0
        self._names = self._inline_tag = ""
        self._is_blank, self._is_broken = True, False

    def walk(self, node: Node, frame: Frame, style: int) -> None:
        """Go through the children of `node`, which belongs to `frame`."""
        pieces = self._pieces
        text = node.text
        children = node[:]
        children.append(None)
        for child in children:
            if text:
                if not text.isspace():
                    pieces.append(text)
                    self._is_blank = False
                    if style:
                        self._count(text, style)
                elif not pieces or pieces[-1] != " ":
                    pieces.append(" ")  # also where it opens the run: it ends what came before
            if child is None:
                return
            tag = child.tag
            kind = _KINDS.get(tag)
            if kind is None:
                if isinstance(tag, str):
                    if pieces or self._links:
                        self.flush(frame)
                    if frame.depth < _MAX_DEPTH:
                        inner = self.open(child, tag, frame)
                        self.walk(child, inner, style)
                        self.close(inner)
            elif kind == _IS_INLINE:
                if self._is_blank:
                    self._inline_tag = self._inline_tag or tag
                    if names := child.get("class"):
                        self._names = f"{self._names} {names}" if self._names else names
                if tag == "a":
                    self._links += 1
                self.walk(child, frame, style | _STYLES.get(tag, 0))
            elif kind == _IS_PICTURE:
                self._picture = True
            elif kind == _IS_BREAK:
                pieces.append(_BREAK)
                self._is_broken = True
            text = child.tail

    def _count(self, text: str, style: int) -> None:
        n = text.count(" ") + 1
        if style & _LINK:
            self._link += n
        if style & _BOLD:
            self._bold += n
        if style & _ITALIC:
            self._italic += n

    def open(self, node: Node, tag: str, parent: Frame | None) -> Frame:
        """Add the frame of a block-level element. Until it is closed, its counts are those of the page before it."""
        hidden = parent is not None and parent.hidden
        names = ""
        for key, value in node.items():
            if key in _NAMING:
                names = f"{names} {value}" if names else value
            elif (key == "style" and _HIDDEN.search(value)) or key == "hidden" or (key == "aria-hidden" and value == "true"):
                hidden = True
        if tag == "figure":
            self._picture = True
        frames = self.frames
        frame = Frame(node, tag, parent, parent.depth + 1 if parent else 0, names, hidden, len(frames), len(self.blocks), self._words, self._link_words)
        frames.append(frame)
        return frame

    def close(self, frame: Frame) -> None:
        """End the run of text in hand and count what the frame holds."""
        if self._pieces or self._links:
            self.flush(frame)
        frame.n_blocks = len(self.blocks) - frame.n_blocks
        frame.n_words = self._words - frame.n_words
        frame.n_link_words = self._link_words - frame.n_link_words
        frame.end = len(self.frames)

    def flush(self, frame: Frame) -> None:
        """Make a block of the run of text in hand, of several paragraphs several."""
        pieces = self._pieces
        if self._is_blank:
            pieces.clear()
            if self._inline_tag or self._links or self._is_broken:
                self._clear()
            return
        text = "".join(pieces)
        pieces.clear()
        link, bold, italic = self._link, self._bold, self._italic
        if not self._is_broken:
            text = " ".join(text.split())
            words = text.count(" ") + 1
            link = link if link < words else words
            self.blocks.append(Block(text, frame, len(self.blocks), words, link, self._links, bold if bold < words else words, italic if italic < words else words, self._names, self._inline_tag, 0, self._picture))
            self._picture = False
            self._words += words
            self._link_words += link
        else:
            parts = _split_lines(text)
            total = sum(part.count(" ") + 1 for part in parts)
            for n, part in enumerate(parts):
                words = part.count(" ") + 1
                if words == total:
                    self._add(part, frame, n, words, min(link, words), min(bold, words), min(italic, words))
                else:
                    share = words / total
                    self._add(part, frame, n, words, round(link * share), round(bold * share), round(italic * share))
        self._clear()

    def _add(self, text: str, frame: Frame, part: int, words: int, link: int, bold: int, italic: int) -> None:
        blocks = self.blocks
        if part:
            blocks.append(Block(text, frame, len(blocks), words, link, 0, bold, italic, "", "", part, self._picture))
        else:
            blocks.append(Block(text, frame, len(blocks), words, link, self._links, bold, italic, self._names, self._inline_tag, 0, self._picture))
        self._picture = False
        self._words += words
        self._link_words += link


def segment_page(root: Node) -> tuple[list[Block], list[Frame]]:
    """Return the blocks of a page in page order, and all frames (the outermost first)."""
    body = next(root.iter("body"), root)
    segmenter = Segmenter()
    outer = segmenter.open(body, "body", None)
    segmenter.walk(body, outer, 0)
    segmenter.close(outer)
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
