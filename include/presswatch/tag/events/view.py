"""A sentence as the coder sees it: words, tags, tree and mentions in plain lists, with helpers for noun phrases.

This module knows syntax (Universal Dependencies) and nothing of events. Indices are token positions within the sentence.
Where the sentence wasn't parsed, `parsed` is false, the tree is empty and callers fall back on the order of words.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from typing import Any

from presswatch.model.language import Mention
from presswatch.tag.events.forms import CALENDAR, QUANTITIES, guess_pos
from presswatch.tag.nodes import Node, Sentence

NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM"})
INNER = frozenset({"det", "amod", "compound", "nmod:poss", "nummod", "flat", "flat:name", "nmod:desc", "nmod:npmod", "goeswith", "fixed", "case", "det:predet", "advmod"})
_NARROW = frozenset({"amod", "compound", "flat", "flat:name", "nmod:desc", "nummod", "fixed", "goeswith", "det"})
CLAUSAL = frozenset({"acl:relcl", "advcl:relcl", "acl", "advcl", "parataxis", "ccomp", "csubj", "xcomp", "discourse", "appos", "punct", "conj", "cc", "orphan", "dep"})
SUBJECTS = frozenset({"nsubj", "nsubj:outer", "csubj"})
PASSIVE_SUBJECTS = frozenset({"nsubj:pass", "csubj:pass"})
RELATIVE = frozenset({"who", "which", "that", "whom"})
PERSONAL = frozenset({"he", "she", "they", "him", "her", "them", "it", "we", "i", "us", "himself", "herself", "themselves", "itself", "whose", "who", "both", "several", "dozens", "hundreds", "thousands", "scores", "others", "some", "many"})
_CHUNK = frozenset({"DET", "ADJ", "NOUN", "PROPN", "NUM", "PRON"})
_OFFICES = frozenset({"office", "side", "camp", "team", "entourage", "bureau"})  # of someone: "the prosecutor's office"
_ARGUMENTS = frozenset({"nsubj", "nsubj:pass", "obj", "obl:agent"})  # there "a Moroccan academic" is a person, whatever the tag
_GENERALS = frozenset({"secretary", "attorney", "governor", "director", "consul", "inspector"})
_NEVER_ACTORS = frozenset({"work", "product", "event", "facility"})


PLACE_KINDS = frozenset({"country", "city", "region", "place"})
_OF_VERB_TOO = frozenset({"to", "after", "over", "with", "on", "against", "during", "before"})
_OF_VERBS = frozenset({"accuse", "suspect", "convict", "acquit", "deprive", "rob", "inform", "notify", "rid", "absolve", "relieve"})
ArmedTest = Callable[[Mention | None, str], bool]


class SentenceView:
    """One sentence of a Doc. `mentions` are those that start in it, in any order."""

    def __init__(self, span: Sentence, mentions: Iterable[Mention], actor_words: frozenset[str], armed: ArmedTest | None = None, texts: frozenset[str] = frozenset()) -> None:
        nodes = span.nodes
        first = span.start
        self.span = span
        self.source = span.whole.text
        self.parsed = span.parsed
        self.n = len(nodes)
        self.form = [node.text for node in nodes]
        self.low = [node.lower for node in nodes]
        self.start = [node.start for node in nodes]
        self.end = [node.end for node in nodes]
        self.words = set(self.low)
        self.actor_words = actor_words
        self.texts = texts
        self._armed = armed
        self.spans: dict[int, tuple[int, int]] = {}  # phrases that `repair` read by tags, by head
        self.rescues: dict[int, Any] = {}
        if span.parsed:
            self.pos = [node.pos for node in nodes]
            self.tag = [node.tag for node in nodes]
            self.dep = [node.dep for node in nodes]
            self.lemma = [node.lemma for node in nodes]
            self.head: list[int] = [node.head.i - first for node in nodes]
            self.children: list[list[int]] = [[child.i - first for child in node.children] for node in nodes]
            for k in range(2, self.n):
                if self.low[k] == "general" and self.low[k - 1] == "-" and self.low[k - 2] in _GENERALS:
                    self.pos[k] = "NOUN"  # tagged as an adjective
        else:
            self.pos = [guess_pos(word, k) for k, word in enumerate(self.form)]
            self.tag = [""] * self.n
            self.dep = [""] * self.n
            self.head = list(range(self.n))
            self.lemma = list(self.low)
            self.children = [[] for _ in nodes]
        self.mention: list[Mention | None] = [None] * self.n
        self.inner: list[list[Mention]] = [[] for _ in range(self.n)]  # all mentions over a token, the shorter first
        self._overlay(mentions)

    def _overlay(self, mentions: Iterable[Mention]) -> None:
        for mention in sorted(mentions, key=lambda m: (m.end_char - m.start_char, m.start_char)):
            for k in range(bisect_right(self.end, mention.start_char), bisect_left(self.start, mention.end_char)):
                if self.low[k] not in CALENDAR:
                    self.mention[k] = mention
                    self.inner[k].append(mention)
                    if self.form[k][:1].isupper() and self.pos[k] in ("ADV", "VERB", "ADJ", "NOUN", "X", "INTJ") and mention.sense in ("literal", "metonym") and self.low[k].isalpha():
                        self.pos[k] = "PROPN"

    def token(self, k: int) -> Node:
        """Return the word with its tree."""
        return self.span[k]

    def text(self, first: int, last: int) -> str:
        """Return the text from token `first` to token `last`, inclusive."""
        return self.source[self.start[first] : self.end[last]]

    # ------------------------------------------------------------------ phrases
    def subtree(self, i: int, skip: frozenset[str] = frozenset()) -> list[int]:
        """Return the tokens below and at `i`, in order, leaving out children in a relation of `skip`."""
        found, stack = [i], [i]
        while stack and len(found) <= self.n:
            for child in self.children[stack.pop()]:
                if self.dep[child] not in skip:
                    found.append(child)
                    stack.append(child)
        return sorted(found)

    def phrase(self, i: int) -> list[int]:
        """Return the noun phrase at head `i` with its prepositional modifiers, without clauses, appositions and conjuncts."""
        return self.subtree(i, CLAUSAL)

    def _is_of_verb(self, k: int, noun: int) -> bool:
        """Tell whether the "of" phrase at `k` belongs to the verb of `noun`: "accused the army of the attack", not "of Chad"."""
        return self.dep[noun] == "obj" and self.lemma[self.head[noun]] in _OF_VERBS and all(m.kind not in PLACE_KINDS for m in self.inner[k])

    def _is_verb_before(self, k: int) -> bool:
        """Tell whether a participle hung on a noun is a verb with a subject of its own: "when Moscow accused Ukraine"."""
        return self.dep[k] == "amod" and (bool(self.rescues.get(k)) or any(self.dep[c] == "nsubj" for c in self.children[k]))

    def core(self, i: int) -> tuple[int, int]:
        """Return first and last token of the noun phrase at head `i`: modifiers before it, names and "of" phrases after it."""
        if not self.parsed:
            return self._grow_chunk(i)
        if i in self.spans:
            return self.spans[i]
        inside = {i}
        stack = [i]
        while stack:
            for child in self.children[stack.pop()]:
                dep = self.dep[child]
                if self._is_verb_before(child):
                    continue
                if dep in INNER and not (dep == "case" and child > i) and not (dep == "advmod" and child > i):
                    inside.add(child)
                    stack.append(child)
                elif dep in ("nmod", "nmod:desc") and child > i and self.case_of(child) == "of" and not self._is_of_verb(child, i):
                    inside.update(self._narrow_phrase(child))
                elif dep == "cc" and 0 < child < i and self.head[child - 1] == self.head[child + 1] == i and self.dep[child - 1] in INNER and self.dep[child + 1] in INNER:
                    inside.add(child)  # "US and British forces", all hung on the forces
                elif dep == "conj" and self.dep[child - 1 if child else 0] == "cc" and self.dep[self.head[child]] in ("amod", "compound", "nummod") and child < i:
                    inside.update((child, child - 1))  # "Hungarian and Romanian officials"
                    stack.append(child)
        first = last = i
        while first - 1 in inside:
            first -= 1
        while last + 1 in inside:
            last += 1
        while first > 1 and self.is_hyphen(first - 1):
            first -= 2  # "Vietnamese-led forces": the tree may hang the first half elsewhere
        while last + 2 < self.n and self.is_hyphen(last + 1):
            last += 2
        while first < i and self.dep[first] in ("case", "advmod") and self.low[first] not in ("'s", "’s") and self.pos[first] in ("ADP", "ADV"):
            first += 1
        return first, last

    def _narrow_phrase(self, i: int) -> set[int]:
        """Return the phrase at `i` without what the tree hangs on it that belongs to the verb: "members of the party to death"."""
        inside = set(self.phrase(i))
        for k in sorted(inside):
            if self.dep[k] == "nmod" and k != i and self.case_of(k) in _OF_VERB_TOO:
                inside -= set(self.subtree(k))
        return inside

    def is_date(self, k: int) -> bool:
        """Tell whether a number is a year by its form or a day by the month beside it."""
        if any(0 <= j < self.n and self.low[j].rstrip(".") in CALENDAR for j in (k - 1, k + 1)):
            return True
        return len(self.form[k]) == 4 and self.form[k].isdigit() and self.form[k][:2] in ("17", "18", "19", "20")

    def is_hyphen(self, k: int) -> bool:
        """Tell whether the token at `k` is a hyphen that joins the words around it."""
        return self.low[k] == "-" and 0 < k < self.n - 1 and self.end[k - 1] == self.start[k] and self.end[k] == self.start[k + 1]

    def narrow(self, i: int, of_phrases: bool = True) -> list[int]:
        """Return the head `i` first, then the words of its noun phrase without owners ("Trump's") and, if asked, without "of" phrases."""
        if not self.parsed:
            first, last = self._grow_chunk(i)
            return [i, *(k for k in range(first, last + 1) if k != i)]
        if i in self.spans:
            first, last = self.spans[i]
            owner = next((k + 1 for k in range(i, first, -1) if self.low[k] in ("'s", "’s")), first)
            return [i, *(k for k in range(owner, (last if of_phrases else i) + 1) if k != i)]
        inside = [i]
        of_phrases = of_phrases or self.low[i] in QUANTITIES
        for k in inside:
            for child in self.children[k]:
                dep = self.dep[child]
                if dep in _NARROW or (dep == "nmod" and of_phrases and child > k and self.case_of(child) == "of") or (dep == "conj" and self.dep[k] in ("amod", "compound")):
                    inside.append(child)
        return inside

    def heads(self, i: int) -> list[int]:
        """Return `i` and the heads coordinated with it ("Mali and Niger")."""
        found = [i]
        for h in found:
            for child in self.children[h]:
                if self.dep[child] in ("conj", "list") and self.pos[child] in NOMINAL and child not in found and len(found) < 12:
                    if self.case_of(child) in ("", self.case_of(h)) or any(self.dep[c] == "cc" for c in self.children[child]):
                        found.append(child)  # but not in "forced the agency, UNHCR, out of the country"
                elif self.dep[child] == "appos" and self.is_country(child) and self.is_country(h) and any(self.dep[c] in ("conj", "list") for c in self.children[h]):
                    found.append(child)  # "Chad, Niger and Togo", read as an apposition
                elif self.dep[child] in ("flat", "compound", "nmod:desc", "flat:name") and any(self.dep[g] == "conj" for g in self.children[child]):
                    found.extend(g for g in self.children[child] if self.dep[g] == "conj" and self.pos[g] in NOMINAL and g not in found)
        return found

    def case_of(self, i: int) -> str:
        """Return the preposition of the noun at `i`, lower case; "" where it has none."""
        for child in self.children[i]:
            if self.dep[child] == "case":
                return self.low[child]
        return ""

    def _grow_chunk(self, i: int) -> tuple[int, int]:
        first = last = i
        while first > 0 and (self.pos[first - 1] in _CHUNK or self.low[first - 1] in ("'s", "’s")):
            first -= 1
        while last + 1 < self.n and (self.pos[last + 1] in ("NOUN", "PROPN") or self.low[last + 1] in ("'s", "’s")):
            last += 1
        return first, last

    # ------------------------------------------------------------------ kinds of words
    def names_actor(self, h: int, loose: bool) -> bool:
        """Tell whether the noun phrase at head `h` names an actor; with `loose`, whether a modifier of it does ("Israeli jets")."""
        if self.is_actor_word(h) or self.pos[h] == "PRON":
            return True
        if not self.parsed or self.low[h] in self.texts:
            return False
        if self.pos[h] in ("ADJ", "VERB") and any(self.low[c] == "the" for c in self.children[h]):
            return True  # "the wounded"
        if self.pos[h] == "NUM" and not self.is_date(h) and not any(self.pos[c] in ("SYM", "NOUN") for c in self.children[h]):
            return True
        if h in self.spans:
            first, last = self.spans[h]
            return loose and any(self.is_actor_word(k) for k in range(first, last + 1))
        for c in self.children[h]:
            dep = self.dep[c]
            if dep in ("flat", "flat:name", "nmod:desc") and self.is_actor_word(c):
                return True
            if loose and dep in ("amod", "compound") and self.is_actor_word(c) and not (c and self.low[c - 1] == "-"):
                return True
            if loose and dep == "nmod:poss" and (self.mention[c] is not None or self.pos[c] == "PROPN" or (self.low[h] in _OFFICES and self.is_actor_word(c))):
                return True
            if dep == "nmod" and self.low[h] in QUANTITIES and self.case_of(c) == "of" and self.names_actor(c, loose):
                return True
        return False

    def is_actor_word(self, k: int) -> bool:
        """Tell whether a token by itself names an actor: part of a mention of one, a word for people or bodies, a personal pronoun."""
        mention = self.mention[k]
        if mention is not None:
            return mention.kind not in _NEVER_ACTORS
        low = self.low[k]
        if low == "state" and k + 2 < self.n and self.low[k + 1] == "of" and self.form[k + 2].islower():
            return False  # "a state of emergency"
        if low in self.actor_words:
            return self.pos[k] not in ("VERB", "ADJ") or self.dep[k] in _ARGUMENTS
        if low in PERSONAL:
            return self.pos[k] != "PROPN" or not self.form[k].isupper()
        text = self.form[k]
        if text.isupper() and text.isalpha() and 2 <= len(text) <= 7:
            return True
        if low in self.texts:
            return False  # "the Clean Air Act"
        named = self.pos[k] == "PROPN" or (self.pos[k] == "NOUN" and k > 0)
        return named and text[:1].isupper() and not self.token(k).like_num and low not in CALENDAR

    def is_armed(self, h: int) -> bool:
        """Tell whether the noun phrase at head `h` names an armed body: by its mention's entity or by its words."""
        if self._armed is None:
            return False
        first, _ = self.core(h)
        return self._armed(self.mention[h], self.text(first, h))

    def is_place(self, k: int) -> bool:
        """Tell whether a token is part of a mention of a place or country, and not of its people."""
        mention = self.mention[k]
        return mention is not None and mention.kind in PLACE_KINDS and mention.sense != "demonym"

    def is_country(self, k: int) -> bool:
        """Tell whether a token is part of a mention of a country."""
        mention = self.mention[k]
        return mention is not None and mention.kind == "country"
