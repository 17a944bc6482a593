"""Reports of counts as a line for a reader."""

from __future__ import annotations

import dataclasses
from typing import Any


def describe(report: Any) -> str:
    """Return a report record as one line: `pages captured 12, pages failed 1 (http_error 1), ...`; zeros are left out."""
    parts = []
    for field in dataclasses.fields(report):
        value = getattr(report, field.name)
        name = field.name.replace("_", " ")
        if isinstance(value, tuple):
            if value:
                parts.append(f"{name}: " + "; ".join(" ".join(map(str, item)) if isinstance(item, tuple) else str(item) for item in value[:20]))
        elif isinstance(value, float):
            parts.append(f"{name} {value:.1f}")
        elif value:
            parts.append(f"{name} {value:,}" if isinstance(value, int) else f"{name} {value}")
    return ", ".join(parts) or "nothing to do"
