"""The custom attributes by which the components of the reading pipeline hand on what they found.

This module owns their names and defaults; it does nothing else. Import it (or call `register`) before a component reads them.

On a spaCy Doc:
    doc._.document            model.handover.Document being read, None for texts that came in without one
    doc._.field               what the whole article is about where that isn't politics (see `events.domain.find_field`), else None
    doc._.mentions            tuple of model.language.Mention, in text order
    doc._.times               tuple of model.language.TimeExpression, in text order
    doc._.claims              tuple of model.language.Claim, in text order
    doc._.events              tuple of model.language.Event, in text order
    doc._.parsed_sentences    tuple of bool, one per sentence of doc.sents: whether tags, lemmas and dependencies were predicted for it.
                              Sentences that can't hold a claim or an event stay unparsed: their tokens have boundaries only.

Offsets in the records are characters of `doc.text`, which is `doc._.document.text` unchanged.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from spacy.attrs import LOWER, ORTH
from spacy.tokens import Doc

_MOST_SPELT = 200_000
LAYERS = ("mentions", "times", "claims", "events")


def register() -> None:
    """Define the attributes on spaCy's Doc; harmless when called again."""
    if Doc.has_extension("document"):
        return
    Doc.set_extension("document", default=None)
    Doc.set_extension("field", default=None)
    for layer in LAYERS:
        Doc.set_extension(layer, default=())
    Doc.set_extension("parsed_sentences", default=())


def text_of(doc: Doc) -> str:
    """Return a Doc's text without joining its tokens anew, which spaCy does each time it is asked."""
    document = doc._.document
    return doc.text if document is None else str(document.text)


def words_of(doc: Doc) -> list[str]:
    """Return a Doc's tokens as they are written, read off it once: asking each token costs more than most rules do."""
    return _read_words(doc, ORTH)


def lower_words(doc: Doc) -> list[str]:
    """Return a Doc's tokens in lower case, read off it once."""
    return _read_words(doc, LOWER)


def _read_words(doc: Doc, attribute: int) -> list[str]:
    name = f"presswatch_words_{attribute}"
    held: list[str] | None = doc.user_data.get(name)
    if held is None:
        held = doc.user_data[name] = spell(doc.vocab.strings, doc.to_array(attribute).tolist())
    return held


_spelling: dict[int, str] = {0: ""}


def spell(strings: Any, codes: Sequence[int]) -> list[str]:
    """Return the words of spaCy's codes, which are hashes of the words; kept between texts, as asking for them takes long."""
    try:
        return [_spelling[code] for code in codes]
    except KeyError:
        if len(_spelling) > _MOST_SPELT:
            _spelling.clear()
            _spelling[0] = ""
        _spelling.update({code: str(strings[code]) for code in set(codes).difference(_spelling)})
        return [_spelling[code] for code in codes]


register()
