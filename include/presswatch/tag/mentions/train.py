"""Trains the name tagger and writes its weights: `python -m presswatch.tag.mentions.train --treebanks DIR --spans FILE`.

Data: the entity layer of GUM's openly licensed genres, four fifths of CrossNER politics (training and development part) and of UNER's layer over
the development part of UD English-EWT, and sentences in which names were swapped for others of the knowledge base. Conditional log-likelihood with an L2 penalty, by L-BFGS; the same data give the same weights.
"""

from __future__ import annotations

import argparse
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
from presswatch.tag.mentions.corpus import Labelled, Tagged, read_gum, read_spans, read_treebank_text
from presswatch.tag.mentions.features import extract_features
from presswatch.tag.mentions.gazetteer import find_names
from presswatch.tag.mentions.lexicon import load_lexicon
from presswatch.tag.mentions.silver import add_modifiers, add_other, label_by_tags, swap_names
from presswatch.tag.mentions.tagger import FORBIDDEN, LABELS, WEIGHTS, allow_transitions, load_model, save_model
from presswatch.tag.mentions.tokens import TokenTable
from presswatch.tag.mentions.view import view_text

Array = NDArray[np.float64]
Weights = tuple[list[str], Array, Array, Array, Array]
"""Features, emissions, transitions, start and end."""
SEEDS = ((0, 1), (2, 3))
"""Of the copies with swapped names that each of the taggers is trained on whose mean is the last one."""
MIN_COUNT = 2
PENALTY = 0.4
ITERATIONS = (60, 60, 120)
"""Of the first tagger, which sees labelled texts only, and of those that learn from what the one before says of the rest."""
NEVER_COMMON = frozenset(("PROPN", "X", "SYM"))


@dataclass(slots=True)
class Sequences:
    """Runs of tokens: features of each token, its label, and the length of each run."""

    features: list[list[str]]
    labels: list[int]
    lengths: list[int]


def collect_common(texts: Iterable[Tagged]) -> frozenset[str]:
    """Return the words that are usual in lower case; one that is met once counts where it never is a proper noun."""
    low: Counter[str] = Counter()
    high: Counter[str] = Counter()
    for text, tags in texts:
        for start, end, tag in tags:
            word = text.text[start:end]
            if word.isalpha() and word.islower():
                low[word] += tag not in NEVER_COMMON
            elif word.isalpha():
                high[word.lower()] += tag == "PROPN"
    return frozenset(w for w, n in low.items() if n >= max(1, high[w] / 2) and (n > 1 or not high[w]))


def make_sequences(texts: Iterable[Labelled], nlp: Any, kb: KnowledgeBase, common: frozenset[str]) -> Sequences:
    """Return the runs of all texts with their features and labels."""
    lexicon = load_lexicon()
    out = Sequences([], [], [])
    for text in texts:
        doc = nlp.make_doc(text.text)
        table = TokenTable(doc)
        view = view_text(table, kb, lexicon, list(find_names(table, kb)), common)
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


def fit(data: Sequences, *, penalty: float = PENALTY, min_count: int = MIN_COUNT, iterations: int = 120) -> Weights:
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


def average(members: Sequence[Weights]) -> Weights:
    """Return the mean of several sets of weights; a feature that a set lacks weighs nothing in it."""
    features = sorted({f for member in members for f in member[0]})
    index = {f: i for i, f in enumerate(features)}
    emissions = np.zeros((len(features), len(LABELS)))
    for member in members:
        emissions[[index[f] for f in member[0]]] += member[1] / len(members)
    transitions, start, end = (sum(column[1:], column[0]) / len(members) for column in zip(*(member[2:] for member in members), strict=True))
    return features, emissions, transitions, start, end


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
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    args = parser.parse_args(argv)
    nlp = spacy.blank("en")
    nlp.max_length = 10**8
    kb = KnowledgeBase.load()
    web = list(read_treebank_text(args.treebanks / "ud-ewt-train.conllu.gz", lines=True))
    tagged = {text.name: (text, tags) for part in ("train", "dev", "test") for text, tags in read_treebank_text(args.treebanks / f"gum-open-{part}.conllu.gz")}
    texts = list(read_gum(args.treebanks / "gum-open-train.conllu.gz", load_lexicon()))
    common = collect_common([*web, *(tagged[t.name] for t in texts)])
    for part in ("dev", "test"):  # their news is kept for scoring
        texts += [t for t in read_gum(args.treebanks / f"gum-open-{part}.conllu.gz", load_lexicon()) if "_news_" not in t.name]
    if args.without:
        texts = [t for t in texts if args.without not in t.name]
    texts += read_spans(args.spans, ["crossner-politics"])
    for step, iterations in enumerate(ITERATIONS):
        labelled = list(texts)
        silver: list[Labelled] = []
        if step:
            load_model.cache_clear()
            before = load_model(args.out)
            labelled = add_modifiers(texts, tagged, before, nlp, kb) + add_other(read_spans(args.spans, ["uner-ewt-dev"]), before, nlp, kb)
            silver = label_by_tags(web, before, nlp, kb)
        members = [
            fit(make_sequences([*labelled, *silver, *(t for seed in seeds for t in swap_names(labelled, kb, seed))], nlp, kb, common), iterations=iterations)
            for seeds in (SEEDS if iterations == ITERATIONS[-1] else SEEDS[:1])
        ]
        features, emissions, transitions, start, end = average(members)
        features, emissions = prune(features, emissions, 0.05)
        save_model(args.out, features, emissions, transitions, start, end, sorted(common))
    print(f"{len(features)} features, {args.out.stat().st_size / 1e6:.1f} MB", file=sys.stderr)  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
