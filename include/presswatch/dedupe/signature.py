"""The signature of a text: what is kept of it so that copies can be found and measured without the text.

Owns the sketch of word shingles and the facts (numbers and names) that tell a copy from another text made from the same
template. A signature is a pure function of one text. Comparing signatures is `edges`' business.

The sketch is a FracMinHash (Irber et al. 2022): of all shingle hashes, those below a fixed share of the 32-bit range. Unlike a
MinHash of fixed length it measures containment as well as resemblance, at any ratio of lengths, so that a wire copy cut to a
third is found as surely as a whole one. Short texts are kept whole, long ones are sampled, at most one hash in eight.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

import numpy as np

from presswatch.dedupe.words import SHINGLE_WORDS, Hashes, hash_shingles, hash_words, pack, split_words, unpack

FULL_RANGE = 1 << 32
KEY_SHARE = 8
"""One shingle in eight, the same for every text, serves as a key by which texts find one another."""
_SKETCH_SIZE = 400
_LEAD_SHINGLES = 50
MAX_FACTS = 96
_NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*")
# A word that begins with a capital and doesn't begin a sentence.
_NAME = re.compile(r"(?<=[\w,;:\"'’”)]\s)[A-ZÀ-ÖØ-ÞΑ-ΩА-ЯЁ][\w'’-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """What is kept of a text.

    `sketch` holds the distinct shingle hashes below 2**32 / `scale`, ascending; `lead` those of the first 50 shingles (none
    left out); `numbers` and `names` hash the figures and the capitalised words of the text.
    """

    n_words: int
    n_shingles: int
    scale: int
    sketch: Hashes
    lead: Hashes
    numbers: Hashes
    names: Hashes


def make_signature(text: str) -> Signature:
    """Return the signature of an article's text (body only: titles are often changed)."""
    hashes = hash_words(split_words(text))
    shingles = hash_shingles(hashes, SHINGLE_WORDS)
    distinct = np.unique(shingles)
    scale = 1
    while scale < KEY_SHARE and len(distinct) > _SKETCH_SIZE * scale:
        scale *= 2
    normal = unicodedata.normalize("NFKC", text)
    return Signature(
        n_words=len(hashes),
        n_shingles=len(distinct),
        scale=scale,
        sketch=distinct[distinct < np.uint32(FULL_RANGE // scale - 1)],
        lead=np.unique(shingles[:_LEAD_SHINGLES]),
        numbers=_hash_facts(_NUMBER.findall(normal)),
        names=_hash_facts(_NAME.findall(normal)),
    )


def dump_signature(signature: Signature) -> bytes:
    """Return a signature as bytes: seven little-endian 32-bit lengths, then the numbers."""
    parts = (signature.sketch, signature.lead, signature.numbers, signature.names)
    head = [signature.n_words, signature.n_shingles, signature.scale, *(len(part) for part in parts)]
    return pack(np.array(head, dtype=np.uint32)) + b"".join(pack(part) for part in parts)


def load_signature(data: bytes) -> Signature:
    """Return the signature that `dump_signature` wrote. Raises ValueError when the bytes are something else."""
    if len(data) < 28 or len(data) % 4:
        raise ValueError("not a signature: too short or cut off")
    values = unpack(data)
    n_words, n_shingles, scale, *lengths = (int(v) for v in values[:7])
    if 7 + sum(lengths) != len(values):
        raise ValueError("not a signature: its lengths don't add up")
    sketch, lead, numbers, names = np.split(values[7:], np.cumsum(lengths)[:-1])
    return Signature(n_words=n_words, n_shingles=n_shingles, scale=scale, sketch=sketch, lead=lead, numbers=numbers, names=names)


def _hash_facts(facts: list[str]) -> Hashes:
    """Hash the distinct facts; of many, those with the smallest hashes stand for all."""
    distinct = list(dict.fromkeys(fact.casefold() for fact in facts))
    hashes: Hashes = (hash_words(distinct) >> np.uint64(32)).astype(np.uint32)
    return np.unique(hashes)[:MAX_FACTS]
