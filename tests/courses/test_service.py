"""Sections are written down, offered and called off."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activity_center.audit import SYSTEM, Audit
from activity_center.courses import service
from activity_center.courses.models import Meeting, Section
from activity_center.courses.rules import MeetingStatus, Mode, SectionStatus, WeeklyTime
from activity_center.courses.service import CourseDraft, SectionDraft
from activity_center.errors import Refused
from activity_center.people.rules import RoleName
from activity_center.rooms.models import BookingPerson, BookingRoom
from tests.factories import make_course, make_person, make_room, make_section, make_term

ZONE = ZoneInfo("Asia/Shanghai")


def drafted(session: Session, at: datetime, **values) -> Section:
    course = values.pop("course", None) or make_course(session)
    return service.draft_section(session, SectionDraft(course_id=course.id, **values), at=at, by=SYSTEM)


def ready(session: Session, at: datetime, weekday=1, starts=time(8, 30), ends=time(10), room=None, **values) -> Section:
    weekly = WeeklyTime(weekday, starts, ends, room.id if room else None, "" if room else "一楼大厅")
    term = values.pop("term", None) or make_term(session, f"term {session.scalar(select(func.count(Section.id)))}")
    return drafted(session, at, **{"term_id": term.id, "capacity": 30, "weeks": 16, "times": (weekly,)} | values)


def publish(session: Session, at: datetime, *sections: Section) -> None:
    service.publish_many(session, [section.id for section in sections], at=at, by=SYSTEM, zone=ZONE)


def codes(refused) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


BEFORE = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)


def test_a_draft_may_lack_almost_everything(session: Session, at):
    section = drafted(session, at)
    assert section.status is SectionStatus.DRAFT
    assert session.scalar(select(Audit.act)) == "draft_section"


def test_a_draft_is_read_back_as_it_was_typed(session: Session, at):
    course = make_course(session)
    weekly = (WeeklyTime(3, time(8, 30), None), WeeklyTime(None, None, None, None, "公园"))
    typed = SectionDraft(course.id, excluded_on=(date(2026, 10, 19),), times=weekly, mode=Mode.WALK_IN)
    section = service.draft_section(session, typed, at=at, by=SYSTEM)
    session.expire_all()
    assert service.draft_of(section) == typed


def test_the_same_draft_again_changes_nothing(session: Session, at):
    section = ready(session, at)
    session.expire_all()
    typed = service.draft_of(section)
    assert service.change_section(session, section.id, typed, at=at, by=SYSTEM, zone=ZONE) == []


def test_a_draft_that_lacks_something_is_not_offered(session: Session, at):
    section = drafted(session, at)
    with pytest.raises(Refused) as refused:
        publish(session, at, section)
    assert codes(refused) == ["lacks_first_day", "lacks_last_day", "lacks_capacity", "lacks_times"]


def test_offering_a_section_makes_its_meetings_and_bookings(session: Session):
    teacher, room = make_person(session, "王老师", RoleName.INSTRUCTOR), make_room(session)
    section = ready(session, BEFORE, room=room, instructor_id=teacher.id)
    publish(session, BEFORE, section)
    assert section.status is SectionStatus.OPEN
    assert [len(section.meetings), section.revision] == [16, 1]
    for held in (BookingRoom, BookingPerson):
        assert session.scalar(select(func.count()).select_from(held)) == 16
