"""Refused rows: why a row is refused, in words, and the quarantine rows that keep it whole."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from presswatch.model import TABLES, QuarantineRow, Table
from presswatch.quality.engine import Finding, shorten_value


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """One expectation's refusal of one row. `inherited` means that the row is refused because of the row that it hangs on."""

    position: int
    row: QuarantineRow
    inherited: bool


def list_refusals(table: Table, rows: pa.Table, findings: Sequence[Finding], refused: Mapping[str, Mapping[str, str]]) -> list[Refusal]:
    """Return the refusals that critical findings mean, in the order of rows.

    `refused` gives per parent table the refused ids with the expectation that refused them.
    """
    critical = [f for f in findings if f.expectation.check.severity == "critical" and f.failed]
    positions = sorted({position for finding in critical for position in finding.failed})
    plain = dict(zip(positions, rows.take(pa.array(positions, pa.int64())).to_pylist(), strict=True))
    refusals: list[Refusal] = []
    seen: dict[tuple[str, str], int] = {}
    for position in positions:
        row = plain[position]
        row_json = write_json(row)
        for finding in critical:
            if position not in finding.failed:
                continue
            cause = _find_cause(finding, row, refused)
            row_id = "|".join("" if row[name] is None else str(row[name]) for name in table.key if name in row)
            times = seen[row_id, finding.expectation.label] = seen.get((row_id, finding.expectation.label), 0) + 1
            refusals.append(
                Refusal(
                    position=position,
                    inherited=cause is not None,
                    row=QuarantineRow(
                        table_name=table.name,
                        # Rows that share a key are told apart, for the quarantine has a key too.
                        row_id=row_id if times == 1 else f"{row_id}#{times}",
                        expectation=finding.expectation.label,
                        reason=cause or explain_failure(finding, position),
                        row_json=row_json,
                    ),
                )
            )
    return refusals


def explain_failure(finding: Finding, position: int) -> str:
    """Return column, value and what was expected, as one line."""
    check = finding.expectation.check
    if finding.expectation.sql is not None:
        return check.why
    value = shorten_value(finding.failed[position])
    arguments = check.arguments
    match check.expectation:
        case "expect_column_values_to_not_be_null":
            return f"{check.column} is null"
        case "expect_column_values_to_be_in_set":
            return f"{check.column} is {value}, not one of {', '.join(map(str, arguments['value_set']))}"
        case "expect_column_values_to_be_between":
            low, high = arguments.get("min_value"), arguments.get("max_value")
            expected = f"at least {low}" if high is None else f"at most {high}" if low is None else f"between {low} and {high}"
            return f"{check.column} is {value}, expected {expected}"
        case "expect_column_values_to_match_regex":
            return f"{check.column} is {value}, which doesn't match {arguments['regex']}"
    return f"{check.column} is {value}: {check.why or check.expectation}"


def mark_quarantined(discoveries: pa.Table, refused: Mapping[str, str]) -> pa.Table:
    """Return the discoveries with the outcome quarantined where the article that the URL became is refused."""
    articles = discoveries.column("article_id").to_pylist()
    outcomes, reasons = discoveries.column("outcome").to_pylist(), discoveries.column("reason").to_pylist()
    for i, article in enumerate(articles):
        if outcomes[i] in ("published", "duplicate_url") and article in refused:
            outcomes[i], reasons[i] = "quarantined", f"article refused by {refused[article]}"
    for name, values in (("outcome", outcomes), ("reason", reasons)):
        at = discoveries.schema.get_field_index(name)
        discoveries = discoveries.set_column(at, discoveries.schema.field(at), pa.array(values, discoveries.schema.field(at).type))
    return discoveries


def write_json(row: Mapping[str, Any]) -> str:
    """Return a row as JSON with sorted keys; times in ISO 8601, numbers that JSON lacks (NaN, infinity) as text."""
    return json.dumps(_plain(row), ensure_ascii=False, sort_keys=True, allow_nan=False)


def _find_cause(finding: Finding, row: Mapping[str, Any], refused: Mapping[str, Mapping[str, str]]) -> str | None:
    parent = finding.expectation.parent
    if parent is None or parent not in refused:
        return None
    column = TABLES[parent].key[0]
    by = refused[parent].get(row[column])
    return None if by is None else f"{column} {row[column]} was refused by {by}"


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
