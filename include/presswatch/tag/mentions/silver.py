"""Labels that nobody wrote: what a first tagger says of texts with tags or with half the labels, and texts with their names swapped.

Only `train.py` uses it; labelled texts are read by `corpus`.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from presswatch.tag.knowledge.base import KnowledgeBase
from presswatch.tag.mentions.corpus import Labelled, Tagged
from presswatch.tag.mentions.gazetteer import find_names
from presswatch.tag.mentions.lexicon import load_lexicon
from presswatch.tag.mentions.tagger import FORBIDDEN, LABELS, NameModel, tag_names
from presswatch.tag.mentions.tokens import TokenTable
from presswatch.tag.mentions.view import view_text

HINT = 3.0
"""What the tag of a proper noun counts for a name where the labels leave it open."""
NEVER_NAMES = frozenset(("VERB", "AUX", "PRON", "SCONJ", "INTJ"))
CALENDAR = frozenset(
    (
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "march", "april", "may", "june",
        "july", "august", "september", "october", "november", "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept",
        "oct", "nov", "dec", "mon", "tue", "wed", "thu", "fri", "sat", "sun", "am", "pm", "est", "gmt", "pst", "ct", "cdt", "pdt", "edt",
    )
)  # fmt: skip


def label_by_tags(texts: Iterable[Tagged], model: NameModel, nlp: Any, kb: KnowledgeBase) -> list[Labelled]:
    """Label texts whose part-of-speech tags are known with a first tagger held to them: names are where the proper nouns are."""
    lexicon = load_lexicon()
    out = []
    for text, tags in texts:
        doc = nlp.make_doc(text.text)
        table = TokenTable(doc)
        view = view_text(table, kb, lexicon, list(find_names(table, kb)), model.common)
        by_start = {start: tag for start, _, tag in tags}
        bias = np.zeros((len(doc), len(LABELS)), dtype=np.float32)
        for token in doc:
            tag = by_start.get(token.idx, "X")
            if tag == "PROPN" and token.lower_ not in CALENDAR and token.lower_ not in lexicon.titles and token.text[0].isupper():
                bias[token.i, 0] = FORBIDDEN / 100
            elif tag in NEVER_NAMES or (tag != "PROPN" and token.text.islower() and token.lower_ not in lexicon.connectors and token.lower_ not in lexicon.ballots):
                bias[token.i, 1:] = FORBIDDEN / 100
        spans = tuple((doc[s.first].idx, doc[s.last].idx + len(doc[s.last].text), s.kind) for s in tag_names(view, model, bias))
        out.append(Labelled(text.name, text.text, spans))
    return out


def add_modifiers(texts: Iterable[Labelled], tagged: Mapping[str, Tagged], model: NameModel, nlp: Any, kb: KnowledgeBase) -> list[Labelled]:
    """Return texts with the names that their labels leave out, as GUM's do where a name only describes a noun: "musician Ines Vale".

    A first tagger names them where the tags have proper nouns; what is labelled stays as it is.
    """
    lexicon = load_lexicon()
    out = []
    for text in texts:
        if text.name not in tagged:
            out.append(text)
            continue
        doc = nlp.make_doc(text.text)
        table = TokenTable(doc)
        view = view_text(table, kb, lexicon, list(find_names(table, kb)), model.common)
        proper = {start for start, _, tag in tagged[text.name][1] if tag == "PROPN"}
        bias = np.zeros((len(doc), len(LABELS)), dtype=np.float32)
        for i, (start, end, low) in enumerate(zip(table.starts, table.ends, table.lower, strict=True)):
            if any(a < end and start < b for a, b, _ in text.spans) or start not in proper or low in CALENDAR:
                bias[i, 1:] = FORBIDDEN / 100
            elif low not in lexicon.titles and table.words[i][0].isupper():
                bias[i, 0] = -HINT
        found = [(table.starts[s.first], table.ends[s.last], s.kind) for s in tag_names(view, model, bias)]
        out.append(Labelled(text.name, text.text, tuple(sorted((*text.spans, *found)))))
    return out


def add_other(texts: Iterable[Labelled], model: NameModel, nlp: Any, kb: KnowledgeBase) -> list[Labelled]:
    """Return texts that lack the label MISC with the spans that a first tagger gives it, where no other name lies."""
    lexicon = load_lexicon()
    out = []
    for text in texts:
        table = TokenTable(nlp.make_doc(text.text))
        view = view_text(table, kb, lexicon, list(find_names(table, kb)), model.common)
        found = [(table.starts[s.first], table.ends[s.last], s.kind) for s in tag_names(view, model) if s.kind == "MISC"]
        free = [(a, b, kind) for a, b, kind in found if not any(start < b and a < end for start, end, _ in text.spans)]
        out.append(Labelled(text.name, text.text, tuple(sorted((*text.spans, *free)))))
    return out


def swap_names(texts: Sequence[Labelled], kb: KnowledgeBase, seed: int) -> list[Labelled]:
    """Return the texts with their names swapped for others of the same kind from the knowledge base."""
    rng = random.Random(seed)  # noqa: S311 - not for secrets
    pool: dict[str, list[str]] = {"PER": [], "ORG": [], "LOC": []}
    for entity in kb.entities.values():
        if entity.kind == "person" and " " in entity.name:
            pool["PER"].append(entity.name)
        elif entity.kind in ("party", "company", "outlet", "armed_group") or (entity.kind == "organisation" and entity.source != "presswatch"):
            pool["ORG"] += [entity.name.split(" (")[0]]
        elif entity.kind == "city" and kb.population.get(entity.entity_id, 0) > 20_000:
            pool["LOC"].append(entity.name)
    swapped = []
    for text in texts:
        names: dict[str, str] = {}
        out, spans, at = [], [], 0
        length = 0
        for start, end, kind in text.spans:
            old = text.text[start:end]
            piece = text.text[at:start]
            out.append(piece)
            length += len(piece)
            new = names.get(old) or _choose(old, kind, pool, names, rng)
            names[old] = new
            out.append(new)
            spans.append((length, length + len(new), kind))
            length += len(new)
            at = end
        out.append(text.text[at:])
        swapped.append(Labelled(text.name + "#swap", "".join(out), tuple(spans)))
    return swapped


def _choose(old: str, kind: str, pool: dict[str, list[str]], names: dict[str, str], rng: random.Random) -> str:
    choices = pool.get(kind)
    if not choices or not old[:1].isupper():
        return old
    if kind == "PER" and " " not in old:
        longer = next((n for o, n in names.items() if o.endswith(" " + old)), None)
        return (longer or rng.choice(choices)).rsplit(" ", 1)[-1]
    if kind == "ORG" and (" " not in old or rng.random() < 0.5):
        return old
    return rng.choice(choices)
