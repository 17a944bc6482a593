"""All attributions of a text: candidates of every sentence, the outermost kept, quotations completed.

An attribution inside what another says isn't kept: it is part of that statement. This module decides among candidates and joins
quotations that run over sentences and paragraphs; it doesn't make rows.
"""

from __future__ import annotations

from presswatch.tag.claims.candidate import Candidate, Range, find_tense, ranges_of, trim_all
from presswatch.tag.claims.chains import link_chains
from presswatch.tag.claims.cues import Frame, find_signals
from presswatch.tag.claims.inquit import find_detached, find_inquits
from presswatch.tag.claims.labels import find_turns, read_display, read_label
from presswatch.tag.claims.patterns import find_patterns
from presswatch.tag.claims.phrases import find_right_phrase
from presswatch.tag.claims.quotes import Quote, find_paragraphs, find_quotes
from presswatch.tag.claims.quoting import find_quoted_speakers
from presswatch.tag.claims.remarks import find_remarks
from presswatch.tag.claims.verbs import find_verbs
from presswatch.tag.nodes import Text

_SPEECH = frozenset({"say", "claim", "deny", "warn", "ask", "confirm", "report", "promise", "accuse", "praise", "threaten", "believe"})
_CHAINED = frozenset({"say", "report", "claim", "deny", "confirm", "warn", "accuse", "promise", "threaten"})
_ANSWERED = Frame(kind="say", certainty="reported", takes=frozenset({"clause"}))
_SHORTEST_QUOTE = 4
_SOURCELESS = (":passive", ":topic")


def find_attributions(doc: Text) -> list[Candidate]:
    """Return the attributions of a text in text order, contents trimmed, none inside another's content."""
    paragraphs = find_paragraphs(doc)
    quotes = find_quotes(doc, paragraphs)
    quoted = {i for quote in quotes for i in range(quote.start, quote.end)}
    turns = find_turns(doc, paragraphs)
    accepted, lower = list(turns), doc.lower
    for sentence in doc.sentences:
        bounds = (sentence.start, sentence.end)
        if not sentence.parsed or any(turn.covers(sentence.end - 1) for turn in turns):
            continue
        words = lower[sentence.start : sentence.end]
        signals = find_signals(bounds, words)
        quoting = find_quoted_speakers(doc, bounds, quoted, words)
        candidates = list(quoting)
        taken = {i for first in quoting for c in (first, first.inner) if c is not None and c.cue for i in range(*c.cue)}
        for found in (find_remarks(doc, bounds, quoted, signals), find_patterns(doc, bounds, quoted, signals), find_inquits(doc, bounds, quoted, signals), find_verbs(doc, bounds, quoted, signals)):
            candidates += [c for c in found if c.cue is not None and c.cue[0] not in taken]
            taken |= {c.cue[0] for c in candidates if c.cue is not None}
        detached = find_detached(doc, bounds, quotes, signals, taken)
        candidates += [detached] if detached is not None else []
        accepted += link_chains(doc, choose_outermost(doc, candidates), bounds, quoted, words)
    accepted += [label for quote in quotes for label in [read_label(doc, quote)] if label and not any(_touches(c, quote) for c in accepted)]
    for n in range(len(paragraphs) - 1):
        display = read_display(doc, paragraphs, n)
        if display is not None and not any(c.cue == display.cue or c.covers(display.content[0][0]) for c in accepted):
            start, stop = display.content[0]
            display.content = trim_all(doc, display.content) or display.content
            accepted = [c for c in accepted if not (c.cue and start <= c.cue[0] < stop)]
            accepted.append(display)
    accepted.sort(key=_order)
    complete_quotes(doc, accepted, quotes, paragraphs)
    return accepted


def choose_outermost(doc: Text, candidates: list[Candidate]) -> list[Candidate]:
    """Return the candidates of one sentence that don't lie inside another's content, the higher in the tree first."""
    kept: list[Candidate] = []
    for candidate in sorted(candidates, key=lambda c: (c.depth, c.cue or (0, 0))):
        assert candidate.cue is not None  # noqa: S101 - all candidates of a sentence have a cue
        if candidate.rule.endswith(_SOURCELESS) and any(start <= candidate.cue[0] < end for other in kept for start, end in other.sources):
            continue  # "an official who was not authorised to speak" tells of the source only
        outer = next((other for other in kept if other.covers(candidate.cue[0])), None)
        if outer is not None and not _split_off(doc, outer, candidate):
            if candidate.sources and candidate.frame.kind in _CHAINED:
                _nest(doc, outer, candidate)
            continue
        cues = {i for other in kept if other.cue for i in range(*other.cue)}
        content = trim_all(doc, ranges_of([i for a, b in candidate.content for i in range(a, b) if i not in cues]))
        if not content:
            continue
        candidate.content = content
        kept.append(candidate)
    return kept


def _nest(doc: Text, outer: Candidate, candidate: Candidate) -> None:
    """Set an attribution into the innermost one that holds its cue; what lies outside the outer statement isn't its content."""
    assert candidate.cue is not None  # noqa: S101 - candidates of a sentence have a cue
    inside = {i for a, b in candidate.content for i in range(a, b)} & {i for a, b in outer.content for i in range(a, b)}
    candidate.content = trim_all(doc, ranges_of(inside))
    if not candidate.content:
        return
    if outer.inner is None:
        outer.inner = candidate
    elif outer.inner.covers(candidate.cue[0]) and outer.inner.cue != candidate.cue:
        _nest(doc, outer.inner, candidate)


def _split_off(doc: Text, outer: Candidate, inner: Candidate) -> bool:
    """End the outer statement before an inner one that stands beside it: "said A and said B", "said A, while others said B".

    Parsers often hang the second verb of saying below the first one's statement. Returns whether it was split off.
    """
    assert outer.cue is not None and inner.cue is not None  # noqa: S101 - candidates of a sentence have a cue
    first, second = doc[outer.cue[0]], doc[inner.cue[0]]
    if first.i > second.i or not outer.rule.startswith("verb") or "inquit" in outer.rule:
        return False
    if not inner.rule.startswith("verb") or any(a < second.i and not _is_speaker(doc, a, inner) for a, _ in inner.content):
        return False
    subject = next((c for c in second.children if c.dep.startswith("nsubj") and c.i < second.i), None)
    start = (subject.left_edge.i if subject is not None else second.i) - 1
    while start > first.i and doc[start].pos in {"AUX", "ADV"}:
        start -= 1
    if doc[start].lower not in {"and", "but", "while", "though", "although"}:
        return False
    tense = find_tense(second)
    if subject is None and second.tag == "VBN" and find_tense(first) == "VBD" and doc[second.i - 1].lower in {"and", "but"}:
        tense = "VBD"  # "said ..., and called for": taggers take the past tense for a participle
    if subject is None and tense == find_tense(first) and doc[start].lower in {"and", "but"}:
        inner.sources = list(outer.sources)
    elif subject is None or doc[start - 1].text != "," or not tense:
        return False
    before = trim_all(doc, [(a, min(b, start)) for a, b in outer.content if a < start])
    outer.content = before or outer.content
    return bool(before)


def _is_speaker(doc: Text, start: int, candidate: Candidate) -> bool:
    return any(a <= start < b for a, b in candidate.sources)


def complete_quotes(doc: Text, accepted: list[Candidate], quotes: list[Quote], paragraphs: list[Range]) -> None:
    """Let contents that touch a quotation take all of it, and give quotations that nobody claims to who spoke last or speaks next."""
    free: list[Quote] = []
    for quote in quotes:
        owner = next((c for c in accepted if _touches(c, quote)), None)
        if owner is None:
            free.append(quote)
        elif not all(owner.covers(i) for i in range(quote.start, quote.end)):
            _extend(doc, owner, quote)
    _extend_half_quoted(doc, accepted, free, paragraphs)
    for quote in free:
        if quote.length < _SHORTEST_QUOTE or any(c.covers(quote.start + 1) for c in accepted):
            continue
        owner = _find_owner(doc, quote, accepted, paragraphs)
        if owner is not None and owner.frame.kind == "ask" and not owner.sources:
            answer = _read_answer(doc, owner, quote)
            if answer is not None:
                accepted.append(answer)
                accepted.sort(key=_order)
        elif owner is not None:
            _extend(doc, owner, quote)


def _order(candidate: Candidate) -> Range:
    return candidate.cue or candidate.content[0]


def _read_answer(doc: Text, question: Candidate, quote: Quote) -> Candidate | None:
    """Return the attribution of a quotation behind a question: 'Asked whether war was coming, the adviser laughed. "No," ...'."""
    comma = question.content[-1][1]
    if comma + 2 >= question.sentence[1] or doc[comma].text != ",":
        return None
    speaker = find_right_phrase(doc, comma + 1, question.sentence[1])
    if speaker is None:
        return None
    end = speaker[1]
    verb = next((t.i for t in doc[end : question.sentence[1]] if t.pos == "VERB"), None)
    if verb is None:
        return None
    if doc[verb - 1].text == ",":
        speaker = (speaker[0], verb - 1)  # "an adviser to the minister, Lena Voss, laughed"
    return Candidate(
        cue=(verb, verb + 1), frame=_ANSWERED, content=[(quote.start, quote.end)], sources=[speaker], rule="answer", sentence=question.sentence
    )


def _extend_half_quoted(doc: Text, accepted: list[Candidate], free: list[Quote], paragraphs: list[Range]) -> None:
    """Give a sentence that mixes own words and quotation to who spoke just before: '"Yes," she said. Now the firm "has no way back".'"""
    for quote in free:
        if quote.length < _SHORTEST_QUOTE or _fills_sentences(doc, quote) or any(c.covers(quote.start + 1) for c in accepted):
            continue
        sentence = doc[quote.start].sentence
        start, _ = paragraphs[quote.paragraph]
        if any(sentence.start <= (c.cue or c.content[0])[0] < sentence.end for c in accepted):
            continue
        before = [c for c in accepted if start <= (c.cue or c.content[0])[0] < sentence.start and c.frame.kind in _SPEECH]
        if before and _is_direct(doc, before[-1]) and "inquit" in before[-1].rule:
            owner = before[-1]
            owner.content = trim_all(doc, [*owner.content, (sentence.start, sentence.end)])


def _touches(candidate: Candidate, quote: Quote) -> bool:
    return candidate.covers(quote.start + 1) or candidate.covers(max(quote.end - 2, quote.start + 1))


def _extend(doc: Text, owner: Candidate, quote: Quote) -> None:
    own = {i for r in [owner.cue or (0, 0), *owner.sources] for i in range(*r)}
    inside = {i for a, b in owner.content for i in range(a, b)} | set(range(quote.start, quote.end))
    owner.content = trim_all(doc, ranges_of(inside - own))


def _find_owner(doc: Text, quote: Quote, accepted: list[Candidate], paragraphs: list[Range]) -> Candidate | None:
    start, end = paragraphs[quote.paragraph]
    if not _fills_sentences(doc, quote):
        return None
    speeches = [c for c in accepted if c.frame.kind in _SPEECH]
    here = [c for c in speeches if start <= (c.cue or c.content[0])[0] < end]
    before = [c for c in here if (c.cue or c.content[0])[0] < quote.start]
    if before:
        return next((c for c in reversed(before) if _is_direct(doc, c)), before[-1])
    if here:
        return here[0] if any(a >= quote.end for a, _ in here[0].content) or here[0].content[0][0] <= quote.end + 2 else None
    earlier = [c for c in speeches if (c.cue or c.content[0])[0] < start]
    if quote.paragraph == 0 or not earlier:
        return None
    last = earlier[-1]
    previous = paragraphs[quote.paragraph - 1]
    near = any(previous[0] <= a < previous[1] or previous[0] <= b - 1 < previous[1] for a, b in [last.cue or last.content[0], *last.content])
    return last if near and _is_direct(doc, last) else None


def _is_direct(doc: Text, candidate: Candidate) -> bool:
    return any(doc[a].text in {'"', "“", "''", "‘"} for a, _ in candidate.content)


def _fills_sentences(doc: Text, quote: Quote) -> bool:
    """Tell whether a quotation stands as sentences of its own, not as words inside one."""
    return doc[quote.start].sentence.start == quote.start or (quote.start > 0 and doc[quote.start - 1].is_space)
