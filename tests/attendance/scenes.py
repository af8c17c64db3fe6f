"""A meeting at half past eight, people enrolled in it, and those who mark them."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center.attendance.models import Attendance, Marking
from activity_center.attendance.rules import MarkFacts, MeetingFacts, standing
from activity_center.audit import Actor
from activity_center.courses.models import Meeting, Section
from activity_center.courses.rules import Mode
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import Status
from activity_center.people.models import Person
from tests.enrolment import scenes
from tests.enrolment.scenes import ZONE, a_person, a_section
from tests.factories import make_meeting

__all__ = ["ZONE", "a_person", "a_section", "an_enrolment"]

STARTS = datetime(2026, 9, 7, 8, 30, tzinfo=ZONE)
KIOSK = Actor(None, "kiosk", "10.0.0.3")


def an_enrolment(
    session: Session, section: Section, person: Person | None = None, status: Status = Status.ENROLLED
) -> Enrolment:
    """Make an enrolment as it stands since six o'clock on the morning of the meeting."""
    return scenes.an_enrolment(session, section, person, status, since=o_clock(6))


def o_clock(hour: int, minute: int = 0, second: int = 0) -> datetime:
    """Return a moment on the morning of the meeting."""
    return STARTS.replace(hour=hour, minute=minute, second=second)


def meeting_facts(**given: Any) -> MeetingFacts:
    """Make a meeting from 8:30 to 10:00 as the rules see it."""
    known = {"id": 1, "section_id": 1, "title": "书法", "starts_at": STARTS, "ends_at": STARTS + timedelta(minutes=90)}
    return MeetingFacts(**known | given)


def a_meeting(session: Session, starts_at: datetime = STARTS, **section: Any) -> Meeting:
    """Make a meeting of ninety minutes of a section of its own."""
    return make_meeting(session, a_section(session, **section), starts_at)


def a_walk_in(session: Session, capacity: int | None = None) -> Meeting:
    """Make a meeting to which anybody may come."""
    return a_meeting(session, mode=Mode.WALK_IN, capacity=capacity)


def learners(session: Session, meeting: Meeting, number: int = 1, status: Status = Status.ENROLLED) -> list[int]:
    """Make people who are enrolled, and return their ids."""
    return [an_enrolment(session, meeting.section, status=status).person_id for _ in range(number)]


def stands(session: Session, meeting: Meeting, person_id: int) -> Attendance | None:
    """Return how it stands for somebody."""
    session.expire_all()
    return session.scalar(
        select(Attendance).where(Attendance.meeting_id == meeting.id, Attendance.person_id == person_id)
    )


def wrongs(session: Session, meeting_id: int) -> list[str]:
    """Return everybody for whom what stands at a meeting is not what the history says."""
    session.expire_all()
    history: dict[int, list[MarkFacts]] = {}
    for row in session.scalars(select(Marking).where(Marking.meeting_id == meeting_id)):
        history.setdefault(row.person_id, []).append(MarkFacts(row.uid, row.mark, row.marked_at, row.is_sign_in))
    mine = select(Attendance).where(Attendance.meeting_id == meeting_id)
    rows = {row.person_id: row for row in session.scalars(mine)}
    found = [] if rows.keys() == history.keys() else ["other people have marks than the history says"]
    for person_id, marks in history.items():
        right, row = standing(marks), rows.get(person_id)
        if row is None or (row.marking.uid, row.mark) != (right.uid, right.mark):
            found.append(f"{person_id} says {row and row.mark} where the history says {right.mark}")
    return found
