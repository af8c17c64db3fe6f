"""Registers on paper: what is printed on them, and keying in what somebody wrote there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center.attendance import register
from activity_center.attendance.keeping import Outcome
from activity_center.attendance.register import Register
from activity_center.attendance.rules import Mark, Part
from activity_center.audit import Actor
from activity_center.courses.models import Meeting
from activity_center.courses.rules import MeetingStatus
from activity_center.db import lock
from activity_center.errors import Reason, Refused
from activity_center.insight import reading
from activity_center.registers.rules import COLUMNS


@dataclass(frozen=True)
class PaperRow:
    """Somebody on a register with the number they have on paper, and the mark that stands; nobody has 0."""

    person_id: int
    number: int
    name: str
    mark: Mark | None
    is_expected: bool


def rows(session: Session, known: Register) -> list[PaperRow]:
    """Return everybody who may be on the paper of a meeting, in the order of their numbers."""
    numbers = reading.numbers_of(session, known.facts.section_id)
    marks = {row.person_id: row for row in (*known.rows, *known.waiting)}
    found = []
    for person_id, (number, name) in numbers.items():
        row = marks.get(person_id)
        is_expected = row is not None and row.part is Part.EXPECTED
        found.append(PaperRow(person_id, number, name, row.mark if row else None, is_expected))
    return sorted(found, key=lambda row: row.number)


def key_in(
    session: Session,
    meeting_id: int,
    marks: Mapping[int, Mark],
    seen: Mapping[int, Mark | None],
    *,
    at: datetime,
    by: Actor,
) -> list[Outcome]:
    """Enter the marks of a paper register, by person; those that stand already are left as they are.

    Refused as a whole where a mark is another than whoever keyed in has `seen`: they must look again.
    """
    lock(session, Meeting, [meeting_id])
    stands = {row.person_id: row.mark for row in rows(session, register.register(session, meeting_id))}
    new = {person_id: mark for person_id, mark in marks.items() if stands.get(person_id) is not mark}
    if any(stands.get(person_id) is not seen.get(person_id) for person_id in new):
        raise Refused(Reason("register_changed_meanwhile"))
    return register.mark_by_hand(session, meeting_id, new, at=at, by=by)


def next_meetings(session: Session, section_id: int, at: datetime) -> Sequence[Meeting]:
    """Return the meetings for a sheet of paper: those that are not over, or the last ones where all are."""
    mine = select(Meeting).where(Meeting.section_id == section_id, Meeting.status == MeetingStatus.SCHEDULED)
    ahead = mine.where(Meeting.ends_at > at).order_by(Meeting.starts_at, Meeting.id).limit(COLUMNS)
    found = session.scalars(ahead).all()
    if found:
        return found
    last = mine.order_by(Meeting.starts_at.desc(), Meeting.id.desc()).limit(COLUMNS)
    return list(reversed(session.scalars(last).all()))
