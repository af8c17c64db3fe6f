"""Sections are written down, offered and called off."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from activity_center.audit import SYSTEM, Audit
from activity_center.centre import Centre
from activity_center.courses import service
from activity_center.courses.models import Meeting, Section
from activity_center.courses.rules import MeetingStatus, Mode, SectionStatus, WeeklyTime
from activity_center.courses.service import CourseDraft, SectionDraft
from activity_center.errors import NotThere, Refused
from activity_center.people.rules import RoleName
from activity_center.rooms.models import Booking, BookingPerson, BookingRoom
from activity_center.terms import service as terms
from activity_center.terms.rules import ClosureKind
from tests.factories import make_course, make_person, make_room, make_section, make_term
from tests.statements import counted

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


def test_offering_twice_changes_nothing(session: Session):
    section = ready(session, BEFORE)
    for _ in range(2):
        publish(session, BEFORE, section)
    assert [len(section.meetings), section.revision] == [16, 1]


def test_two_sections_that_want_one_room_are_both_refused_with_every_date(session: Session):
    room = make_room(session)
    both = [ready(session, BEFORE, room=room, weeks=3) for _ in range(2)]
    with pytest.raises(Refused) as refused:
        publish(session, BEFORE, *both)
    assert codes(refused) == ["room_taken"] * 3
    assert len({reason.facts["starts_at"] for reason in refused.value.reasons}) == 3


def test_an_instructor_is_never_in_two_places(session: Session):
    teacher = make_person(session)
    first = ready(session, BEFORE, weeks=1, instructor_id=teacher.id)
    publish(session, BEFORE, first)
    second = ready(session, BEFORE, weeks=1, instructor_id=teacher.id, starts=time(9), ends=time(11))
    with pytest.raises(Refused) as refused:
        publish(session, BEFORE, second)
    assert codes(refused) == ["person_taken"]


def test_a_place_in_words_may_be_used_twice_and_books_nothing(session: Session):
    publish(session, BEFORE, *(ready(session, BEFORE, mode=Mode.WALK_IN, capacity=None) for _ in range(2)))
    assert session.scalar(select(func.count(Meeting.id))) == 32
    assert session.scalars(select(Meeting.booking_id)).unique().all() == [None]


def change(session: Session, section: Section, at: datetime, **values) -> list[str]:
    session.refresh(section)
    typed = replace(service.draft_of(section), **values)
    return service.change_section(session, section.id, typed, at=at, by=SYSTEM, zone=ZONE)


def dated(section: Section) -> dict[int, tuple[str, int, MeetingStatus]]:
    """Say when each meeting is, with its sequence and status, by its number."""
    return {
        meeting.id: (f"{meeting.starts_at.astimezone(ZONE):%m-%d %H:%M}", meeting.sequence, meeting.status)
        for meeting in section.meetings
    }


def test_another_room_changes_every_meeting_and_frees_the_old_one(session: Session):
    old, new = make_room(session), make_room(session)
    section = ready(session, BEFORE, room=old, weeks=2)
    publish(session, BEFORE, section)
    ids = list(dated(section))
    assert change(session, section, BEFORE, times=(WeeklyTime(1, time(8, 30), time(10), new.id),)) == ["times"]
    assert list(dated(section)) == ids
    assert [meeting.sequence for meeting in section.meetings] == [1, 1]
    assert session.scalars(select(BookingRoom.room_id)).unique().all() == [new.id]
    assert section.revision == 2


def test_another_instructor_is_held_instead_of_the_first(session: Session):
    first, second = make_person(session), make_person(session, "王老师")
    section = ready(session, BEFORE, weeks=2, instructor_id=first.id)
    publish(session, BEFORE, section)
    change(session, section, BEFORE, instructor_id=second.id)
    assert session.scalars(select(BookingPerson.person_id)).all() == [second.id] * 2


def test_what_does_not_concern_the_times_leaves_calendars_alone(session: Session):
    section = ready(session, BEFORE, weeks=2)
    publish(session, BEFORE, section)
    assert change(session, section, BEFORE, notes="请自备毛笔") == ["notes"]
    assert section.revision == 1


def test_an_offered_section_keeps_its_capacity_and_its_way_of_admitting(session: Session):
    section = ready(session, BEFORE)
    publish(session, BEFORE, section)
    assert change(session, section, BEFORE, capacity=5, mode=Mode.WALK_IN) == []


def test_an_offered_section_cannot_lose_what_it_needs(session: Session):
    section = ready(session, BEFORE)
    publish(session, BEFORE, section)
    with pytest.raises(Refused, match="lacks_times"):
        change(session, section, BEFORE, times=())


def test_a_refused_change_changes_nothing(session: Session):
    room = make_room(session)
    publish(session, BEFORE, ready(session, BEFORE, room=room, weeks=1))
    section = ready(session, BEFORE, weeks=1)
    publish(session, BEFORE, section)
    session.commit()
    with pytest.raises(Refused, match="room_taken"):
        change(session, section, BEFORE, times=(WeeklyTime(1, time(8, 30), time(10), room.id),))
    session.rollback()
    assert (section.times[0].room_id, section.revision) == (None, 1)


def test_a_holiday_entered_late_moves_its_meeting_when_the_section_is_scheduled_again(session: Session):
    section = ready(session, BEFORE, weeks=3)
    publish(session, BEFORE, section)
    ids = list(dated(section))
    closed = terms.ClosureDraft(date(2026, 9, 14), ClosureKind.HOLIDAY, "检修")
    terms.add_closure(session, closed, at=BEFORE, by=SYSTEM)
    service.schedule(session, section.id, at=BEFORE, by=SYSTEM, zone=ZONE)
    assert dated(section) == {
        ids[0]: ("09-07 08:30", 0, MeetingStatus.SCHEDULED),
        ids[1]: ("09-28 08:30", 1, MeetingStatus.SCHEDULED),
        ids[2]: ("09-21 08:30", 0, MeetingStatus.SCHEDULED),
    }


def test_scheduling_again_without_a_change_changes_nothing(session: Session):
    teacher, room = make_person(session), make_room(session)
    section = ready(session, BEFORE, room=room, instructor_id=teacher.id, weeks=3)
    publish(session, BEFORE, section)
    service.schedule(session, section.id, at=BEFORE, by=SYSTEM, zone=ZONE)
    assert (section.revision, {meeting.sequence for meeting in section.meetings}) == (1, {0})


def test_meetings_that_have_begun_are_never_touched(session: Session):
    section = ready(session, BEFORE, weeks=3)
    publish(session, BEFORE, section)
    midway = datetime(2026, 9, 14, 1, tzinfo=UTC)
    change(session, section, midway, times=(WeeklyTime(2, time(14), time(15, 30), None, "一楼大厅"),))
    assert [when for when, *_ in dated(section).values()] == ["09-07 08:30", "09-14 08:30", "09-22 14:00"]


def test_calling_a_section_off_cancels_what_is_to_come_and_frees_its_room(session: Session):
    room = make_room(session)
    section = ready(session, BEFORE, room=room, weeks=3)
    publish(session, BEFORE, section)
    midway = datetime(2026, 9, 8, tzinfo=UTC)
    for _ in range(2):
        service.cancel(session, section.id, at=midway, by=SYSTEM)
    assert section.cancelled_at == midway
    assert [meeting.status.value for meeting in section.meetings] == ["scheduled", "cancelled", "cancelled"]
    assert session.scalar(select(func.count(BookingRoom.id))) == 1
    assert section.revision == 2


def test_a_cancelled_section_is_not_offered_again(session: Session):
    section = ready(session, BEFORE)
    service.cancel(session, section.id, at=BEFORE, by=SYSTEM)
    with pytest.raises(Refused, match="section_cancelled"):
        publish(session, BEFORE, section)


def test_the_calendar_of_the_centre_is_told_of_every_change(session: Session):
    centre = Centre(name="中心")
    session.add(centre)
    section = ready(session, BEFORE)
    publish(session, BEFORE, section)
    service.cancel(session, section.id, at=BEFORE, by=SYSTEM)
    session.refresh(centre)
    assert centre.calendar_revision == 2


def test_a_new_name_of_a_course_reaches_its_meetings(session: Session):
    teacher = make_person(session)
    section = ready(session, BEFORE, weeks=2, instructor_id=teacher.id)
    publish(session, BEFORE, section)
    service.change_course(session, section.course_id, CourseDraft("隶书"), at=BEFORE, by=SYSTEM)
    assert [meeting.sequence for meeting in section.meetings] == [1, 1]
    assert session.scalars(select(Booking.title)).unique().all() == ["隶书"]
    assert section.revision == 2


def test_a_new_description_of_a_course_leaves_calendars_alone(session: Session):
    section = ready(session, BEFORE, weeks=2)
    publish(session, BEFORE, section)
    described = CourseDraft("书法", description="从执笔学起")
    service.change_course(session, section.course_id, described, at=BEFORE, by=SYSTEM)
    assert section.revision == 1


def test_offering_many_sections_takes_as_many_statements_as_offering_one(session: Session):
    rooms = [make_room(session) for _ in range(6)]

    def some(number: int, hour: int) -> list[Section]:
        return [
            ready(session, BEFORE, n % 5 + 1, time(hour + n // 30), time(hour + n // 30, 50), rooms[n % 6])
            for n in range(number)
        ]

    one, many = some(1, 19), some(60, 8)
    session.flush()
    with counted(session) as few:
        publish(session, BEFORE, *one)
    with counted(session) as lots:
        publish(session, BEFORE, *many)
    assert len(lots) <= len(few) + 2


def test_a_preview_writes_nothing_and_names_everything(session: Session):
    room, teacher = make_room(session, "302"), make_person(session)
    publish(session, BEFORE, ready(session, BEFORE, room=room, weeks=1))
    terms.seed_closures(session, at=BEFORE, by=SYSTEM)
    draft = replace(
        service.draft_of(ready(session, BEFORE, room=room, weeks=4, instructor_id=teacher.id)),
        times=(WeeklyTime(1, time(8, 30), time(10), room.id), WeeklyTime(5, time(8, 30), time(10), room.id)),
    )
    with counted(session) as sent:
        seen = service.preview(session, "书法", draft, None, at=BEFORE, zone=ZONE)
    assert not [statement for statement in sent if not statement.startswith("SELECT")]
    assert len(seen.moves) == 8
    assert [reason.code for reason in seen.moves[0].reasons] == ["room_taken"]
    assert seen.lost == [(date(2026, 9, 25), "中秋节"), (date(2026, 10, 2), "国庆节")]
    assert not seen.is_possible


def test_a_preview_warns_of_years_whose_holidays_nobody_has_entered(session: Session):
    terms.seed_closures(session, at=BEFORE, by=SYSTEM)
    draft = service.draft_of(ready(session, BEFORE, weeks=20))
    seen = service.preview(session, "书法", draft, None, at=BEFORE, zone=ZONE)
    assert seen.years_lacking == [2027]


def test_a_preview_of_a_change_says_what_moves_and_what_stays(session: Session):
    section = ready(session, BEFORE, weeks=2)
    publish(session, BEFORE, section)
    draft = replace(service.draft_of(section), weeks=3)
    seen = service.preview(session, "书法", draft, section.id, at=BEFORE, zone=ZONE)
    assert [move.fate.value for move in seen.moves] == ["same", "same", "new"]
    assert seen.is_possible


def test_a_preview_of_a_draft_that_lacks_something_says_what(session: Session, at):
    seen = service.preview(session, "书法", SectionDraft(make_course(session).id), None, at=at, zone=ZONE)
    assert [reason.code for reason in seen.missing][:2] == ["lacks_first_day", "lacks_last_day"]


def test_departments_and_courses_are_added_once(session: Session, at):
    for _ in range(2):
        department = service.find_or_add_department(session, "书画系", at=at, by=SYSTEM)
        course = service.find_or_add_course(session, CourseDraft("书法", department.id), at=at, by=SYSTEM)
        bare = service.find_or_add_course(session, CourseDraft("书法"), at=at, by=SYSTEM)
    assert [len(service.departments(session)), len(service.courses(session))] == [1, 2]
    assert course is not bare
    assert course.pinyin == "shufa sf"


def test_a_second_course_of_the_same_name_and_level_is_refused(session: Session, at):
    service.add_course(session, CourseDraft("书法", level="初级"), at=at, by=SYSTEM)
    service.add_course(session, CourseDraft("书法", level="提高"), at=at, by=SYSTEM)
    with pytest.raises(Refused, match="name_taken"):
        service.add_course(session, CourseDraft("书法", level="初级"), at=at, by=SYSTEM)


def test_an_unknown_section_is_not_there(session: Session, at):
    with pytest.raises(NotThere):
        publish(session, at, Section(id=4711))
    assert make_section(session).status is SectionStatus.OPEN


def test_a_new_name_of_a_department_reaches_the_public_calendars(session: Session, at):
    centre = Centre(name="中心")
    session.add(centre)
    department = service.add_department(session, "书画系", at=at, by=SYSTEM)
    service.change_department(session, department.id, "书画系", at=at, by=SYSTEM)
    session.refresh(centre)
    assert centre.calendar_revision == 0
    service.change_department(session, department.id, "书画系", "Painting", at=at, by=SYSTEM)
    service.change_department(session, department.id, "美术系", "Painting", at=at, by=SYSTEM)
    session.refresh(centre)
    assert centre.calendar_revision == 2


def test_a_new_english_name_of_a_course_reaches_the_public_calendars(session: Session, at):
    centre = Centre(name="中心")
    session.add(centre)
    course = service.add_course(session, CourseDraft("书法"), at=at, by=SYSTEM)
    for draft in (CourseDraft("书法", name_en="Calligraphy"), CourseDraft("书法", None, "", "Calligraphy", "临帖")):
        service.change_course(session, course.id, draft, at=at, by=SYSTEM)
    session.refresh(centre)
    assert centre.calendar_revision == 1


def test_a_draft_that_was_offered_meanwhile_is_not_changed_as_a_draft(session: Session, at):
    section = ready(session, BEFORE)
    typed = replace(service.draft_of(section), notes="带毛笔")
    assert service.change_draft(session, section.id, typed, at=at, by=SYSTEM, zone=ZONE) == ["notes"]
    publish(session, BEFORE, section)
    with pytest.raises(Refused, match="preview_stale"):
        service.change_draft(session, section.id, replace(typed, weeks=3), at=at, by=SYSTEM, zone=ZONE)


def test_a_day_worked_anew_names_the_classes_that_lack_a_meeting_on_it(session: Session):
    mondays, tuesdays = ready(session, BEFORE, weeks=None), ready(session, BEFORE, weekday=2, weeks=None)
    publish(session, BEFORE, mondays, tuesdays)
    day = mondays.meetings[2].starts_at.astimezone(ZONE).date()
    assert service.due_on(session, day, zone=ZONE) == []
    service.cancel_meeting(session, mondays.meetings[2].id, at=BEFORE, by=SYSTEM)
    assert service.due_on(session, day, zone=ZONE) == []
    terms.add_closure(
        session,
        terms.ClosureDraft(day + timedelta(days=5), ClosureKind.WORKDAY, "补班", 2),
        at=BEFORE,
        by=SYSTEM,
    )
    assert service.due_on(session, day + timedelta(days=5), zone=ZONE) == [tuesdays]
