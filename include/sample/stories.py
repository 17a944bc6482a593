"""The written texts: reads outlets.yaml and stories/*.yaml, checks them, and splits the light markup into blocks. No dates, no HTML.

Markup of a text, one block a paragraph (blank line between):
`## words` subheading · `- words` list item · `> words` pull quote · `[quote] words` quoted statement ·
`[image] caption || credit` · `[background] title || paragraph || ...` · `[note] words` correction or editor's note ·
`[live 14:05] headline || paragraph || ...` · `[paywall] words || ...` · anything else a paragraph. `[[words]]` inside a line is a link.
"""

from __future__ import annotations

import dataclasses
import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from sample.records import Block, FeedSpec, Outlet, Revision, Text

HERE = Path(__file__).resolve().parent
_MARKED = re.compile(r"\[(image|background|note|quote|paywall|live (\d\d:\d\d))\]\s+")
_KINDS = ("article", "index", "gallery", "video", "quiz", "soft_404", "bot_wall", "cookie_wall", "paywall_stub")


class SampleError(ValueError):
    """A data file of the sample newsroom is wrong; the text names the file and the entry."""


def _build(record: type, values: dict[str, Any], where: str) -> Any:
    known = {f.name for f in dataclasses.fields(record)}
    unknown = set(values) - known
    if unknown:
        raise SampleError(f"{where}: unknown field {sorted(unknown)[0]!r}")
    return record(**{name: tuple(value) if isinstance(value, list) else value for name, value in values.items()})


@cache
def load_outlets() -> dict[str, Outlet]:
    """Return all outlets by id, in the order of outlets.yaml."""
    outlets = {}
    for number, entry in enumerate(yaml.safe_load((HERE / "outlets.yaml").read_text(encoding="utf-8"))["outlets"], start=1):
        for key in ("feeds", "sitemaps"):
            entry[key] = [_build(FeedSpec, spec, f"outlets.yaml: {entry['id']}") for spec in entry.get(key, [])]
        outlets[entry["id"]] = _build(Outlet, {"number": number, **entry}, f"outlets.yaml: {entry['id']}")
    return outlets


@cache
def _read_stories() -> list[tuple[str, dict[str, Any]]]:
    """Return (file name, story) for every story, in file order."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return [
        (file.name, story)
        for file in sorted((HERE / "stories").glob("*.yaml"))
        for story in yaml.load_all(file.read_text(encoding="utf-8"), Loader=loader)
    ]


@cache
def load_texts() -> dict[str, Text]:
    """Return every text by key (story/id), in file order. References between texts are checked."""
    texts: dict[str, Text] = {}
    outlets = load_outlets()
    for name, story in _read_stories():
        for entry in story["articles"]:
            where = f"{name}: {story['story']}/{entry.get('id')}"
            text = _read_text(story["story"], dict(entry), where)
            if text.key in texts:
                raise SampleError(f"{where}: given twice")
            if text.outlet not in outlets or text.kind not in _KINDS or text.day not in (0, -1, -2, -3):
                raise SampleError(f"{where}: unknown outlet, kind or day")
            texts[text.key] = text
    for text in texts.values():
        for reference in (text.copy_of, text.translation_of, text.canonical_to):
            if reference and reference not in texts:
                raise SampleError(f"{text.key}: no text {reference!r}")
        if text.copy_of:
            original = texts[text.copy_of]
            if original.copy_of:
                raise SampleError(f"{text.key}: copy of a copy; name the original")
            if (text.day, text.at) <= (original.day, original.at):
                raise SampleError(f"{text.key}: out before its original")
    return texts


@cache
def load_summaries() -> dict[str, str]:
    """Return one line per story that says what happened."""
    return {story["story"]: " ".join(story["summary"].split()) for _, story in _read_stories()}


def _read_text(story: str, entry: dict[str, Any], where: str) -> Text:
    for name in ("copy_of", "translation_of", "canonical_to"):
        if entry.get(name) and "/" not in entry[name]:
            entry[name] = f"{story}/{entry[name]}"
    entry["edits"] = [tuple(pair) for pair in entry.get("edits", [])]
    entry["revisions"] = [
        _build(Revision, {**revision, "edits": [tuple(pair) for pair in revision.get("edits", [])]}, where)
        for revision in entry.get("revisions", [])
    ]
    text: Text = _build(Text, {"story": story, **entry}, where)
    if not text.title and not text.copy_of:
        raise SampleError(f"{where}: no title")
    return text


def split_blocks(markup: str) -> list[Block]:
    """Split light markup into blocks, in page order."""
    return [_read_block(" ".join(part.split())) for part in re.split(r"\n\s*\n", markup.strip()) if part.strip()]


def _read_block(part: str) -> Block:
    if part.startswith("## "):
        return Block(kind="body", role="heading", lines=(part[3:],))
    if part.startswith("- "):
        return Block(kind="body", role="item", lines=(part[2:],))
    if part.startswith("> "):
        return Block(kind="pullquote", lines=(part[2:],))
    marked = _MARKED.match(part)
    if not marked:
        return Block(kind="body", lines=(part,))
    name, time = marked.group(1).split()[0], marked.group(2)
    lines = tuple(line.strip() for line in part[marked.end() :].split("||"))
    if name == "quote":
        return Block(kind="body", role="quote", lines=lines)
    kind = {"image": "figure", "note": "correction", "live": "live_update"}.get(name, name)
    return Block(kind=kind, lines=lines, time=time)
