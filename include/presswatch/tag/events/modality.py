"""From acts to events: what becomes of acts that are promised, feared, refused or demanded.

PLOVER codes a cooperative act told in the future as AGREE, a conflictual one that its doer announces as THREATEN, a refusal to act as REJECT and an obligation put
on another as REQUEST. This module applies that, lets acts about acts absorb what they are about, and drops what is told twice. Roles are
`roles`' business.
"""

from __future__ import annotations

from presswatch.tag.events.coded import MAY, WILL, Coded, is_negated
from presswatch.tag.events.domain import holds_pattern
from presswatch.tag.events.implied import find_obligations, find_refusals, find_warnings
from presswatch.tag.events.lexicon import load_lexicon
from presswatch.tag.events.matching import CONFLICTUAL, COOPERATIVE, Match, Matcher
from presswatch.tag.events.modes import load_modes, set_content_mode
from presswatch.tag.events.pronouns import is_pronoun
from presswatch.tag.events.telling import is_asked
from presswatch.tag.events.view import SentenceView

FUTURE_GOVERNORS = frozenset(["plan", "intend", "aim", "be", "set", "due", "about", "ready", "prepare", "expect", "want", "hope", "schedule", "propose", "seek", "promise"])
ARRANGING = frozenset({"set", "prepare", "schedule", "seek", "propose"})
TEMPORAL = frozenset(["after", "before", "when", "while", "since", "as", "because", "until", "once", "although", "though", "if", "unless", "whereas"])
_WOULD = frozenset({"would", "'d", "’d"})
SPEAKING = frozenset({"warn", "say", "announce", "declare", "threaten", "signal", "tell", "indicate", "state"})
REFUSABLE = frozenset({"AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT"})


def code_matches(matcher: Matcher, matches: list[Match]) -> list[Coded]:
    """Return the coded acts of a sentence: absorbed and doubled ones left out, future and refused ones recast."""
    view = matcher.view
    matches = _drop_used(matches)
    commanded = _find_commands(matcher, matches)
    matches = [m for m in matches if m.head not in commanded.values()]
    absorbed, alleged = _find_contents(view, matches)
    coded = []
    for match in matches:
        if match.head in absorbed:
            continue
        item = Coded(match=match, type=match.entry.type, mode=match.entry.mode, cameo=match.entry.cameo, entry_id=match.entry.entry_id)
        item.alleged = match.head in alleged
        if match.entry.content:
            set_content_mode(view, item, [m for m in matches if m.head in match.frame.content and m is not match])
        if _is_ability(view, match.head):
            continue
        _recast(view, item)
        if match.head in commanded:
            item.how.append("ordered")
            item.subject = matcher.frame(commanded[match.head], False).get("subj")
        coded.append(item)
    coded.extend(find_refusals(matcher, coded, absorbed))
    coded.extend(find_warnings(matcher, matches))
    demands = find_obligations(matcher, matches)
    if demands:
        inside = set().union(*(set(d.match.frame.content) for d in demands))
        coded = [c for c in coded if c.match.head not in inside]
        coded.extend(demands)
    return sorted(coded, key=lambda c: c.match.head)


def _drop_used(matches: list[Match]) -> list[Match]:
    """Leave out nouns that another entry took as its object ("carried out an attack", "ended talks")."""
    used = set().union(*(m.used for m in matches)) if matches else set()
    return [m for m in matches if m.head not in used or not m.frame.is_noun]


def _find_commands(matcher: Matcher, matches: list[Match]) -> dict[int, int]:
    """Return the acts that someone orders their own forces to do, with the verb that orders: the act is theirs, and only ordered."""
    view = matcher.view
    forces = [matcher.lexicon.classes[name] for name in ("TROOPS", "POLICE")]
    commanded: dict[int, int] = {}
    for match in matches:
        if "commands" not in match.entry.flags or match.frame.passive or match.frame.is_noun or not view.parsed:
            continue
        commander = match.frame.get("subj")
        objects = match.frame.get("obj")
        own = all(any(holds_pattern(view.low, (h,), pattern) is not None for pattern in forces) and view.mention[h] is None for h in objects)
        if not objects or not commander or not own:
            continue
        for other in matches:
            if other.head in match.frame.content_heads and other.entry.type in CONFLICTUAL and other.entry.content is None:
                commanded[other.head] = match.head
    return commanded


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
    if is_asked(view, head):
        return
    future = (bool(auxiliaries & WILL) and not _is_imagined(view, auxiliaries)) or _is_planned(view, head) or (bool(auxiliaries & MAY) and item.type in CONFLICTUAL and _is_warned(view, head))
    if item.match.entry.content is not None and not future:
        return
    if negated:
        if (future and item.type in REFUSABLE) or (item.type == "CONCEDE" and frame.get("subj")):
            _turn(item, "REJECT", "will not")
            item.mode = load_modes().content["REJECT"].get(item.match.entry.type)
        return
    if future:
        if item.type in COOPERATIVE and _is_conditional(view, head):
            _turn(item, "THREATEN", "unless")
            item.mode = "relations"
        elif item.type in COOPERATIVE and item.type != "AGREE":
            _turn(item, "AGREE", "future")
        elif item.type in CONFLICTUAL and item.type != "THREATEN" and (frame.get("subj") or not frame.passive):
            item.mode = _threat_mode(item)
            _turn(item, "THREATEN", "future", keep_mode=True)
        elif item.type != "THREATEN" and item.type in CONFLICTUAL:
            item.how.append("future")  # nobody announces it: "a rally is to be held"


def _is_ability(view: SentenceView, head: int) -> bool:
    """Tell whether somebody is only said to be able to do it: "a lawyer can investigate the crash"."""
    return view.parsed and any(view.dep[c] == "aux" and view.low[c] == "can" for c in view.children[head]) and not is_negated(view, head)


def _is_imagined(view: SentenceView, auxiliaries: set[str]) -> bool:
    """Tell whether "would" stands in a sentence that hands on nobody's words: "at a first scandal he would resign"."""
    return auxiliaries.isdisjoint(WILL - _WOULD) and all(view.words.isdisjoint(load_lexicon().classes[name].words) for name in ("SPEECH", "HANDED_ON"))


def _is_warned(view: SentenceView, head: int) -> bool:
    """Tell whether who speaks says what they themselves may do: "Chad warned that it could close the border"."""
    governor = view.head[head]
    if view.dep[head] != "ccomp" or governor == head or view.lemma[governor] not in SPEAKING:
        return False
    return any(view.dep[c] == "nsubj" and is_pronoun(view, c) for c in view.children[head])


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
    if any(view.dep[c] == "cop" and view.low[c + 1 : c + 2] == ["to"] for c in view.children[head]):
        return True  # "is to visit"
    plain = not any(view.dep[c] in ("aux", "cop", "aux:pass") and view.low[c] != "to" for c in view.children[head])
    if governor == head and plain and any(view.dep[c] in ("nsubj", "nsubj:pass") for c in view.children[head]):
        return True  # headlines: "Turkey to send drones"
    own = next((c for c in view.children[head] if view.dep[c] == "nsubj"), None)
    if own is not None and own < head and view.lemma[governor] in SPEAKING and not any(view.low[c] == "for" for c in view.children[head]):
        return True  # "Turkey to send drones, minister says"
    if governor == head or view.dep[head] not in ("xcomp", "ccomp", "advcl", "acl"):
        return False
    if view.lemma[governor] in ARRANGING and any(view.dep[c] == "obj" for c in view.children[governor]):
        return False  # "set a tyre on fire to protest" tells of a purpose
    return view.lemma[governor] in FUTURE_GOVERNORS and not is_negated(view, governor)
