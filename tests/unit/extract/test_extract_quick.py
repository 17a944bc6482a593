"""Quick ways to what a plain rule says: each gives the same as the rule, for any text."""

from __future__ import annotations

import gc
import itertools
import re
import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from presswatch.extract.blocks import segment_page
from presswatch.extract.features import read_form
from presswatch.extract.filter import extract_filter
from presswatch.extract.forest import Forest, tokenise_block
from presswatch.extract.head import read_head
from presswatch.extract.language import find_language
from presswatch.extract.names import split_names
from presswatch.extract.phrases import read_phrases
from presswatch.extract.placement import Standing, count_since
from presswatch.extract.prints import print_block
from presswatch.extract.readiness import settle
from presswatch.extract.title import fold_title
from presswatch.extract.tree import parse_html

western = st.text(alphabet="abzABZßéÉñ0 19²½ª_-–—’“”…|©@#»:→\xa0\t.,Š€Œ", max_size=60)
anything = st.one_of(western, st.text(max_size=40))


@given(anything)
def test_class_names_are_split_alike_by_table_and_by_pattern(names: str) -> None:
    parts = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[^\W\d_A-Za-z]+", names)
    assert split_names(names) == tuple(dict.fromkeys(p.lower() for p in parts))


@given(anything)
def test_words_of_a_block_are_the_same_by_table_and_by_pattern(text: str) -> None:
    tokens = re.findall(r"[^\W\d_]+|\d+|[©|@#»→:]", re.sub(r"\d+", "0", text[:160].lower()))[:16]
    wanted = {*tokens, *map("_".join, itertools.pairwise(tokens))} | ({"^" + tokens[0]} if tokens else set())
    assert tokenise_block(text) == wanted


@given(anything)
def test_titles_fold_alike_by_table_and_by_pattern(text: str) -> None:
    plain = unicodedata.normalize("NFKC", text).replace("\xad", "").lower()
    assert fold_title(text) == " ".join(re.findall(r"\w+", plain))


@given(st.lists(st.booleans(), min_size=1, max_size=40), st.integers(1, 35))
def test_places_since_the_last_mark_are_counted_up_to_a_bound(marks: list[bool], most: int) -> None:
    wanted, last = [], -most
    for n, mark in enumerate(marks):
        wanted.append(min(most, n - last))
        last = n if mark else last
    assert count_since(np.array(marks), most).tolist() == wanted


def test_the_element_that_holds_two_others_is_found() -> None:
    root = parse_html(b"<html><body><div><p>One two.</p><ul><li>Three.</li><li>Four.</li></ul></div><aside>Five.</aside></body></html>")
    assert root is not None
    blocks, frames = segment_page(root)
    standing = Standing(blocks, frames)
    last_item = blocks[2].frame
    met = [frames[i].tag for i in standing.find_meeting(last_item.index).tolist()]
    assert list(zip((f.tag for f in frames), met, strict=True)) == [("body", "body"), ("div", "div"), ("p", "div"), ("ul", "ul"), ("li", "ul"), ("li", "li"), ("aside", "body")]
    assert [frames[i].tag for i in standing.climb(last_item.index)] == ["li", "ul", "div", "body"]


@given(st.lists(st.lists(st.floats(-2, 2, width=32), min_size=3, max_size=3), min_size=1, max_size=9))
def test_the_forest_goes_down_each_tree_for_each_block(rows: list[list[float]]) -> None:
    splits = ([(0, 0.0)], [(1, 0.5), (2, -0.5)]), ([(2, 1.0)], [(0, -1.0), (1, 0.0)])
    leaves = (0.5, -1.0, 2.0, -0.25), (1.0, 0.75, -2.0, 0.0)
    levels = tuple(
        (np.array([f for tree in splits for f, _ in tree[k]], dtype=np.int64), np.array([t for tree in splits for _, t in tree[k]], dtype=np.float32)) for k in range(2)
    )
    forest = Forest(levels=levels, leaves=np.array(leaves, dtype=np.float32).ravel(), base=0.125)
    wanted = []
    for row in rows:
        score = 0.125
        for tree, values in zip(splits, leaves, strict=True):
            node = 0
            for level in tree:
                feature, threshold = level[node]
                node = 2 * node + (row[feature] > threshold)
            score += values[node]
        wanted.append(1 / (1 + np.exp(-score)))
    assert forest.predict(np.array(rows, dtype=np.float32).T.copy()).tolist() == wanted


def test_what_is_kept_of_a_text_is_what_is_read_anew() -> None:
    text = "Sign up for our newsletter | Free! It takes a minute."
    assert read_form(text) == read_form(text) and read_form(text).sentences == 2 and read_form(text).ends
    assert read_form("Menu") == (1.0, 4, 0, 0.0, False)
    assert read_phrases(text) == read_phrases(text) != {}
    assert print_block("Page 12 of 40") == print_block("page 7 of 3") != print_block("page of")


def test_microdata_are_found_in_any_element_in_page_order() -> None:
    root = parse_html(b"<html><body><h1 itemprop='Headline'>Vote put off</h1><meta itemprop='author' content='Ana Duarte'><p itemprop>x</p><b itemprop='headline'>Again</b></body></html>")
    assert read_head(root).items == {"headline": ["Vote put off", "Again"], "author": ["Ana Duarte"]}


def test_a_page_written_by_script_in_mixed_case_keeps_its_microdata() -> None:
    words = "The harbour board met on Tuesday and put off its vote on the sea wall once more. " * 12
    page = f"<html><body><h1>Vote put off</h1><span itemProp='author'>Ana Duarte</span><p>{words}</p><p>{words}</p></body></html>"
    article = extract_filter({"id": 1, "url": "https://harbour.example/vote", "html": page})["article"]
    assert article is not None and list(article["authors"]) == ["Ana Duarte"]


def test_a_worker_settles_once_and_goes_on_collecting() -> None:
    settle()
    assert gc.isenabled() and gc.get_threshold()[0] >= 700
    frozen = gc.get_freeze_count()
    settle()
    assert gc.get_freeze_count() == frozen
    assert extract_filter({"id": 2})["status"] == "error"


def test_plain_words_confirm_the_language_that_a_page_declares_and_no_other() -> None:
    english = "The wardens of the marsh have closed the path to the weir, and they said that it would stay shut from Monday, which is when the masons are to begin. " * 2
    german = "Die Wächter haben den Weg zum Wehr geschlossen, und er wird auch nach Montag nicht für Besucher frei, wie das Amt mit einem Aushang mitteilt. " * 2
    assert find_language("en-GB", english) == ("en", True)
    assert find_language("de", german) == ("de", True)
    assert find_language("de", english) == ("en", False)
    assert find_language("en", german) == ("de", False)
    assert find_language("nl", english) == ("en", False)


def test_the_classifier_is_not_asked_about_a_text_full_of_plain_words_of_one_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("py3langid.classify", lambda text: pytest.fail("asked"))
    greek = "Οι φύλακες του έλους έκλεισαν το μονοπάτι προς το φράγμα και είπαν ότι θα μείνει κλειστό από τη Δευτέρα, όταν με τους μάστορες που δεν είναι στην πόλη αρχίζουν τα έργα. " * 2
    assert find_language(None, greek) == ("el", True)
    assert find_language("en", greek) == ("el", False)
