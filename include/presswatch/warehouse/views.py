"""The analysts' views, as data in `views.yaml`: loaded, checked, and turned into statements."""

from __future__ import annotations

import duckdb


def plan_views(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the statements that bring the attached lake's views up to date."""
    return []
