"""The sample newsroom's pages and truth."""

from __future__ import annotations

import datetime as dt

import pytest
from sample import Newsroom

EDITION = dt.date(2026, 11, 22)


@pytest.fixture(scope="module")
def newsroom() -> Newsroom:
    return Newsroom(EDITION)


def test_same_edition_gives_the_same_bytes(newsroom: Newsroom) -> None:
    again = Newsroom(EDITION, newsroom.bases)
    assert [(page.url, page.html) for page in newsroom.pages()] == [(page.url, page.html) for page in again.pages()]


def test_another_edition_moves_every_date(newsroom: Newsroom) -> None:
    later = Newsroom(EDITION + dt.timedelta(days=3), newsroom.bases)
    ours = {page.truth.key: page.truth.published_at for page in newsroom.live_pages()}
    theirs = {page.truth.key: page.truth.published_at for page in later.live_pages()}
    assert {theirs[key] - ours[key] for key in ours} == {dt.timedelta(days=3)}


def test_every_body_paragraph_stands_in_the_page(newsroom: Newsroom) -> None:
    import lxml.html

    for page in newsroom.live_pages():
        markup = page.html.decode(next(o.encoding for o in newsroom.outlets if o.id == page.outlet_id))
        text = " ".join(lxml.html.fromstring(markup.encode("utf-8"), parser=lxml.html.HTMLParser(encoding="utf-8")).text_content().split())
        for paragraph in page.truth.body:
            assert paragraph in text, f"{page.truth.key}: {paragraph[:60]}"
