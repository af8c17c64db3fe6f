"""Places in an event, by the seat rule; and who was there."""

from datetime import timedelta

import pytest

from activity_center.errors import Refused
from activity_center.societies import events, membership, places, seats
from activity_center.societies.places import PlaceDraft
from activity_center.societies.rules import Audience, EventKind, Status
from activity_center.societies.seats import EVENTS
from tests.factories import make_card, make_person
from tests.societies.scenes import AT, WHO, a_society, an_event, later

TRIP = {"kind": EventKind.TRIP, "title": "植物园一日游", "asks_health": True, "capacity": 2}
READY = PlaceDraft(True, "女儿", "13800000000")
AFTERWARDS = {"at": AT + timedelta(hours=8)}


def signed_up(session, event, count=1, draft=READY):
    return [places.sign_up(session, event.id, make_person(session).id, draft, **WHO) for _ in range(count)]


def refused_codes(act):
    with pytest.raises(Refused) as refused:
        act()
    return [reason.code for reason in refused.value.reasons]


def test_the_seats_on_the_bus_are_given_in_order_and_handed_on(session):
    event = an_event(session, **TRIP)
    first, second, third, fourth = signed_up(session, event, 4)
    assert [one.status for one in (first, second, third, fourth)] == [Status.ENROLLED] * 2 + [Status.WAITING] * 2
    places.give_up(session, first.id, **WHO)
    assert third.status is Status.OFFERED
    # The offer cannot outlive the moment at which the bus leaves.
    assert third.offer_expires_at == event.starts_at
    places.decline(session, third.id, **WHO)
    places.accept(session, fourth.id, **WHO)
    assert fourth.status is Status.ENROLLED
    assert [one.person_id for one in places.places(session, event.id)] == [second.person_id, fourth.person_id]


def test_a_trip_asks_for_the_statement_of_health_and_whom_to_call(session):
    event = an_event(session, **TRIP)
    assert refused_codes(lambda: signed_up(session, event, draft=PlaceDraft())) == ["health_unsaid", "emergency_unsaid"]


def test_what_is_for_members_only_is_refused_to_others_with_the_society_named(session):
    society = a_society(session)
    event = an_event(session, society, audience=Audience.MEMBERS)
    assert refused_codes(lambda: signed_up(session, event)) == ["event_for_members"]
    person = make_person(session)
    membership.join(session, society.id, person.id, **WHO)
    assert places.sign_up(session, event.id, person.id, PlaceDraft(), **WHO).status is Status.ENROLLED


def test_nobody_signs_up_for_what_is_cancelled_over_or_needs_no_place(session):
    event = an_event(session)
    person = make_person(session)
    assert [one.code for one in places.refusals(session, event, person, event.starts_at)] == ["event_begun"]
    events.cancel(session, event.id, "下雨", **WHO)
    assert refused_codes(lambda: signed_up(session, event)) == ["event_cancelled"]
    free = an_event(session, takes_places=False)
    assert refused_codes(lambda: signed_up(session, free)) == ["event_without_places"]


def test_places_in_what_is_over_are_neither_given_up_nor_handed_on(session):
    event = an_event(session, capacity=1)
    first, _second = signed_up(session, event, 2)
    assert refused_codes(lambda: places.give_up(session, first.id, **WHO | AFTERWARDS)) == ["event_begun"]
    seats.settle(session, EVENTS, event.id, event.starts_at)
    assert _second.status is Status.WAITING
    assert seats.due(session, EVENTS, event.starts_at) == []


def test_the_list_has_who_is_expected_and_who_came_besides(session):
    society = a_society(session)
    member, guest = make_person(session, "甲"), make_person(session, "乙")
    make_card(session, guest, "30000009")
    membership.join(session, society.id, member.id, **WHO)
    event = an_event(session, society, kind=EventKind.REHEARSAL, audience=Audience.MEMBERS, takes_places=False)
    assert refused_codes(lambda: places.note_presence(session, event.id, [member.id], [], **WHO)) == [
        "event_register_closed"
    ]
    places.note_presence(session, event.id, [member.id], [], **WHO | AFTERWARDS)
    places.note_newcomer(session, event.id, "30000009", **WHO | AFTERWARDS)
    rows = places.register(session, event)
    assert [(row.person.name, row.came, row.is_expected) for row in rows] == [("甲", True, True), ("乙", True, False)]
    places.note_presence(session, event.id, [], [member.id], **WHO | AFTERWARDS)
    assert places.count_came(session, [event.id]) == {event.id: 1}


def test_two_officers_who_tick_at_once_do_not_undo_each_other(session):
    event = an_event(session)
    first, second = (place.person_id for place in signed_up(session, event, 2))
    places.note_presence(session, event.id, [first], [], **WHO | AFTERWARDS)
    places.note_presence(session, event.id, [second], [], **WHO | AFTERWARDS)
    assert places.count_came(session, [event.id]) == {event.id: 2}


def test_a_summary_is_written_when_it_has_begun(session):
    event = an_event(session)
    assert refused_codes(lambda: places.summarise(session, event.id, "好", 0, **WHO)) == ["event_ahead"]
    places.summarise(session, event.id, " 来了很多人 ", 5, **WHO | AFTERWARDS)
    assert (event.summary, event.guests) == ("来了很多人", 5)


def test_who_is_taken_off_makes_room_for_the_next(session):
    event = an_event(session, capacity=1)
    first, second = signed_up(session, event, 2)
    for _ in range(2):
        places.remove(session, first.id, "重复", **later(hours=1))
    assert second.status is Status.OFFERED
    assert places.of_person(session, second.person_id, AT) == [second]
