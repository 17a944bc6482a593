"""Cutting a page into blocks: what counts belong to which element, and where elements begin and end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presswatch.extract.blocks import Block, Frame, segment_page
from presswatch.extract.features import find_title
from presswatch.extract.tree import parse_html


def cut(body: str) -> tuple[list[Block], list[Frame]]:
    root = parse_html(f"<html><body>{body}</body></html>".encode())
    assert root is not None
    return segment_page(root)


def climb(frame: Frame | None) -> list[Frame]:
    out = []
    while frame is not None:
        out.append(frame)
        frame = frame.parent
    return out


pieces = st.recursive(
    st.sampled_from(["", " ", "tide tables", "a <b>bold</b> word", "<a href='/x'>the pier</a> ", "one<br><br>two three", "<span class='mark'></span>", "<img src='x'>"]),
    lambda inner: st.tuples(st.sampled_from(["div", "p", "ul", "section"]), st.lists(inner, max_size=4)).map(lambda t: f"<{t[0]} class='{t[0]}-box'>{''.join(t[1])}</{t[0]}>"),
    max_leaves=12,
)


@given(st.lists(pieces, max_size=5))
def test_each_element_counts_what_it_holds_and_spans_it(parts: list[str]) -> None:
    blocks, frames = cut("".join(parts))
    for frame in frames:
        held = [b for b in blocks if frame in climb(b.frame)]
        assert (frame.n_blocks, frame.n_words, frame.n_link_words) == (len(held), sum(b.n_words for b in held), sum(b.link_words for b in held))
        assert [f for f in frames if frame in climb(f)] == frames[frame.index : frame.end]
    assert [b.position for b in blocks] == list(range(len(blocks)))


def test_words_in_links_and_in_bold_are_counted_through_nested_elements() -> None:
    (block,), _ = cut("<p>The board <a href='/b'>met <strong>on Tuesday</strong></a> and <em>put off</em> its vote.</p>")
    assert (block.n_words, block.link_words, block.n_links, block.bold_words, block.italic_words) == (10, 4, 1, 2, 2)  # pieces, not words, are counted: "met " is two


@pytest.mark.parametrize(("body", "names"), [
    ("<p><span class='kicker'>Harbour</span> news</p>", "kicker"),
    ("<div> <span class='gone'></span> </div><p>Plain words</p>", ""),
    ("<p>First words <span class='late'>then</span></p>", ""),
])  # fmt: skip
def test_a_block_has_the_class_names_of_the_inline_element_that_opens_it(body: str, names: str) -> None:
    blocks, _ = cut(body)
    assert blocks[-1].names.strip() == names


def test_two_line_breaks_make_paragraphs_that_share_the_links_of_their_run() -> None:
    blocks, _ = cut("<div><a href='/a'>four words are here</a><br><br>and four more words</div>")
    assert [(b.text, b.part, b.n_links, b.link_words) for b in blocks] == [("four words are here", 0, 1, 2), ("and four more words", 1, 0, 2)]


def test_a_picture_marks_the_block_after_it_only() -> None:
    blocks, _ = cut("<p>Before.</p><figure><img src='x'></figure><p>After one.</p><p>After two.</p>")
    assert [b.after_picture for b in blocks] == [False, True, False]


@pytest.mark.parametrize("end", ["</body>", "</html>", "</body></html>", "</BODY></HTML><html><body class='x'>"])
def test_what_follows_the_end_of_the_body_is_still_of_the_page(end):
    root = parse_html(f"<html><body><div><p>Harbour News</p>{end} <main><p>The ferry runs again.</p></main></body></html>".encode())
    assert root is not None
    assert [b.text for b in segment_page(root)[0]] == ["Harbour News", "The ferry runs again."]


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ("<h1><a href='/'>Harbour News</a></h1><h2>Ferry runs again</h2><h1>Letters</h1>", 1),
        ("<h1><a href='/'>Harbour News</a></h1><h1>The ferry is back</h1>", 1),
        ("<ul><li>Ferry runs again</li></ul><h1>The ferry is back</h1>", 1),
        ("<h1>The ferry is back</h1><h1>Ferry runs again</h1>", 1),
        ("<h1><a href='/'>Harbour News</a></h1>", 0),
    ],
)
def test_the_headline_is_the_line_that_repeats_the_title_rather_than_the_name_of_the_site(body, place):
    blocks = segment_page(parse_html(f"<html><body>{body}</body></html>".encode()))[0]
    assert find_title(blocks, [b.text == "Ferry runs again" for b in blocks]) == place
