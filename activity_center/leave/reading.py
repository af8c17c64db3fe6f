"""What pages show of leaves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from activity_center.courses.models import Meeting, Section
from activity_center.courses.rules import MeetingStatus
from activity_center.db import found
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import Status
from activity_center.leave.covering import Excuse, excuses
from activity_center.leave.models import Leave


@dataclass(frozen=True)
class Coming:
    """A meeting that somebody is expected at, with why they will not come if they have said so."""

    meeting: Meeting
    excuse: Excuse | None


def coming(session: Session, person_id: int, at: datetime, limit: int = 6) -> list[Coming]:
    """Return the next meetings of the classes in which somebody holds a seat, in order of time."""
    seats = select(Enrolment.section_id).where(Enrolment.person_id == person_id, Enrolment.status == Status.ENROLLED)
    rows = session.scalars(
        select(Meeting)
        .where(Meeting.section_id.in_(seats), Meeting.status == MeetingStatus.SCHEDULED, Meeting.ends_at > at)
        .order_by(Meeting.starts_at, Meeting.id)
        .limit(limit)
        .options(joinedload(Meeting.room), joinedload(Meeting.section).joinedload(Section.course))
    ).all()
    known = excuses(session, [person_id], [row.id for row in rows])
    return [Coming(row, known.get((row.id, person_id))) for row in rows]


def sections_of(session: Session, person_id: int) -> Sequence[Section]:
    """Return the sections in which somebody holds a seat."""
    seated = (
        select(Section)
        .join(Enrolment, Enrolment.section_id == Section.id)
        .where(Enrolment.person_id == person_id, Enrolment.status == Status.ENROLLED)
    )
    return session.scalars(seated.order_by(Section.id).options(joinedload(Section.course))).all()


def leave(session: Session, leave_id: int) -> Leave:
    """Return one leave, or raise NotThere."""
    return found(session.get(Leave, leave_id))


def leaves_of(session: Session, person_id: int, limit: int = 30) -> Sequence[Leave]:
    """Return somebody's leaves, the latest days first."""
    return session.scalars(_listed().where(Leave.person_id == person_id).limit(limit)).all()


def leaves_in(session: Session, section_id: int, since: datetime, limit: int = 60) -> Sequence[Leave]:
    """Return the leaves of this class alone that are not over at a moment, the latest days first.

    Those for all classes are left out: what somebody does elsewhere is no business of a monitor.
    """
    here = _listed().where(Leave.section_id == section_id, Leave.ends_at > since)
    return session.scalars(here.limit(limit)).all()


def _listed():
    loaded = (
        joinedload(Leave.person),
        joinedload(Leave.asked_by),
        joinedload(Leave.section).joinedload(Section.course),
    )
    return select(Leave).order_by(Leave.starts_at.desc(), Leave.id.desc()).options(*loaded)
