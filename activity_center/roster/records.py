"""What was done with a section, its meetings and those in it."""

from dataclasses import dataclass

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from activity_center.audit import Audit
from activity_center.courses.models import Meeting
from activity_center.enrolment.models import Enrolment
from activity_center.people import service as people


@dataclass(frozen=True)
class Record:
    """One act, with the names of who did it and for whom; no name means the system, or nobody in particular."""

    audit: Audit
    actor: str
    person: str


def of_section(session: Session, section_id: int, *, offset: int = 0, limit: int = 100) -> tuple[list[Record], int]:
    """Return one page of what was done with a section, newest first, and how many acts there are in all."""
    enrolments = select(Enrolment.id).where(Enrolment.section_id == section_id)
    meetings = select(Meeting.id).where(Meeting.section_id == section_id)
    mine = or_(
        and_(Audit.subject == "section", Audit.subject_id == section_id),
        and_(Audit.subject == "enrolment", Audit.subject_id.in_(enrolments)),
        and_(Audit.subject == "meeting", Audit.subject_id.in_(meetings)),
    )
    total = session.scalar(select(func.count()).select_from(Audit).where(mine)) or 0
    rows = session.scalars(select(Audit).where(mine).order_by(Audit.id.desc()).offset(offset).limit(limit)).all()
    return _named(session, list(rows)), total


def of_enrolment(session: Session, enrolment_id: int) -> list[Record]:
    """Return what was done with one enrolment, newest first."""
    mine = select(Audit).where(Audit.subject == "enrolment", Audit.subject_id == enrolment_id)
    return _named(session, list(session.scalars(mine.order_by(Audit.id.desc()).limit(100))))


def _named(session: Session, rows: list[Audit]) -> list[Record]:
    ids = {id for row in rows for id in (row.actor_id, row.person_id) if id}
    names = people.names(session, ids)
    return [Record(row, names.get(row.actor_id or 0, ""), names.get(row.person_id or 0, "")) for row in rows]
