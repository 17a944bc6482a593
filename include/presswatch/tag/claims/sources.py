"""Who speaks: the kind of a source, the entity it names, and who a pronoun or "the minister" stands for.

This module reads the words of a source and the mentions found before; it doesn't find sources in sentences (see `verbs`, `patterns`).
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

from presswatch.model.language import ClaimSource, Mention
from presswatch.tag.claims.candidate import Range
from presswatch.tag.claims.words import WordLists, load_word_lists
from presswatch.tag.nodes import Node, Run, Text

_SINGULAR = frozenset({"he", "she", "him", "her", "his", "who", "whom", "himself", "herself"})
_PLURAL = frozenset({"they", "them", "their", "we", "us", "our"})
_FIRST = frozenset({"i", "me", "my"})
_RELATIVE = frozenset({"who", "which", "that", "whom"})
_LONGEST_ASIDE = 20
_ASIDE_STARTS = ("who ", "speaking ", "asking ", "on condition", "on the condition", "requesting ", "declining ", "briefed on", "familiar with", "with ", "close to the")
_MOST = 30  # sources looked back at for a pronoun


@dataclass(slots=True)
class SourceReader:
    """Reads the sources of one text, in text order, and remembers who has spoken so far."""

    doc: Text
    mentions: tuple[Mention, ...] = ()
    _starts: list[int] = field(default_factory=list)
    _spoken: list[ClaimSource] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.mentions = tuple(sorted(self.mentions, key=lambda m: (m.start_char, m.end_char)))
        self._starts = [m.start_char for m in self.mentions]

    def read(self, place: Range) -> ClaimSource:
        """Return the source at a token range, with its kind and entity, and remember it as one who has spoken."""
        source = self.describe(place)
        if find_head(self.doc[place[0] : place[1]]).lower not in _FIRST:
            self._spoken.append(source)
            del self._spoken[:-_MOST]
        return source

    def describe(self, place: Range) -> ClaimSource:
        """Return who is named at a token range, with kind and entity."""
        span = self.doc[place[0] : place[1]]
        head = find_head(span)
        mention = self.find_mention(span, head)
        entity = mention.entity_id if mention else None
        lower = head.lower
        kind = classify(span, head, mention)
        if kind == "pronoun":
            known = self._resolve(head)
            kind = known.kind if known else ("collective" if lower in _PLURAL else "named" if lower in _SINGULAR | _FIRST else "unknown")
            entity = entity or (known.entity_id if known else None)
        return ClaimSource(text=span.text, start=span.start_char, end=span.end_char, entity_id=entity, kind=kind)

    def find_mention(self, span: Run, head: Node) -> Mention | None:
        """Return the mention that the source's head lies in, else the first one inside the source that is in apposition to it."""
        covering = [m for m in self._near(span) if m.start_char <= head.start < m.end_char]
        if covering:
            return max(covering, key=lambda m: (m.entity_id is not None, m.end_char - m.start_char))
        for child in head.children:
            if child.dep in {"appos", "flat", "compound"} and span.start <= child.i < span.end and head.pos != "PROPN":
                inside = [m for m in self._near(span) if m.start_char <= child.start < m.end_char]
                if inside:
                    return inside[0]
        words = load_word_lists()
        if head.lower in words.outlets or head.lower in words.news_outlets:
            return next((m for m in self._near(span) if m.kind == "outlet" and m.start_char >= span.start_char and m.end_char <= span.end_char), None)
        return None

    def _near(self, span: Run) -> list[Mention]:
        low = bisect_left(self._starts, span.start_char - 80)
        high = bisect_left(self._starts, span.end_char)
        return [m for m in self.mentions[low:high] if m.end_char > span.start_char]

    def _resolve(self, head: Node) -> ClaimSource | None:
        """Return the source that a pronoun stands for: its antecedent in the sentence, else the last that fits in number."""
        lower = head.lower
        if lower in _RELATIVE and head.head.dep.startswith("acl"):
            noun = head.head.head
            start, end = noun.left_edge.i, head.head.left_edge.i
            if start < end and start <= noun.i < end:
                span = self.doc[start:end]
                mention = self.find_mention(span, noun)
                return ClaimSource(text=span.text, entity_id=mention.entity_id if mention else None, kind=classify(span, noun, mention))
        plural = lower in _PLURAL
        for source in reversed(self._spoken):
            if plural and source.kind in {"collective", "anonymous"}:
                return source
            if lower in _SINGULAR and source.kind in {"named", "role"}:
                return source
            if lower == "it" and source.kind in {"document", "outlet", "collective"}:
                return source
        return None


def find_head(span: Run) -> Node:
    """Return the word a source is named by: the root of its tree, or the last noun of its first run of nouns where the tree strays from it."""
    root = span.root
    if root.pos == "PRON":
        return root
    last: Node | None = None
    for token in span:
        if token.pos in {"NOUN", "PROPN"}:
            last = token
        elif last is not None and token.tag != "POS" and token.text != "-" and token.pos not in {"ADJ", "NUM"} and span.whole[token.i - 1].text != "-":
            break
    if last is None or last.i == root.i:
        return root
    return root if last.pos == "PROPN" and root.pos == "NOUN" and root.i < last.i else last


def classify(span: Run, head: Node, mention: Mention | None) -> str:
    """Return the kind of a source; "pronoun" for one that only points back."""
    words = load_word_lists()
    lower, inside = head.lower, {token.lower for token in span}
    if head.pos == "PRON" and lower in _SINGULAR | _PLURAL | _FIRST | _RELATIVE | {"it", "its", "you"}:
        return "pronoun"
    if head.pos != "PROPN" and (inside & words.anonymous or _stays_unnamed(span, words)):
        return "anonymous"
    if lower in words.media and not (mention is not None and mention.kind == "outlet" and head.pos == "PROPN") and (head.pos != "PROPN" or len(inside) > 1):
        return "collective"
    if mention is not None and mention.kind in {"outlet", "work"}:
        return "outlet" if mention.kind == "outlet" else "document"
    if lower in words.outlets or _ends_as_outlet(span, words) or (lower in words.news_outlets and inside & words.news_words):
        return "outlet"
    if mention is not None:
        if lower in words.collectives and head.pos != "PROPN":
            return "collective"
        return "role" if mention.sense == "role" or mention.kind == "office" else "named"
    if head.pos == "PROPN":
        return "named"
    if lower in words.documents:
        return "document"
    if lower in words.collectives or "Number=Plur" in head.morph:
        return "collective"
    if any(token.pos == "PROPN" and token.dep in {"appos", "flat"} for token in span):
        return "named"
    return "role" if lower in words.roles or head.pos == "NOUN" else "unknown"


def _ends_as_outlet(span: Run, words: WordLists) -> bool:
    """Tell whether a name ends in "TV" or the like: "the Houthi-run Al Masirah TV"."""
    end = next((token.i for token in span if token.pos == "ADP" or token.text == ","), span.end)
    return end > span.start and span.whole[end - 1].lower in words.outlets


def can_speak(span: Run, head: Node, mention: Mention | None) -> bool:
    """Tell whether some words name someone or something that can say a thing, not a reason or an example."""
    words, lower = load_word_lists(), head.lower
    if head.pos == "PROPN" or mention is not None:
        return mention is None or mention.kind not in {"event", "product", "other"}
    known = words.roles | words.collectives | words.anonymous | words.documents | words.media | words.outlets | words.news_outlets
    return head.pos == "NOUN" and (lower in known or (head.tag == "NNS" and lower.removesuffix("s") in words.roles))


def _stays_unnamed(span: Run, words: WordLists) -> bool:
    """Tell whether the words of a source, or the clause right behind it, say that it isn't to be named."""
    if find_head(span).lower in words.unnamed_roles and not any(t.pos == "PROPN" and t.dep in {"appos", "flat"} for t in span):
        first = span[0]
        if first.lower in {"a", "an", "another", "several", "some"} or first.like_num or any(t.pos == "ADP" for t in span[1:]):
            return True
    own = " ".join(token.lower for token in span)
    if any(phrase in own for phrase in words.anonymous_phrases):
        return True
    sentence = span.sentence
    lead = " ".join(token.lower for token in span.whole[sentence.start : min(span.start, sentence.start + _LONGEST_ASIDE)])
    if lead.startswith(_ASIDE_STARTS) and any(phrase in lead for phrase in words.anonymous_phrases):
        return True  # "Speaking on condition of anonymity, a diplomat said"
    end = min(span.end + _LONGEST_ASIDE, sentence.end)
    aside = " ".join(token.lower for token in span.whole[span.end : end])
    return aside.lstrip(", ").startswith(_ASIDE_STARTS) and any(phrase in aside for phrase in words.anonymous_phrases)
