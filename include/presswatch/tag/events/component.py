"""The spaCy component `presswatch_events`: sets `doc._.events` of a Doc whose other layers are set.

It holds the knowledge base and hands each Doc to `find.find_events`, which does the work.
"""

from __future__ import annotations

from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from presswatch.model.handover import Document
from presswatch.tag import extensions
from presswatch.tag.events.find import find_events
from presswatch.tag.knowledge.base import KnowledgeBase

NAME = "presswatch_events"


class EventFinder:
    """Finds the events of each Doc. A Doc without a document counts as an English text of its own."""

    def __init__(self) -> None:
        self._kb = KnowledgeBase.load()

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc._.events`."""
        document = doc._.document or Document(article_id="", title=None, text=doc.text, published_at=None)
        doc._.events = find_events(doc, document, self._kb)
        return doc


@Language.factory(NAME, requires=["doc._.mentions"], assigns=["doc._.events"])
def make_event_finder(nlp: Any, name: str) -> EventFinder:
    """Return the component; spaCy calls this for `nlp.add_pipe("presswatch_events")`."""
    extensions.register()
    return EventFinder()
