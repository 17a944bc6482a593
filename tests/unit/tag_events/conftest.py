"""A reader of single sentences: the bundled pipeline, loaded once for all tests of events."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import pytest

from presswatch.model.handover import Document
from presswatch.model.language import Event
from presswatch.settings import load_settings
from presswatch.tag.pipeline import Tagger


@lru_cache(maxsize=1)
def _load_tagger() -> Tagger:
    return Tagger.load(load_settings())


@lru_cache(maxsize=4096)
def _read(text: str) -> tuple[Event, ...]:
    document = Document(article_id="a1", title=None, text=text, published_at=None, language="en")
    return tuple(_load_tagger().annotate(document)._.events)


@pytest.fixture(scope="session")
def read_events() -> Callable[[str], tuple[Event, ...]]:
    """Return a function from a text to its events."""
    return _read


@pytest.fixture(scope="session")
def tagger() -> Tagger:
    return _load_tagger()
