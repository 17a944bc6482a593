"""The words of a text with their tree as plain objects, read off a spaCy Doc once.

spaCy makes a new Token each time one is asked for, and walks the tree anew for its children; rules that look around every word of a text
spend most of their time on that. This module knows no rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import add

from spacy.attrs import DEP, HEAD, IDX, LEMMA, LENGTH, MORPH, POS, SENT_START, TAG
from spacy.tokens import Doc

from presswatch.tag import extensions

_KEPT_AS = "presswatch_nodes"


class Node:
    """A word: `start` and `end` are characters of the text, `lower` and `lemma` in lower case, `head` is the node itself at a root."""

    __slots__ = ("children", "dep", "end", "head", "i", "lemma", "lower", "morph", "pos", "sentence", "start", "tag", "text")

    def __init__(self, i: int, start: int, end: int, text: str, lower: str, lemma: str, pos: str, tag: str, dep: str, morph: str) -> None:
        self.i, self.start, self.end, self.text = i, start, end, text
        self.lower, self.lemma, self.pos, self.tag, self.dep, self.morph = lower, lemma, pos, tag, dep, morph
        self.head = self
        self.children: Sequence[Node] = ()
        self.sentence: Sequence[Node] = ()  # all nodes of the sentence, this one too


def read_nodes(doc: Doc) -> list[Node]:
    """Return one node per token of an annotated Doc, in order. Made when first asked for: what is annotated later isn't seen."""
    held: list[Node] | None = doc.user_data.get(_KEPT_AS)
    if held is None:
        held = doc.user_data[_KEPT_AS] = _make_nodes(doc)
    return held


def _make_nodes(doc: Doc) -> list[Node]:
    table = doc.to_array([IDX, LENGTH, HEAD, SENT_START, POS, TAG, DEP, MORPH, LEMMA])
    starts, lengths, heads, opens = table[:, :4].astype("int64").T.tolist()
    pos, tag, dep, morph, lemma = (extensions.spell(doc.vocab.strings, codes) for codes in table[:, 4:].T.tolist())
    ends = map(add, starts, lengths)
    lower = extensions.lower_words(doc)
    nodes = list(map(Node, range(len(doc)), starts, ends, extensions.words_of(doc), lower, map(str.lower, lemma), pos, tag, dep, morph))
    sentence: list[Node] = []
    for node, step, opened in zip(nodes, heads, opens, strict=True):
        if step:
            node.head = nodes[node.i + step]
            node.head.children = (*node.head.children, node)
        if opened == 1:
            sentence = []
        sentence.append(node)
        node.sentence = sentence
    return nodes
