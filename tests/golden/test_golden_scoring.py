"""The scorer of the golden articles: an answer that says what the gold says is all right, and what is wrong is counted."""

from __future__ import annotations

import copy

import pytest
from tests.quality.golden_files import find_one, load_goldens
from tests.quality.golden_tally import pair
from tests.quality.goldens import find_head, is_entity, score_goldens

from presswatch.tag.knowledge.base import KnowledgeBase


def answer(golden):
    """The rows that the product would give if it were right about everything."""
    return {
        "mentions": [_place(m) | {"kind": m["kind"], "sense": m["sense"], "entity_id": _entity(m["entity"])} for m in golden.mentions + golden.roles],
        "times": [_place(t) | {"value": (t["values"] or [None])[0], "rule": "r"} for t in golden.times],
        "claims": [
            {
                "content": [list(p) for p in c["parts"]], "cue": "c", "cue_start": c["cue"] and c["cue"][0], "cue_end": c["cue"] and c["cue"][1],
                "sources": [_place(s) | {"kind": s["kind"].split("/")[0]} for s in c["sources"]], "relays": [_place(s) for s in c["relays"]],
                "certainty": c["certainty"].split("/")[0], "polarity": c["polarity"],
            }
            for c in golden.claims
        ],
        "events": [
            {
                "trigger_start": e["span"][0], "trigger_end": e["span"][1], "trigger": e["text"], "sentence_start": e["span"][0], "sentence_end": e["span"][1],
                "type": e["type"] if e["type"] != "any" else "AGREE", "mode": e["mode"], "status": e["status"].split("/")[0], "polarity": e["polarity"],
                "actors": [_side(a) for a in e["actors"]], "recipients": [_side(a) for a in e["recipients"] or []], "places": [_place(p) for p in e["places"]],
                "claim_id": "c" if e["carried"] else None, "time_start_at": e["when"] and (e["when"] + "-01-01")[:10] + "T00:00:00+00:00",
                "time_granularity": e["when"] and {4: "year", 7: "month", 10: "day"}[len(e["when"])],
            }
            for e in golden.events
        ],
    }  # fmt: skip


def _place(row):
    return {"start": row["span"][0], "end": row["span"][1], "text": row["text"]}


def _side(row):
    return _place(row) | {"country": row["country"]}


def _entity(wanted):
    if not wanted or not wanted.startswith("place:") or not wanted[-4:].startswith("/"):
        return wanted and wanted.split("/")[0]
    return next((e.entity_id for e in KnowledgeBase.load().find(wanted[6:-4]) if is_entity(wanted, e.entity_id)), None)


@pytest.fixture(scope="module")
def goldens():
    return load_goldens()


@pytest.fixture(scope="module")
def perfect(goldens):
    return {g.name: answer(g) for g in goldens}


def test_answer_that_says_what_the_gold_says_is_all_right(goldens, perfect):
    report = score_goldens(goldens, copy.deepcopy(perfect))
    least = {"names: entity": 0.97}  # a few small places aren't in the knowledge base
    assert [(figure, t.f1) for figure, t in report.tallies.items() if t.f1 < least.get(figure, 1.0)] == []


def test_answer_without_the_optional_rows_is_all_right_too(goldens, perfect):
    lean = copy.deepcopy(perfect)
    for golden in goldens:
        for layer, rows in (("times", golden.times), ("claims", golden.claims), ("events", golden.events)):
            lean[golden.name][layer] = [said for said, row in zip(lean[golden.name][layer], rows, strict=True) if not row["optional"]]
    report = score_goldens(goldens, lean)
    assert {t.f1 for figure, t in report.tallies.items() if figure.partition(":")[0] in ("times", "claims", "events")} == {1.0}


def test_every_layer_counts_what_is_missing_and_what_is_too_many(goldens, perfect):
    empty = score_goldens(goldens, {g.name: {"mentions": [], "times": [], "claims": [], "events": []} for g in goldens})
    assert all(empty.tallies[layer].gold > 0 and empty.tallies[layer].recall == 0 for layer in ("names", "times", "claims", "events"))
    doubled = {name: {layer: rows + [dict(r) for r in rows] for layer, rows in copy.deepcopy(a).items()} for name, a in perfect.items()}
    report = score_goldens(goldens, doubled)
    assert all(report.tallies[layer].precision < 0.6 and report.tallies[layer].recall == 1 for layer in ("times", "claims", "events"))


def test_wrong_status_polarity_and_source_are_told(goldens, perfect):
    wrong = copy.deepcopy(perfect)
    event = next(i for i, e in enumerate(goldens[0].events) if not e["optional"])
    wrong[goldens[0].name]["events"][event]["polarity"] = "negated"
    wrong[goldens[0].name]["claims"][2]["sources"] = []
    report = score_goldens(goldens, wrong)
    assert any(what.startswith("status:") for _, _, what in report.misses)
    assert any(what.startswith("source:") for _, _, what in report.misses)
    assert report.tallies["events: type, status and polarity"].f1 < 1 and report.tallies["claims: content and source"].f1 < 1


def test_row_that_counts_is_paired_before_an_optional_one():
    gold = [{"at": 1, "optional": True}, {"at": 1, "optional": False}]
    assert pair(gold, [{"at": 1}], lambda g, s: g["at"] == s["at"]) == [(gold[1], {"at": 1})]


def test_words_find_their_place():
    text = "One said no. Two said yes, they said."
    assert text[slice(*find_one(text, "said#2"))] == "said" and find_one(text, "said#2")[0] == 17
    assert text[slice(*find_one(text, "Two ... yes"))] == "Two said yes"
    assert find_one(text, "said", near=30)[0] == find_one(text, "said#3")[0]


def test_head_of_a_source_is_its_last_word_before_a_preposition():
    text = "a senior official in the ministry, who left"
    start = find_head(text, (0, len(text)))
    assert text[start:].startswith("official")
