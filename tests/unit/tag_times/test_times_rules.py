"""The examples beside the rules: each phrase gives the value that the data file promises, by the rule it stands under."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from presswatch.tag.times.find import find_times
from presswatch.tag.times.grammar import list_holidays, load_grammar
from presswatch.tag.times.lexicon import list_languages, read_yaml


def read_examples() -> list[Any]:
    rows = []
    for language in list_languages():
        data = read_yaml(f"{language}.rules.yaml")
        for phase in (list_holidays(language), *data["phases"]):
            for rule in phase:
                for text, value in (rule.get("examples") or {}).items():
                    rows.append(pytest.param(language, data["published_at"], text, value, id=f"{language}-{rule['name']}-{text}"))
    return rows


@pytest.mark.parametrize(("language", "published_at", "text", "value"), read_examples())
def test_example_gives_the_value_beside_it(language: str, published_at: str, text: str, value: str) -> None:
    found = find_times(text, dt.datetime.fromisoformat(published_at), language=language)
    assert value in [t.value for t in found]


@pytest.mark.parametrize("language", list_languages())
def test_rule_names_are_unique_within_a_language(language: str) -> None:
    names = [rule.name for phase in load_grammar(language).phases for rule in phase]
    assert len(names) == len(set(names))
