"""Bytes to text: which character encoding a page is in. Owns the order of evidence; knows nothing of HTML beyond its charset declarations.

Evidence, best first: byte order mark; validity as UTF-8 (a legacy page is hardly ever valid UTF-8 by chance, while headers and
meta tags are often wrong); the page's own declaration; the header; a guess among legacy code pages from the bytes themselves.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""<(?:meta|\?xml)\b[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.I)
_HEADER = re.compile(r"""charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.I)
# UTF-8 read as Latin-1: a lead byte's letter followed by a C1 control, which no real text has.
_DOUBLED_BYTES = re.compile(b"\xc3[\x82-\xb4]\xc2[\x80-\x9f]")
_DOUBLED = re.compile("[\u00c2-\u00f4][\u0080-\u009f][\u0080-\u00bf]{0,2}")
_LANG = re.compile(rb"""<html\b[^>]{0,300}?\blang\s*=\s*["']?([a-zA-Z]{2})""", re.I)

# Labels as browsers read them (WHATWG Encoding Standard): the label names a subset of the code page that is really in use.
_LABELS = {
    "iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252", "windows-1252": "cp1252",
    "iso-8859-9": "cp1254", "latin5": "cp1254", "gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030",
    "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "windows-31j": "cp932", "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949", "ksc5601": "cp949", "big5": "big5hkscs", "tis-620": "cp874", "windows-874": "cp874", "iso-8859-11": "cp874",
    "x-mac-cyrillic": "mac_cyrillic", "utf8": "utf-8", "unicode": "utf-8",
}  # fmt: skip
# What a page in that language, without a declaration, was usually written in.
_BY_LANGUAGE = {
    "ru": "cp1251", "uk": "cp1251", "be": "cp1251", "bg": "cp1251", "mk": "cp1251", "sr": "cp1250", "pl": "iso-8859-2", "cs": "cp1250",
    "sk": "cp1250", "hu": "iso-8859-2", "sl": "cp1250", "hr": "cp1250", "ro": "iso-8859-2", "el": "cp1253", "tr": "cp1254",
    "he": "cp1255", "ar": "cp1256", "fa": "cp1256", "th": "cp874", "ja": "cp932", "ko": "cp949", "zh": "gb18030", "vi": "cp1258",
    "lt": "cp1257", "lv": "cp1257", "et": "cp1257",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """The text of a page, the codec that gave it, the share of characters that had to be replaced (0 to 1), and its bytes if they are UTF-8."""

    text: str
    encoding: str
    damaged: float = 0.0
    data: bytes | None = None

    @property
    def utf8(self) -> bytes:
        """The text in UTF-8: the page's own bytes where they are."""
        return self.data if self.data is not None else self.text.encode("utf-8", "replace")


def decode_page(data: bytes, content_type: str | None = None) -> Decoded:
    """Return the text of a page's bytes. Never fails: what can't be decoded becomes U+FFFD and is counted."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _decode_anyhow(data[len(mark) :], name)
    wide = _find_wide(data)
    if wide:
        return _decode_anyhow(data, wide)
    if b"\x1b" in data and b"\x1b$" in data and "iso2022_jp" in _list_named(data, content_type):
        return _decode_anyhow(data, "iso2022_jp")
    try:
        decoded = Decoded(text=data.decode("utf-8"), encoding="utf-8", data=data)
        return _mend(decoded) if _DOUBLED_BYTES.search(data) else decoded
    except UnicodeDecodeError:
        pass
    mostly = _decode_anyhow(data, "utf-8")
    good = len(re.findall(rb"[\xc3-\xf4][\x80-\xbf]", data))
    if good and mostly.damaged * len(mostly.text) < 0.1 * good:
        return mostly
    named = _list_named(data, content_type)
    for name in named:
        if name.startswith(("utf-16", "utf-32", "utf-8")):
            continue
        try:
            text = data.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
        if not _looks_garbled(text, name):
            return Decoded(text=text, encoding=name)
    return _guess(data, named)


def _list_named(data: bytes, content_type: str | None) -> list[str]:
    """Return the codecs that the page and then the header name."""
    declared = [_codec(m.group(1).decode("ascii", "replace")) for m in _DECLARED.finditer(data[:8192])]
    header = _HEADER.search(content_type or "")
    return [c for c in [*declared, _codec(header.group(1)) if header else None] if c]


def _mend(decoded: Decoded) -> Decoded:
    """Return text whose UTF-8 was taken for Latin-1 and encoded once more as it was meant."""
    return Decoded(text=_DOUBLED.sub(_undouble, decoded.text), encoding=decoded.encoding)


def _undouble(m: re.Match[str]) -> str:
    try:
        return m.group(0).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return m.group(0)


def _guess(data: bytes, named: list[str]) -> Decoded:
    language = _LANG.search(data[:4096])
    if language:
        name = _BY_LANGUAGE.get(language.group(1).decode("ascii").lower())
        if name:
            decoded = _decode_anyhow(data, name)
            if decoded.damaged < 0.001 and not _looks_garbled(decoded.text, name):
                return decoded
    sample = re.sub(rb"(?is)<(script|style)\b.*?</\1>|<[^>]*>", b" ", data)
    best = from_bytes(sample[:60_000]).best()
    if best is not None and best.encoding not in ("utf_8", "ascii"):
        return _decode_anyhow(data, best.encoding)
    return _decode_anyhow(data, next((n for n in named if n != "utf-8"), "cp1252"))


def _codec(label: str) -> str | None:
    label = label.strip().lower()
    name = _LABELS.get(label, label)
    try:
        return _LABELS.get(codecs.lookup(name).name, codecs.lookup(name).name) if name not in _LABELS.values() else name
    except (LookupError, ValueError):
        return None


def _find_wide(data: bytes) -> str | None:
    """Return the UTF-16 codec of bytes without a mark, seen by their zero bytes."""
    head = data[:512]
    if len(head) < 8 or b"\x00" not in head:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > len(head) * 0.3 and even < odd * 0.1:
        return "utf-16-le"
    if even > len(head) * 0.3 and odd < even * 0.1:
        return "utf-16-be"
    return None


def _decode_anyhow(data: bytes, name: str) -> Decoded:
    text = data.decode(name, "replace")
    bad = text.count("\ufffd")
    return Decoded(text=text, encoding=name, damaged=bad / max(1, len(text)))


def _looks_garbled(text: str, name: str) -> bool:
    """Whether a Western decoding holds runs of accented letters that no Western language has: the bytes of another alphabet."""
    if name not in ("cp1252", "iso-8859-1", "iso8859-1", "latin_1", "iso8859-15"):
        return False
    return len(re.findall(r"[À-ÿ]{4,}", text)) > 20
