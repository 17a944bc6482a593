"""Claims: attributed statements, their sources and chains, and how sure the text makes them.

Importing this package registers the component `presswatch_claims`. It reads `doc._.document` and `doc._.mentions` and sets `doc._.claims`.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from presswatch.tag import extensions
from presswatch.tag.claims.attribution import find_attributions
from presswatch.tag.claims.certainty import Judgement, grade, judge
from presswatch.tag.claims.cues import can_hold_claim
from presswatch.tag.claims.rows import make_claims
from presswatch.tag.nodes import read_text

__all__ = ["ClaimsComponent", "Judgement", "can_hold_claim", "find_attributions", "grade", "judge", "make_claims"]

extensions.register()


class ClaimsComponent:
    """The component: Doc in, the same Doc out with `doc._.claims` set."""

    def __call__(self, doc: Doc) -> Doc:
        """Find the claims of a parsed text."""
        document = doc._.document
        article_id = document.article_id if document is not None else ""
        text = read_text(doc)
        doc._.claims = make_claims(text, find_attributions(text), article_id, tuple(doc._.mentions))
        return doc


@Language.factory("presswatch_claims", assigns=["doc._.claims"], requires=["doc._.mentions"])
def make_component(nlp: Language, name: str) -> ClaimsComponent:
    """Return the component for a pipeline."""
    return ClaimsComponent()
