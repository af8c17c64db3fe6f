"""The last place of an event, asked for by many at the same moment; and what would happen without the lock."""

import time
from collections import Counter

import pytest
from sqlalchemy import select

from activity_center import db as database_module
from activity_center.db import transaction
from activity_center.societies import membership, places, seats
from activity_center.societies.models import EventPlace
from activity_center.societies.places import PlaceDraft
from activity_center.societies.rules import Status
from tests.factories import make_person
from tests.racing import race, without_protection
from tests.societies.scenes import WHO, a_society, an_event

RUNNERS = 8


def everybody_asks(app, session, opening=transaction):
    """Let eight people ask for the one place of an event at once, and return how the places stand."""
    event_id = an_event(session, capacity=1).id
    ids = [make_person(session).id for _ in range(RUNNERS)]
    session.commit()
    acts = [lambda s, id=id: places.sign_up(s, event_id, id, PlaceDraft(), **WHO) for id in ids]
    told = race(app, acts, opening)
    session.rollback()
    rows = session.scalars(select(EventPlace.status).where(EventPlace.event_id == event_id))
    return told, Counter(rows)


def test_the_last_place_goes_to_one_and_the_others_wait(app, session):
    told, statuses = everybody_asks(app, session)
    assert told == ["done"] * RUNNERS
    assert statuses == {Status.ENROLLED: 1, Status.WAITING: RUNNERS - 1}


def test_without_the_locks_the_same_check_fails(app, session, monkeypatch):
    counted = seats.counts

    def slowly(*arguments):
        found = counted(*arguments)
        time.sleep(0.05)
        return found

    monkeypatch.setattr(places, "lock", lambda *_, **__: set())
    monkeypatch.setattr(places, "locked", lambda session, model, id: session.get(model, id))
    monkeypatch.setattr(seats, "counts", slowly)
    monkeypatch.setattr(database_module, "WRITER", {})
    told, statuses = everybody_asks(app, session, without_protection)
    assert (told, statuses) != (["done"] * RUNNERS, {Status.ENROLLED: 1, Status.WAITING: RUNNERS - 1})


@pytest.mark.parametrize("act", ["join", "sign_up"])
def test_a_double_click_is_one_place(app, session, act):
    society, event, person = a_society(session), an_event(session), make_person(session)
    ids = society.id, event.id, person.id
    session.commit()
    acts = {
        "join": lambda s: membership.join(s, ids[0], ids[2], **WHO),
        "sign_up": lambda s: places.sign_up(s, ids[1], ids[2], PlaceDraft(), **WHO),
    }
    assert race(app, [acts[act]] * 6) == ["done"] * 6
    session.rollback()
    kind = seats.SOCIETIES if act == "join" else seats.EVENTS
    subject = ids[0] if act == "join" else ids[1]
    assert seats.counts(session, kind, [subject])[subject].taken == 1
