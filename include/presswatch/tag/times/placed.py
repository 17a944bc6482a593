"""What placing works with: where an expression came to lie, and what it is counted from.

The records only, and the making of a whole unit; how a meaning is placed is in `placing` and `counting`.
"""

# Times here are local and naive by design; the zone is added where they are written.

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from presswatch.tag.times.units import end_of, write_date


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A placed expression; times are local and naive unless `zone` names where they hold. `note` says why there is no interval."""

    type: str
    value: str | None
    start: dt.datetime | None = None
    end: dt.datetime | None = None
    unit: str | None = None
    anchor: str = "none"
    note: str = ""
    zone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What an expression is counted from: local time of publication, the date last spoken of, the tense of its clause."""

    published: dt.datetime | None
    narrative: Placed | None = None
    narrative_day: Placed | None = None
    narrative_year: Placed | None = None
    tense: str | None = None
    quarter: Placed | None = None
    order: str | None = None
    ongoing: bool = False
    record: bool = False


def place_unit(start: dt.datetime, unit: str, anchor: str) -> Placed:
    """Return the unit that begins at `start`."""
    return Placed(type="DATE", value=write_date(start, unit), start=start, end=end_of(start, unit), unit=unit, anchor=anchor)
