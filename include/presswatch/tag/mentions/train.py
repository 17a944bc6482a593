"""Trains the name tagger and writes its weights: `python -m presswatch.tag.mentions.train --treebanks DIR --spans FILE`.

Data: the entity layer of GUM's openly licensed genres, four fifths of CrossNER politics (training and development part) and of UNER's layer over
the development part of UD English-EWT, and sentences in which names were swapped for others of the knowledge base. Conditional log-likelihood with an L2 penalty, by L-BFGS; the same data give the same weights.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import spacy
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from scipy.special import logsumexp

from presswatch.tag.knowledge.base import KnowledgeBase
from presswatch.tag.mentions.corpus import Labelled, read_gum, read_spans, read_treebank_text
from presswatch.tag.mentions.features import extract_features, view_text
from presswatch.tag.mentions.gazetteer import find_names
from presswatch.tag.mentions.lexicon import load_lexicon
from presswatch.tag.mentions.tagger import FORBIDDEN, LABELS, WEIGHTS, NameModel, allow_transitions, load_model, save_model, tag_names
from presswatch.tag.mentions.tokens import TokenTable

Array = NDArray[np.float64]
MIN_COUNT = 2
PENALTY = 0.4
COMMON_MIN = 2
NEVER_NAMES = frozenset(("VERB", "AUX", "PRON", "SCONJ", "INTJ"))
CALENDAR = frozenset(
    (
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "january", "february", "march", "april", "may", "june",
        "july", "august", "september", "october", "november", "december", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept",
        "oct", "nov", "dec", "mon", "tue", "wed", "thu", "fri", "sat", "sun", "am", "pm", "est", "gmt", "pst", "ct", "cdt", "pdt", "edt",
    )
)  # fmt: skip


@dataclass(slots=True)
class Sequences:
    """Runs of tokens: features of each token, its label, and the length of each run."""

    features: list[list[str]]
    labels: list[int]
    lengths: list[int]


def collect_common(texts: Iterable[Labelled], nlp: Any) -> frozenset[str]:
    """Return the words that are usual in lower case."""
    low: Counter[str] = Counter()
    high: Counter[str] = Counter()
    for text in texts:
        doc = nlp.make_doc(text.text)
        for token in doc:
            word = token.text
            if word.isalpha() and not (token.i > 1 and doc[token.i - 1].text == "-" and doc[token.i - 2].text[:1].isupper()):  # Yiu-chung
                (low if word.islower() else high)[word.lower()] += 1
    return frozenset(w for w, n in low.items() if n >= COMMON_MIN and n >= high[w] / 2)


def make_sequences(texts: Iterable[Labelled], nlp: Any, kb: KnowledgeBase, common: frozenset[str]) -> Sequences:
    """Return the runs of all texts with their features and labels."""
    lexicon = load_lexicon()
    out = Sequences([], [], [])
    for text in texts:
        doc = nlp.make_doc(text.text)
        table = TokenTable(doc)
        view = view_text(table, kb, lexicon, list(find_names(table, kb, foreign=False)), common)
        labels = _label_tokens(doc, text.spans)
        for run in view.runs:
            out.lengths.append(run[1] - run[0])
            before = "O"
            for i in range(*run):
                label = labels[i]
                if label.startswith("I-") and before[2:] != label[2:]:
                    label = "B-" + label[2:]
                out.features.append(extract_features(view, i, run))
                out.labels.append(LABELS.index(label))
                before = label
    return out


def _label_tokens(doc: Any, spans: Sequence[tuple[int, int, str]]) -> list[str]:
    labels = ["O"] * len(doc)
    for start, end, kind in spans:
        inside = [t.i for t in doc if t.idx < end and t.idx + len(t.text) > start and not t.is_space]
        for k, i in enumerate(inside):
            labels[i] = f"{'I' if k else 'B'}-{kind}"
    return labels


def label_by_tags(texts: Iterable[tuple[Labelled, list[tuple[int, int, str]]]], model: NameModel, nlp: Any, kb: KnowledgeBase) -> list[Labelled]:
    """Label texts whose part-of-speech tags are known with a first tagger held to them: names are where the proper nouns are."""
    lexicon = load_lexicon()
    out = []
    for text, tags in texts:
        doc = nlp.make_doc(text.text)
        table = TokenTable(doc)
        view = view_text(table, kb, lexicon, list(find_names(table, kb, foreign=False)), model.common)
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


def add_other(texts: Iterable[Labelled], model: NameModel, nlp: Any, kb: KnowledgeBase) -> list[Labelled]:
    """Return texts that lack the label MISC with the spans that a first tagger gives it, where no other name lies."""
    lexicon = load_lexicon()
    out = []
    for text in texts:
        table = TokenTable(nlp.make_doc(text.text))
        view = view_text(table, kb, lexicon, list(find_names(table, kb, foreign=False)), model.common)
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


def fit(data: Sequences, *, penalty: float = PENALTY, min_count: int = MIN_COUNT, iterations: int = 120) -> tuple[list[str], Array, Array, Array, Array]:
    """Return (features, emissions, transitions, start, end) of the CRF with the best penalised likelihood."""
    counts = Counter(f for fs in data.features for f in fs)
    features = sorted(f for f, n in counts.items() if n >= min_count)
    index = {f: i for i, f in enumerate(features)}
    rows = [[index[f] for f in fs if f in index] for fs in data.features]
    indptr = np.cumsum([0, *map(len, rows)])
    x = csr_matrix((np.ones(indptr[-1]), np.concatenate([np.asarray(r, dtype=np.int64) for r in rows]), indptr), shape=(len(rows), len(features)))
    y = np.asarray(data.labels)
    size = len(LABELS)
    mask = allow_transitions().astype(float)
    starts = np.cumsum([0, *data.lengths[:-1]])
    groups = [(n, starts[[k for k, m in enumerate(data.lengths) if m == n]][:, None] + np.arange(n)) for n in sorted(set(data.lengths))]
    bar = np.array([FORBIDDEN if label.startswith("I-") else 0.0 for label in LABELS])
    gold = np.zeros((len(rows), size))
    gold[np.arange(len(rows)), y] = 1
    xt = x.T.tocsr()

    def objective(theta: Array) -> tuple[float, Array]:
        w = theta[: len(features) * size].reshape(len(features), size)
        trans, first, last = np.split(theta[len(features) * size :], [size * size, size * size + size])
        t = trans.reshape(size, size) + mask
        scores = x @ w
        expected = np.zeros_like(scores)
        g_trans, g_first, g_last = np.zeros((size, size)), np.zeros(size), np.zeros(size)
        loss = 0.0
        for n, at in groups:
            s = scores[at]
            alpha = [s[:, 0] + first + bar]
            for k in range(1, n):
                alpha.append(logsumexp(alpha[-1][:, :, None] + t[None], axis=1) + s[:, k])
            z = logsumexp(alpha[-1] + last, axis=1)
            beta = [np.broadcast_to(last, alpha[-1].shape)]
            for k in range(n - 2, -1, -1):
                beta.append(logsumexp(t[None] + (s[:, k + 1] + beta[-1])[:, None, :], axis=2))
            beta.reverse()
            labels = y[at]
            path = s[np.arange(len(at))[:, None], np.arange(n), labels].sum(1) + first[labels[:, 0]] + last[labels[:, -1]]
            for k in range(n):
                p = np.exp(alpha[k] + beta[k] - z[:, None])
                expected[at[:, k]] = p
                if k == 0:
                    g_first += p.sum(0) - np.bincount(labels[:, 0], minlength=size)
                if k == n - 1:
                    g_last += p.sum(0) - np.bincount(labels[:, -1], minlength=size)
                if k:
                    pair = np.exp(alpha[k - 1][:, :, None] + t[None] + (s[:, k] + beta[k])[:, None, :] - z[:, None, None])
                    g_trans += pair.sum(0)
                    np.subtract.at(g_trans, (labels[:, k - 1], labels[:, k]), 1)
                    path = path + t[labels[:, k - 1], labels[:, k]]
            loss += float((z - path).sum())
        gradient = np.concatenate([(xt @ (expected - gold)).ravel(), g_trans.ravel(), g_first, g_last])
        return loss + penalty / 2 * float(theta @ theta), gradient + penalty * theta

    theta = minimize(objective, np.zeros(len(features) * size + size * size + 2 * size), jac=True, method="L-BFGS-B", options={"maxiter": iterations}).x
    w = theta[: len(features) * size].reshape(len(features), size)
    trans, first, last = np.split(theta[len(features) * size :], [size * size, size * size + size])
    return features, w, trans.reshape(size, size), first + bar, last


def prune(features: list[str], emissions: Array, least: float) -> tuple[list[str], Array]:
    """Drop the features whose weights are all small."""
    kept = [i for i, f in enumerate(features) if f == "b" or np.abs(emissions[i]).max() >= least]
    return [features[i] for i in kept], emissions[kept]


def main(argv: Sequence[str] | None = None) -> int:
    """Train and write the weights; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--treebanks", type=Path, required=True, help="folder with gum-open-train.conllu.gz and ud-ewt-train.conllu.gz")
    parser.add_argument("--spans", type=Path, required=True, help="JSON Lines of labelled spans with the sets crossner-politics and uner-ewt-dev")
    parser.add_argument("--without", default="", help="leave out GUM documents whose name contains this, to score on them")
    parser.add_argument("--swaps", type=int, default=2, help="copies of the data with swapped names")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    args = parser.parse_args(argv)
    nlp = spacy.blank("en")
    nlp.max_length = 10**8
    kb = KnowledgeBase.load()
    web = list(read_treebank_text(args.treebanks / "ud-ewt-train.conllu.gz", lines=True))
    common = collect_common([*(t for t, _ in web), *(t for t, _ in read_treebank_text(args.treebanks / "gum-open-train.conllu.gz"))], nlp)
    texts = list(read_gum(args.treebanks / "gum-open-train.conllu.gz", load_lexicon()))
    for part in ("dev", "test"):  # their news is kept for scoring
        texts += [t for t in read_gum(args.treebanks / f"gum-open-{part}.conllu.gz", load_lexicon()) if "_news_" not in t.name]
    if args.without:
        texts = [t for t in texts if args.without not in t.name]
    texts += read_spans(args.spans, ["crossner-politics"])
    for step in range(2):
        everything = list(texts)
        if step:
            load_model.cache_clear()
            first = load_model(args.out)
            everything += label_by_tags(web, first, nlp, kb)
            everything += add_other(read_spans(args.spans, ["uner-ewt-dev"]), first, nlp, kb)
        for seed in range(args.swaps):
            everything += swap_names(texts, kb, seed)
        data = make_sequences(everything, nlp, kb, common)
        features, emissions, transitions, start, end = fit(data, iterations=120 if step else 60)
        features, emissions = prune(features, emissions, 0.05)
        save_model(args.out, features, emissions, transitions, start, end, sorted(common))
    print(f"{len(data.lengths)} runs, {len(features)} features, {args.out.stat().st_size / 1e6:.1f} MB", file=sys.stderr)  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
