"""A small world of invented pages, written straight into a raw zone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from presswatch.collect.urls import canonicalise
from presswatch.ids import stable_id
from presswatch.model import Discovery, Fetch
from presswatch.raw import open_zone
from presswatch.settings import Settings

DAY = dt.date(2024, 11, 18)
BASE = "https://courier.example"

OUTLETS = f"""
outlets:
  - id: courier
    name: The Courier
    country: IE
    languages: [en]
    kind: national
    home_url: {BASE}/
    feeds: ["{BASE}/feed.xml"]
  - id: ledger
    name: The Ledger
    country: GB
    home_url: https://ledger.example/
    feeds: ["https://ledger.example/rss"]
"""

BODIES = {
    "strike": [
        "Dock workers at the port of Rosslare walked out on Monday after talks with the harbour board broke down over pay and rosters.",
        "The union said the strike would last until the board returned to the table, and accused managers of misleading the public about overtime.",
        "Ferries to Cherbourg were cancelled and hauliers were told to expect delays of two days, the board said in a statement.",
        "Ministers in Dublin urged both sides to resume negotiations before the weekend, when thousands of passengers are due to travel.",
    ],
    "strike-corrected": [
        "Dock workers at the port of Rosslare walked out on Monday after talks with the harbour board broke down over pay and rosters.",
        "The union said the strike would last until Friday at the earliest, and accused managers of misleading the public about overtime.",
        "Ferries to Cherbourg and Bilbao were cancelled and hauliers were told to expect delays of four days, the board said in a statement.",
        "Ministers in Dublin urged both sides to resume negotiations before the weekend, when thousands of passengers are due to travel.",
        "This article was corrected: an earlier version gave a wrong length for the strike.",
    ],
    "flood": [
        "Floods in the valley of the Ister destroyed forty houses on Sunday night, the provincial governor told reporters in the regional capital.",
        "Rescue teams from the army reached three villages by boat and brought out families who had spent the night on their roofs.",
        "The governor said that the dam had been opened without warning, which the operator denied in a short statement.",
        "Aid groups asked for blankets and drinking water, and warned that more rain was forecast for the second half of the week.",
    ],
    "trial": [
        "A court in the northern city of Lund sentenced two former bank managers to prison on Tuesday for hiding losses from investors.",
        "The judge said that the men had acted out of greed and had shown no remorse during a trial that lasted eleven weeks.",
        "Their lawyers said they would appeal against the verdict, which they called a sad day for the rule of law in the country.",
        "Savers who lost money in the collapse of the bank cheered when the sentence was read out in the crowded court room.",
    ],
}


def make_html(title: str, paragraphs: list[str], published: str = "2024-11-18T09:00:00+00:00") -> bytes:
    body = "".join(f"<p>{p}</p>" for p in paragraphs)
    return (
        f"<!doctype html><html lang='en'><head><title>{title}</title><meta property='og:title' content='{title}'>"
        f"<meta property='article:published_time' content='{published}'></head>"
        f"<body><main><article><h1>{title}</h1>{body}</article></main></body></html>"
    ).encode()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    outlets = tmp_path / "outlets.yaml"
    outlets.write_text(OUTLETS, encoding="utf-8")
    return Settings(home=tmp_path / "home", outlets=outlets, watchlists=tmp_path / "none.yaml", jobs=1)


Capture = Callable[..., str]


@pytest.fixture
def capture(settings: Settings) -> Capture:
    """Write one capture: capture("strike", day=DAY, path="/a", hour=10) -> its canonical URL."""

    def write(body: str | bytes, *, day: dt.date = DAY, path: str = "/a", hour: int = 10, outlet: str = "courier", home: Settings | None = None) -> str:
        url = (BASE if outlet == "courier" else f"https://{outlet}.example") + path
        moment = dt.datetime.combine(day, dt.time(hour), dt.UTC)
        html = body if isinstance(body, bytes) else make_html(f"The news of the {body.split('-')[0]}", BODIES[body])
        canonical = canonicalise(url)
        fetch = Fetch(
            fetch_id=stable_id("fetch", url, moment.isoformat(), 1), url=url, final_url=url, outlet_id=outlet, purpose="page",
            requested_at=moment, status="ok", http_status=200, content_type="text/html; charset=utf-8",
        )  # fmt: skip
        found = Discovery(
            discovery_id=stable_id("discovery", canonical), url=url, canonical_url=canonical, outlet_id=outlet,
            feed_url=f"{BASE}/feed.xml", discovered_at=moment, reason="captured",
        )  # fmt: skip
        with open_zone(home or settings).session() as session:
            session.add_capture(fetch, html, canonical_url=canonical, discovery=found)
        return canonical

    return write
