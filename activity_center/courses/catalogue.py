"""The catalogue: which sections somebody looks for, in an order that does not change between two pages."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import and_, exists, func, not_, or_, select, true
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from activity_center.courses.models import Course, Department, Meeting, Section, SectionTime
from activity_center.courses.rules import MeetingStatus, SectionStatus
from activity_center.db import found
from activity_center.people.models import Person
from activity_center.rooms.models import Room
from activity_center.terms.models import Term


@dataclass(frozen=True)
class Filters:
    """What somebody looks for; everything left out is not asked about.

    `q` is words of a course, its pinyin or initials, a department or an instructor: all of them must be met. Where it
    is the number of a section, as the printed catalogue gives it, that section is found and nothing else.
    `without_term` asks for programmes that belong to no term. `not_over_on` leaves out sections whose own days, or
    those of their term, ended before that day.
    """

    term_id: int | None = None
    without_term: bool = False
    weekdays: frozenset[int] = frozenset()
    department_ids: frozenset[int] = frozenset()
    q: str = ""
    instructor_id: int | None = None
    site_id: int | None = None
    not_over_on: date | None = None
    statuses: frozenset[SectionStatus] = frozenset({SectionStatus.OPEN})

    def with_drafts(self) -> "Filters":
        """Return the same filters for staff, who see drafts too."""
        return replace(self, statuses=self.statuses | {SectionStatus.DRAFT})


@dataclass(frozen=True)
class Page:
    """Some of the sections that were found: how many there are in all, and the id after which the next page begins."""

    sections: Sequence[Section]
    total: int
    next: int | None = None


def catalogue(
    session: Session, filters: Filters, *, limit: int | None = None, after: int | None = None, offset: int = 0
) -> Page:
    """Return the sections somebody looks for with all that a row shows, ordered by weekday, start and title.

    `after` is the id of the last section of the page before. Drafts without a time come last. The number of queries
    does not depend on how many sections there are.
    """
    keys = sorted(_keys(session, _conditions(filters)))
    start = offset + (_place_after(session, keys, after) if after else 0)
    chosen = [key[-1] for key in keys[start:]][:limit]
    is_last = limit is None or start + limit >= len(keys)
    return Page(_loaded(session, chosen), len(keys), None if is_last else chosen[-1])


def section_ids(session: Session, filters: Filters) -> list[int]:
    """Return the ids of all that somebody looks for, in the order of the catalogue."""
    return [key[-1] for key in sorted(_keys(session, _conditions(filters)))]


def sections(session: Session, ids: Sequence[int]) -> list[Section]:
    """Return these sections in this order with all that a row shows."""
    return _loaded(session, ids)


def count_sections(session: Session, filters: Filters) -> int:
    """Return how many sections somebody would find."""
    return session.scalar(_joined(select(func.count(Section.id))).where(*_conditions(filters))) or 0


def departments_with_counts(session: Session, filters: Filters) -> list[tuple[Department, int]]:
    """Return the departments in which something is found and how much, by name, whichever of them are ticked."""
    number = func.count(Section.id)
    wanted = _joined(select(Department, number)).where(*_conditions(replace(filters, department_ids=frozenset())))
    return list(session.execute(wanted.group_by(Department.id).order_by(Department.name)))


def section(session: Session, section_id: int) -> Section:
    """Return one section with all that its page shows."""
    row: Section = found(session.get(Section, section_id, options=_EVERYTHING))
    wanted = select(Meeting).where(Meeting.section_id == section_id).order_by(Meeting.starts_at)
    # Loaded for the session's memory: each meeting's room and substitute come with it instead of one by one.
    session.scalars(wanted.options(joinedload(Meeting.room), joinedload(Meeting.instructor))).all()
    return row


def count_meetings(session: Session, section_ids: Iterable[int]) -> dict[int, int]:
    """Return how many meetings of each section take place; every id asked for has an entry."""
    number = dict.fromkeys(section_ids, 0)
    counted = (
        select(Meeting.section_id, func.count())
        .where(Meeting.section_id.in_(number), Meeting.status == MeetingStatus.SCHEDULED)
        .group_by(Meeting.section_id)
    )
    return number | dict(session.execute(counted).all())


def meetings_on(session: Session, starts_at: datetime, ends_at: datetime) -> list[Meeting]:
    """Return what takes place between two moments, in any section, in order of time."""
    wanted = select(Meeting).where(
        Meeting.starts_at >= starts_at, Meeting.starts_at < ends_at, Meeting.status == MeetingStatus.SCHEDULED
    )
    with_all = (
        joinedload(Meeting.section).joinedload(Section.course),
        joinedload(Meeting.section).joinedload(Section.instructor),
        joinedload(Meeting.room),
        joinedload(Meeting.instructor),
    )
    return list(session.scalars(wanted.order_by(Meeting.starts_at, Meeting.id).options(*with_all)))


_EVERYTHING = (
    joinedload(Section.course).joinedload(Course.department),
    joinedload(Section.term),
    joinedload(Section.site),
    joinedload(Section.instructor),
    selectinload(Section.times).joinedload(SectionTime.room).joinedload(Room.site),
)

# Weekday, start, title and id: what the order of the catalogue is made of.
_Key = tuple[int, time, str, int]


def _joined(wanted: Any) -> Any:
    return (
        wanted.select_from(Section)
        .join(Course, Course.id == Section.course_id)
        .outerjoin(Department, Department.id == Course.department_id)
        .outerjoin(Person, Person.id == Section.instructor_id)
        .outerjoin(Term, Term.id == Section.term_id)
    )


def _keys(session: Session, conditions: Iterable[Any]) -> list[_Key]:
    rows: Any = session.execute(
        _joined(select(Section.id, Course.name, Course.level, Section.label, SectionTime.weekday, SectionTime.starts))
        .outerjoin(SectionTime, SectionTime.section_id == Section.id)
        .where(*conditions)
    )
    keys: dict[int, _Key] = {}
    for id, name, level, label, weekday, starts in rows:
        key = (weekday or 8, starts or time.max, f"{name} {level} {label}", id)
        keys[id] = min(key, keys.get(id, key))
    return list(keys.values())


def _place_after(session: Session, keys: Sequence[_Key], after: int) -> int:
    """Return where the page after this section begins, also where it is no longer among what was found."""
    return next((bisect_right(keys, key) for key in _keys(session, [Section.id == after])), 0)


def _loaded(session: Session, ids: Sequence[int]) -> list[Section]:
    rows = {row.id: row for row in session.scalars(select(Section).where(Section.id.in_(ids)).options(*_EVERYTHING))}
    return [rows[id] for id in ids]


def _conditions(filters: Filters) -> Iterator[Any]:
    """Yield what the database has to ask for."""
    yield Section.status.in_(filters.statuses)
    if filters.not_over_on is not None:
        last_on = func.coalesce(Section.last_on, Term.last_on)
        yield or_(last_on.is_(None), last_on >= filters.not_over_on)
    asked = and_(true(), *_asked(filters))
    number = _number(filters.q)
    if number is None:
        yield asked
    else:
        # A number on paper means one section, in whichever term; only where there is none is it part of a name.
        numbered = aliased(Section)
        is_one = exists().where(numbered.id == number, numbered.status.in_(filters.statuses))
        yield or_(Section.id == number, and_(asked, not_(is_one)))


def _number(q: str) -> int | None:
    """Return the number of a section, where somebody typed nothing but a number."""
    typed = q.strip()
    return int(typed) if typed.isdecimal() and len(typed) <= _DIGITS else None


# What fits into a row number of every database.
_DIGITS = 9


def _asked(filters: Filters) -> Iterator[Any]:
    """Yield what somebody chose and typed."""
    yield from map(_meets, filters.q.split())
    if filters.term_id is not None:
        yield Section.term_id == filters.term_id
    if filters.without_term:
        yield Section.term_id.is_(None)
    if filters.weekdays:
        yield Section.times.any(SectionTime.weekday.in_(filters.weekdays))
    if filters.department_ids:
        yield Course.department_id.in_(filters.department_ids)
    if filters.instructor_id is not None:
        yield Section.instructor_id == filters.instructor_id
    if filters.site_id is not None:
        yield Section.site_id == filters.site_id


def _meets(word: str) -> Any:
    columns = (Course.name, Course.pinyin, Course.name_en, Course.level, Section.label, Section.code, Department.name)
    return or_(*(column.icontains(word, autoescape=True) for column in (*columns, Person.name, Person.pinyin)))
