"""The records that the stages hand on, and the tables that they become. See `schema` for how a record becomes a table."""

from presswatch.model.article import Article, LearntMemory, Zone
from presswatch.model.collecting import Discovery, Fetch, LoggedDiscovery, Outlet
from presswatch.model.duplicate import Duplicate, IndexedArticle, Story, StoryArticle
from presswatch.model.handover import Capture, Document, Extraction, FeedHint, Page, Reading
from presswatch.model.language import (
    Claim,
    ClaimPart,
    ClaimRelay,
    ClaimSource,
    Entity,
    Event,
    EventActor,
    EventCount,
    EventPlace,
    Mention,
    TimeExpression,
)
from presswatch.model.quality import QuarantineRow, Run, Validation, WatchHit
from presswatch.model.schema import Check, Column, Field, Table, as_dict

RECORDS: tuple[type, ...] = (
    Outlet, Fetch, Discovery, LoggedDiscovery, Article, Zone, LearntMemory, IndexedArticle, Duplicate, Story, StoryArticle, Entity, Mention, TimeExpression, Claim, Event,
    QuarantineRow, Validation, Run, WatchHit,
)
TABLES: dict[str, Table] = {record.TABLE.name: record.TABLE for record in RECORDS}  # type: ignore[attr-defined]

__all__ = [
    "RECORDS", "TABLES", "Article", "Capture", "Check", "Claim", "ClaimPart", "ClaimRelay", "ClaimSource", "Column", "Discovery", "Document", "Duplicate", "Entity", "Event",
    "EventActor", "EventCount", "EventPlace", "Extraction", "FeedHint", "Fetch", "Field", "IndexedArticle", "LearntMemory", "LoggedDiscovery", "Mention", "Outlet", "Page", "QuarantineRow", "Reading", "Run", "Story", "StoryArticle", "Table",
    "TimeExpression", "Validation", "WatchHit", "Zone", "as_dict",
]
