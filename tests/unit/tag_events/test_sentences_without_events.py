"""Sport, business, weather, culture, science, metaphor and daily life give no event."""

from __future__ import annotations

from pathlib import Path

SENTENCES = [line.split("\t") for line in Path(__file__).with_name("sentences_without_events.tsv").read_text(encoding="utf-8").splitlines()]


def test_fewer_than_one_in_twenty_sentences_gives_a_false_event(read_events):
    false = [(field, text) for field, text in SENTENCES if read_events(text)]
    assert len(SENTENCES) >= 150
    assert len(false) / len(SENTENCES) < 0.05, false
