"""Treebanks as training data: CoNLL-U files read, unlicensed documents left out, quotation marks varied.

This module turns files into spaCy DocBins; it doesn't train or score.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from spacy.tokens import DocBin
from spacy.training.converters import conllu_to_docs  # type: ignore[attr-defined]

from presswatch.errors import InputError

_OPENING, _CLOSING = "\u201c", "\u201d"


@dataclass(frozen=True, slots=True, kw_only=True)
class Variation:
    """How typography is varied: every nth sentence that has such marks is written with curly quotes, doubled apostrophes, long dashes."""

    curly_every: int = 0
    doubled_every: int = 0
    dash_every: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Which sentences of the treebanks to read: file names without `-train.conllu`, the part's name, documents to leave out."""

    names: tuple[str, ...]
    part: str
    excluded: Mapping[str, str] = field(default_factory=dict)
    variation: Variation = Variation()


def read_part(folder: Path, part: Part) -> DocBin:
    """Read one part of all treebanks, one Doc per sentence. Raises InputError when a file is missing."""
    docs = DocBin(store_user_data=False)
    for name in part.names:
        text = "\n\n".join(iterate_sentences(find_file(folder, name, part.part), part)) + "\n\n"
        for doc in conllu_to_docs(text, n_sents=1, no_print=True):  # type: ignore[no-untyped-call]
            docs.add(doc)
    return docs


def find_file(folder: Path, name: str, part: str) -> Path:
    """Return the path of a treebank's part, plain or gzipped. Raises InputError when there is none."""
    for ending in (".conllu", ".conllu.gz"):
        path = folder / f"{name}-{part}{ending}"
        if path.exists():
            return path
    raise InputError(f"{folder}: no {name}-{part}.conllu or .conllu.gz")


def iterate_sentences(path: Path, part: Part) -> Iterator[str]:
    """Yield the token lines of each sentence to be used, varied as asked for."""
    data = path.read_bytes()
    blocks = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8").split("\n\n")
    document, seen = "", {"quotes": 0, "dashes": 0}
    for block in blocks:
        lines = []
        for line in block.splitlines():
            if line.startswith("# newdoc id"):
                document = line.partition("=")[2].strip()
            elif line and not line.startswith("#"):
                lines.append(line)
        if lines and document not in part.excluded:
            yield "\n".join(_vary(lines, part.variation, seen))


def _vary(lines: list[str], variation: Variation, seen: dict[str, int]) -> list[str]:
    rows = [line.split("\t") for line in lines]
    forms = {row[1] for row in rows}
    if '"' in forms or any("'" in form for form in forms):
        seen["quotes"] += 1
        if variation.doubled_every and '"' in forms and seen["quotes"] % variation.doubled_every == 0:
            for row in rows:
                row[1] = "''" if row[1] == '"' else row[1]
        elif variation.curly_every and seen["quotes"] % variation.curly_every == 0:
            inside = False
            for row in rows:
                if row[1] == '"':
                    row[1] = _CLOSING if inside else _OPENING
                    inside = not inside
                else:
                    row[1] = row[1].replace("'", "\u2019")
    if forms & {"--", "-"}:
        seen["dashes"] += 1
        if variation.dash_every and seen["dashes"] % variation.dash_every == 0:
            for row in rows:
                row[1] = "\u2014" if row[1] == "--" else row[1]
    return ["\t".join(row) for row in rows]
