"""One meeting is moved, cancelled, restored, added or gets a substitute."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center.audit import SYSTEM, Audit
from activity_center.courses import service
from activity_center.courses.models import Meeting, Section, SectionTime
from activity_center.courses.rules import MeetingStatus
from activity_center.errors import Refused
from activity_center.rooms.models import BookingPerson, BookingRoom, Room
from tests.factories import make_person, make_room, make_section

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 9, 1, 2, tzinfo=UTC)
WHO = {"at": NOW, "by": SYSTEM}
MONDAY = datetime(2026, 9, 7, 0, 30, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)
LONG = timedelta(minutes=90)


@pytest.fixture
def room(session: Session) -> Room:
    return make_room(session, "302")


@pytest.fixture
def section(session: Session, room: Room) -> Section:
    """Three Mondays in a room with an instructor."""
    weekly = [SectionTime(weekday=1, starts=time(8, 30), ends=time(10), room_id=room.id)]
    section = make_section(session, times=weekly, weeks=3, instructor_id=make_person(session, "王老师").id)
    service.schedule(session, section.id, **WHO, zone=ZONE)
    return section


@pytest.fixture
def meeting(section: Section) -> Meeting:
    return section.meetings[0]


def rooms_held(session: Session, meeting: Meeting) -> list[int]:
    return list(session.scalars(select(BookingRoom.room_id).where(BookingRoom.booking_id == meeting.booking_id)))


def test_a_moved_meeting_is_the_same_row_with_a_higher_sequence(session: Session, section, meeting):
    service.move_meeting(session, meeting.id, TUESDAY, TUESDAY + LONG, **WHO, zone=ZONE)
    assert (meeting.starts_at, meeting.sequence, meeting.changed_at, meeting.by_hand) == (TUESDAY, 1, NOW, True)
    assert (meeting.booking.starts_at, section.revision) == (TUESDAY, 2)
    assert session.scalars(select(Audit.act).where(Audit.subject == "meeting")).all() == ["move_meeting"]


def test_a_meeting_may_move_to_another_room_as_well(session: Session, meeting):
    other = make_room(session)
    service.move_meeting(session, meeting.id, TUESDAY, TUESDAY + LONG, room_id=other.id, **WHO, zone=ZONE)
    assert rooms_held(session, meeting) == [meeting.room_id] == [other.id]


def test_a_meeting_does_not_move_onto_the_next_one(session: Session, section, meeting):
    later = section.meetings[1].starts_at
    with pytest.raises(Refused) as refused:
        service.move_meeting(session, meeting.id, later, later + LONG, **WHO, zone=ZONE)
    assert [reason.code for reason in refused.value.reasons] == ["room_taken", "person_taken"]


def test_a_moved_meeting_stays_where_it_is_when_the_section_is_scheduled_again(session: Session, section, meeting):
    service.move_meeting(session, meeting.id, TUESDAY, TUESDAY + LONG, **WHO, zone=ZONE)
    service.schedule(session, section.id, **WHO, zone=ZONE)
    assert (meeting.starts_at, meeting.sequence, section.revision) == (TUESDAY, 1, 2)


def test_a_cancelled_meeting_frees_its_room_and_stays_cancelled(session: Session, section, meeting):
    for _ in range(2):
        service.cancel_meeting(session, meeting.id, **WHO)
    assert (meeting.status, meeting.sequence, section.revision) == (MeetingStatus.CANCELLED, 1, 2)
    assert rooms_held(session, meeting) == []
    service.schedule(session, section.id, **WHO, zone=ZONE)
    assert meeting.status is MeetingStatus.CANCELLED


def test_a_cancelled_meeting_is_restored_with_its_room(session: Session, meeting, room):
    service.cancel_meeting(session, meeting.id, **WHO)
    for _ in range(2):
        service.restore_meeting(session, meeting.id, **WHO, zone=ZONE)
    assert (meeting.status, meeting.sequence) == (MeetingStatus.SCHEDULED, 2)
    assert rooms_held(session, meeting) == [room.id]


def test_a_meeting_is_not_restored_into_a_room_that_is_taken_meanwhile(session: Session, meeting, room):
    service.cancel_meeting(session, meeting.id, **WHO)
    other = make_section(session)
    service.add_meeting(session, other.id, MONDAY, MONDAY + LONG, room_id=room.id, **WHO, zone=ZONE)
    with pytest.raises(Refused, match="room_taken"):
        service.restore_meeting(session, meeting.id, **WHO, zone=ZONE)


def test_an_added_meeting_is_new_and_survives_scheduling(session: Session, section, room):
    added = service.add_meeting(session, section.id, TUESDAY, TUESDAY + LONG, room_id=room.id, **WHO, zone=ZONE)
    assert (added.sequence, added.planned_at, added.by_hand) == (0, None, True)
    service.schedule(session, section.id, **WHO, zone=ZONE)
    assert added.status is MeetingStatus.SCHEDULED
    assert session.scalars(select(BookingPerson.person_id).where(BookingPerson.booking_id == added.booking_id)).all()


def test_a_substitute_is_held_instead_of_the_instructor_and_kept(session: Session, section, meeting):
    other = make_person(session, "赵老师")
    service.substitute(session, meeting.id, instructor_id=other.id, **WHO, zone=ZONE)
    held = select(BookingPerson.person_id).where(BookingPerson.booking_id == meeting.booking_id)
    assert session.scalars(held).all() == [other.id]
    service.schedule(session, section.id, **WHO, zone=ZONE)
    assert (meeting.instructor_id, meeting.sequence) == (other.id, 1)


def test_the_instructor_comes_back_where_they_substitute_themselves(session: Session, section, meeting):
    service.substitute(session, meeting.id, instructor_id=make_person(session).id, **WHO, zone=ZONE)
    service.substitute(session, meeting.id, instructor_id=section.instructor_id, **WHO, zone=ZONE)
    assert meeting.instructor_id is None


def test_another_place_in_words_frees_the_room(session: Session, meeting):
    service.substitute(session, meeting.id, place="人民公园", **WHO, zone=ZONE)
    assert (meeting.room_id, meeting.place, rooms_held(session, meeting)) == (None, "人民公园", [])


def test_a_substitute_who_teaches_elsewhere_is_refused(session: Session, section, meeting):
    busy = make_person(session)
    weekly = [SectionTime(weekday=1, starts=time(9), ends=time(11), place="大厅")]
    other = make_section(session, times=weekly, weeks=1, instructor_id=busy.id)
    service.schedule(session, other.id, **WHO, zone=ZONE)
    with pytest.raises(Refused, match="person_taken"):
        service.substitute(session, meeting.id, instructor_id=busy.id, **WHO, zone=ZONE)


def test_a_meeting_that_has_begun_stays_as_it_is(session: Session, meeting):
    late = {"at": MONDAY, "by": SYSTEM}
    for act in (
        lambda: service.move_meeting(session, meeting.id, TUESDAY, TUESDAY + LONG, **late, zone=ZONE),
        lambda: service.cancel_meeting(session, meeting.id, **late),
        lambda: service.substitute(session, meeting.id, place="大厅", **late, zone=ZONE),
    ):
        with pytest.raises(Refused, match="meeting_begun"):
            act()


def test_no_meeting_is_moved_or_added_into_the_past(session: Session, section, meeting):
    gone = NOW - timedelta(hours=1)
    with pytest.raises(Refused, match="time_is_past"):
        service.move_meeting(session, meeting.id, gone, gone + LONG, **WHO, zone=ZONE)
    with pytest.raises(Refused, match="time_is_past"):
        service.add_meeting(session, section.id, gone, gone + LONG, **WHO, zone=ZONE)


def test_a_meeting_of_a_cancelled_section_is_not_restored(session: Session, section, meeting):
    service.cancel(session, section.id, **WHO)
    with pytest.raises(Refused, match="section_cancelled"):
        service.restore_meeting(session, meeting.id, **WHO, zone=ZONE)
