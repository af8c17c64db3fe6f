"""Where and when else a meeting could be, for the page that has just said what is in its way."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from activity_center.courses.rules import at_wall_time
from activity_center.rooms import register
from activity_center.rooms import service as booking
from activity_center.rooms.models import Room
from activity_center.rooms.rules import OpenHours, Span, is_open
from activity_center.rooms.service import Hold
from activity_center.roster.rules import Shape, free_spans

# What another room or another time can mend.
MENDED = frozenset({"room_taken", "person_taken", "room_closed", "room_not_open_then"})
_FIRST, _LAST = time(8), time(20)
_MOST = 5


def rooms(session: Session, shape: Shape, seats: int, booking_id: int | None, zone: ZoneInfo) -> list[Room]:
    """Return rooms that would do at this time: big enough before too small, the same site before others.

    There are none while the instructor is elsewhere: another room would not mend that.
    """
    wanted = Hold("", shape.span, (), _who(shape), booking_id)
    if booking.obstacles(session, [wanted], zone=zone)[0]:
        return []
    every = [room for site in register.sites(session) for room in site.rooms if room.id != shape.room_id]
    holds = [Hold("", shape.span, (room.id,), (), booking_id) for room in every]
    blocked = booking.obstacles(session, holds, zone=zone)
    here = register.room(session, shape.room_id).site_id if shape.room_id else None
    free = [room for room, reasons in zip(every, blocked, strict=True) if not reasons]
    return sorted(free, key=lambda room: (_is_small(room, seats), room.site_id != here, room.seats or 0))[:_MOST]


def _who(shape: Shape) -> tuple[int, ...]:
    return (shape.instructor_id,) if shape.instructor_id else ()


def _is_small(room: Room, seats: int) -> bool:
    return room.seats is not None and room.seats < seats


def spans(session: Session, shape: Shape, booking_id: int | None, at: datetime, zone: ZoneInfo) -> list[Span]:
    """Return other times of the same day at which room and instructor are both free, nearest first."""
    on = shape.span.starts_at.astimezone(zone).date()
    hours = Span(at_wall_time(on, _FIRST, zone), at_wall_time(on, _LAST, zone))
    wish = Hold(
        "",
        hours,
        (shape.room_id,) if shape.room_id else (),
        _who(shape),
        booking_id,
    )
    reasons = booking.obstacles(session, [wish], zone=zone)[0]
    if any(reason.code == "room_closed" for reason in reasons):
        return []
    taken = [_span(reason.facts) for reason in reasons if reason.code in ("room_taken", "person_taken")]
    fitting = [span for span in free_spans(taken, hours, shape.span, most=24) if span.starts_at > at]
    return [span for span in fitting if _is_open(session, shape.room_id, span, zone)][:3]


def _span(facts: dict[str, str]) -> Span:
    return Span(datetime.fromisoformat(facts["starts_at"]), datetime.fromisoformat(facts["ends_at"]))


def _is_open(session: Session, room_id: int | None, span: Span, zone: ZoneInfo) -> bool:
    if room_id is None:
        return True
    hours = [OpenHours(o.weekday, o.opens, o.closes) for o in register.room(session, room_id).openings]
    starts, ends = span.starts_at.astimezone(zone), span.ends_at.astimezone(zone)
    return is_open(hours, starts.isoweekday(), starts.time(), ends.time())
