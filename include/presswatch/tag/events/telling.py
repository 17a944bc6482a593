"""How an act is told: how sure, affirmed or denied, done or only ordered, feared and imagined.

`claims.certainty` reads this off the tree around a word for statements of all kinds; this module adds what is particular to acts.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from presswatch.model.language import Claim
from presswatch.tag.claims.certainty import Judgement, judge
from presswatch.tag.events.coded import Coded
from presswatch.tag.events.view import SUBJECTS, SentenceView

ORDERS = frozenset({"order", "command", "decree", "instruct", "direct"})
_CARRIED = frozenset({"alleged", "denied", "confirmed", "claimed", "reported", "probable", "possible"})
_TAKEN_BACK = re.compile(
    r"(?i)\W*(?:(?:he|she|it|they|that|this) (?:ha(?:s|ve|d)|did|was|were)(?: not|n['’]t)|(?:that|this|it) (?:was|is|proved)(?: (?:false|wrong|untrue|incorrect)| not (?:true|so|correct|the case)))\W*"
)
_AWAITING = frozenset({"until", "till", "unless", "once", "before"})
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
    if polarity == "affirmed" and is_denied(view, head):
        certainty, polarity = "denied", "negated"
    if polarity == "affirmed" and is_pending(view, head):
        polarity = "negated"
    if claim is not None and certainty in ("certain", "reported") and claim.certainty in _CARRIED:
        certainty = claim.certainty
    if item.alleged and certainty in _SURE:
        certainty = "alleged"
    if certainty in _SURE and claims_responsibility(view, item.match.first, item.match.last):
        certainty = "claimed"
    return Judgement(certainty, polarity, status)


def lies_ahead(view: SentenceView, item: Coded, start: dt.datetime | None, published_at: dt.datetime | None) -> bool:
    """Tell whether a time puts an act told in the present tense, or by a noun, after the day of the article: "meets her on Thursday"."""
    if start is None or published_at is None or start.date() <= published_at.date() or not view.parsed:
        return False
    return view.tag[item.match.head] in ("VBZ", "VBP", "VBG", "NN", "NNS")


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


def is_taken_back(following: str) -> bool:
    """Tell whether the words after a sentence say of its last act that it isn't so: "He has not.", "That was wrong."."""
    return _TAKEN_BACK.fullmatch(following) is not None


def is_pending(view: SentenceView, head: int) -> bool:
    """Tell whether an act is still to come although one might expect it: "has yet to withdraw"."""
    return head > 1 and view.low[head - 1] == "to" and view.low[head - 2] == "yet"


def claims_responsibility(view: SentenceView, first: int, last: int) -> bool:
    """Tell whether the trigger at `first` says only that someone says to have done it."""
    if not view.low[first].startswith("claim"):
        return False
    return "responsibility" in view.low[first : max(last + 1, min(view.n, first + 4))]
