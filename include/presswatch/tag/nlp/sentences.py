"""Sentence boundaries by rule: paragraph breaks, full stops, quotation marks, abbreviations.

This module finds where sentences start in a tokenized text; it needs no trained model and doesn't parse. Rules are used, not the parser,
because paragraphs of a news page must end sentences and because sentences are chosen before they are parsed.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml
from spacy.tokens import Doc, Token

from presswatch.errors import ConfigError
from presswatch.tag.extensions import lower_words, text_of, words_of

_FILE = Path(__file__).with_name("words.yaml")
_STOPS = frozenset({".", "!", "?", "…", "...", "....", "?!", "!?", "!!", "??", "!!!", "。"})
_QUOTES = frozenset({'"', "'", "”", "’", "''", "»", "“", "‘"})
_CLOSERS = _QUOTES | {")", "]"}
_OPENERS = frozenset({'"', "“", "‘", "''", "``", "«", "'", "(", "[", "—", "–", "-", "--", "•", "*"})
_SHORT_LINE = 60
_NAME_REACH = 6
_DATELINE_REACH = 14
_SHORTEST_CLAUSE = 4  # words beside a semicolon
_DATELINE_PARAGRAPHS = 3  # a headline or a byline may stand before the paragraph with the dateline


@cache
def load_words() -> dict[str, frozenset[str]]:
    """Read the word lists. Raises ConfigError when one is missing."""
    lists = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    missing = [name for name in ("never_end", "may_end", "starters", "speech", "common_english", "list_ends") if not isinstance(lists.get(name), str)]
    if missing:
        raise ConfigError(f"{_FILE}: list {missing[0]} is missing")
    return {name: frozenset(words.split()) for name, words in lists.items()}


def find_sentence_starts(doc: Doc) -> list[int]:
    """Return the token index at which each sentence starts, the first always 0; an empty text has none."""
    if not len(doc):
        return []
    starts = [0]
    line_start, breaks = 0, 0
    dateline = _find_dateline(doc, 0)
    if dateline:
        starts.append(dateline)
    free, n = 0, len(doc)  # tokens before `free` belong to an end that was found
    for i, word in enumerate(lower_words(doc)):
        if i < free or not (word in _STOPS or word[-1:] == "." or word[:1].isspace()):
            continue
        token = doc[i]
        text = token.text
        end = 0
        if token.is_space:
            if "\n" in text:
                if i and _is_break(doc, text, token, line_start):
                    end = i + 1
                line_start, breaks = token.idx + len(text), breaks + 1
                dateline = _find_dateline(doc, i + 1) if breaks < _DATELINE_PARAGRAPHS else 0
                if dateline:
                    starts.append(i + 1)
                    end = dateline
        else:
            end = _find_end(doc, i)
        if end and end > starts[-1]:
            while end < n and doc[end].is_space and "\n" not in doc[end].text:
                end += 1
            if end < n:
                starts.append(end)
            free = end
    starts = _merge_blank(doc, starts)
    return _cut_at_semicolons(doc, starts) if ";" in text_of(doc) else starts


def _find_dateline(doc: Doc, start: int) -> int:
    """Return the token index behind a dateline such as "GENEVA, May 3 (Agency) -" that opens a paragraph at `start`, else 0."""
    if start >= len(doc) or not (doc[start].is_upper and len(doc[start]) > 1 and doc[start].is_alpha):
        return 0
    for token in doc[start + 1 : start + _DATELINE_REACH]:
        if token.text in {"—", "–", "--"} or (token.text == "-" and token.whitespace_ and doc[token.i - 1].whitespace_):
            return token.i + 1 if token.i + 1 < len(doc) else 0
        if token.text in {".", ":", ";", "!", "?"} and doc[token.i - 1].whitespace_ == "" and not doc[token.i - 1].text[:1].isupper():
            return 0
        if token.is_alpha and token.is_lower and token.lower_ not in {"of", "de", "and", "the"}:
            return 0
    return 0


def _is_break(doc: Doc, text: str, token: Token, line_start: int) -> bool:
    if text.count("\n") > 1:
        return True
    before = doc[token.i - 1].text[-1:]
    return before in ".!?:;\"”’" or token.idx - line_start < _SHORT_LINE


def _find_end(doc: Doc, i: int) -> int:
    """Return the index after the sentence that the stop at `i` ends, 0 if it ends none."""
    words = load_words()
    token, n = doc[i], len(doc)
    text = token.text
    end = i + 1
    quoted = False
    while end < n and doc[end].text in _CLOSERS and not doc[end - 1].whitespace_ and not doc[end - 1].is_space:
        quoted = quoted or doc[end].text in _QUOTES
        end += 1
    while end < n and doc[end].is_space and "\n" not in doc[end].text:
        end += 1
    if end >= n or (doc[end].is_space and doc[end].text.count("\n") > 1):
        return end
    follower = doc[end]
    head = follower.text[:1]
    bare = follower.text.lower()
    if text not in _STOPS or (text == "." and i and not doc[i - 1].whitespace_):
        stem = (doc[i - 1].text if text == "." else text[:-1]).lower()
        if stem in words["never_end"] or (len(stem) == 1 and stem.isalpha() and stem != "i"):
            return 0
        if text != "." and (stem in words["may_end"] or "." in stem):
            starts_anew = bare in words["starters"] and follower.text[:1].isupper()
            return end if starts_anew or (head in "\"“‘" and not quoted) else 0
        if text != "." and not head.isupper() and head not in _OPENERS:
            return 0
        if text == "." and stem in words["may_end"] and not (bare in words["starters"] and head.isupper()) and head not in "\"“‘":
            return 0
    if not doc[end - 1].whitespace_ and not doc[end - 1].is_space:
        return 0  # "3.5", "example.com", "...and": no space follows
    if head.islower() or head in ",;:)":
        return 0
    if quoted and text in {"!", "?", "!!", "?!", "…", "..."} and _starts_attribution(doc, end, words["speech"]):
        return 0
    return end


def _starts_attribution(doc: Doc, i: int, speech: frozenset[str]) -> bool:
    """Tell whether a name and a verb of speech follow, as in: "Why?" Anna Berg asked."""
    if not doc[i].text[:1].isupper():
        return False
    for token in doc[i : i + _NAME_REACH]:
        if token.lower_ in speech:
            return True
        if not (token.text[:1].isupper() or token.text in {".", "-", "of", "de", "van", "von", "al"}):
            return False
    return False


def _merge_blank(doc: Doc, starts: list[int]) -> list[int]:
    """Let sentences made of white space alone end with the one before."""
    kept: list[int] = []
    for k, start in enumerate(starts):
        stop = starts[k + 1] if k + 1 < len(starts) else len(doc)
        if kept and all(token.is_space for token in doc[start:stop]):
            continue
        kept.append(start)
    return kept


def _cut_at_semicolons(doc: Doc, starts: list[int]) -> list[int]:
    """Let a semicolon end a sentence, since another speaks or acts behind it: "..., the army said; the rebels denied it". One in a list doesn't."""
    words, cut = words_of(doc), []
    for start, stop in zip(starts, [*starts[1:], len(words)], strict=True):
        cut.append(start)
        inside = words[start:stop]
        if inside.count(";") != 1:
            continue
        k = inside.index(";")
        if min(k, len(inside) - k - 1) < _SHORTEST_CLAUSE or inside[k + 1].lower() in load_words()["list_ends"]:
            continue
        before = inside[:k]
        if before.count('"') % 2 or before.count("“") > before.count("”") or before.count("(") > before.count(")"):
            continue
        cut.append(start + k + 1)
    return cut
