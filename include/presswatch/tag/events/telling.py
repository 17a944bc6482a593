"""How an act is told: how sure, affirmed or denied, done or only ordered, feared and imagined.

`claims.certainty` reads this off the tree around a word for statements of all kinds; this module adds what is particular to acts.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from presswatch.model.language import Claim
from presswatch.tag.claims.certainty import Judgement, judge
from presswatch.tag.events.coded import MAY, WILL, Coded, is_negated
from presswatch.tag.events.lexicon import load_lexicon
from presswatch.tag.events.pronouns import is_pronoun
from presswatch.tag.events.view import SUBJECTS, SentenceView

ORDERS = frozenset({"order", "command", "decree", "instruct", "direct"})
_CARRIED = frozenset({"alleged", "denied", "confirmed", "claimed", "reported", "probable", "possible"})
_TAKEN_BACK = re.compile(
    r"(?i)\W*(?:(?:he|she|it|they|that|this) (?:ha(?:s|ve|d)|did|was|were)(?: not|n['’]t)|(?:that|this|it) (?:was|is|proved)(?: (?:false|wrong|untrue|incorrect)| not (?:true|so|correct|the case)))\W*"
)
VERBAL_ACTS = frozenset({"ACCUSE", "REQUEST", "REJECT", "SUPPORT", "PROTEST", "THREATEN"})
_AWAITING = frozenset({"until", "till", "unless", "once", "before"})
_FAR = 9
"""Words before a verb among which the word that opens its clause is looked for."""
_TOLL = frozenset({"life", "lives", "victim", "victims"})
_SURE = ("certain", "reported", "confirmed")


def judge_act(view: SentenceView, item: Coded, claim: Claim | None) -> Judgement:
    """Return certainty, polarity and status of a coded act; `claim` is the statement that carries it, if one does."""
    if not view.parsed:
        return Judgement("unknown", "affirmed", "actual")
    head = item.match.head
    certainty, polarity, status = judge(view.token(head))
    if "will not" in item.how:
        polarity, status = "affirmed", "actual"
    elif "must" in item.how:
        certainty, polarity, status = "certain", "affirmed", "actual"
    elif "future" in item.how and status in ("actual", "hypothetical"):
        status = "future"
    elif "ordered" in item.how or (view.lemma[head] in ORDERS and item.type != "REQUEST"):
        status = "ordered"
    if status == "actual" and (is_counterfactual(view, head) or is_awaited(view, head)):
        certainty, status = "unknown", "hypothetical"
    if status == "actual" and "must" not in item.how and is_conditioned(view, head):
        certainty, status = "possible", "hypothetical"
    if status == "actual" and item.type != "REQUEST" and (is_proposed(view, head) or is_asked(view, head)):
        certainty, status = "possible", "hypothetical"
    if status == "future" and not item.how and ((item.type in VERBAL_ACTS and is_done_by_telling(view, head)) or is_reached(view, head)):
        status = "actual"
    elif status in ("actual", "future") and not item.how and is_wished(view, head):
        certainty, status = "possible", "hypothetical"
    if polarity == "affirmed" and is_avoided(view, head):
        certainty, polarity = "certain", "negated"
    if polarity == "affirmed" and is_denied(view, head):
        certainty, polarity = "denied", "negated"
    if polarity == "affirmed" and is_pending(view, head):
        polarity = "negated"
    if claim is not None and certainty in ("certain", "reported") and claim.certainty in _CARRIED:
        certainty = claim.certainty
    if item.alleged and certainty in _SURE:
        certainty = "alleged"
    if certainty in _SURE and claims_deed(view, item.match.first, item.match.last):
        certainty = "claimed"
    return Judgement(certainty, polarity, status)


def lies_ahead(view: SentenceView, item: Coded, start: dt.datetime | None, published_at: dt.datetime | None) -> bool:
    """Tell whether a time puts an act told in the present tense, or by a noun, after the day of the article: "meets her on Thursday"."""
    if start is None or published_at is None or start.date() <= published_at.date() or not view.parsed:
        return False
    return view.tag[item.match.head] in ("VBZ", "VBP", "VBG", "NN", "NNS")


def is_proposed(view: SentenceView, head: int) -> bool:
    """Tell whether an act is the gerund of what someone proposes, bans or may aim at: "suggested applying", "could be aimed at blocking"."""
    k = head
    while view.dep[k] == "conj" and view.head[k] != k:
        k = view.head[k]
    governor = view.head[k]
    if view.tag[k] != "VBG" or governor == k or any(view.dep[c] in ("aux", "nsubj") for c in view.children[k]):
        return False
    if view.dep[k] in ("xcomp", "ccomp", "parataxis", "obj") and view.lemma[governor] in load_words_of("PROPOSING"):
        return True
    marks = {view.low[c] for c in view.children[k] if view.dep[c] in ("mark", "case")}
    if view.dep[k] not in ("advcl", "xcomp", "obl", "acl", "ccomp"):
        return False
    if marks & {"about", "of"} and view.lemma[governor] in load_words_of("MUSING"):
        return True
    if "for" in marks and view.low[governor] in load_words_of("NEEDS"):
        return True  # "an opportunity for improving ties"
    if "from" in marks and view.lemma[governor] in load_words_of("BARRING"):
        return True
    return bool(marks & {"at", "to", "of"}) and any(view.dep[c] == "aux" and view.low[c] in MAY | WILL for c in view.children[governor])


def is_conditioned(view: SentenceView, head: int) -> bool:
    """Tell from the order of words whether a clause is a condition whose tree is broken: "if NATO deployed missiles", read as "NATO's deployed missiles"."""
    for k in range(head - 1, max(-1, head - _FAR), -1):
        low = view.low[k]
        if low in ("if", "unless") or (k == 0 and low == "should" and view.low[-1] != "?"):
            return True
        if low in (",", ";", ":", "that", "who", "which", "when", "because", "after", "as", "but") or (view.tag[k] in ("VBD", "VBZ", "VBP", "MD") and view.head[k] != head):
            return False
    return False


def is_asked(view: SentenceView, head: int) -> bool:
    """Tell whether a clause asks: "Did the paper attack the mayor?", "asked if he would support the bill"."""
    k, steps = head, 0
    while steps < 4 and view.dep[k] in ("ccomp", "advcl", "acl", "conj", "xcomp") and view.head[k] != k:
        if view.dep[k] in ("ccomp", "advcl", "acl") and any(view.dep[c] == "mark" and view.low[c] in ("if", "whether") for c in view.children[k]):
            return view.lemma[view.head[k]] in load_words_of("ASKING")
        k, steps = view.head[k], steps + 1
    if view.low[view.n - 1] != "?" and "?" not in view.low[-3:]:
        return False
    subject = next((c for c in view.children[head] if view.dep[c] in SUBJECTS or view.dep[c] == "nsubj:pass"), None)
    first = next((c for c in view.children[head] if view.dep[c] in ("aux", "aux:pass")), None)
    return subject is not None and first is not None and first < subject and view.dep[head] in ("ROOT", "conj", "parataxis", "ccomp")


def is_done_by_telling(view: SentenceView, head: int) -> bool:
    """Tell whether a purpose is reached with the act that serves it: "took to the radio to denounce", "met rabbis to ask for help"."""
    governor = view.head[head]
    if view.dep[head] not in ("advcl", "xcomp") or governor == head or view.lemma[governor] not in load_words_of("ADDRESSING"):
        return False
    auxiliaries = {view.low[c] for c in view.children[governor] if view.dep[c] in ("aux", "aux:pass")}
    return (view.tag[governor] in ("VBD", "VBN") or bool(auxiliaries & {"has", "have", "had", "'ve"})) and not auxiliaries & (MAY | WILL) and not is_negated(view, governor)


def is_reached(view: SentenceView, head: int) -> bool:
    """Tell whether an infinitive tells of what was done: "went on to fault", "had the courage to demand", "was the first to claim"."""
    governor = view.head[head]
    if governor == head or not any(view.low[c] == "to" and c < head for c in view.children[head]):
        return False
    if view.lemma[governor] == "go" and "on" in view.low[governor:head]:
        return view.tag[governor] in ("VBD", "VBZ", "VBP")
    if view.low[governor] in ("first", "last", "latest", "only"):
        return any(view.tag[k] == "VBD" for k in range(governor))
    daring = load_words_of("DARING")
    if view.low[governor] in daring or any(view.dep[c] == "obj" and view.low[c] in daring for c in view.children[governor]):
        above = view.head[governor] if view.low[governor] in daring else governor
        return view.lemma[above] == "have" and view.tag[above] in ("VBD", "VBZ", "VBP")
    return False


def is_wished(view: SentenceView, head: int) -> bool:
    """Tell whether an infinitive tells of what one shrinks from or what is only needed: "is afraid to go", "the need to improve relations"."""
    k = head
    while view.dep[k] == "conj" and view.head[k] != k:
        k = view.head[k]
    governor = view.head[k]
    if governor == k or not any(view.low[c] == "to" and c < k for c in view.children[k]):
        return False
    if view.dep[k] in ("xcomp", "advcl", "ccomp", "csubj") and view.low[governor] in load_words_of("SHRINKING"):
        return True
    return view.dep[k] == "acl" and view.low[governor] in load_words_of("NEEDS")


def is_avoided(view: SentenceView, head: int) -> bool:
    """Tell whether an act wasn't done, or something else in its place: "avoided criticising", "rather than arresting them"."""
    if view.tag[head] == "VBG" and view.head[head] != head and view.lemma[view.head[head]] in load_words_of("AVOIDING") and view.dep[head] in ("xcomp", "ccomp", "advcl", "obj"):
        return True
    before = view.low[max(0, head - 2) : head]
    return (before[-1:] == ["than"] and before[-2:-1] == ["rather"]) or before == ["instead", "of"]


def load_words_of(name: str) -> frozenset[str]:
    """Return the words of a class of the lexicon."""
    return load_lexicon().classes[name].words


def find_claim(claims: Sequence[Claim], position: int) -> Claim | None:
    """Return the innermost claim whose content holds a position."""
    around = [c for c in claims if any(part.start <= position < part.end for part in c.parts)]
    return min(around, key=lambda c: c.content_end - c.content_start) if around else None


def is_counterfactual(view: SentenceView, head: int) -> bool:
    """Tell whether a clause says what didn't happen: "had Chad attacked", "would have attacked"."""
    had = next((c for c in view.children[head] if view.dep[c] == "aux" and view.low[c] == "had"), None)
    subject = next((c for c in view.children[head] if view.dep[c] in SUBJECTS or view.dep[c] == "nsubj:pass"), None)
    if had is not None and subject is not None and had < subject and view.dep[head] in ("advcl", "ROOT", "ccomp"):
        return view.form[had][:1].isupper() or view.dep[head] == "advcl"
    governor = view.head[head]
    if view.dep[head] == "xcomp" and governor == 0 and view.form[0] == "Had":  # "Had Chad attacked, ...", read as "had" governing
        return True
    return head > 1 and view.low[head - 1] == "have" and view.low[head - 2] in ("would", "could", "'d")


def is_awaited(view: SentenceView, head: int) -> bool:
    """Tell whether a clause names in the present what something waits for: "until all hostages are freed", "unless rebels attack"."""
    clause = head
    while view.dep[clause] == "conj" and view.head[clause] != clause:
        clause = view.head[clause]
    if view.dep[clause] != "advcl" or not any(view.dep[c] == "mark" and view.low[c] in _AWAITING for c in view.children[clause]):
        return False
    finite = next((c for c in view.children[head] if view.dep[c] in ("aux", "aux:pass")), head)
    return view.tag[finite] in ("VBP", "VBZ")


def is_denied(view: SentenceView, head: int) -> bool:
    """Tell whether an act is the gerund of a denial that the tree hangs on it as an aside: "denied on Monday carrying out a raid"."""
    return view.dep[head] == "advcl" and view.tag[head] == "VBG" and view.lemma[view.head[head]] == "deny" and not any(view.dep[c] == "mark" for c in view.children[head])


def is_tirade(view: SentenceView, item: Coded) -> bool:
    """Tell whether an attack is one of words: politicians attack each other, and call each other something by it."""
    frame = item.match.frame
    if not view.parsed or item.match.entry.entry_id != "assault.attack" or frame.get("with"):
        return False
    objects = frame.get("obj")
    if not objects:
        return False
    if any(view.low[h] in load_words_of("TAUNTS") for h in frame.get("as")):
        return True
    words = load_words_of("POLITICIANS")
    return all(_names_politician(view, h, words) for h in objects) and all(_names_politician(view, h, words) or is_pronoun(view, h) for h in frame.get("subj"))


def _names_politician(view: SentenceView, h: int, words: frozenset[str]) -> bool:
    mention = view.mention[h]
    if mention is not None:
        return mention.kind in ("person", "party", "office")
    return view.low[h] in words


def is_taken_back(following: str) -> bool:
    """Tell whether the words after a sentence say of its last act that it isn't so: "He has not.", "That was wrong."."""
    return _TAKEN_BACK.fullmatch(following) is not None


def is_pending(view: SentenceView, head: int) -> bool:
    """Tell whether an act is still to come although one might expect it: "has yet to withdraw"."""
    return head > 1 and view.low[head - 1] == "to" and view.low[head - 2] == "yet"


def claims_deed(view: SentenceView, first: int, last: int) -> bool:
    """Tell whether the trigger at `first` says only that someone says to have done it: "claimed responsibility", "claims a drone attack"."""
    if not view.low[first].startswith("claim"):
        return False
    return not _TOLL & set(view.low[first : max(last + 1, min(view.n, first + 5))])  # "claimed nine lives"
