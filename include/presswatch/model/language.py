"""Records of reading: entities, mentions, times, claims, events. All offsets are half-open character ranges in `text`."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from presswatch.model.schema import Column, table

ENTITY_KINDS = (
    "person", "organisation", "place", "country", "city", "region", "armed_group", "office", "outlet", "party", "company", "facility",
    "event", "work", "product", "people", "other",
)
SENSES = ("literal", "metonym", "demonym", "role", "pronoun")
CUE_KINDS = ("say", "claim", "deny", "warn", "ask", "order", "promise", "threaten", "accuse", "praise", "confirm", "report", "believe", "know", "plan", "other")
SOURCE_KINDS = ("named", "role", "anonymous", "collective", "outlet", "document", "unknown")
CERTAINTIES = ("certain", "reported", "confirmed", "claimed", "alleged", "probable", "possible", "denied", "unknown")
POLARITIES = ("affirmed", "negated")
STATUSES = ("actual", "future", "hypothetical", "ordered")
EVENT_TYPES = (
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE", "REJECT", "THREATEN", "PROTEST",
    "SANCTION", "MOBILIZE", "COERCE", "ASSAULT",
)
COUNTED = ("killed", "wounded", "missing", "detained", "abducted", "released", "expelled", "displaced", "evacuated", "protesters", "troops")
COUNT_BOUNDS = ("exact", "about", "at_least", "at_most", "unknown")
GRANULARITIES = ("second", "minute", "hour", "part_of_day", "day", "weekend", "week", "month", "season", "quarter", "half_year", "year", "decade", "century")


@table(name="entities", key=("entity_id",), partitioned=False)
@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A thing in the knowledge base."""

    entity_id: Annotated[str, Column("Stable name: country:DEU, place:2950159, org:nato, person:...", unique=True)]
    name: Annotated[str, Column("Preferred English name.")]
    kind: Annotated[str, Column("Kind of thing.", values=ENTITY_KINDS)]
    country: Annotated[str | None, Column("ISO 3166-1 alpha-3, or IGO, NGO, MNC, ...")] = None
    sector: Annotated[str | None, Column("PLOVER sector: GOV, MIL, JUD, ...")] = None
    aliases: Annotated[tuple[str, ...], Column("Other names, in any language.")] = ()
    wikidata_id: Annotated[str | None, Column("Wikidata item, where sure.", pattern="Q[0-9]+")] = None
    geonames_id: Annotated[str | None, Column("GeoNames number.")] = None
    lat: Annotated[float | None, Column("Latitude in degrees.", minimum=-90, maximum=90)] = None
    lon: Annotated[float | None, Column("Longitude in degrees.", minimum=-180, maximum=180)] = None
    source: Annotated[str | None, Column("Where the facts come from.")] = None


@table(name="mentions", key=("article_id", "start_char", "end_char", "kind"))
@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A span that names an entity."""

    article_id: Annotated[str, Column("Article.")]
    start_char: Annotated[int, Column("First character.", minimum=0)]
    end_char: Annotated[int, Column("After the last character.", minimum=1)]
    text: Annotated[str, Column("The span's text.")]
    kind: Annotated[str, Column("Kind of thing.", values=ENTITY_KINDS)]
    entity_id: Annotated[str | None, Column("Entity; null where it isn't known which.")] = None
    sense: Annotated[str, Column("How the words stand for the entity.", values=SENSES)]
    confidence: Annotated[float, Column("From 0 to 1.", minimum=0, maximum=1)]
    source: Annotated[str, Column("Who found it.", values=("rule", "model"))]
    rule: Annotated[str | None, Column("Why: the entry or rule that matched.")] = None
    candidates: Annotated[tuple[str, ...], Column("Entities it might be, where entity_id is null.")] = ()


@table(name="times", key=("article_id", "start_char", "end_char"))
@dataclass(frozen=True, slots=True, kw_only=True)
class TimeExpression:
    """A time expression, with its TIMEX3 value and, where it can be resolved, its interval."""

    article_id: Annotated[str, Column("Article.")]
    start_char: Annotated[int, Column("First character.", minimum=0)]
    end_char: Annotated[int, Column("After the last character.", minimum=1)]
    text: Annotated[str, Column("The span's text.")]
    type: Annotated[str, Column("TIMEX3 type.", values=("DATE", "TIME", "DURATION", "SET"))]
    value: Annotated[str | None, Column("TIMEX3 value; null where it can't be resolved.")] = None
    time_start_at: Annotated[dt.datetime | None, Column("Start of the interval, inclusive.")] = None
    time_end_at: Annotated[dt.datetime | None, Column("End of the interval, exclusive.")] = None
    granularity: Annotated[str | None, Column("Unit of the expression.", values=GRANULARITIES)] = None
    anchor: Annotated[str | None, Column("What it was resolved against: published_at, dateline, narrative, none.")] = None
    rule: Annotated[str, Column("Rule that matched, or why it is unresolved.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimSource:
    """Who makes a claim. Offsets are null for a source that the text doesn't name."""

    text: str
    start: int | None = None
    end: int | None = None
    entity_id: str | None = None
    kind: str = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRelay:
    """A link of the chain by which a claim reached the article: 'X told outlet Y, agency Z reported'."""

    text: str
    start: int | None = None
    end: int | None = None
    entity_id: str | None = None
    kind: str = "outlet"
    cue: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimPart:
    """A run of a claim's content: a statement may be broken by its speaker or go on after other sentences."""

    start: int
    end: int


@table(name="claims", key=("claim_id",))
@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """An attributed statement."""

    claim_id: Annotated[str, Column("Stable id of article, content span and cue.", unique=True)]
    article_id: Annotated[str, Column("Article.")]
    start_char: Annotated[int, Column("First character of the whole attribution.", minimum=0)]
    end_char: Annotated[int, Column("After its last character.", minimum=1)]
    content_start: Annotated[int, Column("First character of what is claimed.", minimum=0)]
    content_end: Annotated[int, Column("After its last character.", minimum=1)]
    parts: Annotated[tuple[ClaimPart, ...], Column("Runs of the content, in text order, where who speaks stands between them.")] = ()
    cue: Annotated[str | None, Column("Word that attributes; null for a bare quotation.")] = None
    cue_start: Annotated[int | None, Column("First character of the cue.", minimum=0)] = None
    cue_end: Annotated[int | None, Column("After its last character.", minimum=1)] = None
    cue_kind: Annotated[str, Column("What kind of saying it is.", values=CUE_KINDS)]
    direct: Annotated[bool, Column("Whether the content, or its main part, stands in quotation marks.")]
    sources: Annotated[tuple[ClaimSource, ...], Column("Who says so. Kinds: named, role, anonymous, collective, outlet, document, unknown.")] = ()
    relays: Annotated[tuple[ClaimRelay, ...], Column("Who passed it on, the nearest to the source first.")] = ()
    addressees: Annotated[tuple[ClaimSource, ...], Column("To whom it was said, where the text says so; outlets that were told are relays.")] = ()
    certainty: Annotated[str, Column("How sure the article makes it.", values=CERTAINTIES)]
    polarity: Annotated[str, Column("Whether the content is affirmed or negated.", values=POLARITIES)]
    confidence: Annotated[float, Column("From 0 to 1.", minimum=0, maximum=1)] = 1.0
    rule: Annotated[str, Column("Pattern that found it.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class EventActor:
    """One of the doers or recipients of an event."""

    text: str
    start: int
    end: int
    entity_id: str | None = None
    country: str | None = None
    sector: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPlace:
    """Where an event happened, apart from the dateline."""

    text: str
    start: int
    end: int
    entity_id: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventCount:
    """A number that the sentence tells of an act: 12 killed, at least 30 wounded. `number` is null for "dozens" and the like."""

    what: str
    number: int | None = None
    bound: str = "exact"
    text: str
    start: int
    end: int


@table(name="events", key=("event_id",))
@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A PLOVER event as one sentence tells it: actors and recipients are lists, never a cross product."""

    event_id: Annotated[str, Column("Stable id of article, trigger span and type.", unique=True)]
    article_id: Annotated[str, Column("Article.")]
    sentence_start: Annotated[int, Column("First character of the sentence.", minimum=0)]
    sentence_end: Annotated[int, Column("After its last character.", minimum=1)]
    trigger_start: Annotated[int, Column("First character of the words that tell the event.", minimum=0)]
    trigger_end: Annotated[int, Column("After their last character.", minimum=1)]
    trigger: Annotated[str, Column("Those words.")]
    type: Annotated[str, Column("PLOVER 2.0 type.", values=EVENT_TYPES)]
    mode: Annotated[str | None, Column("PLOVER mode of the type.")] = None
    contexts: Annotated[tuple[str, ...], Column("PLOVER contexts.")] = ()
    quad: Annotated[int, Column("1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.", minimum=1, maximum=4)]
    score: Annotated[float, Column("PLOVER conflict-cooperation score.", minimum=-10, maximum=10)]
    cameo_root: Annotated[str | None, Column("CAMEO root code, two digits.", pattern="[0-9]{2}")] = None
    actors: Annotated[tuple[EventActor, ...], Column("Who did it.")] = ()
    recipients: Annotated[tuple[EventActor, ...], Column("To whom.")] = ()
    places: Annotated[tuple[EventPlace, ...], Column("Where, if the text says so.")] = ()
    counts: Annotated[tuple[EventCount, ...], Column(f"Victims and other numbers, if the sentence says so: {', '.join(COUNTED)}; bounds: {', '.join(COUNT_BOUNDS)}.")] = ()
    time_start_at: Annotated[dt.datetime | None, Column("Start of the interval in which it happened.")] = None
    time_end_at: Annotated[dt.datetime | None, Column("End of it, exclusive.")] = None
    time_granularity: Annotated[str | None, Column("Unit of the time expression.", values=GRANULARITIES)] = None
    status: Annotated[str, Column("Whether it happened, will, might, or was ordered.", values=STATUSES)]
    polarity: Annotated[str, Column("Whether the text affirms or denies it.", values=POLARITIES)]
    claim_id: Annotated[str | None, Column("The claim that carries it; null where the article says so itself.")] = None
    happening_id: Annotated[str | None, Column("Shared by all tellings of the same happening, within an article and across its story.")] = None
    certainty: Annotated[str, Column("How sure the article makes it.", values=CERTAINTIES)]
    confidence: Annotated[float, Column("From 0 to 1.", minimum=0, maximum=1)]
    rule: Annotated[str, Column("Lexicon entry and pattern that coded it.")]
