"""Whether the name of a capital or a palace means the place or the government that sits there: "in Paris", "Paris accused".

With a parse it reads the verb of which the name is subject or object; without one, the words around it. Word lists in `data/senses.yaml`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path

import yaml

from presswatch.errors import ConfigError
from presswatch.tag.knowledge.base import KnowledgeBase
from presswatch.tag.mentions.draft import Draft
from presswatch.tag.mentions.tokens import TokenTable

DATA = Path(__file__).parent / "data"
HAGUE_COURTS = frozenset(("org:icc", "org:icj", "org:icty", "org:opcw"))
ATTITUDE_LINKS = frozenset(("is", "was", "are", "were", "be", "been", "being", "remains", "remained", "seems", "seemed", "appears", "appeared", "feels", "felt", "grew"))


@dataclass(frozen=True, slots=True, kw_only=True)
class SenseWords:
    """Sets of lower-case words; what each is for stands in the data file."""

    agentive_verbs: frozenset[str]
    object_verbs: frozenset[str]
    relation_nouns: frozenset[str]
    literal_prepositions: frozenset[str]
    relation_prepositions: frozenset[str]
    sport_words: frozenset[str]
    auxiliaries: frozenset[str]
    told_verbs: frozenset[str]
    on_verbs: frozenset[str]
    with_verbs: frozenset[str]
    senders: frozenset[str]
    attitudes: frozenset[str]
    against_verbs: frozenset[str]
    to_words: frozenset[str]
    literal_clause_verbs: frozenset[str]
    motion_words: frozenset[str]


@lru_cache(maxsize=1)
def load_sense_words(path: Path = DATA / "senses.yaml") -> SenseWords:
    """Return the word lists. Raises ConfigError when a list is missing, unknown or holds something else than words."""
    raw = yaml.safe_load(path.read_text("utf-8"))
    names = {f.name for f in fields(SenseWords)}
    if set(raw) != names or any(not isinstance(w, str) for words in raw.values() for w in words):
        raise ConfigError(f"{path.name}: needs lists of words named {', '.join(sorted(names))}")
    return SenseWords(**{name: frozenset(words) for name, words in raw.items()})


def choose_senses(table: TokenTable, drafts: Sequence[Draft], kb: KnowledgeBase, countries: Counter[str]) -> None:
    """Turn the drafts of capitals and palaces that stand for a government into metonyms of it."""
    words = load_sense_words()
    court_named = any(d.entity_id in HAGUE_COURTS for d in drafts)
    eu_named = any(d.entity_id in ("org:eu", "org:european-commission", "org:european-parliament") for d in drafts)
    sports = _is_about_sport(table, words)
    ends = {d.last: d for d in drafts}
    for draft in drafts:
        if draft.entity_id is None or draft.label != "LOC":
            draft.sense = "literal"
            continue
        as_team = draft.sense == "metonym"  # the tagger took it for a body
        draft.sense = "literal"
        if sports and draft.kind in ("country", "region"):
            _choose_team(table, draft, ends.get(draft.first - 2), kb, words, as_team=as_team)
            continue
        body = kb.seat_of(draft.entity_id)
        if body is None:
            continue
        if court_named and draft.text.endswith("Hague"):
            continue  # its courts, not the government of the Netherlands
        if body == "org:eu" and not eu_named and countries.get("BEL", 0) > 1:
            body = "org:BEL-government"
        why = _read_grammar(table, draft, words) or _read_words(table, draft, words)
        if why is not None:
            place = draft.entity_id
            draft.entity_id, draft.sense, draft.kind, draft.label = body, "metonym", kb.entities[body].kind, "ORG"
            draft.rule = f"{draft.text} ({place}) for {body}: {why}"
            draft.confidence = min(draft.confidence, 0.75)


def _is_about_sport(table: TokenTable, words: SenseWords) -> bool:
    """Tell whether an article is about a match: many words of sport, and several different ones."""
    found = Counter(filter(words.sport_words.__contains__, table.lower))
    return len(found) >= 4 and sum(found.values()) >= max(6, len(table) // 80)


def _choose_team(table: TokenTable, draft: Draft, left: Draft | None, kb: KnowledgeBase, words: SenseWords, *, as_team: bool) -> None:
    """In an article about sport a country that isn't where something is stands for its team. `left` is the name two tokens before it."""
    entity = kb.entities[draft.entity_id or ""]
    team = f"org:{entity.country}-national-team"
    if entity.kind == "region":  # England plays for itself
        team = next((i for i in kb.names.find(f"{entity.name} national football team") if i != team), "")
    before = table.lower[draft.first - 1] if draft.first else ""
    after = table.words[draft.last + 1] if draft.last + 1 < len(table) else ""
    in_town = before == "," and left is not None and left.kind in ("city", "place", "facility")  # "Sochi, Russia"
    elsewhere = before in words.literal_prepositions or before in ("-", "from") or after == "-" or in_town
    if team not in kb.entities or (elsewhere and not as_team):
        return
    draft.rule = f"{draft.text} ({draft.entity_id}) for {team}: an article about sport"
    draft.entity_id, draft.sense, draft.kind, draft.label = team, "metonym", kb.entities[team].kind, "ORG"
    draft.confidence = min(draft.confidence, 0.7)


def _read_grammar(table: TokenTable, draft: Draft, words: SenseWords) -> str | None:
    token = table.doc[draft.last]
    if not token.dep_ or token.dep_ in ("ROOT", "dep"):
        return None
    verb = token.head
    if token.dep_ == "nsubj" and verb.lower_ in words.agentive_verbs:
        return f"subject of {verb.text!r}"
    if token.dep_ == "nsubj" and verb.pos_ == "VERB" and verb.i > token.i and verb.lemma_ not in words.literal_clause_verbs:
        clause = next((c for c in verb.children if c.dep_ in ("ccomp", "xcomp") and c.i > verb.i and c.pos_ == "VERB"), None)
        if clause is not None:  # who thinks, says or means to do something is no place
            return f"subject of {verb.text!r} with the clause of {clause.text!r}"
    if token.dep_ in ("obj", "dobj", "iobj") and verb.lower_ in words.object_verbs:
        return f"object of {verb.text!r}"
    return None


def _read_words(table: TokenTable, draft: Draft, words: SenseWords) -> str | None:
    first, last, n = draft.first, draft.last, len(table)
    before = table.lower[first - 1] if first else ""
    before2 = table.lower[first - 2] if first > 1 else ""
    after = table.lower[last + 1] if last + 1 < n else ""
    if after == "," and last + 2 < n and table.words[last + 2][:1].isupper():
        return None  # "Paris, France", a dateline
    if before in words.literal_prepositions or (before == "to" and before2 in words.motion_words):
        return None
    if before == "-" and before2 in ("pro", "anti"):
        return f"{before2}-"
    if after in ("'s", "’s"):
        following = [table.lower[k] for k in range(last + 2, min(last + 5, n))]
        hit = next((w for w in following if w in words.relation_nouns), None)
        return f"its {hit!r}" if hit else None
    addressed = _read_preposition(table, first - 1, words)
    if addressed is not None:
        return addressed
    if before == "by" and before2 in words.agentive_verbs and (before2.endswith("ed") or before2 in ("led", "sent", "made", "given", "withdrawn", "taken", "known")):
        return f"agent of {before2!r}"
    if before == "to" and (before2 in words.to_words or before2 == "according"):
        return f"{before2!r} 'to' it"
    if before in words.relation_prepositions:
        hit = _find_relation(table, first - 1, words)
        if hit is not None:
            return f"{hit!r} {before!r} it"
        if before not in ("and", "by"):
            return None
    if before in words.object_verbs and before2 not in ("in", "at"):
        return f"object of {before!r}"
    if after == "-" and last + 2 < n and table.lower[last + 2] in ("backed", "led", "based", "supported", "friendly", "appointed", "installed", "controlled", "allied"):
        return None if table.lower[last + 2] == "based" else f"-{table.words[last + 2]}"
    k = last + 1
    if after in ("along", "together") and last + 2 < n and table.lower[last + 2] == "with":  # "Washington along with its allies demanded"
        k = next((j for j in range(last + 3, min(last + 9, n)) if table.lower[j] in words.agentive_verbs or not table.lower[j].isalpha()), n)
    while k < n and k <= last + 3 and table.lower[k] in words.auxiliaries:
        k += 1
    passive = any(table.lower[j] in ("was", "were", "been", "being") for j in range(last + 1, k))
    if k < n and passive and table.lower[k] in words.told_verbs and before not in ("of", "from", "to"):
        return f"subject of {table.words[k]!r} in the passive"
    state = next((j for j in range(last + 1, min(k + 3, n)) if table.lower[j] in words.attitudes), None)
    if state is not None and all(table.lower[j] in words.auxiliaries or table.lower[j].endswith("ly") or table.lower[j] in ATTITUDE_LINKS for j in range(last + 1, state)):
        linked = any(table.lower[j] in ATTITUDE_LINKS for j in range(last + 1, state))
        if linked and state + 1 < n and table.lower[state + 1] in ("to", "that", "about", "over", "of", "on", "with", "in") and before not in ("of", "from", "to"):
            return f"is {table.words[state]!r}"
    if k < n and not passive and table.lower[k] in words.agentive_verbs and before not in ("of", "from", "to"):
        return f"subject of {table.words[k]!r}"
    return None


def _read_preposition(table: TokenTable, at: int, words: SenseWords) -> str | None:
    """Read "called on Tunis to", "raised the matter with Brussels" and "negotiators from Khartoum" off the preposition at `at`."""
    if at < 1:
        return None
    low, before = table.lower[at], table.lower[at - 1]
    if (low == "on" and before in words.on_verbs) or (low == "from" and before in words.senders):
        return f"{before!r} {low!r} it"
    if low == "against":
        verb = next((w for w in reversed(table.lower[max(0, at - 3) : at]) if w in words.against_verbs or not w.isalpha()), "")
        return f"{verb!r} 'against' it" if verb in words.against_verbs else None
    if low == "with":
        verb = next((w for w in reversed(table.lower[max(0, at - 4) : at]) if w in words.with_verbs or not w.isalpha()), "")
        if verb in words.with_verbs:
            return f"{verb!r} 'with' it"
    return None


def _find_relation(table: TokenTable, at: int, words: SenseWords) -> str | None:
    """Return the relation noun that governs the preposition at `at`, looking back over what may stand between."""
    k = at - 1
    steps = 0
    while k >= 0 and steps < 5:
        low = table.lower[k]
        if low in words.relation_nouns:
            return str(low)
        if low in (".", ";", ":", ",") or low in words.literal_prepositions or table.words[k].isspace():
            return None
        k -= 1
        steps += 1
    return None
