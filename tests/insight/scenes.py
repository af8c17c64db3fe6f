"""A class of some weeks with people in it and registers that were kept."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy.orm import Session

from activity_center.attendance import register
from activity_center.attendance.register import Sent
from activity_center.attendance.rules import Mark
from activity_center.audit import Actor
from activity_center.courses.models import Section
from tests.enrolment.scenes import ZONE, a_person, a_section, a_term, an_enrolment

__all__ = ["ZONE", "a_person", "a_section", "a_term", "an_enrolment"]

DESK = Actor(None, "web")
P, L, E, A = Mark.PRESENT, Mark.LATE, Mark.LEAVE, Mark.ABSENT


def a_class(session: Session, weeks: int = 4, learners: int = 1, **given) -> tuple[Section, list[int]]:
    """Make a class that meets weekly from 14 September 2026, and people enrolled in it; return it and their ids."""
    section = a_section(session, weeks=weeks, **given)
    return section, [an_enrolment(session, section, a_person(session)).person_id for _ in range(learners)]


def after(section: Section, weeks: int = 0) -> datetime:
    """Return the moment a day after the last meeting, or after so many."""
    meeting = section.meetings[weeks - 1 if weeks else -1]
    return meeting.ends_at + timedelta(days=1)


def mark(session: Session, section: Section, person_id: int, marks: Sequence[Mark | None]) -> None:
    """Mark somebody at the first meetings of a class, one after the other; None leaves a meeting out."""
    for meeting, one in zip(section.meetings, marks, strict=False):
        if one:
            sent = [Sent(str(uuid4()), one, meeting.ends_at, person_id=person_id)]
            register.mark_all(session, meeting.id, sent, at=meeting.ends_at, by=DESK)
