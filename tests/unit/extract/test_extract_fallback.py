"""What is done when our own reading of a page finds nothing."""

from __future__ import annotations

import datetime as dt

import pytest

from presswatch.extract import column
from presswatch.extract.fallback import read_fallback
from presswatch.extract.page import extract_page
from presswatch.extract.tree import parse_html
from presswatch.model import Page

PARAGRAPHS = [
    f"The harbour board of Port Ellin met for the {n} time on Tuesday and put off its vote on the sea wall, although engineers had warned that the {n} storm of the winter could breach it."
    for n in ("first", "second", "third", "fourth", "fifth")
]
HTML = (
    "<html lang='en'><head><title>Vote on sea wall put off</title></head><body><nav><a href='/'>Home</a></nav><article><h1>Vote on sea wall put off</h1>"
    + "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    + "</article></body></html>"
)


def make_page(html: str) -> Page:
    return Page(url="https://ellin-times.example/wall", html=html.encode(), captured_at=dt.datetime(2024, 11, 18, tzinfo=dt.UTC))


def test_a_page_on_which_the_classifier_finds_nothing_is_read_by_trafilatura(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(column, "choose_blocks", lambda blocks, probability, barred: [False] * len(blocks))
    article = extract_page(make_page(HTML)).article
    assert article is not None and article.text.split("\n\n") == PARAGRAPHS


def test_a_page_with_hardly_any_text_gets_none_from_the_fallback() -> None:
    root = parse_html(b"<html><body><article><h1>Photos of the week</h1><p>Twelve pictures.</p></article></body></html>")
    assert read_fallback(root, "Photos of the week") == []
    assert extract_page(make_page("<html><body><h1>Photos of the week</h1><p>Twelve pictures.</p></body></html>")).status == "rejected"
