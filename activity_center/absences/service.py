"""Proposals to staff about people who stay away: made, withdrawn, accepted, dismissed. Nothing happens by itself.

Locks: the person where one is decided about, then the section, under which its proposals are read again.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from activity_center import audit
from activity_center.absences.models import AbsenceLook, AbsenceProposal
from activity_center.absences.rules import LOOK_AFTER_TERM, LOOK_EVERY, State
from activity_center.attendance.absences import Missing, missing, thresholds
from activity_center.attendance.counting import Proposal, Run, Threshold, reached
from activity_center.attendance.models import RegisterClosing
from activity_center.audit import Actor
from activity_center.courses.models import Meeting, Section
from activity_center.courses.rules import Mode, SectionStatus
from activity_center.db import found, lock
from activity_center.enrolment.models import Enrolment
from activity_center.errors import Reason, Refused
from activity_center.notices import service as notices
from activity_center.people.models import Person
from activity_center.roster import service as roster
from activity_center.terms.models import Term

_Key = tuple[int, Run, Proposal, int]


def sections_due(session: Session, at: datetime) -> Collection[int]:
    """Return the sections of running terms to look at: those of which a register was closed since, and each in turn."""
    closed_since = (
        select(RegisterClosing.id)
        .join(Meeting, Meeting.id == RegisterClosing.meeting_id)
        .where(Meeting.section_id == Section.id, RegisterClosing.closed_at >= AbsenceLook.looked_at)
        .exists()
    )
    day = at.date()
    wanted = (
        select(Section.id)
        .join(Term, Term.id == Section.term_id)
        .outerjoin(AbsenceLook, AbsenceLook.section_id == Section.id)
        .where(
            Section.status == SectionStatus.OPEN,
            Section.mode != Mode.WALK_IN,
            Term.first_on <= day,
            Term.last_on >= day - LOOK_AFTER_TERM,
            or_(AbsenceLook.id.is_(None), AbsenceLook.looked_at < at - LOOK_EVERY, closed_since),
        )
    )
    return session.scalars(wanted.order_by(Section.id)).all()


def look(session: Session, section_id: int, at: datetime) -> None:
    """Propose what the absences of a section call for, and withdraw what nothing speaks for any more.

    Idempotent: what was decided stays decided, and a row of absences leads to one proposal of each kind.
    """
    lock(session, Section, [section_id])
    term_id = session.scalar(select(Section.term_id).where(Section.id == section_id))
    rules = thresholds(session, [term_id])[term_id]
    wanted = {
        (one.enrolment_id, threshold.run, threshold.proposal, meeting_id): (one, threshold)
        for one in missing(session, [section_id], at)
        for threshold, meeting_id in reached(one.absences, rules)
    }
    known = {_key(row): row for row in _of_section(session, section_id)}
    for key, (one, threshold) in wanted.items():
        _propose(session, known.get(key), key, one, threshold, at)
    for key, row in known.items():
        if row.state is State.OPEN and key not in wanted:
            row.state, row.decided_at = State.WITHDRAWN, at
    looked = session.scalar(select(AbsenceLook).where(AbsenceLook.section_id == section_id))
    looked = looked or AbsenceLook(section_id=section_id)
    looked.looked_at = at
    session.add(looked)
    session.flush()


def accept(session: Session, proposal_id: int, note: str = "", *, at: datetime, by: Actor) -> None:
    """Do what is proposed: tell the person, or take them off the section, whose place goes to the next.

    Doing it twice is doing it once. Refused where the marks have changed meanwhile so that nothing speaks for it any
    more, and where a place is taken without a reason.
    """
    row = _locked(session, proposal_id, at)
    if row.state is State.ACCEPTED:
        return
    _refuse_unless_open(row)
    section = row.enrolment.section
    if row.proposal is Proposal.FREE_SEAT:
        roster.end(session, row.enrolment_id, note, is_own_wish=False, at=at, by=by)
    else:
        told = {"title": section.title, "missed": row.missed, "note": note.strip()}
        once = f"absence_warning:{row.id}"
        person_id = row.enrolment.person_id
        kind = "absence_warning_note" if note.strip() else "absence_warning"
        notices.post(session, [person_id], kind, told, at=at, section_id=section.id, once=once)
    _decide(session, row, State.ACCEPTED, note, at, by)


def dismiss(session: Session, proposal_id: int, note: str, *, at: datetime, by: Actor) -> None:
    """Leave somebody alone, with a reason that is kept; the same row of absences is not proposed again."""
    if not note.strip():
        raise Refused(Reason("note_missing"))
    row = _locked(session, proposal_id, at)
    if row.state is not State.DISMISSED:
        _refuse_unless_open(row)
        _decide(session, row, State.DISMISSED, note, at, by)


def _refuse_unless_open(row: AbsenceProposal) -> None:
    if row.state is not State.OPEN:
        raise Refused(Reason("absence_not_open", {"title": row.enrolment.section.title}))


def _decide(session: Session, row: AbsenceProposal, state: State, note: str, at: datetime, by: Actor) -> None:
    row.state, row.note, row.decided_at, row.decided_by_id = state, note.strip(), at, by.person_id
    session.flush()
    act = "accept_absence" if state is State.ACCEPTED else "dismiss_absence"
    told = {"proposal": row.proposal.value, "missed": row.missed, "note": row.note}
    audit.record(session, by, at, act, "enrolment", row.enrolment_id, row.enrolment.person_id, **told)


def _propose(
    session: Session,
    row: AbsenceProposal | None,
    key: _Key,
    one: Missing,
    threshold: Threshold,
    at: datetime,
) -> None:
    missed = len(one.absences.counted(threshold.run))
    if row is None:
        enrolment_id, run, proposal, meeting_id = key
        row = AbsenceProposal(
            enrolment_id=enrolment_id, run=run, proposal=proposal, meeting_id=meeting_id, count=threshold.count
        )
        row.state, row.made_at, row.missed = State.OPEN, at, missed
        session.add(row)
    elif row.state is State.WITHDRAWN:
        row.state, row.made_at, row.decided_at, row.missed = State.OPEN, at, None, missed
    elif row.state is State.OPEN:
        row.missed = missed


def _key(row: AbsenceProposal) -> _Key:
    return row.enrolment_id, row.run, row.proposal, row.meeting_id


def _of_section(session: Session, section_id: int) -> Collection[AbsenceProposal]:
    theirs = select(AbsenceProposal).join(Enrolment, Enrolment.id == AbsenceProposal.enrolment_id)
    here = theirs.where(Enrolment.section_id == section_id)
    return session.scalars(here.execution_options(populate_existing=True)).all()


def _locked(session: Session, proposal_id: int, at: datetime) -> AbsenceProposal:
    """Lock whom a proposal is about, look at the section again, and return the proposal as it is now."""
    row: AbsenceProposal = found(session.get(AbsenceProposal, proposal_id))
    lock(session, Person, [row.enrolment.person_id])
    look(session, row.enrolment.section_id, at)
    return row
