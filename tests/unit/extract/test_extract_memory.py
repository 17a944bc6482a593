"""Outlet memory: learnt from studies of pages, in any order, kept as text."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from presswatch.extract.memory import learn_memory
from presswatch.extract.page import extract_and_study, extract_page, study_page
from presswatch.extract.prints import OutletMemory
from presswatch.extract.study import PageStudy
from presswatch.model import Page

PLEA = "The Saltmarsh Post is printed by its readers and keeps no shop behind the curtain, so a shilling a week goes a long way."
TOPICS = ("ferry", "harbour", "council", "school", "orchard", "railway", "library", "bakery")


def make_page(n: int, topic: str, *, hour: int = 9, extra: str = "") -> Page:
    paragraphs = "".join(
        f"<p>The {topic} {verb} on {day} after a long quarrel over its {thing}, and people of the town said that number {n} would not be the last.</p>"
        for verb, day, thing in (("reopened", "Monday", "roof"), ("closed again", "Tuesday", "cellar"), ("was sold", "Friday", "garden"))
    )
    html = (
        f'<html><body><div class="top"><a href="/">Saltmarsh Post</a></div><h1>News of the {topic}</h1>'
        f'<div class="story">{paragraphs}<p>{PLEA}</p>{extra}</div><div class="foot">Saltmarsh Post Ltd</div></body></html>'
    )
    return Page(url=f"https://post.example/{topic}-{n}", html=html.encode(), captured_at=dt.datetime(2025, 3, 1, hour, tzinfo=dt.UTC))


PAGES = [make_page(n, topic) for n, topic in enumerate(TOPICS)]
STUDIES = [s for s in map(study_page, PAGES) if s is not None]


def test_what_an_outlet_repeats_is_left_out_once_it_is_known():
    memory = learn_memory("post", STUDIES[1:])
    first = extract_page(PAGES[0], memory)
    assert first.article is not None
    assert PLEA not in first.article.text
    assert first.article.text.count("quarrel over its") == 3


@settings(max_examples=15, deadline=None)
@given(st.permutations(STUDIES))
def test_the_order_of_pages_does_not_matter(studies):
    assert learn_memory("post", studies).to_json() == learn_memory("post", STUDIES).to_json()


def test_several_captures_of_one_article_count_once():
    later = [s for n, topic in enumerate(TOPICS) if (s := study_page(make_page(n, topic, hour=15)))]
    assert learn_memory("post", STUDIES + later).pages == len(TOPICS)
    assert learn_memory("post", STUDIES + later) == learn_memory("post", later + STUDIES)


def test_a_memory_and_a_study_survive_their_serial_form():
    memory = learn_memory("post", STUDIES)
    assert OutletMemory.from_json(memory.to_json()) == memory
    assert memory.prints and memory.places
    for study in STUDIES:
        assert PageStudy.from_json(study.to_json()) == study


@pytest.mark.parametrize("text", ['{"format":0}', "[]", "not json"])
def test_another_format_is_refused_with_a_clear_error(text):
    with pytest.raises(ValueError, match=r"format|Expecting"):
        OutletMemory.from_json(text)
    with pytest.raises(ValueError, match=r"format|Expecting"):
        PageStudy.from_json(text)


def test_studying_beside_extraction_gives_the_same_as_each_alone():
    extraction, study = extract_and_study(PAGES[0])
    assert study == STUDIES[0]
    assert extraction == extract_page(PAGES[0])


def test_a_page_that_is_no_html_teaches_nothing():
    assert study_page(dataclasses.replace(PAGES[0], html=b"%PDF-1.7 ...")) is None


def test_a_memory_stays_bounded():
    study = STUDIES[0]
    many = [dataclasses.replace(study, ident=f"a{n}", prints=tuple(f"{n // 3}-{k}" for k in range(len(study.prints)))) for n in range(3000)]
    memory = learn_memory("post", many)
    assert len(memory.prints) <= 4000
    assert len(memory.places) <= 2000
