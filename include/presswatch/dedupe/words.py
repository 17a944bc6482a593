"""Words of a text as numbers: splitting, folding and hashing, the same on every machine and in every run.

Owns what counts as a word here and how words and shingles (runs of words) become 32-bit numbers. It knows nothing of
articles.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint32]

SHINGLE_WORDS = 4

# Scripts that put no spaces between words (Thai, Lao, Burmese, Khmer, kana, Han) count character by character; everywhere
# else a word is a run of letters, marks and digits.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
# Vowel signs and points that Python doesn't count as letters although they stand within words (Hebrew, Arabic, Indic scripts).
_MARKS = "\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0963\u0966-\u0dff"
_WORD = re.compile(rf"[{_UNSPACED}]|(?:[^\W_{_UNSPACED}]|[{_MARKS}])+")
_TERM = re.compile(rf"(?P<unspaced>[{_UNSPACED}]+)|(?:[^\W_{_UNSPACED}]|[{_MARKS}])+")
_UNSPACED_LETTER = re.compile(f"[{_UNSPACED}]")
_KANA = re.compile("[\u3040-\u309f\u30fb-\u30fe]+")
_MULTIPLIERS = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F), np.uint64(0x165667B19E3779F9), np.uint64(0xD6E8FEB86659FD93))


def split_words(text: str) -> list[str]:
    """Return the words of a text in order, case and compatibility forms folded (NFKC); punctuation is dropped."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def split_terms(text: str) -> list[str]:
    """Return the words of a text as terms of meaning: where words aren't spaced, pairs of neighbouring characters stand for them.

    Pairs of kana alone are left out: they are endings and particles far more often than names.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    if _UNSPACED_LETTER.search(folded) is None:
        return _WORD.findall(folded)
    terms: list[str] = []
    for found in _TERM.finditer(folded):
        run = found.group()
        if found.lastgroup == "unspaced":
            terms += [pair for pair in map("".join, pairwise(run)) if not _KANA.fullmatch(pair)]
        else:
            terms.append(run)
    return terms


def hash_words(words: Sequence[str]) -> npt.NDArray[np.uint64]:
    """Return one 64-bit number per word, in order."""
    raw = np.fromiter(map(_hash_word, words), dtype=np.uint64, count=len(words))
    return _mix(raw)


def hash_shingles(word_hashes: npt.NDArray[np.uint64], size: int = SHINGLE_WORDS) -> Hashes:
    """Return one 32-bit number per run of `size` words, in order (repeats kept); a shorter text is one shingle."""
    n = len(word_hashes)
    if n == 0:
        return np.empty(0, dtype=np.uint32)
    size = min(size, n)
    mixed = np.zeros(n - size + 1, dtype=np.uint64)
    for offset in range(size):
        mixed = (mixed ^ word_hashes[offset : n - size + 1 + offset]) * _MULTIPLIERS[offset]
    return (_mix(mixed) >> np.uint64(32)).astype(np.uint32)


def pack(values: Hashes) -> bytes:
    """Return numbers as little-endian bytes, four each."""
    return values.astype("<u4", copy=False).tobytes()


def unpack(data: bytes) -> Hashes:
    """Return the numbers that `pack` wrote."""
    return np.frombuffer(data, dtype="<u4").astype(np.uint32, copy=False)


@lru_cache(maxsize=200_000)
def _hash_word(word: str) -> int:
    return zlib.crc32(word.encode("utf-8", "surrogatepass"))


def _mix(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """Spread the bits (the finaliser of splitmix64, Steele et al. 2014), so that any part of them can serve as a sample."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
