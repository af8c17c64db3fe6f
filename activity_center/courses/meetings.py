"""Meetings one by one: moved, cancelled, restored, added, or with a substitute, each by hand.

What is changed by hand stays so when the section is scheduled again. Each change raises the meeting's sequence and the
section's revision, from which calendars know what is new. Who has to be told is the business of the floors above.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from activity_center import audit
from activity_center.audit import Actor
from activity_center.centre import calendar_changed
from activity_center.courses.models import Meeting, Section, SectionTime
from activity_center.courses.rules import MeetingStatus, Planned, SectionStatus
from activity_center.db import found, lock
from activity_center.errors import NotThere, Reason, Refused
from activity_center.rooms import service as rooms
from activity_center.rooms.models import Booking
from activity_center.rooms.rules import Span
from activity_center.rooms.service import Hold


def move_meeting(
    session: Session,
    meeting_id: int,
    starts_at: datetime,
    ends_at: datetime,
    *,
    room_id: int | None = None,
    at: datetime,
    by: Actor,
    zone: ZoneInfo,
) -> Meeting:
    """Move one meeting to another time and, where a room is named, to that room.

    Refused where it has begun or been cancelled, where the new time has passed, or where something is in the way.
    """
    meeting = _lock_meeting(session, meeting_id, room_id)
    _refuse_unless_coming(meeting, at)
    _refuse_past(starts_at, at)
    to = Planned(Span(starts_at, ends_at), room_id or meeting.room_id, "" if room_id else meeting.place)
    return _rewrite(session, meeting.section, meeting, to, "move_meeting", at, by, zone)


def substitute(
    session: Session,
    meeting_id: int,
    *,
    room_id: int | None = None,
    place: str = "",
    instructor_id: int | None = None,
    at: datetime,
    by: Actor,
    zone: ZoneInfo,
) -> Meeting:
    """Give one meeting another room (or a place in words), another instructor, or both; what is not named stays."""
    meeting = _lock_meeting(session, meeting_id, room_id, instructor_id)
    _refuse_unless_coming(meeting, at)
    if instructor_id:
        meeting.instructor_id = None if instructor_id == meeting.section.instructor_id else instructor_id
    elsewhere = bool(room_id or place)
    to = Planned(
        Span(meeting.starts_at, meeting.ends_at),
        room_id if elsewhere else meeting.room_id,
        place if elsewhere else meeting.place,
    )
    return _rewrite(session, meeting.section, meeting, to, "substitute", at, by, zone)


def restore_meeting(session: Session, meeting_id: int, *, at: datetime, by: Actor, zone: ZoneInfo) -> Meeting:
    """Let a cancelled meeting take place after all; refused where its room or instructor is taken meanwhile."""
    meeting = _lock_meeting(session, meeting_id)
    if is_on(meeting):
        return meeting
    _refuse_past(meeting.starts_at, at)
    if meeting.section.status is SectionStatus.CANCELLED:
        raise Refused(Reason("section_cancelled", {"title": meeting.section.title}))
    to = Planned(Span(meeting.starts_at, meeting.ends_at), meeting.room_id, meeting.place)
    return _rewrite(session, meeting.section, meeting, to, "restore_meeting", at, by, zone)


def cancel_meeting(session: Session, meeting_id: int, *, at: datetime, by: Actor) -> Meeting:
    """Cancel one meeting and release what it holds; it stays in calendars as cancelled."""
    meeting = _lock_meeting(session, meeting_id)
    if not is_on(meeting):
        return meeting
    _refuse_unless_coming(meeting, at)
    release(session, [meeting])
    meeting.status, meeting.by_hand = MeetingStatus.CANCELLED, True
    mark(meeting, at)
    return _changed(session, meeting.section, meeting, "cancel_meeting", at, by)


def add_meeting(
    session: Session,
    section_id: int,
    starts_at: datetime,
    ends_at: datetime,
    *,
    room_id: int | None = None,
    place: str = "",
    at: datetime,
    by: Actor,
    zone: ZoneInfo,
) -> Meeting:
    """Add one meeting to an open section; refused in the past or where something is in the way."""
    rooms.lock_holders(session, [room_id], ())
    section = lock_sections(session, [section_id])[0]
    if section.status is not SectionStatus.OPEN:
        code = "section_draft" if section.status is SectionStatus.DRAFT else "section_cancelled"
        raise Refused(Reason(code, {"title": section.title}))
    _refuse_past(starts_at, at)
    to = Planned(Span(starts_at, ends_at), room_id, place)
    return _rewrite(session, section, Meeting(section_id=section_id, sequence=-1), to, "add_meeting", at, by, zone)


def meeting(session: Session, meeting_id: int) -> Meeting:
    """Return one meeting with its section, room and people."""
    return found(session.get(Meeting, meeting_id))


def _lock_meeting(
    session: Session, meeting_id: int, room_id: int | None = None, instructor_id: int | None = None
) -> Meeting:
    """Lock what a change of one meeting concerns, in the order of the floors, and return it as it is now."""
    seen: Meeting = found(session.get(Meeting, meeting_id))
    section_id = seen.section_id
    persons, places = _concerned(session, [section_id])
    rooms.lock_holders(session, places | {room_id}, persons | {instructor_id})
    lock_sections(session, [section_id])
    return next(m for m in meetings_of(session, [section_id])[section_id] if m.id == meeting_id)


def _refuse_unless_coming(meeting: Meeting, at: datetime) -> None:
    facts = {"title": meeting.section.title, "starts_at": meeting.starts_at.isoformat()}
    if not is_on(meeting):
        raise Refused(Reason("meeting_cancelled", facts))
    if meeting.starts_at <= at:
        raise Refused(Reason("meeting_begun", facts))


def _refuse_past(starts_at: datetime, at: datetime) -> None:
    if starts_at <= at:
        raise Refused(Reason("time_is_past", {"starts_at": starts_at.isoformat()}))


def _rewrite(
    session: Session,
    section: Section,
    meeting: Meeting,
    to: Planned,
    act: str,
    at: datetime,
    by: Actor,
    zone: ZoneInfo,
) -> Meeting:
    hold = hold_for(section.title, to, meeting.instructor_id or section.instructor_id, meeting)
    if hold:
        [meeting.booking_id] = rooms.hold_all(session, [hold], zone=zone)
    else:
        release(session, [meeting])
    settle_at(meeting, to)
    meeting.by_hand = True
    mark(meeting, at)
    session.add(meeting)
    return _changed(session, section, meeting, act, at, by)


def _changed(session: Session, section: Section, meeting: Meeting, act: str, at: datetime, by: Actor) -> Meeting:
    session.flush()
    starts_at = meeting.starts_at.isoformat()
    audit.record(session, by, at, act, "meeting", meeting.id, section_id=section.id, starts_at=starts_at)
    touch(session, [section])
    session.expire(section, ["meetings"])
    return meeting


def lock_sections(session: Session, section_ids: Collection[int], also: Iterable[Any] = ()) -> list[Section]:
    """Lock the instructors, rooms and sections that a change of schedule concerns, in the order of the floors.

    Return the sections as they are now, in order of id, with all that scheduling reads. `also` are drafts whose
    instructors and rooms will be needed.
    """
    persons, places = _concerned(session, section_ids)
    for draft in also:
        persons.add(draft.instructor_id)
        places |= {weekly.room_id for weekly in draft.times}
    rooms.lock_holders(session, places, persons)
    if lock(session, Section, section_ids) != set(section_ids):
        raise NotThere
    wanted = select(Section).where(Section.id.in_(section_ids)).order_by(Section.id)
    loaded = wanted.options(selectinload(Section.times), selectinload(Section.course), selectinload(Section.term))
    return list(session.scalars(loaded.execution_options(populate_existing=True)))


def _concerned(session: Session, section_ids: Collection[int]) -> tuple[set[Any], set[Any]]:
    persons = set(session.scalars(select(Section.instructor_id).where(Section.id.in_(section_ids))))
    places = set(session.scalars(select(SectionTime.room_id).where(SectionTime.section_id.in_(section_ids))))
    dated = select(Meeting.room_id, Meeting.instructor_id).where(Meeting.section_id.in_(section_ids)).distinct()
    for room_id, instructor_id in session.execute(dated):
        places.add(room_id)
        persons.add(instructor_id)
    return persons, places


def meetings_of(session: Session, section_ids: Collection[int]) -> dict[int, list[Meeting]]:
    """Return all meetings of each section with what they hold, as they are now, in order of time."""
    wanted = select(Meeting).where(Meeting.section_id.in_(section_ids)).order_by(Meeting.starts_at, Meeting.id)
    held = selectinload(Meeting.booking).selectinload(Booking.holds_persons)
    theirs: dict[int, list[Meeting]] = {id: [] for id in section_ids}
    for meeting in session.scalars(wanted.options(held).execution_options(populate_existing=True)):
        theirs[meeting.section_id].append(meeting)
    return theirs


def is_on(meeting: Meeting) -> bool:
    """Say whether a meeting takes place."""
    return meeting.status is MeetingStatus.SCHEDULED


def hold_for(title: str, to: Planned, instructor_id: int | None, meeting: Meeting | None) -> Hold | None:
    """Return what must be held for a meeting; one at a place in words without an instructor holds nothing."""
    room_ids = (to.room_id,) if to.room_id else ()
    person_ids = (instructor_id,) if instructor_id else ()
    if not room_ids and not person_ids:
        return None
    return Hold(title, to.span, room_ids, person_ids, meeting.booking_id if meeting else None)


def settle_at(meeting: Meeting, to: Planned) -> None:
    """Let a meeting take place then and there."""
    meeting.status = MeetingStatus.SCHEDULED
    meeting.starts_at, meeting.ends_at = to.span.starts_at, to.span.ends_at
    meeting.room_id, meeting.place = to.room_id, to.place


def release(session: Session, meetings: Iterable[Meeting]) -> None:
    """Release what meetings hold."""
    rooms.release(session, [meeting.booking_id for meeting in meetings if meeting.booking_id])


def mark(meeting: Meeting, at: datetime) -> None:
    """Let calendars know that this meeting changed."""
    meeting.sequence += 1
    meeting.changed_at = at


def touch(session: Session, sections: Collection[Section]) -> None:
    """Let calendars and remembered schedules know that these sections changed."""
    for section in sections:
        section.revision += 1
    if sections:
        calendar_changed(session)
    session.flush()


def call_off(session: Session, section: Section, *, at: datetime) -> None:
    """Cancel every meeting of a locked section that has not begun, and release what they hold."""
    coming = [m for m in meetings_of(session, [section.id])[section.id] if is_on(m) and m.starts_at > at]
    release(session, coming)
    for meeting in coming:
        meeting.status = MeetingStatus.CANCELLED
        mark(meeting, at)
    touch(session, [section])
