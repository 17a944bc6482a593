"""The lexicon of words that attribute."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from presswatch.errors import ConfigError
from presswatch.tag.claims import cues
from presswatch.tag.claims.cues import can_hold_claim, inflect_verb, load_cues

FILE = Path(cues.__file__).with_name("cues.yaml")


@pytest.mark.parametrize(
    ("base", "forms"),
    [
        ("claim", {"claims", "claimed", "claiming"}),
        ("deny", {"denies", "denied", "denying"}),
        ("urge", {"urges", "urged", "urging"}),
        ("slam", {"slams", "slammed", "slamming"}),
        ("confess", {"confesses", "confessed", "confessing"}),
        ("say", {"says", "said", "saying"}),
    ],
)
def test_verbs_are_inflected(base: str, forms: set[str]) -> None:
    assert forms <= {form for form, found in load_cues().bases.items() if found == base}


def test_a_final_consonant_is_doubled_after_one_vowel_only() -> None:
    assert "claimmed" not in inflect_verb("claim", {}) and "slammed" in inflect_verb("slam", {})


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Police said so.", True), ("“No.”", True), ("Source: the army", True), ("It rained all day.", False), ("", False)],
)
def test_the_cheap_test_sees_words_and_marks(text: str, expected: bool) -> None:
    assert can_hold_claim(text) is expected


@pytest.mark.parametrize(("field", "value"), [("kind", "sing"), ("certainty", "perhaps"), ("takes", "clause nonsense")])
def test_a_wrong_entry_is_refused_by_name(tmp_path: Path, field: str, value: str) -> None:
    data = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    data["verbs"][0][field] = value
    path = tmp_path / "cues.yaml"
    path.write_text(yaml.safe_dump(data), encoding="utf-8")
    with pytest.raises(ConfigError, match="verbs"):
        load_cues(path)
