"""From a text as written to an article of one day: copies cut and extended, revisions applied, dates filled in. No furniture, no HTML."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sample.records import Block, Outlet, Text
from sample.stories import SampleError, split_blocks
from sample.wording import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition:
    """An article of one day: everything said, with real dates, before any outlet puts its furniture around it."""

    text: Text
    outlet: Outlet
    origin: Text
    title: str
    subtitle: str | None
    authors: tuple[str, ...]
    blocks: tuple[Block, ...]
    published_at: dt.datetime
    modified_at: dt.datetime | None
    dateline: str | None
    dateline_place: str | None
    wire: Outlet | None
    changes: tuple[str, ...]
    dates: tuple[tuple[str, str], ...]
    revision: int


def moment(edition: dt.date, day: int, at: str, outlet: Outlet) -> dt.datetime:
    """Return the aware local time of UTC clock time `at` (HH:MM) on edition day `day`."""
    hour, minute = (int(part) for part in at.split(":"))
    utc = dt.datetime.combine(edition + dt.timedelta(days=day), dt.time(hour, minute), dt.UTC)
    return utc.astimezone(ZoneInfo(outlet.zone))


def compose(text: Text, revision: int, edition: dt.date, texts: Mapping[str, Text], outlets: Mapping[str, Outlet]) -> Composition:
    """Compose `text` in its state `revision` (0 is the first) for the edition that ends on `edition` (UTC)."""
    outlet = outlets[text.outlet]
    origin = texts[text.copy_of] if text.copy_of else text
    source = outlets[origin.outlet]
    published_at = moment(edition, text.day, text.at, outlet)
    own = Wording(published_at.date(), outlet.locale, outlet.day_format)
    told = Wording(moment(edition, origin.day, origin.at, source).date(), source.locale, source.day_format) if text.copy_of else own
    states = text.revisions[:revision]

    if text.copy_of:
        blocks = _copy_blocks(text, origin, own, told, outlet.photos)
    else:
        markup = text.text
        for state in states:
            markup = _edit(markup, state.edits, text.key) + ("\n\n" + state.append if state.append else "")
        blocks = [_fill(block, own) for block in split_blocks(markup)]
    blocks += [Block(kind="correction", lines=(own.fill(state.note),)) for state in states if state.note]

    title = own.fill(text.title) if text.title else told.fill(origin.title)
    for state in states:
        title = own.fill(state.title) if state.title else title
    subtitle = own.fill(text.subtitle) if text.subtitle else None
    wire = source if source.kind == "wire" and text.credit != "none" else None
    place = (text.dateline or (origin.dateline if text.credit == "dateline" else None)) if text.copy_of else text.dateline
    dateline = None
    if place:
        pattern = outlet.wire_dateline if wire else outlet.dateline
        dateline = pattern.format(place=place, wire=source.short, day=told.fill("{date}") if "{day}" in pattern else "").strip()
    changed = (text.day, text.updated) if text.updated else None
    for state in states:
        changed = changed if state.stealth else (state.day, state.at)
    if text.copy_of and text.credit == "end":
        blocks.append(Block(kind="credit", lines=(outlet.credit_line.format(wire=source.name),)))
    return Composition(
        text=text, outlet=outlet, origin=origin, title=title, subtitle=subtitle,
        authors=(source.name,) if text.copy_of and text.credit == "byline" else text.authors,
        blocks=tuple(blocks), published_at=published_at,
        modified_at=moment(edition, *changed, outlet) if changed else None,
        dateline=dateline, dateline_place=place, wire=wire, changes=_list_changes(text, origin, blocks),
        dates=tuple(dict.fromkeys([*told.named, *own.named])), revision=revision,
    )  # fmt: skip


def _copy_blocks(text: Text, origin: Text, own: Wording, told: Wording, photos: bool) -> list[Block]:
    """The kept paragraphs of the original, in the order in which `keep` names them, with what the copying outlet put before, between and after them."""
    markup = _edit(origin.text, text.edits, text.key)
    blocks = [_fill(block, own) for block in split_blocks(text.before)]
    written = split_blocks(markup)
    if photos:
        blocks += [_fill(block, told) for block in written if block.kind == "figure"][:1]
    paragraphs = [block for block in written if block.kind == "body"]
    if text.keep and max(text.keep) > len(paragraphs):
        raise SampleError(f"{text.key}: keeps paragraph {max(text.keep)} of {len(paragraphs)}")
    for number in text.keep or range(1, len(paragraphs) + 1):
        blocks.append(_fill(paragraphs[number - 1], told))
        if number in text.insert:
            blocks += [_fill(added, own) for added in split_blocks(text.insert[number])]
    return blocks + [_fill(block, own) for block in split_blocks(text.after)]


def _list_changes(text: Text, origin: Text, blocks: list[Block]) -> tuple[str, ...]:
    """Name what a copy changed: cut, retitled, extended, edited, reordered; nothing for an original or a verbatim copy."""
    if not text.copy_of:
        return ()
    total = sum(block.kind == "body" for block in split_blocks(origin.text))
    added = [block for part in (text.before, text.after, *text.insert.values()) for block in split_blocks(part) if block.kind == "body"]
    found = {
        "cut": bool(text.keep) and len(text.keep) < total,
        "retitled": bool(text.title) and text.title != origin.title,
        "extended": bool(added),
        "edited": bool(text.edits),
        "reordered": list(text.keep) != sorted(text.keep),
    }
    return tuple(name for name, holds in found.items() if holds)


def _edit(markup: str, edits: tuple[tuple[str, str], ...], key: str) -> str:
    """Replace wordings; blanks and line breaks in the markup count as equal."""
    for old, new in edits:
        flat = "\n\n".join(" ".join(part.split()) for part in markup.split("\n\n"))
        if " ".join(old.split()) not in flat:
            raise SampleError(f"{key}: nothing to replace for {old!r}")
        markup = flat.replace(" ".join(old.split()), new)
    return markup


def _fill(block: Block, wording: Wording) -> Block:
    return dataclasses.replace(block, lines=tuple(wording.fill(line) for line in block.lines))


def make_byline(piece: Composition) -> str:
    """Return the byline as the outlet writes it, such as 'By Ada Moran and Tim Oduya'."""
    names = list(piece.authors)
    joined = f" {piece.outlet.conjunction} ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)
    return piece.outlet.byline.format(authors=joined)
