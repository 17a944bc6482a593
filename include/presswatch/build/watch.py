"""Watchlists: what an analyst wants to be told of, and the articles that match."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from presswatch.errors import ConfigError
from presswatch.model import WatchHit


class Watch(BaseModel):
    """One watchlist entry: an article matches if it holds any of the terms or mentions any of the entities."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"[a-z0-9][a-z0-9_-]*")
    name: str
    terms: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()


def load_watchlists(path: Path) -> tuple[Watch, ...]:
    """Read the watchlists file; a missing file means no watchlists. Raises ConfigError."""
    if not path.exists():
        return ()
    try:
        loaded: Any = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        return tuple(Watch(**entry) for entry in loaded.get("watchlists") or [])
    except ValidationError as error:
        first = error.errors()[0]
        raise ConfigError(f"{path}: watchlist field {'.'.join(map(str, first['loc']))}: {first['msg']}") from None
    except (yaml.YAMLError, AttributeError, TypeError) as error:
        raise ConfigError(f"{path}: not a watchlists file ({error})") from None


def find_hits(watches: Sequence[Watch], articles: pa.Table, mentions: pa.Table) -> list[WatchHit]:
    """Return a row per watch and article that match, with what matched, in a fixed order."""
    if not watches:
        return []
    named: dict[str, set[str]] = {}
    for article_id, entity_id in zip(mentions["article_id"].to_pylist(), mentions["entity_id"].to_pylist(), strict=True):
        if entity_id:
            named.setdefault(article_id, set()).add(entity_id)
    patterns = [(watch, [(term, re.compile(rf"(?<!\w){re.escape(term)}(?!\w)", re.IGNORECASE)) for term in watch.terms]) for watch in watches]
    hits = []
    for row in articles.select(["article_id", "title", "text", "captured_at"]).to_pylist():
        whole = f"{row['title']}\n{row['text']}"
        for watch, terms in patterns:
            matched = [term for term, pattern in terms if pattern.search(whole)]
            matched += sorted(set(watch.entities) & named.get(row["article_id"], set()))
            if matched:
                hits.append(WatchHit(watch_id=watch.id, article_id=row["article_id"], matched=tuple(matched), hit_at=row["captured_at"]))
    return hits
