"""What staff read about proposals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from activity_center.absences.models import AbsenceProposal
from activity_center.absences.rules import State
from activity_center.attendance.absences import missing
from activity_center.attendance.counting import Absences
from activity_center.courses.models import Meeting, Section
from activity_center.db import found
from activity_center.enrolment.models import Enrolment


def open_ones(session: Session) -> Sequence[AbsenceProposal]:
    """Return what waits for a decision, the longest waiting first."""
    waiting = _listed().where(AbsenceProposal.state == State.OPEN)
    return session.scalars(waiting.order_by(AbsenceProposal.made_at, AbsenceProposal.id)).all()


def decided(session: Session, limit: int = 30) -> Sequence[AbsenceProposal]:
    """Return what became of earlier ones, the latest first."""
    done = _listed().where(AbsenceProposal.state != State.OPEN)
    return session.scalars(done.order_by(AbsenceProposal.decided_at.desc()).limit(limit)).all()


def section_of(session: Session, proposal_id: int) -> int:
    """Return the section a proposal is about, or raise NotThere."""
    theirs = select(Enrolment.section_id).join(AbsenceProposal, AbsenceProposal.enrolment_id == Enrolment.id)
    return found(session.scalar(theirs.where(AbsenceProposal.id == proposal_id)))


@dataclass(frozen=True)
class Case:
    """A proposal with the meetings that were missed."""

    row: AbsenceProposal
    missed: Sequence[Meeting]
    in_a_row: int


def case(session: Session, proposal_id: int, at: datetime) -> Case:
    """Return one proposal with what speaks for it now, or raise NotThere."""
    row: AbsenceProposal = found(session.scalar(_listed().where(AbsenceProposal.id == proposal_id)))
    theirs = (one for one in missing(session, [row.enrolment.section_id], at) if one.enrolment_id == row.enrolment_id)
    absences = next((one.absences for one in theirs), Absences())
    meetings = session.scalars(select(Meeting).where(Meeting.id.in_(absences.missed)).order_by(Meeting.starts_at)).all()
    return Case(row, meetings, len(absences.in_a_row))


def _listed():
    enrolment = joinedload(AbsenceProposal.enrolment)
    return select(AbsenceProposal).options(
        enrolment.joinedload(Enrolment.person),
        enrolment.joinedload(Enrolment.section).joinedload(Section.course),
        joinedload(AbsenceProposal.decided_by),
    )
