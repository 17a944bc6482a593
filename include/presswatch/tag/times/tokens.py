"""Tokens of the time grammar: pieces of text with the classes that the rules match.

This module owns how a text is cut and how numbers, written in digits or words, are read. The words' classes come from a language file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from presswatch.tag.times.lexicon import Lexicon, Word

# The order matters: the longest forms first; numbers of telephones and cases (code) are no dates. A line break is a token, so that no expression runs over it.
_PIECES = (
    r"(?=\S|\s*\n)"  # told of a space at once, not by one form after another
    r"(?:(?P<meridiem>(?<![^\W\d_])[ap](?:\.\s?m\.|\.?m\b|\s\.\sm\s\.)|(?<=\d\s)[ap]\sm\b)"
    r"|(?P<word>WORDSo['’]\s?clock|[^\W\d_]+)"
    r"|(?P<iso>\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})?)?(?!\d))"
    r"|(?P<numeric>(?<![\d./-])(?:\d{4}(?P<sep>[./-])\d{1,2}(?P=sep)\d{1,2}|\d{1,2}(?P<sep2>[./-])\d{1,2}(?P=sep2)(?:\d{4}|\d{2}))(?![\d/]|[.-]\d))"
    r"|(?P<compact>(?<![\w,/.])(?<!\d-)(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\w|[,.-]\d))"
    r"|(?P<code>(?<![\w.-])(?:\+?\d{1,4}(?:-\d{2,}){2,}|\d{3}-\d{4})(?![\w-])|(?<![\w-])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
    r"|(?P<year_month>(?<![\d./-])(?:1\d|20)\d{2}-(?:0[1-9]|1[0-2])(?![\d./-]))"
    r"|(?P<month_number_year>(?<![\w./-])(?:0?[1-9]|1[0-2])[-/](?:19|20)\d\d(?![\w/]|[.,-]\d))"
    r"|(?P<slash>(?<![\d./-])\d{1,2}/\d{1,2}(?![\d/]|\.\d))"
    r"|(?P<fraction>(?:\d{1,4}\s?)?[¼½¾])"
    r"|(?P<clock>(?<![\d:])\d{1,2}:\d{2}(?::\d{2})?(?!\d|:\d))"
    r"|(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+|\d+)"
    r"|(?P<ending>['’]s(?!\w))"
    r"|(?P<break>\s*\n\s*)|(?P<mark>[^\w\s]))"
)
OTHER: frozenset[str] = frozenset()
_BREAK = frozenset({"break"})
_IN_WORDS = frozenset({"word", "mark", "ending"})
_NUM = frozenset({"num"})
_HALF_LETTER = frozenset({"half_letter"})
_FRACTIONS = {"¼": 0.25, "½": 0.5, "¾": 0.75}


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of text, or a phrase that a rule made: characters [start, end), classes, and what it stands for."""

    start: int
    end: int
    text: str
    classes: frozenset[str]
    value: Any = None
    rule: str = ""
    ends: tuple[Token, ...] = ()  # the first and the last date of a range


def classify_number(text: str) -> frozenset[str]:
    """Return the classes of a whole number in digits: num, and day, month_number, hour, minute, year where it can be one."""
    classes = {"num"}
    number = int(text)
    if len(text) <= 2:
        classes |= {name for name, low, high in (("day", 1, 31), ("month_number", 1, 12), ("hour", 0, 24), ("two_digits", 0, 99)) if low <= number <= high and (name != "two_digits" or len(text) == 2)}
    elif len(text) == 4:
        if 1000 <= number <= 2199:
            classes.add("year")
            if 1800 <= number <= 2099:
                classes.add("modern_year")
        if text[:2] <= "23" and text[2:] <= "59":
            classes.add("military")
    elif len(text) == 3 and 100 <= number <= 999:
        classes.add("old_year")
    return frozenset(classes)


def number_classes() -> set[frozenset[str]]:
    """Return every set of classes that a number can have."""
    found = {classify_number(str(n)) for n in range(10000)} | {classify_number(f"{n:02}") for n in range(10)} | {classify_number(f"{n:04}") for n in range(1000)}
    return found | {frozenset({"num"}), frozenset({"num", "decimal"}), frozenset({"num", "decimal", "dotted_clock"}), frozenset({"ordinal"}), frozenset({"ordinal", "day_ordinal"})}


@cache
def _compile_pieces(parted: tuple[str, ...]) -> re.Pattern[str]:
    """Compile the pieces for a language; `parted` are its words of two parts."""
    words = "".join(re.escape(word).replace("'", "['’]") + r"(?![^\W\d_])|" for word in parted)
    return re.compile(_PIECES.replace("WORDS", words), re.IGNORECASE)


def _is_half_letter(text: str, end: int) -> bool:
    """Tell the letter of "8:45a" from the article: nothing touches it after."""
    return not (text[end : end + 1].isalnum() or text[end : end + 1] == ".")


def split_tokens(text: str, lexicon: Lexicon) -> list[Token]:
    """Cut a text into tokens, number words joined.

    Only runs of words with classes are kept that hold more than glue ("the", "of"), each with a token without classes after it.
    """
    find_word, endings = lexicon.words.get, lexicon.ordinal_endings
    out: list[Token] = []
    quiet: list[tuple[int, int, str, Word | None]] = [(0, 0, "", None)]  # what is kept only if something telling follows; None is a break
    telling = False
    number_end = clock_end = -1
    for match in _compile_pieces(lexicon.parted).finditer(text):
        kind = match.lastgroup or ""
        if kind in _IN_WORDS:
            piece = match.group()
            start = match.start()
            word = piece.lower()
            if start == number_end and word in endings:  # "21" and "st"
                out[-1] = Token(out[-1].start, match.end(), out[-1].text + piece, _ordinal_classes(out[-1].value), out[-1].value)
                continue
            if start in (number_end, clock_end) and word in ("a", "p") and _is_half_letter(text, match.end()):
                out.append(Token(start, match.end(), piece, _HALF_LETTER, piece))
                continue
            entry = find_word(word)
            if entry is None and "’" in word and kind == "word":
                entry = find_word(word.replace("’", "'"))
            if entry is None:
                if piece in "[]":  # an editor's brackets stand inside expressions: "[ten] years ago"
                    continue
                if telling:
                    out.append(Token(start, match.end(), piece, OTHER))
                    telling = False
                quiet = []
            elif telling:
                out.append(Token(start, match.end(), piece, entry.classes_of(piece), entry.value))
            elif entry.is_glue:
                quiet.append((start, match.end(), piece, entry))
            else:
                out += [_make_quiet(*word) for word in quiet]
                out.append(Token(start, match.end(), piece, entry.classes_of(piece), entry.value))
                quiet, telling = [], True
            continue
        token = _read_piece(kind, match)
        if kind == "break" and not telling:
            quiet.append((token.start, token.end, "\n", None))
        elif token.classes:
            out += [_make_quiet(*word) for word in quiet]
            out.append(token)
            quiet, telling = [], True
            if kind == "clock":
                clock_end = token.end
            elif token.text.isdigit():
                number_end = token.end
        else:
            if telling:
                out.append(token)
            quiet, telling = [], False
    if telling:
        out.append(Token(len(text), len(text), "", _BREAK))
    return _join_number_words(text, out)


def _make_quiet(start: int, end: int, piece: str, word: Word | None) -> Token:
    return Token(start, end, piece, _BREAK) if word is None else Token(start, end, piece, word.classes_of(piece), word.value)


def _read_piece(kind: str, match: re.Match[str]) -> Token:
    """Return the token of a piece that is no word."""
    start, end = match.span()
    piece = match.group()
    if kind == "number":
        return _read_number(piece, start, end)
    if kind == "break":
        return Token(start, end, "\n", _BREAK)
    if kind == "fraction":
        return Token(start, end, piece, _NUM, float(piece[:-1] or 0) + _FRACTIONS[piece[-1]])
    if kind == "code":
        return Token(start, end, piece, OTHER)
    if kind == "compact":
        return Token(start, end, f"{piece[:4]}-{piece[4:6]}-{piece[6:]}", frozenset({"iso"}), piece)
    return Token(start, end, piece, frozenset({"numeric" if kind in ("sep", "sep2") else kind}), piece)


def _read_number(piece: str, start: int, end: int) -> Token:
    plain = piece.replace(",", "")
    if "." in plain:
        whole, _, rest = plain.partition(".")
        dotted = len(whole) <= 2 and int(whole) <= 24 and len(rest) == 2 and rest <= "59"
        return Token(start, end, piece, frozenset({"num", "decimal", "dotted_clock"} if dotted else {"num", "decimal"}), float(plain))
    if len(plain) > 15:
        return Token(start, end, piece, OTHER)
    return Token(start, end, piece, classify_number(plain) if plain == piece else frozenset({"num"}), int(plain))


def _ordinal_classes(value: int) -> frozenset[str]:
    return frozenset({"ordinal", "day_ordinal"} if 1 <= value <= 31 else {"ordinal"})


def _join_number_words(text: str, tokens: list[Token]) -> list[Token]:
    """Join runs of number words into one number: "twenty-four", "two thousand and five", "nineteen ninety-six", "twenty-first"."""
    out: list[Token] = []
    i = 0
    while i < len(tokens):
        if "number_word" not in tokens[i].classes and not (
            "scale" in tokens[i].classes and out and ((out[-1].classes & {"num"} and isinstance(out[-1].value, int)) or "indefinite" in out[-1].classes)
        ):
            out.append(tokens[i])
            i += 1
            continue
        parts = []
        if "scale" in tokens[i].classes and "number_word" not in tokens[i].classes:
            parts = [replace(out.pop(), value=1)] if "indefinite" in out[-1].classes else [out.pop()]
        while i < len(tokens):
            joins = _is_number_link(tokens, i, parts)
            if "number_word" in tokens[i].classes or "scale" in tokens[i].classes:
                parts.append(tokens[i])
                i += 1
            elif _is_second(tokens, i, parts, out):
                parts.append(Token(tokens[i].start, tokens[i].end, tokens[i].text, frozenset({"number_word", "ordinal_word"}), 2))
                i += 1
            elif joins:
                i += 1
            else:
                break
            if "ordinal_word" in parts[-1].classes:
                break
        out.extend(_read_number_words(text, parts))
    return out


def _is_number_link(tokens: list[Token], i: int, parts: list[Token]) -> bool:
    if not parts or i + 1 >= len(tokens):
        return False
    if not tokens[i + 1].classes & {"number_word"} and tokens[i + 1].text.lower() != "second":
        return False
    if tokens[i].text == "-":
        return tokens[i].start == tokens[i - 1].end and tokens[i - 1].value is not None and 20 <= tokens[i - 1].value <= 90
    return tokens[i].text.lower() == "and" and "scale" in parts[-1].classes


def _is_second(tokens: list[Token], i: int, parts: list[Token], out: list[Token]) -> bool:
    """Tell "twenty-second" and "June twenty second" from "a twenty second delay": the word is the unit elsewhere."""
    if tokens[i].text.lower() != "second" or not parts or parts[-1].value not in (20, 30):
        return False
    return _follows_hyphen(tokens, i) or bool(out and "month" in out[-1].classes and len(parts) == 1)


def _follows_hyphen(tokens: list[Token], i: int) -> bool:
    """Tell whether the token before `i` is a hyphen that touches it."""
    return tokens[i - 1].text == "-" and tokens[i - 1].end == tokens[i].start


def _read_number_words(text: str, parts: list[Token]) -> list[Token]:
    start, end = parts[0].start, parts[-1].end
    values = [p.value for p in parts]
    if len(parts) == 1 and "num" in parts[0].classes:
        return parts
    groups: list[list[int]] = [[]]
    last_ordinal = "ordinal_word" in parts[-1].classes
    for value in values:  # "nineteen | ninety six": a new group where a number can't follow the one before
        group = groups[-1]
        if group and value < 100 and not (group[-1] >= 100 or (20 <= group[-1] <= 90 and value < 10)):
            groups.append([value])
        else:
            group.append(value)
    numbers = [_sum_group(g) for g in groups]
    if len(numbers) == 2 and 10 <= numbers[0] <= 21 and 10 <= numbers[1] <= 99 and not last_ordinal:
        return [Token(start, end, text[start:end], classify_number(str(numbers[0] * 100 + numbers[1])) - {"military"}, numbers[0] * 100 + numbers[1])]
    if len(numbers) > 2 and 10 <= numbers[-2] <= 21 and 10 <= numbers[-1] <= 99 and not last_ordinal:  # a day, and the year in two halves
        cut = len(parts) - len(groups[-1]) - len(groups[-2])
        return [*_read_number_words(text, parts[:cut]), *_read_number_words(text, parts[cut:])]
    out, k = [], 0
    for number, group in zip(numbers, groups, strict=True):
        first, last = parts[k], parts[k + len(group) - 1]
        k += len(group)
        if last_ordinal and k == len(parts):
            classes = _ordinal_classes(number)
        elif number > 10**9:
            classes = frozenset({"num"})
        else:
            classes = classify_number(str(number))
        out.append(Token(first.start, last.end, text[first.start : last.end], classes - ({"military", "year", "modern_year"} if number % 100 == 0 else {"military"}), number))
    return out


def _sum_group(values: list[int]) -> int:
    total = current = 0
    for value in values:
        if value == 100:
            current = (current or 1) * 100
        elif value >= 1000:
            total += (current or 1) * value
            current = 0
        else:
            current += value
    return total + current
