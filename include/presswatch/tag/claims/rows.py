"""From attributions to rows: offsets in characters, ids, certainty, polarity, sources and relays of each claim.

This module owns the form of the rows (see `model.language.Claim`); what is attributed to whom is decided in `attribution`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from presswatch.ids import stable_id
from presswatch.model.language import Claim, ClaimPart, ClaimRelay, ClaimSource, Mention
from presswatch.tag.claims.candidate import Candidate, Range, subtree_range
from presswatch.tag.claims.certainty import judge_statement
from presswatch.tag.claims.doubt import is_doubtful
from presswatch.tag.claims.phrases import find_right_phrase
from presswatch.tag.claims.sources import SourceReader, find_head
from presswatch.tag.claims.words import is_time, load_word_lists
from presswatch.tag.nodes import Node, Text

_HEARERS = frozenset({"obj", "iobj", "obl"})
_LEAST = 0.4
_CITED = 0.9  # how much of a claim's confidence is left for those cited for it
_SAYING = frozenset({"say", "claim", "deny", "confirm", "warn"})
_NEGATORS = frozenset({"not", "n't", "n’t", "never", "nor", "neither"})
_NOBODY = frozenset({"no", "nobody", "none", "neither"})
_HEDGED = frozenset({"reported", "certain", "confirmed", "claimed"})
_OPEN_WHEN_NEGATED = frozenset({"reported", "confirmed", "claimed", "denied", "certain", "alleged"})


def make_claims(doc: Text, candidates: list[Candidate], article_id: str, mentions: tuple[Mention, ...]) -> tuple[Claim, ...]:
    """Return the rows of a text's attributions, in text order; after each, those who are cited for it and the statements it hands on."""
    writer = _Writer(doc, article_id, mentions)
    for candidate in candidates:
        writer.write(candidate, ())
    unique = {row.claim_id: row for row in writer.rows}
    return tuple(unique.values())


class _Writer:
    """Writes the rows of one text, following each chain from the article inwards."""

    def __init__(self, doc: Text, article_id: str, mentions: tuple[Mention, ...]) -> None:
        self.rows: list[Claim] = []
        self._doc, self._text, self._article_id = doc, doc.text, article_id
        self._mentions = mentions
        self._reader = SourceReader(doc, mentions)

    def write(self, candidate: Candidate, chain: tuple[ClaimRelay, ...]) -> None:
        """Add the row of an attribution that reached the article by `chain`, unless it is doubtful, then the rows of what it rests on."""
        if is_doubtful(self._doc, candidate, weigh(candidate), self._reader):
            return
        row = _make_claim(self._doc, self._text, candidate, self._article_id, self._reader, self._mentions)
        row = replace(row, relays=(*row.relays, *chain))
        self.rows.append(row)
        if row.sources[0].kind == "unknown":
            return
        passed_on = (make_relay(row.sources[0], row.cue), *row.relays)
        for place, cue in candidate.cited:
            source = self._reader.read(place)
            self.rows.append(self._cite(row, source, cue, passed_on))
            passed_on = (make_relay(source, self._doc[cue[0] : cue[1]].text if cue else None), *passed_on)
        if candidate.inner is not None and _hands_on(self._doc, row, candidate):
            self.write(candidate.inner, passed_on)

    def _cite(self, row: Claim, source: ClaimSource, cue: Range | None, chain: tuple[ClaimRelay, ...]) -> Claim:
        """Return the row of one who is cited for a statement: the same content, handed on by who cites."""
        start, end = _characters(self._doc, cue) if cue else (row.cue_start, row.cue_end)
        return replace(
            row,
            claim_id=stable_id("claim", self._article_id, row.content_start, row.content_end, start, end),
            start_char=min(row.start_char, start or row.start_char), end_char=max(row.end_char, source.end or row.end_char),
            cue=self._text[start:end], cue_start=start, cue_end=end, cue_kind="report",
            sources=(source,), addressees=(), relays=chain, rule=f"{row.rule}:cited", confidence=round(row.confidence * _CITED, 3),
        )


def _hands_on(doc: Text, row: Claim, candidate: Candidate) -> bool:
    """Tell whether a statement inside another's is handed on by it, so that it gets a row of its own."""
    media = row.sources[0].text.rpartition(" ")[2].lower() in load_word_lists().media
    if media or row.sources[0].kind in {"outlet", "document"} or row.cue_kind == "report" or candidate.cited or candidate.rule.endswith(":quoting"):
        return True
    inner = candidate.inner
    told = inner is not None and inner.rule.endswith(("clause", "inquit", "colon")) and inner.frame.kind in _SAYING
    return told and row.cue_kind in _SAYING and all(reads_as_name(doc, place) for place in (inner.sources if inner else ()))


def _make_claim(doc: Text, text: str, candidate: Candidate, article_id: str, reader: SourceReader, mentions: tuple[Mention, ...]) -> Claim:
    parts = tuple(ClaimPart(start=start, end=end) for start, end in (_characters(doc, r) for r in candidate.content))
    cue = _characters(doc, candidate.cue) if candidate.cue else None
    sources = tuple(reader.read(place) for place in candidate.sources) or (ClaimSource(text="", kind="unknown"),)
    certainty, polarity = _judge(doc, candidate)
    addressees, relays = _find_hearers(doc, candidate, reader, mentions)
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
        addressees=addressees,
        relays=tuple(relays),
        certainty=certainty,
        polarity=polarity,
        confidence=weigh(candidate),
        rule=candidate.rule,
    )


def _characters(doc: Text, tokens: Range) -> Range:
    return doc[tokens[0]].start, doc[tokens[1] - 1].end


def _is_direct(doc: Text, candidate: Candidate) -> bool:
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


def _judge(doc: Text, candidate: Candidate) -> tuple[str, str]:
    """Return certainty and polarity: how sure the cue makes the statement, or it makes itself where that is less ("said it could")."""
    certainty = candidate.frame.certainty
    hedge, polarity = judge_statement(_find_root(doc, candidate))
    if polarity == "affirmed" and _says_no(doc, candidate.content[0]):
        polarity = "negated"
    nobody = bool(candidate.sources) and doc[candidate.sources[0][0]].lower in _NOBODY
    if candidate.cue and certainty in _OPEN_WHEN_NEGATED and (nobody or any(c.lower in _NEGATORS for c in doc[candidate.cue[0]].children)):
        return "unknown", polarity
    one_sentence = doc[candidate.content[0][0]].sentence.end >= candidate.content[-1][1]
    if certainty in _HEDGED and one_sentence and hedge in {"probable", "possible", "alleged"}:
        return hedge, polarity
    if certainty == "denied":  # what is denied is said not to be
        return certainty, "affirmed" if polarity == "negated" else "negated"
    return certainty, polarity


def _says_no(doc: Text, place: Range) -> bool:
    """Tell whether a statement without a verb denies what it names: "No deal tonight"."""
    first = next((t for t in doc[place[0] : place[1]] if not t.is_punct), None)
    return first is not None and first.lower == "no" and first.dep == "det" and not any(t.pos in {"VERB", "AUX"} for t in doc[place[0] : place[1]])


def weigh(candidate: Candidate) -> float:
    """Return how often attributions of this form are right."""
    confidence = load_word_lists().confidence
    parts = candidate.rule.split(":")
    return confidence.get(parts[-1] if parts[0] == "verb" else parts[0], _LEAST)


def _find_root(doc: Text, candidate: Candidate) -> Node:
    start, end = candidate.content[0]
    return doc[start:end].root


def _find_hearers(doc: Text, candidate: Candidate, reader: SourceReader, mentions: tuple[Mention, ...]) -> tuple[tuple[ClaimSource, ...], list[ClaimRelay]]:
    """Return to whom it was said, and who carried it: "told the Daily Post", "said in an interview with the Daily Post", "on state television"."""
    heard: list[ClaimSource] = []
    relays: list[ClaimRelay] = []
    cue = doc[candidate.cue[0]] if candidate.cue else None
    words = cue.text if cue is not None else None
    carried = {i for (a, b), _ in candidate.relays for i in range(a, b)}
    for place, relation in _iterate_hearers(doc, cue, candidate) if cue is not None else ():
        case = doc[place[0]].lower if relation == "obl" else ""
        if relation == "person" or case == "to":
            if place[0] + (case == "to") >= place[1]:
                continue  # a text cut off behind "to"
            source = reader.describe((place[0] + (case == "to"), place[1]))
            if source.kind == "outlet":
                relays.append(make_relay(source, words))
            elif source.kind != "unknown" and doc[place[1] - 1].pos != "VERB":
                heard.append(source)
        elif relation == "obl":
            if carried & set(range(*place)):
                place = (place[0], min(i for i in carried if place[0] <= i < place[1]))
                place = (place[0], next((i for i in range(place[0] + 1, place[1]) if doc[i].tag == "VBN"), place[1]))
            start, end = _characters(doc, place)
            inside = [m for m in mentions if m.kind == "outlet" and start <= m.start_char < end]
            relays += [ClaimRelay(text=m.text, start=m.start_char, end=m.end_char, entity_id=m.entity_id, cue=words) for m in inside]
            if not inside and case == "in" and doc[place[0] : place[1]].root.lower in load_word_lists().carriers:
                relays.append(make_relay(reader.describe((place[0] + 1, place[1])), words))
            if not inside and case == "on" and doc[place[1] - 1].lower in load_word_lists().outlets:
                relays.append(make_relay(reader.describe((place[0] + 1, place[1])), words))
    relays += [make_relay(reader.describe(place), doc[link[0] : link[1]].text if link else None) for place, link in candidate.relays]
    return tuple(heard), relays


def _iterate_hearers(doc: Text, cue: Node, candidate: Candidate) -> Iterator[tuple[Range, str]]:
    """Yield the phrases beside a verb of saying in which hearers and carriers are named, each with "person" or its relation."""
    takes_person = "person" in candidate.frame.takes
    taken = {i for a, b in [*candidate.content, *candidate.sources] for i in range(a, b)}
    found = False
    for child in cue.children:
        relation = child.dep.split(":")[0]
        if relation not in _HEARERS or child.i < cue.i or child.i in taken:
            continue
        if relation != "obl":
            found = True
            if takes_person:
                yield _bound(doc, child, candidate), "person"
        else:
            yield _bound(doc, child, candidate), "obl"
    if takes_person and not found:  # the tree lost "Bild" in "he told Bild, the agency reported"
        place = find_right_phrase(doc, cue.i + 1, cue.sentence.end)
        if place is not None and not taken & set(range(*place)) and doc[place[0]].pos not in {"VERB", "ADV"} and not is_time(doc[place[0]]):
            yield place, "person"


def _bound(doc: Text, token: Node, candidate: Candidate) -> Range:
    """Return the subtree of a hearer up to where the statement or a date begins: "state television on Sunday"."""
    start, end = subtree_range(token)
    end = min([end, *(a for a, _ in candidate.content if token.i < a)])
    end = next((i for i in range(token.i + 1, end) if is_time(doc[i])), end)
    while end > token.i + 1 and (doc[end - 1].is_punct or doc[end - 1].is_space or doc[end - 1].pos in {"ADP", "DET"}):
        end -= 1
    return start, end


def make_relay(source: ClaimSource, cue: str | None) -> ClaimRelay:
    """Return someone described as a source as a link of a chain."""
    return ClaimRelay(text=source.text, start=source.start, end=source.end, entity_id=source.entity_id, kind=source.kind, cue=cue)


def reads_as_name(doc: Text, place: Range) -> bool:
    """Tell whether a source is told by a noun, not by a pronoun that points back to who speaks anyway."""
    return find_head(doc[place[0] : place[1]]).pos in {"NOUN", "PROPN"}
