"""Asking for leave, taking it back, and refusing it. A leave stands as soon as it is asked for; nobody approves it.

Locks: the person who is to be on leave. Every time here is that of receipt.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center import audit
from activity_center.audit import Actor
from activity_center.courses.models import Meeting, Section
from activity_center.courses.rules import MeetingStatus
from activity_center.courses.service import section as section_of
from activity_center.db import found, lock, locked
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import Status
from activity_center.errors import Reason, Refused
from activity_center.leave.covering import Excuse, covered, excuses
from activity_center.leave.models import Leave
from activity_center.leave.rules import AskedAs, Gathering, Kind, LeaveFacts, refusals
from activity_center.notices import service as notices
from activity_center.people import service as people
from activity_center.people.models import Person

__all__ = ["Excuse", "Wish", "ask", "ask_for_meeting", "covered", "excuses", "refuse", "take_back"]


@dataclass(frozen=True)
class Wish:
    """A leave as it is asked for: whole days, both of them included; for all classes unless a section is named."""

    person_id: int
    section_id: int | None
    first_on: date
    last_on: date
    kind: Kind
    note: str = ""


def ask(session: Session, wish: Wish, asked_as: AskedAs, *, at: datetime, by: Actor, zone: ZoneInfo) -> Leave:
    """Put somebody on leave, and tell them where somebody else has asked; refused with every reason.

    Asking again for exactly the same returns the leave there is, so that a second tap does nothing.
    """
    lock(session, Person, [wish.person_id])
    wished = LeaveFacts(
        wish.section_id,
        _begins(wish.first_on, zone),
        _begins(wish.last_on + timedelta(days=1), zone),
        at,
        asked_as,
    )
    known = _standing(session, wish.person_id)
    for leave in known:
        if (leave.section_id, leave.starts_at, leave.ends_at) == (wish.section_id, wished.starts_at, wished.ends_at):
            return leave
    title = section_of(session, wish.section_id).title if wish.section_id else ""
    seats = _sections_of(session, wish.person_id)
    reasons = refusals(
        wished,
        own_meetings(session, wish.person_id, wished.starts_at, wished.ends_at),
        [leave.facts for leave in known],
        today_at=_begins(at.astimezone(zone).date(), zone),
        is_enrolled=bool(seats) and wish.section_id in seats | {None},
        title=title,
    )
    if reasons:
        raise Refused(*reasons)
    return _written(session, wish, wished, at, by, zone)


def ask_for_meeting(
    session: Session,
    person_id: int,
    meeting_id: int,
    kind: Kind,
    asked_as: AskedAs,
    *,
    at: datetime,
    by: Actor,
    zone: ZoneInfo,
) -> Leave:
    """Put somebody on leave for one meeting: for its class, on its day."""
    meeting: Meeting = found(session.get(Meeting, meeting_id))
    day = meeting.starts_at.astimezone(zone).date()
    return ask(session, Wish(person_id, meeting.section_id, day, day, kind), asked_as, at=at, by=by, zone=zone)


def take_back(session: Session, leave_id: int, *, at: datetime, by: Actor, zone: ZoneInfo) -> Leave:
    """Take a leave back: what is over stays missed with leave. One that ended already stays as it is."""
    leave = _locked(session, leave_id)
    if leave.taken_back_at or leave.refused_at:
        return leave
    if leave.ends_at <= at:
        raise Refused(Reason("leave_is_over"))
    leave.taken_back_at = at
    audit.record(session, by, at, "take_back_leave", "leave", leave.id, leave.person_id)
    if by.person_id != leave.person_id:
        _tell(session, leave, "leave_taken_back", {}, at, zone)
    session.flush()
    return leave


def refuse(session: Session, leave_id: int, note: str, *, at: datetime, by: Actor, zone: ZoneInfo) -> Leave:
    """Refuse a leave afterwards, with a reason that the person is told: it covers nothing any more."""
    if not note.strip():
        raise Refused(Reason("note_missing"))
    leave = _locked(session, leave_id)
    if leave.refused_at is None:
        leave.refused_at, leave.refused_by_id, leave.refusal = at, by.person_id, note.strip()
        audit.record(session, by, at, "refuse_leave", "leave", leave.id, leave.person_id, note=leave.refusal)
        _tell(session, leave, "leave_refused", {"note": leave.refusal}, at, zone)
        session.flush()
    return leave


def own_meetings(session: Session, person_id: int, starts_at: datetime, ends_at: datetime) -> Sequence[Gathering]:
    """Return the meetings that take place between two moments in the classes in which somebody holds a seat."""
    rows = session.scalars(
        select(Meeting)
        .where(
            Meeting.section_id.in_(_sections_of(session, person_id)),
            Meeting.status == MeetingStatus.SCHEDULED,
            Meeting.starts_at >= starts_at,
            Meeting.starts_at < ends_at,
        )
        .order_by(Meeting.starts_at, Meeting.id)
    )
    return [Gathering(row.section_id, row.section.title, row.starts_at, row.ends_at) for row in rows]


def _sections_of(session: Session, person_id: int) -> set[int | None]:
    seats = select(Enrolment.section_id).where(Enrolment.person_id == person_id, Enrolment.status == Status.ENROLLED)
    return set(session.scalars(seats))


def _standing(session: Session, person_id: int) -> Sequence[Leave]:
    """Return the leaves of somebody that nobody has taken back or refused, as they are now."""
    theirs = select(Leave).where(
        Leave.person_id == person_id, Leave.taken_back_at.is_(None), Leave.refused_at.is_(None)
    )
    return session.scalars(theirs.order_by(Leave.id).execution_options(populate_existing=True)).all()


def _begins(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _locked(session: Session, leave_id: int) -> Leave:
    """Lock the person of a leave, and return the leave as it is now."""
    leave: Leave = found(session.get(Leave, leave_id))
    lock(session, Person, [leave.person_id])
    return locked(session, Leave, leave_id)


def _written(session: Session, wish: Wish, wished: LeaveFacts, at: datetime, by: Actor, zone: ZoneInfo) -> Leave:
    leave = Leave(
        person_id=wish.person_id,
        section_id=wish.section_id,
        starts_at=wished.starts_at,
        ends_at=wished.ends_at,
        kind=wish.kind,
        note=wish.note.strip(),
        asked_at=at,
        asked_by_id=by.person_id,
        asked_as=wished.asked_as,
        via=by.via,
    )
    session.add(leave)
    session.flush()
    days = {"first_on": wish.first_on.isoformat(), "last_on": wish.last_on.isoformat()}
    told = {"section_id": wish.section_id, "kind": wish.kind.value, "asked_as": wished.asked_as.value, **days}
    audit.record(session, by, at, "ask_for_leave", "leave", leave.id, wish.person_id, **told)
    if wished.asked_as is not AskedAs.SELF:
        names = people.names(session, [by.person_id] if by.person_id else [])
        _tell(session, leave, "leave_for_you", {"who": names.get(by.person_id or 0, "")}, at, zone)
    return leave


def _tell(session: Session, leave: Leave, kind: str, more: dict[str, str], at: datetime, zone: ZoneInfo) -> None:
    """Tell somebody about a leave of theirs; the sentence differs where it is for one class or for all."""
    section = session.get(Section, leave.section_id) if leave.section_id else None
    facts = {
        "first_on": leave.starts_at.astimezone(zone).date().isoformat(),
        "last_on": (leave.ends_at - timedelta(seconds=1)).astimezone(zone).date().isoformat(),
        "classes": section.title if section else "",
        **more,
    }
    notices.post(session, [leave.person_id], kind, facts, at=at, section_id=leave.section_id)
