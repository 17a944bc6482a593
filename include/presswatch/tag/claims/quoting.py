"""Statements handed on by quoting: "the agency quoted the minister as saying ...", "he was quoted by the agency as saying ...".

Parsers hang these words in many ways, so they are read from the row of words: the verb, "as" and a participle of saying. Who quotes and
who is quoted become one attribution within another (active) or a source with a relay (passive).
"""

from __future__ import annotations

from presswatch.tag.claims.candidate import Candidate, Link, Range, ranges_of, trim_all
from presswatch.tag.claims.cues import Frame, load_cues
from presswatch.tag.claims.phrases import find_left_phrase, find_right_phrase
from presswatch.tag.claims.words import is_time, load_word_lists, starts_time
from presswatch.tag.nodes import Node, Text

_FRAME = Frame(kind="report", certainty="reported", takes=frozenset({"clause"}))
_BE = frozenset({"was", "were", "is", "are", "been", "being", "be"})
_LONGEST_NAME = 25
_BOUNDARY = frozenset({",", "?", "!", "—", "–", "--", '"', "”", "''"})


def find_quoted_speakers(doc: Text, sentence: Range, quoted: set[int], words: list[str]) -> list[Candidate]:
    """Return the attributions of this form in a sentence; both cues of each are theirs alone."""
    found: list[Candidate] = []
    if "as" not in words:
        return found
    quoting = load_word_lists().quoting
    for verb in [doc[i] for i, word in enumerate(words, sentence[0]) if word in quoting and i not in quoted]:
        link = _find_link(doc, verb, sentence, quoted)
        if link is not None:
            candidate = _read(doc, verb, link, sentence, quoted)
            if candidate is not None:
                found.append(candidate)
    return found


def _find_link(doc: Text, verb: Node, sentence: Range, quoted: set[int]) -> Node | None:
    """Return the participle of saying behind "as" that goes with a verb of quoting."""
    verbs = load_cues().verbs
    for i in range(verb.i + 1, min(verb.i + _LONGEST_NAME, sentence[1] - 1)):
        if i in quoted or doc[i].text in {";", ":"}:
            return None
        if doc[i].lower == "as" and doc[i + 1].tag == "VBG" and "clause" in getattr(verbs.get(doc[i + 1].lower), "takes", ()):
            return doc[i + 1]
    return None


def _read(doc: Text, verb: Node, saying: Node, sentence: Range, quoted: set[int]) -> Candidate | None:
    link, before = saying.i - 1, verb.i
    while before > sentence[0] and (doc[before - 1].pos in {"AUX", "ADV"} or doc[before - 1].lower in _BE | {"has", "have", "had"}):
        before -= 1
    passive = any(doc[i].lower in _BE for i in range(before, verb.i))
    subject = find_left_phrase(doc, before, sentence[0])
    behind, agent = _skip_adverbials(doc, saying.i + 1, sentence, quoted)
    if passive:
        speaker = subject
        if verb.i + 1 < link and doc[verb.i + 1].lower == "by":
            agent = find_right_phrase(doc, verb.i + 2, link)
        start = before
    else:
        speaker = find_right_phrase(doc, verb.i + 1, link)
        start = subject[0] if subject is not None else before
    if speaker is None:
        return None
    content = trim_all(doc, _find_content(doc, behind, subject[0] if subject is not None else start, sentence, quoted))
    if not content:
        return None
    relays: list[Link] = [(agent, (verb.i, verb.i + 1))] if agent is not None else []
    rule = f"verb:{load_cues().bases.get(verb.lower, 'quote')}:quoting"
    said = Candidate(
        cue=(saying.i, saying.i + 1) if not passive else (verb.i, saying.i + 1), frame=load_cues().verbs[saying.lower], content=content,
        sources=[speaker], rule=rule, sentence=sentence, depth=-3, relays=relays,
    )
    if passive or subject is None:
        return said
    outer = list(content)
    if content[0][0] > verb.i:
        outer = [(speaker[0], content[-1][1])]
    return Candidate(
        cue=(verb.i, verb.i + 1), frame=_FRAME, content=outer, sources=[subject], rule=rule, sentence=sentence, depth=-3, inner=said,
    )


def _skip_adverbials(doc: Text, start: int, sentence: Range, quoted: set[int]) -> tuple[int, Range | None]:
    """Return where the statement begins behind the participle, and who quotes if that stands between: "as saying by the agency on Monday"."""
    i, agent = start, None
    while i < sentence[1] and i not in quoted:
        token = doc[i]
        if token.lower == "by" and agent is None:
            agent = find_right_phrase(doc, i + 1, sentence[1])
            i = agent[1] if agent is not None else i + 1
        elif is_time(token) or (token.lower in {"on", "in", "earlier", "late", "last"} and starts_time(doc, i + 1)):
            i += 1
        else:
            break
    return i, agent


def _find_content(doc: Text, behind: int, before: int, sentence: Range, quoted: set[int]) -> list[Range]:
    """Return the statement: the words behind the participle, or those before the whole if none are left."""
    rest = [i for i in range(behind, sentence[1]) if not doc[i].is_punct and not doc[i].is_space]
    if len(rest) >= 2 and (doc[behind].text not in {",", "."} or (behind + 1 < sentence[1] and behind + 1 in quoted)):
        return ranges_of(range(behind, sentence[1]))
    end = before
    if end - 1 > sentence[0] and doc[end - 1].text in _BOUNDARY:
        left = ranges_of(range(sentence[0], end))
        return [*left, *(ranges_of(range(behind + 1, sentence[1])) if rest and behind + 1 in quoted else [])]
    return []
