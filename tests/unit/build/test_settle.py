"""Every discovered URL ends in exactly one outcome."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from presswatch.build.assemble import settle_discoveries
from presswatch.build.stage import PageOutcome
from presswatch.ids import stable_id
from presswatch.model import Discovery
from presswatch.model.collecting import OUTCOMES

NOON = dt.datetime(2024, 11, 18, 12, tzinfo=dt.UTC)
URLS = [f"https://courier.example/{letter}" for letter in "abcd"]

outcomes = st.lists(
    st.builds(
        lambda url, minute, status, article: PageOutcome(
            fetch_id=stable_id("fetch", url, minute), url=url, canonical_url=url, captured_at=NOON + dt.timedelta(minutes=minute),
            status=status, reason=None if status == "ok" else "no text", article_id=article if status == "ok" else None,
        ),
        st.sampled_from(URLS), st.integers(0, 50), st.sampled_from(["ok", "rejected", "error"]), st.sampled_from(["x", "y", "z"]),
    ),
    max_size=12,
)  # fmt: skip


def found(url: str, outcome: str = "pending", reason: str = "captured") -> Discovery:
    return Discovery(discovery_id=stable_id("discovery", url), url=url, canonical_url=url, discovered_at=NOON, outcome=outcome, reason=reason)


@given(outcomes, st.sets(st.sampled_from(URLS)))
def test_each_url_has_one_row_and_each_article_one_owner(captures: list[PageOutcome], discovered: set[str]) -> None:
    rows = settle_discoveries([found(url) for url in sorted(discovered)], captures)
    assert sorted(r.canonical_url for r in rows) == sorted(discovered | {o.canonical_url for o in captures})
    assert all(r.outcome in OUTCOMES and (r.reason is None) == (r.outcome == "published") for r in rows)
    published = [r.article_id for r in rows if r.outcome == "published"]
    assert len(published) == len(set(published))


def test_a_failed_fetch_keeps_its_reason() -> None:
    (row,) = settle_discoveries([found(URLS[0], "fetch_failed", "timeout: no answer within 30 s")], [])
    assert (row.outcome, row.reason) == ("fetch_failed", "timeout: no answer within 30 s")


def test_a_capture_without_a_journal_line_still_gets_a_row() -> None:
    capture = PageOutcome(fetch_id="f", url=URLS[0] + "?utm_source=x", canonical_url=URLS[0], captured_at=NOON, status="rejected", reason="gallery")
    (row,) = settle_discoveries([], [capture])
    assert (row.url, row.outcome, row.reason) == (URLS[0] + "?utm_source=x", "not_article", "gallery")
