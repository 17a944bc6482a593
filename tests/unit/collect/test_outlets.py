import pytest

from presswatch.collect.outlets import OutletIndex, load_outlets
from presswatch.errors import ConfigError
from presswatch.model import Outlet
from presswatch.settings import PROJECT


def write(tmp_path, text):
    path = tmp_path / "outlets.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_all_but_id_and_one_address_may_be_left_out(tmp_path):
    path = write(tmp_path, "outlets:\n  - {id: a, home_url: 'https://a.example/'}\n  - id: b\n    feeds: https://b.example/feed\n    owner:\n")
    a, b = load_outlets(path)
    assert a == Outlet(outlet_id="a", name="a", home_url="https://a.example/")
    assert b.feeds == ("https://b.example/feed",)
    assert b.owner is None


def test_values_that_yaml_would_take_for_something_else_stay_text(tmp_path):
    path = write(tmp_path, "outlets:\n  - {id: 24, name: 1999, home_url: 'https://a.example/', country: NO, languages: [no, 'on']}\n")
    (outlet,) = load_outlets(path)
    assert (outlet.outlet_id, outlet.name, outlet.country, outlet.languages) == ("24", "1999", "NO", ("no", "on"))


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("{name: x, home_url: 'https://a.example/'}", "number 1: id: Field required"),
        ("{id: a}", "outlet a: outlet: needs an address"),
        ("{id: a, home_url: 'a.example'}", "outlet a: home_url: no http"),
        ("{id: a, feeds: ['https://a.example/', 'x']}", "outlet a: feeds.1: no http"),
        ("{id: a, home_url: 'https://a.example/', country: XX}", "outlet a: country: 'XX' is not an ISO 3166-1"),
        ("{id: a, home_url: 'https://a.example/', country: England}", "outlet a: country: 'England'"),
        ("{id: a, home_url: 'https://a.example/', languages: [English]}", "outlet a: languages.0:"),
        ("{id: a, home_url: 'https://a.example/', kind: blog}", "outlet a: kind:"),
        ("{id: a, home_url: 'https://a.example/', feed: 'https://a.example/f'}", "outlet a: feed: Extra"),
        ("{id: 'a b', home_url: 'https://a.example/'}", "outlet a b: id:"),
        ("nonsense", "number 1"),
    ],
)
def test_a_mistake_is_named_in_one_line_with_file_outlet_and_field(tmp_path, entry, words):
    path = write(tmp_path, f"outlets:\n  - {entry}\n")
    with pytest.raises(ConfigError) as found:
        load_outlets(path)
    assert str(found.value).startswith(f"{path}: ")
    assert words in str(found.value)
    assert "\n" not in str(found.value)


@pytest.mark.parametrize("text", ["", "outlets: 5", "[]", "a: [", "outlets:\n\t- x", "\x00"])
def test_a_file_that_holds_no_outlets_is_refused(tmp_path, text):
    with pytest.raises(ConfigError, match=r"outlets\.yaml"):
        load_outlets(write(tmp_path, text))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ConfigError, match=r"nowhere.yaml: can't be read"):
        load_outlets(tmp_path / "nowhere.yaml")


def test_an_id_may_stand_only_once(tmp_path):
    with pytest.raises(ConfigError, match="outlet a: id: stands there twice"):
        load_outlets(write(tmp_path, "outlets:\n" + "  - {id: a, home_url: 'https://a.example/'}\n" * 2))


def test_the_outlet_of_a_page_is_found_by_host_and_parent_domain():
    daily = Outlet(outlet_id="daily", name="Daily", home_url="https://www.daily.example/", feeds=("https://feeds.proxy.example/daily",))
    index = OutletIndex([daily])
    assert index.find("http://daily.example/a") == daily
    assert index.find("https://sport.daily.example/a") == daily
    assert index.find("https://feeds.proxy.example/other") is None  # a feed hosted elsewhere says nothing of its host
    assert index.find("https://notdaily.example/") is None


def test_the_outlets_that_ship_are_many_and_of_many_kinds():
    outlets = load_outlets(PROJECT / "include" / "config" / "outlets.yaml")
    assert len(outlets) >= 120
    assert len({o.country for o in outlets}) >= 50
    assert {o.kind for o in outlets} >= {"wire", "national", "regional", "state", "broadcaster", "digital"}
    assert all(o.country and o.languages and o.kind and (o.feeds or o.sitemaps) for o in outlets)
    assert len({f for o in outlets for f in o.feeds}) == sum(len(o.feeds) for o in outlets)
