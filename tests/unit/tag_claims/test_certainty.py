"""Certainty, polarity and status of a word, as the examples in the word file say."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from presswatch.errors import ConfigError
from presswatch.model.language import CERTAINTIES
from presswatch.settings import Settings
from presswatch.tag.claims import certainty
from presswatch.tag.claims.certainty import Judgement, grade, judge, load_words
from presswatch.tag.nlp.weights import load_language
from presswatch.tag.nodes import read_text

WORDS = Path(certainty.__file__).with_name("certainty.yaml")


@pytest.mark.parametrize("example", load_words().examples, ids=lambda example: example[0])
def test_examples_of_the_word_file_hold(example: tuple[str, str, str, str]) -> None:
    marked, *expected = example
    start, end = marked.index("["), marked.index("]") - 1
    doc = load_language(Settings().spacy_model)(marked.replace("[", "").replace("]", ""))
    assert judge(read_text(doc).cover(start, end)) == Judgement(*expected)


def test_every_certainty_has_a_grade() -> None:
    assert {grade(name) for name in CERTAINTIES} == {"certain", "probable", "possible"}


def test_an_effect_with_an_unknown_value_is_refused(tmp_path: Path) -> None:
    data = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    data["effects"]["will"] = {"status": "someday"}
    path = tmp_path / "certainty.yaml"
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"effects\.will\.status"):
        load_words(path)
