"""The makers that rules may name in `make`. Importing this module registers them all."""

from __future__ import annotations

from presswatch.tag.times import date_makers, hour_makers, period_makers, phrase_makers, set_makers
from presswatch.tag.times.making import MAKERS, Maker

__all__ = ["MAKERS", "Maker", "date_makers", "hour_makers", "period_makers", "phrase_makers", "set_makers"]
