"""Trains the classifier of blocks on labelled pages and writes data/blocks.json.gz.

    python -m presswatch.extract.train PAGES.jsonl... [--out FILE] [--folds 4] [--no-report]

A line has id, url, html_path (relative to the file, gzipped or not) and text, the reference body. Figures are by cross-validation
over publishers: no page of a publisher is both learnt from and scored. The linear scores that the forest sees in training come
from models that haven't seen the page's publisher either. Needs scikit-learn, already required.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from courlan import extract_domain
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import SGDClassifier

from presswatch.extract.blocks import Block, Frame, segment_page
from presswatch.extract.choice import choose_blocks
from presswatch.extract.column import make_context
from presswatch.extract.decode import decode_page
from presswatch.extract.features import Context, Scores, describe_blocks, find_title, match_titles
from presswatch.extract.forest import name_tokens, tokenise_block
from presswatch.extract.head import read_head
from presswatch.extract.labels import label_blocks, split_words, word_f1
from presswatch.extract.placement import Standing
from presswatch.extract.tree import parse_html

TREES, DEPTH, LEAVES = 100, 6, 28
MIN_PUBLISHERS_NAME, MIN_PUBLISHERS_WORD = 6, 8
MAX_WORDS = 12_000
FAR_SHARE = 0.2


@dataclass(slots=True, kw_only=True)
class Sample:
    """One labelled page."""

    set: str
    publisher: str
    fold: int
    reference: str
    blocks: list[Block]
    frames: list[Frame]
    context: Context
    label: Any
    weight: Any
    barred: Any
    names: list[list[str]]
    words: list[list[str]]


def main(arguments: list[str] | None = None) -> int:
    """Train, report, write."""
    parser = argparse.ArgumentParser(prog="python -m presswatch.extract.train", description="Train the classifier of blocks.")
    parser.add_argument("pages", nargs="+", type=Path)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "data" / "blocks.json.gz")
    parser.add_argument("--folds", type=int, default=4)
    parser.add_argument("--no-report", action="store_true")
    options = parser.parse_args(arguments)
    samples = [s for file in options.pages for s in read_samples(file, options.folds)]
    folds = range(options.folds)
    name_of = fit_linear(samples, lambda s: s.names, MIN_PUBLISHERS_NAME, 1e-5, None)
    word_of = fit_linear(samples, lambda s: s.words, MIN_PUBLISHERS_WORD, 2e-5, MAX_WORDS)
    held_names = [name_of([s for s in samples if s.fold != k]) for k in folds]
    held_words = [word_of([s for s in samples if s.fold != k]) for k in folds]
    say(f"{len(samples)} pages read, linear models fitted")
    table = [describe(s, held_names[s.fold], held_words[s.fold]) for s in samples]
    columns = sorted(table[0])
    matrix = [np.column_stack([np.asarray(row[c], dtype=np.float32) for c in columns]) for row in table]
    say("pages described")
    kept = prune(samples, matrix, columns)
    picked = [m[:, [columns.index(c) for c in kept]] for m in matrix]
    del matrix, table
    write_weights(options.out, kept, fit_forest(samples, picked), name_of(samples), word_of(samples))
    say(f"wrote {options.out}")
    if not options.no_report:
        report(samples, picked, options.folds)
    return 0


def write_weights(out: Path, columns: list[str], model: HistGradientBoostingClassifier, names: Linear, words: Linear) -> None:
    """Write the weights file; the same input gives the same bytes."""
    data = {"names": group_names(names[0]), "names_base": round(names[1], 4), "words": names_rounded(words[0]), "words_base": round(words[1], 4),
            "columns": columns, "forest": pack_forest(model)}  # fmt: skip
    out.write_bytes(gzip.compress(json.dumps(data, separators=(",", ":"), sort_keys=True).encode(), 9, mtime=0))


def say(text: str) -> None:
    """Tell on stderr how far the training is."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def read_samples(file: Path, folds: int) -> Iterable[Sample]:
    """Yield the labelled pages of a JSON Lines file."""
    for line in file.read_text(encoding="utf-8").split("\n"):
        row = json.loads(line) if line.strip() else {}
        if not row.get("text"):
            continue
        data = (file.parent / row["html_path"]).read_bytes()
        root = parse_html(decode_page(gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).utf8)
        if root is None:
            continue
        url = row.get("url") or ""
        blocks, frames = segment_page(root)
        if not blocks:
            continue
        publisher = str(extract_domain(url) or row["id"])
        context = make_context(read_head(root, url), url)
        label = np.array([x >= 0.5 for x in label_blocks(blocks, row["text"])], dtype=np.float64)
        sizes = np.array([len(split_words(b.text)) for b in blocks], dtype=np.float64)
        weight = np.minimum((sizes + 1.0) / (len(split_words(row["text"])) + 50.0), 0.5)
        barred = np.array(match_titles(blocks, context), dtype=bool)
        weight[barred | (sizes == 0)] = 0.0
        far = (np.convolve(label, np.ones(13), "full")[6 : 6 + len(label)] == 0) & (sizes < 15)
        lot = np.array([zlib.crc32(f"{row['id']}/{n}".encode()) % 1000 / 1000 for n in range(len(blocks))])
        weight = np.where(far, np.where(lot < FAR_SHARE, weight / FAR_SHARE, 0.0), weight)
        for f in frames:
            f.node = None  # thousands of trees wouldn't fit in memory
        yield Sample(
            set=file.stem, publisher=publisher, fold=zlib.crc32(publisher.encode()) % folds, reference=row["text"], blocks=blocks, frames=frames,
            context=context, label=label, weight=weight, barred=barred, names=[place_names(b) for b in blocks], words=[[] if b.is_bare_link else sorted(tokenise_block(b.text)) for b in blocks],
        )  # fmt: skip


def place_names(b: Block) -> list[str]:
    """Return the class-name tokens of a block with their places, as `forest.score_blocks` sums them."""
    f = b.frame
    out = [f"tag {f.tag}", *(f"own {t}" for t in name_tokens(f.names)), *(f"own {t}" for t in name_tokens(b.names))]
    up = f.parent
    if up is not None:
        out += [f"tag {f.tag}<{up.tag}", *(f"near {t}" for t in name_tokens(up.names))]
        up = up.parent
        if up is not None:
            out += [f"near {t}" for t in name_tokens(up.names)]
            up = up.parent
    while up is not None:
        out += [f"far {t}" for t in name_tokens(up.names)]
        up = up.parent
    return out


Linear = tuple[dict[str, float], float]


def fit_linear(samples: list[Sample], tokens: Callable[[Sample], list[list[str]]], publishers: int, alpha: float, most: int | None) -> Callable[[list[Sample]], Linear]:
    """Return a function that fits a linear model of tokens to samples; tokens of too few publishers are left out."""
    where: dict[str, set[str]] = defaultdict(set)
    for s in samples:
        for block in tokens(s):
            for t in block:
                where[t].add(s.publisher)
    index = {t: n for n, t in enumerate(sorted(t for t, p in where.items() if len(p) >= publishers))}

    def fit(chosen: list[Sample]) -> Linear:
        at, ends, label, weight = [], [0], [], []
        for s in chosen:
            for block, y, w in zip(tokens(s), s.label, s.weight, strict=True):
                if w:
                    at += [index[t] for t in block if t in index]
                    ends.append(len(at))
                    label.append(y)
                    weight.append(w)
        matrix = sp.csr_matrix((np.ones(len(at), np.float32), at, ends), shape=(len(label), len(index)))
        model = SGDClassifier(loss="log_loss", alpha=alpha, max_iter=6, tol=None, random_state=0, average=True)
        model.fit(matrix, label, sample_weight=np.array(weight) / np.mean(weight))
        values = {t: float(model.coef_[0, n]) for t, n in index.items()}
        if most is not None:
            values = dict(sorted(values.items(), key=lambda item: (-abs(item[1]), item[0]))[:most])
        return values, float(model.intercept_[0])

    return fit


def describe(s: Sample, names: Linear, words: Linear) -> dict[str, Any]:
    """Return the features of a page's blocks under given linear models."""
    def score(tokens: list[list[str]], model: Linear) -> Any:
        return np.array([model[1] + sum(model[0].get(t, 0.0) for t in block) for block in tokens])

    titles = s.barred.tolist()
    scores = Scores(names=score(s.names, names), words=score(s.words, words))
    return describe_blocks(s.blocks, Standing(s.blocks, s.frames), s.context, scores, titles, find_title(s.blocks, titles))


def fit_forest(samples: list[Sample], matrix: list[Any], trees: int = TREES) -> HistGradientBoostingClassifier:
    """Fit the forest to the blocks that carry weight."""
    keep = [s.weight > 0 for s in samples]
    model = HistGradientBoostingClassifier(
        max_iter=trees, learning_rate=0.1, max_leaf_nodes=LEAVES, max_depth=DEPTH, min_samples_leaf=40, l2_regularization=1.0, max_bins=63,
        max_features=0.4, early_stopping=False, random_state=1,
    )  # fmt: skip
    weight = np.concatenate([s.weight[k] for s, k in zip(samples, keep, strict=True)])
    label = np.concatenate([s.label[k] for s, k in zip(samples, keep, strict=True)])
    return model.fit(np.concatenate([m[k] for m, k in zip(matrix, keep, strict=True)]), label, sample_weight=weight / weight.mean())


def prune(samples: list[Sample], matrix: list[Any], columns: list[str], most: int = 110) -> list[str]:
    """Return the columns that a first forest gains most by, in the order of their names."""
    gain: dict[int, float] = defaultdict(float)
    for tree in (t for step in fit_forest(samples, matrix, TREES // 4)._predictors for t in step):
        for node in tree.nodes:
            if not node["is_leaf"]:
                gain[int(node["feature_idx"])] += float(node["gain"])
    return sorted(columns[i] for i in sorted(gain, key=lambda i: (-gain[i], i))[:most])


def pack_forest(model: HistGradientBoostingClassifier) -> dict[str, Any]:
    """Return the trees as perfect binary ones of one depth, as `forest.Forest` reads them."""
    features, thresholds, leaves = [], [], []
    for (tree,) in model._predictors:
        f, t, v = [0] * (2**DEPTH - 1), [1e30] * (2**DEPTH - 1), [0.0] * 2**DEPTH
        todo = [(0, 0)]
        while todo:
            at, n = todo.pop()
            node = tree.nodes[n]
            if at >= 2**DEPTH - 1:
                v[at - (2**DEPTH - 1)] = round(float(node["value"]), 4)
            elif node["is_leaf"]:
                todo += [(2 * at + 1, n), (2 * at + 2, n)]
            else:
                f[at], t[at] = int(node["feature_idx"]), float(np.float32(node["num_threshold"]))
                todo += [(2 * at + 1, int(node["left"])), (2 * at + 2, int(node["right"]))]
        features.append(f)
        thresholds.append([float(f"{x:.6g}") for x in t])
        leaves.append(v)
    return {"features": features, "thresholds": thresholds, "leaves": leaves, "depth": DEPTH, "base": float(np.ravel(model._baseline_prediction)[0])}


def report(samples: list[Sample], matrix: list[Any], folds: int) -> None:
    """Print word F1 by set, cross-validated over publishers."""
    scores: dict[str, list[float]] = defaultdict(list)
    for k in range(folds):
        learnt = [n for n, s in enumerate(samples) if s.fold != k]
        model = fit_forest([samples[n] for n in learnt], [matrix[n] for n in learnt])
        for s, m in zip(samples, matrix, strict=True):
            if s.fold == k:
                chosen = choose_blocks(s.blocks, model.predict_proba(m)[:, 1], s.barred)
                scores[s.set].append(word_f1("\n".join(b.text for b, c in zip(s.blocks, chosen, strict=True) if c), s.reference))
    for name, values in sorted(scores.items()):
        sys.stdout.write(f"{name}: word F1 {np.mean(values):.4f} over {len(values)} pages, publishers apart\n")


def group_names(weights: dict[str, float]) -> dict[str, dict[str, float]]:
    """Return the weights of class names by place, small ones left out."""
    out: dict[str, dict[str, float]] = {"own": {}, "near": {}, "far": {}, "tag": {}}
    for token, value in weights.items():
        place, name = token.split(" ", 1)
        if abs(value) >= 0.005:
            out[place][name] = round(value, 3)
    return out


def names_rounded(weights: dict[str, float]) -> dict[str, float]:
    """Return weights rounded, small ones left out."""
    return {t: round(v, 3) for t, v in weights.items() if abs(v) >= 0.005}


if __name__ == "__main__":
    sys.exit(main())
