"""Zones and metadata of whole pages: what is the article's own text, and what only stands around it."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from presswatch.extract.dateline import credit_agency, split_dateline
from presswatch.extract.page import extract_page
from presswatch.model import Article, Extraction, Page

PARAGRAPHS = [
    "The lock-keepers of Brennick canal laid down their keys on Tuesday after the county had cut their coal allowance for the third winter running.",
    "Forty barges lay nose to tail above the top lock by noon, most of them loaded with sugar beet for the works at Eastholme, their owners said.",
    "A county spokesman said that the allowance had been set in 1961 and that no keeper had asked for it in writing since the spring.",
    "Talks are to go on at the Anchor inn on Thursday. Until then the sluices stay shut, and the water board has warned of low levels downstream.",
]
BODY = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
TITLE = "Lock-keepers strike over coal on Brennick canal"


def extract(body: str, *, head: str = f"<title>{TITLE}</title>", url: str = "https://brennick-echo.example/local/lock-strike-1", agencies: tuple[str, ...] = ()) -> Extraction:
    html = f"<!DOCTYPE html><html lang='en-GB'><head>{head}</head><body>{body}</body></html>"
    return extract_page(Page(url=url, html=html.encode(), captured_at=dt.datetime(2025, 2, 4, tzinfo=dt.UTC), agencies=agencies))


def article(body: str, **kwargs) -> Article:
    extraction = extract(body, **kwargs)
    assert extraction.article is not None, extraction.reason
    return extraction.article


def kinds(extraction: Extraction, text: str) -> list[str]:
    return [z.kind for z in extraction.zones if text in z.text]


def test_news_in_short_before_the_headline_is_no_part_of_the_article():
    cards = "".join(
        f"<li><h3><a href='/n/{n}'>{what} in Upper Brennick</a></h3><p>{what} was reported on Monday by the parish clerk, who added that nobody had been hurt and that the road was open again.</p></li>"
        for n, what in enumerate(("A fallen elm", "A stray bull", "A small flood", "A lost sheep", "A broken weir", "A stolen boat"))
    )
    text = article(f"<div class='page'><ul class='wire'>{cards}</ul><div class='main'><h1>{TITLE}</h1><div class='text'>{BODY}</div></div></div>").text
    assert "stray bull" not in text
    assert all(p in text for p in PARAGRAPHS)


def test_all_lines_of_a_newsletter_box_go_with_the_one_that_says_so():
    box = "<div class='box-newsletter'><p>The Towpath: our newsletter</p><p>What moves on the water, each Friday at six.</p></div>"
    extraction = extract(f"<h1>{TITLE}</h1><div class='text'>{BODY[: len(BODY) // 2]}{box}{BODY[len(BODY) // 2 :]}</div>")
    assert "each Friday" not in extraction.article.text


def test_a_box_with_a_heading_of_its_own_is_background():
    box = "<div class='box'><p><b>What is a keeper's allowance?</b></p><p>Two hundredweight of coal a month, paid in kind since the canal opened.</p></div>"
    extraction = extract(f"<h1>{TITLE}</h1><div class='text'><p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>{box}<p>{PARAGRAPHS[2]}</p><p>{PARAGRAPHS[3]}</p></div>")
    assert kinds(extraction, "Two hundredweight") == ["background"]


def test_a_class_for_the_colour_behind_a_paragraph_makes_it_no_background():
    tinted = PARAGRAPHS[2].replace("A county", "<b>A county")
    a = article(f"<h1>{TITLE}</h1><div class='text'><p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p><p class='has-white-background-color has-background'>{tinted}</b></p><p>{PARAGRAPHS[3]}</p></div>")
    assert PARAGRAPHS[2] in a.text


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Like what you read? Sign up for our newsletter, The Towpath, each Friday.", "newsletter"),
        ("This article is for subscribers only, and you can read it for the first month free.", "paywall"),
        ("Keepers may sign up for a course in your own parish hall, which costs them nothing but their time.", "body"),
        ("A mooring costs barge owners, and so your own household as well, nine pounds per month since the new tolls were brought in.", "body"),
        ("The board wrote to every owner who had given an email address and told us that most of our readers would be spared.", "body"),
    ],
)
def test_a_plea_within_the_text_is_told_from_a_sentence_on_such_things(line, kind):
    paragraphs = "".join(f"<p>{p}</p>" for p in (PARAGRAPHS[0], line, *PARAGRAPHS[1:]))
    assert kinds(extract(f"<h1>{TITLE}</h1><div class='text'>{paragraphs}</div>"), line) == [kind]


def test_a_bold_line_without_full_stop_above_the_text_is_the_subtitle():
    a = article(f"<h1>{TITLE}</h1><p class='x1'><b>County says that nobody asked in writing</b></p><p class='by'>Ann Selby</p><div class='text'>{BODY}</div>")
    assert a.subtitle == "County says that nobody asked in writing"
    assert "asked in writing</b>" not in a.text and not a.text.startswith("County")


@pytest.mark.parametrize(
    ("line", "agency"),
    [
        ("This report was supplied by Fenland Wire.", "Fenland Wire"),
        ("Additional material: Fenland Wire", "Fenland Wire"),
        ("With AFP and dpa", "AFP"),
        ("Avec l'AFP", "AFP"),
        ("Source: Reuters", "Reuters"),
        ("Fenland Wire has moved its office to Eastholme.", None),
        ("He used to work with AFP in Cairo.", None),
        ("Is this from Reuters?", None),
    ],
)
def test_a_line_that_only_credits_an_agency_is_told_from_a_sentence_about_it(line, agency):
    assert credit_agency(line, ("Fenland Wire",)) == agency


def test_a_picture_by_an_agency_makes_no_wire_story():
    figure = "<figure><img src='/a.jpg'><figcaption><span class='cap'>Barges above the lock.</span> <span class='credit'>Fenland Wire</span></figcaption></figure>"
    a = article(f"<h1>{TITLE}</h1><div class='text'>{figure}{BODY}</div>", agencies=("Fenland Wire",))
    assert a.wire_source is None
    credited = article(f"<h1>{TITLE}</h1><div class='text'>{figure}{BODY}<p>This story was written by Fenland Wire.</p></div>", agencies=("Fenland Wire",))
    assert credited.wire_source == "Fenland Wire" and "written by" not in credited.text


@pytest.mark.parametrize(("start", "place"), [("BRENNICK, Kan. — ", "BRENNICK, Kan."), ("BRENNICK, Ohio (AP) — ", "BRENNICK, Ohio"), ("EASTHOLME, England — ", "EASTHOLME, England")])
def test_a_dateline_keeps_the_point_of_an_abbreviated_region_only(start, place):
    found = split_dateline(start + PARAGRAPHS[0])
    assert found is not None
    assert found.place == place


MENU = "<div class='menu'><a href='/'>The Brennick Echo</a> <a href='/local/'>Around the canal</a> <a href='/sport/'>Sport</a></div>"


def test_the_section_is_what_the_menu_calls_the_path():
    assert article(f"{MENU}<h1>{TITLE}</h1><div class='text'>{BODY}</div>").section == "Around the canal"
    assert article(f"<h1>{TITLE}</h1><div class='text'>{BODY}</div>").section is None


def test_links_with_the_relation_tag_are_topics():
    tags = "<p><a rel='tag' href='/x/1'>Canals</a>, <a rel='tag' href='/x/2'>Strikes</a></p>"
    a = article(f"<h1>{TITLE}</h1><div class='text'>{BODY}{tags}</div>")
    assert a.tags == ("Canals", "Strikes") and "Canals" not in a.text


def test_the_name_in_the_line_with_the_date_is_the_author():
    assert article(f"<h1>{TITLE}</h1><div class='a'>Ann Selby | 3 February 2025, 14:10</div><div class='text'>{BODY}</div>").authors == ("Ann Selby",)


def test_the_sites_name_is_cut_off_a_title_by_the_home_link_or_the_line_on_the_page():
    by_link = article(f"{MENU}<div class='t'>{TITLE}</div><div class='text'>{BODY}</div>", head=f"<title>The Brennick Echo: {TITLE}</title>", url="https://x.example/1")
    by_line = article(f"<div class='t'>{TITLE}</div><div class='text'>{BODY}</div>", head=f"<title>{TITLE}_Brennick Daily Echo</title>", url="https://x.example/1")
    assert by_link.title == by_line.title == TITLE


def test_titles_of_live_updates_belong_to_their_update():
    entries = "".join(
        f"<div class='entry'><span class='t'>{clock}</span> <b>{name}</b><p>{text}</p></div>"
        for clock, name, text in (("15h20", "Talks resume", PARAGRAPHS[3]), ("11h05", "Outlet shut", PARAGRAPHS[1]), ("09h40", "Keys laid down", PARAGRAPHS[0]))
    )
    extraction = extract(f"<h1>Live: {TITLE}</h1><div class='ticker'>{entries}</div>", head=f"<title>Live: {TITLE}</title>")
    updates = [z.text for z in extraction.zones if z.kind == "live_update"]
    assert [u.split("\n")[0] for u in updates] == ["Talks resume", "Outlet shut", "Keys laid down"]


def test_an_extraction_is_the_same_each_time():
    page = Page(url="https://brennick-echo.example/1", html=f"<h1>{TITLE}</h1>{BODY}".encode(), captured_at=dt.datetime(2025, 2, 4, tzinfo=dt.UTC))
    assert extract_page(page) == extract_page(dataclasses.replace(page))
