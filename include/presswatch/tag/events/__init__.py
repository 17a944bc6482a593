"""Events: who did what to whom, coded in PLOVER from a parsed text by rules and lexicons that are data.

`find_events` is the pure core, `component` registers it with spaCy as `presswatch_events`, and `triggers.can_hold_event` says of a raw
sentence whether it is worth parsing.
"""

from presswatch.tag.events.component import EventFinder
from presswatch.tag.events.find import find_events
from presswatch.tag.events.triggers import can_hold_event

__all__ = ["EventFinder", "can_hold_event", "find_events"]
