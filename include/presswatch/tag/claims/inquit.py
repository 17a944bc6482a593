"""Attributions whose speaker stands behind or inside the statement: "..., police said", "..." said Anna Berg, "..., he said, ...".

These are read from commas and quotation marks first and from the tree second, because parsers often take such a speaker for a clause of
its own. This module finds them within one sentence; quotations that began in an earlier sentence are completed in `attribution`.
"""

from __future__ import annotations

from itertools import pairwise

from presswatch.tag.claims.candidate import FINITE, Candidate, Range, ranges_of
from presswatch.tag.claims.cues import Frame, load_cues
from presswatch.tag.claims.names import CLOSING, find_name_before, find_name_behind, is_relative
from presswatch.tag.claims.phrases import find_left_phrase
from presswatch.tag.claims.quotes import Quote
from presswatch.tag.claims.words import is_time, load_word_lists, starts_time
from presswatch.tag.nodes import Node, Run, Text

_SPEAKING_TAGS = frozenset({"VBD", "VBZ", "VBP", "VBN", "VB"})
_SPEAKING = frozenset({"say", "claim", "deny", "confirm", "warn", "ask", "report", "believe", "promise", "accuse", "praise"})
_SAID = Frame(kind="say", certainty="reported", takes=frozenset({"clause"}))
_LONGEST_TAIL = 14
_LONGEST_INTERJECTION = 3
_SHORTEST_LEFT = 6
_LONGEST_DETACHED = 14


def find_inquits(doc: Text, sentence: Range, quoted: set[int], signals: list[int]) -> list[Candidate]:
    """Return the attributions of this form in a parsed sentence; their depth puts them above all others."""
    cues, found = load_cues(), []
    behind = [i for i in range(sentence[0] + 1, sentence[1]) if i - 1 in quoted and i not in quoted] if quoted else []
    for i in sorted({*signals, *behind}):
        token = doc[i]
        if i in quoted or (token.tag not in _SPEAKING_TAGS and not _is_hidden_present(doc, token, sentence, quoted)):
            continue
        frame = cues.verbs.get(token.lower)
        if frame is None or "clause" not in frame.takes or frame.kind not in _SPEAKING:
            if not _follows_speech(doc, token, sentence, quoted):
                continue
            frame = _SAID
        candidate = _read(doc, token, frame, sentence, quoted)
        if candidate is not None:
            found.append(candidate)
    for first, second in pairwise(found):
        _chain(doc, first, second)
    return found


def find_detached(doc: Text, sentence: Range, quotes: list[Quote], signals: list[int], taken: set[int]) -> Candidate | None:
    """Return the attribution of a quotation whose speaker was cut off into a sentence of its own: '"Is it safe?" Voss demanded.'"""
    before = sentence[0] - 1
    quote = next((q for q in quotes if q.end - 1 == before), None)
    if quote is None or sentence[1] - sentence[0] > _LONGEST_DETACHED or quote.length < 1:
        return None
    cues = load_cues()
    for i in signals:
        token, frame = doc[i], cues.verbs.get(doc[i].lower)
        if i in taken or frame is None or "clause" not in frame.takes or frame.kind not in _SPEAKING or token.tag not in {"VBD", "VBZ", "VBP"}:
            continue
        end = i
        while end > sentence[0] and doc[end - 1].pos in {"ADV", "AUX"}:
            end -= 1
        phrase = find_left_phrase(doc, end, sentence[0])
        tail = _find_tail(doc, i + 1, sentence, set(), person="person" in frame.takes)
        if phrase is None or phrase != (sentence[0], end) or tail is None or doc[tail if tail < sentence[1] else tail - 1].text == ",":
            return None
        rule = f"verb:{cues.bases.get(token.lower, 'say')}:inquit"
        return Candidate(cue=(i, i + 1), frame=frame, content=[(quote.start, quote.end)], sources=[phrase], rule=rule, sentence=sentence, depth=-1)
    return None


def _is_hidden_present(doc: Text, token: Node, sentence: Range, quoted: set[int]) -> bool:
    """Tell whether a seeming plural is the verb of who speaks behind a quotation: '"It is clear," Voss concludes'."""
    if token.tag not in {"NNS", "NNPS"} or not token.lower.endswith("s"):
        return False
    i = token.i - 1
    while i > sentence[0] and doc[i].pos == "PROPN" and i not in quoted:
        i -= 1
    return i < token.i - 1 and i in quoted and doc[i].text in CLOSING and doc[i - 1].text in {",", "!", "?"}


def _follows_speech(doc: Text, verb: Node, sentence: Range, quoted: set[int]) -> bool:
    """Tell whether a verb stands right behind a quotation that its comma left open: any verb says it there ("Yes," beamed Lena Voss)."""
    before = verb.i - 1
    return (
        before - 1 > sentence[0] and before in quoted and doc[before].text in CLOSING and doc[before - 1].text in {",", "!", "?"}
        and verb.tag in {"VBD", "VBZ"} and verb.pos == "VERB" and verb.i + 1 < sentence[1] and doc[verb.i + 1].pos in {"PROPN", "DET", "PRON"}
    )


def _chain(doc: Text, first: Candidate, second: Candidate) -> None:
    """Set the second speaker above the first where nothing else stands behind the first: "..., the minister said, the agency reported"."""
    assert first.cue is not None and second.cue is not None  # noqa: S101 - an inquit always has a verb
    own = {i for place in [second.cue, *second.sources] for i in range(*place)}
    behind = [i for a, b in first.content for i in range(a, b) if i > first.cue[1]]
    if (behind or second.covers(first.cue[0])) and all(i in own or doc[i].is_punct or is_time(doc[i]) for i in behind):
        first.content = [(a, b) for a, b in first.content if a < first.cue[0]]
        second.depth = -2


def _read(doc: Text, verb: Node, frame: Frame, sentence: Range, quoted: set[int]) -> Candidate | None:
    speaker, boundary = find_name_before(doc, verb, sentence, quoted)
    tail_start = verb.i + 1
    if speaker is None and ("person" not in frame.takes or verb.lower in {"asked", "asks"}):
        speaker, boundary, tail_start = find_name_behind(doc, verb, sentence, quoted)
    if speaker is None or boundary <= sentence[0]:
        return None
    tail_end = _find_tail(doc, tail_start, sentence, quoted, person="person" in frame.takes)
    if tail_end is None:
        return None
    left = doc[sentence[0] : boundary]
    closes = doc[boundary - 1].text in CLOSING and boundary - 1 in quoted
    if not closes and speaker[1] < verb.i and doc[speaker[1]].text == "," and left[-1].pos in {"PROPN", "NOUN"} and not any(t.tag in FINITE for t in left):
        return None  # "Lena Voss, a spokeswoman, said, ...": an apposition, not a speaker within a statement
    base = load_cues().bases.get(verb.lower, "say")
    set_off = speaker == (verb.i - 1, verb.i) and doc[speaker[0]].pos == "PRON" and verb.i + 1 < sentence[1] and doc[verb.i + 1].text == ","
    whole = closes or set_off or _has_main_clause(left) or _splits_clause(doc, tail_end, sentence) or _is_headline(left, verb, ends=tail_end + 1 >= sentence[1])
    inverted = speaker[0] == verb.i + 1 and doc[speaker[0]].pos == "PROPN" and doc[verb.i - 1].text == "," and len(left) >= _SHORTEST_LEFT and base == "say"
    whole = whole or inverted or _is_interjection(left)
    if not whole or (not closes and not set_off and base not in load_word_lists().behind):
        return None
    opened = next((i for i in range(boundary - 1, sentence[0], -1) if i in quoted and i - 1 not in quoted), None) if closes else None
    begin = opened if opened is not None and opened - 1 > sentence[0] and doc[opened - 1].text == ":" else sentence[0]
    rest = _find_rest(doc, tail_end, sentence, quoted, closes=closes)
    question = not closes and _is_question(left)
    if question and not rest:
        return None  # "Asked whether she would stay, she said no": the lead is what was asked
    leads_in = question or (not closes and len(rest) > 0 and rest[0] in quoted and not _has_main_clause(_find_last_part(left)))
    if closes and opened is not None and rest and rest[0] in quoted and doc[opened - 1].text not in {":", ","} and not _has_main_clause(left):
        leads_in = True  # 'Remarking on her "warmth," he said, "..."'
    if begin + 2 < boundary and doc[begin + 1].text == ":" and doc[begin].lower in load_word_lists().labels:
        begin += 2  # "Exclusive: ..."
    inside = [*(() if leads_in else range(begin, boundary)), *rest]
    return Candidate(
        cue=(verb.i, verb.i + 1), frame=frame, content=ranges_of(inside), sources=[speaker], rule=f"verb:{base}:inquit", sentence=sentence, depth=-1
    )


def _find_tail(doc: Text, start: int, sentence: Range, quoted: set[int], *, person: bool) -> int | None:
    """Return the end of the adverbials behind verb or speaker ("on Monday", "in a statement"), None if a clause follows instead."""
    i = start
    while i < sentence[1] and i - start <= _LONGEST_TAIL:
        token = doc[i]
        if token.text in {",", ".", ";", "—", "–", "--", ":", "?", "!"} or token.is_space:
            return None if token.text == ":" else i
        if i in quoted and i > start and i - 1 not in quoted and doc[i - 1].pos in {"ADP", "PROPN", "DET", "PART"}:
            while i < sentence[1] and i in quoted:
                i += 1  # the name of a programme: 'told "Lund Today"'
            continue
        if i in quoted:
            return None
        if token.tag in {"WP", "WDT"}:
            return i
        if token.tag in {"WRB"} or token.lower in {"as", "when", "after", "before", "during", "while", "because"}:
            return i
        if token.tag in FINITE or token.lower in {"that", "whether", "if"} or (token.pos == "VERB" and token.tag != "VBG" and token.tag != "VBN"):
            return None
        if i == start and (token.lower == "by" or (token.pos in {"PRON", "PROPN", "NOUN", "DET", "ADJ", "NUM"} and not person and not starts_time(doc, i))):
            return None
        i += 1
    return i if i >= sentence[1] else None


def _find_rest(doc: Text, tail_end: int, sentence: Range, quoted: set[int], *, closes: bool) -> range:
    """Return the tokens behind the speaker that still belong to the statement."""
    i = tail_end
    if i >= sentence[1] or doc[i].text not in {",", "—", "–", "--", ";"}:
        return range(0)
    i += 1
    if i >= sentence[1]:
        return range(0)
    if i in quoted:
        return range(i, sentence[1])
    first = doc[i]
    if first.lower == "that" or (first.tag in FINITE and first.lower not in load_cues().verbs):  # '"Only you," she said, would dare'
        return range(i, sentence[1])
    if closes or first.tag in {"VBG", "VBN", "WP", "WDT"} or first.lower in {"who", "which", "as", "when", "after", "before", "without", "despite"}:
        opened = next((k for k in range(i, min(i + 3, sentence[1])) if k in quoted), None)
        return range(opened, sentence[1]) if opened is not None and first.pos == "CCONJ" else range(0)
    return range(i, sentence[1])


def _find_last_part(left: Run) -> Run:
    """Return the words behind the last "and" or "but" that a comma sets off: "She said no, and [when pressed], she replied"."""
    for i in range(left.end - 1, left.start + 1, -1):
        if left.whole[i].pos == "CCONJ" and left.whole[i - 1].text == ",":
            return left.whole[i + 1 : left.end]
    return left


def _is_interjection(left: Run) -> bool:
    """Tell whether the statement is a mere "No" or "Sorry"."""
    words = [t for t in left if not t.is_punct]
    return 0 < len(words) <= _LONGEST_INTERJECTION and words[0].pos == "INTJ"


def _is_question(left: Run) -> bool:
    """Tell whether the words before the speaker only say what was asked: "Asked whether she would stay, ..."."""
    words = [t.lower for t in left if not t.is_punct][:2]
    return bool(words) and (words[0] == "asked" or words == ["when", "asked"])


def _is_headline(left: Run, verb: Node, *, ends: bool) -> bool:
    """Tell whether the words before the speaker are a headline's: "Mayor to resign, sources say", "No deal tonight, mediators say".

    Behind a sentence whose past tense the tagger took for a participle the speaker stands last, too: "The leaders spoke by telephone, aides said".
    """
    if left[0].pos not in {"NOUN", "PROPN", "NUM", "ADJ", "DET"}:
        return False
    if any(t.tag in FINITE for t in left):
        return ends and verb.tag in {"VBP", "VBZ"} and left[0].pos in {"NOUN", "PROPN", "ADJ"} and not _is_relative_only(left)
    if ends and (verb.tag in {"VBP", "VBZ"} or any(t.tag == "VBN" and t.dep in {"acl", "ROOT"} and t.i > left.start + 1 for t in left)):
        return True
    return verb.tag != "VBD" and left[0].pos != "DET" and any(t.tag == "VBN" or (t.lower == "to" and t.i + 1 < left.end and left.whole[t.i + 1].tag == "VB") for t in left[1:])


def _is_relative_only(left: Run) -> bool:
    """Tell whether all finite verbs of some words belong to clauses on a noun: "The man who left"."""
    return all(is_relative(t) for t in left if t.tag in FINITE)


def _splits_clause(doc: Text, tail_end: int, sentence: Range) -> bool:
    """Tell whether the speaker stands in the middle of one clause: "The industry, she said, is growing"."""
    if tail_end + 2 >= sentence[1] or doc[tail_end].text != ",":
        return False
    following = doc[tail_end + 1]
    if following.tag == "VBN" and not any(t.tag in FINITE for t in doc[sentence[0] : tail_end - 2]):
        return True  # "The museum, he said, celebrated": taken for a participle
    return following.tag not in {"VBG", "VBN", "WP", "WDT", "CC"} and any(t.tag in FINITE for t in doc[tail_end + 1 : sentence[1]])


def _has_main_clause(left: Run) -> bool:
    """Tell whether the words before the speaker hold a clause of their own, not only a lead such as "When the vote ended"."""
    for token in left:
        if token.tag not in FINITE or is_relative(token):
            continue
        verb = token.head if token.dep in {"aux", "aux:pass", "cop"} else token
        if not any(c.dep == "mark" and c.lower != "that" and c.i < token.i for c in verb.children) and not any(
            c.lower in {"when", "while"} and c.dep == "advmod" for c in verb.children
        ):
            return True
    return False
