"""Trees of pipelines that label in the ClearNLP scheme, turned into Universal Dependencies, which the rules of claims and events read.

spaCy's own English pipelines label so. This module renames relations and turns round the two constructions whose heads differ: prepositional
phrases (the noun becomes the head) and copular clauses (the predicate becomes the head). It changes a Doc in place.
Source: the label list of ClearNLP (Choi and Palmer 2012) and the guidelines of Universal Dependencies, version 2.
"""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

_RENAMED = {
    "nsubjpass": "nsubj:pass",
    "csubjpass": "csubj:pass",
    "auxpass": "aux:pass",
    "dobj": "obj",
    "dative": "iobj",
    "poss": "nmod:poss",
    "relcl": "acl:relcl",
    "neg": "advmod",
    "prt": "compound:prt",
    "npadvmod": "obl:unmarked",
    "quantmod": "advmod",
    "preconj": "cc:preconj",
    "predet": "det:predet",
    "oprd": "xcomp",
    "acomp": "xcomp",
    "attr": "xcomp",
    "intj": "discourse",
    "meta": "dep",
    "nn": "compound",
    "possessive": "case",
}
_PREPOSITIONS = frozenset({"prep", "agent", "dative"})
_OBJECTS = frozenset({"pobj", "pcomp"})
_PREDICATES = frozenset({"attr", "acomp"})


def needs_conversion(language: Language) -> bool:
    """Tell whether a pipeline's parser labels in the ClearNLP scheme."""
    labels = set(language.get_pipe("parser").labels)  # type: ignore[attr-defined]
    return "dobj" in labels or "pobj" in labels


def convert_tree(doc: Doc) -> Doc:
    """Relabel and re-head a parsed Doc in place and return it."""
    heads = [token.head.i for token in doc]
    labels = [token.dep_ for token in doc]
    _turn_prepositions(doc, heads, labels)
    _turn_copulas(doc, heads, labels)
    converted = [_RENAMED.get(label, label) for label in labels]
    for token in doc:
        if converted[token.i] == "aux" and token.lower_ == "to":
            converted[token.i] = "mark"
    for token, head, label in zip(doc, heads, converted, strict=True):
        token.head = doc[head]
        token.dep_ = label
    return doc


def _turn_prepositions(doc: Doc, heads: list[int], labels: list[str]) -> None:
    for token in doc:
        i = token.i
        if labels[i] not in _PREPOSITIONS:
            continue
        child = next((c for c in token.children if labels[c.i] in _OBJECTS), None)
        if child is None:
            continue
        above, clause = heads[i], labels[child.i] == "pcomp"
        verbal = doc[above].pos_ in {"VERB", "AUX", "ADJ", "ADV"}
        if clause:
            relation, own = ("advcl" if verbal else "acl"), "mark"
        else:
            relation, own = ("obl:agent" if labels[i] == "agent" else "obl" if verbal else "nmod"), "case"
        heads[child.i], labels[child.i] = above, relation
        heads[i], labels[i] = child.i, own
        for sibling in token.children:  # what else hung on the preposition goes with the noun
            if sibling.i != child.i and heads[sibling.i] == i:
                heads[sibling.i] = child.i
        if above == i:
            heads[child.i], labels[child.i] = child.i, "ROOT"


def _turn_copulas(doc: Doc, heads: list[int], labels: list[str]) -> None:
    for token in doc:
        i = token.i
        if token.lemma_.lower() != "be" or labels[i] in {"aux", "auxpass", "cop"}:
            continue
        predicate = next((c for c in token.children if labels[c.i] in _PREDICATES and heads[c.i] == i), None)
        if predicate is None:
            continue
        p = predicate.i
        heads[p], labels[p] = (p if heads[i] == i else heads[i]), labels[i]
        for child in token.children:
            if child.i != p and heads[child.i] == i:
                heads[child.i] = p
        heads[i], labels[i] = p, "cop"
