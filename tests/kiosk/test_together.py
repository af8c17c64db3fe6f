"""Societies, events and contests at a kiosk, without a script: join, sign up, enter, decide, give up, be there."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from activity_center import clock
from activity_center.audit import SYSTEM
from activity_center.competitions.kinds import EntryStatus
from activity_center.competitions.models import Entry
from activity_center.rooms.models import Booking
from activity_center.societies import places
from activity_center.societies.models import EventPlace, Membership, Presence
from activity_center.societies.places import PlaceDraft
from activity_center.societies.rules import Audience, EventKind, Status
from tests.competitions.scenes import make_category
from tests.factories import PIN, make_person
from tests.kiosk import scenes
from tests.kiosk.scenes import Screen
from tests.societies.scenes import a_society, an_event, an_officer


@pytest.fixture
def screen(app, session):
    return Screen(app, scenes.make_kiosk(session)[1])


@pytest.fixture
def wang(session, screen):
    """Somebody who has shown card and PIN, and named nobody to call."""
    person = scenes.make_member(session)
    session.commit()
    screen.send("/kiosk/sign-in", {"login": "20100001", "secret": PIN, "key": "next"})
    return person


def ahead(session, society=None, hours=24.0, **values):
    """Plan an event so many hours from now, or that began so long ago."""
    event = an_event(session, society, **values)
    begins = clock.now() + timedelta(hours=hours)
    booking = session.get_one(Booking, event.booking_id)
    booking.starts_at, booking.ends_at = begins, begins + timedelta(hours=2)
    session.flush()
    return event


def last(session, model):
    session.rollback()
    return session.scalars(select(model).order_by(model.id.desc())).first()


def test_somebody_joins_a_society_waits_for_another_and_leaves(session, screen, wang):
    choir, full = a_society(session), a_society(session, "书法社", capacity=1)
    an_officer(session, choir, "赵会长")
    session.add(
        Membership(
            society_id=full.id,
            person_id=make_person(session).id,
            status=Status.ENROLLED,
            requested_at=clock.now(),
            changed_at=clock.now(),
        )
    )
    session.commit()
    assert "合唱团" in screen.get("/kiosk/societies")
    screen.get(f"/kiosk/societies/{choir.id}")
    assert "赵**" in screen.said
    assert "赵会长" not in screen.said
    screen.get(f"/kiosk/societies/{choir.id}/join")
    assert "您的电话号码不会给社团负责人看到" in screen.said
    screen.post(f"/kiosk/societies/{choir.id}/join")
    assert "合唱团" in screen.said
    assert last(session, Membership).status is Status.ENROLLED
    screen.get(f"/kiosk/societies/{full.id}/join")
    assert "候补第 1 位" in screen.said
    screen.post(f"/kiosk/societies/{full.id}/join")
    mine = last(session, Membership)
    assert mine.status is Status.WAITING
    assert "候补第 1 位" in screen.get("/kiosk/takes-part")
    screen.get(f"/kiosk/memberships/{mine.id}/withdraw")
    screen.post(f"/kiosk/memberships/{mine.id}/withdraw")
    assert last(session, Membership).status is Status.WITHDRAWN


def test_somebody_signs_up_for_an_event_accepts_an_offer_and_gives_it_up(session, screen, wang):
    other = make_person(session)
    event = ahead(session, capacity=1)
    taken = places.sign_up(session, event.id, other.id, PlaceDraft(), at=clock.now(), by=SYSTEM)
    session.commit()
    assert "养生讲座" in screen.get("/kiosk/events")
    screen.get(f"/kiosk/events/{event.id}/sign-up")
    screen.post(f"/kiosk/events/{event.id}/sign-up")
    assert "候补第 1 位" in screen.said or "第 1 位" in screen.said
    places.give_up(session, taken.id, at=clock.now(), by=SYSTEM)
    session.commit()
    mine = last(session, EventPlace)
    assert mine.status is Status.OFFERED
    assert "1 项等您决定" in screen.get("/kiosk/together")
    screen.get(f"/kiosk/places/{mine.id}/accept")
    screen.post(f"/kiosk/places/{mine.id}/accept")
    assert last(session, EventPlace).status is Status.ENROLLED
    assert "养生讲座" in screen.get("/kiosk/timetable")
    screen.get(f"/kiosk/places/{mine.id}/withdraw")
    screen.post(f"/kiosk/places/{mine.id}/withdraw")
    assert last(session, EventPlace).status is Status.WITHDRAWN


def test_a_trip_needs_somebody_to_call_whom_the_centre_knows(session, screen, wang):
    trip = ahead(session, kind=EventKind.TRIP, asks_health=True)
    session.commit()
    screen.get(f"/kiosk/events/{trip.id}/sign-up")
    assert screen.status == 409
    wang.emergency_name, wang.emergency_phone = "女儿", "13800000000"
    session.merge(wang)
    session.commit()
    screen.get(f"/kiosk/events/{trip.id}/sign-up")
    assert "女儿" in screen.said
    assert "您的身体适合参加" in screen.said
    screen.post(f"/kiosk/events/{trip.id}/sign-up")
    mine = last(session, EventPlace)
    assert (mine.status, mine.is_fit, mine.emergency_name) == (Status.ENROLLED, True, "女儿")


def test_somebody_enters_a_contest_and_withdraws(session, screen, wang):
    category = make_category(session)
    session.commit()
    assert "重阳象棋赛" in screen.get("/kiosk/competitions")
    screen.get(f"/kiosk/categories/{category.id}/enter")
    screen.post(f"/kiosk/categories/{category.id}/enter")
    mine = last(session, Entry)
    assert (mine.status, mine.name) == (EntryStatus.ENTERED, "王秀英")
    assert "重阳象棋赛" in screen.get("/kiosk/takes-part")
    screen.get(f"/kiosk/entries/{mine.id}/withdraw")
    screen.post(f"/kiosk/entries/{mine.id}/withdraw")
    assert last(session, Entry).status is EntryStatus.WITHDRAWN


def test_nobody_decides_for_somebody_else_and_a_card_alone_decides_nothing(session, screen, wang):
    other, event, category = make_person(session), ahead(session), make_category(session)
    place = places.sign_up(session, event.id, other.id, PlaceDraft(), at=clock.now(), by=SYSTEM)
    session.commit()
    screen.get(f"/kiosk/places/{place.id}/withdraw")
    assert screen.status == 404
    screen.get("/kiosk/me")
    screen.post("/kiosk/leave")
    screen.card("20100001")
    for address in (f"/kiosk/events/{event.id}/sign-up", f"/kiosk/categories/{category.id}/enter"):
        screen.get(address)
        assert screen.path == "/kiosk/pin"


def test_who_is_there_says_so_once_and_never_before_the_doors_open(session, screen, wang):
    society = a_society(session)
    now, soon = ahead(session, hours=-0.5), ahead(session, hours=9, title="晚会", takes_places=False)
    secret = ahead(session, society, title="内部排练", audience=Audience.MEMBERS, hours=0.1, takes_places=False)
    places.sign_up(session, now.id, wang.id, PlaceDraft(), at=clock.now() - timedelta(hours=2), by=SYSTEM)
    session.commit()
    screen.get("/kiosk/me")
    assert "我到了" in screen.said
    screen.post(f"/kiosk/events/{now.id}/sign-in")
    first = last(session, Presence)
    assert (first.event_id, first.person_id) == (now.id, wang.id)
    screen.get(f"/kiosk/events/{now.id}/sign-in")
    screen.post(f"/kiosk/events/{now.id}/sign-in")
    assert last(session, Presence).came_at == first.came_at
    assert last(session, Presence).id == first.id
    screen.get("/kiosk/me")
    for event in (soon, secret):
        screen.post(f"/kiosk/events/{event.id}/sign-in")
        assert last(session, Presence).id == first.id
