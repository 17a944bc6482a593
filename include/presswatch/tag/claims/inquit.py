"""Attributions whose speaker stands behind or inside the statement: "..., police said", "..." said Anna Berg, "..., he said, ...".

These are read from commas and quotation marks first and from the tree second, because parsers often take such a speaker for a clause of
its own. This module finds them within one sentence; quotations that began in an earlier sentence are completed in `attribution`.
"""

from __future__ import annotations

from itertools import pairwise

from spacy.tokens import Doc, Span, Token

from presswatch.tag.claims.candidate import FINITE, Candidate, Range, ranges_of
from presswatch.tag.claims.cues import Frame, load_cues
from presswatch.tag.claims.speakers import find_left_phrase, skip_aside
from presswatch.tag.claims.words import load_word_lists

_CLOSING = frozenset({'"', "”", "''", "’", "»"})
_BOUNDARY = frozenset({",", "?", "!", "—", "–", "--", "-"})
_SPEAKING_TAGS = frozenset({"VBD", "VBZ", "VBP", "VBN", "VB"})
_NAME_STARTS = frozenset({"DET", "NOUN", "PROPN", "PRON", "ADJ", "NUM", "ADV"})
_SPEAKING = frozenset({"say", "claim", "deny", "confirm", "warn", "ask", "report", "believe", "promise", "accuse", "praise"})
_NAME_PREPOSITIONS = frozenset({"of", "for", "in", "at", "with", "from", "on"})
_SAID = Frame(kind="say", certainty="reported", takes=frozenset({"clause"}))
_LONGEST_NAME = 40
_LONGEST_TAIL = 14


def find_inquits(doc: Doc, sentence: Range, quoted: set[int], signals: list[int]) -> list[Candidate]:
    """Return the attributions of this form in a parsed sentence; their depth puts them above all others."""
    cues, found = load_cues(), []
    behind = [i for i in range(sentence[0] + 1, sentence[1]) if i - 1 in quoted and i not in quoted] if quoted else []
    for i in sorted({*signals, *behind}):
        token = doc[i]
        if i in quoted or token.tag_ not in _SPEAKING_TAGS:
            continue
        frame = cues.verbs.get(token.lower_)
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


def _follows_speech(doc: Doc, verb: Token, sentence: Range, quoted: set[int]) -> bool:
    """Tell whether a verb stands right behind a quotation that its comma left open: any verb says it there ("Yes," beamed Lena Voss)."""
    before = verb.i - 1
    return (
        before - 1 > sentence[0] and before in quoted and doc[before].text in _CLOSING and doc[before - 1].text in {",", "!", "?"}
        and verb.tag_ in {"VBD", "VBZ"} and verb.pos_ == "VERB" and verb.i + 1 < sentence[1] and doc[verb.i + 1].pos_ in {"PROPN", "DET", "PRON"}
    )


def _chain(doc: Doc, first: Candidate, second: Candidate) -> None:
    """Set the second speaker above the first where nothing else stands behind the first: "..., the minister said, the agency reported"."""
    assert first.cue is not None and second.cue is not None  # noqa: S101 - an inquit always has a verb
    own = {i for place in [second.cue, *second.sources] for i in range(*place)}
    behind = [i for a, b in first.content for i in range(a, b) if i > first.cue[1]]
    if (behind or second.covers(first.cue[0])) and all(i in own or doc[i].is_punct or doc[i].lower_ in load_word_lists().times for i in behind):
        first.content = [(a, b) for a, b in first.content if a < first.cue[0]]
        second.depth = -2


def _read(doc: Doc, verb: Token, frame: Frame, sentence: Range, quoted: set[int]) -> Candidate | None:
    speaker, boundary = _find_before(doc, verb, sentence, quoted)
    tail_start = verb.i + 1
    if speaker is None and ("person" not in frame.takes or verb.lower_ in {"asked", "asks"}):
        speaker, boundary, tail_start = _find_behind(doc, verb, sentence, quoted)
    if speaker is None or boundary <= sentence[0]:
        return None
    tail_end = _find_tail(doc, tail_start, sentence, quoted, person="person" in frame.takes)
    if tail_end is None:
        return None
    left = doc[sentence[0] : boundary]
    closes = doc[boundary - 1].text in _CLOSING and boundary - 1 in quoted
    if not closes and speaker[1] < verb.i and doc[speaker[1]].text == "," and left[-1].pos_ in {"PROPN", "NOUN"} and not any(t.tag_ in FINITE for t in left):
        return None  # "Lena Voss, a spokeswoman, said, ...": an apposition, not a speaker within a statement
    base = load_cues().bases.get(verb.lower_, "say")
    set_off = speaker == (verb.i - 1, verb.i) and doc[speaker[0]].pos_ == "PRON" and verb.i + 1 < sentence[1] and doc[verb.i + 1].text == ","
    whole = closes or set_off or _has_main_clause(left) or _splits_clause(doc, tail_end, sentence) or _is_headline(left, verb, ends=tail_end + 1 >= sentence[1])
    if not whole or (not closes and base not in load_word_lists().behind):
        return None
    opened = next((i for i in range(boundary - 1, sentence[0], -1) if i in quoted and i - 1 not in quoted), None) if closes else None
    begin = opened if opened is not None and opened - 1 > sentence[0] and doc[opened - 1].text == ":" else sentence[0]
    rest = _find_rest(doc, tail_end, sentence, quoted, closes=closes)
    question = not closes and _is_question(left)
    if question and not rest:
        return None  # "Asked whether she would stay, she said no": the lead is what was asked
    leads_in = question or (not closes and len(rest) > 0 and rest[0] in quoted and not _has_main_clause(left))
    inside = [*(() if leads_in else range(begin, boundary)), *rest]
    return Candidate(
        cue=(verb.i, verb.i + 1), frame=frame, content=ranges_of(inside), sources=[speaker], rule=f"verb:{base}:inquit", sentence=sentence, depth=-1
    )


def _find_before(doc: Doc, verb: Token, sentence: Range, quoted: set[int]) -> tuple[Range | None, int]:
    """Return the speaker between a boundary and the verb, and the index after the content on the left."""
    end = verb.i
    while end > sentence[0] and (doc[end - 1].pos_ in {"ADV", "AUX"} or doc[end - 1].dep_ in {"aux", "advmod"}) and doc[end - 1].tag_ != "WRB":
        end -= 1
    best: Range | None = None
    if end - 1 > sentence[0] and doc[end - 1].text == ",":
        core = skip_aside(doc, doc[end]) + 1  # "an aide, who asked not to be named, said"
        if sentence[0] < core < end - 1:
            place, boundary = _find_before_aside(doc, core, sentence, quoted)
            if place is not None:
                return (place[0], _cut(doc, end)), boundary
    for i in range(end - 1, max(sentence[0], end - _LONGEST_NAME), -1):
        token = doc[i]
        if i in quoted and token.text in _CLOSING and (i + 1 not in quoted):
            start = i + 1
            if best is not None and doc[start].text not in _BOUNDARY and doc[i - 1].text not in _BOUNDARY:
                return best, best[0] - 1  # a few quoted words within the statement: 'China "opposes" the sale, Xinhua reported'
            while start < end and doc[start].text in {",", "-", "—", "–", "--"}:
                start += 1
            return ((start, _cut(doc, end)), i + 1) if _is_name(doc, start, _cut(doc, end)) else (None, 0)
        if i in quoted:
            return None, 0
        if token.text in _BOUNDARY and (token.text != "-" or token.whitespace_):
            start = i + 1
            stop = _cut(doc, end)
            if start < stop:
                if any(t.tag_ in FINITE for t in doc[start:stop]):
                    break
                if _is_name(doc, start, stop):
                    best = (start, stop)
                    if stop == end and not any(t.pos_ == "CCONJ" for t in doc[start:stop]):
                        break  # nothing set off by a comma before the verb, no list of names: the nearest comma is the statement's end
        elif token.tag_ in FINITE and not _is_relative(token):
            break
    if best is None:
        return None, 0
    return best, best[0] - 1


def _find_before_aside(doc: Doc, end: int, sentence: Range, quoted: set[int]) -> tuple[Range | None, int]:
    """Return the noun phrase that ends where an aside begins, if a quotation or a comma stands before it."""
    phrase = find_left_phrase(doc, end, sentence[0])
    if phrase is None or phrase[1] != end or phrase[0] - 1 <= sentence[0]:
        return None, 0
    before = phrase[0] - 1
    if before in quoted and doc[before].text in _CLOSING:
        return phrase, before + 1
    return (phrase, before) if doc[before].text == "," and before not in quoted else (None, 0)


def _cut(doc: Doc, end: int) -> int:
    while end > 0 and doc[end - 1].text in {",", "-", "—", "–", "--"}:
        end -= 1
    return end


def _find_behind(doc: Doc, verb: Token, sentence: Range, quoted: set[int]) -> tuple[Range | None, int, int]:
    """Return the speaker after a verb that stands right behind a boundary, the content's end and where the speaker ends."""
    before = verb.i - 1
    if before <= sentence[0] or not (doc[before].text in {",", "?", "!", "—", "–", "--"} or (doc[before].text in _CLOSING and before in quoted)):
        return None, 0, 0
    if verb.i + 1 >= sentence[1] or any(c.dep_.startswith("nsubj") and c.i < before and c.i not in quoted for c in verb.children):
        return None, 0, 0
    start = end = verb.i + 1
    while end < sentence[1] and end - start < _LONGEST_NAME:
        token = doc[end]
        if end in quoted or token.text in {";", ":"} or token.tag_ in FINITE:
            break
        if token.text == "." and not (end + 1 < sentence[1] and doc[end + 1].text[:1].isupper()):  # the stop of "Capt." ends nothing
            break
        if token.tag_ in {"WP", "WDT", "WRB", "IN", "TO"} and token.lower_ not in _NAME_PREPOSITIONS:
            break
        if token.text in {",", "—", "–", "-", "--"} and not (token.text == "-" and not doc[end - 1].whitespace_) and not _continues_name(doc, end, sentence):
            break
        end += 1
    end = _cut(doc, end)
    if end < sentence[1] and doc[end].tag_ in FINITE:  # the words behind are the subject of another verb, unless a clause hangs on a name
        comma = next((i for i in range(start, end) if doc[i].text == ","), None)
        if before not in quoted or comma is None:
            return None, 0, 0
        end = comma
    if not _is_name(doc, start, end):
        return None, 0, 0
    return (start, end), before + 1, end


def _continues_name(doc: Doc, comma: int, sentence: Range) -> bool:
    """Tell whether what follows a comma still names the speaker: an apposition such as "the minister" or "32"."""
    following = comma + 1
    if following >= sentence[1] or doc[following].pos_ not in {"DET", "NUM", "NOUN", "PROPN", "ADJ"}:
        return False
    for token in doc[following : sentence[1]]:
        if token.tag_ in FINITE:
            return _is_relative(token)
        if token.text in {",", ".", ";"}:
            return True
    return True


def _find_tail(doc: Doc, start: int, sentence: Range, quoted: set[int], *, person: bool) -> int | None:
    """Return the end of the adverbials behind verb or speaker ("on Monday", "in a statement"), None if a clause follows instead."""
    i = start
    while i < sentence[1] and i - start <= _LONGEST_TAIL:
        token = doc[i]
        if token.text in {",", ".", ";", "—", "–", "--", ":", "?", "!"} or token.is_space:
            return None if token.text == ":" else i
        if i in quoted:
            return None
        if token.tag_ in {"WP", "WDT"}:
            return i
        if token.tag_ in {"WRB"} or token.lower_ in {"as", "when", "after", "before", "during", "while", "because"}:
            return i
        if token.tag_ in FINITE or token.lower_ in {"that", "whether", "if"} or (token.pos_ == "VERB" and token.tag_ != "VBG" and token.tag_ != "VBN"):
            return None
        if i == start and (token.lower_ == "by" or (token.pos_ in {"PRON", "PROPN", "NOUN", "DET", "ADJ", "NUM"} and not person and not _is_time(doc, i))):
            return None
        i += 1
    return i if i >= sentence[1] else None


def _is_time(doc: Doc, i: int) -> bool:
    """Tell whether a time expression starts here: "Monday", "last week", "earlier this month"."""
    return any(token.lower_ in load_word_lists().times for token in doc[i : min(i + 3, len(doc))])


def _find_rest(doc: Doc, tail_end: int, sentence: Range, quoted: set[int], *, closes: bool) -> range:
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
    if first.lower_ == "that":
        return range(i, sentence[1])
    if closes or first.tag_ in {"VBG", "VBN", "WP", "WDT"} or first.lower_ in {"who", "which", "as", "when", "after", "before"}:
        opened = next((k for k in range(i, min(i + 3, sentence[1])) if k in quoted), None)
        return range(opened, sentence[1]) if opened is not None and first.pos_ == "CCONJ" else range(0)
    return range(i, sentence[1])


def _is_question(left: Span) -> bool:
    """Tell whether the words before the speaker only say what was asked: "Asked whether she would stay, ..."."""
    words = [t.lower_ for t in left if not t.is_punct][:2]
    return bool(words) and (words[0] == "asked" or words == ["when", "asked"])


def _is_headline(left: Span, verb: Token, *, ends: bool) -> bool:
    """Tell whether the words before the speaker are a headline's: "Mayor to resign, sources say", "No deal tonight, mediators say".

    Behind a sentence whose past tense the tagger took for a participle the speaker stands last, too: "The leaders spoke by telephone, aides said".
    """
    if left[0].pos_ not in {"NOUN", "PROPN", "NUM", "ADJ", "DET"} or any(t.tag_ in FINITE for t in left):
        return False
    if ends and (verb.tag_ in {"VBP", "VBZ"} or any(t.tag_ == "VBN" and t.dep_ in {"acl", "ROOT"} and t.i > left.start + 1 for t in left)):
        return True
    return verb.tag_ != "VBD" and left[0].pos_ != "DET" and any(t.tag_ == "VBN" or (t.lower_ == "to" and t.i + 1 < left.end and left.doc[t.i + 1].tag_ == "VB") for t in left[1:])


def _splits_clause(doc: Doc, tail_end: int, sentence: Range) -> bool:
    """Tell whether the speaker stands in the middle of one clause: "The industry, she said, is growing"."""
    if tail_end + 2 >= sentence[1] or doc[tail_end].text != ",":
        return False
    following = doc[tail_end + 1]
    return following.tag_ not in {"VBG", "VBN", "WP", "WDT", "CC"} and any(t.tag_ in FINITE for t in doc[tail_end + 1 : sentence[1]])


def _has_main_clause(left: Span) -> bool:
    """Tell whether the words before the speaker hold a clause of their own, not only a lead such as "When the vote ended"."""
    for token in left:
        if token.tag_ not in FINITE or _is_relative(token):
            continue
        verb = token.head if token.dep_ in {"aux", "aux:pass", "cop"} else token
        if not any(c.dep_ == "mark" and c.lower_ != "that" and c.i < token.i for c in verb.children) and not any(
            c.lower_ in {"when", "while"} and c.dep_ == "advmod" for c in verb.children
        ):
            return True
    return False


def _is_name(doc: Doc, start: int, end: int) -> bool:
    """Tell whether some words could name a speaker: they start like a noun phrase and hold a noun, with no verb outside clauses."""
    if not start < end or doc[start].pos_ not in _NAME_STARTS:
        return False
    words = [t for t in doc[start:end] if not t.is_punct]
    if not any(t.pos_ in {"NOUN", "PROPN", "PRON"} for t in words) or words[0].lower_ in {"which", "that", "what", "then", "there", "not", "it's"}:
        return False
    if all(t.lower_ in load_word_lists().times for t in words) or words[-1].tag_ in {"WP", "WDT", "WRB", "CC", "IN", "TO", "DT"} or words[-1].lower_ == "that":
        return False
    if len(words) > 1 and (words[0].lower_ in {"who", "whom", "which", "whose"} or words[-1].lower_ in {"he", "she", "they", "we", "i", "it"}):
        return False
    marks = [t.text for t in doc[start:end]]
    if ";" in marks or marks.count("(") != marks.count(")"):
        return False
    return not any(t.tag_ in FINITE and not _is_relative(t) for t in words)


def _is_relative(verb: Token) -> bool:
    """Tell whether a verb belongs to a relative clause."""
    node = verb
    for _ in range(3):
        if node.dep_.startswith("acl"):
            return True
        if node.dep_ not in {"aux", "aux:pass", "cop", "conj"} or node.head.i == node.i:
            return False
        if node.dep_ == "conj" and "," in {node.left_edge.text, node.doc[max(node.left_edge.i - 1, 0)].text} and not any(c.dep_ == "cc" for c in node.children):
            return False  # "The man, who lived here, worked there" where the tree joins the two
        node = node.head
    return False
