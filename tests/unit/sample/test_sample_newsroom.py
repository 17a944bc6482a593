"""The sample newsroom's outlets, pages and truth."""

from __future__ import annotations

import collections
import datetime as dt
import html
import re
from pathlib import Path

import lxml.html
import pytest
import trafilatura

import sample
from sample import Newsroom, PageRecord

EDITION = dt.date(2026, 11, 22)
DATA = Path(sample.__file__).parent
REAL_OUTLETS = """
Reuters|Associated Press|Agence France-Presse|AFP|Bloomberg|BBC|CNN|CNBC|MSNBC|NBC|ABC News|CBS|Fox News|Al Jazeera|Al-Jazeera|Al Arabiya|Deutsche Welle|
DPA|dpa|ANSA|EFE|TASS|Interfax|RIA Novosti|Xinhua|Kyodo|Yonhap|Anadolu|Sputnik|Pravda|Izvestia|Kommersant|Meduza|Le Monde|Le Figaro|Libération|
Der Spiegel|Spiegel|Die Zeit|Bild|Süddeutsche|Frankfurter Allgemeine|Tagesschau|Weser-Kurier|El País|El Mundo|La Nación|Clarín|Página|Infobae|
Corriere|Repubblica|New York Times|Washington Post|Wall Street Journal|USA Today|Los Angeles Times|Guardian|Daily Mail|Telegraph|Financial Times|
The Economist|Politico|Axios|HuffPost|BuzzFeed|Irish Times|Irish Independent|RTÉ|RTE|Daily Nation|The Standard|Citizen TV|Cape Times|Cape Argus|
Daily Maverick|News24|Mail & Guardian|The Hindu|Times of India|Deccan Herald|Deccan Chronicle|NDTV|Dawn|Global Times|China Daily|CGTN|People's Daily|
South China Morning Post|Straits Times|Kathimerini|Καθημερινή|Ta Nea|Al Rai|Petra News|Jordan Times|Kazinform|Tengrinews|Euronews|France 24|RFI|RTBF|
Le Soir|De Standaard|NPR|PBS|ProPublica|Kansas City Star|Wichita Eagle|Sky News|ITV|Channel 4|Haaretz|Jerusalem Post|Gulf News|Google News|Yahoo
"""


@pytest.fixture(scope="module")
def newsroom() -> Newsroom:
    return Newsroom(EDITION)


def read_text(newsroom: Newsroom, page: PageRecord) -> str:
    encoding = next(outlet.encoding for outlet in newsroom.outlets if outlet.id == page.outlet_id)
    tree = lxml.html.fromstring(page.html.decode(encoding).encode("utf-8"), parser=lxml.html.HTMLParser(encoding="utf-8"))
    return " ".join(tree.text_content().split())


def test_there_are_enough_outlets_languages_kinds_and_pages(newsroom: Newsroom) -> None:
    assert len(newsroom.outlets) >= 14
    assert len({language for outlet in newsroom.outlets for language in outlet.languages}) >= 5
    assert {outlet.kind for outlet in newsroom.outlets} == {"wire", "national", "regional", "state", "broadcaster", "digital", "aggregator"}
    assert sum(outlet.kind == "wire" for outlet in newsroom.outlets) >= 2
    assert len({outlet.country for outlet in newsroom.outlets}) >= 12
    assert len(newsroom.live_pages()) >= 150
    assert {page.day for page in newsroom.pages()} == {-3, -2, -1, 0}


def test_at_least_four_outlets_have_22_articles_and_none_fewer_than_five(newsroom: Newsroom) -> None:
    counts = collections.Counter(page.outlet_id for page in newsroom.live_pages() if page.truth.is_article and page.live == "ok")
    assert sum(count >= 22 for count in counts.values()) >= 4
    assert min(counts[outlet.id] for outlet in newsroom.outlets) >= 5


def test_same_edition_gives_the_same_bytes(newsroom: Newsroom) -> None:
    again = Newsroom(EDITION, newsroom.bases)
    assert [(page.url, page.html) for page in newsroom.pages()] == [(page.url, page.html) for page in again.pages()]


def test_another_edition_moves_every_date_and_shares_no_article_address(newsroom: Newsroom) -> None:
    later = Newsroom(EDITION + dt.timedelta(days=3), newsroom.bases)
    ours = {page.truth.key: page for page in newsroom.live_pages()}
    theirs = {page.truth.key: page for page in later.live_pages()}
    assert {theirs[key].truth.published_at - ours[key].truth.published_at for key in ours} == {dt.timedelta(days=3)}
    assert not {page.url for page in ours.values() if page.truth.is_article and page.live != "denied"} & {page.url for page in theirs.values()}


def test_no_address_stands_for_two_pages(newsroom: Newsroom) -> None:
    urls = [page.url for page in newsroom.live_pages()]
    assert len(urls) == len(set(urls))


def test_every_line_of_the_truth_stands_in_the_page(newsroom: Newsroom) -> None:
    for page in newsroom.pages():
        if not page.truth.is_article:
            continue
        text = read_text(newsroom, page)
        for line in (*page.truth.body, page.truth.title, *(line for zone in page.truth.zones if zone.kind != "byline" for line in zone.text.split("\n"))):
            assert line in text, f"{page.truth.key}: {line[:60]}"


def test_no_placeholder_or_markup_is_left(newsroom: Newsroom) -> None:
    for page in newsroom.pages():
        truth = page.truth
        for line in (truth.title, truth.subtitle or "", *truth.body, *truth.boilerplate):
            assert not re.search(r"[{}]|\[\[|\|\||^\[|^> |^## ", line), f"{truth.key}: {line}"


def test_body_and_boilerplate_never_share_a_paragraph(newsroom: Newsroom) -> None:
    for page in newsroom.live_pages():
        pullquotes = {zone.text for zone in page.truth.zones if zone.kind == "pullquote"}
        assert not set(page.truth.body) & (set(page.truth.boilerplate) - pullquotes), page.truth.key


def test_pull_quotes_repeat_words_of_the_body(newsroom: Newsroom) -> None:
    quotes = [(page, zone.text) for page in newsroom.live_pages() for zone in page.truth.zones if zone.kind == "pullquote"]
    assert len(quotes) >= 10
    for page, quote in quotes:
        said = re.sub(r"\W+", " ", page.truth.text)
        first = re.sub(r"\W+", " ", re.split(r"(?<=[.!?]) ", quote)[0]).strip()
        assert first in said, f"{page.truth.key}: {quote}"


def test_pages_of_the_edition_day_are_out_before_six_utc(newsroom: Newsroom) -> None:
    for page in newsroom.pages(0):
        assert page.seen_at.astimezone(dt.UTC).hour < 6, page.truth.key


def test_a_correction_keeps_the_address_and_changes_the_text(newsroom: Newsroom) -> None:
    first, second = newsroom.page("malta-ferry/wire", 0), newsroom.page("malta-ferry/wire", 1)
    assert first.url == second.url
    assert "At least nine people" in first.truth.text and "At least seven people" in second.truth.text
    assert second.truth.modified_at and second.truth.modified_at > second.truth.published_at
    assert [zone.kind for zone in second.truth.zones].count("correction") == 1
    changed = [page for page in newsroom.pages() if page.truth.revision]
    assert len(changed) >= 8
    assert any(page.truth.modified_at is None for page in changed), "no stealth edit"


def test_a_list_of_the_day_changes_bytes_but_not_the_truth(newsroom: Newsroom) -> None:
    then = newsroom.page("solvang-obituary/wire")
    now = next(page for page in newsroom.live_pages() if page.truth.key == "solvang-obituary/wire")
    assert then.html != now.html
    assert then.truth.body == now.truth.body and then.url == now.url


def test_one_outlet_has_new_class_names_on_the_edition_day(newsroom: Newsroom) -> None:
    assert b'class="css-txt"' in newsroom.page("barlow-sheriff/sheriff").html
    assert b'class="css-txt"' not in newsroom.page("tackett-stay/execution").html


def test_copies_carry_what_they_say_they_carry(newsroom: Newsroom) -> None:
    by_key = {page.truth.key: page.truth for page in newsroom.pages() if page.truth.revision == 0}
    copies = [truth for truth in by_key.values() if truth.copy_of]
    seen = {change for truth in copies for change in truth.changes}
    assert seen == {"cut", "retitled", "extended", "edited", "reordered"}
    assert any(not truth.changes for truth in copies), "no verbatim copy"
    assert any(truth.credited for truth in copies) and any(not truth.credited for truth in copies)
    for truth in copies:
        shared = set(truth.body) & set(by_key[truth.copy_of or ""].body)
        assert shared or "edited" in truth.changes, truth.key
        if not truth.changes:
            assert truth.body == by_key[truth.copy_of or ""].body


def test_stories_know_their_independent_texts(newsroom: Newsroom) -> None:
    stories = {story.key: story for story in newsroom.stories()}
    ferry = stories["malta-ferry"]
    assert set(ferry.origins) == {"malta-ferry/wire", "malta-ferry/wire-captain", "malta-ferry/harbour-own", "malta-ferry/live-ferry"}
    assert "switchgrass" in ferry.outlets and "malta-ferry/switchgrass" in ferry.texts
    assert stories["doha-swap"].origins == ("doha-swap/wire",)
    assert sum(len(story.outlets) >= 3 for story in stories.values()) >= 12
    assert all(page.truth.story in stories for page in newsroom.pages() if page.truth.is_article)


def test_days_named_in_a_text_are_known(newsroom: Newsroom) -> None:
    truth = newsroom.page("malta-ferry/wire").truth
    assert ("on Thursday", "2026-11-19") in truth.dates and ("on Saturday", "2026-11-21") in truth.dates


@pytest.mark.parametrize(
    ("key", "encoding"), [("astana-sammit/own", "windows-1251"), ("salta-exgobernador/own", "iso-8859-1"), ("bruxelles-gouvernement/own", "utf-8")]
)
def test_pages_come_in_the_encoding_of_their_outlet(newsroom: Newsroom, key: str, encoding: str) -> None:
    page = newsroom.page(key)
    assert page.truth.body[0] in html.unescape(page.html.decode(encoding))
    if encoding != "utf-8":
        with pytest.raises(UnicodeDecodeError):
            page.html.decode("utf-8")


def test_one_outlet_names_the_wrong_charset(newsroom: Newsroom) -> None:
    page = newsroom.page("bruxelles-gouvernement/own")
    assert page.headers["Content-Type"].endswith("iso-8859-1")
    assert page.truth.body[1] not in page.html.decode("iso-8859-1")


def test_there_are_pages_that_are_no_article_of_every_kind(newsroom: Newsroom) -> None:
    reasons = {page.truth.reason for page in newsroom.live_pages() if not page.truth.is_article}
    assert reasons >= {"index", "gallery", "video", "quiz", "soft_404", "bot_wall", "cookie_wall", "paywall_stub"}


def test_every_page_says_that_it_is_invented(newsroom: Newsroom) -> None:
    for page in newsroom.live_pages():
        assert b"Presswatch sample newsroom (invented outlet)" in page.html, page.url


def test_no_real_outlet_is_named() -> None:
    names = "|".join(re.escape(name.strip()) for name in REAL_OUTLETS.replace("\n", "").split("|"))
    pattern = re.compile(rf"(?<!\w)(?:{names})(?!\w)")
    for file in (DATA / "outlets.yaml", *sorted((DATA / "stories").glob("*.yaml"))):
        found = pattern.findall(file.read_text(encoding="utf-8"))
        assert not found, f"{file.name}: {found}"


def test_a_general_extractor_finds_roughly_the_text_of_most_articles(newsroom: Newsroom) -> None:
    scores = []
    for page in newsroom.live_pages()[::3]:
        if not page.truth.is_article:
            continue
        encoding = next(outlet.encoding for outlet in newsroom.outlets if outlet.id == page.outlet_id)
        found = collections.Counter(re.findall(r"\w+", (trafilatura.extract(page.html.decode(encoding), include_comments=False) or "").lower()))
        gold = collections.Counter(re.findall(r"\w+", page.truth.text.lower()))
        scores.append(2 * (found & gold).total() / max(1, found.total() + gold.total()))
    assert sum(score >= 0.6 for score in scores) / len(scores) > 0.85
    assert sum(scores) / len(scores) < 0.97, "the pages are too easy"
