"""What stands in a calendar: columns of the database in, events out.

Never objects of the ORM: the centre's calendar has thousands of rows.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from activity_center.attendance.models import MakeUp
from activity_center.competitions.models import Competition
from activity_center.competitions.service import PUBLIC
from activity_center.courses.models import Course, Department, Meeting, Section, SectionTime
from activity_center.courses.rules import SectionStatus
from activity_center.db import found
from activity_center.enrolment.facts import titled
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import LIVE, Status
from activity_center.feeds import bookings, contests, gatherings, rules
from activity_center.feeds.calendar import Event
from activity_center.feeds.rules import Part, State
from activity_center.people.models import Person
from activity_center.rooms.models import Room, Site
from activity_center.societies.models import Society
from activity_center.societies.rules import SocietyStatus

_PUBLISHED = Section.status != SectionStatus.DRAFT
_TITLE = (Course.name.label("course"), Course.name_en.label("course_en"), Course.level, Section.label)


_SUBSTITUTE, _REGULAR, _AHEAD = aliased(Person), aliased(Person), aliased(Enrolment)


def _weekly_place() -> ScalarSelect[str]:
    """Return the place of the section's weekly times, for a meeting that names none; nothing where they differ."""
    least, greatest = func.min(SectionTime.place), func.max(SectionTime.place)
    theirs = select(least).where(SectionTime.section_id == Meeting.section_id).correlate(Meeting)
    return theirs.having(least == greatest).scalar_subquery()


# Written down once: to put it together costs as much as to ask it.
_MEETINGS: Select[*tuple[Any, ...]] = (
    select(
        Meeting.id,
        Meeting.section_id,
        Meeting.starts_at,
        Meeting.ends_at,
        Meeting.status,
        Meeting.sequence,
        Meeting.changed_at,
        *_TITLE,
        func.coalesce(Room.name, func.nullif(Meeting.place, ""), _weekly_place()).label("place"),
        Site.name.label("site"),
        Site.address,
        Department.name.label("department"),
        Department.name_en.label("department_en"),
        func.coalesce(Meeting.instructor_id, Section.instructor_id).label("teacher_id"),
        func.coalesce(_SUBSTITUTE.name, _REGULAR.name).label("teacher"),
        Section.instructor_id,
    )
    .join(Section, Section.id == Meeting.section_id)
    .join(Course, Course.id == Section.course_id)
    .outerjoin(Department, Department.id == Course.department_id)
    .outerjoin(Room, Room.id == Meeting.room_id)
    .outerjoin(Site, Site.id == func.coalesce(Room.site_id, Section.site_id))
    .outerjoin(_SUBSTITUTE, _SUBSTITUTE.id == Meeting.instructor_id)
    .outerjoin(_REGULAR, _REGULAR.id == Section.instructor_id)
    .where(_PUBLISHED)
    .order_by(Meeting.starts_at, Meeting.id)
)
_WAITING_AHEAD = (
    select(
        Enrolment.id,
        func.coalesce(func.sum(case((_AHEAD.status == Status.WAITING, 1), else_=0)), 0),
        func.max(_AHEAD.changed_at),
    )
    .outerjoin(_AHEAD, (_AHEAD.section_id == Enrolment.section_id) & (_AHEAD.id < Enrolment.id))
    .group_by(Enrolment.id)
)


@dataclass(frozen=True)
class Scope:
    """What a public calendar is about: one section, room, society or competition; without any, the whole centre."""

    section_id: int | None = None
    room_id: int | None = None
    society_id: int | None = None
    competition_id: int | None = None


def scope_name(session: Session, scope: Scope, language: str) -> str:
    """Return what a section's or room's calendar is called, "" for the centre's; NotThere also for a draft."""
    if scope.section_id is not None:
        offered = select(*_TITLE).join(Course).where(Section.id == scope.section_id, _PUBLISHED)
        return _title(found(session.execute(offered).one_or_none()), language)
    if scope.room_id is not None:
        return found(session.scalar(select(Room.name).where(Room.id == scope.room_id)))
    if scope.society_id is not None:
        shown = Society.status.in_([SocietyStatus.APPROVED, SocietyStatus.SUSPENDED])
        return found(session.scalar(select(Society.name).where(Society.id == scope.society_id, shown)))
    if scope.competition_id is not None:
        shown_one = (Competition.id == scope.competition_id, Competition.status.in_(PUBLIC))
        return found(session.scalar(select(Competition.name).where(*shown_one)))
    return ""


def public_events(session: Session, scope: Scope, today: date, zone: ZoneInfo, language: str) -> list[Event]:
    """Return what a public calendar shows today, in order of time and without the name of any person."""
    since = rules.public_since(today, zone)
    if scope.society_id is not None:
        return list(_shown(_in_order([], gatherings.public(session, since, scope.society_id)), today, zone))
    if scope.competition_id is not None:
        return list(_shown(_in_order([], contests.public(session, since, scope.competition_id)), today, zone))
    rows = session.execute(_MEETINGS.where(*_within(scope, today, zone)))
    events = [_event(row, Part.ONLOOKER, language) for row in rows]
    if scope == Scope():
        events = _in_order(events, [*gatherings.public(session, since), *contests.public(session, since)])
    if scope.room_id is not None:
        events = _in_order(events, bookings.in_room(session, scope.room_id, rules.public_since(today, zone)))
    return list(_shown(events, today, zone))


def _within(scope: Scope, today: date, zone: ZoneInfo) -> list[ColumnElement[bool]]:
    if scope.section_id is not None:
        return [Meeting.section_id == scope.section_id]
    recent = Meeting.starts_at >= rules.public_since(today, zone)
    return [recent] if scope.room_id is None else [recent, Meeting.room_id == scope.room_id]


def _shown(events: Iterable[Event], today: date, zone: ZoneInfo) -> Iterator[Event]:
    for event in events:
        # The day is worked out for cancelled ones only: the others are thousands.
        if event.state is not State.CANCELLED or rules.is_still_shown(event.starts_at.astimezone(zone).date(), today):
            yield event


@dataclass(frozen=True)
class Owner:
    """Whose calendar an address shows, in which language, and since when anybody can have known it."""

    person_id: int
    language: str | None
    since: datetime


def personal_events(session: Session, owner: Owner, today: date, zone: ZoneInfo, language: str) -> list[Event]:
    """Return all a person attends, plays, makes up at, is offered, waits for, teaches or has booked, in order of time.

    What they have left stays as CANCELLED for 90 days after its day, so that the phone takes it out; but not what
    they had left before this address was made, which no phone has ever been given.
    """
    mine, made_up = _histories(session, owner), _made_up(session, owner)
    taught = select(Section.id).where(Section.instructor_id == owner.person_id)
    theirs = (Meeting.section_id.in_(mine), Meeting.section_id.in_(taught), Meeting.instructor_id == owner.person_id)
    rows = session.execute(_MEETINGS.where(or_(*theirs, Meeting.id.in_(made_up))))
    known = ((row, made_up.get(row.id) or mine.get(row.section_id)) for row in rows)
    events = (_own_event(row, history, owner.person_id, language) for row, history in known)
    since = rules.public_since(today, zone)
    booked = bookings.of_owner(session, owner.person_id, owner.since, since)
    gathered = gatherings.of_person(session, owner.person_id, owner.since, since)
    played = contests.of_person(session, owner.person_id, since)
    return list(_shown(_in_order([event for event in events if event], [*booked, *gathered, *played]), today, zone))


def _in_order(meetings: Sequence[Event], booked: Sequence[Event]) -> list[Event]:
    return sorted([*meetings, *booked], key=lambda event: event.starts_at) if booked else list(meetings)


@dataclass(frozen=True)
class _History:
    """A person's enrolments in one section: their statuses, oldest first, and what is known of the last one.

    `moved_at` is when somebody ahead of them on the waitlist last moved.
    """

    statuses: tuple[Status, ...]
    changed_at: datetime
    answer_by: datetime | None
    position: int | None = None
    moved_at: datetime | None = None


def _histories(session: Session, owner: Owner) -> dict[int, _History]:
    """Return by section what the person ever asked for and a phone may have heard of."""
    columns = (Enrolment.section_id, Enrolment.id, Enrolment.status, Enrolment.changed_at, Enrolment.offer_expires_at)
    asked = select(*columns).where(Enrolment.person_id == owner.person_id)
    rows = session.execute(asked.order_by(Enrolment.section_id, Enrolment.id)).all()
    places = _waiting_places(session, [row.id for row in rows if row.status is Status.WAITING])
    histories: dict[int, _History] = {}
    for section_id, group in groupby(rows, key=lambda row: row.section_id):
        *_earlier, last = mine = list(group)
        if last.status in LIVE or last.changed_at >= owner.since:
            position, moved_at = places.get(last.id, (None, None))
            statuses = tuple(row.status for row in mine)
            histories[section_id] = _History(statuses, last.changed_at, last.offer_expires_at, position, moved_at)
    return histories


def _made_up(session: Session, owner: Owner) -> dict[int, _History]:
    """Return the meetings of other sections at which the person makes up for one of their own, by meeting.

    There they have a seat for that day; one they have given back is like a section they have left.
    """
    columns = (MakeUp.instead_id, MakeUp.agreed_at, MakeUp.ended_at)
    rows = session.execute(select(*columns).where(MakeUp.person_id == owner.person_id).order_by(MakeUp.id)).all()
    found: dict[int, _History] = {}
    for meeting_id, group in groupby(sorted(rows, key=lambda row: row.instead_id), key=lambda row: row.instead_id):
        *_earlier, last = mine = list(group)
        statuses = tuple(Status.WITHDRAWN if row.ended_at else Status.ENROLLED for row in mine)
        if last.ended_at is None or last.ended_at >= owner.since:
            found[meeting_id] = _History(statuses, last.ended_at or last.agreed_at, None)
    return found


def _waiting_places(session: Session, ids: Sequence[int]) -> dict[int, tuple[int, datetime | None]]:
    """Return for enrolments that wait their places from 1, and when somebody ahead of them last moved."""
    rows = session.execute(_WAITING_AHEAD.where(Enrolment.id.in_(ids))) if ids else ()
    return {id: (1 + int(count), moved_at) for id, count, moved_at in rows}


def _own_event(row: Row[Any], history: _History | None, person_id: int, language: str) -> Event | None:
    statuses = history.statuses if history else ()
    part = rules.part_of(statuses, is_theirs=row.instructor_id == person_id, teaches=row.teacher_id == person_id)
    if part is None:
        return None
    own: dict[str, Any] = {"instructor": row.teacher or ""}
    if history:
        moments = (row.changed_at, history.changed_at, history.moved_at)
        own |= {
            "sequence": row.sequence + rules.steps(statuses),
            "changed_at": max(moment for moment in moments if moment),
            "position": history.position,
            "answer_by": history.answer_by,
        }
    return _event(row, part, language, **own)


def _event(row: Row[Any], part: Part, language: str, **own: Any) -> Event:
    facts = {"sequence": row.sequence, "changed_at": row.changed_at} | own
    return Event(
        meeting_id=row.id,
        section_id=row.section_id,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        state=rules.state_of(row.status, part),
        part=part,
        title=_title(row, language),
        place=", ".join(part for part in (row.place, row.site, row.address) if part),
        category=_named(row.department, row.department_en, language),
        **facts,
    )


def _title(row: Any, language: str) -> str:
    """Return what people call the section, by the course's English name where the reader wants English."""
    return titled(_named(row.course, row.course_en, language), row.level, row.label)


def _named(name: str | None, name_en: str | None, language: str) -> str:
    return (name_en if language == "en" else None) or name or ""
