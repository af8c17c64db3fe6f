"""Coming to a meeting otherwise than by a card: added by the instructor, or scanning the code on the door."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from activity_center.attendance import keeping, register, service
from activity_center.attendance.keeping import Outcome, Place
from activity_center.attendance.register import Row
from activity_center.attendance.rules import (
    THERE,
    Fate,
    Mark,
    MeetingFacts,
    mark_refusals,
    sign_in_mark,
    sign_in_refusals,
)
from activity_center.attendance.service import SignIn
from activity_center.audit import Actor
from activity_center.courses.models import Meeting
from activity_center.db import found, lock
from activity_center.errors import Reason, Refused
from activity_center.people import service as people
from activity_center.people.cards import working_card
from activity_center.people.models import Card, Person
from activity_center.people.rules import Standing, normal, normal_card

MOST = 20


@dataclass(frozen=True)
class Comer:
    """Somebody who was looked for: what they are to the meeting, how they stand, and why they cannot come, if so."""

    person_id: int
    name: str
    row: Row | None
    reasons: Sequence[Reason]

    @property
    def is_there(self) -> bool:
        """Say whether they are marked as there already."""
        return self.row is not None and self.row.mark in THERE


def looked_for(session: Session, meeting_id: int, q: str, at: datetime, *, by_staff: bool) -> list[Comer]:
    """Return who may be meant, at most twenty, those on the register first.

    Instructors find those who belong to the section, by a part of the name, initials or card; anybody else only by
    the whole name or the whole number of the card. Staff find everybody.
    """
    known = register.register(session, meeting_id)
    here = {row.person_id: row for row in (*known.rows, *known.waiting)}
    ids = _meant(session, q, here, by_staff=by_staff) if q.strip() else []
    reasons = _refusals(session, known.facts, ids, at)
    names = people.names(session, ids)
    return [Comer(id, names[id], here.get(id), reasons[id]) for id in ids]


def _meant(session: Session, q: str, here: Collection[int], *, by_staff: bool) -> list[int]:
    if by_staff:
        everybody = [one.id for one in people.search(session, q, limit=MOST) if one.standing is Standing.ACTIVE]
        return sorted(everybody, key=lambda id: (id not in here, id))
    return list(dict.fromkeys([*_begun(session, q, here), *_whole(session, q)]))[:MOST]


def _begun(session: Session, q: str, here: Collection[int]) -> list[int]:
    """Return those of these people whose name holds this, or whose initials or card begin so."""
    theirs = select(Person).where(Person.id.in_(here)).order_by(Person.id)
    rows = session.scalars(theirs.options(selectinload(Person.cards)))
    wanted, initials, card = normal(q), f" {q.strip().casefold()}", normal_card(q)
    return [
        one.id
        for one in rows
        if wanted in one.name or initials in f" {one.pinyin}" or (card and (working_card(one) or "").startswith(card))
    ]


def _whole(session: Session, q: str) -> Sequence[int]:
    """Return whose whole name or whole card number this is; nothing that is only begun finds anybody."""
    card = Person.cards.any((Card.number == normal_card(q)) & Card.revoked_at.is_(None))
    exact = select(Person.id).where(or_(Person.name == normal(q), card), Person.standing == Standing.ACTIVE)
    return session.scalars(exact.order_by(Person.id).limit(MOST)).all()


def _refusals(
    session: Session, meeting: MeetingFacts, person_ids: Collection[int], at: datetime
) -> dict[int, list[Reason]]:
    """Return for each person why they cannot be added now, as the act would say it."""
    asked = keeping.enrolments(session, [meeting.section_id], person_ids)
    if not _signs_in(meeting, at):
        return {
            id: [_told(reason) for reason in mark_refusals(meeting, at, asked.get((meeting.section_id, id), ()))]
            for id in person_ids
        }
    bars, there = service.barred(session, [meeting], person_ids), keeping.there(session, [meeting.id])[meeting.id]
    return {
        id: sign_in_refusals(meeting, at, (), bars.get(Place(meeting.id, id), ()), len(there - {id}))
        for id in person_ids
    }


def _signs_in(meeting: MeetingFacts, at: datetime) -> bool:
    """Say whether adding somebody is signing them in: at a table to which anybody may come, within its places."""
    return meeting.is_walk_in and at < meeting.ends_at


def _told(reason: Reason) -> Reason:
    """Return why, for somebody who stands at the door: nobody sits in on a class of others."""
    return Reason("no_sitting_in", reason.facts) if reason.code == "not_on_register" else reason


def add(session: Session, meeting_id: int, person_id: int, *, at: datetime, by: Actor) -> Outcome:
    """Write down that somebody has come who may: enrolled, waiting, or at a table to which anybody may come.

    Refused with every reason; who is there already stays as they are. Who comes during the meeting is late or not by
    the clock, who is added afterwards was present.
    """
    lock(session, Meeting, [meeting_id])
    meeting = found(keeping.meetings(session, [meeting_id]).get(meeting_id))
    found(session.get(Person, person_id))
    if _signs_in(meeting, at):
        return service.sign_in(session, person_id, meeting_id, at=at, by=by)
    if reasons := _refusals(session, meeting, [person_id], at)[person_id]:
        raise Refused(*reasons)
    is_there = person_id in keeping.there(session, [meeting_id])[meeting_id]
    mark = sign_in_mark(meeting.starts_at, at) if at < meeting.ends_at else Mark.PRESENT
    marks = {} if is_there else {person_id: mark}
    outcomes = register.mark_by_hand(session, meeting_id, marks, at=at, by=by)
    return outcomes[0] if outcomes else Outcome("", Fate.KNOWN, meeting)


def scan(
    session: Session, person_id: int, meeting_id: int, scanned_at: datetime, *, at: datetime, by: Actor
) -> Outcome:
    """Sign in somebody who scanned the code on the door, as of the moment of scanning; refused with every reason."""
    uid = f"door-{meeting_id}-{person_id}-{int(scanned_at.timestamp())}"
    [outcome] = service.sign_in_many(session, [SignIn(person_id, scanned_at, uid, meeting_id)], at=at, by=by)
    if outcome.reasons:
        raise Refused(*outcome.reasons)
    return outcome
