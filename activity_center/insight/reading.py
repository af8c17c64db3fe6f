"""What the registers say of one person and of one class, in a few queries each.

Only meetings that have taken place and whose register was kept count, that is: somebody is marked at them. Where
nobody took the register it speaks neither for nor against anybody. Of a class those are counted who have a seat in
it, from the first meeting after they got it.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from activity_center.attendance.make_ups import made_up
from activity_center.attendance.models import Attendance
from activity_center.attendance.rules import THERE
from activity_center.courses.models import Meeting, Section
from activity_center.courses.rules import MeetingStatus, Mode
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import Status
from activity_center.insight.rules import Seen, Tally, tally
from activity_center.leave.covering import covered
from activity_center.people.models import Person


@dataclass(frozen=True)
class Place:
    """One person at one meeting of a class they belong to; `is_kept` says that somebody is marked there."""

    section_id: int
    meeting_id: int
    person_id: int
    starts_at: datetime
    seen: Seen
    is_kept: bool = True


def places(
    session: Session,
    at: datetime,
    *,
    section_ids: Collection[int] | None = None,
    person_ids: Collection[int] | None = None,
) -> list[Place]:
    """Return how everybody was at every meeting that has begun, of these sections or of these people, in order of time.

    Four queries. Meetings whose register nobody kept are among them, unless they were made up for.
    """
    wanted = expected(at).order_by(Meeting.starts_at, Meeting.id)
    if section_ids is not None:
        wanted = wanted.where(Meeting.section_id.in_(section_ids))
    if person_ids is not None:
        wanted = wanted.where(Enrolment.person_id.in_(person_ids))
    columns = (Meeting.section_id, Meeting.id, Enrolment.person_id, Meeting.starts_at, Attendance.mark)
    rows: Sequence[Any] = session.execute(wanted.with_only_columns(*columns)).all()
    meetings, people = {row.id for row in rows}, {row.person_id for row in rows}
    on_leave, made = covered(session, people, meetings), made_up(session, people, meetings)
    kept = kept_of(session, meetings)
    found = []
    for row in rows:
        place = (row.id, row.person_id)
        seen = Seen(row.mark, place in on_leave, place in made)
        is_kept = row.id in kept or place in made
        found.append(Place(row.section_id, row.id, row.person_id, row.starts_at, seen, is_kept))
    return found


def expected(at: datetime) -> Any:
    """Return everybody with a seat at every meeting that has begun since they got it."""
    return (
        select(Meeting.id)
        .join(
            Enrolment,
            and_(
                Enrolment.section_id == Meeting.section_id,
                Enrolment.status == Status.ENROLLED,
                Enrolment.changed_at < Meeting.ends_at,
            ),
        )
        .outerjoin(Attendance, and_(Attendance.meeting_id == Meeting.id, Attendance.person_id == Enrolment.person_id))
        .where(Meeting.status == MeetingStatus.SCHEDULED, Meeting.starts_at <= at)
    )


def kept_of(session: Session, meeting_ids: Collection[int]) -> set[int]:
    """Return those of these meetings at which anybody is marked."""
    rows = select(Attendance.meeting_id).where(Attendance.meeting_id.in_(meeting_ids), Attendance.mark.is_not(None))
    return set(session.scalars(rows.distinct()))


def coming(session: Session, section_ids: Collection[int], at: datetime) -> dict[int, int]:
    """Return how many meetings of each of these sections have not begun yet; none where there is no entry."""
    rows = session.execute(
        select(Meeting.section_id, func.count())
        .where(
            Meeting.section_id.in_(section_ids),
            Meeting.status == MeetingStatus.SCHEDULED,
            Meeting.starts_at > at,
        )
        .group_by(Meeting.section_id)
    )
    return dict(rows.all())


# A class.


@dataclass(frozen=True)
class MeetingLine:
    """One meeting of a class and how many were there; `others` came without having a seat."""

    meeting_id: int
    starts_at: datetime
    tally: Tally
    is_kept: bool
    others: int = 0


@dataclass(frozen=True)
class Learner:
    """One person of a class with what every meeting so far was for them, by meeting."""

    person_id: int
    name: str
    number: int
    places: Sequence[Place]

    @property
    def tally(self) -> Tally:
        """Return how often they came."""
        return tally(place.seen for place in self.places if place.is_kept)


@dataclass(frozen=True)
class ClassRecord:
    """A class so far: every meeting, and everybody who has a seat, in the order of their numbers."""

    meetings: Sequence[MeetingLine]
    learners: Sequence[Learner]

    @property
    def tally(self) -> Tally:
        """Return how often all of them came."""
        return sum((learner.tally for learner in self.learners), Tally())

    @property
    def kept(self) -> int:
        """Return how many registers were kept."""
        return sum(line.is_kept for line in self.meetings)


def of_class(session: Session, section_id: int, at: datetime) -> ClassRecord:
    """Return the record of a class."""
    found = places(session, at, section_ids=[section_id])
    by_person, by_meeting = defaultdict(list), defaultdict(list)
    for place in found:
        by_person[place.person_id].append(place)
        by_meeting[place.meeting_id].append(place)
    learners = [
        Learner(person_id, name, number, by_person[person_id])
        for person_id, (number, name) in numbered(session, section_id).items()
    ]
    return ClassRecord(_meetings(session, section_id, at, by_meeting), learners)


def _meetings(session: Session, section_id: int, at: datetime, places: dict[int, list[Place]]) -> list[MeetingLine]:
    rows = session.execute(
        select(Meeting.id, Meeting.starts_at)
        .where(Meeting.section_id == section_id, Meeting.status == MeetingStatus.SCHEDULED, Meeting.starts_at <= at)
        .order_by(Meeting.starts_at, Meeting.id)
    ).all()
    kept, come = kept_of(session, [row.id for row in rows]), _come(session, [row.id for row in rows])
    lines = []
    for id, starts_at in rows:
        expected = {place.person_id for place in places[id]}
        line = tally(place.seen for place in places[id])
        lines.append(MeetingLine(id, starts_at, line, id in kept, len(come[id] - expected)))
    return lines


def _come(session: Session, meeting_ids: Collection[int]) -> dict[int, set[int]]:
    come: dict[int, set[int]] = {id: set() for id in meeting_ids}
    rows = select(Attendance.meeting_id, Attendance.person_id).where(
        Attendance.meeting_id.in_(meeting_ids), Attendance.mark.in_(THERE)
    )
    for meeting_id, person_id in session.execute(rows):
        come[meeting_id].add(person_id)
    return come


def numbered(session: Session, section_id: int) -> dict[int, tuple[int, str]]:
    """Return number and name of everybody who has a seat in a class, in the order of their numbers."""
    seated = select(Enrolment.person_id).where(Enrolment.section_id == section_id, Enrolment.status == Status.ENROLLED)
    members = set(session.scalars(seated))
    return {id: known for id, known in numbers_of(session, section_id).items() if id in members}


def numbers_of(session: Session, section_id: int) -> dict[int, tuple[int, str]]:
    """Return number and name of everybody who ever asked for a class, in the order of their numbers.

    A number counts those who asked, from the first; who asked again has the later one. It never changes, so that a
    register printed weeks ago can still be keyed in after somebody has left.
    """
    rows = session.execute(
        select(Enrolment.person_id, Person.name)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.section_id == section_id)
        .order_by(Enrolment.id)
    )
    found: dict[int, tuple[int, str]] = {}
    for number, (person_id, name) in enumerate(rows, 1):
        found.pop(person_id, None)
        found[person_id] = (number, name)
    return found


# A person.


@dataclass(frozen=True)
class OwnRecord:
    """One class of somebody with every meeting so far, and how many are still to come."""

    section_id: int
    places: Sequence[Place]
    coming: int

    @property
    def tally(self) -> Tally:
        """Return how often they came."""
        return tally(place.seen for place in self.places if place.is_kept)


def of_person(session: Session, person_id: int, at: datetime) -> dict[int, OwnRecord]:
    """Return the record of a person in every class they have a seat in, by section."""
    mine = select(Enrolment.section_id).where(Enrolment.person_id == person_id, Enrolment.status == Status.ENROLLED)
    ids = list(session.scalars(mine))
    ahead = coming(session, ids, at)
    found: dict[int, list[Place]] = {id: [] for id in ids}
    for place in places(session, at, person_ids=[person_id], section_ids=ids):
        found[place.section_id].append(place)
    return {id: OwnRecord(id, places, ahead.get(id, 0)) for id, places in found.items()}


def visits_of(session: Session, person_id: int) -> list[tuple[int, int]]:
    """Return the classes without enrolment that somebody came to, and how often, as section and number."""
    rows = session.execute(
        select(Meeting.section_id, func.count())
        .join(Attendance, Attendance.meeting_id == Meeting.id)
        .join(Section, Section.id == Meeting.section_id)
        .where(Attendance.person_id == person_id, Attendance.mark.in_(THERE), Section.mode == Mode.WALK_IN)
        .group_by(Meeting.section_id)
    )
    return [(section_id, number) for section_id, number in rows]
