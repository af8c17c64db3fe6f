"""Coming to an event by oneself: by the code on the door, once, and never to one that has not opened."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from activity_center import clock
from activity_center.attendance.door_codes import code_at
from activity_center.audit import Actor, Audit
from activity_center.errors import Refused
from activity_center.rooms.models import Booking
from activity_center.societies import coming, membership, places
from activity_center.societies.models import Presence
from activity_center.societies.places import PlaceDraft
from activity_center.societies.rules import Audience
from tests.clients import Visitor
from tests.factories import make_person, sign_in
from tests.societies.scenes import AT, WHO, a_society, an_event, an_officer, as_, later


@pytest.fixture
def event(session):
    """Something for everybody that begins four hours after AT, with places."""
    return an_event(session)


def at_the_door(session, event, person, hours=4.1):
    return coming.sign_in(
        session, event.id, person.id, AT + timedelta(hours=hours), **as_(person, **later(hours=hours))
    )


def why(session, event, person, hours=4.1):
    with pytest.raises(Refused) as refused:
        at_the_door(session, event, person, hours)
    return [reason.code for reason in refused.value.reasons]


def test_who_has_a_place_is_there_once_and_the_first_time_stays(session, event):
    person = make_person(session)
    places.sign_up(session, event.id, person.id, PlaceDraft(), **as_(person))
    first = at_the_door(session, event, person).came_at
    assert at_the_door(session, event, person, 4.5).came_at == first
    assert [row.came for row in places.register(session, event)] == [True]
    places.note_presence(session, event.id, [person.id], [], **later(hours=5))
    assert session.scalars(select(Presence.came_at)).one() == first


def test_nobody_comes_to_what_has_not_opened_or_is_over_or_cancelled_or_expects_others(session, event):
    person, stranger = make_person(session), make_person(session)
    places.sign_up(session, event.id, person.id, PlaceDraft(), **as_(person))
    assert why(session, event, person, 2.9) == ["event_not_open"]
    assert why(session, event, person, 6) == ["event_over"]
    assert why(session, event, stranger) == ["event_not_expected"]
    assert at_the_door(session, event, person, 3)
    society = a_society(session)
    rehearsal = an_event(session, society, audience=Audience.MEMBERS, takes_places=False)
    assert why(session, rehearsal, person) == ["event_not_expected"]
    membership.join(session, society.id, person.id, **as_(person))
    assert at_the_door(session, rehearsal, person)
    assert at_the_door(session, rehearsal, an_officer(session, society))


@pytest.fixture
def scene(app, session):
    """An event that began just now, its officer and a member of its society, each with a phone."""
    society = a_society(session)
    officer, member = an_officer(session, society), make_person(session, "甲")
    membership.join(session, society.id, member.id, **WHO)
    event = an_event(session, society, audience=Audience.MEMBERS, takes_places=False)
    booking = session.get_one(Booking, event.booking_id)
    booking.starts_at = clock.now() - timedelta(minutes=5)
    booking.ends_at = clock.now() + timedelta(hours=1)
    session.commit()
    phones = [Visitor(app) for _ in range(2)]
    for phone, person in zip(phones, (officer, member), strict=True):
        sign_in(phone, person)
    return event.id, member.id, *phones


def test_a_member_scans_the_door_and_taps_once(app, session, scene):
    event_id, member_id, officer, member = scene
    assert "扫码签到" in officer.get(f"/events/{event_id}/door-code").text
    assert member.get(f"/events/{event_id}/door-code").status_code == 403
    assert "没有扫" in member.get(f"/come/{event_id}").text or member.post(f"/come/{event_id}").status_code == 409
    code = code_at(app.config["SECRET_KEY"], f"event-{event_id}", clock.now())
    wrong = code_at(app.config["SECRET_KEY"], event_id, clock.now())
    assert member.get(f"/come/{event_id}/{wrong}").status_code == 409
    assert member.get(f"/come/{event_id}/{code}").status_code == 302
    assert "我到了" in member.get(f"/come/{event_id}").text
    assert member.post(f"/come/{event_id}").status_code == 303
    assert "玩得开心" in member.get(f"/come/{event_id}").text
    session.rollback()
    assert session.scalars(select(Presence.person_id)).all() == [member_id]
    written = session.scalars(select(Audit).where(Audit.act == "came")).one()
    assert (written.via, written.actor_id) == ("door", member_id)


def test_an_officer_still_ticks_for_who_has_no_phone(session, event):
    person = make_person(session)
    places.note_presence(session, event.id, [person.id], [], at=AT + timedelta(hours=4), by=Actor(None, "web"))
    assert at_the_door(session, event, person).came_at == AT + timedelta(hours=4)
