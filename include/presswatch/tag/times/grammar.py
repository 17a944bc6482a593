"""The time grammar: rules over classes of tokens, applied in phases, each of which turns matches into phrases for the next.

This module owns the rules' notation and how they are matched; what a rule makes of its match is in `makers`. A rule's `match` is a list of
elements with blanks between them: `<class>` (or `<name=class>`, `<name=a|b>`) captures a token; a bare word stands for itself; `a|b` for
either; `( )` groups; `? * +` repeat; `$name` is a macro of the file; `^class` and `!class` at either end look at the neighbour without taking it.
Sets of classes are mapped to single characters, so that a text is a short string and a rule an ordinary regular expression over it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from presswatch.errors import ConfigError
from presswatch.tag.times.lexicon import Lexicon, has_yaml, load_lexicon, read_yaml
from presswatch.tag.times.makers import MAKERS, Maker
from presswatch.tag.times.tokens import Token, number_classes, split_tokens

_KINDS = ("iso", "numeric", "year_month", "month_number_year", "slash", "clock", "meridiem", "half_letter", "break")


@dataclass(frozen=True, slots=True)
class Rule:
    """A compiled rule."""

    name: str
    phase: int
    pattern: re.Pattern[str]
    slots: tuple[tuple[str, str], ...]
    maker: Maker
    options: dict[str, Any]
    classes: frozenset[str]
    needs: frozenset[str]  # no match without one of these characters


@dataclass(frozen=True, slots=True)
class Grammar:
    """The rules of one language by phase, and the character of each set of classes."""

    lexicon: Lexicon
    phases: tuple[tuple[Rule, ...], ...]
    letters: dict[frozenset[str], str]
    triggers: frozenset[str]

    def parse(self, text: str) -> list[Token]:
        """Return the tokens of a text after all phases: phrases have the name of the rule that made them."""
        tokens = split_tokens(text, self.lexicon)
        for rules in self.phases:
            tokens = self._apply(rules, tokens)
        return tokens

    def _apply(self, rules: tuple[Rule, ...], tokens: list[Token]) -> list[Token]:
        letters = self.letters
        string = "".join([letters[t.classes] for t in tokens])
        candidates: list[tuple[int, int, int, Rule, re.Match[str]]] = []
        present = set(string)
        for rank, rule in enumerate(rules):
            if rule.needs.isdisjoint(present):
                continue
            for match in rule.pattern.finditer(string):
                start, end = match.span()
                if end > start:
                    candidates.append((start, -end, rank, rule, match))
        if not candidates:
            return tokens
        candidates.sort(key=lambda c: c[:3])
        out: list[Token] = []
        at = 0
        for start, minus_end, _, rule, match in candidates:
            if start < at:
                continue
            slots = {name: tokens[match.start(group)] for name, group in rule.slots if match.start(group) >= 0}
            meaning = rule.maker(slots, rule.options)
            if meaning is None:
                continue
            out.extend(tokens[at:start])
            at = -minus_end
            first, last = tokens[start], tokens[at - 1]
            ends = (slots["first"], slots["last"]) if "first" in slots and "last" in slots else ()
            out.append(Token(first.start, last.end, "", rule.classes, meaning, rule.name, ends))
        out.extend(tokens[at:])
        return out


@cache
def load_grammar(language: str) -> Grammar:
    """Read and compile the rules of a language. Raises ConfigError that names the rule."""
    name = f"{language}.rules.yaml"
    data = read_yaml(name)
    macros = {key: str(value) for key, value in data.get("macros", {}).items()}
    rows = [(0, row) for row in list_holidays(language)] + [(phase, row) for phase, rows in enumerate(data["phases"]) for row in rows]
    expanded = [_expand(str(row["match"]), macros) for _, row in rows]
    known = _known_classes(language)
    known |= {c for _, row in rows for c in str(row.get("as", "")).split()}
    literals = frozenset(word for text in expanded for word in _literals(text, known))
    lexicon = load_lexicon(language, literals)
    sets: set[frozenset[str]] = lexicon.class_sets() | number_classes() | {frozenset({k}) for k in _KINDS} | {frozenset()}
    sets |= {frozenset(str(row["as"]).split()) for _, row in rows}
    ordered = sorted(sets, key=sorted)
    letters = {s: chr(0xE000 + i) for i, s in enumerate(ordered)}
    phases: list[list[Rule]] = [[] for _ in data["phases"]]
    for (phase, row), text in zip(rows, expanded, strict=True):
        try:
            phases[phase].append(_compile(row, phase, text, letters, known))
        except (KeyError, ValueError, re.error) as error:
            raise ConfigError(f"{name}: rule {row.get('name')}: {error}") from None
    return Grammar(lexicon, tuple(tuple(p) for p in phases), letters, frozenset())


def list_holidays(language: str) -> list[dict[str, Any]]:
    """Return a rule for each day of the language's file of holidays; none where it has no such file."""
    if not has_yaml(f"{language}.holidays.yaml"):
        return []
    rows = []
    for name, day in read_yaml(f"{language}.holidays.yaml").items():
        match = f"( {day['match']} ) ( <year> )?"
        if match.startswith("( !"):
            look, _, rest = str(day["match"]).partition(" ")
            match = f"{look} ( {rest} ) ( <year> )?"
        examples = {f"on {name.replace('_', ' ')}": day["example"]} if "example" in day else {}
        rows.append({"name": name, "match": match, "make": "holiday", "with": {"falls": day["falls"]}, "as": "date yearless holiday", "examples": examples})
    return rows


def _known_classes(language: str) -> set[str]:
    groups = set(read_yaml(f"{language}.words.yaml")["classes"])
    known = groups | {f"small_{g}" for g in groups} | set(_KINDS)
    return known | {c for s in number_classes() for c in s}


def _expand(text: str, macros: dict[str, str]) -> str:
    for _ in range(5):
        text = re.sub(r"\$(\w+)", lambda m: f"( {macros[m.group(1)]} )", text)
    return re.sub(r"\)\s*([?*+])(?=\s|$|\))", r")\1", text)


def _literals(text: str, known: set[str]) -> list[str]:
    words = []
    for element in _elements(text):
        body = element.rstrip("?*+") or element
        if body[0] in "()|" and len(body) == 1:
            continue
        body = body.strip("<>").partition("=")[2] or body.strip("<>") if body.startswith("<") else body.lstrip("^!")
        words += [_unquote(w) for w in body.split("|") if w and w not in known]
    return words


def _unquote(name: str) -> str:
    return name[1:-1] if len(name) > 2 and name[0] == name[-1] == "'" else name


def _elements(text: str) -> list[str]:
    return re.findall(r"\)[?*+]?|\(|\||[\^!]?<[^>]+>[?*+]?|[^\s()]+", text)


def _compile(row: dict[str, Any], phase: int, text: str, letters: dict[frozenset[str], str], known: set[str]) -> Rule:
    slots: list[tuple[str, str]] = []
    parts: list[str] = []
    elements = _elements(text)
    for position, element in enumerate(elements):
        if element in ("(", "|"):
            parts.append("(?:" if element == "(" else "|")
            continue
        if element[0] == ")":
            parts.append(element)
            continue
        look = element[0] if element[0] in "^!" and len(element) > 1 else ""
        element = element[len(look) :]
        repeat = element[-1] if element[-1] in "?*+" and len(element) > 1 else ""
        body = element[: len(element) - len(repeat)]
        capture = None
        if body.startswith("<"):
            inner = body[1:-1]
            capture, _, names = inner.partition("=")
            body, capture = names or inner, capture.split("|")[0]
        chars = _characters(body, letters, known)
        if look:
            behind = "<" if position < len(elements) / 2 else ""
            parts.append(f"(?{behind}{'!' if look == '!' else '='}{chars})")
        elif capture:
            group = f"g{len(slots)}"
            slots.append((capture, group))
            parts.append(f"(?P<{group}>{chars}){repeat}")
        else:
            parts.append(chars + repeat)
    return Rule(
        name=row["name"],
        phase=phase,
        pattern=re.compile("".join(parts)),
        slots=tuple(slots),
        maker=MAKERS[row["make"]],
        options=row.get("with") or {},
        classes=frozenset(str(row["as"]).split()),
        needs=_find_needs(elements, letters, known),
    )


def _find_needs(elements: list[str], letters: dict[frozenset[str], str], known: set[str]) -> frozenset[str]:
    """Return characters of which a match must hold at least one: of what every match needs, the rarest kind."""
    smallest: list[list[frozenset[str]]] = [[]]  # for each open group the choice of the alternatives before
    current: list[list[frozenset[str]]] = [[]]  # and what the alternative that is being read can't do without
    for element in elements:
        if element == "(":
            smallest.append([])
            current.append([])
        elif element == "|":
            smallest[-1].append(_choose_rarest(current.pop()))
            current.append([])
        elif element[0] == ")":
            sets = [*smallest.pop(), _choose_rarest(current.pop())]
            if element not in (")?", ")*") and all(sets):
                current[-1].append(frozenset().union(*sets))
        elif element[0] not in "^!" and element[-1] not in "?*":
            body = element.rstrip("+")
            names = body[1:-1].partition("=") if body.startswith("<") else ("", "", body)
            current[-1].append(frozenset(_characters(names[2] or names[0], letters, known)[1:-1]))
    sets = [*smallest.pop(), _choose_rarest(current.pop())]
    return frozenset().union(*sets) if all(sets) else frozenset(letters.values())


def _choose_rarest(sets: list[frozenset[str]]) -> frozenset[str]:
    return min(sets, key=len, default=frozenset())


def _characters(body: str, letters: dict[frozenset[str], str], known: set[str]) -> str:
    names = {n if n in known else f"={_unquote(n)}" for n in body.split("|")}
    chars = "".join(letter for classes, letter in letters.items() if classes & names)
    if not chars:
        raise ValueError(f"nothing has the class {body}")
    return f"[{chars}]"
