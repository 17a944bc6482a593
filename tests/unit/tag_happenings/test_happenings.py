"""Which tellings are one happening."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from presswatch.model.language import Event, EventActor
from presswatch.tag.happenings import name_happenings

DAY = dt.datetime(2024, 11, 18, tzinfo=dt.UTC)
COUNTER = itertools.count()


def party(text: str, entity: str | None = None, country: str | None = None) -> EventActor:
    return EventActor(text=text, start=0, end=len(text), entity_id=entity, country=country)


def tell(
    kind: str, actor: EventActor | None = None, recipient: EventActor | None = None, *, mode: str | None = None, polarity: str = "affirmed", day: dt.datetime | None = None
) -> Event:
    return Event(
        event_id=f"e{next(COUNTER)}", article_id="a", sentence_start=0, sentence_end=1, trigger_start=0, trigger_end=1, trigger="x", type=kind, mode=mode,
        quad=4, score=-9.0, actors=(actor,) if actor else (), recipients=(recipient,) if recipient else (), status="actual", polarity=polarity,
        certainty="certain", confidence=1.0, rule="test", time_start_at=day, time_end_at=day + dt.timedelta(days=1) if day else None,
        time_granularity="day" if day else None,
    )  # fmt: skip


ARMY, REBELS, NEIGHBOUR = party("the army", "org:army-a", "AAA"), party("rebels", "group:r", "BBB"), party("Cland", "country:CCC", "CCC")


def n_happenings(*events: Event) -> int:
    return len({event.happening_id for event in name_happenings(events)})


def test_the_same_deed_told_twice_is_one_happening() -> None:
    assert n_happenings(tell("ASSAULT", ARMY, REBELS), tell("ASSAULT", ARMY, REBELS)) == 1


def test_a_denial_belongs_to_the_deed_that_it_denies() -> None:
    assert n_happenings(tell("ASSAULT", ARMY, REBELS), tell("ASSAULT", ARMY, REBELS, polarity="negated")) == 1


def test_a_telling_without_the_doer_joins_the_one_that_names_him() -> None:
    assert n_happenings(tell("ASSAULT", ARMY, REBELS), tell("ASSAULT", None, REBELS)) == 1


def test_other_doers_are_another_happening() -> None:
    assert n_happenings(tell("ASSAULT", ARMY, REBELS), tell("ASSAULT", NEIGHBOUR, REBELS)) == 2


def test_the_same_parties_on_days_far_apart_are_two_happenings() -> None:
    assert n_happenings(tell("ASSAULT", ARMY, REBELS, day=DAY), tell("ASSAULT", ARMY, REBELS, day=DAY - dt.timedelta(days=30))) == 2


def test_an_arrest_is_no_airstrike() -> None:
    assert n_happenings(tell("ASSAULT", ARMY, REBELS, mode="aerial"), tell("ASSAULT", ARMY, REBELS, mode="beat")) == 2


@pytest.mark.parametrize("kind", ["CONSULT", "PROTEST"])
def test_tellings_that_share_nothing_but_the_type_stay_apart(kind: str) -> None:
    assert n_happenings(tell(kind), tell(kind)) == 2


def test_later_tellings_never_change_the_names_of_earlier_ones() -> None:
    events = [tell("ASSAULT", ARMY, REBELS), tell("ASSAULT", None, REBELS), tell("CONSULT", ARMY, NEIGHBOUR), tell("ASSAULT", NEIGHBOUR, ARMY)]
    whole = [e.happening_id for e in name_happenings(events)]
    for n in range(len(events)):
        assert [e.happening_id for e in name_happenings(events[:n])] == whole[:n]
