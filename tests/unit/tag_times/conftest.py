"""What tests of times ask of a time expression."""

from __future__ import annotations

from presswatch.model.language import TimeExpression


def days(found: TimeExpression) -> tuple[str, str]:
    """Return the days on which its interval begins and ends."""
    assert found.time_start_at is not None
    assert found.time_end_at is not None
    return found.time_start_at.date().isoformat(), found.time_end_at.date().isoformat()
