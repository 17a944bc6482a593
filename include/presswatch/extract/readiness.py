"""A process made ready for many pages: what every page needs is loaded, then the heap is settled. Owns the list of what to load."""

from __future__ import annotations

from functools import cache

from presswatch.collect.urls import load_lists
from presswatch.extract.dates import parse_moment
from presswatch.extract.forest import load_weights
from presswatch.extract.language import load_languages
from presswatch.extract.names import load_groups
from presswatch.extract.phrases import phrase_kinds
from presswatch.heap import settle_heap


@cache
def settle() -> None:
    """Load weights and word lists and settle this process's heap; done once. Pages read without it give the same rows, more slowly."""
    load_weights()
    load_groups()
    phrase_kinds()
    load_languages()
    load_lists()
    parse_moment("1 May 2024")  # the English names of months, which pages in all languages are read with; their own come with the first page
    settle_heap()
