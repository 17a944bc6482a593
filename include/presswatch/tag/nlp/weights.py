"""The bundled pipeline's weights: packing them as half-precision numbers and loading them, or an installed pipeline in their place.

This module owns the folder `tag/weights`; it doesn't train (see `train`) and doesn't cut texts into sentences (see `sentences`).
"""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import spacy
import srsly  # type: ignore[import-untyped]
from spacy.language import Language
from thinc.api import NumpyOps

from presswatch.errors import ConfigError
from presswatch.tag.nlp.heads import join_heads
from presswatch.tag.nlp.vectors import shorten_vectors

WEIGHTS = Path(__file__).resolve().parents[1] / "weights"
PIPELINE = WEIGHTS / "pipeline"
_NEEDED = ("parser", "tagger")


def pack_weights(source: Path, target: Path) -> None:
    """Copy a pipeline that spaCy saved, with all parameters as float16. Half the size; measured scores stay the same."""
    if target.exists():
        shutil.rmtree(target)
    shutil.copytree(source, target)
    for path in sorted(target.glob("*/model")):
        message = srsly.msgpack_loads(path.read_bytes())
        for parameters in message["params"]:
            for name, value in parameters.items():
                if isinstance(value, np.ndarray) and value.dtype == np.float32:
                    parameters[name] = value.astype(np.float16)
        path.write_bytes(srsly.msgpack_dumps(message))


def load_language(name: str = "") -> Language:
    """Load the bundled pipeline, or the installed one of that name or folder.

    Raises ConfigError when there is none or when it has no tagger and dependency parser.
    """
    if not name:
        return load_bundled()
    try:
        language = spacy.load(name)
    except (OSError, ValueError, ImportError) as error:
        raise ConfigError(f"PRESSWATCH_SPACY_MODEL: {name} can't be loaded ({str(error).splitlines()[0]})") from None
    missing = [component for component in _NEEDED if component not in language.pipe_names]
    if missing:
        raise ConfigError(f"PRESSWATCH_SPACY_MODEL: {name} has no {' and no '.join(missing)}")
    prepare_models(language)
    return language


@cache
def load_bundled() -> Language:
    """Load the bundled pipeline once per process. Raises ConfigError when its files are missing or damaged."""
    if not (PIPELINE / "config.cfg").exists():
        raise ConfigError(f"{PIPELINE}: the bundled language pipeline is missing")
    try:
        language = spacy.load(PIPELINE)
    except (OSError, ValueError, KeyError) as error:
        raise ConfigError(f"{PIPELINE}: the bundled language pipeline is damaged ({str(error).splitlines()[0]})") from None
    prepare_models(language)
    shorten_vectors(language)
    join_heads(language)
    return language


def prepare_models(language: Language) -> None:
    """Widen float16 parameters, which the arithmetic needs, and multiply matrices with numpy: two to five times the speed of blis."""
    ops = NumpyOps(use_blis=False)
    for _, component in language.pipeline:
        model = getattr(component, "model", None)
        if model is not None and isinstance(model.ops, NumpyOps):
            _widen_parameters(model, ops)


def _widen_parameters(model: Any, ops: NumpyOps) -> None:
    for node in model.walk():
        node.ops = ops
        for name in node.param_names:
            if node.has_param(name) and node.get_param(name).dtype != np.float32:
                node.set_param(name, node.get_param(name).astype(np.float32))
