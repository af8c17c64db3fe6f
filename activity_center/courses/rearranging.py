"""Many meetings of many sections changed at once, in a constant number of statements.

The rooms and persons they need are held together with what others need, by whoever rearranges; see closures.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from activity_center.courses.meetings import hold_for, mark, release, settle_at, touch
from activity_center.courses.models import Meeting, Section
from activity_center.courses.rules import MeetingStatus, Planned
from activity_center.rooms.service import Hold


def hold_of(meeting: Meeting, to: Planned) -> Hold | None:
    """Return what a meeting would hold then and there, None for one that holds nothing."""
    section = meeting.section
    return hold_for(section.title, to, meeting.instructor_id or section.instructor_id, meeting)


def call_off(session: Session, meetings: Collection[Meeting], *, at: datetime) -> None:
    """Cancel meetings by hand and release what they hold; they stay in calendars as cancelled."""
    release(session, meetings)
    for meeting in meetings:
        meeting.status, meeting.by_hand = MeetingStatus.CANCELLED, True
        mark(meeting, at)
    session.flush()


def settle(session: Session, to: Mapping[Meeting, tuple[Planned, int | None]], *, at: datetime) -> None:
    """Let meetings be where and when they are held already; each comes with its booking, None for none."""
    release(session, [meeting for meeting, (_planned, booking_id) in to.items() if booking_id is None])
    for meeting, (planned, booking_id) in to.items():
        settle_at(meeting, planned)
        meeting.booking_id, meeting.by_hand = booking_id or meeting.booking_id, True
        mark(meeting, at)
    session.flush()


def tell_calendars(session: Session, sections: Collection[Section]) -> None:
    """Let calendars and remembered schedules know that these sections changed."""
    touch(session, sections)
    for section in sections:
        session.expire(section, ["meetings"])
