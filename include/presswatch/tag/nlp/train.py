"""Training of the bundled pipeline: tagger, morphologizer, lemmatizer and dependency parser from open treebanks.

`python -m presswatch.tag.nlp.train --treebanks DIR --out DIR` reads the treebanks, trains as train.yaml says, scores the test parts and
writes the packed weights, with scores.json beside them. The same files, library versions and settings give the same weights on one thread.
This module doesn't load weights for reading; see `weights`.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import spacy
import yaml
from spacy.tokens import DocBin
from spacy.training import Example
from spacy.training.initialize import init_nlp
from spacy.training.loop import train
from thinc.api import Config, NumpyOps, set_current_ops

from presswatch.errors import ConfigError, PresswatchError
from presswatch.tag.nlp.treebank import Part, Variation, read_part
from presswatch.tag.nlp.weights import pack_weights, prepare_models

SETTINGS = Path(__file__).with_name("train.yaml")
_LISTENERS = ("tagger", "morphologizer", "trainable_lemmatizer")


def load_settings(path: Path = SETTINGS) -> dict[str, Any]:
    """Read the training settings. Raises ConfigError when a section is missing."""
    settings = yaml.safe_load(path.read_text(encoding="utf-8"))
    for section in ("treebanks", "pipeline", "training"):
        if not isinstance(settings, dict) or not isinstance(settings.get(section), dict):
            raise ConfigError(f"{path}: section {section} is missing")
    return dict(settings)


def build_config(settings: dict[str, Any], train_file: Path, dev_file: Path) -> Config:
    """Return spaCy's training configuration for our settings and the two data files."""
    shape, steps = settings["pipeline"], settings["training"]
    listener = {"@architectures": "spacy.Tok2VecListener.v1", "width": shape["width"], "upstream": "*"}
    components: dict[str, Any] = {
        "tok2vec": {
            "factory": "tok2vec",
            "model": {
                "@architectures": "spacy.Tok2Vec.v2",
                "embed": {
                    "@architectures": "spacy.MultiHashEmbed.v2",
                    "width": shape["width"],
                    "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE"],
                    "rows": shape["embed_rows"],
                    "include_static_vectors": False,
                },
                "encode": {
                    "@architectures": "spacy.MaxoutWindowEncoder.v2",
                    "width": shape["width"],
                    "depth": shape["depth"],
                    "window_size": 1,
                    "maxout_pieces": 3,
                },
            },
        }
    }
    for name in _LISTENERS:
        components[name] = {"factory": name, "model": {"@architectures": "spacy.Tagger.v2", "nO": None, "normalize": False, "tok2vec": listener}}
    components["parser"] = {
        "factory": "parser",
        "model": {
            "@architectures": "spacy.TransitionBasedParser.v2",
            "state_type": "parser",
            "extra_state_tokens": False,
            "hidden_width": shape["parser_hidden"],
            "maxout_pieces": 2,
            "use_upper": True,
            "nO": None,
            "tok2vec": listener,
        },
    }
    corpus = {"@readers": "spacy.Corpus.v1", "max_length": 0, "gold_preproc": False, "limit": 0, "augmenter": None}
    return Config(
        {
            "nlp": {
                "lang": "en",
                "pipeline": list(components),
                "batch_size": 256,
                "tokenizer": {"@tokenizers": "spacy.Tokenizer.v1"},
            },
            "components": components,
            "corpora": {"train": {**corpus, "path": str(train_file)}, "dev": {**corpus, "path": str(dev_file)}},
            "training": {
                "seed": steps["seed"],
                "gpu_allocator": None,
                "train_corpus": "corpora.train",
                "dev_corpus": "corpora.dev",
                "dropout": steps["dropout"],
                "patience": steps["patience"],
                "max_epochs": 0,
                "max_steps": steps["max_steps"],
                "eval_frequency": steps["eval_frequency"],
                "batcher": {
                    "@batchers": "spacy.batch_by_words.v1",
                    "discard_oversize": False,
                    "tolerance": 0.2,
                    "size": {
                        "@schedules": "compounding.v1",
                        "start": steps["batch_start"],
                        "stop": steps["batch_stop"],
                        "compound": steps["batch_compound"],
                    },
                },
                "optimizer": {"@optimizers": "Adam.v1", "use_averages": True, "learn_rate": 0.001},
                "score_weights": {"tag_acc": 0.15, "pos_acc": 0.1, "lemma_acc": 0.15, "dep_uas": 0.2, "dep_las": 0.4, "morph_acc": 0.0, "sents_f": 0.0},
            },
        }
    )


def train_pipeline(treebanks: Path, out: Path, settings: dict[str, Any]) -> Path:
    """Train on the treebanks and return the folder of the best pipeline, as spaCy saved it, below `out`."""
    banks = settings["treebanks"]
    variation = Variation(curly_every=banks["curly_every"], doubled_every=banks["doubled_every"], dash_every=banks["dash_every"])
    names, excluded = tuple(banks["names"]), dict(banks["excluded_documents"])
    set_current_ops(NumpyOps(use_blis=False))  # numpy's matrix products: several times the speed of blis
    (out / "training").mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        files = {}
        for part in ("train", "dev"):
            docs: DocBin = read_part(treebanks, Part(names=names, part=part, excluded=excluded, variation=variation))
            files[part] = Path(folder) / f"{part}.spacy"
            docs.to_disk(files[part])
        nlp = init_nlp(build_config(settings, files["train"], files["dev"]))
        train(nlp, out / "training")
    return out / "training" / "model-best"


def score_pipeline(pipeline: Path, treebanks: Path, settings: dict[str, Any]) -> dict[str, Any]:
    """Return accuracy on the test part of each treebank, with precision, recall and F per dependency label."""
    language = spacy.load(pipeline)
    prepare_models(language)
    banks, scores = settings["treebanks"], {}
    for name in banks["names"]:
        gold = read_part(treebanks, Part(names=(name,), part="test", excluded=dict(banks["excluded_documents"])))
        examples = [Example(language.make_doc(doc.text), doc) for doc in gold.get_docs(language.vocab)]
        found = language.evaluate(examples)
        scores[name] = {key: round(found[key], 4) for key in ("tag_acc", "pos_acc", "lemma_acc", "dep_uas", "dep_las")}
        scores[name]["labels"] = {
            label: {part: round(value, 3) for part, value in numbers.items()} for label, numbers in sorted(found["dep_las_per_type"].items())
        }
    return scores


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the training from the command line; 0 when done, 2 for wrong use."""
    parser = argparse.ArgumentParser(prog="python -m presswatch.tag.nlp.train", description="Train the bundled language pipeline.")
    parser.add_argument("--treebanks", type=Path, required=True, help="folder with NAME-train.conllu.gz, -dev, -test")
    parser.add_argument("--out", type=Path, required=True, help="folder to write to")
    options = parser.parse_args(arguments)
    try:
        settings = load_settings()
        best = train_pipeline(options.treebanks, options.out, settings)
        packed = options.out / "pipeline"
        pack_weights(best, packed)
        scores = score_pipeline(packed, options.treebanks, settings)
        (options.out / "scores.json").write_text(json.dumps(scores, indent=1) + "\n", encoding="utf-8")
    except PresswatchError as error:
        print(f"error: {error}", file=sys.stderr)  # noqa: T201
        return 2
    print(packed)  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
