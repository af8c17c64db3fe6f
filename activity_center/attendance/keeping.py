"""How marks are kept: each added once to the history, and what then stands written beside it.

Whoever calls holds the locks of the meetings, under which what stands is worked out anew from the whole history.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.orm import Session

from activity_center.attendance.models import Attendance, MakeUp, Marking, RegisterClosing
from activity_center.attendance.rules import (
    THERE,
    Closed,
    EnrolmentFacts,
    Fate,
    Mark,
    MarkFacts,
    MeetingFacts,
    closed_times,
    fate,
    standing,
)
from activity_center.audit import Actor
from activity_center.courses.models import Course, Meeting, Section
from activity_center.courses.rules import MeetingStatus, Mode
from activity_center.enrolment.facts import titled
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import Status
from activity_center.errors import Reason
from activity_center.many import insert_all
from activity_center.people.models import Person
from activity_center.terms.models import Term


class Place(NamedTuple):
    """One person at one meeting."""

    meeting_id: int
    person_id: int


@dataclass(frozen=True)
class Made:
    """A mark as it was made, before it is kept."""

    uid: str
    place: Place
    mark: Mark | None
    marked_at: datetime
    is_sign_in: bool = False
    device: str = ""

    @property
    def facts(self) -> MarkFacts:
        """Return it as it will stand in the history."""
        return MarkFacts(self.uid, self.mark, self.marked_at, self.is_sign_in)


@dataclass(frozen=True)
class Outcome:
    """What became of a mark, and what stands now of this person at this meeting; reasons where it was refused."""

    uid: str
    fate: Fate
    meeting: MeetingFacts | None = None
    mark: Mark | None = None
    marked_at: datetime | None = None
    reasons: Sequence[Reason] = ()


def outcome_of(uid: str, meeting: MeetingFacts, marks: Sequence[MarkFacts]) -> Outcome:
    """Return what became of a mark that is kept, among all that were made of this person at this meeting."""
    stands = standing(marks)
    assert stands is not None
    return Outcome(uid, fate(uid, marks), meeting, stands.mark, stands.marked_at)


History = dict[Place, list[MarkFacts]]


def places_of(session: Session, uids: Collection[str]) -> dict[str, Place]:
    """Return where those of these marks belong that are kept already."""
    rows = session.execute(select(Marking.uid, Marking.meeting_id, Marking.person_id).where(Marking.uid.in_(uids)))
    return {uid: Place(meeting_id, person_id) for uid, meeting_id, person_id in rows}


def keep(session: Session, made: Sequence[Made], *, at: datetime, by: Actor) -> None:
    """Add marks, none of which is kept yet, to the history, and write down what stands after them."""
    if not made:
        return
    insert_all(session, Marking, [_row(one, at, by) for one in made])
    _write_standing(session, {one.place for one in made})


def _row(made: Made, at: datetime, by: Actor) -> dict[str, object]:
    return {
        **made.place._asdict(),
        "uid": made.uid,
        "mark": made.mark,
        "is_sign_in": made.is_sign_in,
        "marked_at": made.marked_at,
        "received_at": at,
        "actor_id": by.person_id,
        "via": by.via,
        "device": made.device,
    }


def _write_standing(session: Session, places: Collection[Place]) -> None:
    wanted = {place: stands for place, marks in histories(session, places).items() if (stands := standing(marks))}
    uids = {stands.uid for stands in wanted.values()}
    ids = dict(session.execute(select(Marking.uid, Marking.id).where(Marking.uid.in_(uids))).all())
    columns = (Attendance.meeting_id, Attendance.person_id, Attendance.id)
    known = {Place(*place): id for *place, id in session.execute(select(*columns).where(_at(Attendance, places)))}
    new, old = [], []
    for place, stands in wanted.items():
        row = {"marking_id": ids[stands.uid], "mark": stands.mark, "marked_at": stands.marked_at}
        if place in known:
            old.append(row | {"id": known[place]})
        else:
            new.append(row | place._asdict())
    insert_all(session, Attendance, new)
    if old:
        session.execute(update(Attendance), old)


def _at(model: type[Marking] | type[Attendance], places: Iterable[Place]):
    """Return the condition that a row is of one of these places."""
    people: dict[int, list[int]] = defaultdict(list)
    for meeting_id, person_id in places:
        people[meeting_id].append(person_id)
    return or_(*(and_(model.meeting_id == id, model.person_id.in_(theirs)) for id, theirs in people.items()))


def histories(session: Session, places: Collection[Place]) -> History:
    """Return every mark that was ever made of these people at these meetings; every place asked for has an entry."""
    found: History = {place: [] for place in places}
    columns = (Marking.meeting_id, Marking.person_id, Marking.uid, Marking.mark, Marking.marked_at, Marking.is_sign_in)
    rows = session.execute(select(*columns).where(_at(Marking, places))) if places else ()
    for meeting_id, person_id, uid, mark, marked_at, is_sign_in in rows:
        found[Place(meeting_id, person_id)].append(MarkFacts(uid, mark, marked_at, is_sign_in))
    return found


# What the rules need to know.

_MEETING = (
    Meeting.id,
    Meeting.section_id,
    Meeting.starts_at,
    Meeting.ends_at,
    Meeting.status,
    Section.mode,
    Section.capacity,
    Section.label,
    Course.name,
    Course.level,
    Term.register_days,
)


def meetings(session: Session, ids: Collection[int]) -> dict[int, MeetingFacts]:
    """Return meetings as the rules see them, as they are now; ids that do not exist are left out."""
    rows = session.execute(
        select(*_MEETING)
        .join(Section, Section.id == Meeting.section_id)
        .join(Course, Course.id == Section.course_id)
        .outerjoin(Term, Term.id == Section.term_id)
        .where(Meeting.id.in_(ids))
    ).all()
    closed = _closed(session, ids)
    return {row.id: _facts(row, closed[row.id]) for row in rows}


def _closed(session: Session, ids: Collection[int]) -> dict[int, list[Closed]]:
    """Return when people closed the registers of these meetings, and opened them again."""
    columns = (RegisterClosing.meeting_id, RegisterClosing.closed_at, RegisterClosing.reopened_at)
    found: dict[int, list[Closed]] = defaultdict(list)
    for meeting_id, closed_at, reopened_at in session.execute(
        select(*columns).where(RegisterClosing.meeting_id.in_(ids))
    ):
        found[meeting_id].append(Closed(closed_at, reopened_at))
    return found


def closer(session: Session, meeting_id: int, closed_at: datetime) -> str:
    """Return the name of whoever closed a register then; nothing where it closed by itself."""
    by = select(Person.name).join(RegisterClosing, RegisterClosing.closed_by_id == Person.id)
    then = by.where(RegisterClosing.meeting_id == meeting_id, RegisterClosing.closed_at == closed_at)
    return session.scalar(then.limit(1)) or ""


def _facts(row, closed: Iterable[Closed]) -> MeetingFacts:
    return MeetingFacts(
        row.id,
        row.section_id,
        titled(row.name, row.level, row.label),
        row.starts_at,
        row.ends_at,
        is_on=row.status is MeetingStatus.SCHEDULED,
        is_walk_in=row.mode is Mode.WALK_IN,
        capacity=row.capacity,
        closed=closed_times(row.ends_at, row.register_days, closed),
    )


_ASKED = select(
    Enrolment.section_id,
    Enrolment.person_id,
    Enrolment.id,
    Enrolment.status,
    Enrolment.changed_at,
    Enrolment.requested_at,
)
Enrolments = dict[tuple[int, int], list[EnrolmentFacts]]


def enrolments(session: Session, section_ids: Collection[int], person_ids: Collection[int]) -> Enrolments:
    """Return what these people ever asked for in these sections, by section and person, and where they make up."""
    found: Enrolments = defaultdict(list)
    asked = Enrolment.section_id.in_(section_ids), Enrolment.person_id.in_(person_ids)
    for row in session.execute(_ASKED.where(*asked)):
        facts = EnrolmentFacts(row.id, row.status, row.changed_at, asked_at=row.requested_at)
        found[row.section_id, row.person_id].append(facts)
    for section_id, person_id, id, agreed_at, meeting_id in session.execute(_made_up_in(section_ids, person_ids)):
        found[section_id, person_id].append(EnrolmentFacts(id, Status.ENROLLED, agreed_at, meeting_id))
    return found


def _made_up_in(section_ids: Collection[int], person_ids: Collection[int]):
    """Return the query for who makes up there for a meeting of their own section."""
    wanted = select(Meeting.section_id, MakeUp.person_id, MakeUp.id, MakeUp.agreed_at, MakeUp.instead_id)
    return wanted.join(Meeting, Meeting.id == MakeUp.instead_id).where(
        MakeUp.ended_at.is_(None), Meeting.section_id.in_(section_ids), MakeUp.person_id.in_(person_ids)
    )


def there(session: Session, meeting_ids: Collection[int]) -> dict[int, set[int]]:
    """Return who has come to each meeting."""
    found: dict[int, set[int]] = {id: set() for id in meeting_ids}
    rows = session.execute(
        select(Attendance.meeting_id, Attendance.person_id).where(
            Attendance.meeting_id.in_(meeting_ids), Attendance.mark.in_(THERE)
        )
    )
    for meeting_id, person_id in rows:
        found[meeting_id].add(person_id)
    return found


def count_there(session: Session, meeting_ids: Collection[int]) -> dict[int, int]:
    """Return how many have come to each meeting; one that is missing has nobody."""
    rows = session.execute(
        select(Attendance.meeting_id, func.count())
        .where(Attendance.meeting_id.in_(meeting_ids), Attendance.mark.in_(THERE))
        .group_by(Attendance.meeting_id)
    )
    return dict(rows.all())
