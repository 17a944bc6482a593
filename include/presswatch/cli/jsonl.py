"""JSON Lines in, JSON Lines out: one line out per line in, in order, whatever a line holds."""

from __future__ import annotations

import contextlib
import itertools
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import IO, Any

from presswatch.errors import InputError

CHUNK = 32
"""Lines handed to a worker at once: enough to fill a batch of the language model, few enough to keep the order flowing."""

Record = dict[str, Any]


def parse_line(number: int, line: str) -> Record:
    """Return the object on a line, or an error record that says what is wrong with it."""
    try:
        value = json.loads(line)
    except ValueError as error:
        return make_error(None, f"line {number}: not JSON ({error})")
    if not isinstance(value, dict):
        return make_error(None, f"line {number}: not a JSON object")
    return value


def make_error(identity: object, reason: str) -> Record:
    """Return the record of a line that can't be worked on."""
    return {"id": identity, "status": "error", "reason": reason, "_refused": True}


def read_records(file: IO[str]) -> Iterator[Record]:
    """Yield one record per non-empty line; a bad line gives an error record."""
    for number, line in enumerate(file, 1):
        if line.strip():
            yield parse_line(number, line)


@contextlib.contextmanager
def open_input(path: str | None) -> Iterator[IO[str]]:
    """Open the input file, or standard input for `-` or None. Undecodable bytes are replaced. Raises InputError."""
    if path in (None, "-"):
        if hasattr(sys.stdin, "reconfigure"):
            sys.stdin.reconfigure(encoding="utf-8", errors="replace")
        yield sys.stdin
        return
    with contextlib.ExitStack() as stack:
        try:
            file = stack.enter_context(Path(str(path)).open(encoding="utf-8", errors="replace"))
        except OSError as error:
            raise InputError(f"{path}: {error.strerror}") from None
        yield file


def write_records(records: Iterable[Record]) -> bool:
    """Write each record as a line; return whether none of them is an error."""
    good = True
    for record in records:
        record.pop("_refused", None)
        good = good and record.get("status") != "error"
        sys.stdout.write(json.dumps(record, ensure_ascii=False, default=str) + "\n")
    sys.stdout.flush()
    return good


def map_records(work: Callable[[list[Record]], list[Record]], records: Iterable[Record], jobs: int) -> Iterator[Record]:
    """Apply `work` to chunks of records, in `jobs` processes, and yield the results in the order of the input.

    Records that were refused on reading pass through. Input is read only a few chunks ahead, so memory stays bounded.
    """
    source = iter(records)
    chunks = iter(lambda: list(itertools.islice(source, CHUNK)), [])
    if jobs <= 1:
        for chunk in chunks:
            yield from _apply(work, chunk)
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        ahead = [pool.submit(_apply, work, chunk) for chunk in itertools.islice(chunks, jobs * 3)]
        while ahead:
            yield from ahead.pop(0).result()
            ahead += [pool.submit(_apply, work, chunk) for chunk in itertools.islice(chunks, 1)]


def _apply(work: Callable[[list[Record]], list[Record]], chunk: list[Record]) -> list[Record]:
    usable = [record for record in chunk if not record.get("_refused")]
    done = iter(work(usable)) if usable else iter(())
    return [record if record.get("_refused") else next(done) for record in chunk]
