"""What the rules need to know, loaded for many people and sections at once.

Every function here is a constant number of set queries, Core rows and no objects: this is the hot path.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from activity_center.courses.models import Course, Meeting, Section
from activity_center.courses.rules import MeetingStatus
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import LIVE, SEATED, Commitment, PersonFacts, SectionFacts, Status
from activity_center.many import among, one_of, rows
from activity_center.people.models import Person
from activity_center.people.rules import Category, Sex, Standing
from activity_center.rooms.models import Booking, BookingPerson
from activity_center.rooms.rules import Span
from activity_center.terms import service as terms
from activity_center.terms.models import Term


@dataclass
class Counts:
    """How many enrolments of a section are in each status, and how many of its offers have run out."""

    by_status: dict[Status, int] = field(default_factory=lambda: defaultdict(int))
    expired: int = 0

    @property
    def taken(self) -> int:
        """Return the seats that are taken: enrolled and open offers."""
        return self.by_status[Status.ENROLLED] + self.by_status[Status.OFFERED]

    @property
    def waiting(self) -> int:
        """Return how many wait."""
        return self.by_status[Status.WAITING]

    @property
    def applied(self) -> int:
        """Return how many have applied to a draw."""
        return self.by_status[Status.APPLIED]


_COUNTS = (
    select(
        Enrolment.section_id,
        Enrolment.status,
        func.count(),
        func.count().filter(Enrolment.offer_expires_at <= bindparam("at")),
    )
    .where(among(Enrolment.section_id, "sections"), one_of(Enrolment.status, LIVE))
    .group_by(Enrolment.section_id, Enrolment.status)
)


def counts(session: Session, section_ids: Iterable[int], at: datetime) -> dict[int, Counts]:
    """Return the live enrolments of each section, counted by the database; every id asked for has an entry."""
    found = {section_id: Counts() for section_id in section_ids}
    for section_id, status, number, expired in rows(session, _COUNTS, sections=found, at=at):
        found[section_id].by_status[status] = number
        found[section_id].expired += expired if status is Status.OFFERED else 0
    return found


_SPANS = (
    select(Meeting.section_id, Meeting.starts_at, Meeting.ends_at)
    .where(among(Meeting.section_id, "sections"), Meeting.status == MeetingStatus.SCHEDULED)
    .order_by(Meeting.starts_at)
)


def _spans_of(session: Session, section_ids: Iterable[int]) -> dict[int, tuple[Span, ...]]:
    """Return the meetings that take place, by section, in order of time."""
    spans: dict[int, list[Span]] = {id: [] for id in section_ids}
    for section_id, starts_at, ends_at in rows(session, _SPANS, sections=spans):
        spans[section_id].append(Span(starts_at, ends_at))
    return {id: tuple(theirs) for id, theirs in spans.items()}


def titled(name: str, level: str, label: str) -> str:
    """Return a section's title from its columns, as Section.title does from its objects."""
    return f"{name}（{level}）{label}" if level else f"{name}{label}"


_SECTIONS = (
    select(
        Section.id,
        Section.status,
        Section.mode,
        Section.capacity,
        Section.term_id,
        Section.first_on,
        Section.last_on,
        Section.categories,
        Section.min_age_male,
        Section.min_age_female,
        Section.max_age,
        Section.max_age_new,
        Section.label,
        Course.name,
        Course.level,
        Term.seats_per_person,
        Term.first_on.label("term_first_on"),
        Term.last_on.label("term_last_on"),
    )
    .join(Course, Course.id == Section.course_id)
    .outerjoin(Term, Term.id == Section.term_id)
    .where(among(Section.id, "sections"))
)


def sections(session: Session, ids: Collection[int]) -> dict[int, SectionFacts]:
    """Return sections as the rules see them; ids that do not exist are left out."""
    found = rows(session, _SECTIONS, sections=ids)
    windows = terms.windows_of(session, {row.term_id for row in found if row.term_id})
    spans = _spans_of(session, [row.id for row in found])
    return {row.id: _section(row, windows.get(row.term_id, ()), spans[row.id]) for row in found}


def _section(row: Any, windows: tuple[Any, ...], spans: tuple[Span, ...]) -> SectionFacts:
    least = {Sex.MALE: row.min_age_male, Sex.FEMALE: row.min_age_female}
    return SectionFacts(
        id=row.id,
        title=titled(row.name, row.level, row.label),
        status=row.status,
        mode=row.mode,
        capacity=row.capacity,
        term_id=row.term_id,
        seats_per_person=row.seats_per_person,
        starts_on=row.first_on or row.term_first_on,
        ends_on=_ends_on(row, spans),
        windows=windows,
        categories=frozenset(Category(value) for value in row.categories or ()),
        min_age={sex: age for sex, age in least.items() if age is not None},
        max_age=row.max_age,
        max_age_new=row.max_age_new,
        spans=spans,
    )


def _ends_on(row: Any, spans: tuple[Span, ...]) -> date | None:
    """Return the last day: of the meetings where there are any, for those made up may lie after the planned end."""
    days = [day for day in (row.last_on or row.term_last_on, spans[-1].ends_at.date() if spans else None) if day]
    return max(days, default=None)


@dataclass(frozen=True)
class Learner:
    """A person as loaded: what the rules see apart from whether they return, which depends on the section's term."""

    id: int
    serial: int
    standing: Standing
    sex: Sex | None
    birth_on: date | None
    category: Category | None
    first_on: date | None

    def facts(self, section: SectionFacts) -> PersonFacts:
        """Return what the rules see for this section."""
        returning = bool(self.first_on and section.starts_on and self.first_on < section.starts_on)
        return PersonFacts(
            self.standing is Standing.ACTIVE, self.sex, self.birth_on, self.category, is_returning=returning
        )


_studied = (
    select(Enrolment.person_id, func.min(Term.first_on).label("first_on"))
    .join(Section, Section.id == Enrolment.section_id)
    .join(Term, Term.id == Section.term_id)
    .where(
        among(Enrolment.person_id, "people"),
        Enrolment.status == Status.ENROLLED,
        ~among(Term.id, "terms"),
    )
    .group_by(Enrolment.person_id)
    .subquery()
)
_PEOPLE = (
    select(
        Person.id,
        Person.serial,
        Person.standing,
        Person.sex,
        Person.birth_on,
        Person.category,
        Person.learner_since,
        _studied.c.first_on,
    )
    .outerjoin(_studied, _studied.c.person_id == Person.id)
    .where(among(Person.id, "people"))
)


def people(session: Session, ids: Collection[int], before_term: Collection[int | None]) -> dict[int, Learner]:
    """Return people as the rules see them.

    The first day of study is what the register says, or that of the first term, other than `before_term`, in which
    they held a seat: a seat in the very term one asks for makes nobody a returning learner.
    """
    terms = [id for id in before_term if id is not None]
    return {
        id: Learner(id, serial, standing, sex, birth_on, category, min(filter(None, firsts), default=None))
        for id, serial, standing, sex, birth_on, category, *firsts in rows(session, _PEOPLE, people=ids, terms=terms)
    }


@dataclass(frozen=True)
class Held:
    """A seat somebody holds, with the enrolment behind it and the one it will replace."""

    enrolment_id: int
    replaces_id: int | None
    commitment: Commitment


_HELD = (
    select(
        Enrolment.person_id,
        Enrolment.id,
        Enrolment.replaces_id,
        Section.id.label("section_id"),
        Section.term_id,
        Section.label,
        Course.name,
        Course.level,
    )
    .join(Section, Section.id == Enrolment.section_id)
    .join(Course, Course.id == Section.course_id)
    .where(among(Enrolment.person_id, "people"), one_of(Enrolment.status, SEATED))
    .order_by(Enrolment.id)
)


def held(
    session: Session, person_ids: Collection[int], known: Mapping[int, SectionFacts] | None = None
) -> dict[int, list[Held]]:
    """Return the seats that each person holds (enrolled and offered) by person, in order of asking.

    The meetings of sections that are `known` are not read again.
    """
    found = rows(session, _HELD, people=person_ids)
    spans = {id: section.spans for id, section in (known or {}).items()}
    if missing := {row.section_id for row in found} - spans.keys():
        spans |= _spans_of(session, missing)
    seats: dict[int, list[Held]] = defaultdict(list)
    for row in found:
        title = titled(row.name, row.level, row.label)
        commitment = Commitment(title, spans[row.section_id], row.section_id, row.term_id)
        seats[row.person_id].append(Held(row.id, row.replaces_id, commitment))
    return seats


_BOOKED = (
    select(BookingPerson.person_id, Booking.title, BookingPerson.starts_at, BookingPerson.ends_at)
    .join(Booking, Booking.id == BookingPerson.booking_id)
    .where(among(BookingPerson.person_id, "people"), BookingPerson.ends_at > bindparam("at"))
    .order_by(BookingPerson.starts_at)
)


def booked(session: Session, person_ids: Collection[int], at: datetime) -> dict[int, list[Commitment]]:
    """Return the time for which people are booked from now on: what they teach, lead or play."""
    spans: dict[tuple[int, str], list[Span]] = defaultdict(list)
    for person_id, title, starts_at, ends_at in rows(session, _BOOKED, people=person_ids, at=at):
        spans[person_id, title].append(Span(starts_at, ends_at))
    found: dict[int, list[Commitment]] = defaultdict(list)
    for (person_id, title), theirs in spans.items():
        found[person_id].append(Commitment(title, tuple(theirs)))
    return found


def commitments(seats: Sequence[Held], replaces_id: int | None = None) -> list[Commitment]:
    """Return what a person's seats commit them to, without the one that is to be given up for another.

    A seat that an open offer would replace still takes time, but the two count once for the limit.
    """
    replaced = {seat.replaces_id for seat in seats}
    return [
        replace(seat.commitment, counts=seat.enrolment_id not in replaced)
        for seat in seats
        if seat.enrolment_id != replaces_id
    ]
