"""Which encoding a page is in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presswatch.extract.decode import decode_page

RUSSIAN = "Областной совет утвердил бюджет на будущий год после долгих споров."
POLISH = "Rada miejska zamknęła stary most na rzece Żegwie, którym jeździły tysiące osób dziennie."
GREEK = "Το δημοτικό συμβούλιο αποφάσισε να κλείσει το παλιό λιμάνι για τρεις μήνες."


def page(text: str, head: str = "", lang: str = "") -> str:
    return f"<html{lang}><head>{head}<title>x</title></head><body><p>{text}</p></body></html>"


@pytest.mark.parametrize("header", ["text/html; charset=utf-16", "text/html; charset=iso-8859-1", "text/html; charset=nonsense", None])
def test_valid_utf8_is_utf8_whatever_is_declared(header):
    assert RUSSIAN in decode_page(page(RUSSIAN, '<meta charset="windows-1251">').encode(), header).text


@pytest.mark.parametrize(("text", "codec"), [(RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"), (POLISH, "iso-8859-2"), (GREEK, "iso-8859-7")])
def test_legacy_pages_are_read_by_their_declaration(text, codec):
    assert text in decode_page(page(text, f'<meta charset="{codec}">').encode(codec)).text


@pytest.mark.parametrize(("text", "codec", "lang"), [(RUSSIAN, "cp1251", "ru"), (POLISH, "iso-8859-2", "pl"), (GREEK, "iso-8859-7", "el")])
def test_legacy_pages_without_declaration_are_read_by_their_language(text, codec, lang):
    assert text in decode_page(page(text, lang=f' lang="{lang}"').encode(codec)).text


@pytest.mark.parametrize(("text", "codec"), [(RUSSIAN, "cp1251"), (GREEK, "iso-8859-7")])
def test_legacy_pages_that_say_nothing_are_guessed(text, codec):
    assert text in decode_page(page(" ".join([text] * 6)).encode(codec)).text


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_wide_encodings_are_seen_by_mark_or_zero_bytes(codec):
    assert "harbour" in decode_page(page("The harbour reopened.").encode(codec)).text


def test_a_few_bad_bytes_do_not_turn_utf8_into_something_else():
    data = page(" ".join([RUSSIAN] * 5)).encode() + b"\xff\xfe <p>end</p>"
    decoded = decode_page(data)
    assert decoded.encoding == "utf-8" and RUSSIAN in decoded.text and 0 < decoded.damaged < 0.1


@given(st.binary(max_size=400))
def test_any_bytes_give_text(data):
    assert isinstance(decode_page(data, "text/html; charset=windows-1252").text, str)
