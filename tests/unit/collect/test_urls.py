import contextlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from presswatch.collect.urls import canonicalise, find_media_suffix, host_of, is_same_site, load_tracking, origin_of, resolve
from presswatch.errors import ConfigError


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTP://Example.ORG", "http://example.org/"),
        ("http://example.org:80/a", "http://example.org/a"),
        ("https://example.org:443/a", "https://example.org/a"),
        ("https://example.org:80/a", "https://example.org:80/a"),
        ("http://example.org/News/Story-A.HTML", "http://example.org/News/Story-A.HTML"),
        ("http://example.org/a#part", "http://example.org/a"),
        ("http://user:secret@example.org/a", "http://example.org/a"),
        ("http://example.org/a/../b/./c", "http://example.org/b/c"),
        ("http://example.org/a//b/", "http://example.org/a//b/"),
        ("http://example.org/%7ejoe/%e9%2f", "http://example.org/~joe/%E9%2F"),
        ("http://example.org/été?q=à b", "http://example.org/%C3%A9t%C3%A9?q=%C3%A0%20b"),
        ("http://bücher.example/a", "http://xn--bcher-kva.example/a"),
        ("http://example.org./a", "http://example.org/a"),
        ("http://[2606:2800::1]:80/a", "http://[2606:2800::1]/a"),
        ("  http://example.org/a\n", "http://example.org/a"),
        ("http://example.org/a?utm_source=rss&utm_medium=feed", "http://example.org/a"),
        ("http://example.org/a?id=7&fbclid=x&UTM_Campaign=y&page=2", "http://example.org/a?id=7&page=2"),
        ("http://example.org/a?b=2&a=1", "http://example.org/a?b=2&a=1"),
        ("http://example.org/index.php?4711", "http://example.org/index.php?4711"),
        ("http://example.org/a?gallery=3&source=7&cid=9&uid=1&keyword=x", "http://example.org/a?gallery=3&source=7&cid=9&uid=1&keyword=x"),
        ("http://example.org/a?source=rss", "http://example.org/a"),
        ("http://example.org/a?ref=4", "http://example.org/a?ref=4"),
        ("http://example.org/100%", "http://example.org/100%25"),
        ("http://example.org?x=1", "http://example.org/?x=1"),
    ],
)
def test_an_address_gets_its_canonical_form(url, canonical):
    assert canonicalise(url) == canonical


@pytest.mark.parametrize("url", ["", "/a", "ftp://a.example/", "mailto:x@a.example", "http://", "http:///a", "http://a..b/", "http://a b/", "http://[::1", "http://x:y/", "http://x:0/", "http://" + "a" * 5000])
def test_what_is_no_address_is_refused(url):
    with pytest.raises(ValueError, match=r"."):
        canonicalise(url)


urls = st.builds(
    lambda scheme, host, port, path, query, fragment: f"{scheme}://{host}{port}/{path}?{query}#{fragment}",
    st.sampled_from(["http", "https", "HTTP"]),
    st.sampled_from(["example.org", "Example.ORG", "bücher.example", "127.0.1.3", "[::1]", "a_b.example", "例え.example"]),
    st.sampled_from(["", ":80", ":443", ":8080"]),
    st.text(max_size=40),
    st.text(max_size=40),
    st.text(max_size=10),
)


@given(urls)
@example("http://example.org/.//a?%u=%&&=#")
@example("http://example.org/\ud800?\udfff")
def test_the_canonical_form_is_its_own_and_names_the_same_host(url):
    try:
        canonical = canonicalise(url)
    except ValueError:
        return
    assert canonicalise(canonical) == canonical
    assert canonical.isascii()
    assert " " not in canonical
    assert host_of(canonical) == host_of(url)


@given(st.text())
def test_any_text_is_an_address_or_a_value_error(text):
    with contextlib.suppress(ValueError):
        assert canonicalise(text).startswith("http")


@given(st.text(alphabet="abcXYZ/-._", max_size=30))
def test_tracking_parameters_and_fragments_make_no_difference_and_case_does(path):
    plain = f"http://example.org/{path}?id=5"
    assert canonicalise(f"{plain}&utm_source=a&gclid=1#x") == canonicalise(plain)
    if path != path.lower():
        assert canonicalise(plain) != canonicalise(plain.lower())


def test_hosts_origins_and_sites():
    assert host_of("https://WWW.Example.org:8443/x") == "www.example.org"
    assert origin_of("https://example.org/x") == "https://example.org:443"
    assert origin_of("http://127.0.1.3:8899/x") == "http://127.0.1.3:8899"
    assert is_same_site("https://www.example.co.uk/a", "http://news.example.co.uk/b")
    assert not is_same_site("https://one.co.uk/", "https://two.co.uk/")
    assert not is_same_site("http://127.0.1.3/", "http://127.0.1.4/")
    assert not is_same_site("nonsense", "nonsense")


def test_links_resolve_as_in_a_browser():
    assert resolve("http://example.org/news/", " a b.html\n") == "http://example.org/news/a%20b.html"
    assert resolve("http://example.org/news/x", "//cdn.example/a") == "http://cdn.example/a"


def test_files_that_are_no_pages_are_known_by_their_path():
    assert find_media_suffix("http://example.org/report.PDF?page=2") == ".pdf"
    assert find_media_suffix("http://example.org/story.html?file=a.pdf") is None


def test_a_bad_list_of_parameters_is_named(tmp_path):
    bad = tmp_path / "tracking.yaml"
    bad.write_text("names: [UTM]\nprefixes: []\nvalues: {}\nmedia_suffixes: []\n")
    with pytest.raises(ConfigError, match=r"tracking.yaml: names: 'UTM'"):
        load_tracking(bad)
