"""Sections of articles: what metadata name, without paths, the house and words for any page."""

from __future__ import annotations

import pytest

from presswatch.extract.filter import extract_filter

BODY = "<p>The council of Port Ellin put off its vote on the harbour wall once more on Tuesday, members of both parties said.</p>"


@pytest.mark.parametrize(
    ("told", "section"),
    [("Harbour", "Harbour"), ("news/local/crime-courts", "crime-courts"), ("Arts/Books", "Arts/Books"), ("Quayside Herald", None), ("Article", None)],
)
def test_a_section_is_neither_a_path_nor_the_house(told, section):
    head = f'<meta property="og:site_name" content="Quayside Herald"><meta property="article:section" content="{told}">'
    html = f"<html lang='en'><head><title>Council puts off vote</title>{head}</head><body><article><h1>Council puts off vote</h1>{BODY}<p>The {BODY[3:]}</article></body></html>"
    assert extract_filter({"id": 1, "url": "https://quay.example/council", "html": html})["article"]["section"] == section
