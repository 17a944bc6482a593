"""The PLOVER ontology as data."""

from __future__ import annotations

import pytest

from presswatch.errors import ConfigError
from presswatch.tag.ontology import load_ontology
from presswatch.tag.ontology.plover import DATA


@pytest.mark.parametrize(
    ("code", "kind"),
    [("010", None), ("0231", None), ("081", "CONCEDE"), ("0841", "RETREAT"), ("163", "COERCE"), ("161", "SANCTION"), ("1712", "ASSAULT"), ("173", "COERCE"), ("191", "COERCE"), ("195", "ASSAULT")],
)
def test_the_longest_prefix_of_a_cameo_code_decides(code, kind):
    assert load_ontology().type_of_cameo(code) == kind


def test_where_the_manual_contradicts_itself_the_settled_reading_holds():
    types = load_ontology().types
    assert types["SANCTION"].quad == 4 and types["ACCUSE"].score == -3 and load_ontology().score_event("PROTEST", "vandalize") == -5


def test_a_mode_scores_for_itself_and_an_unknown_one_as_its_type():
    ontology = load_ontology()
    assert (ontology.score_event("RETREAT", "disarm"), ontology.score_event("RETREAT", None)) == (10, 6.5)


def test_a_missing_type_is_refused(tmp_path):
    path = tmp_path / "plover.yaml"
    path.write_text(DATA.read_text(encoding="utf-8").replace("  AGREE:\n", "  ASSENT:\n"), encoding="utf-8")
    with pytest.raises(ConfigError, match="types"):
        load_ontology(path)
