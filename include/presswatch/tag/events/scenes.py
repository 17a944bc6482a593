"""Scenes: what a name before the noun of an act says of it, which isn't always who did it.

"The Paris attacks" were in Paris, "the editor's arrest" was suffered by the editor, and a rally of a candidate protests against nobody. Which slots hold doers is `roles`' business.
"""

from __future__ import annotations

from presswatch.tag.events.coded import Coded
from presswatch.tag.events.frame import Frame
from presswatch.tag.events.lexicon import load_lexicon
from presswatch.tag.events.view import SentenceView

BORDERS = frozenset({"border", "borders", "frontier", "frontiers"})


def is_scene(view: SentenceView, h: int) -> bool:
    """Tell whether a name before the noun of an attack says where it was: "the Paris attacks", but not "a Moscow attack on Kyiv"."""
    mention = view.mention[h]
    if mention is None or mention.kind not in ("city", "region", "place") or mention.sense == "demonym":
        return False
    return not any(view.case_of(c) in ("on", "against") for c in view.children[view.head[h]])


def is_attack_somewhere(view: SentenceView, h: int) -> bool:
    """Tell whether a doer is an attack told by its scene alone: "the Paris attacks killed 130"."""
    classes = load_lexicon().classes
    if view.low[h] not in classes["ASSAULTS"].words | classes["BLASTS"].words:
        return False
    named = [c for c in view.children[h] if view.mention[c] is not None]
    return bool(named) and all(is_scene(view, c) for c in named)


def is_one_persons_rally(view: SentenceView, item: Coded) -> bool:
    """Tell whether a rally belongs to a person who is named: candidates hold those, and protest against nobody."""
    frame = item.match.frame
    owners = [*frame.get("poss"), *frame.get("mod")]
    if item.type != "PROTEST" or not frame.is_noun or frame.get("against"):
        return False
    mentions = [view.mention[h] for h in owners]
    return any(m is not None and m.kind == "person" for m in mentions)


def is_suffered(view: SentenceView, frame: Frame) -> bool:
    """Tell whether who owns the noun of an act suffers it: "the editor's arrest", but not "Israel's arrest of an editor"."""
    if not frame.is_noun or not frame.get("poss") or frame.get("of") or view.low[frame.head] not in load_lexicon().classes["SUFFERED"].words:
        return False
    return not any(view.is_country(h) for h in frame.get("poss"))
