"""The name tagger's weights, features and lexicon."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import spacy

from presswatch.errors import ConfigError
from presswatch.tag.knowledge.base import KnowledgeBase
from presswatch.tag.mentions.gazetteer import find_names
from presswatch.tag.mentions.lexicon import load_lexicon
from presswatch.tag.mentions.tagger import LABELS, WEIGHTS, allow_transitions, load_model, save_model, tag_names
from presswatch.tag.mentions.tokens import TokenTable
from presswatch.tag.mentions.train import Sequences, fit
from presswatch.tag.mentions.view import shape_word, view_text


def tag(text: str) -> list[tuple[str, str]]:
    table = TokenTable(spacy.blank("en").make_doc(text))
    kb = KnowledgeBase.load()
    model = load_model()
    view = view_text(table, kb, load_lexicon(), list(find_names(table, kb)), model.common)
    return [(table.slice_text(s.first, s.last), s.kind) for s in tag_names(view, model)]


def test_unknown_people_and_bodies_are_named_by_their_shape_and_company() -> None:
    assert ("Marta Oderbruck", "PER") in tag("The mayor, Marta Oderbruck, thanked the volunteers.")
    assert ("Tamsel Heritage Foundation", "ORG") in tag("He worked for the Tamsel Heritage Foundation for years.")


def test_the_bundled_weights_are_small() -> None:
    assert WEIGHTS.stat().st_size < 8_000_000


def test_no_inside_label_follows_another_kind() -> None:
    table = allow_transitions()
    assert table[LABELS.index("B-PER"), LABELS.index("I-PER")] == 0
    assert table[LABELS.index("B-PER"), LABELS.index("I-ORG")] < -1000
    assert table[LABELS.index("O"), LABELS.index("I-LOC")] < -1000


def test_saved_weights_are_read_back_and_a_missing_file_is_a_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "names.npz"
    size = len(LABELS)
    save_model(path, ["b", "w=x"], np.ones((2, size)), np.zeros((size, size)), np.zeros(size), np.zeros(size), ["of"])
    model = load_model.__wrapped__(path)
    assert model.index == {"b": 0, "w=x": 1}
    assert np.allclose(model.emissions * model.scale, 1, atol=0.01)
    with pytest.raises(ConfigError, match="no weights of the name tagger"):
        load_model.__wrapped__(tmp_path / "none.npz")


def test_training_learns_what_a_feature_tells_and_repeats_itself() -> None:
    person, place = LABELS.index("B-PER"), LABELS.index("B-LOC")
    data = Sequences([["b", "w=mr"], ["b", "w=in"]] * 20, [person, place] * 20, [1, 1] * 20)
    features, emissions, *_ = fit(data, iterations=30)
    again = fit(data, iterations=30)[1]
    assert emissions[features.index("w=mr")][person] > 0.5 > emissions[features.index("w=mr")][place]
    assert np.array_equal(emissions, again)


@pytest.mark.parametrize(("word", "shape"), [("Obama", "Aa"), ("U.S.", "A.A."), ("2014", "0"), ("al-Assad", "a-Aa"), ("iPhone", "aAa")])
def test_shapes_keep_case_and_cut_repeats(word: str, shape: str) -> None:
    assert shape_word(word) == shape


def test_a_word_list_with_capitals_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "lexicon.yaml"
    text = Path(load_lexicon.__wrapped__.__defaults__[0]).read_text("utf-8").replace("titles: [mr,", "titles: [Mr,")
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigError, match="'Mr' is not a lower-case word"):
        load_lexicon.__wrapped__(path)
