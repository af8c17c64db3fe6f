"""The register of a meeting: who is expected, who came, and the marks of those who keep it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from activity_center import audit
from activity_center.attendance import keeping, make_ups
from activity_center.attendance.keeping import Made, Outcome, Place, outcome_of
from activity_center.attendance.make_ups import Swap
from activity_center.attendance.models import Attendance, Marking
from activity_center.attendance.rules import (
    THERE,
    EnrolmentFacts,
    Fate,
    Mark,
    MeetingFacts,
    Part,
    corrected,
    effective,
    mark_refusals,
    part,
)
from activity_center.audit import Actor
from activity_center.courses.models import Meeting, Section
from activity_center.courses.rules import MeetingStatus
from activity_center.db import found, lock
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import SEATED, Status
from activity_center.errors import Reason
from activity_center.leave.service import Excuse, excuses
from activity_center.people.models import Person, Role
from activity_center.people.rules import may
from activity_center.rooms.models import Room


@dataclass(frozen=True)
class Sent:
    """One mark as a device sends it: of an enrolment or of a person, made `marked_at` by the device's own clock."""

    uid: str
    mark: Mark | None
    marked_at: datetime
    enrolment_id: int | None = None
    person_id: int | None = None
    device: str = ""


def mark_all(
    session: Session,
    meeting_id: int,
    sent: Sequence[Sent],
    *,
    sent_at: datetime | None = None,
    at: datetime,
    by: Actor,
) -> list[Outcome]:
    """Enter marks into the register of a meeting, each once, and return what became of each in the same order.

    Of two marks of one person the later stands, whichever arrives first; the other stays in the history. `sent_at`
    is what the device's clock said at sending, `at` is when it was received. A refusal of one mark stops no other.
    """
    lock(session, Meeting, [meeting_id])
    meeting = found(keeping.meetings(session, [meeting_id]).get(meeting_id))
    book = _book(session, meeting, sent, sent_at, at)
    made = [one for mark in sent if (one := _judged(book, mark))]
    keeping.keep(session, made, at=at, by=by)
    if made:
        audit.record(session, by, at, "mark_register", "meeting", meeting_id, count=len(made))
    history = keeping.histories(session, set(book.places.values()))
    return [_outcome(book, history, mark) for mark in sent]


def mark_by_hand(
    session: Session,
    meeting_id: int,
    marks: Mapping[int, Mark | None],
    *,
    with_rest: bool = False,
    at: datetime,
    by: Actor,
) -> list[Outcome]:
    """Enter marks by person made at this very moment; `with_rest` marks as present all others who are expected.

    Nobody who is marked already is among the rest, nor anybody who joined the section after the meeting, nor who
    makes up for it elsewhere.
    """
    lock(session, Meeting, [meeting_id])
    wanted = dict(marks)
    if with_rest:
        rows = register(session, meeting_id).rows
        rest = [row for row in rows if row.part is Part.EXPECTED and row.mark is None and row.swap is None]
        wanted = {row.person_id: Mark.PRESENT for row in rest} | wanted
    sent = [Sent(str(uuid4()), mark, at, person_id=person_id) for person_id, mark in wanted.items()]
    return mark_all(session, meeting_id, sent, at=at, by=by)


@dataclass
class _Book:
    """What deciding needs, read after the lock, and what was decided."""

    meeting: MeetingFacts
    sent_at: datetime | None
    at: datetime
    owners: Mapping[int, int]  # person by enrolment
    enrolments: keeping.Enrolments
    known: Collection[int]  # people there are, as far as a walk-in section asks
    places: dict[str, Place]  # of the marks that are kept, by uid
    refused: dict[str, list[Reason]] = field(default_factory=dict)


def _book(
    session: Session, meeting: MeetingFacts, sent: Sequence[Sent], sent_at: datetime | None, at: datetime
) -> _Book:
    owners = dict(
        session.execute(
            select(Enrolment.id, Enrolment.person_id).where(
                Enrolment.section_id == meeting.section_id,
                Enrolment.id.in_({one.enrolment_id for one in sent} - {None}),
            )
        ).all()
    )
    people = {*owners.values(), *(one.person_id for one in sent if one.person_id)}
    known = session.scalars(select(Person.id).where(Person.id.in_(people))).all() if meeting.is_walk_in else ()
    enrolments = keeping.enrolments(session, [meeting.section_id], people)
    places = keeping.places_of(session, [one.uid for one in sent])
    return _Book(meeting, sent_at, at, owners, enrolments, set(known), places)


def _judged(book: _Book, sent: Sent) -> Made | None:
    """Return the mark to keep, None where it is kept already or refused."""
    if sent.uid in book.places or sent.uid in book.refused:
        return None
    place = _place(book, sent)
    marked_at = corrected(sent.marked_at, book.sent_at, book.at)
    enrolments = book.enrolments.get((book.meeting.section_id, place.person_id), ())
    is_known = place.person_id in book.known
    if reasons := mark_refusals(book.meeting, marked_at, enrolments, is_known=is_known):
        book.refused[sent.uid] = reasons
        return None
    book.places[sent.uid] = place
    return Made(sent.uid, place, sent.mark, marked_at, device=sent.device)


def _place(book: _Book, sent: Sent) -> Place:
    """Return whom a mark is of, nobody (0) where its enrolment is none of this section or somebody else's."""
    owner = book.owners.get(sent.enrolment_id, 0) if sent.enrolment_id else sent.person_id or 0
    return Place(book.meeting.id, owner if sent.person_id in (None, owner) else 0)


def _outcome(book: _Book, history: keeping.History, sent: Sent) -> Outcome:
    if sent.uid in book.refused:
        return Outcome(sent.uid, Fate.REFUSED, book.meeting, reasons=book.refused[sent.uid])
    place = book.places[sent.uid]
    if place != _place(book, sent):
        return Outcome(sent.uid, Fate.REFUSED, book.meeting, reasons=[Reason("mark_id_used")])
    return outcome_of(sent.uid, book.meeting, history[place])


# Looking at it.


@dataclass(frozen=True)
class Row:
    """One person on a register. `came_at` is when they signed in themselves; `position` only if waiting.

    `mark` is what is shown: the mark that was `made` and stands, without one LEAVE where there is an `excuse`. `swap`
    is the other meeting, where they make up for this one or this one makes up for that.
    """

    person_id: int
    name: str
    part: Part
    enrolment_id: int | None = None
    mark: Mark | None = None
    marked_at: datetime | None = None
    came_at: datetime | None = None
    came_via: str = ""
    position: int | None = None
    made: Mark | None = None
    excuse: Excuse | None = None
    swap: Swap | None = None


@dataclass(frozen=True)
class Register:
    """A meeting with everybody who belongs on its register, in the order of enrolling; guests come last.

    `waiting` are those who wait for a place and are not marked: they may sit in. `closed_at` only where it is closed.
    """

    meeting: Meeting
    facts: MeetingFacts
    number: int  # which of the section's meetings it is, from 1
    rows: Sequence[Row]
    waiting: Sequence[Row]
    closed_at: datetime | None = None
    closed_by: str = ""  # nobody where it closed by itself

    def row(self, person_id: int) -> Row:
        """Return somebody on it, or raise NotThere."""
        return found(next((row for row in (*self.rows, *self.waiting) if row.person_id == person_id), None))


def register(session: Session, meeting_id: int, at: datetime | None = None) -> Register:
    """Return the register of a meeting as it stands, in a constant number of queries.

    Whether it is closed at a moment is said only where that moment is given.
    """
    meeting: Meeting = found(session.scalar(select(Meeting).where(Meeting.id == meeting_id).options(*_LOADED)))
    facts = keeping.meetings(session, [meeting_id])[meeting_id]
    rows = _rows(session, facts)
    shown = [row for row in rows if row.mark or row.part in _LISTED]
    near = [row for row in rows if not row.mark and row.part is Part.WAITING]
    number = _number(session, facts)
    closed = facts.closed_by(at) if at else None
    by = keeping.closer(session, meeting_id, closed.closed_at) if closed and closed.by_hand else ""
    closed_at = closed.closed_at if closed else None
    return Register(meeting, facts, number, sorted(shown, key=_order), sorted(near, key=_order), closed_at, by)


def _number(session: Session, meeting: MeetingFacts) -> int:
    """Return which of the meetings that take place it is, from 1."""
    until = select(func.count()).where(
        Meeting.section_id == meeting.section_id,
        Meeting.status == MeetingStatus.SCHEDULED,
        Meeting.starts_at <= meeting.starts_at,
    )
    return session.scalar(until) or 1


def tallies(session: Session, meeting_ids: Collection[int]) -> dict[int, int]:
    """Return how many have come to each meeting; nothing for those that nobody has marked anybody at."""
    rows = session.execute(
        select(Attendance.meeting_id, func.count().filter(Attendance.mark.in_(THERE)))
        .where(Attendance.meeting_id.in_(meeting_ids), Attendance.mark.is_not(None))
        .group_by(Attendance.meeting_id)
    )
    return dict(rows.all())


def _rows(session: Session, meeting: MeetingFacts) -> list[Row]:
    """Return everybody who asked for the section and is in it or waits, and everybody who was marked."""
    rows: dict[int, Row] = {}
    asked = _asked(session, meeting)
    queue = [id for id, (_, _, theirs) in asked.items() if any(one.status is Status.WAITING for one in theirs)]
    for person_id, (name, enrolment_id, theirs) in asked.items():
        position = queue.index(person_id) + 1 if person_id in queue else None
        rows[person_id] = Row(person_id, name, part(theirs, meeting), enrolment_id, position=position)
    for person_id, name, swap in make_ups.swaps(session, meeting.id):
        row = rows.get(person_id) or Row(person_id, name, Part.GUEST)
        row = row if swap.is_from_here or row.part is Part.EXPECTED else replace(row, part=Part.MAKE_UP)
        if row.part in (Part.EXPECTED, Part.MAKE_UP):
            rows[person_id] = replace(row, swap=swap)
    for person_id, name, mark, marked_at in _standing(session, meeting.id):
        row = rows.get(person_id) or Row(person_id, name, Part.GUEST)
        rows[person_id] = replace(row, mark=mark, made=mark, marked_at=marked_at)
    for person_id, came_at, via in _came(session, meeting.id):
        rows[person_id] = replace(rows[person_id], came_at=came_at, came_via=via)
    return _excused(session, meeting, rows)


def _excused(session: Session, meeting: MeetingFacts, rows: Mapping[int, Row]) -> list[Row]:
    """Return the rows with the leaves of those who are expected."""
    expected = [person_id for person_id, row in rows.items() if row.part is Part.EXPECTED]
    known = excuses(session, expected, [meeting.id])
    return [
        replace(row, mark=effective(row.made, is_on_leave=excuse is not None), excuse=excuse)
        for row in rows.values()
        for excuse in [known.get((meeting.id, row.person_id))]
    ]


def _asked(session: Session, meeting: MeetingFacts) -> dict[int, tuple[str, int, list[EnrolmentFacts]]]:
    """Return name, latest enrolment and all enrolments of those in the section, and of those who are marked."""
    marked = select(Attendance.person_id).where(Attendance.meeting_id == meeting.id)
    rows = session.execute(
        select(Enrolment.person_id, Person.name, Enrolment.id, Enrolment.status, Enrolment.changed_at)
        .join(Person, Person.id == Enrolment.person_id)
        .where(
            Enrolment.section_id == meeting.section_id,
            or_(Enrolment.status.in_(SEATED | {Status.WAITING}), Enrolment.person_id.in_(marked)),
        )
        .order_by(Enrolment.id)
    )
    found: dict[int, tuple[str, int, list[EnrolmentFacts]]] = {}
    for person_id, name, id, status, changed_at in rows:
        _, _, before = found.pop(person_id, ("", 0, []))
        found[person_id] = (name, id, [*before, EnrolmentFacts(id, status, changed_at)])
    return found


def _standing(session: Session, meeting_id: int) -> Sequence[Any]:
    columns = (Attendance.person_id, Person.name, Attendance.mark, Attendance.marked_at)
    mine = select(*columns).join(Person, Person.id == Attendance.person_id)
    return session.execute(mine.where(Attendance.meeting_id == meeting_id)).all()


def _came(session: Session, meeting_id: int) -> Sequence[Any]:
    """Return when each person first signed in themselves, whatever was marked afterwards, and by what."""
    mine = select(Marking.person_id, Marking.marked_at, Marking.via).where(
        Marking.meeting_id == meeting_id, Marking.is_sign_in
    )
    return session.execute(mine.order_by(Marking.marked_at.desc(), Marking.uid.desc())).all()


_LOADED = (
    joinedload(Meeting.room).joinedload(Room.site),
    joinedload(Meeting.instructor),
    joinedload(Meeting.section).joinedload(Section.course),
    joinedload(Meeting.section).joinedload(Section.instructor),
)
_PARTS = list(Part)
# Who stands on a register without being marked.
_LISTED = frozenset({Part.EXPECTED, Part.JOINED_LATER, Part.MAKE_UP})


def _order(row: Row) -> tuple[int, int, str]:
    return (_PARTS.index(row.part), row.enrolment_id or 0, row.name)


def may_keep(session: Session, meeting_id: int, person_id: int | None) -> bool:
    """Say whether somebody keeps the register of a meeting: its instructor, its substitute, and staff."""
    return teaches(session, meeting_id, person_id) or is_staff(session, person_id)


def teaches(session: Session, meeting_id: int, person_id: int | None) -> bool:
    """Say whether somebody teaches a meeting: the instructor of its section, or a substitute."""
    teachers = select(Section.instructor_id, Meeting.instructor_id).join(Meeting, Meeting.section_id == Section.id)
    theirs = found(session.execute(teachers.where(Meeting.id == meeting_id)).one_or_none())
    return person_id is not None and person_id in theirs


def is_staff(session: Session, person_id: int | None) -> bool:
    """Say whether somebody serves people at the desk."""
    return may(session.scalars(select(Role.name).where(Role.person_id == person_id)), "serve_people")


def history(session: Session, meeting_id: int, person_id: int | None = None) -> Sequence[Any]:
    """Return every mark that was made at a meeting, newest first, with the names of whom and by whom."""
    who, whom = aliased(Person), aliased(Person)
    marks = (
        select(Marking, whom.name.label("name"), who.name.label("by"))
        .join(whom, whom.id == Marking.person_id)
        .outerjoin(who, who.id == Marking.actor_id)
        .where(Marking.meeting_id == meeting_id)
        .order_by(Marking.marked_at.desc(), Marking.uid.desc())
    )
    return session.execute(marks if person_id is None else marks.where(Marking.person_id == person_id)).all()
