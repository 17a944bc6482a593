"""Titles, bylines, datelines and agencies."""

from __future__ import annotations

import pytest

from presswatch.extract.authors import is_person, split_bylines
from presswatch.extract.dateline import credit_agency, find_agency, split_dateline
from presswatch.extract.filter import extract_filter
from presswatch.extract.title import choose_title, strip_site


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("Harbour reopens | Quayside Herald", ["Quayside Herald"]),
        ("Harbour reopens - The Quayside Herald", ["Quayside Herald"]),
        ("Quayside Herald: Harbour reopens", []),
        ("Harbour reopens » quaysideherald.example", []),
    ],
)
def test_the_sites_name_is_taken_off(title, names):
    url = "https://www.quaysideherald.example/x"
    assert strip_site(title.replace("Herald: ", "Herald | "), names, url) == "Harbour reopens"


def test_a_dash_within_a_headline_stays():
    assert strip_site("Harbour reopens - after two days", ["Quayside Herald"], "https://quay.example/") == "Harbour reopens - after two days"


def test_a_heading_that_names_the_site_gives_way():
    assert choose_title(["Quayside Herald"], None, "Harbour reopens after the storm", []) == "Harbour reopens after the storm"


def test_a_kicker_is_cut_off_the_heading():
    assert choose_title(["Opinion Let the harbour be"], "Let the harbour be", None, []) == "Let the harbour be"


def test_the_visible_headline_stands_where_sources_differ():
    assert choose_title(["Harbour reopens two days after the storm"], None, "Harbour open again after storm", []) == "Harbour reopens two days after the storm"


def test_a_heading_in_words_of_its_own_stands_against_the_head():
    assert choose_title(["Harbour open again two days after the storm"], "Storm: What to know as Port Ellin's harbour opens", "Storm: What to know as Port Ellin's harbour opens", []) == "Harbour open again two days after the storm"


@pytest.mark.parametrize(
    ("heading", "linked", "shared", "title"),
    [
        ("Port Ellin: Let the harbour be", "Port Ellin: Let the harbour be", "Let the harbour be", "Let the harbour be"),
        ("Opinion Let the harbour be", "Let the harbour be", "Opinion | Let the harbour be", "Let the harbour be"),
        ("Ellin Quay / Let the harbour be", "Let the harbour be", "Ellin Quay / Let the harbour be", "Ellin Quay / Let the harbour be"),
    ],
)
def test_a_label_that_a_mark_sets_off_is_cut_where_a_head_title_has_the_rest(heading, linked, shared, title):
    assert choose_title([heading], linked, shared, []) == title


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Ada Finch and Owen Pell", ["Ada Finch", "Owen Pell"]),
        ("Von Heike Brandis, Jörg Elm", ["Heike Brandis", "Jörg Elm"]),
        ("Par Anne Le Goff et Luc Ferrand", ["Anne Le Goff", "Luc Ferrand"]),
        ("Ada Finch | Harbour correspondent", ["Ada Finch"]),
        ("https://quay.example/authors/ada", []),
        ("ada@quay.example", []),
        ("Tom Reed, Ph.D.", ["Tom Reed, Ph.D."]),
        ("Tom Reed, CFP®", ["Tom Reed, CFP®"]),
        ("Recipe by Ada Finch", ["Ada Finch"]),
        ("Ada Finch Feb 6", ["Ada Finch"]),
        ("Ada Finch on October 17, 2025", ["Ada Finch"]),
        ("Posted by Ada Finch on 2025-12-18 in harbours", ["Ada Finch"]),
        ("Quayside Pictures RF), Tom Reed", ["Tom Reed"]),
        ("undefined", []),
        ("Contributor, Ada Finch", ["Ada Finch"]),
        ("7f3d23-ddc6-4ce5", []),
        ("Ada Finch " + "has cooked and written about food for the Quay and other papers " * 3, []),
    ],
)
def test_bylines_become_names(byline, names):
    assert split_bylines([byline]) == names


def authors_of(head: str, line: str = "") -> list[str]:
    body = "<p>The council of Port Ellin put off its vote on the harbour wall once more on Tuesday, members of both parties said.</p>" * 2
    html = f"<html lang='en'><head><title>Council puts off vote</title>{head}</head><body><article><h1>Council puts off vote</h1>{line}{body}<p>The {body[3:]}</article></body></html>"
    return list(extract_filter({"id": 1, "url": "https://quay.example/council", "html": html})["article"]["authors"])


@pytest.mark.parametrize(
    ("head", "line", "authors"),
    [
        ('<meta name="author" content="quay.example, Ellin, Saltmarsh">', "<p class='byline'>By Ada Finch</p>", ["Ada Finch"]),
        ('<meta name="author" content="Ada Finch, Chief Technology Officer">', "", ["Ada Finch"]),
        ('<meta name="author" content="Ada Finch, Head of Reality Labs">', "", ["Ada Finch"]),
        ('<meta name="author" content="Ada Finch The Associated Press">', "", ["Ada Finch"]),
        ('<meta property="og:site_name" content="Quay Record"><meta name="author" content="Ada Finch Quay Record">', "", ["Ada Finch"]),
        ('<meta name="author" content="A wide mix of advice, insight, and analysis">', "<p class='byline'>By Ada Finch</p>", ["Ada Finch"]),
        ("", "<p class='author'><span>Ada Finch</span><span>Editor</span></p>", ["Ada Finch"]),
        ("", "<p class='author'>Reviewed by</p><p class='author'>Ada Finch</p>", ["Ada Finch"]),
        ("", "<ul><li><span>By</span><a href='/x'>Ada Finch</a></li></ul>", ["Ada Finch"]),
        ("", "<p>by: Ada Finch, Dec 17, 2025</p>", ["Ada Finch"]),
        ("", "<p>By Ada Finch ⋅ Review Editor</p>", ["Ada Finch"]),
        ("", "<p>Words by Ada Finch on Tuesday</p>", ["Ada Finch"]),
        ('<meta name="author" content="Quay Newsroom">', "<div><a href='/author/ada-finch'>Ada Finch</a></div>", ["Ada Finch"]),
        ("", "<div><a href='/topic/ada-finch'>Ada Finch</a></div>", []),
    ],
)
def test_places_roles_and_labels_are_no_authors(head, line, authors):
    assert authors_of(head, line) == authors


def test_desks_are_no_persons():
    assert is_person("Ada Finch", set())
    assert not is_person("Quayside Newsroom", set())
    assert not is_person("Quayside Herald", {"quayside herald"})


@pytest.mark.parametrize(
    ("text", "place", "agency"),
    [
        ("LAGOS, Nigeria (AP) — Gunmen stopped two buses on Monday.", "LAGOS, Nigeria", "AP"),
        ("WASHINGTON, March 5 (Reuters) - The United States said on Tuesday it would wait.", "WASHINGTON", "Reuters"),
        ("Berlin (dpa) - Die Bundesregierung will das Gesetz noch ändern.", "Berlin", "dpa"),
        ("PARIS (AFP) – Le président a annoncé mardi une réforme.", "PARIS", "AFP"),
        ("(Reuters) - Shares fell on Tuesday after the company spoke.", None, "Reuters"),
        ("HYDERABAD: The railway station fell silent on Wednesday night.", "HYDERABAD", None),
        ("DUBAI (Northlight) — Explosions destroyed a fuel depot.", "DUBAI", "Northlight Wire"),
    ],
)
def test_datelines_are_split_off(text, place, agency):
    found = split_dateline(text, ("Northlight Wire",))
    assert found is not None and (found.place, found.agency) == (place, agency)
    assert text[found.end :].strip()[0].isupper()


@pytest.mark.parametrize(
    "text",
    [
        "The harbour — closed since Monday — reopened after the storm that tore loose a dozen moorings.",
        "U.S. officials said on Monday that they would — as expected — leave the talks.",
        "NATO: what the alliance is and what it is not, told in nine short chapters.",
        "Dear, look out — The harbour fair is back with a hundred stalls, and the prices of last year are not, as the traders say.",
    ],
)
def test_dashes_and_colons_alone_make_no_dateline(text):
    assert split_dateline(text) is None


def test_agencies_are_known_by_their_spellings():
    assert find_agency("Agence France-Presse") == "AFP"
    assert find_agency("dpa/AFP") == "dpa"
    assert find_agency("Ada Finch") is None
    assert credit_agency("Source: Reuters") == "Reuters"
    assert credit_agency("(dpa)") == "dpa"
    assert credit_agency("The minister spoke to Reuters on Monday evening.") is None
