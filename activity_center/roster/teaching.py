"""What instructors do with the meetings they teach: the same changes as at the desk, where the term lets them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from activity_center.courses import service as courses
from activity_center.courses.models import Course, Meeting, Section
from activity_center.courses.rules import MeetingStatus
from activity_center.db import found
from activity_center.enrolment import facts
from activity_center.enrolment.models import Enrolment
from activity_center.enrolment.rules import SEATED
from activity_center.errors import NotYours, Reason, Refused
from activity_center.people.rules import Standing
from activity_center.rooms import elsewhere
from activity_center.rooms.models import Room
from activity_center.rooms.obstacles import Hold, obstacles
from activity_center.rooms.rules import Span, first_overlap
from activity_center.roster.changes import shape_of
from activity_center.roster.rules import Act, own_refusals
from activity_center.terms import service as terms
from activity_center.terms.rules import Calendar, at_wall_time, days_between, weekday_taught

_LOADED = (
    joinedload(Meeting.room).joinedload(Room.site),
    joinedload(Meeting.instructor),
    joinedload(Meeting.section).joinedload(Section.course),
    joinedload(Meeting.section).joinedload(Section.instructor),
    joinedload(Meeting.section).joinedload(Section.term),
)


def own_meeting(session: Session, meeting_id: int, person_id: int | None) -> Meeting:
    """Return a meeting to its instructor and its substitute; it is no one else's to change here."""
    meeting: Meeting = found(session.scalar(select(Meeting).where(Meeting.id == meeting_id).options(*_LOADED)))
    if person_id is None or person_id not in (meeting.section.instructor_id, meeting.instructor_id):
        raise NotYours
    return meeting


def asks_desk(meeting: Meeting) -> bool:
    """Say whether the term leaves such changes to the desk."""
    return bool(meeting.section.term and meeting.section.term.instructors_ask)


def refusals(meeting: Meeting, act: Act, at: datetime) -> list[Reason]:
    """Return why an instructor cannot do this with a meeting of theirs."""
    return own_refusals(act, shape_of(meeting), meeting.section.title, at, asks_desk=asks_desk(meeting))


def possible(meeting: Meeting, at: datetime) -> set[str]:
    """Return what an instructor can do with a meeting of theirs now, by the names of the acts."""
    is_pointless = {Act.RESTORE} if shape_of(meeting).is_on else set()
    return {act.value for act in Act if act not in is_pointless and not refusals(meeting, act, at)}


def refuse(session: Session, meeting_id: int, act: Act, person_id: int | None, at: datetime) -> Meeting:
    """Return a meeting with which somebody may do this, or refuse."""
    meeting = own_meeting(session, meeting_id, person_id)
    if reasons := refusals(meeting, act, at):
        raise Refused(*reasons)
    return meeting


class StandIn(NamedTuple):
    """Somebody who could teach a meeting; `is_near` teaches the same course, or in the same department."""

    person_id: int
    name: str
    is_near: bool


def stand_ins(session: Session, meeting: Meeting, zone: ZoneInfo) -> list[StandIn]:
    """Return the other instructors who are free at the time of a meeting, those of the same subject first."""
    now, teacher = shape_of(meeting), meeting.instructor_id or meeting.section.instructor_id
    people = [one for one in courses.instructors(session) if one.id != teacher and one.standing is Standing.ACTIVE]
    holds = [Hold("", now.span, (), (person.id,), meeting.booking_id) for person in people]
    blocked = obstacles(session, holds, zone=zone)
    near = _teaching_alike(session, meeting.section.course)
    free = [
        StandIn(person.id, person.name, person.id in near)
        for person, reasons in zip(people, blocked, strict=True)
        if not reasons
    ]
    return sorted(free, key=lambda one: not one.is_near)


def _teaching_alike(session: Session, course: Course) -> set[int | None]:
    alike = Section.course_id == course.id
    if course.department_id:
        alike |= Section.course.has(Course.department_id == course.department_id)
    return set(session.scalars(select(Section.instructor_id).where(alike).distinct()))


# When else a class could be.
_DAYS_AHEAD, _USUAL = 21, (time(8, 30), time(10, 30), time(14), time(16))
_MOST, _TRIED, _NOTICE = 6, 30, timedelta(days=3)


@dataclass(frozen=True)
class Opening:
    """A time at which the instructor and a room are free, and for how many of those who come it is a clash."""

    span: Span
    room: Room | None
    busy: int


def openings(session: Session, meeting: Meeting, at: datetime, zone: ZoneInfo) -> list[Opening]:
    """Return other times for a meeting, one a day, in order of time: some before it, more after it, within the term.

    Chosen are those at which the fewest of its people have something else, and of these the nearest to it that
    people hear of in time. Nothing is proposed for days on which nothing is taught.
    """
    theirs, near = _taken(session, meeting, at), max(meeting.starts_at, at + _NOTICE)
    counted = [
        (sum(bool(first_overlap(spans, [span])) for spans in theirs), abs(span.starts_at - near), span)
        for span in _candidates(session, meeting, at, zone)
    ]
    found: list[Opening] = []
    for busy, _, span in sorted(counted)[:_TRIED]:
        if _on(span, zone) not in [_on(one.span, zone) for one in found]:
            found += [Opening(span, room, busy) for room in _rooms(session, meeting, span, len(theirs), zone)[:1]]
        if len(found) == _MOST:
            break
    return sorted(found, key=lambda one: one.span)


def _on(span: Span, zone: ZoneInfo) -> date:
    return span.starts_at.astimezone(zone).date()


def _candidates(session: Session, meeting: Meeting, at: datetime, zone: ZoneInfo) -> list[Span]:
    """Return the usual hours of the days ahead at which the instructor is free."""
    tomorrow, on = at.astimezone(zone).date() + timedelta(days=1), meeting.starts_at.astimezone(zone).date()
    first_on = max(tomorrow, on - timedelta(days=7))
    term, last_on = meeting.section.term, first_on + timedelta(days=_DAYS_AHEAD)
    last_on = min(last_on, term.last_on) if term and term.last_on >= first_on else last_on
    calendar, length = terms.calendar(session, first_on, last_on), meeting.ends_at - meeting.starts_at
    starts = dict.fromkeys([meeting.starts_at.astimezone(zone).time(), *_USUAL])
    spans = [
        Span(begins, begins + length)
        for on in days_between(first_on, last_on)
        if _is_taught(on, calendar)
        for hour in starts
        for begins in [at_wall_time(on, hour, zone)]
    ]
    busy = _busy_teacher(session, meeting, at)
    return [span for span in spans if not first_overlap(busy, [span])]


def _is_taught(on: date, calendar: Calendar) -> bool:
    return (weekday_taught(on, calendar) or 7) <= 5


def _busy_teacher(session: Session, meeting: Meeting, at: datetime) -> list[Span]:
    """Return when the instructor is elsewhere, and when the section meets anyway."""
    teacher = meeting.instructor_id or meeting.section.instructor_id
    booked = facts.booked(session, [teacher], at)[teacher] if teacher else []
    own = select(Meeting.starts_at, Meeting.ends_at).where(
        Meeting.section_id == meeting.section_id, Meeting.ends_at > at, Meeting.status == MeetingStatus.SCHEDULED
    )
    return [span for one in booked for span in one.spans] + [Span(*row) for row in session.execute(own)]


def _taken(session: Session, meeting: Meeting, at: datetime) -> list[Sequence[Span]]:
    """Return for each person in the section when they have something else."""
    ids: Collection[int] = session.scalars(
        select(Enrolment.person_id).where(Enrolment.section_id == meeting.section_id, Enrolment.status.in_(SEATED))
    ).all()
    held, booked = facts.held(session, ids), facts.booked(session, ids, at)
    return [list(_coming((facts.commitments(held[id]) + booked[id]), meeting.section_id, at)) for id in ids]


def _coming(others: Iterable[Any], section_id: int, at: datetime) -> Iterable[Span]:
    return (span for other in others if other.section_id != section_id for span in other.spans if span.ends_at > at)


def _rooms(session: Session, meeting: Meeting, span: Span, seats: int, zone: ZoneInfo) -> Sequence[Room | None]:
    """Return the usual room if it is free, else others of its site; [None] for a class that meets in none of ours."""
    if meeting.room is None:
        return [None]
    teacher = meeting.instructor_id or meeting.section.instructor_id
    hold = Hold("", span, (meeting.room.id,), (teacher,) if teacher else ())
    if not obstacles(session, [hold], zone=zone)[0]:
        return [meeting.room]
    others = elsewhere.rooms(session, hold, seats, zone)
    return [room for room in others if room.site_id == meeting.room.site_id and (room.seats or seats) >= seats]
