"""Sections and topics of articles: what metadata name, without paths, the house, codes and words for any page."""

from __future__ import annotations

import pytest

from presswatch.extract.filter import extract_filter

BODY = "<p>The council of Port Ellin put off its vote on the harbour wall once more on Tuesday, members of both parties said.</p>"


@pytest.mark.parametrize(
    ("told", "section"),
    [("Harbour", "Harbour"), ("news/local/crime-courts", "crime-courts"), ("Arts/Books", "Arts/Books"), ("Quayside Herald", None), ("Article", None),
     ("news|world", "world"), ("Harbour,Council,Featured", "Harbour"), ("Arts, Books", "Arts, Books"), ("Council puts off vote", None), ("Back to Blog", None),
     ("https://quay.example/council", None), ("Staying ahead of the tide keeps a harbour town in demand.", None)],
)
def test_a_section_is_neither_a_path_nor_the_house(told, section):
    head = f'<meta property="og:site_name" content="Quayside Herald"><meta property="article:section" content="{told}">'
    html = f"<html lang='en'><head><title>Council puts off vote</title>{head}</head><body><article><h1>Council puts off vote</h1>{BODY}<p>The {BODY[3:]}</article></body></html>"
    assert extract_filter({"id": 1, "url": "https://quay.example/council", "html": html})["article"]["section"] == section


@pytest.mark.parametrize(
    ("told", "tags"),
    [
        ("Port Ellin, harbour, Council", ["Port Ellin", "harbour", "Council"]),
        ("Harbour walls; Sea defences; Budgets", ["Harbour walls", "Sea defences", "Budgets"]),
        ("#PortEllin, sea_defences, Rope &amp;amp; Sail", ["PortEllin", "sea defences", "Rope & Sail"]),
        ("105726154, RULES:HARBOUR, @subscribers, _no-amp, 7f3d23aaddc64ce57f3d23aaddc64ce5, Harbour", ["Harbour"]),
        ("Article, Quayside Herald, Council puts off vote, Harbour, harbour", ["Harbour"]),
        ("Donald J. Pell, Bros. Finch, U.S. ports", ["Donald J. Pell", "Bros. Finch", "U.S. ports"]),
        (", ".join(f"port number {chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(80)), []),
    ],
)
def test_tags_are_what_readers_would_call_topics(told, tags):
    head = f'<meta property="og:site_name" content="Quayside Herald"><meta name="keywords" content="{told}">'
    html = f"<html lang='en'><head><title>Council puts off vote</title>{head}</head><body><article><h1>Council puts off vote</h1>{BODY}<p>The {BODY[3:]}</article></body></html>"
    assert list(extract_filter({"id": 1, "url": "https://quay.example/council", "html": html})["article"]["tags"]) == tags


def test_links_of_a_footer_are_no_topics():
    links = "<ul class='{}'><li class='{}'><a href='/a'>Harbour</a></li></ul>"
    html = "<html lang='en'><head><title>Council puts off vote</title></head><body><article><h1>Council puts off vote</h1>{}<p>The {}</article>{}</body></html>"
    for name, tags in (("topic-list", ["Harbour"]), ("footer__topic-list", [])):
        page = html.format(BODY, BODY[3:], links.format(name, name))
        assert list(extract_filter({"id": 1, "url": "https://quay.example/council", "html": page})["article"]["tags"]) == tags
