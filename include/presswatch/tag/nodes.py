"""The words of a text with their tree as plain objects, read off a spaCy Doc once.

spaCy makes a new Token each time one is asked for, looks up each of its strings anew and walks the tree for its children; rules that look
around every word of a text spend most of their time on that. This module knows no rule.
"""

from __future__ import annotations

import math
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from operator import add, attrgetter
from typing import overload

from spacy.attrs import DEP, HEAD, IDX, LEMMA, LENGTH, MORPH, POS, SENT_START, SPACY, TAG
from spacy.tokens import Doc

from presswatch.tag import extensions

_KEPT_AS = "presswatch_text"
_start_of = attrgetter("start")


class Node:
    """A word: `start` and `end` are characters of the text, `lower` and `lemma` in lower case, `head` is the node itself at a root.

    `spaced` tells whether a space follows; `children` and `sentence` are in text order, the sentence with this word in it.
    """

    __slots__ = ("_edges", "children", "dep", "end", "head", "i", "lemma", "lower", "morph", "pos", "sentence", "spaced", "start", "tag", "text")

    sentence: Sentence

    def __init__(self, i: int, start: int, end: int, spaced: bool, text: str, lower: str, lemma: str, pos: str, tag: str, dep: str, morph: str) -> None:
        self.i, self.start, self.end, self.spaced, self.text = i, start, end, spaced, text
        self.lower, self.lemma, self.pos, self.tag, self.dep, self.morph = lower, lemma, pos, tag, dep, morph
        self.head = self
        self.children: Sequence[Node] = ()
        self._edges: tuple[Node, Node] | None = None

    def __repr__(self) -> str:
        return f"Node({self.i}, {self.text!r})"

    @property
    def whole(self) -> Text:
        """The text in which the word stands."""
        return self.sentence.whole

    @property
    def left_edge(self) -> Node:
        """The first word below this one, itself included."""
        return self._find_edges()[0]

    @property
    def right_edge(self) -> Node:
        """The last word below this one, itself included."""
        return self._find_edges()[1]

    @property
    def is_space(self) -> bool:
        """Whether the token is white space."""
        return self.text.isspace()

    @property
    def is_punct(self) -> bool:
        """Whether the token is made of marks of punctuation."""
        return _is_punctuation(self.text)

    @property
    def like_num(self) -> bool:
        """Whether the word is a number, in digits or letters."""
        return bool(self.whole.source[self.i].like_num)

    def is_ancestor(self, other: Node) -> bool:
        """Tell whether `other` stands below this word in the tree."""
        while other.head is not other:
            other = other.head
            if other is self:
                return True
        return False

    def _find_edges(self) -> tuple[Node, Node]:
        if self._edges is None:
            first = last = self
            for child in self.children:
                left, right = child._find_edges()
                first, last = left if left.i < first.i else first, right if right.i > last.i else last
            self._edges = first, last
        return self._edges


@lru_cache(maxsize=50_000)
def _is_punctuation(text: str) -> bool:
    return all(unicodedata.category(c)[0] == "P" for c in text)


class _Words:
    """Words in a row: what a text and a run of it have in common."""

    __slots__ = ("nodes", "start", "whole")

    nodes: list[Node]
    start: int
    whole: Text

    def __iter__(self) -> Iterator[Node]:
        return iter(self.nodes)

    def __len__(self) -> int:
        return len(self.nodes)

    @overload
    def __getitem__(self, place: int) -> Node: ...
    @overload
    def __getitem__(self, place: slice) -> Run: ...
    def __getitem__(self, place: int | slice) -> Node | Run:
        if isinstance(place, slice):
            start, end, _ = place.indices(len(self.nodes))
            return Run(self.whole, self.start + start, self.start + max(start, end))
        return self.nodes[place]


class Run(_Words):
    """A run of a text's words: `start` and `end` are places in the text, `start_char` and `end_char` characters."""

    __slots__ = ("end",)

    def __init__(self, whole: Text, start: int, end: int) -> None:
        self.whole, self.start, self.end = whole, start, end
        self.nodes = whole.nodes[start:end]

    @property
    def start_char(self) -> int:
        """The character at which the first word starts."""
        return self.nodes[0].start

    @property
    def end_char(self) -> int:
        """The character behind the last word."""
        return self.nodes[-1].end

    @property
    def text(self) -> str:
        """The characters from the first word to the last."""
        return self.whole.text[self.start_char : self.end_char]

    @property
    def sentence(self) -> Sentence:
        """The sentence of the first word."""
        return self.nodes[0].sentence

    @property
    def root(self) -> Node:
        """The word from which the way to the root of the sentence is the shortest, the first of them; a mark or white space only where nothing else is."""
        for node in self.nodes:
            if node.head is node:
                return node
        out = [node for node in self.nodes if not self.start <= node.head.i < self.end]
        return min(out, key=_measure_depth, default=self.nodes[0])


class Sentence(Run):
    """A sentence; `parsed` tells whether tags, lemmas and relations were predicted for it."""

    __slots__ = ("parsed",)

    def __init__(self, whole: Text, start: int, end: int, parsed: bool) -> None:
        super().__init__(whole, start, end)
        self.parsed = parsed


def _measure_depth(node: Node) -> float:
    if not node.children and (node.is_punct or node.is_space):
        return math.inf
    steps = 0
    while node.head is not node:
        node, steps = node.head, steps + 1
    return steps


class Text(_Words):
    """An annotated text as plain objects; `lower` are its words in lower case, `source` is the spaCy Doc with the layers of other rooms."""

    __slots__ = ("lower", "sentences", "source", "text")

    def __init__(self, source: Doc) -> None:
        self.source = source
        self.text = extensions.text_of(source)
        self.lower = extensions.lower_words(source)
        self.whole, self.start, self.nodes = self, 0, []
        self.sentences: list[Sentence] = []
        if len(source):
            self._read()

    def cover(self, start: int, end: int) -> Run:
        """Return the words that stand in characters [start, end), in part or whole."""
        return Run(self, max(bisect_right(self.nodes, start, key=_start_of) - 1, 0), bisect_left(self.nodes, end, key=_start_of))

    def _read(self) -> None:
        doc = self.source
        table = doc.to_array([IDX, LENGTH, HEAD, SENT_START, SPACY, POS, TAG, DEP, MORPH, LEMMA])
        starts, lengths, heads, opens, spaced = table[:, :5].astype("int64").T.tolist()
        pos, tag, dep, morph, lemma = (extensions.spell(doc.vocab.strings, codes) for codes in table[:, 5:].T.tolist())
        ends = map(add, starts, lengths)
        columns = (ends, spaced, extensions.words_of(doc), self.lower, map(str.lower, lemma), pos, tag, dep, morph)
        self.nodes = nodes = list(map(Node, range(len(doc)), starts, *columns))
        bounds = [0, *(i for i, opened in enumerate(opens) if opened == 1 and i), len(nodes)]
        flags = doc._.parsed_sentences or [doc.has_annotation("DEP")] * (len(bounds) - 1)
        self.sentences = [Sentence(self, start, end, parsed) for (start, end), parsed in zip(pairwise(bounds), flags, strict=True)]
        for sentence in self.sentences:
            for node in sentence.nodes:
                node.sentence = sentence
        for node, step in zip(nodes, heads, strict=True):
            if step:
                node.head = head = nodes[node.i + step]
                head.children = (*head.children, node)


def read_text(doc: Doc) -> Text:
    """Return an annotated Doc as plain objects. Made when first asked for: tags and trees set later aren't seen."""
    held: Text | None = doc.user_data.get(_KEPT_AS)
    if held is None:
        held = doc.user_data[_KEPT_AS] = Text(doc)
    return held
