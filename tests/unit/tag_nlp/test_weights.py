"""The bundled weights: loaded whole, packed small, replaced by a setting."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import spacy
import srsly

from presswatch.errors import ConfigError
from presswatch.tag.nlp.weights import PIPELINE, WEIGHTS, load_bundled, load_language, pack_weights

MOST_BYTES = 8_000_000


def test_bundled_pipeline_parses_who_did_what() -> None:
    doc = load_bundled()("Rebels attacked the town.")
    found = {token.dep_: token.lemma_ for token in doc}
    assert found["nsubj"] == "rebel" and found["ROOT"] == "attack" and found["obj"] == "town"


def test_bundled_weights_are_small_and_carry_their_licence() -> None:
    assert sum(path.stat().st_size for path in WEIGHTS.rglob("*") if path.is_file()) < MOST_BYTES
    card = (WEIGHTS / "README.md").read_text(encoding="utf-8")
    assert "CC BY-SA 4.0" in card and "UD English EWT" in card and "GUM" in card


def test_packing_keeps_names_and_halves_numbers(tmp_path: Path) -> None:
    pack_weights(PIPELINE, tmp_path / "packed")
    message = srsly.msgpack_loads((tmp_path / "packed" / "tok2vec" / "model").read_bytes())
    arrays = [value for parameters in message["params"] for value in parameters.values() if isinstance(value, np.ndarray)]
    assert arrays and all(array.dtype == np.float16 for array in arrays)


def test_a_pipeline_that_is_not_installed_names_the_setting() -> None:
    with pytest.raises(ConfigError, match="PRESSWATCH_SPACY_MODEL"):
        load_language("no_such_pipeline_anywhere")


def test_a_pipeline_without_a_parser_is_refused(tmp_path: Path) -> None:
    spacy.blank("en").to_disk(tmp_path / "blank")
    with pytest.raises(ConfigError, match="no parser"):
        load_language(str(tmp_path / "blank"))
