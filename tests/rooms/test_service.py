"""A room or a person is never in two places."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activity_center.errors import Refused
from activity_center.rooms import service
from activity_center.rooms.models import Booking, BookingPerson, BookingRoom
from activity_center.rooms.rules import BookingStatus, Span
from activity_center.rooms.service import Hold
from tests.factories import make_person, make_room
from tests.statements import counted

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2026, 9, 7, 0, 30, tzinfo=UTC)  # 8:30 in Shanghai
LATER = MONDAY + timedelta(minutes=90)


def book(session: Session, title: str = "书法", starts_at=MONDAY, ends_at=None, rooms=(), persons=()) -> Booking:
    return service.book(
        session,
        title,
        starts_at,
        ends_at or starts_at + timedelta(minutes=90),
        room_ids=[room.id for room in rooms],
        person_ids=[person.id for person in persons],
        zone=ZONE,
    )


def held(session: Session, model=BookingRoom) -> int:
    return session.scalars(select(func.count()).select_from(model)).one()


def test_a_booking_holds_its_rooms_and_persons(session: Session):
    booking = book(session, rooms=[make_room(session), make_room(session)], persons=[make_person(session)])
    assert (len(booking.holds_rooms), len(booking.holds_persons)) == (2, 1)


def test_a_taken_room_is_refused_and_the_reason_names_what_is_in_the_way(session: Session):
    room = make_room(session, "302")
    book(session, "国画", rooms=[room])
    with pytest.raises(Refused) as refused:
        book(session, "书法", MONDAY + timedelta(minutes=60), rooms=[room])
    [reason] = refused.value.reasons
    assert reason.code == "room_taken"
    assert reason.facts == {
        "room": "302",
        "title": "国画",
        "starts_at": MONDAY.isoformat(),
        "ends_at": LATER.isoformat(),
    }


def test_a_person_cannot_be_in_two_places(session: Session):
    teacher = make_person(session, "王老师")
    book(session, rooms=[make_room(session)], persons=[teacher])
    with pytest.raises(Refused) as refused:
        book(session, rooms=[make_room(session)], persons=[teacher])
    assert [(r.code, r.facts["person"]) for r in refused.value.reasons] == [("person_taken", "王老师")]


def test_the_next_booking_may_begin_as_the_last_ends(session: Session):
    room = make_room(session)
    book(session, rooms=[room])
    book(session, starts_at=LATER, rooms=[room])
    assert held(session) == 2


def test_all_reasons_are_collected(session: Session):
    room, teacher = make_room(session), make_person(session)
    book(session, rooms=[room], persons=[teacher])
    shut = make_room(session, is_open=False)
    with pytest.raises(Refused) as refused:
        book(session, rooms=[room, shut], persons=[teacher])
    assert {reason.code for reason in refused.value.reasons} == {"room_taken", "person_taken", "room_closed"}


def test_a_room_is_not_booked_outside_its_hours_in_the_time_of_the_centre(session: Session):
    room = make_room(session, hours=[(1, time(8), time(12))])
    book(session, rooms=[room])
    with pytest.raises(Refused, match="room_not_open_then"):
        book(session, starts_at=MONDAY + timedelta(hours=3), rooms=[room])


def test_a_booking_past_midnight_is_outside_the_hours(session: Session):
    room = make_room(session, hours=[(day, time(0), time(23, 59)) for day in range(1, 8)])
    with pytest.raises(Refused, match="room_not_open_then"):
        book(session, starts_at=MONDAY, ends_at=MONDAY + timedelta(hours=24), rooms=[room])


def test_a_booking_moves_onto_its_own_time(session: Session):
    room = make_room(session)
    booking = book(session, rooms=[room])
    later = MONDAY + timedelta(minutes=30)
    moved = service.move(
        session, booking.id, later, later + timedelta(minutes=90), room_ids=[room.id], person_ids=[], zone=ZONE
    )
    assert moved is booking
    assert (booking.starts_at, held(session)) == (later, 1)


def test_a_refused_move_leaves_the_booking_where_it_was(session: Session):
    room, other = make_room(session), make_room(session)
    booking = book(session, rooms=[room])
    book(session, "国画", rooms=[other])
    with pytest.raises(Refused):
        service.move(session, booking.id, MONDAY, LATER, room_ids=[other.id], person_ids=[], zone=ZONE)
    assert session.scalars(select(BookingRoom.room_id).where(BookingRoom.booking_id == booking.id)).all() == [room.id]


def test_two_bookings_change_places_in_one_batch(session: Session):
    room, other = make_room(session), make_room(session)
    first, second = book(session, rooms=[room]), book(session, rooms=[other])
    span = Span(MONDAY, LATER)
    holds = [Hold("a", span, (other.id,), (), first.id), Hold("b", span, (room.id,), (), second.id)]
    assert service.hold_all(session, holds, zone=ZONE) == [first.id, second.id]


def test_wishes_of_one_batch_that_are_in_each_others_way_are_refused(session: Session):
    room = make_room(session)
    holds = [Hold(title, Span(MONDAY, LATER), (room.id,)) for title in ("a", "b")]
    with pytest.raises(Refused) as refused:
        service.hold_all(session, holds, zone=ZONE)
    assert [reason.facts["title"] for reason in refused.value.reasons] == ["a"]
    assert held(session) == 0


def test_a_released_booking_holds_nothing_and_may_hold_again(session: Session):
    room, teacher = make_room(session), make_person(session)
    booking = book(session, rooms=[room], persons=[teacher])
    service.release(session, [booking.id])
    assert (booking.status, held(session), held(session, BookingPerson)) == (BookingStatus.CANCELLED, 0, 0)
    book(session, "国画", MONDAY + timedelta(hours=5), rooms=[room])
    service.move(session, booking.id, MONDAY, LATER, room_ids=[room.id], person_ids=[], zone=ZONE)
    assert (booking.status, held(session)) == (BookingStatus.HELD, 2)


def test_looking_for_obstacles_writes_nothing(session: Session):
    room = make_room(session)
    first = book(session, "国画", rooms=[room])
    wish = Hold("书法", Span(MONDAY, LATER), (room.id,))
    assert [r.code for r in service.obstacles(session, [wish], zone=ZONE)[0]] == ["room_taken"]
    assert service.obstacles(session, [wish], zone=ZONE, without=[first.id]) == [[]]
    assert held(session) == 1


@pytest.mark.postgresql_only
def test_half_open_times_may_touch_in_the_database_too(session: Session):
    room = make_room(session)
    ids = [book(session, starts_at=at, rooms=[room]).id for at in (MONDAY, LATER)]
    assert len(ids) == held(session) == 2


def test_a_term_of_bookings_takes_as_many_statements_as_one(session: Session):
    rooms = [make_room(session) for _ in range(4)]
    teacher = make_person(session)

    def wishes(number: int, shift: int) -> list[Hold]:
        return [
            Hold("书法", Span(starts, starts + timedelta(minutes=90)), (rooms[n % 4].id,), (teacher.id,))
            for n in range(number)
            if (starts := MONDAY + timedelta(days=n + shift))
        ]

    with counted(session) as one:
        service.hold_all(session, wishes(1, 0), zone=ZONE)
    with counted(session) as many:
        service.hold_all(session, wishes(200, 10), zone=ZONE)
    assert len(many) == len(one)
