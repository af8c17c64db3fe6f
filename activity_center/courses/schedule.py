"""Meetings: how a section's weekly times become dates, rooms and somebody's time, and how they change.

Each change raises the meeting's sequence and the section's revision, from which calendars know what is new.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from activity_center import audit
from activity_center.audit import Actor
from activity_center.courses.meetings import (
    hold_for,
    is_on,
    lock_sections,
    mark,
    meetings_of,
    release,
    settle_at,
    touch,
)
from activity_center.courses.models import Meeting, Section
from activity_center.courses.rules import (
    MeetingStatus,
    Plan,
    Planned,
    SectionStatus,
    Slot,
    WeeklyTime,
    lost_days,
    missing,
    planned,
    steps,
)
from activity_center.errors import Reason, Refused
from activity_center.rooms import service as rooms
from activity_center.rooms.rules import Span
from activity_center.rooms.service import Hold
from activity_center.terms import service as terms
from activity_center.terms.models import Closure, Term
from activity_center.terms.rules import Calendar


class Fate(Enum):
    """What scheduling makes of one meeting."""

    NEW = "new"
    SAME = "same"
    CHANGED = "changed"
    GONE = "gone"


@dataclass
class Move:
    """One meeting on its way: what it was, what it will be, and what has to be held for it."""

    meeting: Meeting | None
    to: Planned | None
    hold: Hold | None
    fate: Fate
    reasons: list[Reason] = field(default_factory=list)

    @property
    def starts_at(self) -> datetime:
        """Return when it will be, or would have been."""
        if self.to:
            return self.to.span.starts_at
        assert self.meeting, "what does not go anywhere has been somewhere"
        return self.meeting.starts_at


@dataclass(frozen=True)
class Preview:
    """What scheduling would do: what is lacking, each meeting's fate with what is in its way, and the days lost.

    `years_lacking` are years it reaches into whose holidays nobody has entered yet.
    """

    missing: Sequence[Reason]
    moves: Sequence[Move] = ()
    lost: Sequence[tuple[date, str]] = ()
    years_lacking: Sequence[int] = ()

    @property
    def is_possible(self) -> bool:
        """Say whether nothing is lacking and nothing in the way."""
        return not self.missing and not any(move.reasons for move in self.moves)


@dataclass(frozen=True)
class _Subject:
    """A section, or a draft of one, as scheduling sees it."""

    title: str
    instructor_id: int | None
    plan: Plan
    meetings: Sequence[Meeting]


def plan_of(section: Section) -> Plan:
    """Return what the rules need to know of a section; days it does not name are those of its term."""
    excluded_on = [date.fromisoformat(day) for day in section.excluded_on]
    return _plan(section, section.term, excluded_on, weekly_times(section))


def weekly_times(section: Section) -> list[WeeklyTime]:
    """Return a section's weekly times as the rules see them."""
    return [WeeklyTime(t.weekday, t.starts, t.ends, t.room_id, t.place) for t in section.times]


def _plan(typed: Any, term: Term | None, excluded_on: Sequence[date], times: Sequence[WeeklyTime]) -> Plan:
    return Plan(
        typed.mode,
        typed.capacity,
        typed.first_on or (term.first_on if term else None),
        typed.last_on or (term.last_on if term else None),
        typed.weeks,
        typed.holiday_rule,
        excluded_on,
        times,
    )


def preview(
    session: Session, title: str, draft: Any, section_id: int | None, *, at: datetime, zone: ZoneInfo
) -> Preview:
    """Return what scheduling a section as typed (a SectionDraft) would do; nothing is written."""
    term = session.get(Term, draft.term_id) if draft.term_id else None
    plan = _plan(draft, term, draft.excluded_on, draft.times)
    lacking = missing(plan)
    if lacking:
        return Preview(lacking)
    meetings = meetings_of(session, [section_id])[section_id] if section_id else []
    calendar = calendar_for(session, [plan])
    moves = _moves(_Subject(title, draft.instructor_id, plan, meetings), calendar, at, zone)
    _find_obstacles(session, moves, zone)
    days = [move.to.span.starts_at.astimezone(zone).date() for move in moves if move.to]
    lost = _named(session, lost_days(plan, calendar))
    in_order = sorted(moves, key=lambda move: move.starts_at)
    return Preview([], in_order, lost, terms.years_lacking(session, days))


def _find_obstacles(session: Session, moves: Sequence[Move], zone: ZoneInfo) -> None:
    gone = (move.meeting for move in moves if move.meeting and move.fate is Fate.GONE)
    going = [meeting.booking_id for meeting in gone if meeting.booking_id]
    held = [move for move in moves if move.hold and move.fate in (Fate.NEW, Fate.CHANGED)]
    obstacles = rooms.obstacles(session, [move.hold for move in held if move.hold], zone=zone, without=going)
    for move, reasons in zip(held, obstacles, strict=True):
        move.reasons = reasons


def _named(session: Session, days: Collection[date]) -> list[tuple[date, str]]:
    names = session.execute(select(Closure.on, Closure.name).where(Closure.on.in_(days)).order_by(Closure.on))
    return list(names)


def schedule(session: Session, section_id: int, *, at: datetime, by: Actor, zone: ZoneInfo) -> None:
    """Make the meetings and bookings of an open section what its weekly times say; see schedule_many."""
    schedule_many(session, [section_id], at=at, by=by, zone=zone)


def schedule_many(session: Session, section_ids: Collection[int], *, at: datetime, by: Actor, zone: ZoneInfo) -> None:
    """Make the meetings and bookings of open sections what their weekly times say, all or nothing.

    Meetings that stay the same keep their row, those that move keep it with a higher sequence, those that go are
    cancelled; what has begun or was changed by hand is left alone. Refused with every clash of rooms and instructors.
    A constant number of statements, however many sections.
    """
    sections = lock_sections(session, section_ids)
    closed = [section for section in sections if section.status is not SectionStatus.OPEN]
    if closed:
        raise Refused(*(Reason("section_draft", {"title": section.title}) for section in closed))
    meetings = meetings_of(session, section_ids)
    plans = {section.id: plan_of(section) for section in sections}
    calendar = calendar_for(session, plans.values())
    work = [
        (section, move)
        for section in sections
        for move in _moves(
            _Subject(section.title, section.instructor_id, plans[section.id], meetings[section.id]), calendar, at, zone
        )
        if move.fate is not Fate.SAME
    ]
    _carry_out(session, work, at, zone)
    touched = {section.id: section for section, _ in work}
    touch(session, touched.values())
    audit.record_all(session, [audit.row(by, at, "schedule", "section", id) for id in touched])


def calendar_for(session: Session, plans: Iterable[Plan]) -> Calendar:
    """Return what is said of all days the plans may reach; what is made up lies at most a year after the end."""
    days = [day for plan in plans for day in (plan.first_on, plan.last_on) if day]
    return terms.calendar(session, min(days), max(days) + timedelta(days=800)) if days else {}


def _moves(subject: _Subject, calendar: Calendar, at: datetime, zone: ZoneInfo) -> list[Move]:
    """Return the fate of every meeting that has not begun, and of those that come new."""
    by_id = {meeting.id: meeting for meeting in subject.meetings}
    todo = steps([_slot(meeting) for meeting in subject.meetings], planned(subject.plan, calendar, zone), at)
    moves = [_move(subject, by_id[step.slot.id] if step.slot else None, step.to) for step in todo]
    moved = {move.meeting.id for move in moves if move.meeting}
    # Those that staff changed by hand keep their time and room, but a new instructor is theirs too.
    by_hand = (m for m in subject.meetings if m.id not in moved and is_on(m) and m.starts_at > at)
    return moves + [_move(subject, m, Planned(Span(m.starts_at, m.ends_at), m.room_id, m.place)) for m in by_hand]


def _slot(meeting: Meeting) -> Slot:
    return Slot(meeting.id, meeting.starts_at, meeting.planned_at, is_on(meeting), meeting.by_hand)


def _move(subject: _Subject, meeting: Meeting | None, to: Planned | None) -> Move:
    if to is None:
        return Move(meeting, None, None, Fate.GONE)
    instructor_id = (meeting.instructor_id if meeting else None) or subject.instructor_id
    hold = hold_for(subject.title, to, instructor_id, meeting)
    if meeting is None:
        return Move(None, to, hold, Fate.NEW)
    return Move(meeting, to, hold, Fate.SAME if _is_same(meeting, to, hold) else Fate.CHANGED)


def _is_same(meeting: Meeting, to: Planned, hold: Hold | None) -> bool:
    booked = meeting.booking if meeting.booking_id else None
    persons = {held.person_id for held in booked.holds_persons} if booked else set()
    return (
        is_on(meeting)
        and (meeting.starts_at, meeting.ends_at) == (to.span.starts_at, to.span.ends_at)
        and (meeting.room_id, meeting.place) == (to.room_id, to.place)
        and persons == set(hold.person_ids if hold else ())
        and (hold is None or (booked is not None and booked.title == hold.title))
    )


def _carry_out(session: Session, work: Sequence[tuple[Section, Move]], at: datetime, zone: ZoneInfo) -> None:
    release(session, [move.meeting for _, move in work if move.meeting and not move.hold])
    held = [move for _, move in work if move.hold]
    ids = dict(zip(map(id, held), rooms.hold_all(session, [m.hold for m in held if m.hold], zone=zone), strict=True))
    fresh = []
    for section, move in work:
        if move.meeting:
            _rewrite(move, ids.get(id(move)), at)
        else:
            fresh.append(_row(section, move, ids.get(id(move)), at))
    if fresh:
        session.execute(insert(Meeting), fresh)
    session.flush()
    for section, _ in work:
        session.expire(section, ["meetings"])


def _rewrite(move: Move, booking_id: int | None, at: datetime) -> None:
    meeting, to = move.meeting, move.to
    assert meeting, "a new meeting is inserted"
    if to is None:
        meeting.status = MeetingStatus.CANCELLED
    else:
        if not meeting.by_hand or to.span.starts_at != meeting.starts_at:
            meeting.planned_at, meeting.by_hand = to.span.starts_at, False
        settle_at(meeting, to)
        meeting.booking_id = booking_id or meeting.booking_id
    mark(meeting, at)


def _row(section: Section, move: Move, booking_id: int | None, at: datetime) -> dict[str, Any]:
    to = move.to
    assert to, "a new meeting has a time"
    return {
        "section_id": section.id,
        "booking_id": booking_id,
        "room_id": to.room_id,
        "place": to.place,
        "starts_at": to.span.starts_at,
        "ends_at": to.span.ends_at,
        "planned_at": to.span.starts_at,
        "changed_at": at,
    }
