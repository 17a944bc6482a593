"""The newsroom of one edition: every page in every state, with its truth, feeds and sitemaps. Deterministic; no sockets, no files written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cached_property

from sample.addresses import DEFAULT_PORT, make_bases
from sample.compose import Composition, compose, make_byline, moment
from sample.furniture import furnish, pick_neighbours
from sample.records import BODY_KINDS, Block, Outlet, PageRecord, StoryTruth, Text, Truth, ZoneTruth
from sample.render import make_slug, render_page, strip_markup
from sample.stories import load_outlets, load_summaries, load_texts


class Newsroom:
    """The sample newsroom as of the UTC date `edition`: four days of pages, from `edition` - 3 to `edition`.

    `bases` maps outlet ids to base addresses without a final slash; the default is where `sample.serve` serves on its
    default port. The same edition and bases give the same bytes.
    """

    def __init__(self, edition: dt.date, bases: Mapping[str, str] | None = None) -> None:
        self.edition = edition
        self._outlets = load_outlets()
        self._texts = load_texts()
        self.bases = dict(bases) if bases is not None else make_bases(list(self._outlets.values()), DEFAULT_PORT)
        self._order = {
            outlet: sorted((text for text in self._texts.values() if text.outlet == outlet), key=lambda text: (text.day, text.at, text.id))
            for outlet in self._outlets
        }
        self._composed: dict[tuple[str, int], Composition] = {}
        self._made: dict[tuple[str, int, int], PageRecord] = {}
        self._paths = {text.key: self._make_path(text) for text in self._texts.values()}

    @property
    def outlets(self) -> tuple[Outlet, ...]:
        """All outlets, in the order of outlets.yaml."""
        return tuple(self._outlets.values())

    @cached_property
    def _states(self) -> tuple[PageRecord, ...]:
        records = [
            self._make_page(text, revision, as_of=text.day if revision == 0 else text.revisions[revision - 1].day)
            for texts in self._order.values()
            for text in texts
            for revision in range(len(text.revisions) + 1)
        ]
        return tuple(sorted(records, key=lambda page: (page.seen_at, page.outlet_id, page.path, page.truth.revision)))

    @cached_property
    def _live(self) -> tuple[PageRecord, ...]:
        records = []
        for texts in self._order.values():
            for text in texts:
                day = text.revisions[-1].day if text.revisions else text.day
                records.append(self._make_page(text, len(text.revisions), as_of=0 if self._outlets[text.outlet].rotating else day))
        return tuple(records)

    def pages(self, day: int | None = None) -> tuple[PageRecord, ...]:
        """Every page in every state, in order of time: a corrected article stands there twice. `day` narrows to one edition day."""
        return tuple(page for page in self._states if day is None or page.day == day)

    def live_pages(self) -> tuple[PageRecord, ...]:
        """Every page once, in its latest state, as the server has it on the day of the edition."""
        return self._live

    def page(self, key: str, revision: int = 0) -> PageRecord:
        """The page of the text `key` (story/id) in one state."""
        return next(page for page in self._states if page.truth.key == key and page.truth.revision == revision)

    def stories(self) -> tuple[StoryTruth, ...]:
        """What is known of every happening: its articles, outlets and independent texts."""
        found = []
        for key, summary in load_summaries().items():
            texts = [text for text in self._texts.values() if text.story == key and text.kind == "article"]
            if texts:
                origins = dict.fromkeys(text.copy_of or text.key for text in texts if not text.translation_of)
                found.append(StoryTruth(
                    key=key, summary=summary, texts=tuple(text.key for text in texts),
                    outlets=tuple(dict.fromkeys(text.outlet for text in texts)), origins=tuple(origins),
                ))  # fmt: skip
        return tuple(found)

    def url_of(self, text: Text) -> str:
        """Address of a text's page."""
        return self.bases[text.outlet] + self._paths[text.key]

    def _make_path(self, text: Text) -> str:
        if text.path:
            return text.path
        outlet = self._outlets[text.outlet]
        local = moment(self.edition, text.day, text.at, outlet)
        return outlet.path.format(
            slug=make_slug(self._compose(text, 0).title), number=self._number(text), year=local.year, month=f"{local.month:02d}", day=f"{local.day:02d}",
            section=(text.section or "news").lower().replace(" ", "-").replace("&", "and"),
        )  # fmt: skip

    def _number(self, text: Text) -> int:
        # The edition is in it, so that the pages of two editions never share an address.
        edition = self.edition.toordinal() - dt.date(2020, 1, 1).toordinal()
        return edition * 100_000 + self._outlets[text.outlet].number * 1_000 + (self._order[text.outlet].index(text) + 1) * 7

    def _compose(self, text: Text, revision: int) -> Composition:
        known = (text.key, revision)
        if known not in self._composed:
            self._composed[known] = compose(text, revision, self.edition, self._texts, self._outlets)
        return self._composed[known]

    def _list_neighbours(self, text: Text, as_of: int) -> list[tuple[str, str]]:
        return [
            (strip_markup(self._compose(other, 0).title), self._paths[other.key])
            for other in self._order[text.outlet]
            if other.day <= as_of and other.kind == "article" and other is not text
        ]

    def _make_page(self, text: Text, revision: int, as_of: int) -> PageRecord:
        known = (text.key, revision, as_of)
        if known not in self._made:
            self._made[known] = self._render_page(text, revision, as_of)
        return self._made[known]

    def _render_page(self, text: Text, revision: int, as_of: int) -> PageRecord:
        piece = self._compose(text, revision)
        outlet = piece.outlet
        ordinal = self._order[text.outlet].index(text)
        neighbours = self._list_neighbours(text, as_of)
        blocks = furnish(piece, ordinal, neighbours) if text.kind == "article" else list(piece.blocks)
        rail = pick_neighbours(neighbours, ordinal + 5 * (as_of + 3), 5)
        url = self.url_of(text)
        canonical = self.url_of(self._texts[text.canonical_to]) if text.canonical_to else url
        html, chrome_lines = render_page(piece, blocks, base=self.bases[outlet.id], url=url, canonical=canonical, rail=rail, ordinal=ordinal, as_of=as_of, number=self._number(text))
        state = text.revisions[revision - 1] if revision else None
        seen_at = moment(self.edition, state.day, state.at, outlet) if state else piece.modified_at or piece.published_at
        headers = {"Content-Type": outlet.content_type, "Content-Language": text.language or outlet.languages[0]}
        return PageRecord(
            outlet_id=outlet.id, path=self._paths[text.key], url=url, day=state.day if state else text.day, seen_at=seen_at, number=self._number(text),
            html=html, headers=headers, truth=_tell_truth(piece, blocks, chrome_lines, ordinal), live=text.live, in_feed=text.feed, in_sitemap=text.sitemap,
        )  # fmt: skip


def _tell_truth(piece: Composition, blocks: list[Block], chrome_lines: list[str], ordinal: int) -> Truth:
    text, outlet = piece.text, piece.outlet
    zones = [ZoneTruth(kind="title", text=piece.title)]
    if piece.subtitle:
        zones.append(ZoneTruth(kind="subtitle", text=piece.subtitle))
    if piece.authors:
        zones.append(ZoneTruth(kind="byline", text=make_byline(piece)))
    dateline = piece.dateline
    for block in blocks:
        lines = [strip_markup(line) for line in block.lines if line]
        if block.kind == "figure":
            zones += [ZoneTruth(kind=kind, text=line) for kind, line in zip(("caption", "credit"), lines, strict=False)]
            continue
        if block.kind == "body" and dateline:
            zones.append(ZoneTruth(kind="dateline", text=dateline))
            dateline = None
        zones.append(ZoneTruth(kind=block.kind, text="\n".join(lines)))
    is_article = text.kind == "article"
    boilerplate = [line for zone in zones if zone.kind not in (*BODY_KINDS, "title", "subtitle", "dateline") for line in zone.text.split("\n")]
    return Truth(
        key=text.key, story=text.story, is_article=is_article, reason=None if is_article else text.kind,
        title=piece.title, subtitle=piece.subtitle, authors=piece.authors, section=text.section, tags=text.tags,
        language=text.language or outlet.languages[0], published_at=piece.published_at,
        published_precision="day" if outlet.day_only and ordinal % 2 == 0 else "minute", modified_at=piece.modified_at,
        access=text.access or outlet.access, wire_source=piece.wire.name if piece.wire else None, dateline_place=piece.dateline_place,
        body=tuple(line for zone in zones if zone.kind in BODY_KINDS for line in zone.text.split("\n")) if is_article else (),
        zones=tuple(zones), boilerplate=tuple(dict.fromkeys([*boilerplate, *chrome_lines])), origin=text.copy_of or text.key,
        copy_of=text.copy_of, changes=piece.changes, credited=piece.wire is not None and text.copy_of is not None,
        translation_of=text.translation_of, revision=piece.revision, dates=piece.dates,
    )  # fmt: skip

