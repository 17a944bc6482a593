"""Each entry's examples are its test: the positive ones give its type, the negative ones never come from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from presswatch.errors import ConfigError
from presswatch.tag.events.lexicon import ENTRY_FILES, RULES, load_lexicon
from presswatch.tag.events.triggers import can_hold_event

ENTRIES = tuple(load_lexicon().entries.values())


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: e.entry_id)
def test_positive_examples_give_the_type_of_their_entry(entry, read_events):
    for sentence in entry.positive:
        found = [(e.type, e.rule) for e in read_events(sentence)]
        assert entry.type in {kind for kind, _ in found}, f"{sentence} -> {found}"


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: e.entry_id)
def test_negative_examples_are_not_coded_by_their_entry(entry, read_events):
    for sentence in entry.negative:
        rules = [e.rule.split(":")[0].split("/")[0] for e in read_events(sentence)]
        assert entry.entry_id not in rules, sentence


def test_sentences_that_hold_events_pass_the_cheap_test():
    missed = [s for entry in ENTRIES for s in entry.positive if not can_hold_event(s)]
    assert missed == []


def test_a_sentence_without_trigger_fails_the_cheap_test():
    assert not can_hold_event("The lake is deep and very blue.")


def _copy_rules(folder: Path) -> None:
    for path in RULES.glob("*.yaml"):
        (folder / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("- {id: x.y, type: NONSENSE, verb: go, positive: [A.], negative: [B.]}", "is no PLOVER type"),
        ("- {id: x.y, type: AID, verb: go}", "examples are required"),
        ("- {id: x.y, type: AID, mode: drone, verb: go, positive: [A.], negative: [B.]}", "is no mode of AID"),
        ("- {id: x.y, type: AID, verb: go, obj: NOSUCHCLASS, positive: [A.], negative: [B.]}", "no class named NOSUCHCLASS"),
        ("- {id: x.y, type: AID, verb: go, wrong: 1, positive: [A.], negative: [B.]}", "unknown field wrong"),
    ],
)
def test_a_wrong_entry_is_refused_with_its_file_and_id(tmp_path, wrong, message):
    _copy_rules(tmp_path)
    path = tmp_path / ENTRY_FILES[0]
    path.write_text(path.read_text(encoding="utf-8") + f"  {wrong}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=message) as caught:
        load_lexicon(tmp_path)
    assert ENTRY_FILES[0] in str(caught.value) and "x.y" in str(caught.value)
