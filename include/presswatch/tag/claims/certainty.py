"""How sure, how real: certainty, polarity and status of a word that tells of something, read from the tree around it.

`judge` looks at auxiliaries, negation, modifiers, conditions and the words that govern the clause, up to the root of the sentence.
This module knows nothing of kinds of events or of who makes a claim; the words are in certainty.yaml.
The scale follows FactBank (Sauri and Pustejovsky 2009): certain, probable, possible; reported, claimed, alleged, confirmed and denied say
how the text hands the statement on.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

import yaml

from presswatch.errors import ConfigError
from presswatch.model.language import CERTAINTIES, POLARITIES, STATUSES
from presswatch.tag.claims.candidate import FINITE
from presswatch.tag.nodes import Node, Run

_FILE = Path(__file__).with_name("certainty.yaml")
_CERTAINTY_ORDER = ("certain", "confirmed", "reported", "claimed", "unknown", "denied", "alleged", "probable", "possible")
_GRADE_ORDER = ("certain", "probable", "possible")
_STATUS_ORDER = ("actual", "future", "ordered", "hypothetical")
_OBJECTS = frozenset({"obj", "nsubj:pass", "iobj", "dobj", "nsubjpass"})
_OWN_CONTENT = frozenset({"obj", "ccomp", "xcomp", "compound:prt"})  # a verb with content of its own doesn't attribute what stands before it
_AUXILIARY = frozenset({"aux", "aux:pass", "auxpass"})
_ABILITY = frozenset({"can", "ca", "could"})
_WANTING = frozenset({"order", "wish"})
_WORD_MAPS = ("modals", "modifiers", "thing_prepositions", "nouns")
_WORD_SETS = ("negators", "negative_subjects", "conditions", "occurring", "measures", "raising", "spoken", "thing_links", "seeming")
_DEEPEST = 6  # governing words looked at; deeper embedding is rarer than a wrong tree


class Judgement(NamedTuple):
    """What the words around say of a statement: values of CERTAINTIES, POLARITIES and STATUSES in `model.language`."""

    certainty: str
    polarity: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of certainty.yaml, ready to look up: word -> name of effect, name of effect -> what it changes."""

    effects: dict[str, dict[str, str]]
    maps: dict[str, dict[str, str]]
    sets: dict[str, frozenset[str]]
    grades: dict[str, str]
    examples: tuple[tuple[str, str, str, str], ...]


class _State:
    """What has been found so far on the way up the tree."""

    def __init__(self) -> None:
        self.certainty, self.grade, self.status, self.negated = 0, 0, 0, False

    def apply(self, effect: dict[str, str], *, polarity: bool = True) -> None:
        """Let an effect act: the weaker certainty and the less real status win, negation turns the polarity over."""
        self.certainty = max(self.certainty, _CERTAINTY_ORDER.index(effect.get("certainty", "certain")))
        self.grade = max(self.grade, _GRADE_ORDER.index(effect["grade"]))
        self.status = max(self.status, _STATUS_ORDER.index(effect.get("status", "actual")))
        if polarity and effect.get("polarity") == "negated":
            self.negated = not self.negated


@cache
def load_words(path: Path = _FILE) -> Words:
    """Read and check certainty.yaml. Raises ConfigError that names the field."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    effects: dict[str, dict[str, str]] = data["effects"]
    allowed = {"certainty": CERTAINTIES, "polarity": POLARITIES, "status": STATUSES, "grade": _GRADE_ORDER}
    for name, effect in effects.items():
        for key, value in effect.items():
            if value not in allowed.get(key, ()):
                raise ConfigError(f"{path}: effects.{name}.{key}: {value!r} is no such value")
    grades = {name: level for level, names in data["grades"].items() for name in names.split()}
    if set(grades) != set(CERTAINTIES):
        raise ConfigError(f"{path}: grades: each certainty needs exactly one grade")
    for effect in effects.values():
        effect.setdefault("grade", grades[effect.get("certainty", "certain")])
    maps: dict[str, dict[str, str]] = {"clause": {}, "infinitive": {}, "thing": {}}
    for part in _WORD_MAPS:
        maps[part] = {word: effect for effect, text in data[part].items() for word in text.split()}
    for governor in data["governors"]:
        for relation in ("clause", "infinitive", "thing"):
            for word in governor.get(relation, "").split():
                maps[relation].setdefault(word, governor["effect"])
    for part, words in maps.items():
        unknown = sorted(set(words.values()) - set(effects))
        if unknown:
            raise ConfigError(f"{path}: {part}: no effect named {unknown[0]}")
    return Words(
        effects=effects,
        maps=maps,
        sets={part: frozenset(data[part].split()) for part in _WORD_SETS},
        grades=grades,
        examples=tuple(tuple(row) for row in data["examples"]),
    )


def judge(target: Node | Run) -> Judgement:
    """Return certainty, polarity and status of the event that `target` tells of (a verb, a noun, or a run of words with such a head).

    Needs a parsed sentence; without one everything counts as certain, affirmed and actual.
    """
    return judge_and_grade(target.root if isinstance(target, Run) else target)[0]


def judge_and_grade(target: Node) -> tuple[Judgement, str]:
    """Return the judgement of an event and where it stands on the scale certain, probable, possible: what its source commits to."""
    words, state, token = load_words(), _State(), target
    if token.dep in {"cop", "aux", "aux:pass"}:
        token = token.head  # the tree hangs "would" and "not" of "would not be a setback" on the noun
    crossed = False  # a finite clause lies between: the governor's own modals and negation no longer reach down
    _judge_locally(token, words, state)
    for _ in range(_DEEPEST):
        governor, relation = token.head, token.dep.split(":")[0] if token.dep != "nsubj:pass" else "obj"
        if governor is token or _is_set_apart(token, governor):
            break
        lemma = governor.lemma
        marks = {child.lower for child in token.children if child.dep in {"mark", "case"}}
        if token.dep.startswith("nsubj"):
            _judge_by_predicate(governor, words, state, polarity=not crossed)
        if relation == "xcomp" or (relation in {"advcl", "ccomp"} and "to" in marks and lemma in words.maps["infinitive"]):
            _apply(words, state, "infinitive", lemma, polarity=not crossed)
            if governor.tag == "VBN" and words.maps["infinitive"].get(lemma) == "enable" and not any(c.lemma == "have" for c in governor.children):
                state.apply(words.effects["possible"])  # who is allowed to do it may do it
            if not crossed:
                _judge_locally(governor, words, state)
        elif relation in {"ccomp", "csubj"}:
            _apply(words, state, "clause", lemma, polarity=not crossed)
            if not crossed and _is_negated(governor, words):
                state.apply(words.effects["negated" if lemma in words.sets["raising"] else "open"])
            crossed = True
        elif relation == "acl" and governor.pos in {"NOUN", "PROPN"} and (marks & {"to", "that"}):
            _apply(words, state, "nouns", lemma, polarity=not crossed)
            if "to" in marks and governor.dep == "ROOT" and not any(t.tag in FINITE for t in governor.sentence):
                state.apply(words.effects["committed"])  # the future of headlines: "Automaker to cut jobs"
            crossed = crossed or "that" in marks
        elif relation == "advcl":
            if "to" in marks and not crossed:
                state.apply(words.effects["committed"])
            elif "of" in marks:
                _apply(words, state, "thing_prepositions", lemma, polarity=not crossed)  # "suspected of blowing up a plane"
            break
        elif relation == "conj":
            if not crossed and not _stands_alone(token):
                _judge_locally(governor, words, state, negation=any(c.lower in {"or", "nor"} for c in token.children if c.dep == "cc"))
        elif relation == "obj":
            spoken = token.lemma in words.sets["spoken"]
            if not any(c.dep == "xcomp" and c.pos in {"ADJ", "NOUN"} for c in governor.children):  # "called the veto shameful" calls for none
                _apply(words, state, "thing", lemma, polarity=not crossed and not spoken)
            if not crossed and not _is_definite(token):
                _judge_locally(governor, words, state, negation=not spoken and lemma not in words.maps["clause"])
        elif relation == "nsubj":
            if not crossed and (lemma in words.sets["occurring"] or not _is_definite(token)):
                _judge_locally(governor, words, state, negation=lemma in words.sets["occurring"])
        elif relation in {"obl", "nmod"}:
            effect = words.maps["thing_prepositions"].get(lemma)
            if effect and marks & words.sets["thing_links"]:
                state.apply(words.effects[effect], polarity=not crossed)
            elif lemma not in words.sets["measures"] or relation == "obl":
                break
        elif relation not in {"compound", "appos"}:
            break
        token = governor
    judgement = Judgement(_CERTAINTY_ORDER[state.certainty], "negated" if state.negated else "affirmed", _STATUS_ORDER[state.status])
    return judgement, _GRADE_ORDER[state.grade]


def judge_statement(token: Node) -> tuple[str, str]:
    """Return the certainty and polarity that a statement's own words give its main verb: "could follow" possible, "will follow" certain.

    What governs the statement doesn't count, nor do obligations and wishes, which say nothing of how sure it is.
    """
    words, state = load_words(), _State()
    _judge_locally(token, words, state, governed=False)
    if token.pos == "ADJ" or token.lower in words.maps["modifiers"] or token.lemma in words.sets["seeming"]:
        governs = "infinitive" if any(c.dep == "xcomp" for c in token.children) else "clause"
        _apply(words, state, governs, token.lemma, polarity=token.lower in words.maps["modifiers"])
    certainty = _CERTAINTY_ORDER[state.certainty]
    return certainty if _GRADE_ORDER[state.grade] == grade(certainty) else "certain", "negated" if state.negated else "affirmed"


def grade(certainty: str) -> str:
    """Return where a certainty stands on the scale certain, probable, possible."""
    return load_words().grades[certainty]


def _apply(words: Words, state: _State, part: str, lemma: str, *, polarity: bool) -> None:
    effect = words.maps[part].get(lemma)
    if effect:
        state.apply(words.effects[effect], polarity=polarity)


def _judge_locally(token: Node, words: Words, state: _State, *, negation: bool = True, governed: bool = True) -> None:
    """Let the token's own auxiliaries, negation, modifiers, conjunction and, if `governed`, "according to" and ", police said" act."""
    modifiers = words.maps["modifiers"]
    for child in token.children:
        relation, lower = child.dep, child.lower
        if relation in _AUXILIARY:
            effect = words.maps["modals"].get(lower)
            if effect == "may" and any(c.dep in _AUXILIARY and c.lower in {"have", "’ve", "'ve"} for c in token.children):
                effect = "possible"  # "may have attacked" is about the past, "may attack" is not
            elif effect == "would":
                effect = "condition" if _is_conditional(token, words) else "will" if _is_past_future(token, words) else effect
            elif effect == "duty" and token.dep == "ccomp" and words.maps["clause"].get(token.head.lemma) in _WANTING:
                effect = "order"  # "recommended that it should close" says nothing of how likely that is
            elif lower in _ABILITY and _is_negated(token, words):
                effect = "unable"  # who cannot or could not do it did not
            if effect:
                state.apply(words.effects[effect])
        elif relation in {"advmod", "amod", "compound"} or relation.startswith("advmod"):
            effect = modifiers.get(lower)
            if effect == "possible" and relation == "amod" and token.lemma in words.sets["spoken"]:
                continue  # a proposed plan is a plan
            if effect and not (effect == "negated" and relation == "advmod"):
                state.apply(words.effects[effect], polarity=negation)
        elif relation == "mark" and lower in words.sets["conditions"]:
            state.apply(words.effects["condition"])
        elif not governed:
            continue
        elif relation == "obl" and any(c.lower in {"according", "per"} for c in child.children):
            state.apply(words.effects["reported"])
        elif relation == "parataxis" and words.maps["clause"].get(child.lemma) and not any(c.dep in _OWN_CONTENT for c in child.children):
            _apply(words, state, "clause", child.lemma, polarity=False)
    if negation and _is_negated(token, words):
        state.apply(words.effects["negated"])


def _judge_by_predicate(governor: Node, words: Words, state: _State, *, polarity: bool) -> None:
    """Let what is said of a subject's chances act on it: "an attack is likely", "a deal seems unlikely"."""
    for said in (governor, *(c for c in governor.children if c.dep == "xcomp")):
        if said.pos == "ADJ" and not any(c.dep in _OWN_CONTENT for c in said.children):
            _apply(words, state, "modifiers", said.lower, polarity=polarity)


def _is_negated(token: Node, words: Words) -> bool:
    negators, subjects = words.sets["negators"], words.sets["negative_subjects"]
    for child in token.children:
        if child.lower == "longer" and any(c.lower == "no" for c in child.children):
            return True
        if child.lower in negators and child.dep in {"advmod", "neg", "det", "cc:preconj", "mark", "case", "aux"}:
            return True
        if child.dep in _OBJECTS or child.dep == "nsubj":
            if child.lower in subjects:
                return True
            if token.pos in {"VERB", "AUX"} and any(c.lower == "no" and c.dep == "det" for c in child.children):
                return True
    return False


def _is_conditional(token: Node, words: Words) -> bool:
    clauses = [child for child in token.children if child.dep == "advcl"]
    return any(c.dep == "mark" and c.lower in words.sets["conditions"] for child in clauses for c in child.children)


def _is_past_future(token: Node, words: Words) -> bool:
    """Tell whether "would" is "will" handed on in the past, as in: said it would cut jobs."""
    past = any(c.dep == "cop" and c.tag == "VBD" for c in token.children) and any(c.dep == "nsubj:outer" for c in token.children)  # "the deal was that"
    while token.dep == "conj" and token.head is not token:
        token = token.head
        past = past or _is_past(token)  # "the team was merged and would stop its work"
    governors = [token.head] if token.dep in {"ccomp", "acl"} else [c for c in token.children if c.dep in {"parataxis", "ccomp"}]
    if past or any("Tense=Past" in governor.morph and governor.lemma in words.maps["clause"] for governor in governors):
        return True
    before = token.sentence[: token.i - token.sentence[0].i]  # "announced in a memo that he would": the tree hung the clause elsewhere
    if any(t.lower in words.sets["conditions"] for t in token.sentence):
        return False
    return any(t.tag == "VBD" and t.lemma in words.maps["clause"] for t in before)


def _is_past(verb: Node) -> bool:
    return verb.tag == "VBD" or any(c.dep in _AUXILIARY and c.tag == "VBD" for c in verb.children)


def _is_set_apart(token: Node, governor: Node) -> bool:
    """Tell whether a semicolon stands between two words: "Warsaw asked for reparations; Berlin refused" asks for no refusal."""
    first = token.sentence[0].i
    return any(t.text == ";" for t in token.sentence[min(token.i, governor.i) - first : max(token.i, governor.i) - first])


def _is_definite(token: Node) -> bool:
    return any(c.dep == "nmod:poss" or (c.dep == "det" and c.lower in {"the", "this", "that", "these", "those"}) for c in token.children)


def _stands_alone(token: Node) -> bool:
    """Tell whether a conjunct has auxiliaries or a subject of its own, or a tense that the first lacks: "is apparently safe and landed"."""
    if token.tag in {"VBD", "VBZ"} and token.tag != token.head.tag:
        return True
    return any(child.dep in _AUXILIARY or child.dep.startswith("nsubj") for child in token.children)
