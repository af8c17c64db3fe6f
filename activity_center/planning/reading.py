"""A term as planning sees it: its sections, and what already holds rooms and people."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center.courses import schedule
from activity_center.courses import service as courses
from activity_center.courses.models import Meeting, Section
from activity_center.courses.rules import Plan, SectionStatus, WeeklyTime, planned
from activity_center.courses.service import Filters
from activity_center.errors import Reason
from activity_center.people.models import Person
from activity_center.planning import rules
from activity_center.planning.rules import Held, Key, Lesson, RoomFacts
from activity_center.planning.wishes import Calendar
from activity_center.rooms import closing, register
from activity_center.rooms.models import Booking, BookingPerson, BookingRoom, RoomPart, Site
from activity_center.rooms.rules import Span
from activity_center.terms import service as terms
from activity_center.terms.models import Term

_BOTH = frozenset({SectionStatus.DRAFT, SectionStatus.OPEN})
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Other:
    """A booking of a room that no section made: a society's, a meeting's."""

    room_id: int
    title: str
    starts_at: datetime
    ends_at: datetime


@dataclass
class Scene:
    """Everything planning shows of a term; lessons are the weekly times of drafts."""

    term: Term
    sections: Sequence[Section]
    sites: Sequence[Site]
    rooms: Mapping[int, RoomFacts]
    persons: Mapping[int, str]
    lessons: Sequence[Lesson]
    held: Sequence[Held]
    others: Sequence[Other]
    calendars: Mapping[int, int]
    known_calendars: tuple[Calendar, ...]
    zone: ZoneInfo

    @property
    def drafts(self) -> list[Section]:
        """Return the sections that are not offered yet."""
        return [section for section in self.sections if section.status is SectionStatus.DRAFT]

    @cached_property
    def clashes(self) -> dict[Key, list[Reason]]:
        """Return what is in the way of each draft."""
        return rules.clashes(self.lessons, self.held, self.rooms, self.persons, self.zone)


def scene(session: Session, term_id: int, zone: ZoneInfo) -> Scene:
    """Return a term with all that planning needs; the number of queries does not depend on how much there is."""
    term = terms.term(session, term_id)
    sections = courses.catalogue(session, Filters(term_id=term_id, statuses=_BOTH)).sections
    drafts = [section for section in sections if section.status is SectionStatus.DRAFT]
    plans = {section.id: schedule.plan_of(section) for section in drafts}
    dates = _Dates(session, plans.values(), zone)
    sites = register.sites(session)
    held, others = _held(session, *_around(term, dates, plans.values(), zone))
    return Scene(
        term=term,
        sections=sections,
        sites=sites,
        rooms=room_facts(session, sites),
        persons=_names(session, {section.instructor_id for section in sections if section.instructor_id}),
        lessons=[lesson for section in drafts for lesson in _lessons(section, plans[section.id], dates)],
        held=held,
        others=others,
        calendars={id: dates.number(plan) for id, plan in plans.items()},
        known_calendars=tuple(dates.calendars),
        zone=zone,
    )


class _Dates:
    """The dates of weekdays: computed once for all sections that have the same days."""

    def __init__(self, session: Session, plans: Collection[Plan], zone: ZoneInfo) -> None:
        self.zone = zone
        self._closures = schedule.calendar_for(session, plans)
        self._numbers: dict[Plan, int] = {}
        self.calendars: list[Calendar] = []

    def number(self, plan: Plan) -> int:
        """Return the number of the calendar that a plan follows."""
        bare = replace(plan, capacity=None, times=(), excluded_on=tuple(plan.excluded_on))
        if bare not in self._numbers:
            self._numbers[bare] = len(self.calendars)
            noon = [WeeklyTime(weekday, time(12), time(13)) for weekday in range(1, 8)]
            self.calendars.append({n: tuple(self._days(bare, weekly)) for n, weekly in enumerate(noon, 1)})
        return self._numbers[bare]

    def _days(self, plan: Plan, weekly: WeeklyTime) -> Iterator[date]:
        if plan.first_on and (plan.last_on or plan.weeks):
            for one in planned(replace(plan, times=(weekly,)), self._closures, self.zone):
                yield one.span.starts_at.astimezone(self.zone).date()

    def spans(self, plan: Plan, weekly: WeeklyTime) -> tuple[Span, ...]:
        """Return when a weekly time is on; nothing where its weekday or hours are lacking."""
        if not (weekly.weekday and weekly.starts and weekly.ends):
            return ()
        days = self.calendars[self.number(plan)][weekly.weekday]
        return tuple(
            Span(datetime.combine(day, weekly.starts, self.zone), datetime.combine(day, weekly.ends, self.zone))
            for day in days
        )


def _around(term: Term, dates: _Dates, plans: Iterable[Plan], zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return from when to when anything of the term can be, also what is made up after its end."""
    numbers = {dates.number(plan) for plan in plans}
    days = {day for n in numbers for some in dates.calendars[n].values() for day in some}
    days |= {term.first_on, term.last_on}
    return (
        datetime.combine(min(days), time(0), zone),
        datetime.combine(max(days) + _DAY, time(0), zone),
    )


def _lessons(section: Section, plan: Plan, dates: _Dates) -> Iterator[Lesson]:
    for n, weekly in enumerate(courses.draft_of(section).times, 1):
        yield Lesson(
            (section.id, n),
            section.title,
            weekly.weekday,
            weekly.starts,
            weekly.ends,
            weekly.room_id,
            weekly.place,
            section.instructor_id,
            section.capacity or 0,
            dates.spans(plan, weekly),
        )


def room_facts(session: Session, sites: Iterable[Site]) -> dict[int, RoomFacts]:
    """Return the rooms of these sites as planning sees them, by their numbers."""
    parts = defaultdict(list)
    for whole_id, part_id in session.execute(select(RoomPart.whole_id, RoomPart.part_id).order_by(RoomPart.part_id)):
        parts[whole_id].append(part_id)
    every = (room for site in sites for room in site.rooms)
    return {
        r.id: RoomFacts(r.id, r.name, r.site_id, r.seats, tuple(r.hours), r.is_open, tuple(parts[r.id])) for r in every
    }


def _names(session: Session, ids: Collection[int]) -> dict[int, str]:
    return dict(session.execute(select(Person.id, Person.name).where(Person.id.in_(ids))).all())


def _held(session: Session, first: datetime, last: datetime) -> tuple[list[Held], list[Other]]:
    """Return what holds rooms and persons in this time, and which of the rooms' bookings belong to no section.

    A room that is closed is held by what it is closed for.
    """
    closed, others = closing.closed(session, Span(first, last)), []
    held = [Held(row.why, Span(row.starts_at, row.ends_at), room_id=row.room_id) for row in closed]
    of_rooms = (
        select(BookingRoom.room_id, Booking.title, BookingRoom.starts_at, BookingRoom.ends_at, Meeting.id)
        .join(Booking, Booking.id == BookingRoom.booking_id)
        .outerjoin(Meeting, Meeting.booking_id == Booking.id)
        .where(BookingRoom.starts_at < last, BookingRoom.ends_at > first)
        .order_by(BookingRoom.starts_at, BookingRoom.id)
    )
    for room_id, title, starts_at, ends_at, meeting_id in session.execute(of_rooms):
        held.append(Held(title, Span(starts_at, ends_at), room_id=room_id))
        if meeting_id is None:
            others.append(Other(room_id, title, starts_at, ends_at))
    of_persons = (
        select(BookingPerson.person_id, Booking.title, BookingPerson.starts_at, BookingPerson.ends_at)
        .join(Booking, Booking.id == BookingPerson.booking_id)
        .where(BookingPerson.starts_at < last, BookingPerson.ends_at > first)
    )
    for person_id, title, starts_at, ends_at in session.execute(of_persons):
        held.append(Held(title, Span(starts_at, ends_at), person_id=person_id))
    return held, others
