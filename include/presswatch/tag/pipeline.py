"""The reading pipeline: documents in, readings out, in order and one at a time.

This module owns how the components are put together: a spaCy Language with the trained syntax, then mentions, times, claims and events,
each of which reads `doc._.document` and sets its layer (see `extensions`). It holds no rule of any layer.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator, Sequence

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from presswatch.heap import settle_heap
from presswatch.model.handover import Document, Reading
from presswatch.settings import Settings
from presswatch.tag import extensions
from presswatch.tag.claims.cues import can_hold_claim
from presswatch.tag.events.domain import find_field
from presswatch.tag.events.triggers import can_hold_event
from presswatch.tag.happenings import name_happenings
from presswatch.tag.nlp.cutting import Cutter
from presswatch.tag.nlp.language_check import is_english
from presswatch.tag.nlp.syntax import Syntax
from presswatch.tag.nlp.weights import load_language

# Rooms in the order in which they run; each registers the factory of that name when it is imported.
ENGLISH_COMPONENTS = ("presswatch_mentions", "presswatch_times", "presswatch_claims", "presswatch_events")
OTHER_COMPONENTS = ("presswatch_mentions", "presswatch_times")
_ROOMS = {name: f"presswatch.tag.{name.removeprefix('presswatch_')}" for name in ENGLISH_COMPONENTS}


class Tagger:
    """Reads texts. Made by `load`; not shared between threads."""

    def __init__(self, language: Language, syntax: Syntax) -> None:
        self._language = language
        self._syntax = syntax
        self._english = [component for name, component in language.pipeline if name in ENGLISH_COMPONENTS]
        self._other = [component for name, component in language.pipeline if name in OTHER_COMPONENTS]

    @classmethod
    def load(cls, settings: Settings, components: Sequence[str] = ENGLISH_COMPONENTS) -> Tagger:
        """Load weights and knowledge for the layers named. Raises ConfigError when the pipeline of `settings.spacy_model` can't be used."""
        extensions.register()
        threadpool_limits(limits=1, user_api="blas")  # the same sums in the same order, and no fight between worker processes
        trained = load_language(settings.spacy_model)
        language = spacy.blank("en", vocab=trained.vocab)
        language.tokenizer = Cutter(trained.tokenizer)
        for name in components:
            importlib.import_module(_ROOMS[name])
            language.add_pipe(name)
        settle_heap()
        return cls(language, Syntax(trained, choose_sentences))

    @property
    def language(self) -> Language:
        """The spaCy pipeline, for inspection."""
        return self._language

    def read(self, documents: Iterable[Document]) -> Iterator[Reading]:
        """Yield one Reading per document, in order, as they are asked for. What is read never depends on the neighbours."""
        for document in documents:
            yield self.read_one(document)

    def read_one(self, document: Document) -> Reading:
        """Read one document."""
        return make_reading(self.annotate(document))

    def annotate(self, document: Document) -> Doc:
        """Return the annotated Doc of a document: tokens, sentences, syntax where parsed, and all layers."""
        doc = self._language.make_doc(document.text)
        doc._.document = document
        english = is_english(doc, document.language)
        if english:
            doc._.field = find_field([*(document.title or "").lower().split(), *extensions.lower_words(doc)])
        doc = self._syntax(doc) if english else self._syntax.split(doc)
        components: Sequence[object] = self._english if english else self._other
        for component in components:
            doc = component(doc)  # type: ignore[operator]
        doc._.events = name_happenings(doc._.events)
        return doc


def choose_sentences(doc: Doc, ranges: Sequence[tuple[int, int]]) -> list[bool]:
    """Tell for each sentence whether it can hold a claim or an event, from its words alone: only those are worth parsing."""
    whole, words, chosen = extensions.text_of(doc), extensions.lower_words(doc), []
    for start, end in ranges:
        text = whole[doc[start].idx : doc[end - 1].idx + len(doc[end - 1])]
        chosen.append(can_hold_event(text) or can_hold_claim(text, words[start:end]))
    return chosen


def make_reading(doc: Doc) -> Reading:
    """Collect the layers of an annotated Doc."""
    return Reading(
        article_id=doc._.document.article_id,
        mentions=tuple(doc._.mentions),
        times=tuple(doc._.times),
        claims=tuple(doc._.claims),
        events=tuple(doc._.events),
    )
