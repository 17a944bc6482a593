"""The gate: validates a staged day before it is published, and parts its good rows from the bad.

Rows that fail a critical expectation go to quarantine, together with the rows that hang on them; warnings are only recorded.
When too large a share of a table is refused, the day isn't fit to be published: GateError.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from presswatch.errors import GateError
from presswatch.model import TABLES, QuarantineRow, Table, Validation
from presswatch.quality.engine import Engine, Finding
from presswatch.quality.frames import Day
from presswatch.quality.refusal import Refusal, list_refusals, mark_quarantined
from presswatch.quality.suite import expect_row_count, list_expectations

# Below so many refused rows of a table, a share says nothing: one bad page of ten mustn't hold back a small outlet's day.
MINIMUM_REFUSED = 5
# Parents first: what hangs on a row is looked at when it is known whether that row is accepted.
_FIRST = ("outlets", "entities", "fetches", "articles", "claims")


@dataclass(frozen=True, slots=True, kw_only=True)
class DayContext:
    """What the gate may know of other days: `recent_counts` gives per table the rows of each recent day."""

    recent_counts: Mapping[str, Sequence[int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class GateResult:
    """Accepted rows per table, refused rows, and the result of every expectation, in the order of the tables."""

    tables: dict[str, pa.Table]
    quarantine: list[QuarantineRow]
    validations: list[Validation]


def check_day(tables: Mapping[str, pa.Table], *, dt: datetime.date, max_failed_share: float, context: DayContext | None = None) -> GateResult:
    """Validate a day's rows and return the accepted ones, the quarantine, and the result of every expectation.

    `tables` holds, by name, any of the lake's tables in their schema, with or without the stamps: whole tables, and day tables
    with the rows of `dt` only (others are refused). Checks that need a table not handed in are left out. A row that hangs on a refused row (an article's
    mentions, a claim's events) is refused with it, but doesn't count against `max_failed_share`. A discovery whose article is
    refused stays, with the outcome quarantined. Raises GateError when more than `max_failed_share` of a table's rows, and at
    least MINIMUM_REFUSED, are refused for their own sake.
    """
    recent = (context or DayContext()).recent_counts
    accepted = dict(tables)
    quarantine: list[QuarantineRow] = []
    validations: list[Validation] = []
    refused: dict[str, dict[str, str]] = {}
    engine, day = Engine(), Day(tables)
    try:
        for name in sorted(tables, key=lambda n: (_FIRST.index(n) if n in _FIRST else len(_FIRST), n)):
            table, rows = TABLES[name], tables[name]
            expectations = [*list_expectations(table, rows.column_names, present=frozenset(tables), day=dt), *expect_row_count(table, recent.get(name, ()))]
            findings = engine.validate(day.build_frame(table, rows, expectations), expectations)
            refusals = list_refusals(table, rows, findings, refused)
            _check_share(dt, table, rows.num_rows, refusals, max_failed_share)
            validations += [_record(finding, rows.num_rows) for finding in findings]
            if refusals:
                quarantine += [refusal.row for refusal in refusals]
                gone = {refusal.position for refusal in refusals}
                accepted[name] = rows.filter(pa.array([i not in gone for i in range(rows.num_rows)]))
                refused[name] = _list_refused(table, rows, accepted[name], refusals)
                day.accept(name, accepted[name])
    finally:
        day.close()
    if "discoveries" in accepted and "articles" in refused:
        accepted["discoveries"] = mark_quarantined(accepted["discoveries"], refused["articles"])
    order = {name: position for position, name in enumerate(TABLES)}
    validations.sort(key=lambda v: order[v.table_name])
    quarantine.sort(key=lambda q: (order[q.table_name], q.row_id, q.expectation))
    return GateResult(tables=accepted, quarantine=quarantine, validations=validations)


def _check_share(dt: datetime.date, table: Table, n_rows: int, refusals: Sequence[Refusal], max_failed_share: float) -> None:
    own = [refusal for refusal in refusals if not refusal.inherited]
    n_refused = len({refusal.position for refusal in own})
    if n_refused < MINIMUM_REFUSED or n_refused <= max_failed_share * n_rows:
        return
    by_expectation: dict[str, list[QuarantineRow]] = {}
    for refusal in own:
        by_expectation.setdefault(refusal.row.expectation, []).append(refusal.row)
    label, worst = max(by_expectation.items(), key=lambda item: len(item[1]))
    examples = "; ".join(f"{row.row_id} ({row.reason})" for row in worst[:3])
    raise GateError(
        f"{dt}: {n_refused} of {n_rows} rows of {table.name} refused ({n_refused / n_rows:.1%}, allowed {max_failed_share:.1%}), nothing of the day is published;"
        f" {len(worst)} by {label}, such as {examples}"
    )


def _list_refused(table: Table, rows: pa.Table, accepted: pa.Table, refusals: Sequence[Refusal]) -> dict[str, str]:
    """Return the refused ids with the expectation that refused them; an id of which another row was accepted isn't refused."""
    ids = rows.column(table.key[0]).to_pylist()
    kept = set(accepted.column(table.key[0]).to_pylist())
    gone: dict[str, str] = {}
    for refusal in refusals:
        if ids[refusal.position] not in kept:
            gone.setdefault(ids[refusal.position], refusal.row.expectation)
    return gone


def _record(finding: Finding, n_rows: int) -> Validation:
    check = finding.expectation.check
    n_failed = len(finding.failed) if check.column else int(not finding.success)
    return Validation(
        table_name=finding.expectation.table,
        expectation=finding.expectation.label,
        severity=check.severity,
        success=finding.success,
        n_rows=n_rows,
        n_failed=n_failed,
        observed=finding.describe(),
    )
