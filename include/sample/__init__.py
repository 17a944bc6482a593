"""The bundled sample newsroom: invented outlets, articles, feeds and pages, with the truth about each of them.

Nothing here is taken from a real outlet; see README.md. `presswatch` never imports this package.
"""

from sample.newsroom import Newsroom
from sample.records import Outlet, PageRecord, StoryTruth, Truth, ZoneTruth

__all__ = ["Newsroom", "Outlet", "PageRecord", "StoryTruth", "Truth", "ZoneTruth"]
