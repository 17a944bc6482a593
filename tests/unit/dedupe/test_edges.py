"""Which pairs are copies: cut, extended, retitled and edited ones are; notices from one template aren't."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from presswatch.dedupe.edges import find_edges
from presswatch.dedupe.signature import dump_signature, make_signature
from presswatch.model import IndexedArticle

WHEN = dt.datetime(2024, 5, 6, 9, tzinfo=dt.UTC)

FERRY = """The ferry Maren Dahl ran aground off the island of Hestvik early on Sunday with 214 people on board, the coast guard said.
Nobody was badly hurt, but eleven passengers were treated for bruises and for the cold after waiting four hours on deck.
Captain Ole Brandvold told investigators that the ship's steering had failed twice during the crossing from Lurvik to Sandnes.
The owners, Kystlinjen, withdrew two sister ships from service and promised to refund every ticket bought for the weekend.
Divers found a tear of six metres in the hull below the engine room, according to a report seen by this newspaper.
Pumps from three fishing boats kept the water down until a tug named Storegga arrived from Bremsund shortly before noon.
Among the passengers was a school choir from Tolga, whose conductor led the children in songs while lifeboats were made ready.
The island's only shop handed out dry clothes and coffee, and its owner, Signe Moe, refused to take any money for them.
Environment officers placed booms around the wreck because eighty tonnes of diesel were still in its tanks on Monday.
Weather forecasters expect a gale on Wednesday, which leaves salvage crews less than two days to pull the vessel free.
The transport minister, Kari Lunde, said that inspections of older ferries would be brought forward to the coming winter.
Opposition parties recalled that a report in 2019 had warned of worn steering gear on five ships of the same class.
Kystlinjen answered that all recommendations had been carried out and that the company would work with the inquiry openly.
A first hearing is planned for the end of the month in Sandnes, where the crew's trade union will be represented as well."""
BRIDGE = """Engineers closed the Vessel Street bridge in Torrington on Friday after sensors recorded movement in two of its piers.
Drivers must use the tunnel at Marsh Lane, where queues of up to forty minutes formed during the evening rush, police said.
City engineer Paula Okafor said the movement was small but had doubled within a week, and that safety had to come first.
The bridge was opened in 1961 and carries nineteen thousand vehicles a day, far more than its builders had planned for.
Shopkeepers on the eastern bank fear for their trade in the weeks before Christmas and have asked the council for help."""
BRIEFS = """Councillors in Ambleford voted nine to four on Tuesday to keep the town's swimming pool open until the spring of next year.
Treasurer Joan Whitlock said the pool would cost the town 82,000 pounds that it had set aside for mending roads."""


def article(ident: str, text: str, *, title: str = "", url: str = "", day: int = 0, source: str | None = None) -> IndexedArticle:
    return IndexedArticle(
        article_id=ident, canonical_url=url or f"https://{ident}.example/story", captured_at=WHEN + dt.timedelta(days=day), title=title,
        n_words=len(text.split()), signature=dump_signature(make_signature(text)), features=b"", syndicated_from_url=source,
    )


def are_copies(one: str, two: str, **more: str) -> bool:
    return bool(find_edges([article("a", one, **more)], [article("b", two, **more)], window_days=14))


def sentences(text: str) -> list[str]:
    return text.split("\n")


@pytest.mark.parametrize(
    ("name", "copy"),
    [
        ("the same", FERRY),
        ("cut to the first third", "\n".join(sentences(FERRY)[:5])),
        ("cut to a third from the middle", "\n".join(sentences(FERRY)[5:10])),
        ("cut to a fifth", "\n".join(sentences(FERRY)[:3])),
        ("extended by another agency's paragraphs", FERRY + "\n" + BRIDGE),
        ("with a new lead", "A passenger ship hit rocks near Hestvik at the weekend, and its crew blames the rudder.\n" + "\n".join(sentences(FERRY)[1:7])),
        ("with paragraphs in another order", "\n".join(reversed(sentences(FERRY)))),
        ("in capitals and without punctuation", FERRY.upper().replace(",", "").replace(".", "")),
        ("with a death toll brought up to date", FERRY.replace("eleven passengers", "fourteen passengers").replace("214", "216")),
    ],
)
def test_a_copy_is_found(name, copy):
    assert are_copies(FERRY, copy)


@pytest.mark.parametrize("share", [0.02, 0.05, 0.08])
def test_a_copy_with_single_words_changed_is_found(share):
    random_ = random.Random(3)
    words = ["".join(random_.sample("aeioustrln", 5)) if random_.random() < share else word for word in FERRY.split()]
    assert are_copies(FERRY, " ".join(words))


def test_different_articles_on_one_subject_are_not_copies():
    other = """A passenger ferry with more than two hundred travellers aboard struck rocks near Hestvik on Sunday morning.
    The coast guard brought everyone ashore by noon; the captain blamed the steering, which had failed twice on the way from Lurvik.
    Kystlinjen, which owns the Maren Dahl, took two more ships out of service. Kari Lunde, the transport minister, wants inspections soon.
    Salvage teams hope to free the ship before a gale that is forecast for Wednesday, and fear for eighty tonnes of diesel in its tanks."""
    assert not are_copies(FERRY, other)


def weather(city, day, high, low, rain, wind):
    return f"""Good morning, {city}. Here is the weather for {day} from the regional forecast centre. Expect a high of {high} degrees in the
    afternoon and a low of {low} degrees during the night. The chance of rain is {rain} percent, with winds from the west at {wind} kilometres
    an hour. Residents should dress for the conditions and allow extra time for the journey to work. Keep an eye on our website and listen
    to local radio for the latest forecasts and warnings throughout the day."""


def market(day, index, change, oil, dollar, gold):
    return f"""Stocks closed {"higher" if change > 0 else "lower"} on {day}. The Harbour 50 index stood at {index} points at the end of trading, a change of {change} percent
    from the day before. A barrel of oil cost {oil} dollars and an ounce of gold {gold} dollars. The euro was quoted at {dollar} dollars in late
    trading. All figures are provided for information only and do not constitute investment advice. Prices are delayed by fifteen minutes."""


def score(home, away, goals, minute, crowd, scorer):
    return f"""{home} beat {away} {goals} in the second division on Saturday in front of {crowd} spectators. {scorer} scored the winning goal in the
    {minute} minute after a long ball from the halfway line. The home side had most of the ball in the first half but found no way past the
    visiting goalkeeper until late in the match. Both teams play again next weekend, when the last round before the winter break is due."""


def notice(name, age, place, born, relatives):
    return f"""{name}, aged {age}, of {place}, passed away peacefully at home surrounded by family. Born in {born}, the deceased was a much loved
    member of the community and leaves behind {relatives}. The family would like to thank the nurses and doctors for their devoted care.
    A service of remembrance will be held at the chapel, followed by burial. No flowers, please; donations may be given to the hospice."""


def lottery(day, numbers, bonus, jackpot):
    return f"""The winning numbers of the {day} draw are {numbers}, and the bonus number is {bonus}. The jackpot of {jackpot} million was not claimed and
    rolls over to the next draw. Players are reminded that tickets must be handed in within a hundred and eighty days and that the
    lottery company decides in cases of doubt. All results without guarantee. Play responsibly: help is to be had from the advice line."""


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (weather("Aldgrave", "Monday", 21, 12, 40, 15), weather("Aldgrave", "Tuesday", 17, 9, 80, 32)),
        (weather("Aldgrave", "Monday", 21, 12, 40, 15), weather("Port Ellery", "Monday", 25, 16, 10, 8)),
        (market("Monday", "5,213.4", 0.8, "71.20", "1.0842", "2,311"), market("Tuesday", "5,190.1", -0.4, "70.85", "1.0799", "2,298")),
        (score("Brannock Town", "Ellery Rovers", "2-1", "87th", "3,412", "Tom Hale"), score("Karvosa United", "Dunmore", "1-0", "79th", "2,877", "Luka Pern")),
        (notice("Edith Marlow", 91, "Brannock", 1933, "two sons"), notice("Walter Pryce", 78, "Ambleford", 1946, "his wife Ann")),
        (lottery("Wednesday", "4, 11, 19, 27, 33 and 42", 8, 12), lottery("Saturday", "2, 9, 23, 24, 38 and 45", 31, 14)),
    ],
    ids=["weather of two days", "weather of two towns", "market", "score", "death notice", "lottery"],
)
def test_two_articles_from_one_template_are_not_copies(one, two):
    assert not are_copies(one, two)
    assert are_copies(one, one)


def test_short_texts_match_only_word_for_word_and_under_the_same_title():
    line = "Subscribe to continue reading this article. Already a member? Sign in here to go on."
    assert not are_copies(line, line.replace("here", "now"), title="Sign in")
    assert are_copies(line, line, title="Sign in")
    assert not find_edges([article("a", line, title="Fire in Tolga")], [article("b", line, title="Vote in Karvosa")], window_days=14)


def test_empty_texts_match_nothing():
    assert not are_copies("", "")


def test_a_round_up_is_not_joined_with_the_reports_it_holds_in_its_middle():
    parts = [BRIDGE, *(f"{BRIEFS}\nMore on page {n}, with words of its own about matter number {n} and nothing else." for n in range(3)), FERRY]
    digest = "\n".join(["Here is what you need to know this morning.", FERRY, BRIDGE, FERRY.upper()[::-1], parts[1]])
    assert not are_copies(digest, BRIEFS)


def test_the_same_address_with_another_text_is_an_edge_whatever_the_text():
    edges = find_edges([article("a", FERRY, url="https://n.example/live")], [article("b", BRIDGE, url="http://www.n.example/live/")], window_days=14)
    assert [(edge.a, edge.b, edge.evidence) for edge in edges] == [("a", "b", ("same_url",))]


def test_a_canonical_link_is_enough_where_some_text_is_shared():
    one = article("a", FERRY, url="https://wire.example/1")
    two = article("b", "\n".join([*sentences(FERRY)[:4], *sentences(BRIDGE), BRIEFS]), source="https://wire.example/1")
    assert [edge.evidence for edge in find_edges([one], [two], window_days=14)] == [("canonical_link",)]
    assert not find_edges([one], [article("c", BRIDGE, source="https://wire.example/1")], window_days=14)


@pytest.mark.parametrize(("gap", "found"), [(14, True), (15, False)])
def test_the_window_counts_days_of_capture(gap, found):
    assert bool(find_edges([article("a", FERRY)], [article("b", FERRY, day=gap)], window_days=14)) is found


def test_days_are_counted_in_utc_whatever_zone_a_time_is_given_in():
    east = dt.timezone(dt.timedelta(hours=9))
    late = replace(article("b", FERRY), captured_at=dt.datetime(2024, 5, 8, 1, tzinfo=east))  # still the 7th in UTC
    assert find_edges([article("a", FERRY)], [late], window_days=1)
    assert not find_edges([article("a", FERRY)], [replace(late, captured_at=late.captured_at + dt.timedelta(hours=9))], window_days=1)


def test_scripts_without_spaces_are_compared_by_character():
    one = "東京湾で日曜日の朝、乗客二百十四人を乗せたフェリーが座礁した。海上保安庁によると、けが人はなかったが、十一人が手当てを受けた。船長は操舵装置が二度故障したと話した。運航会社は同型の二隻の運航を取りやめた。"
    assert are_copies(one, one[: len(one) // 2])
    assert not are_copies(one, "市議会は火曜日、町営プールを来年の春まで開けておくことを九対四で決めた。財政担当者は、道路の修理に充てる予定だった八万二千ポンドが必要になると述べた。住民は歓迎した。")


def test_one_text_on_many_pages_of_a_day_makes_few_edges_but_one_component():
    pages = [article(f"p{n:03}", FERRY) for n in range(200)]
    edges = find_edges([*pages, article("other", FERRY + BRIDGE, day=1)], [], window_days=14)
    assert len(edges) == 200
    assert {edge.b for edge in edges} | {edge.a for edge in edges} == {page.article_id for page in pages} | {"other"}


def test_keys_that_very_many_texts_share_hide_no_copy(monkeypatch):
    texts = [FERRY, "\n".join(sentences(FERRY)[:7]), BRIDGE + FERRY, BRIDGE, BRIDGE + BRIEFS, BRIEFS]
    articles = [article(f"x{n}", text) for n, text in enumerate(texts)]
    expected = find_edges(articles, [], window_days=14)
    for hot in (0, 1, 3):
        monkeypatch.setattr("presswatch.dedupe.edges._HOT", hot)
        assert find_edges(articles, [], window_days=14) == expected


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 13), st.integers(1, 14), st.integers(0, 3)), min_size=2, max_size=8, unique_by=lambda p: (p[0], min(p[0] + p[1], 14))
    ),
    st.randoms(use_true_random=False),
)
def test_an_edge_depends_on_its_two_articles_only(parts, random_):
    articles = [article(f"x{n}", "\n".join(sentences(FERRY)[a : a + length]), day=day) for n, (a, length, day) in enumerate(parts)]
    whole = {(edge.a, edge.b): edge for edge in find_edges(articles, [], window_days=2)}
    random_.shuffle(articles)
    cut = random_.randint(0, len(articles))
    split = [*find_edges(articles[:cut], articles[cut:], window_days=2), *find_edges(articles[cut:], [], window_days=2)]
    assert {(edge.a, edge.b): edge for edge in split} == whole
    for one in articles:
        for two in articles:
            if one.article_id < two.article_id:
                alone = find_edges([two], [one], window_days=2)
                assert alone == ([whole[one.article_id, two.article_id]] if (one.article_id, two.article_id) in whole else [])
