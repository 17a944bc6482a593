"""The filter behind `presswatch tag`: JSON records of texts in, JSON records of what they say out, one for one and in order.

This module owns the JSON form: `start` and `end` where tables say `start_char` and `end_char`, times in ISO 8601. A line that can't be read
gives a record with status `rejected` (nothing to read) or `error` (it can't be understood) and a reason; the lines after it are read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from spacy.tokens import Doc

from presswatch.ids import stable_id
from presswatch.model.handover import Document
from presswatch.model.schema import list_names
from presswatch.settings import Settings
from presswatch.tag.claims.factuality import view_factuality
from presswatch.tag.extensions import LAYERS
from presswatch.tag.pipeline import Tagger

Record = dict[str, Any]

_RENAMED = {"start_char": "start", "end_char": "end"}
_LONGEST_TEXT = 900_000  # characters; spaCy refuses a million


class TagFilter:
    """Reads records with a tagger that is loaded once."""

    def __init__(self, tagger: Tagger) -> None:
        self._tagger = tagger

    @classmethod
    def load(cls, settings: Settings) -> TagFilter:
        """Load the tagger. Raises ConfigError when it can't be loaded."""
        return cls(Tagger.load(settings))

    def tag_records(self, records: Iterable[Record]) -> Iterator[Record]:
        """Yield one record per input record: {"id", "status", "reason", "mentions", "times", "claims", "events", "factuality"}."""
        for record in records:
            yield self.tag_record(record)

    def tag_record(self, record: Record) -> Record:
        """Read one record {"id", "title", "text", "published_at", "language"?, "outlet"?}."""
        identity = record.get("id")
        try:
            document = make_document(record)
        except ValueError as error:
            return _refuse(identity, "error", str(error))
        if not document.text.strip():
            return _refuse(identity, "rejected", "text is empty")
        try:
            doc = self._tagger.annotate(document)
        except Exception as error:
            # One text that breaks a rule must not lose the lines after it: the fault is reported as data.
            return _refuse(identity, "error", f"reading failed: {type(error).__name__}: {error}")
        return {"id": identity, "status": "ok", "reason": None, **make_layers(doc)}


def make_document(record: Record) -> Document:
    """Check a record and return it as a document. Raises ValueError that names the field."""
    text = record.get("text")
    if not isinstance(text, str):
        raise ValueError("text is missing" if text is None else "text is no string")
    if len(text) > _LONGEST_TEXT:
        raise ValueError(f"text has {len(text)} characters, more than {_LONGEST_TEXT}")
    for name in ("title", "language", "outlet", "outlet_country", "dateline_place"):
        if record.get(name) is not None and not isinstance(record[name], str):
            raise ValueError(f"{name} is no string")
    identity = record.get("id")
    return Document(
        article_id=str(identity) if identity is not None else stable_id("text", text),
        title=record.get("title"),
        text=text,
        published_at=parse_time(record.get("published_at")),
        language=record.get("language"),
        outlet_id=record.get("outlet"),
        outlet_country=record.get("outlet_country"),
        dateline_place=record.get("dateline_place"),
    )


def parse_time(value: object) -> dt.datetime | None:
    """Return an ISO 8601 date or time, in UTC where it names no zone. Raises ValueError for anything else."""
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise ValueError("published_at is no string")
    try:
        moment = dt.datetime.fromisoformat(value.strip())
    except ValueError:
        raise ValueError(f"published_at is no ISO 8601 time: {value[:40]!r}") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def make_layers(doc: Doc) -> Record:
    """Return the layers of an annotated Doc in their JSON form."""
    layers: Record = {layer: [_write(row) for row in getattr(doc._, layer)] for layer in LAYERS}
    for claim in layers["claims"]:
        claim["content"] = [[part["start"], part["end"]] for part in claim.pop("parts")]
    layers["factuality"] = view_factuality(doc)
    return layers


def _write(value: Any) -> Any:
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, (list, tuple)):
        return [_write(inner) for inner in value]
    if isinstance(value, (dt.datetime, dt.date)):
        return value.isoformat()
    kind: type = type(value)
    fields = [(name, getattr(value, field)) for name, field in _list_fields(kind)]
    return {name: inner if inner is None or inner.__class__ is str else _write(inner) for name, inner in fields}


@cache
def _list_fields(kind: type) -> tuple[tuple[str, str], ...]:
    """Return the fields of a record class, each with its name in JSON first."""
    return tuple((_RENAMED.get(name, name), name) for name in list_names(kind) if name != "article_id")  # the record's id says it


def _refuse(identity: object, status: str, reason: str) -> Record:
    return {"id": identity, "status": status, "reason": reason, **{layer: [] for layer in LAYERS}, "factuality": []}
