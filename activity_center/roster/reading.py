"""What staff and instructors look at: the day, what needs somebody, and who is in a section."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from activity_center.courses import service as courses
from activity_center.courses.models import Meeting, Section
from activity_center.courses.rules import MeetingStatus, Mode, SectionStatus
from activity_center.db import found
from activity_center.enrolment import facts, queries
from activity_center.enrolment import service as enrolment
from activity_center.enrolment.facts import Counts
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.queries import Seat
from activity_center.enrolment.rules import SEATED, WAIVABLE, Status, newcomer_status
from activity_center.errors import NotYours, Reason
from activity_center.leave.models import Monitor
from activity_center.people.cards import working_card
from activity_center.people.models import Person
from activity_center.people.rules import age_on, normal
from activity_center.rooms.models import Room


@dataclass(frozen=True)
class Line:
    """One person on a roster; `number` counts within the status, `age` is that on the first day."""

    enrolment: Enrolment
    seat: Seat
    person: Person
    number: int
    card: str | None
    age: int | None

    @property
    def since(self) -> datetime:
        """Return since when it is so: who waits does since asking, a seat is held since it was given."""
        return self.enrolment.changed_at if self.seat.status in SEATED else self.enrolment.requested_at


def roster(session: Session, section: Section, q: str = "") -> list[Line]:
    """Return who is in a section, enrolled first, then offered, waiting, applied; `q` narrows by name or card.

    A constant number of queries, however many they are.
    """
    rows = queries.roster(session, section.id)
    ids = [enrolment.person_id for enrolment, _ in rows]
    # The cards of everybody at once: they come with the people who are loaded already.
    session.scalars(select(Person).where(Person.id.in_(ids)).options(selectinload(Person.cards))).all()
    begins = first_day(section)
    numbers: dict[Status, int] = {}
    lines = []
    for enrolled, seat in rows:
        numbers[seat.status] = numbers.get(seat.status, 0) + 1
        person = enrolled.person
        age = age_on(person.birth_on, begins) if person.birth_on and begins else None
        lines.append(Line(enrolled, seat, person, numbers[seat.status], working_card(person), age))
    return [line for line in lines if _matches(line, normal(q).casefold())]


def _matches(line: Line, q: str) -> bool:
    initials = f" {line.person.pinyin}"
    return not q or q in line.person.name or f" {q}" in initials or (line.card or "").startswith(q)


def first_day(section: Section) -> date | None:
    """Return the day on which ages are looked at."""
    return section.first_on or (section.term.first_on if section.term else None)


def counts(session: Session, section_id: int, at: datetime) -> Counts:
    """Return how many are in a section in each status."""
    return facts.counts(session, [section_id], at)[section_id]


@dataclass(frozen=True)
class Crowd:
    """A section with people who wait or have an offer, and when the first of its open offers ends."""

    section: Section
    counts: Counts
    first_deadline: datetime | None

    @property
    def free(self) -> int:
        """Return the seats that nobody holds although somebody waits: those who wait cannot have them now."""
        return max(0, (self.section.capacity or 0) - self.counts.taken)


def crowds(session: Session, at: datetime) -> list[Crowd]:
    """Return the sections in which somebody waits or has an offer, the longest waitlist first."""
    pending = dict(
        session.execute(
            select(
                Enrolment.section_id, func.min(Enrolment.offer_expires_at).filter(Enrolment.status == Status.OFFERED)
            )
            .join(Section, Section.id == Enrolment.section_id)
            .where(Enrolment.status.in_([Status.WAITING, Status.OFFERED]), Section.status == SectionStatus.OPEN)
            .group_by(Enrolment.section_id)
        ).all()
    )
    numbers, sections = facts.counts(session, pending, at), queries.sections_loaded(session, list(pending))
    found = [Crowd(sections[id], numbers[id], ends) for id, ends in pending.items()]
    return sorted(found, key=lambda crowd: (-crowd.counts.waiting, crowd.section.title, crowd.section.id))


def offers(session: Session, at: datetime, limit: int = 500, *, person_id: int | None = None) -> list[Enrolment]:
    """Return the open offers with whom to call, the most urgent first: those of one person where one is named."""
    open_ones = select(Enrolment).where(Enrolment.status == Status.OFFERED, Enrolment.offer_expires_at > at)
    open_ones = open_ones.where(Enrolment.person_id == person_id) if person_id else open_ones
    loaded = (joinedload(Enrolment.person), joinedload(Enrolment.section).joinedload(Section.course))
    return list(
        session.scalars(open_ones.order_by(Enrolment.offer_expires_at, Enrolment.id).limit(limit).options(*loaded))
    )


_MEETING_LOADED = (
    joinedload(Meeting.room).joinedload(Room.site),
    joinedload(Meeting.instructor),
    joinedload(Meeting.section).joinedload(Section.course),
    joinedload(Meeting.section).joinedload(Section.instructor),
)


@dataclass(frozen=True)
class Held:
    """A meeting with how many have a seat in its section."""

    meeting: Meeting
    taken: int


def day(session: Session, starts_at: datetime, ends_at: datetime) -> list[Held]:
    """Return what is on between two moments in order of time, cancelled meetings too."""
    return _held(session, _between(starts_at, ends_at))


def taught(session: Session, person_id: int, starts_at: datetime, ends_at: datetime) -> list[Held]:
    """Return what somebody teaches between two moments, as the instructor or in place of one."""
    mine = func.coalesce(Meeting.instructor_id, Section.instructor_id) == person_id
    return _held(session, _between(starts_at, ends_at).where(mine))


def waiting(session: Session, section_ids: Collection[int]) -> dict[int, int]:
    """Return how many wait for a place in each of these sections; nothing where nobody does."""
    rows = (
        select(Enrolment.section_id, func.count())
        .where(Enrolment.section_id.in_(section_ids), Enrolment.status == Status.WAITING)
        .group_by(Enrolment.section_id)
    )
    return dict(session.execute(rows).all())


def monitors(session: Session, section_ids: Collection[int], on: date) -> dict[int, list[str]]:
    """Return who speaks for each of these sections on a day, by name."""
    rows = (
        select(Monitor.section_id, Person.name)
        .join(Person, Person.id == Monitor.person_id)
        .where(
            Monitor.section_id.in_(section_ids),
            Monitor.from_on <= on,
            or_(Monitor.to_on.is_(None), Monitor.to_on > on),
        )
        .order_by(Monitor.id)
    )
    found: dict[int, list[str]] = {}
    for section_id, name in session.execute(rows):
        found.setdefault(section_id, []).append(name)
    return found


def _between(starts_at: datetime, ends_at: datetime) -> Any:
    wanted = select(Meeting).join(Section, Section.id == Meeting.section_id)
    return wanted.where(Meeting.starts_at >= starts_at, Meeting.starts_at < ends_at)


def _held(session: Session, wanted: Any) -> list[Held]:
    rows = session.scalars(wanted.order_by(Meeting.starts_at, Meeting.id).options(*_MEETING_LOADED)).all()
    taken = (
        select(Enrolment.section_id, func.count())
        .where(Enrolment.section_id.in_({row.section_id for row in rows}), Enrolment.status.in_(SEATED))
        .group_by(Enrolment.section_id)
    )
    numbers = dict(session.execute(taken).all())
    return [Held(row, numbers.get(row.section_id, 0)) for row in rows]


def meetings(session: Session, section_id: int) -> list[Meeting]:
    """Return all meetings of a section with room and substitute, in order of time."""
    mine = select(Meeting).where(Meeting.section_id == section_id).order_by(Meeting.starts_at, Meeting.id)
    return list(session.scalars(mine.options(*_MEETING_LOADED)))


def taught_sections(session: Session, person_id: int) -> list[Section]:
    """Return the open sections that somebody teaches, or teaches a meeting of, by title."""
    rows = session.scalars(select(Section.id).where(Section.status == SectionStatus.OPEN, _is_taught_by(person_id)))
    return sorted(
        queries.sections_loaded(session, list(rows)).values(), key=lambda section: (section.title, section.id)
    )


def taught_section(session: Session, section_id: int, person_id: int) -> Section:
    """Return a section to somebody who teaches it or stands in at one of its meetings; it is no one else's business."""
    section = courses.section(session, section_id)
    mine = select(Section.id).where(Section.id == section_id, _is_taught_by(person_id))
    if section.status is SectionStatus.DRAFT or session.scalar(mine) is None:
        raise NotYours
    return section


def _is_taught_by(person_id: int) -> Any:
    stands_in = Section.meetings.any((Meeting.instructor_id == person_id) & (Meeting.status == MeetingStatus.SCHEDULED))
    return or_(Section.instructor_id == person_id, stands_in)


@dataclass(frozen=True)
class Prospect:
    """Somebody who might be put into a section: what it would lead to, or why not.

    `reasons` are those the act would give; staff may set aside the `waivable` ones.
    """

    person: Person
    card: str | None
    seat: Seat | None
    leads_to: Status
    reasons: Sequence[Reason]

    @property
    def waivable(self) -> list[Reason]:
        """Return what staff may set aside."""
        return [reason for reason in self.reasons if reason.code in WAIVABLE]

    @property
    def final(self) -> list[Reason]:
        """Return what nobody can set aside."""
        return [reason for reason in self.reasons if reason.code not in WAIVABLE]


def prospect(
    session: Session, section: Section, person_id: int, at: datetime, replaces_id: int | None = None
) -> Prospect:
    """Return what putting somebody into a section would lead to, in place of another seat where one is named."""
    person = session.scalar(select(Person).where(Person.id == person_id).options(selectinload(Person.cards)))
    seat = queries.live_by_section(session, person_id).get(section.id)
    reasons = enrolment.refusals_for(session, person_id, [section.id], at, replaces_id).get(section.id, [])
    told = enrolment.with_alternatives(session, person_id, section.id, reasons, at) if reasons and not seat else []
    return Prospect(found(person), working_card(found(person)), seat, _leads_to(session, section, at), told)


def _leads_to(session: Session, section: Section, at: datetime) -> Status:
    now = counts(session, section.id, at)
    # Seats whose offer has run out are handed on before a newcomer is looked at, so they are still taken.
    return newcomer_status(section.mode, section.capacity or 0, now.taken, now.waiting)


def is_countable(section: Section) -> bool:
    """Say whether a section has places that are given out."""
    return section.status is SectionStatus.OPEN and section.mode is not Mode.WALK_IN
