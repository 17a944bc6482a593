"""From attributions to rows: offsets in characters, ids, certainty, polarity, sources and relays of each claim.

This module owns the form of the rows (see `model.language.Claim`); what is attributed to whom is decided in `attribution`.
"""

from __future__ import annotations

from dataclasses import replace

from spacy.tokens import Doc

from presswatch.ids import stable_id
from presswatch.model.language import Claim, ClaimPart, ClaimRelay, ClaimSource, Mention
from presswatch.tag.claims.candidate import Candidate, Range
from presswatch.tag.claims.sources import SourceReader

_HEARERS = frozenset({"obj", "iobj", "obl"})
_NEGATORS = frozenset({"not", "n't", "n’t", "never", "nor", "neither"})
_OPEN_WHEN_NEGATED = frozenset({"reported", "confirmed", "claimed", "denied", "certain", "alleged"})


def make_claims(doc: Doc, candidates: list[Candidate], article_id: str, mentions: tuple[Mention, ...]) -> tuple[Claim, ...]:
    """Return the rows of a text's attributions, in text order."""
    reader, text = SourceReader(doc, mentions), doc.text
    rows: list[Claim] = []
    for candidate in candidates:
        outer = _make_claim(doc, text, candidate, article_id, reader, mentions)
        rows.append(outer)
        inner, relay = candidate.inner, outer.sources[0]
        if inner is not None and relay.kind == "outlet" and not outer.direct:
            passed_on = ClaimRelay(text=relay.text, start=relay.start, end=relay.end, entity_id=relay.entity_id, kind="outlet", cue=outer.cue)
            row = _make_claim(doc, text, inner, article_id, reader, mentions)
            rows.append(replace(row, relays=(*row.relays, passed_on)))
    unique = {row.claim_id: row for row in rows}
    return tuple(unique.values())


def _make_claim(doc: Doc, text: str, candidate: Candidate, article_id: str, reader: SourceReader, mentions: tuple[Mention, ...]) -> Claim:
    parts = tuple(ClaimPart(start=start, end=end) for start, end in (_characters(doc, r) for r in candidate.content))
    cue = _characters(doc, candidate.cue) if candidate.cue else None
    sources = tuple(reader.read(place) for place in candidate.sources) or (ClaimSource(text="", kind="unknown"),)
    places = [(p.start, p.end) for p in parts] + ([cue] if cue else []) + [(s.start, s.end) for s in sources if s.start is not None and s.end is not None]
    return Claim(
        claim_id=stable_id("claim", article_id, parts[0].start, parts[-1].end, *(cue or (None, None))),
        article_id=article_id,
        start_char=min(start for start, _ in places),
        end_char=max(end for _, end in places),
        content_start=parts[0].start,
        content_end=parts[-1].end,
        parts=parts,
        cue=text[cue[0] : cue[1]] if cue else None,
        cue_start=cue[0] if cue else None,
        cue_end=cue[1] if cue else None,
        cue_kind=candidate.frame.kind,
        direct=_is_direct(doc, candidate),
        sources=sources,
        relays=tuple(_find_relays(doc, candidate, mentions)),
        certainty=_read_certainty(doc, candidate),
        polarity=_read_polarity(doc, candidate),
        confidence=candidate.confidence,
        rule=candidate.rule,
    )


def _characters(doc: Doc, tokens: Range) -> Range:
    last = doc[tokens[1] - 1]
    return doc[tokens[0]].idx, last.idx + len(last)


def _is_direct(doc: Doc, candidate: Candidate) -> bool:
    """Tell whether at least half of the content's words stand in quotation marks."""
    inside = words = 0
    for start, end in candidate.content:
        opened = False
        for token in doc[start:end]:
            if token.text in {'"', "''", "“", "”", "``"}:
                opened = token.text == "“" or (token.text != "”" and not opened)
            elif not token.is_punct and not token.is_space:
                words += 1
                inside += opened
    return words > 0 and inside * 2 >= words


def _read_certainty(doc: Doc, candidate: Candidate) -> str:
    certainty = candidate.frame.certainty
    if candidate.cue and certainty in _OPEN_WHEN_NEGATED and any(c.lower_ in _NEGATORS for c in doc[candidate.cue[0]].children):
        return "unknown"
    return certainty


def _read_polarity(doc: Doc, candidate: Candidate) -> str:
    start, end = candidate.content[0]
    root = doc[start:end].root
    return "negated" if any(c.lower_ in _NEGATORS for c in root.children) else "affirmed"


def _find_relays(doc: Doc, candidate: Candidate, mentions: tuple[Mention, ...]) -> list[ClaimRelay]:
    """Return the outlets to which the source spoke: "told the Daily Post", "said in an interview with the Daily Post"."""
    outlets = [m for m in mentions if m.kind == "outlet"]
    if not candidate.cue or not outlets:
        return []
    cue = doc[candidate.cue[0]]
    relays = []
    for child in cue.children:
        if child.dep_.split(":")[0] not in _HEARERS or candidate.covers(child.i) or any(a <= child.i < b for a, b in candidate.sources):
            continue
        start, end = doc[child.left_edge.i].idx, doc[child.right_edge.i].idx + len(child.right_edge)
        for mention in outlets:
            if start <= mention.start_char < end:
                relays.append(ClaimRelay(text=mention.text, start=mention.start_char, end=mention.end_char, entity_id=mention.entity_id, cue=cue.text))
    return relays
