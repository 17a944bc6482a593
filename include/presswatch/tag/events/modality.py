"""From acts to events: what becomes of acts that are promised, feared, refused or demanded.

PLOVER codes a cooperative act told in the future as AGREE, a conflictual one as THREATEN, a refusal to act as REJECT and an obligation put
on another as REQUEST. This module applies that, lets acts about acts absorb what they are about, and drops what is told twice. Roles are
`roles`' business.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from presswatch.tag.events.domain import holds_pattern
from presswatch.tag.events.frame import Frame
from presswatch.tag.events.lexicon import RULES, Entry, Lexicon, Pattern, compile_pattern, read_rules
from presswatch.tag.events.matching import CONFLICTUAL, COOPERATIVE, Match, Matcher
from presswatch.tag.events.view import SentenceView

WILL = frozenset({"will", "shall", "'ll", "’ll", "wo", "would", "'d", "’d"})
MAY = frozenset({"may", "might", "could", "can"})
MUST = frozenset({"must", "should", "ought", "shall"})
NEGATORS = frozenset({"not", "n't", "n’t", "never", "nt"})
FUTURE_GOVERNORS = frozenset(["plan", "intend", "aim", "be", "set", "due", "about", "ready", "prepare", "expect", "want", "hope", "schedule", "propose", "seek", "promise"])
TEMPORAL = frozenset(["after", "before", "when", "while", "since", "as", "because", "until", "once", "although", "though", "if", "unless", "whereas"])
REFUSABLE = frozenset({"AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT"})
SPEECH_PUNCT = frozenset({"parataxis", "ccomp"})


@dataclass(slots=True)
class Coded:
    """A match with the type and mode it ends up with, and what happened to it on the way."""

    match: Match
    type: str
    mode: str | None
    cameo: str | None
    entry_id: str
    how: list[str] = field(default_factory=list)
    alleged: bool = False
    weight: float = 0.0
    subject: list[int] | None = None
    recipient: list[int] | None = None


def code_matches(matcher: Matcher, matches: list[Match]) -> list[Coded]:
    """Return the coded acts of a sentence: absorbed and doubled ones left out, future and refused ones recast."""
    view = matcher.view
    matches = _drop_used(matches)
    absorbed, alleged = _find_contents(view, matches)
    coded = []
    for match in matches:
        if match.head in absorbed:
            continue
        item = Coded(match=match, type=match.entry.type, mode=match.entry.mode, cameo=match.entry.cameo, entry_id=match.entry.entry_id)
        item.alleged = match.head in alleged
        if match.entry.content:
            _set_content_mode(view, item, [m for m in matches if m.head in match.frame.content and m is not match])
        _recast(view, item)
        coded.append(item)
    coded.extend(_find_refusals(matcher, coded, absorbed))
    demands = _find_obligations(matcher, matches)
    if demands:
        inside = set().union(*(set(d.match.frame.content) for d in demands))
        coded = [c for c in coded if c.match.head not in inside]
        coded.extend(demands)
    return sorted(coded, key=lambda c: c.match.head)


def _drop_used(matches: list[Match]) -> list[Match]:
    """Leave out nouns that another entry took as its object ("carried out an attack", "ended talks")."""
    used = set().union(*(m.used for m in matches)) if matches else set()
    return [m for m in matches if m.head not in used or not m.frame.is_noun]


def _find_contents(view: SentenceView, matches: list[Match]) -> tuple[set[int], set[int]]:
    absorbed: set[int] = set()
    alleged: set[int] = set()
    for match in matches:
        if match.entry.content is None:
            continue
        inside = {m.head for m in matches if m is not match and m.head in match.frame.content and not _is_aside(view, m.head, match)}
        if match.entry.content == "absorbed":
            absorbed |= inside
        else:
            alleged |= inside
    return absorbed, alleged - absorbed


def _is_aside(view: SentenceView, k: int, match: Match) -> bool:
    """Tell whether a word of the content stands in a clause of time, cause or description, which tells something of its own."""
    steps = 0
    while k != match.head and steps < 12:
        dep = view.dep[k]
        if dep in ("acl:relcl", "advcl:relcl", "parataxis"):
            return True
        if dep == "advcl" and any(view.dep[c] == "mark" and view.low[c] in TEMPORAL for c in view.children[k]):
            return True
        if dep == "acl" and view.tag[k] in ("VBN", "VBG") and k not in match.frame.content_heads:
            return True
        if view.head[k] == k:
            return False
        k = view.head[k]
        steps += 1
    return False


# ---------------------------------------------------------------------- recasting
def _recast(view: SentenceView, item: Coded) -> None:
    frame, head = item.match.frame, item.match.head
    if frame.is_noun or not view.parsed:
        return
    auxiliaries = {view.low[c] for c in view.children[head] if view.dep[c] in ("aux", "aux:pass")}
    negated = is_negated(view, head)
    future = bool(auxiliaries & WILL) or _is_planned(view, head)
    if item.match.entry.content is not None and not future:
        return
    if negated:
        if (future and item.type in REFUSABLE) or item.type == "CONCEDE":
            _turn(item, "REJECT", "will not")
            item.mode = load_modes().content["REJECT"].get(item.match.entry.type)
        return
    if future:
        if item.type in COOPERATIVE and _is_conditional(view, head):
            _turn(item, "THREATEN", "unless")
            item.mode = "relations"
        elif item.type in COOPERATIVE and item.type != "AGREE":
            _turn(item, "AGREE", "future")
        elif item.type in CONFLICTUAL and item.type != "THREATEN":
            item.mode = _threat_mode(item)
            _turn(item, "THREATEN", "future", keep_mode=True)


def _is_conditional(view: SentenceView, head: int) -> bool:
    """Tell whether an announcement hangs on a demand: "will withdraw its peacekeepers unless ..."."""
    return any(view.dep[c] == "advcl" and any(view.low[g] == "unless" for g in view.children[c]) for c in view.children[head])


def _threat_mode(item: Coded) -> str | None:
    table = load_modes().content["THREATEN"]
    return table.get(f"{item.type}/{item.mode}") or table.get(item.type)


def _turn(item: Coded, kind: str, how: str, keep_mode: bool = False) -> None:
    item.type = kind
    if not keep_mode:
        item.mode = None
    item.cameo = None
    item.how.append(how)


def _is_planned(view: SentenceView, head: int) -> bool:
    """Tell whether a verb is the infinitive of an intention: "plans to", "is to", "is about to", "is set to"."""
    if not any(view.low[c] == "to" and view.dep[c] == "mark" for c in view.children[head]):
        return False
    governor = view.head[head]
    if governor == head or view.dep[head] not in ("xcomp", "ccomp", "advcl", "acl"):
        return False
    return view.lemma[governor] in FUTURE_GOVERNORS and not is_negated(view, governor)


def is_negated(view: SentenceView, head: int) -> bool:
    """Tell whether a verb is negated by a particle of its own, or by "no longer"."""
    for c in view.children[head]:
        if view.low[c] in NEGATORS and view.dep[c] in ("advmod", "neg", "aux"):
            return True
        if view.low[c] in ("longer", "more") and any(view.low[g] == "no" for g in view.children[c]):
            return True
    return False


def _set_content_mode(view: SentenceView, item: Coded, inside: list[Match]) -> None:
    """Take the mode of an act about an act from what it is about, by type where an act was found, else by words."""
    modes = load_modes()
    table = modes.content.get(item.type)
    if table is None or item.mode is not None:
        return
    for match in inside:
        kind = match.entry.type
        mode = table.get(f"{kind}/{match.entry.mode}") or table.get(kind)
        if mode:
            item.mode = mode
            return
    for mode, pattern in modes.words.get(item.type, ()):
        if holds_pattern(view.low, sorted(item.match.frame.content), pattern) is not None:
            item.mode = mode
            return


# ---------------------------------------------------------------------- refusals and obligations without a lexical act
def _find_refusals(matcher: Matcher, coded: list[Coded], absorbed: set[int]) -> Iterable[Coded]:
    """Find "will not accept", "would never negotiate": refusals of acts that the lexicon knows only as yielding words."""
    view = matcher.view
    if not view.parsed or not (view.words & WILL and view.words & NEGATORS):
        return
    entry = matcher.lexicon.entry("reject.will-not")
    taken = {c.match.head for c in coded} | absorbed
    yielding = matcher.lexicon.classes["YIELDING"]
    for i in range(view.n):
        if view.pos[i] != "VERB" or i in taken or view.low[i] not in yielding.words:
            continue
        auxiliaries = {view.low[c] for c in view.children[i] if view.dep[c] == "aux"}
        if auxiliaries & WILL and is_negated(view, i) and not matcher.domains:
            frame = matcher.frame(i, False)
            yield _make_virtual(entry, i, frame, "will not")


def _find_obligations(matcher: Matcher, matches: list[Match]) -> list[Coded]:
    """Find "Moscow said Kyiv must ...": a demand by who speaks on who must."""
    view = matcher.view
    if not view.parsed or not view.words & (MUST | {"need", "needs", "have", "has", "needed", "had"}):
        return []
    entry = matcher.lexicon.entry("request.must")
    speech = matcher.lexicon.classes["SPEECH"]
    found = []
    for i in range(view.n):
        if view.pos[i] not in ("VERB", "ADJ", "NOUN", "AUX") or view.dep[i] in ("aux", "aux:pass", "cop"):
            continue
        marker = next((c for c in view.children[i] if view.dep[c] == "aux" and view.low[c] in MUST), None)
        if marker is None and not _has_duty(view, i):
            continue
        speaker = _find_speaker(view, i, speech)
        if speaker is None or matcher.domains:
            continue
        verb, subjects = speaker
        frame = matcher.frame(i, False)
        obliged = frame.get("obj") if frame.passive else frame.get("subj")
        if not obliged or all(view.pos[h] == "PRON" for h in obliged):
            continue  # "it needs to": who speaks puts the duty on itself
        if not subjects or not any(view.is_actor_word(k) for h in subjects for k in range(*_span(view, h))):
            continue
        inner = Frame(head=i, slots=dict(frame.slots), content=set(view.subtree(i, frozenset({"parataxis", "acl:relcl"}))) - {verb})
        item = _make_virtual(entry, i, inner, "must")
        item.match.first = item.match.last = marker if marker is not None else i
        item.subject, item.recipient = subjects, obliged
        _set_content_mode(view, item, [m for m in matches if m.head in inner.content])
        found.append(item)
        break
    return found


def _has_duty(view: SentenceView, i: int) -> bool:
    governor = view.head[i]
    if view.dep[i] != "xcomp" or view.lemma[governor] not in ("need", "have"):
        return False
    return governor + 1 < view.n and view.low[governor + 1] == "to" and view.head[governor + 1] == i


def _find_speaker(view: SentenceView, i: int, speech: Pattern) -> tuple[int, list[int]] | None:
    """Return the verb of saying that governs or follows the clause at `i`, and its subjects."""
    k, steps = i, 0
    while steps < 4 and view.head[k] != k:
        governor = view.head[k]
        if view.dep[k] in ("ccomp", "parataxis", "xcomp", "conj") and view.low[governor] in speech.words and view.dep[k] != "conj":
            subjects = [h for c in view.children[governor] if view.dep[c] == "nsubj" for h in view.heads(c)]
            if subjects:
                return governor, subjects
        k = governor
        steps += 1
    for child in view.children[k]:
        if view.dep[child] in ("parataxis", "ccomp") and view.low[child] in speech.words:
            subjects = [h for c in view.children[child] if view.dep[c] == "nsubj" for h in view.heads(c)]
            if subjects:
                return child, subjects
    return None


def _span(view: SentenceView, h: int) -> tuple[int, int]:
    first, last = view.core(h)
    return first, last + 1


def _make_virtual(entry: Entry, i: int, frame: Frame, how: str) -> Coded:
    match = Match(entry=entry, first=i, last=i, frame=frame, score=entry.strength, used=frozenset())
    return Coded(match=match, type=entry.type, mode=entry.mode, cameo=entry.cameo, entry_id=entry.entry_id, how=[how])


# ---------------------------------------------------------------------- modes
@dataclass(frozen=True, slots=True)
class Modes:
    """Modes that the words around a trigger, or the type of what it is about,."""

    by_words: tuple[tuple[str, Pattern], ...]
    content: dict[str, dict[str, str]]
    words: dict[str, tuple[tuple[str, Pattern], ...]]


@cache
def load_modes() -> Modes:
    """Read modes.yaml."""
    raw = read_rules(RULES / "modes.yaml")

    def compile_rows(rows: list[dict[str, str]]) -> tuple[tuple[str, Pattern], ...]:
        return tuple((row["mode"], compile_pattern(row["words"].split(), {})) for row in rows)

    return Modes(by_words=compile_rows(raw["ASSAULT"]), content=raw["content"], words={kind: compile_rows(rows) for kind, rows in raw["words"].items()})


def find_assault_mode(view: SentenceView, lexicon: Lexicon, match: Match) -> str | None:
    """Return the mode of an assault from the words of its trigger, its doers, objects and means; None where they don't say."""
    frame = match.frame
    positions = [match.first, match.head]
    if view.parsed:
        for slot in ("subj", "obj", "in", "with", "by", "mod", "of", "from", "poss"):
            for h in frame.get(slot):
                first, last = view.core(h)
                positions.extend(range(first, last + 1))
        positions.extend(k for c in view.children[match.head] if view.dep[c] == "advcl" and view.tag[c] == "VBG" for k in view.subtree(c))
        positions.extend(view.subtree(match.head, frozenset({"acl:relcl", "parataxis", "ccomp", "conj"})) if not frame.is_noun else [])
    else:
        positions.extend(range(max(0, match.first - 6), min(view.n, match.last + 8)))
    for mode, pattern in load_modes().by_words:
        if holds_pattern(view.low, sorted(set(positions)), pattern) is not None:
            return mode
    return None
