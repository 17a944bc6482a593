"""Times: every time expression with its TIMEX3 value and, where it can be resolved, its interval in UTC.

Importing this package registers the component `presswatch_times`. It reads `doc._.document` and sets `doc._.times`.
"""

from __future__ import annotations

from functools import partial

from spacy.language import Language
from spacy.tokens import Doc

from presswatch.tag import extensions
from presswatch.tag.nodes import read_text
from presswatch.tag.times.find import find_times
from presswatch.tag.times.tense import read_tense

__all__ = ["TimesComponent", "find_times"]

extensions.register()


class TimesComponent:
    """The component: Doc in, the same Doc out with `doc._.times` set."""

    def __call__(self, doc: Doc) -> Doc:
        """Find the times of a text; a Doc without a document has no time of publication."""
        document = doc._.document
        tense = partial(read_tense, read_text(doc)) if any(doc._.parsed_sentences) or doc.has_annotation("DEP") else None
        if document is None:
            doc._.times = find_times(extensions.text_of(doc), None, read_tense=tense)
            return doc
        doc._.times = find_times(
            extensions.text_of(doc),
            document.published_at,
            language=document.language or "en",
            country=document.outlet_country,
            read_tense=tense,
            article_id=document.article_id,
        )
        return doc


@Language.factory("presswatch_times", assigns=["doc._.times"])
def make_component(nlp: Language, name: str) -> TimesComponent:
    """Return the component for a pipeline."""
    return TimesComponent()
