"""An outlet's memory applied to a page: what repeats across the outlet isn't the article, and its templates say where the article stands.

Where the memory knows nearly all of a page's places, and each for or against, it decides alone and the classifier isn't asked.
"""

from __future__ import annotations

import math
import re

import numpy as np
import numpy.typing as npt

from presswatch.extract.blocks import Block, Frame
from presswatch.extract.phrases import read_phrases
from presswatch.extract.prints import OutletMemory, Place, place_keys, print_block

_CALL = re.compile(r"\b(?:you|your|our|us|we|sie|ihr|ihre|wir|uns|vous|votre|nos|notre|nous|tu|su|tus|nuestro|nuestra|vostro|tuo|nosso|je|uw|ons|jouw|din|ditt|twój|nasz|вы|вас|ваш|наш|мы|μας|σας)\b", re.I)
_SURE = 1.6
_KNOWN_SHARE = 0.97
_TRUST = 0.6


def find_repeats(blocks: list[Block], memory: OutletMemory) -> npt.NDArray[np.bool_]:
    """Return which blocks repeat across the outlet so often that they aren't the article's own text."""
    if memory.pages < 3:
        return np.zeros(len(blocks), dtype=bool)
    few = max(3, math.ceil(memory.pages * 0.06))
    many = max(6, math.ceil(memory.pages * 0.34))
    counts = [memory.prints.get(print_block(b.text), 0) for b in blocks]
    return np.array([k >= few and (k >= many or not _reads_as_news(b)) for k, b in zip(counts, blocks, strict=True)], dtype=bool)


def _reads_as_news(b: Block) -> bool:
    """Whether a block could be a paragraph of background that an outlet puts into several articles on one matter: long, to nobody, no plea."""
    return b.n_words >= 18 and not b.link_words and not _CALL.search(b.text) and not read_phrases(b.text)


def recall_places(frames: list[Frame], memory: OutletMemory) -> list[Place | None]:
    """Return what the memory knows of each element's place."""
    return [memory.places.get(key) for key in place_keys(frames)]


def decide_alone(blocks: list[Block], places: list[Place | None]) -> npt.NDArray[np.float64] | None:
    """Return probabilities from the memory alone, or None where it doesn't know the page well enough."""
    known = total = running = 0
    values = np.zeros(len(blocks))
    for n, b in enumerate(blocks):
        place = places[b.frame.index]
        total += b.n_words
        if place is None or abs(place.log_odds) < _SURE:
            if b.n_words > 6:
                continue
            place_odds = -2.0 if place is None else place.log_odds
        else:
            place_odds = place.log_odds
        known += b.n_words
        values[n] = 1 / (1 + math.exp(-place_odds))
        running += b.n_words * (place_odds > 0)
    if not total or known < _KNOWN_SHARE * total or running < 60:
        return None
    return values


def blend(probability: npt.NDArray[np.float64], blocks: list[Block], places: list[Place | None], repeats: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
    """Return the classifier's probabilities drawn towards what the outlet's other pages say of the same places."""
    out = probability.copy()
    for n, b in enumerate(blocks):
        place = places[b.frame.index]
        if place is not None:
            trust = _TRUST * place.pages / (place.pages + 4)
            p = min(0.995, max(0.005, float(probability[n])))
            odds = (1 - trust) * math.log(p / (1 - p)) + trust * place.log_odds * 1.3
            out[n] = 1 / (1 + math.exp(-odds))
    out[repeats] = np.minimum(out[repeats], 0.02)
    return out
