"""Labelled names to train the tagger on, read from open data: the entity layer of GUM's treebank, and JSON Lines of spans.

Only `train.py` uses it. A labelled text is its characters and its spans (start, end, kind), where kind is PER, ORG, LOC or MISC.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from presswatch.tag.mentions.lexicon import Lexicon

GUM_KINDS = {"person": "PER", "organization": "ORG", "place": "LOC", "time": ""}
NAME_LINKS = frozenset(("of", "and", "for", "'s", "’s", "the", "-", "–", "&", "de", "la", "du", "van", "von", "der", "al", "bin", "del", "on", "'", "on"))
PERSON_LINKS = frozenset(("-", "–", "de", "la", "du", "van", "von", "der", "den", "al", "el", "bin", "del", "da", "'", "’", "."))


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text with the names in it: half-open character ranges and their kinds."""

    name: str
    text: str
    spans: tuple[tuple[int, int, str], ...]


Tagged = tuple[Labelled, list[tuple[int, int, str]]]
"""A text with the part-of-speech tags of its tokens: start, end, tag."""


@dataclass(frozen=True, slots=True)
class _Token:
    form: str
    upos: str
    xpos: str
    head: int
    entity: str
    start: int


def is_kept_out(name: str) -> bool:
    """Tell whether a text is of the fifth that is kept for scoring."""
    return zlib.crc32(name.encode()) % 5 == 0


def read_spans(path: Path, wanted: Iterable[str]) -> Iterator[Labelled]:
    """Yield the texts of the `wanted` sets of a JSON Lines file ({"id", "set", "text", "spans": [{"start", "end", "kind"}]}), a fifth kept out."""
    sets = frozenset(wanted)
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["set"] in sets and not is_kept_out(row["id"]):
            spans = tuple((s["start"], s["end"], s["kind"]) for s in row["spans"] if s.get("kind") and not s.get("nested"))
            yield Labelled(row["id"], row["text"], spans)


def read_treebank_text(path: Path, *, lines: bool = False) -> Iterator[Tagged]:
    """Yield the documents of a gzipped CoNLL-U file as texts without labels, each with the UPOS tag of its tokens (start, end, tag).

    With `lines` every sentence stands on a line of its own.
    """
    for name, sentences in _read_documents(path):
        text, placed = _join(sentences, "\n" if lines else " ")
        yield Labelled(name, text, ()), [(t.start, t.start + len(t.form), t.upos) for sentence in placed for t in sentence]


def read_gum(path: Path, lexicon: Lexicon) -> Iterator[Labelled]:
    """Yield the documents of a GUM treebank (gzipped CoNLL-U with `Entity=` in MISC) with their names.

    A name is an entity mention whose head is a proper noun, cut to the proper nouns around the head; titles are cut off persons.
    """
    for name, sentences in _read_documents(path):
        text, placed = _join(sentences)
        spans: list[tuple[int, int, str]] = []
        for sentence in placed:
            spans += _find_gum_names(sentence, lexicon)
        yield Labelled(name, text, tuple(_drop_nested(spans)))


def _read_documents(path: Path) -> Iterator[tuple[str, list[list[tuple[_Token, bool]]]]]:
    name = ""
    sentences: list[list[tuple[_Token, bool]]] = []
    sentence: list[tuple[_Token, bool]] = []
    skip = 0
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            line = line.rstrip("\n")
            if line.startswith("# newdoc"):
                if sentences:
                    yield name, sentences
                name, sentences = line.partition("=")[2].strip(), []
            elif not line:
                if sentence:
                    sentences.append(sentence)
                sentence, skip = [], 0
            elif not line.startswith("#"):
                cells = line.split("\t")
                if "." in cells[0]:
                    continue
                spaced = "SpaceAfter=No" not in cells[9]
                if "-" in cells[0]:
                    skip = int(cells[0].split("-")[1])
                    last_spaced = spaced
                    continue
                number = int(cells[0])
                if number < skip:
                    spaced = False
                elif number == skip:
                    spaced = last_spaced
                entity = re.search(r"(?:^|\|)Entity=([^|]*)", cells[9])
                token = _Token(cells[1], cells[3], cells[4], int(cells[6]), entity.group(1) if entity else "", 0)
                sentence.append((token, spaced))
    if sentence:
        sentences.append(sentence)
    if sentences:
        yield name, sentences


def _join(sentences: Sequence[Sequence[tuple[_Token, bool]]], gap: str = " ") -> tuple[str, list[list[_Token]]]:
    parts: list[str] = []
    length = 0
    placed = []
    for sentence in sentences:
        tokens = []
        for token, spaced in sentence:
            tokens.append(_Token(token.form, token.upos, token.xpos, token.head, token.entity, length))
            piece = token.form + (" " if spaced else "")
            parts.append(piece)
            length += len(piece)
        if parts and (gap == "\n" or not parts[-1].endswith(" ")):
            parts.append(gap)
            length += 1
        placed.append(tokens)
    return "".join(parts), placed


def _find_gum_names(sentence: Sequence[_Token], lexicon: Lexicon) -> Iterator[tuple[int, int, str]]:
    open_spans: list[tuple[str, int, str]] = []
    for i, token in enumerate(sentence):
        for piece in re.findall(r"\([^()]*\)?|[^()]+\)", token.entity):
            if piece.startswith("("):
                fields = piece.strip("()").split("-")
                open_spans.append((fields[0], i, fields[1] if len(fields) > 1 else ""))
            if piece.endswith(")"):
                key = piece.strip("()").split("-")[0]
                at = next((k for k in range(len(open_spans) - 1, -1, -1) if open_spans[k][0] == key), None)
                if at is not None:
                    _, first, kind = open_spans.pop(at)
                    found = _cut_name(sentence, first, i, kind, lexicon)
                    if found:
                        yield found


def _cut_name(sentence: Sequence[_Token], first: int, last: int, kind: str, lexicon: Lexicon) -> tuple[int, int, str] | None:
    label = GUM_KINDS.get(kind, "MISC")
    if not label:
        return None
    inside = range(first, last + 1)
    head = next((k for k in inside if not first <= sentence[k].head - 1 <= last), first)
    if sentence[head].upos != "PROPN" and not sentence[head].xpos.startswith("NNP"):
        return None
    if label == "PER" and sentence[head].xpos == "NNPS":
        label = "MISC"
    links = PERSON_LINKS if label == "PER" else NAME_LINKS
    start = end = head
    k = head - 1
    while k >= first and _continues(sentence, k, links):
        if sentence[k].xpos.startswith("NNP") or sentence[k].form[0].isupper():
            start = k
        k -= 1
    k = head + 1
    while k <= last and _continues(sentence, k, links):
        if sentence[k].xpos.startswith("NNP") or (sentence[k].form[0].isupper() and sentence[k].xpos != "PRP"):
            end = k
        k += 1
    for k in range(start, end) if label != "PER" else ():
        if sentence[k].form.lower() == "and" and sentence[k + 1].form.lower() == "the":
            end = k - 1 if head < k else end
            break
    if label == "PER":
        start = next((k + 1 for k in range(end, start - 1, -1) if sentence[k].form.lower() in lexicon.titles), start)
        if start > end:
            return None
    while start < end and sentence[start].form.lower() in ("the", "a", "an"):
        start += 1
    return sentence[start].start, sentence[end].start + len(sentence[end].form), label


def _continues(sentence: Sequence[_Token], k: int, links: frozenset[str]) -> bool:
    token = sentence[k]
    return token.xpos.startswith("NNP") or token.xpos in ("CD", "HYPH") or token.form.lower() in links or (token.form[0].isupper() and token.upos in ("ADJ", "NOUN", "VERB"))


def _drop_nested(spans: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    ranked = sorted(set(spans), key=lambda s: (s[0] - s[1], s[0]))
    kept: list[tuple[int, int, str]] = []
    for start, end, kind in ranked:
        if all(end <= s or start >= e for s, e, _ in kept):
            kept.append((start, end, kind))
    return sorted(kept)
