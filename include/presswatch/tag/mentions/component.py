"""The spaCy component `presswatch_mentions`: sets `doc._.mentions` of a Doc whose `doc._.document` is set.

It holds the knowledge base and hands each Doc to `find.find_mentions`, which does the work.
"""

from __future__ import annotations

from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from presswatch.model.handover import Document
from presswatch.tag import extensions
from presswatch.tag.knowledge.base import KnowledgeBase
from presswatch.tag.mentions.find import find_mentions

NAME = "presswatch_mentions"


class MentionFinder:
    """Finds the mentions of each Doc. A Doc without a document counts as an English text of its own."""

    def __init__(self) -> None:
        self._kb = KnowledgeBase.load()

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc._.mentions`."""
        document = doc._.document or Document(article_id="", title=None, text=doc.text, published_at=None)
        doc._.mentions = find_mentions(doc, document, self._kb)
        return doc


@Language.factory(NAME, assigns=["doc._.mentions"])
def make_mention_finder(nlp: Any, name: str) -> MentionFinder:
    """Return the component; spaCy calls this for `nlp.add_pipe("presswatch_mentions")`."""
    extensions.register()
    return MentionFinder()
