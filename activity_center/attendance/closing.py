"""Closing a register, and opening it again: after that, what is marked stays as it is.

Locks: the meeting. Closing writes nothing about anybody who is not marked, unless that is wished for.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from activity_center import audit
from activity_center.attendance import keeping
from activity_center.attendance.models import RegisterClosing
from activity_center.attendance.register import mark_by_hand, register
from activity_center.attendance.rules import Mark, MeetingFacts, Part
from activity_center.audit import Actor
from activity_center.courses.models import Meeting
from activity_center.db import found, lock
from activity_center.errors import Reason, Refused


def close(session: Session, meeting_id: int, *, absent_rest: bool = False, at: datetime, by: Actor) -> None:
    """Close the register of a meeting that has begun; one that is closed stays as it is.

    `absent_rest` marks as absent whoever was expected and is neither marked nor on leave. Marks that were made
    before this moment and arrive later are taken all the same (rules.Closed.holds).
    """
    meeting = _locked(session, meeting_id)
    if not meeting.is_on:
        raise Refused(Reason("meeting_cancelled", meeting.told()))
    if at < meeting.starts_at:
        raise Refused(Reason("register_not_begun", meeting.told()))
    if meeting.closed_by(at):
        return
    if absent_rest:
        rest = [row for row in register(session, meeting_id).rows if row.part is Part.EXPECTED and row.mark is None]
        mark_by_hand(session, meeting_id, {row.person_id: Mark.ABSENT for row in rest}, at=at, by=by)
    session.add(RegisterClosing(meeting_id=meeting_id, closed_at=at, closed_by_id=by.person_id))
    session.flush()
    audit.record(session, by, at, "close_register", "meeting", meeting_id, absent_rest=absent_rest)


def reopen(session: Session, meeting_id: int, reason: str, *, at: datetime, by: Actor) -> None:
    """Open a closed register again; one that is open stays as it is. Refused without a reason."""
    if not reason.strip():
        raise Refused(Reason("note_missing"))
    closed = _locked(session, meeting_id).closed_by(at)
    if closed is None:
        return
    wanted = select(RegisterClosing).where(
        RegisterClosing.meeting_id == meeting_id, RegisterClosing.reopened_at.is_(None)
    )
    row = session.scalar(wanted) or RegisterClosing(meeting_id=meeting_id, closed_at=closed.closed_at)
    row.reopened_at, row.reopened_by_id, row.reason = at, by.person_id, reason.strip()
    session.add(row)
    session.flush()
    audit.record(session, by, at, "reopen_register", "meeting", meeting_id, reason=row.reason)


def of(session: Session, meeting_id: int) -> Sequence[RegisterClosing]:
    """Return every closing of a register that people made or ended, the latest first."""
    rows = select(RegisterClosing).where(RegisterClosing.meeting_id == meeting_id)
    loaded = (joinedload(RegisterClosing.closed_by), joinedload(RegisterClosing.reopened_by))
    return session.scalars(rows.order_by(RegisterClosing.closed_at.desc()).options(*loaded)).all()


def _locked(session: Session, meeting_id: int) -> MeetingFacts:
    lock(session, Meeting, [meeting_id])
    return found(keeping.meetings(session, [meeting_id]).get(meeting_id))
