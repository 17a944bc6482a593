"""Great Expectations behind one function: a frame and its expectations go in, findings come out.

Nothing else in Presswatch imports Great Expectations, and it is imported when an engine is made, since that takes seconds.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from presswatch.quality.frames import POSITION
from presswatch.quality.suite import Expectation

_SOURCE = "presswatch"
_EXAMPLES = 3
_LONGEST_VALUE = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What an expectation found: the positions of failing rows with the value that failed, and for a reader, what was seen."""

    expectation: Expectation
    success: bool
    failed: Mapping[int, Any]
    observed: str | None = None

    def describe(self) -> str | None:
        """Return what a reader should see of it: the value observed, or examples of what failed; None if all is well."""
        if self.observed is not None:
            return f"{self.observed}; expected {self.expectation.check.why}"
        if not self.failed or self.expectation.sql is not None:
            return self.expectation.check.why if self.failed else None
        examples = list(dict.fromkeys(shorten_value(value) for value in self.failed.values()))[:_EXAMPLES]
        return "such as " + ", ".join(examples)


def shorten_value(value: Any) -> str:
    """Return a value as Python would write it, cut to 80 characters."""
    text = repr(value.item() if hasattr(value, "item") else value)
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + "…"


class Engine:
    """An ephemeral Great Expectations context; no files, no telemetry, no progress bars."""

    def __init__(self) -> None:
        os.environ["GX_ANALYTICS_ENABLED"] = "false"
        import great_expectations as gx
        from great_expectations.data_context.types.base import ProgressBarsConfig

        self._gx = gx
        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = ProgressBarsConfig(globally=False)
        self._source = context.data_sources.add_pandas(_SOURCE)

    def validate(self, table: str, frame: Any, expectations: Sequence[Expectation]) -> list[Finding]:
        """Run all expectations on a frame; one finding for each, in their order. An empty frame passes whatever is asked of rows."""
        asset = self._source.add_dataframe_asset(table)
        batch = asset.add_batch_definition_whole_dataframe("whole").get_batch({"dataframe": frame})
        suite = self._gx.ExpectationSuite(name=table, expectations=[self._translate(e, i) for i, e in enumerate(expectations)])
        answer = batch.validate(suite, result_format={"result_format": "COMPLETE", "unexpected_index_column_names": [POSITION], "partial_unexpected_count": 0})
        found: dict[int, Finding] = {}
        for result in answer.results:
            configuration: Any = result.expectation_config
            number = configuration.meta["number"]
            found[number] = _read_result(expectations[number], result)
        return [found[i] for i in range(len(expectations))]

    def _translate(self, expectation: Expectation, number: int) -> Any:
        check = expectation.check
        kind = getattr(self._gx.expectations, "".join(part.capitalize() for part in check.expectation.split("_")))
        column = {} if check.column is None else {"column": check.column}
        return kind(**column, **check.arguments, severity=check.severity, meta={"number": number})


def _read_result(expectation: Expectation, result: Any) -> Finding:
    if result.exception_info.get("raised_exception") or (not result.success and "unexpected_index_list" not in result.result and expectation.check.column):
        # A validation that couldn't run must never pass for a good one.
        raise RuntimeError(f"{expectation.label} could not be validated: {result.exception_info}")
    rows = result.result.get("unexpected_index_list") or ()
    failed = {int(row[POSITION]): row.get(expectation.check.column) for row in rows}
    observed = result.result.get("observed_value")
    return Finding(expectation=expectation, success=bool(result.success), failed=failed, observed=None if observed is None else str(observed))
