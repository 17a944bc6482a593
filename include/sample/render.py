"""Pages as HTML: an outlet's template around a composed article. The templates differ on purpose; see templates/."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from babel.dates import format_datetime
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from sample.compose import Composition, make_byline, moment
from sample.records import Block

_LINK = re.compile(r"\[\[(.+?)\]\]")


def strip_markup(line: str) -> str:
    """Return a line as a reader sees it, without the marks of links."""
    return _LINK.sub(r"\1", line)


def link_markup(line: str) -> Markup:
    """Return a line as HTML: escaped, with its links."""
    parts = _LINK.split(str(line))
    html = [
        str(escape(part)) if number % 2 == 0 else f'<a href="/topic/{_slugify(part)}">{escape(part)}</a>' for number, part in enumerate(parts)
    ]
    return Markup("".join(html))  # noqa: S704 - every part is escaped above


def make_slug(title: str) -> str:
    """Return the words of a title as they stand in an address: ASCII where the script allows, else percent-encoded."""
    folded = unicodedata.normalize("NFKD", title.lower().replace("ß", "ss"))
    plain = re.sub(r"[^a-z0-9]+", "-", re.sub(r"['’\u0300-\u036f]", "", folded)).strip("-")
    words = plain.split("-") if len(plain) > len(title) / 2 else _slugify(title).split("-")
    return quote("-".join(words[:9]))


def render_page(
    piece: Composition, blocks: list[Block], *, base: str, url: str, canonical: str, rail: list[tuple[str, str]], ordinal: int, as_of: int, number: int
) -> tuple[bytes, list[str]]:
    """Return a page's bytes and the lines of its chrome (navigation, side lists, footer, comments)."""
    outlet, text = piece.outlet, piece.text
    chrome = dict(outlet.chrome)
    pool = chrome.pop("comments", [])
    comments = [pool[(ordinal * 2 + step) % len(pool)] for step in range(min(3, len(pool)))] if text.kind == "article" else []
    figure = next((block for block in blocks if block.kind == "figure"), None)
    body = [strip_markup(line) for block in blocks if block.kind in ("body", "live_update") for line in block.lines]
    context: dict[str, Any] = {
        "outlet": outlet, "site": outlet.name, "base": base, "url": url, "canonical": canonical, "title": piece.title,
        "page_title": outlet.title_format.format(title=piece.title, site=outlet.name, section=text.section or ""),
        "subtitle": piece.subtitle, "authors": piece.authors, "people": [{"@type": "Person", "name": name} for name in piece.authors], "byline": make_byline(piece) if piece.authors else "",
        "published": piece.published_at, "modified": piece.modified_at, "section": text.section or "", "tags": text.tags,
        "lang": text.language or outlet.languages[0], "blocks": blocks, "dateline": piece.dateline, "chrome": chrome, "comments": comments,
        "rail": rail, "ordinal": ordinal, "kind": text.kind, "extra": text.extra, "number": number, "access": text.access or outlet.access,
        "description": piece.subtitle or " ".join(" ".join(body).split()[:28]), "words": len(" ".join(body).split()),
        "image": f"{base}/media/{number * 7 % 99991}.jpg" if figure or text.kind != "article" else None,
        "today": moment_of_day(piece, as_of),
    }  # fmt: skip
    template = f"kind_{text.kind}.html.j2" if text.kind not in ("article", "paywall_stub") else f"{outlet.template}.html.j2"
    html = make_environment().get_template(template).render(context)
    for old, new in outlet.redeploy.items() if as_of == 0 else ():
        html = html.replace(old, new)
    lines = [*_list_strings(chrome), *(title for title, _ in rail), *(comment["text"] for comment in comments)]
    return html.encode(outlet.encoding, "xmlcharrefreplace"), lines


def moment_of_day(piece: Composition, as_of: int) -> dt.date:
    """The date that the page shows as today's."""
    return piece.published_at.date() + dt.timedelta(days=as_of - piece.text.day)


@cache
def make_environment() -> Environment:
    """The Jinja environment of all templates. An unknown name in a template is an error."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).resolve().parent / "templates"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip
    environment.filters.update(
        inline=link_markup, plain=strip_markup, slug=_slugify, iso=_format_iso, utc=_format_utc, show=_format_for_reader, naive=_format_naive
    )
    environment.globals["moment"] = moment
    return environment


def _format_iso(when: dt.datetime) -> str:
    return when.isoformat(timespec="seconds")


def _format_utc(when: dt.datetime) -> str:
    return when.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _format_naive(when: dt.datetime) -> str:
    return when.strftime("%Y-%m-%d %H:%M:%S")


def _format_for_reader(when: dt.datetime | dt.date, pattern: str, locale: str) -> str:
    if not isinstance(when, dt.datetime):
        when = dt.datetime.combine(when, dt.time(12), dt.UTC)
    return format_datetime(when, pattern, locale=locale, tzinfo=when.tzinfo)


def _slugify(words: str) -> str:
    return re.sub(r"[^\w]+", "-", words.lower()).strip("-")


def _list_strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [line for part in value.values() for line in _list_strings(part)]
    if isinstance(value, list):
        return [line for part in value for line in _list_strings(part)]
    return [value] if isinstance(value, str) else []
