"""Events: their room is booked in the same step, and everybody concerned hears of a change once."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from activity_center.errors import NotYours, Refused
from activity_center.notices import service as notices
from activity_center.people.rules import RoleName
from activity_center.rooms import bookings
from activity_center.rooms.bookings import Asker
from activity_center.rooms.models import RoomRule
from activity_center.rooms.recurrence import Rhythm, span_on
from activity_center.rooms.rules import BookingStatus, Span
from activity_center.societies import events, membership, places
from activity_center.societies.events import EventDraft
from activity_center.societies.places import PlaceDraft
from activity_center.societies.rules import Audience, EventKind
from tests.factories import make_person, make_room
from tests.societies.scenes import AT, HERE, TODAY, WHO, ZONE, a_society, a_wish, an_event, an_officer

REHEARSAL = EventDraft(EventKind.REHEARSAL, "周二排练", Audience.MEMBERS, takes_places=False)
WEEKLY = {"rhythm": Rhythm.WEEKLY, "weekdays": (2,), "last_on": date(2026, 9, 29)}


@pytest.fixture
def scene(session):
    """A society with an officer who may book without approval, a member, and a room."""
    society, room = a_society(session), make_room(session, "301")
    session.add(RoomRule(role=RoleName.OFFICER, needs_approval=False))
    officer, member = an_officer(session, society), make_person(session)
    membership.join(session, society.id, member.id, **WHO)
    return society, room, Asker(officer.id, frozenset({RoleName.OFFICER})), member


def told(session, person):
    return [one.kind for one in notices.notices_of(session, person.id)[0]]


def scheduled(session, scene, draft=REHEARSAL, **more):
    society, room, officer, _member = scene
    wish = a_wish(date(2026, 9, 8), (room.id,), **WEEKLY | more)
    return events.schedule(session, society.id, draft, wish, officer, **HERE)


def test_a_weekly_rehearsal_is_one_event_and_one_booking_for_each_day(session, scene):
    society, room, officer, member = scene
    ids = scheduled(session, scene)
    rows = events.of_society(session, society.id)
    assert [row.id for row in rows] == ids
    assert [row.starts_at.astimezone(ZONE).day for row in rows] == [8, 15, 22, 29]
    assert {row.booking.status for row in rows} == {BookingStatus.HELD}
    assert {row.booking.owner_id for row in rows} == {officer.person_id}
    assert {row.series_id for row in rows} == {ids[0]}
    assert events.rooms_of(session, rows)[ids[0]] == [room]
    assert told(session, member)[0] == "events_announced"


def test_where_the_room_is_taken_nothing_is_planned_and_the_reason_names_it(session, scene):
    society, room, officer, _member = scene
    scheduled(session, scene)
    wish = a_wish(date(2026, 9, 15), (room.id,))
    assert [one.code for one in events.look(session, wish, officer, at=AT, zone=ZONE).reasons] == ["room_taken"]
    with pytest.raises(Refused) as refused:
        events.schedule(session, society.id, REHEARSAL, wish, officer, **HERE)
    assert refused.value.reasons[0].code == "room_taken"
    assert len(events.of_society(session, society.id)) == 4


def test_outside_the_house_nothing_is_booked_and_the_past_is_refused(session, scene):
    society, _room, officer, _member = scene
    event = an_event(session, society)
    assert event.booking.planned_on is None
    assert bookings.of_owner(session, officer.person_id, AT) == []
    with pytest.raises(Refused) as refused:
        an_event(session, society, a_wish(TODAY - timedelta(days=1)))
    assert refused.value.reasons[0].code == "booking_in_past"


def test_a_room_that_asks_for_approval_lets_the_event_wait_for_it(session, scene):
    _society, room, _officer, _member = scene
    session.add(RoomRule(role=RoleName.OFFICER, room_id=room.id, needs_approval=True))
    session.flush()
    [first, *_] = scheduled(session, scene)
    event = events.event(session, first)
    assert (event.booking.status, event.is_on) == (BookingStatus.REQUESTED, True)
    bookings.approve(session, [event.booking_id], **HERE)
    assert event.booking.status is BookingStatus.HELD
    assert events.strayed(session, AT) == []


def test_moving_tells_everybody_concerned_once_with_the_old_and_the_new_time(session, scene):
    _society, _room, officer, member = scene
    [first, *_] = scheduled(session, scene)
    span = span_on(date(2026, 9, 9), time(9), time(11), ZONE)
    events.move(session, first, span, officer, **HERE)
    assert told(session, member)[0] == "event_moved"
    events.follow(session, first, **WHO)
    assert told(session, member).count("event_moved") == 1


def test_what_the_desk_does_to_the_booking_is_followed(session, scene):
    _society, _room, _officer, member = scene
    [first, second, *_] = scheduled(session, scene)
    desk = Asker(None, frozenset({RoleName.DESK}))
    bookings.cancel(session, [events.event(session, first).booking_id], desk, "检修", **WHO)
    assert events.strayed(session, AT) == [first]
    events.follow(session, first, **WHO)
    assert told(session, member)[0] == "event_cancelled"
    assert events.strayed(session, AT) == []
    bookings.restore(session, events.event(session, first).booking_id, desk, **HERE)
    events.follow(session, first, **WHO)
    assert told(session, member)[0] == "event_restored"
    assert events.event(session, second).is_on


def test_calling_off_frees_the_room_and_may_end_the_rest_of_the_series(session, scene):
    society, room, officer, member = scene
    _first, second, *_ = scheduled(session, scene)
    events.cancel(session, second, "放假", with_following=True, **WHO)
    assert [row.is_on for row in events.of_society(session, society.id)] == [True, False, False, False]
    assert told(session, member).count("event_cancelled") == 3
    again = a_wish(date(2026, 9, 15), (room.id,))
    assert events.look(session, again, officer, at=AT, zone=ZONE).reasons == []
    with pytest.raises(Refused) as refused:
        events.cancel(session, _first, "", **WHO | {"at": AT + timedelta(days=2)})
    assert refused.value.reasons[0].code == "booking_begun"


def test_an_event_outside_moves_too(session, scene):
    event = an_event(session, scene[0])
    where = Span(event.starts_at + timedelta(days=1), event.ends_at + timedelta(days=1))
    events.move(session, event.id, where, scene[2], **HERE)
    assert event.starts_at == where.starts_at
    assert event.booking.sequence == 1


def test_another_officer_of_the_society_may_move_it_and_a_stranger_may_not_touch_the_booking(session, scene):
    society, _room, officer, _member = scene
    [first, *_] = scheduled(session, scene)
    second = an_officer(session, society, "副会长")
    span = span_on(date(2026, 9, 9), time(9), time(11), ZONE)
    events.move(session, first, span, replace(officer, person_id=second.id), **HERE)
    stranger = Asker(make_person(session).id, frozenset({RoleName.OFFICER}))
    with pytest.raises(NotYours):
        bookings.move(session, events.event(session, first).booking_id, span, stranger, **HERE)


def test_who_signed_up_is_told_and_others_are_not(session, scene):
    society, _room, _officer, member = scene
    event = an_event(session, society, place="湖边")
    guest = make_person(session)
    places.sign_up(session, event.id, guest.id, PlaceDraft(), **WHO)
    events.cancel(session, event.id, "下雨", **WHO)
    assert told(session, guest)[0] == "event_cancelled"
    assert "event_cancelled" not in told(session, member)
