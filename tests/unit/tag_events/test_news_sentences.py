"""Acts in the words of everyday news: headlines, passives, second verbs, relative clauses, light verbs, nouns."""

from __future__ import annotations

from pathlib import Path

from presswatch.model.language import EventActor

SENTENCES = [line.split("\t") for line in Path(__file__).with_name("news_sentences.tsv").read_text(encoding="utf-8").splitlines()]
"""Type, countries of actors, countries of recipients (either may be empty) and the sentence."""


def countries(sides: tuple[EventActor, ...]) -> set[str | None]:
    return {side.country for side in sides}


def test_nineteen_acts_in_twenty_are_found(read_events):
    missed = [text for kind, _, _, text in SENTENCES if kind not in {e.type for e in read_events(text)}]
    assert len(SENTENCES) >= 200
    assert len(missed) / len(SENTENCES) < 0.05, missed


def test_nine_in_ten_have_the_countries_of_both_sides(read_events):
    wrong = []
    for kind, actors, recipients, text in SENTENCES:
        found = [e for e in read_events(text) if e.type == kind]
        if found and not any(set(filter(None, actors.split(","))) <= countries(e.actors) and set(filter(None, recipients.split(","))) <= countries(e.recipients) for e in found):
            wrong.append(text)
    assert len(wrong) / len(SENTENCES) < 0.1, wrong
