"""Feeds, news sitemaps and home pages of the sample newsroom as its server sends them on the day of the edition, quirks included."""

from __future__ import annotations

import email.utils
from xml.sax.saxutils import escape, quoteattr

from babel.dates import format_date

from sample.newsroom import Newsroom
from sample.records import FeedSpec, Outlet, PageRecord

_TYPES = {"rss": "application/rss+xml", "atom": "application/atom+xml", "rdf": "application/rdf+xml", "sitemap": "application/xml"}


def list_entries(newsroom: Newsroom, outlet: Outlet, spec: FeedSpec) -> list[PageRecord]:
    """Pages that a feed or sitemap names, newest first."""
    wanted = [
        page
        for page in newsroom.live_pages()
        if page.outlet_id == outlet.id
        and page.day >= -spec.days  # the day of its latest state, so that a corrected page comes up again
        and (page.in_sitemap if spec.format == "sitemap" else page.in_feed)
        and (spec.section is None or page.truth.section == spec.section)
    ]
    return sorted(wanted, key=lambda page: (page.truth.published_at, page.path), reverse=True)


def link_of(page: PageRecord, base: str, spec: FeedSpec) -> str:
    """Address as a feed gives it: the old path of a moved page, tracking parameters, or relative."""
    path = "/old" + page.path if page.live == "moved" else page.path
    if spec.quirk == "tracking":
        path += "?utm_source=rss&utm_medium=feed&utm_campaign=" + spec.path.strip("/").split("/")[0]
    return path if spec.quirk == "relative_links" else base + path


def summarize(page: PageRecord) -> str:
    """Summary of a page for a feed: its subtitle, or the start of its text."""
    if page.truth.subtitle:
        return page.truth.subtitle
    words = (page.truth.body[0] if page.truth.body else page.truth.zones[-1].text).split()
    return " ".join(words[:30]) + (" …" if len(words) > 30 else "")


def render_feed(newsroom: Newsroom, outlet: Outlet, spec: FeedSpec) -> tuple[bytes, str]:
    """Return a feed's or sitemap's bytes and Content-Type."""
    pages = list_entries(newsroom, outlet, spec)
    base = newsroom.bases[outlet.id]
    render = {"rss": _render_rss, "atom": _render_atom, "rdf": _render_rdf, "sitemap": _render_sitemap}[spec.format]
    encoding = "iso-8859-1" if spec.quirk == "wrong_encoding" else "utf-8"
    data = render(outlet, spec, base, pages).encode(encoding, "xmlcharrefreplace")
    if spec.quirk == "cut":
        data = data[: len(data) * 3 // 5]
    return data, f"{_TYPES[spec.format]}; charset=utf-8"


def render_home(newsroom: Newsroom, outlet: Outlet) -> bytes:
    """Return a home page: links to the newest pages, and to the feeds for autodiscovery."""
    pages = list_entries(newsroom, outlet, FeedSpec(path="/"))
    alternates = "".join(
        f'<link rel="alternate" type="{_TYPES[spec.format]}" title={quoteattr(spec.title)} href="{spec.path}">' for spec in outlet.feeds if spec.quirk != "gone"
    )
    items = "".join(f'<li><a href="{page.path}">{escape(page.truth.title)}</a></li>' for page in pages)
    html = f"<!DOCTYPE html><html lang={quoteattr(outlet.languages[0])}><head><title>{escape(outlet.name)}</title>{alternates}</head><body><ul>{items}</ul></body></html>"
    return html.encode(outlet.encoding, "xmlcharrefreplace")


def _render_rss(outlet: Outlet, spec: FeedSpec, base: str, pages: list[PageRecord]) -> str:
    items = "".join(
        f"<item><title>{escape(page.truth.title)}</title><link>{escape(link_of(page, base, spec))}</link>"
        f'<guid isPermaLink="false">{page.number}</guid>'
        f"<pubDate>{_say_date(page, outlet, spec)}</pubDate>"
        + "".join(f"<dc:creator>{escape(name)}</dc:creator>" for name in page.truth.authors)
        + "".join(f"<category>{escape(tag)}</category>" for tag in page.truth.tags)
        + f"<description>{escape(f'<p>{escape(summarize(page))}</p>')}</description></item>\n"
        for page in pages
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>\n<title>{escape(spec.title)}</title>'
        f"<link>{base}/</link><description>{escape(outlet.name)}</description><language>{outlet.languages[0]}</language><ttl>15</ttl>\n{items}</channel></rss>\n"
    )


def _say_date(page: PageRecord, outlet: Outlet, spec: FeedSpec) -> str:
    """RFC 822, or with the quirk odd_dates the date in the outlet's own language, which no parser understands."""
    if spec.quirk == "odd_dates":
        return format_date(page.truth.published_at, "EEEE d MMMM", locale=outlet.locale)
    return email.utils.format_datetime(page.truth.published_at)


def _render_atom(outlet: Outlet, spec: FeedSpec, base: str, pages: list[PageRecord]) -> str:
    entries = "".join(
        f"<entry><title>{escape(page.truth.title)}</title><link rel=\"alternate\" href={quoteattr(link_of(page, base, spec))}/>"
        f"<id>tag:{outlet.id}.invalid:{page.number}</id><published>{page.truth.published_at.isoformat()}</published>"
        f"<updated>{(page.truth.modified_at or page.truth.published_at).isoformat()}</updated>"
        + "".join(f"<author><name>{escape(name)}</name></author>" for name in page.truth.authors)
        + f'<summary type="text">{escape(summarize(page))}</summary></entry>\n'
        for page in pages
    )
    newest = max((page.seen_at for page in pages), default=None)
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{outlet.languages[0]}"><title>{escape(spec.title)}</title>'
        f'<id>tag:{outlet.id}.invalid:feed</id><link rel="self" href="{base}{spec.path}"/><updated>{newest.isoformat() if newest else ""}</updated>\n{entries}</feed>\n'
    )


def _render_rdf(outlet: Outlet, spec: FeedSpec, base: str, pages: list[PageRecord]) -> str:
    links = [escape(link_of(page, base, spec)) for page in pages]
    items = "".join(
        f'<item rdf:about="{link}"><title>{escape(page.truth.title)}</title><link>{link}</link><description>{escape(summarize(page))}</description>'
        f"<dc:date>{page.truth.published_at.isoformat()}</dc:date></item>\n"
        for page, link in zip(pages, links, strict=True)
    )
    order = "".join(f'<rdf:li rdf:resource="{link}"/>' for link in links)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="{base}{spec.path}"><title>{escape(spec.title)}</title><link>{base}/</link>'
        f"<description>{escape(outlet.name)}</description><items><rdf:Seq>{order}</rdf:Seq></items></channel>\n{items}</rdf:RDF>\n"
    )


def _render_sitemap(outlet: Outlet, spec: FeedSpec, base: str, pages: list[PageRecord]) -> str:
    items = "".join(
        f"<url><loc>{escape(link_of(page, base, spec))}</loc><news:news><news:publication><news:name>{escape(outlet.name)}</news:name>"
        f"<news:language>{page.truth.language}</news:language></news:publication><news:publication_date>{page.truth.published_at.isoformat()}</news:publication_date>"
        f"<news:title>{escape(page.truth.title)}</news:title></news:news></url>\n"
        for page in pages
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        f'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">\n{items}</urlset>\n'
    )
