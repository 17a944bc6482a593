"""The suite: every expectation that a day's tables must fulfil, from the tables' definitions and from `checks.yaml`.

A check over several columns or tables is an SQL expression that becomes a column of true and false; what Great Expectations
then validates is that this column is true. This module owns which expectations there are; `gate` runs them.
"""

from __future__ import annotations

import datetime as dt
import statistics
import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import pydantic
import yaml

from presswatch.errors import ConfigError
from presswatch.model import TABLES, Check, Table
from presswatch.model.language import SOURCE_KINDS

KEY_CHECK = "key_is_unique"


class _Rule(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)

    name: str = pydantic.Field(pattern="^[a-z_]+$")
    severity: Literal["critical", "warning"]
    why: str = pydantic.Field(min_length=1)
    sql: str = pydantic.Field(min_length=1)
    needs: tuple[str, ...] = ()
    parent: str | None = None


class _Rules(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)

    all_day_tables: tuple[_Rule, ...]
    all_article_tables: tuple[_Rule, ...]
    tables: dict[str, tuple[_Rule, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """One expectation on a table: the check, and where it needs more than its own column, the SQL that computes it.

    `sql` is empty for a check that Great Expectations runs on the column itself. `parent` names the table whose refused row
    explains a failure.
    """

    table: str
    check: Check
    sql: str | None = None
    parent: str | None = None

    @property
    def label(self) -> str:
        """Return the name under which it is recorded, such as "articles.title: expect_column_values_to_not_be_null"."""
        return f"{self.table}.{self.check.column}: {self.check.expectation}" if self.check.column else f"{self.table}: {self.check.expectation}"


def list_expectations(table: Table, columns: Sequence[str], *, present: frozenset[str], day: dt.date) -> tuple[Expectation, ...]:
    """Return the expectations on a table's `columns`, given which tables are handed in together (`present`).

    A staged day carries no stamps yet (dt, run_id, code_version): what would look at them is left out then.
    """
    found = [Expectation(table=table.name, check=check) for check in table.checks() if check.column is None or check.column in columns]
    key = ", ".join(f"r.{name}" for name in table.key if name in columns)
    found.append(
        _expect_true(
            table.name, KEY_CHECK, f"row_number() OVER (PARTITION BY {key} ORDER BY r.row_position) = 1", "critical", f"another row has the same {', '.join(table.key)}"
        )
    )
    for rule in _rules_of(table, is_stamped="dt" in columns):
        if present.issuperset(rule.needs):
            found.append(_expect_true(table.name, rule.name, _fill(rule.sql, day), rule.severity, rule.why, rule.parent))
    return tuple(found)


def expect_row_count(table: Table, recent: Sequence[int]) -> tuple[Expectation, ...]:
    """Return the warning for a day with less than half of the rows usual on `recent` days; none if fewer than three are known."""
    if len(recent) < 3 or not table.partitioned:
        return ()
    usual = int(statistics.median(recent))
    why = f"at least half of the usual {usual} rows a day"
    check = Check(expectation="expect_table_row_count_to_be_between", arguments={"min_value": usual // 2, "max_value": None}, severity="warning", why=why)
    return (Expectation(table=table.name, check=check),)


def has_article(table: Table) -> bool:
    """Return whether the table's rows hang on an article of the same day."""
    return table.name not in ("articles", "discoveries", "discovery_log") and table.partitioned and any(f.name == "article_id" for f in table.fields)


def _rules_of(table: Table, *, is_stamped: bool) -> list[_Rule]:
    rules = load_rules()
    found: list[_Rule] = []
    if table.partitioned and is_stamped:
        found += rules.all_day_tables
    if has_article(table):
        found += rules.all_article_tables
    return [*found, *rules.tables.get(table.name, ())]


def _expect_true(table: str, name: str, sql: str, severity: Literal["critical", "warning"], why: str, parent: str | None = None) -> Expectation:
    check = Check(expectation="expect_column_values_to_be_in_set", column=name, arguments={"value_set": [True]}, severity=severity, why=why)
    return Expectation(table=table, check=check, sql=sql, parent=parent)


def _fill(sql: str, day: dt.date) -> str:
    vocabulary = "(" + ", ".join(f"'{kind}'" for kind in SOURCE_KINDS) + ")"
    return string.Template(sql).substitute(day=f"DATE '{day.isoformat()}'", source_kinds=vocabulary)


@cache
def load_rules() -> _Rules:
    """Return the checks of `checks.yaml`. Raises ConfigError when the file names an unknown table or misses a field."""
    source = files(__package__).joinpath("checks.yaml")
    try:
        rules = _Rules.model_validate(yaml.safe_load(source.read_text(encoding="utf-8")))
    except pydantic.ValidationError as error:
        first: Mapping[str, Any] = error.errors()[0]
        raise ConfigError(f"checks.yaml: {'.'.join(map(str, first['loc']))}: {first['msg']}") from None
    for name, found in rules.tables.items():
        if name not in TABLES:
            raise ConfigError(f"checks.yaml: tables.{name}: no such table")
        for rule in found:
            for other in (*rule.needs, *filter(None, [rule.parent])):
                if other not in TABLES:
                    raise ConfigError(f"checks.yaml: tables.{name}.{rule.name}: no table {other}")
    return rules
