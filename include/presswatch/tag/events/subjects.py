"""Subjects: whose act a verb tells, over passives, relative clauses, participles, control and coordination.

This module knows the tree only; `frames` puts what it finds into slots.
"""

from __future__ import annotations

from presswatch.tag.events.forms import CALENDAR
from presswatch.tag.events.lexicon import load_lexicon
from presswatch.tag.events.view import NOMINAL, PASSIVE_SUBJECTS, RELATIVE, SUBJECTS, SentenceView

OBJECT_CONTROL = frozenset(
    ["order", "ask", "urge", "request", "tell", "force", "allow", "permit", "compel", "instruct", "command", "invite", "persuade", "help", "enable", "encourage", "require", "advise", "convince", "press", "get", "let", "make", "see", "hear", "ban", "bar", "prevent", "prohibit", "forbid", "authorise", "authorize", "call"]
)
FOR_WHOM = frozenset(
    ["praise", "criticise", "criticize", "blame", "thank", "condemn", "denounce", "arrest", "jail", "sentence", "convict", "fine", "punish", "hail", "applaud", "commend", "blast", "slam", "sue", "ban", "expel", "fault", "attack", "investigate", "detain", "charge", "suspend", "mock", "chide", "rebuke"]
)
KEEPING = frozenset({"keep", "leave", "get", "see", "have", "want", "hear", "find", "make", "need", "order", "feel", "watch", "like", "consider", "call"})
WRITINGS = frozenset({"letter", "letters", "statement", "note", "message", "email", "declaration", "report", "petition", "tweet", "resolution", "memo", "cable", "ultimatum", "warning"})
BODIES = frozenset({"organisation", "armed_group", "country", "party", "outlet", "company", "city", "region", "place"})
_SAYING = frozenset({"said", "say", "says", "claimed", "claim", "claims", "alleged", "allege", "reported", "believed", "believe", "insisted"})
FLOATING = frozenset({"each", "both", "all"})  # "France and Algeria each expelled", read as a relative clause
_DEEPEST = 4
_STATES = frozenset({"stand", "remain", "get", "go", "lie", "stay"})  # verbs with which a participle tells what befalls their subject


def is_passive(view: SentenceView, i: int) -> bool:
    """Tell whether the verb at `i` is in the passive, reduced relatives and coordinated participles included."""
    deps = {view.dep[c] for c in view.children[i]}
    if "aux:pass" in deps:
        return True
    if "nsubj:pass" in deps:
        bare = not deps & {"aux", "aux:pass"} and view.dep[i] in ("ROOT", "ccomp", "parataxis")
        return not (bare and ("obj" in deps or _governs_next(view, i)))
    if view.tag[i] != "VBN" or view.low[i] in load_lexicon().classes["NO_PASSIVE"].words:
        return False
    lows = {view.low[c] for c in view.children[i] if view.dep[c] == "aux"}
    if lows & {"have", "has", "had", "having", "'ve", "'s"} and "been" not in lows:
        return False
    counted = any(view.dep[c] == "nsubj" and view.pos[c] == "NUM" for c in view.children[i])
    if view.dep[i] in ("ROOT", "parataxis") and not lows and counted and not deps & {"obj", "ccomp", "xcomp"}:
        return not _governs_next(view, i)  # headlines: "Two killed as police open fire"
    if _is_reduced(view, i):
        return True
    if view.dep[i] == "xcomp" and view.lemma[view.head[i]] in _STATES and not deps & {"obj", "aux"}:
        return True  # "stands accused", "got arrested"
    if view.dep[i] in ("acl", "amod", "advcl"):
        if "nsubj" in deps and view.dep[i] == "amod":
            return False  # "police in Oslo seized weapons", read as "seized weapons": who seizes stands before it
        return "obj" not in deps or "obl:agent" in deps
    if view.dep[i] == "conj" and not lows:
        governor = view.head[i]
        return view.pos[governor] == "VERB" and view.tag[governor] == "VBN" and is_passive(view, governor) and ("nsubj" not in deps or "obj" not in deps)
    return False


def _is_reduced(view: SentenceView, i: int) -> bool:
    """Tell whether a participle that the tree hangs on a verb describes the noun right before it: "imposed curbs on officials accused of fraud"."""
    if view.dep[i] != "xcomp" or view.tag[i] != "VBN" or i < 2 or view.pos[i - 1] not in ("NOUN", "PROPN"):
        return False
    return not any(view.dep[c] in ("aux", "aux:pass", "mark", "obj") for c in view.children[i]) and view.lemma[view.head[i]] not in KEEPING


def find_stolen_object(view: SentenceView, i: int) -> int | None:
    """Return the subject of the verb at `i` if it is really the object of the relative clause before it.

    "Troops who attacked farmers have left": the parser reads "attacked [that] farmers have left".
    """
    clause = view.head[i]
    if view.dep[i] != "ccomp" or view.dep[clause] != "acl:relcl" or clause >= i:
        return None
    if any(view.dep[c] == "mark" for c in view.children[i]) or not any(view.low[c] in RELATIVE and view.dep[c] == "nsubj" for c in view.children[clause]):
        return None
    subject = next((c for c in view.children[i] if view.dep[c] in ("nsubj", "nsubj:pass")), None)
    return subject if subject is not None and view.core(subject)[0] == clause + 1 else None


def find_own_subjects(view: SentenceView, i: int) -> list[int]:
    """Return the subjects that the verb at `i` has itself; a relative pronoun stands for the noun it takes up."""
    if find_stolen_object(view, i) is not None:
        return view.heads(view.head[view.head[i]])
    found: list[int] = []
    for child in view.children[i]:
        if view.dep[child] == "expl" and view.low[child] == "it" and view.pos[i] == "ADJ":
            found.append(child)  # "it is willing": the parser takes a person's "it" for an empty one
        if view.dep[child] in SUBJECTS or view.dep[child] in PASSIVE_SUBJECTS:
            if (view.low[child] in RELATIVE or view.low[child] in FLOATING) and view.dep[i] in ("acl:relcl", "advcl:relcl", "acl") and view.head[i] != i:
                governor = view.head[i] if view.low[child] != "who" else _find_person_above(view, view.head[i])
                found.extend(h for h in view.heads(governor) if h < i)
            elif view.pos[child] == "VERB":  # "the charity operating in Chad said", read as "operating said"
                found.extend([h for c in view.children[child] if view.dep[c] in SUBJECTS and c < child for h in view.heads(c)] or view.heads(child))
            else:
                found.extend(view.heads(child))
    if not found:  # "police, citing Interpol, said", read as "police citing Interpol, said"
        for child in view.children[i]:
            if child < i and view.tag[child] == "VBG" and view.dep[child] in ("ccomp", "advcl", "parataxis") and "," in view.low[child:i]:
                found.extend(h for c in view.children[child] if view.dep[c] == "nsubj" and c < child for h in view.heads(c))
    return found


def goes_on_behind(view: SentenceView, i: int) -> int | None:
    """Return the verb whose subject a participle only describes, where the tree lets the participle govern it: "Six men jailed in Chad were freed"."""
    if view.tag[i] != "VBN" or any(view.dep[c] in ("aux", "aux:pass") for c in view.children[i]) or not any(view.dep[c] == "nsubj" and c < i for c in view.children[i]):
        return None
    for c in view.children[i]:
        deps = {view.dep[g] for g in view.children[c]} if view.dep[c] == "ccomp" and c > i else set()
        if deps & {"aux", "aux:pass"} and not deps & {"nsubj", "nsubj:pass", "mark"}:
            return c
    return None


def _find_person_above(view: SentenceView, h: int) -> int:
    """Return whom "who" takes up: not a body or a state, on which the tree may hang its clause ("a woman linked to Al-Qaeda who shot")."""
    mention = view.mention[h]
    if mention is None or mention.kind not in BODIES or mention.sense in ("demonym", "role"):
        return h
    k = h
    for _ in range(4):
        k = view.head[k]
        if view.pos[k] in ("NOUN", "PROPN") and (view.low[k] in view.actor_words or (view.mention[k] is not None and view.mention[k].kind == "person")):  # type: ignore[union-attr]
            return k
    return h


def _find_clause_before(view: SentenceView, i: int) -> int | None:
    """Return the verb of the clause that a participle behind a comma goes on with: "a bomb went off near the port, killing four", hung on the port."""
    if view.dep[i] != "acl" or view.tag[i] != "VBG" or view.low[i - 1] != ",":
        return None
    k = view.head[i]
    while view.dep[k] in ("obj", "obl", "nmod", "appos", "conj") and view.head[k] != k:
        k = view.head[k]
        if view.pos[k] == "VERB":
            return k
    return None


def inherit_subjects(view: SentenceView, i: int, passive: bool, depth: int) -> list[int]:
    """Return the subjects of a verb without one of its own, from what governs it or is coordinated with it."""
    governor, dep = view.head[i], view.dep[i]
    if depth > _DEEPEST or governor == i:
        return []
    verb = _find_clause_before(view, i)
    if verb is not None:
        return find_own_subjects(view, verb) or inherit_subjects(view, verb, passive, depth + 1)
    if dep == "acl:relcl" or (dep == "acl" and view.tag[i] in ("VBG", "VBN")):
        if view.tag[i] == "VBG" and not view.names_actor(governor, loose=True) and view.dep[governor] == "obj":
            return find_own_subjects(view, view.head[governor])  # "issued a statement demanding": who issued it demands
        if view.tag[i] == "VBG" and view.dep[governor] == "obl" and view.pos[view.head[governor]] == "VERB":
            verb = view.head[governor]
            if any(view.dep[c] == "obj" and view.low[c] in WRITINGS for c in view.children[verb]):
                return find_own_subjects(view, verb)  # "sent a letter to the minister threatening": who sent it threatens
        if view.pos[governor] == "ADJ":
            return find_own_subjects(view, governor)  # "are guilty of violating the truce"
        return [] if view.pos[governor] == "VERB" else view.heads(governor)
    if dep == "acl":  # "the decision to send troops": its owner, or the subject of the verb that governs it
        owners = [c for c in view.children[governor] if view.dep[c] in ("nmod:poss", "compound")]
        if owners:
            return owners[:1]
        if view.head[governor] != governor and view.pos[view.head[governor]] == "VERB":
            return find_own_subjects(view, view.head[governor]) or inherit_subjects(view, view.head[governor], passive, depth + 1)
        return []
    if dep == "xcomp" and passive and _is_reduced(view, i):
        return [i - 1]
    if dep == "ccomp" and goes_on_behind(view, governor) == i:
        return find_own_subjects(view, governor)
    if dep in ("xcomp", "ccomp") and view.low[governor] in _SAYING and view.tag[i] in ("VBD", "VBN") and all(view.pos[k] == "AUX" for k in range(governor + 1, i)):
        return _find_relativised(view, governor)
    if dep == "xcomp" or (dep == "advcl" and is_infinitive(view, i)):
        if dep == "xcomp" and view.lemma[governor] in OBJECT_CONTROL:
            if is_passive(view, governor):
                return find_own_subjects(view, governor)
            objects = [h for c in view.children[governor] if view.dep[c] in ("obj", "iobj") for h in view.heads(c)]
            if objects:
                return objects
            called = [h for c in view.children[governor] if view.dep[c] == "obl" for h in view.heads(c)]
            if called and view.lemma[governor] == "call":
                return called
        return _subjects_or_agents(view, governor, passive, depth)
    if dep == "advcl" and view.tag[i] == "VBG" and view.lemma[governor] in FOR_WHOM and any(view.low[c] == "for" and view.dep[c] in ("mark", "case") for c in view.children[i]):
        judged = find_own_subjects(view, governor) if is_passive(view, governor) else [h for c in view.children[governor] if view.dep[c] == "obj" for h in view.heads(c)]
        if judged:
            return judged  # "praised the envoy for speaking out"
    if dep == "advcl" and view.tag[i] == "VBG" and is_passive(view, governor) and any(view.low[c] in ("of", "for", "with") and view.dep[c] in ("mark", "case") for c in view.children[i]):
        return find_own_subjects(view, governor) or inherit_subjects(view, governor, True, depth + 1)  # "a man suspected by Oslo of killing": Oslo killed nobody
    if dep == "advcl" and i < governor and view.tag[i] in ("VBG", "VBN"):
        told = next((c for c in view.children[governor] if view.dep[c] in ("ccomp", "parataxis") and c < i), None)
        if told is not None:  # "a blast hit the market, killing nine, officials said": officials kill nobody
            return find_own_subjects(view, told) or inherit_subjects(view, told, passive, depth + 1)
    if dep == "advcl" and i < governor and view.low[governor] in _SAYING and view.tag[i] in ("VBD", "VBZ", "VBP", "VBN"):
        # "a train struck a lorry, officials said", with "train" read as an adverbial: who says it doesn't do it
        if i and view.pos[i - 1] in ("NOUN", "PROPN") and view.head[i - 1] == i:
            return [i - 1]
        if view.tag[i] != "VBN":
            return []
    if dep in ("conj", "advcl", "parataxis") and view.pos[governor] in ("VERB", "AUX", "ADJ", "NOUN", "ADV"):
        if dep == "parataxis" and view.tag[i] not in ("VBG", "VBN"):
            return []
        if dep == "conj" and passive != is_passive(view, governor) and not passive:
            return find_own_subjects(view, governor) or inherit_subjects(view, governor, passive, depth + 1)
        return _subjects_or_agents(view, governor, passive, depth) if dep != "conj" else (
            find_own_subjects(view, governor) or inherit_subjects(view, governor, passive, depth + 1)
        )
    return []


def _find_relativised(view: SentenceView, governor: int) -> list[int]:
    """Return the noun that a relative pronoun takes up before who says so: "a strike that residents said killed nine"."""
    link = next((k for k in range(governor - 1, 0, -1) if view.low[k] in RELATIVE), None)
    if link is None or view.pos[link - 1] not in ("NOUN", "PROPN"):
        return []
    return [link - 1]


def _subjects_or_agents(view: SentenceView, governor: int, passive: bool, depth: int) -> list[int]:
    if is_passive(view, governor) and not passive:
        agents = [h for c in view.children[governor] if view.dep[c] == "obl:agent" for h in view.heads(c)]
        if agents:
            return agents
    return find_own_subjects(view, governor) or inherit_subjects(view, governor, passive, depth + 1)


def find_relative_object(view: SentenceView, i: int) -> int | None:
    """Return the noun that a relative clause with a subject of its own modifies: "the village that rebels attacked"."""
    own = [c for c in view.children[i] if view.dep[c] in SUBJECTS]
    if own and view.low[own[0]] not in RELATIVE and view.head[i] != i and view.pos[view.head[i]] in NOMINAL:
        return view.head[i]
    return None


def find_case(view: SentenceView, i: int) -> str:
    """Return the preposition of the noun at `i`; of "in front of", "because of" and the like the first word."""
    for child in view.children[i]:
        if view.low[child] in ("out", "away", "off", "down", "back") and child + 1 < view.n and view.dep[child + 1] == "case" and view.head[child + 1] == i:
            continue  # "pulled out of the deal": the second preposition holds
        if view.dep[child] in ("case", "mark") and view.pos[child] in ("ADP", "SCONJ", "PART", "ADV", "ADJ", "VERB"):
            return view.low[child] if view.low[child] not in ("'s", "’s", "'") else ""
    return ""


def is_infinitive(view: SentenceView, i: int) -> bool:
    """Tell whether the verb at `i` is an infinitive with "to"."""
    return any(view.low[c] == "to" and (view.dep[c] == "mark" or (view.dep[c] == "case" and view.dep[i] == "xcomp" and c == i - 1)) for c in view.children[i])


def _governs_next(view: SentenceView, i: int) -> bool:
    """Tell whether what follows a bare participle shows it to be a past tense: a noun phrase, or a preposition that goes with active verbs."""
    k = i + 1
    while k < view.n and view.low[k] in ("back", "out", "up", "off", "down", "away"):
        k += 1
    if k >= view.n:
        return False
    return view.low[k] in ("for", "on", "with", "to", "that") or (view.pos[k] in ("DET", "ADJ", "NOUN", "PROPN") and view.low[k] not in CALENDAR)


def is_finite(view: SentenceView, i: int) -> bool:
    """Tell whether the verb at `i` is a finite form or stands with an auxiliary."""
    if view.tag[i] in ("VBD", "VBZ", "VBP"):
        return True
    return any(view.dep[c] in ("aux", "aux:pass") and view.low[c] != "to" for c in view.children[i]) and not is_infinitive(view, i)


def find_previous_phrase(view: SentenceView, i: int) -> list[int]:
    """Return the head of the noun phrase before a finite verb to which the tree gives no subject."""
    k = i - 1
    if k > 0 and view.low[k] == "-":  # "test-fired"
        k -= 2
    while k >= 0 and (view.pos[k] in ("AUX", "ADV", "PART") or view.low[k] in (",", "also", "on", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")):
        k -= 1
    while k > 0 and (view.is_date(k) or view.low[k].rstrip(".") in CALENDAR or view.low[k] == "dated"):
        k -= 1  # "a report dated January 31 accuses"
    if k < 0 or view.pos[k] not in NOMINAL:
        return []
    h = k
    while view.dep[h] in ("nmod", "flat", "compound", "nmod:desc", "appos", "flat:name") and view.head[h] != h and view.head[h] < i and view.pos[view.head[h]] in NOMINAL:
        h = view.head[h]
    return view.heads(h)
