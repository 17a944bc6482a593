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
        if self.expectation.check.expectation == "expect_column_values_to_not_be_null":
            return "null"
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
        from great_expectations.data_context.types.base import DataContextConfig, InMemoryStoreBackendDefaults, ProgressBarsConfig

        self._gx = gx
        # The default configuration would leave a folder for Data Docs in the temporary directory each time.
        configuration = DataContextConfig(store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False), progress_bars=ProgressBarsConfig(globally=False))
        context = gx.get_context(mode="ephemeral", project_config=configuration)
        # One asset for all tables: adding one writes the context's whole configuration out.
        self._batches = context.data_sources.add_pandas("presswatch").add_dataframe_asset("day").add_batch_definition_whole_dataframe("whole")

    def validate(self, frame: Any, expectations: Sequence[Expectation]) -> list[Finding]:
        """Run all expectations on a frame; one finding for each, in their order. An empty frame passes whatever is asked of rows.

        Whether an expectation holds is asked first, and which rows fail only of those that don't: that halves the time.
        """
        results = self._run(frame, expectations, {"result_format": "BOOLEAN_ONLY"})
        failing = [i for i, result in enumerate(results) if not result.success]
        if failing:
            detail = {"result_format": "COMPLETE", "unexpected_index_column_names": [POSITION], "partial_unexpected_count": 0}
            for i, result in zip(failing, self._run(frame, [expectations[i] for i in failing], detail), strict=True):
                results[i] = result
        return [_read_result(expectation, result) for expectation, result in zip(expectations, results, strict=True)]

    def _run(self, frame: Any, expectations: Sequence[Expectation], result_format: dict[str, Any]) -> list[Any]:
        suite = self._gx.ExpectationSuite(name="day", expectations=[self._translate(e, i) for i, e in enumerate(expectations)])
        answer = self._batches.get_batch({"dataframe": frame}).validate(suite, result_format=result_format)
        # Great Expectations gives results in an order of its own.
        return sorted(answer.results, key=_read_number)

    def _translate(self, expectation: Expectation, number: int) -> Any:
        check = expectation.check
        kind = getattr(self._gx.expectations, "".join(part.capitalize() for part in check.expectation.split("_")))
        column = {} if check.column is None else {"column": check.column}
        return kind(**column, **check.arguments, severity=check.severity, meta={"number": number})


def _read_number(result: Any) -> int:
    return int(result.expectation_config.meta["number"])


def _read_result(expectation: Expectation, result: Any) -> Finding:
    if result.exception_info.get("raised_exception") or (not result.success and not result.result):
        # A validation that couldn't run must never pass for a good one, nor for a bad row.
        raise RuntimeError(f"{expectation.label} could not be validated: {result.exception_info}")
    observed = result.result.get("observed_value")
    failed = {int(row[POSITION]): row.get(expectation.check.column) for row in result.result.get("unexpected_index_list") or ()}
    return Finding(expectation=expectation, success=bool(result.success), failed=failed, observed=None if observed is None else str(observed))
