"""Finds the events of an article: the pure core behind the spaCy component `presswatch_events`."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from spacy.tokens import Doc

from presswatch.ids import stable_id
from presswatch.model.handover import Document
from presswatch.model.language import Event, EventActor, Mention
from presswatch.tag.events.actors import ActorResolver
from presswatch.tag.events.coded import Coded
from presswatch.tag.events.context import find_contexts
from presswatch.tag.events.counts import find_counts
from presswatch.tag.events.domain import find_domains
from presswatch.tag.events.dossier import Dossier
from presswatch.tag.events.gate import is_political
from presswatch.tag.events.homes import HomeFinder, find_focus
from presswatch.tag.events.inflection import inflect_noun
from presswatch.tag.events.lexicon import Lexicon, load_lexicon
from presswatch.tag.events.matching import Match, Matcher
from presswatch.tag.events.modality import code_matches
from presswatch.tag.events.modes import find_assault_mode, find_trigger_mode
from presswatch.tag.events.roles import RoleFinder
from presswatch.tag.events.scenes import is_one_persons_rally
from presswatch.tag.events.telling import find_claim, is_taken_back, is_tirade, judge_act, lies_ahead
from presswatch.tag.events.timing import find_time
from presswatch.tag.events.triggers import can_hold_event
from presswatch.tag.events.view import SentenceView
from presswatch.tag.extensions import text_of
from presswatch.tag.knowledge.agents import load_agents
from presswatch.tag.knowledge.base import KnowledgeBase
from presswatch.tag.nodes import read_text
from presswatch.tag.ontology import load_ontology

MIN_CONFIDENCE = 0.25
LONGEST_UNPARSED = 80  # words; what is longer and not worth parsing is a list of links or headings
_PERSONAL = frozenset({"THREATEN", "CONSULT", "SUPPORT", "AGREE"})
ARMED_SECTORS = frozenset({"MIL", "REB", "UAF", "PRM", "COP", "SPY", "ISM"})


@cache
def load_actor_words() -> frozenset[str]:
    """Return the forms of all words for people and bodies of people."""
    classes = load_lexicon().classes
    stop = classes["NO_ACTORS"].words
    agents = {form for phrase in load_agents() if " " not in phrase and phrase not in stop for form in inflect_noun(phrase)}
    return classes["PEOPLE"].words | classes["INSTITUTION"].words | classes["CIVIL_BODIES"].words | agents


def find_events(doc: Doc, document: Document, kb: KnowledgeBase) -> tuple[Event, ...]:
    """Return the events in `doc`, a spaCy Doc of `document.text`, in text order.

    Reads the layers that came before (`mentions`, `times`, `claims`); where one is missing, what it would tell stays null.
    """
    lexicon = load_lexicon()
    mentions: Sequence[Mention] = sorted(doc._.mentions, key=lambda m: m.start_char)
    starts = [m.start_char for m in mentions]
    events: list[Event] = []
    focus = find_focus(mentions, kb, document.outlet_country)
    text = text_of(doc)
    dossier = Dossier(text, mentions, doc._.claims, kb, load_actor_words())

    def armed(mention: Mention | None, text: str) -> bool:
        entity = kb.entities.get(mention.entity_id) if mention is not None and mention.entity_id else None
        return (entity.sector if entity else kb.agent_sector(text)) in ARMED_SECTORS

    for sentence in read_text(doc).sentences:
        if events and events[-1].sentence_end <= sentence.start_char and is_taken_back(text[events[-1].sentence_end : sentence.end_char]):
            events[-1] = replace(events[-1], polarity="negated", certainty="denied")  # "It said that he had resigned. He has not."
        if not can_hold_event(text[sentence.start_char : sentence.end_char]) or (not sentence.parsed and len(sentence) > LONGEST_UNPARSED):
            continue
        lo = bisect_left(starts, sentence.start_char)
        hi = bisect_left(starts, sentence.end_char)
        view = SentenceView(sentence, mentions[lo:hi], load_actor_words(), armed, lexicon.classes["TEXTS"].words)
        events.extend(_read_sentence(view, lexicon, document, kb, doc, focus, dossier))
    return tuple(events)


def _read_sentence(view: SentenceView, lexicon: Lexicon, document: Document, kb: KnowledgeBase, doc: Doc, focus: str | None, dossier: Dossier) -> list[Event]:
    places = len({m.entity_id for m in view.mention if m is not None and m.kind == "country"})
    domains, politics = find_domains(view.low, bonus=min(places, 2) * 0.5)
    matcher = Matcher(view, lexicon, domains)
    coded = code_matches(matcher, matcher.find())
    if not coded:
        return []
    resolver = ActorResolver(view, kb, dossier)
    roles = RoleFinder(view, resolver, coded)
    homes = HomeFinder(view, resolver, lexicon, focus)
    found = []
    for item in coded:
        event, sides = _make_event(matcher, item, roles, homes, document, doc)
        if event is not None and is_political(event.type, sides, kb, politics, doc._.field, event.mode if "return" not in item.entry_id else None):
            found.append(event)
    found = _merge_doubles(found)
    for event in found:
        dossier.keep((*event.actors, *event.recipients))
    return found


def _make_event(matcher: Matcher, item: Coded, roles: RoleFinder, homes: HomeFinder, document: Document, doc: Doc) -> tuple[Event | None, Sequence[EventActor]]:
    """Return the event, None where the coder is too unsure, and its sides as far as the sentence tells their countries."""
    ontology, view = load_ontology(), matcher.view
    match = item.match
    actors = tuple(actor for actor in roles.find_actors(item) if not _is_mere_weapon(actor))
    anybody = load_lexicon().classes["ANYBODY"].words
    if actors and all(actor.text.lower().rsplit(" ", 1)[-1] in anybody for actor in actors):
        return None, actors  # advice and rules of life: "before you visit another country"
    if is_one_persons_rally(view, item):
        return None, actors
    recipients = tuple(_cut_trigger(view, side, match) for side in roles.find_recipients(item, actors))
    if item.type in _PERSONAL and recipients and all(actor.text.lower() in anybody for actor in recipients):
        return None, recipients  # "warned that someone could have died"
    places = roles.find_places(item)
    told = (*actors, *recipients)
    actors, recipients, home = homes.settle(item.type, actors, recipients, places, match.head)
    if home != "article":  # what an article is mostly about makes nobody's act political
        told = (*actors, *recipients)
    mode = item.mode
    if is_tirade(view, item):
        item.type, mode, item.cameo = "ACCUSE", "disapprove", None
        item.how.append("words")
    if item.type == "ASSAULT" and (mode is None or "mode_by" in match.entry.flags):
        mode = find_assault_mode(view, match) or mode
    elif mode is None and item.type == match.entry.type:
        mode = find_trigger_mode(view, item.type, match)
    first, last = match.first, match.last
    trigger_start, trigger_end = view.start[first], view.end[last]
    claim = find_claim(doc._.claims, trigger_start)
    certainty, polarity, status = judge_act(view, item, claim)
    confidence = _weigh(view, item, actors, recipients, polarity, status, matcher.domains)
    if confidence < MIN_CONFIDENCE:
        return None, told
    kind = ontology.types[item.type]
    when = find_time(view, doc._.times, match.head, _list_content(match))
    if status == "actual" and lies_ahead(view, item, when.start, document.published_at):
        status = "future"
    rule = ":".join([item.entry_id, *item.how]) + ("/noun" if match.frame.is_noun else "") + ("/passive" if match.frame.passive else "") + ("" if view.parsed else "/order") + (f"+{home}" if home else "")
    event = Event(
        event_id=stable_id("event", document.article_id, trigger_start, trigger_end, item.type),
        article_id=document.article_id,
        sentence_start=view.span.start_char, sentence_end=view.span.end_char,
        trigger_start=trigger_start, trigger_end=trigger_end, trigger=view.source[trigger_start:trigger_end],
        type=item.type, mode=mode, contexts=find_contexts(view.low, ontology.contexts),
        quad=kind.quad, score=ontology.score_event(item.type, mode), cameo_root=item.cameo[:2] if item.cameo else kind.cameo_root,
        actors=actors, recipients=recipients, places=places, counts=find_counts(matcher, item),
        time_start_at=when.start, time_end_at=when.end, time_granularity=when.granularity,
        status=status, polarity=polarity, claim_id=claim.claim_id if claim else None, certainty=certainty,
        confidence=round(confidence, 3), rule=rule,
    )
    return event, told


def _cut_trigger(view: SentenceView, side: EventActor, match: Match) -> EventActor:
    """Cut the last word of a trigger off the side that the tree gave it to: "shot [dead three people]"."""
    if match.last == match.first or side.start != view.start[match.last] or view.end[match.last] >= side.end:
        return side
    start = view.start[match.last + 1]
    return replace(side, start=start, text=side.text[start - side.start :])


def _list_content(match: Match) -> frozenset[int]:
    """Return the words of the clause that an act is about, none where it is told by a noun."""
    frame = match.frame
    if match.entry.content is None or not frame.content_heads:
        return frozenset()
    first = min(frame.content_heads)
    return frozenset(k for k in frame.content if k > first)


def _is_mere_weapon(actor: EventActor) -> bool:
    """Tell whether a subject is but the means: "missiles killed six", "explosions there killed six". "Pakistani shelling" tells whose."""
    if actor.country or actor.sector or actor.entity_id:
        return False
    classes = load_lexicon().classes
    return any(word in classes["ATTACKS"].words or word in classes["WEAPON"].words or word in classes["BLASTS"].words for word in actor.text.lower().split())


def _weigh(view: SentenceView, item: Coded, actors: Sequence[EventActor], recipients: Sequence[EventActor], polarity: str, status: str, domains: frozenset[str]) -> float:
    """Return how sure the coder is, from 0 to 1: how specific the entry, how complete the roles, how prominent the clause."""
    match = item.match
    value = 0.3 + 0.4 * min(1.0, match.score)
    value += 0.12 if actors else -0.08
    value += 0.08 if recipients else -0.02
    if any(a.country for a in (*actors, *recipients)):
        value += 0.08
    if view.parsed:
        value += 0.06 - 0.001 * match.head if match.frame.rescued else _weigh_clause(view, match.head)
    if match.frame.is_noun:
        value -= 0.08
    if item.alleged:
        value -= 0.2
    if polarity == "negated":
        value -= 0.25
    if status == "hypothetical" and not item.how:
        value -= 0.12
    if not any(a.country or a.sector for a in (*actors, *recipients)):
        value -= 0.12
        if not actors and not recipients:
            value -= 0.15
    value -= 0.1 * len(domains)
    return max(0.0, min(0.99, value))


def _weigh_clause(view: SentenceView, head: int) -> float:
    """Return a bonus for main clauses and reported main clauses, a malus for asides."""
    k, steps, malus = head, 0, 0.0
    while steps < 8:
        dep = view.dep[k]
        if dep == "conj":
            malus = 0.03
        if dep in ("acl:relcl", "acl", "advcl:relcl"):
            return -0.12
        if dep == "advcl":
            return -0.08
        if dep == "appos":
            return -0.1
        if view.head[k] == k:
            return 0.08 - malus - 0.001 * head
        k = view.head[k]
        steps += 1
    return 0.0


def _merge_doubles(events: list[Event]) -> list[Event]:
    """Keep one event where a sentence tells the same type of act by the same doers to the same recipients twice."""
    kept: dict[tuple[object, ...], Event] = {}
    for event in events:
        key = (event.type, tuple(a.start for a in event.actors), tuple(r.start for r in event.recipients), event.polarity)
        other = kept.get(key)
        if other is None or event.confidence > other.confidence:
            kept[key] = event
    return sorted(kept.values(), key=lambda e: (e.trigger_start, e.type))
