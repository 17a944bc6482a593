"""What one stage hands the next for a page: a capture as the extractor wants it, an article as the reader wants it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from presswatch.model import Article, Capture, Document, FeedHint, Outlet, Page


def make_page(capture: Capture, hint: FeedHint, outlets: Mapping[str, Outlet]) -> Page:
    """Return what the extractor needs of a capture."""
    outlet = outlets.get(capture.outlet_id or "")
    return Page(
        url=capture.final_url,
        html=capture.body,
        content_type=capture.content_type,
        captured_at=capture.captured_at,
        outlet_id=capture.outlet_id,
        outlet_name=outlet.name if outlet else None,
        fetch_id=capture.fetch_id,
        hint=hint,
        agencies=tuple(sorted(o.name for o in outlets.values() if o.kind == "wire")),
    )


def make_document(article: Article, outlets: Mapping[str, Outlet]) -> Document:
    """Return what the reader needs of an article."""
    outlet = outlets.get(article.outlet_id or "")
    return Document(
        article_id=article.article_id,
        title=article.title,
        text=article.text,
        published_at=_local_time(article),
        language=article.language,
        outlet_id=article.outlet_id,
        outlet_country=outlet.country if outlet else None,
        dateline_place=article.dateline_place,
    )


def _local_time(article: Article) -> dt.datetime | None:
    """The time of publication in the zone that the page names, since 'Monday' is the writer's Monday."""
    if article.published_at is None or not article.published_zone:
        return article.published_at
    return article.published_at.astimezone(dt.datetime.strptime(article.published_zone, "%z").tzinfo)
