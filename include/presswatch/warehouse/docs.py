"""The page `docs/tables.md`, written from the tables' definitions and the views' file; a test keeps the page current."""

from __future__ import annotations

from collections.abc import Iterator

from presswatch.model import TABLES, Field, Table
from presswatch.warehouse.export import INTERNAL_TABLES
from presswatch.warehouse.views import View, load_views

_HEAD = """# Tables and views

Everything is in schema `news` of the lake, and in schema `main` of `reports/presswatch.duckdb`. This page is written from the
tables' definitions (`include/presswatch/model/`) and the views' file (`include/presswatch/warehouse/views.yaml`): change those,
then run `make docs`.

Times are UTC (`TIMESTAMPTZ`, names ending in `_at`). Offsets count characters of the article's `text`, from 0, the end exclusive;
in SQL: `substring(text, start_char + 1, end_char - start_char)`. A day table is partitioned by `dt`, the UTC day of the first
capture, and every row of it names the run (`run_id`) and the code (`code_version`) that wrote it. A column that may be null is
null where the fact isn't known: nothing is guessed.
"""


def write_tables_page() -> str:
    """Return the page in Markdown."""
    tables = [table for table in TABLES.values() if table.name not in INTERNAL_TABLES]
    internal = [TABLES[name] for name in TABLES if name in INTERNAL_TABLES]
    lines = [_HEAD, "## Overview", "", "| table | one row per | key |", "| --- | --- | --- |"]
    lines += [f"| [`{t.name}`](#{t.name}) | {t.description} | {', '.join(t.key)} |" for t in tables]
    lines += ["", "| view | what it shows |", "| --- | --- |"]
    lines += [f"| [`{v.name}`](#{v.name}) | {v.description} |" for v in load_views()]
    for table in tables:
        lines += _describe_table(table)
    for view in load_views():
        lines += _describe_view(view)
    lines += ["", "## Internal tables", "", "The builds keep these for themselves; they aren't exported and may change at any time."]
    for table in internal:
        lines += _describe_table(table, level="###")
    return "\n".join(lines) + "\n"


def _describe_table(table: Table, level: str = "##") -> Iterator[str]:
    yield from ("", f"{level} {table.name}", "", table.description)
    kind = "Day table" if table.partitioned else "Whole table"
    yield from ("", f"{kind}. Key: {', '.join(f'`{name}`' for name in table.key)}.", "", "| column | type | null | meaning |", "| --- | --- | --- | --- |")
    for field in table.fields:
        yield f"| `{field.name}` | {_shorten_type(field)} | {'yes' if field.nullable else ''} | {_explain(field)} |"


def _describe_view(view: View) -> Iterator[str]:
    yield from ("", f"## {view.name}", "", view.description, "", "| column | meaning |", "| --- | --- |")
    for name, meaning in view.columns.items():
        yield f"| `{name}` | {_escape(meaning)} |"


def _explain(field: Field) -> str:
    column = field.column
    parts = [column.description]
    if column.values is not None:
        parts.append("One of " + ", ".join(f"`{value}`" for value in column.values) + ".")
    if column.minimum is not None and column.maximum is not None:
        parts.append(f"Between {column.minimum:g} and {column.maximum:g}.")
    elif column.minimum is not None:
        parts.append(f"At least {column.minimum:g}.")
    elif column.maximum is not None:
        parts.append(f"At most {column.maximum:g}.")
    return _escape(" ".join(parts))


def _shorten_type(field: Field) -> str:
    return "`" + field.duckdb_type.replace('"', "") + "`"


def _escape(text: str) -> str:
    return text.replace("|", "\\|")
