"""Chains: how a statement came to the article: "..., Greek media reported, citing diplomats", "in a statement carried by the agency".

This module adds to the attributions of a sentence whom their source names in turn and who carried them, and drops readings of "citing"
that take the person cited for a statement. It reads the row of words; the rows with their relays are made in `rows`.
"""

from __future__ import annotations

from presswatch.model.language import Mention
from presswatch.tag.claims.candidate import Candidate, Range, ranges_of, trim_all
from presswatch.tag.claims.phrases import find_left_phrase, find_right_phrase
from presswatch.tag.claims.sources import can_speak, find_head
from presswatch.tag.claims.words import load_word_lists
from presswatch.tag.nodes import Node, Text

_CITING = frozenset({"citing", "quoting"})
_CITED = frozenset({"cited", "quoted", "cites", "quotes"})
_REPORTING = frozenset({"say", "report", "claim", "confirm", "warn", "deny", "accuse", "believe", "know", "plan"})
_FRONTED = frozenset({"say", "report", "claim", "confirm", "warn", "deny", "accuse", "ask", "order", "promise", "threaten", "praise"})
_LONGEST_FRONT = 8
_REACH = 18  # words behind the verb or its speaker in which a carrier is looked for


def link_chains(doc: Text, candidates: list[Candidate], sentence: Range, quoted: set[int], words: list[str]) -> list[Candidate]:
    """Return the attributions of one sentence with their links set; candidates are changed in place."""
    if not candidates:
        return candidates
    carrying = load_word_lists().carrying
    places = [i for i, word in enumerate(words, sentence[0]) if (word in _CITING or word in _CITED or word in carrying) and i not in quoted]
    if not places:
        return candidates
    dropped: set[int] = set()
    for i in places:
        token = doc[i]
        if token.lower in _CITING or (token.lower in _CITED and doc[token.i - 1].lower in {"which", "who", "that"}):
            dropped |= _read_citing(doc, token, candidates, sentence)
        elif token.lower in carrying and token.i + 2 < sentence[1] and doc[token.i + 1].lower == "by":
            _read_carrier(doc, token, candidates, sentence)
    return [c for c in candidates if id(c) not in dropped]


def _read_citing(doc: Text, verb: Node, candidates: list[Candidate], sentence: Range) -> set[int]:
    """Link those cited to the statement for which they are cited. Returns the candidates that this makes void."""
    cited = find_right_phrase(doc, verb.i + 1, sentence[1])
    own = [c for c in candidates if c.cue is not None and c.cue[0] == verb.i]
    if cited is None or any(c.rule.endswith(":quoting") for c in own):
        return set()
    before = verb.i - 1 if verb.lower in _CITED else verb.i
    region = (before - 1 if before > sentence[0] and doc[before - 1].text == "," else before, cited[1])
    partner = _find_partner(doc, region, candidates, own)
    if partner is None:
        return set()
    _take_out(doc, partner, region)
    if partner.inner is not None and partner.inner.cue is not None and partner.inner.cue[0] == verb.i:
        partner.inner = None
    for candidate in own:
        if partner.sources and verb.lower in _CITING:
            candidate.sources = list(partner.sources)
    span = doc[cited[0] : cited[1]]
    head = find_head(span)
    if not can_speak(span, head, _find_mention(doc, head)):
        return set()
    partner.cited.append((cited, (verb.i, verb.i + 1)))
    return {id(c) for c in own}


def _find_partner(doc: Text, region: Range, candidates: list[Candidate], own: list[Candidate]) -> Candidate | None:
    """Return the attribution whose source cites: the one that the words stand right behind or within, else the next after an opening."""
    others = [c for c in candidates if c not in own and c.cue is not None and c.frame.kind in _REPORTING]
    behind = [c for c in others if c.cue is not None and c.cue[0] < region[0]]
    if behind:
        return max(behind, key=lambda c: c.cue or (0, 0))
    return min(others, key=lambda c: c.cue or (0, 0), default=None)


def _take_out(doc: Text, candidate: Candidate, region: Range) -> None:
    """Keep an aside such as ", citing officials," out of a statement and out of the words for its source."""
    inside = {i for a, b in candidate.content for i in range(a, b)}
    if inside - set(range(*region)):
        content = trim_all(doc, ranges_of(inside - set(range(*region))))
        candidate.content = content or candidate.content
    sources = []
    for start, end in candidate.sources:
        if start < region[1] and region[0] < end:
            end = min(end, region[0])
            if start >= end:
                phrase = find_left_phrase(doc, region[0], doc[region[0]].sentence.start)
                if phrase is None:
                    continue
                start, end = phrase
        sources.append((start, end))
    candidate.sources = sources


def _read_carrier(doc: Text, participle: Node, candidates: list[Candidate], sentence: Range) -> None:
    """Link the outlet that carried a statement: behind "in remarks" beside the verb, or behind the source itself."""
    carrier = find_right_phrase(doc, participle.i + 2, sentence[1])
    if carrier is None:
        return
    starts = [a for c in candidates for a, _ in [*c.content, *([c.cue] if c.cue else [])] if a > participle.i + 2]
    carrier = (carrier[0], min([carrier[1], *starts]))  # "in remarks carried by state media that ..."
    region = (participle.i, carrier[1])
    fronted = _find_fronted(doc, participle, carrier, sentence)
    for candidate in candidates:
        if candidate.cue is None or candidate.rule.endswith(":quoting"):
            continue
        if fronted is not None and carrier[1] < candidate.cue[0] and candidate.frame.kind in _FRONTED:
            candidate.relays += [(fronted, candidate.cue), (carrier, (participle.i, participle.i + 1))]
            return
        source = next(((a, b) for a, b in candidate.sources if a < participle.i <= b), None)
        near = candidate.cue[0] < participle.i <= max(b for _, b in [candidate.cue, *candidate.sources]) + _REACH and not candidate.covers(participle.i)
        if source is None and not near:
            continue
        if source is not None:
            _take_out(doc, candidate, region)
        candidate.relays.append((carrier, (participle.i, participle.i + 1)))
        return


def _find_fronted(doc: Text, participle: Node, carrier: Range, sentence: Range) -> Range | None:
    """Return the text that opens a sentence with who saw it: "In [a letter] seen by the agency, ..."."""
    first = sentence[0]
    if doc[first].lower != "in" or carrier[1] >= sentence[1] or doc[carrier[1]].text != ",":
        return None
    lists = load_word_lists()
    told = doc[participle.i - 1].lower in lists.carriers | lists.occasions | lists.documents
    return (first + 1, participle.i) if told and participle.i - first <= _LONGEST_FRONT else None


def _find_mention(doc: Text, head: Node) -> Mention | None:
    mentions: tuple[Mention, ...] = doc.source._.mentions
    return next((m for m in mentions if m.start_char <= head.start < m.end_char), None)
