"""What one page teaches about its outlet: each block's fingerprint, place in the template and chance to be running text. Made once per capture.

A study depends on the page's bytes alone, so it can be kept with the raw unit it was made from; `memory` joins many to one memory.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass

import numpy as np

from presswatch.extract.column import Column
from presswatch.extract.prints import place_keys, print_block

FORMAT = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class PageStudy:
    """One page's blocks in page order, as parallel tuples. `odds` are log-odds to be running text, from the page alone.

    `ident` names the article (canonical address); of several captures of one article the latest counts, by `captured_at` (ISO 8601)
    and then `digest` (SHA-256 of the bytes).
    """

    ident: str
    captured_at: str
    digest: str
    prints: tuple[str, ...]
    places: tuple[str, ...]
    words: tuple[int, ...]
    odds: tuple[float, ...]
    chosen: tuple[bool, ...]

    def to_json(self) -> str:
        """Return the study as one line of JSON; the same study gives the same line."""
        index = {key: n for n, key in enumerate(dict.fromkeys(self.places))}
        rows = [
            [p, index[at], w, o, int(c)] for p, at, w, o, c in zip(self.prints, self.places, self.words, self.odds, self.chosen, strict=True)
        ]
        data = {"format": FORMAT, "ident": self.ident, "captured_at": self.captured_at, "digest": self.digest, "places": list(index), "blocks": rows}
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, line: str) -> PageStudy:
        """Return the study that `to_json` wrote. Raises ValueError for another format."""
        data = json.loads(line)
        if not isinstance(data, dict) or data.get("format") != FORMAT:
            raise ValueError(f"page study of another format than {FORMAT}")
        rows, places = data["blocks"], data["places"]
        return cls(
            ident=data["ident"], captured_at=data["captured_at"], digest=data["digest"], prints=tuple(r[0] for r in rows),
            places=tuple(places[r[1]] for r in rows), words=tuple(r[2] for r in rows), odds=tuple(r[3] for r in rows), chosen=tuple(bool(r[4]) for r in rows),
        )  # fmt: skip


def describe_column(ident: str, captured_at: str, digest: str, column: Column) -> PageStudy:
    """Return the study of a page that was read without a memory."""
    keys = place_keys(column.frames)
    odds = np.clip(column.probability, 0.01, 0.99)
    return PageStudy(
        ident=ident,
        captured_at=captured_at,
        digest=digest,
        prints=tuple(print_block(b.text) for b in column.blocks),
        places=tuple(keys[b.frame.index] for b in column.blocks),
        words=tuple(b.n_words for b in column.blocks),
        odds=tuple(round(math.log(p / (1 - p)), 2) for p in odds.tolist()),
        chosen=tuple(column.chosen),
    )
