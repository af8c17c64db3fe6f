"""Making up for a meeting in a parallel section: who comes to which meeting instead of which.

Locks: the person, the other section, then both meetings, under which everything is read again.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from activity_center.attendance.models import Attendance, MakeUp
from activity_center.attendance.rules import THERE
from activity_center.courses.models import Course, Meeting, Section
from activity_center.enrolment.facts import titled
from activity_center.people.models import Person


def made_up(session: Session, person_ids: Collection[int], meeting_ids: Collection[int]) -> set[tuple[int, int]]:
    """Return which of these meetings which of these people have made up for, as meeting and person.

    It is made up for once they were there at the other meeting; an arrangement alone counts for nothing.
    """
    rows = session.execute(
        select(MakeUp.missed_id, MakeUp.person_id)
        .join(Attendance, (Attendance.meeting_id == MakeUp.instead_id) & (Attendance.person_id == MakeUp.person_id))
        .where(
            MakeUp.ended_at.is_(None),
            MakeUp.person_id.in_(person_ids),
            MakeUp.missed_id.in_(meeting_ids),
            Attendance.mark.in_(THERE),
        )
    )
    return {(meeting_id, person_id) for meeting_id, person_id in rows}


@dataclass(frozen=True)
class Swap:
    """The other meeting of somebody on a register: `is_from_here` makes up there for this one, else the reverse."""

    title: str
    starts_at: datetime
    is_from_here: bool
    was_there: bool = False


def swaps(session: Session, meeting_id: int) -> list[tuple[int, str, Swap]]:
    """Return who makes up elsewhere for this meeting, and who comes to it instead of to another: id, name, swap."""
    other = aliased(Meeting)
    rows = session.execute(
        select(
            MakeUp.person_id,
            Person.name.label("person"),
            MakeUp.missed_id,
            Course.name,
            Course.level,
            Section.label,
            other.starts_at,
            Attendance.mark,
        )
        .join(Person, Person.id == MakeUp.person_id)
        .join(
            other,
            ((other.id == MakeUp.instead_id) & (MakeUp.missed_id == meeting_id))
            | ((other.id == MakeUp.missed_id) & (MakeUp.instead_id == meeting_id)),
        )
        .join(Section, Section.id == other.section_id)
        .join(Course, Course.id == Section.course_id)
        .outerjoin(
            Attendance, (Attendance.meeting_id == MakeUp.instead_id) & (Attendance.person_id == MakeUp.person_id)
        )
        .where(MakeUp.ended_at.is_(None), or_(MakeUp.missed_id == meeting_id, MakeUp.instead_id == meeting_id))
        .order_by(MakeUp.id)
    )
    return [
        (
            row.person_id,
            row.person,
            Swap(
                titled(row.name, row.level, row.label),
                row.starts_at,
                row.missed_id == meeting_id,
                row.mark in THERE,
            ),
        )
        for row in rows
    ]


def guests(session: Session, meeting_id: int) -> list[int]:
    """Return who comes to a meeting to make up for one of their own section."""
    return guests_of(session, [meeting_id])[meeting_id]


def guests_of(session: Session, meeting_ids: Collection[int]) -> dict[int, list[int]]:
    """Return who comes to each of these meetings to make up for one of their own section; nobody where not named."""
    coming = select(MakeUp.instead_id, MakeUp.person_id).where(
        MakeUp.instead_id.in_(meeting_ids), MakeUp.ended_at.is_(None)
    )
    found: dict[int, list[int]] = defaultdict(list)
    for meeting_id, person_id in session.execute(coming.order_by(MakeUp.id)):
        found[meeting_id].append(person_id)
    return found
