"""Other articles on a page, teasers, pleas and consent boxes: none of them is the article's text."""

from __future__ import annotations

import numpy as np

from presswatch.extract.blocks import segment_page
from presswatch.extract.choice import lift_kin
from presswatch.extract.filter import extract_filter
from presswatch.extract.others import discount_others
from presswatch.extract.tree import parse_html

BODY = "".join(f"<p>The council of Port Ellin met for the {n} time on Tuesday and put off its vote on the harbour wall once more, members said.</p>" for n in ("first", "second", "third", "fourth"))
OTHER = "".join(f"<p>The ferry to Saltmarsh Island was late for the {n} time this week because its engine wouldn't start, passengers said.</p>" for n in ("sixth", "seventh", "eighth"))


def text_of(body: str) -> str:
    html = f"<html lang='en'><head><title>Council puts off vote</title></head><body>{body}</body></html>"
    return extract_filter({"id": 1, "url": "https://ellin-times.example/council", "html": html})["text"]


def test_an_article_that_follows_under_a_headline_of_the_same_make_is_left_out():
    def post(title, body, n):
        return f"<article class='post'><header class='top'><h1 class='headline size{n}'>{title}</h1></header><div class='text'>{body}</div></article>"

    text = text_of("<main>" + post("Council puts off vote", BODY, 1) + post("Ferry late again", OTHER, 2) + "</main>")
    assert "fourth time" in text and "ferry" not in text.lower()


def test_headings_within_the_article_rule_nothing_out():
    body = f"<article><h1 class='headline'>Council puts off vote</h1><div class='text'>{BODY}<h1 class='part'>What comes next</h1>{OTHER}</div></article>"
    assert "eighth time" in text_of(body)


def choose(body: str, p: float, *, is_article: bool = True):
    blocks, _ = segment_page(parse_html(f"<html><body>{body}</body></html>".encode()))
    start = np.array([0.95 if "Port Ellin met" in b.text else p for b in blocks])
    return [b.text for b in blocks], discount_others(blocks, start, None, is_article=is_article)


def test_paragraphs_of_cards_with_linked_headlines_are_discounted_unless_the_classifier_is_sure_of_them():
    card = "<div class='card'><h3><a href='/x'>Ferry to the island late again</a></h3><p class='excerpt'>Passengers to Saltmarsh Island waited for two hours on Monday morning.</p></div>"
    for p, expected in ((0.6, 0.06), (0.9, 0.9)):
        texts, out = choose(BODY + card * 3, p)
        assert {round(v, 3) for t, v in zip(texts, out, strict=True) if t.startswith("Passengers")} == {expected}


def test_cards_are_content_on_a_page_that_is_no_article():
    card = "<div class='card'><h3><a href='/x'>Ferry to the island late again</a></h3><p class='excerpt'>Passengers to Saltmarsh Island waited for two hours on Monday morning.</p></div>"
    texts, out = choose(BODY + card * 3, 0.6, is_article=False)
    assert all(v == 0.6 for t, v in zip(texts, out, strict=True) if t.startswith("Passengers"))


def test_two_cards_are_no_list():
    card = "<div class='card'><h3><a href='/x'>Ferry to the island late again</a></h3><p class='excerpt'>Passengers to Saltmarsh Island waited for two hours on Monday morning.</p></div>"
    texts, out = choose(BODY + card * 2, 0.6)
    assert all(v == 0.6 for t, v in zip(texts, out, strict=True) if t.startswith("Passengers"))


def test_a_doubtful_paragraph_among_sure_siblings_is_raised():
    long = BODY.replace("members said", "members of both parties said after the meeting had ended late at night")
    blocks, _ = segment_page(parse_html(f"<html><body><div>{long}</div><aside>{long}</aside></body></html>".encode()))
    out = lift_kin(blocks, np.array([0.9, 0.9, 0.3, 0.9, 0.2, 0.2, 0.3, 0.2]))
    assert out[2] > 0.55 and out[6] == 0.3


def test_a_long_plea_in_an_element_named_for_it_is_no_text():
    plea = (
        "<div class='cli-support-box'><p>At the Times, we believe that everyone needs good reporting, but we know that not everyone can afford to pay for it.</p>"
        "<p>Our reporters spend weeks on a single story, and every reader gains from it, whoever they are and wherever they live.</p>"
        "<p>We cannot do this without your help. Support our newsroom by giving as little as $1 a month.</p></div>"
    )
    text = text_of(f"<article><h1>Council puts off vote</h1>{BODY}{plea}</article>")
    assert "fourth time" in text and "reporters spend weeks" not in text


def test_what_a_consent_box_says_of_cookies_is_no_text():
    box = "<div class='cookie-modal'><p>We also use cookies to learn how readers find their way around the site, and you may opt out of these cookies at any time here.</p></div>"
    assert "cookies" not in text_of(f"<article><h1>Council puts off vote</h1>{BODY}{box}</article>")
