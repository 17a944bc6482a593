"""The systems that `make bench` compares: each reads a page's bytes and returns its running text.

Run as a script with the name of a system and a JSON Lines file of pages ({"id", "url", "html_path"}): writes {"id", "text"} lines to
standard output, and at the end one line {"seconds": CPU seconds of the work alone, "failed": pages that raised}. Imports only what the
system needs, so it runs in the environment of the product as well as in that of its peers.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Extractor = Callable[[str, bytes], str]
Pages = list[tuple[str, str, bytes]]

OURS = ("presswatch cold", "presswatch warm", "trafilatura default", "trafilatura fast", "trafilatura precise")
PEERS = ("readability-lxml", "newspaper4k", "news-please", "resiliparse")


def make_presswatch(pages: Pages, *, warm: bool) -> Extractor:
    import datetime as dt
    from collections import defaultdict

    from presswatch.collect.urls import host_of
    from presswatch.extract.memory import learn_memory
    from presswatch.extract.page import extract_page, study_page
    from presswatch.extract.readiness import settle
    from presswatch.model import Page

    settle()
    now = dt.datetime(2024, 11, 20, tzinfo=dt.UTC)
    by_host: dict[str, list[Page]] = defaultdict(list)
    for _, url, html in pages if warm else ():
        by_host[host_of(url)].append(Page(url=url, html=html, captured_at=now))
    memories = {host: learn_memory(host, [study for page in held if (study := study_page(page))]) for host, held in by_host.items() if len(held) > 2}

    def read(url: str, html: bytes) -> str:
        article = extract_page(Page(url=url, html=html, captured_at=now), memories.get(host_of(url)) if memories else None).article
        return article.text if article else ""

    plain = "The harbour board met on Tuesday and put off its vote on the sea wall once more, although engineers had warned of a storm. "
    read("https://a.example/", f"<html><body><h1>Vote put off</h1>{f'<p>{plain}</p>' * 8}</body></html>".encode())  # weights and word lists are read before the clock runs
    return read


def make_trafilatura(**options: bool) -> Extractor:
    import trafilatura

    def read(url: str, html: bytes) -> str:
        found: Any = trafilatura.bare_extraction(html, url=url, with_metadata=True, include_comments=False, **options)
        return (found.text if found else None) or ""

    return read


def make_readability() -> Extractor:
    from lxml import html as lxml_html
    from readability import Document

    return lambda url, html: lxml_html.fromstring(Document(html.decode("utf-8", "replace"), url=url).summary()).text_content()


def make_newspaper() -> Extractor:
    import newspaper

    def read(url: str, html: bytes) -> str:
        article = newspaper.Article(url, fetch_images=False)
        article.download(input_html=html.decode("utf-8", "replace"))
        article.parse()
        return article.text or ""

    return read


def make_news_please() -> Extractor:
    from newsplease import NewsPlease

    return lambda url, html: NewsPlease.from_html(html, url=url, fetch_images=False).maintext or ""


def make_resiliparse() -> Extractor:
    extract2text = importlib.import_module("resiliparse.extract.html2text")
    parse = importlib.import_module("resiliparse.parse.html")

    return lambda url, html: extract2text.extract_plain_text(parse.HTMLTree.parse(html.decode("utf-8", "replace")), main_content=True)


def make_extractor(name: str, pages: Pages) -> Extractor:
    """Return a system by name. Raises ImportError where it isn't installed."""
    makers: dict[str, Callable[[], Extractor]] = {
        "presswatch cold": lambda: make_presswatch(pages, warm=False),
        "presswatch warm": lambda: make_presswatch(pages, warm=True),
        "trafilatura default": make_trafilatura,
        "trafilatura fast": lambda: make_trafilatura(fast=True),
        "trafilatura precise": lambda: make_trafilatura(favor_precision=True),
        "readability-lxml": make_readability,
        "newspaper4k": make_newspaper,
        "news-please": make_news_please,
        "resiliparse": make_resiliparse,
    }
    return makers[name]()


def main() -> int:
    """Read the pages once, and say how long the reading took."""
    name, path = sys.argv[1:3]
    rows = [json.loads(line) for line in filter(None, Path(path).read_text(encoding="utf-8").split("\n"))]
    pages = [(row["id"], row["url"], Path(row["html_path"]).read_bytes()) for row in rows]
    extractor = make_extractor(name, pages)
    seconds, failed = 0.0, 0
    for identity, url, html in pages:
        begun = time.process_time()
        try:
            text = extractor(url, html)
        except Exception:
            # A page that a system can't read counts as an empty text, as it would for its user.
            text, failed = "", failed + 1
        seconds += time.process_time() - begun
        sys.stdout.write(json.dumps({"id": identity, "text": text}) + "\n")
    sys.stdout.write(json.dumps({"seconds": seconds, "failed": failed}) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
