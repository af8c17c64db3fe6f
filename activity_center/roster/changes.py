"""Changes of one meeting: looked at first, then carried out and told.

A preview is the act itself, undone: what it shows to be in the way is what the act would refuse, word for word.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from activity_center import audit
from activity_center.attendance import make_ups
from activity_center.audit import Actor
from activity_center.courses import service as courses
from activity_center.courses.meetings import is_on, lock_sections
from activity_center.courses.models import Meeting, Section
from activity_center.courses.rules import MeetingStatus, WeeklyTime
from activity_center.courses.service import SectionDraft
from activity_center.db import found
from activity_center.errors import Reason, Refused
from activity_center.notices import service as notices
from activity_center.people import service as people
from activity_center.rooms import elsewhere, register
from activity_center.rooms.models import Room
from activity_center.rooms.obstacles import Hold
from activity_center.rooms.rules import Span
from activity_center.roster import audience
from activity_center.roster.audience import Audience, Clash
from activity_center.roster.rules import Act, Shape, Wish, kinds_told, wished


@dataclass(frozen=True)
class Target:
    """Which meeting a wish is about; without one, the section to which a meeting is to be added."""

    section_id: int
    meeting_id: int | None = None


@dataclass(frozen=True)
class Shown:
    """A meeting before or after a change, in names."""

    span: Span
    place: str
    instructor: str
    is_on: bool


@dataclass(frozen=True)
class Preview:
    """What a change would do: what is different, what is in the way, who is told, and for whom it is a clash.

    `seen` is the state it was made from; carrying it out later is refused where that is no longer so.
    """

    before: Shown | None
    after: Shown
    reasons: list[Reason]
    audience: Audience
    clashes: list[Clash]
    rooms: list[Room]
    spans: list[Span]
    seen: int


@dataclass(frozen=True)
class _Case:
    """One wish with what it concerns, locked."""

    section: Section
    meeting: Meeting | None
    wish: Wish
    before: Shape | None
    after: Shape

    @property
    def seen(self) -> int:
        """Return what grows when somebody changes this meeting, or any of the section where one is added."""
        return self.meeting.sequence if self.meeting else self.section.revision

    @property
    def is_new_time(self) -> bool:
        """Say whether people must have the time for it anew."""
        was_on = self.before is not None and self.before.is_on
        return self.after.is_on and not (was_on and self.before and self.before.span == self.after.span)


def target_of(session: Session, meeting_id: int) -> Target:
    """Return a meeting as what a wish is about."""
    meeting: Meeting = found(session.get(Meeting, meeting_id))
    return Target(meeting.section_id, meeting_id)


def look(session: Session, target: Target, wish: Wish, *, at: datetime, by: Actor, zone: ZoneInfo) -> Preview:
    """Return what a change would do. It is done in a savepoint and undone, so nothing stays written."""
    case = _case(session, target, wish)
    seen, told = case.seen, _audience(session, case)
    clashes = audience.clashes(session, case.section.id, [case.after.span], at) if case.is_new_time else []
    reasons = [Reason("nothing_changes")] if _is_done(session, case) else _in_the_way(session, case, at, by, zone)
    is_blocked = bool({reason.code for reason in reasons} & elsewhere.MENDED)
    hold = _hold(case)
    return Preview(
        before=_shown(session, case.before) if case.before else None,
        after=_shown(session, case.after),
        reasons=reasons,
        audience=told,
        clashes=clashes,
        rooms=elsewhere.rooms(session, hold, len(told.seated), zone) if is_blocked else [],
        spans=elsewhere.spans(session, hold, at, zone) if is_blocked else [],
        seen=seen,
    )


def _hold(case: _Case) -> Hold:
    """Return what the changed meeting would hold."""
    after, holder = case.after, case.meeting.booking_id if case.meeting else None
    rooms = (after.room_id,) if after.room_id else ()
    return Hold("", after.span, rooms, (after.instructor_id,) if after.instructor_id else (), holder)


def carry_out(
    session: Session, target: Target, wish: Wish, seen: int, *, at: datetime, by: Actor, zone: ZoneInfo
) -> int:
    """Change the meeting, tell everybody it concerns, and return how many that are.

    A change that is there already is left alone and told nobody, so that asking twice is asking once. Refused where
    somebody changed the meeting since it was `seen`, and for every reason the preview would show.
    """
    case = _case(session, target, wish)
    if _is_done(session, case):
        return 0
    if seen != case.seen:
        raise Refused(Reason("preview_stale"))
    told = _audience(session, case)
    was_at = case.before.span.starts_at if case.before else case.after.span.starts_at
    meeting = _act(session, case, at, by, zone)
    facts = _facts(session, case, was_at)
    kinds = kinds_told(case.before, case.after)
    for kind in kinds:
        notices.post(session, told.ids, kind, facts, at=at, section_id=case.section.id)
    written: dict[str, Any] = {"kinds": kinds, "people": len(told.ids), **facts}
    audit.record(session, by, at, "tell", "meeting", meeting.id, **written)
    return len(told.ids)


def _case(session: Session, target: Target, wish: Wish) -> _Case:
    """Lock what a wish concerns, in the order of the floors, and return it as it is now."""
    needed = SectionDraft(0, instructor_id=wish.instructor_id, times=(WeeklyTime(room_id=wish.room_id),))
    section = lock_sections(session, [target.section_id], also=[needed])[0]
    meeting = None
    if target.meeting_id is not None:
        meeting = found(session.get(Meeting, target.meeting_id, populate_existing=True))
    before = shape_of(meeting) if meeting else None
    return _Case(section, meeting, wish, before, wished(before or _blank(section, wish), wish))


def shape_of(meeting: Meeting) -> Shape:
    """Return a meeting as the rules see it."""
    return Shape(
        Span(meeting.starts_at, meeting.ends_at),
        meeting.room_id,
        meeting.place,
        meeting.instructor_id or meeting.section.instructor_id,
        is_on(meeting),
    )


def _blank(section: Section, wish: Wish) -> Shape:
    return Shape(found(wish.span), instructor_id=section.instructor_id)


def _is_done(session: Session, case: _Case) -> bool:
    if case.meeting:
        return case.before == case.after
    same = select(Meeting.id).where(
        Meeting.section_id == case.section.id,
        Meeting.starts_at == case.after.span.starts_at,
        Meeting.ends_at == case.after.span.ends_at,
        Meeting.status == MeetingStatus.SCHEDULED,
    )
    return session.scalar(same.limit(1)) is not None


def _in_the_way(session: Session, case: _Case, at: datetime, by: Actor, zone: ZoneInfo) -> list[Reason]:
    """Return what the act would refuse, by doing it and undoing it."""
    nested = session.begin_nested()
    try:
        _act(session, case, at, by, zone)
    except Refused as refused:
        return refused.reasons
    finally:
        nested.rollback()
    return []


def _act(session: Session, case: _Case, at: datetime, by: Actor, zone: ZoneInfo) -> Meeting:
    wish, id = case.wish, case.meeting.id if case.meeting else 0
    who: dict[str, Any] = {"at": at, "by": by}
    span = case.after.span
    match wish.act:
        case Act.MOVE:
            return courses.move_meeting(
                session, id, span.starts_at, span.ends_at, room_id=wish.room_id, zone=zone, **who
            )
        case Act.CANCEL:
            return courses.cancel_meeting(session, id, **who)
        case Act.RESTORE:
            return courses.restore_meeting(session, id, zone=zone, **who)
        case Act.SUBSTITUTE:
            new = {"room_id": wish.room_id, "place": wish.place, "instructor_id": wish.instructor_id}
            return courses.substitute(session, id, zone=zone, **new, **who)
        case Act.ADD:
            where = {"room_id": wish.room_id, "place": wish.place}
            return courses.add_meeting(
                session, case.section.id, span.starts_at, span.ends_at, zone=zone, **where, **who
            )


def _audience(session: Session, case: _Case) -> Audience:
    guests = make_ups.guests(session, case.meeting.id) if case.meeting else []
    return audience.of(session, case.section, _instructors(case), guest_ids=guests)


def _instructors(case: _Case) -> Collection[int]:
    """Return who teaches it before and after, each once."""
    before = case.before.instructor_id if case.before else None
    return {id for id in (before, case.after.instructor_id) if id}


def _facts(session: Session, case: _Case, was_at: datetime) -> dict[str, Any]:
    shown = _shown(session, case.after)
    return {
        "title": case.section.title,
        "was_at": was_at.isoformat(),
        "starts_at": shown.span.starts_at.isoformat(),
        "place": shown.place,
        "instructor": shown.instructor,
        "note": case.wish.note,
    }


def _shown(session: Session, shape: Shape) -> Shown:
    room = register.room(session, shape.room_id) if shape.room_id else None
    names = people.names(session, [shape.instructor_id] if shape.instructor_id else [])
    where = f"{room.name} · {room.site.name}" if room else shape.place
    return Shown(shape.span, where, names.get(shape.instructor_id or 0, ""), shape.is_on)
