"""A view of a text's predicates with how certain, how real and when they are: every verb and every noun that tells of something.

Events are coded only where they matter to PLOVER; this view covers the rest of the parsed sentences. It makes no table.
"""

from __future__ import annotations

from typing import Any

from spacy.tokens import Doc

from presswatch.tag.claims.certainty import judge_and_grade
from presswatch.tag.nodes import Node, read_text

_NOUN_RELATIONS = frozenset({"obj", "compound", "nsubj", "nsubj:pass", "obl", "nmod", "root", "ROOT", "conj", "xcomp", "ccomp", "appos"})


def view_factuality(doc: Doc) -> list[dict[str, Any]]:
    """Return {"start", "end", "certainty", "polarity", "status", "future"} of each predicate in the parsed sentences.

    `certainty` is certain, probable or possible: what the source of the statement commits to.
    """
    view = []
    for sentence in read_text(doc).sentences:
        if not sentence.parsed:
            continue
        for token in sentence:
            if _is_predicate(token):
                judgement, grade = judge_and_grade(token)
                view.append(
                    {
                        "start": token.start,
                        "end": token.end,
                        "certainty": grade,
                        "polarity": judgement.polarity,
                        "status": judgement.status,
                        "future": judgement.status in {"future", "ordered", "hypothetical"},
                    }
                )
    return view


def _is_predicate(token: Node) -> bool:
    if token.pos == "VERB":
        return True
    if token.pos == "AUX":
        return token.dep not in {"aux", "aux:pass"}
    if token.pos == "ADJ":
        return any(child.dep == "cop" for child in token.children)
    return token.pos == "NOUN" and token.dep in _NOUN_RELATIONS
