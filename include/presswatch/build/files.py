"""Files of the stage: written under a temporary name and renamed, so that a reader never sees half of one."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from presswatch.settings import Settings


def day_folder(settings: Settings, day: dt.date) -> Path:
    """Return the folder of a day's staged files."""
    return settings.stage_dir / f"dt={day:%Y-%m-%d}"


@contextmanager
def fresh_file(target: Path) -> Iterator[Path]:
    """Give a temporary file that takes the place of `target` in one rename when the block ends well."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, suffix=".tmp", delete=False) as file:
        making = Path(file.name)
    yield making
    making.replace(target)


def write_json(path: Path, value: Any) -> None:
    """Write `value` as JSON in one step."""
    with fresh_file(path) as making:
        making.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")


def read_json(path: Path) -> Any:
    """Read a JSON file."""
    return json.loads(path.read_text(encoding="utf-8"))


@contextmanager
def fresh_folder(target: Path) -> Iterator[Path]:
    """Give a temporary folder that becomes `target` in one rename when the block ends well, and vanishes when it doesn't.

    If `target` appeared meanwhile (another worker did the same work), that one is kept.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=target.parent, prefix=".making-"))
    try:
        yield folder
        try:
            folder.rename(target)
        except OSError:
            if not target.is_dir():
                raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def write_tables(folder: Path, tables: Mapping[str, pa.Table]) -> None:
    """Write each table as `NAME.parquet` into the folder."""
    for name, rows in tables.items():
        pq.write_table(rows, folder / f"{name}.parquet", compression="zstd")


def read_tables(folder: Path) -> dict[str, pa.Table]:
    """Read all tables of a folder by name."""
    return {path.stem: pq.read_table(path) for path in sorted(folder.glob("*.parquet"))}
