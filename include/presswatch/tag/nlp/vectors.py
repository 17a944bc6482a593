"""The token vectors of the bundled pipeline when it reads: what thinc's layers give, without the steps that only training needs.

A word is embedded once per process, and the layers that look at its neighbours pass over one array in place. This module owns no weights
(see `weights`) and doesn't train (see `train`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from thinc.api import Model, chain
from thinc.types import Ragged

_MIX = np.array([0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 0xD6E8FEB86659FD93], dtype="uint64")  # one odd number per attribute
_MOST_WORDS = 20_000  # whose vectors are kept: 8 MB
_BLOCK = 64  # words are embedded in blocks of one size, as the last digits of a product may depend on how many rows it has
_TINY = 1e-8  # what thinc adds to a variance

Floats = NDArray[np.float32]


def shorten_vectors(language: Language) -> None:
    """Put the short ways in the place of the layers of the component `tok2vec`."""
    model = language.get_pipe("tok2vec").model  # type: ignore[attr-defined]
    embed, encode = model.layers
    inner: Any = chain(*embed.layers[2:-1])  # between attributes and vectors
    attrs = {"places": {}, "vectors": np.zeros((_MOST_WORDS, inner.get_dim("nO")), dtype=np.float32)}
    embed.layers[2:-1] = [Model("embed_once", _embed_words, layers=[inner], ops=embed.ops, attrs=attrs)]
    blocks = [_read_block(block) for block in encode.layers[0].layers]
    model.layers[1] = Model("encode", _encode, ops=encode.ops, attrs={"pad": encode.attrs["pad"], "blocks": blocks})


def _embed_words(model: Any, words: Any, is_train: bool) -> tuple[Ragged, Any]:
    """Return the vectors of words, which depend on a word's own attributes only."""
    keys, first, again = np.unique((words.dataXd * _MIX).sum(axis=1), return_index=True, return_inverse=True)
    places, vectors, asked = model.attrs["places"], model.attrs["vectors"], keys.tolist()
    if len(places) + len(asked) > len(vectors):
        places.clear()
    new = [i for i, key in enumerate(asked) if key not in places]
    if len(new) > len(vectors):  # a text of more words than are kept
        return model.layers[0](words, is_train)  # type: ignore[no-any-return]
    if new:
        rows: Any = np.zeros((-(-len(new) // _BLOCK) * _BLOCK, words.dataXd.shape[1]), dtype=words.dataXd.dtype)
        rows[: len(new)] = words.dataXd[first[new]]
        made = model.layers[0].predict(Ragged(rows, model.ops.asarray1i([len(rows)]))).dataXd
        vectors[len(places) : len(places) + len(new)] = made[: len(new)]
        places.update(zip([asked[i] for i in new], range(len(places), len(places) + len(new)), strict=True))
    return Ragged(vectors[np.array([places[key] for key in asked])[again]], words.lengths), _refuse_training


def _read_block(block: Any) -> tuple[Floats, Floats, Floats, Floats]:
    """Return the matrix, with the pieces of which the largest counts side by side, its bias, and the scale and bias of the norm."""
    largest, norm = (next(layer for layer in block.walk() if layer.name == name) for name in ("maxout", "layernorm"))
    weights = largest.get_param("W")
    matrix = np.ascontiguousarray(weights.transpose(1, 0, 2).reshape(-1, weights.shape[2]).T)
    return matrix, largest.get_param("b").T.ravel(), norm.get_param("G"), norm.get_param("b")


def _encode(model: Any, sentences: Sequence[Floats], is_train: bool) -> tuple[list[Floats], Any]:
    """Let each token see its neighbours, once per block: a window of three, the largest of the pieces, the norm, and the sum with what was."""
    pad, blocks = model.attrs["pad"], model.attrs["blocks"]
    ends = np.cumsum([len(sentence) + pad for sentence in sentences]).tolist()
    ranges = [(end - len(sentence), end) for sentence, end in zip(sentences, ends, strict=True)]
    width = sentences[0].shape[1]
    tokens = np.zeros((ends[-1] + pad, width), dtype=np.float32)
    for (start, end), sentence in zip(ranges, sentences, strict=True):
        tokens[start:end] = sentence
    mean = np.full(width, 1 / width, dtype=np.float32)
    window = np.zeros((len(tokens), 3 * width), dtype=np.float32)
    pieces = np.empty((len(tokens), len(blocks[0][1])), dtype=np.float32)
    for matrix, bias, scale, shift in blocks:
        window[1:, :width], window[:, width : 2 * width], window[:-1, 2 * width :] = tokens[:-1], tokens, tokens[1:]
        np.dot(window, matrix, out=pieces)
        pieces += bias
        largest = reduce(np.maximum, np.split(pieces, pieces.shape[1] // width, axis=1))
        largest -= (largest @ mean)[:, None]
        largest /= np.sqrt(np.einsum("ij,ij->i", largest, largest) / np.float32(width) + np.float32(_TINY))[:, None]
        largest *= scale
        largest += shift
        tokens += largest
    return [tokens[start:end] for start, end in ranges], _refuse_training


def _refuse_training(gradient: Any) -> Any:
    raise NotImplementedError("these layers read only")
