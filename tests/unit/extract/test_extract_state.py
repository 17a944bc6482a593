"""Articles whose text only stands in the data that a script draws the page from."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presswatch.extract.page import extract_page
from presswatch.extract.state import read_state_body
from presswatch.extract.tree import parse_html
from presswatch.model import Extraction, Page

TITLE = "Ferry to Skarn runs again after eleven weeks"
PARAGRAPHS = [
    "The ferry to Skarn left its berth at six on Monday morning for the first time in eleven weeks, with nine cars and a hearse aboard.",
    "Its engine had been waiting for one valve since the spring, and the works that cast it had been sold twice in the meantime, the owners said.",
    "Islanders had lived on what two fishing boats could carry. The shop ran out of flour in the fourth week, and the school closed in the seventh.",
    "The county will pay for a second valve, to be kept in a drawer at the harbour office, its transport committee decided in the afternoon.",
]
OTHERS = [f"Another story altogether, told at length in its paragraph number {n}, which has nothing to do with ferries, valves or flour." for n in range(12)]


def rich(paragraphs: list[str]) -> list[dict]:
    return [{"type": "paragraph", "content": [{"type": "text", "value": p[:20]}, {"type": "link", "content": [{"type": "text", "value": p[20:]}]}]} for p in paragraphs]


def markup(paragraphs: list[str]) -> str:
    return "<div class='caption'><p>Skarn harbour</p></div>" + "".join(f"<p>{p}</p>" for p in paragraphs)


def extract(state: object, body: str = "<div id='app'></div>", head: str = "", wrap: str = "{}") -> Extraction:
    data = wrap.format(json.dumps(state))
    html = f"<html lang='en'><head><title>{TITLE}</title>{head}</head><body>{body}<script>{data}{' ' * 1500}</script></body></html>"
    return extract_page(Page(url="https://skarn-post.example/news/ferry-runs-again", html=html.encode(), captured_at=dt.datetime(2025, 3, 4, tzinfo=dt.UTC)))


@pytest.mark.parametrize("wrap", ["{}", "window.__STATE__ = {};", "window.q = window.q || []; window.q.push({});"])
@pytest.mark.parametrize("make", [rich, markup])
def test_a_page_drawn_by_a_script_is_read_from_its_data(make, wrap):
    state = {"page": {"detail": {"title": TITLE, "body": make(PARAGRAPHS)}, "more": [{"title": "Another story", "body": make(OTHERS)}]}}
    extraction = extract(state, wrap=wrap)
    assert extraction.article is not None, extraction.reason
    assert extraction.article.text == "\n\n".join(PARAGRAPHS)


def test_only_other_articles_in_the_data_make_no_article():
    assert extract({"more": [{"title": "Another story", "body": rich(OTHERS)}]}).article is None


SHOWN = f"<main><article><h1>{TITLE}</h1><div class='body'>{''.join(f'<p>{p}</p>' for p in PARAGRAPHS[:2])}</div></article></main>"
REST = [*PARAGRAPHS, "Nobody could say why one had not been kept there before.", "The hearse went back empty on Tuesday, as the sexton of Skarn had died as well."]


@pytest.mark.parametrize(("tier", "whole"), [("free", True), ("metered", True), ("locked", False)])
def test_the_rest_of_an_article_is_read_unless_the_page_locks_it(tier, whole):
    extraction = extract({"story": {"body": rich(REST), "next": rich(OTHERS)}}, SHOWN, f'<meta name="article:content_tier" content="{tier}">')
    assert extraction.article is not None
    assert extraction.article.text == "\n\n".join(REST if whole else PARAGRAPHS[:2])


json_values = st.recursive(st.none() | st.booleans() | st.text(max_size=20), lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4), max_leaves=30)


@given(json_values, st.text(max_size=30))
def test_any_data_is_read_without_an_exception(value, junk):
    root = parse_html(f"<html><body><script>{junk} = {json.dumps(value)}{' ' * 1500}</script></body></html>".encode("utf-8", "replace"))
    assert read_state_body(root, TITLE, []) == []
