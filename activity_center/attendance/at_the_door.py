"""Somebody of a parallel section who stands at the door and makes up here, at once, for a meeting they missed.

Locks: those of arranging, under which everything is read again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import Session

from activity_center.attendance import arranging, coming, keeping, make_ups, missing, queries
from activity_center.attendance.keeping import Outcome
from activity_center.attendance.making_up import make_up_refusals
from activity_center.attendance.missing import Missed
from activity_center.attendance.register import Register
from activity_center.attendance.rules import THERE
from activity_center.audit import Actor
from activity_center.courses.models import Meeting, Section
from activity_center.courses.rules import Mode, SectionStatus
from activity_center.db import found
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import Status
from activity_center.errors import NotThere, Reason, Refused
from activity_center.people.models import Card, Person
from activity_center.people.rules import Standing, normal, normal_card, normal_phone

# Of one whole name, telephone or card; and of one person.
_MOST_PEOPLE, _MOST_MISSED = 9, 6
_SHORTEST_PHONE = 7

# What the rule says to those who make up, as it is told to whoever stands at the door: nothing else is theirs to know.
_TOLD = {
    "make_up_agreed": "door_make_up_agreed",
    "make_up_was_there": "door_make_up_was_there",
    "make_up_full": "door_make_up_full",
    "make_up_clash": "door_make_up_clash",
    "make_up_own_seat": "door_make_up_own_seat",
}
# Of somebody who is in no parallel section, or was not expected, it is not even said that they are not.
_STRANGE = frozenset({"make_up_not_yours", "make_up_not_parallel"})


@dataclass(frozen=True)
class Guest:
    """Somebody of a parallel section, with what they missed and could make up for here, the latest first.

    `reasons` say why not, each once. Who is expected here already has one meeting, and `is_there` once they came.
    """

    person_id: int
    name: str
    missed: Sequence[Missed] = ()
    reasons: Sequence[Reason] = ()
    is_expected: bool = False
    is_there: bool = False


def is_open(known: Register, at: datetime) -> bool:
    """Say whether anybody can be taken in now: as long as their own card would sign them in here."""
    facts = known.facts
    return facts.is_on and facts.opens_at <= at < facts.ends_at and facts.closed_by(at) is None


def may_welcome(session: Session, known: Register, person_id: int | None, at: datetime) -> bool:
    """Say whether somebody who looks at a register can take in others now: its teachers, where there is a parallel
    section.
    """
    meeting = known.meeting
    teaches = person_id is not None and person_id in (meeting.instructor_id, meeting.section.instructor_id)
    return teaches and is_open(known, at) and has_parallel(session, meeting.section)


def has_parallel(session: Session, section: Section) -> bool:
    """Say whether the same course is taught to others in the same term, so that somebody could make up here."""
    if section.mode is Mode.WALK_IN:
        return False
    return bool(session.scalar(select(exists(_parallel(section)))))


def looked_for(session: Session, meeting_id: int, q: str, at: datetime) -> list[Guest]:
    """Return who may be meant by a whole name, telephone or card number: nobody but those who are enrolled in a
    parallel section and missed a meeting there, the register of which was kept, or are expected here already.
    """
    meeting: Meeting = found(session.get(Meeting, meeting_id))
    if not q.strip():
        return []
    known = [_guest(session, row.id, row.name, meeting, at) for row in session.execute(_meant(q, meeting.section))]
    return [guest for guest in known if guest.missed or guest.reasons or guest.is_expected]


def _parallel(section: Section) -> Select[Any]:
    return select(Section.id).where(
        Section.course_id == section.course_id,
        Section.term_id.is_not_distinct_from(section.term_id),
        Section.id != section.id,
        Section.status == SectionStatus.OPEN,
        Section.mode != Mode.WALK_IN,
    )


def _meant(q: str, section: Section) -> Any:
    """Return the query for whose whole name, telephone or card this is; nothing that is only begun finds anybody."""
    phone = normal_phone(q)
    is_theirs = [
        Person.name == normal(q),
        Person.cards.any((Card.number == normal_card(q)) & Card.revoked_at.is_(None)),
        *([Person.phone == phone] if len(phone) >= _SHORTEST_PHONE else []),
    ]
    enrolled = select(Enrolment.person_id).where(
        Enrolment.section_id.in_(_parallel(section)), Enrolment.status == Status.ENROLLED
    )
    wanted = select(Person.id, Person.name).where(
        or_(*is_theirs), Person.id.in_(enrolled), Person.standing == Standing.ACTIVE
    )
    return wanted.order_by(Person.id).limit(_MOST_PEOPLE)


def _guest(session: Session, person_id: int, name: str, meeting: Meeting, at: datetime) -> Guest:
    if _is_expected(session, person_id, meeting.id):
        is_there = meeting.id in _there(session, person_id, [meeting.id])
        return Guest(person_id, name, is_expected=True, is_there=is_there)
    judged = _judged(session, person_id, _missed(session, person_id, meeting, at), meeting, at)
    reasons = [reason for one in judged for reason in one.reasons]
    once = [reason for number, reason in enumerate(reasons) if reason not in reasons[:number]]
    return Guest(person_id, name, [one for one in judged if not one.reasons][:_MOST_MISSED], once)


def _is_expected(session: Session, person_id: int, meeting_id: int) -> bool:
    return person_id in make_ups.guests(session, meeting_id)


def _missed(session: Session, person_id: int, meeting: Meeting, at: datetime) -> list[Meeting]:
    """Return what somebody missed beside this meeting's section and has made up for nowhere, the latest first."""
    begun = [one for one in missing.meetings_of(session, person_id, at, beside=meeting.section) if one.starts_at <= at]
    ids = [one.id for one in begun]
    made_up = {id for id, _ in make_ups.made_up(session, [person_id], ids)}
    done = _there(session, person_id, ids) | made_up | missing.unsaid(session, person_id, ids)
    return sorted((one for one in begun if one.id not in done), key=lambda one: (one.starts_at, one.id), reverse=True)


def _there(session: Session, person_id: int, meeting_ids: Sequence[int]) -> set[int]:
    stands = queries.standing_of(session, person_id, meeting_ids)
    return {id for id, (mark, _) in stands.items() if mark in THERE}


def _judged(
    session: Session, person_id: int, missed: Sequence[Meeting], meeting: Meeting, at: datetime
) -> list[Missed]:
    """Return each of these meetings with why it cannot be made up for at this one, if so."""
    swaps = arranging.swaps_of(session, person_id, [(one.id, meeting.id) for one in missed], at)
    return [Missed(one, None, True, reasons=_told(make_up_refusals(swaps[one.id, meeting.id], at))) for one in missed]


def _told(reasons: Sequence[Reason]) -> list[Reason]:
    return [Reason(_TOLD.get(reason.code, reason.code), reason.facts) for reason in reasons]


def welcome(session: Session, meeting_id: int, person_id: int, missed_id: int, *, at: datetime, by: Actor) -> Outcome:
    """Let somebody make up here, at once, for a meeting they missed in a parallel section, and mark them as there.

    Refused with every reason, by the same rule as where the desk arranges it; then nothing is arranged and nobody
    marked. Doing it again changes nothing. Of who is a stranger to both it only says that they are not there.
    """
    missed = found(keeping.meetings(session, [missed_id]).get(missed_id))
    if missed.starts_at > at:
        raise NotThere
    try:
        arranging.agree(session, person_id, missed_id, meeting_id, at=at, by=by)
    except Refused as refused:
        if any(reason.code in _STRANGE for reason in refused.reasons):
            raise NotThere from None
        raise Refused(*_told(refused.reasons)) from None
    return coming.add(session, meeting_id, person_id, at=at, by=by)
